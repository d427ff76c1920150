"""Quotes that are utterances by their shape, and the attributions that they get."""

from __future__ import annotations

from pathlib import Path

import pytest

from attrib.candidates import CueCandidate, CueKind, Draft
from attrib.spans import Span
from attrib.stages.labels import labelled
from attrib.stages.quotes import find_quotes
from attrib.stages.turns import find_turns, give_turns
from flat import document

CASES = [
    line.replace("\\n", "\n")
    for line in (Path(__file__).parent / "cases/turns.tsv").read_text(encoding="utf8").splitlines()
    if not line.startswith("#")
]


def parts(marked: str) -> tuple[str, list[str]]:
    """The text without brackets, and what stood in them."""
    return marked.replace("[[", "").replace("]]", ""), [p.partition("]]")[0] for p in marked.split("[[")[1:]]


@pytest.mark.parametrize("marked", CASES)
def test_turns(marked: str) -> None:
    text, expected = parts(marked)
    found = find_turns(text, find_quotes(text))
    assert [text[q.span.start_char : q.span.end_char] for q in found] == expected


def draft(text: str, *contents: str, cue: str | None = None) -> Draft:
    spans = tuple(Span(text.index(c), text.index(c) + len(c)) for c in contents)
    at = text.split(" ").index(cue) if cue else 0
    return Draft(spans, CueCandidate((at,), at, "say", CueKind.VERB) if cue else None, score=0.9)


def given(
    text: str, *drafts: Draft, disabled: frozenset[str] = frozenset()
) -> list[tuple[str | None, list[str]]]:
    doc = document(text)
    found = give_turns(doc, find_quotes(text), drafts, disabled)
    return [
        (doc.tokens[d.cue.head].text if d.cue else None, [text[s.start_char : s.end_char] for s in d.content])
        for d in found
    ]


def test_a_turn_without_a_draft_gets_one_without_a_cue() -> None:
    assert given("He sat. “I am tired now.”") == [(None, ["“I am tired now.”"])]


def test_a_content_that_runs_on_into_narration_is_cut_to_the_turn() -> None:
    text = "“I am tired,” said Ann and left the room."
    found = given(text, draft(text, "“I am tired,” said", cue="Ann"))
    assert found == [("Ann", ["“I am tired,”"])]


def test_a_content_that_holds_a_part_grows_to_the_turn() -> None:
    text = "“I am tired. Let me sleep,” said Ann."
    assert given(text, draft(text, "Let me sleep", cue="said")) == [("said", ["“I am tired. Let me sleep,”"])]


def test_a_piece_without_a_cue_gives_way_to_the_draft_with_one() -> None:
    text = "“I am tired. Let me sleep,” said Ann."
    pieces = draft(text, "I am tired."), draft(text, "Let me sleep", cue="said")
    assert given(text, *pieces) == [("said", ["“I am tired. Let me sleep,”"])]


def test_a_second_turn_of_the_paragraph_joins_the_first() -> None:
    text = "“I am tired,” said Ann. “Let me sleep.”"
    first = draft(text, "“I am tired,”", cue="said")
    assert given(text, first) == [("said", ["“I am tired,”", "“Let me sleep.”"])]
    apart = given(text, first, disabled=frozenset({"same_paragraph"}))
    assert apart == [("said", ["“I am tired,”"]), (None, ["“Let me sleep.”"])]


def test_speech_reported_inside_a_turn_stays_beside_it() -> None:
    text = "“Bob said he was tired.”"
    assert given(text, draft(text, "he was tired", cue="said")) == [
        ("said", ["he was tired"]),
        (None, ["“Bob said he was tired.”"]),
    ]


def test_what_is_mostly_no_turn_stays_as_it_is() -> None:
    text = "He thought that it was all a mistake, and a costly one: “Never again.”"
    found = given(text, draft(text, text[text.index("that") :], cue="thought"))
    assert found[0] == ("thought", [text[text.index("that") :]])


def test_off_means_unchanged() -> None:
    text = "“I am tired. Let me sleep,” said Ann."
    drafts = (draft(text, "Let me sleep", cue="said"),)
    assert give_turns(document(text), find_quotes(text), drafts, frozenset({"turns"})) == drafts


def test_a_label_is_the_source_of_its_turn() -> None:
    text = '"REED: We begin.'
    doc = document(text)
    (found,) = labelled(doc, give_turns(doc, find_quotes(text), []))
    assert [text[s.start_char : s.end_char] for s in found.source] == ["REED"]
    assert [text[s.start_char : s.end_char] for s in found.content] == ["We begin."]
    assert found.cue is not None
    assert found.cue.lemma == ":"


def test_labelled_paragraphs_are_different_speakers() -> None:
    text = '"REED: We begin with the vote.\n\n"MOSS: Then let us begin.\n\n"And let us be quick.\n\n"REED: Yes, sir."'
    doc = document(text)
    found = labelled(doc, give_turns(doc, find_quotes(text), []))
    assert [[text[s.start_char : s.end_char] for s in d.source] for d in found] == [
        ["REED"],
        ["MOSS"],
        ["REED"],
    ]
    assert len(found[1].content) == 2


@pytest.mark.parametrize("text", ['"Note: this is late."', '"We begin: now."', '"REED says: now."'])
def test_other_colons_make_no_label(text: str) -> None:
    doc = document(text)
    assert all(not d.source for d in labelled(doc, give_turns(doc, find_quotes(text), [])))
