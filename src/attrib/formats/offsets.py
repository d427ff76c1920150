"""Offsets in other units: UTF-16 for JavaScript, Java and C#; UTF-8 bytes for Rust, Go, C and files on disk."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable
from itertools import accumulate

from attrib.errors import InputError, SettingsError
from attrib.spans import Span


def _utf16(character: str) -> int:
    return 2 if character > "\uffff" else 1


def _utf8(character: str) -> int:
    return 1 if character < "\x80" else 2 if character < "\u0800" else 3 if character < "\U00010000" else 4


UNITS: dict[str, Callable[[str], int]] = {"utf-16": _utf16, "utf-8": _utf8}
"""Names of the units, with how many of them a character takes."""


class Offsets:
    """Converts between attrib's offsets, which count code points, and those of another unit.

    Building it takes time and memory in proportion to the text (4 bytes a character); a conversion takes next to none.

    Args:
        text: The text that the offsets refer to, as in ``Result.text``. Lone surrogates count one UTF-16 unit, three bytes.
        unit: ``"utf-16"`` or ``"utf-8"``.

    Raises:
        SettingsError: there is no such unit.

    >>> from attrib import Span
    >>> text = "👍 “Ja”, said Åsa"
    >>> bytes_ = Offsets(text, "utf-8")
    >>> start, end = bytes_.of(Span(13, 16))
    >>> text.encode()[start:end].decode()
    'Åsa'
    >>> Offsets(text, "utf-16").of(Span(2, 6))
    (3, 7)
    >>> Offsets(text, "utf-16").span(3, 7)
    Span(start_char=2, end_char=6)
    """

    __slots__ = ("_starts", "unit")

    def __init__(self, text: str, unit: str = "utf-16") -> None:
        if unit not in UNITS:
            raise SettingsError(f"no unit {unit!r}; there is: {', '.join(UNITS)}")
        self.unit = unit
        self._starts = array("I", accumulate(map(UNITS[unit], text), initial=0))

    def of(self, span: Span) -> tuple[int, int]:
        """Start and end of a span in the other unit.

        Raises:
            InputError: the span ends behind the text.
        """
        if span.end_char >= len(self._starts):
            raise InputError(f"{span} ends behind the text, which has {len(self._starts) - 1} code points")
        return self._starts[span.start_char], self._starts[span.end_char]

    def span(self, start: int, end: int) -> Span:
        """The span of code points for two offsets in the other unit.

        Raises:
            InputError: an offset lies outside the text or inside a character.
        """
        return Span(self._point(start), self._point(end))

    def _point(self, offset: int) -> int:
        place = bisect_left(self._starts, offset)
        if place == len(self._starts) or self._starts[place] != offset:
            where = "inside a character" if 0 < offset < self._starts[-1] else "outside the text"
            raise InputError(f"{self.unit} offset {offset} lies {where}")
        return place
