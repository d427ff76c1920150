"""What writing and reading share: names, the cutting of stretches at line breaks, and the escaping of notes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrib.spans import Span

CUE, CONTENT, SOURCE = "Attribution", "Content", "Source"
"""Types of text-bound lines; the cue's is also the event's, as brat demands."""
SAID_BY, INSIDE = "SaidBy", "Inside"
"""Types of relations."""
SPEAKERS, LEMMA, CONFIDENCE, SPANS = "AnnotatorNotes", "Lemma", "Confidence", "Spans"
"""Types of notes. ``Spans`` stands where cutting at line breaks cannot be undone: ``0 5;6 9``."""

_SPACE = re.compile(r"\s+")
_BREAK = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPECIAL = re.compile("[\\\\;\x00-\x1f\x7f\x85\u2028\u2029]")
_ESCAPE = re.compile(r"\\(\\|u[0-9a-f]{4})")


def cut(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Stretches without line breaks, and without the white space around these; one empty stretch if nothing is left.

    >>> cut("one\\n\\n two", [Span(0, 9)])
    (Span(start_char=0, end_char=3), Span(start_char=6, end_char=9))
    """
    spans = tuple(spans)
    pieces: list[Span] = []
    for span in spans:
        start = span.start_char
        for gap in _SPACE.finditer(text, span.start_char, span.end_char):
            if _BREAK.search(gap[0]):
                pieces.append(Span(start, gap.start()))
                start = gap.end()
        pieces.append(Span(start, span.end_char))
    return tuple(p for p in pieces if len(p)) or (Span(spans[0].start_char, spans[0].start_char),)


def joined(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Stretches with only white space and a line break between them are one: undoes ``cut``, for all but odd spans."""
    out: list[Span] = []
    for span in spans:
        gap = text[out[-1].end_char : span.start_char] if out else ""
        if gap.isspace() and _BREAK.search(gap):
            out[-1] = Span(out[-1].start_char, span.end_char)
        else:
            out.append(span)
    return tuple(out)


def offsets(spans: Iterable[Span]) -> str:
    """Stretches as brat writes them: ``0 5;23 31``."""
    return ";".join(f"{s.start_char} {s.end_char}" for s in spans)


def escaped(value: str) -> str:
    """A note's words on one line, and without the semicolon that parts speakers.

    >>> escaped("a;b\\n")
    'a\\\\u003bb\\\\u000a'
    """
    return _SPECIAL.sub(lambda m: "\\\\" if m[0] == "\\" else f"\\u{ord(m[0]):04x}", value)


def unescaped(value: str) -> str:
    """Undoes ``escaped``."""
    return _ESCAPE.sub(lambda m: "\\" if m[1] == "\\" else chr(int(m[1][1:], 16)), value)
