"""What the documents say comes out, comes out.

Every ``python`` block of the README and of the pages under ``docs/`` runs, a page's blocks one after the other in one namespace.
Where a plain block follows directly, it is what the code prints, to the letter. In ``console`` blocks the lines after ``$``
are commands, and the others what they print; commands of ``sh`` blocks only have to succeed. ``python no-run`` is for what a
test cannot have. Pages whose extra is not installed are skipped.

After a change of the output, ``ATTRIB_UPDATE_DOCS=1 pytest tests/test_docs.py`` writes what comes out into the pages.
"""

from __future__ import annotations

import ast
import functools
import json
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

import pytest
from attrs import frozen

import attrib
from attrib import parallel
from attrib.annotate.stanza import StanzaAnnotator
from attrib.cli import main
from attrib.scoring import store

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TELL = "; echo $?"
FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@frozen
class Block:
    """A fenced block, with the plain one that follows it directly, if any."""

    info: str
    body: str
    output: str | None
    line: int


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf8")
    found = list(FENCE.finditer(text))
    out = []
    for i, match in enumerate(found):
        after = found[i + 1] if i + 1 < len(found) else None
        follows = after is not None and not after[1] and not text[match.end() : after.start()].strip()
        output = after[2] if after is not None and follows else None
        out.append(Block(match[1].strip(), match[2], output, text.count("\n", 0, match.start()) + 1))
    return out


