"""Lines and paragraphs of a text, whether a line break ends a paragraph or only wraps it.

News mostly writes one paragraph a line; books and mail wrap lines at some width and leave a blank line
between paragraphs. The document decides for itself.
"""

from __future__ import annotations

from itertools import pairwise

from attrib.spans import Span

_WRAPPED_SHARE = 0.3
"""In wrapped English prose about three lines in four go on in lower case, in unwrapped text almost none."""


def _lines(text: str) -> list[tuple[int, int]]:
    """Lines in order, trimmed; blank ones are empty. Breaks as in ``str.splitlines`` (CRLF, U+2028 …)."""
    out: list[tuple[int, int]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        start = at + len(line) - len(line.lstrip()) if bare else at
        out.append((start, start + len(bare)))
        at += len(line)
    return out


def _wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    breaks = lower = 0
    for (start, end), (next_start, next_end) in pairwise(lines):
        if start < end and next_start < next_end:
            breaks += 1
            lower += text[next_start].islower()
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
        return [Span(start, end) for start, end in lines if start < end]
    out: list[Span] = []
    first = -1
    for (start, end), (next_start, next_end) in pairwise([*lines, (0, 0)]):
        if start < end and first < 0:
            first = start
        if first >= 0 and next_start >= next_end:
            out.append(Span(first, end))
            first = -1
    return out
