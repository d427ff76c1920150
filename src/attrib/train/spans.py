"""Train the span tagger: source, cue and content labels with their links.

``python -m attrib.train spans --gold train.jsonl --parses train.conllu --silver silver.conllu.xz --vectors DIR --out tagger.pt``

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

import numpy as np
import torch
from attrs import define, evolve
from numpy.typing import NDArray
from torch import Tensor, nn

from attrib.document import Document
from attrib.scoring import crf, forms, trees, windows
from attrib.scoring.tagger import SCHEMA, edges
from attrib.scoring.tagger_network import LABELS, ROLES, LinkScorer, TaggerConfig, TaggerNetwork
from attrib.spans import Span
from attrib.train import distil
from attrib.train.corpora import read_gold, silver_syntax
from attrib.train.engine import ce, pad
from attrib.train.vectors import initial_table, piece_vectors, whole_words

Piece = tuple[int, int]
"""Token range, half-open."""


@define
class TrainArticle:
    """An article ready to be cut into windows."""

    forms: list[str]
    layout: windows.Layout
    labels: list[int]
    xpos: list[int]
    deprels: list[int]
    sentence_of: list[int]
    document: Document
    links: list[tuple[list[Piece], Piece | None, Piece | None]]
    """(content pieces, cue, source) of each attribution, as token ranges; a cue or source in pieces is its hull."""
    soft: NDArray[np.float16] | None = None
    """Teachers' label probabilities (tokens, labels), where there are teachers."""
    trust: float = 1.0
    """Weight of the labels beside the teachers' probabilities, 0 to 1."""


def ranges(document: Document, spans: Sequence[Sequence[int]]) -> list[Piece]:
    """Token ranges of character spans (half-open)."""
    found = [document.index.touching(Span(a, b)) for a, b in spans]
    return [(r.start, r.stop) for r in found if r]


def hull(pieces: list[Piece]) -> Piece | None:
    """First to last token of all pieces."""
    return (pieces[0][0], pieces[-1][1]) if pieces else None


def article_of(row: dict[str, Any], document: Document, syntax: dict[int, tuple[int, int]]) -> TrainArticle:
    """Labels and links of one gold article over its own tokens."""
    tags = [0] * len(document.tokens)
    links: list[tuple[list[Piece], Piece | None, Piece | None]] = []
    for a in row["attributions"]:
        parts = {role: ranges(document, a[role]) for role in ROLES}
        for role in ROLES:
            for start, end in parts[role]:
                write(tags, start, end, role)
        links.append((parts["content"], hull(parts["cue"]), hull(parts["source"])))
    sentence_of = [t.sentence for t in document.tokens]
    xpos, deprels = zip(*(syntax.get(t.start_char, (-100, -100)) for t in document.tokens), strict=True)
    return TrainArticle(
        [t.text for t in document.tokens], windows.layout(document), tags,
        list(xpos), list(deprels), sentence_of, document, links,
    )  # fmt: skip


def write(tags: list[int], start: int, end: int, role: str) -> None:
    """Write BIOES labels where nothing is written yet (sources shared by two attributions come twice)."""
    if any(tags[start:end]):
        return
    names = (
        [f"S-{role}"] if end - start == 1 else [f"B-{role}", *[f"I-{role}"] * (end - start - 2), f"E-{role}"]
    )
    tags[start:end] = [LABELS.index(n) for n in names]


def inside(piece: Piece | None, begin: int, end: int) -> Piece | None:
    """A range relative to a window, or None where it does not lie wholly inside."""
    return (piece[0] - begin, piece[1] - begin) if piece and begin <= piece[0] and piece[1] <= end else None


Window = tuple[TrainArticle, int, int]


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
    sentence_of = article.sentence_of[begin:end]
    total = upper.sum() * 0
    if own:
        total = total + choose(
            net.content_cue, upper, [c for c, _ in own], cues, [q for _, q in own], sentence_of
        )
    # A source outside the window is no evidence for "no source".
    pairs = {q: s for _, q, s, full in triples if q and (s or not full)}
    if pairs:
        total = total + choose(net.cue_source, upper, list(pairs), sources, list(pairs.values()), sentence_of)
    return total


