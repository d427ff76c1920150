"""What each cue says about the speaker's act and the writer's framing, as data: senses of cues, and words
that shift them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property, lru_cache

from attrs import define, frozen

from attrib.lexicon.tables import damaged, rows
from attrib.model import Act, Certainty, Endorsement, Polarity, Stance

FALLBACKS = {
    "*": (),
    "clause": (),
    "quote": ("clause",),
    "question": ("clause",),
    "to": (),
    "obj-to": ("to",),
    "ing": ("thing",),
    "for": ("thing",),
    "as": (),
    "thing": (),
}
"""Complement frames, each with the frames whose sense it takes where it has none of its own (``*`` comes
last).
"""
KINDS = "VNAX"
"""Verb, noun, adjective, anything else."""
GAP = 5
"""How many words may stand inside a multi-word cue ("express *grave* concern")."""


@frozen
class Sense:
    """One cue in one complement frame."""

    words: tuple[str, ...]
    """Lemmas in order; particle or preposition last."""
    kind: str
    """``V``, ``N``, ``A`` or ``X`` (preposition, adverb, mark)."""
    frame: str
    """One of ``FALLBACKS``."""
    stance: Stance
    negated: Polarity
    """Polarity when the cue is negated: NEGATIVE where negation is raised ("does not think"), else
    UNCOMMITTED.
    """
    source: str = ""
    """Where the judgement comes from."""


@lru_cache(maxsize=8192)
def base_forms(word: str) -> tuple[str, ...]:
    """A word and what it may be an inflection of; lemmatisers leave rare verbs as they stand.

    >>> [w for w in base_forms("slammed") if w == "slam"], [w for w in base_forms("denies") if w == "deny"]
    (['slam'], ['deny'])
    """
    out = [word]
    for ending, swaps in (
        ("ies", ("y",)),
        ("es", ("", "e")),
        ("s", ("",)),
        ("ied", ("y",)),
        ("ed", ("", "e")),
        ("ing", ("", "e")),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: -len(ending)]
            out += [stem + swap for swap in swaps]
            if ending in ("ed", "ing") and len(stem) > 2 and stem[-1] == stem[-2]:
                out.append(stem[:-1])
    return tuple(out)


@define(frozen=True, slots=False)
class StanceLexicon:
    """Senses of cues and classes of words that shift a stance."""

    senses: tuple[Sense, ...]
    words: Mapping[str, frozenset[str]]
    """Class name to words (``contest``, ``distance``, ``probable``, ``person`` …)."""

    @cached_property
    def _phrases(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        out: dict[str, set[tuple[str, ...]]] = {}
        for sense in self.senses:
            out.setdefault(sense.words[0], set()).add(sense.words)
        return {first: tuple(sorted(found, key=lambda w: (-len(w), w))) for first, found in out.items()}

    @cached_property
    def _table(self) -> dict[tuple[str, ...], dict[tuple[str, str], Sense]]:
        out: dict[tuple[str, ...], dict[tuple[str, str], Sense]] = {}
        for sense in self.senses:
            out.setdefault(sense.words, {})[sense.kind, sense.frame] = sense
        return out

    def has(self, group: str, word: str) -> bool:
        """Whether a word, or what it may be an inflection of, belongs to a class."""
        members = self.words.get(group, frozenset())
        return not members.isdisjoint(base_forms(word.lower()))

    def lemma(self, word: str) -> str:
        """The form of a word that the lexicon knows as the start of a cue, else the word itself."""
        return next((form for form in base_forms(word) if form in self._phrases), word)

    def starts(self, word: str) -> bool:
        """Whether a word, or what it may be an inflection of, is the first of a cue."""
        return not self._phrases.keys().isdisjoint(base_forms(word))

    def known(self, word: str, kind: str = "") -> bool:
        """Whether a single word has a sense (of that kind)."""
        entry = self._table.get((self.lemma(word),))
        return entry is not None and (not kind or any(k == kind for k, _ in entry))

    def phrase_at(self, lemmas: Sequence[str], start: int) -> tuple[tuple[str, ...], tuple[int, ...]] | None:
        """The longest cue that starts with the word at ``start``, with the positions of its words; gaps
        allowed.
        """
        for words in self._phrases.get(self.lemma(lemmas[start]), ()):
            at = [start]
            for word in words[1:]:
                window = range(at[-1] + 1, min(at[-1] + 1 + GAP, len(lemmas)))
                found = next((i for i in window if word in base_forms(lemmas[i])), None)
                if found is None:
                    break
                at.append(found)
            if len(at) == len(words):
                return words, tuple(at)
        return None

    def sense(self, words: tuple[str, ...], kind: str, frame: str) -> Sense | None:
        """The sense of a cue in a frame: the frame's own, that of its fallbacks, the general one; then other
        kinds'.

        A cue that only has senses in other frames gets the first of its kind.
        """
        entry = self._table.get(words)
        if entry is None:
            return None
        for of_kind in (kind, *KINDS):
            for of_frame in (frame, *FALLBACKS.get(frame, ()), "*"):
                if (of_kind, of_frame) in entry:
                    return entry[of_kind, of_frame]
        return next((sense for (of_kind, _), sense in entry.items() if of_kind == kind), None)


def _sense(row: Sequence[str]) -> Sense:
    lemma, kind, frame, act, polarity, certainty, endorsement, negated, source = row
    if kind not in KINDS or frame not in FALLBACKS:
        damaged("stance.tsv", f"{lemma} has kind {kind} and frame {frame}, which are not known")
    try:
        stance = Stance(Act(act), Polarity(polarity), Certainty(certainty), Endorsement(endorsement))
        return Sense(tuple(lemma.split(" ")), kind, frame, stance, Polarity(negated), source)
    except ValueError as error:
        damaged("stance.tsv", f"{lemma} ({kind}, {frame}): {error}")


def _groups(table: Iterable[Sequence[str]]) -> dict[str, frozenset[str]]:
    out: dict[str, set[str]] = {}
    for group, words, _source in table:
        out.setdefault(group, set()).update(w.replace("_", " ") for w in words.split(" "))
    return {group: frozenset(words) for group, words in out.items()}


@cache
def load_stance(language: str = "en") -> StanceLexicon:
    """The stance lexicon of a language, read once."""
    senses = tuple(map(_sense, rows(language, "stance.tsv", 9)))
    return StanceLexicon(senses, _groups(rows(language, "stance_words.tsv", 3)))
