"""Soft targets for a small span tagger: what a committee of teachers thinks of each token.

A student learns from its teachers' posteriors, which say more than one hard label (Hinton et al. 2015), from the links that they
would choose, and from texts that nobody has annotated, where the last teacher proposes the spans to be linked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from attrs import evolve
from numpy.typing import NDArray
from torch import Tensor

from attrib.annotate.stanza import StanzaAnnotator
from attrib.candidates import Draft
from attrib.document import Document
from attrib.scoring import crf
from attrib.scoring.tagger import SCHEMA, SpanTagger, edges
from attrib.scoring.tagger_network import LABELS, LinkScorer, TaggerConfig
from attrib.train.context import ContextNetwork, ContextTagger
from attrib.train.span_data import Choices, Piece, TrainArticle, Window, inside
from attrib.train.span_loss import nearness

Soft = NDArray[np.float16]
"""Label probabilities (tokens, labels)."""


def committee(paths: Sequence[Path], encoder: Path | None) -> list[SpanTagger]:
    """Load taggers; ``encoder`` is the folder of the encoder for those that read in context."""
    return [_teacher(path, encoder) for path in paths]


def _teacher(path: Path, encoder: Path | None) -> SpanTagger:
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    if checkpoint["schema"] != SCHEMA:
        raise SystemExit(f"{path} has schema {checkpoint['schema']!r}, not {SCHEMA!r}")
    checkpoint["state"] = {k: v.float() for k, v in checkpoint["state"].items()}
    if not any(k.startswith("encoder.") for k in checkpoint["state"]):
        return SpanTagger.from_checkpoint(checkpoint)
    if encoder is None:
        raise SystemExit(f"{path} reads in context: give the encoder's folder with --context")
    network = ContextNetwork(TaggerConfig(**checkpoint["config"]), encoder)
    network.load_state_dict(checkpoint["state"])
    return ContextTagger(network)


def posteriors(teachers: Sequence[SpanTagger], documents: Sequence[Document]) -> list[Soft]:
    """Mean label probabilities of the teachers for each document."""
    total = [np.zeros((len(d.tokens), len(LABELS)), dtype=np.float32) for d in documents]
    for teacher in teachers:
        follow = teacher.network.transitions().detach().numpy()
        for batch, scores, _, lengths in teacher.scored(documents):
            found = crf.marginals(scores, follow, lengths)
            for (i, (begin, end)), rows in zip(batch, found, strict=True):
                total[i][begin:end] += rows[: end - begin]
    return [(t / len(teachers)).astype(np.float16) for t in total]


def link_choices(teachers: Sequence[SpanTagger], articles: Sequence[TrainArticle]) -> list[TrainArticle]:
    """The articles with the mean choices of partners that the teachers make among their spans."""
    out = [evolve(a, cue_of={}, source_of={}) for a in articles]
    for teacher in teachers:
        for batch, _, upper, _ in teacher.scored([a.document for a in articles]):
            for row, (i, (begin, end)) in zip(upper, batch, strict=True):
                contents, cues, sources = _pieces((out[i], begin, end))
                net, window = teacher.network, (out[i], begin, end)
                _choose(net.content_cue, row, window, contents, cues, out[i].cue_of)
                _choose(net.cue_source, row, window, cues, sources, out[i].source_of)
    return out


def _pieces(window: Window) -> tuple[list[Piece], list[Piece], list[Piece]]:
    """Contents, cues and sources that lie inside a window, relative to it."""
    article, begin, end = window

    def within(pieces: Iterable[Piece | None]) -> list[Piece]:
        return sorted({p for piece in pieces if (p := inside(piece, begin, end))})

    links = article.links
    contents = within(c for pieces, _, _ in links for c in pieces)
    return contents, within(cue for _, cue, _ in links), within(source for _, _, source in links)


@torch.inference_mode()
def _choose(
    scorer: LinkScorer, upper: Tensor, window: Window, left: list[Piece], right: list[Piece], into: Choices
) -> None:
    """Add a teacher's probabilities of each left span's partners; ``choose`` makes them sum to one."""
    if not left:
        return
    _, begin, _ = window
    scores = scorer(edges(upper, left), edges(upper, right), nearness(window, left, right))
    partners = [None, *((c + begin, d + begin) for c, d in right)]
    for (a, b), row in zip(left, scores.softmax(1).tolist(), strict=True):
        chosen = into.setdefault((a + begin, b + begin), {})
        for partner, p in zip(partners, row, strict=True):
            chosen[partner] = chosen.get(partner, 0.0) + p


def proposed(document: Document, drafts: Sequence[Draft], name: str) -> dict[str, Any]:
    """A row like a gold one, from a tagger's drafts."""

    def pairs(spans: Sequence[Any]) -> list[list[int]]:
        return [[s.start_char, s.end_char] for s in spans]

    found = []
    for draft in drafts:
        cue = [document.span(i, i + 1) for i in draft.cue.tokens] if draft.cue else []
        hull = [document.span(draft.cue.tokens[0], draft.cue.tokens[-1] + 1)] if draft.cue and cue else []
        found.append({"content": pairs(draft.content), "cue": pairs(hull), "source": pairs(draft.source)})
    return {"id": name, "text": document.text, "attributions": found}


def unannotated(path: Path, teacher: SpanTagger) -> Iterator[tuple[dict[str, Any], Document]]:
    """Rows with the teacher's attributions for texts in JSON Lines (``id``, ``text``), parsed by the embedded engine."""
    with path.open(encoding="utf8") as lines:
        rows = [json.loads(line) for line in lines]
    documents = list(StanzaAnnotator().annotate(r["text"] for r in rows))
    for row, document, drafts in zip(rows, documents, teacher(documents), strict=True):
        yield proposed(document, drafts, row["id"]), document
