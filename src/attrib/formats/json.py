"""Results as JSON objects and back, exactly.

The shape, schema version 1: an object with ``schema``, ``text``, ``attributions``, ``speakers`` (ids of
entities), ``entities``, ``quotes`` and ``meta``. A span is ``[start_char, end_char]``, a passage an array
of spans: their words are read off ``text`` again. Enumerations stand by value. Keys always stand in the
same order, so equal results give equal bytes. A string in which a high surrogate meets a low one (possible
in Python, impossible in JSON) is written as an array of pieces cut between the two.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

from attrib.formats import _read as read
from attrib.formats._read import Places, fail, items, members, optional, string
from attrib.model import (
    Act,
    Attribution,
    Certainty,
    Cue,
    Endorsement,
    Entity,
    EntityKind,
    Evidence,
    Form,
    Mention,
    MentionKind,
    Passage,
    Polarity,
    Quote,
    QuoteFlag,
    Result,
    Speaker,
    SpeakerKind,
    Stance,
    UnresolvedReason,
)
from attrib.spans import Span

SCHEMA_VERSION = "1"
"""Goes up when a reader of the former schema could no longer read what is written."""

_PAIR = re.compile("(?<=[\ud800-\udbff])(?=[\udc00-\udfff])")
# Surrogates cannot be encoded as UTF-8; the others end a line for str.splitlines, which would break JSON
# Lines.
_ESCAPED = re.compile("[\ud800-\udfff\u0085\u2028\u2029]")


def to_dict(result: Result) -> dict[str, Any]:
    """A result as plain dicts, lists, strings and numbers, ready for ``json.dumps``.

    Raises:
        FormatError: ``meta`` holds what JSON cannot, or two different entities share an id.
    """
    return {
        "schema": SCHEMA_VERSION,
        "text": _string(result.text),
        "attributions": [_attribution(a) for a in result.attributions],
        "speakers": [_string(e.id) for e in result.speakers],
        "entities": [_entity(e) for e in _entities(result)],
        "quotes": [_quote(q) for q in result.quotes],
        "meta": _plain(result.meta, "$.meta"),
    }


def to_json(result: Result, *, indent: int | None = None) -> str:
    """A result as one line of JSON (or indented), which any encoding of Unicode can hold.

    Raises:
        FormatError: as ``to_dict``.
    """
    return dumps(to_dict(result), indent=indent)


def dumps(data: Any, *, indent: int | None = None) -> str:
    """Plain data as one line of JSON (or indented) that is UTF-8 whatever is in it, and one line for whoever splits lines.

    Raises:
        ValueError: a number is not finite.
    """
    separators = (",", ":") if indent is None else None
    line = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)
    return _ESCAPED.sub(lambda m: f"\\u{ord(m[0]):04x}", line)


def _string(value: str) -> str | list[str]:
    pieces = _PAIR.split(value)
    return value if len(pieces) == 1 else pieces


def _spans(spans: Iterable[Span]) -> list[list[int]]:
    return [[s.start_char, s.end_char] for s in spans]


def _passage(passage: Passage | None) -> list[list[int]] | None:
    return None if passage is None else _spans(passage.spans)


def _value(member: Any) -> str | None:
    return None if member is None else str(member.value)


def _entities(result: Result) -> list[Entity]:
    """Every entity that the result refers to, once, in order of first reference."""
    found: dict[str, Entity] = {}
    spoken = (s.entity for a in result.attributions for s in a.speakers if s.entity is not None)
    for entity in (*result.speakers, *spoken):
        if found.setdefault(entity.id, entity) != entity:
            fail("$.entities", f"two different entities have the id {entity.id!r}")
    return list(found.values())


def _attribution(a: Attribution) -> dict[str, Any]:
    return {
        "id": _string(a.id),
        "form": _value(a.form),
        "content": _passage(a.content),
        "cue": None if a.cue is None else {"spans": _passage(a.cue.passage), "lemma": _string(a.cue.lemma)},
        "source": _passage(a.source),
        "speakers": [
            {"name": _string(s.name), "kind": _value(s.kind), "entity": s.entity and _string(s.entity.id)}
            for s in a.speakers
        ],
        "unresolved": _value(a.unresolved),
        "stance": {
            "act": _value(a.stance.act),
            "polarity": _value(a.stance.polarity),
            "certainty": _value(a.stance.certainty),
            "endorsement": _value(a.stance.endorsement),
        },
        "parent": None if a.parent is None else _string(a.parent),
        "hypothetical": a.hypothetical,
        "confidence": _number(a.confidence, f"confidence of {a.id}"),
        "evidence": [_evidence(e, f"evidence of {a.id}") for e in a.evidence],
    }


def _number(value: float, path: str) -> float:
    return value if isfinite(value) else fail(path, f"{value} cannot be written as JSON")


def _evidence(e: Evidence, path: str) -> dict[str, Any]:
    """Keys that say nothing are left out: evidence is most of the output's bulk."""
    out: dict[str, Any] = {"part": _string(e.part), "rule": _string(e.rule)}
    if e.spans:
        out["spans"] = _spans(e.spans)
    if e.score is not None:
        out["score"] = _number(e.score, path)
    if e.runner_up is not None:
        out["runner_up"] = _number(e.runner_up, path)
    if e.note:
        out["note"] = _string(e.note)
    return out


