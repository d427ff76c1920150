"""The lines of an ``.ann`` file as a result, whether attrib wrote them or people did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from attrs import Factory, define, frozen

from attrib.errors import FormatError
from attrib.formats.brat.terms import (
    CONFIDENCE,
    CONTENT,
    CUE,
    INSIDE,
    LEMMA,
    SOURCE,
    SPANS,
    SPEAKERS,
    cut,
    joined,
    unescaped,
)
from attrib.formats.brat.write import FLAG, VALUES
from attrib.model import Attribution, Cue, Form, Passage, Result, Speaker, SpeakerKind, Stance
from attrib.spans import Span

_KINDS = {f"{kind})": kind for kind in SpeakerKind}
_CUES = {CUE.lower(), "cue"}


def from_brat(text: str, annotations: str) -> Result:
    """The result that ``to_brat`` wrote, or that of annotation made by people.

    Attributions are numbered anew, in the order of the lines. Of annotation by people it takes:

    - events of any type whose arguments are called ``Content`` and ``Source``; ``Content2`` is a further stretch of the content;
    - lines of the types ``Cue`` (or ``Attribution``), ``Content`` and ``Source`` that relations of any type connect;
    - contents without a cue, each an attribution of its own.

    What the lines do not say is left at its default; ``meta["annotated"]`` lists which of ``form``, ``stance`` and ``speaker``
    they do say. Other types and lines are left out.

    Args:
        text: What the offsets refer to.
        annotations: Lines of the ``.ann`` file.

    Raises:
        FormatError: a line cannot be read, refers to one that is not there, or its words are not those at its offsets; an
            attribution has no content. The message starts with the line's number.

    >>> ann = "T1\\tSource 0 2\\tHe\\nT2\\tCue 3 7\\tsaid\\nT3\\tContent 8 10\\tno\\nE1\\tCue:T2 Source:T1 Content:T3\\n"
    >>> (a,) = from_brat("He said no", ann)
    >>> a.source.text, a.cue.text, a.content.text
    ('He', 'said', 'no')
    """
    lines = _read(text, annotations)
    parts = {p.anchor: p for p in _parts(lines)}
    ids = {anchor: f"A{n}" for n, anchor in enumerate(parts, 1)}
    parents = {r.ends[0]: ids[r.ends[1]] for r in lines.relations if r.type == INSIDE and r.ends[1] in ids}
    said = lines.attributes
    annotated = [
        name
        for name, there in (
            ("form", any("Form" in a for a in said.values())),
            ("speaker", any(_speakers(lines, anchor) for anchor in parts)),
            ("stance", any("Act" in a for a in said.values())),
        )
        if there
    ]
    attributions = tuple(_attribution(lines, p, ids[a], parents.get(a)) for a, p in parts.items())
    return Result(text, attributions, meta={"annotated": annotated})


@frozen
class _Bound:
    type: str
    passage: Passage
    number: int


@frozen
class _Event:
    trigger: str
    arguments: tuple[tuple[str, str], ...]
    number: int


@frozen
class _Relation:
    type: str
    ends: tuple[str, str]


@define
class _Lines:
    text: str
    bounds: dict[str, _Bound] = Factory(dict)
    events: dict[str, _Event] = Factory(dict)
    relations: list[_Relation] = Factory(list)
    attributes: defaultdict[str, dict[str, str]] = Factory(lambda: defaultdict(dict))
    notes: defaultdict[str, dict[str, str]] = Factory(lambda: defaultdict(dict))


def _read(text: str, annotations: str) -> _Lines:
    lines = _Lines(text)
    for number, line in enumerate(annotations.split("\n"), 1):
        line = line.removesuffix("\r")
        if not line.strip():
            continue
        id, _, rest = line.partition("\t")
        words, _, tail = rest.partition("\t")
        try:
            _line(lines, number, id, words.rstrip(" "), tail)
        except (ValueError, IndexError) as error:
            raise FormatError(f"line {number}: {error}: {line[:80]!r}") from error
    return lines


def _line(lines: _Lines, number: int, id: str, words: str, tail: str) -> None:
    match id[:1]:
        case "T":
            lines.bounds[id] = _bound(lines.text, number, words, tail)
        case "E":
            (_, _, trigger), *arguments = map(_argument, words.split())
            lines.events[id] = _Event(trigger, tuple((role.lower(), to) for role, _, to in arguments), number)
        case "R":
            type, first, second = words.split()
            lines.relations.append(_Relation(type, (_argument(first)[2], _argument(second)[2])))
        case "A" | "M":
            name, target, *values = words.split()
            lines.attributes[target][name] = values[0] if values else ""
            if name in VALUES and not (values and values[0] in VALUES[name].__members__.values()):
                raise ValueError(f"{name} is one of {', '.join(VALUES[name])}")
        case "#":
            name, target = words.split()
            lines.notes[target][name] = tail
        case "*" | "N":  # equivalences and normalisations say nothing about attributions
            pass
        case _:
            raise ValueError("no annotation of brat")


def _argument(words: str) -> tuple[str, str, str]:
    role, _, target = words.partition(":")
    name = role.rstrip("0123456789")
    if not (name and target) or any(c.isspace() for c in words):
        raise ValueError("expected ROLE:ID")
    return name, role[len(name) :], target


def _bound(text: str, number: int, words: str, tail: str) -> _Bound:
    type, _, places = words.partition(" ")
    spans = _spans(text, places)
    wanted = " ".join(text[s.start_char : s.end_char] for s in spans)
    # other tools keep a line break as a space, or join stretches without one
    if tail and "".join(tail.split()) != "".join(wanted.split()):
        raise ValueError(f"the text at {places} is {wanted[:60]!r}")
    return _Bound(type, Passage.of(text, joined(text, spans)), number)


def _spans(text: str, places: str) -> tuple[Span, ...]:
    """Stretches from ``0 5;23 31``, in order."""
    pairs = sorted((int(start), int(end)) for start, end in (p.split() for p in places.split(";")))
    for i, (start, end) in enumerate(pairs):
        if not 0 <= start <= end <= len(text):
            raise ValueError(f"{start} {end} is no stretch of a text of {len(text)} code points")
        if i and start < pairs[i - 1][1]:
            raise ValueError(f"the stretch {start} {end} overlaps the one before")
    return tuple(Span(*pair) for pair in pairs)


@frozen
class _Parts:
    """An attribution's lines, by their ids."""

    anchor: str
    cue: str | None
    contents: tuple[str, ...]
    sources: tuple[str, ...]


