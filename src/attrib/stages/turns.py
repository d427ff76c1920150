"""Turns of speech: quotes that are whole utterances by their shape, whether or not anything introduces them.

Fiction and interviews leave most quotes without a cue, and a scorer trained on news passes them over or runs their content on
into the narration. Here each turn gets exactly one attribution: the one that the other stages gave it, cut to the quote's
edges; the one of the turn before, in the same paragraph or carried on over a paragraph break; or a new one without a cue.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from attrs import frozen

from attrib.candidates import Draft
from attrib.document import Document
from attrib.forms import quotes_touching
from attrib.model import Evidence, Quote, QuoteFlag
from attrib.paragraphs import paragraphs
from attrib.phrases import turn_label
from attrib.spans import Span, merge

RULE_NAMES = ("turns", "turn_edges", "same_paragraph")
"""What ``disabled`` may hold."""

SCORE = 0.5
"""Score of a turn that nothing else proposed."""

_ENDS = frozenset(".!?…—–")
_PAUSES = _ENDS | frozenset(",-:;*_")
_BEFORE = frozenset(".!?…—–:,;)]”’\"'*_")
LEAST_WORDS = 3
"""A mid-paragraph turn of fewer words must end in ! or ?: shorter ones are mostly terms and titles."""


def find_turns(text: str, quotes: Sequence[Quote]) -> list[Quote]:
    """The quotes of the outermost level that are utterances by their shape, in order.

    Either a quote opens its paragraph and ends in a pause (“Well,” …), or stands after a mark of punctuation, begins like a
    sentence and ends like one (He smiled. “Come in.”), or carries on the turn before it (… he said, “and stay.”).
    """
    starts = [s.start_char for s in paragraphs(text)]
    out: list[Quote] = []
    for quote in quotes:
        if QuoteFlag.NESTED in quote.flags:
            continue
        at = bisect_right(starts, quote.span.start_char) - 1
        begin = starts[at] if at >= 0 else 0
        before = text[begin : quote.span.start_char].rstrip()
        inner = text[quote.inner.start_char : quote.inner.end_char].strip()
        previous = out[-1] if out and out[-1].span.start_char >= begin else None
        if _carries_on(text, quote, previous) or (
            _begins(inner)
            and (_whole(inner) if before else _opens(inner, quote))
            and before[-1:] in {"", *_BEFORE}
        ):
            out.append(quote)
    return out


def _begins(inner: str) -> bool:
    """Capital, figure, or a pause before the first word."""
    first = next((c for c in inner if c.isalnum()), "")
    return bool(first) and (not first.islower() or inner[0] in "—–-….")


def _opens(inner: str, quote: Quote) -> bool:
    return inner[-1:] in _PAUSES or QuoteFlag.UNCLOSED in quote.flags or QuoteFlag.CONTINUES in quote.flags


def _whole(inner: str) -> bool:
    return inner[-1:] in _ENDS and (inner[-1] in "!?" or len(inner.split()) >= LEAST_WORDS)


def _carries_on(text: str, quote: Quote, previous: Quote | None) -> bool:
    """Goes on over a paragraph break, or after a short interruption between commas: “Well,” he said, “we shall.”"""
    if QuoteFlag.CONTINUED in quote.flags:
        return True
    if previous is None:
        return False
    gap = text[previous.span.end_char : quote.span.start_char].strip()
    paused = text[: previous.inner.end_char].rstrip()[-1:] in ",-—–;" if gap else False
    return paused and len(gap) <= 100 and gap[-1:] in ",;—–-:"


def give_turns(
    document: Document,
    quotes: Sequence[Quote],
    drafts: Sequence[Draft],
    disabled: frozenset[str] = frozenset(),
) -> tuple[Draft, ...]:
    """The drafts, with exactly one for every turn."""
    if "turns" in disabled:
        return tuple(drafts)
    turns = find_turns(document.text, quotes)
    claims = _claims(document, turns, quotes, drafts)
    owned = _owned(document.text, turns, claims, "same_paragraph" not in disabled)
    spare = {c.draft for found in claims for c in found if c.spare}.difference(owned)
    owner_of = {span: owner for owner, spans in owned.items() for span in spans}
    out = [
        _fitted(d, i, owned[i], owner_of, quotes) if i in owned and "turn_edges" not in disabled else d
        for i, d in enumerate(drafts)
        if i not in spare
    ]
    out += [_bare(spans) for owner, spans in owned.items() if owner < 0]
    return tuple(out)


def _owned(
    text: str, turns: Sequence[Quote], claims: Sequence[Sequence[_Claim]], join: bool
) -> dict[int, list[Span]]:
    """The turns of each draft, by its number; new attributions have negative numbers.

    A turn that nothing claims goes to the one before it in its paragraph: dialogue begins a new paragraph with each speaker.
    """
    starts = [s.start_char for s in paragraphs(text)]
    out: dict[int, list[Span]] = {}
    before = (-1, 0)
    for number, (turn, found) in enumerate(zip(turns, claims, strict=True), 1):
        here = bisect_right(starts, turn.span.start_char)
        owner = -number
        labelled = turn_label(text, turn.inner.start_char) is not None
        if labelled:  # another speaker than whoever has a turn before
            found = [c for c in found if c.draft not in out]
        if found:
            owner = max(found, key=lambda c: (c.cue, c.shared)).draft
        elif (
            number > 1
            and not labelled
            and (QuoteFlag.CONTINUED in turn.flags or (join and before[0] == here))
        ):
            owner = before[1]
        out.setdefault(owner, []).append(turn.span)
        before = here, owner
    return out


def _fitted(
    draft: Draft, own: int, turns: Sequence[Span], owner_of: Mapping[Span, int], quotes: Sequence[Quote]
) -> Draft:
    """A draft with the whole of its turns for a content, and what else of it stands in quotes that are nobody else's turns."""
    kept = [
        Span(max(q.span.start_char, s.start_char), min(q.span.end_char, s.end_char))
        for s in draft.content
        for q in quotes_touching(quotes, s)
        if QuoteFlag.NESTED not in q.flags and owner_of.get(q.span, own) == own
    ]
    content = merge([*kept, *turns])
    if content == draft.content:
        return draft
    return draft.with_(Evidence("content", "turn_edges", tuple(turns)), content=content)


