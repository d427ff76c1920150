"""Mines the cue lexicon: how often each lemma with each complement is a cue, and weights for what stands
around it.

``python -m attrib.train.mine_cues GOLD.jsonl PARSES.conllu VERBNET.json`` writes ``cues.tsv``,
``cue_weights.tsv`` and ``verb_classes.tsv`` into the package's data folder. The parses are one CoNLL-U file
with a ``# newdoc id`` line for each article. Only facts are kept: lemmas, frames, counts, class names and
weights.
"""

from __future__ import annotations

import argparse
import json
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen

from attrib.document import Document
from attrib.formats.conllu import read_conllu
from attrib.lexicon.cues import CueLexicon
from attrib.readings import QuoteRanges, readings
from attrib.spans import Span
from attrib.stages._cue_features import KINDS, RARE, features, noun_lemma
from attrib.stages.quotes import find_quotes
from attrib.syntax import Complement, cue_lemma, shared_subject

FOLDS = 5
"""Counts for a training row come from the other folds, so that weights are fitted to unseen counts."""
STEP_DIVISOR = 10.0
"""Keeps the scaled steps stable where features go together: about the number of features a row."""
LEAST_FEATURE = 20
"""Rarer features are left out of the model."""
Counts = dict[tuple[str, str, str], tuple[int, int]]


@frozen
class Candidate:
    """One word of a training article that may be a cue."""

    fold: int
    document: Document
    quotes: QuoteRanges
    head: int
    key: tuple[str, str]
    """Lemma and kind."""
    contents: tuple[frozenset[int], ...]
    """Tokens of the gold contents whose cue holds the word."""

    def dice(self, complement: Complement) -> float:
        """How well a reading fits the best gold content, in the sentences that it touches: later stages join
        the rest.
        """
        tokens, sentences = self.document.tokens, self.document.sentences
        words = frozenset(i for i in complement.tokens if tokens[i].upos != "PUNCT")
        if not words:
            return 0.0
        start = sentences[tokens[complement.tokens[0]].sentence].start
        end = sentences[tokens[complement.tokens[-1]].sentence].end
        near = (frozenset(i for i in content if start <= i < end) for content in self.contents)
        return max((_dice(self.document, words, content) for content in near), default=0.0)


def _tokens(document: Document, spans: Iterable[Sequence[int]]) -> frozenset[int]:
    found = (i for s, e in spans for i in document.index.touching(Span(s, e)))
    return frozenset(i for i in found if document.tokens[i].upos != "PUNCT")


def _dice(document: Document, a: frozenset[int], b: frozenset[int]) -> float:
    def size(items: frozenset[int]) -> int:
        return sum(len(document.tokens[i].text) for i in items)

    total = size(a) + size(b)
    return 2 * size(a & b) / total if total else 0.0


def observe(gold: Mapping[str, Any], document: Document) -> Iterator[Candidate]:
    """Every candidate of an article with the gold contents that it may have.

    Candidates inside a gold content are left out: the corpus annotates no attribution inside another, so
    nobody knows.
    """
    quotes = QuoteRanges(document, [q.span for q in find_quotes(document.text)])
    contents_of: dict[int, list[frozenset[int]]] = defaultdict(list)
    inside: set[int] = set()
    for row in gold["attributions"]:
        content = _tokens(document, row["content"])
        inside |= content
        for i in _tokens(document, row["cue"]):
            contents_of[i].append(content)
    fold = zlib.crc32(gold["id"].encode()) % FOLDS
    for head, token in enumerate(document.tokens):
        if token.upos not in KINDS or (head in inside and head not in contents_of):
            continue
        key = (cue_lemma(document, head), KINDS[token.upos].value)
        yield Candidate(fold, document, quotes, head, key, tuple(contents_of.get(head, ())))


def count(candidates: Iterable[Candidate]) -> Counts:
    """(lemma, kind, frame) to (times a cue, times not); nouns also as SUBJECT and OBJECT of what may be a
    cue.
    """
    out: Counts = {}

    def add(key: tuple[str, str, str], hit: bool) -> None:
        yes, no = out.get(key, (0, 0))
        out[key] = (yes + hit, no + (not hit))

    for c in candidates:
        any_hit = False
        for complement in readings(c.document, c.quotes, c.head):
            if complement.frame.endswith("~"):
                continue
            hit = c.dice(complement) >= 0.5
            any_hit = any_hit or hit
            add((*c.key, complement.frame), hit)
            if thing := noun_lemma(c.document, complement.head):
                add((thing, "OBJECT", "any"), hit)
        if subj := noun_lemma(c.document, shared_subject(c.document, c.head)[0]):
            add((subj, "SUBJECT", "any"), any_hit)
    return out


def prune(counts: Counts) -> Counts:
    """Fold what says little: lemmas that never were cues and are rare, into one row a kind and frame."""
    ever: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for (lemma, kind, _), (yes, no) in counts.items():
        ever[lemma, kind][0] += yes
        ever[lemma, kind][1] += yes + no
    out: Counts = {}
    for (lemma, kind, frame), (yes, no) in counts.items():
        keep = ever[lemma, kind][0] >= 2 or ever[lemma, kind][1] >= 10
        key = (lemma, kind, frame) if keep else ("*", kind, frame)
        a, b = out.get(key, (0, 0))
        out[key] = (a + yes, b + no)
    return out


def _minus(all_counts: Counts, part: Counts) -> Counts:
    out = {}
    for key, (yes, no) in all_counts.items():
        a, b = part.get(key, (0, 0))
        if yes + no - a - b:
            out[key] = (yes - a, no - b)
    return out


