"""Train the span tagger on texts that you have annotated.

CORPUS is JSON Lines as for "attrib evaluate", or a folder of brat files. Some documents are held out, and the figures on them
before and after are printed. Training goes on from the shipped weights; what it writes to --output is used with --tagger, or in
Python with attrib.load("en", tagger="FOLDER").
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from attrib.cli.common import OK, expanded
from attrib.errors import InputError, SettingsError
from attrib.evaluate.rows import Row
from attrib.inputs import read_items

if TYPE_CHECKING:
    from attrib.train.own import Plan

EPILOG = """\
examples:
  attrib train minutes.jsonl --output minutes-tagger
  attrib train minutes.jsonl --output minutes-tagger --keep news/
  attrib train brat-folder/ --output tagger --held-out test.jsonl --epochs 40
  attrib extract minutes.txt --tagger minutes-tagger

Texts given with --keep need no annotation. They are of the kind that the tagger must stay good at: without them it forgets some
of what it knew. Measure it, with "attrib evaluate".
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("corpus", type=Path, metavar="CORPUS", help="JSON Lines, or a folder of brat files")
    parser.add_argument(
        "--output", type=Path, required=True, metavar="FOLDER", help="where the tagger is written"
    )
    parser.add_argument(
        "--held-out", type=Path, metavar="CORPUS", help="documents to measure on (default: a share of CORPUS)"
    )
    parser.add_argument(
        "--share", type=float, default=0.25, metavar="P", help="share of CORPUS held out (default: 0.25)"
    )
    parser.add_argument("--start", type=Path, metavar="FOLDER", help="go on from this tagger")
    parser.add_argument("--fresh", action="store_true", help="begin from nothing; for large corpora")
    parser.add_argument(
        "--keep", nargs="+", default=[], metavar="INPUT", help="texts that it must stay good at"
    )
    parser.add_argument(
        "--epochs", type=int, metavar="N", help="times to go through CORPUS (default: 20; 60)"
    )
    parser.add_argument("--rate", type=float, metavar="R", help="learning rate (default: 5e-4; 2e-3)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of all that is random (default: 1)")


def run(args: argparse.Namespace) -> int:
    """Train, write and print the figures."""
    from attrib.train import own

    corpus = _read(args.corpus)
    if args.held_out:
        rows, held_out = corpus, _read(args.held_out)
    else:
        rows, held_out = own.split(corpus, args.share, args.seed)
    count = sum(len(row["attributions"]) for row in rows.values())
    print(f"{len(rows)} documents to learn from, {count} attributions", file=sys.stderr)
    report = own.train(
        rows,
        held_out,
        args.output,
        plan=_plan(args),
        start=args.start,
        fresh=args.fresh,
        keep=_texts(args.keep),
        progress=_tell,
    )
    print(report.table())
    return OK


def _plan(args: argparse.Namespace) -> Plan:
    from attrib.train import own

    usual = own.FRESH if args.fresh else own.TUNE
    epochs, rate = args.epochs or usual.epochs, args.rate or usual.rate
    if epochs < 1 or rate <= 0:
        raise SettingsError(f"--epochs must be at least 1 and --rate more than 0, not {epochs} and {rate}")
    return own.Plan(epochs=epochs, rate=rate, batch=usual.batch, seed=args.seed)


def _read(path: Path) -> dict[str, Row]:
    from attrib.train import own

    try:
        return own.read_corpus(path)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def _texts(names: list[str]) -> list[str]:
    texts = []
    for item in read_items(expanded(names)):
        if item.error is not None:
            raise InputError(f"{item.key}: {item.error}")
        texts.append(item.text)
    return texts


def _tell(number: int, loss: float) -> None:
    print(f"epoch {number}  loss {loss:.3f}", file=sys.stderr)
