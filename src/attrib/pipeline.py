"""The extractor: the ordered stages, configured once and used many times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from itertools import islice
from os import PathLike
from pathlib import Path
from threading import Lock
from typing import Any, Literal, Protocol, TypeVar, overload

import regex
from attrs import define, field, frozen
from attrs.validators import deep_iterable, ge, in_, instance_of, le

from attrib.assemble import Parts, assemble
from attrib.candidates import Draft, Judgement
from attrib.collector import paused
from attrib.document import Document
from attrib.drafts import RULE_NAMES as DRAFT_RULES
from attrib.drafts import find_drafts
from attrib.errors import InputError, ModelError, SettingsError, UnknownLanguageError
from attrib.lexicon.confidence import load_confidence
from attrib.lexicon.cues import CueLexicon, load_cues
from attrib.lexicon.people import PeopleLexicon, load_people
from attrib.lexicon.stance import StanceLexicon, load_stance
from attrib.model import Act, Quote, Result, Stance
from attrib.scoring.files import TAGGER
from attrib.stages.confidence import confident
from attrib.stages.coreference import resolve
from attrib.stages.mentions import find_mentions
from attrib.stages.nesting import nest
from attrib.stages.quotes import find_quotes
from attrib.stages.speakers import resolve_speakers
from attrib.stages.stance import RULE_NAMES as STANCE_RULES
from attrib.stages.stance import judge
from attrib.version import __version__

LANGUAGES = ("en",)
"""Languages with lexicons and models."""

STAGES = ("tagger", "rules", "stance", "confidence")
"""Stages that ``Extractor.disabled`` may switch off whole, beside the single rules."""

SWITCHES = (*STAGES, *DRAFT_RULES, *STANCE_RULES)
"""Every name that ``Extractor.disabled`` may hold."""

Context = TypeVar("Context")
_SURROGATE = regex.compile(r"[\ud800-\udfff]")


class Annotator(Protocol):
    """Anything that turns texts into documents, lazily and in order. It may also have a ``name`` for ``Result.meta``."""

    def annotate(self, texts: Iterable[str]) -> Iterable[Document]:
        """One ``Document`` for each text, whose ``text`` is that very text."""


class Tagger(Protocol):
    """Anything that proposes drafts by itself: the trained span tagger, or a stand-in."""

    def __call__(self, documents: Sequence[Document]) -> Sequence[tuple[Draft, ...]]:
        """For each document, drafts with content, cue and source."""


@frozen
class Lexicons:
    """The word lists that the stages read."""

    cues: CueLexicon
    people: PeopleLexicon
    stance: StanceLexicon
    confidence: Mapping[str, float]


def _acts(values: Iterable[Act]) -> frozenset[Act]:
    return frozenset(values)


def _strings(values: Iterable[str]) -> frozenset[str]:
    return frozenset(values)


def _check(text: object) -> str:
    if isinstance(text, str):
        return text
    if isinstance(text, (bytes, bytearray)):
        raise InputError("text must be str, not bytes: decode it first, as in data.decode('utf-8')")
    raise InputError(f"text must be str, not {type(text).__name__}")


@define(slots=False)
class Extractor:
    """Finds attributions in texts. Build one with ``attrib.load``; it may be shared between threads.

    Raises:
        SettingsError: an option is unknown or out of range.
    """

    language: str = field(default="en", validator=in_(LANGUAGES))
    annotator: Annotator = field(kw_only=True)
    """Makes the ``Document`` that the stages read."""
    tagger: Tagger | None = field(default=None, kw_only=True)
    """The trained span tagger; with ``None`` the rules work alone."""
    min_confidence: float = field(default=0.0, kw_only=True, converter=float, validator=[ge(0.0), le(1.0)])
    """Attributions less sure than this are left out."""
    kinds: frozenset[Act] = field(
        default=frozenset(Act), kw_only=True, converter=_acts, validator=deep_iterable(instance_of(Act))
    )
    """Which acts to keep: leave out ``Act.BELIEF`` to get speech only."""
    disabled: frozenset[str] = field(default=frozenset(), kw_only=True, converter=_strings)
    """Names of stages and rules (``SWITCHES``) that are switched off."""

    @cached_property
    def lexicons(self) -> Lexicons:
        """The language's word lists, read on first use."""
        language = self.language
        return Lexicons(
            load_cues(language), load_people(language), load_stance(language), load_confidence(language)
        )

    def __call__(self, text: str) -> Result:
        """Find the attributions of one text.

        Raises:
            InputError: ``text`` is not a string.
        """
        return next(self.pipe([text]))

    @overload
    def pipe(
        self, texts: Iterable[str], *, batch_size: int = 64, as_tuples: Literal[False] = False
    ) -> Iterator[Result]: ...
    @overload
    def pipe(
        self, texts: Iterable[tuple[str, Context]], *, batch_size: int = 64, as_tuples: Literal[True]
    ) -> Iterator[tuple[Result, Context]]: ...
    def pipe(self, texts: Iterable[Any], *, batch_size: int = 64, as_tuples: bool = False) -> Iterator[Any]:
        """Find the attributions of many texts, lazily and in order.

        Args:
            texts: Strings; with ``as_tuples``, pairs of a string and anything, which comes back beside its result.
            batch_size: Most texts held at a time; they share the engine's batches.
            as_tuples: Whether to carry a context through.

        Raises:
            InputError: an item is not a string.
            SettingsError: ``batch_size`` is less than 1.
        """
        if batch_size < 1:
            raise SettingsError(f"batch_size must be at least 1, not {batch_size}")
        return self._pipe(iter(texts), batch_size, as_tuples)

    def _pipe(self, items: Iterator[Any], batch_size: int, as_tuples: bool) -> Iterator[Any]:
        while batch := list(islice(items, batch_size)):
            texts = [_check(item[0] if as_tuples else item) for item in batch]
            for item, result in zip(batch, self._read(texts), strict=True):
                yield (result, item[1]) if as_tuples else result

    @paused()  # around all of it: what a batch needed is freed before the collector could look for it
    def _read(self, texts: Sequence[str]) -> list[Result]:
        documents = list(self.annotator.annotate(texts))
        if len(documents) != len(texts):
            raise SettingsError(f"the annotator gave {len(documents)} documents for {len(texts)} texts")
        return self._results(documents)

    def extract_from(self, document: Document) -> Result:
        """Find the attributions of a document that is annotated already."""
        return self._results([document])[0]

    def pipe_from(self, documents: Iterable[Document], *, batch_size: int = 64) -> Iterator[Result]:
        """Find the attributions of many documents that are annotated already, lazily and in order.

        Where the parses are wanted beside the results, make them first, with any annotator:

        >>> extractor = load("en", tagger=False)
        >>> documents = list(extractor.annotator.annotate(["“No,” she said."]))
        >>> [len(result) for result in extractor.pipe_from(documents)]
        [1]

        Raises:
            SettingsError: ``batch_size`` is less than 1.
        """
        if batch_size < 1:
            raise SettingsError(f"batch_size must be at least 1, not {batch_size}")
        left = iter(documents)
        return (
            result
            for batch in iter(lambda: list(islice(left, batch_size)), [])
            for result in self._results(batch)
        )

    @paused()
    def _results(self, documents: Sequence[Document]) -> list[Result]:
        """Results of documents that share the tagger's batches."""
        return list(map(self._result, documents, self._tagged(documents)))

    def _result(self, document: Document, tagged: tuple[Draft, ...]) -> Result:
        quotes = find_quotes(document.text)
        drafts = self._drafts(document, quotes, tagged)
        if "confidence" not in self.disabled:
            drafts = confident(drafts, self.lexicons.confidence)
        people = self.lexicons.people
        mentions = find_mentions(document, people)
        chains = resolve(document, quotes, mentions, drafts, people)
        speakers = resolve_speakers(document, quotes, chains, drafts, people)
        judgements = self._judge(document, quotes, drafts)
        spans = [document.span(d.cue.tokens[0], d.cue.tokens[-1] + 1) if d.cue else None for d in drafts]
        parts = Parts(document, quotes, drafts, chains, speakers, judgements, nest(drafts, spans))
        return assemble(
            parts, min_confidence=self.min_confidence, kinds=self.kinds, meta=self._meta(document)
        )

    @property
    def _tags(self) -> bool:
        return self.tagger is not None and "tagger" not in self.disabled

    def _tagged(self, documents: Sequence[Document]) -> Sequence[tuple[Draft, ...]]:
        if self.tagger is None or not self._tags:
            return [()] * len(documents)
        return self.tagger(documents)

    def drafts(self, document: Document) -> tuple[Draft, ...]:
        """Attributions before speakers, stance and calibration."""
        return self._drafts(document, find_quotes(document.text), *self._tagged([document]))

    def _drafts(
        self, document: Document, quotes: tuple[Quote, ...], tagged: tuple[Draft, ...]
    ) -> tuple[Draft, ...]:
        return find_drafts(
            document,
            quotes,
            tagged if self._tags else None,
            self.lexicons.cues,
            disabled=self.disabled,
        )

    def _judge(
        self, document: Document, quotes: tuple[Quote, ...], drafts: tuple[Draft, ...]
    ) -> tuple[Judgement, ...]:
        if "stance" in self.disabled:
            return (Judgement(Stance(), False, ()),) * len(drafts)
        lexicon = self.lexicons.stance
        return tuple(judge(document, quotes, d, lexicon, disabled=self.disabled) for d in drafts)

    def _meta(self, document: Document) -> dict[str, Any]:
        flags = ["LONE_SURROGATE"] if _SURROGATE.search(document.text) else []
        return {
            "attrib": __version__,
            "language": self.language,
            "annotator": getattr(self.annotator, "name", type(self.annotator).__name__),
            "tagger": self._tags and (getattr(self.tagger, "name", "") or True),
            "disabled": sorted(self.disabled),
            "flags": flags,
        }


