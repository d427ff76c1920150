"""Reads the shipped model files: named, checked, and never unpickled."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import torch
from torch import Tensor

from attrib.errors import ModelError
from attrib.scoring import files, forms


def load(place: str | Path, name: str, schema: str) -> dict[str, Any]:
    """A checkpoint of a language, or of a folder: ``config``, ``state`` (float32 tensors) and ``notes``.

    Raises:
        ModelError: the file is missing, damaged, or was made for another feature schema.
    """
    data = files.read(place, name)
    try:
        checkpoint: dict[str, Any] = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    except Exception as error:
        raise ModelError(
            f"model file {files.called(place, name)} cannot be read: {error}; {files.mend(place)}"
        ) from error
    if checkpoint.get("schema") != schema:
        found = checkpoint.get("schema")
        raise ModelError(
            f"model file {files.called(place, name)} has schema {found!r}, this attrib reads {schema!r}; "
            f"{files.mend(place)}"
        )
    checkpoint["state"] = {k: v.float() for k, v in checkpoint["state"].items()}
    return checkpoint


class FormVectors:
    """Vectors of word forms, computed once a form and kept up to a bound. Safe to share between threads."""

    def __init__(
        self,
        embed: Callable[[Tensor, Tensor, Tensor], Tensor],
        words: Sequence[str],
        buckets: int,
        capacity: int = 50_000,
    ) -> None:
        self._embed = embed
        self._word = {w: i for i, w in enumerate(words)}
        self._buckets = buckets
        self._capacity = capacity
        self._row: dict[str, int] = {}
        self._table: Tensor | None = None
        self._lock = Lock()

    def __call__(self, tokens: Sequence[str]) -> Tensor:
        """Vectors (tokens, dim) of forms, in order."""
        with self._lock:
            if len(self._row) + len(tokens) > self._capacity:
                self._row, self._table = {}, None
            unseen = [f for f in dict.fromkeys(tokens) if f not in self._row]
            if unseen:
                self._add(unseen)
            assert self._table is not None
            return self._table[[self._row[f] for f in tokens]]

    def _add(self, unseen: list[str]) -> None:
        normal = [forms.normal(f) for f in unseen]
        pieces = [forms.pieces(n, self._buckets) for n in normal]
        offsets = torch.tensor([0] + [len(p) for p in pieces[:-1]]).cumsum(0)
        ids = torch.tensor([self._word.get(n.lower(), 1) for n in normal])
        new = self._embed(ids, torch.tensor([p for ps in pieces for p in ps]), offsets)
        for form in unseen:
            self._row[form] = len(self._row)
        self._table = new if self._table is None else torch.cat([self._table, new])
