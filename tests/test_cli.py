"""The command line, on a stand-in extractor; one test runs the real one."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import attrib
from attrib import parallel
from attrib.cli import main
from attrib.errors import ModelError
from attrib.model import Attribution, Cue, Form, Passage, Result, Speaker, SpeakerKind
from attrib.spans import Span

ARTICLE = Path(__file__).parent.parent / "examples" / "article.txt"


class Stub:
    """Finds ``WHO: WHAT`` on the first line."""

    def pipe(self, texts: Iterable[Any], batch_size: int = 1, as_tuples: bool = False) -> Iterator[Any]:
        return ((self.find(t), key) for t, key in texts) if as_tuples else map(self.find, texts)

    def __call__(self, text: str) -> Result:
        return self.find(text)

    def find(self, text: str) -> Result:
        who, colon, what = text.partition(": ")
        if not colon:
            return Result(text)
        at = len(who)
        attribution = Attribution(
            "A1",
            Form.DIRECT,
            Passage.of(text, (Span(at + 2, at + 2 + len(what.rstrip())),)),
            Cue(Passage.of(text, (Span(at, at + 1),)), ":"),
            Passage.of(text, (Span(0, at),)),
            (Speaker(who, SpeakerKind.NAMED),),
        )
        return Result(text, (attribution,), meta={"language": "en"})


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> dict:
    """Puts the stub in place and keeps what it was loaded with."""
    seen: dict = {}

    def load(language: str, **options: object) -> Stub:
        seen.update(options)
        return Stub()

    monkeypatch.setattr(attrib, "load", load)
    monkeypatch.setattr(parallel, "load", load)
    monkeypatch.setenv("COLUMNS", "100")
    return seen


@pytest.fixture
def ann(tmp_path: Path) -> Path:
    path = tmp_path / "ann.txt"
    path.write_bytes("Ann: héllo 👩🏽‍🚀\r\n".encode())
    return path


@pytest.fixture
def bo(tmp_path: Path) -> Path:
    path = tmp_path / "bo.txt"
    path.write_text("nobody speaks", encoding="utf8")
    return path


def test_table(ann: Path, bo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(ann), str(bo)]) == 0
    out, err = capsys.readouterr()
    first, rest = out.split("\n", 1)
    assert first == f"{ann}: 1 attribution, 1 speaker"
    assert "5-15     Ann      :    DIRECT  ASSERTION  héllo 👩🏽‍🚀" in rest
    assert out.endswith(f"\n\n{bo}: 0 attributions, 0 speakers\n")
    assert err == ""


def test_jsonl_is_one_whole_result_a_line(ann: Path, bo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(ann), str(bo), "--format", "jsonl"]) == 0
    lines = capsys.readouterr().out.splitlines()
    results = [Result.from_dict(json.loads(line)) for line in lines]
    assert [r.meta["input"] for r in results] == [str(ann), str(bo)]
    assert results[0].text == "Ann: héllo 👩🏽‍🚀\r\n"
    assert results[0].attributions[0].content.text == "héllo 👩🏽‍🚀"


def test_json_is_one_array(ann: Path, bo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(ann), str(bo), "--format", "json"]) == 0
    assert [d["meta"]["input"] for d in json.loads(capsys.readouterr().out)] == [str(ann), str(bo)]
    assert main([str(tmp_path / "none.txt"), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out) == []


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbfAnn: hi")))
    assert main(["-"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("standard input: 1 attribution")
    assert "5-7" in out  # the byte order mark is not counted


def test_inputs_that_fail_are_told_and_the_others_read(
    ann: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    latin = tmp_path / "latin.txt"
    latin.write_bytes("Ann: café".encode("latin-1"))
    assert main([str(tmp_path / "none.txt"), str(latin), str(ann)]) == 1
    out, err = capsys.readouterr()
    assert "none.txt: No such file or directory" in err
    assert "latin.txt: not UTF-8: byte 0xe9 at offset 8; convert it first" in err
    assert len(err.splitlines()) == 2
    assert f"{ann}: 1 attribution" in out


def test_folders_patterns_and_rows(
    ann: Path, bo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "more").mkdir()
    rows = tmp_path / "more" / "rows.jsonl"
    rows.write_text('{"id": "r1", "body": "Eve: yes"}\n\n{"id": "r2", "body": "Max: no"}\n', encoding="utf8")
    (tmp_path / "more" / "left.pdf").write_bytes(b"%PDF")
    assert main([str(tmp_path), "--text-field", "body", "--format", "csv"]) == 0
    found = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(r["input"], r["document"], r["speaker"]) for r in found] == [
        (str(ann), "", "Ann"),
        (f"{rows}:1", "r1", "Eve"),
        (f"{rows}:3", "r2", "Max"),
    ]
    monkeypatch.chdir(tmp_path)
    assert main(["a*.txt"]) == 0
    assert capsys.readouterr().out.startswith("ann.txt: 1 attribution")
    assert main(["z*.txt"]) == 1
    assert "z*.txt: No such file" in capsys.readouterr().err


def test_output_and_resume(ann: Path, bo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "found.jsonl"
    argv = ["extract", str(ann), str(tmp_path / "none.txt"), str(bo), "--output", str(out)]
    assert main(argv) == 1
    assert "2 written, 1 failed" in capsys.readouterr().err
    assert [json.loads(x)["meta"]["input"] for x in out.read_text("utf8").splitlines()] == [str(ann), str(bo)]
    (tmp_path / "none.txt").write_text("Cy: here", encoding="utf8")
    assert main([*argv, "--resume"]) == 0
    assert "1 written, 2 were there, 0 failed" in capsys.readouterr().err
    assert not (tmp_path / "found.failed.jsonl").exists()
    assert len(out.read_text("utf8").splitlines()) == 3
    with pytest.raises(SystemExit):
        main(argv)
    assert "exists; resume it" in capsys.readouterr().err


def test_stop_at_the_first_that_fails(ann: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.txt"), str(ann), "--on-error", "stop"]) == 1
    assert capsys.readouterr().out == ""


def test_explain_says_why(ann: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(ann), "--id", "1"]) == 0
    assert "speaker             Ann (NAMED)" in capsys.readouterr().out
    saved = tmp_path / "ann.json"
    assert main([str(ann), "--format", "json"]) == 0
    saved.write_text(capsys.readouterr().out, encoding="utf8")
    assert main(["explain", str(saved)]) == 0
    assert capsys.readouterr().out.startswith("A1  DIRECT")
    with pytest.raises(SystemExit):
        main(["explain", str(ann), "--id", "A7"])
    assert "no attribution A7; the last is A1" in capsys.readouterr().err


def test_view_writes_a_page(ann: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.html"
    assert main(["view", str(ann), "--output", str(page), "--no-open"]) == 0
    assert "héllo" in page.read_text("utf8")
    assert capsys.readouterr().out == f"{page}\n"


def test_evaluate_scores_the_gold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = tmp_path / "gold.jsonl"
    row = {
        "id": "d",
        "text": "Ann: hello",
        "attributions": [{"source": [[0, 3]], "cue": [[3, 4]], "content": [[5, 10]]}],
    }
    gold.write_text(json.dumps(row) + "\n", encoding="utf8")
    assert main(["evaluate", str(gold), "--predicted", str(gold)]) == 0
    assert "strict          P 1.000  R 1.000  F1 1.000" in capsys.readouterr().out
    assert main(["evaluate", str(tmp_path / "none.jsonl")]) == 1


def test_brat_out_and_evaluated(
    ann: Path, bo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "found"
    assert main([str(ann), str(bo), "--output", str(out), "--format", "brat"]) == 0
    assert sorted(p.name for p in out.iterdir()) == [
        "ann.ann", "ann.txt", "annotation.conf", "bo.ann", "bo.txt", "documents.jsonl",
    ]  # fmt: skip
    assert (out / "ann.txt").read_bytes() == ann.read_bytes()
    assert main(["evaluate", str(out)]) == 0
    text = capsys.readouterr().out
    assert "2 documents, 1 gold, 1 predicted" in text
    assert "end to end F1 1.000" in text
    (out / "ann.ann").write_text("T1\tCue 3 4\t:\nT2\tContent 5 10\thello\nR1\tx Arg1:T1 Arg2:T2\n", "utf8")
    assert main(["evaluate", str(out)]) == 1
    assert "ann.ann, line 2: the text at 5 10 is 'héllo'" in capsys.readouterr().err
    (out / "ann.ann").write_text("T1\tCue 3 4\t:\nT2\tContent 5 10\théllo\nR1\tx Arg1:T1 Arg2:T2\n", "utf8")
    assert main(["evaluate", str(out)]) == 0
    text = capsys.readouterr().out
    assert "detect          P 1.000" in text
    assert "end to end" not in text  # nobody annotated speakers


@pytest.mark.parametrize("command", ["extract", "view", "explain", "evaluate"])
def test_every_command_has_help_with_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    assert stop.value.code == 0
    assert f"attrib {command} " in capsys.readouterr().out.partition("examples:")[2]


def test_min_confidence_is_passed_on(ann: Path, settings: dict) -> None:
    main([str(ann), "--min-confidence", "0.4"])
    assert settings["min_confidence"] == 0.4


@pytest.mark.parametrize(
    "argv", [[], ["x", "--format", "xml"], ["x", "--min-confidence", "much"], ["x", "--more"]]
)
def test_wrong_usage(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(argv)
    assert stop.value.code == 2
    assert "usage: attrib" in capsys.readouterr().err


def test_confidence_out_of_range_is_wrong_usage(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.undo()
    with pytest.raises(SystemExit) as stop:
        main([str(ARTICLE), "--min-confidence", "1.5"])
    assert stop.value.code == 2
    assert "min_confidence" in capsys.readouterr().err


def test_models_that_cannot_be_loaded(
    ann: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def load(language: str, **options: object) -> Stub:
        raise ModelError("network.pt is missing; reinstall attrib")

    monkeypatch.setattr(parallel, "load", load)
    assert main([str(ann)]) == 1
    assert capsys.readouterr().err == "attrib: network.pt is missing; reinstall attrib\n"


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0
    assert capsys.readouterr().out == f"attrib {attrib.__version__}\n"


STUBBED = """
import sys, attrib
sys.path.insert(0, sys.argv.pop(1))
from test_cli import Stub
from attrib import parallel
parallel.load = lambda language, **options: Stub()
from attrib.cli import main
raise SystemExit(main())
"""


def _command(*args: str, **env: str) -> list[str]:
    return [sys.executable, "-c", STUBBED, str(Path(__file__).parent), *args]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGPIPE")
def test_a_reader_that_goes_away(ann: Path) -> None:
    process = subprocess.Popen(
        _command(*[str(ann)] * 2000),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf8",
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert "attribution" in process.stdout.readline()
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == ""
    assert process.wait() == 141


@pytest.mark.parametrize("form", ["table", "jsonl"])
def test_a_terminal_that_knows_only_ascii(ann: Path, form: str) -> None:
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run(_command(str(ann), "--format", form), capture_output=True, env=env, check=True)
    if form == "table":
        assert b"h?llo" in done.stdout
    else:
        assert json.loads(done.stdout.decode("utf8"))["text"] == "Ann: héllo 👩🏽‍🚀\r\n"


@pytest.mark.engine
def test_the_real_thing() -> None:
    command = [sys.executable, "-m", "attrib", str(ARTICLE)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf8", check=True)
    assert done.stderr == ""
    for name in ("Teresa Okafor", "Martin Brandt", "Lina Maris", "Samuel Reyes", "Paul Lindqvist"):
        assert name.split()[1] in done.stdout
    assert "“Nobody called" in done.stdout  # the table may cut the rest
