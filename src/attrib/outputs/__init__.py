"""Where results go: a stream, a file or a folder, in any of the formats, one document after another.

Every format is an entry of ``FORMATS``. An ``Output`` takes results one by one, so that a long run never holds more than a few;
it knows which inputs it held already when it was opened, so that a run can be resumed where the format allows it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from attrs import frozen

from attrib.errors import SettingsError
from attrib.outputs.base import Output
from attrib.outputs.conllu import Conllu
from attrib.outputs.folders import BratFolder, HtmlFolder
from attrib.outputs.lines import Jsonl, SchemaOrg, WebAnnotation
from attrib.outputs.parquet import ParquetFile
from attrib.outputs.streams import Csv, HtmlPage, Json, Stream, Table


@frozen
class Format:
    """How a format is written; at least one of ``stream``, ``file`` and ``folder``."""

    suffixes: tuple[str, ...] = ()
    """Endings of file names that stand for it."""
    stream: type[Stream] | None = None
    """Writes it to a stream: standard output, or a file that cannot be gone on with."""
    file: Callable[[Path, bool], Output] | None = None
    """Writes it to a file so that a run can be resumed; the second argument says whether to."""
    folder: Callable[[Path, bool], Output] | None = None
    """The same for a folder: a path whose ending is none of ``suffixes``."""


FORMATS: dict[str, Format] = {
    "table": Format(stream=Table),
    "json": Format((".json",), stream=Json),
    "jsonl": Format((".jsonl", ".ndjson"), stream=Jsonl, file=Jsonl.at),
    "csv": Format((".csv",), stream=Csv),
    "parquet": Format((".parquet", ".pq"), file=ParquetFile),
    "brat": Format(folder=BratFolder),
    "conllu": Format((".conllu",), stream=Conllu, file=Conllu.at),
    "html": Format((".html", ".htm"), stream=HtmlPage, folder=HtmlFolder),
    "webannotation": Format((".jsonld",), stream=WebAnnotation, file=WebAnnotation.at),
    "schemaorg": Format(stream=SchemaOrg, file=SchemaOrg.at),
}
"""Every format by its name."""


def format_for(path: Path) -> str:
    """The format that the ending of a file's name stands for.

    Raises:
        SettingsError: it stands for none.

    >>> format_for(Path("found.csv"))
    'csv'
    """
    for name, form in FORMATS.items():
        if path.suffix.lower() in form.suffixes:
            return name
    raise SettingsError(f"the ending of {path} tells no format; name one of {', '.join(FORMATS)}")


def can_resume(path: Path, name: str) -> bool:
    """Whether a run that writes this format there can be gone on with when it ended early.

    >>> can_resume(Path("found.jsonl"), "jsonl"), can_resume(Path("page.html"), "html"), can_resume(Path("pages"), "html")
    (True, False, True)
    """
    form = FORMATS[name]
    return form.file is not None or (form.folder is not None and path.suffix.lower() not in form.suffixes)


def open_output(path: Path, name: str, *, resume: bool = False) -> Output:
    """Open a file or folder for results.

    Args:
        path: What to write.
        name: A format.
        resume: Go on with what is there; an output that is not there is begun.

    Raises:
        SettingsError: something is there and ``resume`` is not asked for, or the format cannot be resumed or written there.
        InputError: what is there was not written by an earlier run.
        OSError: it cannot be written.
    """
    form = FORMATS[name]
    if not resume and (any(path.iterdir()) if path.is_dir() else path.exists()):
        raise SettingsError(f"{path} exists; resume it, remove it, or write to another file")
    if form.folder is not None and path.suffix.lower() not in form.suffixes:
        return form.folder(path, resume)
    if form.file is not None:
        return form.file(path, resume)
    if resume:
        able = ", ".join(n for n, f in FORMATS.items() if f.file or f.folder)
        raise SettingsError(f"a run that writes {name} to one file cannot be resumed; these can: {able}")
    assert form.stream is not None
    return form.stream(path.open("x", encoding="utf-8", errors="replace", newline=""), own=True)


def print_output(stream: TextIO, name: str) -> Output:
    """Write to a stream, such as standard output; it stays open.

    Raises:
        SettingsError: the format needs a file or folder.
    """
    kind = FORMATS[name].stream
    if kind is None:
        raise SettingsError(f"{name} needs a file or folder to write to (--output)")
    return kind(stream)
