"""Starting word vectors: a sentence encoder's input embeddings, reduced by principal components.

From-scratch treebanks of 400,000 words know too few words. The input embeddings of a small published encoder
(all-MiniLM-L6-v2, Apache-2.0) hold distributional knowledge of 30,000 word pieces; the first 100 principal components
start, and partly stay, as our word table.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import regex
from numpy.typing import NDArray

Table = NDArray[np.float32]


def tables(path: Path) -> dict[str, Table]:
    """The float32 tensors of a safetensors file (an 8-byte header length, a JSON header, raw data)."""
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    body = memoryview(data)[8 + size :]
    return {
        name: np.frombuffer(body[slice(*entry["data_offsets"])], dtype="<f4").reshape(entry["shape"])
        for name, entry in header.items()
        if entry.get("dtype") == "F32"
    }


def piece_vectors(folder: Path, dim: int) -> tuple[dict[str, int], Table]:
    """Word pieces and their reduced vectors (pieces, dim), scaled to unit standard deviation."""
    pieces = (folder / "vocab.txt").read_text(encoding="utf8").splitlines()
    table = tables(folder / "model.safetensors")["embeddings.word_embeddings.weight"]
    table = table - table.mean(0)
    _, _, axes = np.linalg.svd(table[1000:], full_matrices=False)
    reduced = table @ axes[:dim].T
    return {p: i for i, p in enumerate(pieces)}, (reduced / reduced.std()).astype(np.float32)


def whole_words(index: dict[str, int]) -> list[str]:
    """Pieces that are words by themselves."""
    return [p for p in index if regex.fullmatch(r"\p{Latin}{2,}", p)]


def split(word: str, index: dict[str, int]) -> list[int]:
    """Greedy longest-match word pieces of a lower-case word; empty where none fit."""
    out: list[int] = []
    at = 0
    while at < len(word):
        for end in range(len(word), at, -1):
            piece = ("##" if at else "") + word[at:end]
            if piece in index:
                out.append(index[piece])
                at = end
                break
        else:
            return []
    return out


def initial_table(words: list[str], folder: Path | None, dim: int, seed: int) -> Table:
    """Starting vectors (words, dim): the mean of a word's pieces, small noise where there are none."""
    table = np.random.default_rng(seed).normal(0, 0.1, (len(words), dim)).astype(np.float32)
    if folder is not None:
        index, vectors = piece_vectors(folder, dim)
        for i, word in enumerate(words):
            found = split(word, index)
            if found:
                table[i] = 0.5 * vectors[found].mean(0)
    table[:2] = 0
    return table
