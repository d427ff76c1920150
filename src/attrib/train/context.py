"""A teacher that reads in context: the span tagger over the states of a small published encoder, tuned with it.

The encoder (all-MiniLM-L6-v2, Apache-2.0) has 22 million weights and is far too slow and large to ship. It teaches the tagger
that is shipped (``distil``): what it knows of English arrives there through its posteriors.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import regex
import torch
from torch import Tensor, nn

from attrib.scoring import forms
from attrib.scoring.layers import BiLSTM
from attrib.scoring.tagger import SpanTagger
from attrib.scoring.tagger_network import TaggerConfig, TaggerNetwork
from attrib.train.vectors import split, tables

HEADS, SIZE = 12, 384
UNKNOWN, FIRST, LAST = 100, 101, 102
"""The encoder's numbers for an unknown piece and for the two ends of a text."""
MOST = 4
"""Pieces of a word that are read; the rest of a long one says little."""
_PARTS = regex.compile(r"\w+|[^\w\s]")


class Layer(nn.Module):
    """One layer of BERT (Devlin et al. 2019): attention, then two dense layers, each added to its input and normalised."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.joined = (nn.Linear(SIZE, SIZE) for _ in range(4))
        self.wide, self.narrow = nn.Linear(SIZE, 4 * SIZE), nn.Linear(4 * SIZE, SIZE)
        self.after_attention, self.after_dense = (nn.LayerNorm(SIZE, eps=1e-12) for _ in range(2))
        self.dropout = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Map states (batch, n, size); ``mask`` (batch, 1, 1, n) is true where there is a piece."""
        batch, n, _ = x.shape
        q, k, v = (f(x).view(batch, n, HEADS, -1).transpose(1, 2) for f in (self.query, self.key, self.value))
        seen = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        seen = self.joined(seen.transpose(1, 2).reshape(batch, n, SIZE))
        x = self.after_attention(x + self.dropout(seen))
        dense = self.narrow(nn.functional.gelu(self.wide(x)))
        out: Tensor = self.after_dense(x + self.dropout(dense))
        return out


_NAMES = {
    "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
    "joined": "attention.output.dense", "after_attention": "attention.output.LayerNorm",
    "wide": "intermediate.dense", "narrow": "output.dense", "after_dense": "output.LayerNorm",
}  # fmt: skip


class Encoder(nn.Module):
    """The encoder with its own word pieces: from words to a state for each."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        vocabulary = (folder / "vocab.txt").read_text(encoding="utf8").splitlines()
        self.index = {p: i for i, p in enumerate(vocabulary)}
        self.cache: dict[str, list[int]] = {}
        self.piece = nn.Embedding(len(vocabulary), SIZE)
        self.place = nn.Embedding(512, SIZE)
        self.norm = nn.LayerNorm(SIZE, eps=1e-12)
        found = {k: torch.from_numpy(v.copy()) for k, v in tables(folder / "model.safetensors").items()}
        self.layers = nn.ModuleList(Layer() for k in found if k.endswith("attention.self.query.bias"))
        self._take(found)
        self.piece.weight.requires_grad = False  # half of the weights, most of them for words never met here

    @torch.no_grad()
    def _take(self, found: dict[str, Tensor]) -> None:
        kind = found["embeddings.token_type_embeddings.weight"][0]
        self.piece.weight.copy_(found["embeddings.word_embeddings.weight"])
        self.place.weight.copy_(found["embeddings.position_embeddings.weight"] + kind)
        self.norm.weight.copy_(found["embeddings.LayerNorm.weight"])
        self.norm.bias.copy_(found["embeddings.LayerNorm.bias"])
        for i, layer in enumerate(self.layers):
            for own, name in _NAMES.items():
                for part in ("weight", "bias"):
                    source = found[f"encoder.layer.{i}.{name}.{part}"]
                    layer.get_submodule(own).get_parameter(part).copy_(source)

    def pieces(self, word: str) -> list[int]:
        """Piece numbers of a word, one at least."""
        known = self.cache.get(word)
        if known is None:
            parts = _PARTS.findall(forms.normal(word).lower())
            known = [p for part in parts for p in split(part, self.index) or [UNKNOWN]][:MOST] or [UNKNOWN]
            self.cache[word] = known
        return known

    def forward(self, windows: Sequence[Sequence[str]]) -> Tensor:
        """States of all words of all windows, one after the other (words, size): the mean over a word's pieces."""
        rows, word_of, of_piece, done = [], [], [], 0
        for row in windows:
            cut = [self.pieces(w) for w in row]
            numbers = [k for k, c in enumerate(cut, done) for _ in c]
            rows.append(torch.tensor([FIRST, *(p for c in cut for p in c), LAST][:512]))
            kept = len(rows[-1]) - 2
            word_of += numbers[:kept]
            of_piece.append(kept)
            done += len(row)
        states = self._encode(nn.utils.rnn.pad_sequence(rows, batch_first=True), [len(r) for r in rows])
        flat = torch.cat([states[i, 1 : n + 1] for i, n in enumerate(of_piece)])
        target = torch.tensor(word_of)
        total = flat.new_zeros(done, SIZE).index_add(0, target, flat)
        counts = torch.bincount(target, minlength=done).clamp(min=1)
        return total / counts[:, None]

    def _encode(self, ids: Tensor, lengths: Sequence[int]) -> Tensor:
        n = ids.shape[1]
        mask = (torch.arange(n)[None, :] < torch.tensor(lengths)[:, None])[:, None, None, :]
        x = self.norm(self.piece(ids) + self.place.weight[:n])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            for layer in self.layers:
                x = layer(x, mask)
        out: Tensor = x.float()
        return out


class ContextNetwork(TaggerNetwork):
    """The tagger's network that reads the encoder's states beside its own word vectors."""

    def __init__(self, config: TaggerConfig, folder: Path) -> None:
        super().__init__(config)
        own = config.word_dim + config.piece_dim
        self.encoder = Encoder(folder)
        self.head = nn.Linear(own + SIZE, config.head_dim, bias=False)
        self.lower = BiLSTM(self.lower.forth.input_size + SIZE, config.hidden)

    def beside(self, vectors: Tensor, windows: Sequence[Sequence[str]]) -> Tensor:
        """Word vectors (words, dim) with the states of the same words in their windows (words, dim + size)."""
        return torch.cat([vectors, self.encoder(windows)], 1)


class ContextTagger(SpanTagger):
    """Runs a ``ContextNetwork``; for teaching only."""

    network: ContextNetwork

    def _vectors_of(self, windows: Sequence[Sequence[str]]) -> Tensor:
        return self.network.beside(super()._vectors_of(windows), windows)
