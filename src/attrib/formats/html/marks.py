"""The text cut wherever a mark begins or ends, and what is done to hostile characters; page and fragment share it.

Marks are cut at each boundary, so nested, crossing and interrupted passages need no nested elements.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import islice, pairwise

from attrs import frozen

from attrib.model import Attribution, Passage

MAX_MARKS = 32
"""Most marks of one stretch; those opened last are kept. Real texts stay under ten."""

CONTENT, SOURCE, CUE = "content", "source", "cue"

# Browsers get UTF-8, which holds no lone surrogates; other control characters are not allowed in HTML.
_UNSAFE = re.compile("[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Embeddings, overrides, isolates and marks of direction: harmless in a paragraph of their own, not in one line with our words.
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@frozen
class Mark:
    """The role that a stretch has in an attribution."""

    role: str
    """``content``, ``source`` or ``cue``."""
    index: int
    """Place of the attribution in ``Result.attributions``."""


@frozen
class Stretch:
    """A piece of the text that no mark begins or ends in."""

    start: int
    """In code points."""
    end: int
    """One past its last code point."""
    marks: tuple[Mark, ...]
    """Contents from the outermost to the innermost, then sources and cues."""


def clean(text: str) -> str:
    r"""The text with a replacement character for each that HTML cannot hold; as long as before.

    >>> clean("a\x00\ud800b")
    'a��b'
    """
    return _UNSAFE.sub("\ufffd", text)


def safe(text: str) -> str:
    """The text, cleaned and escaped for elements and for quoted attributes.

    >>> safe('<b title="x">')
    '&lt;b title=&quot;x&quot;&gt;'
    """
    # HTML reads a bare carriage return as a line feed, and offsets would shift after "\r\n"
    return escape(clean(text), quote=True).replace("\r", "&#13;")


def plain(text: str) -> str:
    r"""The text on one line, without characters that turn the direction of writing: for names and titles.

    >>> plain("Ann\n\u202eMeyer ")
    'Ann Meyer'
    """
    return " ".join(_BIDI.sub("", clean(text)).split())


def stretches(
    attributions: Sequence[Attribution], length: int, cuts: Iterable[int] = ()
) -> Iterator[Stretch]:
    """The first ``length`` code points of the text, cut at every mark's ends and at ``cuts``, without gaps.

    >>> [(s.start, s.end) for s in stretches((), 9, [4])]
    [(0, 4), (4, 9)]
    """
    opens, closes = _boundaries(attributions)
    extents = [a.content.end_char - a.content.start_char for a in attributions]
    at = {0, length, *(c for c in (*opens, *closes, *cuts) if c < length)}
    active: dict[Mark, None] = {}
    for start, end in pairwise(sorted(at)):
        for mark in closes.get(start, ()):
            active.pop(mark, None)
        active.update(dict.fromkeys(opens.get(start, ())))
        last = islice(reversed(active), MAX_MARKS)
        marks = sorted(last, key=lambda m: (m.role != CONTENT, -extents[m.index], m.index, m.role))
        yield Stretch(start, end, tuple(marks))


def _boundaries(attributions: Sequence[Attribution]) -> tuple[dict[int, list[Mark]], dict[int, list[Mark]]]:
    opens: defaultdict[int, list[Mark]] = defaultdict(list)
    closes: defaultdict[int, list[Mark]] = defaultdict(list)
    for i, a in enumerate(attributions):
        parts: tuple[tuple[str, Passage | None], ...] = (
            (CONTENT, a.content),
            (SOURCE, a.source),
            (CUE, a.cue.passage if a.cue else None),
        )
        for role, passage in parts:
            for span in passage.spans if passage else ():
                if len(span):
                    opens[span.start_char].append(Mark(role, i))
                    closes[span.end_char].append(Mark(role, i))
    return opens, closes
