"""Many documents on several processor cores: worker processes that load the models once each."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from os import PathLike
from pathlib import Path
from typing import Any

from attrib.errors import InputError, SettingsError
from attrib.model import Result
from attrib.pipeline import Extractor, load

AHEAD = 2
"""Batches in hand for each worker, the one it works on among them, so that none waits."""

_extractor: Extractor | None = None
"""The worker's own; one a process, set by ``_start``."""


def extract_many(
    inputs: Iterable[str | PathLike[str]],
    *,
    processes: int = 2,
    batch_size: int = 32,
    language: str = "en",
    **settings: Any,
) -> Iterator[Result]:
    """Find the attributions of many texts on several cores, lazily and in order.

    At most ``processes * AHEAD + 1`` batches are held at a time. Workers are started fresh (spawned), so a script must call
    this under ``if __name__ == "__main__":``.

    Args:
        inputs: Texts as strings, and files as ``pathlib.Path``, read as UTF-8.
        processes: Worker processes; with 1 everything runs in this one.
        batch_size: Most texts of a batch.
        language: As for ``load``.
        **settings: The other options of ``load``, such as ``min_confidence``; they travel to the workers, so must pickle.

    Raises:
        InputError: an item is neither string nor path, or a file cannot be read as UTF-8 text.
        SettingsError: ``processes`` or ``batch_size`` is less than 1, or an option of ``load`` is wrong.
    """
    if processes < 1 or batch_size < 1:
        raise SettingsError(f"processes and batch_size must be at least 1, not {processes} and {batch_size}")
    extractor = load(language, **settings)  # tells of wrong options here, not in a worker
    texts = (_read(item) for item in inputs)
    if processes == 1:
        return extractor.pipe(texts, batch_size=batch_size)
    return _spread(texts, processes, batch_size, language, settings)


def _read(item: object) -> str:
    if isinstance(item, str):
        return item
    if not isinstance(item, PathLike):
        raise InputError(f"inputs must be strings or paths, not {type(item).__name__}")
    path = Path(item)
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as UTF-8 text: {error}") from error


def _spread(
    texts: Iterator[str], processes: int, batch_size: int, language: str, settings: dict[str, Any]
) -> Iterator[Result]:
    waiting: deque[Future[list[Result]]] = deque()
    pool = ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_start, initargs=(language, settings)
    )
    try:
        while batch := list(islice(texts, batch_size)):
            waiting.append(pool.submit(_work, batch))
            if len(waiting) > processes * AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start(language: str, settings: dict[str, Any]) -> None:
    global _extractor
    _extractor = load(language, **settings)


def _work(texts: list[str]) -> list[Result]:
    assert _extractor is not None
    return list(_extractor.pipe(texts, batch_size=len(texts)))