def choose(
    scorer: LinkScorer,
    upper: Tensor,
    left: list[Piece],
    right: list[Piece],
    gold: list[Piece | None],
    sentence_of: list[int],
) -> Tensor:
    """Cross-entropy of the right partner of each left span."""
    near = torch.tensor(
        [[windows.bucket(a, b, sentence_of[b[0]] - sentence_of[a[0]]) for b in right] for a in left],
        dtype=torch.long,
    )
    scores = scorer(edges(upper, left), edges(upper, right), near.view(len(left), len(right)))
    target = torch.tensor([right.index(g) + 1 if g else 0 for g in gold])
    return nn.functional.cross_entropy(scores, target, reduction="sum")


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


def loss_of(net: TaggerNetwork, data: Forms, batch: Sequence[Window]) -> Tensor:
    """Label loss a token, syntax loss and link loss."""
    lengths = torch.tensor([e - b for _, b, e in batch])
    rows = [data(f) for a, b, e in batch for f in a.forms[b:e]]
    words = torch.tensor([w for w, _ in rows])
    words = torch.where(torch.rand(words.shape) < UNKNOWN, torch.ones_like(words), words)
    offsets = torch.tensor([0] + [len(p) for _, p in rows[:-1]]).cumsum(0)
    vectors = net.form_vectors(words, torch.tensor([p for _, ps in rows for p in ps]), offsets)
    vectors = vectors * (torch.rand(len(vectors), 1) >= BLANK)
    shape = pad(
        torch.from_numpy(np.concatenate([a.layout[b:e] for a, b, e in batch]).astype(np.float32)), lengths
    )
    tree = pad(torch.from_numpy(np.concatenate([trees.tree(a.document, b, e) for a, b, e in batch])), lengths)
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
        label_loss(net, scores, gold, lengths, batch) + 0.1 * on_the_way + 0.3 * linking / int(lengths.sum())
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


def window_labels(article: TrainArticle, begin: int, end: int) -> list[int]:
    """Labels of a window; spans that its borders cut are closed there, so that the sequence stays BIOES."""
    tags = article.labels[begin:end]
    first, last = LABELS[tags[0]], LABELS[tags[-1]]
    if first[0] in "IE":
        tags[0] = LABELS.index(("B" if first[0] == "I" and len(tags) > 1 else "S") + first[1:])
    if last[0] in "BI":
        opened = len(tags) > 1 and LABELS[tags[-1]][0] == "I"
        tags[-1] = LABELS.index(("E" if opened else "S") + last[1:])
    return tags


def epoch(articles: Sequence[TrainArticle], size: int, rng: random.Random) -> list[list[Window]]:
    """Windows of all articles from fresh starts, in shuffled batches of like lengths."""
    cut = [
        (a, b, e)
        for a in articles
        for b, e in windows.windows(a.document, windows.WINDOW, rng.randrange(windows.WINDOW - 40))
    ]
    cut.sort(key=lambda w: w[2] - w[1] + rng.random() * 8)
    out = [cut[i : i + size] for i in range(0, len(cut), size)]
    rng.shuffle(out)
    return out


def fit(
    net: TaggerNetwork, data: Forms, articles: Sequence[TrainArticle], args: argparse.Namespace
) -> TaggerNetwork:
    """AdamW with linear warm-up and decay over the wall-clock budget; returns the running average of the weights."""
    rng = random.Random(args.seed)
    decay = torch.optim.swa_utils.get_ema_multi_avg_fn(0.99)  # type: ignore[no-untyped-call]
    average = torch.optim.swa_utils.AveragedModel(net, multi_avg_fn=decay)
    optimiser = torch.optim.AdamW(
        net.parameters(), lr=args.rate, betas=(0.9, 0.95), weight_decay=0.01, fused=True
    )
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
                group["lr"] = args.rate * min(1, (step + 1) / 100) * max(0.02, 1 - done)
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
    net = TaggerNetwork(config)
    net.dropout.p = args.dropout
    with torch.no_grad():
        table = initial_table(list(config.words), args.vectors, config.word_dim, args.seed)
        net.word.weight.copy_(torch.from_numpy(table))
    return net, articles


def taught(args: argparse.Namespace, articles: list[TrainArticle]) -> list[TrainArticle]:
    """The articles with the teachers' posteriors, and those of ``--extra`` with the teachers' labels and links besides."""
    teacher = distil.committee(args.teachers)
    if args.extra:
        found = distil.unannotated(args.extra, teacher)
        articles = articles + [evolve(article_of(row, doc, {}), trust=0.0) for row, doc in found]
    soft = distil.posteriors(teacher, [a.document for a in articles])
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
        required=True,
        help="the same articles as CoNLL-U with offsets (tokens, sentences)",
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
