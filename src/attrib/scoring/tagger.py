"""Runs the span tagger over documents: windows in, drafts of attributions out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from attrs import frozen
from numpy.typing import NDArray
from torch import Tensor

from attrib.candidates import CueCandidate, CueKind, Draft
from attrib.document import Document
from attrib.model import Evidence
from attrib.scoring import crf, files, forms, store, trees, windows
from attrib.scoring.layers import pad_batch, torch_threads
from attrib.scoring.tagger_network import LABELS, LinkScorer, TaggerConfig, TaggerNetwork

SCHEMA = f"{forms.SCHEMA} {windows.SCHEMA} {trees.SCHEMA}"

BATCH = 24
"""Windows a batch: 48 take 200 MB more, and a little longer, since less of them stays in the processor's cache."""

Piece = tuple[int, int]

_EDGES = np.array([label[0] in "BES" for label in LABELS])
"""Labels at which a span begins or ends."""


@frozen
class Found:
    """A labelled range of tokens."""

    start: int
    end: int
    role: str
    probability: float
    """Mean posterior of the labels at its two edges."""

    @property
    def piece(self) -> Piece:
        """Half-open token range."""
        return self.start, self.end


def read_labels(path: NDArray[np.int64], posterior: crf.Scores, base: int) -> list[Found]:
    """Spans of a BIOES label path; ``base`` is the first token's index in the document."""
    out: list[Found] = []
    start = 0
    for i in np.flatnonzero(_EDGES[path]).tolist():
        prefix, _, role = LABELS[path[i]].partition("-")
        if prefix in "BS":
            start = i
        if prefix in "ES":
            p = (posterior[start, path[start]] + posterior[i, path[i]]) / 2
            out.append(Found(base + start, base + i + 1, role, float(p)))
    return out


_Batch = list[tuple[int, Piece]]
"""Windows: document number and token range."""


@frozen
class _Placed:
    """A labelled range with where it stands."""

    window: int
    """Number of the window in its batch."""
    document: int
    """Number of the document."""
    span: Found


@frozen
class _Input:
    """What the network reads of a document."""

    document: Document
    layout: windows.Layout
    tree: trees.Tree


