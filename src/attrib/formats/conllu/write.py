"""A parse, alone or with what was found in it, as CoNLL-U."""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from attrib.document import ROOT, Document, Sentence
from attrib.errors import FormatError
from attrib.formats.conllu.terms import AFTER, ATTRIBUTION, BEFORE, INSIDE, LEMMA, column, escaped
from attrib.formats.conllu.trees import lemma
from attrib.formats.json import dumps, to_dict
from attrib.model import Passage, Result
from attrib.paragraphs import paragraphs


def to_conllu(result: Result, document: Document, *, name: str | None = None) -> str:
    """A result and the parse that it was read from, as one document of CoNLL-U, with a blank line at its end.

    Args:
        result: What was found.
        document: The parse, of the same text.
        name: The document's own, for ``# newdoc id`` and, quoted, for the beginning of every ``# sent_id``.

    Raises:
        FormatError: the two have different texts, words of the parse overlap, or the result cannot be JSON.

    >>> import attrib
    >>> extractor = attrib.load("en", tagger=False)
    >>> document, = extractor.annotator.annotate(["She said no."])
    >>> lines = to_conllu(extractor.extract_from(document), document, name="a.txt").splitlines()
    >>> [line.split("\\t")[9].split("|")[0] for line in lines if "\\t" in line]
    ['Attribution=A1:source', 'Attribution=A1:cue', 'Attribution=A1:content', 'start_char=11']
    """
    if result.text != document.text:
        raise FormatError("the parse is of another text than the result")
    data = to_dict(result)
    starts = [document.tokens[s.start].start_char for s in document.sentences]
    notes: defaultdict[int, list[str]] = defaultdict(list)
    for a, plain in zip(result.attributions, data["attributions"], strict=True):
        del plain["evidence"]
        notes[max(bisect_right(starts, a.content.start_char) - 1, 0)].append(_note("attribution", plain))
    facts = {key: data[key] for key in ("schema", "speakers", "meta")}
    head = [_note("attrib", {"sentences": max(len(starts), 1), **facts})]
    head += [_note("entity", entity) for entity in data["entities"]]
    return _written(document, name, head, notes, _marks(result, document))


def write_conllu(document: Document) -> str:
    """Write a parse alone as CoNLL-U, with offsets, spaces and entities (BIO) in MISC, so that ``read_conllu`` gives it back.

    Raises:
        FormatError: words of the parse overlap.
    """
    return _written(document, None, [], {}, {})


def _note(name: str, data: Any) -> str:
    line = dumps(data)
    if not unicodedata.is_normalized("NFC", line):  # as Universal Dependencies demand of every line
        line = json.dumps(data, separators=(",", ":"))
    return f"# {name} = {line}"


def _marks(result: Result, document: Document) -> dict[int, list[str]]:
    """For each token that is part of an attribution, which and what: ``A1:content``."""
    marks: defaultdict[int, list[str]] = defaultdict(list)
    for a in result.attributions:
        id = escaped(a.id).replace(",", "\\u002c").replace(":", "\\u003a")
        cue = None if a.cue is None else a.cue.passage
        for part, passage in (("content", a.content), ("cue", cue), ("source", a.source)):
            for i in _touched(document, passage):
                marks[i].append(f"{id}:{part}")
    return marks


def _touched(document: Document, passage: Passage | None) -> set[int]:
    spans = () if passage is None else passage.spans
    return {i for span in spans if len(span) for i in document.index.touching(span)}


def _written(
    document: Document,
    name: str | None,
    head: list[str],
    notes: dict[int, list[str]],
    marks: dict[int, list[str]],
) -> str:
    lines = ["# newdoc" if name is None else f"# newdoc id = {' '.join(map(column, name.split()))}", *head]
    stem = "" if name is None else f"{quote(name, safe=':', errors='surrogatepass')}-"
    gaps = _gaps(document)
    opening = {p.start_char for p in paragraphs(document.text)}
    for n, sentence in enumerate(document.sentences):
        at, gap = document.tokens[sentence.start].start_char, gaps[sentence.start]
        breaks = n == 0 or len(f"{gap}.".splitlines()) > 1
        if breaks and any(i in opening for i in range(at - len(gap), at + 1)):
            lines.append("# newpar")
        lines += [f"# sent_id = {stem}{n + 1}", f"# text = {_text(document, sentence, gaps)}"]
        lines += [*notes.get(n, ()), *_rows(document, sentence, gaps, marks), ""]
    if not document.sentences:
        lines += [f"# sent_id = {stem}1", "# text = _", *notes.get(0, ())]
        before = f"{BEFORE}={escaped(document.text)}|" if document.text else ""
        misc = f"{before}{INSIDE}="
        lines += ["\t".join(["1", "_", "_", "X", "_", "_", "0", "root", "_", misc]), ""]
    return "\n".join(lines) + "\n"


def _gaps(document: Document) -> list[str]:
    """What stands in the text before each token, and at the end."""
    text, at, gaps = document.text, 0, []
    for token in document.tokens:
        if token.start_char < at:
            raise FormatError(f"the word {token.text!r} at {token.start_char} overlaps the one before")
        gaps.append(text[at : token.start_char])
        at = token.end_char
    return [*gaps, text[at:]]


def _text(document: Document, sentence: Sentence, gaps: list[str]) -> str:
    """The sentence's text as ``# text`` must be: its forms, with a space wherever there is any."""
    words = (
        (" " if gaps[i] and i > sentence.start else "") + column(document.tokens[i].text)
        for i in range(sentence.start, sentence.end)
    )
    return "".join(words)


def _rows(
    document: Document, sentence: Sentence, gaps: list[str], marks: dict[int, list[str]]
) -> Iterator[str]:
    for i in range(sentence.start, sentence.end):
        token = document.tokens[i]
        head = 0 if token.head == ROOT else token.head - sentence.start + 1
        columns = [column(v) for v in (token.text, token.lemma, token.upos, token.xpos)]
        misc = "|".join(_misc(document, i, gaps, marks))
        yield "\t".join(
            [str(i - sentence.start + 1), *columns, "_", str(head), column(token.deprel), "_", misc]
        )


def _misc(document: Document, i: int, gaps: list[str], marks: dict[int, list[str]]) -> Iterator[str]:
    token, last = document.tokens[i], i + 1 == len(document.tokens)
    if i in marks:
        yield f"{ATTRIBUTION}={','.join(marks[i])}"
    form = column(token.text)
    if lemma(column(token.lemma), form) != token.lemma:
        yield f"{LEMMA}={escaped(token.lemma)}"
    if gaps[i + 1] != ("" if last else " "):  # what nothing is said about
        yield f"{AFTER}={escaped(gaps[i + 1])}" if gaps[i + 1] else "SpaceAfter=No"
    if i == 0 and gaps[0]:
        yield f"{BEFORE}={escaped(gaps[0])}"
    if form != token.text:
        yield f"{INSIDE}={escaped(token.text)}"
    yield f"start_char={token.start_char}"
    yield f"end_char={token.end_char}"
    entity = document.entity_of.get(i)
    if entity is not None:
        yield f"ner={'B' if entity.start == i else 'I'}-{escaped(entity.type)}"
