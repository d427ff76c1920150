"""Tagger and rules side by side on frozen parses: what the tagger has whole is confirmed and not read again."""

from __future__ import annotations

import pytest
from attrs import evolve

from attrib.candidates import Draft
from attrib.drafts import _settled, find_drafts
from attrib.lexicon.cues import load_cues
from attrib.model import Evidence, Quote
from attrib.spans import Span
from attrib.stages.cues import find_cues
from attrib.stages.labels import labelled
from attrib.stages.quotes import find_quotes
from flat import document
from test_rules import ROWS, document_of, drafts_of

SPOKEN = [row for row in ROWS if row["attributions"]]


def as_tagged(drafts: tuple[Draft, ...]) -> list[Draft]:
    """What a tagger would give that finds what the rules find."""
    return [evolve(d, evidence=(Evidence("content", "tagger", d.content, 0.9),)) for d in drafts]


def whole(drafts: list[Draft], quotes: tuple[Quote, ...]) -> list[Draft]:
    """Those that leave nothing open."""
    return [d for d in drafts if _settled(d, quotes)]


@pytest.mark.parametrize("row", SPOKEN, ids=[r["id"] for r in SPOKEN])
def test_what_is_whole_comes_out_once_as_it_was(row: dict) -> None:
    document, quotes = document_of(row), find_quotes(row["text"])
    tagged = whole(as_tagged(drafts_of(document)), find_quotes(row["text"]))
    found = find_drafts(document, quotes, tagged, load_cues(), disabled=frozenset({"turns", "far_pieces"}))
    heads = [d.cue.head for d in found if d.cue is not None]
    assert len(heads) == len(set(heads))
    by_head = {d.cue.head: d for d in found if d.cue is not None}
    for draft in tagged:
        assert draft.cue is not None
        same = by_head[draft.cue.head]
        assert (same.content, same.source, same.cue) == (draft.content, draft.source, draft.cue)


def test_the_rules_agree_with_what_they_would_have_found() -> None:
    """They found each of these themselves, so each source is confirmed but for those that hang on the frame of the rules' cue."""
    confirmed = known = total = 0
    for row in SPOKEN:
        document, quotes = document_of(row), find_quotes(row["text"])
        tagged = whole(as_tagged(drafts_of(document)), find_quotes(row["text"]))
        found = find_drafts(document, quotes, tagged, load_cues())
        rules = [{e.rule for e in d.evidence} for d in found if {"tagger"} <= {e.rule for e in d.evidence}]
        total += len(rules)
        confirmed += sum(any(name.startswith("by_") for name in names) for names in rules)
        known += sum("lexicon" in names for names in rules)
    assert total > 30
    assert confirmed > 0.9 * total
    assert known > 0.7 * total


def test_another_source_than_the_rules_find_is_not_confirmed() -> None:
    row = next(r for r in SPOKEN if len(document_of(r).tokens) > 6 and not find_quotes(r["text"]))
    document = document_of(row)
    (draft, *_) = whole(as_tagged(drafts_of(document)), find_quotes(row["text"]))
    last = len(document.tokens) - 1
    wrong = evolve(draft, source=(document.tokens[last].span,), source_head=last)
    (found, *_) = find_drafts(document, find_quotes(row["text"]), [wrong], load_cues())
    assert not any(e.part == "source" for e in found.evidence)


@pytest.mark.parametrize(("switch", "gone"), [("lexicon", "lexicon"), ("by_subject", "by_subject")])
def test_each_confirmation_has_its_switch(switch: str, gone: str) -> None:
    seen = set()
    for off in (frozenset[str](), frozenset({switch})):
        for row in SPOKEN:
            document = document_of(row)
            tagged = whole(as_tagged(drafts_of(document)), find_quotes(row["text"]))
            found = find_drafts(document, find_quotes(row["text"]), tagged, load_cues(), disabled=off)
            seen |= {(bool(off), e.rule) for d in found for e in d.evidence}
    assert (False, gone) in seen
    assert (True, gone) not in seen


def test_without_rules_only_the_taggers_evidence_is_left() -> None:
    for row in SPOKEN:
        document = document_of(row)
        tagged = whole(as_tagged(drafts_of(document)), find_quotes(row["text"]))
        off = frozenset({"rules", "turns", "far_pieces", "labels"})
        for draft in find_drafts(document, find_quotes(row["text"]), tagged, load_cues(), disabled=off):
            assert {e.rule for e in draft.evidence} == {"tagger"}


def test_a_cue_without_source_is_read_and_completed() -> None:
    completed = 0
    for row in SPOKEN:
        document = document_of(row)
        tagged = whole(as_tagged(drafts_of(document)), find_quotes(row["text"]))
        bare = [evolve(d, source=(), source_head=None) for d in tagged]
        found = find_drafts(document, find_quotes(row["text"]), bare, load_cues())
        completed += sum(any(e.rule == "complete_source" for e in d.evidence) for d in found)
    assert completed > 30


def test_cues_of_given_drafts_are_not_scored() -> None:
    for row in SPOKEN:
        document, quotes = document_of(row), find_quotes(row["text"])
        given = whole(as_tagged(drafts_of(document)), find_quotes(row["text"]))
        taken = {i for d in given if d.cue is not None for i in d.cue.tokens}
        assert taken.isdisjoint(c.head for c in find_cues(document, quotes, load_cues(), given=given))


def test_rules_read_along_where_there_are_quotes() -> None:
    read = 0
    for row in SPOKEN:
        document, quotes = document_of(row), find_quotes(row["text"])
        tagged = [d for d in as_tagged(drafts_of(document)) if d.cue is not None and d.source]
        quoted = [d for d in tagged if not _settled(d, quotes)]
        found = find_drafts(document, quotes, quoted, load_cues())
        by_cue = {d.cue.head: {e.rule for e in d.evidence} for d in found if d.cue is not None}
        read += sum(bool(by_cue[d.cue.head] - {"tagger", "lexicon"}) for d in quoted if d.cue is not None)
    assert read >= 10


@pytest.mark.parametrize(
    ("line", "content"),
    [
        ("PORT ELLERY — The tunnel stays shut", "The tunnel stays shut"),
        ("OSLO, Norway (Courier) -- The tunnel stays shut", "The tunnel stays shut"),
        ("Oslo — the tunnel there — stays shut", "Oslo — the tunnel there — stays shut"),
        ("PORT ELLERY —", "PORT ELLERY —"),
        ("NEW RULES: the tunnel stays shut", "NEW RULES: the tunnel stays shut"),
    ],
)
def test_a_dateline_is_no_content(line: str, content: str) -> None:
    text = f"News\n{line}"
    draft = Draft((Span(5, len(text)),), score=0.9)
    (found,) = labelled(document(text.replace("\n", " ")), [draft], frozenset({"labelled"}))
    assert found.content[0] == draft.content[0]  # in the middle of a line
    flat = evolve(document(text.replace("\n", " ")), text=text)
    (found,) = labelled(flat, [draft], frozenset({"labelled"}))
    assert [text[s.start_char : s.end_char] for s in found.content] == [content]
    assert labelled(flat, [draft], frozenset({"labelled", "dateline"})) == (draft,)
