"""Find the attributions of texts.

Inputs are UTF-8 text files, folders (their .txt, .jsonl and .ndjson files), patterns, "-" for standard input, and JSON Lines
files with a text in each row. Offsets count Unicode code points; a byte order mark is not part of the text.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrib import batch
from attrib.cli.common import FAILED, OK, add_settings, complain, expanded, prepare, settings
from attrib.cli.progress import Progress
from attrib.errors import SettingsError
from attrib.inputs import Item, read_items
from attrib.outputs import FORMATS, print_output

EPILOG = """\
examples:
  attrib extract article.txt
  attrib extract news/ --format csv > attributions.csv
  attrib extract archive.jsonl --text-field body --output found.jsonl --processes 2
  attrib extract archive.jsonl --text-field body --output found.jsonl --resume

--output writes one result a line (jsonl) and lists what failed in a file beside it (found.failed.jsonl). A run that was
stopped, by whatever, goes on with --resume where it ended.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument(
        "inputs", nargs="+", metavar="INPUT", help="files, folders, patterns; - is standard input"
    )
    parser.add_argument(
        "--format", choices=tuple(FORMATS), help="default: what the ending of --output says; printed: table"
    )
    parser.add_argument(
        "--output", type=Path, metavar="PATH", help="write to a file or folder instead of printing"
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
    items = read_items(names, args.text_field, args.id_field)
    with Progress(names) as progress:
        options = {
            "on_error": args.on_error,
            "processes": args.processes,
            "batch_size": args.batch_size,
            "progress": progress,
            **settings(args),
        }
        return _write(items, args, options) if args.output else _print(items, args.format or "table", options)


def _print(items: Iterator[Item], form: str, options: dict[str, Any]) -> int:
    prepare(sys.stdout, form)
    with print_output(sys.stdout, form) as output:
        done = batch.write(items, output, fail=_fail, **options)
    return FAILED if done.failed else OK


def _fail(item: Item, why: str) -> None:
    complain(f"{item.key}: {why}")


def _write(items: Iterator[Item], args: argparse.Namespace, options: dict[str, Any]) -> int:
    done = batch.run(items, args.output, form=args.format, resume=args.resume, **options)
    there = f", {done.skipped} were there" if done.skipped else ""
    print(f"{args.output}: {done.written} written{there}, {done.failed} failed", file=sys.stderr)
    if done.failed:
        print(f"what failed is listed in {batch.failures_of(args.output)}", file=sys.stderr)
    return FAILED if done.failed else OK
