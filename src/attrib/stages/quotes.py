"""Quotes: stretches in quotation marks, with every family of marks, nested, continued and unclosed ones.

One pass over the marks of each paragraph. The document's main kind of mark (double, or single in British
books) is paired first; the other kind is then paired inside each of those quotes and between them, so that
pairs never cross.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

from attrs import define, evolve

from attrib.model import Quote, QuoteFlag
from attrib.paragraphs import paragraphs
from attrib.quotemarks import NEUTRAL, OPENERS_OF, SINGLES, WESTERN, Closing, Mark, Style, scan, vote
from attrib.spans import Span

_OPEN_ONLY = frozenset(["``", "‘‘", ",,", "„", "‟", "「", "『", "〝"])


@define
class _Pair:
    """A quote while its paragraph is read."""

    opener: Mark | None
    """``None``: the quote came over from the paragraph before, without a mark."""
    start: int
    end: int
    closer: Mark | None
    flags: list[QuoteFlag]

    def quote(self) -> Quote:
        inner_start = self.opener.end if self.opener else self.start
        inner_end = max(inner_start, self.closer.start if self.closer else self.end)
        flags = tuple(f for f in QuoteFlag if f in self.flags) if self.flags else ()
        return Quote(Span(self.start, self.end), Span(inner_start, inner_end), flags=flags)


def _reads_as_apostrophe(text: str, mark: Mark, style: Style, spare: int) -> bool:
    """*the boys” school* in a document that writes ” for ’, with another ” left to close the quote."""
    if not style.closing_apostrophe or mark.sign != "”" or spare <= 0:
        return False
    return text.endswith("s", 0, mark.start) and text[mark.end : mark.end + 2].lstrip().islower()


class _Doubles:
    """Pairs the double marks of one stretch of text."""

    def __init__(self, text: str, style: Style, marks: list[Mark], end: int) -> None:
        self.text, self.style, self.marks, self.end = text, style, marks, end
        self.stack: list[Mark] = []
        self.depth: Counter[str] = Counter()
        self.western = 0
        self.pairs: list[_Pair] = []
        self.stray: Mark | None = None
        """The first closing mark with nothing to close, where it stands before every opening one."""

    def run(self) -> list[_Pair]:
        spare = self._spare()
        for i, mark in enumerate(self.marks):
            if self._is_opener(mark):
                if self.depth[mark.sign] and spare[i] <= self.western:
                    self._give_up(mark)
                self._push(mark)
            elif not _reads_as_apostrophe(self.text, mark, self.style, spare[i]):
                self._close(mark)
        if self.stack:
            first = self.stack[0]
            self.pairs.append(_Pair(first, first.start, self.end, None, [QuoteFlag.UNCLOSED]))
        return self.pairs

    def _spare(self) -> list[int]:
        """For each mark, how many more marks after it close than open, by what their neighbours say."""
        out = [0] * len(self.marks)
        for i in range(len(self.marks) - 2, -1, -1):
            mark = self.marks[i + 1]
            opens, closes = self._directions(mark)
            out[i] = out[i + 1] + (1 if closes and not opens else -1 if opens and not closes else 0)
        return out

    def _directions(self, mark: Mark) -> tuple[bool, bool]:
        sign = mark.sign
        if sign in NEUTRAL:
            return mark.opens, bool(mark.closes)
        if sign in "«‹":
            return not self.style.reversed_guillemets, self.style.reversed_guillemets
        if sign in "»›":
            return self.style.reversed_guillemets, not self.style.reversed_guillemets
        if sign == "”":  # opens in Swedish and Finnish, and in careless typing
            opens = mark.opens and not mark.closes
            return opens, not opens
        if sign == "“":  # closes „such“ quotes, and in careless typing
            closes = bool(mark.closes) and not mark.opens
            return not closes, closes
        return sign in _OPEN_ONLY, sign not in _OPEN_ONLY

    def _is_opener(self, mark: Mark) -> bool:
        opens, closes = self._directions(mark)
        if mark.sign == "”" and opens:
            return not self.western
        if mark.sign == "“" and closes:
            return not self.western
        if mark.sign == "“" and self.style.low_quotes and self.depth["„"] + self.depth[",,"]:
            return mark.opens and not mark.closes
        if mark.sign in NEUTRAL and opens == closes:
            inner = self.stack[-1].sign if self.stack else ""
            return inner != mark.sign and not (inner == "``" and mark.sign == "''") and not self._inches(mark)
        return opens

    def _inches(self, mark: Mark) -> bool:
        return mark.start > 0 and self.text[mark.start - 1].isdigit()

    def _push(self, mark: Mark) -> None:
        self.stack.append(mark)
        self.depth[mark.sign] += 1
        self.western += mark.sign in WESTERN

    def _pop(self) -> Mark:
        mark = self.stack.pop()
        self.depth[mark.sign] -= 1
        self.western -= mark.sign in WESTERN
        return mark

    def _give_up(self, at: Mark) -> None:
        """The mark opens again and too few are left to close both: the earlier quote was never closed."""
        while self.stack:
            mark = self._pop()
            if mark.sign == at.sign:
                end = at.start
                while end > mark.end and self.text[end - 1].isspace():
                    end -= 1
                self.pairs.append(_Pair(mark, mark.start, end, None, [QuoteFlag.UNCLOSED]))
                return

    def _close(self, mark: Mark) -> None:
        proper = OPENERS_OF.get(mark.sign, frozenset())
        if any(self.depth[sign] for sign in proper):
            while (opener := self._pop()).sign not in proper:
                pass
            self.pairs.append(_Pair(opener, opener.start, mark.end, mark, []))
        elif self.stack and {mark.sign, self.stack[-1].sign} <= WESTERN and not self._inches(mark):
            opener = self._pop()
            self.pairs.append(_Pair(opener, opener.start, mark.end, mark, [QuoteFlag.MISMATCHED]))
        elif self.stray is None and not self.stack and not self.pairs:
            self.stray = mark


def _next_closers(marks: list[Mark], singles_first: bool) -> list[int]:
    """For each single mark the index of the mark that would close a quote opened there, or -1.

    A sure closer wins over a weak one before it. In a document whose speech is not in single marks the closer
    must come before the next opener.
    """
    out = [-1] * len(marks)
    sure = weak = -1
    for i in range(len(marks) - 1, -1, -1):
        out[i] = sure if sure >= 0 else weak
        mark = marks[i]
        if mark.closes is Closing.SURE:
            sure, weak = i, -1
        elif mark.closes is Closing.WEAK:
            weak = i
        elif mark.opens and not singles_first:
            sure = weak = -1
    return out


def _pair_singles(marks: list[Mark], end: int, style: Style) -> list[_Pair]:
    """Pair single marks; one without a partner is an apostrophe unless speech here stands in single marks."""
    closers = _next_closers(marks, style.singles_first)
    pairs: list[_Pair] = []
    i = 0
    while i < len(marks):
        mark, j = marks[i], closers[i]
        i += 1
        if not mark.opens:
            continue
        if j >= 0:
            pairs.append(_Pair(mark, mark.start, marks[j].end, marks[j], []))
            i = j + 1
        elif style.singles_first:
            pairs.append(_Pair(mark, mark.start, end, None, [QuoteFlag.UNCLOSED]))
            break
    return pairs


def _regions(marks: list[Mark], outer: list[_Pair], whole: int) -> list[tuple[list[Mark], int]]:
    """Group marks by the innermost outer quote that holds them; with each group, where its stretch ends."""
    if not marks:
        return []
    ordered = sorted(outer, key=lambda p: (p.start, -p.end))
    groups: dict[int, list[Mark]] = {}
    stack: list[int] = []
    at = 0
    for mark in marks:
        while at < len(ordered) and ordered[at].start < mark.start:
            while stack and ordered[stack[-1]].end <= ordered[at].start:
                stack.pop()
            stack.append(at)
            at += 1
        while stack and ordered[stack[-1]].end <= mark.start:
            stack.pop()
        groups.setdefault(stack[-1] if stack else -1, []).append(mark)
    return [(group, whole if i < 0 else _inside_end(ordered[i])) for i, group in groups.items()]


def _inside_end(pair: _Pair) -> int:
    return pair.closer.start if pair.closer else pair.end


@define
class _Paragraph:
    """The quotes of one paragraph, and what the next paragraph must know."""

    span: Span
    pairs: list[_Pair]
    stray: Mark | None


def _paragraph(text: str, span: Span, marks: list[Mark], style: Style) -> _Paragraph:
    if not marks:
        return _Paragraph(span, [], None)
    doubles = [m for m in marks if m.sign not in SINGLES]
    singles = [m for m in marks if m.sign in SINGLES]
    end = span.end_char
    if style.singles_first:
        pairs = _pair_singles(singles, end, style)
        for group, stop in _regions(doubles, pairs, end):
            pairs = pairs + _Doubles(text, style, group, stop).run()
        return _Paragraph(span, pairs, None)
    reader = _Doubles(text, style, doubles, end)
    pairs = reader.run()
    inner = [p for group, stop in _regions(singles, pairs, end) for p in _pair_singles(group, stop, style)]
    return _Paragraph(span, pairs + inner, reader.stray)


def _carry_over(before: _Paragraph, after: _Paragraph) -> None:
    """Join a quote left open at a paragraph's end to the next paragraph.

    Variants: the next paragraph opens with the same mark; it does not, but its first mark closes.
    """
    left = next((p for p in before.pairs if p.closer is None and p.end == before.span.end_char), None)
    if left is None or left.opener is None:
        return
    start = after.span.start_char
    first = next((p for p in after.pairs if p.start == start), None)
    if first is not None and first.opener is not None and first.opener.sign == left.opener.sign:
        first.flags.append(QuoteFlag.CONTINUED)
    elif after.stray is not None and after.stray.sign in WESTERN:
        after.pairs.append(_Pair(None, start, after.stray.end, after.stray, [QuoteFlag.CONTINUED]))
    else:
        return
    left.flags[:] = [QuoteFlag.CONTINUES if f is QuoteFlag.UNCLOSED else f for f in left.flags]


def _mark_nested(quotes: list[Quote]) -> tuple[Quote, ...]:
    out: list[Quote] = []
    reach = -1
    for quote in quotes:
        if quote.span.end_char <= reach:
            flags = tuple(f for f in QuoteFlag if f in quote.flags or f is QuoteFlag.NESTED)
            quote = evolve(quote, flags=flags)
        reach = max(reach, quote.span.end_char)
        out.append(quote)
    return tuple(out)


def find_quotes(text: str) -> tuple[Quote, ...]:
    """All quoted stretches of a text, outer before nested, in time linear in its length.

    Quotes never cross; none runs past its paragraph.

    >>> [(q.span, q.inner) for q in find_quotes("“No,” he said.")]
    [(Span(start_char=0, end_char=5), Span(start_char=1, end_char=4))]
    >>> find_quotes("The Joneses' dog didn't bark in the '90s.")
    ()
    """
    style = vote(text)
    marks = scan(text, style)
    if not marks:
        return ()
    starts = [m.start for m in marks]
    read: list[_Paragraph] = []
    low = 0
    for span in paragraphs(text):
        high = bisect_right(starts, span.end_char - 1, low)
        read.append(_paragraph(text, span, marks[low:high], style))
        if len(read) > 1:
            _carry_over(read[-2], read[-1])
        low = high
    quotes = [pair.quote() for paragraph in read for pair in paragraph.pairs]
    quotes.sort(key=lambda q: (q.span.start_char, -q.span.end_char))
    return _mark_nested(quotes)
