"""spaCy's parses as documents: ``from_spacy`` for a ``Doc``, ``SpacyAnnotator`` for a pipeline in the place of Stanza."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING

import regex
from attrs import define, field
from attrs.validators import ge, in_, instance_of

from attrib.annotate import clear
from attrib.annotate._tree import Tree, Word
from attrib.annotate.lemmatizer import Lemmatizer
from attrib.annotate.stanza import parts_of
from attrib.document import ROOT, Document, NamedEntity, Sentence, Token
from attrib.errors import InputError, SettingsError
from attrib.formats.conllu import check_heads
from attrib.paragraphs import paragraphs

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Token as SpacyToken

SCHEMES = ("auto", "clear", "ud")
"""Label schemes: spaCy's English one, Universal Dependencies, or whichever the labels in use show."""

_UD_ONLY = frozenset(
    {"obj", "obl", "iobj", "cop", "fixed", "flat", "discourse", "list", "orphan", "vocative", "root"}
)
_PERSONS = frozenset({"PERSON", "PER"})
_SURROGATE = regex.compile(r"[\ud800-\udfff]")

_UPOS = {
    "CC": "CCONJ", "CD": "NUM", "DT": "DET", "EX": "PRON", "FW": "X", "IN": "ADP", "JJ": "ADJ", "JJR": "ADJ", "JJS": "ADJ",
    "LS": "X", "MD": "AUX", "NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "NNPS": "PROPN", "PDT": "DET", "POS": "PART",
    "PRP": "PRON", "PRP$": "PRON", "RB": "ADV", "RBR": "ADV", "RBS": "ADV", "RP": "ADP", "SYM": "SYM", "$": "SYM", "TO": "PART",
    "UH": "INTJ", "VB": "VERB", "VBD": "VERB", "VBG": "VERB", "VBN": "VERB", "VBP": "VERB", "VBZ": "VERB", "WDT": "PRON",
    "WP": "PRON", "WP$": "PRON", "WRB": "ADV",
}  # fmt: skip
"""For pipelines that give Penn Treebank tags alone; other tags are marks."""


def from_spacy(doc: Doc, *, scheme: str = "auto") -> Document:
    """Turn a parsed spaCy ``Doc`` into what ``Extractor.extract_from`` reads.

    Trees in the labels of spaCy's English pipelines are rebuilt as Universal Dependencies trees; trees that are such already
    are taken as they are. White space is no token here. Lemmas that the pipeline does not give are attrib's own.

    Args:
        doc: With heads and relations, and parts of speech or tags; names are used where there are any.
        scheme: ``"clear"`` or ``"ud"`` say which labels these are; ``"auto"`` looks.

    Raises:
        InputError: this is no ``Doc``, or it lacks what the stages need; the message names the components to add.
        SettingsError: there is no such scheme.
    """
    if scheme not in SCHEMES:
        raise SettingsError(f"scheme must be one of {', '.join(SCHEMES)}, not {scheme!r}")
    for name in ("has_annotation", "ents", "sents"):
        if not hasattr(doc, name):
            raise InputError(f"from_spacy takes a spacy.tokens.Doc, not {type(doc).__name__}")
    return _joined(doc.text, [(0, doc)], scheme)


def _check(doc: Doc) -> None:
    """Refuse what was not parsed or tagged, and say what to do."""
    missing = []
    if not doc.has_annotation("DEP"):
        missing.append(("dependency parse", "parser"))
    if not (doc.has_annotation("TAG") or doc.has_annotation("POS")):
        missing.append(("tags or parts of speech", "tagger (or morphologizer)"))
    if missing:
        what = " and no ".join(m for m, _ in missing)
        add = " and a ".join(c for _, c in missing)
        raise InputError(
            f"the Doc has no {what}: add a {add} to the pipeline before attrib, "
            "or load a pipeline that has them, such as spacy.load('en_core_web_sm')"
        )


