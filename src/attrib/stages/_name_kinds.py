"""What a name names: a person, an organisation, a place, a document."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from attrib.model import EntityKind
from attrib.names import looks_like_acronym

if TYPE_CHECKING:
    from attrib.document import Document
    from attrib.lexicon.people import PeopleLexicon

ENGINE_KINDS = {
    "PERSON": EntityKind.PERSON,
    "PER": EntityKind.PERSON,
    "ORG": EntityKind.ORGANISATION,
    "ORGANIZATION": EntityKind.ORGANISATION,
    "GPE": EntityKind.PLACE,
    "LOC": EntityKind.PLACE,
    "LOCATION": EntityKind.PLACE,
    "FAC": EntityKind.PLACE,
    "NORP": EntityKind.GROUP,
}
"""The engine's labels as kinds."""
_NUMERAL = re.compile(r"[IVXLC\d]+\.?")
_OPENINGS = frozenset({"University", "Department", "Ministry", "Bank"})
_PIECES = frozenset(
    {"Chapter", "Part", "Book", "Act", "Scene", "Volume", "Section", "Appendix", "Figure", "Table"}
)


def name_kind(
    document: Document, lexicon: PeopleLexicon, inside: range, text: str, relation: str, *, titled: bool
) -> EntityKind:
    """What a name names: titles and fixed endings first, then the engine's vote, then the first name."""
    parts, entity_of = text.split(), document.entity_of
    if titled:
        return EntityKind.PERSON
    votes = Counter(
        ENGINE_KINDS[e.type] for i in inside if (e := entity_of.get(i)) is not None and e.type in ENGINE_KINDS
    )
    kind = votes.most_common(1)[0][0] if votes else EntityKind.OTHER
    given = parts[0].lower() in lexicon.first_names
    if given and len(parts) == 2 and kind is EntityKind.PERSON:
        return kind  # "Peter Hall" is no building
    fixed = _fixed_kind(text, parts, lexicon)
    if fixed is not None:
        return fixed
    acting = kind is EntityKind.OTHER or relation in {"nsubj", "appos", "root", "parataxis"}
    if given and acting and 2 <= len(parts) <= 4:
        return EntityKind.PERSON
    if kind is EntityKind.OTHER and looks_like_acronym(text):
        return EntityKind.ORGANISATION
    return EntityKind.PERSON if kind is EntityKind.OTHER and given else kind


def _fixed_kind(text: str, parts: list[str], lexicon: PeopleLexicon) -> EntityKind | None:
    """The kind that the words themselves settle: countries, "… Street", "… Committee", "… Treaty", "Chapter IV"."""
    if parts[0].capitalize() in _PIECES and all(_NUMERAL.fullmatch(p) for p in parts[1:]):
        return EntityKind.DOCUMENT
    if len(parts) > 1 and (parts[-1] in lexicon.sites or parts[-1] in lexicon.papers):
        given = len(parts) == 2 and parts[0].lower() in lexicon.first_names
        if parts[-1] in lexicon.papers:
            return EntityKind.DOCUMENT
        return None if given else EntityKind.PLACE
    if text.lower() in lexicon.countries:
        bloc = lexicon.countries[text.lower()].endswith(("Party", "Nations", "NATO", "Union"))
        return EntityKind.ORGANISATION if bloc else EntityKind.PLACE
    if parts[-1].rstrip(".") in lexicon.name_parts or parts[0] in _OPENINGS:
        return EntityKind.ORGANISATION
    return None
