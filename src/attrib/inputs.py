"""Where texts come from: text files, and rows of JSON Lines and Parquet. Whatever cannot be read is told, not lost."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from attrs import frozen

from attrib.columnar import PARQUET, read_columns
from attrib.errors import InputError, SettingsError

LINES = (".jsonl", ".ndjson")
"""Endings of files that hold one JSON object a line."""

KINDS = ("auto", "text", "jsonl", "parquet")
"""What an input can be; ``auto`` goes by the ending of its name."""


@frozen
class Item:
    """One text to read, or the reason why there is none."""

    key: str
    """The file, with the line's number for a row (``news.jsonl:12``): the same in every run over the same inputs."""
    text: str = ""
    id: str | None = None
    """The row's own name, where it has one."""
    error: str | None = None
    """Why it could not be read."""


def decode(data: bytes) -> str:
    """UTF-8, a byte order mark left out, line ends untouched.

    Raises:
        InputError: the bytes are not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}; "
            "convert it first, as in iconv -f WINDOWS-1252 -t UTF-8"
        ) from error


def read_text(name: str) -> str:
    """A file's text; ``-`` reads standard input.

    Raises:
        InputError: the file cannot be read, or is not UTF-8.
    """
    try:
        return decode(sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes())
    except IsADirectoryError as error:
        raise InputError("a folder, and no file in it that is read (.txt, .jsonl, .parquet)") from error
    except OSError as error:
        raise InputError(error.strerror or str(error)) from error


def kind_of(name: str) -> str:
    """What an input is by its name.

    >>> kind_of("news.ndjson"), kind_of("-")
    ('jsonl', 'text')
    """
    suffix = Path(name).suffix.lower()
    return "jsonl" if suffix in LINES else "parquet" if suffix in PARQUET else "text"


def read_items(
    names: Iterable[str], text_field: str = "text", id_field: str = "id", kind: str = "auto"
) -> Iterator[Item]:
    """Every text of the inputs, lazily and in order: a row each of JSON Lines and Parquet files, the others whole.

    Args:
        names: Files; ``-`` is standard input.
        text_field: Field or column of a row with its text.
        id_field: Field or column of a row with its own name.
        kind: What the inputs are, one of ``KINDS``.

    Raises:
        SettingsError: ``kind`` is unknown, a Parquet file needs pyarrow, or standard input cannot be of that kind.
    """
    if kind not in KINDS:
        raise SettingsError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    for name in names:
        of = kind_of(name) if kind == "auto" else kind
        if of == "jsonl":
            yield from _lines(name, text_field, id_field)
        elif of == "parquet":
            yield from _columns(name, text_field, id_field)
        else:
            yield _whole(name)


def is_row(line: str) -> bool:
    """Whether a line is a JSON object.

    >>> is_row('{"text": "He left."}'), is_row("{He left.}")
    (True, False)
    """
    try:
        return line.startswith("{") and isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _whole(name: str) -> Item:
    try:
        return Item(name, read_text(name))
    except InputError as error:
        return Item(name, error=str(error))


def _lines(name: str, text_field: str, id_field: str) -> Iterator[Item]:
    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _row(f"{name}:{number}", line, text_field, id_field)
    except OSError as error:
        yield Item(name, error=error.strerror or str(error))


def _columns(name: str, text_field: str, id_field: str) -> Iterator[Item]:
    if name == "-":
        raise SettingsError("Parquet cannot be read from standard input: its end must be read first")
    try:
        for number, (text, own) in enumerate(read_columns(Path(name), (text_field, id_field)), 1):
            yield _item(f"{name}:{number}", text, own, f"column {text_field!r} is no string")
    except InputError as error:
        yield Item(name, error=str(error))
    except OSError as error:  # pyarrow's own words repeat the name
        yield Item(name, error=os.strerror(error.errno) if error.errno else str(error))


def _item(key: str, text: object, own: Any, wrong: str) -> Item:
    id = None if own is None else str(own)
    return Item(key, text, id) if isinstance(text, str) else Item(key, id=id, error=wrong)


def _row(key: str, line: bytes, text_field: str, id_field: str) -> Item:
    try:
        row = json.loads(decode(line))
    except json.JSONDecodeError as error:
        return Item(key, error=f"no JSON: {error.msg}, at character {error.pos + 1}")
    except (InputError, ValueError, RecursionError) as error:
        return Item(key, error=f"no JSON: {error}")
    if not isinstance(row, dict):
        return Item(key, error=f"a row must be a JSON object, not {type(row).__name__}")
    has = "is no string" if text_field in row else f"is missing; there is: {', '.join(map(str, row))}"
    return _item(key, row.get(text_field), row.get(id_field), f"field {text_field!r} {has}")
