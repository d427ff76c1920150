"""spaCy docs with gold heads, read from files: what a perfect spaCy pipeline would give."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen
from spacy.tokens import Doc
from spacy.vocab import Vocab

CASES = Path(__file__).parent / "cases" / "spacy"
ARTICLE = Path(__file__).parent.parent / "examples" / "article.txt"


@frozen
class Construction:
    """A sentence in both schemes; heads count from 1, 0 is the root."""

    title: str
    doc: Doc
    upos: list[str]
    heads: list[int]
    relations: list[str]


def constructions(vocab: Vocab | None = None) -> list[Construction]:
    """The table of constructions."""
    blocks = (CASES / "constructions.txt").read_text(encoding="utf-8").split("\n\n")
    return [_construction(block.strip().splitlines(), vocab) for block in blocks[1:]]


def article(vocab: Vocab | None = None) -> Doc:
    """The article of the examples, as spaCy's en_core_web_sm parses it."""
    rows: list[list[str]] = []
    first = 0
    for line in (CASES / "article.conllu").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if not line:
            first = len(rows)
            continue
        _, form, _, upos, tag, _, head, relation, _, misc = line.split("\t")
        place = str(first + int(head)) if int(head) else "0"
        rows.append(["", form, upos, tag, misc.rpartition("ner=")[2], place, relation])
    return make_doc(ARTICLE.read_text(encoding="utf-8"), rows, vocab)


def _construction(lines: list[str], vocab: Vocab | None) -> Construction:
    title, text, *table = lines
    rows = [line.split() for line in table]
    doc = make_doc(text, rows, vocab)
    return Construction(
        title.lstrip("# "),
        doc,
        [r[2].rpartition(">")[2] for r in rows],
        [int(r[7]) for r in rows],
        [r[8] for r in rows],
    )


def make_doc(text: str, rows: list[list[str]], vocab: Vocab | None = None) -> Doc:
    """A doc from rows of number, form, part of speech, tag, name (BIO), head, relation.

    White space beyond one space after a word becomes a token, as spaCy has it; the text comes out as it is.
    """
    words: list[str] = []
    spaces: list[bool] = []
    place: list[int] = []
    at = 0
    for row in rows:
        start = text.index(row[1], at)
        if start > at:
            words.append(text[at:start])
            spaces.append(False)
        place.append(len(words))
        words.append(row[1])
        at = start + len(row[1])
        spaces.append(text[at : at + 1] == " ")
        at += spaces[-1]
    if at < len(text):
        words.append(text[at:])
        spaces.append(False)
    n = len(words)
    pos, tags, deps, ents = ["SPACE"] * n, ["_SP"] * n, ["dep"] * n, ["O"] * n
    heads = [max(i - 1, 0) for i in range(n)]
    for row, i in zip(rows, place, strict=True):
        pos[i], tags[i], deps[i] = row[2].partition(">")[0], row[3], row[6]
        ents[i] = "O" if row[4] == "_" else row[4]
        heads[i] = place[int(row[5]) - 1] if int(row[5]) else i
    vocab = Vocab() if vocab is None else vocab
    doc = Doc(vocab, words=words, spaces=spaces, pos=pos, tags=tags, heads=heads, deps=deps, ents=ents)
    assert doc.text == text
    return doc
