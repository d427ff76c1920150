"""Words for people, groups, places and documents, for the mention, coreference and speaker stages."""

from __future__ import annotations

from functools import lru_cache

from attrs import field, frozen

from attrib.lexicon.tables import rows, typed


@frozen
class PronounEntry:
    """What a pronoun's form says about its antecedent."""

    person: int
    """Grammatical person."""
    number: str
    """``sing``, ``plur`` or ``""``."""
    gender: str
    """``female``, ``male``, ``neuter``, ``person`` (some human) or ``""``."""
    kind: str
    """``personal``, ``possessive``, ``reflexive``, ``relative`` or ``indefinite``."""


@frozen
class TitleEntry:
    """A word before a name."""

    gender: str
    """Gender that the title implies, or ``""``."""
    role: str
    """Role that the title stands for, or ``""`` for a courtesy title."""


@frozen
class RoleEntry:
    """A noun for one person."""

    gender: str
    """Gender that the noun implies, or ``""``."""
    office: bool
    """Whether it is a public office or position rather than any person."""
    implies: frozenset[str]
    """Other nouns that the same person may be called by."""


@frozen
class PeopleLexicon:
    """Look-ups over the people tables of one language. Keys are lower case unless said otherwise."""

    pronouns: dict[str, PronounEntry]
    """Form to entry."""
    titles: dict[str, TitleEntry]
    """Title without final full stop to entry."""
    roles: dict[str, RoleEntry]
    """Role, words joined by one space, to entry."""
    countries: dict[str, str]
    """Country name, alias or demonym to the country's name."""
    demonyms: frozenset[str]
    """The demonyms alone."""
    adjectives: dict[str, str]
    """Country's name, as spelt, to its first demonym."""
    states: frozenset[str]
    """States of a federation, as spelt: places that are no countries."""
    seats: frozenset[str]
    """Seats of government, which stand for a country only at times."""
    long_names: tuple[str, ...]
    """The countries' and states' names of several words."""
    documents: frozenset[str]
    """Nouns for documents and data."""
    views: frozenset[str]
    """Nouns such as "opinion" whose possessor is the source."""
    generic: frozenset[str]
    """Nouns for people in general when bare or quantified."""
    anonymous: frozenset[str]
    """Nouns for unnamed but particular people."""
    organisations: frozenset[str]
    """Common nouns for organisations."""
    governments: frozenset[str]
    """Common nouns for governments."""
    name_parts: frozenset[str]
    """Words that end an organisation's proper name, as spelt."""
    sites: frozenset[str]
    """Words that end a place's proper name, as spelt."""
    papers: frozenset[str]
    """Words that end the proper name of a law, treaty or plan, as spelt."""
    first_names: dict[str, str]
    """First name to gender."""
    sets: dict[str, frozenset[str]]
    """Small sets of words by name."""
    antecedents: dict[str, dict[str, float]]
    """Weights of what speaks for an antecedent, by class of pronoun and feature."""
    longest_role: int = field(default=3)
    """Words in the longest role."""
    role_ends: frozenset[str] = field(init=False, repr=False)
    """Last words of roles: most words are none."""

    @role_ends.default
    def _role_ends(self) -> frozenset[str]:
        return frozenset(role.split(" ")[-1] for role in self.roles)

    def implied(self, role: str) -> frozenset[str]:
        """The role with all that it may also be called."""
        entry = self.roles.get(role)
        return frozenset({role}) if entry is None else entry.implies | {role}

    def role_before(self, words: list[str], end: int) -> tuple[int, str] | None:
        """The longest role that ends just before ``end``: its first index and its name."""
        if not 0 < end <= len(words) or words[end - 1].lower() not in self.role_ends:
            return None
        for size in range(min(self.longest_role, end), 0, -1):
            role = " ".join(words[end - size : end]).lower()
            if role in self.roles:
                return end - size, role
        return None


