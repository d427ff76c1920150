"""The result types: what a caller gets. Frozen, slotted, comparable; no engine behind them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from attrib.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Form(StrEnum):
    """How the content is worded."""

    DIRECT = "DIRECT"
    INDIRECT = "INDIRECT"
    MIXED = "MIXED"


class Act(StrEnum):
    """What the source does (see the annotation guidelines)."""

    ASSERTION = "ASSERTION"
    QUESTION = "QUESTION"
    DIRECTIVE = "DIRECTIVE"
    COMMISSIVE = "COMMISSIVE"
    EXPRESSIVE = "EXPRESSIVE"
    DECLARATION = "DECLARATION"
    BELIEF = "BELIEF"


class Polarity(StrEnum):
    """Where the source stands towards the content."""

    POSITIVE = "POSITIVE"
    NEGATIVE = "NEGATIVE"
    UNCOMMITTED = "UNCOMMITTED"


class Certainty(StrEnum):
    """How sure the source presents itself of the content."""

    CERTAIN = "CERTAIN"
    PROBABLE = "PROBABLE"
    POSSIBLE = "POSSIBLE"
    UNDERSPECIFIED = "UNDERSPECIFIED"


class Endorsement(StrEnum):
    """How the writer frames the content."""

    ACKNOWLEDGE = "ACKNOWLEDGE"
    ENDORSE = "ENDORSE"
    DISTANCE = "DISTANCE"
    CONTEST = "CONTEST"


class SpeakerKind(StrEnum):
    """How the source words refer to the speaker."""

    NAMED = "NAMED"
    PRONOUN = "PRONOUN"
    NOMINAL = "NOMINAL"
    ANONYMOUS = "ANONYMOUS"
    GENERIC = "GENERIC"
    DOCUMENT = "DOCUMENT"
    AUTHOR = "AUTHOR"
    IMPLICIT = "IMPLICIT"


class EntityKind(StrEnum):
    """What sort of thing an entity is."""

    PERSON = "PERSON"
    GROUP = "GROUP"
    ORGANISATION = "ORGANISATION"
    PLACE = "PLACE"
    DOCUMENT = "DOCUMENT"
    OTHER = "OTHER"


class MentionKind(StrEnum):
    """How a mention refers."""

    NAME = "NAME"
    NOMINAL = "NOMINAL"
    PRONOUN = "PRONOUN"


class UnresolvedReason(StrEnum):
    """Why an attribution has no speaker."""

    NO_SOURCE = "NO_SOURCE"
    """The text names no source (passive without agent, quote alone)."""
    NO_ANTECEDENT = "NO_ANTECEDENT"
    """The source is a pronoun or description with nothing to refer to."""
    AMBIGUOUS = "AMBIGUOUS"
    """Two or more antecedents score too close to choose."""


class QuoteFlag(StrEnum):
    """What is unusual about a quote."""

    UNCLOSED = "UNCLOSED"
    """No closing mark was found; the quote ends with its paragraph."""
    CONTINUES = "CONTINUES"
    """The next paragraph goes on with the same quote (opening mark repeated, closing mark left out)."""
    CONTINUED = "CONTINUED"
    """This paragraph carries on the quote of the one before."""
    MISMATCHED = "MISMATCHED"
    """The closing mark is of another family than the opening one."""
    NESTED = "NESTED"
    """The quote stands inside another quote."""


@frozen
class Evidence:
    """One reason for one part of an attribution, so that "why?" has an answer."""

    part: str
    """Which part it supports: ``cue``, ``content``, ``source``, ``speaker``, ``stance.act`` …"""
    rule: str
    """Name of the rule or scorer that proposed it."""
    spans: tuple[Span, ...] = ()
    """The stretches of text it rests on."""
    score: float | None = None
    """Score of the chosen candidate, where there was a choice."""
    runner_up: float | None = None
    """Score of the best candidate that lost."""
    note: str = ""
    """Anything a reader needs besides, in words."""


@frozen
class Passage:
    """One or more stretches of the text, in order, that belong together."""

    spans: tuple[Span, ...]
    """At least one; ascending, not overlapping."""
    text: str
    """The stretches' text, joined by one space."""

    @classmethod
    def of(cls, text: str, spans: tuple[Span, ...]) -> Passage:
        """Cut the passage out of the text that its spans refer to.

        >>> Passage.of("“No,” he said, “never.”", (Span(0, 5), Span(15, 23))).text
        '“No,” “never.”'
        """
        return cls(spans, " ".join(text[s.start_char : s.end_char] for s in spans))

    @property
    def start_char(self) -> int:
        """Start of the first span."""
        return self.spans[0].start_char

    @property
    def end_char(self) -> int:
        """End of the last span."""
        return self.spans[-1].end_char

    def __str__(self) -> str:
        return self.text


@frozen
class Cue:
    """The words that express the act."""

    passage: Passage
    """Where they stand."""
    lemma: str
    """Lemma of the head word, with particle ("point out"); the words themselves for "according to"; the mark for a colon."""

    @property
    def text(self) -> str:
        """The cue's words as they stand."""
        return self.passage.text

    def __str__(self) -> str:
        return self.text


@frozen
class Mention:
    """One reference to an entity."""

    span: Span
    """Where it stands."""
    text: str
    """Its words."""
    kind: MentionKind
    """Name, description or pronoun."""

    def __str__(self) -> str:
        return self.text


@frozen
class Entity:
    """Somebody or something that the text refers to, with every mention found."""

    id: str
    """``E1``, ``E2`` … in order of first mention."""
    name: str
    """Canonical name: the fullest that the text gives, without title, role or article."""
    kind: EntityKind
    """Person, organisation …"""
    mentions: tuple[Mention, ...] = field(repr=False)
    """In text order."""
    gender: str = ""
    """``"female"``, ``"male"`` or ``""`` where the text gives no evidence."""
    roles: tuple[str, ...] = ()
    """Roles and titles seen with it ("Iraqi Prime Minister")."""

    def __str__(self) -> str:
        return self.name


