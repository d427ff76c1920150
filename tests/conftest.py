"""Settings for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


@pytest.fixture(scope="session")
def cluster() -> Iterator[Any]:
    """Ray on this machine; gives the module. One for all tests, also for those that start other processes.

    Three cores on paper: two workers, and one for the tasks that read and write.
    """
    ray = pytest.importorskip("ray", reason="Ray is not installed (extra ray)")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        found = ray.init(
            num_cpus=3, include_dashboard=False, object_store_memory=100 * 2**20, log_to_driver=False
        )
        patch.setenv("RAY_ADDRESS", found.address_info["address"])
        ray.data.DataContext.get_current().enable_progress_bars = False
        yield ray
        ray.shutdown()
