"""Every output holds what was found, survives a kill and a full disk, and is gone on with or refuses."""

from __future__ import annotations

import csv
import errno
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from attrib import parallel
from attrib.batch import failures_of, run
from attrib.document import Document, Sentence, Token
from attrib.errors import FormatError, InputError, SettingsError
from attrib.formats.brat import read_brat
from attrib.formats.conllu import from_conllu
from attrib.formats.records import COLUMNS
from attrib.formats.webannotation import from_web_annotation
from attrib.inputs import Item, read_items
from attrib.model import Attribution, Cue, Form, Passage, Result, Speaker, SpeakerKind
from attrib.outputs import FORMATS, format_for, open_output, parquet
from attrib.outputs.base import named
from attrib.outputs.folders import INDEX
from attrib.parallel import Parsed
from attrib.spans import Span
from strategies import results

RESUMED = {
    "jsonl": "out.jsonl",
    "webannotation": "out.jsonld",
    "schemaorg": "graph.jsonl",
    "conllu": "out.conllu",
    "parquet": "out.parquet",
    "brat": "brat",
    "html": "pages",
}
"""Formats that a run can be resumed in, with what they are written to."""

each = pytest.mark.parametrize("form", RESUMED)


def found(text: str) -> Result:
    """``WHO: WHAT``."""
    who, colon, what = text.partition(": ")
    if not colon:
        return Result(text)
    at = len(who)
    content, cue, source = (
        Passage.of(text, (Span(*ends),)) for ends in ((at + 2, at + 2 + len(what)), (at, at + 1), (0, at))
    )
    speakers = (Speaker(who, SpeakerKind.NAMED),)
    return Result(text, (Attribution("A1", Form.DIRECT, content, Cue(cue, ":"), source, speakers),))


def parse(text: str) -> Document:
    """Words between white space, all in one sentence."""
    places = [m.span() for m in re.finditer(r"\S+", text)]
    tokens = [Token(text[s:e], "_", "X", "", -1, "root", s, e, 0) for s, e in places]
    return Document(text, tuple(tokens), (Sentence(0, len(tokens)),) if tokens else ())


class Stub:
    @property
    def annotator(self) -> Stub:
        return self

    def annotate(self, texts: list[str]) -> Iterator[Document]:
        return map(parse, texts)

    def pipe(self, texts: list[str], batch_size: int) -> Iterator[Result]:
        return map(found, texts)

    def pipe_from(self, documents: list[Document], batch_size: int) -> Iterator[Result]:
        return (found(d.text) for d in documents)


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "load", lambda language, **settings: Stub())
    monkeypatch.setattr(parquet, "DOCUMENTS", 3)


def needs(form: str) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow")


ITEMS = [
    Item("a.txt", "Ann: yes"),
    Item("b.txt", "nobody"),
    Item("rows.jsonl:3", "Bo: “nö 👩🏽‍🚀”\r\n\r\nand more", "b/3"),
    Item("sub/a.txt", "Cy: perhaps"),
    Item("c.txt", "Ann: no"),
]


def files(path: Path) -> dict[str, bytes]:
    """All that an output is."""
    if path.is_dir():
        return {p.relative_to(path).as_posix(): p.read_bytes() for p in sorted(path.rglob("*"))}
    return {path.name: path.read_bytes()}


def rows(path: Path) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    return list(pq.read_table(path).to_pylist())


