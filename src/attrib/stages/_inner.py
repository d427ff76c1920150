"""The person whose name stands somewhere inside a source whose head names nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from attrib.model import EntityKind, MentionKind

if TYPE_CHECKING:
    from attrib.candidates import Chain, MentionCandidate
    from attrib.document import Document
    from attrib.lexicon.people import PeopleLexicon
    from attrib.spans import Span

Found: TypeAlias = "tuple[int, MentionCandidate]"
"""A chain's number and the mention of it."""
_AFTER_NAME = frozenset({"who", "of", "from"})


def person_named(found: Found) -> bool:
    """Whether a mention is a person's name."""
    return found[1].kind is MentionKind.NAME and found[1].entity_kind is EntityKind.PERSON


class InnerNames:
    """Looks for names inside sources: "his eyes", "A spokesman, Ann Lee,", "An attorney for X, Ann Lee,"."""

    def __init__(
        self, document: Document, chains: tuple[Chain, ...], at: dict[int, Found], lexicon: PeopleLexicon
    ) -> None:
        self.document, self.chains, self.at, self.lexicon = document, chains, at, lexicon

    def better(self, head: int, source: tuple[Span, ...]) -> Found | None:
        """Where the head names nobody: the possessor of a view ("his eyes"), a name in apposition."""
        tokens = self.document.tokens
        if tokens[head].lemma.lower() in self.lexicon.views:
            for c in self.document.dependents(head, "nmod:poss"):
                if c in self.at:
                    return self.at[c]
        inside = [i for span in source for i in self.document.index.touching(span)]
        for c in self.document.dependents(head, "appos", "flat"):
            found = self.at.get(c) if c in inside else None
            person = found is not None and self.chains[found[0]].kind is EntityKind.PERSON
            if found is not None and person and found[1].kind is MentionKind.NAME:
                return found
        return self._inner_name(inside)

    def _after_comma(self, comma: int, inside: list[int]) -> Found | None:
        """A person's name that fills the rest of the source ("The minister of the economy, Mr. Ruiz,")."""
        found = self.at.get(comma + 1) or self.at.get(comma + 2)
        if found is None or not person_named(found) or inside[-1] < found[1].head:
            return None
        rest = [i for i in inside if i >= found[1].end]
        return found if all(self.document.tokens[i].upos == "PUNCT" for i in rest) else None

    def _opens(self, mention: MentionCandidate) -> bool:
        """ "… for Education Mr. Ruiz": a title opens a phrase of its own, unless a preposition governs it ("… for Mr. Ruiz")."""
        before, first = self.document.tokens[max(0, mention.start - 1)], self.document.tokens[mention.start]
        titled = bool(mention.roles) or first.text.rstrip(".").lower() in self.lexicon.titles
        several = first.xpos in {"NNS", "NNPS"}  # "Dean of Students Ann Lee": no title of hers
        return titled and (before.upos != "ADP" or several)

    def _inner_name(self, inside: list[int]) -> Found | None:
        """The person's name that ends the first phrase, whatever the parse ("… Director Ann Meyer, 56")."""
        tokens, preposition = self.document.tokens, False
        for i in inside:
            found = self.at.get(i)
            if tokens[i].text == ",":
                return self._after_comma(i, inside)
            if tokens[i].upos in {"VERB", "AUX", "SCONJ"}:
                return None
            named = found is not None and found[1].kind is MentionKind.NAME
            preposition = preposition or (tokens[i].upos == "ADP" and not named)
            if found is None or not person_named(found):
                continue
            end = found[1].end
            follows = tokens[min(end, inside[-1])]
            joined = end <= inside[-1] and follows.start_char == tokens[end - 1].end_char
            if joined and follows.text in {"-", "–", "'", "’"}:
                return None  # "the Ruiz-led council"
            last = end > inside[-1] or follows.upos == "PUNCT" or follows.text.lower() in _AFTER_NAME
            if last:
                sure = self._opens(found[1]) or (not preposition and i <= inside[0] + 3)
                after = end <= inside[-1] and follows.text == ","
                return found if sure else self._after_comma(end, inside) if after else None
        return None
