"""Long runs over many texts: bad inputs are told and passed over, a run that ended early is resumed."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from attrs import frozen

from attrib.errors import FormatError, SettingsError
from attrib.inputs import Item
from attrib.model import Result
from attrib.outputs import format_for, open_output
from attrib.outputs.base import Output
from attrib.parallel import map_texts

ON_ERROR = ("continue", "stop")


@frozen
class Summary:
    """What a run did."""

    written: int
    """Results written in this run."""
    skipped: int
    """Inputs that the output held already (``resume``)."""
    failed: int
    """Inputs without a result, listed in the file of failures."""
    stopped: bool = False
    """Whether the run ended at its first failure (``on_error="stop"``)."""


def failures_of(output: Path) -> Path:
    """The file that lists what failed: ``out.csv`` gives ``out.failed.jsonl``."""
    return output.with_name(f"{output.stem}.failed.jsonl")


def run(
    items: Iterable[Item],
    output: Path,
    *,
    form: str | None = None,
    on_error: str = "continue",
    resume: bool = False,
    progress: Callable[[int, int], None] = lambda done, failed: None,
    **settings: Any,
) -> Summary:
    """Find the attributions of many texts and write them to a file or folder, in order.

    Args:
        items: What ``attrib.inputs.read_items`` gives.
        output: File or folder to write. What failed goes to ``failures_of(output)``: a JSON object a line with ``input``, ``id``
            and ``error``; that file is there only if something failed.
        form: One of ``attrib.outputs.FORMATS``; by default what the file's ending says.
        on_error: ``"continue"`` passes over what fails, ``"stop"`` ends the run there, with all before it written.
        resume: Go on with an output that is there: what it holds is not made again, what failed is tried again.
        progress: Called after each input with how many are done and how many of these failed.
        **settings: ``processes``, ``batch_size`` and the options of ``attrib.load``.

    Raises:
        SettingsError: the output exists and ``resume`` is not asked for, its format cannot be resumed, or an option is wrong.
        InputError: the output that should be resumed is no output of ``run``.
        OSError: the output cannot be written (a full disk); what was written before stays, for ``resume``.
    """
    failures = failures_of(output)

    def fail(item: Item, reason: str) -> None:
        with failures.open("a", encoding="utf-8", newline="\n") as sink:
            sink.write(json.dumps({"input": item.key, "id": item.id, "error": reason}) + "\n")

    check(on_error)
    with open_output(output, form or format_for(output), resume=resume) as opened:
        failures.unlink(missing_ok=True)
        return write(items, opened, fail=fail, on_error=on_error, progress=progress, **settings)


def check(on_error: str) -> None:
    """Raise ``SettingsError`` for a word that is none of ``ON_ERROR``."""
    if on_error not in ON_ERROR:
        raise SettingsError(f"on_error must be one of {', '.join(ON_ERROR)}, not {on_error!r}")


def write(
    items: Iterable[Item],
    output: Output,
    *,
    fail: Callable[[Item, str], None],
    on_error: str = "continue",
    progress: Callable[[int, int], None] = lambda done, failed: None,
    **settings: Any,
) -> Summary:
    """Find the attributions of many texts and give them to an output that is open; ``fail`` is told what has none.

    The other arguments are those of ``run``, and so are the exceptions.
    """
    check(on_error)
    count = Counter[str]()

    def missing() -> Iterator[Item]:
        for item in items:
            if item.key in output.done:
                count["skipped"] += 1
            else:
                yield item

    for item, outcome in outcomes(missing(), parses=output.parses, **settings):
        reason = outcome if isinstance(outcome, str) else _written(output, item, outcome)
        if reason is not None:
            fail(item, reason)
        count["written" if reason is None else "failed"] += 1
        progress(count.total(), count["failed"])
        if reason is not None and on_error == "stop":
            break
    stopped = on_error == "stop" and count["failed"] > 0
    return Summary(count["written"], count["skipped"], count["failed"], stopped)


def _written(output: Output, item: Item, result: Result) -> str | None:
    """Write a result; why the format cannot hold it, if it cannot."""
    try:
        output.write(item, result)
    except FormatError as error:
        return str(error)
    return None


def outcomes(
    items: Iterable[Item], *, parses: bool = False, processes: int = 1, batch_size: int = 32, **settings: Any
) -> Iterator[tuple[Item, Result | str]]:
    """Each item with its result or the reason why it has none, lazily and in order; with ``parses``, ``parallel.Parsed`` results.

    Raises:
        SettingsError: an option is wrong.
        WorkerError: a worker process died.
    """
    waiting: deque[Item] = deque()

    def texts() -> Iterator[str]:
        for item in items:
            waiting.append(item)
            if item.error is None:
                yield item.text

    for outcome in map_texts(texts(), parses=parses, processes=processes, batch_size=batch_size, **settings):
        while waiting[0].error is not None:
            failed = waiting.popleft()
            yield failed, failed.error or ""
        yield waiting.popleft(), outcome
    for item in waiting:
        yield item, item.error or "not read"
