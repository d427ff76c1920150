"""What the tagger and the rules found, as one."""

from __future__ import annotations

import re

import pytest

import attrib
from attrib.candidates import CueCandidate, CueKind, Draft
from attrib.document import ROOT, Document, Sentence, Token
from attrib.model import Evidence
from attrib.scoring import tagger
from attrib.spans import Span
from attrib.stages.combine import combine, separate
from attrib.stages.quotes import find_quotes
from flat import document

TEXT = "The mayor said she believes the bridge is safe . Two experts doubt it ."


def draft(cue: str | None, content: str, source: str = "", score: float = 0.9, rule: str = "rule") -> Draft:
    start = TEXT.index(content)
    at = TEXT.split(" ").index(cue) if cue else 0
    return Draft(
        (Span(start, start + len(content)),),
        CueCandidate((at,), at, cue, CueKind.VERB) if cue else None,
        source=(Span(TEXT.index(source), TEXT.index(source) + len(source)),) if source else (),
        score=score,
        evidence=(Evidence("content", rule),),
    )


def combined(tagged: list[Draft], ruled: list[Draft], *disabled: str) -> list[tuple[str | None, str, str]]:
    doc = document(TEXT)
    return [
        (
            doc.tokens[d.cue.head].text if d.cue else None,
            " ".join(TEXT[s.start_char : s.end_char] for s in d.source),
            " ".join(TEXT[s.start_char : s.end_char] for s in d.content),
        )
        for d in combine(doc, find_quotes(TEXT), tagged, ruled, frozenset(disabled))
    ]


SAID = draft("said", "she believes the bridge is safe", "The mayor", rule="tagger")
BELIEVES = draft("believes", "the bridge is safe", "she", 0.6)


def test_what_a_cue_inside_a_content_introduces_is_nested() -> None:
    assert combined([SAID], [BELIEVES]) == [
        ("said", "The mayor", "she believes the bridge is safe"),
        ("believes", "she", "the bridge is safe"),
    ]
    assert len(combined([SAID], [BELIEVES], "nested")) == 1


def test_the_same_is_not_found_twice_and_a_rule_completes_it() -> None:
    without = draft("said", "she believes the bridge is safe", rule="tagger")
    rule = draft("said", "believes the bridge is safe", "The mayor")
    assert combined([without], [rule]) == [("said", "The mayor", "she believes the bridge is safe")]
    assert combined([without], [rule], "complete_source") == [("said", "", "she believes the bridge is safe")]


def test_a_cue_has_one_attribution_however_its_content_is_cut() -> None:
    rule = draft("said", "believes", "The mayor")
    assert combined([SAID], [rule]) == [("said", "The mayor", "she believes the bridge is safe")]
    elsewhere = draft("said", "Two experts doubt it", "mayor", 0.95)
    assert combined([SAID], [elsewhere]) == [("said", "The mayor", "she believes the bridge is safe")]


def test_a_piece_in_another_paragraph_is_left_out_unless_quoted() -> None:
    text = "City says\nBridge stays shut\nPORT ELLERY (Courier)"
    words = [(m.start(), m.end()) for m in re.finditer(r"\S+", text)]
    tokens = tuple(Token(text[a:b], text[a:b], "X", "", ROOT, "root", a, b, 0) for a, b in words)
    doc = Document(text, tokens, (Sentence(0, len(tokens)),))
    cue = CueCandidate((1,), 1, "say", CueKind.VERB)
    far = Draft((Span(5, 9), Span(28, 39)), cue, score=0.9, evidence=(Evidence("content", "tagger"),))
    assert [d.content for d in separate(doc, (), [far])] == [(Span(5, 9),)]
    assert separate(doc, (), [far], frozenset({"far_pieces"})) == (far,)
    (quote,) = find_quotes("x" * 28 + '"PORT ELLERY" said')[:1]
    assert separate(doc, (quote,), [far])[0].content == far.content


def test_a_quote_that_ended_a_paragraph_before_is_another_turn() -> None:
    text = "“Will you come along?”\n“No,” said Ann. “It rains.”"
    words = [(m.start(), m.end()) for m in re.finditer(r"\w+|[^\w\s]", text)]
    tokens = tuple(Token(text[a:b], text[a:b], "X", "", ROOT, "root", a, b, 0) for a, b in words)
    doc, quotes = Document(text, tokens, (Sentence(0, len(tokens)),)), find_quotes(text)
    said = next(i for i, t in enumerate(tokens) if t.text == "said")
    joined = Draft(tuple(q.span for q in quotes), CueCandidate((said,), said, "say", CueKind.VERB), score=0.9)
    apart = separate(doc, quotes, [joined])
    assert [[text[s.start_char : s.end_char] for s in d.content] for d in apart] == [
        ["“Will you come along?”"],
        ["“No,”", "“It rains.”"],
    ]
    assert [d.cue is None for d in apart] == [True, False]


def test_the_tagger_decides_where_both_have_a_source() -> None:
    rule = draft("said", "she believes the bridge is safe", "mayor")
    assert combined([SAID], [rule]) == [("said", "The mayor", "she believes the bridge is safe")]


def test_a_rule_adds_what_the_tagger_misses_only_when_it_is_sure() -> None:
    assert ("doubt", "Two experts", "it") in combined([SAID], [draft("doubt", "it", "Two experts", 0.95)])
    assert len(combined([SAID], [draft("doubt", "it", "Two experts", 0.5)])) == 1
    assert len(combined([SAID], [draft("doubt", "it", "Two experts", 0.95)], "missed")) == 1


def test_what_touches_a_content_without_being_in_it_is_left_out() -> None:
    assert len(combined([SAID], [draft("doubt", "is safe . Two", "experts", 0.95)])) == 1


def test_an_agreeing_rule_leaves_its_evidence() -> None:
    doc = document(TEXT)
    (found,) = combine(doc, (), [SAID], [draft("said", "she believes the bridge is safe", "mayor")])
    assert [e.rule for e in found.evidence] == ["tagger", "rule"]


@pytest.mark.parametrize(
    ("words", "role", "speaks"),
    [
        ("10", "source", False),
        ("2016 7.", "source", False),
        ("the 46-year-old", "source", True),
        ("10", "content", True),
        ("—", "content", False),
        (":", "cue", True),
    ],
)
def test_what_has_words_may_speak(words: str, role: str, speaks: bool) -> None:
    parsed = attrib.read_conllu(
        words, (f"{i}\t{w}\t{w}\tX\tX\t_\t0\troot\t_\t_" for i, w in enumerate(words.split(), 1))
    )
    assert tagger._speaks(parsed, tagger.Found(0, len(parsed.tokens), role, 1.0)) is speaks
