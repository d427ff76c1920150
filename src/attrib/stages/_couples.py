"""Two taken together: "Ann and Joe", "the two countries", "the candidates"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrib.model import EntityKind, Evidence
from attrib.stages._clusters import Cluster

if TYPE_CHECKING:
    from attrib.stages._state import State

NEAR = 10
"""Sentences over which a couple is remembered."""


def pair(state: State, i: int) -> bool:
    """ "The two countries", "both companies", "the two men": the last two of that kind."""
    tokens, m = state.document.tokens, state.mentions[i]
    inner = {t.text.lower() for t in tokens[m.start : m.head]}
    if not ({"the", "two"} <= inner or "both" in inner):
        return inner == {"the"} and _rivals(state, i)
    noun = tokens[m.head].lemma.lower()
    sets, kind = state.lexicon.sets, EntityKind.PERSON
    if noun in sets["land"] | sets["paired_body"]:
        kind = EntityKind.PLACE if noun in sets["land"] else EntityKind.ORGANISATION
    if kind is EntityKind.PERSON and m.entity_kind not in {EntityKind.GROUP, EntityKind.PERSON}:
        return False
    found = [c for c in state.near() if c.kind is kind and c.names and not c.parts and state.gap(i, c) <= 12]
    if noun in {"country", "nation"}:
        found = [c for c in found if any(_country(state, name) for name in c.names)]
    if kind is EntityKind.PERSON and m.gender:
        found = [c for c in found if c.sex == m.gender]
    if len(found) < 2:
        return False
    pair = couple(state, found[1], found[0])
    state.join(i, pair, "the two")
    return True


def _rivals(state: State, i: int) -> bool:
    """ "The candidates", after "Ann Meyer and Joe Park": the couple that stands nearest, if people may be called so."""
    noun = state.document.tokens[state.mentions[i].head].lemma.lower()
    if noun not in state.lexicon.sets["paired"]:
        return False
    for cluster in state.near(8):
        if cluster.parts and all(p.kind is EntityKind.PERSON for p in cluster.parts):
            if state.gap(i, cluster) > NEAR:
                return False
            state.join(i, cluster, "the two")
            return True
    return False


def _country(state: State, name: str) -> bool:
    """Whether a name is a country's own: no state of a federation, no capital."""
    lexicon = state.lexicon
    country = lexicon.countries.get(name.lower(), "")
    return country not in lexicon.states | {""} and name.lower() not in lexicon.seats


def couple(state: State, a: Cluster, b: Cluster) -> Cluster:
    """An entity made of two others."""
    first, second = sorted((a, b), key=lambda c: c.first_token)
    pair = Cluster(
        EntityKind.GROUP,
        label=f"{first.best_name()} and {second.best_name()}",
        number="plur",
        parts=(first, second),
    )
    pair.first_token = second.first_token
    spans = tuple(state.span(c.members[0]) for c in (first, second))
    pair.links.append(Evidence("speaker", "members", spans))
    state.clusters.append(pair)
    return pair
