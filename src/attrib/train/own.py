"""Train the span tagger on a corpus of one's own: what ``attrib train`` does.

Fine-tuning goes on from the shipped weights and takes minutes; from nothing, a corpus needs some hundred documents. Documents
held out are never trained on, and nothing is chosen by them, so the figures before and after are honest. The same
corpus, settings and seed give the same weights on the same machine.
"""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import torch
from attrs import evolve, frozen

from attrib.annotate.stanza import StanzaAnnotator
from attrib.document import Document
from attrib.errors import FormatError, SettingsError
from attrib.evaluate.attributions import AttributionScores, score_attributions
from attrib.evaluate.rows import Row, prediction_row, read_rows
from attrib.formats.brat import read_brat_folder
from attrib.pipeline import load
from attrib.scoring import forms
from attrib.scoring.files import TAGGER
from attrib.scoring.layers import torch_threads
from attrib.scoring.tagger import SpanTagger
from attrib.scoring.tagger_network import ROLES, TaggerConfig, TaggerNetwork
from attrib.train import distil, manifest
from attrib.train.span_data import TrainArticle, article_of, epoch
from attrib.train.span_loss import Forms, loss_of
from attrib.train.spans import export
from attrib.version import __version__

REPORT = "report.json"
"""What was trained, on what, and the figures; beside the weights."""


@frozen
class Plan:
    """How long and how fast to learn."""

    epochs: int
    rate: float
    """Highest learning rate; it rises over the first tenth of the steps and falls to nothing at the end."""
    batch: int = 4
    """Windows (of up to 192 tokens) a step."""
    seed: int = 1


TUNE = Plan(epochs=20, rate=5e-4)
"""From weights that are there: few steps, small ones, so that they forget little."""
FRESH = Plan(epochs=60, rate=2e-3)
"""From nothing."""


@frozen
class Report:
    """What training gave, on the documents held out."""

    train: tuple[str, ...]
    """Ids of the documents trained on."""
    held_out: tuple[str, ...]
    before: AttributionScores
    """Figures of the whole library with the tagger that is shipped, or that training went on from."""
    after: AttributionScores
    """The same with the new tagger."""

    def table(self) -> str:
        """The figures side by side, as lines of text."""
        lines = [f"{len(self.held_out)} documents held out, {self.before.n['gold']} attributions"]
        lines.append(f"{'F1':8} before  after")
        for name in ("detect", "strict", "linked"):
            lines.append(f"{name:8} {getattr(self.before, name).f1:.3f}   {getattr(self.after, name).f1:.3f}")
        return "\n".join(lines)


def read_corpus(path: str | PathLike[str]) -> dict[str, Row]:
    """Annotated documents by id: rows of a JSON Lines file, or the pairs of a brat folder. Nested attributions are left out.

    Raises:
        FormatError: a row or file is not of the form; the message names it.
        OSError: a file cannot be read.
    """
    path = Path(path)
    if path.is_dir():
        rows: dict[str, Row] = {
            name: {"text": result.text, **prediction_row(name, result)}
            for name, result in read_brat_folder(path)
        }
    else:
        rows = read_rows(path)
    return {key: _checked(row, f"{path}, {key}") for key, row in rows.items()}


def _checked(row: Row, where: str) -> Row:
    text, found = row.get("text"), row.get("attributions")
    if not isinstance(text, str) or not isinstance(found, list):
        raise FormatError(f"{where}: a row needs text and attributions")
    own = []
    for number, a in enumerate(found):
        for role in ROLES:
            for pair in a.get(role) or ():
                if len(pair) != 2 or not 0 <= pair[0] < pair[1] <= len(text):
                    raise FormatError(
                        f"{where}: attributions[{number}].{role} has {pair}, no place in the text"
                    )
        if not a.get("content"):
            raise FormatError(f"{where}: attributions[{number}] has no content")
        if not a.get("nested"):
            own.append({role: sorted(a.get(role) or ()) for role in ROLES})
    return {"id": row["id"], "text": text, "attributions": own}


