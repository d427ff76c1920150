"""A Parquet file with a row an attribution, by pyarrow (extra ``parquet``).

A Parquet file that was not finished cannot be read. So rows are written to small files in a folder beside the output, in parts of
a few hundred documents, and made one file at the end; a run that was killed is resumed behind the last part that is whole. The
file's own metadata hold the keys of its inputs, of those without an attribution too.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import zlib
from pathlib import Path
from typing import Any

from attrib.columnar import pyarrow
from attrib.errors import InputError, SettingsError
from attrib.formats.arrow import cleaned, plain, schema
from attrib.inputs import Item
from attrib.model import Result
from attrib.outputs.base import Output

DOCUMENTS = 500
"""Documents of a part: what a kill can cost."""

ROWS = 20_000
"""Rows held at a time when parts are made one file, and of its row groups."""

_INPUTS = b"attrib.inputs"


class ParquetFile(Output):
    """Rows of all documents in one file; the columns are those of ``Result.to_records``, after ``input`` and ``document``."""

    def __init__(self, path: Path, resume: bool) -> None:
        self._arrow = pyarrow()
        self._schema = schema(("input", "document"))
        self._path = path
        self._parts = path.with_name(path.name + ".parts")
        if self._parts.exists() and not resume:
            raise SettingsError(
                f"{self._parts} exists: an earlier run did not end; resume it, or remove that"
            )
        there = self._whole() or ([path] if path.exists() else [])
        self.done = frozenset(key for part in there for key in self._keys(part))
        self._rows: list[dict[str, Any]] = []
        self._inputs: list[str] = []

    def write(self, item: Item, result: Result) -> None:
        """Add the result's rows; every ``DOCUMENTS`` results a part is written."""
        self._inputs.append(item.key)
        for row in result.to_records():
            self._rows.append({"input": plain(item.key), "document": plain(item.id), **cleaned(row)})
        if len(self._inputs) >= DOCUMENTS:
            self._flush()

    def finish(self) -> None:
        """Make the parts one file."""
        self._flush()
        parts = self._whole()
        if not parts and self._path.exists():  # a finished run had nothing to add
            return
        keys = [key for part in parts for key in self._keys(part)]
        whole = self._path.with_name(self._path.name + ".part")
        with self._writer(whole, keys) as writer:
            for part in parts:
                with self._arrow.parquet.ParquetFile(part) as file:
                    for batch in file.iter_batches(ROWS):
                        table = self._arrow.Table.from_batches([batch])
                        writer.write_table(table.cast(self._schema), row_group_size=ROWS)
        os.replace(whole, self._path)
        # renamed first: a folder that is half removed must not be taken for one that is whole
        ended = self._parts.with_name(self._parts.name + ".ended")
        self._parts.mkdir(exist_ok=True)
        os.replace(self._parts, ended)
        shutil.rmtree(ended)

    def close(self) -> None:
        """Write the part that is begun."""
        self._flush()

    def _flush(self) -> None:
        if not self._inputs:
            return
        self._parts.mkdir(exist_ok=True)
        if self._path.exists() and not self._whole():
            os.replace(self._path, self._part(0))  # what a finished run wrote is the first part
        part = self._part(len(self._whole()))
        table = self._arrow.Table.from_pylist(self._rows, schema=self._schema)
        with self._writer(part.with_suffix(".part"), self._inputs) as writer:
            writer.write_table(table)
        os.replace(part.with_suffix(".part"), part)
        self._rows, self._inputs = [], []

    def _writer(self, path: Path, keys: list[str]) -> Any:
        packed = base64.b64encode(zlib.compress(json.dumps(keys).encode("ascii")))
        schema = self._schema.with_metadata({_INPUTS: packed})
        return self._arrow.parquet.ParquetWriter(path, schema, compression="zstd")

    def _part(self, number: int) -> Path:
        return self._parts / f"{number:06d}.parquet"

    def _whole(self) -> list[Path]:
        return sorted(self._parts.glob("*.parquet"))

    def _keys(self, path: Path) -> list[str]:
        try:
            metadata = self._arrow.parquet.read_schema(path).metadata or {}
            return list(json.loads(zlib.decompress(base64.b64decode(metadata[_INPUTS]))))
        except (self._arrow.ArrowException, KeyError, ValueError, zlib.error) as error:
            raise InputError(f"{path} is no output of an earlier run; cannot resume it") from error
