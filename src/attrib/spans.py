"""Spans of text, and the alignment of characters with tokens.

All offsets are Unicode code points into the caller's own string, half-open: ``text[start_char:end_char]``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from attrs import frozen

from attrib.errors import SettingsError


@frozen(order=True)
class Span:
    """A half-open stretch of the text, in code points.

    >>> "He left."[Span(3, 7).start_char:Span(3, 7).end_char]
    'left'
    """

    start_char: int
    """First code point of the span."""
    end_char: int
    """One past the last code point of the span; at least ``start_char``."""

    def __attrs_post_init__(self) -> None:
        # one check by hand: spans are made by the thousand, and attrs' validators took 4% of the stages' time
        start, end = self.start_char, self.end_char
        if not (isinstance(start, int) and isinstance(end, int)):
            raise SettingsError(f"a span's offsets must be integers, not {start!r} and {end!r}")
        if start < 0:
            raise SettingsError(f"start_char {start} is negative")
        if end < start:
            raise SettingsError(f"end_char {end} lies before start_char {start}")

    def __len__(self) -> int:
        return self.end_char - self.start_char

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start_char < other.end_char and other.start_char < self.end_char

    def covers(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside this span."""
        return self.start_char <= other.start_char and other.end_char <= self.end_char


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sort spans and join those that touch or overlap.

    >>> merge([Span(4, 6), Span(0, 2), Span(2, 3)])
    (Span(start_char=0, end_char=3), Span(start_char=4, end_char=6))
    """
    out: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start_char, s.end_char)):
        if out and span.start_char <= out[-1].end_char:
            out[-1] = Span(out[-1].start_char, max(out[-1].end_char, span.end_char))
        else:
            out.append(span)
    return tuple(out)


def trim(text: str, span: Span) -> Span:
    """Shrink a span so that it neither starts nor ends with white space.

    >>> trim(" a b ", Span(0, 5))
    Span(start_char=1, end_char=4)
    """
    start, end = span.start_char, span.end_char
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


class TokenIndex:
    """Finds the tokens that a stretch of characters touches, in O(log n).

    ``starts`` and ``ends`` are the tokens' offsets, ascending and not overlapping.
    """

    __slots__ = ("_ends", "_starts")

    def __init__(self, starts: Sequence[int], ends: Sequence[int]) -> None:
        self._starts = starts
        self._ends = ends

    def touching(self, span: Span) -> range:
        """Indices of the tokens that share at least one code point with ``span``.

        >>> TokenIndex([0, 3, 8], [2, 7, 9]).touching(Span(1, 4))
        range(0, 2)
        """
        first = bisect_right(self._ends, span.start_char)
        last = bisect_left(self._starts, span.end_char)
        return range(first, max(first, last))

    def inside(self, span: Span) -> range:
        """Indices of the tokens that lie wholly inside ``span``.

        >>> TokenIndex([0, 3, 8], [2, 7, 9]).inside(Span(1, 9))
        range(1, 3)
        """
        first = bisect_left(self._starts, span.start_char)
        last = bisect_right(self._ends, span.end_char)
        return range(first, max(first, last))
