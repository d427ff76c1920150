"""Weights that turn scores into confidences."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from attrib.lexicon.tables import rows


@cache
def load_confidence(language: str = "en") -> Mapping[str, float]:
    """Weight of each feature by name, read once."""
    return MappingProxyType({name: float(value) for name, value in rows(language, "confidence.tsv", 2)})