@frozen
class Speaker:
    """Who is behind a source."""

    name: str
    """The fullest name that the text gives; for an unnamed source its own words without the article."""
    kind: SpeakerKind
    """How the source words refer to it."""
    entity: Entity | None = None
    """The entity with its mentions, where there is one."""

    def __str__(self) -> str:
        return self.name


@frozen
class Stance:
    """What the source does and how the writer frames it; four closed fields."""

    act: Act = Act.ASSERTION
    polarity: Polarity = Polarity.POSITIVE
    certainty: Certainty = Certainty.CERTAIN
    endorsement: Endorsement = Endorsement.ACKNOWLEDGE

    @property
    def factuality(self) -> str:
        """FactBank's codes, derived: ``CT+ PR+ PS+ CT- PR- PS- CTu Uu`` (Saurí and Pustejovsky 2009).

        Certain, probable or possible; positive, negative or unknown. What is no proposition, or where the source
        keeps out of it, is ``Uu``; ``CTu`` is a source that is certain, of an answer that it does not give.

        >>> Stance(polarity=Polarity.NEGATIVE, certainty=Certainty.PROBABLE).factuality
        'PR-'
        """
        level = {Certainty.CERTAIN: "CT", Certainty.PROBABLE: "PR", Certainty.POSSIBLE: "PS"}.get(
            self.certainty
        )
        if level is None or (self.polarity is Polarity.UNCOMMITTED and level != "CT"):
            return "Uu"
        signs = {Polarity.POSITIVE: "+", Polarity.NEGATIVE: "-", Polarity.UNCOMMITTED: "u"}
        return level + signs[self.polarity]


@frozen
class Quote:
    """A stretch in quotation marks, before and after anyone decides whether it is speech."""

    span: Span
    """The whole stretch, marks included."""
    inner: Span
    """What stands between the marks."""
    is_speech: bool = False
    """Whether an attribution's content holds it."""
    flags: tuple[QuoteFlag, ...] = ()
    """What is unusual about it."""


@frozen
class Attribution:
    """One act of saying, thinking or wanting."""

    id: str
    """``A1``, ``A2`` … in text order of the content."""
    form: Form
    """Direct, indirect or mixed."""
    content: Passage
    """What is said; several spans where the text interrupts it."""
    cue: Cue | None
    """The words of saying; ``None`` for a bare quote."""
    source: Passage | None
    """The words that name who it is from."""
    speakers: tuple[Speaker, ...] = ()
    """Who that is, after coreference; two for "Ann and Joe said"."""
    unresolved: UnresolvedReason | None = None
    """Why ``speakers`` is empty, if it is."""
    stance: Stance = field(factory=Stance)
    """What the speaker does with the content."""
    parent: str | None = None
    """Id of the attribution in whose content this one stands."""
    hypothetical: bool = False
    """Whether the saying itself is modal, conditional or future ("might say", "if he said")."""
    confidence: float = 1.0
    """Probability, 0 to 1, that the attribution is right."""
    evidence: tuple[Evidence, ...] = field(default=(), repr=False)
    """Why each part is what it is."""

    @property
    def speaker(self) -> Speaker | None:
        """The first speaker, or ``None``: then ``unresolved`` says why."""
        return self.speakers[0] if self.speakers else None

    def __str__(self) -> str:
        who = " and ".join(map(str, self.speakers)) or str(self.unresolved or "")
        return " | ".join((self.id, who, str(self.cue or ""), str(self.content)))


@frozen
class Result:
    """Everything found in one text."""

    text: str
    """The caller's string, untouched; all offsets refer to it."""
    attributions: tuple[Attribution, ...] = ()
    """In text order."""
    speakers: tuple[Entity, ...] = ()
    """The entities that speak, in order of first attribution."""
    quotes: tuple[Quote, ...] = ()
    """Every quoted stretch, speech or not."""
    meta: dict[str, Any] = field(factory=dict)
    """Library version, engine, language, settings, flags of the input."""

    def __iter__(self) -> Iterator[Attribution]:
        return iter(self.attributions)

    def __len__(self) -> int:
        return len(self.attributions)

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts and lists, ready for ``json.dumps``; ``from_dict`` gives an equal result back.

        Raises:
            FormatError: ``meta`` holds what JSON cannot.
        """
        from attrib.formats.json import to_dict

        return to_dict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Result:
        """The result that ``to_dict`` or ``to_json`` wrote.

        Raises:
            FormatError: the data have another shape; the message names the place, as ``$.quotes[3]``.
        """
        from attrib.formats.json import from_dict

        return from_dict(data)

    def to_json(self, *, indent: int | None = None) -> str:
        """One line of JSON, or indented; equal results give equal bytes.

        Raises:
            FormatError: ``meta`` holds what JSON cannot.
        """
        from attrib.formats.json import to_json

        return to_json(self, indent=indent)

    def to_records(self) -> list[dict[str, Any]]:
        """One flat dict an attribution, as ``pandas.DataFrame`` and ``polars.DataFrame`` take them."""
        from attrib.formats.records import to_records

        return to_records(self)

    def to_html(self, *, title: str | None = None) -> str:
        """A whole page for a browser, in one file without a network: the marked text, its speakers, filters, reasons.

        ``title`` stands above the text. Write the page as UTF-8.
        """
        from attrib.formats.html import to_page

        return to_page(self, title=title)

    def _repr_html_(self) -> str:
        """What a notebook shows: the text with contents, cues and sources marked."""
        from attrib.formats.html import to_fragment

        return to_fragment(self)
