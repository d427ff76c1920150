"""Settings of the extractor: what can be switched off, and what happens with wrong names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import attrib
from attrib.document import Document
from attrib.pipeline import SWITCHES

ARTICLE = Path(__file__).parent.parent / "examples"
TEXT = (ARTICLE / "article.txt").read_text(encoding="utf8")
PARSE = (ARTICLE / "article.conllu").read_text(encoding="utf8").splitlines(keepends=True)


class Frozen:
    """The article's parse, read from disk."""

    def annotate(self, texts: Iterable[str]) -> Iterator[Document]:
        return (attrib.read_conllu(t, PARSE) for t in texts)


def extract(**options: object) -> attrib.Result:
    return attrib.load("en", annotator=Frozen(), tagger=False, **options)(TEXT)  # type: ignore[arg-type]


def test_names_of_switches_are_unique() -> None:
    assert len(set(SWITCHES)) == len(SWITCHES)


@pytest.mark.parametrize("name", SWITCHES)
def test_anything_can_be_switched_off(name: str) -> None:
    result = extract(disabled=[name])
    assert all(TEXT[s.start_char : s.end_char] for a in result.attributions for s in a.content.spans)
    assert name in result.meta["disabled"]


def test_no_rules_and_no_tagger_find_nothing() -> None:
    assert extract().attributions
    assert not extract(disabled=["rules", "turns"]).attributions


def test_without_stance_every_attribution_has_the_default() -> None:
    assert {a.stance for a in extract(disabled=["stance"]).attributions} == {attrib.Stance()}
    assert len({a.stance for a in extract().attributions}) > 1


def test_without_a_rule_its_evidence_is_gone() -> None:
    def rules(result: attrib.Result) -> set[str]:
        return {e.rule for a in result.attributions for e in a.evidence}

    assert "by_subject" in rules(extract())
    assert "by_subject" not in rules(extract(disabled=["by_subject"]))


@pytest.mark.parametrize(
    ("disabled", "message"),
    [(["by_subjekt"], "did you mean 'by_subject'"), (["zzz"], "there are: tagger"), ("rules", "collection")],
)
def test_a_wrong_name_is_an_error_that_helps(disabled: object, message: str) -> None:
    with pytest.raises(attrib.SettingsError, match=message):
        extract(disabled=disabled)


def test_min_confidence_keeps_the_surer_ones_in_order() -> None:
    everything, sure = extract().attributions, extract(min_confidence=0.6).attributions
    assert [a.content for a in sure] == [a.content for a in everything if a.confidence >= 0.6]
    assert 0 < len(sure) < len(everything)


def test_kinds_keep_acts() -> None:
    kept = extract(kinds=["ASSERTION"]).attributions
    assert {a.stance.act for a in kept} == {attrib.Act.ASSERTION}


def test_an_attribution_prints_as_a_line_and_its_parts_as_their_words() -> None:
    (a,) = attrib.extract("“The wells are dry,” Ada Lund and Ben Moe said.")
    assert str(a) == "A1 | Ada Lund and Ben Moe | said | “The wells are dry,”"
    assert [str(x) for x in (a.speaker, a.cue, a.source, a.content)] == [
        "Ada Lund",
        "said",
        "Ada Lund and Ben Moe",
        "“The wells are dry,”",
    ]
    (bare,) = attrib.extract("It was said that the mill had closed.")
    assert str(bare) == "A1 | NO_SOURCE | was said | that the mill had closed"
    assert len(repr(a)) < 1500  # evidence and mentions are left out
