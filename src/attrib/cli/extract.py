"""Find the attributions of texts.

Inputs are UTF-8 text files, folders (their .txt, .jsonl and .ndjson files), patterns, "-" for standard input, and JSON Lines
files with a text in each row. Offsets count Unicode code points; a byte order mark is not part of the text.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from attrs import evolve

from attrib import batch
from attrib.cli.common import FAILED, OK, add_settings, complain, expanded, prepare, settings
from attrib.cli.progress import Progress
from attrib.errors import SettingsError
from attrib.formats.records import COLUMNS
from attrib.formats.table import to_table
from attrib.inputs import Item, read_items
from attrib.model import Result

EPILOG = """\
examples:
  attrib extract article.txt
  attrib extract news/ --format csv > attributions.csv
  attrib extract archive.jsonl --text-field body --output found.jsonl --processes 2
  attrib extract archive.jsonl --text-field body --output found.jsonl --resume

--output writes one result a line (jsonl) and lists what failed in a file beside it (found.failed.jsonl). A run that was
stopped, by whatever, goes on with --resume where it ended.
"""

Pairs = Iterator[tuple[Item, Result]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument(
        "inputs", nargs="+", metavar="INPUT", help="files, folders, patterns; - is standard input"
    )
    parser.add_argument("--format", choices=tuple(PRINTERS), help="what to print (default: table)")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="write JSON Lines to FILE instead of printing"
    )
    parser.add_argument("--resume", action="store_true", help="go on with an output that is there")
    parser.add_argument(
        "--on-error",
        choices=batch.ON_ERROR,
        default="continue",
        help="after an input that fails (default: continue)",
    )
    parser.add_argument("--processes", type=int, default=1, metavar="N", help="worker processes (default: 1)")
    parser.add_argument(
        "--batch-size", type=int, default=32, metavar="N", help="texts read at a time (default: 32)"
    )
    parser.add_argument(
        "--text-field", default="text", metavar="NAME", help="field of a row with its text (default: text)"
    )
    parser.add_argument(
        "--id-field", default="id", metavar="NAME", help="field of a row with its name (default: id)"
    )
    add_settings(parser)


def run(args: argparse.Namespace) -> int:
    """Print to standard output, or write a batch."""
    if args.resume and not args.output:
        raise SettingsError("--resume needs --output: only a file can be gone on with")
    if args.output and args.format not in (None, "jsonl"):
        raise SettingsError(f"--output writes jsonl, not {args.format}; print {args.format} and redirect it")
    names = list(expanded(args.inputs))
    items = read_items(names, args.text_field, args.id_field)
    with Progress(names) as progress:
        if args.output:
            return _write(items, args, progress)
        form = args.format or "table"
        prepare(sys.stdout, form)
        failed: list[str] = []
        PRINTERS[form](_results(items, args, progress, failed))
        return FAILED if failed else OK


def _write(items: Iterator[Item], args: argparse.Namespace, progress: Progress) -> int:
    done = batch.run(
        items,
        args.output,
        on_error=args.on_error,
        resume=args.resume,
        processes=args.processes,
        batch_size=args.batch_size,
        progress=progress,
        **settings(args),
    )
    there = f", {done.skipped} were there" if done.skipped else ""
    print(f"{args.output}: {done.written} written{there}, {done.failed} failed", file=sys.stderr)
    if done.failed:
        print(f"what failed is listed in {batch.failures_of(args.output)}", file=sys.stderr)
    return FAILED if done.failed else OK


def _results(items: Iterator[Item], args: argparse.Namespace, progress: Progress, failed: list[str]) -> Pairs:
    """The results in order; what fails is told on standard error and noted."""
    outcomes = batch.outcomes(items, processes=args.processes, batch_size=args.batch_size, **settings(args))
    for number, (item, outcome) in enumerate(outcomes, 1):
        if isinstance(outcome, Result):
            yield item, outcome
        else:
            complain(f"{item.key}: {outcome}")
            failed.append(item.key)
            if args.on_error == "stop":
                return
        progress(number, len(failed))


def named(item: Item, result: Result) -> Result:
    """The result with its input's name in ``meta``."""
    meta = {**result.meta, "file": item.key}
    return evolve(result, meta=meta if item.id is None else {**meta, "id": item.id})


def _table(pairs: Pairs) -> None:
    width = shutil.get_terminal_size(fallback=(100, 24)).columns
    for number, (item, result) in enumerate(pairs):
        speakers = len({s.name for a in result for s in a.speakers})
        title = "standard input" if item.key == "-" else item.key
        gap = "\n" if number else ""
        print(f"{gap}{title}: {_count(len(result), 'attribution')}, {_count(speakers, 'speaker')}")
        if len(result):
            print(to_table(result, width))


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


def _json(pairs: Pairs) -> None:
    opening = "["
    for item, result in pairs:
        print(f"{opening}{named(item, result).to_json(indent=2)}", end="")
        opening = ",\n"
    print("[]" if opening == "[" else "]")


def _jsonl(pairs: Pairs) -> None:
    for item, result in pairs:
        print(named(item, result).to_json())


def _csv(pairs: Pairs) -> None:
    writer = csv.DictWriter(sys.stdout, ("file", "document", *COLUMNS), lineterminator="\n")
    writer.writeheader()
    for item, result in pairs:
        for row in result.to_records():
            writer.writerow({"file": item.key, "document": item.id, **row})


PRINTERS: dict[str, Callable[[Pairs], None]] = {"table": _table, "json": _json, "jsonl": _jsonl, "csv": _csv}
"""What can be printed."""


def formats() -> Sequence[str]:
    """Names of the formats."""
    return tuple(PRINTERS)
