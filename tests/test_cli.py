"""The command line, on a stand-in extractor; one test runs the real one."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import attrib
from attrib import parallel
from attrib.cli import main
from attrib.cli.explain import _hung
from attrib.errors import ModelError
from attrib.formats.conllu import from_conllu, read_conllu, to_conllu
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


@pytest.mark.engine
def test_conllu(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # the real extractor: there is no parse without it
    assert main([str(ARTICLE), "--format", "conllu", "--rules-only"]) == 0
    out = capsys.readouterr().out
    ((result, parse),) = from_conllu(out.splitlines())
    assert result.meta["input"] == str(ARTICLE)
    assert result.text == parse.text == ARTICLE.read_bytes().decode()
    assert out.startswith(f"# newdoc id = {ARTICLE}\n# attrib = ")
    assert len(result) == out.count("# attribution = ") > 10


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


@pytest.mark.parametrize(
    ("name", "told"), [("a.jsonl", "interrupted; --resume goes on"), ("a.csv", "interrupted")]
)
def test_a_run_that_is_interrupted(
    name: str,
    told: str,
    ann: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(self: Stub, text: str) -> Result:
        raise KeyboardInterrupt

    monkeypatch.setattr(Stub, "find", interrupted)
    assert main([str(ann), "--output", str(tmp_path / name)]) == 130
    assert capsys.readouterr().err == f"\nattrib: {told}\n"


def test_what_a_new_user_gets_wrong_is_told(
    ann: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(*argv: str, code: int = 1) -> str:
        assert main([*argv]) == code
        return capsys.readouterr().err

    (tmp_path / "none").mkdir()
    assert f"{tmp_path / 'none'}: a folder, and no file in it that is read" in told(str(tmp_path / "none"))
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"body": "Ann: hi"}\n', encoding="utf8")
    assert "field 'text' is missing; there is: body" in (printed := told(str(rows)))
    advice = "attrib: which field holds the text is told by --text-field NAME\n"
    assert printed.endswith(advice)
    assert told(str(rows), "--output", str(tmp_path / "out.jsonl")).endswith(advice)
    assert (
        told("view", str(tmp_path), "--no-open")
        == f"attrib: {tmp_path} is a folder; name one document of it\n"
    )
    gone = tmp_path / "gone"
    for command in ("view", "explain", "evaluate"):
        assert told(command, str(gone)) == f"attrib: {gone}: No such file or directory\n"
    rows.write_text('{"id": "a", "body": "Ann: hi"}\n', encoding="utf8")
    assert "the row 'a' has no 'text'; there is: id, body" in told("evaluate", str(rows))
    assert "did you mean 'extract'?" in told("exctract", str(ann))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(rows.read_bytes())))
    assert "looks like JSON Lines" in told("-", code=0)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{broken")))
    assert "standard input:1: no JSON" in told("-", "--input-format", "jsonl")


def test_kinds_that_do_not_exist(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with pytest.raises(SystemExit):
        main([str(ARTICLE), "--kinds", "LIE"])
    told = capsys.readouterr().err
    assert told.startswith("attrib extract: error: kinds: 'LIE' is none of ASSERTION, QUESTION")
    assert "usage" not in told


def test_an_input_named_twice_is_read_once(
    ann: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), str(ann), str(tmp_path / "a*.txt"), "--format", "jsonl"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("command", ["", "extract", "view", "explain", "evaluate", "train"])
def test_help_fits_the_terminal(
    command: str, width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr(sys, "argv", ["/x/attrib/__main__.py"])
    with pytest.raises(SystemExit):
        main([*command.split(), "--help"])
    text = capsys.readouterr().out
    told = text if width > 40 else text[text.index("\n\n") :]  # argparse does not break its usage in words
    assert [x for x in told.splitlines() if len(x) > width and "{" not in x] == []
    examples = text.partition("examples:\n")[2].partition("\n\n")[0].replace(" \\\n", "").splitlines()
    assert all(len(re.findall("python -m +attrib ", line)) == 1 for line in examples)
    assert len(examples) >= 3 or not command


def test_explain_breaks_lines_at_words_on_a_terminal() -> None:
    long = "    cue_sense  “said”  (guideline: default; a long reason; another)"
    assert _hung(f"  cue     said\n{long}", 50).split("\n") == [
        "  cue     said",
        "    cue_sense  “said”  (guideline: default; a long",
        "      reason; another)",
    ]


def test_stop_at_the_first_that_fails(ann: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.txt"), str(ann), "--on-error", "stop"]) == 1
    assert capsys.readouterr().out == ""


def test_a_result_among_many(ann: Path, bo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = tmp_path / "found.jsonl"
    assert main([str(ann), str(bo), "--output", str(found)]) == 0
    assert main(["explain", str(bo)]) == 0
    expected = capsys.readouterr().out
    assert main(["explain", str(found), "--document", str(bo)]) == 0
    assert capsys.readouterr().out == expected
    page = tmp_path / "bo.html"
    assert main(["view", str(found), "--document", str(bo), "--output", str(page), "--no-open"]) == 0
    assert page.is_file()
    for options, message in (
        ([str(found)], "holds 2 results; choose one with --document"),
        ([str(found), "--document", "nobody.txt"], "holds 0 results of 'nobody.txt'"),
    ):
        capsys.readouterr()
        assert main(["explain", *options]) == 1
        assert message in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["explain", str(ann), "--document", "x"])
    assert "is read as a text" in capsys.readouterr().err
    found.write_text("no JSON\n", encoding="utf8")
    assert main(["explain", str(found)]) == 1
    assert "no JSON" in capsys.readouterr().err


def test_a_result_in_conllu(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = evolve(Stub().find("Ann: hi"), meta={"input": "a.txt"})
    parse = read_conllu(
        "Ann: hi", [f"{i}\t{w}\t_\tX\t_\t_\t0\troot\t_\t_" for i, w in enumerate(("Ann", ":", "hi"), 1)]
    )
    path = tmp_path / "found.conllu"
    path.write_text(
        to_conllu(result, parse) + to_conllu(evolve(result, meta={"input": "b.txt"}), parse), "utf8"
    )
    assert main(["explain", str(path), "--document", "b.txt"]) == 0
    assert "speaker             Ann (NAMED)" in capsys.readouterr().out
    assert main(["view", str(path)]) == 1
    assert "holds 2 results; choose one with --document KEY, as in: a.txt, b.txt" in capsys.readouterr().err
    path.write_text("1\tAnn\n", "utf8")
    assert main(["view", str(path)]) == 1
    assert f"{path}: line 1: 2 columns" in capsys.readouterr().err


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
def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"text": "Ann: hi"}\n' * 2000, encoding="utf8")
    process = subprocess.Popen(
        _command(str(tmp_path / "rows.jsonl")),
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


def test_rows_on_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lines = '{"id": 1, "text": "Ann: hi"}\n{broken\n{"id": 3, "text": "Bo: ho"}\n'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    assert main(["-", "--input-format", "jsonl", "--format", "jsonl"]) == 1
    out, err = capsys.readouterr()
    assert [json.loads(x)["meta"]["id"] for x in out.splitlines()] == ["1", "3"]
    assert err.startswith("attrib: standard input:2: no JSON")


def test_parquet_in_and_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    table = pa.table({"url": ["u1", "u2", "u3"], "body": ["Ann: hi", None, "Bo: ho"]})
    pq.write_table(table, tmp_path / "in.parquet")
    out = tmp_path / "out.parquet"
    argv = ["extract", str(tmp_path), "--text-field", "body", "--id-field", "url", "--output", str(out)]
    assert main(argv) == 1
    assert "2 written, 1 failed" in capsys.readouterr().err
    found = pq.read_table(out).to_pylist()
    assert [(r["document"], r["speaker"]) for r in found] == [("u1", "Ann"), ("u3", "Bo")]
    assert json.loads((tmp_path / "out.failed.jsonl").read_text("utf8"))["id"] == "u2"
    out.unlink()
    assert main([*argv, "--on-error", "stop"]) == 1
    assert len(pq.read_table(out)) == 1


def test_what_cannot_be_printed_or_gone_on_with(
    ann: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for argv, message in (
        (["--format", "brat"], "brat needs a file or folder to write to (--output)"),
        (["--resume"], "--resume needs --output"),
        (
            ["--output", str(tmp_path / "x.csv"), "--resume"],
            "csv to one file cannot be resumed; these can: jsonl",
        ),
        (["--output", str(tmp_path / "x.doc")], "tells no format; name one of"),
    ):
        with pytest.raises(SystemExit) as stop:
            main([str(ann), *argv])
        assert stop.value.code == 2
        assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("called", "shown"),
    [
        ("/usr/bin/attrib", "attrib"),
        ("C:/Scripts/attrib-nlp.exe", "attrib-nlp"),
        ("/x/attrib/__main__.py", "python -m attrib"),
        ("/x/pytest/__main__.py", "attrib"),
    ],
)
def test_it_names_itself_as_it_was_called(
    called: str, shown: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [called, "extract", "--help"])
    with pytest.raises(SystemExit):
        main()
    assert capsys.readouterr().out.startswith(f"usage: {shown} extract")


def test_completion_in_a_real_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("shtab")
    if not shutil.which("bash"):
        pytest.skip("no bash")
    monkeypatch.setattr(sys, "argv", ["attrib-nlp"])
    with pytest.raises(SystemExit) as stop:
        main(["--print-completion", "bash"])
    assert stop.value.code == 0
    (tmp_path / "completion").write_text(capsys.readouterr().out, "utf8")
    (tmp_path / "article.txt").touch()

    def complete(*words: str) -> set[str]:
        line = " ".join(f"'{w}'" for w in ("attrib-nlp", *words))
        script = f"""
            source completion
            COMP_WORDS=({line}); COMP_CWORD={len(words)}
            $(complete -p attrib-nlp | sed 's/.*-F \\([^ ]*\\).*/\\1/') 2>/dev/null
            printf '%s\\n' "${{COMPREPLY[@]}}"
        """
        done = subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        return set(done.stdout.split())

    assert complete("e") >= {"extract", "explain", "evaluate"}
    assert {"--format", "--resume", "--processes"} <= complete("extract", "--")
    assert {"jsonl", "parquet", "brat"} <= complete("extract", "--format", "")
    assert "article.txt" in complete("extract", "art")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "webannotation"])
def test_a_full_disk_behind_standard_output(ann: Path, form: str) -> None:
    with open("/dev/full", "w") as full:
        command = _command(str(ann), "--format", form)
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "attrib: output: No space left on device\n"


def on_terminal(command: list[str]) -> str:
    """What a command writes to a terminal on standard error."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs, env=environment)
    os.close(theirs)
    seen = b""
    with contextlib.suppress(OSError):  # Linux tells the end of a terminal so
        while data := os.read(ours, 4096):
            seen += data
    process.wait()
    os.close(ours)
    return seen.decode("utf8")


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_progress_on_a_terminal(ann: Path, tmp_path: Path) -> None:
    pytest.importorskip("tqdm")
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"text": "Ann: hi"}\n{broken\n{"text": "Bo: ho"}\n', encoding="utf8")
    out = str(tmp_path / "out.jsonl")
    seen = on_terminal(_command(str(rows), str(ann), "--output", out))
    last = seen.replace("\r\n", "\n").rpartition("4/4")[2]
    assert re.match(r" \[\d\d:\d\d left, 1 failed, +[\d.]+ doc/s, \d\d:\d\d gone\]", last), seen
    assert f"{out}: 3 written, 1 failed" in last
    assert "doc/s" in on_terminal(_command(str(rows), "--format", "csv"))
    assert "no JSON" in on_terminal(_command(str(rows), "--format", "csv"))


@pytest.mark.engine
def test_the_real_thing() -> None:
    command = [sys.executable, "-m", "attrib", str(ARTICLE)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf8", check=True)
    assert done.stderr == ""
    for name in ("Teresa Okafor", "Martin Brandt", "Lina Maris", "Samuel Reyes", "Paul Lindqvist"):
        assert name.split()[1] in done.stdout
    assert "“Nobody called" in done.stdout  # the table may cut the rest
