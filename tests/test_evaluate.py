"""Measures on cases small enough to work out by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from attrib.document import Document
from attrib.errors import FormatError
from attrib.evaluate.attributions import is_speech, score_attributions, wording
from attrib.evaluate.exact import project, runs, score_exact
from attrib.evaluate.fiction import score_fiction
from attrib.evaluate.rows import PRF, align, dice, macro_f1, prediction_row, read_rows
from attrib.evaluate.speakers import same_name, same_names, score_relations, score_speakers
from attrib.evaluate.syntax import score_names, score_syntax
from attrib.formats.conllu import read_conllu
from attrib.model import (
    Attribution,
    Cue,
    Entity,
    EntityKind,
    Form,
    Mention,
    MentionKind,
    Passage,
    Result,
    Speaker,
    SpeakerKind,
)
from attrib.spans import Span

#       0         1         2         3         4
#       0123456789012345678901234567890123456789012345
TEXT = 'Ann said that abcd efgh. "Hello," Bob replied.'
STANCE = {"act": "ASSERTION", "polarity": "POSITIVE", "certainty": "CERTAIN", "endorsement": "ACKNOWLEDGE"}
ANN = {
    "source": [[0, 3]],
    "cue": [[4, 8]],
    "content": [[9, 23]],
    "speaker": ["Ann"],
    "speaker_kind": "NAMED",
    "stance": STANCE,
}
BOB = {
    "source": [[34, 37]],
    "cue": [[38, 45]],
    "content": [[25, 33]],
    "speaker": ["Bob"],
    "speaker_kind": "PRONOUN",
    "stance": {**STANCE, "act": "QUESTION"},
}
GOLD = {"d": {"id": "d", "text": TEXT, "attributions": [ANN, BOB]}}


def predicted(*attributions: dict) -> dict:
    return {"d": {"id": "d", "attributions": list(attributions)}}


class TestAttributions:
    def test_gold_against_itself_is_perfect(self) -> None:
        scores = score_attributions(GOLD, predicted(ANN, BOB))
        assert scores.detect == scores.strict == scores.linked == scores.overlap == PRF(1.0, 1.0, 1.0)
        assert scores.n == {"gold": 2, "pred": 2, "docs": 1}
        assert scores.recall_by["direct"].gold == scores.recall_by["indirect"].gold == 1
        assert scores.recall_by["speech"].gold == 2

    def test_that_and_quotation_marks_cost_nothing(self) -> None:
        bare = score_attributions(
            GOLD, predicted({**ANN, "content": [[14, 23]]}, {**BOB, "content": [[26, 31]]})
        )
        assert bare.strict.f1 == 1.0

    def test_half_of_the_content_is_detected_but_not_strict(self) -> None:
        # four of eight letters: Dice 2*4/(8+4)
        scores = score_attributions(GOLD, predicted({**ANN, "content": [[14, 18]]}))
        assert scores.detect == PRF(1.0, 0.5, pytest.approx(2 / 3))
        assert scores.strict.f1 == 0.0
        assert scores.overlap.p == pytest.approx(2 / 3)
        assert scores.overlap.r == pytest.approx(1 / 3)

    def test_a_quarter_is_not_detected(self) -> None:
        assert score_attributions(GOLD, predicted({**ANN, "content": [[14, 16]]})).detect.f1 == 0.0

    def test_a_wrong_source_is_detected_but_not_linked(self) -> None:
        scores = score_attributions(GOLD, predicted(ANN, {**BOB, "source": [[0, 3]]}))
        assert (scores.detect.f1, scores.linked.f1, scores.source_given_detect) == (1.0, 0.5, 0.5)
        assert scores.recall_by["direct"].linked == 0.0

    def test_nested_predictions_and_missing_documents(self) -> None:
        scores = score_attributions(GOLD, predicted(ANN, {**BOB, "nested": True}))
        assert scores.n["pred"] == 1
        assert score_attributions(GOLD, {}).detect == PRF(0.0, 0.0, 0.0)

    def test_each_gold_is_matched_once(self) -> None:
        assert score_attributions(GOLD, predicted(ANN, ANN, BOB)).detect.p == pytest.approx(2 / 3)

    @pytest.mark.parametrize(
        ("text", "content", "expected"),
        [
            ("“All of it.”", [[0, 12]], "direct"),
            ("a “b” c d e f g", [[0, 15]], "mixed"),
            ("no marks at all", [[0, 15]], "indirect"),
            ("“never closed", [[0, 13]], "direct"),
        ],
    )
    def test_wording(self, text: str, content: list, expected: str) -> None:
        assert wording(text, content) == expected

    @pytest.mark.parametrize(
        ("cue", "speech"), [("said", True), ("argued", True), ("hopes", False), ("denied", True)]
    )
    def test_speech(self, cue: str, speech: bool) -> None:
        assert (
            is_speech(f"{cue} x", {"cue": [[0, len(cue)]], "content": [[len(cue) + 1, len(cue) + 2]]})
            is speech
        )

    def test_table_and_json_say_the_same(self) -> None:
        scores = score_attributions(GOLD, predicted(ANN))
        assert f"F1 {scores.detect.f1:.3f}" in scores.table()
        assert json.loads(json.dumps(scores.to_dict()))["detect"]["r"] == 0.5


class TestAlignment:
    def test_best_overlap_wins_and_order_breaks_ties(self) -> None:
        gold, found = [{1, 2, 3, 4}, {5, 6}], [{1}, {1, 2, 3, 4, 5}, {5, 6}]
        assert [(m.gold, m.predicted) for m in align(gold, found)] == [(1, 2), (0, 1)]
        assert [(m.gold, m.predicted) for m in align([{1}, {1}], [{1}, {1}])] == [(1, 1), (0, 0)]

    def test_dice(self) -> None:
        assert dice(set(), set()) == 1.0
        assert dice({1, 2}, {2, 3, 4}) == pytest.approx(0.4)

    def test_macro_f1_counts_gold_labels_only(self) -> None:
        # a: 2*1/(2+1), b: 2*1/(1+1); the stray c costs a its recall but is no label of its own
        assert macro_f1([("a", "a"), ("a", "c"), ("b", "b")]) == pytest.approx((2 / 3 + 1) / 2)


class TestExact:
    TOKENS = ([0, 3], [4, 8], [9, 13], [14, 18], [19, 23], [23, 24])
    LABELS = ("B-source", "B-cue", "B-content", "I-content", "I-content", "O")

    def test_runs(self) -> None:
        assert runs(["B-cue", "B-cue", "I-source", "O", "I-cue"]) == {
            "source": {(2, 3)},
            "cue": {(0, 1), (1, 2), (4, 5)},
            "content": set(),
        }

    def test_spans_become_the_tokens_they_touch(self) -> None:
        found = project(self.TOKENS, [{"source": [[1, 2]], "cue": [[3, 4]], "content": [[12, 20], [90, 95]]}])
        assert found == {"source": {(0, 1)}, "cue": set(), "content": {(2, 5)}}

    def test_scores(self) -> None:
        instance = {"doc": "d", "tokens": self.TOKENS, "labels": self.LABELS}
        scores = score_exact(
            [instance], predicted({**ANN, "content": [[14, 23]]}, {**BOB, "content": [[23, 24]]})
        )
        assert scores.source.em_f1 == 1.0
        assert scores.content.em_f1 == 0.0
        # two of three tokens, and a zero for the run at the full stop
        assert scores.content.jaccard == pytest.approx((2 / 3 + 0) / 2)
        assert scores.content.gold == 1

    def test_nested_predictions_stay_out(self) -> None:
        assert project(self.TOKENS, [{**ANN, "nested": True}])["content"] == set()


class TestSpeakers:
    @pytest.mark.parametrize(
        ("a", "b", "same"),
        [
            ("Byron", "Ada Byron", True),
            ("Ada", "Ada Byron", False),
            ("Prime Minister Ada Byron", "Ada Byron", True),
            ("the UN", "United Nations", True),
            ("Ada Byron’s", "ADA BYRON", True),
            ("Byron campaign", "Byron", False),
            ("President", "president", True),
            ("", "Ada", False),
            ("", "", True),
        ],
    )
    def test_names(self, a: str, b: str, same: bool) -> None:
        assert same_name(a, b) is same_name(b, a) is same

    def test_sets_of_names(self) -> None:
        assert same_names(["Ada Byron", "Bo"], ["Bo", "Byron"])
        assert not same_names(["Ada Byron"], ["Ada Byron", "Bo"])
        assert same_names([], [])

    def test_scores(self) -> None:
        wrong = {**BOB, "speaker": ["Ann"], "stance": STANCE}
        scores = score_speakers(GOLD, predicted(ANN, wrong, {**ANN, "content": [[34, 37]]}))
        assert (scores.matched, scores.gold, scores.pred) == (2, 2, 3)
        assert scores.speaker_accuracy == 0.5
        assert scores.end_to_end == PRF.of(1, 3, 2)
        assert scores.by_kind == {"NAMED": (1.0, 1), "PRONOUN": (0.0, 1)}
        assert scores.stance["act"].accuracy == 0.5
        # ASSERTION: 2*1/(1+2); QUESTION: 0
        assert scores.stance["act"].macro_f1 == pytest.approx(1 / 3)
        assert scores.stance["polarity"].macro_f1 == 1.0
        assert scores.stance_all_four == 0.5
        assert "0.500" in scores.table()

    def test_relations(self) -> None:
        def relation(satellite: list, content: list, polarity: str, speaker: dict | None) -> dict:
            return {"satellite": satellite, "content": content, "polarity": polarity, "speaker": speaker}

        gold = {
            "d": {
                "genre": "news",
                "text": TEXT,
                "attributions": [
                    relation([[0, 8]], [[9, 23]], "positive", {"names": ["Ann Meyer", "Ann"]}),
                    relation([[34, 45]], [[25, 33]], "negative", {"names": []}),
                    relation([[38, 45]], [[0, 3]], "positive", None),
                ],
            }
        }
        # a nested prediction counts here; the cue in the satellite makes the first better than the second
        scores = score_relations(
            gold, predicted({**ANN, "nested": True}, {**ANN, "cue": [], "speaker": ["Bo"]}, BOB)
        )
        assert scores.recall == pytest.approx(2 / 3)
        assert (scores.named, scores.speaker_accuracy_named) == (1, 1.0)
        assert scores.polarity_accuracy == 0.5
        assert scores.recall_by_genre == {"news": pytest.approx(2 / 3)}


BOOK = {
    "b": {
        "text": TEXT,
        "quotes": [{"span": [25, 33], "speaker": "x"}, {"span": [9, 23], "speaker": "y"}],
        "entities": {
            "x": {"names": ["Bob"], "mentions": [[34, 37, "PROP"]]},
            "y": {"names": [], "mentions": [[0, 3, "PRON"]]},
        },
    }
}


class TestFiction:
    def score(self, *attributions: dict):
        return score_fiction(BOOK, {"b": {"attributions": list(attributions)}})

    def test_only_direct_contents_cover(self) -> None:
        half = {**BOB, "content": [[25, 31]], "form": "DIRECT"}
        scores = self.score(half, {**ANN, "form": "INDIRECT"})
        assert (scores.quotes, scores.characters) == (2, 22)
        assert scores.coverage == pytest.approx(6 / 22)
        assert (scores.found, scores.named, scores.speaker_accuracy_named) == (1, 1, 1.0)

    def test_a_nameless_speaker_is_known_by_mentions(self) -> None:
        found = {**ANN, "form": "DIRECT", "speaker": ["she"]}
        assert self.score({**found, "mentions": [[0, 3]]}).speaker_accuracy == 1.0
        assert self.score({**found, "mentions": [[0, 3], [34, 37]]}).speaker_accuracy == 0.0
        assert self.score(found).speaker_accuracy == 0.0

    def test_names_in_the_paragraph_are_counted_apart(self) -> None:
        bob = {**BOB, "form": "DIRECT"}
        scores = self.score(bob, {**ANN, "form": "DIRECT"})
        assert (scores.found, scores.beside, scores.speaker_accuracy_beside) == (2, 1, 1.0)
        broken = TEXT[:33] + "\n\n" + TEXT[33:]
        book = {**BOOK["b"], "text": broken, "entities": {**BOOK["b"]["entities"]}}
        book["entities"]["x"] = {"names": ["Bob"], "mentions": [[36, 39, "PROP"]]}
        assert score_fiction({"b": book}, {"b": {"attributions": [bob]}}).beside == 0


GOLD_TREE = """\
1\tAnn\tAnn\tPROPN\tNNP\t_\t2\tnsubj\t_\tner=S-PERSON
2\tsaid\tsay\tVERB\tVBD\t_\t0\troot\t_\tner=O
3\tno\tno\tINTJ\tUH\t_\t2\tobj\t_\tner=O

