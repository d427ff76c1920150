"""Stance over tables of marked sentences, on frozen parses; and what the lexicon must hold."""

from __future__ import annotations

import re
import statistics
from functools import cache
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from attrib.candidates import CueCandidate, CueKind, Draft, Judgement
from attrib.document import Document
from attrib.formats.conllu import read_conllu
from attrib.forms import form_of
from attrib.lexicon.stance import FALLBACKS, base_forms, load_stance
from attrib.model import Act, Certainty, Endorsement, Form, Polarity, Quote, Stance
from attrib.spans import Span
from attrib.stages.quotes import find_quotes
from attrib.stages.stance import FIELDS, RULE_NAMES, judge

CASES = Path(__file__).parent / "cases" / "stance"
MARKS = {"{": "source", "<": "cue", "[": "content"}
CLOSING = {"}": "{", ">": "<", "]": "["}
KINDS = {"VERB": CueKind.VERB, "AUX": CueKind.VERB, "NOUN": CueKind.NOUN, "ADJ": CueKind.ADJECTIVE}


def unmark(marked: str) -> tuple[str, dict[str, tuple[Span, ...]]]:
    """The plain sentence, and the spans that its marks hold."""
    text, opened = "", {}
    spans: dict[str, list[Span]] = {name: [] for name in MARKS.values()}
    for character in marked:
        if character in MARKS:
            opened[character] = len(text)
        elif character in CLOSING:
            mark = CLOSING[character]
            spans[MARKS[mark]].append(Span(opened.pop(mark), len(text)))
        else:
            text += character
    return text, {name: tuple(found) for name, found in spans.items()}