def split(rows: Mapping[str, Row], share: float, seed: int) -> tuple[dict[str, Row], dict[str, Row]]:
    """Documents to train on, and those held out: at least one each, drawn by the seed.

    Raises:
        SettingsError: there are fewer than two documents, or ``share`` is not between 0 and 1.
    """
    if not 0 < share < 1:
        raise SettingsError(f"the share held out must lie between 0 and 1, not {share}")
    if len(rows) < 2:
        raise SettingsError("a corpus needs two documents at least: one to learn from, one to measure on")
    keys = sorted(rows)
    random.Random(seed).shuffle(keys)
    held = set(keys[: min(max(1, round(share * len(keys))), len(keys) - 1)])
    return {k: r for k, r in rows.items() if k not in held}, {k: r for k, r in rows.items() if k in held}


def train(
    rows: Mapping[str, Row],
    held_out: Mapping[str, Row],
    folder: str | PathLike[str],
    *,
    plan: Plan = TUNE,
    start: str | PathLike[str] | None = None,
    fresh: bool = False,
    keep: Sequence[str] = (),
    progress: Callable[[int, float], None] = lambda number, loss: None,
) -> Report:
    """Train a tagger, write it to ``folder`` and measure it: ``attrib.load("en", tagger=folder)`` uses it.

    Args:
        rows: Documents to learn from, as ``read_corpus`` gives them.
        held_out: Documents to measure on.
        folder: Made where it is missing. ``tagger.pt``, ``manifest.json`` and ``report.json`` in it are written over.
        plan: ``TUNE`` and ``FRESH`` are the usual ones.
        start: Folder of an earlier training to go on from; the shipped tagger where ``None``.
        fresh: Begin with random weights instead.
        keep: Texts of the kind that the tagger must stay good at, not annotated: while it learns, it repeats what it said of them
            before (learning without forgetting; Li and Hoiem 2016).
        progress: Called after each epoch with its number (from 1) and its mean loss.

    Raises:
        SettingsError: there is nothing to learn from or to measure on; ``fresh`` with ``start`` or ``keep``.
        ModelError: the weights to go on from are missing or damaged.
    """
    if not any(row["attributions"] for row in rows.values()) or not held_out:
        raise SettingsError("there must be annotated documents to learn from, and documents held out")
    if fresh and (start is not None or keep):
        raise SettingsError("a fresh tagger starts from nothing and has nothing to keep")
    known = "en" if start is None else Path(start)
    annotator, folder = StanzaAnnotator(), Path(folder)
    with torch_threads(1), torch.random.fork_rng():  # the caller's random numbers stay what they are
        before = measured(held_out, True if start is None else start, annotator)
        torch.manual_seed(plan.seed)
        documents = list(annotator.annotate(row["text"] for row in rows.values()))
        # a copy: whoever shares the loaded tagger keeps it as it is
        net = _fresh(documents) if fresh else copy.deepcopy(SpanTagger.load(known).network)
        articles = _articles(rows.values(), documents, net.config if fresh else None)
        fit(net, articles + _kept(known, keep, annotator), plan, progress)
        folder.mkdir(parents=True, exist_ok=True)
        export(
            net, folder / TAGGER, {"attrib": __version__, "documents": str(len(rows)), "seed": str(plan.seed)}
        )
        manifest.main([str(folder)])
        report = Report(tuple(rows), tuple(held_out), before, measured(held_out, folder, annotator))
    _write(report, folder, plan)
    return report


