"""Accuracy over gold annotation in JSON Lines: ``python benchmarks/accuracy.py --gold FILE --kind KIND``.

Kinds, by what the gold holds:
  spans    source, cue and content (PolNeAR): detection, strict, linked; with --instances also exact match
  stance   resolved speakers and stance
  seed     both of the above
  gum      attribution relations (satellite, content, polarity, speaker)
  litbank  quotes and entities of fiction

Without --pred the extractor runs over the gold's texts; with it, ready predictions are scored.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrib
from attrib.evaluate.attributions import score_attributions
from attrib.evaluate.exact import read_instances, score_exact
from attrib.evaluate.fiction import score_fiction
from attrib.evaluate.rows import Row, prediction_row, read_rows
from attrib.evaluate.speakers import score_relations, score_speakers

KINDS = ("spans", "stance", "seed", "gum", "litbank")


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gold", type=Path, required=True, help="gold rows, JSON Lines")
    parser.add_argument("--kind", choices=KINDS, default="spans", help="what the gold holds (default: spans)")
    parser.add_argument(
        "--instances", type=Path, help="CofeNet's instances of the same documents, for exact match"
    )
    parser.add_argument("--pred", type=Path, help="score these predictions instead of running the extractor")
    parser.add_argument("--json", type=Path, help="write the figures here as JSON")
    parser.add_argument("--save-pred", type=Path, help="write the predictions here as JSON Lines")
    parser.add_argument("--rules-only", action="store_true", help="leave the span tagger out")
    parser.add_argument(
        "--disable", action="append", default=[], metavar="NAME", help="switch a stage or rule off"
    )
    parser.add_argument("--min-confidence", type=float, default=0.0, help="leave out what is less sure")
    parser.add_argument(
        "--parses", type=Path, help="read parses from this CoNLL-U file (# newdoc id) instead"
    )
    parser.add_argument(
        "--curve", action="store_true", help="also precision and recall at each min_confidence"
    )
    parser.add_argument("--limit", type=int, help="only the first N documents")
    return parser.parse_args(argv)


def predict(gold: dict[str, Row], args: argparse.Namespace) -> dict[str, Row]:
    """Run the extractor over the gold's texts and say how fast it was."""
    options: dict[str, Any] = {"tagger": not args.rules_only, "disabled": args.disable}
    if args.parses:
        options["annotator"] = Parses(args.parses, gold)
    extractor = attrib.load("en", min_confidence=args.min_confidence, **options)
    if not args.parses:
        extractor("Warm up, he said.")  # loads the models, which is not part of the speed
    start = time.perf_counter()
    pairs = ((row["text"], key) for key, row in gold.items())
    found = {key: prediction_row(key, r) for r, key in extractor.pipe(pairs, batch_size=16, as_tuples=True)}
    seconds = time.perf_counter() - start
    words = sum(len(row["text"].split()) for row in gold.values())
    print(
        f"{len(gold)} documents, {words} words in {seconds:.1f} s: {words / seconds:.0f} words/s",
        file=sys.stderr,
    )
    return found


class Parses:
    """Looks parses up in one CoNLL-U file, so that stages can be measured without the engine."""

    name = "parses"

    def __init__(self, path: Path, gold: dict[str, Row]) -> None:
        blocks: dict[str, list[str]] = {}
        block: list[str] = []
        with open(path, encoding="utf8") as lines:
            for line in lines:
                if line.startswith("# newdoc id"):
                    block = blocks.setdefault(line.split("=", 1)[1].strip(), [])
                else:
                    block.append(line)
        self._by_text = {row["text"]: blocks[key] for key, row in gold.items() if key in blocks}

    def annotate(self, texts: Sequence[str]) -> Iterator[attrib.Document]:
        for text in texts:
            yield attrib.read_conllu(text, self._by_text[text])


def figures(args: argparse.Namespace, gold: dict[str, Row], predicted: dict[str, Row]) -> dict[str, Any]:
    """The scores that fit the kind of gold, by name."""
    scores: dict[str, Any] = {}
    if args.kind in ("spans", "seed"):
        scores["attributions"] = score_attributions(gold, predicted)
    if args.instances:
        instances = (i for i in read_instances(args.instances) if i["doc"] in gold)
        scores["exact"] = score_exact(instances, predicted)
    if args.kind in ("stance", "seed"):
        scores["speakers"] = score_speakers(gold, predicted)
    if args.kind == "gum":
        scores["relations"] = score_relations(gold, predicted)
    if args.kind == "litbank":
        scores["fiction"] = score_fiction(gold, predicted)
    return scores


def at_least(rows: dict[str, Row], confidence: float) -> dict[str, Row]:
    """Predictions that are at least so sure."""
    return {
        key: {**row, "attributions": [a for a in row["attributions"] if a["confidence"] >= confidence]}
        for key, row in rows.items()
    }


def print_curve(gold: dict[str, Row], predicted: dict[str, Row]) -> None:
    print("== min_confidence   detect P      R     F1   linked P      R     F1")
    for tenth in range(10):
        score = score_attributions(gold, at_least(predicted, tenth / 10))
        d, x = score.detect, score.linked
        print(f"{tenth / 10:17.1f} {d.p:10.3f}  {d.r:.3f}  {d.f1:.3f} {x.p:10.3f}  {x.r:.3f}  {x.f1:.3f}")


def main(argv: Sequence[str] | None = None) -> int:
    args = arguments(argv)
    gold = read_rows(args.gold)
    if args.limit is not None:
        gold = dict(list(gold.items())[: args.limit])
    predicted = read_rows(args.pred) if args.pred else predict(gold, args)
    if args.save_pred:
        lines = (json.dumps(row, ensure_ascii=False) for row in predicted.values())
        args.save_pred.write_text("\n".join(lines) + "\n", encoding="utf8")
    scores = figures(args, gold, predicted)
    for name, score in scores.items():
        print(f"== {name}\n{score.table()}")
    if args.curve:
        print_curve(gold, predicted)
    if args.json:
        data = {name: score.to_dict() for name, score in scores.items()}
        args.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
