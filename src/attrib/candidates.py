"""What stages hand to each other before there are results: proposals, with the evidence for them.

Positions are token indices into ``Document.tokens`` where a name says so, and character ``Span``s otherwise.
"""

from __future__ import annotations

from enum import StrEnum

from attrs import evolve, field, frozen

from attrib.model import EntityKind, Evidence, MentionKind, SpeakerKind, Stance, UnresolvedReason
from attrib.spans import Span


class CueKind(StrEnum):
    """What sort of words carry the act."""

    VERB = "VERB"
    NOUN = "NOUN"
    ADJECTIVE = "ADJECTIVE"
    PREPOSITION = "PREPOSITION"
    COLON = "COLON"
    DASH = "DASH"


@frozen
class CueCandidate:
    """Words that may express an act of saying, thinking or wanting."""

    tokens: tuple[int, ...]
    """Token indices, ascending; negation and auxiliaries included where the span conventions ask for them."""
    head: int
    """The token that governs source and content in the tree."""
    lemma: str
    """Lemma with particle ("point out"), or the words ("according to"), or the mark (":")."""
    kind: CueKind
    """Verb, noun, preposition …"""
    frame: str = ""
    """Complement frame in the parse: ``that``, ``ccomp``, ``xcomp``, ``obj``, ``quote``, ``none`` …"""
    score: float = 0.0
    """Probability, 0 to 1, that it is a cue."""
    evidence: tuple[Evidence, ...] = ()
    complement: tuple[int, ...] = ()
    """Token indices of the complement, ascending; empty where a fixed phrase or a mark has none."""
    complement_head: int = -1
    """The token that the complement hangs from."""


@frozen
class Draft:
    """An attribution in the making: each stage fills its own fields with ``with_``."""

    content: tuple[Span, ...]
    """Character spans, ascending; never empty."""
    cue: CueCandidate | None = None
    """None for a bare quote."""
    source: tuple[Span, ...] = ()
    """Character spans of the source words; empty where the text has none."""
    source_head: int | None = None
    """Token index of the source's syntactic head."""
    score: float = 0.0
    """Confidence so far, 0 to 1."""
    evidence: tuple[Evidence, ...] = ()

    def with_(self, *evidence: Evidence, **changes: object) -> Draft:
        """A copy with fields changed and evidence appended."""
        return evolve(self, evidence=self.evidence + evidence, **changes)  # type: ignore[arg-type]


@frozen
class MentionCandidate:
    """A noun phrase, name or pronoun that may refer to an entity."""

    start: int
    """Index of the first token."""
    end: int
    """Index one past the last token."""
    head: int
    """Syntactic head."""
    kind: MentionKind
    name: str = ""
    """For a name: its words without title, role or article."""
    entity_kind: EntityKind = EntityKind.OTHER
    gender: str = ""
    """``female``, ``male``, ``neuter`` or ``""`` (unknown)."""
    number: str = ""
    """``sing``, ``plur`` or ``""``."""
    person: int = 3
    """Grammatical person of a pronoun."""
    roles: tuple[str, ...] = ()
    """Titles and roles that the phrase itself holds."""


@frozen
class Chain:
    """Mentions of one entity, as coreference joined them."""

    name: str
    """Canonical name; the fullest words where nobody is named."""
    kind: EntityKind
    mentions: tuple[MentionCandidate, ...]
    """In text order."""
    named: bool
    """Whether any mention is a name."""
    gender: str = ""
    roles: tuple[str, ...] = ()
    links: tuple[Evidence, ...] = ()
    """Why each mention joined: one ``Evidence`` a link, spans (mention, antecedent), with scores."""


@frozen
class ResolvedSource:
    """What the speakers stage concludes about one draft."""

    names: tuple[str, ...] = ()
    """Speakers' names, in order; empty where there is none."""
    kinds: tuple[SpeakerKind, ...] = ()
    """One a name; a single ``IMPLICIT`` where there is no source."""
    chains: tuple[int | None, ...] = ()
    """Index into the chains for each name, or ``None``."""
    unresolved: UnresolvedReason | None = None
    evidence: tuple[Evidence, ...] = field(default=())


@frozen
class Judgement:
    """What the stance stage concludes about one draft."""

    stance: Stance
    """The four fields."""
    hypothetical: bool = False
    """Whether the act itself is modal, conditional or future."""
    evidence: tuple[Evidence, ...] = ()
    """One entry a rule and field that it set."""
