"""brat's standoff format: what is written is read again, and what people annotate is understood."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from attrib.errors import FormatError
from attrib.formats.brat import annotation_conf, from_brat, read_brat, read_brat_folder, to_brat, write_brat
from attrib.formats.brat.terms import cut, escaped, joined, unescaped
from attrib.model import (
    Attribution,
    Cue,
    Entity,
    EntityKind,
    Evidence,
    Form,
    Passage,
    Polarity,
    Result,
    Speaker,
    SpeakerKind,
    Stance,
    UnresolvedReason,
)
from attrib.spans import Span
from strategies import results, spans, texts

TEXT = "“No,” Ada Byron said,\r\n“never. 👩🏽‍🚀\n\nNot once.” “Why?” It was said that Bo left."


def passage(*words: str) -> Passage:
    starts = [TEXT.index(w) for w in words]
    return Passage.of(TEXT, tuple(Span(s, s + len(w)) for s, w in zip(starts, words, strict=True)))


ADA = Entity("E1", "Ada Byron", EntityKind.PERSON, ())
RESULT = Result(
    TEXT,
    (
        Attribution(
            "A1",
            Form.DIRECT,
            passage("“No,”", "“never. 👩🏽‍🚀\n\nNot once.”"),
            Cue(passage("said"), "say"),
            passage("Ada Byron"),
            (Speaker("Ada Byron", SpeakerKind.NAMED, ADA), Speaker("Bo; Jr", SpeakerKind.NOMINAL)),
            stance=Stance(polarity=Polarity.NEGATIVE),
            confidence=0.75,
            evidence=(Evidence("cue", "verb"),),
        ),
        Attribution("A2", Form.DIRECT, passage("“Why?”"), None, passage("Ada Byron"), parent="A3"),
        Attribution(
            "A3",
            Form.INDIRECT,
            passage("that Bo left"),
            Cue(passage("was said"), "say"),
            None,
            unresolved=UnresolvedReason.NO_SOURCE,
            hypothetical=True,
        ),
    ),
    (ADA,),
)


def kept(result: Result) -> Result:
    """What the format holds of a result."""
    ids = {a.id: f"A{n}" for n, a in enumerate(result.attributions, 1)}
    there = [("form", True), ("speaker", any(a.speakers for a in result)), ("stance", True)]
    return Result(
        result.text,
        tuple(
            evolve(
                a,
                id=ids[a.id],
                parent=ids.get(a.parent),
                speakers=tuple(evolve(s, entity=None) for s in a.speakers),
                evidence=(),
            )
            for a in result.attributions
        ),
        meta={"annotated": [name for name, is_there in there if is_there and len(result)]},
    )


def test_the_lines() -> None:
    assert to_brat(RESULT).replace("\t", " ").splitlines() == [
        "T1 Content 0 5;23 35;37 47 “No,” “never. 👩🏽‍🚀 Not once.”",
        "T2 Source 6 15 Ada Byron",
        "T3 Attribution 16 20 said",
        "E1 Attribution:T3 Content:T1 Source:T2",
        "#1 Lemma E1 say",
        "A1 Form E1 DIRECT",
        "A2 Act E1 ASSERTION",
        "A3 Polarity E1 NEGATIVE",
        "A4 Certainty E1 CERTAIN",
        "A5 Endorsement E1 ACKNOWLEDGE",
        "#2 AnnotatorNotes E1 Ada Byron (NAMED); Bo\\u003b Jr (NOMINAL)",
        "#3 Confidence E1 0.75",
        "T4 Content 48 54 “Why?”",
        "R1 SaidBy Arg1:T4 Arg2:T2",
        "A6 Form T4 DIRECT",
        "A7 Act T4 ASSERTION",
        "A8 Polarity T4 POSITIVE",
        "A9 Certainty T4 CERTAIN",
        "A10 Endorsement T4 ACKNOWLEDGE",
        "#4 Confidence T4 1.0",
        "T5 Content 67 79 that Bo left",
        "T6 Attribution 58 66 was said",
        "E2 Attribution:T6 Content:T5",
        "#5 Lemma E2 say",
        "A11 Form E2 INDIRECT",
        "A12 Act E2 ASSERTION",
        "A13 Polarity E2 POSITIVE",
        "A14 Certainty E2 CERTAIN",
        "A15 Endorsement E2 ACKNOWLEDGE",
        "A16 Unresolved E2 NO_SOURCE",
        "A17 Hypothetical E2",
        "#6 Confidence E2 1.0",
        "R2 Inside Arg1:T4 Arg2:E2",
    ]


def test_it_reads_what_it_wrote() -> None:
    assert from_brat(TEXT, to_brat(RESULT)) == kept(RESULT)


@given(results())
def test_round_trip(result: Result) -> None:
    assert from_brat(result.text, to_brat(result)) == kept(result)


@given(results())
def test_the_lines_are_such_as_brat_takes(result: Result) -> None:
    """Rules of brat's own reader: see ``_parse_textbound_annotation`` there."""
    bounds: dict[str, str] = {}
    lines = to_brat(result)
    assert lines.splitlines() == lines.split("\n")[:-1]  # brat ends a line wherever Unicode does
    for line in lines.splitlines():
        id, data, *tail = line.split("\t", 2)
        assert re.fullmatch(r"([A-Za-z]+|#)[0-9]+", id)
        if id[0] == "T":
            kind, places = data.split(" ", 1)
            pairs = [tuple(map(int, place.split(" "))) for place in places.split(";")]
            assert tail[0] == " ".join(result.text[s:e] for s, e in pairs)
            assert all(a[1] <= b[0] for a, b in pairwise(pairs))
            bounds[id] = kind
        if id[0] == "E":
            kind, trigger = data.split(" ")[0].split(":")
            assert bounds[trigger] == kind


