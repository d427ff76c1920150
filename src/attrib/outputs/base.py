"""What every output is."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from attrs import evolve

from attrib.inputs import Item
from attrib.model import Result


class Output:
    """Takes results one after another. A context manager: leaving it without an error finishes what is written."""

    done: frozenset[str] = frozenset()
    """Keys of the inputs whose results it held when it was opened; a resumed run leaves them out."""
    parses: bool = False
    """Whether it takes only results with their parses (``attrib.parallel.Parsed``)."""

    def write(self, item: Item, result: Result) -> None:
        """Add one result.

        Raises:
            FormatError: the format cannot hold this result; the output is as it was.
            OSError: it cannot be written.
        """
        raise NotImplementedError

    def finish(self) -> None:
        """Write what comes after the last result."""

    def close(self) -> None:
        """Let go of files."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.finish()
        finally:
            self.close()


def named(item: Item, result: Result) -> Result:
    """The result with its input's name in ``meta``: ``input`` and, where a row has a name of its own, ``id``."""
    meta = {**result.meta, "input": item.key}
    return evolve(result, meta=meta if item.id is None else {**meta, "id": item.id})
