"""CoNLL-U to ``Document`` and back: the way in for other parsers, and the form of frozen parses in tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve

from attrib.document import ROOT, Document, NamedEntity, Sentence, Token
from attrib.errors import FormatError


def _misc(column: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in column.split("|") if "=" in part)


def _locate(text: str, form: str, start: int, where: str) -> tuple[int, int]:
    """Find a form at or after ``start``, allowing white space inside it where the text has it."""
    at = text.find(form, start)
    if at < 0 or text[start:at].strip():
        raise FormatError(f"{where}: {form!r} does not stand in the text after code point {start}")
    return at, at + len(form)


def _rows(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield (place, columns) for word rows and (place, []) at each sentence end."""
    open_sentence = False
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip("\r\n")
        if line.startswith("#"):
            continue
        if not line.strip():
            if open_sentence:
                yield f"line {number}", []
            open_sentence = False
            continue
        columns = line.split("\t")
        if len(columns) != 10:
            raise FormatError(f"line {number}: {len(columns)} columns where CoNLL-U has 10")
        if "-" in columns[0] or "." in columns[0]:
            continue  # multi-word token ranges and empty nodes hold no word of their own
        open_sentence = True
        yield f"line {number}", columns
    if open_sentence:
        yield "end of input", []


def _number(value: str, where: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise FormatError(f"{where}: {value!r} is not a number") from None


def read_conllu(text: str, lines: Iterable[str]) -> Document:
    """Build a ``Document`` from one document in CoNLL-U.

    Offsets come from ``start_char`` and ``end_char`` in MISC where they stand, else from looking the forms up in ``text``
    in order. ``ner`` in MISC may hold BIO or BIOES entity tags.

    Raises:
        FormatError: a row is not CoNLL-U, a form does not stand in the text, or the heads of a sentence are no tree.
    """
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    tags: list[str] = []
    first, at = 0, 0
    for where, columns in _rows(lines):
        if not columns:
            sentences.append(Sentence(first, len(tokens)))
            first = len(tokens)
            continue
        misc = _misc(columns[9])
        if "start_char" in misc:
            start, end = _number(misc["start_char"], where), _number(misc.get("end_char", ""), where)
            if not at <= start <= end <= len(text):
                raise FormatError(f"{where}: offsets {start}:{end} are out of order or outside the text")
        else:
            start, end = _locate(text, columns[1], at, where)
        at = end
        head = _number(columns[6], where)
        tokens.append(
            Token(
                text=text[start:end],
                lemma=columns[2] if columns[2] != "_" or columns[1] == "_" else columns[1].lower(),
                upos=columns[3],
                xpos="" if columns[4] == "_" else columns[4],
                head=ROOT if head == 0 else first + head - 1,
                deprel=columns[7],
                start_char=start,
                end_char=end,
                sentence=len(sentences),
            )
        )
        tags.append(misc.get("ner", "O"))
    check_heads(tokens, sentences)
    return Document(text, tuple(tokens), tuple(sentences), entities_from_tags(tags))


def check_heads(tokens: Sequence[Token], sentences: Sequence[Sentence]) -> None:
    """Check that every head stands in its own sentence, and that following heads ends at a root: walks over trees rely on it.

    Raises:
        FormatError: one does not.
    """
    for number, sentence in enumerate(sentences, 1):
        done: set[int] = set()
        for i in range(sentence.start, sentence.end):
            path: set[int] = set()
            while i != ROOT and i not in done:
                if not sentence.start <= i < sentence.end:
                    raise FormatError(f"sentence {number}: a head points outside its sentence")
                if i in path:
                    raise FormatError(f"sentence {number}: the heads of {tokens[i].text!r} run in a circle")
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


def write_conllu(document: Document) -> str:
    """Write a document as CoNLL-U, with offsets and entities (BIO) in MISC, so that ``read_conllu`` gives it back."""
    lines: list[str] = []
    entity_of = document.entity_of
    for sentence in document.sentences:
        for i in range(sentence.start, sentence.end):
            t = document.tokens[i]
            entity = entity_of.get(i)
            ner = "O" if entity is None else f"{'B' if entity.start == i else 'I'}-{entity.type}"
            form, lemma = ("".join("_" if c.isspace() else c for c in s) or "_" for s in (t.text, t.lemma))
            head = 0 if t.head == ROOT else t.head - sentence.start + 1
            misc = f"start_char={t.start_char}|end_char={t.end_char}|ner={ner}"
            row = [
                str(i - sentence.start + 1),
                form,
                lemma,
                t.upos,
                t.xpos or "_",
                "_",
                str(head),
                t.deprel,
                "_",
                misc,
            ]
            lines.append("\t".join(row))
        lines.append("")
    return "\n".join(lines) + "\n"
