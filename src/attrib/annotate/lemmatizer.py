"""Lemmas: a table of exceptions, and suffix rules that prefer lemmas known to exist.

A rule is an edit script ("strip 3 letters, add ``y``") counted over the word forms of the treebanks, by
tag and by final letters. The candidate scripts of a form are scored by how often they hold for its
longest endings, with a bonus for giving a known lemma, so that *slammed* is *slam* and *lambasted* is
*lambaste*.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from attrs import define, field

from attrib.errors import ModelError
from attrib.scoring import files

LONGEST_SUFFIX = 5
KNOWN_BONUS = 1.5
"""For a lemma seen with the same part of speech."""
ELSEWHERE_BONUS = 0.4
"""For one seen with another part of speech."""

Script = tuple[int, str]
"""How many letters to strip from the end, and what to add."""

_PLAIN = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "”": '"', "“": '"'})


def script_of(form: str, lemma: str) -> Script:
    """The script that turns a form into its lemma.

    >>> script_of("denied", "deny")
    (3, 'y')
    """
    same = 0
    while same < min(len(form), len(lemma)) and form[same] == lemma[same]:
        same += 1
    return len(form) - same, lemma[same:]


def apply_script(form: str, script: Script) -> str:
    """The lemma that a script makes of a form; it never leaves nothing.

    >>> apply_script("denied", (3, "y"))
    'deny'
    """
    strip, add = script
    return (form[: len(form) - strip] if strip < len(form) or add else form) + add


def normalise(form: str) -> str:
    """A form with plain apostrophes; ” before a letter stands for one too.

    >>> normalise("”s"), normalise("n’t")
    ("'s", "n't")
    """
    form = form.translate(_PLAIN)
    return "'" + form[1:] if len(form) > 1 and form[0] == '"' and form[1].isalpha() else form


@define(slots=False)
class Lemmatizer:
    """Gives words their dictionary form."""

    exceptions: Mapping[str, Mapping[str, str]]
    """Tag, then form, to lemma. A tag is ``VERB:VBD`` or, for lack of a fine tag, ``VERB``."""
    rules: Mapping[str, Mapping[str, tuple[tuple[Script, int], ...]]]
    """Tag, then ending, to scripts with their counts."""
    known: Mapping[str, frozenset[str]]
    """Part of speech to the lemmas seen with it."""
    _cache: dict[tuple[str, str, str], str] = field(factory=dict, repr=False, eq=False)

    @classmethod
    def load(cls, language: str = "en") -> Lemmatizer:
        """The lemmatiser that ships with attrib.

        Raises:
            ModelError: the file is missing or damaged.
        """
        return _load(language)

    def lemma(self, form: str, upos: str, xpos: str = "") -> str:
        """The dictionary form of a word, from its universal and its Penn tag.

        >>> lemmatizer = Lemmatizer.load()
        >>> lemmatizer.lemma("lambasted", "VERB", "VBD"), lemmatizer.lemma("n’t", "PART", "RB")
        ('lambaste', 'not')
        """
        key = (form, upos, xpos)
        found = self._cache.get(key)
        if found is None:
            if len(self._cache) > 100_000:  # bounds the memory of a long run
                self._cache.clear()
            found = self._cache[key] = self._lemma(normalise(form), upos, xpos) or form
        return found

    def _lemma(self, form: str, upos: str, xpos: str) -> str:
        low = form.lower()
        for tag in (f"{upos}:{xpos}", upos):
            table = self.exceptions.get(tag, {})
            found = table.get(form) or table.get(low)
            if found is not None:
                return found
        if upos == "PROPN" or not form[-1:].isalpha():
            return (
                self._by_rule(form, upos, xpos)
                if upos == "PROPN" and xpos == "NNPS"
                else _bare(form, low, upos)
            )
        # *Syrian* keeps its capital, *GDP* its capitals; *Senators* in a heading does not.
        cased = upos == "X" or (upos == "ADJ" and low not in self.known.get(upos, ())) or _acronym(form, upos)
        return self._by_rule(form if cased else low, upos, xpos)

    def _by_rule(self, form: str, upos: str, xpos: str) -> str:
        rules = self.rules.get(f"{upos}:{xpos}") or self.rules.get(upos)
        if rules is None:
            return form
        scores: dict[Script, float] = {}
        low = form.lower()
        for length in range(min(LONGEST_SUFFIX, len(low)) + 1):
            counted = rules.get(low[len(low) - length :], ())
            total = sum(count for _, count in counted) + 1
            for script, count in counted:
                scores[script] = scores.get(script, 0.0) + (length + 1) * count / total / 6
        best, top = form, -1.0
        for script, score in scores.items():
            if script[0] >= len(form):
                continue
            lemma = apply_script(form, script)
            score += self._bonus(lemma, upos)
            if score > top:
                best, top = lemma, score
        return best

    def _bonus(self, lemma: str, upos: str) -> float:
        if lemma in self.known.get(upos, ()):
            return KNOWN_BONUS
        return ELSEWHERE_BONUS if lemma in self._anywhere else 0.0

    @property
    def _anywhere(self) -> frozenset[str]:
        return self.known.get("", frozenset())


def _acronym(form: str, upos: str) -> bool:
    return upos == "NOUN" and len(form) > 1 and form[:2].isupper()


def _bare(form: str, low: str, upos: str) -> str:
    """Names, and anything that does not end in a letter, stay as they are but for case."""
    return form if upos in ("PROPN", "X", "SYM", "PUNCT", "NUM") else low


def build(data: dict[str, Any]) -> Lemmatizer:
    """A lemmatiser from the plain data that the trainer writes."""
    rules = {
        tag: {
            ending: tuple(((int(strip), add), int(count)) for strip, add, count in scripts)
            for ending, scripts in table.items()
        }
        for tag, table in data["rules"].items()
    }
    known = {upos: frozenset(words.split()) for upos, words in data["known"].items()}
    known[""] = frozenset().union(*known.values())
    return Lemmatizer(data["exceptions"], rules, known)


def read(data: bytes) -> Lemmatizer:
    """Read what the trainer wrote.

    Raises:
        ModelError: these are other data.
    """
    try:
        return build(json.loads(gzip.decompress(data)))
    except Exception as error:  # gzip, zlib, json and codecs each raise their own
        raise ModelError(f"the lemma tables are damaged ({error}); {files.MEND}") from error


@cache
def _load(language: str) -> Lemmatizer:
    return read(files.read(language, "lemmas.json.gz"))
