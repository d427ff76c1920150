"""Which attribution stands inside the content of which."""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence

from attrib.candidates import Draft
from attrib.spans import Span


def anchor(draft: Draft, cue_start: int | None) -> int:
    """The code point that decides where a draft stands: its cue's start, else its content's."""
    return draft.content[0].start_char if cue_start is None else cue_start


def nest(drafts: Sequence[Draft], cues: Sequence[Span | None]) -> tuple[int | None, ...]:
    """For each draft the number of its parent: the narrowest other draft whose content holds its cue and its content.

    ``cues`` are the drafts' cue spans. Runs over the contents' spans in text order with a stack of those still open, so the
    time is linear but for the sort.
    """
    events = sorted(
        [(s.start_char, -s.end_char, 0, i) for i, d in enumerate(drafts) for s in d.content]
        + [
            (anchor(d, c.start_char if c else None), 0, 1, i)
            for i, (d, c) in enumerate(zip(drafts, cues, strict=True))
        ]
    )
    parents: list[int | None] = [None] * len(drafts)
    stack: list[tuple[int, int]] = []
    for start, negative_end, is_anchor, i in events:
        while stack and stack[-1][0] <= start:
            stack.pop()
        if is_anchor:
            parents[i] = next(
                (j for end, j in reversed(stack) if _holds(drafts[j], end, drafts[i], i, j)), None
            )
        else:
            insort(stack, (-negative_end, i), key=lambda x: (-x[0], -x[1]))
    return tuple(parents)


def _holds(outer: Draft, end: int, inner: Draft, i: int, j: int) -> bool:
    if i == j:
        return False
    size = sum(len(s) for s in inner.content)
    return inner.content[-1].end_char <= end and size < sum(len(s) for s in outer.content)
