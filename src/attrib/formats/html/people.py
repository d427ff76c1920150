"""The speakers of a result, each once, as the page lists them."""

from __future__ import annotations

import re

from attrs import field, frozen

from attrib.formats.html.labels import KINDS, UNRESOLVED
from attrib.formats.html.marks import plain
from attrib.model import Attribution, Result, Speaker, SpeakerKind

_SHORT = 60
_DETERMINER = re.compile(r"(?:its|their|his|her|our|my|your|the|an?)\s+", re.IGNORECASE)
_TOLD = (SpeakerKind.ANONYMOUS, SpeakerKind.GENERIC, SpeakerKind.DOCUMENT, SpeakerKind.AUTHOR)


@frozen
class Person:
    """One line of the list of speakers."""

    name: str
    """One line, safe to stand beside other words."""
    note: str
    """Role or kind, or nothing."""
    known: bool
    """Whether this is a speaker and not a reason why there is none."""
    attributions: list[int] = field(factory=list)
    """Places in ``Result.attributions``."""


def people(result: Result) -> list[Person]:
    """Speakers by number of attributions, most first, then the reasons why others have none.

    >>> people(Result("It rained."))
    []
    """
    found: dict[object, Person] = {}
    for i, a in enumerate(result.attributions):
        for key, person in _named(a).items():
            found.setdefault(key, person).attributions.append(i)
    return sorted(found.values(), key=lambda p: (not p.known, -len(p.attributions), p.attributions[0]))


def _named(a: Attribution) -> dict[object, Person]:
    if not a.speakers:
        return {a.unresolved: Person(UNRESOLVED[a.unresolved], "", known=False)}
    return {_key(s): Person(plain(s.name) or "–", _note(s), known=True) for s in a.speakers}


def _key(s: Speaker) -> object:
    return ("entity", s.entity.id) if s.entity else ("name", plain(s.name).casefold())


def _note(s: Speaker) -> str:
    roles = [_without_determiner(plain(r)) for r in s.entity.roles] if s.entity else []
    note = roles[0] if roles else KINDS[s.kind] if s.kind in _TOLD else ""
    return note if len(note) <= _SHORT else f"{note[: _SHORT - 1]}…"


def _without_determiner(role: str) -> str:
    start = _DETERMINER.match(role)
    return role[start.end() :] if start else role
