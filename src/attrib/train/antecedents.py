"""Fit the weights of what speaks for a pronoun's antecedent on gold coreference.

``python -m attrib.train antecedents --ud gum-train.conllu.xz --books books.jsonl --out antecedents.tsv``

The model is a conditional logit: of the entities in attention, and of none, one is the antecedent. While reading, pronouns
are joined with their gold antecedents. Printed is the share of pronouns that get the right one of their candidates, by class,
in five-fold cross-validation over documents; the weights written are fitted on all of them.
"""

from __future__ import annotations

import argparse
import json
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import log2
from pathlib import Path

import torch
from attrs import frozen

from attrib.document import Document
from attrib.pipeline import Extractor, load
from attrib.stages._antecedents import pronoun_class
from attrib.stages._apposition import appositions
from attrib.stages._state import State
from attrib.stages.coreference import Candidate, read, take
from attrib.stages.mentions import find_mentions
from attrib.stages.quotes import find_quotes
from attrib.train.ud import read_documents

CLASSES = ("person", "thing", "group")
FOLDS = 5
RIDGE = 0.02
"""Taken times the squared weights over the root of the number of pronouns."""
BOOKS = 0.3
"""What a pronoun of fiction counts beside one of the other genres: there are many, and they are easy."""
SOURCES = 2.0
"""What a pronoun counts that is a source: those are what speakers rest on."""
SAME = 0.6
"""Dice over characters from which on a mention is a gold one."""
_BRACKETS = re.compile(r"\([^()]*\)?|[^()]+\)")

Gold = list[tuple[int, int, str]]


@frozen
class Example:
    """A pronoun with its candidates."""

    document: int
    kind: str
    """Class of the pronoun."""
    candidates: tuple[tuple[tuple[str, ...], float], ...]
    """Features, and the logarithm of how often it was mentioned."""
    right: tuple[bool, ...]
    """Whether each candidate is the antecedent."""
    weight: float


def from_ud(path: Path) -> Iterator[tuple[str, Gold]]:
    """Text and mentions (start, end, entity) of a treebank with ``Entity=`` in its last column, as GUM has it."""
    for document in read_documents(path):
        opened: defaultdict[str, list[int]] = defaultdict(list)
        gold: Gold = []
        rows = ((row, o) for rs, os in zip(document.rows, document.sentences, strict=True)
                for row, o in zip(rs, os, strict=True))  # fmt: skip
        for row, (start, end) in rows:
            notes = next((x[7:] for x in row[9].split("|") if x.startswith("Entity=")), "")
            for bracket in _BRACKETS.findall(notes):
                entity = bracket.strip("()").partition("-")[0]
                if bracket.startswith("("):
                    opened[entity].append(start)
                if bracket.endswith(")") and opened[entity]:
                    gold.append((opened[entity].pop(), end, entity))
        yield document.text, gold


def from_books(path: Path) -> Iterator[tuple[str, Gold]]:
    """Text and mentions of rows with ``entities``, as ``attrib.evaluate.fiction`` reads them."""
    for line in path.read_text(encoding="utf8").splitlines():
        row = json.loads(line)
        yield (
            row["text"],
            [(m[0], m[1], key) for key, entity in row["entities"].items() for m in entity["mentions"]],
        )


def gold_entities(document: Document, state: State, gold: Gold) -> dict[int, str]:
    """The gold entity of each mention that agrees with one."""
    ordered = sorted(gold)
    starts = [g[0] for g in ordered]
    out: dict[int, str] = {}
    for i, m in enumerate(state.mentions):
        span, best = document.span(m.start, m.end), (SAME, "")
        for start, end, entity in ordered[bisect_left(starts, span.start_char - 60) :]:
            if start >= span.end_char:
                break
            shared = min(end, span.end_char) - max(start, span.start_char)
            best = max(best, (2 * shared / (end - start + len(span)), entity))
        if best[1]:
            out[i] = best[1]
    return out


def examples(
    texts: Iterable[tuple[str, Gold]], extractor: Extractor, weight: float, first: int = 0
) -> Iterator[Example]:
    """Every pronoun whose gold entity is known."""
    for number, (text, gold) in enumerate(texts, first):
        document = next(iter(extractor.annotator.annotate([text])))
        quotes, people = find_quotes(text), extractor.lexicons.people
        state = State(document, quotes, find_mentions(document, people), extractor.drafts(document), people)
        of = gold_entities(document, state, gold)
        out: list[Example] = []

        def settle(
            state: State,
            i: int,
            found: list[Candidate],
            of: dict[int, str] = of,
            out: list[Example] = out,
            number: int = number,
        ) -> None:
            right = tuple(_mainly(of, c.members, i) == of.get(i, "") and not c.parts for _, c in found)
            if i in of:
                mention = state.mentions[i]
                candidates = tuple((tuple(holds), log2(1 + c.weight)) for holds, c in found)
                counts = weight * (SOURCES if mention.head in state.scene.source_of else 1.0)
                out.append(Example(number, pronoun_class(mention), candidates, right, counts))
                if True in right:
                    take(state, i, found[right.index(True)][1])

        appositions(state)
        read(state, settle)
        yield from out


