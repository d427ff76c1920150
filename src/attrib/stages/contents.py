"""From cues to drafts: cuts out what each cue says, keeps the outermost, and joins what belongs together."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, frozen

from attrib.candidates import CueCandidate, CueKind, Draft
from attrib.document import ROOT, Document
from attrib.model import Evidence, Quote
from attrib.readings import QuoteRanges, readings
from attrib.spans import Span
from attrib.syntax import Complement, subject

THRESHOLD = 0.5
"""Cues that score lower give no draft."""
OPENING = frozenset("“\"'‘«([")
QUOTE_MARKS = frozenset({"“", "”", '"', "''", "``", "'", "’", "‘", "«", "»"})
STRIP = frozenset({",", ".", ";", ":", "-", "--", "—", "–"})


@frozen
class Cut:
    """A cue with the tokens of its content."""

    cue: CueCandidate
    tokens: tuple[int, ...]
    rule: str


def _complement_of(document: Document, quotes: QuoteRanges, cue: CueCandidate) -> Complement | None:
    """The complement that the cue stage chose, found again by its frame."""
    if cue.kind is CueKind.PREPOSITION:
        return _beside_phrase(document, cue)
    for complement in readings(document, quotes, cue.head):
        if complement.frame == cue.frame:
            return complement
    return None


def phrase_object(document: Document, cue: CueCandidate) -> int | None:
    """The noun that a fixed phrase governs: "according to [police]"."""
    tokens = document.tokens
    up = tokens[cue.head].head
    if up != ROOT and up > cue.tokens[-1]:
        return up
    for i in document.children[cue.head]:
        if i > cue.tokens[-1] and tokens[i].relation in ("obl", "nmod", "obj", "pobj"):
            return i
    return None


def _beside_phrase(document: Document, cue: CueCandidate) -> Complement | None:
    """The clause in which a phrase such as "according to X" stands, without the phrase."""
    tokens = document.tokens
    governed = phrase_object(document, cue)
    if governed is None:
        return None
    top = cue.head if tokens[governed].head == cue.head else governed
    clause = tokens[top].head
    while clause != ROOT and tokens[clause].relation not in (
        "root",
        "ccomp",
        "parataxis",
        "conj",
        "advcl",
        "acl",
        "xcomp",
    ):
        clause = tokens[clause].head
    if clause == ROOT:
        return None
    branch = set(document.subtree(top))
    words = [i for i in document.subtree(clause) if i not in branch]
    return Complement("host", clause, tuple(words)) if words else None


def _cuts(document: Document, quotes: QuoteRanges, cues: Iterable[CueCandidate]) -> list[Cut]:
    out = []
    for cue in cues:
        if cue.score < THRESHOLD:
            continue
        complement = _complement_of(document, quotes, cue)
        if complement is None:
            continue
        words = tuple(i for i in complement.tokens if i not in cue.tokens)
        if words:
            out.append(Cut(cue, words, complement.frame))
    return out


def _outermost(cuts: list[Cut]) -> list[Cut]:
    """Drop what stands inside another's content: the widest content wins."""
    claimed: dict[int, int] = {}
    kept: list[Cut] = []
    for cut in sorted(cuts, key=lambda c: (-len(c.tokens), c.cue.head)):
        if cut.cue.head in claimed:
            continue
        overlap = sum(i in claimed for i in cut.tokens)
        if overlap > len(cut.tokens) / 2:
            continue
        kept.append(cut)
        claimed.update(dict.fromkeys(cut.tokens, cut.cue.head))
    return sorted(kept, key=lambda c: c.cue.head)


def spans_of(document: Document, words: Iterable[int]) -> tuple[Span, ...]:
    """Character spans of tokens: one a run, without punctuation at its edges but for quotation marks that pair."""
    tokens = document.tokens
    runs: list[list[int]] = []
    for i in sorted(words):
        if runs and i == runs[-1][-1] + 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    out = []
    for run in runs:
        first, last = run[0], run[-1]
        while first <= last and tokens[first].text in STRIP:
            first += 1
        while last >= first and (tokens[last].text in STRIP or tokens[last].text[-1:] in "(["):
            last -= 1
        if first <= last and any(c.isalnum() for i in range(first, last + 1) for c in tokens[i].text):
            out.append(document.span(first, last + 1))
    return tuple(out)


def _bridge(document: Document, words: Iterable[int], cue: Iterable[int], subj: Iterable[int]) -> list[int]:
    """Fill gaps of punctuation inside a content."""
    out = sorted(set(words))
    held = set(cue) | set(subj)
    filled: list[int] = []
    for i in out:
        if filled and i - filled[-1] > 1:
            gap = range(filled[-1] + 1, i)
            if all(document.tokens[j].upos == "PUNCT" and j not in held for j in gap):
                filled.extend(gap)
        filled.append(i)
    return filled


def _continue(document: Document, quotes: QuoteRanges, drafts: list[Cut]) -> list[Cut]:
    """Join the quotes that follow a direct quote's cue in the same paragraph: "X," he said. "Y." """
    claimed = {i for cut in drafts for i in cut.tokens}
    tokens, out = document.tokens, []
    heads = sorted(cut.cue.head for cut in drafts)
    for cut in drafts:
        words = set(cut.tokens)
        if any(quotes.holding(i) for i in (cut.tokens[0], cut.tokens[-1])):
            end = max(cut.cue.head, cut.tokens[-1])
            sentence = document.sentences[tokens[end].sentence]
            at = max(sentence.end, end + 1)
            while True:
                quote = quotes.next_from(at)
                if quote is None or quote[0] - at > 1 or quote[0] in claimed:
                    break
                if "\n" in document.text[tokens[at - 1].end_char : tokens[quote[0]].start_char]:
                    break
                if any(
                    quote[1] <= h < quote[1] + 8 and tokens[h].sentence == tokens[quote[1] - 1].sentence
                    for h in heads
                ):
                    break
                words.update(range(*quote))
                claimed.update(range(*quote))
                at = quote[1]
        out.append(evolve(cut, tokens=tuple(sorted(words))))
    return out


def find_contents(
    document: Document,
    quotes: tuple[Quote, ...],
    cues: tuple[CueCandidate, ...],
    *,
    disabled: frozenset[str] = frozenset(),
) -> tuple[Draft, ...]:
    """One draft for each cue that is accepted, in text order."""
    ranges = QuoteRanges(document, [q.span for q in quotes])
    kept = _outermost(_cuts(document, ranges, cues))
    if "continue" not in disabled:
        kept = _continue(document, ranges, kept)
    out = []
    for cut in kept:
        subj = subject(document, cut.cue.head)
        words = _bridge(document, cut.tokens, cut.cue.tokens, () if subj is None else (subj,))
        spans = spans_of(document, words)
        if spans:
            evidence = Evidence("content", cut.rule, spans, score=round(cut.cue.score, 4))
            out.append(Draft(spans, cut.cue, score=cut.cue.score, evidence=(*cut.cue.evidence, evidence)))
    return tuple(sorted(out, key=lambda d: d.content[0]))
