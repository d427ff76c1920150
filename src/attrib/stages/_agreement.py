"""One name, one kind of thing: votes over the whole text."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from attrs import evolve

from attrib.model import EntityKind
from attrib.names import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from attrib.candidates import MentionCandidate
    from attrib.document import Document
    from attrib.lexicon.people import PeopleLexicon


def _talks(document: Document, lexicon: PeopleLexicon, mention: MentionCandidate) -> bool:
    """Whether a name is the subject of what people do ("Florence said", "asked Florence")."""
    token = document.tokens[mention.head]
    verb = document.tokens[token.head].lemma.lower() if token.relation == "nsubj" and token.head >= 0 else ""
    before = document.tokens[mention.start - 1] if mention.start else None
    return verb in lexicon.sets["human_act"] or (
        before is not None and before.upos == "VERB" and before.lemma.lower() in lexicon.sets["human_act"]
    )


def _apposed_to_role(document: Document, lexicon: PeopleLexicon, mention: MentionCandidate) -> bool:
    """ "A spokesman, Piotr Nowak,": a name of two words or more beside a noun for a person."""
    token = document.tokens[mention.head]
    if token.relation not in {"appos", "flat"} or token.head < 0 or " " not in mention.name:
        return False
    other = document.tokens[token.head]
    return other.lemma.lower() in lexicon.roles and other.xpos not in {"NNS", "NNPS"}


def agree(
    document: Document, lexicon: PeopleLexicon, mentions: list[MentionCandidate]
) -> list[MentionCandidate]:
    """Make one name mean one kind of thing: full names vote, then surnames follow full names of persons."""
    votes: dict[tuple[str, ...], Counter[EntityKind]] = defaultdict(Counter)
    surnames: set[str] = set()
    given: set[str] = set()
    for m in mentions:
        if m.entity_kind is not EntityKind.OTHER:
            votes[words(m.name)][m.entity_kind] += 3 if m.roles and m.entity_kind is EntityKind.PERSON else 1
        if _apposed_to_role(document, lexicon, m) and m.entity_kind is not EntityKind.PERSON:
            votes[words(m.name)][EntityKind.PERSON] += 3
        place = (
            m.entity_kind in {EntityKind.PLACE, EntityKind.OTHER} and m.name.lower() not in lexicon.countries
        )
        if place and " " not in m.name and _talks(document, lexicon, m):
            votes[words(m.name)][EntityKind.PERSON] += 3
    for key, counter in votes.items():
        if len(key) > 1 and counter.most_common(1)[0][0] is EntityKind.PERSON:
            surnames.add(key[-1])
            given.update({key[0]} & lexicon.first_names.keys())
    firms = _firms(votes, mentions, lexicon) - surnames - given
    speaking = {k[0] for k, v in votes.items() if len(k) == 1 and v.most_common(1)[0][0] is EntityKind.PERSON}
    personal = (surnames | given) - lexicon.countries.keys()
    out = []
    for m in mentions:
        key = words(m.name)
        kind = votes[key].most_common(1)[0][0] if votes.get(key) else m.entity_kind
        if len(key) == 1 and key[0] in personal and kind is not EntityKind.PERSON:
            kind = EntityKind.PERSON
        if len(key) == 1 and key[0] in firms and kind in {EntityKind.PERSON, EntityKind.OTHER}:
            kind = EntityKind.ORGANISATION
        if (
            len(key) > 1
            and kind is EntityKind.PLACE
            and key[-1] in speaking
            and m.name.lower() not in lexicon.countries
        ):
            kind = EntityKind.PERSON  # "Old Veronica", where Veronica speaks
        if kind is not m.entity_kind:
            gender = ("" if m.gender == "neuter" else m.gender) if kind is EntityKind.PERSON else "neuter"
            m = evolve(m, entity_kind=kind, gender=gender)
        out.append(m)
    return out


def _firms(
    votes: Mapping[tuple[str, ...], Counter[EntityKind]],
    mentions: list[MentionCandidate],
    lexicon: PeopleLexicon,
) -> set[str]:
    """First words of firms' names ("Northwind" of Northwind Airlines) that no title, first name or country claims."""
    titled = {
        words(m.name)[-1] for m in mentions if words(m.name) and (m.roles or m.gender in {"male", "female"})
    }
    found = {k[0] for k in votes if len(k) > 1 and k[-1] in lexicon.sets["firm"]}
    return found - titled - lexicon.first_names.keys() - lexicon.countries.keys()


def shared_surnames(
    document: Document, lexicon: PeopleLexicon, names: list[MentionCandidate], surnames: set[str]
) -> list[MentionCandidate]:
    """ "Anna and Clara Moll": Anna Moll, unless another surname stands beside her name elsewhere.

    Args:
        document: The annotated text.
        lexicon: Words for people, groups, places and documents.
        names: The names of the text, in order.
        surnames: Words known to be surnames: no first name of somebody.
    """
    full: dict[str, set[str]] = defaultdict(set)
    for m in names:
        if " " in m.name and m.entity_kind is EntityKind.PERSON:
            full[m.name.split()[0].lower()].add(m.name.split()[-1])
    barred = surnames | lexicon.sets["surname_like"]
    out = names[:1]
    for other in names[1:]:
        one, parts = out[-1], other.name.split()
        joined = other.start == one.end + 1 and document.tokens[one.end].text.lower() in {"and", "&"}
        both = joined and one.entity_kind is other.entity_kind is EntityKind.PERSON
        lower = one.name.lower()
        given = lower in lexicon.first_names and lower not in barred
        if (
            both
            and given
            and len(parts) == 2
            and not other.roles
            and full.get(lower, {parts[1]}) >= {parts[1]}
        ):
            out[-1] = evolve(one, name=f"{one.name} {parts[1]}")
        out.append(other)
    return out
