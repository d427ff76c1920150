"""Direct speech and its speakers in running text whose quotes and coreference are annotated, as LitBank has
them.

Gold rows hold ``quotes`` (``span`` with its marks, ``speaker`` as the id of an entity) and ``entities`` (by
id: ``names`` and ``mentions`` as [start, end, kind]).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

import regex
from attrs import asdict, define, field, frozen

from attrib.evaluate.attributions import DETECTED
from attrib.evaluate.rows import Row, share
from attrib.evaluate.speakers import same_name

_BLANK = regex.compile(r"\n\s*\n")


@frozen
class FictionScores:
    """Coverage of quotes and accuracy of speakers."""

    quotes: int
    characters: int
    """Of the gold quotes, marks and spaces too."""
    coverage: float
    """Share of those inside contents of DIRECT attributions."""
    found: int
    """Quotes of which a DIRECT content holds at least half."""
    speaker_accuracy: float
    """Share of the found with the right speaker: by name, or by most mentions of the predicted entity."""
    named: int
    """Found quotes whose gold speaker has a name."""
    speaker_accuracy_named: float
    """Share of those where the predicted name is one of the gold speaker's."""
    beside: int
    """Found quotes in whose paragraph, outside the quotes, the speaker is mentioned by name."""
    speaker_accuracy_beside: float
    """Share of those with the right speaker."""

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts and numbers."""
        return asdict(self)

    def table(self) -> str:
        """The figures as lines of text."""
        return (
            f"{self.quotes} quotes, {self.characters} characters, {self.coverage:.3f} in direct contents\n"
            f"{self.found} quotes found, speaker right {self.speaker_accuracy:.3f}\n"
            f"{self.named} of them by a named speaker, named right {self.speaker_accuracy_named:.3f}\n"
            f"{self.beside} of them with the name in the same paragraph, speaker right {self.speaker_accuracy_beside:.3f}"
        )


@define
class _Tally:
    quotes: int = 0
    characters: int = 0
    covered: int = 0
    right: list[bool] = field(factory=list)
    named_right: list[bool] = field(factory=list)
    beside_right: list[bool] = field(factory=list)

    def add(self, gold: Row, predicted: Row | None) -> None:
        """Count one book."""
        direct = [a for a in (predicted["attributions"] if predicted else ()) if a.get("form") == "DIRECT"]
        inside = {i for a in direct for start, end in a["content"] for i in range(start, end)}
        named = _named_beside(gold)
        for number, quote in enumerate(gold["quotes"]):
            start, end = quote["span"]
            self.quotes += 1
            self.characters += end - start
            self.covered += sum(i in inside for i in range(start, end))
            best = max(direct, key=lambda a: _inside(a["content"], start, end), default=None)
            if best is not None and _inside(best["content"], start, end) >= DETECTED * (end - start):
                self._found(gold["entities"][quote["speaker"]], best, number in named)

    def _found(self, entity: Row, attribution: Row, beside: bool) -> None:
        by_name = any(same_name(g, p) for g in entity["names"] for p in attribution["speaker"])
        right = by_name or same_entity(entity["mentions"], attribution.get("mentions") or ())
        self.right.append(right)
        if entity["names"]:
            self.named_right.append(by_name)
        if beside:
            self.beside_right.append(right)


def _named_beside(gold: Row) -> set[int]:
    """Numbers of the quotes whose speaker has a name in the same paragraph that is in no quote."""
    breaks = [m.end() for m in _BLANK.finditer(gold["text"])]
    quoted = [quote["span"] for quote in gold["quotes"]]

    def places(entity: Row) -> set[int]:
        names = [m for m in entity["mentions"] if m[2] == "PROP"]
        outside = [m for m in names if not any(a <= m[0] and m[1] <= b for a, b in quoted)]
        return {bisect_right(breaks, m[0]) for m in outside}

    known = {key: places(gold["entities"][key]) for key in {q["speaker"] for q in gold["quotes"]}}
    return {
        i for i, q in enumerate(gold["quotes"]) if bisect_right(breaks, q["span"][0]) in known[q["speaker"]]
    }


def _inside(spans: Sequence[Sequence[int]], start: int, end: int) -> int:
    return sum(max(0, min(e, end) - max(s, start)) for s, e in spans)


def same_entity(gold: Sequence[Sequence[Any]], predicted: Sequence[Sequence[int]]) -> bool:
    """Whether most predicted mentions share their first or last character with a gold one.

    Sharing an end is asked instead of both, since annotations differ in what a noun phrase takes along.

    >>> same_entity([[0, 9, "PROP"], [20, 22, "PRON"]], [[4, 9], [20, 22], [30, 31]])
    True
    """
    starts, ends = {g[0] for g in gold}, {g[1] for g in gold}
    return 2 * sum(p[0] in starts or p[1] in ends for p in predicted) > len(predicted)


def score_fiction(gold: Mapping[str, Row], predicted: Mapping[str, Row]) -> FictionScores:
    """Score predicted rows (with ``form``, ``speaker``, ``mentions``) against books with quotes, by id."""
    tally = _Tally()
    for key, row in gold.items():
        tally.add(row, predicted.get(key))
    return FictionScores(
        quotes=tally.quotes,
        characters=tally.characters,
        coverage=share(tally.covered, tally.characters),
        found=len(tally.right),
        speaker_accuracy=share(sum(tally.right), len(tally.right)),
        named=len(tally.named_right),
        speaker_accuracy_named=share(sum(tally.named_right), len(tally.named_right)),
        beside=len(tally.beside_right),
        speaker_accuracy_beside=share(sum(tally.beside_right), len(tally.beside_right)),
    )
