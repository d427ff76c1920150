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


@pytest.fixture(scope="module")
def found(cluster: Any) -> Any:
    """The dataset's attributions, by two actors, in batches of two."""
    return (
        cluster.data.from_items(ROWS, override_num_blocks=4)
        .map_batches(
            AttribActor,
            fn_constructor_kwargs={"text": "body", "keep": ["url", "id"], "min_confidence": 0.3},
            compute=cluster.data.ActorPoolStrategy(size=2),
            batch_size=2,
            batch_format="pyarrow",
        )
        .materialize()
    )


def test_two_actors_find_what_one_extractor_finds(found: Any, wanted: list[dict[str, Any]]) -> None:
    rows = sorted(
        found.take_all(), key=lambda row: row["document_id"]
    )  # within a document they stay in order
    assert rows == wanted
    assert len(rows) > 20


def test_what_is_found_goes_into_files(found: Any, wanted: list[dict[str, Any]], tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    found.write_parquet(str(tmp_path / "found"))
    table = pq.read_table(tmp_path / "found")
    assert table.sort_by("document_id").to_pylist() == wanted


def test_ray_s_own_choice_of_batches(cluster: Any, wanted: list[dict[str, Any]]) -> None:
    rows = (
        cluster.data.from_items(ROWS[:2])
        .map_batches(
            AttribActor,
            fn_constructor_kwargs={"text": "body", "keep": ["url", "id"], "min_confidence": 0.3},
            compute=cluster.data.ActorPoolStrategy(size=1),
        )
        .take_all()
    )
    assert rows == [row for row in wanted if row["document_id"] < 2]
