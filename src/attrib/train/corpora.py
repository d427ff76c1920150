"""Readers of attribution corpora: gold spans in JSON Lines beside parses in CoNLL-U."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrib.annotate.stanza import StanzaAnnotator
from attrib.document import Document
from attrib.formats.conllu import read_conllu
from attrib.train.treebank import read_rows


def read_gold(gold: Path, parses: Path | None) -> Iterator[tuple[dict[str, Any], Document]]:
    """Yield each gold row with the document of its parse; rows that ``parses`` lacks are left out.

    ``gold`` rows hold ``id``, ``text`` and ``attributions`` (source, cue and content as [start, end] lists). ``parses`` holds
    ``# newdoc id = ID`` lines and ``start_char`` / ``end_char`` in MISC; without it the embedded engine parses the texts.
    """
    with gold.open(encoding="utf8") as lines:
        rows = [json.loads(line) for line in lines]
    if parses is None:
        yield from zip(rows, StanzaAnnotator().annotate(row["text"] for row in rows), strict=True)
        return
    blocks = _blocks(parses)
    for row in rows:
        if row["id"] in blocks:
            yield row, read_conllu(row["text"], blocks[row["id"]])


def _blocks(parses: Path) -> dict[str, list[str]]:
    """Lines of a CoNLL-U file by document."""
    blocks: dict[str, list[str]] = {}
    block: list[str] = []
    with parses.open(encoding="utf8") as lines:
        for line in lines:
            if line.startswith("# newdoc id"):
                block = blocks.setdefault(line.split("=", 1)[1].strip(), [])
            else:
                block.append(line)
    return blocks


def silver_syntax(
    path: Path,
) -> tuple[dict[str, dict[int, tuple[int, int]]], tuple[str, ...], tuple[str, ...]]:
    """Fine tag and relation of each word by document and ``start_char``, as numbers into the two label sets returned."""
    rows: list[tuple[str, int, str, str]] = []
    for document, sentence in read_rows(path):
        for r in sentence:
            start = next(int(m[11:]) for m in r[9].split("|") if m.startswith("start_char="))
            rows.append((document, start, r[4], r[7]))
    xpos = tuple(v for v, _ in Counter(r[2] for r in rows).most_common())
    deprels = tuple(v for v, _ in Counter(r[3] for r in rows).most_common())
    tag, relation = {v: i for i, v in enumerate(xpos)}, {v: i for i, v in enumerate(deprels)}
    out: dict[str, dict[int, tuple[int, int]]] = {}
    for document, start, x, d in rows:
        out.setdefault(document, {})[start] = (tag[x], relation[d])
    return out, xpos, deprels
