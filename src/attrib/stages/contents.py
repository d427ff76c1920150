"""From cues to drafts: cuts out what each cue says, keeps the outermost, and joins what belongs together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from attrs import evolve

from attrib.candidates import CueCandidate, CueKind, Draft
from attrib.document import ROOT, Document
from attrib.model import Evidence, Quote
from attrib.phrases import after_colon, phrase_parts
from attrib.readings import QuoteRanges, coarse
from attrib.stages._cuts import GIVEN, NO_CUE, Cut, given_cuts, spans_of
from attrib.syntax import marker, subject

GAP = 16
"""Longest gap in a content, in tokens, that is filled."""
SURE = 0.7
"""Score from which a cue may end the content of another."""
NOUN_FRAMES = frozenset({"obj", "obl", "nmod", "pass", "raise", "compound"})
"""Frames whose content is a thing, not a clause, to the first ``:``, ``+`` or ``|``."""
THRESHOLD = 0.45
"""Cues that score lower give no draft."""
QUOTED_THRESHOLD = 0.3
"""The same for cues with a clause inside a quote: PolNeAR leaves "I think" in speech unmarked, which lowers their scores."""
QUOTE_MARKS = frozenset({"“", "”", '"', "''", "``", "'", "’", "‘", "«", "»"})


FLOATING = 4
"""Fewest tokens, marks included, of a quote that stands as speech without a cue."""
FLOATING_SCORE = 0.5
"""Score of a quote without a cue."""


def _cut(document: Document, quotes: QuoteRanges, cue: CueCandidate) -> Cut | None:
    """The content that belongs to a cue: the reading that the cue stage chose, or what stands beside a phrase or mark."""
    if cue.kind is CueKind.PREPOSITION:
        _, words = phrase_parts(document, cue.tokens[0], cue.tokens[-1])
        return Cut(cue, words, "beside_phrase", words[0]) if words else None
    if cue.kind is CueKind.COLON:
        words = after_colon(document, quotes, cue.head)
        return Cut(cue, words, "after_colon", words[0]) if words else None
    if cue.kind is CueKind.DASH:
        before = quotes.last_until(cue.head)
        return Cut(cue, tuple(range(*before)), "before_dash", before[0]) if before is not None else None
    words = tuple(i for i in cue.complement if i not in cue.tokens)
    return Cut(cue, words, f"reading:{cue.frame}", cue.complement_head) if words else None


def _goes_on(document: Document, cut: Cut, head: int) -> bool:
    """Whether a cue inside a content belongs beside the outer one by the parse: "called it a lie and
    [said]".
    """
    tokens, beside = document.tokens, ("conj", "advcl", "parataxis")
    up, last = head, head
    while tokens[up].relation in beside and tokens[up].head not in (ROOT, cut.cue.head):
        last, up = up, tokens[up].head
        if up == cut.head:
            return False
    own = tokens[up].head == cut.cue.head and tokens[up].relation in beside and up != cut.head
    return own and marker(document, last) in ("", "ing")


def _breaks_off(document: Document, cut: Cut, cue: CueCandidate, start: int) -> bool:
    """Whether a sure cue after a comma ends a content whatever the parse says.

    So "…, adding that", and after a cue with a noun as its content "the memo, which [says] …".
    """
    tokens = document.tokens
    if cue.score < SURE or start <= cut.tokens[0] or cue.kind is not CueKind.VERB:
        return False
    comma = tokens[start - 1].text in (",", "—", "–", "--")
    if tokens[cue.head].xpos == "VBG" and tokens[cue.head].relation not in ("amod", "acl", "ccomp", "xcomp"):
        return comma and start == cue.head
    if coarse(cut.cue.frame) not in NOUN_FRAMES:
        return False
    alone = subject(document, cue.head) is None
    return comma or (alone and tokens[start - 1].upos == "CCONJ")


def _clipped(document: Document, quotes: QuoteRanges, cut: Cut, strong: dict[int, CueCandidate]) -> Cut:
    """End a content where another cue goes on, which the parse or the comma before it shows."""
    tokens = document.tokens
    end = cut.tokens[-1] + 1
    for i in cut.tokens:
        if i <= cut.cue.head or i not in strong or i == cut.head or i >= end:
            continue
        start = next((j for j in document.subtree(i) if tokens[j].upos not in ("PUNCT", "CCONJ")), i)
        if _goes_on(document, cut, i) or (
            quotes.holding(i) is None and _breaks_off(document, cut, strong[i], start)
        ):
            end = min(end, start)
    words = tuple(i for i in cut.tokens if i < end)
    while (
        words and tokens[words[-1]].upos in ("CCONJ", "PUNCT") and tokens[words[-1]].text not in QUOTE_MARKS
    ):
        words = words[:-1]
    return evolve(cut, tokens=words) if words else cut


def _outermost(document: Document, quotes: QuoteRanges, cuts: list[Cut]) -> tuple[list[Cut], list[Cut]]:
    """Cuts that stand in no other's content, and those that do; the widest content wins, fixed phrases go
    first.
    """
    strong = {c.cue.head: c.cue for c in cuts}
    claimed: set[int] = set()
    barred: set[int] = set()
    kept: list[Cut] = []
    inner: list[Cut] = []
    for cut in cuts:
        if cut.cue.kind is CueKind.PREPOSITION:
            source, _ = phrase_parts(document, cut.cue.tokens[0], cut.cue.tokens[-1])
            barred.update((*source, *cut.cue.tokens))
    order = sorted(cuts, key=lambda c: (c.cue.kind is not CueKind.PREPOSITION, -len(c.tokens), c.cue.head))
    for cut in order:
        if cut.cue.kind is not CueKind.PREPOSITION and cut.rule != GIVEN:
            cut = _clipped(document, quotes, cut, strong)
            if cut.cue.head not in barred:
                cut = evolve(cut, tokens=tuple(i for i in cut.tokens if i not in barred))
        overlap = sum(i in claimed for i in cut.tokens)
        if not cut.tokens or cut.cue.head in claimed or overlap > len(cut.tokens) / 2:
            inner.append(cut)
            continue
        kept.append(cut)
        claimed.update(cut.tokens)
    return sorted(kept, key=lambda c: c.cue.head), [c for c in inner if c.cue.head in claimed]


def _bridged(document: Document, words: Iterable[int], barred: set[int]) -> list[int]:
    """Fill gaps that hold neither cue nor subject: the parse tore them, or they are punctuation; and broken
    names.
    """
    tokens = document.tokens
    filled: list[int] = []
    for i in sorted(set(words)):
        if filled and 1 < i - filled[-1] <= GAP:
            gap = range(filled[-1] + 1, i)
            if barred.isdisjoint(gap):
                filled.extend(gap)
        filled.append(i)
    while (
        filled
        and filled[-1] + 1 < len(tokens)
        and tokens[filled[-1]].upos == tokens[filled[-1] + 1].upos == "PROPN"
        and filled[-1] + 1 not in barred
        and tokens[filled[-1]].sentence == tokens[filled[-1] + 1].sentence
    ):
        filled.append(filled[-1] + 1)
    return filled


def _same_line(document: Document, first: int, last: int) -> bool:
    return "\n" not in document.text[document.tokens[first].end_char : document.tokens[last].start_char]


class _Joiner:
    """Joins quotes without a cue of their own to the attribution before them."""

    def __init__(self, document: Document, quotes: QuoteRanges, cuts: list[Cut]) -> None:
        self.document, self.quotes = document, quotes
        outer = [cut for cut in cuts if quotes.holding(cut.cue.head) is None]
        self.claimed = {i for cut in outer for i in cut.tokens}
        self.heads = sorted(cut.cue.head for cut in outer)

    def follow(self, cut: Cut) -> Cut:
        """Take in the quotes that follow: "X," he said. "Y." and paragraphs that are nothing but quote."""
        if self.quotes.holding(cut.tokens[0]) is None and self.quotes.holding(cut.tokens[-1]) is None:
            return cut
        words = set(cut.tokens)
        tokens = self.document.tokens
        end = max(cut.cue.head, cut.tokens[-1])
        at = max(self.document.sentences[tokens[end].sentence].end, end + 1)
        while (quote := self.quotes.next_from(at)) is not None and self._joins(quote, at):
            words.update(range(*quote))
            self.claimed.update(range(*quote))
            at = quote[1]
            if at < len(tokens) and tokens[at].text in (".", ","):
                at += 1
        return evolve(cut, tokens=tuple(sorted(words)))

    def _joins(self, quote: tuple[int, int], at: int) -> bool:
        tokens = self.document.tokens
        if quote[0] - at > 0 or quote[0] in self.claimed or self._has_cue(quote):
            return False
        if _same_line(self.document, at - 1, quote[0]):
            return True
        line_end = self.document.text.find("\n", tokens[quote[1] - 1].end_char)
        rest = self.document.text[tokens[quote[1] - 1].end_char : line_end if line_end >= 0 else None]
        return quote[1] - quote[0] >= 8 and not any(c.isalnum() for c in rest)

    def _has_cue(self, quote: tuple[int, int]) -> bool:
        """Whether an accepted cue follows the quote in its sentence."""
        tokens = self.document.tokens
        after = bisect_left(self.heads, quote[1])
        return any(
            h - quote[1] < 12 and tokens[h].sentence == tokens[quote[1] - 1].sentence
            for h in self.heads[after : after + 2]
        )


def continued(document: Document, quotes: QuoteRanges, cuts: list[Cut]) -> list[Cut]:
    """Join quotes that go on after their cue, in the same paragraph or in paragraphs of nothing but quote."""
    joiner = _Joiner(document, quotes, cuts)
    return [joiner.follow(cut) for cut in cuts]


def split(document: Document, quotes: QuoteRanges, cuts: list[Cut]) -> list[Cut]:
    """Join the two halves of a quote that its cue interrupts: "X," he said, "Y." """
    claimed = {i for cut in cuts for i in cut.tokens}
    out = []
    for cut in cuts:
        other = _other_half(document, quotes, cut)
        if other is not None and claimed.isdisjoint(other):
            claimed.update(other)
            cut = evolve(cut, tokens=tuple(sorted({*cut.tokens, *other})))
        out.append(cut)
    return out


def _other_half(document: Document, quotes: QuoteRanges, cut: Cut) -> range | None:
    """Of the quotes on both sides of a cue in one sentence the one that its content does not hold."""
    tokens, head = document.tokens, cut.cue.head
    before, after = quotes.last_until(head), quotes.next_from(head + 1)
    if cut.cue.kind is not CueKind.VERB or before is None or after is None:
        return None
    if after[0] - head > 8 or head - before[1] > 8 or not _same_line(document, before[1] - 1, after[0]):
        return None
    held_before, held_after = before[0] in cut.tokens, after[0] in cut.tokens
    whole = tokens[before[1] - 1].sentence == tokens[head].sentence == tokens[after[0]].sentence
    near = range(max(before[1] - 2, 0), min(before[1] + 1, len(tokens)))
    if held_before == held_after or not whole or not any(tokens[i].text == "," for i in near):
        return None
    return range(*(after if held_before else before))


def floating(document: Document, quotes: QuoteRanges, cuts: list[Cut]) -> list[Cut]:
    """Quotes without a cue: whole sentences in quotation marks that open a line, as in dialogue."""
    tokens = document.tokens
    claimed = {i for cut in cuts for i in (*cut.tokens, cut.cue.head)}
    heads = sorted(cut.cue.head for cut in cuts)
    out = list(cuts)
    for start, end in quotes.ranges:
        opens = start == 0 or not _same_line(document, start - 1, start)
        if not opens or end - start < FLOATING or not claimed.isdisjoint(range(start, end)):
            continue
        sentence_last = document.sentences[tokens[end - 1].sentence].end
        at = bisect_left(heads, end)
        if at < len(heads) and heads[at] < sentence_last:
            continue
        if any(
            tokens[i].text in (".", "!", "?", "…", ",", "—", "--") for i in range(max(start, end - 3), end)
        ):
            words = tuple(range(start, end))
            claimed.update(words)
            out.append(Cut(NO_CUE, words, "floating", start))
    return out


RULES = (("split", split), ("continued", continued), ("floating", floating))
"""Rules that change accepted contents, in order."""


def find_contents(
    document: Document,
    quotes: tuple[Quote, ...],
    cues: tuple[CueCandidate, ...],
    *,
    given: Sequence[Draft] = (),
    disabled: frozenset[str] = frozenset(),
) -> tuple[Draft, ...]:
    """One draft for each cue that is accepted, in text order.

    Drafts whose cue stands in another's content come too (PolNeAR has none such); ``disabled={"nested"}``
    leaves
    them out. Drafts of another proposer that are ``given`` claim their words and are not repeated.
    """
    ranges = QuoteRanges(document, [q.span for q in quotes])
    accepted = [cue for cue in cues if cue.score >= _threshold(ranges, cue)]
    cuts = [c for cue in accepted for c in (_cut(document, ranges, cue),) if c is not None]
    kept, inner = _outermost(document, ranges, cuts + given_cuts(document, given))
    for name, rule in RULES:
        if name not in disabled:
            kept, swallowed = _apart(rule(document, ranges, kept))
            inner += swallowed
    if "nested" not in disabled:
        kept += inner
    drafts = (_draft(document, cut) for cut in kept if cut.rule != GIVEN)
    return tuple(sorted((d for d in drafts if d is not None), key=lambda d: d.content[0]))


def _threshold(quotes: QuoteRanges, cue: CueCandidate) -> float:
    clause = coarse(cue.frame) in ("clause", "that")
    return QUOTED_THRESHOLD if clause and quotes.holding(cue.head) is not None else THRESHOLD


def _apart(cuts: list[Cut]) -> tuple[list[Cut], list[Cut]]:
    """Those whose cue stands in no other's content, and those that a rule's wider contents have swallowed."""
    owner = {i: n for n, cut in enumerate(cuts) for i in cut.tokens}
    kept = [c for n, c in enumerate(cuts) if owner.get(c.cue.head, n) == n]
    return kept, [c for n, c in enumerate(cuts) if owner.get(c.cue.head, n) != n]


def _draft(document: Document, cut: Cut) -> Draft | None:
    if cut.cue is NO_CUE:
        spans = spans_of(document, cut.tokens)
        evidence = Evidence("content", cut.rule, spans, score=FLOATING_SCORE)
        return Draft(spans, None, score=FLOATING_SCORE, evidence=(evidence,)) if spans else None
    subj = subject(document, cut.cue.head)
    barred = {cut.cue.head, *cut.cue.tokens}
    if subj is not None:
        barred.add(subj)
    words = _bridged(document, cut.tokens, barred)
    spans = spans_of(document, words)
    if not spans:
        return None
    evidence = Evidence("content", cut.rule, spans, score=round(cut.cue.score, 4))
    return Draft(spans, cut.cue, score=cut.cue.score, evidence=(*cut.cue.evidence, evidence))
