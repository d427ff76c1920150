"""The rule stages on frozen parses of sentences of our own: what is found, from whom, with which evidence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from attrib.candidates import Draft
from attrib.document import ROOT, Document
from attrib.formats.conllu import read_conllu
from attrib.lexicon.cues import CueLexicon, load_cues
from attrib.stages import contents, cues, sources
from attrib.stages.contents import find_contents
from attrib.stages.cues import find_cues
from attrib.stages.quotes import find_quotes
from attrib.stages.sources import find_sources

CASES = Path(__file__).parent / "cases" / "rules"


def _blocks() -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (CASES / "sentences.conllu").read_text(encoding="utf-8").splitlines():
        if line.startswith("# newdoc id = "):
            lines = out.setdefault(line.removeprefix("# newdoc id = "), [])
        lines.append(line)
    return out


ROWS = [json.loads(line) for line in (CASES / "sentences.jsonl").read_text(encoding="utf-8").splitlines()]
# The frozen parse is wrong in these; strict, so that a better rule shows itself.
KNOWN = set((CASES / "known_failures.txt").read_text(encoding="utf-8").split())
BLOCKS = _blocks()


def document_of(row: dict) -> Document:
    return read_conllu(row["text"], BLOCKS[row["id"]])


def drafts_of(document: Document, disabled: frozenset[str] = frozenset()) -> tuple[Draft, ...]:
    quotes = find_quotes(document.text)
    found = find_cues(document, quotes, load_cues(), disabled=disabled)
    drafts = find_contents(document, quotes, found, disabled=disabled)
    return find_sources(document, quotes, drafts, disabled=disabled)


def readable(document: Document, draft: Draft) -> tuple[str, str | None, list[str]]:
    cut = [document.text[s.start_char : s.end_char] for s in draft.content]
    source = " ".join(document.text[s.start_char : s.end_char] for s in draft.source)
    return source, draft.cue.lemma if draft.cue else None, cut


def marked(row: dict) -> object:
    marks = [pytest.mark.xfail(strict=True, reason="known failure")] if row["id"] in KNOWN else []
    return pytest.param(row, id=row["id"], marks=marks)


@pytest.mark.parametrize("row", [marked(r) for r in ROWS])
def test_sentence(row: dict) -> None:
    document = document_of(row)
    found = sorted((readable(document, d) for d in drafts_of(document)), key=repr)
    wanted = [(a["source"], a["cue"], a["content"]) for a in row["attributions"]]
    fitted = [
        (source, next((f[1] for f in found if cue and f[1] in cue.split("|")), cue), content)
        for source, cue, content in wanted
    ]
    assert found == sorted(fitted, key=repr)


@pytest.mark.parametrize("row", ROWS, ids=[r["id"] for r in ROWS])
def test_every_part_has_evidence_and_true_offsets(row: dict) -> None:
    document = document_of(row)
    for draft in drafts_of(document):
        parts = {e.part for e in draft.evidence}
        assert "content" in parts
        assert ("cue" in parts) == (draft.cue is not None)
        assert ("source" in parts) == bool(draft.source)
        for span in (*draft.content, *draft.source):
            words = document.text[span.start_char : span.end_char]
            assert words == words.strip() != ""


def test_a_rule_can_be_switched_off_by_name() -> None:
    row = next(r for r in ROWS if r["id"] == "according-to-first")
    document = document_of(row)
    assert not any(
        d.cue and d.cue.lemma == "according to" for d in drafts_of(document, frozenset({"according_to"}))
    )
    sourceless = drafts_of(document, frozenset({"by_phrase", "by_clause"}))
    assert [d.source for d in sourceless if d.cue and d.cue.lemma == "according to"] == [()]


def test_rule_names_are_unique() -> None:
    names = [name for table in (cues.RULES, cues.PHRASES, contents.RULES, sources.RULES) for name, _ in table]
    assert len(names) == len(set(names))


def test_nested_drafts_can_be_left_out() -> None:
    row = next(r for r in ROWS if r["id"] == "nested")
    document = document_of(row)
    assert [d.cue.lemma for d in drafts_of(document) if d.cue] == ["say", "claim"]
    assert [d.cue.lemma for d in drafts_of(document, frozenset({"nested"})) if d.cue] == ["say"]


def test_an_empty_document_gives_nothing() -> None:
    assert drafts_of(Document("", (), ())) == ()


class TestLexicon:
    def test_counts_beat_back_off(self) -> None:
        lexicon = CueLexicon({("say", "VERB", "that"): (90, 10), ("run", "VERB", "obj"): (0, 100)})
        assert lexicon.lemma_rate("say", "VERB") > 0.8
        assert lexicon.lemma_rate("run", "VERB") < 0.05
        assert lexicon.frame_log_odds("say", "VERB", "that") > lexicon.frame_log_odds("say", "VERB", "obj")

    def test_an_unseen_verb_takes_the_rate_of_its_class(self) -> None:
        counts = {("say", "VERB", "that"): (90, 10), ("run", "VERB", "obj"): (0, 100)}
        classes = {"say": ("talk",), "opine": ("talk",), "run": ("motion",), "trot": ("motion",)}
        lexicon = CueLexicon(counts, classes=classes)
        assert lexicon.lemma_rate("opine", "VERB") > 3 * lexicon.lemma_rate("trot", "VERB")

    def test_the_drawn_out_variant_shares_its_frame_s_counts(self) -> None:
        lexicon = CueLexicon({("say", "VERB", "that"): (90, 10)})
        assert lexicon.frame_log_odds("say", "VERB", "that~") == lexicon.frame_log_odds("say", "VERB", "that")

    def test_the_shipped_data_know_speech(self) -> None:
        lexicon = load_cues()
        for lemma in ("say", "tell", "announce", "criticize"):
            assert lexicon.lemma_rate(lemma, "VERB") > 0.4
        for lemma in ("run", "eat", "buy"):
            assert lexicon.lemma_rate(lemma, "VERB") < 0.1


@st.composite
def broken_trees(draw: st.DrawFn) -> Document:
    """A sentence of ours with any tree and any relations at all over its words."""
    row = draw(st.sampled_from(ROWS))
    document = read_conllu(row["text"], BLOCKS[row["id"]])
    tokens = list(document.tokens)
    for sentence in document.sentences:
        order = draw(st.permutations(range(sentence.start, sentence.end)))
        for at, i in enumerate(order):
            head = order[draw(st.integers(0, at - 1))] if at else ROOT
            tokens[i] = evolve(tokens[i], head=head, deprel=draw(RELATIONS))
    return evolve(document, tokens=tuple(tokens))


RELATIONS = st.sampled_from(
    ["nsubj", "ccomp", "xcomp", "obj", "conj", "parataxis", "acl:relcl", "obl", "mark", "case"]
)


@given(broken_trees())
def test_broken_trees_never_raise(document: Document) -> None:
    for draft in drafts_of(document):
        spans = (*draft.content, *draft.source)
        assert all(0 <= s.start_char < s.end_char <= len(document.text) for s in spans)