def _parts(lines: _Lines) -> Iterator[_Parts]:
    """Every attribution, in the order of the lines that attributes refer to: cues or events, and contents alone."""
    found = [*_events(lines), *_connected(lines)]
    taken = {c for p in found for c in p.contents}
    near = _neighbours(lines)
    for id in _of(lines, lines.bounds, {CONTENT.lower()}):
        if id not in taken:
            found.append(_Parts(id, None, (id,), _of(lines, near[id], {SOURCE.lower()})))
    yield from sorted(found, key=lambda p: lines.bounds[p.contents[0]].number)


def _events(lines: _Lines) -> Iterator[_Parts]:
    for id, event in lines.events.items():
        _known(lines, event.number, event.trigger)
        arguments = [(role, to) for role, to in event.arguments if role in ("content", "source")]
        for _, to in arguments:
            _known(lines, event.number, to)
        contents = tuple(to for role, to in arguments if role == "content")
        sources = tuple(to for role, to in arguments if role == "source")
        if not arguments:
            continue
        if not contents:
            raise FormatError(f"line {event.number}: {id} has no Content")
        yield _Parts(id, event.trigger, contents, sources)


def _known(lines: _Lines, number: int, id: str) -> None:
    if id not in lines.bounds:
        raise FormatError(f"line {number}: there is no text-bound annotation {id}")