class _Matrix:
    """Sparse feature rows, gathered one at a time."""

    def __init__(self) -> None:
        self.index: dict[str, int] = {}
        self.row, self.column, self.value = array("i"), array("i"), array("f")
        self.fit_of = array("d")

    def add(self, values: Mapping[str, float], dice: float) -> None:
        at = len(self.fit_of)
        for name, value in values.items():
            self.row.append(at)
            self.column.append(self.index.setdefault(name, len(self.index)))
            self.value.append(value)
        self.fit_of.append(dice)

    def fit(self, at_least: float, strength: float = 4.0, steps: int = 120) -> dict[str, float]:
        """Full-batch logistic regression with an L2 penalty: accelerated gradient steps, scaled for each
        feature.
        """
        row, column, value = np.array(self.row), np.array(self.column), np.array(self.value)
        labels, width = (np.array(self.fit_of) >= at_least).astype(float), len(self.index)
        seen = np.bincount(column, minlength=width)
        value = np.where(seen[column] >= LEAST_FEATURE, value, 0.0)
        scale = 1 / (0.25 * np.bincount(column, value**2, width) * STEP_DIVISOR + strength)
        weights, ahead = np.zeros(width), np.zeros(width)
        for step in range(steps):
            z = np.bincount(row, value * ahead[column], len(labels))
            error = 1 / (1 + np.exp(-np.clip(z, -30, 30))) - labels
            new = ahead - scale * (np.bincount(column, value * error[row], width) + strength * ahead)
            ahead = new + step / (step + 3) * (new - weights)
            weights = new
        return {name: round(float(weights[i]), 3) for name, i in self.index.items()}


def fit(
    candidates: list[Candidate], classes: Mapping[str, tuple[str, ...]]
) -> tuple[Counts, dict[str, float], dict[str, float]]:
    """Counts, and weights of the named features for both models, fitted to counts held out fold by fold."""
    matrix = _Matrix()
    by_fold = [count(c for c in candidates if c.fold == fold) for fold in range(FOLDS)]
    total: Counts = {}
    for part in by_fold:
        for key, (yes, no) in part.items():
            a, b = total.get(key, (0, 0))
            total[key] = (a + yes, b + no)
    for fold in range(FOLDS):
        lexicon = CueLexicon(prune(_minus(total, by_fold[fold])), classes=classes)
        for c in candidates:
            if c.fold == fold and lexicon.lemma_rate(*c.key) >= RARE:
                for complement, values in features(c.document, c.quotes, c.head, lexicon):
                    matrix.add(values, c.dice(complement))
    return prune(total), matrix.fit(0.5), matrix.fit(0.97)


def verb_classes(verbnet: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Lemma to the VerbNet classes it belongs to."""
    out: dict[str, list[str]] = defaultdict(list)
    for name, members in verbnet.items():
        for member in members:
            out[member.lower()].append(name)
    return {lemma: tuple(sorted(names)) for lemma, names in sorted(out.items())}


def mine(
    corpus: Iterable[tuple[Mapping[str, Any], Document]], verbnet: Mapping[str, Sequence[str]]
) -> CueLexicon:
    """The whole lexicon from (gold, parsed document) pairs."""
    candidates = [c for gold, document in corpus for c in observe(gold, document)]
    classes = verb_classes(verbnet)
    counts, weights, exact_weights = fit(candidates, classes)
    return CueLexicon(counts, weights, exact_weights, classes)


def write(lexicon: CueLexicon, folder: Path, source: str) -> None:
    """Write the three data files with their headers."""
    rows = ("\t".join((*key, str(yes), str(no))) for key, (yes, no) in sorted(lexicon.counts.items()))
    _write(folder / "cues.tsv", source, "lemma\tkind\tframe\ttimes a cue\ttimes not", rows)
    exact = lexicon.exact_weights
    weights = (
        f"{name}\t{value}\t{exact[name]}"
        for name, value in sorted(lexicon.weights.items())
        if value or exact[name]
    )
    columns = "feature\tweight for an overlap of 0.5\tweight for an exact match (log odds)"
    _write(folder / "cue_weights.tsv", source, columns, weights)
    classes = (f"{lemma}\t{' '.join(names)}" for lemma, names in sorted(lexicon.classes.items()))
    _write(folder / "verb_classes.tsv", "VerbNet 3.4 (class membership)", "lemma\tclasses", classes)


def _write(path: Path, source: str, columns: str, rows: Iterable[str]) -> None:
    terms = "Facts only, mined by attrib.train.mine_cues; Apache-2.0 like the package."
    header = f"# Source: {source}. {terms}\n# Columns: {columns}\n"
    path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")


def read_corpus(gold: Path, parses: Path) -> Iterator[tuple[Mapping[str, Any], Document]]:
    """Pair each gold row with its parse."""
    blocks: dict[str, list[str]] = {}
    current: list[str] = []
    for line in parses.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.startswith("# newdoc id = "):
            current = blocks.setdefault(line[14:].strip(), [])
        else:
            current.append(line)
    with gold.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["id"] in blocks:
                yield row, read_conllu(row["text"], blocks[row["id"]])


def main(args: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(
        prog="attrib.train.mine_cues", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("parses", type=Path)
    parser.add_argument("verbnet", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "lexicon" / "data" / "en")
    parser.add_argument(
        "--source", default="PolNeAR 1.0 training articles (Newell, Margolin, Ruths 2018), counts only"
    )
    options = parser.parse_args(args)
    verbnet = json.loads(options.verbnet.read_text(encoding="utf-8"))
    lexicon = mine(read_corpus(options.gold, options.parses), verbnet)
    write(lexicon, options.out, options.source)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
