"""What the stages read: an annotated text, whatever engine annotated it.

Syntax is Universal Dependencies v2. Token positions are indices into ``Document.tokens`` (not into a sentence).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from functools import cached_property

from attrs import define, field, frozen

from attrib.spans import Span, TokenIndex

ROOT = -1
"""The ``head`` of a sentence's root."""


@frozen(weakref_slot=False)  # there are many of them
class Token:
    """One syntactic word."""

    text: str
    """The word as it stands in the text."""
    lemma: str
    """Dictionary form, lower case but for names."""
    upos: str
    """Universal part of speech (``VERB``, ``PROPN`` …)."""
    xpos: str
    """Penn Treebank tag (``VBD``, ``NNP`` …), or ``""`` where the engine gives none."""
    head: int
    """Index of the syntactic head in ``Document.tokens``; ``ROOT`` (-1) for the root of a sentence."""
    deprel: str
    """Universal dependency relation to the head, with subtype (``nsubj:pass``)."""
    start_char: int
    """Offset of the first code point in ``Document.text``."""
    end_char: int
    """Offset one past the last code point."""
    sentence: int
    """Index of the sentence in ``Document.sentences``."""
    relation: str = field(init=False, eq=False, repr=False)
    """The relation without its subtype: ``nsubj:pass`` gives ``nsubj``. Stored, since the stages ask for it all the time."""

    @relation.default
    def _relation(self) -> str:
        return self.deprel.partition(":")[0]

    @property
    def span(self) -> Span:
        """The token's offsets."""
        return Span(self.start_char, self.end_char)


@frozen
class Sentence:
    """A sentence as the half-open range of its tokens."""

    start: int
    """Index of the first token."""
    end: int
    """Index one past the last token."""


@frozen
class NamedEntity:
    """A name that the engine found."""

    start: int
    """Index of the first token."""
    end: int
    """Index one past the last token."""
    type: str
    """``PERSON``, ``ORG``, ``GPE``, ``LOC``, ``NORP`` or another of the engine's classes."""


def _children(document: Document) -> tuple[tuple[int, ...], ...]:
    found: dict[int, list[int]] = {}  # by head: half of all words have no dependents
    for i, token in enumerate(document.tokens):
        if token.head in found:
            found[token.head].append(i)
        else:
            found[token.head] = [i]
    found.pop(ROOT, None)
    out: list[tuple[int, ...]] = [()] * len(document.tokens)
    for head, dependents in found.items():
        out[head] = tuple(dependents)
    return tuple(out)


@define(frozen=True, slots=False)
class Document:
    """An annotated text. Immutable; derived look-ups are computed once, on first use."""

    text: str
    """The caller's string, untouched."""
    tokens: tuple[Token, ...]
    """All words, in text order."""
    sentences: tuple[Sentence, ...]
    """All sentences, in text order, covering ``tokens``."""
    entities: tuple[NamedEntity, ...] = ()
    """Names, in text order, not overlapping."""
    meta: dict[str, str] = field(factory=dict)
    """Free notes of the engine (its name and version)."""

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """For each token, the indices of its dependents in text order."""
        return _children(self)

    @cached_property
    def index(self) -> TokenIndex:
        """Characters to tokens."""
        return TokenIndex([t.start_char for t in self.tokens], [t.end_char for t in self.tokens])

    @cached_property
    def particles(self) -> dict[int, str]:
        """The particles of phrasal verbs in lower case ("out" of "point out"), by the verb's index; the first of each."""
        found = [
            (t.head, t.text.lower()) for t in self.tokens if t.deprel == "compound:prt" and t.head != ROOT
        ]
        return dict(reversed(found))

    @cached_property
    def entity_of(self) -> dict[int, NamedEntity]:
        """The named entity that a token belongs to, by token index."""
        return {i: e for e in self.entities for i in range(e.start, e.end)}

    def dependents(self, head: int, *relations: str) -> list[int]:
        """Dependents of a token whose relation (without subtype, or with it) is among ``relations``."""
        tokens = self.tokens
        return [
            i for i in self.children[head] if tokens[i].relation in relations or tokens[i].deprel in relations
        ]

    @cached_property
    def _reach(self) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
        """For each token, the first and last of its subtree and how many it holds (0 on a cycle): leaves first, O(n)."""
        n = len(self.tokens)
        heads = [t.head for t in self.tokens]
        left, right, size = list(range(n)), list(range(n)), [1] * n
        waiting = [len(c) for c in self.children]
        for leaf in [i for i in range(n) if not waiting[i]]:
            i, up = leaf, heads[leaf]
            while up != ROOT:
                size[up] += size[i]
                if left[i] < left[up]:
                    left[up] = left[i]
                if right[i] > right[up]:
                    right[up] = right[i]
                waiting[up] -= 1
                if waiting[up]:
                    break
                i, up = up, heads[up]
        size = [0 if w else s for w, s in zip(waiting, size, strict=True)]
        return array("i", left), array("i", right), array("i", size)

    def subtree(self, head: int) -> Sequence[int]:
        """Indices of a token and all that depend on it, ascending; ends where an engine gives a cycle, too."""
        left, right, size = self._reach
        if size[head] == right[head] - left[head] + 1:  # no gaps: nearly always
            return range(left[head], right[head] + 1)
        out, stack = {head}, [head]
        while stack:
            below = [i for i in self.children[stack.pop()] if i not in out]
            out.update(below)
            stack += below
        return sorted(out)

    def ancestors(self, token: int) -> Iterator[int]:
        """The heads above a token, nearest first; stops at the root (and at a cycle, should an engine give one)."""
        seen = {token}
        i = self.tokens[token].head
        while i != ROOT and i not in seen:
            yield i
            seen.add(i)
            i = self.tokens[i].head

    def span(self, start: int, end: int) -> Span:
        """Offsets of the tokens ``start`` to ``end`` (half-open)."""
        return Span(self.tokens[start].start_char, self.tokens[end - 1].end_char)
