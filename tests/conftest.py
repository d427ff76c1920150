"""Settings for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# The same examples each time, so that a build tells of its own changes only; no deadline: machines are busy.
settings.register_profile("attrib", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("attrib")


@pytest.fixture(scope="session")
def spacy_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a small spaCy pipeline lies that was trained for these tests; ``spacy.load`` takes it."""
    from spacy_pipeline import train

    path = tmp_path_factory.mktemp("spacy") / "model"
    train().to_disk(path)
    return path
