"""What goes wrong, worst documents first: ``python benchmarks/errors.py --gold FILE [--pred FILE] [--worst N]``.

For each document, in text order: ``=`` found with the right source, ``~`` found but with other edges or another source,
``-`` missed, ``+`` found though the gold has none. Each line gives source | cue | content; a second line the prediction.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import frozen

import attrib
from attrib.evaluate.attributions import DETECTED
from attrib.evaluate.rows import (
    Row,
    align,
    content_letters,
    dice,
    letters,
    prediction_row,
    read_rows,
    top_level,
)

PARTS = ("source", "cue", "content")


@frozen
class Line:
    """A gold attribution, a predicted one, or both where they were put together."""

    gold: Row | None
    predicted: Row | None

    @property
    def start(self) -> int:
        row = self.gold or self.predicted
        assert row is not None
        return min(s for s, _ in row["content"])

    def mark(self, text: str) -> str:
        """``=``, ``~``, ``-`` or ``+``; see the module's description."""
        if self.gold is None:
            return "+"
        if self.predicted is None:
            return "-"
        same = content_letters(text, self.gold["content"]) == content_letters(text, self.predicted["content"])
        linked = dice(letters(text, self.gold["source"]), letters(text, self.predicted["source"])) >= DETECTED
        return "=" if same and linked else "~"

    def show(self, text: str) -> Iterator[str]:
        mark = self.mark(text)
        rows = [r for r in (self.gold, self.predicted) if r is not None]
        for row in rows[:1] if mark == "=" else rows:
            yield f"{mark} {' | '.join(words(text, row[p]) for p in PARTS)}"
            mark = " "


def words(text: str, spans: Sequence[Sequence[int]]) -> str:
    """The text of spans on one line."""
    return " … ".join(" ".join(text[a:b].split()) for a, b in spans) or "–"


def lines_of(gold: Row, predicted: Row | None) -> list[Line]:
    """Gold and predictions of a document put together, in text order."""
    text, golds, preds = gold["text"], gold["attributions"], top_level(predicted)
    matches = [
        m
        for m in align([content_letters(text, a["content"]) for a in golds],
                       [content_letters(text, a["content"]) for a in preds])
        if m.dice >= DETECTED
    ]  # fmt: skip
    out = [Line(golds[m.gold], preds[m.predicted]) for m in matches]
    left, right = {m.gold for m in matches}, {m.predicted for m in matches}
    out += [Line(g, None) for i, g in enumerate(golds) if i not in left]
    out += [Line(None, p) for i, p in enumerate(preds) if i not in right]
    return sorted(out, key=lambda x: x.start)


def predict(gold: dict[str, Row]) -> dict[str, Row]:
    pairs = ((row["text"], key) for key, row in gold.items())
    return {key: prediction_row(key, r) for r, key in attrib.load("en").pipe(pairs, as_tuples=True)}


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gold", type=Path, required=True, help="gold rows, JSON Lines")
    parser.add_argument("--pred", type=Path, help="predicted rows; the default extractor's where left out")
    parser.add_argument("--worst", type=int, default=10, help="how many documents to show (default: 10)")
    parser.add_argument("--only", default="=~-+", help="marks to show, as in --only=-+")
    args = parser.parse_args(argv)
    gold = read_rows(args.gold)
    predicted = read_rows(args.pred) if args.pred else predict(gold)
    ranked = []
    for key, row in gold.items():
        lines = lines_of(row, predicted.get(key))
        ranked.append((sum(x.mark(row["text"]) != "=" for x in lines), key, lines))
    for wrong, key, lines in sorted(ranked, key=lambda r: -r[0])[: args.worst]:
        print(f"== {key}: {wrong} of {len(lines)} not right")
        text = gold[key]["text"]
        print("\n".join(s for x in lines if x.mark(text) in args.only for s in x.show(text)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
