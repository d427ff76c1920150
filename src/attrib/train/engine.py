"""Train the engine's network: fine and universal tags, trees, names.

``python -m attrib.train engine --ud DIR --silver FILE --vectors DIR --minutes 60 --out network.pt``

Gold treebanks (EWT, GUM) train the tags and trees, automatic news annotation trains the same encoder through heads of its own
and gives most of the names. The learning rate falls linearly over a wall-clock budget, so a run is repeatable in its data
order (seeded) and, on equal hardware, in its figures to about 0.2 points.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from attrib.annotate.network import NetworkConfig, SyntaxNetwork
from attrib.scoring.forms import SCHEMA, normal, pieces
from attrib.scoring.layers import Biaffine
from attrib.train.treebank import TrainSentence, read_treebank
from attrib.train.vectors import initial_table, piece_vectors, whole_words

HELD_OUT_DOCUMENTS = 60
"""The last documents of the silver news are kept for the names' figure."""


def labels(values: Iterator[str], least: int = 1) -> tuple[str, ...]:
    """Label set, most frequent first."""
    return tuple(v for v, n in Counter(values).most_common() if n >= least)


def vocabulary(sentences: Sequence[TrainSentence], extra: Sequence[str]) -> tuple[str, ...]:
    """Normalised lower-case forms seen twice in gold or three times in news, and the extra words."""
    gold, silver = Counter[str](), Counter[str]()
    for s in sentences:
        (silver if s.silver else gold).update(normal(f).lower() for f in s.forms)
    words = {w for w, n in gold.items() if n >= 2} | {w for w, n in silver.items() if n >= 3} | set(extra)
    return ("", "<unk>", *sorted(words))


