"""Outputs that are folders, with files of its own for each document.

``documents.jsonl`` in the folder lists the documents with their files, in order. A document stands there only when its files are
complete, so that a run that was killed is resumed behind it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from attrib.errors import InputError
from attrib.formats.brat import annotation_conf, write_brat
from attrib.formats.html import to_page
from attrib.inputs import Item
from attrib.model import Result
from attrib.outputs.base import Output
from attrib.outputs.lines import mend

INDEX = "documents.jsonl"
"""The list of what a folder holds."""

_ODD = re.compile(r"[^\w.-]+")
_LONGEST = 100


class Folder(Output):
    """Files for each document, named after it."""

    def __init__(self, path: Path, resume: bool) -> None:
        path.mkdir(parents=True, exist_ok=True)
        index = path / INDEX
        if resume and not index.exists() and any(path.iterdir()):
            raise InputError(f"{path} has no {INDEX}: no output of an earlier run; cannot resume it")
        rows = mend(index, _row) if index.exists() else []
        self.done = frozenset(key for key, _ in rows)
        self._names = {name for _, name in rows}
        self._path = path
        self._index = index.open("a", encoding="utf-8", newline="\n")

    def write(self, item: Item, result: Result) -> None:
        """Write the document's files, then its line in the list."""
        name = self._name(item)
        self.files(self._path / name, item, result)
        self._names.add(name.lower())
        self._index.write(json.dumps({"input": item.key, "id": item.id, "name": name}) + "\n")
        self._index.flush()

    def files(self, path: Path, item: Item, result: Result) -> None:
        """Write the document's files: the path with endings."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the list."""
        self._index.close()

    def _name(self, item: Item) -> str:
        """A file name, without an ending, that no document before had: its own id, or that of its file and line."""
        stem = item.id if item.id else _stem(item.key)
        base = _ODD.sub("_", stem).strip("._")[:_LONGEST] or "document"
        name, number = base, 1
        while name.lower() in self._names:  # some file systems take A and a for one
            number += 1
            name = f"{base}-{number}"
        return name


def _stem(key: str) -> str:
    """``news/ann.txt`` gives ``ann``, ``rows.jsonl:12`` gives ``rows-12``."""
    if key == "-":
        return "stdin"
    file, _, row = Path(key).name.rpartition(":")
    return f"{Path(file).stem}-{row}" if file and row.isdigit() else Path(key).stem


def _row(row: Any) -> tuple[str, str]:
    return str(row["input"]), str(row["name"]).lower()


class BratFolder(Folder):
    """A pair of ``.txt`` and ``.ann`` for each document, and brat's configuration for them."""

    def __init__(self, path: Path, resume: bool) -> None:
        super().__init__(path, resume)
        (path / "annotation.conf").write_text(annotation_conf(), encoding="utf-8", newline="\n")

    def files(self, path: Path, item: Item, result: Result) -> None:
        """Write the pair."""
        write_brat(result, path)


class HtmlFolder(Folder):
    """A page for each document."""

    def files(self, path: Path, item: Item, result: Result) -> None:
        """Write the page."""
        page = to_page(result, title=item.id or (None if item.key == "-" else Path(item.key).name))
        path.with_name(path.name + ".html").write_text(page, encoding="utf-8", newline="\n")
