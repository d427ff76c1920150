"""JSON, records, HTML and the table."""

from __future__ import annotations

import copy
import json
import re
from html.parser import HTMLParser

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from attrib.errors import FormatError
from attrib.formats.explain import explain
from attrib.formats.html import MAX_CHARS, to_fragment
from attrib.formats.records import COLUMNS
from attrib.formats.table import display_width, to_table
from attrib.model import (
    Attribution,
    Cue,
    Entity,
    EntityKind,
    Evidence,
    Form,
    Mention,
    MentionKind,
    Passage,
    Polarity,
    Quote,
    Result,
    Speaker,
    SpeakerKind,
    Stance,
    UnresolvedReason,
)
from attrib.spans import Span
from strategies import results

TEXT = "“No,” Ada Byron said, “never.” It was said that Bo <left>."


def passage(*words: str) -> Passage:
    starts = [TEXT.index(w) for w in words]
    return Passage.of(TEXT, tuple(Span(s, s + len(w)) for s, w in zip(starts, words, strict=True)))


@pytest.fixture
def result() -> Result:
    ada = Entity(
        "E1",
        "Ada Byron",
        EntityKind.PERSON,
        (Mention(Span(6, 15), "Ada Byron", MentionKind.NAME),),
        "female",
        ("Countess",),
    )
    return Result(
        text=TEXT,
        attributions=(
            Attribution(
                id="A1",
                form=Form.DIRECT,
                content=passage("“No,”", "“never.”"),
                cue=Cue(passage("said"), "say"),
                source=passage("Ada Byron"),
                speakers=(Speaker("Ada Byron", SpeakerKind.NAMED, ada),),
                stance=Stance(polarity=Polarity.NEGATIVE),
                confidence=0.75,
                evidence=(
                    Evidence("cue", "verb", (Span(16, 20),), 0.9, 0.1, "say"),
                    Evidence("source", "subject"),
                ),
            ),
            Attribution(
                id="A2",
                form=Form.INDIRECT,
                content=passage("that Bo <left>"),
                cue=Cue(passage("was said"), "say"),
                source=None,
                unresolved=UnresolvedReason.NO_SOURCE,
                parent="A1",
            ),
        ),
        speakers=(ada,),
        quotes=(Quote(Span(0, 5), Span(1, 4), is_speech=True),),
        meta={"language": "en", "flags": []},
    )


class TestJson:
    def test_the_shape(self, result: Result) -> None:
        data = result.to_dict()
        assert list(data) == ["schema", "text", "attributions", "speakers", "entities", "quotes", "meta"]
        assert data["schema"] == "1"
        assert data["speakers"] == ["E1"]
        first = data["attributions"][0]
        assert first["content"] == [[0, 5], [22, 30]]
        assert first["cue"] == {"spans": [[16, 20]], "lemma": "say"}
        assert first["speakers"] == [{"name": "Ada Byron", "kind": "NAMED", "entity": "E1"}]
        assert first["stance"]["polarity"] == "NEGATIVE"
        assert first["evidence"][1] == {"part": "source", "rule": "subject"}
        assert data["entities"][0]["mentions"] == [{"span": [6, 15], "kind": "NAME"}]

    @given(results())
    def test_round_trip_through_text_is_exact(self, any_result: Result) -> None:
        line = any_result.to_json()
        assert Result.from_dict(json.loads(line)) == any_result
        assert len(line.splitlines()) == 1
        assert line.encode("utf-8").decode("utf-8") == line

    @given(results())
    def test_equal_results_give_equal_bytes(self, any_result: Result) -> None:
        assert copy.deepcopy(any_result).to_json() == any_result.to_json()
        assert Result.from_dict(any_result.to_dict()).to_json() == any_result.to_json()

    def test_surrogates_that_would_melt_into_one_character(self) -> None:
        result = Result(text="a\ud83d\ude00b")
        again = Result.from_dict(json.loads(result.to_json()))
        assert again.text == result.text
        assert len(again.text) == 4

    def test_indent_changes_only_white_space(self, result: Result) -> None:
        assert json.loads(result.to_json(indent=2)) == json.loads(result.to_json())

    @pytest.mark.parametrize(
        ("meta", "path"),
        [
            ({"x": {1, 2}}, "$.meta.x"),
            ({"x": [0, float("nan")]}, "$.meta.x[1]"),
            ({1: "x"}, "$.meta"),
            ({"x": "\ud83d\ude00"}, "$.meta.x"),
        ],
    )
    def test_meta_that_json_cannot_hold(self, meta: dict, path: str) -> None:
        with pytest.raises(FormatError) as error:
            Result(text="", meta=meta).to_json()
        assert str(error.value).startswith(f"{path}: ")

    def test_one_id_for_two_entities(self, result: Result) -> None:
        other = evolve(result.speakers[0], name="Bo")
        with pytest.raises(FormatError, match="E1"):
            evolve(result, speakers=(other,)).to_dict()


