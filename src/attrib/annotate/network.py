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

from attrib.scoring.layers import Biaffine, BiLSTM, turn


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
