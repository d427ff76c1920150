"""Which words are cues: counts from PolNeAR train and the weights that combine them, as data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from math import exp, log

from attrs import define, field

from attrib.lexicon.tables import rows, typed

REMEMBERED = 50_000
"""Most figures of a sort kept in memory."""

SMOOTHING = 4.0
"""How many observations the back-off estimate counts as."""


def _logit(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return log(p / (1 - p))


def _sigmoid_of(x: float) -> float:
    return 1 / (1 + exp(-max(min(x, 30.0), -30.0)))


class _Figures(dict[tuple[str, ...], float]):
    """Figures worked out when they are first asked for."""

    def __init__(self, figure: Callable[..., float]) -> None:
        self._figure = figure

    def __missing__(self, key: tuple[str, ...]) -> float:
        if len(self) >= REMEMBERED:
            self.clear()
        value = self[key] = self._figure(*key)
        return value


@define(frozen=True, slots=False)
class CueLexicon:
    """How often a lemma is a cue, by kind and complement frame, and named weights for its surroundings."""

    counts: Mapping[tuple[str, str, str], tuple[int, int]]
    """(lemma, kind, frame) to (times a cue, times not)."""
    weights: Mapping[str, float] = field(factory=dict)
    """Feature name to weight of the logistic model "this reading overlaps an attribution"."""
    exact_weights: Mapping[str, float] = field(factory=dict)
    """Feature name to weight of the logistic model "this reading is an attribution to the letter"."""
    classes: Mapping[str, tuple[str, ...]] = field(factory=dict)
    """Verb lemma to its VerbNet classes."""
    vetoes: Mapping[str, frozenset[str]] = field(factory=lambda: defaultdict(frozenset))
    """Sets of words that bar a cue: ``remark``, ``violent``, ``armed``, ``mount``."""

    @cached_property
    def both_weights(self) -> dict[str, tuple[float, float]]:
        """Feature name to its weights in the two models, 0 where one lacks it."""
        names = self.weights.keys() | self.exact_weights.keys()
        return {n: (self.weights.get(n, 0.0), self.exact_weights.get(n, 0.0)) for n in names}

    @cached_property
    def _by_lemma(self) -> dict[tuple[str, str], tuple[int, int]]:
        return self._sums(lambda key: (key[0], key[1]))

    @cached_property
    def _by_frame(self) -> dict[tuple[str, str], tuple[int, int]]:
        return self._sums(lambda key: (key[1], key[2]))

    @cached_property
    def _by_kind(self) -> dict[tuple[str, str], tuple[int, int]]:
        return self._sums(lambda key: (key[1], ""))

    @cached_property
    def _by_class(self) -> dict[str, tuple[int, int]]:
        """Each VerbNet class' rate over its members, every member counted for at most ten observations."""
        out: dict[str, tuple[float, float]] = {}
        for lemma, names in self.classes.items():
            yes, no = self._by_lemma.get((lemma, "VERB"), (0, 0))
            if yes + no == 0:
                continue
            scale = min(1.0, 10 / (yes + no))
            for name in names:
                a, b = out.get(name, (0.0, 0.0))
                out[name] = (a + yes * scale, b + no * scale)
        return {name: (round(a), round(b)) for name, (a, b) in out.items()}

    def _sums(self, key_of: object) -> dict[tuple[str, str], tuple[int, int]]:
        out: dict[tuple[str, str], tuple[int, int]] = {}
        for key, (yes, no) in self.counts.items():
            to = key_of(key)  # type: ignore[operator]
            a, b = out.get(to, (0, 0))
            out[to] = (a + yes, b + no)
        return out

    def _rate_of_kind(self, kind: str) -> float:
        yes, no = self._by_kind.get((kind, ""), (0, 0))
        return (yes + 0.1) / (yes + no + 2.0)

    def _rate_of_classes(self, lemma: str, kind: str) -> float:
        """Back-off for a lemma: the mean rate of its VerbNet classes, else the rate of its kind."""
        base = self._rate_of_kind(kind)
        names = self.classes.get(lemma, ()) if kind == "VERB" else ()
        rates = []
        for name in names:
            yes, no = self._by_class.get(name, (0, 0))
            rates.append((yes + SMOOTHING * base) / (yes + no + SMOOTHING))
        return sum(rates) / len(rates) if rates else base

    @cached_property
    def _lemma_rates(self) -> _Figures:
        return _Figures(self._lemma_rate)

    @cached_property
    def _lemma_odds(self) -> _Figures:
        return _Figures(self._lemma_log_odds)

    @cached_property
    def _frame_odds(self) -> _Figures:
        return _Figures(self._frame_log_odds)

    def lemma_rate(self, lemma: str, kind: str) -> float:
        """Smoothed probability that a lemma with a complement is a cue."""
        return self._lemma_rates[lemma, kind]

    def _lemma_rate(self, lemma: str, kind: str) -> float:
        yes, no = self._by_lemma.get((lemma, kind), (0, 0))
        return (yes + SMOOTHING * self._rate_of_classes(lemma, kind)) / (yes + no + SMOOTHING)

    def frame_log_odds(self, lemma: str, kind: str, frame: str) -> float:
        """Smoothed log odds that a lemma with this frame is a cue; backs off to lemma and frame, each on its
        own.
        """
        return self._frame_odds[lemma, kind, frame]

    def _frame_log_odds(self, lemma: str, kind: str, frame: str) -> float:
        frame = frame.rstrip("~")
        yes, no = self._by_frame.get((kind, frame), (0, 0))
        base = self._rate_of_kind(kind)
        frame_rate = (yes + SMOOTHING * base) / (yes + no + SMOOTHING)
        prior = _logit(self.lemma_rate(lemma, kind)) + _logit(frame_rate) - _logit(base)
        yes, no = self.counts.get((lemma, kind, frame), (0, 0))
        p = _sigmoid_of(prior)
        return _logit((yes + SMOOTHING * p) / (yes + no + SMOOTHING))

    def lemma_log_odds(self, lemma: str, kind: str) -> float:
        """Log odds of ``lemma_rate``."""
        return self._lemma_odds[lemma, kind]

    def _lemma_log_odds(self, lemma: str, kind: str) -> float:
        return _logit(self._lemma_rate(lemma, kind))


@cache
def load_cues(language: str = "en") -> CueLexicon:
    """The cue lexicon of a language, read once."""
    vetoes: dict[str, frozenset[str]] = {}
    for name, words in rows(language, "vetoes.tsv", 2):
        vetoes[name] = vetoes.get(name, frozenset()).union(words.split(" "))
    weights = list(typed(language, "cue_weights.tsv", str, float, float))
    return CueLexicon(
        vetoes=vetoes,
        counts={(a, b, c): (y, n) for a, b, c, y, n in typed(language, "cues.tsv", str, str, str, int, int)},
        weights={name: overlap for name, overlap, _ in weights},
        exact_weights={name: exact for name, _, exact in weights},
        classes={lemma: tuple(names.split(" ")) for lemma, names in rows(language, "verb_classes.tsv", 2)},
    )