def _bare(turns: Sequence[Span]) -> Draft:
    return Draft(tuple(turns), score=SCORE, evidence=(Evidence("content", "turns", tuple(turns), SCORE),))


def _all_quoted(quotes: Sequence[Quote], draft: Draft) -> bool:
    return all(any(q.span.covers(s) for q in quotes_touching(quotes, s)) for s in draft.content)


@frozen
class _Claim:
    """A draft whose content reaches into a turn."""

    draft: int
    shared: int
    """Code points of its content in the turn."""
    cue: bool
    spare: bool
    """Whether the draft is nothing but a piece of the turn, without a cue."""


def _cue_span(document: Document, draft: Draft) -> Span | None:
    """Where the cue stands; nowhere for the colon after a label, which stands inside the turn that it introduces."""
    if draft.cue is None:
        return None
    span = document.tokens[draft.cue.head].span
    named = turn_label(document.text, draft.source[0].start_char) if draft.source else None
    return None if named is not None and named.end_char == span.start_char else span


def _claims(
    document: Document, turns: Sequence[Quote], quotes: Sequence[Quote], drafts: Sequence[Draft]
) -> list[list[_Claim]]:
    """For each turn the drafts that may be its own.

    Their cue is not inside it, and most of their content is in turns or all of it in quotes.
    """
    starts = [t.span.start_char for t in turns]
    out: list[list[_Claim]] = [[] for _ in turns]
    for i, draft in enumerate(drafts):
        shared: dict[int, int] = {}
        for span in draft.content:
            for t in range(max(0, bisect_right(starts, span.start_char) - 1), len(turns)):
                turn = turns[t].span
                if turn.start_char >= span.end_char:
                    break
                common = min(turn.end_char, span.end_char) - max(turn.start_char, span.start_char)
                if common > 0:
                    shared[t] = shared.get(t, 0) + common
        size = sum(map(len, draft.content))
        cue = _cue_span(document, draft)
        if 2 * sum(shared.values()) < size and not (shared and _all_quoted(quotes, draft)):
            continue
        for t, common in shared.items():
            if cue is None or not turns[t].span.covers(cue):
                out[t].append(_Claim(i, common, cue is not None, cue is None and common == size))
    return out
