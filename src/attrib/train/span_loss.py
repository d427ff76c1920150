"""What the span tagger is trained to make small: the loss of labels, links and syntax over a batch of windows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from attrib.scoring import crf, forms, trees, windows
from attrib.scoring.tagger import edges
from attrib.scoring.tagger_network import LABELS, LinkScorer, TaggerConfig, TaggerNetwork
from attrib.train.context import ContextNetwork
from attrib.train.engine import ce, pad
from attrib.train.span_data import Choices, Piece, Window, inside, window_labels

LINKING = 0.3
"""Weight of the links beside the labels. Twice as much gave a tagger of 128 units nothing: on PolNeAR dev the source was right in
0.911 of what was found, and in 0.912 before."""


def link_loss(net: TaggerNetwork, upper: Tensor, window: Window) -> Tensor:
    """Cross-entropy of each content's cue and each cue's source, among all of the window's spans."""
    article, begin, end = window
    triples = []
    for contents, cue, source in article.links:
        triples += [
            (inside(c, begin, end), inside(cue, begin, end), inside(source, begin, end), source)
            for c in contents
        ]
    cues = sorted({c for _, c, _, _ in triples if c})
    sources = sorted({s for _, _, s, _ in triples if s})
    own = [(c, q) for c, q, _, _ in triples if c]
    total = upper.sum() * 0
    if own:
        total = total + choose(net.content_cue, upper, window, own, cues, article.cue_of)
    # A source outside the window is no evidence for "no source".
    pairs = {q: s for _, q, s, full in triples if q and (s or not full)}
    if pairs:
        total = total + choose(net.cue_source, upper, window, list(pairs.items()), sources, article.source_of)
    return total


def choose(
    scorer: LinkScorer,
    upper: Tensor,
    window: Window,
    links: Sequence[tuple[Piece, Piece | None]],
    right: list[Piece],
    taught: Choices,
) -> Tensor:
    """Cross-entropy of the right partner of each left span, mixed with what the teachers chose."""
    article, begin, _ = window
    left = [a for a, _ in links]
    scores = scorer(edges(upper, left), edges(upper, right), nearness(window, left, right))
    target = nn.functional.one_hot(
        torch.tensor([right.index(g) + 1 if g else 0 for _, g in links]), len(right) + 1
    ).float()
    for i, (a, b) in enumerate(left):
        chosen = taught.get((a + begin, b + begin), {})
        options = [chosen.get(None, 0.0), *(chosen.get((c + begin, d + begin), 0.0) for c, d in right)]
        # what they chose may lie outside of this window
        if (known := sum(options)) > SEEN * sum(chosen.values()):
            target[i] *= article.trust
            target[i] += (1 - article.trust) / known * torch.tensor(options)
    return nn.functional.cross_entropy(scores, target, reduction="sum")


SEEN = 0.5
"""Share of the teachers' probability that must fall on spans of this window to be heeded."""


def nearness(window: Window, left: list[Piece], right: list[Piece]) -> Tensor:
    """Distance buckets (lefts, rights) of spans of a window."""
    article, begin, end = window
    sentence_of = article.sentence_of[begin:end]
    one, other = (
        np.array([(a, b, sentence_of[a]) for a, b in pieces], dtype=np.int64).reshape(-1, 3)
        for pieces in (left, right)
    )
    return torch.from_numpy(windows.buckets(one, other))


class Forms:
    """Word ids and spelling pieces, computed once a form."""

    def __init__(self, config: TaggerConfig) -> None:
        self.word = {w: i for i, w in enumerate(config.words)}
        self.buckets = config.buckets
        self.cache: dict[str, tuple[int, list[int]]] = {}

    def __call__(self, form: str) -> tuple[int, list[int]]:
        """Word id and spelling pieces of a form."""
        found = self.cache.get(form)
        if found is None:
            n = forms.normal(form)
            found = self.cache[form] = (self.word.get(n.lower(), 1), forms.pieces(n, self.buckets))
        return found


UNKNOWN = 0.15
"""Share of words that are unknown in training, known by their spelling alone."""
BLANK = 0.1
"""Share of words whose vector is blanked altogether, so that the context must tell."""


def vectors_of(net: TaggerNetwork, data: Forms, batch: Sequence[Window]) -> Tensor:
    """What the network reads of all words of a batch (words, dim), some of them made unknown or blank."""
    rows = [data(f) for a, b, e in batch for f in a.forms[b:e]]
    words = torch.tensor([w for w, _ in rows])
    words = torch.where(torch.rand(words.shape) < UNKNOWN, torch.ones_like(words), words)
    offsets = torch.tensor([0] + [len(p) for _, p in rows[:-1]]).cumsum(0)
    vectors = net.form_vectors(words, torch.tensor([p for _, ps in rows for p in ps]), offsets)
    vectors = vectors * (torch.rand(len(vectors), 1) >= BLANK)
    if isinstance(net, ContextNetwork):
        vectors = net.beside(vectors, [a.forms[b:e] for a, b, e in batch])
    return vectors


def loss_of(net: TaggerNetwork, data: Forms, batch: Sequence[Window]) -> Tensor:
    """Label loss a token, syntax loss and link loss."""
    lengths = torch.tensor([e - b for _, b, e in batch])
    vectors = vectors_of(net, data, batch)
    shape = pad(
        torch.from_numpy(np.concatenate([a.layout[b:e] for a, b, e in batch]).astype(np.float32)), lengths
    )
    tree = pad(torch.from_numpy(np.concatenate([trees.window(a.tree, b, e) for a, b, e in batch])), lengths)
    scores, upper, syntax = net.encode(pad(vectors, lengths), shape, tree, lengths)
    gold = pad(torch.tensor([x for a, b, e in batch for x in window_labels(a, b, e)]), lengths)
    mask = torch.arange(scores.shape[1])[None, :] < lengths[:, None]
    k = len(net.config.xpos)
    xpos = torch.tensor([x for a, b, e in batch for x in a.xpos[b:e]])
    deprels = torch.tensor([x for a, b, e in batch for x in a.deprels[b:e]])
    on_the_way = ce(syntax[mask][:, :k], xpos) + ce(syntax[mask][:, k:], deprels)
    linking = sum(
        (link_loss(net, upper[i, : int(lengths[i])], w) for i, w in enumerate(batch)), start=upper.sum() * 0
    )
    return (
        label_loss(net, scores, gold, lengths, batch)
        + 0.1 * on_the_way
        + LINKING * linking / int(lengths.sum())
    )


def label_loss(
    net: TaggerNetwork, scores: Tensor, gold: Tensor, lengths: Tensor, batch: Sequence[Window]
) -> Tensor:
    """Cross-entropy of the label sequences a token, with each article's mixture of its labels and its teachers' posteriors."""
    if all(a.soft is None for a, _, _ in batch):
        return crf.negative_log_likelihood(scores, net.transitions(), gold, lengths)
    target = nn.functional.one_hot(gold, len(LABELS)).float()
    for i, (article, begin, end) in enumerate(batch):
        if article.soft is not None:
            taught = torch.from_numpy(article.soft[begin:end].astype(np.float32))
            target[i, : end - begin] = article.trust * target[i, : end - begin] + (1 - article.trust) * taught
    return crf.expected_loss(scores, net.transitions(), target, gold, lengths)
