"""Measure accuracy against gold annotation.

GOLD is JSON Lines: id, text and attributions with source, cue and content as lists of [start, end] pairs in code points. Or it
is a folder of brat's .txt and .ann files, as "attrib extract --format brat" writes them, or with events or relations of your own
between Cue, Source and Content. Where speaker and stance are annotated, these are scored too. Attributions that stand inside
another's content are left out on both sides.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

import attrib
from attrib.cli.common import OK, add_settings, completes, settings
from attrib.errors import AttribError, InputError
from attrib.evaluate.attributions import score_attributions
from attrib.evaluate.rows import Row, prediction_row, read_rows
from attrib.evaluate.speakers import score_speakers
from attrib.formats.brat import read_brat_folder
from attrib.model import Result

EPILOG = """\
examples:
  attrib evaluate gold.jsonl
  attrib evaluate gold.jsonl --predicted found.jsonl
  attrib evaluate corrected/
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    completes(
        parser.add_argument("gold", type=Path, metavar="GOLD", help="JSON Lines, or a folder of brat files")
    )
    completes(
        parser.add_argument(
            "--predicted", type=Path, metavar="FILE", help="score these rows instead of running attrib"
        )
    )
    add_settings(parser)


def run(args: argparse.Namespace) -> int:
    """Print the figures."""
    gold = _rows(args.gold, ("text", "attributions"))
    predicted = _rows(args.predicted, ("attributions",)) if args.predicted else _predict(gold, args)
    print(score_attributions(gold, predicted).table())
    first: Row = next((a for row in gold.values() for a in row["attributions"]), {})
    if {"speaker", "speaker_kind", "stance"} <= first.keys():
        print(score_speakers(gold, predicted).table())
    return OK


def _rows(path: Path, fields: Iterable[str]) -> dict[str, Row]:
    try:
        if path.is_dir():
            return {name: _gold(name, result) for name, result in read_brat_folder(path)}
        rows = read_rows(path)
    except AttribError:
        raise
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    for key, row in rows.items():
        for field in fields:
            if field not in row:
                raise InputError(f"{path}: the row {key!r} has no {field!r}; there is: {', '.join(row)}")
    return rows


def _gold(name: str, result: Result) -> Row:
    """A row that claims no more than was annotated, and nothing nested, as predictions are scored."""
    row = prediction_row(name, result)
    row["attributions"] = [a for a in row["attributions"] if not a["nested"]]
    if not {"speaker", "stance"} <= set(result.meta["annotated"]):
        for a in row["attributions"]:
            del a["speaker"], a["speaker_kind"], a["stance"]
    return {**row, "text": result.text}


def _predict(gold: dict[str, Row], args: argparse.Namespace) -> dict[str, Row]:
    extractor = attrib.load("en", **settings(args))
    pairs = ((row["text"], key) for key, row in gold.items())
    return {key: prediction_row(key, result) for result, key in extractor.pipe(pairs, as_tuples=True)}
