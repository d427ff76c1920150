"""An annotation page as a result, over the text that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, TypeVar
from urllib.parse import unquote

from attrs import evolve

from attrib.formats import _read as read
from attrib.formats._read import fail, items, member_of, string
from attrib.formats.webannotation.anchors import place
from attrib.model import (
    Act,
    Attribution,
    Certainty,
    Cue,
    Endorsement,
    Form,
    Passage,
    Polarity,
    Result,
    Speaker,
    SpeakerKind,
    Stance,
    UnresolvedReason,
)

T = TypeVar("T")


def from_web_annotation(data: object, text: str) -> Result:
    """The result that ``to_web_annotation`` wrote, over its text.

    Where the text at a position is not the one that was quoted, for instance after an edit, the quoted words are looked for:
    among the places with the most of prefix and suffix, the one nearest to the old position. Annotations without attrib's
    terms are passed over.

    Args:
        data: A decoded ``AnnotationPage``, or a list of annotations.
        text: The text of the source.

    Raises:
        FormatError: the data have another shape, or quoted words are nowhere in the text; the message names the path, as
            ``$.items[3].target``.

    >>> from attrib.formats.webannotation import to_web_annotation
    >>> from attrib.spans import Span
    >>> content = Passage.of("“No.”", (Span(0, 5),))
    >>> page = to_web_annotation(Result("“No.”", (Attribution("A1", Form.DIRECT, content, None, None),)), "note.txt")
    >>> from_web_annotation(page, "He said: “No.”").attributions[0].content.spans
    (Span(start_char=9, end_char=14),)
    """
    path = "$" if isinstance(data, list) else "$.items"
    if not isinstance(data, list):
        if not isinstance(data, Mapping) or "items" not in data:
            fail("$", "expected an AnnotationPage, an object with items, or an array of annotations")
        data = data["items"]
    parts: dict[str, dict[str, tuple[Mapping[str, Any], str]]] = {}
    for i, item in enumerate(items(data, path, _object)):
        if "attribution" in item and "part" in item:
            of = parts.setdefault(string(item["attribution"], f"{path}[{i}].attribution"), {})
            of[string(item["part"], f"{path}[{i}].part")] = item, f"{path}[{i}]"
    found = [_attribution(text, id, of) for id, of in parts.items() if "content" in of]
    known = {a.id for a in found}
    return Result(text, tuple(a if a.parent in known else evolve(a, parent=None) for a in found))


def _object(value: object, path: str) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else fail(path, "expected an object")


def _name(iri: str) -> str:
    """The id that an annotation's IRI ends in."""
    return unquote(iri.rpartition("#")[2], errors="surrogatepass")


def _attribution(text: str, id: str, of: dict[str, tuple[Mapping[str, Any], str]]) -> Attribution:
    passages = {
        part: _passage(text, item.get("target"), f"{path}.target") for part, (item, path) in of.items()
    }
    item, path = of["content"]
    bodies = item.get("body", [])
    said, at = next(
        (
            (body, f"{path}.body[{i}]")
            for i, body in enumerate(bodies if isinstance(bodies, list) else [bodies])
            if isinstance(body, Mapping) and body.get("type") == "Attribution"
        ),
        (None, ""),
    )
    if said is None:
        fail(f"{path}.body", "no body of the type Attribution")
    cue = passages.get("cue")
    return Attribution(
        id=_name(id),
        form=member_of(Form, said.get("form"), f"{at}.form"),
        content=passages["content"],
        cue=None if cue is None else Cue(cue, string(said.get("lemma", cue.text), f"{at}.lemma")),
        source=passages.get("source"),
        speakers=items(said.get("speakers", []), f"{at}.speakers", _speaker),
        unresolved=read.optional(said.get("unresolved"), f"{at}.unresolved", _unresolved),
        stance=Stance(
            act=member_of(Act, said.get("act"), f"{at}.act"),
            polarity=member_of(Polarity, said.get("polarity"), f"{at}.polarity"),
            certainty=member_of(Certainty, said.get("certainty"), f"{at}.certainty"),
            endorsement=member_of(Endorsement, said.get("endorsement"), f"{at}.endorsement"),
        ),
        parent=None if "parent" not in said else _name(string(said["parent"], f"{at}.parent")),
        hypothetical=read.boolean(said.get("hypothetical", False), f"{at}.hypothetical"),
        confidence=read.probability(said.get("confidence", 1.0), f"{at}.confidence"),
    )


def _unresolved(value: object, path: str) -> UnresolvedReason:
    return member_of(UnresolvedReason, value, path)


def _speaker(value: object, path: str) -> Speaker:
    data = _object(value, path)
    return Speaker(
        string(data.get("name"), f"{path}.name"), member_of(SpeakerKind, data.get("kind"), f"{path}.kind")
    )


def _passage(text: str, target: object, path: str) -> Passage:
    targets = target if isinstance(target, list) else [target]
    if not targets:
        fail(path, "there is none")
    spans = sorted(place(text, t, path) for t in targets)
    for before, after in pairwise(spans):
        if after.start_char < before.end_char:
            fail(path, f"{after} overlaps {before}")
    return Passage.of(text, tuple(spans))
