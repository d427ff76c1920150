"""The real engine on texts as bad as they come, with broken models, without a network, and from many threads."""

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
from attrib.annotate import lemmatizer, tokenizer
from attrib.evaluate.integrity import problems
from attrib.model import Attribution, Form, Passage, Result
from attrib.scoring import files
from attrib.spans import Span

ARTICLE = (Path(__file__).parent.parent / "examples" / "article.txt").read_text(encoding="utf8")
MODELS = Path(attrib.__file__).parent / "models" / "en"


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
class TestDamage:
    def test_damaged_pieces(self, extractor: attrib.Extractor) -> None:
        inputs = list(fuzz.pieces([ARTICLE], count=2000, size=80, seed=1))
        assert list(fuzz.failures(extractor, inputs)) == []

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


@pytest.mark.engine
class TestModels:
    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        for file in MODELS.iterdir():
            (tmp_path / file.name).write_bytes(file.read_bytes())
        monkeypatch.setattr(files, "folder", lambda language: tmp_path)
        for module in (tokenizer, lemmatizer):
            monkeypatch.setattr(module, "_load", module._load.__wrapped__)  # without its cache
        return tmp_path

    @pytest.mark.parametrize("name", ["network.pt", "tagger.pt", "sentences.npz", "lemmas.json.gz"])
    def test_a_missing_file_is_named(self, folder: Path, name: str) -> None:
        (folder / name).unlink()
        with pytest.raises(attrib.ModelError, match=rf"{name} is missing .* reinstall attrib"):
            attrib.load("en")(ARTICLE)

    @pytest.mark.parametrize("name", ["network.pt", "tagger.pt", "sentences.npz", "lemmas.json.gz"])
    def test_a_damaged_file_is_named(self, folder: Path, name: str) -> None:
        data = bytearray((folder / name).read_bytes())
        data[len(data) // 2] ^= 1
        (folder / name).write_bytes(data)
        with pytest.raises(attrib.ModelError, match=rf"{name} is damaged"):
            attrib.load("en")(ARTICLE)


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
        expected = [extractor(p) for p in paragraphs]
        fresh = attrib.load("en")
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(fresh, paragraphs * 4)) == expected * 4

    def test_torch_threads_are_left_alone(self, extractor: attrib.Extractor) -> None:
        import torch

        before = torch.get_num_threads()
        torch.set_num_threads(2)
        try:
            extractor(ARTICLE)
            assert torch.get_num_threads() == 2
        finally:
            torch.set_num_threads(before)
