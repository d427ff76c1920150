"""A progress bar on standard error, where that is a terminal and tqdm is installed (extra ``cli``)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from attrib.columnar import count_rows
from attrib.errors import InputError
from attrib.inputs import kind_of


def count(names: Sequence[str], kind: str = "auto") -> int | None:
    """How many texts the inputs hold: rows and files; ``None`` where that cannot be told beforehand."""
    total = 0
    for name in names:
        of = kind_of(name) if kind == "auto" else kind
        try:
            if of == "text":
                total += 1
            elif name == "-":
                return None
            elif of == "parquet":
                total += count_rows(Path(name))
            else:
                with Path(name).open("rb") as lines:
                    total += sum(1 for line in lines if line.strip())
        except (InputError, OSError):
            return None
    return total


BAR = "{percentage:3.0f}%|{bar}| {n}/{total} [{remaining} left{postfix}, {rate_noinv_fmt}, {elapsed} gone]"
BAR_WITHOUT_TOTAL = "{n} [{rate_noinv_fmt}{postfix}, {elapsed} gone]"
"""What matters most comes first: a narrow terminal cuts the end off."""


class Progress:
    """Documents done, documents a second, time left and failures.

    Nothing where nobody would see it, and nothing where results are printed on the same terminal.
    """

    def __init__(self, names: Sequence[str], kind: str = "auto", *, printing: bool = False) -> None:
        self._bar: Any = None
        if sys.stderr.isatty() and not (printing and sys.stdout.isatty()):
            try:
                from tqdm import tqdm
            except ImportError:
                return
            total = count(names, kind)
            form = BAR if total is not None else BAR_WITHOUT_TOTAL
            # the speed is that of the whole run: results come a batch at a time
            self._bar = tqdm(
                total=total, unit=" doc", file=sys.stderr, dynamic_ncols=True, bar_format=form, smoothing=0
            )

    def __call__(self, done: int, failed: int) -> None:
        """Show how far the run is."""
        if self._bar is None:
            return
        if self._bar.n == 0:
            self._bar.initial = done - 1  # what a resumed run finds there says nothing about its speed
        if failed:
            self._bar.set_postfix_str(f"{failed} failed", refresh=False)
        self._bar.update(done - self._bar.n)

    def say(self, message: str) -> None:
        """Print a line on standard error, above the bar."""
        if self._bar is None:
            print(message, file=sys.stderr)
        else:
            self._bar.write(message, file=sys.stderr)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()
