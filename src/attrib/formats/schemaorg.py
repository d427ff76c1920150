"""schema.org's ``Quotation`` and ``Claim``, as JSON-LD: for search engines and fact-checkers. Written only.

Direct speech becomes a ``Quotation``, without its outer quotation marks. Reported speech becomes a ``Claim`` where the speaker
stands behind a proposition: an assertion or belief, of positive polarity, that is not hypothetical. What somebody denies, asks,
orders, promises or praises is no claim of theirs, and schema.org has no type for it: it is left out, as is speech that is only
imagined.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from attrib.model import (
    Act,
    Attribution,
    Certainty,
    EntityKind,
    Form,
    Polarity,
    Result,
    Speaker,
    SpeakerKind,
)

_MARKS = "\"'`“”„‟‘’‚‛«»‹›「」『』＂"
_TYPES = {
    EntityKind.PERSON: "Person",
    EntityKind.GROUP: "Organization",
    EntityKind.ORGANISATION: "Organization",
    EntityKind.PLACE: "GovernmentOrganization",
    EntityKind.DOCUMENT: "CreativeWork",
}


def to_schema_org(result: Result, source: str) -> dict[str, Any]:
    """The quotations and claims of a result as a JSON-LD graph, ready for ``json.dumps``.

    Args:
        result: What to write.
        source: IRI of the text, such as its address on the web; the ids in the graph start with it.

    >>> from attrib.model import Passage
    >>> from attrib.spans import Span
    >>> text = "“No, no,” she said."
    >>> a = Attribution("A1", Form.DIRECT, Passage.of(text, (Span(0, 9),)), None, None, (Speaker("Ada", SpeakerKind.NAMED),))
    >>> to_schema_org(Result(text, (a,)), "note.txt")["@graph"][1]["text"]
    'No, no,'
    """
    article = {"@type": "CreativeWork", "@id": source}
    nodes = [node for a in result.attributions if (node := _node(result.text, a, source)) is not None]
    return {"@context": "https://schema.org", "@graph": [article, *nodes]}


def _node(text: str, a: Attribution, source: str) -> dict[str, Any] | None:
    id = f"{source}#{quote(a.id, safe='', errors='surrogatepass')}"
    if a.hypothetical:
        return None
    if a.form is Form.DIRECT:
        words = " ".join(unmarked(text[s.start_char : s.end_char]) for s in a.content.spans)
        node = {"@type": "Quotation", "@id": id, "text": words, "isPartOf": {"@id": source}}
        return {**node, **_speakers(a.speakers, "spokenByCharacter")}
    if not _is_claim(a):
        return None
    node = {"@type": "Claim", "@id": id, "text": a.content.text, "appearance": {"@id": source}}
    return {**node, **_speakers(a.speakers, "author")}


def _is_claim(a: Attribution) -> bool:
    return (
        a.stance.act in (Act.ASSERTION, Act.BELIEF)
        and a.stance.polarity is Polarity.POSITIVE
        and a.stance.certainty is not Certainty.UNDERSPECIFIED
    )


def unmarked(words: str) -> str:
    """Words without the quotation marks around them.

    >>> unmarked("“It's ‘fine’,”")
    "It's ‘fine’,"
    """
    left, right = words.lstrip(), words.rstrip()
    if left.startswith(tuple(_MARKS)):
        words = left.lstrip(_MARKS).lstrip()
    if right.endswith(tuple(_MARKS)):
        words = words.rstrip().rstrip(_MARKS).rstrip()
    return words


def _speakers(speakers: tuple[Speaker, ...], role: str) -> dict[str, Any]:
    """Who speaks, under the role; what a document says is based on it, for only persons and organisations speak."""
    nodes = [_speaker(s) for s in speakers]
    out: dict[str, Any] = {}
    for key, is_document in ((role, False), ("isBasedOn", True)):
        of = [n for n in nodes if (n["@type"] == "CreativeWork") is is_document]
        if of:
            out[key] = of[0] if len(of) == 1 else of
    return out


def _speaker(speaker: Speaker) -> dict[str, Any]:
    entity = speaker.entity
    kind = _TYPES.get(entity.kind) if entity else None
    if kind is None:
        kind = "CreativeWork" if speaker.kind is SpeakerKind.DOCUMENT else "Person"
    node: dict[str, Any] = {"@type": kind, "name": speaker.name}
    if entity and kind == "Person":
        if entity.gender:
            node["gender"] = entity.gender.capitalize()
        roles = {r.casefold(): r for r in reversed(entity.roles) if r.casefold() != speaker.name.casefold()}
        if roles:
            titles = list(reversed(roles.values()))
            node["jobTitle"] = titles if len(titles) > 1 else titles[0]
    return node