class Batcher:
    """Turns sentences into tensors; form features are computed once a form."""

    def __init__(self, config: NetworkConfig, silver: tuple[Sequence[str], Sequence[str]]) -> None:
        self.buckets = config.buckets
        self.word = {w: i for i, w in enumerate(config.words)}
        self.maps = {
            name: {v: i for i, v in enumerate(values)}
            for name, values in (
                ("xpos", config.xpos), ("upos", config.upos), ("deprels", config.deprels), ("entities", config.entities),
                ("silver_xpos", silver[0]), ("silver_deprels", silver[1]),
            )
        }  # fmt: skip
        self.cache: dict[str, tuple[int, list[int]]] = {}

    def form(self, form: str) -> tuple[int, list[int]]:
        """Word id and spelling pieces of a form."""
        found = self.cache.get(form)
        if found is None:
            n = normal(form)
            found = self.cache[form] = (self.word.get(n.lower(), 1), pieces(n, self.buckets))
        return found

    def inputs(self, batch: Sequence[TrainSentence]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Word ids, pieces and bag offsets of all tokens in a row, and the sentences' lengths."""
        rows = [self.form(f) for s in batch for f in s.forms]
        flat = [p for _, ps in rows for p in ps]
        offsets = torch.tensor([0] + [len(ps) for _, ps in rows[:-1]]).cumsum(0)
        return (
            torch.tensor([w for w, _ in rows]),
            torch.tensor(flat),
            offsets,
            torch.tensor([len(s.forms) for s in batch]),
        )

    def target(self, batch: Sequence[TrainSentence], layer: str, name: str) -> Tensor:
        """Label ids of all tokens in a row; -100 where a layer or a label is missing."""
        index = self.maps[name]
        out: list[int] = []
        for s in batch:
            values = getattr(s, layer)
            out += [-100] * len(s.forms) if values is None else [index.get(v, -100) for v in values]
        return torch.tensor(out)


def pad(rows: Tensor, lengths: Tensor) -> Tensor:
    """(tokens, dim) to (batch, longest, dim)."""
    return nn.utils.rnn.pad_sequence(list(torch.split(rows, lengths.tolist())), batch_first=True)


def tree_loss(
    tree: Biaffine,
    upper: Tensor,
    batch: Sequence[TrainSentence],
    lengths: Tensor,
    rels: Tensor,
    dropout: nn.Module,
) -> Tensor:
    """Cross-entropy of heads, and of relations given the right heads."""
    n = upper.shape[1]
    dep, head, dep_rel, head_rel = tree.project(upper, dropout)
    mask = torch.arange(n)[None, :] < lengths[:, None]
    scores = tree.arcs(dep, head)
    scores = scores.masked_fill(~torch.cat([mask.new_ones(len(batch), 1), mask], 1)[:, None, :], -1e4)
    heads = torch.tensor([h for s in batch for h in s.heads])
    flat = scores[mask]
    row = mask.nonzero()[:, 0]
    labels_ = tree.relations(dep_rel[mask], head_rel[row, heads])
    return nn.functional.cross_entropy(flat, heads) + nn.functional.cross_entropy(
        labels_, rels, ignore_index=-100
    )


def ce(scores: Tensor, target: Tensor) -> Tensor:
    """Cross-entropy over labelled tokens; zero where none is labelled."""
    if not (target >= 0).any():
        return scores.sum() * 0
    return nn.functional.cross_entropy(scores, target, ignore_index=-100)


def loss_of(net: SyntaxNetwork, data: Batcher, batch: Sequence[TrainSentence]) -> Tensor:
    """Sum of the losses of all layers that the batch's source annotates; a batch is all gold or all silver."""
    words, flat, offsets, lengths = data.inputs(batch)
    words = torch.where(torch.rand(words.shape) < 0.1, torch.ones_like(words), words)
    vectors = pad(net.form_vectors(words, flat, offsets), lengths)
    lower, upper, xpos = net.encode(vectors, lengths)
    mask = torch.arange(upper.shape[1])[None, :] < lengths[:, None]
    entity = ce(net.entity(upper)[mask], data.target(batch, "entities", "entities"))
    if batch[0].silver:
        assert net.silver_tree is not None
        assert net.silver_xpos is not None
        tags = ce(net.silver_xpos(lower)[mask], data.target(batch, "xpos", "silver_xpos"))
        rels = data.target(batch, "deprels", "silver_deprels")
        return entity + 0.3 * (tags + tree_loss(net.silver_tree, upper, batch, lengths, rels, net.dropout))
    tags = ce(xpos[mask], data.target(batch, "xpos", "xpos")) + ce(
        net.upos(upper)[mask], data.target(batch, "upos", "upos")
    )
    rels = data.target(batch, "deprels", "deprels")
    return tags + 0.5 * entity + tree_loss(net.tree, upper, batch, lengths, rels, net.dropout)


def batches(sentences: Sequence[TrainSentence], tokens: int, rng: random.Random) -> list[list[TrainSentence]]:
    """Batches of about ``tokens`` words, of sentences alike in length, longest first within a batch."""
    order = sorted(sentences, key=lambda s: len(s.forms) + rng.random() * 4)
    out: list[list[TrainSentence]] = [[]]
    size = 0
    for s in order:
        if size and size + len(s.forms) > tokens:
            out.append([])
            size = 0
        out[-1].append(s)
        size += len(s.forms)
    return [sorted(b, key=lambda s: -len(s.forms)) for b in out]


def epoch(
    gold: Sequence[TrainSentence], silver: Sequence[TrainSentence], share: float, rng: random.Random
) -> list[list[TrainSentence]]:
    """All gold once and a fresh share of the silver, as shuffled batches."""
    out = batches(gold, 1000, rng) + batches(rng.sample(silver, int(share * len(silver))), 1000, rng)
    rng.shuffle(out)
    return out


def fit(
    net: SyntaxNetwork,
    data: Batcher,
    gold: Sequence[TrainSentence],
    silver: Sequence[TrainSentence],
    args: argparse.Namespace,
) -> SyntaxNetwork:
    """Adam with linear warm-up and decay over the wall-clock budget; returns the running average of the weights."""
    rng = random.Random(args.seed)
    decay = torch.optim.swa_utils.get_ema_multi_avg_fn(0.99)  # type: ignore[no-untyped-call]
    average = torch.optim.swa_utils.AveragedModel(net, multi_avg_fn=decay)
    optimiser = torch.optim.AdamW(
        net.parameters(), lr=args.rate, betas=(0.9, 0.95), weight_decay=0.01, fused=True
    )
    begin, step, seen = time.monotonic(), 0, 0
    while True:
        for batch in epoch(gold, silver, args.silver_share, rng):
            done = (time.monotonic() - begin) / (60 * args.minutes)
            if done >= 1:
                module = average.module
                assert isinstance(module, SyntaxNetwork)
                return module
            for group in optimiser.param_groups:
                group["lr"] = args.rate * min(1, (step + 1) / 200) * max(0.02, 1 - done)
            loss = loss_of(net, data, batch)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimiser.step()
            step += 1
            seen += sum(len(s.forms) for s in batch)
            if step > 300 and step % 5 == 0:
                average.update_parameters(net)
            if step % 200 == 0:
                print(
                    f"step {step} {done:.0%} loss {loss.item():.3f} {seen / (time.monotonic() - begin):.0f} tokens/s",
                    flush=True,
                )


def export(net: SyntaxNetwork, path: Path, notes: dict[str, str]) -> None:
    """Weights in half precision with their configuration; readable with ``weights_only``."""
    state = {k: v.half() for k, v in net.state_dict().items() if not k.startswith("silver")}
    torch.save({"schema": SCHEMA, "config": net.config.to_dict(), "state": state, "notes": notes}, path)


def held_out(silver: Sequence[TrainSentence]) -> set[str]:
    """Names of the news documents that training leaves out."""
    return set(sorted({s.document for s in silver})[-HELD_OUT_DOCUMENTS:])


def load_data(args: argparse.Namespace) -> tuple[list[TrainSentence], list[TrainSentence]]:
    """Gold sentences of EWT and GUM, and silver news without its held-out documents."""
    gold = list(read_treebank(args.ud / "ewt-train.conllu.xz"))
    gold += list(read_treebank(args.ud / "gum-train.conllu.xz", entities=True))
    silver = list(read_treebank(args.silver, silver=True))
    held = held_out(silver)
    return gold, [s for s in silver if s.document not in held and len(s.forms) <= 120]


def build(
    args: argparse.Namespace, gold: list[TrainSentence], silver: list[TrainSentence]
) -> tuple[SyntaxNetwork, Batcher]:
    """A fresh network over the label sets and vocabulary of the data."""
    extra = whole_words(piece_vectors(args.vectors, 1)[0]) if args.vectors else []
    config = NetworkConfig(
        words=vocabulary(gold + silver, extra),
        xpos=labels(x for s in gold for x in s.xpos),
        upos=labels(x for s in gold for x in s.upos or ()),
        deprels=labels(x for s in gold for x in s.deprels),
        entities=labels(x for s in gold + silver for x in s.entities or ()),
    )
    silver_sets = (labels(x for s in silver for x in s.xpos), labels(x for s in silver for x in s.deprels))
    net = SyntaxNetwork(config, (len(silver_sets[0]), len(silver_sets[1])))
    with torch.no_grad():
        net.word.weight.copy_(
            torch.from_numpy(initial_table(list(config.words), args.vectors, config.word_dim, args.seed))
        )
    return net, Batcher(config, silver_sets)


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point of ``python -m attrib.train engine``."""
    parser = argparse.ArgumentParser(prog="attrib.train engine", description=__doc__)
    parser.add_argument("--ud", type=Path, required=True, help="folder with {ewt,gum}-train.conllu.xz")
    parser.add_argument("--silver", type=Path, required=True, help="automatically annotated news, CoNLL-U")
    parser.add_argument(
        "--vectors", type=Path, help="folder with vocab.txt and model.safetensors of all-MiniLM-L6-v2"
    )
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--silver-share", type=float, default=0.3, help="share of the news read each epoch")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(argv)
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    gold, silver = load_data(args)
    net, data = build(args, gold, silver)
    best = fit(net, data, gold, silver, args)
    assert isinstance(best, SyntaxNetwork)
    export(best, args.out, {"minutes": str(args.minutes), "seed": str(args.seed)})
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
