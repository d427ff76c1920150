"""Roles as comparable things: "the Iraqi PM" and "Iraqi Prime Minister" are one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from attrib.names import tidy

if TYPE_CHECKING:
    from attrib.lexicon.people import PeopleLexicon


@frozen
class Role:
    """A role cut into what is held and where."""

    head: str
    """The role noun itself, lower case."""
    implied: frozenset[str]
    """All nouns that the holder may be called by, the head included."""
    modifiers: frozenset[str]
    """The other words, demonyms turned into their countries."""
    countries: frozenset[str]
    """The countries among the modifiers."""


def parse_role(text: str, lexicon: PeopleLexicon) -> Role | None:
    """Cut a phrase such as "US National Security Council spokesperson" into head and modifiers.

    The last role noun before the first preposition is the head; without one there is no role.
    """
    parts = [w.strip(".,()\"“”'‘’").lower() for w in tidy(text).replace("-", " ").split()]
    parts = [w[:-2] if w.endswith(("'s", "’s", "”s")) else w for w in parts if w]
    stop = next(
        (i for i, w in enumerate(parts) if w in {"of", "for", "at", "in", "from", "to"} and i), len(parts)
    )
    found = None
    for end in range(stop, 0, -1):
        found = lexicon.role_before(parts, end)
        if found is None and end < len(parts):
            found = lexicon.role_before(parts, min(len(parts), end + 2)) if stop == end else None
        if found is None and parts[end - 1].endswith("s"):
            found = lexicon.role_before([*parts[: end - 1], parts[end - 1][:-1]], end)
        if found is not None:
            break
    if found is None:
        return None
    start, head = found
    size = len(head.split())
    rest = [
        w for i, w in enumerate(parts) if not start <= i < start + size and w not in lexicon.sets["empty"]
    ]
    whole = " ".join(rest)
    countries = {lexicon.countries[w] for w in rest if w in lexicon.countries}
    long_names = [name for name in lexicon.long_names if name in whole] if " " in whole else []
    countries.update(lexicon.countries[name] for name in long_names)
    modifiers = {w for w in rest if w not in lexicon.countries} | countries
    return Role(head, lexicon.implied(head), frozenset(modifiers), frozenset(countries))


def role_match(wanted: Role, held: Role) -> float:
    """How well a description fits a role that somebody holds; 0 where it does not.

    Same noun 2, implied noun 1.4 ("lawmaker" for a senator), each shared modifier 0.6; another country rules
    it out.
    """
    if wanted.countries and held.countries and not wanted.countries & held.countries:
        return 0.0
    if wanted.head == held.head:
        score = 2.0
    elif wanted.head in held.implied:
        score = 1.4
    elif held.head in wanted.implied:
        score = 1.2
    else:
        return 0.0
    shared = wanted.modifiers & held.modifiers
    loose = wanted.modifiers - held.modifiers
    return score + 0.6 * len(shared) - (0.25 * len(loose) if held.modifiers else 0.0)
