"""Pairs of ``.txt`` and ``.ann`` files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from attrib.errors import FormatError
from attrib.formats.brat.read import from_brat
from attrib.formats.brat.write import to_brat
from attrib.model import Result


def write_brat(result: Result, path: Path) -> None:
    """Write ``path.txt`` and ``path.ann``, the text byte for byte; the ``.ann`` file is there only when both are whole.

    Raises:
        FormatError: the text holds a lone surrogate, which no UTF-8 file can.
        OSError: they cannot be written.
    """
    lines = to_brat(result)
    try:
        text, annotations = result.text.encode("utf-8"), lines.encode("utf-8")
    except UnicodeEncodeError as error:
        raise FormatError(
            f"the text holds the lone surrogate U+{ord(error.object[error.start]):04X}, which no UTF-8 file can"
        ) from error
    path.with_name(path.name + ".txt").write_bytes(text)
    part = path.with_name(path.name + ".ann.part")
    part.write_bytes(annotations)
    os.replace(part, path.with_name(path.name + ".ann"))


def read_brat(path: Path) -> Result:
    """The result of a ``.ann`` file and the ``.txt`` beside it; see ``from_brat`` for what is understood.

    A byte order mark is part of the text, since brat counts it.

    Raises:
        FormatError: a file is not UTF-8, or a line cannot be read; the message names file and line.
        OSError: a file cannot be read.
    """
    name = path.name.removesuffix(".ann").removesuffix(".txt")
    pair = [path.with_name(name + ending) for ending in (".txt", ".ann")]
    texts = []
    for file in pair:
        try:
            texts.append(file.read_bytes().decode("utf-8"))
        except UnicodeDecodeError as error:
            raise FormatError(f"{file}: not UTF-8: {error}") from error
    try:
        return from_brat(*texts)
    except FormatError as error:
        raise FormatError(f"{pair[1]}, {error}") from error


def read_brat_folder(folder: Path) -> Iterator[tuple[str, Result]]:
    """Every pair of a folder and the folders in it, with its path there without an ending, sorted.

    Raises:
        FormatError: as ``read_brat``, or there is no ``.ann`` file.
        OSError: a file cannot be read.
    """
    files = sorted(folder.rglob("*.ann"))
    if not files:
        raise FormatError(f"{folder} holds no .ann file")
    for file in files:
        yield file.relative_to(folder).with_suffix("").as_posix(), read_brat(file)
