"""A linear-chain conditional random field: training loss, best path and marginals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from attrib.scoring.layers import spare

Scores = NDArray[np.float32]


def bioes_grammar(labels: Sequence[str]) -> Scores:
    """Which label may follow which (from, to): 0 where BIOES allows it, -1e4 where not.

    >>> bioes_grammar(["O", "B-x", "E-x"]).tolist()
    [[0.0, 0.0, -10000.0], [-10000.0, -10000.0, 0.0], [0.0, 0.0, -10000.0]]
    """
    table = np.full((len(labels), len(labels)), -1e4, dtype=np.float32)
    for i, a in enumerate(labels):
        for j, b in enumerate(labels):
            fits = b[0] in "IE" and a[2:] == b[2:] if a[0] in "BI" else b[0] in "OBS"
            if fits:
                table[i, j] = 0
    return table


def negative_log_likelihood(scores: Tensor, follow: Tensor, gold: Tensor, lengths: Tensor) -> Tensor:
    """Mean over tokens of -log p(gold labels).

    ``scores`` (batch, n, labels), ``follow`` (from, to), ``gold`` (batch, n), ``lengths`` (batch,).
    """
    one_hot = torch.nn.functional.one_hot(gold, scores.shape[2]).to(scores.dtype)
    return expected_loss(scores, follow, one_hot, gold, lengths)


def expected_loss(scores: Tensor, follow: Tensor, target: Tensor, path: Tensor, lengths: Tensor) -> Tensor:
    """Mean over tokens of -log p, expected over label probabilities ``target`` (batch, n, labels).

    The log-probability is linear in the scores, so this is the cross-entropy of the two sequence models, save that the
    transitions are taken from one ``path`` (batch, n): neighbours' joint probabilities are not kept.
    """
    _, n, _ = scores.shape
    mask = torch.arange(n)[None, :] < lengths[:, None]
    own = (scores * target).sum(2)
    pairs = follow[path[:, :-1], path[:, 1:]]
    reached = (own * mask).sum() + (pairs * mask[:, 1:]).sum()
    alpha = scores[:, 0]
    for t in range(1, n):
        after = torch.logsumexp(alpha[:, :, None] + follow, 1) + scores[:, t]
        alpha = torch.where(mask[:, t, None], after, alpha)
    return (torch.logsumexp(alpha, 1).sum() - reached) / mask.sum()


def viterbi(scores: Scores, follow: Scores, lengths: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Best label path of each row of a padded batch (batch, n, labels), cut to its length.

    One numpy step a position, all rows at once.
    """
    batch, n, labels = scores.shape
    best = scores[:, 0].copy()
    back = np.empty((n, batch, labels), dtype=np.int64)
    total = np.empty((batch, labels, labels), dtype=scores.dtype)
    flat, own = total.reshape(-1), np.arange(batch)[:, None] * labels**2 + np.arange(labels)
    shortest = lengths.min()
    for t in range(1, n):
        np.add(best[:, :, None], follow, out=total)
        came = total.argmax(1, out=back[t])
        step = flat[came * labels + own] + scores[:, t]
        if t >= shortest:
            ended = t >= lengths
            back[t, ended] = np.arange(labels)
            step[ended] = best[ended]
        best = step
    path = np.zeros((n, batch), dtype=np.int64)
    path[-1] = best.argmax(1)
    for t in range(n - 1, 0, -1):
        path[t - 1] = back[t, np.arange(batch), path[t]]
    return [path[: lengths[i], i] for i in range(batch)]


FLOOR = -150.0
"""Least log-score of a label beside the best of its token, so that the products of ``marginals`` never vanish."""


def marginals(scores: Scores, follow: Scores, lengths: NDArray[np.int64]) -> Scores:
    """Posterior label probabilities (batch, n, labels) by forward-backward; padding rows hold no meaning.

    Works with probabilities that are scaled to sum to 1 at each step (Rabiner 1989), so a step is one matrix product.
    """
    rows, n, labels = scores.shape
    batch, shortest = rows + spare(rows), lengths.min()
    scores, lengths = np.pad(scores, ((0, batch - rows), (0, 0), (0, 0))), np.pad(lengths, (0, batch - rows))
    raised = (scores - scores.max(2, keepdims=True)).transpose(1, 0, 2).astype(np.float64)
    emit = np.exp(np.maximum(raised, FLOOR))
    move = np.exp(follow.astype(np.float64))
    ahead, behind = np.empty((2, n, batch, labels))
    ahead[0] = emit[0]
    for t in range(1, n):
        step = (ahead[t - 1] @ move) * emit[t]
        ahead[t] = step / step.sum(1, keepdims=True)
    behind[-1] = 1
    for t in range(n - 2, -1, -1):
        step = (emit[t + 1] * behind[t + 1]) @ move.T
        step /= step.sum(1, keepdims=True)
        behind[t] = step if t + 1 < shortest else np.where((t + 1 < lengths)[:, None], step, 1)
    both = (ahead * behind).transpose(1, 0, 2)[:rows]
    out: Scores = (both / both.sum(2, keepdims=True)).astype(np.float32)
    return out
