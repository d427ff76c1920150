"""Names and descriptions that stand side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrib.document import ROOT
from attrib.model import EntityKind, MentionKind
from attrib.names import tidy

if TYPE_CHECKING:
    from attrib.stages._state import State

_TAIL = frozenset({"ADP", "DET", "PROPN", "NOUN", "ADJ"})


def appositions(state: State) -> None:
    """Join "X, the prime minister," and "the prime minister, X," with X; note "X is the minister"."""
    for i, mention in enumerate(state.mentions):
        if mention.kind is not MentionKind.NOMINAL or i in state.owner:
            continue
        name = _apposed(state, i)
        if name is None:
            _predicate(state, i)
            continue
        cluster = state.owner[name]
        if cluster.kind in {EntityKind.PERSON, mention.entity_kind, EntityKind.OTHER}:
            cluster.add_role(_long_role(state, i), state.lexicon)
            if cluster.kind is EntityKind.OTHER:
                cluster.kind = mention.entity_kind
            state.join(i, cluster, "apposition")


def _long_role(state: State, i: int) -> str:
    """The description with a following "of the Congressional Black Caucus"."""
    m, tokens = state.mentions[i], state.document.tokens
    role = m.roles[0] if m.roles else ""
    end = m.end
    while end < len(tokens) and tokens[end].upos in _TAIL and end - m.end < 8:
        end += 1
    tail = tidy(state.document.text[tokens[m.end - 1].end_char : tokens[end - 1].end_char])
    return f"{role} {tail}" if tail.startswith(("of ", "for ", "at ", "on ", "in ")) else role


def _predicate(state: State, i: int) -> None:
    """ "X is the minister", "X became mayor": a role of X."""
    tokens, mention = state.document.tokens, state.mentions[i]
    head = tokens[mention.head]
    copular = any(tokens[c].relation == "cop" for c in state.document.children[mention.head])
    if not copular and head.deprel != "xcomp":
        return
    top = mention.head if copular else head.head
    for c in state.document.dependents(top, "nsubj") if top != ROOT else ():
        j = state.by_head.get(c)
        if j is None or state.mentions[j].kind is not MentionKind.NAME:
            continue
        if mention.number == "sing" and mention.entity_kind is EntityKind.PERSON:
            state.owner[j].add_role(_long_role(state, i), state.lexicon)


def _apposed(state: State, i: int) -> int | None:
    """The name that a description stands next to, by the parse or by commas alone.

    Variants: appos in either direction; "the judge, X,"; "X, the judge,"; "X, 56, the judge".
    """
    tokens, m = state.document.tokens, state.mentions[i]
    head = tokens[m.head]
    if (
        head.relation in {"appos", "flat"}
        and head.head in state.by_head
        and m.entity_kind is EntityKind.PERSON
    ):
        other = state.by_head[head.head]
        if state.mentions[other].kind is MentionKind.NAME and m.number == "sing":
            return other
    for c in state.document.dependents(m.head, "appos", "flat"):
        j = state.by_head.get(c)
        named = j is not None and state.mentions[j].kind is MentionKind.NAME
        if j is not None and named and state.mentions[j].entity_kind is m.entity_kind and m.number == "sing":
            return j
    if m.entity_kind is EntityKind.PERSON and m.number == "sing":
        return _between_commas(state, i)
    return None


def _between_commas(state: State, i: int) -> int | None:
    tokens, m = state.document.tokens, state.mentions[i]
    head = tokens[m.head]
    if m.start >= 2 and tokens[m.start - 1].text == "," and head.relation not in {"conj", "nsubj"}:
        j = state.name_until.get(m.start - 1)
        if j is None and tokens[m.start - 2].upos == "NUM" and tokens[m.start - 3].text == ",":
            j = state.name_until.get(m.start - 3)
        listed = any(tokens[k].relation == "cc" for k in state.document.children[m.head])
        if j is not None and state.mentions[j].entity_kind is EntityKind.PERSON and not listed:
            return j
    comma = m.end if m.end < len(tokens) and tokens[m.end].text == "," else _past_phrase(state, m.end)
    if comma:
        j = state.name_at.get(comma + 1)
        if j is not None and state.mentions[j].entity_kind is EntityKind.PERSON:
            name = state.mentions[j]
            closed = name.end < len(tokens) and tokens[name.end].text in {",", ".", ":"}
            listed = closed and name.end + 1 < len(tokens) and tokens[name.end + 1].upos == "CCONJ"
            if comma > m.end:
                return j if closed and not listed else None
            if tokens[name.head].relation != "conj" or closed:
                return j
    return None


def _past_phrase(state: State, end: int) -> int:
    """The comma after what a preposition adds to a description ("An attorney for Marcus Bell, …"), or 0.

    Not where it adds another description of a person: the name may be hers ("A spokesman for the mayor, Ann Lee").
    """
    tokens, at = state.document.tokens, end
    if at >= len(tokens) or tokens[at].upos != "ADP":
        return 0
    while at < len(tokens) and at < end + 10 and tokens[at].upos in _TAIL | {"PART"}:
        at += 1
    if at >= len(tokens) or tokens[at].text != ",":
        return 0
    j = state.by_head.get(at - 1)
    other = j is not None and state.mentions[j].kind is MentionKind.NOMINAL
    person = j is not None and state.mentions[j].entity_kind is EntityKind.PERSON
    return 0 if other and person else at
