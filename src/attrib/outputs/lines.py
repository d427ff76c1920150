"""Outputs with one JSON document a line. A run that writes to a file of them can be resumed.

Lines are written whole and flushed one by one, so what a kill or a full disk can damage is the last line; a resumed run cuts that
off and goes on behind it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import quote

from attrib.errors import InputError
from attrib.formats.json import dumps
from attrib.formats.schemaorg import to_schema_org
from attrib.formats.webannotation import to_web_annotation
from attrib.inputs import Item
from attrib.model import Result
from attrib.outputs.base import named
from attrib.outputs.streams import Stream

T = TypeVar("T")


class Lines(Stream):
    """A line a result."""

    @staticmethod
    def key(row: Any) -> str:
        """The input that a line is for, as its ``Item`` names it."""
        raise NotImplementedError

    @classmethod
    def at(cls, path: Path, resume: bool) -> Self:
        """Write to a file; where it is there, behind its last whole line."""
        done = frozenset(mend(path, cls.key)) if resume and path.exists() else frozenset()
        output = cls(path.open("a", encoding="utf-8", newline="\n"), own=True)
        output.done = done
        return output


class Jsonl(Lines):
    """One result a line, in full: ``Result.from_dict(json.loads(line))`` gives it back."""

    @staticmethod
    def key(row: Any) -> str:
        """What ``named`` noted."""
        return str(row["meta"]["input"])

    def text(self, item: Item, result: Result) -> str:
        """The line."""
        return named(item, result).to_json() + "\n"


class WebAnnotation(Lines):
    """One annotation page a line."""

    @staticmethod
    def key(row: Any) -> str:
        """The page's label."""
        return str(row["label"])

    def text(self, item: Item, result: Result) -> str:
        """The line."""
        return dumps({**to_web_annotation(result, iri(item)), "label": item.key}) + "\n"


class SchemaOrg(Lines):
    """One graph of quotations and claims a line."""

    @staticmethod
    def key(row: Any) -> str:
        """The text's identifier."""
        return str(row["@graph"][0]["identifier"])

    def text(self, item: Item, result: Result) -> str:
        """The line."""
        graph = to_schema_org(result, iri(item))
        graph["@graph"][0]["identifier"] = item.key
        return dumps(graph) + "\n"


def iri(item: Item) -> str:
    """What names a document on the web: its own id if that is an address, else its file as a relative one.

    >>> iri(Item("news/a b.jsonl:12")), iri(Item("x.jsonl:1", id="https://example.org/1"))
    ('news/a%20b.jsonl%3A12', 'https://example.org/1')
    """
    if item.id and item.id.startswith(("https://", "http://", "urn:")):
        return item.id
    return "stdin" if item.key == "-" else quote(item.key, safe="/", errors="surrogateescape")


def mend(path: Path, read: Callable[[Any], T]) -> list[T]:
    """Cut off a last line that was not written whole; what ``read`` takes from those that were.

    Raises:
        InputError: a whole line is not one of an earlier run.
    """
    found: list[T] = []
    end = 0
    with path.open("r+b") as lines:
        for number, line in enumerate(lines, 1):
            if not line.endswith(b"\n"):
                break
            try:
                found.append(read(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(
                    f"{path}, line {number}: no result of an earlier run; cannot resume it"
                ) from error
            end += len(line)
        lines.truncate(end)
    return found
