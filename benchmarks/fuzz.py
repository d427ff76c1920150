"""Damages texts and checks what comes out: ``python benchmarks/fuzz.py FILE... [--count N] [--whole] [--again]``.

FILE is plain text, or JSON Lines with a ``text`` a line. Each input is a piece of a text, cut anywhere, with marks dropped,
doubled and swapped and with control, bidirectional, combining and astral characters, HTML and CR LF thrown in. Of every result
``attrib.evaluate.integrity`` must find nothing wrong. With ``--whole`` the texts are run whole, once as they are and once with
characters thrown in. With ``--again`` a second process reads the same inputs, with another hash seed and other batches, and must
give the same JSON. Exit code 1 if anything raised or did not hold.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import attrib
from attrib.evaluate.integrity import problems

MARKS = "“”\"'‘’«»„‹›—–()[]:,.;!?"
ODD = (
    "\r\n", "\r", "\n\n", "\t", "\x00", "\x07", "\x1b[31m", "\x85", "\u2028", "\u2029", "\ufeff", "\u200b", "\u200d",
    "\u202e", "\u200f", "\u2066", "\u2069", "\u00ad", "e\u0301", "n\u0303", "\u0300\u0301\u0302", "👩🏽‍🚀", "🇺🇸", "𝒜",
    "声明", "שלום", "مرحبا", "\ud83d", "\ude00", "<b>", "</p>", "&amp;", "&#8220;", "\u00a0", "ﬁ", "İ", "ẞ",
)  # fmt: skip


PROGRESS = 10_000
"""Inputs between two signs of life."""


def damaged(text: str, rng: random.Random, rate: float = 0.02) -> str:
    """The text with marks dropped, doubled or swapped and odd characters thrown in."""
    out: list[str] = []
    for c in text:
        if c in MARKS and rng.random() < 5 * rate:
            c = rng.choice(("", c + c, rng.choice(MARKS)))
        if rng.random() < rate:
            c += rng.choice(ODD)
        out.append(c)
    return "".join(out)


def pieces(texts: Sequence[str], count: int, size: int, seed: int) -> Iterator[str]:
    """``count`` damaged pieces of at most ``size`` code points."""
    rng = random.Random(seed)
    for _ in range(count):
        text = rng.choice(texts)
        start = rng.randrange(max(1, len(text)))
        yield damaged(text[start : start + rng.randint(0, size)], rng, rng.choice((0.0, 0.01, 0.05, 0.2)))


def whole(texts: Sequence[str], seed: int) -> Iterator[str]:
    """Each text as it is, with CR LF for its line ends, and with odd characters between words."""
    rng = random.Random(seed)
    for text in texts:
        yield text
        crlf = text.replace("\r\n", "\n").replace("\n", "\r\n")
        yield "".join(c + rng.choice(ODD) if c == " " and rng.random() < 0.03 else c for c in crlf)


def read_texts(paths: Sequence[Path]) -> list[str]:
    """Texts of plain and JSON Lines files."""
    out: list[str] = []
    for path in paths:
        raw = path.read_text(encoding="utf8")
        jsonl = path.suffix == ".jsonl"
        out += [json.loads(line)["text"] for line in raw.splitlines()] if jsonl else [raw]
    return out


def checked(
    extractor: attrib.Extractor, inputs: Sequence[str], size: int = 64
) -> Iterator[tuple[str, str, str]]:
    """(input, what is wrong, checksum of its JSON) for each input; nothing is wrong where the second is empty.

    In batches, since that is faster and mixes lengths; one by one where a batch raises, to tell which input it was.
    """
    for start in range(0, len(inputs), size):
        batch = inputs[start : start + size]
        try:
            results = list(extractor.pipe(batch, batch_size=size))
        except Exception:
            yield from (_alone(extractor, text) for text in batch)
            continue
        for text, result in zip(batch, results, strict=True):
            yield text, "; ".join(problems(result)), checksum(result)


def checksum(result: attrib.Result) -> str:
    return hashlib.sha256(result.to_json().encode("utf8", "surrogatepass")).hexdigest()[:16]


def _alone(extractor: attrib.Extractor, text: str) -> tuple[str, str, str]:
    try:
        result = extractor(text)
        return text, "; ".join(problems(result)), checksum(result)
    except Exception:
        return text, traceback.format_exc(), ""


def failures(extractor: attrib.Extractor, inputs: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(input, what is wrong) for each input that raised or whose result does not hold."""
    yield from ((text, wrong) for text, wrong, _ in checked(extractor, inputs) if wrong)


def again(argv: Sequence[str]) -> list[str]:
    """Checksums of a second process that reads the same inputs, with another hash seed and another batch size."""
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    done = subprocess.run(
        [sys.executable, __file__, *argv, "--checksums"],
        env={**os.environ, "PYTHONHASHSEED": seed},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.split()


def report(texts: Iterable[str], wrong: str) -> int:
    """Tell what is wrong with inputs; how many they are."""
    found = [f"{text[:500]!a}\n  {wrong}" for text in texts]
    for line in found:
        print(line, file=sys.stderr, flush=True)
    return len(found)


def compared(extractor: attrib.Extractor, inputs: Sequence[str]) -> tuple[int, list[str]]:
    """How many inputs failed, and the checksums of all."""
    failed, checksums = 0, list[str]()
    for text, wrong, found in checked(extractor, inputs):
        checksums.append(found)
        failed += report([text], wrong) if wrong else 0
        if len(checksums) % PROGRESS == 0:
            print(f"{len(checksums)} of {len(inputs)}, {failed} failed", file=sys.stderr, flush=True)
    return failed, checksums


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--count", type=int, default=1000, help="how many pieces (default: 1000)")
    parser.add_argument("--size", type=int, default=400, help="longest piece in code points (default: 400)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--whole", action="store_true", help="whole texts instead of pieces")
    parser.add_argument("--again", action="store_true", help="compare with a process with another hash seed")
    parser.add_argument("--checksums", action="store_true", help="print a checksum an input, check nothing")
    argv = sys.argv[1:] if argv is None else argv
    args = parser.parse_args(argv)
    texts = read_texts(args.files)
    inputs = list(whole(texts, args.seed) if args.whole else pieces(texts, args.count, args.size, args.seed))
    extractor = attrib.load("en")
    if args.checksums:
        for _, _, found in checked(extractor, inputs, size=17):
            print(found)
        return 0
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(again, [a for a in argv if a != "--again"]) if args.again else None
        failed, first = compared(extractor, inputs)
        if other is not None:
            pairs = zip(inputs, first, other.result(), strict=True)
            failed += report((text for text, a, b in pairs if a != b), "another JSON in the other process")
    print(f"{len(inputs)} inputs, {sum(map(len, inputs))} code points: {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
