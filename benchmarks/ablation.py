"""What each stage, rule and scorer is worth: ``python benchmarks/ablation.py --gold FILE [--names A B …]``.

Annotates once, then extracts again with each name switched off. A negative change means that the rule earns its place.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrib
from attrib.evaluate.attributions import FIGURES, AttributionScores, score_attributions
from attrib.evaluate.rows import Row, prediction_row, read_rows
from attrib.pipeline import SWITCHES


class Ready:
    """Hands out documents that were annotated before."""

    name = "ready"

    def __init__(self, documents: Sequence[attrib.Document]) -> None:
        self._by_text = {d.text: d for d in documents}

    def annotate(self, texts: Sequence[str]) -> Iterator[attrib.Document]:
        return (self._by_text[t] for t in texts)


def scores(gold: dict[str, Row], ready: Ready, disabled: Sequence[str], tagger: bool) -> AttributionScores:
    extractor = attrib.load("en", annotator=ready, disabled=disabled, tagger=tagger)
    pairs = ((row["text"], key) for key, row in gold.items())
    return score_attributions(
        gold, {k: prediction_row(k, r) for r, k in extractor.pipe(pairs, as_tuples=True)}
    )


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gold", type=Path, required=True, help="gold rows, JSON Lines")
    parser.add_argument(
        "--names", nargs="+", default=SWITCHES, choices=SWITCHES, metavar="NAME", help="what to switch off"
    )
    parser.add_argument("--rules-only", action="store_true", help="leave the span tagger out")
    args = parser.parse_args(argv)
    gold = read_rows(args.gold)
    ready = Ready(list(attrib.StanzaAnnotator().annotate(row["text"] for row in gold.values())))
    base = scores(gold, ready, (), not args.rules_only)
    print(f"{'':28s}" + "".join(f"{n:>15s}" for n in FIGURES))
    print(f"{'everything on':28s}" + "".join(f"{getattr(base, n).f1:15.3f}" for n in FIGURES), flush=True)
    for name in args.names:
        off = scores(gold, ready, (name,), not args.rules_only)
        changes = (getattr(off, n).f1 - getattr(base, n).f1 for n in FIGURES)
        print(f"{'without ' + name:28s}" + "".join(f"{c:+15.4f}" for c in changes), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
