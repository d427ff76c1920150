"""Scores become probabilities: the regression, its order, and how calibration is measured."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.candidates import CueCandidate, CueKind, Draft
from attrib.lexicon.confidence import load_confidence
from attrib.model import Evidence
from attrib.spans import Span
from attrib.stages.confidence import confidence, confident, features
from attrib.train.confidence import fit, reliability

SAID = CueCandidate((2,), 2, "say", CueKind.VERB)


def tagged(score: float, source: float | None = 0.9, rule: str = "") -> Draft:
    evidence = [Evidence("content", "tagger", score=score)]
    if source is not None:
        evidence.append(Evidence("source", "tagger", score=source))
    if rule:
        evidence.append(Evidence(rule, "some rule"))
    spans = (Span(0, 3),) if source is not None else ()
    return Draft((Span(9, 20),), SAID, source=spans, score=score, evidence=tuple(evidence))


def of(draft: Draft) -> float:
    return confident([draft], load_confidence())[0].score


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_score_is_never_less_sure(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert of(tagged(low)) <= of(tagged(high))
    assert 0 < of(tagged(a)) < 1


@pytest.mark.parametrize("part", ["cue", "content", "source"])
def test_a_rule_that_agrees_makes_it_surer(part: str) -> None:
    assert of(tagged(0.8, rule=part)) > of(tagged(0.8))


def test_a_source_that_a_rule_agrees_on_makes_it_surer_than_none() -> None:
    assert of(tagged(0.8, rule="source")) > of(tagged(0.8, source=None))


def test_what_only_rules_propose_has_weights_of_its_own() -> None:
    assert {name.partition(",")[0] for name in features(Draft((Span(0, 4),), score=0.5))} == {"rule"}
    assert {name.partition(",")[0] for name in features(tagged(0.5))} == {"tagger"}


def test_every_shipped_weight_is_read() -> None:
    used = {*features(tagged(0.5)), *features(Draft((Span(0, 4),)))}
    assert set(load_confidence()) == used


def test_nothing_but_the_score_changes() -> None:
    (out,) = confident([tagged(0.8)], load_confidence())
    assert out.with_(score=0.8) == tagged(0.8)


def test_the_fit_finds_the_weights_that_made_the_data() -> None:
    rng = np.random.default_rng(7)
    x = np.column_stack([np.ones(20_000), rng.normal(size=20_000)])
    y = (rng.random(20_000) < 1 / (1 + np.exp(-(0.5 + 1.5 * x[:, 1])))).astype(float)
    assert fit(x, y) == pytest.approx([0.5, 1.5], abs=0.1)


@pytest.mark.parametrize(
    ("claimed", "right", "error"), [(0.95, 0.95, 0.0), (0.95, 0.75, 0.2), (0.05, 0.55, 0.5)]
)
def test_calibration_error_is_the_gap_between_claimed_and_right(
    claimed: float, right: float, error: float
) -> None:
    outcomes = np.array([1.0] * round(100 * right) + [0.0] * round(100 * (1 - right)))
    assert reliability(np.full(100, claimed), outcomes)[1] == pytest.approx(error)


def test_no_weights_mean_even_odds() -> None:
    assert confidence({"tagger": 1.0}, {}) == 0.5
