"""Lines and paragraphs of a text, whether a line break ends a paragraph or only wraps it.

News mostly writes one paragraph a line; books and mail wrap lines at some width and leave a blank line between
paragraphs. The document decides for itself.
"""

from __future__ import annotations

from attrib.spans import Span, trim

_WRAPPED_SHARE = 0.3
"""In wrapped English prose about three lines in four go on in lower case, in unwrapped text almost none."""


def _lines(text: str) -> list[Span]:
    """Lines in order, trimmed; an empty span for a blank line. Breaks are those of ``str.splitlines`` (CRLF, U+2028 …)."""
    out: list[Span] = []
    at = 0
    for line in text.splitlines(keepends=True):
        out.append(trim(text, Span(at, at + len(line))))
        at += len(line)
    return out


def _wrapped(text: str, lines: list[Span]) -> bool:
    breaks = lower = 0
    for line, following in zip(lines, lines[1:], strict=False):
        if len(line) and len(following):
            breaks += 1
            lower += text[following.start_char].islower()
    return lower > breaks * _WRAPPED_SHARE


def is_wrapped(text: str) -> bool:
    r"""Whether single line breaks are only layout here.

    >>> is_wrapped("It rained\nall day.\n\nThen it\nstopped."), is_wrapped("It rained.\nThen it stopped.")
    (True, False)
    """
    return _wrapped(text, _lines(text))


def paragraphs(text: str) -> list[Span]:
    r"""The paragraphs of a text, without the white space around them; blank ones are left out.

    >>> [text[p.start_char:p.end_char] for text in ["One.\nTwo."] for p in paragraphs(text)]
    ['One.', 'Two.']
    >>> [text[p.start_char:p.end_char] for text in ["One\ntwo.\n\nThree."] for p in paragraphs(text)]
    ['One\ntwo.', 'Three.']
    """
    lines = _lines(text)
    if not _wrapped(text, lines):
        return [line for line in lines if len(line)]
    out: list[Span] = []
    start: int | None = None
    for i, line in enumerate(lines):
        if len(line) and start is None:
            start = line.start_char
        if start is not None and (i + 1 == len(lines) or not len(lines[i + 1])):
            out.append(Span(start, line.end_char))
            start = None
    return out
