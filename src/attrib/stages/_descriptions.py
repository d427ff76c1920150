"""Descriptions: which entity "the Iraqi PM", "her campaign", "the two countries" or "the woman" is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrib.model import EntityKind, MentionKind
from attrib.stages._bodies import body
from attrib.stages._couples import pair, told_apart
from attrib.stages._repeats import same_noun, same_words
from attrib.stages._roles import Role, parse_role, role_match

if TYPE_CHECKING:
    from attrib.stages._clusters import Cluster
    from attrib.stages._state import State

SALIENT = 5.0
"""Mentions, less half the sentences since, from which on somebody is whom the text is about."""


def nominal(state: State, i: int) -> None:
    """Resolve one description, or open an entity for it."""
    mention, first = state.mentions[i], state.first_word(i)
    if (mention.number == "plur" and pair(state, i)) or told_apart(state, i):
        return
    if _predicated(state, i) or _kin(state, i, first) or _same_holder(state, i):
        return
    if mention.entity_kind is EntityKind.ORGANISATION:
        body(state, i, first)
    elif first in state.lexicon.sets["indefinite"]:
        state.fresh(i)
    elif mention.entity_kind is EntityKind.PERSON and mention.number == "sing":
        _person(state, i, first)
    elif first in state.lexicon.sets["definite"] or mention.entity_kind is EntityKind.GROUP:
        same_words(state, i, definite=first in state.lexicon.sets["definite"])
    else:
        state.fresh(i)


def _predicated(state: State, i: int) -> bool:
    """ "She had been a nurse": what somebody is said to be is nobody new."""
    mention, tokens = state.mentions[i], state.document.tokens
    if mention.entity_kind is not EntityKind.PERSON or mention.number == "plur":
        return False
    children = state.document.children[mention.head]
    if not any(tokens[c].relation == "cop" for c in children):
        return False
    subjects = [c for c in children if tokens[c].relation == "nsubj" and c in state.by_head]
    if subjects and state.mentions[state.by_head[subjects[0]]].person < 3:
        state.aside.add(i)  # "I am a student": nobody whom "she" could be
        return False
    owner = state.owner.get(state.by_head[subjects[0]]) if subjects else None
    if owner is None or owner.kind is not EntityKind.PERSON or owner.parts or owner.number == "plur":
        return False
    if mention.gender and owner.sex not in {"", mention.gender}:
        return False
    state.join(i, owner, "predicate")
    return True


def _same_holder(state: State, i: int) -> bool:
    """ "The mogul and Republican nominee": two roles under one article are one person."""
    mention, tokens = state.mentions[i], state.document.tokens
    j = state.by_head.get(tokens[mention.head].head) if tokens[mention.head].relation == "conj" else None
    if j is None or j not in state.owner or mention.entity_kind is not EntityKind.PERSON or not mention.roles:
        return False
    other, dependents = state.mentions[j], state.document.dependents
    bare = not dependents(mention.head, "det", "nmod:poss", "nummod") and bool(dependents(other.head, "det"))
    several = mention.number == "plur" or other.number == "plur" or mention.start != other.end + 1
    person = other.kind is MentionKind.NOMINAL and state.owner[j].kind is EntityKind.PERSON
    if not bare or several or not person or parse_role(mention.roles[0], state.lexicon) is None:
        return False
    state.owner[j].add_role(mention.roles[0], state.lexicon)
    state.join(i, state.owner[j], "same holder")
    return True


def _kin(state: State, i: int, first: str) -> bool:
    """ "My mother", whom the narrator calls Mum."""
    head = state.document.tokens[state.mentions[i].head]
    if first != "my" or state.scene.quote_of[state.mentions[i].head] >= 0:
        return False
    lemma = head.lemma.lower()
    for word in sorted(state.lexicon.implied(lemma)):
        called = state.index.called(word) if lemma in state.lexicon.implied(word) else None
        if called is not None:
            state.join(i, called, "called by the narrator")
            return True
    return False


def _person(state: State, i: int, first: str) -> None:
    """A description of one person: whoever holds such a role, the latest where several do."""
    mention = state.mentions[i]
    wanted = parse_role(mention.roles[0], state.lexicon) if mention.roles else None
    if wanted is None:
        aged = _aged(state, i)
        if aged is None:
            same_words(state, i, definite=True)
        else:
            state.join(i, aged, "the person in question")
        return
    owned = bool(state.document.dependents(mention.head, "nmod:poss"))
    whose = state.possessor(mention.head) if owned else None
    ranked = sorted(
        ((score, c) for c in _pool(state) if (score := _role_fit(state, i, wanted, c, owned, whose)) > 0),
        key=lambda x: -x[0],
    )
    known = bool(ranked) and bool(ranked[0][1].names)
    if first in state.lexicon.sets["definite"] and not known and (same := _in_question(state, i, wanted)):
        state.join(i, same, "the person in question")
    elif ranked:
        state.join(i, ranked[0][1], "role", ranked[0][0], ranked[1][0] if len(ranked) > 1 else None)
    elif first in state.lexicon.sets["definite"]:
        _by_salience(state, i, wanted)
    elif owned:
        same_words(state, i, definite=False)
    else:
        state.fresh(i)


def _aged(state: State, i: int) -> Cluster | None:
    """Whom "the 52-year-old" means: the person named last."""
    if not state.words(i).lower().endswith("year-old"):
        return None
    for c in state.near(8):
        if c.kind is EntityKind.PERSON and c.names and not c.parts and c.number != "plur":
            return c if state.gap(i, c) <= 3 else None
    return None


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
    match = max((_held(state, wanted, role, owned, whose) for role in cluster.roles), default=0.0)
    if match <= 0 or (owned and cluster is whose):
        return 0.0
    score = match - 0.08 * min(state.gap(i, cluster), 10) + (0.3 if cluster.names else 0.0)
    return max(0.01, score + 0.02 * min(cluster.weight, 20))


def _held(state: State, wanted: Role, role: Role, owned: bool, whose: Cluster | None) -> float:
    """A role match; "his lawyer" asks that the role be held with the same person or with nobody named ("defense lawyer")."""
    match = role_match(wanted, role)
    if match > 0 and owned:
        if whose is None:
            return 0.0
        keys = {w for name in whose.names for w in name.lower().split()} | {whose.label.lower()}
        office = state.lexicon.roles[role.head].office  # kin belong to somebody, whoever it is
        others = {w for w in role.modifiers if not office or w in role.countries or state.index.names(w)}
        if others and not others & keys:
            return 0.0
    return match


def _by_salience(state: State, i: int, wanted: Role) -> None:
    """A definite description that fits no known role: another way to call the person whom the text is about.

    "The woman" is the last person known to be female; "the billionaire" the most named person nearby without
    any role.
    """
    same = same_noun(state, i, definite=True)
    if same is not None:
        state.join(i, same, "same noun")
        return
    best = _most_salient(state, i, wanted)
    if best is not None:
        state.join(i, best[1], "the person in question", best[0] / 10)
    else:
        state.fresh(i)


def _in_question(state: State, i: int, wanted: Role) -> Cluster | None:
    """Whom a new description of a known person must mean.

    "The former first lady": the one woman on stage, if that is a public role. "The party's nominee": he whom the text is
    about, before somebody unnamed whom another role noun stands for.
    """
    mention = state.mentions[i]
    if mention.gender and wanted.head in state.lexicon.sets["public"]:
        fitting = [
            c
            for c in state.near(12)
            if c.kind is EntityKind.PERSON and c.names and c.sex == mention.gender and not c.parts
        ]
        return fitting[0] if len(fitting) == 1 and state.gap(i, fitting[0]) <= 3 else None
    best = _most_salient(state, i, wanted)
    office = state.lexicon.roles[wanted.head].office
    return best[1] if best is not None and office and best[0] >= SALIENT else None


def _most_salient(state: State, i: int, wanted: Role) -> tuple[float, Cluster] | None:
    """The most named person nearby without any role, or for "the woman" the last one known to be female."""
    mention = state.mentions[i]
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
    least = 1 if wanted.head in state.lexicon.sets["paired"] else 2  # a nominee is somebody on stage
    return best if best is not None and (general or best[0] >= least) else None
