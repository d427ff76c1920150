"""Reads the shipped model files as bytes, each checked against its checksum before anything looks inside."""

from __future__ import annotations

import hashlib
import json
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from attrib.errors import ModelError

MANIFEST = "manifest.json"
"""File names with their SHA-256, beside the models."""

MEND = "reinstall attrib (pip install --force-reinstall attrib) or retrain it (python -m attrib.train)"


def folder(language: str) -> Traversable:
    """Where a language's models lie inside the package."""
    return resources.files("attrib") / "models" / language


def read(language: str, name: str) -> bytes:
    """The bytes of a model file, checked against the manifest.

    Raises:
        ModelError: the file is missing or damaged.
    """
    expected = read_json(language, MANIFEST).get(name)
    data = _bytes(language, name)
    if hashlib.sha256(data).hexdigest() != expected:
        raise ModelError(f"model file models/{language}/{name} is damaged: its checksum differs; {MEND}")
    return data


def read_json(language: str, name: str) -> dict[str, Any]:
    """An object from a small JSON file, which has no checksum.

    Raises:
        ModelError: the file is missing or damaged.
    """
    try:
        found = json.loads(_bytes(language, name))
    except ValueError as error:
        raise ModelError(f"model file models/{language}/{name} is damaged: {error}; {MEND}") from error
    if not isinstance(found, dict):
        raise ModelError(f"model file models/{language}/{name} is damaged: it holds no object; {MEND}")
    return found


def _bytes(language: str, name: str) -> bytes:
    try:
        return (folder(language) / name).read_bytes()
    except OSError as error:
        raise ModelError(f"model file models/{language}/{name} is missing ({error}); {MEND}") from error
