"""Joins what the tagger found with what the rules found.

The tagger decides; rules that agree become evidence, rules complete what it leaves open (a missing source), and add what it
cannot give: quotes that it passed over, and attributions inside other contents, which its flat labels cannot hold.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from attrib.candidates import Draft
from attrib.document import Document
from attrib.forms import quotes_touching
from attrib.model import Evidence, Quote, QuoteFlag
from attrib.paragraphs import paragraphs
from attrib.spans import Span

RULE_NAMES = ("nested", "missed", "missed_quote", "complete_cue", "complete_source", "far_pieces")
"""What ``disabled`` may hold."""

MISSED_SCORE = 0.7
"""Least score of a rule's draft that is added where the tagger has nothing."""


def combine(
    document: Document,
    quotes: Sequence[Quote],
    tagged: Sequence[Draft],
    ruled: Sequence[Draft],
    disabled: frozenset[str] = frozenset(),
) -> tuple[Draft, ...]:
    """Tagged drafts, completed and supported by ruled ones, and the ruled ones that stand inside or beside them."""
    cover = _Cover(document, tagged)
    starts = [q.span.start_char for q in quotes]
    out = list(tagged)
    by_cue = {i: n for n, d in enumerate(tagged) if d.cue is not None for i in d.cue.tokens}
    for draft in ruled:
        same = cover.same(draft)
        if same is None and draft.cue is not None:
            same = by_cue.get(draft.cue.head)  # one cue, one attribution
        if same is not None:
            taken = draft.cue is None or by_cue.get(draft.cue.head, same) != same
            out[same] = _supported(out[same], draft, disabled | {"complete_cue"} if taken else disabled)
        elif _adds(draft, cover, quotes, starts, disabled):
            out.append(draft)
    return tuple(out)


def separate(
    document: Document,
    quotes: Sequence[Quote],
    tagged: Sequence[Draft],
    disabled: frozenset[str] = frozenset(),
) -> tuple[Draft, ...]:
    """Takes apart what does not belong to one cue: pieces of a content in another paragraph than its cue.

    Datelines after a headline and captions go. Quotes stay, but for those that ended in a paragraph before, where the cue's
    own holds some too: they are another's turn, and become drafts of their own.
    """
    if "far_pieces" in disabled:
        return tuple(tagged)
    breaks = [s.start_char for s in paragraphs(document.text)]
    return tuple(d for draft in tagged for d in _separated(document, quotes, draft, breaks))


def _separated(
    document: Document, quotes: Sequence[Quote], draft: Draft, breaks: Sequence[int]
) -> Iterator[Draft]:
    if draft.cue is None or len(draft.content) < 2:
        yield draft
        return
    here = bisect_right(breaks, document.tokens[draft.cue.head].start_char)
    kept, turns = list[Span](), dict[int, list[Span]]()
    places = [bisect_right(breaks, s.start_char) for s in draft.content]
    for span, place in zip(draft.content, places, strict=True):
        quoted = bool(quotes_touching(quotes, span))
        if quoted and place < here and here in places and _closed(quotes, span):
            turns.setdefault(place, []).append(span)
        elif place == here or quoted:
            kept.append(span)
    if not kept or len(kept) == len(draft.content):
        yield draft
        return
    for spans in map(tuple, turns.values()):
        yield Draft(spans, score=draft.score, evidence=(Evidence("content", "far_pieces", spans),))
    yield draft.with_(Evidence("content", "far_pieces", tuple(kept)), content=tuple(kept))


def _closed(quotes: Sequence[Quote], span: Span) -> bool:
    """Whether no quote of a piece goes on in the next paragraph."""
    return all(QuoteFlag.CONTINUES not in q.flags for q in quotes_touching(quotes, span))


def _adds(
    draft: Draft, cover: _Cover, quotes: Sequence[Quote], starts: Sequence[int], disabled: frozenset[str]
) -> bool:
    """Whether a rule's draft is one that the tagger cannot give (nested), or a quote that it passed over."""
    nested = "nested" not in disabled and cover.inside(draft)
    if nested or cover.touches(draft):
        return nested
    return ("missed" not in disabled and draft.score >= MISSED_SCORE) or (
        "missed_quote" not in disabled and _quoted(draft, quotes, starts)
    )


class _Cover:
    """Contents of the tagged drafts in text order, which do not overlap."""

    def __init__(self, document: Document, drafts: Sequence[Draft]) -> None:
        self._document = document
        pieces = sorted((s.start_char, s.end_char, i) for i, d in enumerate(drafts) for s in d.content)
        self._starts = [p[0] for p in pieces]
        self._pieces = pieces
        self._drafts = drafts

    def _near(self, span: Span) -> list[tuple[int, int, int]]:
        first = max(0, bisect_right(self._starts, span.start_char) - 1)
        last = bisect_right(self._starts, span.end_char - 1)
        return [p for p in self._pieces[first:last] if p[1] > span.start_char]

    def same(self, draft: Draft) -> int | None:
        """The tagged draft that shares at least half of its content (Dice) with this one, whose cue stands outside it."""
        shared: dict[int, int] = {}
        for span in draft.content:
            for start, end, i in self._near(span):
                shared[i] = shared.get(i, 0) + min(end, span.end_char) - max(start, span.start_char)
        if draft.cue is not None:
            for _, _, i in self._near(self._document.tokens[draft.cue.head].span):
                shared.pop(i, None)
        size = sum(len(s) for s in draft.content)
        for i, common in sorted(shared.items(), key=lambda x: -x[1]):
            other = sum(len(s) for s in self._drafts[i].content)
            if 2 * common >= 0.5 * (size + other):
                return i
        return None

    def touches(self, draft: Draft) -> bool:
        """Whether any tagged content overlaps this one's."""
        return any(self._near(s) for s in draft.content)

    def inside(self, draft: Draft) -> bool:
        """Whether every span stands inside one tagged content."""
        return all(
            any(a <= s.start_char and s.end_char <= b for a, b, _ in self._near(s)) for s in draft.content
        )


def _supported(tagged: Draft, ruled: Draft, disabled: frozenset[str]) -> Draft:
    """Add a rule's evidence to a tagged draft, and its cue and source where the tagger has none."""
    out = tagged.with_(*ruled.evidence)
    if tagged.cue is None and ruled.cue is not None and "complete_cue" not in disabled:
        out = out.with_(cue=ruled.cue, score=max(tagged.score, ruled.score))
    if not tagged.source and ruled.source and "complete_source" not in disabled:
        note = Evidence("source", "complete_source", ruled.source)
        out = out.with_(note, source=ruled.source, source_head=ruled.source_head)
    return out


def _quoted(draft: Draft, quotes: Sequence[Quote], starts: Sequence[int]) -> bool:
    """Whether the content is a quote of more than four words, so more than a term or a title."""
    for span in draft.content:
        at = bisect_right(starts, span.start_char) - 1
        if at >= 0 and quotes[at].span.covers(span) and len(span) > 25:
            return True
    return False
