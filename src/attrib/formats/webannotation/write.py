"""A result as an annotation page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from attrib.model import Attribution, Passage, Result, Speaker
from attrib.spans import Span
from attrib.version import __version__

TERMS = "urn:attrib:"
"""What the terms of attrib's own start with."""

CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "attrib": TERMS,
        **{
            term: f"attrib:{term}"
            for term in (
                "Attribution", "Speaker", "part", "form", "act", "polarity", "certainty", "endorsement",
                "unresolved", "hypothetical", "confidence", "lemma", "kind",
            )
        },
        "speakers": {"@id": "attrib:speakers", "@container": "@list"},
        "attribution": {"@id": "attrib:attribution", "@type": "@id"},
        "parent": {"@id": "attrib:parent", "@type": "@id"},
    },
]  # fmt: skip
"""The page's JSON-LD context: the W3C's, and the terms beyond it."""

AROUND = 32
"""Code points of prefix and suffix in a quote selector."""


def to_web_annotation(result: Result, source: str) -> dict[str, Any]:
    """A result as a JSON-LD ``AnnotationPage``, ready for ``json.dumps``.

    Args:
        result: What to write.
        source: IRI of the text, such as its address on the web; the ids of the annotations start with it.

    >>> from attrib.model import Form
    >>> content = Passage.of("“No.”", (Span(0, 5),))
    >>> page = to_web_annotation(Result("“No.”", (Attribution("A1", Form.DIRECT, content, None, None),)), "https://example.org/1")
    >>> page["items"][0]["id"], page["items"][0]["target"]["selector"][1]
    ('https://example.org/1#A1', {'type': 'TextPositionSelector', 'start': 0, 'end': 5})
    """
    items = [item for a in result.attributions for item in _annotations(result.text, a, source)]
    return {
        "@context": CONTEXT,
        "id": f"{source}#attributions",
        "type": "AnnotationPage",
        "generator": {"type": "Software", "name": f"attrib {__version__}"},
        "items": items,
    }


def _annotations(text: str, a: Attribution, source: str) -> Iterable[dict[str, Any]]:
    id = _id(source, a.id)
    who = " and ".join(s.name for s in a.speakers) or (a.source.text if a.source else "")
    words = f"{who} {a.cue.text if a.cue else ''}".strip() or a.form.value.lower()
    about = {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": words}
    parts: list[tuple[str, Passage | None, str, list[dict[str, Any]]]] = [
        ("content", a.content, "classifying", [about, _attribution(a, source)]),
        ("cue", a.cue.passage if a.cue else None, "tagging", []),
        ("source", a.source, "identifying", [_name(s) for s in a.speakers]),
    ]
    for part, passage, motivation, bodies in parts:
        if passage is None:
            continue
        tag = {"type": "TextualBody", "purpose": "tagging", "value": part}
        targets = [_target(text, span, source) for span in passage.spans]
        yield {
            "id": id if part == "content" else f"{id}/{part}",
            "type": "Annotation",
            "motivation": motivation,
            "part": part,
            "attribution": id,
            "body": [tag, *bodies],
            "target": targets[0] if len(targets) == 1 else targets,
        }


def _id(source: str, id: str) -> str:
    return f"{source}#{quote(id, safe='', errors='surrogatepass')}"


def _attribution(a: Attribution, source: str) -> dict[str, Any]:
    """The body that holds what was found, as ``Result.to_dict`` words it; absent keys stand for nothing."""
    optional = {
        "lemma": a.cue.lemma if a.cue else None,
        "unresolved": a.unresolved.value if a.unresolved else None,
        "parent": None if a.parent is None else _id(source, a.parent),
    }
    return {
        "type": "Attribution",
        "form": a.form.value,
        "act": a.stance.act.value,
        "polarity": a.stance.polarity.value,
        "certainty": a.stance.certainty.value,
        "endorsement": a.stance.endorsement.value,
        "hypothetical": a.hypothetical,
        "confidence": a.confidence,
        "speakers": [{"type": "Speaker", "name": s.name, "kind": s.kind.value} for s in a.speakers],
        **{key: value for key, value in optional.items() if value is not None},
    }


def _name(speaker: Speaker) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": "identifying", "format": "text/plain", "value": speaker.name}


def _target(text: str, span: Span, source: str) -> dict[str, Any]:
    start, end = span.start_char, span.end_char
    found = {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - AROUND) : start],
        "suffix": text[end : end + AROUND],
    }
    return {
        "type": "SpecificResource",
        "source": source,
        "selector": [found, {"type": "TextPositionSelector", "start": start, "end": end}],
    }