@given(results().filter(lambda r: not re.search("[\ud800-\udfff]", r.text + to_brat(r))))
def test_files_hold_the_text_to_the_byte(tmp_path_factory: pytest.TempPathFactory, result: Result) -> None:
    path = tmp_path_factory.mktemp("brat") / "a.b"
    write_brat(result, path)
    assert (path.parent / "a.b.txt").read_bytes() == result.text.encode("utf-8")
    assert read_brat(path.parent / "a.b.ann") == kept(result)
    assert sorted(p.name for p in path.parent.iterdir()) == ["a.b.ann", "a.b.txt"]


def test_a_surrogate_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"lone surrogate U\+D83D"):
        write_brat(Result("a \ud83d"), tmp_path / "x")
    assert not list(tmp_path.iterdir())


@given(texts.flatmap(lambda text: st.tuples(st.just(text), spans(text))))
def test_pieces_hold_every_character_but_white_space(pair: tuple[str, Span]) -> None:
    text, span = pair
    pieces = cut(text, [span])
    assert "".join("".join(text[p.start_char : p.end_char] for p in pieces).split()) == "".join(
        text[span.start_char : span.end_char].split()
    )
    trimmed = joined(text, pieces)
    assert len(trimmed) == 1
    assert span.covers(trimmed[0])


@given(st.text())
def test_notes_are_one_line(words: str) -> None:
    assert unescaped(escaped(words)) == words
    assert len(f"x{escaped(words)}x".splitlines()) == 1


SENTENCE = "He said no, and she agreed."
BY_PEOPLE = {
    "an event of another name": "T1 Speech 3 7\tsaid|T2 X 8 10\tno|T3 Y 0 2\tHe|E1 Speech:T1 Content:T2 Source:T3",
    "relations from the cue": "T1 Cue 3 7\tsaid|T2 Content 8 10\tno|T3 Source 0 2\tHe|R1 x Arg1:T1 Arg2:T2|R2 y Arg1:T1 Arg2:T3",
    "relations along a chain": "T1 Cue 3 7|T2 Content 8 10|T3 Source 0 2|R1 x Arg1:T2 Arg2:T1|R2 y Arg1:T3 Arg2:T2",
    "contents in two lines": "T1 cue 3 7|T2 content 8 9|T4 content 9 10|T3 source 0 2|E1 cue:T1 Content:T2 Source:T3 Content2:T4",
}