def _groups(language: str, name: str) -> dict[str, list[str]]:
    """Tables of the form "kind, words apart by spaces"."""
    out: dict[str, list[str]] = {}
    for kind, words in rows(language, f"{name}.tsv", 2):
        out.setdefault(kind, []).extend(word.replace("_", " ") for word in words.split())
    return out


def _countries(
    language: str,
) -> tuple[dict[str, str], frozenset[str], dict[str, str], frozenset[str], frozenset[str]]:
    names: dict[str, str] = {}
    demonyms: set[str] = set()
    first: dict[str, str] = {}
    seats: set[str] = set()
    states: set[str] = set()
    for country, adjectives, *rest in rows(language, "demonyms.tsv", 2, 3, 4):
        spelt = [word.replace("-", " ") for word in adjectives.split()]
        own = [word.lower() for word in spelt]
        first.update({country: spelt[0]} if spelt else {})
        demonyms.update(own)
        demonyms.update(word + "s" for word in own)
        aliases = [alias.lower() for alias in (rest[0].split("|") if rest else []) if alias]
        seats.update(alias[1:] for alias in aliases if alias.startswith("@"))
        states.update({country} if rest[1:] == ["state"] else ())
        others = [alias.lstrip("@") for alias in aliases]
        for word in [country.lower(), *own, *(word + "s" for word in own), *others]:
            names.setdefault(word, country)
    return names, frozenset(demonyms), first, frozenset(states), frozenset(seats)


def _antecedents(language: str) -> dict[str, dict[str, float]]:
    out: dict[str, dict[str, float]] = {}
    for kind, feature, weight in typed(language, "antecedents.tsv", str, str, float):
        out.setdefault(kind, {})[feature] = weight
    return out


def _roles(language: str) -> dict[str, RoleEntry]:
    raw: dict[str, tuple[str, bool, set[str]]] = {}
    for gender, kind, words in rows(language, "roles.tsv", 3):
        for item in words.split():
            role, _, others = item.replace("_", " ").partition(">")
            entry = raw.setdefault(role, (gender, kind == "office", set()))
            entry[2].update(o for o in others.split(",") if o)
    return {role: RoleEntry(g, office, frozenset(others)) for role, (g, office, others) in raw.items()}


@lru_cache(maxsize=4)
def load_people(language: str = "en") -> PeopleLexicon:
    """Load the tables of a language once.

    >>> load_people().titles["mrs"].gender
    'female'
    >>> sorted(load_people().implied("pm"))
    ['leader', 'minister', 'pm', 'premier', 'prime minister']
    """
    groups, papers = _groups(language, "groups"), _groups(language, "documents")
    countries, demonyms, adjectives, states, seats = _countries(language)
    roles = _roles(language)
    return PeopleLexicon(
        pronouns={
            form: PronounEntry(*entry)
            for form, *entry in typed(language, "pronouns.tsv", str, int, str, str, str)
        },
        titles={form: TitleEntry(g, r) for form, g, r in rows(language, "titles.tsv", 3)},
        roles=roles,
        countries=countries,
        demonyms=demonyms,
        adjectives=adjectives,
        states=states,
        seats=seats,
        long_names=tuple(sorted(name for name in countries if " " in name)),
        documents=frozenset(papers.get("document", ())),
        views=frozenset(papers.get("view", ())),
        generic=frozenset(word.lower() for word in groups.get("generic", ())),
        anonymous=frozenset(groups.get("anonymous", ())),
        organisations=frozenset(groups.get("organisation", ())),
        governments=frozenset(groups.get("government", ())),
        name_parts=frozenset(groups.get("part", ())),
        sites=frozenset(groups.get("site", ())),
        papers=frozenset(groups.get("paper", ())),
        first_names={
            n.lower(): g for g, names in rows(language, "name_gender.tsv", 2) for n in names.split()
        },
        sets={name: frozenset(found) for name, found in _groups(language, "sets").items()},
        antecedents=_antecedents(language),
        longest_role=max(len(role.split()) for role in roles),
    )
