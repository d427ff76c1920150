"""A measured figure is the same wherever it stands; `docs/accuracy.md` and `docs/speed.md` have them in full."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ACCURACY = (ROOT / "docs/accuracy.md").read_text(encoding="utf8")
SPEED = (ROOT / "docs/speed.md").read_text(encoding="utf8")


def row(text: str, name: str) -> list[float]:
    """Numbers of the first table row whose first cell begins with ``name``, other than dates and thresholds in that cell."""
    found = re.search(rf"^\| ?{re.escape(name)}[^|]*\|(.*)\|$", text, re.MULTILINE)
    assert found, f"no row {name!r}"
    return [float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", found[1])]


def close(few: list[float], full: list[float]) -> bool:
    """Whether figures are those of a fuller table, rounded."""
    return bool(few) and all(abs(a - b) <= 0.00501 for a, b in zip(few, full, strict=False))


SPANS, RULES = row(ACCURACY, "attrib"), row(ACCURACY, "attrib, rules alone")
SPEAKERS = row(ACCURACY, "content found and speaker right")[0]
WORDS = row(SPEED, "the whole library")[0]


@pytest.mark.parametrize(
    ("page", "section", "name", "full"),
    [
        ("README.md", "", "attrib (dev", SPANS),
        ("README.md", "", "attrib, rules alone", RULES),
        ("docs/comparison.md", "## Figures", "attrib", [*SPANS[:3], WORDS]),
    ],
)
def test_tables(page: str, section: str, name: str, full: list[float]) -> None:
    text = (ROOT / page).read_text(encoding="utf8")
    few = row(text[text.index(section) :], name)
    assert len(few) >= 4
    assert close(few, full), f"{page}: {few} is not {full}"


@pytest.mark.parametrize(
    ("page", "before", "figures"),
    [
        ("src/attrib/models/en/MODEL_CARD.md", "whole library, 20", SPANS),
        ("docs/comparison.md", "on 12 of the articles: attrib", [SPEAKERS]),
    ],
)
def test_sentences(page: str, before: str, figures: list[float]) -> None:
    _, found, after = (ROOT / page).read_text(encoding="utf8").partition(before)
    assert found
    assert [float(n) for n in re.findall(r"\b0\.\d+", after)[: len(figures)]] == figures
