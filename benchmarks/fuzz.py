"""Damages texts and checks what comes out: ``python benchmarks/fuzz.py FILE... [--count N] [--whole]``.

FILE is plain text, or JSON Lines with a ``text`` a line. Each input is a piece of a text, cut anywhere, with marks dropped,
doubled and swapped and with control, bidirectional, combining and astral characters, HTML and CR LF thrown in. Of every result
``attrib.evaluate.integrity`` must find nothing wrong. With ``--whole`` the texts are run whole, once as they are and once with
characters thrown in. Exit code 1 if anything raised or did not hold.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrib
from attrib.evaluate.integrity import problems

MARKS = "“”\"'‘’«»„‹›—–()[]:,.;!?"
ODD = (
    "\r\n", "\r", "\n\n", "\t", "\x00", "\x07", "\x1b[31m", "\x85", "\u2028", "\u2029", "\ufeff", "\u200b", "\u200d",
    "\u202e", "\u2066", "\u2069", "\u00ad", "e\u0301", "n\u0303", "\u0300\u0301\u0302", "👩🏽‍🚀", "🇺🇸", "𝒜",
    "声明", "שלום", "مرحبا", "\ud83d", "\ude00", "<b>", "</p>", "&amp;", "&#8220;", "\u00a0", "ﬁ", "İ", "ẞ",
)  # fmt: skip


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


def failures(extractor: attrib.Extractor, inputs: Sequence[str], size: int = 64) -> Iterator[tuple[str, str]]:
    """(input, what is wrong) for each input that raised or whose result does not hold.

    In batches, since that is faster and mixes lengths; one by one where a batch raises, to tell which input it was.
    """
    for start in range(0, len(inputs), size):
        batch = inputs[start : start + size]
        try:
            results = list(extractor.pipe(batch))
        except Exception:
            yield from ((text, wrong) for text in batch if (wrong := _wrong(extractor, text)))
            continue
        for text, result in zip(batch, results, strict=True):
            if found := problems(result):
                yield text, "; ".join(found)


def _wrong(extractor: attrib.Extractor, text: str) -> str:
    try:
        return "; ".join(problems(extractor(text)))
    except Exception:
        return traceback.format_exc()


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--count", type=int, default=1000, help="how many pieces (default: 1000)")
    parser.add_argument("--size", type=int, default=400, help="longest piece in code points (default: 400)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--whole", action="store_true", help="whole texts instead of pieces")
    args = parser.parse_args(argv)
    texts = read_texts(args.files)
    inputs = list(whole(texts, args.seed) if args.whole else pieces(texts, args.count, args.size, args.seed))
    failed = 0
    for text, wrong in failures(attrib.load("en"), inputs):
        failed += 1
        print(f"{text[:500]!a}\n  {wrong}", file=sys.stderr)
    print(f"{len(inputs)} inputs, {sum(map(len, inputs))} code points: {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
