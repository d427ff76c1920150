"""Cuts a document into the windows that the tagger reads, and describes each token's place in quotes and layout."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from attrib.document import Document

WINDOW = 192
"""Most tokens of a window: a few sentences, often a paragraph or two of news."""

SCHEMA = "windows-1"
"""Changes whenever what this module computes changes; model files carry it."""

LAYOUT = 11
"""Bits of ``layout``."""

Layout = NDArray[np.uint8]

_OPEN = frozenset({"“", "„", "«", "``", '"', "＂"})
_CLOSE = frozenset({"”", "“", "»", "''", '"', "＂"})


def quoted_ranges(document: Document) -> Iterator[tuple[int, int, bool]]:
    """Token ranges (half-open, marks included) between double quotation marks, and whether each was closed.

    A simple reading that only the tagger uses, so that its models do not depend on the quotes stage: a straight mark turns
    the state, a new line ends it. Only tokens that are nothing but a mark count; “’” and “”s” do not.
    """
    begin = -1
    end = 0
    for i, token in enumerate(document.tokens):
        if begin >= 0 and "\n" in document.text[end : token.start_char]:
            yield begin, i, False
            begin = -1
        end = token.end_char
        opens, closes = token.text in _OPEN, token.text in _CLOSE
        if begin >= 0 and closes:
            yield begin, i + 1, True
            begin = -1
        elif begin < 0 and opens:
            begin = i
    if begin >= 0:
        yield begin, len(document.tokens), False


def layout(document: Document) -> Layout:
    """Eleven bits a token (tokens, 11).

    0 inside a quote, 1 opening mark, 2 closing mark, 3 just after a quote, 4 just before one, 5 quote is not closed in its
    paragraph, 6 quote of at most four words, 7 first of its sentence, 8 last of its sentence, 9 first of its paragraph,
    10 sentence holds a quote.
    """
    n = len(document.tokens)
    out = np.zeros((n, LAYOUT), dtype=np.uint8)
    for first, stop, closed in quoted_ranges(document):
        out[first:stop, 0] = 1
        out[first, 1] = 1
        out[stop - 1, 2] = closed
        out[stop : stop + 1, 3] = 1
        out[max(0, first - 1) : first, 4] = 1
        out[first:stop, 5] = not closed
        out[first:stop, 6] = stop - first <= 6
    before = 0
    for sentence in document.sentences:
        out[sentence.start, 7] = out[sentence.end - 1, 8] = 1
        start = document.tokens[sentence.start].start_char
        out[sentence.start, 9] = sentence.start == 0 or "\n" in document.text[before:start]
        before = document.tokens[sentence.end - 1].end_char
        out[sentence.start : sentence.end, 10] = out[sentence.start : sentence.end, 0].any()
    return out


def windows(document: Document, size: int = WINDOW, skip: int = 0) -> Iterator[tuple[int, int]]:
    """Cut at sentence borders into ranges of at most ``size`` tokens, longer sentences within; ``skip`` shortens the first.

    Paragraph ends are preferred once a window is three quarters full.
    """
    begin, limit = 0, size - skip
    for number, sentence in enumerate(document.sentences):
        if sentence.end - begin > limit and sentence.start > begin:
            yield begin, sentence.start
            begin, limit = sentence.start, size
        while sentence.end - begin > size:
            yield begin, begin + size
            begin += size
        if sentence.end - begin > 0.75 * limit and _paragraph_ends(document, number) and sentence.end > begin:
            yield begin, sentence.end
            begin, limit = sentence.end, size
    if begin < len(document.tokens):
        yield begin, len(document.tokens)


def _paragraph_ends(document: Document, number: int) -> bool:
    if number + 1 == len(document.sentences):
        return False
    end = document.tokens[document.sentences[number].end - 1].end_char
    return "\n" in document.text[end : document.tokens[document.sentences[number + 1].start].start_char]


_STEPS = np.array([1, 2, 4, 8, 16, 32, 64])

Ranges = NDArray[np.int64]
"""Token ranges, half-open, with the sentence of each (ranges, 3)."""


def buckets(left: Ranges, right: Ranges) -> NDArray[np.int64]:
    """Distance classes (lefts, rights): gap in tokens (16 signed classes) times sentences between (8 classes).

    >>> one, other = np.array([[0, 2, 7]]), np.array([[5, 6, 7]])
    >>> buckets(one, other).tolist(), buckets(other, one + [0, 0, -1]).tolist()
    ([[19]], [[90]])
    """
    starts, ends, sentences = (left[:, i, None] for i in range(3))
    after = right[:, 0] - ends
    gap = np.where(after >= 0, after, right[:, 1] - starts - 1)
    near = np.searchsorted(_STEPS, np.abs(gap), side="right") + np.where(gap < 0, 8, 0)
    between: NDArray[np.int64] = np.clip(right[:, 2] - sentences, -3, 4)
    return near * 8 + between + 3
