"""Which nouns stand for a document or data that speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attrib.document import Document
    from attrib.lexicon.people import PeopleLexicon


def is_paper(document: Document, i: int, lexicon: PeopleLexicon) -> bool:
    """Whether a noun stands for a document: "the report", and "figures" where they show or are according to something.

    Figures that say, claim or defend are people (7 of the 8 sources with this head in PolNeAR train).
    """
    token = document.tokens[i]
    lemma = token.lemma.lower()
    if lemma not in lexicon.documents and token.text.lower() not in lexicon.documents:
        return False
    if lemma != "figure":
        return True
    shows = token.relation == "nsubj" and document.tokens[token.head].lemma.lower() in lexicon.sets["show"]
    return token.xpos == "NNS" and (shows or not token.relation.startswith("nsubj"))
