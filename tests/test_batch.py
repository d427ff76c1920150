"""Long runs: what cannot be read is told, and a run that was killed, or met a full disk, is finished without a repetition."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import attrib
from attrib import batch, parallel
from attrib.batch import failures_of, run
from attrib.inputs import Item, read_items
from attrib.model import Result

STUBBED = """
import sys, time, resource, signal
from pathlib import Path
from attrib import batch, parallel
from attrib.inputs import read_items
from attrib.model import Result

class Slow:
    def pipe(self, texts, batch_size):
        for text in texts:
            time.sleep(float(sys.argv[3]))
            yield Result(text)

parallel.load = lambda language, **settings: Slow()
if limit := int(sys.argv[4]):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    print(batch.run(read_items([sys.argv[1]]), Path(sys.argv[2]), resume=True, batch_size=4))
except OSError as error:
    sys.exit(f"cannot write: {error.strerror}")
"""


class Stub:
    """Fails on the text "bad", whole batches with it."""

    def pipe(self, texts: list[str], batch_size: int) -> Iterator[Result]:
        for text in texts:
            if text == "bad":
                raise ZeroDivisionError("a bug")
            yield Result(text)


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "load", lambda language, **settings: Stub())


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    lines = [json.dumps({"id": f"a{i}", "text": f"text {i}"}).encode() for i in range(60)]
    lines[3] = b"{broken"
    lines[10] = b'{"id": "a10", "text": "caf\xe9"}'
    lines[20] = b'{"id": "a20", "body": "elsewhere"}'
    lines[30] = b"[1, 2]"
    lines[31] = b""
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf8").splitlines()]


def keys(path: Path) -> list[str]:
    return [row["meta"]["input"] for row in read(path)]


def whole(rows: Path) -> list[str]:
    return [item.key for item in read_items([str(rows)]) if item.error is None]


@pytest.mark.usefixtures("stub")
def test_what_fails_is_told_and_the_others_written(rows: Path, tmp_path: Path) -> None:
    seen = []
    items = [*read_items([str(rows), str(tmp_path / "none.txt")]), Item("x", "bad"), Item("y", "good")]
    done = run(items, tmp_path / "out.jsonl", batch_size=7, progress=lambda n, bad: seen.append((n, bad)))
    assert (done.written, done.failed, done.skipped, done.stopped) == (56, 6, 0, False)
    assert keys(tmp_path / "out.jsonl") == [*whole(rows), "y"]
    assert read(tmp_path / "out.jsonl")[0]["meta"]["id"] == "a0"
    failed = read(failures_of(tmp_path / "out.jsonl"))
    assert [f["input"].rpartition("/")[2] for f in failed] == [
        "rows.jsonl:4", "rows.jsonl:11", "rows.jsonl:21", "rows.jsonl:31", "none.txt", "x",
    ]  # fmt: skip
    for row, reason in zip(
        failed, ("no JSON", "not UTF-8", "'text' is missing", "JSON object", "No such", "a bug"), strict=True
    ):
        assert reason in row["error"]
    assert seen[-1] == (62, 6)


@pytest.mark.usefixtures("stub")
def test_stop_ends_at_the_first_failure(rows: Path, tmp_path: Path) -> None:
    done = run(read_items([str(rows)]), tmp_path / "out.jsonl", on_error="stop")
    assert (done.written, done.failed, done.stopped) == (3, 1, True)


@pytest.mark.usefixtures("stub")
def test_an_output_is_never_overwritten(rows: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    run(read_items([str(rows)]), output)
    before = output.read_bytes()
    with pytest.raises(attrib.SettingsError, match="exists"):
        run(read_items([str(rows)]), output)
    again = run(read_items([str(rows)]), output, resume=True)
    assert (again.written, again.skipped) == (0, 55)
    assert output.read_bytes() == before
    output.write_text('{"something": "else"}\n')
    with pytest.raises(attrib.InputError, match=r"line 1.*cannot resume"):
        run(read_items([str(rows)]), output, resume=True)
    with pytest.raises(attrib.SettingsError, match="on_error"):
        run([], output, on_error="explode")


@pytest.mark.usefixtures("stub")
@pytest.mark.parametrize("cut", [1, 2, 30, 200])
def test_a_last_line_that_was_cut_is_made_again(rows: Path, tmp_path: Path, cut: int) -> None:
    output = tmp_path / "out.jsonl"
    run(read_items([str(rows)]), output)
    before = output.read_bytes()
    output.write_bytes(before[:-cut])
    done = run(read_items([str(rows)]), output, resume=True)
    assert done.written >= 1
    assert output.read_bytes() == before


@pytest.mark.usefixtures("stub")
def test_odd_characters_are_written_and_read(tmp_path: Path) -> None:
    text = "“\ud800 é 👩🏽‍🚀\u2028”"
    run([Item("x", text)], tmp_path / "out.jsonl")
    assert attrib.Result.from_dict(read(tmp_path / "out.jsonl")[0]).text == text


def started(rows: Path, output: Path, pause: float, limit: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", STUBBED, str(rows), str(output), str(pause), str(limit)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_run_that_is_killed_is_resumed(rows: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    for _ in range(3):
        process = started(rows, output, 0.05)
        wanted = (len(keys(output)) if output.exists() else 0) + 5
        while process.poll() is None and not (output.exists() and output.read_bytes().count(b"\n") >= wanted):
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    assert 0 < len(read(output)) < 55
    out, err = started(rows, output, 0).communicate()
    assert "failed=4" in out, err
    assert keys(output) == whole(rows)


@pytest.mark.skipif(sys.platform == "win32", reason="no RLIMIT_FSIZE")
def test_a_disk_that_is_full_loses_nothing(rows: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    process = started(rows, output, 0, limit=3000)
    assert "cannot write" in process.communicate()[1]
    assert process.returncode == 1
    assert output.stat().st_size <= 3000
    started(rows, output, 0).communicate()
    assert keys(output) == whole(rows)


@pytest.mark.engine
def test_two_processes_write_what_one_writes(tmp_path: Path) -> None:
    texts = ["“We won,” Ana Ruiz said.", "Nothing here.", "Bo Lind denied that the hall was sold."] * 3
    items = [Item(str(i), t) for i, t in enumerate(texts)]
    for processes in (1, 2):
        batch.run(items, tmp_path / f"{processes}.jsonl", processes=processes, batch_size=2)
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()