1\tBye\tbye\tINTJ\tUH\t_\t0\troot\t_\tner=O
"""


def tree(old: str = "", new: str = "") -> Document:
    assert old in GOLD_TREE
    return read_conllu("Ann said no Bye", GOLD_TREE.replace(old, new).splitlines())


class TestSyntax:
    def test_against_itself(self) -> None:
        scores = score_syntax([(tree(), tree())])
        assert {
            getattr(scores, layer).f1 for layer in ("tokens", "sentences", "upos", "lemmas", "uas", "las")
        } == {1.0}

    @pytest.mark.parametrize(
        ("old", "new", "layer", "expected"),
        [
            ("2\tnsubj", "2\tobj", "las", 0.75),
            ("2\tnsubj", "2\tnsubj:outer", "las", 1.0),
            ("2\tnsubj", "3\tnsubj", "uas", 0.75),
            ("PROPN\tNNP", "NOUN\tNNP", "upos", 0.75),
            ("PROPN\tNNP", "PROPN\tNN", "xpos", 0.75),
            ("say", "said", "lemmas", 0.75),
        ],
    )
    def test_one_word_of_four_wrong(self, old: str, new: str, layer: str, expected: float) -> None:
        assert getattr(score_syntax([(tree(), tree(old, new))]), layer).f1 == expected

    def test_wrong_tokens_cost_precision_and_recall(self) -> None:
        joined = """\
