"""One small network for tags, trees and names.

A word's vector is its embedding plus hashed spelling pieces. Two bidirectional LSTM layers read the sentence; fine tags are
predicted after the first and fed, as a mixture, to the second (stack propagation; Zhang & Weiss 2016). Heads and relations
are scored by biaffine attention (Dozat & Manning 2017). Automatic annotation of other schemes trains the same encoder
through heads of its own ("treebank embeddings" taken to the output layer; Stymne et al. 2018), so that no scheme needs to be
mapped onto another.
"""

from __future__ import annotations

from typing import Any

import torch
from attrs import asdict, frozen
from torch import Tensor, nn


@frozen
class NetworkConfig:
    """Sizes and label sets; stored with the weights."""

    words: tuple[str, ...]
    """Vocabulary; the first two are padding and unknown."""
    xpos: tuple[str, ...]
    upos: tuple[str, ...]
    deprels: tuple[str, ...]
    entities: tuple[str, ...]
    """BIOES tags."""
    buckets: int = 16384
    word_dim: int = 100
    piece_dim: int = 64
    hidden: int = 200
    tag_dim: int = 32
    arc_dim: int = 160
    rel_dim: int = 80

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for the model file."""
        return asdict(self)


class Biaffine(nn.Module):
    """Scores of every (dependent, head) pair, and of every relation for given pairs."""

    def __init__(self, size: int, arc: int, rel: int, relations: int) -> None:
        super().__init__()
        self.dependent = nn.Linear(size, arc + rel)
        self.head = nn.Linear(size, arc + rel)
        self.arc = nn.Parameter(torch.zeros(arc + 1, arc))
        self.rel = nn.Parameter(torch.zeros(rel + 1, relations, rel + 1))
        self.root = nn.Parameter(torch.randn(size) * 0.1)
        self.arc_size = arc
        nn.init.normal_(self.rel, std=0.02)
        nn.init.orthogonal_(self.arc)

    def project(self, states: Tensor, dropout: nn.Module) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Project states (batch, n, size) to arc and relation views of dependents and heads.

        Heads have n + 1 rows: row 0 is the root.
        """
        root = self.root.expand(states.shape[0], 1, -1)
        dep = dropout(nn.functional.leaky_relu(self.dependent(states), 0.1))
        head = dropout(nn.functional.leaky_relu(self.head(torch.cat([root, states], 1)), 0.1))
        k = self.arc_size
        return dep[..., :k], head[..., :k], dep[..., k:], head[..., k:]

    def arcs(self, dep: Tensor, head: Tensor) -> Tensor:
        """Scores (batch, n, n + 1) of each head for each dependent."""
        left = dep @ self.arc[:-1] + self.arc[-1]
        return left @ head.transpose(1, 2)

    def relations(self, dep: Tensor, head: Tensor) -> Tensor:
        """Scores (pairs, relations) for rows of matched dependents and heads."""
        one = dep.new_ones(dep.shape[0], 1)
        dep, head = torch.cat([dep, one], 1), torch.cat([head, one], 1)
        size, labels, _ = self.rel.shape
        left = (dep @ self.rel.view(size, -1)).view(-1, labels, head.shape[1])
        return torch.bmm(left, head.unsqueeze(2)).squeeze(2)


class BiLSTM(nn.Module):
    """A bidirectional layer over padded sentences of several lengths, exact and without packing.

    Each sentence is turned round by itself for the backward reading, so padding always comes last and reaches no state
    that is used. torch's packed sequences give the same, but fall back to a loop two to three times slower on a CPU.
    """

    def __init__(self, inputs: int, hidden: int) -> None:
        super().__init__()
        self.forth = nn.LSTM(inputs, hidden, batch_first=True)
        self.back = nn.LSTM(inputs, hidden, batch_first=True)

    def forward(self, x: Tensor, turned: Tensor) -> Tensor:
        """Map (batch, n, inputs) to (batch, n, 2 * hidden); ``turned`` is what ``turn`` gives."""
        batch, n, _ = x.shape
        back: Tensor = self.back(x.flatten(0, 1)[turned].view(batch, n, -1))[0]
        forth: Tensor = self.forth(x)[0]
        return torch.cat([forth, back.flatten(0, 1)[turned].view(batch, n, -1)], -1)


def turn(lengths: Tensor, n: int) -> Tensor:
    """Row numbers (batch * n) that turn each sentence round in place and leave its padding."""
    at = torch.arange(n)[None, :]
    ends = lengths[:, None]
    rows = torch.where(at < ends, ends - 1 - at, at)
    return (rows + torch.arange(len(lengths))[:, None] * n).flatten()


class SyntaxNetwork(nn.Module):
    """Encoder and heads. ``silver`` heads exist only in training and are not stored."""

    def __init__(self, config: NetworkConfig, silver: tuple[int, int] | None = None) -> None:
        super().__init__()
        c = self.config = config
        self.word = nn.Embedding(len(c.words), c.word_dim, padding_idx=0)
        self.piece = nn.EmbeddingBag(c.buckets, c.piece_dim, mode="sum")
        nn.init.normal_(self.piece.weight, std=0.1)
        self.lower = BiLSTM(c.word_dim + c.piece_dim, c.hidden)
        self.upper = BiLSTM(2 * c.hidden + c.tag_dim, c.hidden)
        self.xpos = nn.Linear(2 * c.hidden, len(c.xpos))
        self.tag = nn.Linear(len(c.xpos), c.tag_dim, bias=False)
        self.upos = nn.Linear(2 * c.hidden, len(c.upos))
        self.entity = nn.Linear(2 * c.hidden, len(c.entities))
        self.tree = Biaffine(2 * c.hidden, c.arc_dim, c.rel_dim, len(c.deprels))
        self.silver_xpos = nn.Linear(2 * c.hidden, silver[0]) if silver else None
        self.silver_tree = Biaffine(2 * c.hidden, c.arc_dim, c.rel_dim, silver[1]) if silver else None
        self.dropout = nn.Dropout(0.33)

    def form_vectors(self, words: Tensor, pieces: Tensor, offsets: Tensor) -> Tensor:
        """Vectors of forms: their embedding beside the sum of their pieces. Context-free, so a caller may cache them."""
        return torch.cat([self.word(words), self.piece(pieces, offsets)], -1)

    def encode(self, vectors: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Read sentences (batch, n, dim) of the given lengths; n is the longest.

        Returns the lower states, the upper states and the fine tags' scores.
        """
        turned = turn(lengths, vectors.shape[1])
        lower = self.dropout(self.lower(self.dropout(vectors), turned))
        xpos = self.xpos(lower)
        mixture = self.tag(xpos.softmax(-1))
        upper = self.dropout(self.upper(torch.cat([lower, mixture], -1), turned))
        return lower, upper, xpos