def _entity(e: Entity) -> dict[str, Any]:
    return {
        "id": _string(e.id),
        "name": _string(e.name),
        "kind": _value(e.kind),
        "gender": _string(e.gender),
        "roles": [_string(r) for r in e.roles],
        "mentions": [
            {"span": [m.span.start_char, m.span.end_char], "kind": _value(m.kind)} for m in e.mentions
        ],
    }


def _quote(q: Quote) -> dict[str, Any]:
    return {
        "span": [q.span.start_char, q.span.end_char],
        "inner": [q.inner.start_char, q.inner.end_char],
        "is_speech": q.is_speech,
        "flags": [_value(f) for f in q.flags],
    }


def _plain(value: Any, path: str) -> Any:
    """A copy made of JSON's own types; tuples become lists."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return _number(value, path)
    if isinstance(value, str):
        if _PAIR.search(value):
            fail(path, "the string holds a pair of surrogates, which JSON cannot tell from one character")
        return str(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item, f"{path}[{i}]") for i, item in enumerate(value)]
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str) or _PAIR.search(key):
                fail(path, f"{key!r} cannot be a key")
        return {str(key): _plain(item, f"{path}.{key}") for key, item in value.items()}
    return fail(path, f"a {type(value).__name__} cannot be written as JSON")


def from_dict(data: Mapping[str, Any]) -> Result:
    """The result that ``to_dict`` or ``to_json`` wrote.

    Raises:
        FormatError: the data have another shape; the message names the path, as ``$.attributions[3].form``.
    """
    members(data, "$", ("schema",), ("text", "attributions", "speakers", "entities", "quotes", "meta"))
    if data["schema"] != SCHEMA_VERSION:
        fail(
            "$.schema",
            f"schema version {data['schema']!r} is not known here; this version reads {SCHEMA_VERSION!r}",
        )
    data = members(data, "$", ("schema", "text", "attributions", "speakers", "entities", "quotes", "meta"))
    text = string(data["text"], "$.text")
    reader = _Reader(Places(text))
    for entity in items(data["entities"], "$.entities", reader.entity):
        reader.add(entity)
    attributions = items(data["attributions"], "$.attributions", reader.attribution)
    _check_parents(attributions)
    meta = _plain(data["meta"], "$.meta")
    if not isinstance(meta, dict):
        fail("$.meta", "expected an object")
    return Result(
        text=text,
        attributions=attributions,
        speakers=items(data["speakers"], "$.speakers", reader.known),
        quotes=items(data["quotes"], "$.quotes", reader.quote),
        meta=meta,
    )


def _check_parents(attributions: tuple[Attribution, ...]) -> None:
    at: dict[str, int] = {}
    for i, a in enumerate(attributions):
        if at.setdefault(a.id, i) != i:
            fail(f"$.attributions[{i}].id", f"the id {a.id!r} stands twice")
    for i, a in enumerate(attributions):
        if a.parent is not None and (a.parent not in at or a.parent == a.id):
            fail(f"$.attributions[{i}].parent", f"no other attribution has the id {a.parent!r}")


class _Reader:
    """Reads the parts of one result; knows its text and its entities."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._entities: dict[str, Entity] = {}

    def add(self, entity: Entity) -> None:
        """Make an entity known by its id."""
        if entity.id in self._entities:
            fail(f"$.entities[{len(self._entities)}].id", f"the id {entity.id!r} stands twice")
        self._entities[entity.id] = entity

    def known(self, value: object, path: str) -> Entity:
        """The entity that an id refers to."""
        key = string(value, path)
        return self._entities[key] if key in self._entities else fail(path, f"no entity has the id {key!r}")

    def entity(self, value: object, path: str) -> Entity:
        keys = ("id", "name", "kind", "gender", "roles", "mentions")
        data = members(value, path, keys)
        return Entity(
            id=string(data["id"], f"{path}.id"),
            name=string(data["name"], f"{path}.name"),
            kind=read.member_of(EntityKind, data["kind"], f"{path}.kind"),
            mentions=items(data["mentions"], f"{path}.mentions", self._mention),
            gender=string(data["gender"], f"{path}.gender"),
            roles=items(data["roles"], f"{path}.roles", string),
        )

    def _mention(self, value: object, path: str) -> Mention:
        data = members(value, path, ("span", "kind"))
        span = self._places.span(data["span"], f"{path}.span")
        kind = read.member_of(MentionKind, data["kind"], f"{path}.kind")
        return Mention(span, self._places.text[span.start_char : span.end_char], kind)

    def attribution(self, value: object, path: str) -> Attribution:
        keys = ("id", "form", "content", "cue", "source", "speakers", "unresolved", "stance", "parent")
        data = members(value, path, (*keys, "hypothetical", "confidence", "evidence"))
        return Attribution(
            id=string(data["id"], f"{path}.id"),
            form=read.member_of(Form, data["form"], f"{path}.form"),
            content=self._places.passage(data["content"], f"{path}.content"),
            cue=optional(data["cue"], f"{path}.cue", self._cue),
            source=optional(data["source"], f"{path}.source", self._places.passage),
            speakers=items(data["speakers"], f"{path}.speakers", self._speaker),
            unresolved=optional(data["unresolved"], f"{path}.unresolved", _unresolved),
            stance=_stance(data["stance"], f"{path}.stance"),
            parent=optional(data["parent"], f"{path}.parent", string),
            hypothetical=read.boolean(data["hypothetical"], f"{path}.hypothetical"),
            confidence=read.probability(data["confidence"], f"{path}.confidence"),
            evidence=items(data["evidence"], f"{path}.evidence", self._evidence),
        )

    def _cue(self, value: object, path: str) -> Cue:
        data = members(value, path, ("spans", "lemma"))
        return Cue(
            self._places.passage(data["spans"], f"{path}.spans"), string(data["lemma"], f"{path}.lemma")
        )

    def _speaker(self, value: object, path: str) -> Speaker:
        data = members(value, path, ("name", "kind", "entity"))
        return Speaker(
            name=string(data["name"], f"{path}.name"),
            kind=read.member_of(SpeakerKind, data["kind"], f"{path}.kind"),
            entity=optional(data["entity"], f"{path}.entity", self.known),
        )

    def _evidence(self, value: object, path: str) -> Evidence:
        data = members(value, path, ("part", "rule"), ("spans", "score", "runner_up", "note"))
        return Evidence(
            part=string(data["part"], f"{path}.part"),
            rule=string(data["rule"], f"{path}.rule"),
            spans=self._places.spans(data.get("spans", []), f"{path}.spans"),
            score=optional(data.get("score"), f"{path}.score", read.number),
            runner_up=optional(data.get("runner_up"), f"{path}.runner_up", read.number),
            note=string(data.get("note", ""), f"{path}.note"),
        )

    def quote(self, value: object, path: str) -> Quote:
        data = members(value, path, ("span", "inner", "is_speech", "flags"))
        return Quote(
            span=self._places.span(data["span"], f"{path}.span"),
            inner=self._places.span(data["inner"], f"{path}.inner"),
            is_speech=read.boolean(data["is_speech"], f"{path}.is_speech"),
            flags=items(data["flags"], f"{path}.flags", _flag),
        )


def _flag(value: object, path: str) -> QuoteFlag:
    return read.member_of(QuoteFlag, value, path)


def _unresolved(value: object, path: str) -> UnresolvedReason:
    return read.member_of(UnresolvedReason, value, path)


def _stance(value: object, path: str) -> Stance:
    data = members(value, path, ("act", "polarity", "certainty", "endorsement"))
    return Stance(
        act=read.member_of(Act, data["act"], f"{path}.act"),
        polarity=read.member_of(Polarity, data["polarity"], f"{path}.polarity"),
        certainty=read.member_of(Certainty, data["certainty"], f"{path}.certainty"),
        endorsement=read.member_of(Endorsement, data["endorsement"], f"{path}.endorsement"),
    )
