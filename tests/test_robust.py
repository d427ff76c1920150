"""The real engine on texts as bad as they come, in any company, without a network, and from many threads."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import attrib
import fuzz
import worst
from attrib.evaluate.integrity import problems
from attrib.model import Attribution, Form, Passage, Result
from attrib.spans import Span

ARTICLE = (Path(__file__).parent.parent / "examples" / "article.txt").read_text(encoding="utf8")


@pytest.fixture(scope="module")
def extractor() -> attrib.Extractor:
    return attrib.load("en")


@pytest.fixture(scope="module")
def alone(extractor: attrib.Extractor) -> dict[str, str]:
    """Texts of several lengths with their JSON, each read by itself."""
    sentences = [s + "." for s in ARTICLE.split(". ")[:12]]
    return {t: extractor(t).to_json() for t in [*ARTICLE.split("\n\n"), *sentences, "Yes.", ARTICLE]}


class TestIntegrity:
    """The checker itself finds what is wrong."""

    def attribution(self, **fields: object) -> Result:
        values: dict[str, object] = {
            "id": "A1",
            "form": Form.DIRECT,
            "content": Passage.of("“No.”", (Span(0, 5),)),
            "cue": None,
            "source": None,
            "unresolved": attrib.UnresolvedReason.NO_SOURCE,
        }
        return Result("“No.”", (Attribution(**{**values, **fields}),))  # type: ignore[arg-type]

    def test_nothing_is_wrong(self) -> None:
        assert problems(self.attribution()) == []

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"content": Passage((Span(0, 9),), "“No.”")}, "is no span of a text of 5"),
            ({"content": Passage((Span(0, 2),), "“No.”")}, "is not the text"),
            ({"content": Passage((Span(2, 2),), "")}, "an empty span"),
            ({"content": Passage((Span(2, 4), Span(0, 2)), "o. “N")}, "starts before the one before it"),
            ({"parent": "A7"}, "no other attribution has the id"),
            ({"parent": "A1"}, "form a ring"),
            ({"unresolved": None}, "0 speakers"),
            ({"confidence": 1.5}, "1.5 is not between"),
            ({"evidence": (attrib.Evidence("cue", "verb", (Span(3, 99),)),)}, "is no span of a text of 5"),
        ],
    )
    def test_what_is_wrong_is_told(self, fields: dict[str, object], message: str) -> None:
        assert message in "; ".join(problems(self.attribution(**fields)))


class TestFuzzer:
    """The fuzzer itself finds what raises and what does not hold."""

    class Broken:
        def __call__(self, text: str) -> Result:
            if "raise" in text:
                raise ValueError(text)
            return Result(text, TestIntegrity().attribution().attributions)

        def pipe(self, texts: list[str], batch_size: int) -> list[Result]:
            return [self(t) for t in texts]

    def test_what_fails_is_told(self) -> None:
        inputs = ["“No.”", "raise", "“No.” twice", "nothing"]
        found = list(fuzz.failures(self.Broken(), inputs))  # type: ignore[arg-type]
        assert [text for text, _ in found] == ["raise", "nothing"]
        assert "ValueError: raise" in found[0][1]
        assert "is not the text" in found[1][1]

    def test_all_kinds_of_damage_come_up(self) -> None:
        text = ARTICLE[:800]
        inputs = list(fuzz.pieces([text], count=400, size=200, seed=3))
        assert all(any(odd in t for t in inputs) for odd in fuzz.ODD)
        assert any("““" in t for t in inputs)
        assert any(t and t in text and not text.startswith(t) for t in inputs)  # only cut


class TestWrongInput:
    @pytest.mark.parametrize("text", [None, b"bytes", bytearray(b"x"), 7, ["a list"]])
    def test_what_is_no_text_is_refused(self, text: object) -> None:
        with pytest.raises(attrib.InputError, match="text must be str"):
            attrib.extract(text)  # type: ignore[arg-type]

    def test_an_unknown_language(self) -> None:
        with pytest.raises(attrib.UnknownLanguageError, match="there is: en"):
            attrib.load("tlh")

    @pytest.mark.engine
    @pytest.mark.parametrize(
        "text", ["", " \t\r\n\u2029 ", "x", "“", '"', "'", "\u0301", "👩🏽‍🚀", "\x00", "said", ":", "\ufeff"]
    )
    def test_next_to_nothing_gives_a_result(self, extractor: attrib.Extractor, text: str) -> None:
        result = extractor(text)
        assert problems(result) == []
        assert result.text == text

    @pytest.mark.engine
    def test_a_lone_surrogate_is_flagged(self, extractor: attrib.Extractor) -> None:
        result = extractor(ARTICLE.replace(" ", " \ud83d", 5))
        assert result.meta["flags"] == ["LONE_SURROGATE"]
        assert problems(result) == []
        assert len(result) > 3

    @pytest.mark.engine
    @pytest.mark.parametrize("marks", ['"', "“", "”", "'"])
    def test_a_megabyte_of_marks_gives_a_result(self, extractor: attrib.Extractor, marks: str) -> None:
        assert problems(extractor(marks * 1_000_000)) == []

    @pytest.mark.engine
    @pytest.mark.parametrize("marks", ["“”", '" ', "«‹“", "“a", "'\n"])
    def test_rows_of_mixed_marks_give_a_result(self, extractor: attrib.Extractor, marks: str) -> None:
        assert problems(extractor(marks * 5_000)) == []


@pytest.mark.engine
@pytest.mark.parametrize("sample", worst.SAMPLES)
def test_worst_cases_have_results(extractor: attrib.Extractor, sample: str) -> None:
    """That their time grows with their length, and not with its square, is for the benchmark."""
    make, size = worst.SAMPLES[sample]
    text = make(size // 10)
    result = extractor(text)
    assert problems(result) == []
    assert result.text == text


@pytest.mark.engine
class TestDamage:
    def test_damaged_pieces(self, extractor: attrib.Extractor) -> None:
        inputs = list(fuzz.pieces([ARTICLE], count=2000, size=80, seed=1))
        assert list(fuzz.failures(extractor, inputs)) == []

    def test_a_second_process_with_another_hash_seed_gives_the_same(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = Path(__file__).parent.parent / "examples" / "article.txt"
        assert fuzz.main([str(path), "--count", "200", "--size", "120", "--again"]) == 0
        assert capsys.readouterr().out.endswith(": 0 failed\n")

    def test_whole_articles_with_odd_characters(self, extractor: attrib.Extractor) -> None:
        inputs = list(fuzz.whole([ARTICLE], seed=1))
        assert list(fuzz.failures(extractor, inputs)) == []
        assert len(extractor(inputs[1])) >= len(extractor(ARTICLE)) // 2


@pytest.mark.engine
class TestSameOutput:
    """Byte for byte the same, whatever else is read with a text."""

    @pytest.mark.parametrize("size", [2, 3, 7, 16, 64])
    def test_in_any_company(self, extractor: attrib.Extractor, alone: dict[str, str], size: int) -> None:
        texts = list(alone)
        random.Random(size).shuffle(texts)
        together = extractor.pipe(texts, batch_size=size)
        assert {r.text: r.to_json() for r in together} == alone

    def test_with_more_threads_of_torch(self, alone: dict[str, str]) -> None:
        extractor = attrib.load("en", annotator=attrib.StanzaAnnotator(threads=2))
        assert {r.text: r.to_json() for r in extractor.pipe(alone)} == alone

    def test_damaged_texts(self, extractor: attrib.Extractor) -> None:
        inputs = list(fuzz.pieces([ARTICLE], count=40, size=80, seed=2))
        assert [extractor(t).to_json() for t in inputs] == [r.to_json() for r in extractor.pipe(inputs)]


def printed(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, ARTICLE],
        capture_output=True,
        text=True,
        encoding="utf8",
        env={**os.environ, "PYTHONIOENCODING": "utf8", **environment},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.engine
class TestProcess:
    OFFLINE = """
import socket, sys
def refuse(*args, **kwargs):
    raise RuntimeError("something reached for the network")
socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = refuse
import attrib
print(attrib.extract(sys.argv[1]).to_json())
"""

    def test_nothing_reaches_for_the_network_and_hash_seeds_change_nothing(self) -> None:
        first = printed(self.OFFLINE, PYTHONHASHSEED="1")
        assert first == printed(self.OFFLINE, PYTHONHASHSEED="2")
        assert '"attributions"' in first

    def test_eight_threads_share_an_extractor(self, extractor: attrib.Extractor) -> None:
        paragraphs = [p for p in ARTICLE.split("\n") if p.strip()]
        expected = [extractor(p).to_json() for p in paragraphs]
        fresh = attrib.load("en")  # so that all eight ask for the models at once
        with ThreadPoolExecutor(8) as pool:
            assert [r.to_json() for r in pool.map(fresh, paragraphs * 4)] == expected * 4

    def test_torch_threads_are_left_alone(self, extractor: attrib.Extractor) -> None:
        import torch

        before = torch.get_num_threads()
        torch.set_num_threads(2)
        try:
            extractor(ARTICLE)
            assert torch.get_num_threads() == 2
        finally:
            torch.set_num_threads(before)
