"""Two taken together or told apart: "Ann and Joe", "the two countries", "both", "the candidates", "the latter"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrib.model import EntityKind, Evidence, MentionKind
from attrib.stages._clusters import Cluster
from attrib.stages._roles import parse_role, role_match

if TYPE_CHECKING:
    from attrib.stages._state import State

NEAR = 10
"""Sentences over which a couple is remembered."""
CLOSE = 2
"""Sentences over which two who were not named as a couple are "the two"."""


def pair(state: State, i: int) -> bool:
    """ "The two countries", "both companies", "the two men": the last two of that kind. "The two", "the pair": any two."""
    tokens, m = state.document.tokens, state.mentions[i]
    noun = tokens[m.head].lemma.lower()
    if noun in state.lexicon.sets["two"]:
        return _any_two(state, i)
    inner = {t.text.lower() for t in tokens[m.start : m.head]}
    if not ({"the", "two"} <= inner or "both" in inner):
        return inner == {"the"} and _companions(state, i, noun)
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


def _any_two(state: State, i: int) -> bool:
    """ "The two", "both", "the pair": the couple named last, else the last two persons (or bodies) of the last sentences."""
    last, noun = _latest_couple(state, i, 4), state.document.tokens[state.mentions[i].head].lemma.lower()
    if last is not None and (noun != "couple" or last.parts[0].kind is EntityKind.PERSON):
        state.join(i, last, "the two")
        return True
    near = [c for c in state.near(8) if c.names and not c.parts and state.gap(i, c) <= CLOSE]
    for kind in (EntityKind.PERSON, EntityKind.ORGANISATION)[: 1 if noun == "couple" else 2]:
        found = [c for c in near if c.kind is kind and c.number != "plur"]
        if len(found) == 2 or (len(found) > 2 and state.gap(i, found[1]) < state.gap(i, found[2])):
            state.join(i, couple(state, found[1], found[0]), "the two")
            return True
    if state.mentions[i].kind is MentionKind.NOMINAL:
        state.fresh(i)  # two of a sort that is not named
        return True
    return False


def _latest_couple(state: State, i: int, farthest: int) -> Cluster | None:
    """The couple in attention that was named last, at most so many sentences ago."""
    for cluster in state.near(12):
        if cluster.parts and not any(_spot(state, p) for p in cluster.parts):
            return cluster if state.gap(i, cluster) <= farthest else None
    return None


def _spot(state: State, cluster: Cluster) -> bool:
    """Whether somebody named is a mere place ("Sun Valley, Idaho"): no country, which can speak."""
    place = cluster.kind is EntityKind.PLACE
    return place and not any(_country(state, name) for name in cluster.names)


def _companions(state: State, i: int, noun: str) -> bool:
    """ "The candidates", "the sisters", after "Ann and Joe": the couple that stands nearest, if both may be called so."""
    mention, sets = state.mentions[i], state.lexicon.sets
    last = _latest_couple(state, i, NEAR if noun in sets["paired"] else 4)
    if last is None or any(p.kind is not EntityKind.PERSON for p in last.parts):
        return False
    if mention.gender and any(p.sex not in {"", mention.gender} for p in last.parts):
        return False
    wanted = parse_role(noun, state.lexicon)
    kin = noun in sets["related"]
    fit = [
        any(wanted and role_match(wanted, r) for r in p.roles) or (kin and not p.roles) for p in last.parts
    ]
    if noun in sets["paired"] or all(fit):
        state.join(i, last, "the two")
        return True
    return False


def told_apart(state: State, i: int) -> bool:
    """ "The former", "the latter": the first and the second of the couple, or of the two named last."""
    word = state.document.tokens[state.mentions[i].head].lemma.lower()
    if word not in state.lexicon.sets["contrast"]:
        return False
    last = _latest_couple(state, i, CLOSE)
    if last is not None:
        second = state.owner.get(last.last)
        order = last.parts if second is not last.parts[0] else last.parts[::-1]
    elif state.contrast and state.gap(i, state.contrast[0]) + state.gap(i, state.contrast[1]) <= 2 * CLOSE:
        order = state.contrast
    else:
        near = [c for c in state.near(8) if c.names and not c.parts and state.gap(i, c) <= CLOSE]
        order = tuple(c for c in near if c.kind is near[0].kind)[1::-1]
    if len(order) < 2:
        return False
    state.contrast = order
    state.join(i, order[word == "latter"], f"the {word}")
    return True


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
