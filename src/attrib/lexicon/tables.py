"""Reads the data files of a language: tab-separated columns, ``#`` starts a comment line."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from attrib.errors import ModelError


def rows(language: str, name: str, columns: int) -> Iterator[list[str]]:
    """The rows of ``data/LANGUAGE/NAME``.

    Raises:
        ModelError: the file is missing, or a row has another number of columns.
    """
    try:
        text = files("attrib.lexicon").joinpath("data", language, name).read_text(encoding="utf-8")
    except OSError as error:
        raise ModelError(f"lexicon file {name} cannot be read ({error}); install attrib again") from error
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        row = line.split("\t")
        if len(row) != columns:
            raise ModelError(
                f"lexicon file {name}, line {number}: {len(row)} columns where {columns} are needed"
            )
        yield row
