"""CoNLL-U: one document behind the other. A run that writes to a file of them can be resumed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import BinaryIO, Self, TextIO

from attrib.errors import InputError
from attrib.formats.conllu import to_conllu
from attrib.inputs import Item
from attrib.model import Result
from attrib.outputs.base import named
from attrib.outputs.streams import Stream
from attrib.parallel import Parsed

_FIRST, _HEAD = b"# newdoc id = ", b"# attrib = "


class Conllu(Stream):
    """Parses with their attributions. A document has its own id for a name; its key where there is none, or one before had it."""

    parses = True

    def __init__(self, stream: TextIO, *, own: bool = False) -> None:
        super().__init__(stream, own=own)
        self._names: set[str] = set()

    @classmethod
    def at(cls, path: Path, resume: bool) -> Self:
        """Write to a file; where it is there, behind its last whole document."""
        done = dict(_mend(path)) if resume and path.exists() else {}
        output = cls(path.open("a", encoding="utf-8", newline="\n"), own=True)
        output.done = frozenset(done)
        output._names.update(done.values())
        return output

    def text(self, item: Item, result: Result) -> str:
        """The document."""
        assert isinstance(result, Parsed)
        name = item.key if not item.id or item.id in self._names else item.id
        lines = to_conllu(named(item, result), result.document, name=name)
        self._names.add(name)  # sentences are called after their documents, and no two may have the same name
        return lines


def _mend(path: Path) -> list[tuple[str, str]]:
    """Cut off a last document that was not written whole; the inputs of those that were, with the documents' names."""
    found: list[tuple[str, str]] = []
    end = 0
    with path.open("r+b") as lines:
        while (keys := _document(lines, path)) is not None:
            found.append(keys)
            end = lines.tell()
        lines.truncate(end)
    return found


def _document(lines: BinaryIO, path: Path) -> tuple[str, str] | None:
    """Read one document; its input's key and its name, or ``None`` where the file ends before the document does."""
    first, second = lines.readline(), lines.readline()
    if not second.endswith(b"\n") and (first + second).startswith(_FIRST[: len(first)]):
        return None
    try:
        if not first.startswith(_FIRST) or not second.startswith(_HEAD):
            raise ValueError
        head = json.loads(second.removeprefix(_HEAD))
        key, sentences = str(head["meta"]["input"]), int(head["sentences"])
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: no output of an earlier run; cannot resume it") from error
    while sentences:
        line = lines.readline()
        if not line:
            return None
        sentences -= line == b"\n"
    return key, first.removeprefix(_FIRST).decode("utf-8", "replace").strip()
