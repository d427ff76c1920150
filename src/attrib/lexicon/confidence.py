"""Weights that turn scores into confidences."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from attrib.lexicon.tables import typed


@cache
def load_confidence(language: str = "en") -> Mapping[str, float]:
    """Weight of each feature by name, read once."""
    return MappingProxyType(dict(typed(language, "confidence.tsv", str, float)))
