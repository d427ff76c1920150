"""Whether the right speaker is named, and with the right stance.

Two measures: over attributions with resolved speakers and stance (``score_speakers``), and over attribution
relations in the manner of rhetorical structure theory, as GUM has them (``score_relations``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from attrs import asdict, define, field, frozen

from attrib.evaluate.attributions import DETECTED
from attrib.evaluate.rows import PRF, Row, align, content_letters, letters, macro_f1, share, top_level

_TITLE_WORDS = """
    the a an mr mrs ms dr sir prof professor president senator sen rep gov governor general judge justice
    secretary prime minister
"""
_TITLES = frozenset(_TITLE_WORDS.split())
STANCE_FIELDS = ("act", "polarity", "certainty", "endorsement")


def name_words(name: str) -> list[str]:
    """A name's words, lower case, without possessive, article and common titles (unless nothing else is
    left).

    >>> name_words("the Prime Minister Ada Byron's")
    ['ada', 'byron']
    """
    words = re.findall(r"[\w\-]+", re.sub(r"['’”]s\b", "", name.lower()))
    return [w for w in words if w not in _TITLES] or words


def same_name(a: str, b: str) -> bool:
    """Whether two names can be one speaker's.

    Equal words; or one's words all in the other's, with the same last word; or one the other's initials.

    >>> same_name("Byron", "Ada Byron"), same_name("Ada", "Ada Byron"), same_name("UN", "United Nations")
    (True, False, True)
    """
    short, long = sorted((name_words(a), name_words(b)), key=len)
    if short == long:
        return True
    if not short:
        return False
    if set(short) <= set(long) and short[-1] == long[-1]:
        return True
    return "".join(w[0] for w in long) == "".join(short)


def same_names(gold: Sequence[str], predicted: Sequence[str]) -> bool:
    """As many names, and each gold one among the predicted."""
    return len(gold) == len(predicted) and all(any(same_name(g, p) for p in predicted) for g in gold)


@frozen
class FieldScores:
    """How one field of the stance fares on matched attributions."""

    accuracy: float
    macro_f1: float


@frozen
class SpeakerScores:
    """Speakers and stance."""

    matched: int
    """Gold attributions that a prediction's content matches (Dice of at least 0.5)."""
    gold: int
    pred: int
    speaker_accuracy: float
    """Share of the matched with the right speakers."""
    end_to_end: PRF
    """Content matched and speakers right, over all predictions and all gold."""
    by_kind: Mapping[str, tuple[float, int]]
    """Accuracy and number of the matched, by kind of gold speaker."""
    stance: Mapping[str, FieldScores]
    stance_all_four: float
    """Share of the matched with all four fields right."""

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts and numbers."""
        return asdict(self)

    def table(self) -> str:
        """The figures as lines of text."""
        lines = [
            f"{self.matched} matched of {self.gold} gold, {self.pred} predicted",
            f"speaker accuracy {self.speaker_accuracy:.3f}  end to end F1 {self.end_to_end.f1:.3f}",
        ]
        lines += [f"  {kind:10s} {accuracy:.3f} of {n}" for kind, (accuracy, n) in self.by_kind.items()]
        for name, s in self.stance.items():
            lines.append(f"{name:12s} accuracy {s.accuracy:.3f}  macro F1 {s.macro_f1:.3f}")
        lines.append(f"all four fields right {self.stance_all_four:.3f}")
        return "\n".join(lines)


@define
class _Tally:
    gold: int = 0
    pred: int = 0
    by_kind: defaultdict[str, list[bool]] = field(factory=lambda: defaultdict(list))
    stances: list[tuple[Mapping[str, str], Mapping[str, str]]] = field(factory=list)

    def add(self, gold: Row, predicted: Row | None) -> None:
        """Count one document."""
        text = gold["text"]
        golds, preds = gold["attributions"], top_level(predicted)
        self.gold += len(golds)
        self.pred += len(preds)
        gold_contents = [content_letters(text, a["content"]) for a in golds]
        for match in align(gold_contents, [content_letters(text, a["content"]) for a in preds]):
            if match.dice < DETECTED:
                continue
            g, p = golds[match.gold], preds[match.predicted]
            self.by_kind[g["speaker_kind"]].append(same_names(g["speaker"], p["speaker"]))
            if p.get("stance"):
                self.stances.append((g["stance"], p["stance"]))

    def scores(self) -> SpeakerScores:
        matched = sum(map(len, self.by_kind.values()))
        right = sum(map(sum, self.by_kind.values()))
        return SpeakerScores(
            matched=matched,
            gold=self.gold,
            pred=self.pred,
            speaker_accuracy=share(right, matched),
            end_to_end=PRF.of(right, self.pred, self.gold),
            by_kind={k: (share(sum(v), len(v)), len(v)) for k, v in sorted(self.by_kind.items())},
            stance={f: self._field(f) for f in STANCE_FIELDS if self.stances},
            stance_all_four=share(
                sum(all(g[f] == p[f] for f in STANCE_FIELDS) for g, p in self.stances), len(self.stances)
            ),
        )

    def _field(self, name: str) -> FieldScores:
        pairs = [(g[name], p[name]) for g, p in self.stances]
        return FieldScores(share(sum(g == p for g, p in pairs), len(pairs)), macro_f1(pairs))


def score_speakers(gold: Mapping[str, Row], predicted: Mapping[str, Row]) -> SpeakerScores:
    """Score rows against gold that has ``speaker``, ``speaker_kind`` and ``stance``, both by id."""
    tally = _Tally()
    for key, row in gold.items():
        tally.add(row, predicted.get(key))
    return tally.scores()


@frozen
class RelationScores:
    """Attribution relations: satellite (the attributing words) and content (nucleus)."""

    relations: int
    recall: float
    """Share that a prediction finds: cue or source in the satellite, content overlapping."""
    named: int
    """Found relations whose gold speaker has a name."""
    speaker_accuracy_named: float
    """Share of those with one of the gold names among the predicted speakers."""
    recall_by_genre: Mapping[str, float]
    polarity_accuracy: float
    """Negative or not, on the found."""
    polarity_macro_f1: float

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts and numbers."""
        return asdict(self)

    def table(self) -> str:
        """The figures as lines of text."""
        lines = [
            f"{self.relations} relations, recall {self.recall:.3f}",
            f"speaker accuracy {self.speaker_accuracy_named:.3f} of {self.named} named",
            f"polarity accuracy {self.polarity_accuracy:.3f}  macro F1 {self.polarity_macro_f1:.3f}",
        ]
        lines += [f"  recall {genre:12s} {recall:.3f}" for genre, recall in self.recall_by_genre.items()]
        return "\n".join(lines)


