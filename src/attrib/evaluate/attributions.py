"""How many attributions are found, how exactly, and with which source.

Micro figures over all documents, contents aligned one to one, nested predictions left out:

- ``detect``: content Dice of at least 0.5;
- ``strict``: the content is the same set of letters and digits;
- ``linked``: detected, and the sources' Dice is at least 0.5 (or both are empty);
- ``source_lenient``: detected, and the sources share a letter (or both are empty);
- ``overlap``: sum of the aligned contents' Dice.

Recall is also given by how the gold content is worded and on the speech subset. The figures equal those of
the scorer that the published comparison of systems on PolNeAR was made with.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from attrs import asdict, define, field, frozen

from attrib.evaluate.rows import PRF, Pairs, Row, align, content_letters, dice, letters, share, top_level

_SPEECH = """
    say tell ask add announce argue claim state declare explain warn note insist suggest report write tweet
    reply respond answer admit acknowledge deny confirm charge accuse criticize criticise blast slam urge
    call promise vow pledge contend assert complain joke quip recall remark mention stress emphasize
    emphasise reiterate maintain predict testify boast conclude continue describe quote cite according to
    whisper shout praise denounce condemn dismiss
"""
SPEECH_VERBS = frozenset(_SPEECH.split())
"""What makes a cue speech, for the speech figures. Part of the measure: not a lexicon to add to."""

_IRREGULAR = {"said": "say", "says": "say", "told": "tell", "wrote": "write", "written": "write"}
_QUOTED = re.compile(r'[“"]([^”"]*)(?:[”"]|$)')
DETECTED = 0.5
"""From this Dice on, two contents, or two sources, are the same."""
FIGURES = ("detect", "strict", "linked", "source_lenient", "overlap")
GROUPS = ("direct", "mixed", "indirect", "speech")


def wording(text: str, content: Pairs) -> str:
    """``direct`` where 95% of the letters stand in double quotation marks, ``mixed`` some, else ``indirect``.

    >>> wording('"No," he', [[0, 5]]), wording('a "b" c', [[0, 7]])
    ('direct', 'mixed')
    """
    words = " ".join(text[start:end] for start, end in content)
    quoted = sum(c.isalnum() for match in _QUOTED.finditer(words) for c in match[1])
    if not quoted:
        return "indirect"
    return "direct" if quoted >= 0.95 * sum(c.isalnum() for c in words) else "mixed"


def _stems(word: str) -> set[str]:
    cut = {word[:-1], word[:-2], word[:-3], word[:-3] + "e", word[:-3] + "y"}
    return {_IRREGULAR.get(word, word), *cut}


def is_speech(text: str, attribution: Row) -> bool:
    """Whether a gold attribution belongs to the speech subset: a cue of saying, or a direct quote."""
    cue = " ".join(text[start:end] for start, end in attribution["cue"]).lower()
    if any(_stems(word) & SPEECH_VERBS for word in re.findall(r"[a-z]+", cue)):
        return True
    return wording(text, attribution["content"]) == "direct"


@frozen
class Recall:
    """Recall on a part of the gold."""

    gold: int
    """How many there are."""
    detect: float
    linked: float


@frozen
class AttributionScores:
    """The figures; see the module's description."""

    detect: PRF
    strict: PRF
    linked: PRF
    source_lenient: PRF
    overlap: PRF
    source_given_detect: float
    """Share of the detected whose source is right."""
    recall_by: Mapping[str, Recall]
    """By wording (``direct``, ``mixed``, ``indirect``) and for ``speech``."""
    n: Mapping[str, int]
    """Counts: ``gold``, ``pred``, ``docs``."""

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts and numbers."""
        return asdict(self)

    def table(self) -> str:
        """The figures as lines of text."""
        lines = [f"{self.n['docs']} documents, {self.n['gold']} gold, {self.n['pred']} predicted"]
        for name in FIGURES:
            figure: PRF = getattr(self, name)
            lines.append(f"{name:15s} P {figure.p:.3f}  R {figure.r:.3f}  F1 {figure.f1:.3f}")
        lines.append(f"source right where detected {self.source_given_detect:.3f}")
        for name, recall in self.recall_by.items():
            if not recall.gold:
                continue
            lines.append(
                f"recall {name:9s} detect {recall.detect:.3f}  linked {recall.linked:.3f}  of {recall.gold}"
            )
        return "\n".join(lines)


@define
class _Tally:
    counts: Counter[str] = field(factory=Counter)
    groups: Counter[tuple[str, str]] = field(factory=Counter)
    overlap: float = 0.0

    def add(self, gold: Row, predicted: Row | None) -> None:
        """Count one document."""
        text = gold["text"]
        golds, preds = gold["attributions"], top_level(predicted)
        gold_contents = [content_letters(text, a["content"]) for a in golds]
        pred_contents = [content_letters(text, a["content"]) for a in preds]
        groups = [self._groups(text, a) for a in golds]
        self.counts.update(gold=len(golds), pred=len(preds), docs=1)
        self.groups.update(("gold", g) for names in groups for g in names)
        for match in align(gold_contents, pred_contents):
            self.overlap += match.dice
            self.counts["strict"] += gold_contents[match.gold] == pred_contents[match.predicted]
            if match.dice >= DETECTED:
                sources = (letters(text, x["source"]) for x in (golds[match.gold], preds[match.predicted]))
                self._detected(groups[match.gold], *sources)

    @staticmethod
    def _groups(text: str, gold: Row) -> tuple[str, ...]:
        kind = wording(text, gold["content"])
        return (kind, "speech") if is_speech(text, gold) else (kind,)

    def _detected(self, groups: tuple[str, ...], gold: set[int], predicted: set[int]) -> None:
        linked = dice(gold, predicted) >= DETECTED
        self.counts["detect"] += 1
        self.counts["linked"] += linked
        self.counts["source_lenient"] += bool(gold & predicted) or not (gold or predicted)
        self.groups.update(("detect", g) for g in groups)
        if linked:
            self.groups.update(("linked", g) for g in groups)

    def scores(self) -> AttributionScores:
        n, groups = self.counts, self.groups
        hits: dict[str, float] = {name: n[name] for name in FIGURES} | {"overlap": self.overlap}
        return AttributionScores(
            **{name: PRF.of(hits[name], n["pred"], n["gold"]) for name in FIGURES},
            source_given_detect=share(n["linked"], n["detect"]),
            recall_by={
                g: Recall(
                    groups["gold", g],
                    share(groups["detect", g], groups["gold", g]),
                    share(groups["linked", g], groups["gold", g]),
                )
                for g in GROUPS
            },
            n={name: n[name] for name in ("gold", "pred", "docs")},
        )


def score_attributions(gold: Mapping[str, Row], predicted: Mapping[str, Row]) -> AttributionScores:
    """Score predicted rows against gold rows, both by id; a document without predictions counts as missed."""
    tally = _Tally()
    for key, row in gold.items():
        tally.add(row, predicted.get(key))
    return tally.scores()
