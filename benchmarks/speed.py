"""Speed over a corpus: ``python benchmarks/speed.py --texts FILE.jsonl [--beside load.py] [--lengths]``.

Prints words (stretches between white space) per second of the whole library, in one process and on one core, the share of each
part of it, and with ``--beside`` the ratio to a Stanza pipeline: a Python file whose ``build(**options)`` gives it. The two take
turns, so that both see the same machine; figures are medians. ``--lengths`` reads one text of 100 to 1,000,000 words each and
adds time per word and memory.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import attrib
from attrib.collector import paused

ROUNDS = 15
"""Texts of a length that are read one by one; their median counts."""
LENGTHS = (100, 1_000, 10_000, 100_000, 1_000_000)
BATCH = 64


def read(path: Path) -> list[str]:
    with path.open(encoding="utf8") as rows:
        return [json.loads(row)["text"] for row in rows]


def words(texts: Sequence[str]) -> int:
    return sum(len(t.split()) for t in texts)


def timed(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def parts(extractor: attrib.Extractor, texts: Sequence[str]) -> dict[str, float]:
    """Seconds in the annotator, the tagger and the stages, batch by batch as ``pipe`` works."""
    out = {"annotator": 0.0, "tagger": 0.0, "stages": 0.0}
    for at in range(0, len(texts), BATCH):
        clock = [time.perf_counter()]
        with paused():
            documents = list(extractor.annotator.annotate(texts[at : at + BATCH]))
            clock.append(time.perf_counter())
            tagged = extractor._tagged(documents)
            clock.append(time.perf_counter())
            for document, drafts in zip(documents, tagged, strict=True):
                extractor._result(document, drafts)
            del documents, document
        clock.append(time.perf_counter())
        for name, begin, end in zip(out, clock, clock[1:], strict=False):
            out[name] += end - begin
    return out


def pipeline_of(path: Path) -> Any:
    """The Stanza pipeline that ``build`` in a Python file gives, with its fast paths on where it has such."""
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location("beside", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.build(fast_patch=True, tokenize_with_rules=True)


def report(texts: Sequence[str], rounds: int, beside: Path | None) -> None:
    extractor = attrib.load("en")
    extractor(texts[0])
    other = pipeline_of(beside) if beside else None
    n = words(texts)
    whole, split, others = [], [], []
    for _ in range(rounds):
        whole.append(timed(lambda: list(extractor.pipe(texts, batch_size=BATCH))))
        split.append(parts(extractor, texts))
        if other is not None:
            others.append(timed(lambda: other.bulk_process(list(texts))))
    print(f"{len(texts)} texts, {n} words, medians of {rounds}")
    print(f"whole      {n / median(whole):8,.0f} words/s")
    for name in split[0]:
        share = median(s[name] / sum(s.values()) for s in split)
        print(f"{name:10s} {n / median(s[name] for s in split):8,.0f} words/s  {share:.1%} of the time")
    if others:
        ratio = median(o / w for o, w in zip(others, whole, strict=True))
        print(f"beside     {n / median(others):8,.0f} words/s  attrib is {ratio:.2f} times as fast")


def by_length(texts: Sequence[str]) -> None:
    """Time per word of texts of each length, one a call and many handed to ``pipe`` together, and the most memory so far."""
    extractor = attrib.load("en")
    extractor(texts[0])
    print(f"resident after loading {rss():,.0f} MB")
    pool = "\n\n".join(texts).split(" ")
    for n in LENGTHS:
        cut = [" ".join(pool[at : at + n]) for at in range(0, min(len(pool), BATCH * n) - n, n)]
        cut = cut or [" ".join((pool * (n // len(pool) + 1))[:n])]
        alone = median(per_word(lambda text=text: extractor(text), [text]) for text in cut[:ROUNDS])
        piped = (
            per_word(lambda cut=cut: list(extractor.pipe(cut, batch_size=BATCH)), cut)
            if len(cut) > 1
            else alone
        )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{n:9,d} words  {alone:6.0f} µs a word alone  {piped:6.0f} by pipe  peak {peak:,.0f} MB",
            flush=True,
        )


def per_word(job: Callable[[], object], texts: Sequence[str]) -> float:
    """Microseconds that a job takes for each word of the texts that it reads."""
    return timed(job) / words(texts) * 1e6


def rss() -> float:
    """Resident memory in MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, required=True, help="JSON Lines with a text in each row")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--beside", type=Path, help="Python file whose build() gives a Stanza pipeline")
    parser.add_argument("--lengths", action="store_true", help="also time and memory by length of the text")
    args = parser.parse_args(argv)
    texts = read(args.texts)
    report(texts, args.rounds, args.beside)
    if args.lengths:
        by_length(texts)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
