"""Reads the data files of a language: tab-separated columns, ``#`` starts a comment line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NoReturn

from attrib.errors import ModelError

MEND = "reinstall attrib (pip install --force-reinstall attrib)"


def folder(language: str) -> Traversable:
    """Where a language's word lists lie inside the package."""
    return files("attrib.lexicon").joinpath("data", language)


def damaged(name: str, what: object) -> NoReturn:
    """Raise with the file, what is wrong with it, and the mend."""
    raise ModelError(f"lexicon file {name} is damaged: {what}; {MEND}")


def rows(language: str, name: str, *columns: int) -> Iterator[list[str]]:
    """The rows of ``data/LANGUAGE/NAME``; each has one of the numbers of columns.

    Raises:
        ModelError: the file is missing or not UTF-8, its end is cut off, or a row has another number of columns.
    """
    for _, row in _numbered(language, name, *columns):
        yield row


def typed(language: str, name: str, *kinds: Callable[[str], Any]) -> Iterator[list[Any]]:
    """Rows with a column for each of ``kinds``, which convert it: ``typed("en", "confidence.tsv", str, float)``.

    Raises:
        ModelError: as for ``rows``, and where a value cannot be converted.
    """
    for number, row in _numbered(language, name, len(kinds)):
        try:
            yield [kind(value) for kind, value in zip(kinds, row, strict=True)]
        except ValueError as error:
            damaged(name, f"line {number}: {error}")


def _numbered(language: str, name: str, *columns: int) -> Iterator[tuple[int, list[str]]]:
    try:
        text = (folder(language) / name).read_text(encoding="utf-8")
    except OSError as error:
        raise ModelError(f"lexicon file {name} is missing ({error}); {MEND}") from error
    except UnicodeDecodeError as error:
        damaged(name, error)
    if not text.endswith("\n"):
        damaged(name, "its end is cut off")
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        row = line.split("\t")
        if len(row) not in columns:
            needed = " or ".join(map(str, columns))
            damaged(name, f"line {number} has {len(row)} columns, not {needed}")
        yield number, row
