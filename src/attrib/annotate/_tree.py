"""A dependency tree that can be rebuilt: what conversions between schemes work on."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from attrib.document import ROOT


@frozen
class Word:
    """What a conversion reads of a word, beside its place in the tree."""

    text: str
    lemma: str
    upos: str
    xpos: str
    sentence: int
    """Number of its sentence."""
    name: int = -1
    """Number of the personal name that the word is part of; -1 for none."""


class Tree:
    """Heads, relations and parts of speech of all words of a text; heads are indices, ``ROOT`` (-1) for roots."""

    def __init__(self, words: Sequence[Word], heads: Sequence[int], relations: Sequence[str]) -> None:
        self.words = words
        self.lower = [w.text.lower() for w in words]
        self.heads = list(heads)
        self.relations = list(relations)
        self.upos = [w.upos for w in words]
        self._children: list[set[int]] = [set() for _ in words]
        for i, head in enumerate(heads):
            if head != ROOT:
                self._children[head].add(i)

    def __len__(self) -> int:
        return len(self.words)

    def children(self, i: int, *relations: str) -> list[int]:
        """Dependents in text order; only those with one of the relations, where any are given."""
        found = self._children[i]
        if relations:
            return sorted(c for c in found if self.relations[c] in relations)
        return sorted(found)

    def has(self, i: int, *relations: str) -> bool:
        """Whether a dependent has one of the relations."""
        return any(self.relations[c] in relations for c in self._children[i])

    def is_leaf(self, i: int) -> bool:
        """Whether nothing depends on the word."""
        return not self._children[i]

    def move(self, i: int, head: int, relation: str | None = None) -> None:
        """Hang a word, with all below it, elsewhere."""
        if self.heads[i] != ROOT:
            self._children[self.heads[i]].discard(i)
        if head != ROOT:
            self._children[head].add(i)
        self.heads[i] = head
        if relation is not None:
            self.relations[i] = relation

    def promote(self, i: int, *, below: str, relation: str | None = None) -> None:
        """Let a word change places with its head.

        It takes over the head's own head, its relation (or ``relation``) and its other dependents; the former head hangs
        below it as ``below``.
        """
        old = self.heads[i]
        self.move(i, self.heads[old], self.relations[old] if relation is None else relation)
        for c in self._children[old]:
            self.heads[c] = i
        self._children[i] |= self._children[old]
        self._children[old] = set()
        self.move(old, i, below)

    def edges(self) -> tuple[list[int], list[int]]:
        """For each word, the first and the last word of what it heads."""
        left, right = list(range(len(self))), list(range(len(self)))
        for i in self._leaves_first():
            head = self.heads[i]
            if head != ROOT:
                left[head] = min(left[head], left[i])
                right[head] = max(right[head], right[i])
        return left, right

    def _leaves_first(self) -> list[int]:
        order = [i for i, head in enumerate(self.heads) if head == ROOT]
        for i in order:  # grows while it is read
            order.extend(self._children[i])
        return order[::-1]
