"""Batches of a table in, attributions out: what Ray Data, Spark and their like hand to a worker (extra ``parquet``).

>>> found = BatchExtractor(keep=["day"])({"text": ["“No,” said Ada Lund.", "It rained."], "day": [1, 2]})
>>> found.select(["day", "speaker", "cue"]).to_pylist()
[{'day': 1, 'speaker': 'Ada Lund', 'cue': 'said'}, {'day': 2, 'speaker': None, 'cue': None}]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrib.columnar import pyarrow
from attrib.errors import InputError, SettingsError
from attrib.formats.arrow import cleaned, plain, schema
from attrib.formats.records import COLUMNS


class BatchExtractor:
    """Finds the attributions of the texts in a column; models are loaded when it is made, so once a worker.

    Args:
        text: Name of the column with the texts; a missing one (``None``, ``NaN``, ``NA``) is a text without attributions.
        keep: Columns to keep beside each row, such as an id, repeated for each attribution of their text. Where a name is also
            an attribution's, as ``id`` is, the kept column is called ``document_id``.
        empty: Whether a text without attributions has a row, with nothing in the attribution's columns; so that no document is
            lost and ``id is null`` counts them. ``False`` leaves them out.
        settings: As ``attrib.load`` takes them.

    Raises:
        SettingsError: a setting has an impossible value, two columns would have one name, or pyarrow is missing.
    """

    def __init__(
        self, text: str = "text", keep: Sequence[str] = (), empty: bool = True, **settings: Any
    ) -> None:
        from attrib.pipeline import load

        self.text, self.keep, self.empty = text, _names(keep), empty
        self.schema = schema()
        self.extractor = load(**settings)
        self.extractor("Models are loaded before the first batch.")

    def __call__(self, batch: Any) -> Any:
        """A ``pyarrow.Table`` with a row an attribution, in order: the kept columns, then those of ``Result.to_records``.

        Args:
            batch: A pandas or polars data frame, a ``pyarrow.Table`` or ``RecordBatch``, or a mapping of column names to
                sequences. Offsets are code points of the text in it; half a character (a lone surrogate) that a text holds is
                a question mark in the table.

        Raises:
            InputError: a column is missing or there twice, a text is no string, or values to keep have no common type.
        """
        arrow = pyarrow()
        texts = [_text(value, self.text) for value in _values(_column(batch, self.text))]
        kept = {own: _array(arrow, _column(batch, name), name) for name, own in self.keep.items()}
        of: list[int] = []
        rows: list[dict[str, Any]] = []
        for i, result in enumerate(self.extractor.pipe(texts)):
            found = [cleaned(row) for row in result.to_records()]
            if self.empty and not found:
                found = [dict.fromkeys(COLUMNS)]
            of += [i] * len(found)
            rows += found
        table = arrow.Table.from_pylist(rows, schema=self.schema)
        places = arrow.array(of, arrow.int64())
        for at, (own, column) in enumerate(kept.items()):
            table = table.add_column(at, own, column.take(places))
        return table


def _names(keep: Sequence[str]) -> dict[str, str]:
    """What each kept column is called beside those of an attribution."""
    if isinstance(keep, str):
        raise SettingsError(f"keep takes a list of columns: [{keep!r}]")
    names = {column: f"document_{column}" if column in COLUMNS else column for column in keep}
    twice = sorted({name for name in names.values() if list(names.values()).count(name) > 1})
    if twice or len(names) < len(keep):
        raise SettingsError(f"columns to keep would have one name: {', '.join(twice or keep)}")
    return names


def _column(batch: Any, name: str) -> Any:
    """A column of whatever kind of table."""
    if isinstance(batch, Mapping):
        names = list(batch)
    else:
        names = list(batch.column_names if hasattr(batch, "column_names") else batch.columns)
    if names.count(name) != 1:
        fault = "there twice" if name in names else "missing"
        raise InputError(f"column {name!r} is {fault}; there is: {', '.join(map(str, names))}")
    return batch[name]


def _values(column: Any) -> list[Any]:
    """A column as Python's own values; ``None`` where one is missing."""
    if hasattr(column, "notna"):  # pandas, which has several ways to write a missing value
        column = column.astype(object).where(column.notna(), None)
    if hasattr(column, "to_pylist"):
        return list(column.to_pylist())
    return list(column.tolist() if hasattr(column, "tolist") else column)


def _array(arrow: Any, column: Any, name: str) -> Any:
    """A column for Arrow, in its own type where it has one, so that the batches of one table fit together."""
    if hasattr(column, "to_pylist"):
        return column
    if hasattr(column, "to_arrow"):
        return column.to_arrow()
    try:
        try:
            return arrow.array(column, from_pandas=True)
        except (arrow.ArrowException, UnicodeError):  # arrays of arrays, lone surrogates
            return arrow.array([plain(v) if isinstance(v, str) else v for v in _values(column)])
    except arrow.ArrowException as error:
        raise InputError(f"column {name!r} cannot be kept: {error}") from error


def _text(value: object, name: str) -> str:
    missing = value is None or (isinstance(value, float) and value != value)
    if not missing and not isinstance(value, str):
        raise InputError(f"column {name!r} must hold strings, not {type(value).__name__}")
    return "" if missing else str(value)
