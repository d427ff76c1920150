"""Descriptions before the name: whom a headline or lead means that names nobody yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrib.model import EntityKind
from attrib.stages._clusters import Cluster
from attrib.stages._roles import role_match

if TYPE_CHECKING:
    from attrib.stages._state import State

LEAD = 2
"""Sentences that may describe somebody who is named later only …"""
DELAY = 6
"""… and sentences until then."""


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
        owner = state.possessor(state.mentions[i].head)
        country = (
            owner is not None and owner.kind is EntityKind.PLACE
        )  # "Norway's prime minister", not "his aide"
        if not country and state.document.dependents(state.mentions[i].head, "nmod:poss"):
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
        elif (speaker := _first_named_speaker(state, i)) is not None:
            state.merge(cluster, speaker, "named later", 0.5)


def _first_named_speaker(state: State, i: int) -> Cluster | None:
    """Who is quoted next, after a headline or lead that describes the speaker alone ("An ex-mayor says … said Ann Meyer").

    The next source must be a person who is named there for the first time, and without another role.
    """
    head = state.mentions[i].head
    if head not in state.scene.source_of or state.sentence(i) > LEAD:
        return None
    for token in sorted(h for h in state.scene.source_of if h > state.mentions[i].end):
        j = state.by_head.get(token)
        if j is None or state.document.tokens[token].sentence - state.sentence(i) > DELAY:
            return None
        named = state.owner.get(j)
        if named is None or named is state.owner.get(i) or not named.names:
            continue
        fresh = named.members and min(named.members) == j and named.kind is EntityKind.PERSON
        agrees = not state.mentions[i].gender or named.sex in {"", state.mentions[i].gender}
        return named if fresh and agrees and not named.roles else None
    return None
