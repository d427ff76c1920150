"""Long runs over many texts, to a JSON Lines file: bad inputs are told and passed over, a run that ended early is resumed.

The output holds one result a line, each with its input's key in ``meta.input``. Lines are written whole and flushed batch by
batch, so what a kill or a full disk can damage is the last line; ``resume`` cuts that off and goes on behind it.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from attrs import evolve, frozen

from attrib.errors import InputError, SettingsError
from attrib.inputs import Item
from attrib.model import Result
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
    """The file that lists what failed: ``out.jsonl`` gives ``out.failed.jsonl``."""
    return output.with_name(f"{output.stem}.failed{output.suffix or '.jsonl'}")


def run(
    items: Iterable[Item],
    output: Path,
    *,
    on_error: str = "continue",
    resume: bool = False,
    processes: int = 1,
    batch_size: int = 32,
    progress: Callable[[int, int], None] = lambda done, failed: None,
    **settings: Any,
) -> Summary:
    """Find the attributions of many texts and write them to a JSON Lines file, in order.

    Args:
        items: What ``attrib.inputs.read_items`` gives.
        output: File to write. What failed goes to ``failures_of(output)``: one JSON object a line with ``input``, ``id`` and
            ``error``; that file is there only if something failed.
        on_error: ``"continue"`` passes over what fails, ``"stop"`` ends the run there, with all before it written.
        resume: Go on with an output that is there: what it holds is not made again, what failed is tried again.
        processes: Worker processes.
        batch_size: Most texts of a batch.
        progress: Called after each input with how many are done and how many of these failed.
        **settings: The options of ``attrib.load``.

    Raises:
        SettingsError: the output exists and ``resume`` is not asked for, or an option is wrong.
        InputError: the output that should be resumed is no output of ``run``.
        OSError: the output cannot be written (a full disk); what was written before stays, for ``resume``.
    """
    if on_error not in ON_ERROR:
        raise SettingsError(f"on_error must be one of {', '.join(ON_ERROR)}, not {on_error!r}")
    if output.exists() and not resume:
        raise SettingsError(f"{output} exists; resume it, remove it, or write to another file")
    there = _mend(output) if output.exists() else set()
    failures_of(output).unlink(missing_ok=True)
    count = Counter[str]()

    def missing() -> Iterator[Item]:
        for item in items:
            if item.key in there:
                count["skipped"] += 1
            else:
                yield item

    with output.open("ab") as sink:
        for item, outcome in outcomes(missing(), processes=processes, batch_size=batch_size, **settings):
            if isinstance(outcome, Result):
                _append(sink, _named(item, outcome).to_json())
                count["written"] += 1
            else:
                with failures_of(output).open("ab") as failures:
                    _append(failures, json.dumps({"input": item.key, "id": item.id, "error": outcome}))
                count["failed"] += 1
            progress(count.total(), count["failed"])
            if count["failed"] and on_error == "stop":
                break
    stopped = on_error == "stop" and count["failed"] > 0
    return Summary(count["written"], count["skipped"], count["failed"], stopped)


def outcomes(
    items: Iterable[Item], *, processes: int = 1, batch_size: int = 32, **settings: Any
) -> Iterator[tuple[Item, Result | str]]:
    """Each item with its result or the reason why it has none, lazily and in order.

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

    for outcome in map_texts(texts(), processes=processes, batch_size=batch_size, **settings):
        while waiting[0].error is not None:
            failed = waiting.popleft()
            yield failed, failed.error or ""
        yield waiting.popleft(), outcome
    for item in waiting:
        yield item, item.error or "not read"


def _named(item: Item, result: Result) -> Result:
    meta = {**result.meta, "input": item.key}
    return evolve(result, meta=meta if item.id is None else {**meta, "id": item.id})


def _append(sink: BinaryIO, line: str) -> None:
    sink.write(line.encode("utf-8") + b"\n")
    sink.flush()


def _mend(output: Path) -> set[str]:
    """Cut off a last line that was not written whole; the keys of those that were.

    Raises:
        InputError: a whole line is no result of ``run``.
    """
    keys: set[str] = set()
    end = 0
    with output.open("r+b") as lines:
        for number, line in enumerate(lines, 1):
            if not line.endswith(b"\n"):
                break
            try:
                keys.add(json.loads(line)["meta"]["input"])
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(
                    f"{output}, line {number}: no result of an earlier run; cannot resume it"
                ) from error
            end += len(line)
        lines.truncate(end)
    return keys
