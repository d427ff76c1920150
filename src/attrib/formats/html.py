"""A result as a small HTML fragment for notebooks: the text with contents, cues and sources marked.

Everything that comes from the text is escaped. Marks are cut at each boundary, so nested and interrupted
passages need no nested elements. Colours are translucent over the page's own, so the fragment reads on
light and dark pages.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import escape
from itertools import islice, pairwise

from attrib.model import Attribution, Passage, Result

MAX_CHARS = 20_000
"""Longer texts are cut here: a notebook is no place for a book."""

MAX_TITLES = 4
"""Most attributions named in the tooltip of one stretch."""

_STYLE = (
    "<style>.attrib{white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.6}"
    ".attrib span{color:inherit;border-radius:2px}"
    ".attrib .attrib-content{background:rgba(66,133,244,.22)}"
    ".attrib .attrib-source{background:rgba(52,168,83,.35)}"
    ".attrib .attrib-cue{background:rgba(251,160,5,.40)}"
    ".attrib-key{font-size:.85em;opacity:.8}</style>"
)
# Notebooks send UTF-8, which holds no lone surrogates; other control characters are not allowed in HTML.
_UNSAFE = re.compile("[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Mark = tuple[int, str]
"""Index of an attribution and the role that a stretch has in it."""


def to_html(result: Result) -> str:
    """The text with its attributions marked; each mark's tooltip says whose words they are."""
    speakers = len({s.name for a in result.attributions for s in a.speakers})
    key = f"{_count(len(result), 'attribution')}, {_count(speakers, 'speaker')}"
    legend = "".join(f' <span class="attrib-{role}">{role}</span>' for role in ("source", "cue", "content"))
    body = "".join(_stretches(result))
    rest = len(result.text) - MAX_CHARS
    if rest > 0:
        body += f"… ({rest} more characters)"
    return f'{_STYLE}<div class="attrib"><div class="attrib-key">{key}{legend}</div>{body}</div>'


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


def _safe(text: str) -> str:
    return escape(_UNSAFE.sub("\ufffd", text), quote=True)


def _stretches(result: Result) -> Iterator[str]:
    """The text, cut wherever a mark begins or ends."""
    opens, closes = _boundaries(result.attributions)
    length = min(len(result.text), MAX_CHARS)
    cuts = sorted({0, length, *(c for c in (*opens, *closes) if c < length)})
    active: dict[Mark, None] = {}
    for start, end in pairwise(cuts):
        for mark in closes[start]:
            active.pop(mark, None)
        active.update(dict.fromkeys(opens[start]))
        piece = _safe(result.text[start:end])
        if active:
            classes = " ".join(f"attrib-{role}" for role in sorted({role for _, role in islice(active, 64)}))
            yield f'<span class="{classes}" title="{_title(active, result.attributions)}">{piece}</span>'
        else:
            yield piece


def _boundaries(attributions: Iterable[Attribution]) -> tuple[dict[int, list[Mark]], dict[int, list[Mark]]]:
    opens: defaultdict[int, list[Mark]] = defaultdict(list)
    closes: defaultdict[int, list[Mark]] = defaultdict(list)
    for i, a in enumerate(attributions):
        parts: tuple[tuple[str, Passage | None], ...] = (
            ("content", a.content),
            ("source", a.source),
            ("cue", a.cue.passage if a.cue else None),
        )
        for role, passage in parts:
            for span in passage.spans if passage else ():
                if len(span):
                    opens[span.start_char].append((i, role))
                    closes[span.end_char].append((i, role))
    return opens, closes


def _title(active: Iterable[Mark], attributions: tuple[Attribution, ...]) -> str:
    lines = []
    for i, role in islice(active, MAX_TITLES):
        a = attributions[i]
        who = " and ".join(s.name for s in a.speakers) or (a.unresolved.value if a.unresolved else "?")
        lines.append(f"{a.id} {role}: {who} ({a.form.value}, {a.stance.act.value})")
    return _safe("; ".join(lines))