class SpanTagger:
    """The tagger network with its vocabulary. Safe to share between threads."""

    def __init__(self, network: TaggerNetwork) -> None:
        self.network = network.eval()
        config = network.config
        self._vectors = store.FormVectors(network.form_vectors, config.words, config.buckets)
        with torch.inference_mode():
            self._follow = network.transitions().numpy()

    @classmethod
    def load(cls, place: str | Path = "en") -> SpanTagger:
        """Load the shipped network of a language, or one that ``attrib train`` wrote to a folder."""
        return cls.from_checkpoint(store.load(place, files.TAGGER, SCHEMA))

    @classmethod
    def from_checkpoint(cls, checkpoint: dict[str, Any]) -> SpanTagger:
        """Build from what ``store.load`` gives."""
        config = checkpoint["config"]
        network = TaggerNetwork(TaggerConfig(**config))
        network.load_state_dict(checkpoint["state"])
        return cls(network)

    def __call__(self, documents: Sequence[Document]) -> list[tuple[Draft, ...]]:
        """Drafts of the attributions in each document, in text order of their contents."""
        with torch_threads(1):
            return self._tag(documents)

    def _tag(self, documents: Sequence[Document]) -> list[tuple[Draft, ...]]:
        out: list[list[Draft]] = [[] for _ in documents]
        for batch, scores, upper, lengths in self.scored(documents):
            paths = crf.viterbi(scores, self._follow, lengths)
            posteriors = crf.marginals(scores, self._follow, lengths)
            found: list[_Placed] = []
            for k, (i, (begin, _)) in enumerate(batch):
                labelled = read_labels(paths[k], posteriors[k], begin)
                found += [_Placed(k, i, f) for f in labelled if _speaks(documents[i], f)]
            for i, draft in self._linked(documents, batch, upper, found):
                out[i].append(draft)
        return [tuple(sorted(drafts, key=lambda d: d.content)) for drafts in out]

    def scored(
        self, documents: Sequence[Document]
    ) -> Iterator[tuple[_Batch, crf.Scores, Tensor, NDArray[np.int64]]]:
        """Read all documents' windows in shared batches, the like in length together.

        Yields the windows as (document number, token range), their label scores (windows, n, labels), upper states
        (windows, n, states) and lengths (windows,).
        """
        seen = [_Input(d, windows.layout(d), trees.tree(d)) for d in documents]
        cut = [(i, w) for i, d in enumerate(documents) for w in windows.windows(d) if _has_words(d, w)]
        cut.sort(key=lambda x: x[1][1] - x[1][0])
        for at in range(0, len(cut), BATCH):
            batch = cut[at : at + BATCH]
            yield batch, *self._read([(seen[i], w) for i, w in batch])

    def _read(self, cut: Sequence[tuple[_Input, Piece]]) -> tuple[crf.Scores, Tensor, NDArray[np.int64]]:
        """Label scores, upper states and lengths of a batch of windows."""
        lengths = torch.tensor([e - b for _, (b, e) in cut])
        layout = np.concatenate([x.layout[b:e] for x, (b, e) in cut]).astype(np.float32)
        places = np.concatenate([trees.window(x.tree, b, e) for x, (b, e) in cut])
        with torch.inference_mode():
            flat = self._vectors_of([[t.text for t in x.document.tokens[b:e]] for x, (b, e) in cut])
            vectors = pad_batch(flat, lengths)
            scores, upper, _ = self.network.encode(
                vectors,
                pad_batch(torch.from_numpy(layout), lengths),
                pad_batch(torch.from_numpy(places), lengths),
                torch.nn.functional.pad(lengths, (0, len(vectors) - len(cut))),
            )
        return scores[: len(cut)].numpy(), upper[: len(cut)], lengths.numpy()

    def _vectors_of(self, words: Sequence[Sequence[str]]) -> Tensor:
        """Vectors (words, dim) of the words of all windows, one after the other."""
        return self._vectors([w for row in words for w in row])

    def _linked(
        self, documents: Sequence[Document], batch: _Batch, upper: Tensor, found: list[_Placed]
    ) -> Iterator[tuple[int, Draft]]:
        """Join contents to cues and cues to sources, each choosing its best partner in its window, or none.

        Yields drafts with their document's number.
        """
        contents, cues, sources = (
            [p for p in found if p.span.role == r] for r in ("content", "cue", "source")
        )
        to_cue = self._partners(self.network.content_cue, documents, batch, upper, contents, cues)
        to_source = self._partners(self.network.cue_source, documents, batch, upper, cues, sources)
        groups: dict[int, list[int]] = {}
        for i, (best, p) in enumerate(to_cue):
            if best < 0:
                own = contents[i]
                yield own.document, make_draft(documents[own.document], [own.span], None, None, p, 1.0)
            else:
                groups.setdefault(best, []).append(i)
        for cue, members in groups.items():
            best, p = to_source[cue]
            linked = min(to_cue[i][1] for i in members)
            source = sources[best].span if best >= 0 else None
            number = cues[cue].document
            pieces = [contents[i].span for i in members]
            yield number, make_draft(documents[number], pieces, cues[cue].span, source, linked, p)

    @torch.inference_mode()
    def _partners(
        self,
        scorer: LinkScorer,
        documents: Sequence[Document],
        batch: _Batch,
        upper: Tensor,
        left: list[_Placed],
        right: list[_Placed],
    ) -> list[tuple[int, float]]:
        """For each left span the number of its partner (-1 for none) and the probability of that choice.

        All windows of a batch in one product; pairs from different windows are ruled out.
        """
        if not left:
            return []
        n = upper.shape[1]
        shifts = [k * n - begin for k, (_, (begin, _)) in enumerate(batch)]
        pieces = [(p.span.start + shifts[p.window], p.span.end + shifts[p.window]) for p in (*left, *right)]
        states = upper.flatten(0, 1)
        (one, here), (other, there) = _ranges(documents, left), _ranges(documents, right)
        near = np.where(here[:, None] == there, windows.buckets(one, other), -1)
        first, second = edges(states, pieces[: len(left)]), edges(states, pieces[len(left) :])
        scores = scorer.of_pairs(first, second, torch.from_numpy(near)).numpy()
        # added up one by one: the order of a softmax's sum depends on how many spans the whole batch has
        total = np.exp(scores - scores.max(1, keepdims=True)).cumsum(1)[:, -1]
        best = scores.argmax(1)
        return [(i - 1, p) for i, p in zip(best.tolist(), (1 / total).tolist(), strict=True)]