def _connected(lines: _Lines) -> Iterator[_Parts]:
    """Cues outside events, with the contents that relations connect to them and the sources of either."""
    triggers = {event.trigger for event in lines.events.values()}
    near = _neighbours(lines)
    for id in _of(lines, lines.bounds, _CUES):
        if id in triggers:
            continue
        contents = _of(lines, near[id], {CONTENT.lower()})
        if not contents:
            raise FormatError(f"line {lines.bounds[id].number}: {id} has no Content")
        beside = [*near[id], *(n for c in contents for n in near[c])]
        yield _Parts(id, id, contents, _of(lines, dict.fromkeys(beside), {SOURCE.lower()}))


def _neighbours(lines: _Lines) -> defaultdict[str, list[str]]:
    near: defaultdict[str, list[str]] = defaultdict(list)
    for relation in lines.relations:
        if relation.type != INSIDE:
            first, second = relation.ends
            near[first].append(second)
            near[second].append(first)
    return near


def _of(lines: _Lines, ids: Iterable[str], types: set[str]) -> tuple[str, ...]:
    return tuple(id for id in ids if id in lines.bounds and lines.bounds[id].type.lower() in types)


def _attribution(lines: _Lines, parts: _Parts, id: str, parent: str | None) -> Attribution:
    said, notes = lines.attributes[parts.anchor], lines.notes[parts.anchor]
    values = {name: VALUES[name](said[name]) for name in VALUES if name in said}
    stance = {n.lower(): v for n, v in values.items() if n not in ("Form", "Unresolved")}
    cue = None if parts.cue is None else _passage(lines, [parts.cue])
    return Attribution(
        id,
        values.get("Form", Form.INDIRECT),  # type: ignore[arg-type]
        _passage(lines, parts.contents),
        None if cue is None else Cue(cue, unescaped(notes.get(LEMMA, cue.text))),
        _passage(lines, parts.sources) if parts.sources else None,
        _speakers(lines, parts.anchor),
        values.get("Unresolved"),  # type: ignore[arg-type]
        Stance(**stance),  # type: ignore[arg-type]
        parent,
        FLAG in said,
        _confidence(notes.get(CONFIDENCE, "1")),
    )


def _speakers(lines: _Lines, anchor: str) -> tuple[Speaker, ...]:
    notes = lines.notes[anchor].get(SPEAKERS, "") if anchor in lines.notes else ""
    found = (note.rpartition(" (") for note in notes.split("; "))
    return tuple(
        Speaker(unescaped(name), _KINDS[kind]) for name, cut, kind in found if cut and kind in _KINDS
    )


def _confidence(note: str) -> float:
    try:
        return min(1.0, max(0.0, float(note)))
    except ValueError:
        return 1.0


def _passage(lines: _Lines, ids: Iterable[str]) -> Passage:
    """The stretches of some lines as one passage."""
    first, *more = (_exact(lines, id) for id in ids)
    if not more:
        return Passage.of(lines.text, first)
    out: list[Span] = []
    for span in sorted({*first, *(s for spans in more for s in spans)}):
        if out and span.start_char < out[-1].end_char:
            span = Span(out[-1].start_char, max(out[-1].end_char, span.end_char))
            out.pop()
        out.append(span)
    return Passage.of(lines.text, tuple(out))


def _exact(lines: _Lines, id: str) -> tuple[Span, ...]:
    """A line's stretches; those of its note, if they are what the line was cut from."""
    spans = lines.bounds[id].passage.spans
    note = lines.notes[id].get(SPANS) if id in lines.notes else None
    if note is not None:
        try:
            noted = _spans(lines.text, note)
        except ValueError:
            return spans
        if joined(lines.text, cut(lines.text, noted)) == spans:
            return noted
    return spans
