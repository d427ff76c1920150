"""Batches of real tables: what goes in, and what comes out."""

from __future__ import annotations

import datetime
import sys
from typing import Any

import numpy as np
import pytest

import attrib
from attrib.formats.records import COLUMNS
from attrib.integrations.frames import BatchExtractor

pa = pytest.importorskip("pyarrow")

TEXTS = [
    "“The ferry is late,” said Ada Lund. Her brother Tom denied it.",
    "It rained all day.",
    "Tom Lund promised that the boats would sail.",
]
DAYS = [datetime.date(2026, 3, d) for d in (1, 2, 3)]


def table_of(kind: str, columns: dict[str, list[Any]]) -> Any:
    """The columns as a table of the kind."""
    if kind == "dict of lists":
        return columns
    if kind == "dict of arrays":
        return {name: np.array(values, dtype=object) for name, values in columns.items()}
    if kind == "pyarrow.Table":
        return pa.table(columns)
    if kind == "pyarrow.RecordBatch":
        return pa.RecordBatch.from_pydict(columns)
    return pytest.importorskip(kind).DataFrame(columns)


KINDS = ["dict of lists", "dict of arrays", "pyarrow.Table", "pyarrow.RecordBatch", "pandas", "polars"]


@pytest.fixture(scope="module")
def whole() -> BatchExtractor:
    return BatchExtractor(text="body", keep=["key", "id", "day"], min_confidence=0.3)


