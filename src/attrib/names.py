"""Proper names as words: normal form, short forms, initials, acronyms. Pure functions over strings."""

from __future__ import annotations

import re
from functools import lru_cache

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "esq", "phd", "md"})
"""Words after a surname that are no part of it."""

_PARTICLES = """al el bin ibn ben bint abu abd de del della di da dos das du des la le los las lo van von
der den ter ten zu af av y e d' o' san santa st st. mc mac"""
PARTICLES = frozenset(_PARTICLES.split())
"""Lower-case words that join the parts of a person's name."""

_CUT = re.compile(r"[.'’`‘\"“”]")
_POSSESSIVE = re.compile(r"['’]s$")
_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "at", "de", "la", "du", "&", "et"})


def tidy(text: str) -> str:
    """A name on one line, without possessive ending and outer punctuation.

    >>> tidy("Donald\\n Trump's")
    'Donald Trump'
    """
    return _POSSESSIVE.sub("", " ".join(text.split()).strip(" ,;:-–—\"“”'’‘"))


@lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """The words of a name for comparing: lower case, no full stops, no suffix such as "Jr.".

    >>> words("G.K. Butterfield Jr.")
    ('gk', 'butterfield')
    """
    parts = [_CUT.sub("", w).strip(",;:()[]") for w in name.casefold().split()]
    kept = tuple(w for w in parts if w and w != "the")
    while len(kept) > 1 and kept[-1] in SUFFIXES:
        kept = kept[:-1]
    return kept


def surname(name: tuple[str, ...]) -> str:
    """The last word of a name's words: what short forms use.

    >>> surname(("mohammed", "shia", "al-sudani"))
    'al-sudani'
    """
    return name[-1] if name else ""


def _word_matches(short: str, long: str) -> bool:
    """Equal, an initial, or the part of a hyphenated word after its particle ("sudani" of "al-sudani")."""
    if short == long:
        return True
    if len(short) == 1 or len(long) == 1:
        return short[0] == long[0]
    return len(short) > 3 and "-" in long and short in long.split("-")


def _subsequence(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    at = 0
    for word in short:
        while at < len(long) and not _word_matches(word, long[at]):
            at += 1
        if at == len(long):
            return False
        at += 1
    return True


def is_short_form(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether ``short`` may be a shorter way to name the person or body that ``long`` names.

    >>> is_short_form(("trump",), ("donald", "j", "trump"))
    True
    >>> is_short_form(("melania", "trump"), ("donald", "trump"))
    False
    >>> is_short_form(("sudani",), ("mohammed", "shia", "al-sudani"))
    True
    """
    if not short or not long or len(short) > len(long):
        return False
    if len(short[-1]) == 1 and len(short) == 1:
        return False
    ends = _word_matches(short[-1], long[-1]) and len(short[-1]) > 1
    return (ends or short[0] == long[0]) and _subsequence(short, long)


def acronyms(name: str) -> frozenset[str]:
    """Acronyms that a name may be shortened to, in lower case.

    >>> sorted(acronyms("World Health Organization"))
    ['who']
    >>> sorted(acronyms("Department of Justice"))
    ['dj', 'doj']
    """
    parts = [w for w in re.split(r"[\s\-]+", tidy(name)) if w and w[0].isalnum()]
    if len(parts) < 2:
        return frozenset()
    content = "".join(w[0] for w in parts if w.lower() not in _SMALL).lower()
    every = "".join(w[0] for w in parts if w.lower() != "the").lower()
    return frozenset(a for a in (content, every) if len(a) > 1)


def looks_like_acronym(name: str) -> bool:
    """Two to six capitals, full stops allowed: "WHO", "S.E.C.".

    >>> looks_like_acronym("S.E.C."), looks_like_acronym("Who")
    (True, False)
    """
    bare = name.replace(".", "").replace("&", "")
    return 2 <= len(bare) <= 6 and bare.isalpha() and bare.isupper()
