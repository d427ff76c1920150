"""Every example on the page about stance is what the default extractor gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import attrib

PAGE = Path(__file__).parents[1] / "docs" / "stance.md"
ROW = re.compile(r"^\| `([^`]+)` \| .* \| ([^|]*\*\*[^|]*) \|$", re.MULTILINE)
EXAMPLES = [(value, text.replace("**", "")) for value, text in ROW.findall(PAGE.read_text(encoding="utf-8"))]


def test_every_value_has_an_example() -> None:
    fields = (attrib.Act, attrib.Polarity, attrib.Certainty, attrib.Endorsement)
    assert {v.value for field in fields for v in field} <= {value for value, _ in EXAMPLES}
    assert {"CT+", "PR+", "PS+", "CT-", "PR-", "PS-", "Uu"} <= {value for value, _ in EXAMPLES}


@pytest.mark.engine
def test_examples_are_real_output() -> None:
    results = attrib.load("en").pipe(text for _, text in EXAMPLES)
    for (value, text), result in zip(EXAMPLES, results, strict=True):
        stances = [a.stance for a in result]
        got = {v for s in stances for v in (s.act, s.polarity, s.certainty, s.endorsement, s.factuality)}
        assert value in got, text
