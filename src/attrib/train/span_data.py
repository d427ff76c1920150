"""Gold articles as the span tagger learns from them: labels and links over tokens, cut into windows."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import Factory, define
from numpy.typing import NDArray

from attrib.document import Document
from attrib.scoring import trees, windows
from attrib.scoring.tagger_network import LABELS, ROLES
from attrib.spans import Span

Piece = tuple[int, int]
"""Token range, half-open."""

Choices = dict[Piece, dict[Piece | None, float]]
"""How probable each partner of a span is; None stands for no partner."""


@define
class TrainArticle:
    """An article ready to be cut into windows."""

    forms: list[str]
    layout: windows.Layout
    tree: trees.Tree
    labels: list[int]
    xpos: list[int]
    deprels: list[int]
    sentence_of: list[int]
    document: Document
    links: list[tuple[list[Piece], Piece | None, Piece | None]]
    """(content pieces, cue, source) of each attribution, as token ranges; a cue or source in pieces is its hull."""
    soft: NDArray[np.float16] | None = None
    """Teachers' label probabilities (tokens, labels), where there are teachers."""
    trust: float = 1.0
    """Weight of the labels and links beside the teachers' probabilities, 0 to 1."""
    cue_of: Choices = Factory(dict)
    """The teachers' choice of a cue for each piece of content."""
    source_of: Choices = Factory(dict)
    """The teachers' choice of a source for each cue."""


def ranges(document: Document, spans: Sequence[Sequence[int]]) -> list[Piece]:
    """Token ranges of character spans (half-open)."""
    found = [document.index.touching(Span(a, b)) for a, b in spans]
    return [(r.start, r.stop) for r in found if r]


def hull(pieces: list[Piece]) -> Piece | None:
    """First to last token of all pieces."""
    return (pieces[0][0], pieces[-1][1]) if pieces else None


def article_of(row: dict[str, Any], document: Document, syntax: dict[int, tuple[int, int]]) -> TrainArticle:
    """Labels and links of one gold article over its own tokens."""
    tags = [0] * len(document.tokens)
    links: list[tuple[list[Piece], Piece | None, Piece | None]] = []
    for a in row["attributions"]:
        parts = {role: ranges(document, a[role]) for role in ROLES}
        for role in ROLES:
            for start, end in parts[role]:
                write(tags, start, end, role)
        links.append((parts["content"], hull(parts["cue"]), hull(parts["source"])))
    sentence_of = [t.sentence for t in document.tokens]
    xpos, deprels = zip(*(syntax.get(t.start_char, (-100, -100)) for t in document.tokens), strict=True)
    return TrainArticle(
        [t.text for t in document.tokens], windows.layout(document), trees.tree(document), tags,
        list(xpos), list(deprels), sentence_of, document, links,
    )  # fmt: skip


def write(tags: list[int], start: int, end: int, role: str) -> None:
    """Write BIOES labels where nothing is written yet (sources shared by two attributions come twice)."""
    if any(tags[start:end]):
        return
    names = (
        [f"S-{role}"] if end - start == 1 else [f"B-{role}", *[f"I-{role}"] * (end - start - 2), f"E-{role}"]
    )
    tags[start:end] = [LABELS.index(n) for n in names]


def inside(piece: Piece | None, begin: int, end: int) -> Piece | None:
    """A range relative to a window, or None where it does not lie wholly inside."""
    return (piece[0] - begin, piece[1] - begin) if piece and begin <= piece[0] and piece[1] <= end else None


Window = tuple[TrainArticle, int, int]


def window_labels(article: TrainArticle, begin: int, end: int) -> list[int]:
    """Labels of a window; spans that its borders cut are closed there, so that the sequence stays BIOES."""
    tags = article.labels[begin:end]
    first, last = LABELS[tags[0]], LABELS[tags[-1]]
    if first[0] in "IE":
        tags[0] = LABELS.index(("B" if first[0] == "I" and len(tags) > 1 else "S") + first[1:])
    if last[0] in "BI":
        opened = len(tags) > 1 and LABELS[tags[-1]][0] == "I"
        tags[-1] = LABELS.index(("E" if opened else "S") + last[1:])
    return tags


def epoch(articles: Sequence[TrainArticle], size: int, rng: random.Random) -> list[list[Window]]:
    """Windows of all articles from fresh starts, in shuffled batches of like lengths."""
    cut = [
        (a, b, e)
        for a in articles
        for b, e in windows.windows(a.document, windows.WINDOW, rng.randrange(windows.WINDOW - 40))
    ]
    cut.sort(key=lambda w: w[2] - w[1] + rng.random() * 8)
    out = [cut[i : i + size] for i in range(0, len(cut), size)]
    rng.shuffle(out)
    return out
