"""A result as the lines of an ``.ann`` file."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from attrib.formats.brat.terms import (
    CONFIDENCE,
    CONTENT,
    CUE,
    INSIDE,
    LEMMA,
    SAID_BY,
    SOURCE,
    SPANS,
    SPEAKERS,
    cut,
    escaped,
    joined,
    offsets,
)
from attrib.model import (
    Act,
    Attribution,
    Certainty,
    Endorsement,
    Form,
    Passage,
    Polarity,
    Result,
    UnresolvedReason,
)

VALUES: dict[str, type[StrEnum]] = {
    "Form": Form,
    "Act": Act,
    "Polarity": Polarity,
    "Certainty": Certainty,
    "Endorsement": Endorsement,
    "Unresolved": UnresolvedReason,
}
"""Attributes that have a value, with the values they may have."""

FLAG = "Hypothetical"
"""The attribute that is there or not."""


def to_brat(result: Result) -> str:
    """The lines of the ``.ann`` file for a result's text.

    >>> from attrib.model import Cue
    >>> from attrib.spans import Span
    >>> text = "“No,” she said."
    >>> content, cue, source = (Passage.of(text, (Span(*s),)) for s in ((0, 5), (10, 14), (6, 9)))
    >>> a = Attribution("A1", Form.DIRECT, content, Cue(cue, "say"), source)
    >>> print("\\n".join(to_brat(Result(text, (a,))).splitlines()[:4]).replace("\\t", " "))
    T1 Content 0 5 “No,”
    T2 Source 6 9 she
    T3 Attribution 10 14 said
    E1 Attribution:T3 Content:T1 Source:T2
    """
    writer = _Writer(result.text)
    for a in result.attributions:
        writer.attribution(a)
    for a in result.attributions:
        if a.parent in writer.anchors:
            writer.line("R", f"{INSIDE} Arg1:{writer.anchors[a.id]} Arg2:{writer.anchors[a.parent]}")
    return "".join(f"{line}\n" for line in writer.lines)


class _Writer:
    def __init__(self, text: str) -> None:
        self._text = text
        self._count = Counter[str]()
        self._sources: dict[Passage, str] = {}
        self.lines: list[str] = []
        self.anchors: dict[str, str] = {}
        """What attributes of each attribution refer to, by its id."""

    def line(self, kind: str, words: str, tail: str | None = None) -> str:
        """Add a line under the next free id of its kind, and give that."""
        self._count[kind] += 1
        id = f"{kind}{self._count[kind]}"
        self.lines.append("\t".join([id, words] if tail is None else [id, words, tail]))
        return id

    def attribution(self, a: Attribution) -> None:
        """The lines of one attribution."""
        content = self._bound(CONTENT, a.content)
        source = None if a.source is None else self._source(a.source)
        if a.cue is not None:
            arguments = f" Content:{content}" + (f" Source:{source}" if source else "")
            anchor = self.line("E", f"{CUE}:{self._bound(CUE, a.cue.passage)}{arguments}")
            self.line("#", f"{LEMMA} {anchor}", escaped(a.cue.lemma))
        else:
            anchor = content
            if source is not None:
                self.line("R", f"{SAID_BY} Arg1:{content} Arg2:{source}")
        self.anchors[a.id] = anchor
        self._judgements(a, anchor)

    def _judgements(self, a: Attribution, anchor: str) -> None:
        s = a.stance
        for name, value in zip(
            VALUES, (a.form, s.act, s.polarity, s.certainty, s.endorsement, a.unresolved), strict=True
        ):
            if value is not None:
                self.line("A", f"{name} {anchor} {value.value}")
        if a.hypothetical:
            self.line("A", f"{FLAG} {anchor}")
        if a.speakers:
            names = "; ".join(f"{escaped(s.name)} ({s.kind.value})" for s in a.speakers)
            self.line("#", f"{SPEAKERS} {anchor}", names)
        self.line("#", f"{CONFIDENCE} {anchor}", repr(float(a.confidence)))

    def _source(self, passage: Passage) -> str:
        if passage not in self._sources:
            self._sources[passage] = self._bound(SOURCE, passage)
        return self._sources[passage]

    def _bound(self, kind: str, passage: Passage) -> str:
        text, spans = self._text, passage.spans
        pieces = cut(text, spans)
        words = " ".join(text[s.start_char : s.end_char] for s in pieces)
        id = self.line("T", f"{kind} {offsets(pieces)}", words)
        if joined(text, pieces) != spans:
            self.line("#", f"{SPANS} {id}", offsets(spans))
        return id


def annotation_conf() -> str:
    """brat's ``annotation.conf`` for a folder of such files: without it brat shows no types and lets nobody edit."""
    arguments = f"Arg:{CUE}|{CONTENT}"
    attributes = [f"{name}\t{arguments}, Value:{'|'.join(kind)}" for name, kind in VALUES.items()]
    sections = {
        "entities": [CONTENT, SOURCE],
        "relations": [
            f"{SAID_BY}\tArg1:{CONTENT}, Arg2:{SOURCE}",
            f"{INSIDE}\tArg1:{CUE}|{CONTENT}, Arg2:{CUE}|{CONTENT}",
            "<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>",
        ],
        "events": [f"{CUE}\tContent+:{CONTENT}, Source*:{SOURCE}"],
        "attributes": [*attributes, f"{FLAG}\t{arguments}"],
    }
    return "\n".join(
        f"[{name}]\n" + "".join(f"{line}\n" for line in lines) for name, lines in sections.items()
    )
