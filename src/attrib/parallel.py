"""Many documents on several processor cores: worker processes that load the models once each."""

from __future__ import annotations

import gc
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from itertools import islice
from multiprocessing import get_context
from os import PathLike, fspath
from typing import Any, TypeVar

from attrs import evolve, field, frozen

from attrib.document import Document
from attrib.errors import InputError, ModelError, SettingsError, WorkerError
from attrib.inputs import read_text
from attrib.model import Result
from attrib.pipeline import Extractor, load

Outcome = TypeVar("Outcome")


@frozen
class Parsed(Result):
    """A result beside the parse that it was read from, for outputs that hold both."""

    document: Document = field(kw_only=True)
    """The parse, of the same text."""


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
        WorkerError: a worker process died.
    """
    extractor = _checked(processes, batch_size, language, settings)
    texts = (_read(item) for item in inputs)
    if processes == 1:
        return extractor.pipe(texts, batch_size=batch_size)
    return _spread(texts, _work, processes, batch_size, language, settings)


def map_texts(
    texts: Iterable[str],
    *,
    parses: bool = False,
    processes: int = 1,
    batch_size: int = 32,
    language: str = "en",
    **settings: Any,
) -> Iterator[Result | str]:
    """As ``extract_many``, but a text that fails gives the reason in place of a result, and the others go on.

    With ``parses``, the results are ``Parsed``.

    Raises:
        SettingsError: as for ``extract_many``.
        WorkerError: a worker process died.
    """
    extractor = _checked(processes, batch_size, language, settings)
    if processes > 1:
        work = partial(_attempt, parses=parses)
        return _spread(iter(texts), work, processes, batch_size, language, settings)
    return _one_by_one(extractor, iter(texts), batch_size, parses)


def _checked(processes: int, batch_size: int, language: str, settings: dict[str, Any]) -> Extractor:
    """An extractor with the settings, so that wrong ones are told here and not in a worker."""
    if processes < 1 or batch_size < 1:
        raise SettingsError(f"processes and batch_size must be at least 1, not {processes} and {batch_size}")
    return load(language, **settings)


def _one_by_one(
    extractor: Extractor, texts: Iterator[str], batch_size: int, parses: bool
) -> Iterator[Result | str]:
    while batch := list(islice(texts, batch_size)):
        yield from _tried(extractor, batch, parses)


def _read(item: object) -> str:
    if isinstance(item, str):
        return item
    if not isinstance(item, PathLike):
        raise InputError(f"inputs must be strings or paths, not {type(item).__name__}")
    try:
        return read_text(fspath(item))
    except InputError as error:
        raise InputError(f"{fspath(item)} cannot be read: {error}") from error


def _spread(
    texts: Iterator[str],
    work: Callable[[list[str]], list[Outcome]],
    processes: int,
    batch_size: int,
    language: str,
    settings: dict[str, Any],
) -> Iterator[Outcome]:
    waiting: deque[Future[list[Outcome]]] = deque()
    pool = ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_start, initargs=(language, settings)
    )
    try:
        while batch := list(islice(texts, batch_size)):
            waiting.append(pool.submit(work, batch))
            if len(waiting) > processes * AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise WorkerError("a worker process died, perhaps for want of memory; try fewer processes") from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start(language: str, settings: dict[str, Any]) -> None:
    global _extractor
    with suppress(ValueError):  # a worker that is no process of its own
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the process that started this one
    _extractor = load(language, **settings)
    _extractor("Models are loaded before the first batch.")
    gc.freeze()  # what is loaded stays: collections need not walk through it again and again


def _work(texts: list[str]) -> list[Result]:
    assert _extractor is not None
    return list(_extractor.pipe(texts, batch_size=len(texts)))


def _attempt(texts: list[str], parses: bool) -> list[Result | str]:
    assert _extractor is not None
    return _tried(_extractor, texts, parses)


def _tried(extractor: Extractor, texts: list[str], parses: bool) -> list[Result | str]:
    """Results of a batch; where it fails as a whole, text by text, to lose no more than what fails."""
    try:
        return list(_parsed(extractor, texts) if parses else extractor.pipe(texts, batch_size=len(texts)))
    except ModelError:
        raise
    except Exception as error:  # no text should raise: if one does, a long run must not end for it
        if len(texts) == 1:
            return [f"{type(error).__name__}: {error}"]
        return [outcome for text in texts for outcome in _tried(extractor, [text], parses)]


def _parsed(extractor: Extractor, texts: list[str]) -> Iterator[Parsed]:
    documents = list(extractor.annotator.annotate(texts))
    for document, r in zip(documents, extractor.pipe_from(documents, batch_size=len(texts)), strict=True):
        bare = evolve(document)  # without what was derived from it: it goes from process to process
        yield Parsed(r.text, r.attributions, r.speakers, r.quotes, r.meta, document=bare)
