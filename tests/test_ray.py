"""Attributions of a dataset, by actors on a real Ray cluster of this machine."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import attrib
from attrib.formats.records import COLUMNS
from attrib.integrations.ray import AttribActor

pytestmark = pytest.mark.engine

EXAMPLES = Path(__file__).parent.parent / "examples"
ROWS = [
    {"url": f"https://example.org/{i}", "body": paragraph, "id": i}
    for i, paragraph in enumerate((EXAMPLES / "article.txt").read_text(encoding="utf8").split("\n\n"))
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Ray on this machine; gives the module. One for all tests, also for the script that one of them starts.

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


@pytest.fixture(scope="module")
def wanted() -> list[dict[str, Any]]:
    """What one extractor finds."""
    extractor = attrib.load("en", min_confidence=0.3)
    return [
        {"url": row["url"], "document_id": row["id"], **found}
        for row in ROWS
        for found in extractor(row["body"]).to_records() or [dict.fromkeys(COLUMNS)]
    ]


def test_two_workers_find_what_one_extractor_finds(
    cluster: Any, wanted: list[dict[str, Any]], tmp_path: Path
) -> None:
    """From Parquet to Parquet, as a stream, in blocks of two."""
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "articles.parquet")
    articles = cluster.data.read_parquet(str(tmp_path / "articles.parquet"))
    articles.repartition(target_num_rows_per_block=2).map_batches(
        AttribActor,
        fn_constructor_kwargs={"text": "body", "keep": ["url", "id"], "min_confidence": 0.3},
        compute=cluster.data.ActorPoolStrategy(size=2),
        batch_size=2,
        batch_format="pyarrow",
    ).write_parquet(str(tmp_path / "found"))
    files = list((tmp_path / "found").glob("*.parquet"))
    assert len(files) > 1
    # Blocks come in any order; within a document the rows keep theirs.
    rows = sorted(pq.read_table(tmp_path / "found").to_pylist(), key=lambda row: row["document_id"])
    assert rows == wanted
    assert len(rows) > 20


def test_a_corpus_on_ray(cluster: Any) -> None:
    """On the tests' cluster, which the script finds by itself."""
    command = [sys.executable, str(EXAMPLES / "ray_corpus.py"), "30", "1"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf8", check=True, timeout=600)
    first, second, *speakers = done.stdout.splitlines()
    assert first.startswith("30 documents, ")
    assert "; 1 workers, " in first
    # every item quotes or reports somebody, most do so twice and more
    found = re.fullmatch(r"(\d+) attributions in 30 documents", second)
    assert found
    assert int(found[1]) > 60
    assert any(re.fullmatch(r" +\d+  (Ada|Karim|Tove|Luis) (Lund|Okafor|Reyes)", line) for line in speakers)
