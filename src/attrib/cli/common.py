"""What the commands share: exit codes, inputs, complaints."""

from __future__ import annotations

import argparse
import glob
import json
import sys
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

import attrib
from attrib.columnar import PARQUET
from attrib.errors import FormatError, InputError
from attrib.inputs import LINES, read_text
from attrib.model import Result

OK, FAILED, USAGE, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 130, 141
"""Exit codes; the last two are what a shell reports for SIGINT and SIGPIPE."""


FILES = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}
"""What a shell completes with file names (``shtab.FILE``)."""


def completes(action: argparse.Action) -> None:
    """An argument that is a file: shells complete its name."""
    action.complete = FILES  # type: ignore[attr-defined]


def complain(message: str) -> int:
    """Tell what went wrong on standard error; the exit code for it."""
    print(f"attrib: {message}", file=sys.stderr)
    return FAILED


def prepare(stream: TextIO, form: str) -> None:
    """Data is UTF-8 wherever it goes; a table shows ``?`` for what the terminal cannot."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace", encoding=None if form == "table" else "utf-8")


def expanded(names: Iterable[str]) -> Iterator[str]:
    """Files for names: folders give their text, JSON Lines and Parquet files (sorted), patterns what they match."""
    for name in names:
        path = Path(name)
        if path.is_dir():
            yield from (
                str(p) for p in sorted(path.rglob("*")) if p.suffix.lower() in (".txt", *LINES, *PARQUET)
            )
        elif name != "-" and not path.exists() and glob.has_magic(name):
            yield from sorted(glob.glob(name, recursive=True)) or [name]
        else:
            yield name


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Options of ``attrib.load``."""
    parser.add_argument(
        "--min-confidence",
        type=float,
        default=0.0,
        metavar="P",
        help="leave out what is less sure than P (0 to 1)",
    )
    parser.add_argument(
        "--kinds", metavar="ACTS", help="acts to keep, as in ASSERTION,QUESTION (default: all)"
    )
    tagger = parser.add_mutually_exclusive_group()
    tagger.add_argument(
        "--rules-only", action="store_true", help="work by rules alone, without the trained span tagger"
    )
    tagger.add_argument("--tagger", metavar="FOLDER", help="use the span tagger that attrib train wrote here")


def settings(args: argparse.Namespace) -> dict[str, Any]:
    """The options given, as ``attrib.load`` takes them."""
    out: dict[str, Any] = {"min_confidence": args.min_confidence}
    if args.kinds:
        out["kinds"] = tuple(args.kinds.split(","))
    if args.rules_only:
        out["tagger"] = False
    elif args.tagger:
        out["tagger"] = args.tagger
    return out


def result_of(name: str, args: argparse.Namespace) -> Result:
    """The result in a ``.json`` file, or that of a text.

    Raises:
        InputError: the file cannot be read.
        FormatError: it is JSON, but no result.
    """
    if Path(name).suffix.lower() != ".json":
        text = read_text(name)
        return attrib.load("en", **settings(args))(text)
    try:
        data = json.loads(read_text(name))
    except ValueError as error:
        raise InputError(f"{name}: no JSON: {error}") from error
    rows = data if isinstance(data, list) else [data]
    if len(rows) != 1:
        raise FormatError(f"{name} holds {len(rows)} results; this command takes one")
    return Result.from_dict(rows[0])