def _set(path: list, value: object):
    def change(data: dict) -> None:
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = value

    return change


def _drop(path: list):
    def change(data: dict) -> None:
        for key in path[:-1]:
            data = data[key]
        del data[path[-1]]

    return change


FIRST = ["attributions", 0]
MALFORMED = [
    (_set(["schema"], "0"), "$.schema: "),
    (_drop(["schema"]), "$: the key 'schema'"),
    (_drop(["meta"]), "$: the key 'meta'"),
    (_set(["more"], 1), "$: unknown key 'more'"),
    (_set(["text"], 3), "$.text: expected a string, got a number"),
    (_set(["text"], ["a", 3]), "$.text: expected a string"),
    (_set(["attributions"], {}), "$.attributions: expected an array, got an object"),
    (_set(FIRST, None), "$.attributions[0]: expected an object, got null"),
    (_drop([*FIRST, "form"]), "$.attributions[0]: the key 'form'"),
    (
        _set([*FIRST, "form"], "direct"),
        "$.attributions[0].form: 'direct' is not one of DIRECT, INDIRECT, MIXED",
    ),
    (_set([*FIRST, "form"], ["DIRECT"]), "$.attributions[0].form: "),
    (_set([*FIRST, "content"], []), "$.attributions[0].content: expected at least one span"),
    (
        _set([*FIRST, "content", 0], [0, 1, 2]),
        "$.attributions[0].content[0]: expected [start_char, end_char]",
    ),
    (
        _set([*FIRST, "content", 0], [0, True]),
        "$.attributions[0].content[0][1]: expected a whole number, got a boolean",
    ),
    (_set([*FIRST, "content", 0], [0, 2.5]), "$.attributions[0].content[0][1]: expected a whole number"),
    (_set([*FIRST, "content", 0], [-1, 2]), "$.attributions[0].content[0]: [-1, 2] is no span"),
    (_set([*FIRST, "content", 1], [22, 999]), "$.attributions[0].content[1]: [22, 999] is no span"),
    (_set([*FIRST, "content", 1], [3, 8]), "$.attributions[0].content[1]: the span starts before"),
    (_set([*FIRST, "cue"], "said"), "$.attributions[0].cue: expected an object, got a string"),
    (_set([*FIRST, "source"], [[9, 2]]), "$.attributions[0].source[0]: "),
    (
        _set([*FIRST, "speakers", 0, "entity"], "E9"),
        "$.attributions[0].speakers[0].entity: no entity has the id 'E9'",
    ),
    (
        _set([*FIRST, "speakers", 0, "kind"], "KNOWN"),
        "$.attributions[0].speakers[0].kind: 'KNOWN' is not one of",
    ),
    (_set([*FIRST, "unresolved"], ""), "$.attributions[0].unresolved: "),
    (_set([*FIRST, "stance", "act"], None), "$.attributions[0].stance.act: "),
    (_drop([*FIRST, "stance", "act"]), "$.attributions[0].stance: the key 'act'"),
    (_set([*FIRST, "parent"], "A7"), "$.attributions[0].parent: no other attribution has the id 'A7'"),
    (_set([*FIRST, "parent"], "A1"), "$.attributions[0].parent: no other attribution"),
    (_set([*FIRST, "id"], "A2"), "$.attributions[1].id: the id 'A2' stands twice"),
    (_set([*FIRST, "hypothetical"], 0), "$.attributions[0].hypothetical: expected a boolean, got a number"),
    (_set([*FIRST, "confidence"], "1"), "$.attributions[0].confidence: expected a number, got a string"),
    (_set([*FIRST, "confidence"], 1.5), "$.attributions[0].confidence: 1.5 is not between 0 and 1"),
    (_set([*FIRST, "confidence"], float("nan")), "$.attributions[0].confidence: nan is not a finite number"),
    (_set([*FIRST, "evidence", 0, "score"], True), "$.attributions[0].evidence[0].score: expected a number"),
    (_set([*FIRST, "evidence", 0, "spans"], [3]), "$.attributions[0].evidence[0].spans[0]: "),
    (_set(["speakers"], ["E2"]), "$.speakers[0]: no entity has the id 'E2'"),
    (_set(["entities", 0, "mentions", 0, "span"], [0, 99]), "$.entities[0].mentions[0].span: "),
    (_set(["entities", 0, "roles"], "x"), "$.entities[0].roles: expected an array, got a string"),
    (_set(["quotes", 0, "flags"], ["OPEN"]), "$.quotes[0].flags[0]: 'OPEN' is not one of UNCLOSED"),
    (_set(["meta"], []), "$.meta: expected an object"),
    (_set(["meta", "x"], object()), "$.meta.x: "),
]


@pytest.mark.parametrize(("change", "message"), MALFORMED, ids=[m for _, m in MALFORMED])
def test_malformed_json_is_refused_with_its_path(result: Result, change, message: str) -> None:
    data = result.to_dict()
    change(data)
    with pytest.raises(FormatError) as error:
        Result.from_dict(data)
    assert str(error.value).startswith(message)