1\tAnn said\tx\tX\t_\t_\t0\troot\t_\t_
2\tno\tno\tINTJ\tUH\t_\t1\tobj\t_\t_
3\tBye\tbye\tINTJ\tUH\t_\t1\tobj\t_\t_
"""
        scores = score_syntax([(tree(), read_conllu("Ann said no Bye", joined.splitlines()))])
        assert scores.tokens == PRF.of(2, 3, 4)
        assert scores.sentences.f1 == 0.0
        assert scores.upos == PRF.of(2, 3, 4)
        assert scores.uas.p == 0.0

    def test_names(self) -> None:
        other = tree("S-PERSON", "S-ORGANIZATION")
        scores = score_names([(tree(), tree()), (tree(), other)], types={"ORGANIZATION": "ORG"})
        assert scores.all == PRF(0.5, 0.5, 0.5)
        assert scores.by_type["PERSON"] == PRF.of(1, 1, 2)
        assert scores.by_type["ORG"].p == 0.0
        assert score_names([(tree(), other)], only=["PERSON"]).all == PRF(0.0, 0.0, 0.0)


class TestRows:
    def test_a_result_as_a_row(self) -> None:
        entity = Entity("E1", "Bob", EntityKind.PERSON, (Mention(Span(34, 37), "Bob", MentionKind.NAME),))
        bob = Attribution(
            "A1",
            Form.DIRECT,
            Passage.of(TEXT, (Span(25, 33),)),
            Cue(Passage.of(TEXT, (Span(38, 45),)), "reply"),
            Passage.of(TEXT, (Span(34, 37),)),
            (Speaker("Bob", SpeakerKind.NAMED, entity),),
            parent="A0",
        )
        row = prediction_row("d", Result(TEXT, (bob,)))
        assert row["id"] == "d"
        (found,) = row["attributions"]
        assert {k: found[k] for k in ("source", "cue", "content", "speaker")} == {
            k: BOB[k] for k in ("source", "cue", "content", "speaker")
        }
        assert (found["nested"], found["form"], found["mentions"]) == (True, "DIRECT", [[34, 37]])
        assert found["stance"] == STANCE
        json.dumps(row)

    def test_reading(self, tmp_path: Path) -> None:
        path = tmp_path / "rows.jsonl"
        path.write_text('{"id": "a"}\n{"id": "b"}\n', encoding="utf8")
        assert list(read_rows(path)) == ["a", "b"]
        path.write_text('{"id": "a"}\n[]\n', encoding="utf8")
        with pytest.raises(FormatError, match="line 2"):
            read_rows(path)
