"""The command line: ``attrib FILE...``, or ``python -m attrib FILE...``."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from attrs import evolve

import attrib
from attrib.errors import AttribError, InputError, SettingsError
from attrib.formats.table import to_table
from attrib.model import Result

OK, FAILED, USAGE, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 130, 141
"""Exit codes; the last two are what a shell reports for SIGINT and SIGPIPE."""

_EPILOG = """\
Texts are UTF-8; offsets count Unicode code points (a byte order mark is not part of the text).
json prints one array of results, jsonl one result a line; each names its input in meta.file.

exit codes:
  0  every input was read
  1  an input could not be read, or the models not be loaded; the others' results are printed all the same
  2  wrong usage
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="attrib",
        description="Find who said what in English text.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="text files; - is standard input")
    parser.add_argument(
        "--format", choices=("table", "json", "jsonl"), default="table", help="what to print (default: table)"
    )
    parser.add_argument(
        "--min-confidence",
        type=float,
        default=0.0,
        metavar="P",
        help="leave out what is less sure than P (0 to 1)",
    )
    parser.add_argument("--version", action="version", version=f"attrib {attrib.__version__}")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is what ``--help`` says."""
    parser = _parser()
    args = parser.parse_args(argv)
    try:
        extractor = attrib.load("en", min_confidence=args.min_confidence)
    except SettingsError as error:
        parser.error(str(error))
    except AttribError as error:
        return _complain(str(error))
    inputs = _Inputs(args.files)
    try:
        _prepare(sys.stdout, args.format)
        results = extractor.pipe(inputs.texts(), batch_size=16, as_tuples=True)
        _PRINTERS[args.format](results)
        sys.stdout.flush()
    except AttribError as error:
        return _complain(str(error))
    except BrokenPipeError:
        # The reader went away. Python flushes stdout once more at exit: give it somewhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    return FAILED if inputs.failed else OK


def _complain(message: str) -> int:
    print(f"attrib: {message}", file=sys.stderr)
    return FAILED


def _prepare(stream: TextIO, form: str) -> None:
    """JSON is UTF-8 wherever it goes; a table shows ``?`` for what the terminal cannot."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace", encoding=None if form == "table" else "utf-8")


class _Inputs:
    """Reads the inputs one after the other; one that cannot be read is told on stderr and left out."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self.failed = False

    def texts(self) -> Iterator[tuple[str, str]]:
        """Pairs of text and name."""
        for name in self._names:
            try:
                yield read_text(name), name
            except (OSError, InputError) as error:
                reason = error.strerror if isinstance(error, OSError) else None
                _complain(f"{name}: {reason or error}")
                self.failed = True


def read_text(name: str) -> str:
    """A file's text, line ends untouched; ``-`` reads standard input.

    Raises:
        InputError: the bytes are not UTF-8.
        OSError: the file cannot be read.
    """
    data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}; "
            "convert it first, as in iconv -f WINDOWS-1252 -t UTF-8"
        ) from error


def _print_table(results: Iterator[tuple[Result, str]]) -> None:
    width = shutil.get_terminal_size(fallback=(100, 24)).columns
    for number, (result, name) in enumerate(results):
        speakers = len({s.name for a in result for s in a.speakers})
        title = "standard input" if name == "-" else name
        gap = "\n" if number else ""
        print(f"{gap}{title}: {_count(len(result), 'attribution')}, {_count(speakers, 'speaker')}")
        if len(result):
            print(to_table(result, width))


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


def _named(result: Result, name: str) -> Result:
    return evolve(result, meta={**result.meta, "file": name})


def _print_json(results: Iterator[tuple[Result, str]]) -> None:
    opening = "["
    for result, name in results:
        print(f"{opening}{_named(result, name).to_json(indent=2)}", end="")
        opening = ",\n"
    print("[]" if opening == "[" else "]")


def _print_jsonl(results: Iterator[tuple[Result, str]]) -> None:
    for result, name in results:
        print(_named(result, name).to_json())


_PRINTERS = {"table": _print_table, "json": _print_json, "jsonl": _print_jsonl}
