"""Checked reading of decoded JSON: ``FormatError`` names the path of what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from math import isfinite
from typing import Any, NoReturn, TypeVar

from attrs import frozen

from attrib.errors import FormatError
from attrib.model import Passage
from attrib.spans import Span

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


def fail(path: str, message: str) -> NoReturn:
    """Raise with the place, in the form ``$.field[3]``."""
    raise FormatError(f"{path}: {message}")


def _kind(value: object) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number" if isinstance(value, (int, float)) else type(value).__name__)


def members(
    value: object, path: str, required: Iterable[str], optional: Iterable[str] = ()
) -> Mapping[str, Any]:
    """An object with all required keys and none unknown."""
    if not isinstance(value, Mapping):
        fail(path, f"expected an object, got {_kind(value)}")
    required = tuple(required)
    for key in required:
        if key not in value:
            fail(path, f"the key {key!r} is missing")
    known = {*required, *optional}
    for key in value:
        if key not in known:
            fail(path, f"unknown key {key!r}")
    return value


def items(value: object, path: str, read: Callable[[object, str], T]) -> tuple[T, ...]:
    """An array, each item read in turn."""
    if not isinstance(value, (list, tuple)):
        fail(path, f"expected an array, got {_kind(value)}")
    return tuple(read(item, f"{path}[{i}]") for i, item in enumerate(value))


def string(value: object, path: str) -> str:
    """A string; or an array of strings, which stands for their concatenation.

    The array form exists because JSON cannot hold a high surrogate followed by a low one as two code points.
    """
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (list, tuple)) and value and all(isinstance(piece, str) for piece in value):
        return "".join(value)
    fail(path, f"expected a string, got {_kind(value)}")


def boolean(value: object, path: str) -> bool:
    """``true`` or ``false``."""
    if isinstance(value, bool):
        return value
    fail(path, f"expected a boolean, got {_kind(value)}")


def number(value: object, path: str) -> float:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        fail(path, f"expected a number, got {_kind(value)}")
    if not isfinite(value):
        fail(path, f"{value} is not a finite number")
    return value


def probability(value: object, path: str) -> float:
    """A number from 0 to 1."""
    got = number(value, path)
    if not 0 <= got <= 1:
        fail(path, f"{got} is not between 0 and 1")
    return got


def member_of(kind: type[E], value: object, path: str) -> E:
    """A value of an enumeration."""
    if isinstance(value, str) and value in kind.__members__.values():
        return kind(value)
    fail(path, f"{value!r} is not one of {', '.join(kind)}")


def optional(value: object, path: str, read: Callable[[object, str], T]) -> T | None:
    """``null``, or whatever ``read`` takes."""
    return None if value is None else read(value, path)


@frozen
class Places:
    """Reads spans and passages of one text."""

    text: str

    def span(self, value: object, path: str) -> Span:
        """``[start_char, end_char]`` inside the text."""
        if not isinstance(value, (list, tuple)) or len(value) != 2:
            fail(path, "expected [start_char, end_char]")
        for i, offset in enumerate(value):
            if isinstance(offset, bool) or not isinstance(offset, int):
                fail(f"{path}[{i}]", f"expected a whole number, got {_kind(offset)}")
        start, end = value
        if not 0 <= start <= end <= len(self.text):
            fail(path, f"[{start}, {end}] is no span of a text of {len(self.text)} code points")
        return Span(start, end)

    def spans(self, value: object, path: str) -> tuple[Span, ...]:
        """An array of spans, in any order."""
        return items(value, path, self.span)

    def passage(self, value: object, path: str) -> Passage:
        """At least one span; ascending, not overlapping."""
        spans = self.spans(value, path)
        if not spans:
            fail(path, "expected at least one span")
        for i in range(1, len(spans)):
            if spans[i].start_char < spans[i - 1].end_char:
                fail(f"{path}[{i}]", "the span starts before the one before it ends")
        return Passage.of(self.text, spans)
