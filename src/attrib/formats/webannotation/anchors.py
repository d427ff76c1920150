"""Where in a text a target's selectors point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrib.formats._read import fail
from attrib.spans import Span


def place(text: str, target: object, path: str) -> Span:
    """The stretch that a target selects: by position, checked by the quoted words; else by these words.

    Raises:
        FormatError: there is no selector of the two kinds, or the words are nowhere.
    """
    selectors = target.get("selector") if isinstance(target, Mapping) else None
    by_type = {
        s.get("type"): s
        for s in (selectors if isinstance(selectors, list) else [selectors])
        if isinstance(s, Mapping)
    }
    position = _position(by_type.get("TextPositionSelector"))
    quoted = by_type.get("TextQuoteSelector", {})
    exact = quoted.get("exact")
    if position is None and not isinstance(exact, str):
        fail(path, "expected a TextPositionSelector or a TextQuoteSelector")
    if position is not None and position.end_char <= len(text):
        words = text[position.start_char : position.end_char]
        if not isinstance(exact, str) or _melted(words) == _melted(exact):
            return position
    if not isinstance(exact, str) or not exact:
        fail(path, f"{position} is no stretch of a text of {len(text)} code points")
    near = position.start_char if position else 0
    around = [quoted.get(key) for key in ("prefix", "suffix")]
    prefix, suffix = (words if isinstance(words, str) else "" for words in around)
    best = max(
        _occurrences(text, exact),
        key=lambda at: (_fits(text, at, at + len(exact), prefix, suffix), -abs(at - near), -at),
        default=None,
    )
    if best is None:
        fail(path, f"the words {exact[:60]!r} are nowhere in the text")
    return Span(best, best + len(exact))


def _position(selector: object) -> Span | None:
    if not isinstance(selector, Mapping):
        return None
    start, end = selector.get("start"), selector.get("end")
    if type(start) is int and type(end) is int and 0 <= start <= end:
        return Span(start, end)
    return None


def _occurrences(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _fits(text: str, start: int, end: int, prefix: str, suffix: str) -> int:
    """How many code points of prefix and suffix stand around a place, counted from it outwards."""
    before = zip(reversed(text[max(0, start - len(prefix)) : start]), reversed(prefix), strict=False)
    after = zip(text[end : end + len(suffix)], suffix, strict=False)
    return sum(_run(pairs) for pairs in (before, after))


def _run(pairs: Iterator[tuple[str, str]]) -> int:
    length = 0
    for a, b in pairs:
        if a != b:
            break
        length += 1
    return length


def _melted(words: str) -> str:
    """As JSON gives it back: a high surrogate and a low one that meet are one character there."""
    if words.isascii():
        return words
    return words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