def load(
    language: str = "en",
    *,
    annotator: Annotator | None = None,
    tagger: Tagger | bool | str | PathLike[str] = True,
    min_confidence: float = 0.0,
    kinds: Iterable[Act | str] | None = None,
    disabled: Iterable[str] = (),
) -> Extractor:
    """Build an extractor.

    Args:
        language: ``"en"`` is the one there is.
        annotator: What makes the parses; the embedded Stanza models where ``None``.
        tagger: ``False`` works by rules alone. A folder that ``attrib train`` wrote gives the tagger in it; another object takes
            the shipped tagger's place.
        min_confidence: Leave out attributions less sure than this (0 to 1).
        kinds: Acts to keep (``"ASSERTION"`` …); all where ``None``.
        disabled: Names of stages and rules (``SWITCHES``) to switch off.

    Raises:
        UnknownLanguageError: there are no word lists for the language.
        SettingsError: an option has an impossible value.
        ModelError: the folder holds no tagger. Damaged files are told on first use, when they are read.
    """
    if language not in LANGUAGES:
        raise UnknownLanguageError(f"no language {language!r}; there is: {', '.join(LANGUAGES)}")
    if annotator is None:
        from attrib.annotate.stanza import StanzaAnnotator

        annotator = StanzaAnnotator(language)
    if not callable(getattr(annotator, "annotate", None)):
        raise SettingsError(
            f"annotator must have a method annotate(texts), and {type(annotator).__name__} has none"
        )
    try:
        return Extractor(
            language,
            annotator=annotator,
            tagger=_tagger(tagger, language),
            min_confidence=min_confidence,
            kinds=frozenset(Act if kinds is None else map(_act, kinds)),
            disabled=_names(disabled),
        )
    except (ValueError, TypeError) as error:
        raise error if isinstance(error, SettingsError) else SettingsError(str(error)) from error