class TestWhatIsWritten:
    def test_jsonl(self, tmp_path: Path) -> None:
        run(ITEMS, tmp_path / "out.jsonl")
        lines = (tmp_path / "out.jsonl").read_text("utf8").split("\n")[:-1]
        assert [Result.from_dict(json.loads(x)) for x in lines] == [named(i, found(i.text)) for i in ITEMS]

    def test_json_is_one_array(self, tmp_path: Path) -> None:
        run(ITEMS, tmp_path / "out.json")
        data = json.loads((tmp_path / "out.json").read_text("utf8"))
        assert [Result.from_dict(d) for d in data] == [named(i, found(i.text)) for i in ITEMS]

    def test_csv_and_parquet_hold_the_same_rows(self, tmp_path: Path) -> None:
        needs("parquet")
        for name in ("out.csv", "out.parquet"):
            run(ITEMS, tmp_path / name)
        table = rows(tmp_path / "out.parquet")
        with (tmp_path / "out.csv").open(encoding="utf8", newline="") as lines:
            from_csv = list(csv.DictReader(lines))
        assert list(from_csv[0]) == list(table[0]) == ["input", "document", *COLUMNS]
        assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in table] == from_csv
        assert [(r["input"], r["document"], r["speaker"], r["start_char"]) for r in table] == [
            ("a.txt", None, "Ann", 5),
            ("rows.jsonl:3", "b/3", "Bo", 4),
            ("sub/a.txt", None, "Cy", 4),
            ("c.txt", None, "Ann", 5),
        ]

    def test_brat(self, tmp_path: Path) -> None:
        run(ITEMS, tmp_path / "out", form="brat")
        names = [json.loads(x) for x in (tmp_path / "out" / INDEX).read_text("utf8").splitlines()]
        assert [(n["input"], n["name"]) for n in names] == [
            ("a.txt", "a"), ("b.txt", "b"), ("rows.jsonl:3", "b_3"), ("sub/a.txt", "a-2"), ("c.txt", "c"),
        ]  # fmt: skip
        for item, name in zip(ITEMS, names, strict=True):
            result = read_brat(tmp_path / "out" / name["name"])
            assert result.text == item.text
            assert [a.content for a in result] == [a.content for a in found(item.text)]
            assert (tmp_path / "out" / f"{name['name']}.txt").read_bytes() == item.text.encode()
        assert (tmp_path / "out" / "annotation.conf").is_file()

    def test_conllu(self, tmp_path: Path) -> None:
        run(ITEMS, tmp_path / "out.conllu")
        with (tmp_path / "out.conllu").open(encoding="utf8", newline="\n") as lines:
            pairs = list(from_conllu(lines))
        assert pairs == [(named(i, found(i.text)), parse(i.text)) for i in ITEMS]
        names = re.findall("# newdoc id = (.*)", (tmp_path / "out.conllu").read_text("utf8"))
        assert names == ["a.txt", "b.txt", "b/3", "sub/a.txt", "c.txt"]

    def test_conllu_of_rows_with_the_same_id(self, tmp_path: Path) -> None:
        path = tmp_path / "out.conllu"
        same = [Item(f"rows:{i}", "Ann: yes", "a/1") for i in range(4)]
        run(same[:2], path)
        run(same, path, resume=True)
        names = ["a/1", "rows:1", "rows:2", "rows:3"]
        assert re.findall("# newdoc id = (.*)", path.read_text("utf8")) == names
        assert re.findall("# sent_id = (.*)", path.read_text("utf8")) == [
            "a%2F1-1",
            *(f"{n}-1" for n in names[1:]),
        ]

    def test_html(self, tmp_path: Path) -> None:
        run(ITEMS, tmp_path / "pages", form="html")
        assert {p.name for p in (tmp_path / "pages").glob("*.html")} == {
            "a.html", "b.html", "b_3.html", "a-2.html", "c.html",
        }  # fmt: skip
        assert "perhaps" in (tmp_path / "pages" / "a-2.html").read_text("utf8")
        run(ITEMS[:1], tmp_path / "page.html")
        assert (tmp_path / "page.html").read_text("utf8").startswith("<!")
        with pytest.raises(SettingsError, match="a page holds one document"):
            run(ITEMS, tmp_path / "two.html")

    def test_linked_data(self, tmp_path: Path) -> None:
        items = [*ITEMS, Item("d:1", "Di: so", "https://example.org/d")]
        run(items, tmp_path / "out.jsonld")
        run(items, tmp_path / "graph", form="schemaorg")
        pages = [json.loads(x) for x in (tmp_path / "out.jsonld").read_text("utf8").splitlines()]
        assert [p["id"] for p in pages] == [
            f"{iri}#attributions"
            for iri in ("a.txt", "b.txt", "rows.jsonl%3A3", "sub/a.txt", "c.txt", "https://example.org/d")
        ]
        for page, item in zip(pages, items, strict=True):
            assert from_web_annotation(page, item.text).attributions == found(item.text).attributions
        graphs = [json.loads(x)["@graph"] for x in (tmp_path / "graph").read_text("utf8").splitlines()]
        assert [g[1]["spokenByCharacter"]["name"] for g in graphs if len(g) > 1] == [
            "Ann",
            "Bo",
            "Cy",
            "Ann",
            "Di",
        ]
        assert graphs[0][1]["text"] == "yes"

    @each
    @settings(max_examples=20)
    @given(result=results())
    def test_any_result_is_written_or_refused_whole(
        self, tmp_path_factory: pytest.TempPathFactory, form: str, result: Result
    ) -> None:
        needs(form)
        path = tmp_path_factory.mktemp("any") / RESUMED[form]
        with open_output(path, form) as output, suppress(FormatError):
            r, document = result, parse(result.text)
            whole = Parsed(r.text, r.attributions, r.speakers, r.quotes, r.meta, document=document)
            output.write(Item("k:1", result.text, "own"), whole if output.parses else result)
        with open_output(path, form, resume=True) as output:
            assert output.done <= {"k:1"}
            # files of UTF-8 hold no surrogates; our JSON no two of one id
            if form not in ("brat", "jsonl", "conllu"):
                assert output.done


