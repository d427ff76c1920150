"""Layers that the networks share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

PIECE = 128
"""Pairs of words whose relations are scored at a time."""

EVEN = 8
"""Rows of a matrix product come in multiples of this. The kernels take rows by fours or eights and sum up those left over in
another order: with a full last group a row's result does not depend on how many others are beside it, bit for bit."""


def spare(n: int) -> int:
    """How many rows make ``n`` a multiple of ``EVEN``.

    >>> spare(13), spare(16)
    (3, 0)
    """
    return -n % EVEN


def even_shape(batch: int, n: int) -> tuple[int, int]:
    """The smallest batch and length, at least these, whose product is a multiple of ``EVEN``.

    >>> even_shape(1, 121), even_shape(50, 23)
    ((1, 128), (50, 24))
    """
    shapes = (
        (rows, longer) for longer in range(n, n + EVEN) for rows in range(batch, batch + EVEN)
        if rows * longer % EVEN == 0
    )  # fmt: skip
    return min(shapes, key=lambda s: s[0] * s[1])


def pad_batch(rows: Tensor, lengths: Tensor) -> Tensor:
    """Rows of all sequences, one after the other, as a padded batch (batch, longest, ...).

    Empty sequences are added behind, or all are made longer, until batch times length is a multiple of ``EVEN``, so that each
    sequence gets the same states in any company.
    """
    split: list[Tensor] = list(torch.split(rows, lengths.tolist()))
    batch, n = even_shape(len(split), max(map(len, split)))
    split[0] = nn.functional.pad(split[0], (*(0, 0) * (rows.dim() - 1), 0, n - len(split[0])))
    split += [rows[:0]] * (batch - len(split))
    return nn.utils.rnn.pad_sequence(split, batch_first=True)


def even_rows(rows: Tensor) -> Tensor:
    """Rows (n, dim) with zeros behind, up to a multiple of ``EVEN``."""
    return nn.functional.pad(rows, (0, 0, 0, spare(len(rows))))


@contextmanager
def torch_threads(count: int) -> Iterator[None]:
    """Run with ``count`` torch threads and give the caller's setting back afterwards.

    One thread is the default because OpenMP's waiting threads made two threads 18 times slower than one on a busy machine.
    """
    before = torch.get_num_threads()
    if before == count:
        yield
        return
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


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
        return self.seeking(dep) @ head.transpose(1, 2)

    def seeking(self, dep: Tensor) -> Tensor:
        """Dependents (batch, n, arc) as vectors whose product with a head's is the score of that pair."""
        return dep @ self.arc[:-1] + self.arc[-1]

    def relations(self, dep: Tensor, head: Tensor) -> Tensor:
        """Scores (pairs, relations) for rows of matched dependents and heads."""
        pairs = dep.shape[0]
        one = dep.new_ones(pairs + spare(pairs), 1)
        dep, head = torch.cat([even_rows(dep), one], 1), torch.cat([even_rows(head), one], 1)
        size, labels, _ = self.rel.shape
        flat = self.rel.view(size, -1)
        # in pieces that stay in the processor's cache: half the time of one large product
        return torch.cat(
            [
                torch.bmm((d @ flat).view(-1, labels, size), h.unsqueeze(2)).squeeze(2)
                for d, h in zip(torch.split(dep, PIECE), torch.split(head, PIECE), strict=True)
            ]
        )[:pairs]


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
