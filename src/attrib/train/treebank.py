"""Treebank sentences for the engine's trainer: gold trees, automatic news annotation, and names from entity spans."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path

import regex
from attrs import define, field

_ENTITY = {"person": "PERSON", "organization": "ORG", "place": "LOC"}
_SILVER_NER = {"PERSON": "PERSON", "ORGANIZATION": "ORG", "LOCATION": "LOC", "MISC": "MISC"}


@define
class TrainSentence:
    """A sentence with whatever layers its source annotates; ``None`` marks a layer that it lacks."""

    forms: list[str]
    xpos: list[str]
    heads: list[int]
    """1-based; 0 is the root."""
    deprels: list[str]
    upos: list[str] | None = None
    entities: list[str] | None = None
    """BIOES tags."""
    lemmas: list[str] = field(factory=list)
    silver: bool = False
    document: str = ""


def bioes(n: int, spans: list[tuple[int, int, str]]) -> list[str]:
    """BIOES tags of n tokens from half-open spans that do not overlap.

    >>> bioes(4, [(0, 2, "PERSON"), (3, 4, "ORG")])
    ['B-PERSON', 'E-PERSON', 'O', 'S-ORG']
    """
    out = ["O"] * n
    for start, end, kind in spans:
        if end - start == 1:
            out[start] = f"S-{kind}"
            continue
        out[start:end] = [f"B-{kind}", *[f"I-{kind}"] * (end - start - 2), f"E-{kind}"]
    return out


def read_rows(path: Path) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield (document id, rows) for each sentence of a CoNLL-U file, plain or ``.xz``; only syntactic words."""
    document = ""
    rows: list[list[str]] = []
    with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf8") as lines:
        for line in lines:
            if line.startswith("# newdoc id"):
                document = line.split("=", 1)[1].strip()
            elif not line.strip():
                if rows:
                    yield document, rows
                rows = []
            elif not line.startswith("#"):
                columns = line.rstrip("\n").split("\t")
                if columns[0].isdigit():
                    rows.append(columns)
    if rows:
        yield document, rows


def _name_of(rows: list[list[str]], start: int, end: int) -> tuple[int, int] | None:
    """The name inside an entity phrase whose head is a proper noun: the run of name-like words around the head."""
    inside = range(start, end)
    heads = [i for i in inside if not start < int(rows[i][6]) <= end]
    if len(heads) != 1 or rows[heads[0]][3] != "PROPN":
        return None

    def part(i: int) -> bool:
        return rows[i][3] == "PROPN" or (
            rows[i][3] in {"ADP", "PUNCT", "NUM", "PART"} and rows[i][1] not in ',;:()[]"“”'
        )

    left = right = heads[0]
    while left > start and part(left - 1):
        left -= 1
    while right + 1 < end and part(right + 1):
        right += 1
    while left < right and rows[left][3] != "PROPN":
        left += 1
    while right > left and rows[right][3] not in {"PROPN", "NUM"}:
        right -= 1
    return left, right + 1


def entity_tags(rows: list[list[str]]) -> list[str]:
    """BIOES names from GUM's ``Entity`` column: outermost first, proper-noun heads only."""
    spans: list[tuple[int, int, str]] = []
    stack: dict[str, list[tuple[int, str]]] = {}
    for i, row in enumerate(rows):
        value = next((m[7:] for m in row[9].split("|") if m.startswith("Entity=")), "")
        for m in regex.finditer(r"\((\d+)-([a-z]+)[^()]*(\))?|(\d+)\)", value):
            if m[4]:
                if stack.get(m[4]):
                    start, kind = stack[m[4]].pop()
                    spans.append((start, i + 1, kind))
            elif m[3]:
                spans.append((i, i + 1, m[2]))
            else:
                stack.setdefault(m[1], []).append((i, m[2]))
    taken: set[int] = set()
    names: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(spans, key=lambda s: (s[0], -s[1])):
        name = _name_of(rows, start, end)
        if name and kind != "time" and not taken & set(range(*name)):
            names.append((*name, _ENTITY.get(kind, "MISC")))
            taken |= set(range(*name))
    return bioes(len(rows), names)


def _silver_tags(rows: list[list[str]]) -> list[str]:
    kinds = [next((m[4:] for m in r[9].split("|") if m.startswith("ner=")), "O") for r in rows]
    spans, i = [], 0
    while i < len(kinds):
        j = i + 1
        while j < len(kinds) and kinds[j] == kinds[i]:
            j += 1
        if kinds[i] in _SILVER_NER:
            spans.append((i, j, _SILVER_NER[kinds[i]]))
        i = j
    return bioes(len(rows), spans)


def read_treebank(path: Path, *, silver: bool = False, entities: bool = False) -> Iterator[TrainSentence]:
    """Sentences of a treebank. ``entities``: the file has GUM's entity column. ``silver``: automatic news annotation."""
    for document, rows in read_rows(path):
        tags = _silver_tags(rows) if silver else entity_tags(rows) if entities else None
        yield TrainSentence(
            forms=[r[1] for r in rows],
            xpos=[r[4] for r in rows],
            heads=[int(r[6]) for r in rows],
            deprels=[r[7] for r in rows],
            upos=None if silver else [r[3] for r in rows],
            entities=tags,
            lemmas=[r[2] for r in rows],
            silver=silver,
            document=document,
        )
