"""Measure accuracy against gold annotation.

GOLD is JSON Lines: id, text and attributions with source, cue and content as lists of [start, end] pairs in code points;
where they also hold speaker and stance, these are scored too.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import attrib
from attrib.cli.common import OK, add_settings, settings
from attrib.errors import InputError
from attrib.evaluate.attributions import score_attributions
from attrib.evaluate.rows import Row, prediction_row, read_rows
from attrib.evaluate.speakers import score_speakers

EPILOG = """\
examples:
  attrib evaluate gold.jsonl
  attrib evaluate gold.jsonl --predicted found.jsonl
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("gold", type=Path, metavar="GOLD", help="gold rows, JSON Lines")
    parser.add_argument(
        "--predicted", type=Path, metavar="FILE", help="score these rows instead of running attrib"
    )
    add_settings(parser)


def run(args: argparse.Namespace) -> int:
    """Print the figures."""
    gold = _rows(args.gold)
    predicted = _rows(args.predicted) if args.predicted else _predict(gold, args)
    print(score_attributions(gold, predicted).table())
    first: Row = next((a for row in gold.values() for a in row["attributions"]), {})
    if {"speaker", "speaker_kind", "stance"} <= first.keys():
        print(score_speakers(gold, predicted).table())
    return OK


def _rows(path: Path) -> dict[str, Row]:
    try:
        return read_rows(path)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{path}: {error}") from error


def _predict(gold: dict[str, Row], args: argparse.Namespace) -> dict[str, Row]:
    extractor = attrib.load("en", **settings(args))
    pairs = ((row["text"], key) for key, row in gold.items())
    return {key: prediction_row(key, result) for result, key in extractor.pipe(pairs, as_tuples=True)}
