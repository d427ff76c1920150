"""Turns scores into confidences: the probability that an attribution is there: its content and, where it has one, its source.

A logistic regression over what the tagger and the rules said of a draft, with weights of their own for drafts that only rules
propose (Platt scaling over several scores; Platt 1999). ``python -m attrib.train confidence`` fits it on gold articles that
the tagger has not seen, and prints how well it is calibrated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log

from attrs import evolve

from attrib.candidates import Draft

TAGGER = "tagger"
"""Name that the tagger's evidence carries."""

TURN = "turns"
"""Name of the rule that gives utterances without a cue an attribution."""

_LIMIT = 6.0


def features(draft: Draft) -> dict[str, float]:
    """What is known of a draft, by name; scores as log odds."""
    tagged = {e.part: e.score for e in draft.evidence if e.rule == TAGGER}
    if not tagged:
        return {
            "rule": 1.0,
            "rule,score": _log_odds(draft.score),
            "rule,no cue": float(draft.cue is None),
            "rule,no source": float(not draft.source),
            "rule,turn": float(any(e.rule == TURN for e in draft.evidence)),
        }
    source = tagged.get("source")
    ruled = [e for e in draft.evidence if e.rule != TAGGER]
    return {
        "tagger": 1.0,
        "tagger,score": _log_odds(draft.score),
        "tagger,source": _log_odds(source) if source is not None else 0.0,
        "tagger,no cue": float(draft.cue is None),
        "tagger,no source": float(not draft.source),
        "tagger,source by rule": float(source is None and bool(draft.source)),
        "tagger,rules agree": float(any(e.part != "source" for e in ruled)),
        "tagger,rules agree on source": float(source is not None and any(e.part == "source" for e in ruled)),
    }


def confident(drafts: Sequence[Draft], weights: Mapping[str, float]) -> tuple[Draft, ...]:
    """The drafts with their score calibrated."""
    return tuple(evolve(d, score=confidence(features(d), weights)) for d in drafts)


def confidence(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Logistic function of the weighted features."""
    return 1 / (1 + exp(-sum(v * weights.get(name, 0.0) for name, v in values.items())))


def _log_odds(p: float) -> float:
    p = min(max(p, 1e-6), 1 - 1e-6)
    return min(max(log(p / (1 - p)), -_LIMIT), _LIMIT)