def _ranges(
    documents: Sequence[Document], placed: Sequence[_Placed]
) -> tuple[windows.Ranges, NDArray[np.int64]]:
    """Token ranges with their sentences (spans, 3), and the windows that they stand in (spans,)."""
    rows = [
        (p.span.start, p.span.end, documents[p.document].tokens[p.span.start].sentence, p.window)
        for p in placed
    ]
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return table[:, :3], table[:, 3]


def _has_words(document: Document, piece: Piece) -> bool:
    """Whether any token is more than marks; nobody says anything in the others."""
    return any(c.isalnum() for t in document.tokens[slice(*piece)] for c in t.text)


def _speaks(document: Document, found: Found) -> bool:
    """A colon or a dash may be a cue, but contents have words, and sources letters: "10: How to save" has no speaker."""
    if found.role == "source":
        return any(c.isalpha() for t in document.tokens[slice(*found.piece)] for c in t.text)
    return found.role == "cue" or _has_words(document, found.piece)


def edges(upper: Tensor, pieces: Sequence[Piece]) -> Tensor:
    """States of the first and last token of each range (ranges, 2 * states)."""
    if not pieces:
        return upper.new_zeros(0, 2 * upper.shape[1])
    first, last = torch.tensor([a for a, _ in pieces]), torch.tensor([b - 1 for _, b in pieces])
    return torch.cat([upper[first], upper[last]], 1)


def head_of(document: Document, start: int, end: int) -> int:
    """The token of a range whose head lies outside it; the first such."""
    tokens = document.tokens
    return next((i for i in range(start, end) if not start <= tokens[i].head < end), start)


_KINDS = {"VERB": CueKind.VERB, "AUX": CueKind.VERB, "NOUN": CueKind.NOUN, "PROPN": CueKind.NOUN, "ADJ": CueKind.ADJECTIVE,
          "ADP": CueKind.PREPOSITION, "SCONJ": CueKind.PREPOSITION}  # fmt: skip


def cue_of(document: Document, found: Found) -> CueCandidate:
    """A cue candidate over a tagged range: head, lemma with particle, kind."""
    tokens = document.tokens
    head = head_of(document, found.start, found.end)
    words = [t.text.lower() for t in tokens[found.start : found.end]]
    if words[:2] == ["according", "to"]:
        lemma, kind = "according to", CueKind.PREPOSITION
    elif all(not w.isalnum() for w in words):
        lemma, kind = "".join(words), CueKind.COLON if ":" in words else CueKind.DASH
    else:
        particles = [
            tokens[i].lemma for i in document.dependents(head, "compound:prt") if found.start <= i < found.end
        ]
        lemma, kind = " ".join([tokens[head].lemma, *particles]), _KINDS.get(tokens[head].upos, CueKind.VERB)
    return CueCandidate(tuple(range(found.start, found.end)), head, lemma, kind, score=found.probability)


def make_draft(
    document: Document,
    contents: Sequence[Found],
    cue: Found | None,
    source: Found | None,
    to_cue: float,
    to_source: float,
) -> Draft:
    """A draft from tagged ranges; its score multiplies the parts' probabilities."""
    spans = tuple(document.span(*c.piece) for c in contents)
    evidence = [Evidence("content", "tagger", spans, min(c.probability for c in contents))]
    score = min(c.probability for c in contents) * to_cue
    if cue is not None:
        evidence.append(
            Evidence(
                "cue", "tagger", (document.span(*cue.piece),), cue.probability, note=f"link {to_cue:.2f}"
            )
        )
        score *= cue.probability
    if source is not None:
        span = document.span(*source.piece)
        evidence.append(
            Evidence(
                "source", "tagger", (span,), source.probability * to_source, note=f"link {to_source:.2f}"
            )
        )
    return Draft(
        content=spans,
        cue=cue_of(document, cue) if cue else None,
        source=(document.span(*source.piece),) if source else (),
        source_head=head_of(document, *source.piece) if source else None,
        score=score,
        evidence=tuple(evidence),
    )
