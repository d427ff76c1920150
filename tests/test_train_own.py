"""Training on one's own corpus: it learns, the folder loads, and what is wrong is told."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

import attrib
from attrib.cli import main
from attrib.formats.brat import write_brat
from attrib.train import own

CORPUS = Path(__file__).parent.parent / "examples/minutes.jsonl"


def rows(path: Path, *documents: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(d) + "\n" for d in documents), encoding="utf8")
    return path


def document(id: str = "a", **attribution: Any) -> dict[str, Any]:
    whole = {"source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 16]], **attribution}
    return {"id": id, "text": "Ann says she left.", "attributions": [whole]}


class TestCorpus:
    def test_the_example(self) -> None:
        corpus = own.read_corpus(CORPUS)
        assert len(corpus) == 24
        first = corpus["minutes-01"]
        a = first["attributions"][0]
        words = {role: first["text"][slice(*a[role][0])] for role in ("source", "cue", "content")}
        assert words == {"source": "Okoro", "cue": "Noted", "content": "that the lease ends in May"}

    def test_a_brat_folder_is_the_same_as_its_rows(self, tmp_path: Path) -> None:
        span = attrib.Passage.of
        text = "Ann says she left."
        a = attrib.Attribution(
            "A1", attrib.Form.INDIRECT, span(text, (attrib.Span(9, 17),)),
            attrib.Cue(span(text, (attrib.Span(4, 8),)), "say"), span(text, (attrib.Span(0, 3),)),
        )  # fmt: skip
        write_brat(attrib.Result(text, (a,)), tmp_path / "a")
        assert own.read_corpus(tmp_path)["a"]["attributions"] == [
            {"source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 17]]}
        ]

    def test_nested_ones_are_left_out(self, tmp_path: Path) -> None:
        path = rows(tmp_path / "c.jsonl", document(nested=True))
        assert own.read_corpus(path)["a"]["attributions"] == []

    @pytest.mark.parametrize(
        ("row", "problem"),
        [
            ({"id": "a", "text": 3, "attributions": []}, "needs text and attributions"),
            (document(cue=[[4, 99]]), r"attributions\[0\].cue has \[4, 99\], no place in the text"),
            (document(content=[]), r"attributions\[0\] has no content"),
        ],
    )
    def test_what_is_wrong_is_told_with_its_place(
        self, tmp_path: Path, row: dict[str, Any], problem: str
    ) -> None:
        with pytest.raises(attrib.FormatError, match=problem):
            own.read_corpus(rows(tmp_path / "c.jsonl", row))

    def test_the_split_is_the_seeds(self) -> None:
        corpus = own.read_corpus(CORPUS)
        train, held_out = own.split(corpus, 0.25, 7)
        assert (train, held_out) == own.split(corpus, 0.25, 7)
        assert len(held_out) == 6
        assert not train.keys() & held_out.keys()
        assert own.split(corpus, 0.25, 8)[1].keys() != held_out.keys()

    def test_two_documents_at_least(self) -> None:
        with pytest.raises(attrib.SettingsError, match="two documents"):
            own.split({"a": document()}, 0.5, 1)
        with pytest.raises(attrib.SettingsError, match="between 0 and 1"):
            own.split({"a": document(), "b": document("b")}, 1.0, 1)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The folder of a tagger that learnt a house style, and what the command wrote to both streams."""
    folder, out, err = tmp_path_factory.mktemp("own") / "tagger", io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        assert main(["train", str(CORPUS), "--output", str(folder), "--epochs", "6", "--rate", "1e-3"]) == 0
    return folder, out.getvalue(), err.getvalue()


@pytest.fixture
def folder(trained: tuple[Path, str, str]) -> Path:
    return trained[0]


@pytest.mark.engine
class TestTraining:
    def test_it_learns_a_house_style(self, trained: tuple[Path, str, str]) -> None:
        folder, out, err = trained
        assert "6 documents held out" in out
        assert "18 documents to learn from" in err
        report = json.loads((folder / "report.json").read_text(encoding="utf8"))
        assert report["after"]["linked"]["f1"] > report["before"]["linked"]["f1"] + 0.3
        assert not set(report["train"]) & set(report["held_out"])

    def test_the_folder_is_used(self, folder: Path) -> None:
        result = attrib.load("en", tagger=folder)("Noted (Hale) that the bridge is shut. Dunn left.")
        assert result.meta["tagger"] == "tagger"
        assert attrib.extract("Noted.").meta["tagger"] is True
        assert [(a.source and a.source.text, a.content.text) for a in result] == [
            ("Hale", "that the bridge is shut")
        ]

    def test_a_damaged_file_is_told(self, folder: Path, tmp_path: Path) -> None:
        for name in ("tagger.pt", "manifest.json"):
            (tmp_path / name).write_bytes((folder / name).read_bytes())
        with (tmp_path / "tagger.pt").open("ab") as file:
            file.write(b"!")
        extractor = attrib.load("en", tagger=str(tmp_path))
        with pytest.raises(attrib.ModelError, match=r"tagger\.pt is damaged.*attrib train"):
            extractor("He left.")

    def test_an_empty_folder_is_told_at_once(self, tmp_path: Path) -> None:
        with pytest.raises(attrib.ModelError, match=r"holds no tagger\.pt"):
            attrib.load("en", tagger=tmp_path)

    def test_the_same_seed_gives_the_same_weights_and_random_numbers_are_left_alone(
        self, tmp_path: Path
    ) -> None:
        import torch

        corpus = own.read_corpus(CORPUS)
        some = {k: corpus[k] for k in list(corpus)[:3]}
        plan = own.Plan(epochs=1, rate=1e-3)
        torch.manual_seed(3)
        before = torch.get_rng_state()
        for name in ("one", "two"):
            own.train(some, some, tmp_path / name, plan=plan, keep=["“We lost,” he said."])
        assert torch.equal(before, torch.get_rng_state())
        assert (tmp_path / "one/manifest.json").read_bytes() == (tmp_path / "two/manifest.json").read_bytes()

    def test_the_tagger_that_it_goes_on_from_is_left_as_it_is(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import torch

        from attrib.scoring.tagger import SpanTagger

        shipped = SpanTagger.load("en")
        before = {k: v.clone() for k, v in shipped.network.state_dict().items()}
        monkeypatch.setattr(SpanTagger, "load", lambda place: shipped)
        corpus = own.read_corpus(CORPUS)
        some = {k: corpus[k] for k in list(corpus)[:3]}
        own.train(some, some, tmp_path, plan=own.Plan(epochs=1, rate=1e-3))
        assert all(torch.equal(v, before[k]) for k, v in shipped.network.state_dict().items())

    def test_from_nothing(self, tmp_path: Path) -> None:
        corpus = own.read_corpus(CORPUS)
        some = {k: corpus[k] for k in list(corpus)[:4]}
        report = own.train(some, some, tmp_path, plan=own.Plan(epochs=60, rate=5e-3), fresh=True)
        assert report.after.detect.r > 0.5  # on what it was trained on: that it learns at all
        with pytest.raises(attrib.SettingsError, match="nothing to keep"):
            own.train(some, some, tmp_path, fresh=True, keep=["No."])

    def test_wrong_usage(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit, match="2"):
            main(["train", str(CORPUS), "--output", str(tmp_path), "--epochs", "-1"])
        assert "--epochs must be at least 1" in capsys.readouterr().err
        assert main(["train", "no-such.jsonl", "--output", str(tmp_path)]) == 1
        assert "no-such.jsonl: No such file" in capsys.readouterr().err
