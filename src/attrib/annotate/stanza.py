"""The Stanza annotator: text to ``Document`` with the models inside the package, or with an official Stanza package."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from importlib import resources
from typing import Any

from attrs import define, field
from attrs.validators import ge, instance_of, optional

from attrib.document import ROOT, Document, Sentence, Token
from attrib.errors import ModelError
from attrib.formats.conllu import entities_from_tags
from attrib.paragraphs import paragraphs
from attrib.scoring import files

_EMBEDDED = "embedded"

PART = 100_000
"""Code points of a long text that are annotated at a time."""

BULK = 200_000
"""Code points of short texts that are annotated together. The more sentences, the more of like length for a batch of the engine:
64 texts of 100 words take 113 µs a word, 32 take 140. Stanza's objects hold some 1.5 KB a word meanwhile."""


def from_stanza(document: Any) -> Document:
    """Turn a Stanza document (tokenised, tagged, lemmatised, parsed, with or without names) into a ``Document``.

    Multi-word tokens give their words the token's offsets cut evenly in order, so that offsets stay ascending.
    """
    return _joined(document.text, [(0, document)])


def _consumed(parts: Iterable[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
    """Pass Stanza documents on and empty each once it was read, so that its objects are freed at once.

    They refer to each other in rings. Left to the garbage collector they pile up, 1.5 KB a word, and its searches take a fifth
    of the annotator's time.
    """
    for base, part in parts:
        yield base, part
        for sentence in part.sentences:
            for token in sentence.tokens:
                token.words.clear()
            for held in (sentence.tokens, sentence.words, sentence.dependencies, sentence.ents):
                held.clear()
        part.ents.clear()
        part.sentences.clear()


def _joined(text: str, parts: Iterable[tuple[int, Any]]) -> Document:
    """One document from Stanza documents of its parts, each with the offset at which it begins in ``text``."""
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    tags: list[str] = []
    known: dict[str, str] = {}  # one string for all tokens of a form: a third of the memory
    for base, part in parts:
        for sentence in part.sentences:
            first, number = len(tokens), len(sentences)
            for token in sentence.tokens:
                for word, start, end in _offsets(token):
                    head = int(word.head or 0)
                    form = text[base + start : base + end]
                    lemma = word.lemma or word.text.lower()
                    tokens.append(
                        Token(
                            text=known.setdefault(form, form),
                            lemma=known.setdefault(lemma, lemma),
                            upos=word.upos or "X",
                            xpos=word.xpos or "",
                            head=first + head - 1 if head else ROOT,
                            deprel=word.deprel or "dep",
                            start_char=base + start,
                            end_char=base + end,
                            sentence=number,
                        )
                    )
                    tags.append(token.ner or "O")
            sentences.append(Sentence(first, len(tokens)))
    return Document(text, tuple(tokens), tuple(sentences), entities_from_tags(tags))


def parts_of(text: str, size: int = PART) -> list[tuple[int, int]]:
    r"""Ranges of about ``size`` code points, cut between paragraphs; a text without breaks is one range.

    >>> parts_of("One.\n\nTwo.\n\nThree.", size=5)
    [(0, 6), (6, 12), (12, 18)]
    """
    out, begin = [], 0
    for paragraph in paragraphs(text):
        if paragraph.start_char - begin > size:
            out.append((begin, paragraph.start_char))
            begin = paragraph.start_char
    return [*out, (begin, len(text))]


def _offsets(token: Any) -> Iterator[tuple[Any, int, int]]:
    start, end, n = token.start_char, token.end_char, len(token.words)
    if n == 1:
        yield token.words[0], start, end
        return
    for i, word in enumerate(token.words):
        if word.start_char is not None:
            yield word, word.start_char, word.end_char
        else:
            yield word, start + (end - start) * i // n, start + (end - start) * (i + 1) // n


@define(slots=False)
class StanzaAnnotator:
    """Annotates text with Stanza.

    The pipeline is built on first use. An annotator may be shared between threads with the embedded models.

    >>> StanzaAnnotator(package="default").package
    'default'
    """

    language: str = field(default="en", validator=instance_of(str))
    package: str = field(default=_EMBEDDED, validator=instance_of(str))
    """``"embedded"``: the small models inside attrib, no network. Any other name (``"default"``, ``"default_accurate"``):
    that official Stanza package, from ``model_dir`` or downloaded by Stanza on first use."""
    model_dir: str | None = field(default=None, validator=optional(instance_of(str)))
    """Where official models lie; Stanza's own default where ``None``."""
    download: bool = field(default=True, validator=instance_of(bool))
    """Whether Stanza may fetch official models that are not there yet. The embedded ones are never fetched."""
    threads: int = field(default=1, validator=[instance_of(int), ge(1)])
    """torch threads while annotating; the process' own setting is left as it was."""
    use_gpu: bool = field(default=False, validator=instance_of(bool))
    """Whether official models may use a GPU."""

    @property
    def name(self) -> str:
        """What ``Result.meta`` calls this annotator."""
        return f"stanza:{self.package}"

    @cached_property
    def pipeline(self) -> Any:
        """The ``stanza.Pipeline``.

        Raises:
            ModelError: models are missing or damaged, or the official package cannot be had.
        """
        return self._embedded() if self.package == _EMBEDDED else self._official()

    def _embedded(self) -> Any:
        import stanza

        from attrib.annotate import processors

        logging.getLogger("stanza").debug("registered %s", processors.__name__)
        folder = files.folder(self.language)
        if not folder.is_dir():
            raise ModelError(
                f"attrib ships no embedded models for {self.language!r}; use StanzaAnnotator(package='default')"
            )
        files.read_json(self.language, "resources.json")  # Stanza reads it, but says less when it cannot
        with resources.as_file(folder) as path:
            return stanza.Pipeline(
                lang=self.language,
                dir=str(path),
                package=None,
                processors="tokenize,attrib",
                tokenize_with_attrib=True,
                allow_unknown_language=True,
                download_method=None,
                use_gpu=False,
                logging_level="ERROR",
            )

    def _official(self) -> Any:
        import stanza
        from stanza.pipeline.core import DownloadMethod

        options: dict[str, Any] = {"model_dir": self.model_dir} if self.model_dir else {}
        method = DownloadMethod.REUSE_RESOURCES if self.download else DownloadMethod.NONE
        try:
            return stanza.Pipeline(
                lang=self.language,
                package=self.package,
                processors="tokenize,mwt,pos,lemma,depparse,ner",
                download_method=method,
                use_gpu=self.use_gpu,
                logging_level="ERROR",
                **options,
            )
        except Exception as error:  # Stanza, requests and the hub client each raise their own families
            raise ModelError(
                f"Stanza package {self.package!r} for {self.language!r} could not be loaded: {error}. "
                f"Fetch it with stanza.download({self.language!r}, package={self.package!r}) where the network allows, "
                "or use the embedded models: StanzaAnnotator()"
            ) from error

    def annotate(self, texts: Iterable[str], batch_size: int = 256) -> Iterator[Document]:
        """Annotate texts, lazily and in order; at most ``batch_size`` texts, ``BULK`` code points, share the engine's batches."""
        batch: list[str] = []
        size = 0
        for text in texts:
            batch.append(text)
            size += len(text)
            if len(batch) >= batch_size or size >= BULK:
                yield from self._batch(batch)
                batch, size = [], 0
        if batch:
            yield from self._batch(batch)

    def _batch(self, texts: Sequence[str]) -> list[Document]:
        """Documents of texts; long ones are read in parts, since Stanza's objects take ten times the memory of ours."""
        from attrib.scoring.layers import torch_threads

        pipeline = self.pipeline
        with torch_threads(self.threads):
            short = iter(pipeline.bulk_process([t for t in texts if len(t) <= PART]))
            read = (self._parts(t) if len(t) > PART else [(0, next(short))] for t in texts)
            return [_joined(t, _consumed(parts)) for t, parts in zip(texts, read, strict=True)]

    def _parts(self, text: str) -> Iterator[tuple[int, Any]]:
        for begin, end in parts_of(text):
            yield begin, self.pipeline.bulk_process([text[begin:end]])[0]