@pytest.mark.parametrize("lines", BY_PEOPLE.values(), ids=BY_PEOPLE)
def test_annotation_by_people(lines: str) -> None:
    ann = "\n".join(re.sub(r"^(\S+) ", r"\1" + "\t", line) for line in lines.split("|"))
    (a,) = from_brat(
        SENTENCE,
        ann + "\n\n#1\tAnnotatorNotes T2\tis this right?\nN1\tReference T3 Wiki:1\tHe\n*\tEquiv T1 T3\n",
    )
    assert (a.source.text, a.cue.text, a.content.text.replace(" ", "")) == ("He", "said", "no")
    assert a.speakers == ()
    assert from_brat(SENTENCE, ann).meta == {"annotated": []}


def test_words_that_another_tool_joined_or_broke_otherwise() -> None:
    (a,) = from_brat("no\nway", "T1\tContent 0 6\tno way\r\n")
    assert a.content.spans == (Span(0, 6),)


WRONG = [
    ("T1\tContent 8 10\tyes", "line 1: the text at 8 10 is 'no'"),
    ("T1\tContent 8 99\tno", "line 1: 8 99 is no stretch of a text of 27"),
    ("T1\tContent 8 10;9 11\tno", "line 1: the stretch 9 11 overlaps"),
    ("\nT1\tContent eight\tno", "line 2: "),
    ("T1\tCue 3 7\tsaid", "line 1: T1 has no Content"),
    ("T1\tCue 3 7\tsaid\nT2\tSource 0 2\tHe\nE1\tCue:T1 Source:T2", "line 3: E1 has no Content"),
    ("T1\tCue 3 7\tsaid\nE1\tCue:T1 Content:T9", "line 2: there is no text-bound annotation T9"),
    ("T1\tContent 8 10\tno\nA1\tAct T1 SHOUT", "line 2: Act is one of ASSERTION, QUESTION"),
    ("T1\tContent 8 10\tno\nA1\tAct", "line 2: "),
    ("R1\tSaidBy T1 T2", "line 1: expected ROLE:ID"),
    ("hello", "line 1: no annotation of brat"),
]


@pytest.mark.parametrize(("lines", "message"), WRONG, ids=[m for _, m in WRONG])
def test_what_cannot_be_read_is_told_with_its_line(lines: str, message: str) -> None:
    with pytest.raises(FormatError) as error:
        from_brat(SENTENCE, lines)
    assert str(error.value).startswith(message)


@given(results(), st.data())
def test_damaged_lines_raise_nothing_else(result: Result, data: st.DataObject) -> None:
    lines = to_brat(result)
    for _ in range(3):
        start, end = sorted(data.draw(st.integers(0, len(lines))) for _ in range(2))
        lines = lines[:start] + data.draw(texts) + lines[data.draw(st.sampled_from([start, end])) :]
    with suppress(FormatError):
        from_brat(result.text, lines)


def test_folders(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    write_brat(RESULT, tmp_path / "b" / "two")
    write_brat(RESULT, tmp_path / "one")
    (tmp_path / "annotation.conf").write_text(annotation_conf(), encoding="utf8")
    assert [name for name, _ in read_brat_folder(tmp_path)] == ["b/two", "one"]
    (tmp_path / "one.ann").write_text("T1\tContent 0 5\tYes!!\n", encoding="utf8")
    with pytest.raises(FormatError, match=r"one\.ann, line 1: the text at 0 5"):
        list(read_brat_folder(tmp_path))
    (tmp_path / "one.ann").write_bytes(b"\xff")
    with pytest.raises(FormatError, match=r"one\.ann: not UTF-8"):
        read_brat(tmp_path / "one")
    with pytest.raises(FormatError, match=r"no \.ann file"):
        list(read_brat_folder(tmp_path / "b" / "none"))


def test_the_configuration_names_every_type_that_is_written() -> None:
    sections = dict(re.findall(r"\[(\w+)\]\n((?:.+\n)*)", annotation_conf()))
    assert list(sections) == ["entities", "relations", "events", "attributes"]
    defined = {line.split("\t")[0] for lines in sections.values() for line in lines.splitlines()}
    for line in to_brat(RESULT).splitlines():
        if line[0] in "TRA":
            assert line.split("\t")[1].split(" ")[0] in defined
    assert "Act\tArg:Attribution|Content, Value:ASSERTION|QUESTION|DIRECTIVE" in sections["attributes"]