def _joined(text: str, parts: Iterable[tuple[int, Doc]], scheme: str) -> Document:
    """One document from the docs of its parts, each with the offset at which it begins in ``text``."""
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    entities: list[NamedEntity] = []
    for base, doc in parts:
        words = [t for t in doc if not t.text.isspace()]  # is_space asks the vocabulary, which may not know
        if words:
            _check(doc)
            _append(text, base, doc, words, scheme, tokens, sentences, entities)
    check_heads(tokens, sentences)
    return Document(text, tuple(tokens), tuple(sentences), tuple(entities))


def _append(
    text: str,
    base: int,
    doc: Doc,
    words: list[SpacyToken],
    scheme: str,
    tokens: list[Token],
    sentences: list[Sentence],
    entities: list[NamedEntity],
) -> None:
    first = len(tokens)
    place = {t.i: k for k, t in enumerate(words)}
    ranges = _sentences(doc, words)
    tree = _tree(doc, words, place, ranges, scheme)
    lemma = _lemmas(doc)
    for number, (start, end) in enumerate(ranges, len(sentences)):
        for k in range(start, end):
            t, head = words[k], tree.heads[k]
            begin, stop = base + t.idx, base + t.idx + len(t.text)
            tokens.append(
                Token(
                    text=text[begin:stop],
                    lemma=lemma(t.lemma_, t.text, tree.upos[k], t.tag_),
                    upos=tree.upos[k],
                    xpos=t.tag_,
                    head=ROOT if head == ROOT else first + head,
                    deprel=tree.relations[k],
                    start_char=begin,
                    end_char=stop,
                    sentence=number,
                )
            )
        sentences.append(Sentence(first + start, first + end))
    for ent in doc.ents:
        inside = [place[i] for i in range(ent.start, ent.end) if i in place]
        if inside:
            entities.append(NamedEntity(first + inside[0], first + inside[-1] + 1, ent.label_))


def _tree(
    doc: Doc, words: list[SpacyToken], place: dict[int, int], sentences: list[tuple[int, int]], scheme: str
) -> Tree:
    """The UD tree of the words; heads are places among them."""
    names = {i: n for n, e in enumerate(doc.ents) if e.label_ in _PERSONS for i in range(e.start, e.end)}
    heads = [_head(t, place) for t in words]
    relations = [t.dep_ for t in words]
    for start, end in sentences:
        _rooted(heads, relations, start, end)
    tree = Tree(
        [
            Word(t.text, t.lemma_, t.pos_ or _upos(t), t.tag_, number, names.get(t.i, -1))
            for number, (start, end) in enumerate(sentences)
            for t in words[start:end]
        ],
        heads,
        relations,
    )
    if scheme == "clear" or (scheme == "auto" and not _is_ud(tree.relations)):
        clear.to_ud(tree)
    else:
        tree.relations = [
            "root" if head == ROOT else relation or "dep"
            for head, relation in zip(tree.heads, tree.relations, strict=True)
        ]
    return tree


def _sentences(doc: Doc, words: list[SpacyToken]) -> list[tuple[int, int]]:
    """Ranges of the sentences among the words; where a paragraph ends, a sentence ends, which spaCy does not know."""
    breaks = [
        t.idx for t in doc if t.is_sent_start
    ]  # also on white space; token.sent takes a sentence's time
    breaks += [p.start_char for p in paragraphs(doc.text)]
    ordered = sorted(breaks, reverse=True)
    opens = []
    for k, t in enumerate(words):
        new = k == 0
        while ordered and ordered[-1] <= t.idx:
            ordered.pop()
            new = True
        if new:
            opens.append(k)
    return list(pairwise([*opens, len(words)]))


def _rooted(heads: list[int], relations: list[str], start: int, end: int) -> None:
    """Give a sentence that was cut one root: what hung on the other side of the cut hangs on the first such word."""
    loose = [k for k in range(start, end) if not start <= heads[k] < end]
    for k in loose:
        heads[k], relations[k] = (ROOT, "ROOT") if k == loose[0] else (loose[0], "parataxis")


