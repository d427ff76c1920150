"""No regular expression runs away: each reads every adversarial input in time that grows with its length.

All patterns of the package are found by looking for them, so a new one cannot be forgotten. They run in a process of their own
whose processor time is bounded by the system: a pattern that backtracks over 100,000 code points would need hours.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
import regex

import attrib

PIECES = (
    "“", "”", "'", '"', "''", "``", "’", "«", "»", "„", ",,", "‘a", "a’", "’s ", '"s', "in' ", "s' ", "1'", "5'6\" ",
    ".", ". ", "...", "A.", "A. ", "a.b", "Mr. ", "-", "--", "—", "a-", "1,", "1,0", "$", "@a", "a@b.", "http://a/",
    "a", "A", "é", "a ", "A ", "Aa ", " ", "\n", "\n\n", " \n", "\t", ":", "A: ", "that ", "without ",
    "no evidence ", "it is ", "not ", "(", ")", "[", "*", "_", "👩\u200d", "\u0301", "\ud800", "1", "1.", "'1", "`", "´",
)  # fmt: skip
SIZE = 100_000
SECONDS = 120


def patterns() -> Iterator[tuple[str, re.Pattern[str] | regex.Pattern[str]]]:
    for module in pkgutil.walk_packages(attrib.__path__, "attrib."):
        if module.name.startswith(("attrib.train", "attrib.__main__", "attrib.integrations")):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern | regex.Pattern):
                yield f"{module.name}.{name}", value


def read_all() -> None:
    """What the process of its own does."""
    for name, pattern in patterns():
        for piece in PIECES:
            for text in (piece * (SIZE // len(piece)), "a" + piece * (SIZE // len(piece)) + "!"):
                sum(1 for _ in pattern.finditer(text))
        print(name, flush=True)


@pytest.mark.skipif(sys.platform == "win32", reason="no RLIMIT_CPU")
@pytest.mark.engine
def test_every_pattern_reads_adversarial_text() -> None:
    import resource

    done = subprocess.run(
        [sys.executable, "-c", "import sys; sys.path.insert(0, sys.argv[1]); import test_patterns; test_patterns.read_all()",
         str(__import__("pathlib").Path(__file__).parent)],
        capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS)),
    )  # fmt: skip
    names = done.stdout.split()
    assert done.returncode == 0, f"after {names[-1:]}: {done.stderr[-500:]}"
    assert len(names) > 20
