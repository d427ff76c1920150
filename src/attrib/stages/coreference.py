"""Coreference for sources: which names, descriptions and pronouns are one entity.

Names first, over the whole text; then descriptions and pronouns from left to right against the entities seen
last (a bounded list, so that the cost stays linear); last, first persons, and descriptions in headlines whose
name comes later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from attrib.candidates import Chain
from attrib.model import EntityKind, Evidence, MentionKind
from attrib.stages._announced import announced
from attrib.stages._antecedents import features, fit, pronoun_class
from attrib.stages._apposition import appositions
from attrib.stages._clusters import in_order
from attrib.stages._couples import couple, pair
from attrib.stages._descriptions import nominal
from attrib.stages._state import State
from attrib.stages._voice import first_persons
from attrib.syntax import carrier

if TYPE_CHECKING:
    from collections.abc import Callable

    from attrib.candidates import Draft, MentionCandidate
    from attrib.document import Document
    from attrib.lexicon.people import PeopleLexicon
    from attrib.model import Quote
    from attrib.stages._clusters import Cluster

Candidate: TypeAlias = "tuple[list[str], Cluster]"
"""What speaks for an entity, and the entity."""
Settle: TypeAlias = "Callable[[State, int, list[Candidate]], None]"

_BODIES = frozenset({EntityKind.ORGANISATION, EntityKind.GROUP})
TIE = 0.2
"""Scores (log-odds) closer than this are a tie: the pronoun stays unresolved."""
FLOOR = -4.0
"""Below this nothing in attention fits: the pronoun stays without antecedent. Low, since whoever is quoted is somebody."""


def _pronoun(state: State, i: int, settle: Settle) -> None:
    """A third-person pronoun: its candidates in attention are put before ``settle``."""
    mention = state.mentions[i]
    entry = state.lexicon.pronouns.get(state.document.tokens[mention.head].text.lower())
    if entry is None or entry.person != 3 or entry.kind == "indefinite":
        if mention.number == "plur" and _alone(state, i):
            pair(state, i)
        return
    if entry.kind == "relative":
        _relative(state, i)
        return
    speaker = state.speaker_at(mention.head)
    found: list[Candidate] = []
    for rank, cluster in enumerate(state.near()):
        holds = features(i, cluster, state.mentions, state.scene, speaker, state.previous, rank)
        if holds is not None:
            found.append((holds, cluster))
    settle(state, i, found)


def _alone(state: State, i: int) -> bool:
    """ "Both said": no "both of them", no "both sides"."""
    tokens, end = state.document.tokens, state.mentions[i].end
    return end < len(tokens) and tokens[end].upos in {"VERB", "AUX", "ADV"}


def settled_by_score(state: State, i: int, found: list[Candidate]) -> None:
    """Join a pronoun with the candidate that fits best; none that fits and two that fit equally well leave it alone."""
    mention = state.mentions[i]
    weights = state.lexicon.antecedents[pronoun_class(mention)]
    ranked = [(fit(holds, cluster, weights), cluster) for holds, cluster in found]
    ranked.sort(key=lambda x: -x[0])
    if not ranked or ranked[0][0] < FLOOR:
        return
    best, cluster = ranked[0]
    other = ranked[1][0] if len(ranked) > 1 else None
    if other is not None and best - other < TIE:
        if pronoun_class(mention) == "group" and cluster.sex and ranked[1][1].kind in _BODIES:
            take(
                state, i, ranked[1][1], other, best
            )  # "they": rather a body than one person whose gender is known
            return
        _undecided(state, i, ranked)
        return
    take(state, i, cluster, best, other)


def take(
    state: State, i: int, cluster: Cluster, score: float | None = None, other: float | None = None
) -> None:
    """Join a pronoun with its antecedent, which learns its gender from it."""
    mention = state.mentions[i]
    if mention.gender in {"male", "female"} and not cluster.sex:
        cluster.gender[mention.gender] += 1
    state.join(i, cluster, f"pronoun:{state.document.tokens[mention.head].text.lower()}", score, other)


def _undecided(state: State, i: int, ranked: list[tuple[float, Cluster]]) -> None:
    """Keep the pronoun apart, with a note of the two that tie."""
    cluster = state.fresh(i)
    cluster.tied = True
    spans = (state.span(i), *(state.span(c.latest) for _, c in ranked[:2] if c.latest >= 0))
    score, other = round(ranked[0][0], 3), round(ranked[1][0], 3)
    cluster.links.append(Evidence("speaker", "ambiguous", spans, score, other))


def _relative(state: State, i: int) -> None:
    """ "who", "which", "that": the noun that the relative clause hangs from, or else the one just before."""
    tokens, head = state.document.tokens, state.mentions[i].head
    for a in state.document.ancestors(head):
        if tokens[a].deprel in {"acl:relcl", "acl"}:
            noun = carrier(state.document, a)
            j = state.by_head.get(noun)
            if j is None:
                j = state.covering(noun)
            if j is not None and j in state.owner and state.mentions[j].start < head:
                state.join(i, state.owner[j], "relative")
                return
            if noun != tokens[a].head:
                return  # nobody that is known
    before = head - 1
    while before >= 0 and (tokens[before].text in {",", "—", "-", "(", ")"} or tokens[before].upos == "ADP"):
        before -= 1
    j = state.covering(before)
    if j is not None and j in state.owner:
        state.join(i, state.owner[j], "relative")


def _conjoined(state: State, i: int) -> None:
    """Note "Ann and Joe", "Ann and her brother, Joe" as two who may be "they"."""
    mention = state.mentions[i]
    token = state.document.tokens[mention.head]
    if token.relation != "conj":
        return
    j = state.by_head.get(token.head)
    if j is None or j not in state.owner or MentionKind.PRONOUN in {mention.kind, state.mentions[j].kind}:
        return
    a, b = state.owner[j], state.owner[i]
    if not (a.names and b.names):
        return
    if a is not b and not a.parts and a.kind is b.kind and mention.start - state.mentions[j].end <= 3:
        pair = couple(state, a, b)
        pair.last = i
        state.attend(pair)


def read(state: State, settle: Settle = settled_by_score) -> None:
    """The pass from left to right; ``settle`` decides on pronouns."""
    for i, mention in enumerate(state.mentions):
        if i not in state.owner:
            if mention.kind is MentionKind.PRONOUN:
                _pronoun(state, i, settle)
            elif mention.kind is MentionKind.NOMINAL:
                nominal(state, i)
        cluster = state.owner.get(i)
        if cluster is not None and not cluster.tied and i not in state.aside and not state.in_byline(mention):
            state.see(i, cluster)
            _conjoined(state, i)


def resolve(
    document: Document,
    quotes: tuple[Quote, ...],
    mentions: tuple[MentionCandidate, ...],
    drafts: tuple[Draft, ...],
    lexicon: PeopleLexicon,
) -> tuple[Chain, ...]:
    """Join mentions into chains, one an entity, in order of first mention.

    Args:
        document: The annotated text.
        quotes: Quoted stretches: they decide whose "I" it is.
        mentions: What ``find_mentions`` found.
        drafts: Attributions in the making: sources weigh more, contents know their speaker.
        lexicon: Words for people, groups, places and documents.
    """
    state = State(document, quotes, mentions, drafts, lexicon)
    appositions(state)
    read(state)
    announced(state)
    first_persons(state)
    return tuple(
        Chain(
            name=cluster.best_name(),
            kind=cluster.kind,
            mentions=tuple(mentions[i] for i in sorted(set(cluster.members))),
            named=bool(cluster.names) or bool(cluster.parts),
            gender=cluster.sex,
            roles=tuple(cluster.role_texts),
            links=tuple(cluster.links),
        )
        for cluster in in_order(c for c in state.clusters if c.members)
    )
