"""What must hold of any result, whatever the text: nothing outside it, nothing dangling, nothing lost on the way out."""

from __future__ import annotations

import json
from collections.abc import Iterator

from attrib.errors import FormatError
from attrib.model import Attribution, Passage, Result


def problems(result: Result) -> list[str]:
    """All that is wrong with a result, in words; an empty list where everything holds.

    Every span lies inside the text and every piece of wording equals its slice, parents exist and form no ring, each
    attribution has either speakers or a reason why not, and JSON gives an equal result back.

    >>> problems(Result("No."))
    []
    """
    found = [*_round_trip(result)]
    parents = {a.id: a.parent for a in result.attributions}
    for a in result.attributions:
        found += _attribution(result.text, a)
        seen, at = {a.id}, a.parent
        while at is not None and at not in seen:
            seen.add(at)
            at = parents.get(at)
        if at is not None:
            found.append(f"{a.id}: its parents form a ring")
    return found


def _round_trip(result: Result) -> Iterator[str]:
    """What the reader of the format objects to (offsets, order, ids), or that it reads something else."""
    try:
        line = result.to_json()
        back = Result.from_dict(json.loads(line))
        if back != result or back.to_json() != line:
            yield "JSON gives another result back"
    except FormatError as error:
        yield str(error)


def _attribution(text: str, a: Attribution) -> Iterator[str]:
    parts = (a.content, a.source, a.cue.passage if a.cue else None)
    mentions = (m for s in a.speakers if s.entity for m in s.entity.mentions)
    for passage in (*parts, *(Passage((m.span,), m.text) for m in mentions)):
        if passage is not None and passage != Passage.of(text, passage.spans):
            yield f"{a.id}: {passage.text!r} is not the text at {passage.spans}"
        if passage is not None and not all(map(len, passage.spans)):
            yield f"{a.id}: an empty span in {passage.spans}"
    if bool(a.speakers) == (a.unresolved is not None):
        yield f"{a.id}: {len(a.speakers)} speakers, but unresolved is {a.unresolved}"
