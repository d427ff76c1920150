"""The lines of CoNLL-U, sentence by sentence, and the text that they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from attrs import Factory, define, frozen

from attrib.errors import FormatError
from attrib.formats.conllu.terms import AFTER, BEFORE, INSIDE, unescaped

_OFFSET = re.compile("[0-9]{1,9}")
_FAR = 1000
"""Characters between two words beyond which offsets are not believed."""


@frozen
class Row:
    """A word, or a range of words that the text writes as one (``2-3 don't``)."""

    where: str
    """Its line, for messages."""
    columns: tuple[str, ...]
    """All ten."""
    misc: dict[str, str]
    """The last one, taken apart; values as they stand."""


@define
class Block:
    """A sentence."""

    comments: list[tuple[str, str]] = Factory(list)
    """Lines that begin with ``#``, each behind its place."""
    rows: list[Row] = Factory(list)
    """Words in order."""
    ranges: dict[int, tuple[int, str, dict[str, str]]] = Factory(dict)
    """Ranges by the position of their first word: how many words, the form and MISC."""

    @property
    def is_placeholder(self) -> bool:
        """Whether it stands for a text without words, since CoNLL-U has no sentence without one."""
        return len(self.rows) == 1 and self.rows[0].misc.get(INSIDE) == "" and self.rows[0].columns[1] == "_"

    def notes(self, name: str) -> Iterator[tuple[str, str]]:
        """What stands behind every ``# name =``, with its place; nothing after ``# name`` alone."""
        for where, line in self.comments:
            key, _, value = line[1:].partition("=")
            if key.strip() == name:
                yield where, value.strip()

    def comment(self, name: str) -> str | None:
        """What stands behind the first ``# name``; ``None`` where there is none."""
        return next((value for _, value in self.notes(name)), None)


def blocks(lines: Iterable[str]) -> Iterator[Block]:
    """Sentences, lazily; comments that no word follows are dropped.

    Raises:
        FormatError: a line is not CoNLL-U.
    """
    block = Block()
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip("\r\n")
        if line.startswith("#"):
            block.comments.append((f"line {number}", line))
        elif not line.strip():
            if block.rows:
                yield block
                block = Block()
        else:
            _row(block, f"line {number}", line)
    if block.rows:
        yield block


def _row(block: Block, where: str, line: str) -> None:
    columns = tuple(line.split("\t"))
    if len(columns) != 10:
        raise FormatError(f"{where}: {len(columns)} columns where CoNLL-U has 10")
    if "." in columns[0]:
        return  # empty nodes hold nothing of the text
    misc = dict(part.split("=", 1) for part in columns[9].split("|") if "=" in part)
    if "-" in columns[0]:
        first, _, last = columns[0].partition("-")
        count = number(last, where) - number(first, where) + 1
        block.ranges[len(block.rows)] = count, columns[1], misc
    else:
        block.rows.append(Row(where, columns, misc))


def worded(sentences: list[Block]) -> list[Block]:
    """The sentences that have words: none of a document that is a placeholder."""
    return [] if len(sentences) == 1 and sentences[0].is_placeholder else sentences


def number(value: str, where: str) -> int:
    """A column that holds a whole number.

    Raises:
        FormatError: it does not.
    """
    try:
        return int(value)
    except ValueError:
        raise FormatError(f"{where}: {value!r} is not a number") from None


def surface(sentences: Sequence[Block]) -> tuple[str, list[tuple[int, int]]]:
    """The text of a document, put together from its forms and the spaces between them, and where its words stand.

    Where MISC says nothing of spaces, offsets in it (``start_char``, ``end_char``) tell how many characters are between
    two words; without them it is a space, and a blank line before ``# newpar``.

    Raises:
        FormatError: a range has fewer characters than words.
    """
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    gap: str | None = ""
    at, end = 0, ""
    for block in sentences:
        for words, form, misc in _units(block):
            word = unescaped(misc[INSIDE]) if INSIDE in misc else form
            if gap is None:
                gap = _unsaid(block, words[0], end)
            before = gap + unescaped(misc.get(BEFORE, ""))
            at += len(before)
            places += _inside(words, word, at)
            pieces += (before, word)
            at += len(word)
            gap, end = _said(misc), words[-1].misc.get("end_char", "")
    return "".join([*pieces, gap or ""]), places


def _units(block: Block) -> Iterator[tuple[Sequence[Row], str, dict[str, str]]]:
    """What the text writes as one: words with their form and MISC, or those of their range."""
    i = 0
    while i < len(block.rows):
        count, form, misc = block.ranges.get(i, (1, block.rows[i].columns[1], block.rows[i].misc))
        words = block.rows[i : i + max(count, 1)]
        yield words, form, misc
        i += len(words)


def _said(misc: dict[str, str]) -> str | None:
    """What MISC says that comes behind a word; ``None`` if nothing."""
    return unescaped(misc[AFTER]) if AFTER in misc else "" if misc.get("SpaceAfter") == "No" else None


def _unsaid(block: Block, row: Row, end: str) -> str:
    """What stands before a word where nothing is said, given the offset where the one before ends, if there is one."""
    offsets = (end, row.misc.get("start_char", ""))
    length = int(offsets[1]) - int(offsets[0]) if all(map(_OFFSET.fullmatch, offsets)) else -1
    first = row is block.rows[0]
    if first and block.comment("newpar") is not None:
        return "\n" * max(2, length if length <= _FAR else 0)
    if not 0 <= length <= _FAR:
        return " "
    return ("\n" if first and length > 1 else " ") * length


def _inside(words: Sequence[Row], word: str, at: int) -> list[tuple[int, int]]:
    """Where the words of one range stand: as long as their forms, the last to the end."""
    if len(words) == 1:
        return [(at, at + len(word))]
    if len(word) < len(words):
        raise FormatError(f"{words[0].where}: {word!r} cannot be {len(words)} words")
    places, start = [], 0
    for left, row in zip(range(len(words) - 1, 0, -1), words, strict=False):
        end = min(start + max(len(row.columns[1]), 1), len(word) - left)
        places.append((at + start, at + end))
        start = end
    return [*places, (at + start, at + len(word))]
