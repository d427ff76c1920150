"""Training of the span tagger: a teacher that reads in context, its posteriors, and a student that learns from them."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
import torch
from attrs import evolve

import attrib
from attrib.scoring import windows
from attrib.scoring.tagger import SpanTagger
from attrib.train import context, distil, span_data, span_loss, spans

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "examples/article.txt").read_text(encoding="utf8")
PARSE = (ROOT / "examples/article.conllu").read_text(encoding="utf8")
WORDS = [
    "[PAD]",
    *(f"[unused{i}]" for i in range(99)),
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "the",
    "mayor",
    "said",
    "pump",
    "##s",
    ".",
]


def tensors() -> dict[str, np.ndarray]:
    """A random encoder of one layer, under the names of the published one."""
    rng, size = np.random.default_rng(0), context.SIZE
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(WORDS), size),
        "embeddings.position_embeddings.weight": (512, size),
        "embeddings.token_type_embeddings.weight": (2, size),
    }
    norms = ["embeddings.LayerNorm"]
    for name in context._NAMES.values():
        full = f"encoder.layer.0.{name}"
        wide = {"intermediate.dense": (4 * size, size), "output.dense": (size, 4 * size)}.get(
            name, (size, size)
        )
        if name.endswith("LayerNorm"):
            norms.append(full)
        else:
            shapes |= {f"{full}.weight": wide, f"{full}.bias": (wide[0],)}
    out = {k: rng.normal(0, 0.05, s).astype("<f4") for k, s in shapes.items()}
    for full in norms:
        out |= {f"{full}.weight": np.ones(size, "<f4"), f"{full}.bias": np.zeros(size, "<f4")}
    return out


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("encoder")
    (path / "vocab.txt").write_text("\n".join(WORDS), encoding="utf8")
    header, body = {}, b""
    for name, value in tensors().items():
        header[name] = {
            "dtype": "F32",
            "shape": list(value.shape),
            "data_offsets": [len(body), len(body) + value.nbytes],
        }
        body += value.tobytes()
    head = json.dumps(header).encode()
    (path / "model.safetensors").write_bytes(struct.pack("<Q", len(head)) + head + body)
    return path


class TestEncoder:
    def test_words_are_cut_into_pieces(self, folder: Path) -> None:
        encoder = context.Encoder(folder)
        assert [encoder.pieces(w) for w in ("Pumps", "said.", "Zürich", "’")] == [
            [106, 107],
            [105, 108],
            [100],
            [100],
        ]

    def test_one_state_a_word_whatever_stands_in_other_windows(self, folder: Path) -> None:
        encoder = context.Encoder(folder).eval()
        with torch.inference_mode():
            alone = encoder([["The", "mayor", "said", "pumps", "."]])
            beside = encoder([["said"], ["The", "mayor", "said", "pumps", "."], ["."] * 9])
        assert alone.shape == (5, context.SIZE)
        assert torch.allclose(alone, beside[1:6], atol=0.05)  # attention works in half precision

    def test_a_word_is_read_with_its_neighbours(self, folder: Path) -> None:
        encoder = context.Encoder(folder).eval()
        with torch.inference_mode():
            said = encoder([["mayor", "said"], ["pumps", "said"]])[[1, 3]]
        assert not torch.allclose(said[0], said[1], atol=0.05)


@pytest.mark.engine
def test_a_teacher_and_its_student(folder: Path, tmp_path: Path) -> None:
    """Every step of training on one article; how good the result is, is for the benchmarks."""
    document = attrib.read_conllu(TEXT, PARSE.splitlines())
    row = distil.proposed(document, SpanTagger.load()([document])[0], "a1")
    assert len(row["attributions"]) > 20
    gold, silver, extra = tmp_path / "gold.jsonl", tmp_path / "silver.conllu", tmp_path / "extra.jsonl"
    gold.write_text(json.dumps(row) + "\n", encoding="utf8")
    extra.write_text(json.dumps({"id": "e1", "text": "“It is late,” she said."}) + "\n", encoding="utf8")
    silver.write_text("# newdoc id = a1\n" + PARSE, encoding="utf8")
    common = [
        "--gold",
        gold,
        "--silver",
        silver,
        "--context",
        folder,
        "--hidden",
        16,
        "--minutes",
        0.02,
    ]
    teacher, student = tmp_path / "teacher.pt", tmp_path / "student.pt"
    assert spans.main([*map(str, common), "--out", str(teacher)]) == 0
    assert (
        spans.main(
            [*map(str, common), "--teachers", str(teacher), "--extra", str(extra), "--out", str(student)]
        )
        == 0
    )

    read = distil.committee([teacher, student], folder)
    assert [type(t) for t in read] == [context.ContextTagger, SpanTagger]
    (both,) = distil.posteriors(read, [document])
    single = [distil.posteriors([t], [document])[0].astype(float) for t in read]
    assert np.allclose(both, sum(single) / 2, atol=2e-3)
    assert np.allclose(both.astype(float).sum(1), 1, atol=5e-3)


def test_a_teacher_in_context_needs_its_encoder(folder: Path, tmp_path: Path) -> None:
    from attrib.scoring.tagger_network import TaggerConfig

    path = tmp_path / "teacher.pt"
    spans.export(
        context.ContextNetwork(TaggerConfig(("", "<unk>"), ("NN",), ("root",), hidden=8), folder), path, {}
    )
    with pytest.raises(SystemExit, match="--context"):
        distil.committee([path], None)


@pytest.mark.engine
def test_the_links_that_the_teacher_would_choose_are_learnt() -> None:
    """Without trust in the gold links the loss is the teachers' own uncertainty, and grows with any other choice."""
    document, tagger = attrib.read_conllu(TEXT, PARSE.splitlines()), SpanTagger.load()
    article = span_data.article_of(distil.proposed(document, tagger([document])[0], "a1"), document, {})
    (taught,) = distil.link_choices([tagger, tagger], [article])
    assert not article.cue_of
    assert len(taught.cue_of) > 20
    assert len(taught.source_of) > 10
    assert all(sum(c.values()) == pytest.approx(2, abs=1e-4) for c in taught.cue_of.values())
    chosen = {c: max(options, key=lambda o: options[o]) for c, options in taught.cue_of.items()}
    linked = {c: cue for contents, cue, _ in article.links for c in contents}
    agreed = [linked[c] == cue for c, cue in chosen.items()]
    assert sum(agreed) > 0.9 * len(agreed)  # a cue of several words stands here with all between them

    begin, end = next(windows.windows(document))
    scores = next(
        row
        for batch, _, upper, _ in tagger.scored([document])
        for row, (_, window) in zip(upper, batch, strict=True)
        if window == (begin, end)
    )

    def loss(choices: span_data.Choices) -> float:
        window = (evolve(taught, cue_of=choices, trust=0.0), begin, end)
        with torch.inference_mode():
            return float(span_loss.link_loss(tagger.network, scores, window))

    wrong: span_data.Choices = {c: {None: 2.0} if cue else {cue: 2.0} for c, cue in chosen.items()}
    assert loss(taught.cue_of) < 0.2 * loss(wrong)
