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
from attrib.errors import FormatError, InputError, SettingsError
from attrib.formats.conllu import from_conllu
from attrib.formats.table import printable
from attrib.inputs import LINES, read_text
from attrib.model import Result

SUFFIXES = (".txt", *LINES, *PARQUET)
"""What is read of a folder."""

OK, FAILED, USAGE, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 130, 141
"""Exit codes; the last two are what a shell reports for SIGINT and SIGPIPE."""


FILES = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}
"""What a shell completes with file names (``shtab.FILE``)."""


def completes(action: argparse.Action) -> None:
    """An argument that is a file: shells complete its name."""
    action.complete = FILES  # type: ignore[attr-defined]


def complain(message: str) -> int:
    """Tell what went wrong on standard error; the exit code for it."""
    print(printable(f"attrib: {message}"), file=sys.stderr)
    return FAILED


def shown(key: str) -> str:
    """An input's key for people: ``-`` is standard input."""
    return f"standard input{key[1:]}" if key == "-" or key.startswith("-:") else key


def prepare(stream: TextIO, form: str) -> None:
    """Data is UTF-8 wherever it goes; a table shows ``?`` for what the terminal cannot."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace", encoding=None if form == "table" else "utf-8")


def expanded(names: Iterable[str]) -> Iterator[str]:
    """Files for names, each once: folders give their text, JSON Lines and Parquet files (sorted), patterns what they match.

    A folder without such files gives its own name, so that reading it tells what is wrong.
    """
    return iter(dict.fromkeys(_expanded(names)))


def _expanded(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        path = Path(name)
        if path.is_dir():
            found = [str(p) for p in sorted(path.rglob("*")) if p.suffix.lower() in SUFFIXES]
            yield from found or [name]
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


def add_document(parser: argparse.ArgumentParser) -> None:
    """The option that chooses one result of a file of many."""
    parser.add_argument(
        "--document",
        metavar="KEY",
        help="which result of a file of several: its input, as written there",
    )


def result_of(name: str, args: argparse.Namespace) -> Result:
    """The result in a JSON or CoNLL-U file that ``--document`` names, or that of a text.

    Raises:
        InputError: the file cannot be read.
        FormatError: it is JSON or CoNLL-U, but holds no such result.
    """
    key: str | None = args.document
    suffix = Path(name).suffix.lower()
    if suffix not in (".json", ".jsonl", ".conllu"):
        if key is not None:
            raise SettingsError(f"--document chooses among results, and {name} is read as a text")
        return attrib.load("en", **settings(args))(_read(name))
    rows = _conllu(name) if suffix == ".conllu" else _rows(name)
    chosen = [row for row in rows if key in (None, _key(row))]
    if len(chosen) != 1:
        found = f"{len(chosen)} results" if key is None else f"{len(chosen)} results of {key!r}"
        there = ", ".join(dict.fromkeys(str(_key(row)) for row in rows[:3]))
        raise FormatError(f"{name} holds {found}; choose one with --document KEY, as in: {there}")
    return chosen[0] if isinstance(chosen[0], Result) else Result.from_dict(chosen[0])


def _read(name: str) -> str:
    if Path(name).is_dir():
        raise InputError(f"{name} is a folder; name one document of it")
    try:
        return read_text(name)
    except InputError as error:
        raise InputError(f"{name}: {error}") from error


def _conllu(name: str) -> list[Any]:
    try:
        return [result for result, _ in from_conllu(_read(name).split("\n"))]
    except FormatError as error:
        raise FormatError(f"{name}: {error}") from error


def _rows(name: str) -> list[Any]:
    text = _read(name)
    try:
        if Path(name).suffix.lower() == ".jsonl":
            return [json.loads(line) for line in text.split("\n") if line.strip()]
        data = json.loads(text)
    except ValueError as error:
        raise InputError(f"{name}: no JSON: {error}") from error
    return data if isinstance(data, list) else [data]


def _key(row: Any) -> Any:
    """The input that a result is of; for a treebank's document, its name."""
    meta = row.meta if isinstance(row, Result) else row.get("meta") if isinstance(row, dict) else None
    return meta.get("input", meta.get("id")) if isinstance(meta, dict) else None