def _act(kind: Act | str) -> Act:
    try:
        return Act(kind)
    except ValueError:
        raise SettingsError(f"kinds: {kind!r} is none of {', '.join(Act)}") from None


def _names(disabled: Iterable[str]) -> frozenset[str]:
    if isinstance(disabled, str):
        raise SettingsError(f"disabled must be a collection of names, as in disabled=[{disabled!r}]")
    names = frozenset(disabled)
    for name in sorted(names.difference(SWITCHES)):
        near = get_close_matches(str(name), SWITCHES, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(SWITCHES)}"
        raise SettingsError(f"nothing is called {name!r} that could be disabled; {hint}")
    return names


def _tagger(tagger: Tagger | bool | str | PathLike[str], language: str) -> Tagger | None:
    if isinstance(tagger, (str, PathLike)):
        folder = Path(tagger)
        if not (folder / TAGGER).is_file():
            raise ModelError(f"{folder} holds no {TAGGER}; train one: attrib train CORPUS --output {folder}")
        return LazyTagger(folder)
    if not isinstance(tagger, bool):
        return tagger
    return LazyTagger(language) if tagger else None


class LazyTagger:
    """A span tagger from files, loaded on first use, so that building an extractor stays cheap."""

    def __init__(self, place: str | Path) -> None:
        self.name = place.name if isinstance(place, Path) else ""
        """The folder's name, for ``Result.meta``; empty for the shipped tagger."""
        self._place = place
        self._lock = Lock()
        self._loaded: Tagger | None = None

    def __call__(self, documents: Sequence[Document]) -> Sequence[tuple[Draft, ...]]:
        """Tag with the model."""
        with self._lock:
            if self._loaded is None:
                from attrib.scoring.tagger import SpanTagger

                self._loaded = SpanTagger.load(self._place)
        return self._loaded(documents)


_default: Extractor | None = None
_default_lock = Lock()


def extract(text: str) -> Result:
    """Find the attributions of one text with the default English extractor, which is loaded once, on first use.

    Raises:
        InputError: ``text`` is not a string.
    """
    global _default
    with _default_lock:
        if _default is None:
            _default = load("en")
    return _default(text)
