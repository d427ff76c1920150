"""Descriptions whose noun stood before: "the researchers" after "two researchers"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attrib.stages._clusters import Cluster
    from attrib.stages._state import State


def same_noun(state: State, i: int, *, definite: bool) -> Cluster | None:
    """The entity without a name that was last described by this noun."""
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


def same_words(state: State, i: int, *, definite: bool) -> None:
    """A description whose head noun stood before: "the researchers" after "two researchers"."""
    cluster = same_noun(state, i, definite=definite)
    if cluster is None:
        state.fresh(i)
    else:
        state.join(i, cluster, "same noun")
