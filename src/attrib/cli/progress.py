"""A progress bar on standard error, where that is a terminal and tqdm is installed (extra ``cli``)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from attrib.inputs import ROWS


def count(names: Sequence[str]) -> int | None:
    """How many texts the inputs hold: rows of JSON Lines, and files; ``None`` where that cannot be told beforehand."""
    total = 0
    for name in names:
        if Path(name).suffix.lower() not in ROWS:
            total += 1
            continue
        try:
            with Path(name).open("rb") as lines:
                total += sum(1 for line in lines if line.strip())
        except OSError:
            return None
    return total


class Progress:
    """Documents done, documents a second, time left and failures; nothing where nobody would see it."""

    def __init__(self, names: Sequence[str]) -> None:
        self._bar: Any = None
        if sys.stderr.isatty():
            try:
                from tqdm import tqdm
            except ImportError:
                return
            self._bar = tqdm(total=count(names), unit="doc", file=sys.stderr, dynamic_ncols=True)

    def __call__(self, done: int, failed: int) -> None:
        """Show how far the run is."""
        if self._bar is not None:
            self._bar.update(done - self._bar.n)
            if failed:
                self._bar.set_postfix(failed=failed)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()
