"""Organisations by a common noun: which one "the Iraqi government", "her campaign" or "the company" is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrib.model import EntityKind, MentionKind
from attrib.stages._clusters import MOST, Cluster
from attrib.stages._repeats import same_words

if TYPE_CHECKING:
    from attrib.stages._state import State


def body(state: State, i: int, first: str) -> None:
    """An organisation by its common noun: "the Iraqi government", "her campaign", "the company"."""
    mention, tokens = state.mentions[i], state.document.tokens
    noun = tokens[mention.head].lemma.lower()
    named = _business(state, i, noun)
    if named is not None:
        state.join(i, named, "name with organisation noun")
        return
    whose, label = _whose(state, i, noun)
    if whose:
        cluster = state.bodies.get((whose, noun))
        if cluster is None:
            cluster = state.bodies[whose, noun] = state.fresh(i, label)
        else:
            state.join(i, cluster, "same body")
        cluster.names[label] += 1
        state.bodies["", noun] = cluster
        return
    singular = first in state.lexicon.sets["definite"] and mention.number == "sing"
    known = state.bodies.get(("", noun)) if singular else None
    named = known or (_named_body(state, noun) if singular else None)
    if named is not None and _another(state, i, named):
        named = None
    if named is not None:
        state.join(i, named, "same body" if known else "organisation noun")
    elif first in state.lexicon.sets["indefinite"]:
        state.fresh(i)
    else:
        same_words(state, i, definite=first in state.lexicon.sets["definite"])


def _another(state: State, i: int, named: Cluster) -> bool:
    """Whether "the lower court", "the full House" says that it is none of those named before."""
    told = state.lexicon.sets["other"] & state.modifiers(i)
    return bool(told) and not told <= {w for n in named.names for w in n.lower().split()}


def _business(state: State, i: int, noun: str) -> Cluster | None:
    """ "The Halvorsen newspaper chain" is Halvorsen, unless the name is a place's ("the Leeds newspaper")."""
    m = state.mentions[i]
    if (
        noun not in state.lexicon.sets["business"]
        or m.number != "sing"
        or state.first_word(i) in state.lexicon.sets["indefinite"]
    ):
        return None
    for start in range(m.start, m.head):
        j = state.name_at.get(start)
        if j is None or state.document.tokens[state.mentions[j].head].deprel == "nmod:poss":
            continue
        owner = state.owner[j]
        if state.mentions[j].entity_kind in {EntityKind.ORGANISATION, EntityKind.OTHER}:
            return owner
        if state.mentions[j].entity_kind is EntityKind.PLACE and not _located(state, owner):
            owner.kind = EntityKind.ORGANISATION
            return owner
    return None


def _located(state: State, cluster: Cluster) -> bool:
    """Whether anything shows that a name is a place's: a known one, of several words, or after "in", "at", "near"."""
    tokens, lexicon = state.document.tokens, state.lexicon
    if any(" " in name or name.lower() in lexicon.countries for name in cluster.names):
        return True
    starts = [state.mentions[j].start for j in cluster.members[:MOST]]
    return any(tokens[s - 1].text.lower() in lexicon.sets["locative"] for s in starts if s)


def _whose(state: State, i: int, noun: str) -> tuple[str, str]:
    """Key and name of the body's owner: a demonym, a name before it, or a possessor."""
    m, tokens, lexicon = state.mentions[i], state.document.tokens, state.lexicon
    if m.number == "plur" and noun != "authority":
        return "", ""
    owner = state.possessor(m.head)
    if owner is not None:
        if not owner.names:
            return "", ""
        name = owner.best_name()
        country = lexicon.countries.get(name.lower())
        if country:
            adjective = name if name.isupper() else lexicon.adjectives.get(country, name)
            return country, f"{adjective} {tokens[m.head].text}"
        short = name.split()[-1] if owner.kind is EntityKind.PERSON else name
        return short.casefold(), f"{short} {tokens[m.head].text}"
    inner = [j for j in range(m.start, m.head) if tokens[j].upos in {"PROPN", "ADJ", "NOUN"}]
    for j in inner:
        if tokens[j].text.lower() in lexicon.countries:
            return lexicon.countries[tokens[j].text.lower()], state.words(i)
    if any(j in state.by_head and state.mentions[state.by_head[j]].kind is MentionKind.NAME for j in inner):
        return tokens[inner[-1]].text.casefold(), state.words(i)
    return "", ""


def _named_body(state: State, noun: str) -> Cluster | None:
    """A named entity in attention that a bare noun ("the agency", "the city") may stand for."""
    named = [c for c in state.near(8) if c.names and not c.parts]
    for cluster in named:
        said = {w for n in cluster.names for w in n.lower().split()}
        if cluster.kind is EntityKind.ORGANISATION and (noun in said or noun + "s" in said):
            return cluster
    sets = state.lexicon.sets
    if noun in sets["land"]:
        places = (c for c in state.near() if c.names and c.kind is EntityKind.PLACE)
        return next(places, None)
    if noun not in sets["bare_body"]:
        return None
    bodies = [c for c in named if c.kind is EntityKind.ORGANISATION]
    if noun in sets["business"]:
        bodies = [c for c in bodies if not any(sets["civic"] & set(n.split()) for n in c.names)]
    return next(iter(bodies), None)