class TestEndings:
    @pytest.mark.parametrize(
        ("name", "form"),
        [
            ("a.jsonl", "jsonl"),
            ("a.NDJSON", "jsonl"),
            ("a.csv", "csv"),
            ("a.pq", "parquet"),
            ("a.conllu", "conllu"),
            ("a.htm", "html"),
        ],
    )
    def test_tell_the_format(self, name: str, form: str) -> None:
        assert format_for(Path(name)) == form

    def test_that_tell_none(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError, match="tells no format; name one of table, json, jsonl"):
            run(ITEMS, tmp_path / "folder")


class TestGoingOn:
    @each
    def test_a_finished_run_is_left_as_it_is(self, tmp_path: Path, form: str) -> None:
        needs(form)
        path = tmp_path / RESUMED[form]
        run(ITEMS, path, form=form)
        before = files(path)
        with pytest.raises(SettingsError, match="exists; resume it"):
            run(ITEMS, path, form=form)
        again = run(ITEMS, path, form=form, resume=True)
        assert (again.written, again.skipped) == (0, len(ITEMS))
        assert files(path) == before

    @each
    def test_in_two_halves(self, tmp_path: Path, form: str) -> None:
        needs(form)
        path, whole = tmp_path / RESUMED[form], tmp_path / "whole" / RESUMED[form]
        whole.parent.mkdir()
        run(ITEMS, whole, form=form)
        bad = [*ITEMS[:2], Item("gone.txt", error="No such file"), *ITEMS[2:]]
        assert run(bad, path, form=form, on_error="stop", batch_size=1).stopped
        assert json.loads(failures_of(path).read_text("utf8"))["input"] == "gone.txt"
        assert run(ITEMS, path, form=form, resume=True).skipped == 2
        assert not failures_of(path).exists()
        if form == "parquet":
            assert rows(path) == rows(whole)
        else:
            assert files(path) == files(whole)

    def test_conllu_that_was_cut_anywhere(self, tmp_path: Path) -> None:
        path = tmp_path / "out.conllu"
        run(ITEMS, path)
        data = path.read_bytes()
        starts = [m.start() for m in re.finditer(b"# newdoc", data)]
        for cut in range(0, len(data), 7):
            path.write_bytes(data[:cut])
            with open_output(path, "conllu", resume=True) as output:
                held = [
                    item.key for item, end in zip(ITEMS, [*starts[1:], len(data)], strict=True) if end <= cut
                ]
                assert output.done == set(held)
            assert path.stat().st_size == [*starts, len(data)][len(held)]

    @pytest.mark.parametrize("name", ["out.csv", "out.json", "page.html"])
    def test_what_cannot_says_so(self, tmp_path: Path, name: str) -> None:
        run(ITEMS[:1], tmp_path / name)
        with pytest.raises(
            SettingsError, match=r"cannot be resumed; these can: jsonl, parquet, brat, conllu, html"
        ):
            run(ITEMS, tmp_path / name, resume=True)

    @each
    def test_something_else_is_there(self, tmp_path: Path, form: str) -> None:
        needs(form)
        path = tmp_path / RESUMED[form]
        if form in ("brat", "html"):
            path.mkdir()
        other = path / "my.txt" if path.is_dir() else path
        other.write_text('{"my": "file"}\n')
        with pytest.raises(InputError, match="earlier run"):
            run(ITEMS, path, form=form, resume=True)
        assert other.read_text() == '{"my": "file"}\n'

    def test_parts_of_an_earlier_run_are_not_overwritten(self, tmp_path: Path) -> None:
        needs("parquet")
        (tmp_path / "out.parquet.parts").mkdir()
        with pytest.raises(SettingsError, match=r"out\.parquet\.parts exists: an earlier run did not end"):
            run(ITEMS, tmp_path / "out.parquet")


