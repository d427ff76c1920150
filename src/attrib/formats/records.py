"""Results as flat rows, one an attribution, for pandas, polars or a CSV writer."""

from __future__ import annotations

from typing import Any

from attrib.model import Attribution, Passage, Result

COLUMNS = (
    "id", "form", "speaker", "speaker_kind", "speakers", "entity", "unresolved",
    "source", "cue", "cue_lemma", "content", "start_char", "end_char", "cue_start", "cue_end",
    "source_start", "source_end",
    "act", "polarity", "certainty", "endorsement", "parent", "hypothetical", "confidence",
)  # fmt: skip
"""The keys of every row, in order."""


def to_records(result: Result) -> list[dict[str, Any]]:
    """One flat dict an attribution, each with the same keys (``COLUMNS``).

    Values are strings, numbers, booleans and ``None``.
    ``speaker`` is the first speaker's name, ``speakers`` all names joined by ``"; "``. ``start_char`` and
    ``end_char`` are the outer offsets of the content; its words may leave out a stretch between them.
    """
    return [_record(a) for a in result.attributions]


def _record(a: Attribution) -> dict[str, Any]:
    first = a.speaker
    cue = a.cue.passage if a.cue else None
    values = (
        a.id,
        a.form.value,
        first.name if first else None,
        first.kind.value if first else None,
        "; ".join(s.name for s in a.speakers) or None,
        first.entity.id if first and first.entity else None,
        a.unresolved.value if a.unresolved else None,
        a.source.text if a.source else None,
        a.cue.text if a.cue else None,
        a.cue.lemma if a.cue else None,
        a.content.text,
        a.content.start_char,
        a.content.end_char,
        *_ends(cue),
        *_ends(a.source),
        a.stance.act.value,
        a.stance.polarity.value,
        a.stance.certainty.value,
        a.stance.endorsement.value,
        a.parent,
        a.hypothetical,
        a.confidence,
    )
    return dict(zip(COLUMNS, values, strict=True))


def _ends(passage: Passage | None) -> tuple[int | None, int | None]:
    return (passage.start_char, passage.end_char) if passage else (None, None)
