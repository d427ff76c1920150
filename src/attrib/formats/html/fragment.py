"""A result as a small HTML fragment for notebooks: the text with contents, cues and sources marked.

Everything that comes from the text is escaped. There is no script, since notebooks drop it. Colours are translucent over
the page's own, so the fragment reads on light and dark pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrib.formats.html.marks import Mark, plain, safe, stretches
from attrib.model import Attribution, Result

MAX_CHARS = 20_000
"""Longer texts are cut here: a notebook is no place for a book."""

MAX_TITLES = 4
"""Most attributions named in the tooltip of one stretch."""

_STYLE = (
    "<style>.attrib{white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.6}"
    ".attrib span{color:inherit;border-radius:2px}"
    ".attrib .attrib-content{background:rgba(66,133,244,.22)}"
    ".attrib .attrib-source{background:rgba(52,168,83,.35);text-decoration:underline}"
    ".attrib .attrib-cue{background:rgba(251,160,5,.40);text-decoration:underline dashed}"
    ".attrib-key{font-size:.85em;opacity:.8}</style>"
)


def to_fragment(result: Result) -> str:
    """The text with its attributions marked; each mark's tooltip says whose words they are.

    >>> to_fragment(Result("It rained.")).endswith("It rained.</div>")
    True
    """
    speakers = len({s.name for a in result.attributions for s in a.speakers})
    key = f"{count(len(result), 'attribution')}, {count(speakers, 'speaker')}"
    legend = "".join(f' <span class="attrib-{role}">{role}</span>' for role in ("source", "cue", "content"))
    body = "".join(_pieces(result))
    rest = len(result.text) - MAX_CHARS
    if rest > 0:
        body += f"… ({rest} more characters; <code>to_html()</code> shows all)"
    return f'{_STYLE}<div class="attrib"><div class="attrib-key">{key}{legend}</div>{body}</div>'


def count(n: int, noun: str) -> str:
    """A number with its noun.

    >>> count(1, "speaker"), count(1200, "speaker")
    ('1 speaker', '1,200 speakers')
    """
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def _pieces(result: Result) -> Iterator[str]:
    for stretch in stretches(result.attributions, min(len(result.text), MAX_CHARS)):
        piece = safe(result.text[stretch.start : stretch.end])
        if stretch.marks:
            classes = " ".join(f"attrib-{role}" for role in sorted({m.role for m in stretch.marks}))
            title = _title(stretch.marks, result.attributions)
            yield f'<span class="{classes}" title="{title}">{piece}</span>'
        else:
            yield piece


def _title(marks: Sequence[Mark], attributions: Sequence[Attribution]) -> str:
    """The innermost first."""
    lines = []
    for mark in marks[: -MAX_TITLES - 1 : -1]:
        a = attributions[mark.index]
        who = " and ".join(s.name for s in a.speakers) or (a.unresolved.value if a.unresolved else "?")
        lines.append(f"{a.id} {mark.role}: {who} ({a.form.value}, {a.stance.act.value})")
    return safe(plain("; ".join(lines)))