WORKER = """
import hashlib, sys, threading, time
from pathlib import Path
from attrib import batch, parallel
from attrib.inputs import Item
from attrib.document import Document, Sentence, Token
from attrib.model import Attribution, Form, Passage, Result
from attrib.outputs import parquet
from attrib.spans import Span

class Slow:
    annotator = property(lambda self: self)

    def annotate(self, texts):
        return [Document(t, (Token(t, "_", "X", "", -1, "root", 0, len(t), 0),), (Sentence(0, 1),)) for t in texts]

    def pipe_from(self, documents, batch_size):
        return self.pipe([d.text for d in documents], batch_size)

    def pipe(self, texts, batch_size):
        for text in texts:
            time.sleep(float(sys.argv[1]))
            yield Result(text, (Attribution("A1", Form.DIRECT, Passage.of(text, (Span(7, 99),)), None, None),))

def digits(n):
    return "".join(hashlib.sha256(b"%d" % i).hexdigest() for i in range(n))

def write(form, path):
    try:
        print(form, batch.run(items, Path(path), form=form, resume=True, batch_size=2))
    except OSError as error:
        print(form, error, file=sys.stderr)

parallel.load = lambda language, **settings: Slow()
parquet.DOCUMENTS = 3
items = [Item(f"{i}", f"Ann {i}: {digits(3 + i)}") for i in range(40)]
threads = [threading.Thread(target=write, args=pair) for pair in zip(sys.argv[2::2], sys.argv[3::2])]
for thread in threads:
    thread.start()
for thread in threads:  # a program that ends cannot import any more, and pyarrow imports pandas when it needs it
    thread.join()
"""
"""Writes forty documents to every output at once, each in its own thread, going on with what is there."""


def worker(folder: Path, forms: list[str], pause: float = 0) -> list[str]:
    outputs = [word for form in forms for word in (form, str(folder / RESUMED[form]))]
    return [sys.executable, "-c", WORKER, str(pause), *outputs]


def size(path: Path) -> int:
    """Bytes of an output and what is in the making beside it."""
    there = [path, path.with_name(path.name + ".parts")]
    total = 0
    for p in (p for top in there for p in ([top] if top.is_file() else top.rglob("*"))):
        with suppress(OSError):
            total += p.stat().st_size
    return total


def resumable() -> list[str]:
    return [form for form in RESUMED if form != "parquet" or find_spec("pyarrow")]