def table(name: str) -> list[tuple[str, str, str]]:
    lines = (CASES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [tuple(cell.strip() for cell in line.split(" | ")) for line in lines if line and line[0] != "#"]


@cache
def parses() -> dict[str, list[str]]:
    """Rows of each frozen parse, by its plain text."""
    out: dict[str, list[str]] = {}
    current: list[str] = []
    for line in (CASES / "sentences.conllu").read_text(encoding="utf-8").splitlines(keepends=True):
        if line.startswith("# newdoc text = "):
            current = out.setdefault(line[16:].rstrip("\n"), [])
        else:
            current.append(line)
    return out


def draft_of(document: Document, spans: dict[str, tuple[Span, ...]]) -> Draft:
    """A draft as the stages before would make it: the cue's head is its topmost content word."""
    tokens = document.tokens
    cue = tuple(i for span in spans["cue"] for i in document.index.touching(span))
    tops = [i for i in cue if tokens[i].head not in cue] or list(cue)
    head = next((i for i in tops if tokens[i].upos in KINDS), tops[0] if tops else 0)
    colon = len(cue) == 1 and tokens[head].text == ":"
    kind = CueKind.COLON if colon else KINDS.get(tokens[head].upos, CueKind.PREPOSITION)
    candidate = CueCandidate(cue, head, tokens[head].lemma, kind) if cue else None
    return Draft(spans["content"], candidate, spans["source"])


def judged(marked: str, disabled: frozenset[str] = frozenset()) -> tuple[Document, Judgement]:
    text, spans = unmark(marked)
    document = read_conllu(text, parses()[text])
    quotes = tuple(find_quotes(text))
    return document, judge(document, quotes, draft_of(document, spans), load_stance(), disabled=disabled)


def words(judgement: Judgement) -> str:
    out = [getattr(judgement.stance, name).value for name in FIELDS]
    return " ".join(out + (["H"] if judgement.hypothetical else []))


@pytest.mark.parametrize("pile", ["wild", "synthetic", "negative"])
def test_sentences(pile: str) -> None:
    wrong = [(m, words(judged(m)[1]), want) for m, want, _ in table(pile) if words(judged(m)[1]) != want]
    assert not wrong


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize("case", table("known_failures"), ids=lambda case: case[2])
def test_known_failures(case: tuple[str, str, str]) -> None:
    assert words(judged(case[0])[1]) == case[1]


@pytest.mark.parametrize(
    "case", [c for c in table("synthetic") if c[2] in RULE_NAMES], ids=lambda c: c[0][:40]
)
def test_each_rule_is_named_in_the_evidence_and_can_be_switched_off(case: tuple[str, str, str]) -> None:
    marked, want, rule = case
    document, judgement = judged(marked)
    reasons = [e for e in judgement.evidence if e.rule == rule]
    assert reasons
    assert all(e.spans and e.part.split(".")[0] in ("stance", "hypothetical") for e in reasons)
    assert all(0 <= s.start_char < s.end_char <= len(document.text) for e in reasons for s in e.spans)
    _, without = judged(marked, frozenset({rule}))
    assert words(without) != want
    assert rule not in {e.rule for e in without.evidence}


def test_every_rule_has_a_case() -> None:
    seen = {
        e.rule for pile in ("wild", "synthetic") for m, _, _ in table(pile) for e in judged(m)[1].evidence
    }
    assert set(RULE_NAMES) == seen | {"unrealised"}


def test_without_a_cue_a_quote_is_asserted() -> None:
    text = "“The water is safe,” Dr Amina Bell told reporters."
    document = read_conllu(text, parses()[text])
    draft = Draft((Span(0, 20),))
    assert judge(document, find_quotes(document.text), draft, load_stance()).stance == Stance()


def test_nothing_raises_on_odd_drafts() -> None:
    rest = " Dr Amina Bell told reporters."
    for marked in (
        "{}<>[“The water is safe,”]" + rest,
        "[“]The water is safe,”" + rest,
        "“The water is safe[,”]" + rest,
    ):
        text, spans = unmark(marked)
        document = read_conllu(text, parses()[text])
        draft = evolve(draft_of(document, {**spans, "cue": ()}), source=spans["source"])
        assert judge(document, (), draft, load_stance()).stance.act in Act
    empty = Document("", (), ())
    assert judge(empty, (), Draft((Span(0, 0),)), load_stance()).stance == Stance()


@given(st.data())
def test_any_draft_gets_a_stance(data: st.DataObject) -> None:
    """Whatever the stages before hand over: spans and tokens anywhere, in any order of cue and content."""
    text = data.draw(st.sampled_from(sorted(parses())))
    document = read_conllu(text, parses()[text])
    place = st.integers(0, len(text))
    span = st.tuples(place, place).map(lambda pair: Span(min(pair), max(pair)))
    token = st.integers(0, len(document.tokens) - 1)
    cue = tuple(sorted(data.draw(st.sets(token, max_size=4))))
    head = data.draw(token)
    candidate = (
        CueCandidate(cue, head, "", data.draw(st.sampled_from(CueKind))) if data.draw(st.booleans()) else None
    )
    content = tuple(sorted(data.draw(st.lists(span, min_size=1, max_size=3))))
    draft = Draft(content, candidate, tuple(sorted(data.draw(st.lists(span, max_size=2)))))
    judgement = judge(document, find_quotes(text), draft, load_stance())
    assert judgement == judge(document, find_quotes(text), draft, load_stance())
    assert all(0 <= s.start_char <= s.end_char <= len(text) for e in judgement.evidence for s in e.spans)


def test_lexicon_is_large_consistent_and_sourced() -> None:
    senses = load_stance().senses
    assert len({s.words for s in senses}) >= 600
    assert len({(s.words, s.kind, s.frame) for s in senses}) == len(senses)
    assert all(s.frame in FALLBACKS and s.source.startswith("guideline:") for s in senses)
    for s in senses:
        if s.stance.polarity is Polarity.UNCOMMITTED or s.stance.act in (Act.QUESTION, Act.DIRECTIVE):
            assert s.stance.certainty is Certainty.UNDERSPECIFIED, s


def test_guideline_words_have_the_guidelines_senses() -> None:
    lexicon = load_stance()
    expected = {
        Endorsement.ENDORSE: "reveal show find note confirm admit acknowledge know accept indicate learn",
        Endorsement.DISTANCE: "claim allege purport",
        Endorsement.CONTEST: "lie pretend mislead",
        Endorsement.ACKNOWLEDGE: "say tell add write ask accuse warn insist argue",
    }
    for endorsement, verbs in expected.items():
        for verb in verbs.split():
            sense = lexicon.sense((verb,), "V", "clause")
            assert sense is not None
            assert sense.stance.endorsement is endorsement, verb


def ranks(values: list[float]) -> list[float]:
    """Mean rank of each value, ties shared."""
    order = sorted(values)
    return [order.index(v) + (order.count(v) - 1) / 2 for v in values]


def test_endorsement_goes_with_measured_veridicality() -> None:
    """Spearman's correlation over MegaVeridicality 2's verbs in the lexicon, active "that" frames."""
    lexicon, order = load_stance(), list(Endorsement)
    scale = [Endorsement.CONTEST, Endorsement.DISTANCE, Endorsement.ACKNOWLEDGE, Endorsement.ENDORSE]
    assert set(order) == set(scale)
    means = {
        s.words: re.search(r"veridicality (-?[\d.]+)", s.source) for s in lexicon.senses if s.kind == "V"
    }
    pairs = []
    for verb, mean in means.items():
        sense = lexicon.sense(verb, "V", "clause")
        if mean is not None and sense is not None:
            pairs.append((float(mean[1]), float(scale.index(sense.stance.endorsement))))
    assert len(pairs) >= 250
    correlation = statistics.correlation(*map(ranks, map(list, zip(*pairs, strict=True))))
    assert correlation >= 0.55


def test_a_phrase_is_found_over_words_inside_it() -> None:
    lexicon = load_stance()
    assert lexicon.phrase_at(["refuse", "point-blank", "to", "say"], 0) == (
        ("refuse", "to", "say"),
        (0, 2, 3),
    )
    assert lexicon.phrase_at(["xyzzy"], 0) is None
    assert "criticise" in set(base_forms("criticising"))


@pytest.mark.parametrize(
    ("stance", "code"),
    [
        (Stance(), "CT+"),
        (Stance(polarity=Polarity.NEGATIVE), "CT-"),
        (Stance(certainty=Certainty.PROBABLE), "PR+"),
        (Stance(polarity=Polarity.NEGATIVE, certainty=Certainty.PROBABLE), "PR-"),
        (Stance(certainty=Certainty.POSSIBLE), "PS+"),
        (Stance(polarity=Polarity.NEGATIVE, certainty=Certainty.POSSIBLE), "PS-"),
        (Stance(polarity=Polarity.UNCOMMITTED), "CTu"),
        (Stance(certainty=Certainty.UNDERSPECIFIED), "Uu"),
        (Stance(Act.QUESTION, Polarity.UNCOMMITTED, Certainty.UNDERSPECIFIED), "Uu"),
    ],
)
def test_factuality(stance: Stance, code: str) -> None:
    assert stance.factuality == code


@pytest.mark.parametrize(
    ("marked", "form"),
    [
        ("[“No,”] he said, [“never.”]", Form.DIRECT),
        ("He said [it was “over.”]", Form.MIXED),
        ("He said [it was over.]", Form.INDIRECT),
        ("“He said [it was over.]”", Form.INDIRECT),
        ("[‘No’] 🙂 he said", Form.DIRECT),
        ("[]", Form.INDIRECT),
    ],
)
def test_form(marked: str, form: Form) -> None:
    text, spans = unmark(marked)
    assert form_of(text, spans["content"], find_quotes(text)) is form


def test_form_is_linear_in_the_number_of_quotes() -> None:
    text = "“a” b " * 20_000
    quotes = [
        Quote(Span(m.start(), m.end()), Span(m.start() + 1, m.end() - 1)) for m in re.finditer("“a”", text)
    ]
    assert form_of(text, [Span(0, len(text))], quotes) is Form.MIXED
