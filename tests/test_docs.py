"""What the documents say comes out, comes out."""

from __future__ import annotations

from pathlib import Path

import pytest

import attrib

ROOT = Path(__file__).parent.parent
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


@pytest.mark.engine
def test_the_first_screen_of_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf8")
    code = readme.split("```python\n", 1)[1].split("```", 1)[0]
    output = readme.split("```\n\n```\n", 1)[1].split("```", 1)[0]
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out == output
