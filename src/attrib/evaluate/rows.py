"""The row form that gold and predictions share, and what every measure needs of it.

A row is ``{"id": ..., "text": ..., "attributions": [...]}``. An attribution holds ``source``, ``cue`` and
``content``, each a list of ``[start, end]`` in code points, and as far as known ``speaker`` (a list of
names), ``speaker_kind``, ``form``, ``stance`` (its four fields by name) and ``nested`` (true where it
stands inside the content of another).
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from attrib.errors import FormatError
from attrib.model import Attribution, Passage, Result

Row = Mapping[str, Any]
Pairs = Sequence[Sequence[int]]

_COMPLEMENTISER = re.compile(r"\A\W*+(that)\b", re.IGNORECASE)


def read_rows(path: str | Path) -> dict[str, Row]:
    """The rows of a JSON Lines file by id.

    Raises:
        FormatError: a line is not a JSON object with an ``id``.
    """
    rows: dict[str, Row] = {}
    with open(path, encoding="utf8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                rows[row["id"]] = row
            except (ValueError, KeyError, TypeError) as error:
                raise FormatError(
                    f"{path}, line {number}: not a JSON object with an id ({error!r})"
                ) from error
    return rows


def prediction_row(id: str, result: Result) -> dict[str, Any]:
    """A result as a row of predictions, text left out."""
    return {"id": id, "attributions": [_prediction(a) for a in result.attributions]}


def _prediction(a: Attribution) -> dict[str, Any]:
    return {
        "id": a.id,
        "source": _pairs(a.source),
        "cue": _pairs(a.cue.passage if a.cue else None),
        "content": _pairs(a.content),
        "form": a.form.value,
        "speaker": [s.name for s in a.speakers],
        "speaker_kind": a.speakers[0].kind.value if a.speakers else "IMPLICIT",
        "stance": {
            "act": a.stance.act.value,
            "polarity": a.stance.polarity.value,
            "certainty": a.stance.certainty.value,
            "endorsement": a.stance.endorsement.value,
        },
        "mentions": _mentions(a),
        "nested": a.parent is not None,
        "confidence": a.confidence,
    }


def _mentions(a: Attribution) -> list[list[int]]:
    """Where else the text refers to the first speaker: fiction is scored by them, names being rare."""
    entity = a.speakers[0].entity if a.speakers else None
    return [[m.span.start_char, m.span.end_char] for m in entity.mentions] if entity else []


def _pairs(passage: Passage | None) -> list[list[int]]:
    return [[s.start_char, s.end_char] for s in passage.spans] if passage else []


def top_level(row: Row | None) -> list[Row]:
    """A row's predictions with a content, nested ones left out: what flat gold can be compared with."""
    attributions = row["attributions"] if row else ()
    return [a for a in attributions if a.get("content") and not a.get("nested")]


def letters(text: str, spans: Pairs | None) -> set[int]:
    """Offsets of the letters and digits in spans: marks and spaces cost nothing.

    >>> sorted(letters("“No,” he", [[0, 5]]))
    [1, 2]
    """
    return {i for start, end in spans or () for i in range(start, end) if text[i].isalnum()}


def content_letters(text: str, spans: Pairs) -> set[int]:
    """``letters`` of a content, without the complementiser "that" at its start.

    >>> sorted(content_letters("that it is", [[0, 10]]))
    [5, 6, 8, 9]
    """
    found = letters(text, spans)
    if spans:
        start = min(s[0] for s in spans)
        if that := _COMPLEMENTISER.match(text[start : start + 12]):
            found.difference_update(range(start + that.start(1), start + that.end(1)))
    return found


def dice(a: Collection[int], b: set[int]) -> float:
    """Overlap of two sets: twice what they share over what they hold; 1 where both are empty."""
    total = len(a) + len(b)
    return 2 * len(b.intersection(a)) / total if total else 1.0


@frozen
class Match:
    """A gold and a predicted content that were put together."""

    gold: int
    """Index of the gold attribution."""
    predicted: int
    """Index of the predicted one."""
    dice: float
    """How far their contents overlap."""


def align(gold: Sequence[set[int]], predicted: Sequence[set[int]]) -> Iterator[Match]:
    """Put contents together one to one, best overlap first; then the nearest in order, then the last."""
    pairs = sorted(
        (
            (dice(g, p), -abs(i - j), i, j)
            for i, g in enumerate(gold)
            for j, p in enumerate(predicted)
            if g & p
        ),
        reverse=True,
    )
    gold_left, predicted_left = set(range(len(gold))), set(range(len(predicted)))
    for overlap, _, i, j in pairs:
        if i in gold_left and j in predicted_left:
            gold_left.remove(i)
            predicted_left.remove(j)
            yield Match(i, j, overlap)


@frozen
class PRF:
    """Precision, recall and their harmonic mean."""

    p: float
    r: float
    f1: float

    @classmethod
    def of(cls, hits: float, predicted: int, gold: int) -> PRF:
        """From counts; 0 where there is nothing to divide by.

        >>> PRF.of(1, 2, 4)
        PRF(p=0.5, r=0.25, f1=0.3333333333333333)
        """
        p = hits / predicted if predicted else 0.0
        r = hits / gold if gold else 0.0
        return cls(p, r, 2 * p * r / (p + r) if p + r else 0.0)


def share(hits: float, total: int) -> float:
    """``hits / total``, 0 where there is nothing."""
    return hits / total if total else 0.0


def macro_f1(pairs: Iterable[tuple[Any, Any]]) -> float:
    """Mean F1 over the labels that stand in the gold; ``pairs`` are (gold, predicted).

    >>> macro_f1([("a", "a"), ("a", "b"), ("b", "b")])
    0.6666666666666666
    """
    pairs = list(pairs)
    scores = []
    for label in sorted({g for g, _ in pairs}, key=str):
        hits = sum(g == p == label for g, p in pairs)
        scores.append(2 * hits / sum((g == label) + (p == label) for g, p in pairs))
    return share(sum(scores), len(scores))