@pytest.mark.parametrize("data", [None, [], "x", 1])
def test_what_is_no_object_at_all(data: object) -> None:
    with pytest.raises(FormatError, match=r"^\$: expected an object"):
        Result.from_dict(data)  # type: ignore[arg-type]


class TestRecords:
    def test_rows_are_flat_and_complete(self, result: Result) -> None:
        first, second = result.to_records()
        assert tuple(first) == tuple(second) == COLUMNS
        assert first["speaker"] == first["speakers"] == "Ada Byron"
        assert (first["entity"], first["cue"], first["cue_lemma"]) == ("E1", "said", "say")
        assert first["content"] == "“No,” “never.”"
        assert (first["start_char"], first["end_char"]) == (0, 30)
        assert second["speaker"] is None
        assert (second["unresolved"], second["parent"]) == ("NO_SOURCE", "A1")
        assert second["source_start"] is None

    @given(results())
    def test_cells_are_scalars_of_plain_types(self, any_result: Result) -> None:
        cells = {type(v) for row in any_result.to_records() for v in row.values()}
        assert cells <= {str, int, float, bool, type(None)}


class _Text(HTMLParser):
    """What a reader sees, and the elements it is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = ""
        self.tags: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.seen += data


class TestHtml:
    def test_marks(self, result: Result) -> None:
        html = result._repr_html_()
        assert ">“No,”</span>" in html
        assert 'class="attrib-source"' in html
        assert "A1 content: Ada Byron (DIRECT, ASSERTION)" in html
        assert "Bo &lt;left&gt;" in html
        assert "A2 content: NO_SOURCE" in html

    @given(results())
    def test_well_formed_and_the_text_all_there(self, any_result: Result) -> None:
        html = to_fragment(any_result)
        html.encode("utf-8")
        parser = _Text()
        parser.feed(html)
        parser.close()
        assert not parser.open
        assert parser.tags <= {"style", "div", "span"}
        unsafe = {
            c
            for c in any_result.text
            if "\ud800" <= c <= "\udfff" or (c < " " and c not in "\t\n\r") or c == "\x7f"
        }
        expected = "".join("\ufffd" if c in unsafe else c for c in any_result.text)
        assert parser.seen.endswith(expected)

    def test_a_book_is_cut(self) -> None:
        html = Result(text="x" * (MAX_CHARS + 7))._repr_html_()
        assert "(7 more characters; " in html
        assert len(html) < MAX_CHARS + 2000


class TestTable:
    def test_cells(self, result: Result) -> None:
        lines = to_table(result, 110).splitlines()
        assert lines[0].split() == ["OFFSETS", "SPEAKER", "CUE", "FORM", "STANCE", "CONTENT"]
        assert lines[2].startswith("0-30")
        assert "“No,” … “never.”" in lines[2]
        assert "ASSERTION" in lines[2]
        assert "? (NO_SOURCE)" in to_table(result, 200)
        assert "↳ that Bo <left>" in to_table(result, 200)

    def test_narrow_terminals(self, result: Result) -> None:
        narrow = to_table(result, 80).splitlines()
        assert narrow[0].split() == ["OFFSETS", "SPEAKER", "CUE", "STANCE", "CONTENT"]
        assert any(re.search(r" DIRECT +“No,” … “never.”", line) for line in narrow)
        assert to_table(result, 40).splitlines()[0] == "0-30 DIRECT ASSERTION NEGATIVE"
        assert "  “No,” … “never.”" in to_table(result, 40).splitlines()

    @given(results(), st.sampled_from([20, 40, 59, 60, 80, 89, 100, 140]))
    def test_no_line_is_wider_than_the_terminal(self, any_result: Result, width: int) -> None:
        for line in to_table(any_result, width).splitlines():
            assert display_width(line) <= width
            assert line.isprintable() or not line.isascii()

    @given(results())
    def test_nothing_of_a_text_commands_the_terminal(self, any_result: Result) -> None:
        shown = [to_table(any_result, 100), *(explain(any_result, a) for a in any_result)]
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", "".join(shown))

    def test_long_cells_end_in_an_ellipsis(self) -> None:
        text = "word " * 100
        content = Passage.of(text, (Span(0, len(text) - 1),))
        table = to_table(Result(text, (Attribution("A1", Form.DIRECT, content, None, None),)), 80)
        assert len(table.splitlines()) == 5
        assert table.endswith("…")

    def test_wide_and_combining_characters_line_up(self) -> None:
        text = "声明声明 e\u0301e\u0301"
        rows = [
            Attribution(
                f"A{i}", Form.DIRECT, Passage.of(text, (span,)), Cue(Passage.of(text, (span,)), ""), None
            )
            for i, span in enumerate([Span(0, 4), Span(5, 9)])
        ]
        lines = to_table(Result(text, tuple(rows)), 100).splitlines()[2:]
        columns = {display_width(line[: line.index("DIRECT")]) for line in lines}
        assert len(columns) == 1