def score_relations(gold: Mapping[str, Row], predicted: Mapping[str, Row]) -> RelationScores:
    """Score rows, nested predictions too, against gold with ``satellite`` and ``content``."""
    found_by: defaultdict[str, list[bool]] = defaultdict(list)
    named: list[bool] = []
    polarity: list[tuple[bool, bool]] = []
    for key, row in gold.items():
        candidates = _candidates(row["text"], predicted.get(key))
        for relation in row["attributions"]:
            best = _best(row["text"], relation, candidates)
            found_by[row["genre"]].append(best is not None)
            if best is None:
                continue
            if best.get("stance"):
                polarity.append(
                    (relation["polarity"] == "negative", best["stance"]["polarity"] != "POSITIVE")
                )
            if names := (relation["speaker"] or {}).get("names"):
                named.append(any(same_name(n, p) for p in best["speaker"] for n in names))
    relations = sum(map(len, found_by.values()))
    return RelationScores(
        relations=relations,
        recall=share(sum(map(sum, found_by.values())), relations),
        named=len(named),
        speaker_accuracy_named=share(sum(named), len(named)),
        recall_by_genre={k: share(sum(v), len(v)) for k, v in sorted(found_by.items())},
        polarity_accuracy=share(sum(g == p for g, p in polarity), len(polarity)),
        polarity_macro_f1=macro_f1(polarity),
    )


@frozen
class _Candidate:
    row: Row
    cue: Collection[int]
    head: Collection[int]
    """Letters of cue and source together."""
    content: Collection[int]


def _candidates(text: str, predicted: Row | None) -> list[_Candidate]:
    out = []
    for a in predicted["attributions"] if predicted else ():
        cue = letters(text, a["cue"])
        out.append(_Candidate(a, cue, cue | letters(text, a["source"]), letters(text, a["content"])))
    return out


def _best(text: str, relation: Row, candidates: Iterable[_Candidate]) -> Row | None:
    """The prediction with most of its cue in the satellite, then most of its content in the nucleus."""
    satellite, nucleus = letters(text, relation["satellite"]), letters(text, relation["content"])
    best, best_score = None, -1
    for c in candidates:
        if satellite.isdisjoint(c.head) or nucleus.isdisjoint(c.content):
            continue
        score = len(satellite.intersection(c.cue)) * 1000 + len(nucleus.intersection(c.content))
        if score > best_score:
            best, best_score = c.row, score
    return best
