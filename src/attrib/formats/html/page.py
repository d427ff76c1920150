"""A result as one self-contained page: nothing is fetched, and the page's own policy forbids it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cache
from importlib import resources
from string import Template

from attrib.formats.html.data import to_block
from attrib.formats.html.fragment import count
from attrib.formats.html.labels import FACETS, MEANINGS
from attrib.formats.html.marks import CONTENT, CUE, SOURCE, Stretch, plain, safe, stretches
from attrib.formats.html.people import Person, people
from attrib.model import Result
from attrib.paragraphs import is_wrapped, paragraphs
from attrib.version import __version__

_SCRIPTS = ("page.js", "filters.js", "inspector.js", "reading.js", "paper.js")
_CLASS = {CONTENT: "c", SOURCE: "s", CUE: "q"}
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_HEADLINE = 140
_TITLE = 80


def to_page(result: Result, *, title: str | None = None) -> str:
    """The text with contents, cues and sources marked, beside its speakers, with filters and the reasons for each part.

    The page works from a file, without a network; its text is all there, and readable without scripts too. Write it as UTF-8.

    Args:
        result: What to show.
        title: Shown above the text and in the browser's tab, such as a file's name. The tab shows the first line without it.

    >>> page = to_page(Result("“No,” <she> said."), title="Minutes")
    >>> "<title>Minutes</title>" in page, "&lt;she&gt;" in page
    (True, True)
    """
    style, script = _asset("page.css"), _script()
    persons = people(result)
    return Template(_asset("page.html")).substitute(
        policy=_policy(style, script),
        title=safe(plain(title or "") or _first_line(result.text)),
        heading=safe(plain(title or "") or "Who said what"),
        summary=_summary(result, persons),
        style=style,
        script=script,
        speakers="".join(_buttons("speaker", _speaker_rows(persons))),
        facets="".join(_facets(result)),
        language=_language(result),
        wrapped=" wrapped" if is_wrapped(result.text) else "",
        text="".join(_text(result)),
        data=to_block(result, persons),
        version=safe(__version__),
    )


@cache
def _asset(name: str) -> str:
    return (resources.files(__package__) / "assets" / name).read_text(encoding="utf-8")


@cache
def _script() -> str:
    body = "\n".join(map(_asset, _SCRIPTS))
    return f'"use strict";\n(() => {{\n{body}}})();\n'


def _policy(style: str, script: str) -> str:
    """Only this very style and script; nothing from anywhere, no handlers in attributes, no forms, no frames."""
    hashes = (
        base64.b64encode(hashlib.sha256(part.encode("utf-8")).digest()).decode() for part in (style, script)
    )
    style_hash, script_hash = hashes
    return (
        f"default-src 'none'; style-src 'sha256-{style_hash}'; script-src 'sha256-{script_hash}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _first_line(text: str) -> str:
    line = plain(text[: 4 * _TITLE].lstrip().partition("\n")[0])
    return (line if len(line) <= _TITLE else f"{line[:_TITLE]}…") or "attrib"


def _language(result: Result) -> str:
    language = result.meta.get("language")
    return language if isinstance(language, str) and _LANGUAGE.fullmatch(language) else "en"


def _summary(result: Result, persons: Sequence[Person]) -> str:
    speakers = sum(p.known for p in persons)
    words = len(result.text.split())
    return " · ".join([count(len(result), "attribution"), count(speakers, "speaker"), count(words, "word")])


_Row = tuple[str, str, str, int, str]
"""Value, name, note and number of attributions of a filter's button, and a class for its item in the list."""


def _speaker_rows(persons: Sequence[Person]) -> Iterator[_Row]:
    for i, p in enumerate(persons):
        yield str(i), p.name, p.note, len(p.attributions), "" if p.known else "unresolved"


def _facets(result: Result) -> Iterator[str]:
    """A group of buttons for each field that has more than one value in this text."""
    values: dict[str, Counter[StrEnum]] = {"form": Counter(a.form for a in result)}
    for key in ("act", "polarity", "certainty", "endorsement"):
        values[key] = Counter(getattr(a.stance, key) for a in result)
    opening = '<h2 class="group">Form and stance</h2>\n'
    for key, (heading, kinds) in FACETS.items():
        rows = [(v.value, v.value.lower(), MEANINGS[v], values[key][v], "") for v in kinds if values[key][v]]
        if len(rows) > 1:
            yield opening
            opening = ""
            yield f'<section class="facet"><h3 id="h-{key}">{heading}</h3><ul class="pills" aria-labelledby="h-{key}">'
            yield from _buttons(key, rows)
            yield "</ul></section>\n"


def _buttons(facet: str, rows: Iterable[_Row]) -> Iterator[str]:
    """Speakers have their note under the name, values of a field in a tooltip."""
    for value, name, note, n, kind in rows:
        under = facet == "speaker" and note
        told = f'<small class="note"><bdi>{safe(note)}</bdi></small>' if under else ""
        item = f' class="{kind}"' if kind else ""
        title = f' title="{safe(note)}"' if note and not under else ""
        yield (
            f'<li{item}><button type="button" class="filter" data-facet="{facet}" data-value="{value}"{title}'
            ' aria-pressed="false">'
            f'<span class="name"><bdi>{safe(name)}</bdi>{told}</span> '
            f'<span class="count">{n:,}<span class="unseen"> attributions</span></span></button></li>\n'
        )


def _text(result: Result) -> Iterator[str]:
    """The whole text, character by character as it was but for what HTML cannot hold; paragraphs are elements."""
    text = result.text
    ends = {p.start_char: p.end_char for p in paragraphs(text)}
    headline = _headline_end(text, ends)
    closing = -1
    for stretch in stretches(result.attributions, len(text), [*ends, *ends.values()]):
        if stretch.start == closing:
            yield "</p>"
            closing = -1
        if stretch.start in ends:
            closing = ends[stretch.start]
            yield '<p class="headline" dir="auto">' if closing == headline else '<p dir="auto">'
        # what lies between paragraphs is white space, and marks nothing that could be seen
        yield _piece(text, stretch) if closing >= 0 else safe(text[stretch.start : stretch.end])
    if closing >= 0:
        yield "</p>"


def _headline_end(text: str, ends: dict[int, int]) -> int:
    """Where the first paragraph ends if it looks like a headline, else -1."""
    if len(ends) < 2:
        return -1
    start, end = next(iter(ends.items()))
    first = text[start:end]
    return end if len(first) <= _HEADLINE and not first.endswith((".", ":", ",", ";", "”", '"')) else -1


def _piece(text: str, stretch: Stretch) -> str:
    words = safe(text[stretch.start : stretch.end])
    if not stretch.marks:
        return words
    roles = [m.role for m in stretch.marks]
    classes = [_CLASS[role] for role in (CONTENT, SOURCE, CUE) if role in roles]
    if roles.count(CONTENT) > 1:
        classes.insert(1, "n")
    marks = " ".join(f"{_CLASS[m.role]}{m.index}" for m in stretch.marks)
    return f'<span class="{" ".join(classes)}" data-a="{marks}">{words}</span>'
