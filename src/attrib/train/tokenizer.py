"""Trains the sentence classifier: ``python -m attrib.train tokenizer --ud DIR --news DIR --out FILE``.

Gold sentence ends come from UD English EWT and GUM train; automatic ones from PolNeAR train, at a lower
weight, since they are news. Part of the treebanks' documents get curly quotation marks (UD has few),
and each is read a second time as one paragraph, so that ends of paragraphs teach too.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import regex
from attrs import frozen
from numpy.typing import NDArray

from attrib.annotate.tokenizer import Places, Tokenizer, Words, save, split_paragraphs
from attrib.annotate.words import words
from attrib.train.treebank import read_rows
from attrib.train.ud import read_documents, span_f1

NEWS_WEIGHT = 0.3
JOINED_WEIGHT = 0.5
CURLY_SHARE = 0.45


@frozen
class Text:
    """A text with the offsets at which its sentences end, and how much it counts."""

    text: str
    ends: frozenset[int]
    weight: float


@frozen
class Example:
    """One candidate place."""

    features: tuple[str, ...]
    label: bool
    weight: float


def curl(text: str) -> str:
    """Turn straight marks into curly ones of the same length, by the white space beside them."""
    doubles: str = regex.sub(r'(?<![^\s(\[])"', "“", text).replace('"', "”")
    singles: str = regex.sub(r"(?<![^\s(\[])'(?=\p{L})", "‘", doubles).replace("'", "’")
    return singles


def treebank_texts(folder: Path, rng: random.Random) -> Iterator[Text]:
    """EWT and GUM train, plain and with paragraphs joined."""
    for name in ("ewt", "gum"):
        for document in read_documents(folder / f"{name}-train.conllu.xz"):
            text = curl(document.text) if rng.random() < CURLY_SHARE else document.text
            ends = frozenset(s[-1][1] for s in document.sentences)
            yield Text(text, ends, 1.0)
            yield Text(text.replace("\n", " "), ends, JOINED_WEIGHT)


def news_texts(folder: Path) -> Iterator[Text]:
    """PolNeAR train with the automatic sentence ends of its parses."""
    ends: dict[str, set[int]] = defaultdict(set)
    for document, rows in read_rows(folder / "silver-train.conllu.xz"):
        end = next((m[9:] for m in rows[-1][9].split("|") if m.startswith("end_char=")), None)
        if end is not None:
            ends[document].add(int(end))
    with (folder / "train.jsonl").open(encoding="utf8") as lines:
        for row in map(json.loads, lines):
            if row["id"] in ends:
                yield Text(row["text"], frozenset(ends[row["id"]]), NEWS_WEIGHT)


def examples(source: Text) -> Iterator[Example]:
    """The candidate places of a text, each seen as after right decisions before it."""
    for tokens in split_paragraphs(source.text, words(source.text)):
        paragraph = Places(source.text, tokens)
        since = 0
        for i in paragraph.candidates():
            label = tokens[i][1] in source.ends
            yield Example(tuple(paragraph.features(i, since)), label, source.weight)
            since = i + 1 if label else since


def fit(
    data: Sequence[Example], *, epochs: int, rate: float, decay: float, least: int, seed: int
) -> dict[str, float]:
    """Logistic regression by AdaGrad over the features seen at least ``least`` times."""
    counts = Counter(name for e in data for name in e.features)
    index = {name: i + 1 for i, name in enumerate(n for n, c in counts.items() if c >= least)}
    matrix = np.array([[index.get(name, 0) for name in e.features] for e in data], dtype=np.int64)
    labels = np.array([e.label for e in data], dtype=float)
    importance = np.array([e.weight for e in data])
    weights, squares = np.zeros(len(index) + 2), np.full(len(index) + 2, 1e-6)
    bias = len(index) + 1
    matrix = np.hstack([matrix, np.full((len(data), 1), bias)])
    generator = np.random.default_rng(seed)
    for _ in range(epochs):
        order = generator.permutation(len(data))
        for batch in np.array_split(order, max(1, len(data) // 256)):
            _step(weights, squares, matrix[batch], labels[batch], importance[batch], rate, decay)
    named = {name: float(weights[i]) for name, i in index.items()}
    return {name: w for name, w in named.items() if abs(w) > 0.02} | {"": float(weights[bias])}


def _step(
    weights: NDArray[np.float64],
    squares: NDArray[np.float64],
    rows: NDArray[np.int64],
    labels: NDArray[np.float64],
    importance: NDArray[np.float64],
    rate: float,
    decay: float,
) -> None:
    weights[0] = 0.0  # column 0 stands for features that were left out
    error = (1 / (1 + np.exp(-weights[rows].sum(axis=1))) - labels) * importance
    used, where = np.unique(rows, return_inverse=True)
    sums = np.bincount(where.ravel(), weights=np.repeat(error, rows.shape[1]), minlength=len(used))
    gradient = sums + decay * weights[used] * len(labels)
    squares[used] += gradient**2
    weights[used] -= rate * gradient / np.sqrt(squares[used])
    weights[0] = 0.0


def evaluate(tokenizer: Tokenizer, path: Path) -> tuple[float, float]:
    """F1 of tokens and of sentences on a treebank's raw text."""
    gold_words: set[tuple[int, int]] = set()
    found_words: set[tuple[int, int]] = set()
    gold: set[tuple[int, int]] = set()
    found: set[tuple[int, int]] = set()
    shift = 0

    def note(sentences: list[Words], tokens: set[tuple[int, int]], whole: set[tuple[int, int]]) -> None:
        for sentence in sentences:
            tokens.update((a + shift, b + shift) for a, b in sentence)
            whole.add((sentence[0][0] + shift, sentence[-1][1] + shift))

    for document in read_documents(path):
        note(document.sentences, gold_words, gold)
        note(tokenizer(document.text), found_words, found)
        shift += len(document.text) + 2
    return span_f1(gold_words, found_words), span_f1(gold, found)


def main(args: Sequence[str] | None = None) -> int:
    """Train, report on the dev files and write the weights."""
    parser = argparse.ArgumentParser(prog="attrib.train tokenizer", description=__doc__)
    parser.add_argument("--ud", type=Path, required=True, help="folder with {ewt,gum}-{train,dev}.conllu.xz")
    parser.add_argument(
        "--news", type=Path, help="folder with PolNeAR's train.jsonl and silver-train.conllu.xz"
    )
    parser.add_argument("--out", type=Path, required=True, help="sentences.npz")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=0.15)
    parser.add_argument("--decay", type=float, default=2e-5)
    parser.add_argument("--least", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(args)
    texts = list(treebank_texts(options.ud, random.Random(options.seed)))
    if options.news is not None:
        texts += news_texts(options.news)
    data = [e for t in texts for e in examples(t)]
    weights = fit(
        data,
        epochs=options.epochs,
        rate=options.rate,
        decay=options.decay,
        least=options.least,
        seed=options.seed,
    )
    save(weights, options.out)
    print(f"{len(data)} places, {len(weights)} weights, {options.out.stat().st_size} bytes")
    for name in ("gum-dev", "ewt-dev"):
        tokens, sentences = evaluate(Tokenizer(weights), options.ud / f"{name}.conllu.xz")
        print(f"{name}: tokens {tokens:.4f}, sentences {sentences:.4f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
