"""Cues with the tokens of their contents, and those that another proposer gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from attrib.candidates import CueCandidate, CueKind, Draft
from attrib.document import Document
from attrib.spans import Span

STRIP = frozenset({",", ".", ";", ":", "-", "--", "—", "–"})
GIVEN = "given"
"""Stands for the rule of a draft that another proposer made."""
NO_CUE = CueCandidate((), -1, "", CueKind.VERB)
"""Stands for the cue of a quote that has none."""


@frozen
class Cut:
    """A cue with the tokens of its content."""

    cue: CueCandidate
    tokens: tuple[int, ...]
    rule: str
    head: int
    """Head of the complement."""


def spans_of(document: Document, words: Iterable[int]) -> tuple[Span, ...]:
    """Character spans of tokens: one a run, without punctuation at its edges but for quotation marks that
    pair.
    """
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


def given_cuts(document: Document, drafts: Sequence[Draft]) -> list[Cut]:
    """Drafts of another proposer as cuts."""
    words = [(d.cue, tuple(i for s in d.content for i in document.index.touching(s))) for d in drafts]
    return [Cut(cue, inside, GIVEN, inside[0]) for cue, inside in words if cue is not None and inside]
