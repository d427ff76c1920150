"""Web Annotation, written and read, and schema.org, written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from attrib.errors import FormatError
from attrib.formats.json import dumps
from attrib.formats.schemaorg import to_schema_org
from attrib.formats.webannotation import from_web_annotation, to_web_annotation
from attrib.formats.webannotation.write import CONTEXT
from attrib.model import (
    Act,
    Attribution,
    Certainty,
    Cue,
    Entity,
    EntityKind,
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
from strategies import results, texts

TEXT = "👩🏽‍🚀 “No,” Ada Byron said, “never.” The report says that Bo left. He denied that he lied."
SOURCE = "https://example.org/a.html"


def passage(*words: str) -> Passage:
    starts = [TEXT.index(w) for w in words]
    return Passage.of(TEXT, tuple(Span(s, s + len(w)) for s, w in zip(starts, words, strict=True)))


ADA = Entity("E1", "Ada Byron", EntityKind.PERSON, (), "female", ("Countess",))
REPORT = Entity("E2", "report", EntityKind.DOCUMENT, ())
RESULT = Result(
    TEXT,
    (
        Attribution(
            "A1",
            Form.DIRECT,
            passage("“No,”", "“never.”"),
            Cue(passage("said"), "say"),
            passage("Ada Byron"),
            (Speaker("Ada Byron", SpeakerKind.NAMED, ADA),),
            confidence=0.75,
        ),
        Attribution(
            "A2",
            Form.INDIRECT,
            passage("that Bo left"),
            Cue(passage("says"), "say"),
            passage("The report"),
            (Speaker("report", SpeakerKind.DOCUMENT, REPORT),),
        ),
        Attribution(
            "A3",
            Form.INDIRECT,
            passage("that he lied"),
            Cue(passage("denied"), "deny"),
            passage("He"),
            unresolved=UnresolvedReason.AMBIGUOUS,
            stance=Stance(polarity=Polarity.NEGATIVE),
            parent="A2",
        ),
    ),
    (ADA, REPORT),
)


def melted(words: str) -> str:
    """As JSON gives it back: surrogates that meet are one character there."""
    return json.loads(json.dumps(words))


def kept(result: Result) -> Result:
    """What the format holds of a result."""
    return Result(
        result.text,
        tuple(
            evolve(
                a,
                cue=a.cue and evolve(a.cue, lemma=melted(a.cue.lemma)),
                speakers=tuple(Speaker(melted(s.name), s.kind) for s in a.speakers),
                evidence=(),
            )
            for a in result.attributions
        ),
    )


class TestWebAnnotation:
    def test_the_shape(self) -> None:
        page = to_web_annotation(RESULT, SOURCE)
        assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
        assert (page["type"], page["id"]) == ("AnnotationPage", f"{SOURCE}#attributions")
        ids = [item["id"].removeprefix(SOURCE) for item in page["items"]]
        assert ids == [f"#A{n}{part}" for n in (1, 2, 3) for part in ("", "/cue", "/source")]
        content, _, source = page["items"][:3]
        first, second = content["target"]
        assert first == {
            "type": "SpecificResource",
            "source": SOURCE,
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": "“No,”",
                    "prefix": "👩🏽‍🚀 ",
                    "suffix": " Ada Byron said, “never.” The re",
                },
                {"type": "TextPositionSelector", "start": 5, "end": 10},
            ],
        }
        assert second["selector"][0]["exact"] == "“never.”"
        assert [b.get("value") for b in content["body"]] == ["content", "Ada Byron said", None]
        assert source["body"][1]["purpose"] == "identifying"
        assert source["body"][1]["value"] == "Ada Byron"

    @given(results())
    def test_round_trip_through_text(self, result: Result) -> None:
        line = dumps(to_web_annotation(result, SOURCE))
        assert from_web_annotation(json.loads(line), result.text) == kept(result)
        assert len(line.splitlines()) == 1
        line.encode("utf-8")

    @given(results())
    def test_what_the_model_demands(self, result: Result) -> None:
        page = to_web_annotation(result, SOURCE)
        ids = [page["id"], *(item["id"] for item in page["items"])]
        assert len(set(ids)) == len(ids)
        for item in page["items"]:
            assert item["type"] == "Annotation"
            assert item["motivation"] in ("classifying", "tagging", "identifying")
            targets = item["target"] if isinstance(item["target"], list) else [item["target"]]
            for target in targets:
                assert target["source"] == SOURCE
                quote, position = target["selector"]
                start, end = position["start"], position["end"]  # code points
                assert quote["exact"] == result.text[start:end]
                assert result.text[:start].endswith(quote["prefix"])
                assert result.text[end:].startswith(quote["suffix"])

    def test_every_term_is_in_a_context(self) -> None:
        w3c = {  # of http://www.w3.org/ns/anno.jsonld
            "id", "type", "items", "generator", "name", "motivation", "body", "target", "purpose", "format", "value",
            "source", "selector", "exact", "prefix", "suffix", "start", "end",
            "Annotation", "AnnotationPage", "Software", "TextualBody", "SpecificResource", "TextQuoteSelector",
            "TextPositionSelector", "classifying", "tagging", "identifying", "describing",
        }  # fmt: skip
        page = to_web_annotation(RESULT, SOURCE)
        used = set(_terms({key: value for key, value in page.items() if key != "@context"}))
        assert used <= w3c | CONTEXT[1].keys()
        assert CONTEXT[1].keys() <= used | {"attrib", "unresolved", "parent", "hypothetical"}
        assert not w3c & CONTEXT[1].keys()

    @given(texts, texts)
    def test_an_edited_text_is_anchored_anew(self, before: str, after: str) -> None:
        edited = before + TEXT + after
        page = json.loads(dumps(to_web_annotation(RESULT, SOURCE)))
        assume(not any("\ud800" <= c <= "\udfff" for c in edited))
        found = from_web_annotation(page, edited)
        for a, b in zip(RESULT, found, strict=True):
            assert b.content.text == a.content.text
            # “He” stands in the edits as well, so only what surrounds it tells
            assert [s.start_char - len(before) for s in b.content.spans] == [
                s.start_char for s in a.content.spans
            ]

    def test_the_nearest_of_equal_places(self) -> None:
        text = "no. " * 20
        a = Attribution("A1", Form.DIRECT, Passage.of(text, (Span(40, 43),)), None, None)
        page = to_web_annotation(Result(text, (a,)), SOURCE)
        assert from_web_annotation(page, " " + text).attributions[0].content.spans == (Span(41, 44),)

    def test_words_that_are_gone(self) -> None:
        page = to_web_annotation(RESULT, SOURCE)
        with pytest.raises(FormatError, match=r"^\$\.items\[0\]\.target: the words '“never.”' are nowhere"):
            from_web_annotation(page, TEXT.replace("never", "ever"))

    def test_annotations_of_others_are_passed_over(self) -> None:
        page = to_web_annotation(RESULT, SOURCE)
        other = {"type": "Annotation", "body": "hm", "target": SOURCE}
        assert len(from_web_annotation([other, *page["items"]], TEXT)) == 3

    @pytest.mark.parametrize("data", [None, 3, "x", {}, {"items": 3}, [3]])
    def test_what_is_no_page(self, data: object) -> None:
        with pytest.raises(FormatError, match=r"^\$"):
            from_web_annotation(data, TEXT)

    @given(st.data())
    def test_a_damaged_page_raises_nothing_else(self, data: st.DataObject) -> None:
        page = to_web_annotation(RESULT, SOURCE)
        where: Any = page["items"]
        for _ in range(data.draw(st.integers(1, 6))):
            keys = list(where) if isinstance(where, dict) else list(range(len(where)))
            if not keys:
                break
            key = data.draw(st.sampled_from(keys))
            if not isinstance(where[key], (dict, list)):
                break
            parent, where = where, where[key]
        where, key = (parent, key) if isinstance(where, (dict, list)) and key in parent else (where, key)
        where[key] = data.draw(st.sampled_from([None, 3, -1, True, "x", [], {}, [{}], 99999]))
        with suppress(FormatError):
            found = from_web_annotation(page, TEXT)
            assert Result.from_dict(found.to_dict()) == found


def _terms(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from [inner] if key in ("type", "motivation", "purpose") else _terms(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _terms(inner)


class TestSchemaOrg:
    def test_quotations_and_claims(self) -> None:
        graph = to_schema_org(RESULT, SOURCE)["@graph"]
        assert graph == [
            {"@type": "CreativeWork", "@id": SOURCE},
            {
                "@type": "Quotation",
                "@id": f"{SOURCE}#A1",
                "text": "No, never.",
                "isPartOf": {"@id": SOURCE},
                "spokenByCharacter": {
                    "@type": "Person", "name": "Ada Byron", "gender": "Female", "jobTitle": "Countess",
                },
            },
            {
                "@type": "Claim",
                "@id": f"{SOURCE}#A2",
                "text": "that Bo left",
                "appearance": {"@id": SOURCE},
                "isBasedOn": {"@type": "CreativeWork", "name": "report"},
            },
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "stance",
        [
            Stance(Act.QUESTION, certainty=Certainty.UNDERSPECIFIED),
            Stance(Act.COMMISSIVE),
            Stance(polarity=Polarity.NEGATIVE),
            Stance(polarity=Polarity.UNCOMMITTED, certainty=Certainty.UNDERSPECIFIED),
        ],
    )
    def test_what_is_no_claim_of_the_speaker_is_left_out(self, stance: Stance) -> None:
        a = evolve(RESULT.attributions[1], stance=stance)
        assert len(to_schema_org(Result(TEXT, (a,)), SOURCE)["@graph"]) == 1
        assert len(to_schema_org(Result(TEXT, (evolve(a, form=Form.DIRECT),)), SOURCE)["@graph"]) == 2

    @given(results())
    def test_any_result(self, result: Result) -> None:
        graph = json.loads(dumps(to_schema_org(result, SOURCE)))["@graph"]
        allowed = {
            "@type",
            "@id",
            "text",
            "isPartOf",
            "appearance",
            "spokenByCharacter",
            "author",
            "isBasedOn",
        }
        for node in graph[1:]:
            assert node.keys() <= allowed
            assert node["@type"] in ("Quotation", "Claim")
        direct = sum(a.form is Form.DIRECT and not a.hypothetical for a in result)
        assert sum(n["@type"] == "Quotation" for n in graph) == direct


def test_roles_are_named_once() -> None:
    roles = ("Chair", "chair", "Ada Byron", "Chair of the board")
    entity = Entity("E1", "Ada Byron", EntityKind.PERSON, (), "", roles)
    speaker = Speaker("Ada Byron", SpeakerKind.NAMED, entity)
    attribution = evolve(RESULT.attributions[0], speakers=(speaker,))
    graph = to_schema_org(Result(TEXT, (attribution,)), SOURCE)["@graph"]
    assert json.dumps(graph).count("Byron") == 1
    assert '"jobTitle": ["Chair", "Chair of the board"]' in json.dumps(graph)
