"""Where texts come from: text files, and rows of JSON Lines. Whatever cannot be read is told, not lost."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import frozen

from attrib.errors import InputError

ROWS = (".jsonl", ".ndjson")
"""Endings of files that hold one JSON object a line."""


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
    except OSError as error:
        raise InputError(error.strerror or str(error)) from error


def read_items(names: Iterable[str], text_field: str = "text", id_field: str = "id") -> Iterator[Item]:
    """Every text of the inputs, lazily and in order: a row each of JSON Lines files, the others whole."""
    for name in names:
        if Path(name).suffix.lower() in ROWS:
            yield from _rows(name, text_field, id_field)
            continue
        try:
            yield Item(name, read_text(name))
        except InputError as error:
            yield Item(name, error=str(error))


def _rows(name: str, text_field: str, id_field: str) -> Iterator[Item]:
    try:
        with Path(name).open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _row(f"{name}:{number}", line, text_field, id_field)
    except OSError as error:
        yield Item(name, error=error.strerror or str(error))


def _row(key: str, line: bytes, text_field: str, id_field: str) -> Item:
    try:
        row = json.loads(decode(line))
    except (InputError, ValueError, RecursionError) as error:
        return Item(key, error=f"no JSON: {error}")
    if not isinstance(row, dict):
        return Item(key, error=f"a row must be a JSON object, not {type(row).__name__}")
    own = row.get(id_field)
    name = None if own is None else str(own)
    text = row.get(text_field)
    if not isinstance(text, str):
        has = "is no string" if text_field in row else f"is missing; there is: {', '.join(map(str, row))}"
        return Item(key, id=name, error=f"field {text_field!r} {has}")
    return Item(key, text, name)
