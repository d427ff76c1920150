"""Outputs that are one stream of text."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import TextIO

from attrib.errors import SettingsError
from attrib.formats.html import to_page
from attrib.formats.records import COLUMNS
from attrib.formats.table import printable, to_table
from attrib.inputs import Item
from attrib.model import Result
from attrib.outputs.base import Output, named


class Stream(Output):
    """Writes to an open stream, and closes it if it is its own."""

    def __init__(self, stream: TextIO, *, own: bool = False) -> None:
        self._stream = stream
        self._own = own
        self._count = 0

    def write(self, item: Item, result: Result) -> None:
        """Add one result; it is through to the reader or the disk when this returns."""
        self._stream.write(self.text(item, result))
        self._stream.flush()
        self._count += 1

    def text(self, item: Item, result: Result) -> str:
        """What stands for one result."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the stream if it is the output's own."""
        if self._own:
            self._stream.close()


class Table(Stream):
    """Tables for people, as wide as the terminal."""

    def text(self, item: Item, result: Result) -> str:
        """A heading and a table."""
        width = shutil.get_terminal_size(fallback=(100, 24)).columns
        speakers = len({s.name for a in result for s in a.speakers})
        title = "standard input" if item.key == "-" else printable(item.key)
        heading = f"{title}: {_count(len(result), 'attribution')}, {_count(speakers, 'speaker')}\n"
        gap = "\n" if self._count else ""
        return f"{gap}{heading}{to_table(result, width)}\n" if len(result) else gap + heading


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


class Json(Stream):
    """One indented array."""

    def text(self, item: Item, result: Result) -> str:
        """An item of the array, with what comes before it."""
        return (",\n" if self._count else "[") + named(item, result).to_json(indent=2)

    def finish(self) -> None:
        """Close the array."""
        self._stream.write("]\n" if self._count else "[]\n")


class Csv(Stream):
    """A row an attribution, below one line of headings."""

    def __init__(self, stream: TextIO, *, own: bool = False) -> None:
        super().__init__(stream, own=own)
        self._writer = csv.DictWriter(stream, ("input", "document", *COLUMNS), lineterminator="\n")
        self._writer.writeheader()

    def write(self, item: Item, result: Result) -> None:
        """Add the result's rows."""
        for row in result.to_records():
            self._writer.writerow({"input": item.key, "document": item.id, **row})
        self._stream.flush()


class HtmlPage(Stream):
    """One page, for one document."""

    def text(self, item: Item, result: Result) -> str:
        """The page.

        Raises:
            SettingsError: there was one before.
        """
        if self._count:
            raise SettingsError("a page holds one document; for several give a folder (--output pages/)")
        return to_page(result, title=item.id or (None if item.key == "-" else Path(item.key).name))
