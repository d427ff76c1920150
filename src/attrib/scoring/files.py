"""Reads the model files as bytes, each checked against its checksum before anything looks inside."""

from __future__ import annotations

import hashlib
import json
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from attrib.errors import ModelError

MANIFEST = "manifest.json"
"""File names with their SHA-256, beside the models."""

TAGGER = "tagger.pt"
"""The span tagger's file."""

MEND = "reinstall attrib (pip install --force-reinstall attrib) or retrain it (python -m attrib.train)"

OWN_MEND = "copy the whole folder again, or train it again (attrib train)"


def folder(place: str | Path) -> Traversable:
    """Where models lie: a language's inside the package, or a folder of one's own."""
    return place if isinstance(place, Path) else resources.files("attrib") / "models" / place


def called(place: str | Path, name: str) -> str:
    """What messages call a model file."""
    return str(place / name) if isinstance(place, Path) else f"models/{place}/{name}"


def mend(place: str | Path) -> str:
    """What to do about a file that is missing or damaged."""
    return OWN_MEND if isinstance(place, Path) else MEND


def read(place: str | Path, name: str) -> bytes:
    """The bytes of a model file of a language, or of a folder, checked against the manifest there.

    Raises:
        ModelError: the file is missing or damaged.
    """
    expected = read_json(place, MANIFEST).get(name)
    data = _bytes(place, name)
    if hashlib.sha256(data).hexdigest() != expected:
        raise ModelError(f"model file {called(place, name)} is damaged: its checksum differs; {mend(place)}")
    return data


def read_json(place: str | Path, name: str) -> dict[str, Any]:
    """An object from a small JSON file, which has no checksum.

    Raises:
        ModelError: the file is missing or damaged.
    """
    try:
        found = json.loads(_bytes(place, name))
    except ValueError as error:
        raise ModelError(f"model file {called(place, name)} is damaged: {error}; {mend(place)}") from error
    if not isinstance(found, dict):
        raise ModelError(f"model file {called(place, name)} is damaged: it holds no object; {mend(place)}")
    return found


def _bytes(place: str | Path, name: str) -> bytes:
    try:
        return (folder(place) / name).read_bytes()
    except OSError as error:
        raise ModelError(f"model file {called(place, name)} is missing ({error}); {mend(place)}") from error
