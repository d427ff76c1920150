"""Mentions: every name, description and pronoun that may stand for a speaker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrib.candidates import MentionCandidate
from attrib.model import EntityKind, MentionKind
from attrib.names import tidy
from attrib.stages._agreement import agree
from attrib.stages._names import NameFinder
from attrib.stages._papers import is_paper

if TYPE_CHECKING:
    from attrib.document import Document
    from attrib.lexicon.people import PeopleLexicon

_AGENTS = ("er", "or", "ist", "ian", "man", "woman", "ant", "ee")
_HUMAN_PLACES = frozenset({"nsubj", "appos"})
_DASHES = frozenset("-–‐‑")
_LEFT = frozenset({"compound", "amod", "det", "nummod", "nmod", "punct", "flat", "advmod", "case"})


class _PhraseFinder:
    """Descriptions and pronouns outside names."""

    def __init__(self, document: Document, lexicon: PeopleLexicon, taken: set[int]) -> None:
        self.document, self.lexicon, self.taken = document, lexicon, taken

    def nominals(self) -> list[MentionCandidate]:
        out: list[MentionCandidate] = []
        for sentence in self.document.sentences:
            for i in range(sentence.start, sentence.end):
                if i in self.taken or not self._may_head(i, sentence.start, sentence.end):
                    continue
                mention = self._nominal(i, sentence.start)
                if mention is not None:
                    out.append(mention)
        return out

    def _may_head(self, i: int, start: int, end: int) -> bool:
        """Whether a token may head a description: no mere modifier, adjectives only in a noun's place."""
        tokens = self.document.tokens
        token, after = tokens[i], tokens[i + 1] if i + 1 < end else None
        if token.upos in {"ADJ", "NUM", "X"}:
            flat = after is not None and after.head == i and after.upos in {"NOUN", "PROPN"}
            return token.relation in {"nsubj", "root", "conj"} and not flat
        if token.upos not in {"NOUN", "PROPN"}:
            return False
        opening = i == start and token.text.lower() in self.lexicon.roles  # "Judge blocks dam"
        return opening or after is None or token.relation not in {"compound", "amod"} or token.head < i

    def _nominal(self, i: int, floor: int) -> MentionCandidate | None:
        """A noun phrase that describes a person, group, organisation, government or document."""
        tokens, lexicon = self.document.tokens, self.lexicon
        token = tokens[i]
        lemma = token.lemma.lower()
        start = self._left_edge(i, floor)
        near, size = tokens[max(start, i - 2) : i + 1], min(3, i - start + 1)
        found = lexicon.role_before([t.lemma.lower() for t in near], size)
        found = found or lexicon.role_before([t.text.lower() for t in near], size)
        counted = self._counted(i)
        if lemma == "head" and (i + 1 >= len(tokens) or tokens[i + 1].text not in {"of", "for", "at"}):
            found = None
        plural = token.xpos in {"NNS", "NNPS"} or token.text.lower() in {"people", "police", "folks"}
        number = "plur" if plural else "sing"
        kind, gender = EntityKind.OTHER, ""
        text = token.text.lower()
        masthead = lemma in lexicon.organisations and i > start and tokens[i - 1].upos == "PROPN"
        if not masthead and is_paper(self.document, i, lexicon):
            kind, gender = EntityKind.DOCUMENT, "neuter"
        if self._aged(i):
            kind = EntityKind.PERSON
        elif counted:
            kind, number = (EntityKind.GROUP, "plur") if counted == "two" else (EntityKind.OTHER, "sing")
        elif found is not None or lemma in lexicon.titles:
            kind = EntityKind.GROUP if plural else EntityKind.PERSON
            gender = lexicon.roles[found[1]].gender if found else lexicon.titles[lemma].gender
        elif lemma in lexicon.organisations or lemma in lexicon.governments:
            kind, gender = EntityKind.ORGANISATION, "neuter"
        elif (
            lemma in lexicon.anonymous
            or lemma in lexicon.generic
            or text in lexicon.generic
            or text in lexicon.demonyms
        ):
            crowd = plural or text.endswith("s") or lemma in lexicon.sets["crowd"]
            kind = EntityKind.GROUP if crowd else EntityKind.PERSON
            number = "plur" if kind is EntityKind.GROUP else number
        elif kind is EntityKind.OTHER and token.upos in {"ADJ", "NUM", "X"}:
            return None
        elif (
            kind is EntityKind.OTHER
            and lemma.endswith(_AGENTS)
            and len(lemma) > 5
            and token.relation in _HUMAN_PLACES
        ):
            kind = EntityKind.GROUP if plural else EntityKind.PERSON
        elif kind is EntityKind.OTHER and token.relation != "nsubj":
            return None
        span = list(tokens[start : i + 1])
        while span and (span[0].upos == "DET" or span[0].upos == "PUNCT"):
            span = span[1:]
        roles = (tidy(self.document.text[span[0].start_char : token.end_char]),) if span else ()
        return MentionCandidate(start, i + 1, i, MentionKind.NOMINAL, "", kind, gender, number, 3, roles)

    def _aged(self, i: int) -> bool:
        """ "The 52-year-old" without a noun."""
        words = [t.text.lower() for t in self.document.tokens[max(0, i - 4) : i + 1]]
        whole = words[-1].endswith("-year-old")
        return whole or (words[-1] == "old" and words[-4:-1] in ([d, "year", d] for d in _DASHES))

    def _counted(self, i: int) -> str:
        """The set of "the two", "the pair", "the former" where no noun follows, or ``""``."""
        tokens = self.document.tokens
        if not i or tokens[i - 1].text.lower() not in {"the", "these"}:
            return ""
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        if after is not None and (after.upos in {"NOUN", "PROPN", "ADJ", "NUM"} or after.text == "of"):
            return ""
        return next((s for s in ("two", "contrast") if tokens[i].lemma.lower() in self.lexicon.sets[s]), "")

    def _left_edge(self, i: int, floor: int) -> int:
        """First token of the phrase before its head: what depends on the head and touches it."""
        tokens = self.document.tokens
        first = i
        while first > floor:
            left = first - 1
            if tokens[left].text in _DASHES and left > floor and first <= tokens[left - 1].head <= i:
                first = left - 1  # "ex-wife", "co-founder" cut in three
                continue
            if tokens[i].head == left == i - 1 and tokens[left].text.lower() in self.lexicon.countries:
                first = left  # "the Iraqi PM" read as an adjective with a noun after it
                continue
            head = tokens[left].head
            relation = tokens[left].relation
            if not first <= head <= i or relation not in _LEFT or tokens[left].upos == "ADP":
                break
            if relation == "case" and tokens[left].upos != "PART":
                break  # "as the nominee", "with leaders"
            if tokens[left].text in {",", ";", ":"}:
                break
            inner = (k for k in self.document.children[left] if floor <= k < left and tokens[k].upos != "ADP")
            first = min((left, *inner))
        return self._whole_word(first, floor)

    def _whole_word(self, first: int, floor: int) -> int:
        """The start of a word with hyphens whose last part is ``first``, whatever the parse: "the Ana Ruiz-led council"."""
        tokens = self.document.tokens
        while (
            first - 2 >= floor
            and tokens[first - 1].text in _DASHES
            and tokens[first - 2].end_char == tokens[first - 1].start_char
            and tokens[first - 1].end_char == tokens[first].start_char
        ):
            first -= 2
            while first > floor and tokens[first].upos == tokens[first - 1].upos == "PROPN":
                first -= 1
        return first

    def pronouns(self) -> list[MentionCandidate]:
        out: list[MentionCandidate] = []
        for i, token in enumerate(self.document.tokens):
            entry = self.lexicon.pronouns.get(token.text.lower())
            if entry is None or i in self.taken or token.upos not in {"PRON", "DET", "ADJ", "NUM"}:
                continue
            if (
                token.upos != "PRON"
                and token.relation not in {"nsubj", "obl", "root", "conj"}
                and entry.kind != "possessive"
            ):
                continue
            if token.text.lower() == "that" and not self._relative(i):
                continue
            kind = EntityKind.PERSON if entry.gender in {"male", "female", "person"} else EntityKind.OTHER
            gender = "" if entry.gender == "person" else entry.gender
            out.append(
                MentionCandidate(
                    i, i + 1, i, MentionKind.PRONOUN, "", kind, gender, entry.number, entry.person
                )
            )
        return out

    def _relative(self, i: int) -> bool:
        tokens = self.document.tokens
        return any(tokens[a].deprel in {"acl:relcl", "acl"} for a in self.document.ancestors(i))


def find_mentions(document: Document, lexicon: PeopleLexicon) -> tuple[MentionCandidate, ...]:
    """Find names, descriptions and pronouns, in text order.

    Args:
        document: The annotated text.
        lexicon: Words for people, groups, places and documents.
    """
    names = NameFinder(document, lexicon)
    names.learn()
    found = agree(document, lexicon, names.names())
    phrases = _PhraseFinder(document, lexicon, names.taken)
    found += phrases.nominals()
    found += phrases.pronouns()
    return tuple(sorted(found, key=lambda m: (m.start, m.end, m.head)))
