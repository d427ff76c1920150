"""Runs the engine's network over tokenised sentences: tags, trees and names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from attrs import frozen
from numpy.typing import NDArray
from torch import Tensor

from attrib.annotate.network import NetworkConfig, SyntaxNetwork
from attrib.scoring import store
from attrib.scoring.crf import bioes_grammar, viterbi
from attrib.scoring.forms import SCHEMA

LONGEST = 200
"""Longer sentences are read in pieces of this many words: scores of all word pairs grow with the square."""

BATCH_TOKENS = 3000


@frozen
class Parse:
    """Annotation of one sentence, a value a word."""

    upos: list[str]
    xpos: list[str]
    heads: list[int]
    """1-based; 0 is the root."""
    deprels: list[str]
    entities: list[str]
    """BIOES tags."""


def batches(lengths: Sequence[int], tokens: int = BATCH_TOKENS) -> list[list[int]]:
    """Group sentence numbers by like length, about ``tokens`` words a batch."""
    out: list[list[int]] = []
    size = tokens
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if size + lengths[i] > tokens:
            out.append([])
            size = 0
        out[-1].append(i)
        size += lengths[i]
    return out


def is_tree(heads: Sequence[int]) -> bool:
    """Whether 1-based heads form one tree with a single root.

    >>> is_tree([2, 0, 2]), is_tree([2, 1]), is_tree([0, 0])
    (True, False, False)
    """
    if list(heads).count(0) != 1:
        return False
    safe = [True] + [False] * len(heads)
    for start in range(1, len(heads) + 1):
        path: list[int] = []
        at = start
        while not safe[at]:
            if len(path) > len(heads):
                return False
            path.append(at)
            at = heads[at - 1]
        for i in path:
            safe[i] = True
    return True


def best_tree(scores: NDArray[np.float32]) -> list[int]:
    """Heads (1-based) of the best tree for arc scores (n, n + 1): the best head of each word where those form a tree,
    else the maximum spanning tree."""
    np.fill_diagonal(scores[:, 1:], -1e9)
    heads: list[int] = scores.argmax(1).tolist()
    if is_tree(heads):
        return heads
    from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root

    top = scores.max(1, keepdims=True)
    logs = scores - top - np.log(np.exp(scores - top).sum(1, keepdims=True))
    square = np.concatenate([np.zeros((1, scores.shape[1]), scores.dtype), logs])
    return [int(h) for h in chuliu_edmonds_one_root(square.astype(np.float64))[1:]]


class Parser:
    """The network with its vocabulary; build with ``load`` or ``from_checkpoint``. Safe to share between threads."""

    def __init__(self, network: SyntaxNetwork) -> None:
        self.network = network.eval()
        config = network.config
        self._vectors = store.FormVectors(network.form_vectors, config.words, config.buckets)
        self._grammar = bioes_grammar(config.entities)

    @classmethod
    def load(cls, language: str = "en") -> Parser:
        """Load the shipped network."""
        return cls.from_checkpoint(store.load(language, "network.pt", SCHEMA))

    @classmethod
    def from_checkpoint(cls, checkpoint: dict[str, Any]) -> Parser:
        """Build from what ``store.load`` gives."""
        config = checkpoint["config"]
        network = SyntaxNetwork(NetworkConfig(**config))
        network.load_state_dict(checkpoint["state"])
        return cls(network)

    def __call__(self, sentences: Sequence[Sequence[str]]) -> list[Parse]:
        """Annotate sentences given as forms; one ``Parse`` each, in order."""
        pieces = [
            (i, s[at : at + LONGEST]) for i, s in enumerate(sentences) for at in range(0, len(s), LONGEST)
        ]
        parsed: list[Parse | None] = [None] * len(pieces)
        for batch in batches([len(p) for _, p in pieces]):
            for i, found in zip(batch, self._run([pieces[i][1] for i in batch]), strict=True):
                parsed[i] = found
        grouped: list[list[Parse]] = [[] for _ in sentences]
        for (i, _), parse in zip(pieces, parsed, strict=True):
            assert parse is not None
            grouped[i].append(parse)
        return [_joined(g) for g in grouped]

    @torch.inference_mode()
    def _run(self, sentences: Sequence[Sequence[str]]) -> list[Parse]:
        net, config = self.network, self.network.config
        lengths = torch.tensor([len(s) for s in sentences])
        flat = self._vectors([f for s in sentences for f in s])
        vectors = torch.nn.utils.rnn.pad_sequence(list(torch.split(flat, lengths.tolist())), batch_first=True)
        _, upper, xpos = net.encode(vectors, lengths)
        mask = torch.arange(upper.shape[1])[None, :] < lengths[:, None]
        heads, relations = self._trees(upper, lengths, mask)
        upos = net.upos(upper[mask]).argmax(1).tolist()
        fine = xpos[mask].argmax(1).tolist()
        names = viterbi(net.entity(upper).numpy(), self._grammar, lengths.numpy())
        out, at = [], 0
        for i, n in enumerate(lengths.tolist()):
            out.append(
                Parse(
                    [config.upos[k] for k in upos[at : at + n]],
                    [config.xpos[k] for k in fine[at : at + n]],
                    heads[i],
                    [config.deprels[k] for k in relations[at : at + n]],
                    [config.entities[k] for k in names[i]],
                )
            )
            at += n
        return out

    def _trees(self, upper: Tensor, lengths: Tensor, mask: Tensor) -> tuple[list[list[int]], list[int]]:
        """Heads by sentence, and relation numbers of all words in a row, scored for the chosen heads only."""
        tree = self.network.tree
        dep, head, dep_rel, head_rel = tree.project(upper, torch.nn.Identity())
        scores = tree.arcs(dep, head).numpy()
        heads = [best_tree(scores[i, :n, : n + 1].copy()) for i, n in enumerate(lengths.tolist())]
        rows = mask.nonzero()[:, 0]
        chosen = head_rel[rows, torch.tensor([h for hs in heads for h in hs])]
        relations: list[int] = tree.relations(dep_rel[mask], chosen).argmax(1).tolist()
        return heads, relations


def _joined(parts: list[Parse]) -> Parse:
    """Pieces of one overlong sentence as one: later roots hang on the first as parataxis."""
    if len(parts) == 1:
        return parts[0]
    out = Parse([], [], [], [], [])
    root = 0
    for part in parts:
        base = len(out.upos)
        for head, deprel in zip(part.heads, part.deprels, strict=True):
            out.heads.append(head + base if head else root)
            out.deprels.append(deprel if head or not root else "parataxis")
        if not root:
            root = part.heads.index(0) + 1
        out.upos.extend(part.upos)
        out.xpos.extend(part.xpos)
        out.entities.extend(part.entities)
    return out
