"""Cuts a document into the windows that the tagger reads, and describes each token's place in quotes and layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from attrib.document import Document
from attrib.model import Quote, QuoteFlag

WINDOW = 192
"""Most tokens of a window: a few sentences, often a paragraph or two of news."""

SCHEMA = "windows-1"
"""Changes whenever what this module computes changes; model files carry it."""

Layout = NDArray[np.float32]


def layout(document: Document, quotes: Sequence[Quote]) -> Layout:
    """Twelve bits a token (tokens, 12).

    0 inside a quote, 1 opening mark, 2 closing mark, 3 inside a nested quote, 4 just after a quote ends, 5 just before one
    begins, 6 quote has an odd edge (unclosed, continued), 7 quote of at most four words, 8 first of its sentence, 9 last of its
    sentence, 10 first of its paragraph, 11 sentence holds a quote.
    """
    n = len(document.tokens)
    out = np.zeros((n, 12), dtype=np.float32)
    for quote in quotes:
        inside = document.index.touching(quote.span)
        if inside:
            _mark_quote(out, document, quote, inside)
    before = 0
    for sentence in document.sentences:
        out[sentence.start, 8] = out[sentence.end - 1, 9] = 1
        start = document.tokens[sentence.start].start_char
        out[sentence.start, 10] = sentence.start == 0 or "\n" in document.text[before:start]
        before = document.tokens[sentence.end - 1].end_char
        out[sentence.start : sentence.end, 11] = out[sentence.start : sentence.end, 0].any()
    return out


def _mark_quote(out: Layout, document: Document, quote: Quote, inside: range) -> None:
    tokens = document.tokens
    first, last = inside[0], inside[-1]
    out[first : last + 1, 3 if QuoteFlag.NESTED in quote.flags else 0] = 1
    if QuoteFlag.NESTED in quote.flags:
        return
    out[first, 1] = tokens[first].start_char < quote.inner.start_char
    out[last, 2] = tokens[last].end_char > quote.inner.end_char
    if last + 1 < len(tokens):
        out[last + 1, 4] = 1
    if first:
        out[first - 1, 5] = 1
    out[first : last + 1, 6] = bool(quote.flags)
    out[first : last + 1, 7] = len(inside) <= 6


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


def bucket(left: tuple[int, int], right: tuple[int, int], sentence_of: Sequence[int]) -> int:
    """Distance class of two token ranges: gap in tokens (16 signed classes) times sentences between (8 classes)."""
    gap = right[0] - left[1] if right[0] >= left[1] else -(left[0] - right[1]) - 1
    steps = (1, 2, 4, 8, 16, 32, 64)
    size = sum(abs(gap) >= s for s in steps)
    near = size if gap >= 0 else 8 + size
    place = min(max(sentence_of[right[0]] - sentence_of[left[0]], -3), 4) + 3
    return near * 8 + place