def inputs(path: Path, form: str) -> list[str]:
    """The documents that a reader finds, in order."""
    match form:
        case "jsonl":
            return [json.loads(x)["meta"]["input"] for x in path.read_text("utf8").splitlines()]
        case "webannotation":
            return [json.loads(x)["label"] for x in path.read_text("utf8").splitlines()]
        case "schemaorg":
            return [json.loads(x)["@graph"][0]["identifier"] for x in path.read_text("utf8").splitlines()]
        case "conllu":
            with path.open(encoding="utf8", newline="\n") as lines:
                return [result.meta["input"] for result, _ in from_conllu(lines)]
        case "parquet":
            return [row["input"] for row in rows(path)]
        case _:
            listed = [json.loads(x) for x in (path / INDEX).read_text("utf8").splitlines()]
            ending = "ann" if form == "brat" else "html"
            assert {f"{x['name']}.{ending}" for x in listed} == {p.name for p in path.glob(f"*.{ending}")}
            return [x["input"] for x in listed]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL and no file systems of our own")
class TestAccidents:
    def test_killed_again_and_again(self, tmp_path: Path) -> None:
        forms = resumable()
        for _ in range(2):
            process = subprocess.Popen(worker(tmp_path, forms, 0.05), stdout=subprocess.DEVNULL)
            wanted = {form: size(tmp_path / RESUMED[form]) + 3000 for form in forms}
            while process.poll() is None and any(size(tmp_path / RESUMED[f]) < n for f, n in wanted.items()):
                time.sleep(0.01)
            assert process.poll() is None
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        done = subprocess.run(worker(tmp_path, forms), capture_output=True, text=True, check=True)
        assert done.stdout.count("failed=0, stopped=False") == len(forms)
        assert "skipped=0" not in done.stdout
        assert done.stderr == ""
        for form in forms:
            assert inputs(tmp_path / RESUMED[form], form) == [str(i) for i in range(40)], form

    def test_a_disk_that_is_full(self, tmp_path: Path) -> None:
        """A file system of its own, where that is allowed; its space is freed and the run resumed."""
        if not shutil.which("unshare") or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
            pytest.skip("no file systems of our own")
        forms = resumable()
        disk = tmp_path / "disk"
        disk.mkdir()
        script = f"""
            mount -t tmpfs -o size=1m tmpfs {disk} || exit 3
            dd if=/dev/zero of={disk}/ballast bs=1024 count=1000 2>/dev/null
            {shlex.join(worker(disk, forms))} >{tmp_path}/out 2>{tmp_path}/err
            rm {disk}/ballast
            mount -o remount,size=20m {disk}
            {shlex.join(worker(disk, forms))} && cp -r {disk}/. {tmp_path}
        """
        done = subprocess.run(
            ["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, check=False
        )
        if done.returncode == 3:
            pytest.skip("no file systems of our own")
        assert (tmp_path / "out").read_text() == ""
        failures = (tmp_path / "err").read_text()
        assert failures.count("No space left on device") == len(forms), failures
        assert done.stdout.count("failed=0, stopped=False") == len(forms), done.stderr
        for form in forms:
            assert inputs(tmp_path / RESUMED[form], form) == [str(i) for i in range(40)], form


class TestParquetIn:
    @pytest.fixture
    def write(self, tmp_path: Path) -> Callable[..., Path]:
        pa = pytest.importorskip("pyarrow")
        pq = pytest.importorskip("pyarrow.parquet")

        def write(table: Any, **options: Any) -> Path:
            path = tmp_path / "in.parquet"
            pq.write_table(pa.table(table) if isinstance(table, dict) else table, path, **options)
            return path

        return write

    def test_rows(self, write: Callable[..., Path]) -> None:
        path = write({"body": ["a", None, "ü"], "url": [1, 2, None], "more": [[1], [2], [3]]})
        assert list(read_items([str(path)], "body", "url")) == [
            Item(f"{path}:1", "a", "1"),
            Item(f"{path}:2", id="2", error="column 'body' is no string"),
            Item(f"{path}:3", "ü"),
        ]

    def test_other_kinds_of_strings(self, write: Callable[..., Path]) -> None:
        import pyarrow as pa

        for kind in (pa.large_string(), pa.dictionary(pa.int32(), pa.string()), pa.string_view()):
            path = write(pa.table({"text": pa.array(["a", "b"]).cast(kind)}))
            assert [i.text for i in read_items([str(path)])] == ["a", "b"]
        path = write({"text": [1, 2]})
        assert [i.error for i in read_items([str(path)])] == ["column 'text' is no string"] * 2

    def test_bytes_that_are_not_utf8(self, write: Callable[..., Path]) -> None:
        import pyarrow as pa

        bad = pa.Array.from_buffers(pa.string(), 2, pa.array([b"ok", b"\xff\xfe"]).buffers())
        items = list(read_items([str(write(pa.table({"text": bad})))]))
        assert [(i.text, i.error) for i in items] == [("ok", None), ("", "column 'text' is no string")]

    def test_a_column_that_is_missing_and_a_file_that_is_damaged(
        self, write: Callable[..., Path], tmp_path: Path
    ) -> None:
        path = write({"a": ["x"], "b": ["y"]})
        (item,) = read_items([str(path)])
        assert item.error == "column 'text' is missing; there is: a, b"
        path.write_bytes(b"PAR1 nothing PAR1")
        (item,) = read_items([str(path)])
        assert "no Parquet file" in (item.error or "")
        (item,) = read_items([str(tmp_path / "none.parquet")])
        assert "No such file" in (item.error or "")
        with pytest.raises(SettingsError, match="standard input"):
            list(read_items(["-"], kind="parquet"))

    def test_damage_in_the_middle_is_told_after_the_rows_before_it(self, write: Callable[..., Path]) -> None:
        path = write({"text": [f"{i} " * 99 for i in range(2000)]}, row_group_size=100, compression="snappy")
        data = bytearray(path.read_bytes())
        middle = len(data) // 2
        data[middle : middle + 2000] = b"\xff" * 2000
        path.write_bytes(data)
        items = list(read_items([str(path)]))
        assert 200 < len(items) < 2000
        assert all(i.error is None for i in items[:-1])
        assert "damaged" in (items[-1].error or "")

    def test_only_a_few_rows_are_held(self, write: Callable[..., Path]) -> None:
        import pyarrow as pa

        path = write({"text": ["x" * 10_000] * 5000}, row_group_size=5000, use_dictionary=False)
        before = pa.total_allocated_bytes()
        most = 0
        for n, item in enumerate(read_items([str(path)])):
            most = max(most, pa.total_allocated_bytes() - before) if n % 100 == 0 else most
            assert len(item.text) == 10_000
        assert most < 25_000_000  # half of the texts

    def test_a_long_file_is_written_in_parts(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        needs("parquet")
        import pyarrow.parquet as pq

        monkeypatch.setattr(parquet, "ROWS", 10)
        items = [Item(str(i), f"Ann: {i}") for i in range(25)]
        seen = []
        parts = tmp_path / "out.parquet.parts"
        run(
            items,
            tmp_path / "out.parquet",
            batch_size=1,
            progress=lambda n, _: seen.append(len([*parts.glob("*.parquet")])),
        )
        assert seen[-1] == 8
        assert not parts.exists()
        file = pq.ParquetFile(tmp_path / "out.parquet")
        assert [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)] == [3] * 8 + [1]
        assert [row["content"] for row in rows(tmp_path / "out.parquet")] == [str(i) for i in range(25)]

    def test_without_pyarrow(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "pyarrow", None)
        monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
        with pytest.raises(SettingsError, match=r"pip install 'attrib\[parquet\]'"):
            run(ITEMS, tmp_path / "out.parquet")
        with pytest.raises(SettingsError, match=r"pip install 'attrib\[parquet\]'"):
            list(read_items(["x.parquet"]))


def test_an_error_of_the_disk_ends_the_run_and_is_not_taken_for_a_bad_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        run(ITEMS, tmp_path / "out", form="brat")
    monkeypatch.undo()


def test_every_format_is_described_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    from attrib.cli.extract import EPILOG

    listed = EPILOG.partition("formats:\n")[2].partition("\n\n")[0]
    names = [name for line in listed.splitlines() for name in line[2:17].replace(",", " ").split()]
    assert sorted(names) == sorted(FORMATS)
