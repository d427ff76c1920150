"""Universal Dependencies files as raw text with the gold tokens and sentences at their offsets.

Multi-word tokens are read as their syntactic words: in English treebanks the parts concatenate to the
whole, so that every word has offsets of its own. Paragraphs are a blank line apart, sentences a space.
"""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path

from attrs import define, field

Offsets = list[tuple[int, int]]


@define
class UdDocument:
    """One document of a treebank."""

    id: str
    text: str = ""
    sentences: list[Offsets] = field(factory=list)
    """Token offsets, sentence by sentence."""
    rows: list[list[list[str]]] = field(factory=list)
    """The ten columns of each token, in step with ``sentences``."""


def _open(path: Path) -> Iterator[str]:
    with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf8") as lines:
        yield from lines


def _blocks(path: Path) -> Iterator[list[str]]:
    """Each sentence's lines, comments first."""
    block: list[str] = []
    for line in _open(path):
        line = line.rstrip("\n")
        if line:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _spaced(block: list[str]) -> Iterator[tuple[list[str], bool]]:
    """The block's words, each with whether a space follows it; empty nodes are left out."""
    last, space = -1, True
    for line in block:
        if line.startswith("#"):
            continue
        row = line.split("\t")
        if "." in row[0]:
            continue
        after = "SpaceAfter=No" not in row[9].split("|")
        if "-" in row[0]:
            last, space = int(row[0].partition("-")[2]), after
        elif int(row[0]) < last:
            yield row, False
        elif int(row[0]) == last:
            yield row, space
        else:
            yield row, after


def read_documents(path: Path) -> Iterator[UdDocument]:
    """The documents of a CoNLL-U file, plain or ``.xz``."""
    document, pieces, at, space = UdDocument(path.stem), [""], 0, ""
    for block in _blocks(path):
        comments = [line for line in block if line.startswith("#")]
        opening = next((c for c in comments if c.startswith("# newdoc")), None)
        if opening is not None:
            if document.sentences:
                document.text = "".join(pieces)
                yield document
            document, pieces, at, space = UdDocument(opening.partition("=")[2].strip()), [], 0, ""
        if at and any(c.startswith("# newpar") for c in comments):
            space = "\n\n"
        offsets: Offsets = []
        rows = []
        for row, after in _spaced(block):
            pieces += [space, row[1]]
            at += len(space)
            offsets.append((at, at + len(row[1])))
            at += len(row[1])
            space = " " if after else ""
            rows.append(row)
        document.sentences.append(offsets)
        document.rows.append(rows)
    if document.sentences:
        document.text = "".join(pieces)
        yield document


def span_f1(gold: set[tuple[int, int]], found: set[tuple[int, int]]) -> float:
    """F1 of exact spans.

    >>> span_f1({(0, 1), (2, 3)}, {(0, 1)})
    0.6666666666666666
    """
    return 2 * len(gold & found) / max(1, len(gold) + len(found))
