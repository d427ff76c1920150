"""Who said it: names, kinds and reasons on frozen parses of short articles of our own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from attrib.candidates import CueCandidate, CueKind, Draft, ResolvedSource
from attrib.document import Document
from attrib.formats.conllu import read_conllu
from attrib.lexicon.people import load_people
from attrib.model import Quote, SpeakerKind, UnresolvedReason
from attrib.spans import Span
from attrib.stages.coreference import resolve
from attrib.stages.labels import labelled
from attrib.stages.mentions import find_mentions
from attrib.stages.quotes import find_quotes
from attrib.stages.speakers import resolve_speakers

CASES = Path(__file__).parent / "cases" / "speakers"
PAIRS = {"“": "”", '"': '"'}


def rows(name: str) -> list[list[str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]


def nth(text: str, words: str, count: int) -> Span:
    """The ``count``-th place where the words stand as words."""
    at = -1
    while count:
        at = text.index(words, at + 1)
        before, after = text[at - 1 : at], text[at + len(words) : at + len(words) + 1]
        if not (before.isalnum() or (after.isalnum() and words[-1:].isalnum())):
            count -= 1
    return Span(at, at + len(words))


def quotes_of(text: str) -> tuple[Quote, ...]:
    """The quotes of the cases: plain pairs, no nesting."""
    out, start = [], None
    for i, char in enumerate(text):
        if start is None and char in PAIRS:
            start = i
        elif start is not None and char == PAIRS[text[start]]:
            if i - start > 4:
                out.append(Quote(Span(start, i + 1), Span(start + 1, i)))
            start = None
    return tuple(out)


def draft(document: Document, source: str, count: str, content: str) -> Draft:
    """A draft as the source stage leaves it; without source and cue for a bare quote."""
    text = document.text
    span = nth(text, content, 1)
    if not source:
        bare = content[0] in PAIRS
        cue = None if bare else CueCandidate((0,), 0, "expect", CueKind.VERB)
        return Draft((span,), cue)
    words = nth(text, source, int(count))
    return Draft((span,), CueCandidate((0,), 0, "say", CueKind.VERB), (words,))


@lru_cache
def document(case: str) -> Document:
    text = (CASES / f"{case}.txt").read_bytes().decode("utf-8")
    return read_conllu(text, (CASES / f"{case}.conllu").read_text(encoding="utf-8").splitlines())


@lru_cache
def results(case: str) -> dict[tuple[str, str, str], ResolvedSource]:
    """All sources of a case, resolved together."""
    doc = document(case)
    keys = [
        (r[1], r[2], r[3])
        for name in ("cases.tsv", "abstain.tsv", "known_failures.tsv")
        for r in rows(name)
        if r[0] == case
    ]
    drafts = tuple(draft(doc, *key) for key in keys)
    lexicon, quotes = load_people(), quotes_of(doc.text)
    chains = resolve(doc, quotes, find_mentions(doc, lexicon), drafts, lexicon)
    return dict(zip(keys, resolve_speakers(doc, quotes, chains, drafts, lexicon), strict=True))


def test_a_turn_goes_on_over_paragraphs_until_the_next_label() -> None:
    doc, lexicon = document("hosted"), load_people()
    quotes = find_quotes(doc.text)
    drafts = labelled(doc, [Draft((q.span,)) for q in quotes])
    chains = resolve(doc, quotes, find_mentions(doc, lexicon), drafts, lexicon)
    found = resolve_speakers(doc, quotes, chains, drafts, lexicon)
    assert [r.names[0] for r in found] == [
        "Kurt Vail",
        "Joan Marlow",
        "Joan Marlow",
        "Joan Marlow",
        "Kurt Vail",
    ]
    assert found[2].evidence[0].rule == "under the label"


def label(row: list[str]) -> str:
    return f"{row[0]}: {row[1] or row[3]} ({row[2]})"


@pytest.mark.parametrize("row", rows("cases.tsv"), ids=label)
def test_speaker(row: list[str]) -> None:
    case, source, count, content, speakers, kind = row
    found = results(case)[source, count, content]
    assert list(found.names) == speakers.split(" | ")
    assert found.kinds[0] is SpeakerKind(kind)
    assert found.unresolved is None


@pytest.mark.parametrize("row", rows("abstain.tsv"), ids=label)
def test_abstains(row: list[str]) -> None:
    case, source, count, content, reason = row
    found = results(case)[source, count, content]
    assert found.names == ()
    assert found.unresolved is UnresolvedReason(reason)


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(r, marks=pytest.mark.xfail(strict=True, reason=r[6]), id=label(r))
        for r in rows("known_failures.tsv")
    ],
)
def test_known_failures(row: list[str]) -> None:
    case, source, count, content, speakers, kind, _ = row
    found = results(case)[source, count, content]
    assert list(found.names) == speakers.split(" | ")
    assert found.kinds[0] is SpeakerKind(kind)