class TestSettings:
    @pytest.mark.parametrize(
        "options", [{"min_confidence": 2}, {"kinds": ["SHOUT"]}, {"keep": "url"}, {"keep": ["url", "url"]},
                    {"keep": ["id", "document_id"]}]
    )  # fmt: skip
    def test_wrong_ones_are_told_at_once(self, options: dict[str, Any]) -> None:
        with pytest.raises(attrib.SettingsError):
            BatchExtractor(**options)

    def test_without_pyarrow(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
        with pytest.raises(attrib.SettingsError, match=r"attrib\[parquet\]"):
            BatchExtractor()


@pytest.mark.engine
class TestTables:
    @pytest.mark.parametrize("kind", KINDS)
    def test_rows_are_those_of_the_extractor(self, kind: str, whole: BatchExtractor) -> None:
        batch = table_of(kind, {"key": ["a", "b", "c"], "body": TEXTS, "id": [7, 8, 9], "day": DAYS})
        table = whole(batch)
        assert table.column_names == ["key", "document_id", "day", *COLUMNS]
        alone = attrib.load("en", min_confidence=0.3)
        wanted = []
        for key, number, day, text in zip("abc", (7, 8, 9), DAYS, TEXTS, strict=True):
            rows = alone(text).to_records() or [dict.fromkeys(COLUMNS)]
            wanted += [{"key": key, "document_id": number, "day": day, **row} for row in rows]
        assert table.to_pylist() == wanted
        assert [row["speaker"] for row in wanted] == ["Ada Lund", "Tom", None, "Tom Lund"]

    @pytest.mark.parametrize("kind", KINDS)
    def test_texts_that_are_missing_or_empty(self, kind: str, whole: BatchExtractor) -> None:
        batch = table_of(
            kind,
            {"key": [*"abcd"], "body": [None, "", " \n", TEXTS[0]], "id": [1, 2, 3, 4], "day": [*DAYS, None]},
        )
        rows = whole(batch).select(["key", "day", "id", "form"]).to_pylist()
        assert [row["key"] for row in rows] == ["a", "b", "c", "d", "d"]
        assert [row["id"] for row in rows] == [None, None, None, "A1", "A2"]
        assert rows[-1]["day"] is None

    def test_rows_of_texts_without_attributions_can_be_left_out(self) -> None:
        table = BatchExtractor(keep=["key"], empty=False)({"text": TEXTS, "key": [1, 2, 3]})
        assert table["key"].to_pylist() == [1, 1, 3]

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_batch_without_rows(self, kind: str, whole: BatchExtractor) -> None:
        table = whole(table_of(kind, {"key": [], "body": [], "id": [], "day": []}))
        assert table.num_rows == 0
        assert table.column_names == ["key", "document_id", "day", *COLUMNS]

    def test_types_do_not_hang_on_the_values(self, whole: BatchExtractor) -> None:
        frame = pa.table(
            {"body": TEXTS, "key": ["a", "b", "c"], "id": pa.array([1, 2, 3], pa.int16()), "day": DAYS}
        )
        types = {whole(frame.slice(at, n)).schema for at, n in ((0, 3), (1, 1), (0, 0))}
        assert len(types) == 1
        assert next(iter(types)).field("document_id").type == pa.int16()

    def test_half_characters(self, whole: BatchExtractor) -> None:
        text = "“No \ud83d boats,” said Ada\ud800 Lund."
        table = whole({"body": [text], "key": ["\udfffx"], "id": [1], "day": [None]})
        assert table["key"].to_pylist() == ["?x"]
        assert table["content"].to_pylist() == ["“No ? boats,”"]
        assert table["end_char"].to_pylist() == [text.index("”") + 1]

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_column_that_is_missing(self, kind: str, whole: BatchExtractor) -> None:
        with pytest.raises(attrib.InputError, match="column 'body' is missing; there is: key, text"):
            whole(table_of(kind, {"key": [1], "text": TEXTS[:1]}))

    @pytest.mark.parametrize("kind", KINDS)
    def test_texts_that_are_no_strings(self, kind: str, whole: BatchExtractor) -> None:
        with pytest.raises(attrib.InputError, match="column 'body' must hold strings, not int"):
            whole(table_of(kind, {"body": [3], "key": ["a"], "id": [1], "day": [None]}))

    def test_values_without_a_common_type(self, whole: BatchExtractor) -> None:
        with pytest.raises(attrib.InputError, match="column 'key' cannot be kept"):
            whole({"body": TEXTS[:2], "key": [1, "a"], "id": [1, 2], "day": [None, None]})

    def test_arrays_of_arrays_can_be_kept(self, whole: BatchExtractor) -> None:
        table = whole({"body": TEXTS[1:], "key": np.eye(2), "id": [1, 2], "day": [None, None]})
        assert table["key"].to_pylist() == [[1, 0], [0, 1]]


@pytest.mark.engine
class TestPandas:
    def test_every_way_to_write_a_missing_text(self, whole: BatchExtractor) -> None:
        pd = pytest.importorskip("pandas")
        for texts in (
            pd.Series([TEXTS[1], None, pd.NA, pd.NaT, float("nan")], dtype=object),
            pd.Series([TEXTS[1], None], dtype="string"),
            pd.Series([TEXTS[1], None], dtype="category"),
        ):
            frame = pd.DataFrame({"body": texts, "key": "k", "id": 1, "day": None})
            assert whole(frame)["id"].to_pylist() == [None] * len(texts)

    def test_frames_out_are_what_spark_takes(self, whole: BatchExtractor) -> None:
        """Spark makes Arrow of ``mapInPandas``'s frames like this; whole numbers with gaps have become floats in them."""
        table = whole({"body": TEXTS, "key": ["a", "b", "c"], "id": [1, 2, 3], "day": DAYS})
        frame = table.to_pandas()
        arrays = []
        for field in table.schema:
            series = frame[field.name]
            mask = None if hasattr(series.array, "__arrow_array__") else series.isnull()
            arrays.append(pa.Array.from_pandas(series, mask=mask, type=field.type, safe=True))
        assert table["start_char"].null_count == 1
        assert pa.table(arrays, schema=table.schema).equals(table)

    def test_an_index_is_nothing_to_go_by(self, whole: BatchExtractor) -> None:
        pd = pytest.importorskip("pandas")
        frame = pd.DataFrame({"body": TEXTS, "key": ["a", "b", "c"], "id": 1, "day": None}, index=[5, 5, 0])
        assert whole(frame[1:])["key"].to_pylist() == ["b", "c"]

    def test_a_name_that_two_columns_have(self, whole: BatchExtractor) -> None:
        pd = pytest.importorskip("pandas")
        frame = pd.DataFrame([[TEXTS[0], TEXTS[1]]], columns=["body", "body"])
        with pytest.raises(attrib.InputError, match="column 'body' is there twice"):
            whole(frame)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    """``to_records`` of a text with everything that can be missing."""
    found = attrib.extract("\n\n".join([*TEXTS, "It was said that the mill had closed."])).to_records()
    assert any(row["source_start"] is None for row in found)
    return found


@pytest.mark.engine
class TestRecords:
    """``to_records`` goes into data frames as it is."""

    def test_pandas(self, rows: list[dict[str, Any]]) -> None:
        pd = pytest.importorskip("pandas")
        frame = pd.DataFrame(rows)
        assert list(frame.columns) == list(COLUMNS)
        assert frame.start_char.dtype == np.int64
        assert frame.hypothetical.dtype == np.bool_
        assert frame.confidence.between(0, 1).all()
        assert frame[frame.source.isna()].source_start.isna().all()
        assert (
            frame.groupby("speaker").size()["Tom Lund"] == sum(r["speaker"] == "Tom Lund" for r in rows) > 1
        )
        assert frame.astype(object).where(frame.notna(), None).to_dict("records") == rows

    def test_polars(self, rows: list[dict[str, Any]]) -> None:
        pl = pytest.importorskip("polars")
        frame = pl.DataFrame(rows)
        assert frame.columns == list(COLUMNS)
        assert frame.schema["source_start"] == pl.Int64
        assert frame.schema["hypothetical"] == pl.Boolean
        assert (
            frame.filter(pl.col("speaker") == "Tom Lund").height
            == sum(r["speaker"] == "Tom Lund" for r in rows)
            > 1
        )
        assert frame.to_dicts() == rows