def _head(token: SpacyToken, place: dict[int, int]) -> int:
    """Where the head stands among the words; heads that are white space give way to their own."""
    head = token.head
    while head.i not in place and head.head.i != head.i:
        head = head.head
    return ROOT if head.i == token.i else place.get(head.i, ROOT)


def _is_ud(relations: Sequence[str]) -> bool:
    """Whether the labels are UD's rather than CLEAR's; where none tells, CLEAR's, which changes next to nothing."""
    ud = sum(r in _UD_ONLY or ":" in r for r in relations)
    return ud > sum(r in clear.LABELS for r in relations)


def _upos(token: SpacyToken) -> str:
    """Part of speech by fine tag and relation, for pipelines that give no coarse one."""
    tag, relation = token.tag_, token.dep_
    if relation in ("aux", "auxpass", "aux:pass", "cop") and tag.startswith("V"):
        return "AUX"
    if relation == "mark" and tag == "IN":
        return "SCONJ"
    return _UPOS.get(tag, "PUNCT" if not any(c.isalnum() for c in token.text) else "X")


def _lemmas(doc: Doc) -> Callable[[str, str, str, str], str]:
    """How a token gets its lemma: the doc's, or attrib's own where it has none."""
    if doc.has_annotation("LEMMA"):
        return lambda lemma, text, upos, xpos: lemma or text.lower()
    own = Lemmatizer.load()
    return lambda lemma, text, upos, xpos: own.lemma(text, upos, xpos)


@define(slots=False)
class SpacyAnnotator:
    """Annotates text with a spaCy pipeline: ``attrib.load(annotator=SpacyAnnotator(spacy.load("en_core_web_sm")))``.

    The pipeline needs a parser and a tagger (or morphologizer); names and lemmas help.

    Raises:
        SettingsError: ``nlp`` is no pipeline, or an option is out of range.
    """

    nlp: Language = field()
    """The spaCy pipeline."""
    scheme: str = field(default="auto", validator=in_(SCHEMES))
    """As for ``from_spacy``."""
    batch_size: int = field(default=32, validator=[instance_of(int), ge(1)])
    """Texts that spaCy reads at a time."""

    @nlp.validator
    def _is_pipeline(self, attribute: object, value: object) -> None:
        if not callable(getattr(value, "pipe", None)):
            raise SettingsError(f"nlp must be a spaCy pipeline (spacy.load(...)), not {type(value).__name__}")

    @property
    def name(self) -> str:
        """What ``Result.meta`` calls this annotator."""
        return pipeline_name(self.nlp)

    def annotate(self, texts: Iterable[str]) -> Iterator[Document]:
        """Documents of texts, lazily and in order.

        spaCy limits the length of a text and takes no lone surrogates; here long texts are read in parts, and U+FFFD stands in.

        Raises:
            InputError: the pipeline gives no parse or no tags.
        """
        waiting: deque[tuple[str, list[tuple[int, int]]]] = deque()

        def pieces() -> Iterator[str]:
            for text in texts:
                waiting.append((text, parts_of(text)))
                clean = _SURROGATE.sub("\ufffd", text)
                yield from (clean[begin:end] for begin, end in waiting[-1][1])

        docs = self.nlp.pipe(pieces(), batch_size=self.batch_size)
        for first in docs:
            text, ranges = waiting.popleft()
            rest = islice(docs, len(ranges) - 1)
            yield _joined(text, zip((b for b, _ in ranges), chain([first], rest), strict=True), self.scheme)


def pipeline_name(nlp: Language) -> str:
    """``spacy:en_core_web_sm``, as the package is called, or, for a pipeline without a name, ``spacy:en``."""
    return "spacy:" + "_".join(filter(None, (nlp.lang, nlp.meta.get("name"))))