def missing(page: Path) -> list[str]:
    """What the page's code imports and is not installed."""
    names = set()
    for block in blocks(page):
        if block.info == "python":
            for node in ast.walk(ast.parse(block.body)):
                if isinstance(node, ast.Import):
                    names.update(a.name.partition(".")[0] for a in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module:
                    names.add(node.module.partition(".")[0])
    return sorted(n for n in names if find_spec(n) is None)


@pytest.fixture(scope="module")
def engine() -> Iterator[None]:
    """The embedded models are loaded once for all pages, however often these call ``attrib.load``.

    Workers are threads of this process for the same reason; ``test_parallel`` and ``test_batch`` start real ones.
    """
    with pytest.MonkeyPatch.context() as patch:
        build = StanzaAnnotator._embedded
        pipeline = functools.cache(lambda: build(StanzaAnnotator()))
        patch.setattr(StanzaAnnotator, "_embedded", lambda self: pipeline())
        patch.setattr(store, "load", functools.cache(store.load))  # not the network: a page trains one
        patch.setattr(parallel, "ProcessPoolExecutor", lambda n, mp_context, **k: ThreadPoolExecutor(n, **k))
        yield


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the pages name, as the working directory."""
    article = (ROOT / "examples/article.txt").read_text(encoding="utf8")
    (tmp_path / "article.txt").write_text(article, encoding="utf8")
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (tmp_path / "news").mkdir()
    for i, paragraph in enumerate(article.split("\n\n")[2:5], 1):
        (tmp_path / "news" / f"{i}.txt").write_text(paragraph, encoding="utf8")
    with (tmp_path / "archive.jsonl").open("w", encoding="utf8") as rows:
        for i, paragraph in enumerate(article.split("\n\n"), 1):
            rows.write(json.dumps({"id": f"p{i}", "body": paragraph}) + "\n")
    gold = {"source": [[34, 47]], "cue": [[29, 33]], "content": [[0, 28]]}
    text = "“The pumps were never late,” said Martin Brandt."
    row = {"id": "pumps", "text": text, "attributions": [gold]}
    (tmp_path / "gold.jsonl").write_text(json.dumps(row) + "\n", encoding="utf8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr("webbrowser.open", lambda url: True)
    return tmp_path


def run_python(block: Block, page: Path, names: dict[str, object]) -> None:
    code = ast.parse("\n" * block.line + block.body, str(page))
    exec(compile(code, str(page), "exec"), names)


def run_command(command: str) -> int:
    """Run a command line of attrib's own in this process, with ``< FILE`` and in ``eval "$(…)"``."""
    if command.startswith('eval "$('):
        command = command.removeprefix('eval "$(').removesuffix(')"')
    words = shlex.split(command, comments=True)
    if words[:3] == ["python", "-m", "attrib"]:
        words = words[2:]
    assert words[0] in ("attrib", "who-said"), f"not a command of attrib: {command}"
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        if "<" in words:
            *words, _, name = words
            file = stack.enter_context(open(name, encoding="utf8"))
            patch.setattr("sys.stdin", file)
        try:
            return main(words[1:])
        except SystemExit as end:
            return int(end.code or 0)


def run_commands(block: Block, capsys: pytest.CaptureFixture[str]) -> str:
    """The block as it should be: each command with what it printed, and its exit code where ``; echo $?`` asks for that."""
    out = ""
    for command in re.findall(
        r"^\$ (.*)$" if block.info == "console" else r"^(.*\S.*)$", block.body, re.MULTILINE
    ):
        told = command.endswith(TELL)
        code = run_command(command.removesuffix(TELL))
        assert told or code == 0, command
        shown = capsys.readouterr()
        out += f"$ {command}\n{shown.out}{shown.err}" + (f"{code}\n" if told else "")
    return out


def differs(page: Path, block: Block, printed: str) -> None:
    """Complain, or write what came out into the page."""
    if not os.environ.get("ATTRIB_UPDATE_DOCS"):
        wanted = block.body if block.info == "console" else block.output or ""
        assert printed == wanted, f"{page.name}, line {block.line}"
    text = page.read_text(encoding="utf8")
    old = f"```{block.info}\n{block.body}```\n"
    assert text.count(old) == 1
    if block.info == "console":
        text = text.replace(old, f"```console\n{printed}```\n")
    else:
        shown = "" if block.output is None else f"\n```\n{block.output}```\n"
        text = text.replace(old + shown, f"{old}\n```\n{printed}```\n")
    page.write_text(text, encoding="utf8")


@pytest.mark.engine
@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_page(page: Path, desk: Path, engine: None, capsys: pytest.CaptureFixture[str]) -> None:
    if lacking := missing(page):
        pytest.skip(f"not installed: {', '.join(lacking)}")
    names: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(page):
        if block.info == "python":
            run_python(block, page, names)
            printed = capsys.readouterr().out
            if printed != (block.output or ""):
                differs(page, block, printed)
        elif block.info in ("console", "sh"):
            shown = run_commands(block, capsys)
            if block.info == "console" and shown != block.body:
                differs(page, block, shown)


def test_every_block_is_of_a_kind_that_is_known() -> None:
    kinds = {"", "python", "python no-run", "console", "sh", "toml", "json"}
    odd = [
        (page.name, b.info)
        for page in PAGES
        for b in blocks(page)
        if b.info not in kinds and not b.info.startswith("{")
    ]
    assert odd == []


STANCE = [
    (row[1], row[2].replace("**", ""))
    for row in re.finditer(
        r"^\| `([A-Z]+)` \|.*\| (.*) \|$", (ROOT / "docs/stance.md").read_text(encoding="utf8"), re.M
    )
]


def test_all_values_have_an_example() -> None:
    values = [v for kind in (attrib.Act, attrib.Polarity, attrib.Certainty, attrib.Endorsement) for v in kind]
    assert [value for value, _ in STANCE] == values


@pytest.mark.engine
@pytest.mark.parametrize(("value", "example"), STANCE)
def test_examples_of_stance(value: str, example: str) -> None:
    found = [a.stance for a in attrib.extract(example)]
    assert found
    assert all(value in (s.act, s.polarity, s.certainty, s.endorsement) for s in found)


CONVENTIONS = [
    [cell.strip() for cell in line.strip("|\n").split("|")][1:]
    for line in (ROOT / "docs/spans.md").read_text(encoding="utf8").splitlines()
    if line[:3].strip("| ").isdigit()
]


def shown(text: str, a: attrib.Attribution) -> str:
    content = " … ".join(text[s.start_char : s.end_char] for s in a.content.spans)
    return " · ".join([a.source.text if a.source else "–", a.cue.text if a.cue else "–", content])


def test_the_table_is_read() -> None:
    assert len(CONVENTIONS) == 10


@pytest.mark.engine
@pytest.mark.parametrize(("rule", "text", "output"), CONVENTIONS)
def test_conventions_of_spans(rule: str, text: str, output: str) -> None:
    found = [shown(text, a) for a in attrib.extract(text) if a.parent is None]
    assert found == ([] if output == "nothing" else [output]), rule
