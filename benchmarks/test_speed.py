"""Speed and memory: ``pytest benchmarks``. The figures stand at the end of the output, in words per second.

Words are stretches between white space. Each stage is timed alone on what the stages before it found.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import pytest
from attrs import frozen

import attrib
from attrib.assemble import Parts, assemble
from attrib.document import Document
from attrib.model import Act
from attrib.stages.combine import combine
from attrib.stages.contents import find_contents
from attrib.stages.coreference import resolve
from attrib.stages.cues import find_cues
from attrib.stages.mentions import find_mentions
from attrib.stages.nesting import nest
from attrib.stages.quotes import find_quotes
from attrib.stages.sources import find_sources
from attrib.stages.speakers import resolve_speakers
from attrib.stages.stance import judge

TEXT = (Path(__file__).parent.parent / "examples" / "article.txt").read_text(encoding="utf8")
WORDS = len(TEXT.split())
COPIES = 8
STAGES = (
    "tagger", "quotes", "cues", "contents", "sources", "combine",
    "mentions", "coreference", "speakers", "stance", "nesting", "assemble",
)  # fmt: skip

Report = Callable[[str, str], None]


@pytest.fixture(scope="module")
def extractor() -> attrib.Extractor:
    extractor = attrib.load("en")
    extractor(TEXT)
    return extractor


@pytest.fixture(scope="module")
def document(extractor: attrib.Extractor) -> Document:
    return next(iter(extractor.annotator.annotate([TEXT])))


@frozen
class Jobs:
    """One call without arguments for each stage."""

    by_name: dict[str, Callable[[], object]]


@pytest.fixture(scope="module")
def jobs(extractor: attrib.Extractor, document: Document) -> Jobs:
    words, tagger = extractor.lexicons, extractor.tagger
    assert tagger is not None
    quotes = find_quotes(TEXT)
    cues = find_cues(document, quotes, words.cues, alone=False)
    contents = find_contents(document, quotes, cues)
    ruled, tagged = find_sources(document, quotes, contents), tagger([document])[0]
    drafts = combine(document, quotes, tagged, ruled)
    mentions = find_mentions(document, words.people)
    chains = resolve(document, quotes, mentions, drafts, words.people)
    speakers = resolve_speakers(document, quotes, chains, drafts, words.people)
    judgements = tuple(judge(document, quotes, d, words.stance) for d in drafts)
    spans = [document.span(d.cue.tokens[0], d.cue.tokens[-1] + 1) if d.cue else None for d in drafts]
    parts = Parts(document, quotes, drafts, chains, speakers, judgements, nest(drafts, spans))
    return Jobs(
        {
            "tagger": lambda: tagger([document]),
            "quotes": lambda: find_quotes(TEXT),
            "cues": lambda: find_cues(document, quotes, words.cues, alone=False),
            "contents": lambda: find_contents(document, quotes, cues),
            "sources": lambda: find_sources(document, quotes, contents),
            "combine": lambda: combine(document, quotes, tagged, ruled),
            "mentions": lambda: find_mentions(document, words.people),
            "coreference": lambda: resolve(document, quotes, mentions, drafts, words.people),
            "speakers": lambda: resolve_speakers(document, quotes, chains, drafts, words.people),
            "stance": lambda: [judge(document, quotes, d, words.stance) for d in drafts],
            "nesting": lambda: nest(drafts, spans),
            "assemble": lambda: assemble(parts, min_confidence=0.0, kinds=frozenset(Act), meta={}),
        }
    )


def _speed(benchmark, report: Report, name: str, words: int) -> None:
    figure = words / benchmark.stats.stats.median
    benchmark.extra_info["words_per_second"] = round(figure)
    report(name, f"{figure:,.0f} words/s")


def test_whole_one_article(benchmark, extractor: attrib.Extractor, report: Report) -> None:
    benchmark.pedantic(extractor, (TEXT,), rounds=5, warmup_rounds=1)
    _speed(benchmark, report, "whole, one article", WORDS)


def test_whole_batch(benchmark, extractor: attrib.Extractor, report: Report) -> None:
    benchmark.pedantic(lambda: list(extractor.pipe([TEXT] * COPIES)), rounds=3)
    _speed(benchmark, report, f"whole, batch of {COPIES}", WORDS * COPIES)


def test_annotator(benchmark, extractor: attrib.Extractor, report: Report) -> None:
    benchmark.pedantic(lambda: list(extractor.annotator.annotate([TEXT] * COPIES)), rounds=3)
    _speed(benchmark, report, f"annotator, batch of {COPIES}", WORDS * COPIES)


def test_after_the_annotator(
    benchmark, extractor: attrib.Extractor, document: Document, report: Report
) -> None:
    benchmark.pedantic(extractor.extract_from, (document,), rounds=5, warmup_rounds=1)
    _speed(benchmark, report, "all after the annotator", WORDS)


@pytest.mark.parametrize("stage", STAGES)
def test_stage(benchmark, jobs: Jobs, report: Report, stage: str) -> None:
    benchmark.pedantic(jobs.by_name[stage], rounds=5, warmup_rounds=1)
    _speed(benchmark, report, f"stage {stage}", WORDS)


def _seconds(code: str, rounds: int) -> float:
    """Median wall time of a fresh interpreter that runs ``code``."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - start)
    return median(taken)


def test_import_time(report: Report) -> None:
    milliseconds = 1000 * (_seconds("import attrib", 7) - _seconds("pass", 7))
    report("import attrib", f"{milliseconds:.0f} ms")


def test_cold_start(report: Report) -> None:
    seconds = _seconds("import attrib; attrib.extract('“It works,” said Ada Byron.')", 3)
    report("first result, fresh process", f"{seconds:.2f} s")


def _peak(statements: Sequence[str]) -> int:
    """Peak resident memory of a fresh interpreter, in MiB."""
    code = ["import resource", *statements, "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"]
    done = subprocess.run([sys.executable, "-c", "\n".join(code)], check=True, capture_output=True, text=True)
    unit = 1 if sys.platform == "darwin" else 1024
    return int(done.stdout) * unit // 2**20


@pytest.mark.skipif(sys.platform == "win32", reason="the resource module is for Unix")
def test_memory(report: Report) -> None:
    report("peak memory, import torch", f"{_peak(['import torch'])} MiB")
    run = f"import attrib; list(attrib.load('en').pipe([{TEXT!r}] * {COPIES}))"
    report(f"peak memory, batch of {COPIES}", f"{_peak([run])} MiB")
