"""How well an engine tokenises, tags, lemmatises, parses and finds names, on documents of the same text.

Words are put together by their offsets, as in the CoNLL 2018 shared task: on gold tokens F1 is plain
accuracy, from raw text wrong tokens cost both precision and recall. Relations count without subtype.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from attrs import asdict, frozen

from attrib.document import ROOT, Document, Token
from attrib.evaluate.rows import PRF

LAYERS = ("tokens", "sentences", "upos", "xpos", "lemmas", "uas", "las")
Offsets = tuple[int, int]


@frozen
class SyntaxScores:
    """F1 and its parts, layer by layer."""

    tokens: PRF
    """Words with the right offsets."""
    sentences: PRF
    """Sentences with the right first and last character."""
    upos: PRF
    xpos: PRF
    lemmas: PRF
    uas: PRF
    """Right head."""
    las: PRF
    """Right head and relation."""

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts and numbers."""
        return asdict(self)

    def table(self) -> str:
        """The figures as lines of text, in per cent."""
        rows = ((name, getattr(self, name)) for name in LAYERS)
        return "\n".join(
            f"{name:10s} P {100 * s.p:6.2f}  R {100 * s.r:6.2f}  F1 {100 * s.f1:6.2f}" for name, s in rows
        )


def score_syntax(pairs: Iterable[tuple[Document, Document]]) -> SyntaxScores:
    """Score pairs of (gold, predicted) documents, micro over all of them."""
    hits: Counter[str] = Counter()
    gold_n: Counter[str] = Counter()
    predicted_n: Counter[str] = Counter()
    for gold, predicted in pairs:
        hits += _hits(gold, predicted)
        for document, n in ((gold, gold_n), (predicted, predicted_n)):
            n["tokens"] += len(document.tokens)
            n["sentences"] += len(document.sentences)
    prf = {}
    for layer in LAYERS:
        unit = "sentences" if layer == "sentences" else "tokens"
        prf[layer] = PRF.of(hits[layer], predicted_n[unit], gold_n[unit])
    return SyntaxScores(**prf)


def _hits(gold: Document, predicted: Document) -> Counter[str]:
    at = {_offsets(t): t for t in gold.tokens}
    hits: Counter[str] = Counter()
    for token in predicted.tokens:
        other = at.get(_offsets(token))
        if other is None:
            continue
        head = _head(gold, other) == _head(predicted, token)
        hits["tokens"] += 1
        hits["upos"] += token.upos == other.upos
        hits["xpos"] += token.xpos == other.xpos
        hits["lemmas"] += token.lemma == other.lemma or other.lemma == "_"
        hits["uas"] += head
        hits["las"] += head and token.relation == other.relation
    hits["sentences"] = len(_sentences(gold) & _sentences(predicted))
    return hits


def _offsets(token: Token) -> Offsets:
    return token.start_char, token.end_char


def _head(document: Document, token: Token) -> Offsets | None:
    return None if token.head == ROOT else _offsets(document.tokens[token.head])


def _sentences(document: Document) -> set[Offsets]:
    tokens = document.tokens
    return {
        (tokens[s.start].start_char, tokens[s.end - 1].end_char)
        for s in document.sentences
        if s.end > s.start
    }


@frozen
class NameScores:
    """Names with the right offsets and type."""

    all: PRF
    by_type: Mapping[str, PRF]

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts and numbers."""
        return asdict(self)

    def table(self) -> str:
        """The figures as lines of text, in per cent."""
        rows = [("all", self.all), *self.by_type.items()]
        return "\n".join(
            f"{n:10s} P {100 * s.p:6.2f}  R {100 * s.r:6.2f}  F1 {100 * s.f1:6.2f}" for n, s in rows
        )


def score_names(
    pairs: Iterable[tuple[Document, Document]],
    *,
    types: Mapping[str, str] | None = None,
    only: Collection[str] | None = None,
) -> NameScores:
    """Score the names of pairs of (gold, predicted) documents.

    Args:
        pairs: Documents of the same text.
        types: Names for types that the two sides call differently (``{"ORGANIZATION": "ORG"}``), read on
        both. only: Types to score, by their new names; all where ``None``.
    """
    hits, gold_n, predicted_n = Counter[str](), Counter[str](), Counter[str]()
    for gold, predicted in pairs:
        g, p = _names(gold, types or {}, only), _names(predicted, types or {}, only)
        hits.update(kind for _, _, kind in g & p)
        gold_n.update(kind for _, _, kind in g)
        predicted_n.update(kind for _, _, kind in p)
    return NameScores(
        PRF.of(hits.total(), predicted_n.total(), gold_n.total()),
        {k: PRF.of(hits[k], predicted_n[k], gold_n[k]) for k in sorted({*gold_n, *predicted_n})},
    )


def _names(
    document: Document, types: Mapping[str, str], only: Collection[str] | None
) -> set[tuple[int, int, str]]:
    found = ((document.span(e.start, e.end), types.get(e.type, e.type)) for e in document.entities)
    return {(s.start_char, s.end_char, kind) for s, kind in found if only is None or kind in only}
