"""Descriptions: which entity "the Iraqi PM", "her campaign", "the two countries" or "the woman" is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrib.model import EntityKind, Evidence, MentionKind
from attrib.stages._clusters import Cluster
from attrib.stages._roles import Role, parse_role, role_match

if TYPE_CHECKING:
    from attrib.stages._state import State


def nominal(state: State, i: int) -> None:
    """Resolve one description, or open an entity for it."""
    mention, first = state.mentions[i], state.first_word(i)
    if mention.number == "plur" and _pair(state, i):
        return
    if mention.entity_kind is EntityKind.ORGANISATION:
        _body(state, i, first)
    elif first in state.lexicon.sets["indefinite"]:
        state.fresh(i)
    elif mention.entity_kind is EntityKind.PERSON and mention.number == "sing":
        _person(state, i, first)
    elif first in state.lexicon.sets["definite"] or mention.entity_kind is EntityKind.GROUP:
        _same_words(state, i, definite=first in state.lexicon.sets["definite"])
    else:
        state.fresh(i)


# --- persons ----------------------------------------------------------------------------------------------


def _person(state: State, i: int, first: str) -> None:
    """A description of one person: whoever holds such a role, the latest where several do."""
    mention = state.mentions[i]
    wanted = parse_role(mention.roles[0], state.lexicon) if mention.roles else None
    if wanted is None:
        _same_words(state, i, definite=True)
        return
    owned = bool(state.document.dependents(mention.head, "nmod:poss"))
    whose = state.possessor(mention.head) if owned else None
    ranked = sorted(
        ((score, c) for c in _pool(state) if (score := _role_fit(state, i, wanted, c, owned, whose)) > 0),
        key=lambda x: -x[0],
    )
    if ranked:
        state.join(i, ranked[0][1], "role", ranked[0][0], ranked[1][0] if len(ranked) > 1 else None)
    elif first in state.lexicon.sets["definite"]:
        _by_salience(state, i, wanted)
    elif owned:
        _same_words(state, i, definite=False)
    else:
        state.fresh(i)


def _pool(state: State) -> list[Cluster]:
    return list({id(c): c for c in [*state.near(), *state.titled]}.values())


def _role_fit(
    state: State, i: int, wanted: Role, cluster: Cluster, owned: bool, whose: Cluster | None
) -> float:
    """How well an entity fits a described role: the roles seen with it, nearness, how often it is named."""
    mention = state.mentions[i]
    if (
        cluster.kind is not EntityKind.PERSON
        or cluster.number == "plur"
        or cluster.parts
        or cluster.latest < 0
    ):
        return 0.0
    if mention.gender and cluster.sex and mention.gender != cluster.sex:
        return 0.0
    match = max((_held(wanted, role, owned, whose) for role in cluster.roles), default=0.0)
    if match <= 0 or (owned and cluster is whose):
        return 0.0
    score = match - 0.08 * min(state.gap(i, cluster), 10) + (0.3 if cluster.names else 0.0)
    return max(0.01, score + 0.02 * min(cluster.weight, 20))


def _held(wanted: Role, role: Role, owned: bool, whose: Cluster | None) -> float:
    """A role match; "his lawyer" asks that the role be held with the same person or with nobody named."""
    match = role_match(wanted, role)
    if match > 0 and owned:
        if whose is None:
            return 0.0
        keys = {w for name in whose.names for w in name.lower().split()} | {whose.label.lower()}
        if role.modifiers and not role.modifiers & keys:
            return 0.0
    return match


def _by_salience(state: State, i: int, wanted: Role) -> None:
    """A definite description that fits no known role: another way to call the person whom the text is about.

    "The woman" is the last person known to be female; "the billionaire" the most named person nearby without
    any role.
    """
    mention = state.mentions[i]
    same = _same_noun(state, i, definite=True)
    if same is not None:
        state.join(i, same, "same noun")
        return
    general = wanted.head in state.lexicon.sets["gendered"]
    best: tuple[float, Cluster] | None = None
    for cluster in state.near(12):
        if (
            cluster.kind is not EntityKind.PERSON
            or not cluster.names
            or cluster.number != "sing"
            or cluster.parts
        ):
            continue
        if (mention.gender and cluster.sex != mention.gender) or state.gap(i, cluster) > (
            3 if general else 6
        ):
            continue
        if cluster.roles and not general:
            continue
        score = len(cluster.members) - 0.5 * state.gap(i, cluster)
        if best is None or score > best[0]:
            best = (score, cluster)
    if best is not None and (general or best[0] >= 2):
        state.join(i, best[1], "the person in question", best[0] / 10)
    else:
        state.fresh(i)


def _same_noun(state: State, i: int, *, definite: bool) -> Cluster | None:
    mention = state.mentions[i]
    lemma = state.document.tokens[mention.head].lemma.lower()
    mods = state.modifiers(i)
    for cluster in state.near():
        if (
            cluster.names
            or not cluster.members
            or (cluster.number, cluster.kind) != (mention.number, mention.entity_kind)
        ):
            continue
        j = cluster.members[0]
        theirs = state.modifiers(j)
        same = state.document.tokens[state.mentions[j].head].lemma.lower() == lemma
        if same and (mods == theirs or (definite and mods <= theirs)):
            return cluster
    return None


def _same_words(state: State, i: int, *, definite: bool) -> None:
    """A description whose head noun stood before: "the researchers" after "two researchers"."""
    cluster = _same_noun(state, i, definite=definite)
    if cluster is None:
        state.fresh(i)
    else:
        state.join(i, cluster, "same noun")


def _pair(state: State, i: int) -> bool:
    """ "The two countries", "both companies", "the two men": the last two of that kind."""
    tokens, m = state.document.tokens, state.mentions[i]
    inner = {t.text.lower() for t in tokens[m.start : m.head]}
    if not ({"the", "two"} <= inner or "both" in inner):
        return False
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


# --- organisations ----------------------------------------------------------------------------------------


def _body(state: State, i: int, first: str) -> None:
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
    if named is not None:
        state.join(i, named, "same body" if known else "organisation noun")
    elif first in state.lexicon.sets["indefinite"]:
        state.fresh(i)
    else:
        _same_words(state, i, definite=first in state.lexicon.sets["definite"])


def _business(state: State, i: int, noun: str) -> Cluster | None:
    """ "The Gannett newspaper chain" is Gannett."""
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
        if state.mentions[j].entity_kind in {EntityKind.ORGANISATION, EntityKind.OTHER}:
            return state.owner[j]
    return None


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
        if cluster.kind is EntityKind.ORGANISATION and any(noun in n.lower().split() for n in cluster.names):
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


# --- descriptions before the name --------------------------------------------------------------------------


def announced(state: State) -> None:
    """A description in headline or lead whose name follows ("Judge rejects request … Justice X")."""
    for cluster in list(state.clusters):
        if (
            cluster.names
            or cluster.kind is not EntityKind.PERSON
            or cluster.number == "plur"
            or not cluster.roles
        ):
            continue
        i = cluster.members[0] if cluster.members else -1
        if i < 0 or state.sentence(i) > 3 or state.scene.quote_of[state.mentions[i].head] >= 0:
            continue
        if state.document.dependents(state.mentions[i].head, "nmod:poss"):
            continue
        found: list[tuple[float, Cluster]] = []
        for other in state.titled:
            gap = state.document.tokens[other.first_token].sentence - state.sentence(i)
            if not 0 <= gap <= 12 or (
                state.mentions[i].gender and other.sex not in {"", state.mentions[i].gender}
            ):
                continue
            match = max((role_match(cluster.roles[0], role) for role in other.roles), default=0.0)
            if match > 0:
                found.append((match - 0.05 * gap, other))
        if found:
            score, named = max(found, key=lambda x: x[0])
            state.merge(cluster, named, "named later", score)
