"""Fit the weights behind confidences on gold articles that the tagger has not seen.

``python -m attrib.train confidence --gold dev.jsonl --out confidence.tsv``

The weights of what only rules propose come from a run of the rules alone, since beside the tagger they have little left to
find. The printed figures are from five-fold
cross-validation over documents; the weights written are fitted on all of them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from attrib.evaluate.attributions import DETECTED
from attrib.evaluate.rows import Row, align, content_letters, dice, letters, read_rows
from attrib.pipeline import Extractor, load
from attrib.spans import Span
from attrib.stages.confidence import features
from attrib.stages.nesting import nest

FOLDS = 5
BINS = 10
DECAY = 1e-3
Floats = NDArray[np.float64]


@frozen
class Example:
    """A draft's features and whether it was right."""

    document: int
    values: Mapping[str, float]
    right: bool


def examples(gold: Mapping[str, Row], extractor: Extractor) -> Iterator[Example]:
    """Every draft that does not stand in another, with whether it agrees with the gold (Dice 0.5): its content, and its source if
    it has one.
    """
    documents = extractor.annotator.annotate([row["text"] for row in gold.values()])
    for number, (row, document) in enumerate(zip(gold.values(), documents, strict=True)):
        drafts = extractor.drafts(document)
        cues = [document.span(d.cue.tokens[0], d.cue.tokens[-1] + 1) if d.cue else None for d in drafts]
        top = [d for d, parent in zip(drafts, nest(drafts, cues), strict=True) if parent is None]
        text, golds = row["text"], row["attributions"]
        found = [content_letters(text, pairs(d.content)) for d in top]
        matched = {m.predicted: m for m in align([content_letters(text, g["content"]) for g in golds], found)}
        for i, draft in enumerate(top):
            m = matched.get(i)
            right = (
                m is not None
                and m.dice >= DETECTED
                and _same_source(text, golds[m.gold], pairs(draft.source))
            )
            yield Example(number, features(draft), right)


def pairs(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Spans as the rows hold them."""
    return [(s.start_char, s.end_char) for s in spans]


def _same_source(text: str, gold: Row, source: list[tuple[int, int]]) -> bool:
    """Whether the source is the gold's. None claims nothing, so it cannot be wrong."""
    return not source or dice(letters(text, gold["source"]), letters(text, source)) >= DETECTED


def matrix(data: Sequence[Example], names: Sequence[str]) -> tuple[Floats, Floats]:
    """Features (examples, names) and outcomes."""
    x = np.array([[e.values.get(n, 0.0) for n in names] for e in data])
    return x, np.array([float(e.right) for e in data])


def fit(x: Floats, y: Floats, rounds: int = 50) -> Floats:
    """Logistic regression by Newton's method, with a little ridge."""
    weights = np.zeros(x.shape[1])
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (p - y) + DECAY * len(y) * weights
        curvature = (x * (p * (1 - p))[:, None]).T @ x + DECAY * len(y) * np.eye(x.shape[1])
        step = np.linalg.solve(curvature, gradient)
        weights = weights - step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def cross_validated(data: Sequence[Example], names: Sequence[str]) -> tuple[Floats, Floats]:
    """Confidence of each example from weights fitted on other documents, and the outcomes."""
    x, y = matrix(data, names)
    fold = np.array([e.document % FOLDS for e in data])
    p = np.zeros(len(y))
    for k in range(FOLDS):
        p[fold == k] = 1 / (1 + np.exp(-x[fold == k] @ fit(x[fold != k], y[fold != k])))
    return p, y


def reliability(p: Floats, y: Floats) -> tuple[list[tuple[int, float, float]], float]:
    """(count, mean confidence, share right) of each tenth, and the expected calibration error."""
    place = np.minimum((p * BINS).astype(int), BINS - 1)
    rows = [(int((place == b).sum()), float(p[place == b].mean()), float(y[place == b].mean()))
            for b in range(BINS) if (place == b).any()]  # fmt: skip
    return rows, sum(n * abs(mean - share) for n, mean, share in rows) / len(y)


def report(title: str, p: Floats, y: Floats) -> None:
    """Print the table of a way of working."""
    rows, error = reliability(p, y)
    print(f"{title}: {len(y)} attributions, expected calibration error {error:.3f}")
    for n, mean, share in rows:
        print(f"  {n:5d}  confidence {mean:.2f}  right {share:.2f}")


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point of ``python -m attrib.train confidence``."""
    parser = argparse.ArgumentParser(prog="attrib.train confidence", description=__doc__)
    parser.add_argument("--gold", type=Path, required=True, help="gold articles that the tagger has not seen")
    parser.add_argument("--out", type=Path, required=True, help="confidence.tsv")
    args = parser.parse_args(argv)
    gold = read_rows(args.gold)
    lines = [
        f"# Source: logistic regression of attrib.train confidence over {len(gold)} gold articles; Apache-2.0 like the package.",
        "# Columns: feature	weight (log odds)",
    ]
    for title, tagger in (("tagger", True), ("rules alone", False)):
        data = [e for e in examples(gold, load("en", tagger=tagger)) if tagger == ("tagger" in e.values)]
        names = sorted({n for e in data for n in e.values if tagger == n.startswith("tagger")})
        report(title, *cross_validated(data, names))
        lines += [f"{n}\t{w:.4f}" for n, w in zip(names, fit(*matrix(data, names)), strict=True)]
    args.out.write_text("\n".join(lines) + "\n", encoding="utf8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
