"""CoNLL-U: one document behind the other. A run that writes to a file of them can be resumed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import BinaryIO, Self

from attrib.errors import InputError
from attrib.formats.conllu import to_conllu
from attrib.inputs import Item
from attrib.model import Result
from attrib.outputs.base import named
from attrib.outputs.streams import Stream
from attrib.parallel import Parsed

_HEAD = b"# attrib = "


class Conllu(Stream):
    """Parses with their attributions."""

    parses = True

    @classmethod
    def at(cls, path: Path, resume: bool) -> Self:
        """Write to a file; where it is there, behind its last whole document."""
        done = frozenset(_mend(path)) if resume and path.exists() else frozenset()
        output = cls(path.open("a", encoding="utf-8", newline="\n"), own=True)
        output.done = done
        return output

    def text(self, item: Item, result: Result) -> str:
        """The document."""
        assert isinstance(result, Parsed)
        return to_conllu(named(item, result), result.document, name=item.id or item.key)


def _mend(path: Path) -> list[str]:
    """Cut off a last document that was not written whole; the inputs of those that were."""
    found: list[str] = []
    end = 0
    with path.open("r+b") as lines:
        while (key := _document(lines, path)) is not None:
            found.append(key)
            end = lines.tell()
        lines.truncate(end)
    return found


def _document(lines: BinaryIO, path: Path) -> str | None:
    """Read one document; its input's key, or ``None`` where the file ends before the document does."""
    first, second = lines.readline(), lines.readline()
    if not second.endswith(b"\n") and (first + second).startswith(b"# newdoc"[: len(first)]):
        return None
    try:
        if not first.startswith(b"# newdoc") or not second.startswith(_HEAD):
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
    return key
