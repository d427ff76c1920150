"""CoNLL-U to ``Document``: the way in for other parsers, and the form of frozen parses in tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve

from attrib.document import ROOT, Document, NamedEntity, Sentence, Token
from attrib.errors import FormatError
from attrib.formats.conllu.rows import Block, blocks, number, worded
from attrib.formats.conllu.terms import LEMMA, unescaped


def read_conllu(text: str, lines: Iterable[str]) -> Document:
    """Build a ``Document`` from one document in CoNLL-U.

    Offsets come from ``start_char`` and ``end_char`` in MISC where they stand, else from looking the forms up in ``text``
    in order. ``ner`` in MISC may hold BIO or BIOES entity tags. Where there is no text beside the file,
    ``attrib.formats.conllu.from_conllu`` puts it together.

    Raises:
        FormatError: a row is not CoNLL-U, a form does not stand in the text, or the heads of a sentence are no tree.
    """
    sentences = worded(list(blocks(lines)))
    return to_document(text, sentences, _found(text, sentences))


def _found(text: str, sentences: Iterable[Block]) -> Iterator[tuple[int, int]]:
    at = 0
    for row in (row for block in sentences for row in block.rows):
        misc = row.misc
        if "start_char" in misc:
            start, end = number(misc["start_char"], row.where), number(misc.get("end_char", ""), row.where)
            if not at <= start <= end <= len(text):
                raise FormatError(f"{row.where}: offsets {start}:{end} are out of order or outside the text")
        else:
            start, end = _locate(text, row.columns[1], at, row.where)
        at = end
        yield start, end


def _locate(text: str, form: str, start: int, where: str) -> tuple[int, int]:
    """Find a form at or after ``start``, allowing white space before it."""
    at = text.find(form, start)
    if at < 0 or text[start:at].strip():
        raise FormatError(f"{where}: {form!r} does not stand in the text after code point {start}")
    return at, at + len(form)


def to_document(text: str, blocks: Iterable[Block], places: Iterable[tuple[int, int]]) -> Document:
    """The document of sentences whose words stand at these offsets.

    Raises:
        FormatError: the heads of a sentence are no tree.
    """
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    tags: list[str] = []
    where = iter(places)
    for block in blocks:
        first = len(tokens)
        for row in block.rows:
            start, end = next(where)
            columns = row.columns
            head = number(columns[6], row.where)
            tokens.append(
                Token(
                    text=text[start:end],
                    lemma=unescaped(row.misc[LEMMA]) if LEMMA in row.misc else lemma(columns[2], columns[1]),
                    upos=columns[3],
                    xpos="" if columns[4] == "_" else columns[4],
                    head=ROOT if head == 0 else first + head - 1,
                    deprel=columns[7],
                    start_char=start,
                    end_char=end,
                    sentence=len(sentences),
                )
            )
            tags.append(unescaped(row.misc.get("ner", "O")))
        sentences.append(Sentence(first, len(tokens)))
    check_heads(tokens, sentences)
    return Document(text, tuple(tokens), tuple(sentences), entities_from_tags(tags))


def lemma(column: str, form: str) -> str:
    """What a lemma column says: ``_`` is the form in lower case, where the form is not ``_`` itself."""
    return column if column != "_" or form == "_" else form.lower()


def check_heads(tokens: Sequence[Token], sentences: Sequence[Sentence]) -> None:
    """Check that every head stands in its own sentence, and that following heads ends at a root: walks over trees rely on it.

    Raises:
        FormatError: one does not.
    """
    for n, sentence in enumerate(sentences, 1):
        done: set[int] = set()
        for i in range(sentence.start, sentence.end):
            path: set[int] = set()
            while i != ROOT and i not in done:
                if not sentence.start <= i < sentence.end:
                    raise FormatError(f"sentence {n}: a head points outside its sentence")
                if i in path:
                    raise FormatError(f"sentence {n}: the heads of {tokens[i].text!r} run in a circle")
                path.add(i)
                i = tokens[i].head
            done |= path


def entities_from_tags(tags: list[str]) -> tuple[NamedEntity, ...]:
    """Read entities off BIO or BIOES tags; a stray ``I-`` opens an entity rather than being lost.

    >>> entities_from_tags(["B-PERSON", "E-PERSON", "O", "S-ORG"])
    (NamedEntity(start=0, end=2, type='PERSON'), NamedEntity(start=3, end=4, type='ORG'))
    """
    out: list[NamedEntity] = []
    for i, tag in enumerate(tags):
        prefix, _, kind = tag.partition("-")
        if not kind:
            continue
        last = out[-1] if out else None
        if (
            prefix in "IE"
            and last is not None
            and last.end == i
            and last.type == kind
            and tags[i - 1][0] in "BI"
        ):
            out[-1] = evolve(last, end=i + 1)
        else:
            out.append(NamedEntity(i, i + 1, kind))
    return tuple(out)
