"""Exact match of source, cue and content spans within text instances, as CofeNet reports on PolNeAR.

CofeNet (Wang and others 2022) cuts articles into instances of some sentences with one BIO label a token. A
predicted span counts in an instance as the run of instance tokens that it overlaps; it is right when a gold
run has the same tokens and the same role. Nested predictions are left out.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import asdict, define, field, frozen

from attrib.evaluate.rows import PRF, Row, share

ROLES = ("source", "cue", "content")
Run = tuple[int, int]
"""Half-open range of an instance's tokens."""


def runs(labels: Sequence[str]) -> dict[str, set[Run]]:
    """The runs that BIO labels spell, by role; a stray ``I-`` opens a run.

    >>> runs(["B-source", "O", "I-cue", "I-cue"])["cue"]
    {(2, 4)}
    """
    found: dict[str, set[Run]] = {role: set() for role in ROLES}
    start, role = 0, ""
    for i, label in enumerate([*labels, "O"]):
        prefix, _, name = label.partition("-")
        if role and (prefix != "I" or name != role):
            found[role].add((start, i))
            role = ""
        if name and not role:
            start, role = i, name
    return found


def project(tokens: Sequence[Sequence[int]], attributions: Iterable[Row]) -> dict[str, set[Run]]:
    """The runs of an instance's tokens that predicted spans overlap, by role."""
    starts, ends = [t[0] for t in tokens], [t[1] for t in tokens]
    found: dict[str, set[Run]] = {role: set() for role in ROLES}
    for attribution in attributions:
        if attribution.get("nested"):
            continue
        for role in ROLES:
            for start, end in attribution.get(role) or ():
                run = bisect_right(ends, start), bisect_left(starts, end)
                if run[0] < run[1]:
                    found[role].add(run)
    return found


def _jaccard(a: Run, b: Run) -> float:
    shared = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return shared / (a[1] - a[0] + b[1] - b[0] - shared)


@frozen
class RoleScores:
    """Figures for one role."""

    p: float
    r: float
    em_f1: float
    """F1 of exact matches."""
    jaccard: float
    """Mean over gold runs of the best overlap; a predicted run that touches no gold one adds a zero."""
    gold: int
    """How many runs the gold has."""


@frozen
class ExactScores:
    """Figures by role."""

    source: RoleScores
    cue: RoleScores
    content: RoleScores

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts and numbers."""
        return asdict(self)

    def table(self) -> str:
        """The figures as lines of text."""
        lines = []
        for role in ROLES:
            s: RoleScores = getattr(self, role)
            exact = f"EM P {s.p:.3f} R {s.r:.3f} F1 {s.em_f1:.3f}"
            lines.append(f"{role:8s} {exact}  Jaccard {s.jaccard:.3f}  gold {s.gold}")
        return "\n".join(lines)


@define
class _Tally:
    hits: int = 0
    predicted: int = 0
    gold: int = 0
    overlaps: list[float] = field(factory=list)

    def add(self, gold: set[Run], predicted: set[Run]) -> None:
        self.hits += len(gold & predicted)
        self.predicted += len(predicted)
        self.gold += len(gold)
        self.overlaps.extend(max((_jaccard(g, p) for p in predicted), default=0.0) for g in sorted(gold))
        self.overlaps.extend(0.0 for p in predicted if not any(_jaccard(g, p) for g in gold))

    def scores(self) -> RoleScores:
        prf = PRF.of(self.hits, self.predicted, self.gold)
        return RoleScores(prf.p, prf.r, prf.f1, share(sum(self.overlaps), len(self.overlaps)), self.gold)


def read_instances(path: str | Path) -> Iterator[Row]:
    """The instances of a JSON Lines file: ``doc``, ``tokens`` as [start, end] and ``labels``."""
    with open(path, encoding="utf8") as lines:
        yield from map(json.loads, lines)


def score_exact(instances: Iterable[Row], predicted: Mapping[str, Row]) -> ExactScores:
    """Score predicted rows (by document id) against labelled instances."""
    tallies = {role: _Tally() for role in ROLES}
    for instance in instances:
        row = predicted.get(instance["doc"])
        gold = runs(instance["labels"])
        found = project(instance["tokens"], row["attributions"] if row else ())
        for role in ROLES:
            tallies[role].add(gold[role], found[role])
    return ExactScores(*(tallies[role].scores() for role in ROLES))
