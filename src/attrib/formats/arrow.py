"""Records as Arrow columns with fixed types, so that tables of different documents fit together (extra ``parquet``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrib.columnar import pyarrow
from attrib.formats.records import COLUMNS

_NUMBERS = {
    name: "int64" for name in COLUMNS if name.endswith(("_start", "_end", "_char"))
} | {"hypothetical": "bool_", "confidence": "float64"}  # fmt: skip


def schema(before: Sequence[str] = ()) -> Any:
    """The types of the columns of ``to_records``, after columns of strings."""
    arrow = pyarrow()
    names = (*before, *COLUMNS)
    return arrow.schema([(name, getattr(arrow, _NUMBERS.get(name, "string"))()) for name in names])


def cleaned(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose strings can be written as UTF-8."""
    return {key: plain(value) if isinstance(value, str) else value for key, value in row.items()}


def plain(value: str | None) -> str | None:
    """Lone surrogates as question marks: UTF-8 has none."""
    return value if value is None or value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
