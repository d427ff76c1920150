"""Train the span tagger: source, cue and content labels with their links.

``python -m attrib.train spans --gold train.jsonl --silver silver.conllu.xz --vectors DIR --out tagger.pt``

Windows start at a random token in every epoch, so no border is learnt. The silver annotation of the same articles gives the
tags and relations that the network predicts on the way.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from attrs import evolve
from torch import nn

from attrib.scoring import forms
from attrib.scoring.tagger import SCHEMA
from attrib.scoring.tagger_network import TaggerConfig, TaggerNetwork
from attrib.train import distil
from attrib.train.context import ContextNetwork
from attrib.train.corpora import read_gold, silver_syntax
from attrib.train.span_data import TrainArticle, article_of, epoch
from attrib.train.span_loss import Forms, loss_of
from attrib.train.vectors import initial_table, piece_vectors, whole_words

TUNED = 0.05
"""Learning rate of an encoder beside that of fresh weights: 1e-4 for 2e-3, in the range usual for BERT."""


def fit(
    net: TaggerNetwork, data: Forms, articles: Sequence[TrainArticle], args: argparse.Namespace
) -> TaggerNetwork:
    """AdamW with linear warm-up and decay over the wall-clock budget; returns the running average of the weights."""
    rng = random.Random(args.seed)
    decay = torch.optim.swa_utils.get_ema_multi_avg_fn(0.99)  # type: ignore[no-untyped-call]
    average = torch.optim.swa_utils.AveragedModel(net, multi_avg_fn=decay)
    optimiser = torch.optim.AdamW(_groups(net), betas=(0.9, 0.95), weight_decay=0.01, fused=True)
    begin, step, seen, number = time.monotonic(), 0, 0, 0
    while True:
        number += 1
        for batch in epoch(articles, args.batch, rng):
            done = (time.monotonic() - begin) / (60 * args.minutes)
            if done >= 1:
                module = average.module
                assert isinstance(module, TaggerNetwork)
                return module
            for group in optimiser.param_groups:
                rate = args.rate * group["share"]
                group["lr"] = rate * min(1, (step + 1) / 100) * max(0.02, 1 - done)
            loss = loss_of(net, data, batch)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimiser.step()
            step += 1
            seen += sum(e - b for _, b, e in batch)
            if step > 100 and step % 5 == 0:
                average.update_parameters(net)
            if step % 50 == 0:
                speed = seen / (time.monotonic() - begin)
                print(
                    f"epoch {number} step {step} {done:.0%} loss {loss.item():.4f} {speed:.0f} tokens/s",
                    flush=True,
                )
                if step % 500 == 0:
                    export(average.module, args.out, {"partial": f"{done:.0%}"})


def _groups(net: TaggerNetwork) -> list[dict[str, Any]]:
    """Weights with their share of the learning rate: an encoder that knows much already is only tuned."""
    encoder = [p for n, p in net.named_parameters() if n.startswith("encoder.") and p.requires_grad]
    own = [p for n, p in net.named_parameters() if not n.startswith("encoder.")]
    return [{"params": own, "share": 1.0}] + ([{"params": encoder, "share": TUNED}] if encoder else [])


def export(net: nn.Module, path: Path, notes: dict[str, str]) -> None:
    """Weights in half precision with their configuration; readable with ``weights_only``."""
    assert isinstance(net, TaggerNetwork)
    state = {k: v.half() for k, v in net.state_dict().items()}
    torch.save({"schema": SCHEMA, "config": net.config.to_dict(), "state": state, "notes": notes}, path)


def build(args: argparse.Namespace) -> tuple[TaggerNetwork, list[TrainArticle]]:
    """Read the corpora and make a fresh network."""
    syntax, xpos, deprels = silver_syntax(args.silver)
    articles = [
        article_of(row, doc, syntax.get(row["id"], {})) for row, doc in read_gold(args.gold, args.parses)
    ]
    counts = Counter(forms.normal(f).lower() for a in articles for f in a.forms)
    words = {w for w, n in counts.items() if n >= 3}
    if args.vectors:
        index, _ = piece_vectors(args.vectors, 1)
        words |= set(whole_words(index)[: args.extra_words])
    config = TaggerConfig(("", "<unk>", *sorted(words)), xpos, deprels, hidden=args.hidden)
    net = (
        ContextNetwork(config, args.context) if args.context and not args.teachers else TaggerNetwork(config)
    )
    net.dropout.p = args.dropout
    with torch.no_grad():
        table = initial_table(list(config.words), args.vectors, config.word_dim, args.seed)
        net.word.weight.copy_(torch.from_numpy(table))
    return net, articles


def taught(args: argparse.Namespace, articles: list[TrainArticle]) -> list[TrainArticle]:
    """The articles with the teachers' posteriors, and those of ``--extra`` with the teachers' labels and links besides."""
    teachers = distil.committee(args.teachers, args.context)
    if args.extra:
        found = distil.unannotated(args.extra, teachers[-1])
        articles = articles + [evolve(article_of(row, doc, {}), trust=0.0) for row, doc in found]
    articles = distil.link_choices(teachers, articles)
    soft = distil.posteriors(teachers, [a.document for a in articles])
    return [evolve(a, soft=p, trust=min(a.trust, args.trust)) for a, p in zip(articles, soft, strict=True)]


def start_from(net: TaggerNetwork, path: Path) -> None:
    """Take over the weights of a trained tagger; inputs that it lacks begin at zero and so change nothing at first.

    Layers that are smaller than its own keep their random start.
    """
    found = torch.load(path, map_location="cpu", weights_only=True)
    row = {w: i for i, w in enumerate(found["config"]["words"])}
    state = net.state_dict()
    for name, value in found["state"].items():
        own = state[name]
        if name == "word.weight":
            known = [(i, row[w]) for i, w in enumerate(net.config.words) if w in row]
            own[[i for i, _ in known]] = value[[j for _, j in known]].float()
            continue
        if any(a < b for a, b in zip(own.shape, value.shape, strict=True)):
            continue
        if own.shape != value.shape:
            own.zero_()
        own[tuple(slice(n) for n in value.shape)] = value.float()


def average_with(net: TaggerNetwork, path: Path) -> None:
    """Take the mean of a network's weights and those it began with.

    Both lie in one valley, where the middle generalises better than either end (Wortsman et al. 2022, "model soups"; here
    PolNeAR dev linked 0.754 and 0.758 at the ends, 0.759 in the middle, strict 0.643, 0.647 and 0.650).
    """
    other = torch.load(path, map_location="cpu", weights_only=True)
    if other["config"] != net.config.to_dict():
        raise SystemExit(f"{path} has another configuration: nothing to average")
    state = {k: (v + other["state"][k].float()) / 2 for k, v in net.state_dict().items()}
    net.load_state_dict(state)


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point of ``python -m attrib.train spans``."""
    parser = argparse.ArgumentParser(prog="attrib.train spans", description=__doc__)
    parser.add_argument("--gold", type=Path, required=True, help="attributions, JSON Lines")
    parser.add_argument(
        "--parses",
        type=Path,
        help="the same articles as CoNLL-U with offsets; without, the embedded engine parses them",
    )
    parser.add_argument(
        "--silver",
        type=Path,
        required=True,
        help="automatic syntax of the same articles, CoNLL-U with offsets",
    )
    parser.add_argument(
        "--vectors", type=Path, help="folder with vocab.txt and model.safetensors of all-MiniLM-L6-v2"
    )
    parser.add_argument(
        "--context",
        type=Path,
        help="the same folder: train a teacher over this encoder, or run such teachers",
    )
    parser.add_argument(
        "--extra-words", type=int, default=8000, help="words known from the vectors beside the corpus' own"
    )
    parser.add_argument("--start", type=Path, help="begin with the weights of this tagger")
    parser.add_argument(
        "--average", action="store_true", help="end halfway between --start and where training led"
    )
    parser.add_argument(
        "--teachers", type=Path, nargs="+", help="taggers whose mean posteriors are learnt too (distillation)"
    )
    parser.add_argument(
        "--trust", type=float, default=0.4, help="weight of the gold labels beside the teachers"
    )
    parser.add_argument(
        "--extra", type=Path, help="texts for the teachers to label, JSON Lines with id and text"
    )
    parser.add_argument("--hidden", type=int, default=200, help="size of each LSTM")
    parser.add_argument("--dropout", type=float, default=0.5)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--batch", type=int, default=16, help="windows a batch")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(argv)
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    net, articles = build(args)
    print(f"{len(articles)} articles, {sum(p.numel() for p in net.parameters())} parameters", flush=True)
    if args.start:
        start_from(net, args.start)
    if args.teachers:
        articles = taught(args, articles)
        print(f"{len(articles)} articles with teachers' posteriors", flush=True)
    best = fit(net, Forms(net.config), articles, args)
    if args.start and args.average:
        average_with(best, args.start)
    export(best, args.out, {"minutes": str(args.minutes), "seed": str(args.seed)})
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
