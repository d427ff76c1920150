"""The examples run as they are."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import attrib

EXAMPLES = Path(__file__).parent.parent / "examples"
SCRIPTS = sorted(p.name for p in EXAMPLES.glob("*.py"))


def run(name: str, *arguments: str) -> str:
    command = [sys.executable, str(EXAMPLES / name), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf8", check=True, timeout=600)
    return done.stdout


def test_all_scripts_are_tried() -> None:
    on_ray = {"ray_corpus"}  # tried where Ray is
    assert {f"{name}.py" for name in {*EXPECTED, *on_ray}} == set(SCRIPTS)


EXPECTED = {
    "extract_file": "Okafor | told |",
    "group_by_speaker": "Teresa Okafor (person)",
    "stream": '"schema":"1"',
    "evidence": "speaker",
    "other_annotator": "Lina Maris | said | “It is unbearable,”",
}


@pytest.mark.parametrize(
    "name", [n if n == "other_annotator" else pytest.param(n, marks=pytest.mark.engine) for n in EXPECTED]
)
def test_script(name: str) -> None:
    out = run(f"{name}.py")
    assert EXPECTED[name] in out


@pytest.mark.engine
def test_the_stream_reads_back() -> None:
    results = [attrib.Result.from_dict(json.loads(line)) for line in run("stream.py").splitlines()]
    article = (EXAMPLES / "article.txt").read_text(encoding="utf8")
    assert [r.text for r in results] == article.split("\n\n")
    assert sum(map(len, results)) > 10


def test_the_frozen_parse_belongs_to_the_article() -> None:
    article = (EXAMPLES / "article.txt").read_text(encoding="utf8")
    with (EXAMPLES / "article.conllu").open(encoding="utf8") as lines:
        document = attrib.read_conllu(article, lines)
    assert "".join(t.text for t in document.tokens) == "".join(article.split())
    assert 300 <= len(article.split()) <= 450
