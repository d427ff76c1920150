"""What stands before the words of a line: labels of transcripts (“WALLACE: Let us begin”, “Q: And then?”), which say more plainly
than anything else who speaks, and datelines.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from attrib.candidates import CueCandidate, CueKind, Draft
from attrib.document import Document
from attrib.model import Evidence
from attrib.phrases import turn_label
from attrib.spans import Span, trim

RULE_NAMES = ("labelled", "dateline")
"""What ``disabled`` may hold."""

_DATELINE = regex.compile(
    r"\p{Lu}[\p{Lu}.’'-]{1,24}+(?: \p{Lu}[\p{Lu}.’'-]{1,24}+){0,3}"
    r"(?:, \p{Lu}[\p{L}.]{0,24}+(?: \p{Lu}[\p{L}.]{0,24}+)?)?(?: ?\(\p{Lu}[^()\n]{0,20}\))? ?(?:—|–|--|-) ?"
)


def labelled(
    document: Document, drafts: Sequence[Draft], disabled: frozenset[str] = frozenset()
) -> tuple[Draft, ...]:
    """The drafts; a label that opens a content or source is the source, its colon the cue and the rest the content.

    A dateline (“PORT ELLERY — ”) is no part of a content: eight in PolNeAR begin just after one, none with it.
    """
    rules = [rule for name, rule in (("labelled", _labelled), ("dateline", _undated)) if name not in disabled]
    out = list(drafts)
    for rule in rules:
        out = [rule(document, d) for d in out]
    return tuple(out)


def _undated(document: Document, draft: Draft) -> Draft:
    text, first = document.text, draft.content[0]
    found = _DATELINE.match(text, first.start_char, first.end_char)
    if found is None or text[text.rfind("\n", 0, first.start_char) + 1 : first.start_char].strip():
        return draft
    rest = trim(text, Span(found.end(), first.end_char))
    if not any(c.isalnum() for c in text[rest.start_char : rest.end_char]):
        return draft
    return draft.with_(Evidence("content", "dateline", (rest,)), content=(rest, *draft.content[1:]))


def _labelled(document: Document, draft: Draft) -> Draft:
    text, first = document.text, draft.content[0]
    colon = draft.cue is not None and draft.cue.kind is CueKind.COLON
    found = turn_label(text, first.start_char)
    if found is None and colon and draft.source:
        found = turn_label(text, draft.source[0].start_char)
    words = document.index.touching(found) if found else None
    mark = document.index.touching(Span(found.end_char, found.end_char + 1)) if found else None
    if not found or not words or not mark:
        return draft
    note = Evidence("source", "labelled", (found,))
    rest = trim(text, Span(min(found.end_char + 1, first.end_char), first.end_char))
    content = draft.content
    if first.start_char <= found.start_char and any(
        c.isalnum() for c in text[rest.start_char : rest.end_char]
    ):
        content = (_without_closing(text, rest), *draft.content[1:])
    cue = CueCandidate((mark[0],), mark[0], ":", CueKind.COLON, "colon", draft.score)
    return draft.with_(note, cue=cue, source=(found,), source_head=words[-1], content=content)


def _without_closing(text: str, span: Span) -> Span:
    """Without a closing mark at its end whose opening one stands before the label."""
    last = text[span.end_char - 1]
    alone = last in '”"' and not any(c in '“"' for c in text[span.start_char : span.end_char - 1])
    return trim(text, Span(span.start_char, span.end_char - 1)) if alone else span