def _mainly(of: dict[int, str], members: Sequence[int], before: int) -> str | None:
    """The gold entity that most of a cluster's mentions so far have."""
    counts = Counter(of[j] for j in members if j < before and j in of)
    return counts.most_common(1)[0][0] if counts else None


def fit(data: Sequence[Example]) -> dict[str, float]:
    """Weights by feature; ``mentions`` for how often a candidate was mentioned, ``none`` for having no antecedent."""
    names = sorted({name for e in data for holds, _ in e.candidates for name in holds})
    index = {name: k for k, name in enumerate([*names, "mentions", "none"])}
    places: list[tuple[int, int]] = []
    values: list[float] = []
    segment: list[int] = []
    gold: list[bool] = []
    for n, e in enumerate(data):
        options = [({**dict.fromkeys(holds, 1.0), "mentions": said}, ok)
                   for (holds, said), ok in zip(e.candidates, e.right, strict=True)]  # fmt: skip
        for holds, ok in [*options, ({"none": 1.0}, True not in e.right)]:
            places += [(len(segment), index[name]) for name in holds]
            values += holds.values()
            segment.append(n)
            gold.append(ok)
    size = (len(segment), len(index))
    x = torch.sparse_coo_tensor(
        torch.tensor(places).T, torch.tensor(values, dtype=torch.float64), size, check_invariants=True
    )
    weights = _minimise(x.coalesce(), torch.tensor(segment), torch.tensor(gold), [e.weight for e in data])
    return {name: float(weights[k]) for name, k in index.items()}


def _minimise(
    x: torch.Tensor, segment: torch.Tensor, gold: torch.Tensor, counts: Sequence[float]
) -> torch.Tensor:
    share = torch.tensor(counts, dtype=torch.float64)
    weights = torch.zeros(x.shape[1], dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def total(scores: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        scores = scores.masked_fill(~mask, -1e9)
        top = torch.full((len(counts),), -1e9, dtype=torch.float64)
        top = top.scatter_reduce(0, segment, scores.detach(), "amax")
        sums = torch.zeros(len(counts), dtype=torch.float64)
        return top + torch.log(sums.index_add(0, segment, torch.exp(scores - top[segment])))

    def loss() -> float:
        optimiser.zero_grad()
        scores = torch.sparse.mm(x, weights[:, None])[:, 0]
        missed = (total(scores, torch.ones_like(gold)) - total(scores, gold)) * share
        value = missed.sum() / share.sum() + RIDGE / len(counts) ** 0.5 * (weights[:-1] ** 2).sum()
        value.backward()
        return float(value.detach())

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    return weights.detach()


def right_share(data: Sequence[Example], weights: dict[str, float]) -> tuple[int, int]:
    """How many of the pronouns with an antecedent among their candidates get it, and how many there are."""
    good = count = 0
    for e in data:
        if True in e.right:
            scores = [
                sum(weights.get(name, 0.0) for name in holds) + weights["mentions"] * said
                for holds, said in e.candidates
            ]
            good += e.right[scores.index(max(scores))]
            count += 1
    return good, count


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point of ``python -m attrib.train antecedents``."""
    parser = argparse.ArgumentParser(prog="attrib.train antecedents", description=__doc__)
    parser.add_argument("--ud", type=Path, required=True, help="CoNLL-U with Entity= (GUM)")
    parser.add_argument("--books", type=Path, help="JSON Lines with entities (fiction)")
    parser.add_argument("--out", type=Path, required=True, help="antecedents.tsv")
    args = parser.parse_args(argv)
    extractor = load("en")
    data = list(examples(from_ud(args.ud), extractor, 1.0))
    if args.books:
        data += examples(from_books(args.books), extractor, BOOKS, first=len(data))
    lines = [
        "# Source: conditional logit of attrib.train antecedents over gold coreference (GUM train, LitBank dev); Apache-2.0",
        "# Columns: class of pronoun\tfeature\tweight (log-odds)",
    ]
    for kind in CLASSES:
        own = [e for e in data if e.kind == kind]
        good = count = 0
        for fold in range(FOLDS):
            weights = fit([e for e in own if e.document % FOLDS != fold])
            found = right_share([e for e in own if e.document % FOLDS == fold], weights)
            good, count = good + found[0], count + found[1]
        print(f"{kind}: {good / max(1, count):.3f} of {count} right in cross-validation")
        lines += [f"{kind}\t{name}\t{weight:.3f}" for name, weight in sorted(fit(own).items())]
    args.out.write_text("\n".join(lines) + "\n", encoding="utf8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
