"""Find the attributions of texts.

Inputs are UTF-8 text files, folders (their .txt, .jsonl and .parquet files), patterns, "-" for standard input, and JSON Lines
and Parquet files with a text in each row. Offsets count Unicode code points; a byte order mark is not part of the text.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from attrib import batch
from attrib.cli.common import FAILED, OK, add_settings, completes, expanded, prepare, settings, shown
from attrib.cli.progress import Progress
from attrib.errors import SettingsError
from attrib.formats.table import printable
from attrib.inputs import KINDS, Item, is_row, read_items
from attrib.outputs import FORMATS, can_resume, format_for, print_output

EPILOG = """\
examples:
  attrib extract article.txt
  attrib extract news/ --output attributions.csv
  attrib extract archive.jsonl --text-field body --output found.jsonl --processes 2
  attrib extract archive.jsonl --text-field body --output found.jsonl --resume
  attrib extract archive.parquet --text-field body --id-field url --output found.parquet
  attrib extract news/ --output annotated/ --format brat
  attrib extract news/ --output pages/ --format html
  attrib extract news/ --output found.conllu
  zcat archive.jsonl.gz | attrib extract - --input-format jsonl --format jsonl | jq .attributions

formats:
  table          for people, on the terminal
  json           one array of whole results
  jsonl          a whole result a line: attrib.Result.from_dict reads it back
  csv, parquet   a row an attribution, for data frames (parquet needs the extra "parquet")
  brat           a folder of .txt and .ann files, to look at and correct in brat
  conllu         parses and attributions, for the tools of Universal Dependencies
  html           a page, or with several documents a folder of pages
  webannotation  the W3C's annotations, JSON-LD, a page of them a line
  schemaorg      schema.org's Quotation and Claim, JSON-LD, a graph a line

--output writes what the ending of its name says, or --format, and lists what failed in a file beside it (found.failed.jsonl). A
run that was stopped, by whatever, goes on with --resume where it ended, except where it writes json, csv, table or one page.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    completes(
        parser.add_argument(
            "inputs", nargs="+", metavar="INPUT", help="files, folders, patterns; - is standard input"
        )
    )
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        metavar="NAME",
        help="one of those below (default: what the ending of --output says, printed a table)",
    )
    completes(
        parser.add_argument(
            "--output", type=Path, metavar="PATH", help="write to a file or folder instead of printing"
        )
    )
    parser.add_argument(
        "--input-format",
        choices=KINDS,
        default="auto",
        help="what the inputs are (default: auto, by their endings; standard input is text)",
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
        raise SettingsError("--resume needs --output: only a file or folder can be gone on with")
    names = list(expanded(args.inputs))
    items = read_items(names, args.text_field, args.id_field, args.input_format)
    if args.input_format == "auto":
        items = _looked_at(items)
    with Progress(names, args.input_format, printing=not args.output) as progress:
        options = {
            "on_error": args.on_error,
            "processes": args.processes,
            "batch_size": args.batch_size,
            "progress": progress,
            **settings(args),
        }
        done = _write(items, args, options) if args.output else _print(items, args, progress, options)
    if args.output:
        _report(args.output, done)
    return FAILED if done.failed else OK


def _write(items: Iterator[Item], args: argparse.Namespace, options: dict[str, Any]) -> batch.Summary:
    try:
        return batch.run(items, args.output, form=args.format, resume=args.resume, **options)
    except KeyboardInterrupt:
        more = "; --resume goes on" if can_resume(args.output, args.format or format_for(args.output)) else ""
        print(f"\nattrib: interrupted{more}", file=sys.stderr)
        raise


def _print(
    items: Iterator[Item], args: argparse.Namespace, progress: Progress, options: dict[str, Any]
) -> batch.Summary:
    form = args.format or "table"
    reasons: set[str] = set()

    def fail(item: Item, why: str) -> None:
        progress.say(printable(f"attrib: {shown(item.key)}: {why}"))
        reasons.add(why)

    prepare(sys.stdout, form)
    with print_output(sys.stdout, form) as output:
        done = batch.write(items, output, fail=fail, **options)
    _advise(reasons)
    return done


def _looked_at(items: Iterator[Item]) -> Iterator[Item]:
    """Tell of rows on standard input that are read as one text, which nobody wants."""
    for item in items:
        if item.key == "-" and is_row(item.text.partition("\n")[0]):
            say = "standard input looks like JSON Lines and is read as one text; --input-format jsonl reads its rows"
            print(f"attrib: {say}", file=sys.stderr)
        yield item


def _advise(reasons: Iterable[str]) -> None:
    """Name the option where the field of the text has another name."""
    if any("is missing; there is: " in reason for reason in reasons):
        print("attrib: which field holds the text is told by --text-field NAME", file=sys.stderr)


def _report(output: Path, done: batch.Summary) -> None:
    there = f", {done.skipped} {'was' if done.skipped == 1 else 'were'} there" if done.skipped else ""
    print(f"{output}: {done.written} written{there}, {done.failed} failed", file=sys.stderr)
    if done.failed:
        failures = batch.failures_of(output)
        print(f"what failed is listed in {failures}", file=sys.stderr)
        with failures.open(encoding="utf-8") as lines:
            _advise(lines)
