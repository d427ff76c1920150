"""The network behind the span tagger: labels for source, cue and content, and links between the spans.

It reads windows of several sentences as word vectors, quote state, layout, and the parse: each word's own place in the tree and
the vector of its head. Part of speech and relation of a second scheme are predicted on the way (stack propagation) and fed to
the upper layer. The links are scored from the upper states: each content chooses its cue, each cue its source.
"""

from __future__ import annotations

from typing import Any

import torch
from attrs import asdict, frozen
from torch import Tensor, nn

from attrib.scoring.crf import bioes_grammar
from attrib.scoring.layers import BiLSTM, even_rows, turn
from attrib.scoring.trees import SIZES
from attrib.scoring.windows import LAYOUT

ROLES = ("source", "cue", "content")
LABELS = ("O", *(f"{p}-{r}" for r in ROLES for p in "BIES"))
"""BIOES labels of the three roles."""

DISTANCES = 16
"""Buckets of ``distance``."""


@frozen
class TaggerConfig:
    """Sizes and label sets; stored with the weights."""

    words: tuple[str, ...]
    xpos: tuple[str, ...]
    deprels: tuple[str, ...]
    buckets: int = 8192
    word_dim: int = 80
    piece_dim: int = 48
    hidden: int = 200
    tag_dim: int = 32
    link_dim: int = 64
    head_dim: int = 64
    tree_dims: tuple[int, ...] = (12, 24, 8, 8, 12)
    """Sizes of the embeddings of the columns of ``trees.tree``."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for the model file."""
        return asdict(self)


class LinkScorer(nn.Module):
    """Scores of (left, right) pairs of spans: biaffine over their edges' states, plus a weight for their distance."""

    def __init__(self, states: int, size: int) -> None:
        super().__init__()
        self.left = nn.Linear(2 * states, size)
        self.right = nn.Linear(2 * states, size)
        self.pair = nn.Parameter(torch.zeros(size + 1, size))
        self.near = nn.Embedding(DISTANCES * 8, 1)
        self.none = nn.Linear(size, 1)
        nn.init.orthogonal_(self.pair)
        nn.init.zeros_(self.near.weight)

    def forward(self, left: Tensor, right: Tensor, distances: Tensor) -> Tensor:
        """Scores (lefts, 1 + rights); column 0 stands for no partner.

        ``left`` and ``right`` are edge states (spans, 2 * states), ``distances`` bucket numbers (lefts, rights).
        """
        none, a, b = self._views(left, right)
        return torch.cat([none, a @ b.T + self.near(distances).squeeze(-1)], 1)

    def _views(self, left: Tensor, right: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        a = nn.functional.leaky_relu(self.left(left), 0.1)
        b = nn.functional.leaky_relu(self.right(right), 0.1)
        return self.none(a), a @ self.pair[:-1] + self.pair[-1], b

    def of_pairs(self, left: Tensor, right: Tensor, near: Tensor) -> Tensor:
        """As ``forward``, for the pairs that have a bucket in ``near`` (lefts, rights); -1 and minus infinity rule a pair out.

        Each pair is a sum of its own, which does not depend on what else is in the batch as a product of all with all does.
        """
        none, a, b = self._views(even_rows(left), even_rows(right))
        i, j = (near >= 0).nonzero(as_tuple=True)
        out = torch.full((len(left), 1 + len(right)), -torch.inf)
        out[:, :1] = none[: len(left)]
        out[i, j + 1] = (a[i] * b[j]).sum(1) + self.near(near[i, j]).squeeze(-1)
        return out


class TaggerNetwork(nn.Module):
    """Encoder, label scores with transitions, and the two link scorers."""

    def __init__(self, config: TaggerConfig) -> None:
        super().__init__()
        c = self.config = config
        self.word = nn.Embedding(len(c.words), c.word_dim, padding_idx=0)
        self.piece = nn.EmbeddingBag(c.buckets, c.piece_dim, mode="sum")
        nn.init.normal_(self.piece.weight, std=0.1)
        self.tree = nn.ModuleList(nn.Embedding(n, d) for n, d in zip(SIZES, c.tree_dims, strict=True))
        self.head = nn.Linear(c.word_dim + c.piece_dim, c.head_dim, bias=False)
        self.lower = BiLSTM(c.word_dim + c.piece_dim + LAYOUT + sum(c.tree_dims) + c.head_dim, c.hidden)
        self.syntax = nn.Linear(2 * c.hidden, len(c.xpos) + len(c.deprels))
        self.tag = nn.Linear(len(c.xpos) + len(c.deprels), c.tag_dim, bias=False)
        self.upper = BiLSTM(2 * c.hidden + c.tag_dim + LAYOUT, c.hidden)
        self.label = nn.Linear(2 * c.hidden, len(LABELS))
        self.follow = nn.Parameter(torch.zeros(len(LABELS), len(LABELS)))
        self.content_cue = LinkScorer(2 * c.hidden, c.link_dim)
        self.cue_source = LinkScorer(2 * c.hidden, c.link_dim)
        self.dropout = nn.Dropout(0.5)
        self.register_buffer("grammar", torch.from_numpy(bioes_grammar(LABELS)), persistent=False)

    def form_vectors(self, words: Tensor, pieces: Tensor, offsets: Tensor) -> Tensor:
        """Vectors of forms, context-free: embedding beside the sum of the spelling pieces."""
        return torch.cat([self.word(words), self.piece(pieces, offsets)], -1)

    def encode(
        self, vectors: Tensor, layout: Tensor, tree: Tensor, lengths: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Read windows: vectors (batch, n, dim), layout bits (batch, n, ``LAYOUT``), tree (batch, n, ``trees.COLUMNS``).

        Returns label scores (batch, n, labels), upper states (batch, n, 2 * hidden) and syntax scores.
        """
        turned = turn(lengths, vectors.shape[1])
        parts = [self.dropout(vectors), layout, self.dropout(self._place(vectors, tree))]
        lower = self.dropout(self.lower(torch.cat(parts, -1), turned))
        syntax = self.syntax(lower)
        k = len(self.config.xpos)
        mixture = self.tag(torch.cat([syntax[..., :k].softmax(-1), syntax[..., k:].softmax(-1)], -1))
        upper = self.dropout(self.upper(torch.cat([lower, mixture, layout], -1), turned))
        return self.label(upper), upper, syntax

    def _place(self, vectors: Tensor, tree: Tensor) -> Tensor:
        """Each word's place in its tree (batch, n, tree and head dims); zeros for a head outside the window."""
        columns = [embed(tree[..., i]) for i, embed in enumerate(self.tree)]
        head = tree[..., -1:]
        of_head = vectors.gather(1, head.clamp(min=0).expand(-1, -1, vectors.shape[-1]))
        return torch.cat([*columns, self.head(of_head * (head >= 0))], -1)

    def transitions(self) -> Tensor:
        """Scores (from, to) of label pairs, with what BIOES forbids ruled out."""
        grammar = self.grammar
        assert isinstance(grammar, Tensor)
        return self.follow + grammar