def _fresh(documents: Sequence[Document]) -> TaggerNetwork:
    """A network with the corpus' words; tags and relations, which it predicts on the way, are the engine's."""
    tokens = [t for d in documents for t in d.tokens]
    counts = Counter(forms.normal(t.text).lower() for t in tokens)
    words = sorted(w for w, n in counts.items() if n >= 2)
    xpos, deprels = (
        tuple(sorted(names)) for names in ({t.xpos for t in tokens}, {t.relation for t in tokens})
    )
    net = TaggerNetwork(TaggerConfig(("", "<unk>", *words), xpos, deprels))
    torch.nn.init.normal_(net.word.weight, std=0.1)
    return net


def _articles(
    rows: Iterable[Row], documents: Sequence[Document], config: TaggerConfig | None
) -> list[TrainArticle]:
    """Rows over their documents' tokens. Only a fresh network (``config``) has to learn the engine's tags and relations."""
    out = []
    for row, document in zip(rows, documents, strict=True):
        syntax = {}
        if config is not None:
            tag, relation = ({n: i for i, n in enumerate(names)} for names in (config.xpos, config.deprels))
            syntax = {t.start_char: (tag[t.xpos], relation[t.relation]) for t in document.tokens}
        if document.tokens:
            out.append(article_of(dict(row), document, syntax))
    return out


def _kept(known: str | Path, texts: Sequence[str], annotator: StanzaAnnotator) -> list[TrainArticle]:
    """Texts with the label probabilities and the links that the tagger gives them now."""
    if not texts:
        return []
    teacher = SpanTagger.load(known)
    documents = [d for d in annotator.annotate(texts) if d.tokens]
    rows = [distil.proposed(d, drafts, "") for d, drafts in zip(documents, teacher(documents), strict=True)]
    soft = distil.posteriors([teacher], documents)
    articles = [article_of(row, document, {}) for row, document in zip(rows, documents, strict=True)]
    return [evolve(a, soft=p, trust=0.0) for a, p in zip(articles, soft, strict=True)]


def fit(
    net: TaggerNetwork,
    articles: Sequence[TrainArticle],
    plan: Plan,
    progress: Callable[[int, float], None] = lambda number, loss: None,
) -> None:
    """Train in place: AdamW over a fixed number of epochs, so that the seed decides all."""
    rng, data = random.Random(plan.seed), Forms(net.config)
    batches = [batch for _ in range(plan.epochs) for batch in epoch(articles, plan.batch, rng)]
    optimiser = torch.optim.AdamW(net.parameters(), lr=plan.rate, betas=(0.9, 0.95), weight_decay=0.01)
    warm = max(1, len(batches) // 10)
    every = len(batches) / max(1, plan.epochs)
    losses: list[float] = []
    net.train()
    for step, batch in enumerate(batches, 1):
        for group in optimiser.param_groups:
            group["lr"] = plan.rate * min(step / warm, (len(batches) + 1 - step) / len(batches))
        loss = loss_of(net, data, batch)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        losses.append(loss.item())
        if int(step / every) > int((step - 1) / every):
            progress(int(step / every), sum(losses) / len(losses))
            losses = []
    net.eval()


def measured(
    rows: Mapping[str, Row], tagger: str | PathLike[str] | bool, annotator: StanzaAnnotator
) -> AttributionScores:
    """Figures of the whole library with a tagger on annotated documents."""
    extractor = load("en", tagger=tagger, annotator=annotator)
    pairs = ((row["text"], key) for key, row in rows.items())
    found = {key: prediction_row(key, result) for result, key in extractor.pipe(pairs, as_tuples=True)}
    return score_attributions(rows, found)


def _write(report: Report, folder: Path, plan: Plan) -> None:
    values: dict[str, Any] = {
        "attrib": __version__,
        "plan": {"epochs": plan.epochs, "rate": plan.rate, "batch": plan.batch, "seed": plan.seed},
        "train": list(report.train),
        "held_out": list(report.held_out),
        "before": report.before.to_dict(),
        "after": report.after.to_dict(),
    }
    (folder / REPORT).write_text(json.dumps(values, indent=1) + "\n", encoding="utf8")
