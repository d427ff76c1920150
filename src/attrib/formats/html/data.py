"""What the page's script needs, as one block of JSON."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from math import isfinite
from typing import Any

from attrib.formats.html.labels import FACETS, KINDS, MEANINGS
from attrib.formats.html.marks import clean, plain
from attrib.formats.html.people import Person
from attrib.model import Attribution, Result
from attrib.spans import Span


def to_block(result: Result, persons: Sequence[Person]) -> str:
    r"""The attributions as JSON that cannot end its script element, with offsets in UTF-16 units, as scripts count them.

    Strings that repeat (rules, notes) stand once, in ``strings``. Passages are flat: start, end, start, end …

    >>> "<" in to_block(Result("</script>", meta={"x": "<!--"}), [])
    False
    """
    strings: dict[str, int] = {}

    def intern(text: str) -> int:
        return strings.setdefault(clean(text), len(strings))

    units = _units(result.text)
    places = {a.id: i for i, a in enumerate(result.attributions)}
    who: list[list[int]] = [[] for _ in result.attributions]
    for p, person in enumerate(persons):
        for i in person.attributions:
            who[i].append(p)
    rows = [
        _row(a, who[i], places.get(a.parent or ""), units, intern) for i, a in enumerate(result.attributions)
    ]
    data = {
        "attributions": rows,
        "people": [p.name for p in persons],
        "strings": list(strings),
        "facets": {key: heading for key, (heading, _) in FACETS.items()},
        "meanings": {value.value: words for value, words in MEANINGS.items()},
    }
    block = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    # "<" could end the element or open a comment in it; ">" and "&" are for readers that take the page for XML
    return block.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _row(
    a: Attribution,
    who: Sequence[int],
    parent: int | None,
    units: Callable[[Iterable[Span]], list[int]],
    intern: Callable[[str], int],
) -> dict[str, Any]:
    return {
        "id": plain(a.id),
        "people": who,
        "named": " and ".join(plain(s.name) for s in a.speakers),
        "kind": KINDS[a.speaker.kind] if a.speaker else "",
        "form": a.form.value,
        "act": a.stance.act.value,
        "polarity": a.stance.polarity.value,
        "certainty": a.stance.certainty.value,
        "endorsement": a.stance.endorsement.value,
        "parent": parent,
        "hypothetical": a.hypothetical,
        "confidence": _number(a.confidence, 4),
        "content": units(a.content.spans),
        "source": units(a.source.spans if a.source else ()),
        "cue": units(a.cue.passage.spans if a.cue else ()),
        "why": [
            [intern(e.part), intern(e.rule), units(e.spans), _number(e.score), _number(e.runner_up), intern(e.note)]
            for e in a.evidence
        ],
    }  # fmt: skip


def _number(value: float | None, digits: int = 2) -> float | None:
    """JSON knows no infinity."""
    return round(value, digits) if value is not None and isfinite(value) else None


def _units(text: str) -> Callable[[Iterable[Span]], list[int]]:
    """Spans in code points as a flat list of offsets in UTF-16 units."""
    # surrogates are replaced one by one, so only real characters beyond U+FFFF take two units
    astral = [i for i, c in enumerate(text) if c > "\uffff"] if not text.isascii() else []

    def flat(spans: Iterable[Span]) -> list[int]:
        ends = (at for s in spans for at in (s.start_char, s.end_char))
        return [at + bisect_left(astral, at) for at in ends] if astral else list(ends)

    return flat
