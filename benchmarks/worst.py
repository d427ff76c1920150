"""Worst cases at a size and at its double: ``python benchmarks/worst.py [NAME...] [--size N] [--profile]``.

Each sample is made to meet some part of the library where it could be quadratic: marks that never close, one endless sentence,
thousands of names, deep nesting, long dialogues. Processor time (user) of this process is measured, so other programs disturb
little; where time grows with the length, the last column is about 2. ``--profile`` shows where the larger one spends it.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import resource
from collections.abc import Callable, Sequence

import attrib
from attrib.evaluate.integrity import problems

Sample = Callable[[int], str]

_SYLLABLES = ("ba", "ko", "mi", "tar", "ven", "lo", "sha", "rin", "du", "pel", "gro", "ne")
_SAID = (
    "the weir was low",
    "the pumps would stop",
    "nobody had asked her",
    "it might rain",
    "the road is closed",
)


def name(i: int) -> str:
    """One of very many names, all different."""
    out = ""
    for _ in range(4):
        i, k = divmod(i, len(_SYLLABLES))
        out += _SYLLABLES[k]
    return f"{out[: len(out) // 2].title()} {out[len(out) // 2 :].title()}son"


def unclosed_line(n: int) -> str:
    return " ".join(f"“He said {_SAID[i % 5]}." for i in range(n))


def unclosed_paragraphs(n: int) -> str:
    return "\n\n".join(f"“It is late, and {_SAID[i % 5]}." for i in range(n)) + "\n\nShe said no more."


def unclosed_mixed(n: int) -> str:
    marks = ("“", '"', "«", "‘", "„", "``")
    return " ".join(f"{marks[i % 6]}No, {_SAID[i % 5]}, he said." for i in range(n))


def long_list(n: int) -> str:
    """One sentence of about ``n`` words."""
    return "She said that " + ", ".join(f"the {'old ' * (i % 3)}gate" for i in range(n // 3)) + " were shut."


def long_clauses(n: int) -> str:
    """One sentence of about ``n`` words with a cue in every clause."""
    return " and ".join(f"{name(i)} said {_SAID[i % 5]}" for i in range(n // 8)) + "."


def long_nested_clauses(n: int) -> str:
    return "The mayor " + "said that the board " * (n // 5) + "agreed."


def names(n: int) -> str:
    """A sentence for each of ``n`` names, in one paragraph each."""
    return "\n".join(f"{name(i)} said that {_SAID[i % 5]}. He denied the rest." for i in range(n))


def one_name(n: int) -> str:
    return "\n".join(f"{'Ada Berel' if i % 3 == 0 else 'She'} said that {_SAID[i % 5]}." for i in range(n))


def pronouns(n: int) -> str:
    """Two men and only pronouns for them."""
    return "Karl Vetter met Otto Brunn. " + " ".join(f"He told him that {_SAID[i % 5]}." for i in range(n))


def nested_quotes(n: int) -> str:
    """``n`` levels of quotes."""
    return "".join(f"{'“‘'[i % 2]}{name(i).split()[0]} said, " for i in range(n)) + "No.".join(
        "" for _ in range(2)
    ) + "".join("”’"[i % 2] for i in reversed(range(n)))  # fmt: skip


def dialogue(n: int) -> str:
    """``n`` paragraphs, most without a speaker's name."""
    turns = (
        "“Is it open?” asked Mara.",
        "“No,” said Jonas, “it is not.”",
        "“But {}.”",
        "“Then we wait.”",
        "“{}!”",
    )
    return "\n\n".join(turns[i % 5].format(_SAID[i % 4].capitalize()) for i in range(n))


def transcript(n: int) -> str:
    return "\n".join(f"{name(i % 7).upper()}: I think that {_SAID[i % 5]}." for i in range(n))


def one_paragraph(n: int) -> str:
    return " ".join(f"“{_SAID[i % 5].capitalize()},” {name(i % 40)} said." for i in range(n))


def one_quote(n: int) -> str:
    """One quote of ``n`` sentences."""
    return "“" + " ".join(f"I said {_SAID[i % 5]}." for i in range(n)) + "” said Ada Berel."


def roles(n: int) -> str:
    return " ".join(f"The {('mayor', 'minister', 'spokesman')[i % 3]} said {_SAID[i % 5]}." for i in range(n))


SAMPLES: dict[str, tuple[Sample, int]] = {
    "unclosed_line": (unclosed_line, 2000),
    "unclosed_paragraphs": (unclosed_paragraphs, 2000),
    "unclosed_mixed": (unclosed_mixed, 2000),
    "long_list": (long_list, 25_000),
    "long_clauses": (long_clauses, 25_000),
    "long_nested_clauses": (long_nested_clauses, 25_000),
    "names": (names, 5000),
    "one_name": (one_name, 2500),
    "pronouns": (pronouns, 2500),
    "nested_quotes": (nested_quotes, 400),
    "dialogue": (dialogue, 2500),
    "transcript": (transcript, 2500),
    "one_paragraph": (one_paragraph, 2500),
    "one_quote": (one_quote, 2500),
    "roles": (roles, 2500),
}
"""Each sample with the smaller of its two sizes."""


def user_seconds(work: Callable[[], object]) -> float:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    work()
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime - before


def measure(extractor: attrib.Extractor, sample: Sample, size: int) -> tuple[int, float, float]:
    """Words of the larger text, and seconds for both."""
    small, large = sample(size), sample(2 * size)
    extractor(small[:2000])
    first = user_seconds(lambda: extractor(small))
    return len(large.split()), first, user_seconds(lambda: extractor(large))


def profile(extractor: attrib.Extractor, text: str) -> None:
    profiler = cProfile.Profile()
    result = profiler.runcall(extractor, text)
    print(f"{len(result)} attributions; wrong: {problems(result)}")
    pstats.Stats(profiler).sort_stats("tottime").print_stats(18)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", choices=[*SAMPLES, []], metavar="NAME", help=", ".join(SAMPLES))
    parser.add_argument("--size", type=int, help="the smaller size; each sample's own by default")
    parser.add_argument("--profile", action="store_true")
    args = parser.parse_args(argv)
    extractor = attrib.load("en")
    print(f"{'sample':22s}{'words':>9s}{'µs a word, n':>15s}{'2n':>8s}{'growth':>9s}")
    for chosen in args.names or SAMPLES:
        sample, size = SAMPLES[chosen]
        size = args.size or size
        words, first, second = measure(extractor, sample, size)
        print(
            f"{chosen:22s}{words:9,d}{first / words * 2e6:15.0f}{second / words * 1e6:8.0f}{second / first:9.2f}",
            flush=True,
        )
        if args.profile:
            profile(extractor, sample(2 * size))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
