"""How a content is worded, and stance in FactBank's codes: both derived from what the stages found."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from attrib.model import Form, Quote, QuoteFlag
from attrib.spans import Span, merge

DIRECT_SHARE = 0.95
"""From this share of quoted letters and digits on, a content is direct speech."""


def quoted_share(text: str, content: Iterable[Span], quotes: Iterable[Quote]) -> float:
    """Share of a content's letters and digits that stand between quotation marks, 0 to 1.

    >>> quoted_share("“No,” he said.", [Span(0, 5)], [Quote(Span(0, 5), Span(1, 4))])
    1.0
    """
    inner = merge(q.inner for q in quotes)
    if not inner:
        return 0.0
    starts = [s.start_char for s in inner]
    total = held = 0
    for span in content:
        total += _letters(text, span.start_char, span.end_char)
        for k in range(max(bisect_right(starts, span.start_char) - 1, 0), bisect_left(starts, span.end_char)):
            held += _letters(text, max(span.start_char, starts[k]), min(span.end_char, inner[k].end_char))
    return held / total if total else 0.0


def _letters(text: str, start: int, end: int) -> int:
    """How many letters and digits a stretch holds."""
    return sum(map(str.isalnum, text[start:end]))


def quotes_touching(quotes: Sequence[Quote], span: Span) -> list[Quote]:
    """The quotes that share a code point with a span, in order; quotes are sorted by start. O(log n) and what
    is found.

    Quotes of the outermost level do not overlap, so the search backwards ends at the first of them.
    """
    at = bisect_left(quotes, span.end_char, key=lambda q: q.span.start_char)
    out: list[Quote] = []
    while at > 0:
        at -= 1
        quote = quotes[at]
        if quote.span.end_char > span.start_char:
            out.append(quote)
        if quote.span.start_char < span.start_char and QuoteFlag.NESTED not in quote.flags:
            break
    return out[::-1]


def form_of(text: str, content: Sequence[Span], quotes: Sequence[Quote]) -> Form:
    """DIRECT when nearly all letters and digits of the content stand between quotation marks, MIXED some,
    INDIRECT none.

    Only quotes that open in the content count: reported speech inside somebody else's quote is not direct for
    that.

    >>> text = "“He said he would go.”"
    >>> form_of(text, [Span(9, 20)], [Quote(Span(0, 22), Span(1, 21))])
    <Form.INDIRECT: 'INDIRECT'>
    """
    near = [q for span in content for q in quotes_touching(quotes, span)]
    own = [q for q in near if any(s.start_char <= q.inner.start_char <= s.end_char for s in content)]
    share = quoted_share(text, content, own)
    if share == 0.0:
        return Form.INDIRECT
    return Form.DIRECT if share >= DIRECT_SHARE else Form.MIXED
