"""Parquet files, by pyarrow (extra ``parquet``), which is loaded only when one is read or written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrib.errors import InputError, SettingsError

PARQUET = (".parquet", ".pq")
"""Endings of the files."""

ROWS = 256
"""Rows read at a time."""


def pyarrow() -> Any:
    """The module, with ``pyarrow.parquet`` loaded.

    Raises:
        SettingsError: it is not installed.
    """
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise SettingsError("Parquet and tables need pyarrow: pip install 'attrib[parquet]'") from error
    return pyarrow


def count_rows(path: Path) -> int:
    """How many rows a file holds; only its footer is read.

    Raises:
        InputError: it is no Parquet file.
        OSError: it cannot be read.
    """
    try:
        return int(pyarrow().parquet.read_metadata(path).num_rows)
    except pyarrow().ArrowException as error:
        raise InputError(f"no Parquet file: {error}") from error


def read_columns(path: Path, names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """The values of some columns, row by row; a column that is not there gives ``None``. A few rows are held at a time.

    Raises:
        InputError: it is no Parquet file, is damaged, or the first column is missing.
        OSError: it cannot be read.
    """
    arrow = pyarrow()
    try:
        # buffered, so that a row group of any size does not have to be held whole
        with arrow.parquet.ParquetFile(path, buffer_size=1 << 20, pre_buffer=False) as file:
            there = file.schema_arrow.names
            if names[0] not in there:
                raise InputError(f"column {names[0]!r} is missing; there is: {', '.join(there)}")
            wanted = [name for name in dict.fromkeys(names) if name in there]
            for batch in file.iter_batches(ROWS, columns=wanted):
                columns = {name: _values(batch.column(name)) for name in wanted}
                for i in range(batch.num_rows):
                    yield tuple(columns[name][i] if name in columns else None for name in names)
    except (arrow.ArrowException, OSError) as error:
        if getattr(error, "errno", None) is not None:
            raise
        raise InputError(f"no Parquet file, or a damaged one: {error}") from error


def _values(column: Any) -> list[Any]:
    """A column's values; bytes where a string is not UTF-8."""
    try:
        return list(column.to_pylist())
    except UnicodeDecodeError:
        return [_value(scalar) for scalar in column]


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        return scalar.as_buffer().to_pybytes()
