"""Soft targets for a small span tagger: what a committee of larger ones thinks of each token.

A student learns from its teachers' posteriors, which say more than one hard label (Hinton et al. 2015), and from texts that
nobody has annotated, where the committee also proposes the links.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from attrib.annotate.stanza import StanzaAnnotator
from attrib.candidates import Draft
from attrib.document import Document
from attrib.scoring import crf
from attrib.scoring.tagger import SCHEMA, SpanTagger
from attrib.scoring.tagger_network import LABELS, TaggerNetwork


class Committee(TaggerNetwork):
    """Several taggers over one vocabulary read as one: mean label scores, links by the last."""

    def __init__(self, members: Sequence[TaggerNetwork]) -> None:
        last = members[-1]
        super().__init__(last.config)
        if any(m.config != last.config for m in members):
            raise SystemExit("the teachers have different configurations")
        self.load_state_dict(last.state_dict())
        self.members = tuple(members)

    def form_vectors(self, words: Tensor, pieces: Tensor, offsets: Tensor) -> Tensor:
        """The members' vectors side by side."""
        return torch.cat([m.form_vectors(words, pieces, offsets) for m in self.members], -1)

    def encode(
        self, vectors: Tensor, layout: Tensor, tree: Tensor, lengths: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Mean label scores; states and syntax of the last member."""
        own = vectors.chunk(len(self.members), -1)
        read = [
            m.encode(v.contiguous(), layout, tree, lengths) for m, v in zip(self.members, own, strict=True)
        ]
        return torch.stack([r[0] for r in read]).mean(0), read[-1][1], read[-1][2]

    def transitions(self) -> Tensor:
        """Mean transition scores."""
        return torch.stack([m.transitions() for m in self.members]).mean(0)


def committee(paths: Sequence[Path]) -> SpanTagger:
    """Load taggers that share their configuration."""
    members = []
    for path in paths:
        checkpoint = torch.load(path, map_location="cpu", weights_only=True)
        if checkpoint["schema"] != SCHEMA:
            raise SystemExit(f"{path} has schema {checkpoint['schema']!r}, not {SCHEMA!r}")
        checkpoint["state"] = {k: v.float() for k, v in checkpoint["state"].items()}
        members.append(SpanTagger.from_checkpoint(checkpoint).network)
    return SpanTagger(Committee(members))


def posteriors(teacher: SpanTagger, documents: Sequence[Document]) -> list[NDArray[np.float16]]:
    """Label probabilities (tokens, labels) of each document."""
    follow = teacher.network.transitions().detach().numpy()
    out = [np.zeros((len(d.tokens), len(LABELS)), dtype=np.float16) for d in documents]
    for batch, scores, _, lengths in teacher.scored(documents):
        found = crf.marginals(scores, follow, lengths)
        for (i, (begin, end)), rows in zip(batch, found, strict=True):
            out[i][begin:end] = rows[: end - begin]
    return out


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
    """Rows with the committee's attributions for texts in JSON Lines (``id``, ``text``), parsed by the embedded engine."""
    with path.open(encoding="utf8") as lines:
        rows = [json.loads(line) for line in lines]
    documents = list(StanzaAnnotator().annotate(r["text"] for r in rows))
    for row, document, drafts in zip(rows, documents, teacher(documents), strict=True):
        yield proposed(document, drafts, row["id"]), document
