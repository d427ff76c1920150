"""Attributions of a dataset, by actors on a real Ray cluster of this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import attrib
from attrib.formats.records import COLUMNS
from attrib.integrations.ray import AttribActor

pytestmark = pytest.mark.engine

ARTICLE = Path(__file__).parent.parent / "examples" / "article.txt"
ROWS = [
    {"url": f"https://example.org/{i}", "body": paragraph, "id": i}
    for i, paragraph in enumerate(ARTICLE.read_text(encoding="utf8").split("\n\n"))
]


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
