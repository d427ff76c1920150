"""Where things stand in a text: inside which quote, in whose words, in which source."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import regex

from attrib.spans import Span

if TYPE_CHECKING:
    from attrib.candidates import Draft
    from attrib.document import Document
    from attrib.model import Quote
    from attrib.stages._clusters import Cluster

_LINE_END = regex.compile(r"\n")
_ENDINGS = ".!?:”\"'’"
_OPENERS = "“\"‘'«"
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "X", "DET"})


def source_head(document: Document, spans: tuple[Span, ...]) -> int | None:
    """The token that the source words hang from: the first whose head lies outside them."""
    inside = [i for span in spans for i in document.index.touching(span)]
    if not inside:
        return None
    held = set(inside)
    tops = [i for i in inside if document.tokens[i].head not in held]
    for i in tops:
        if document.tokens[i].upos in _NOMINAL and document.tokens[i].relation not in {
            "det",
            "case",
            "punct",
        }:
            return i
    return next((i for i in inside if document.tokens[i].upos in _NOMINAL), inside[0])


class Scene:
    """Quotes and drafts by token, computed once."""

    def __init__(self, document: Document, quotes: tuple[Quote, ...], drafts: tuple[Draft, ...]) -> None:
        self.document = document
        self.quote_of = self._quote_of(document, quotes, drafts)
        self.heads = [
            d.source_head if d.source_head is not None else source_head(document, d.source) for d in drafts
        ]
        self.source_of: dict[int, int] = {h: k for k, h in enumerate(self.heads) if h is not None}
        self.content_of: dict[int, int] = {}
        for k, draft in sorted(enumerate(drafts), key=lambda x: -sum(map(len, x[1].content))):
            for span in draft.content:
                for i in document.index.touching(span):
                    self.content_of[i] = k
        self._contents = [d.content for d in drafts]
        self._named: dict[int, frozenset[Cluster]] = {}
        self.name_at: dict[int, Cluster] = {}
        self.paragraph_starts = _paragraph_starts(document)

    @staticmethod
    def _quote_of(document: Document, quotes: tuple[Quote, ...], drafts: tuple[Draft, ...]) -> list[int]:
        """The quote that each token stands in, or -1; a bare draft is a quote whatever its marks."""
        bare = [s for d in drafts if d.cue is None and not d.source for s in d.content]
        out = [-1] * len(document.tokens)
        for k, span in enumerate([*(q.inner for q in quotes), *bare]):
            for i in document.index.touching(span):
                if out[i] < 0:
                    out[i] = k
        return out

    def named_in(self, k: int) -> frozenset[Cluster]:
        """Whom a draft's content calls by name: hardly who says it. Reads ``name_at``."""
        if k not in self._named:
            inside = (i for s in self._contents[k] for i in self.document.index.touching(s))
            self._named[k] = frozenset(self.name_at[i] for i in inside if i in self.name_at)
        return self._named[k]

    def holds(self, k: int, token: int) -> bool:
        """Whether a token stands in a draft's content."""
        at = self.document.tokens[token].start_char
        return any(s.start_char <= at < s.end_char for s in self._contents[k])

    def paragraph(self, token: int) -> int:
        """Number of the paragraph that a token stands in."""
        return bisect_right(self.paragraph_starts, token) - 1


def _paragraph_starts(document: Document) -> list[int]:
    """Tokens that open a paragraph.

    A blank line does; a line end where the text has no blank lines; and, in text with hard line breaks, a
    quotation mark that opens a line after a line that was left short.
    """
    text, tokens = document.text, document.tokens
    lines = [len(line) for line in text.splitlines() if line.strip()]
    width = sorted(lines)[9 * len(lines) // 10] if lines else 0
    breaks: dict[int, str] = {}
    for place in _LINE_END.finditer(text):
        after = document.index.touching(Span(*place.span())).start
        if 0 < after < len(tokens) and tokens[after].start_char > place.start():
            breaks[after - 1] = text[tokens[after - 1].end_char : tokens[after].start_char]
    opens = {i: gap.replace("\r", "").count("\n") >= 2 for i, gap in breaks.items()}
    blank = any(opens.values())
    for i in breaks:
        if opens[i] or tokens[i].text[-1:] not in _ENDINGS:
            continue
        short = tokens[i].end_char - text.rfind("\n", 0, tokens[i].end_char) < 0.8 * width
        opens[i] = not blank or (tokens[i + 1].text[:1] in _OPENERS and (short or width > 120))
    return [0, *(i + 1 for i, new in opens.items() if new)]
