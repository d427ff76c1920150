"""Names: runs of name words cut into titles or roles and the name proper.

The engine's names are often wrong, so they are one vote among several: parts of speech, capitals, titles and
roles, first names, and what the same word is elsewhere in the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrib.candidates import MentionCandidate
from attrib.model import EntityKind, MentionKind
from attrib.names import PARTICLES, SUFFIXES, tidy, words
from attrib.stages._agreement import shared_surnames
from attrib.stages._name_kinds import ENGINE_KINDS, name_kind
from attrib.stages._titles import TitleCutter

if TYPE_CHECKING:
    from attrib.document import Document, Token
    from attrib.lexicon.people import PeopleLexicon

_PEOPLE = frozenset({"PERSON", "PER"})
_DASHES = frozenset("-–‐‑")
_QUOTES = frozenset({"“", "”", '"', "``", "''", "‘", "’"})
_ARGUMENTS = frozenset({"nsubj", "obj", "obl", "nmod", "conj", "appos"})
_JOINERS = frozenset({"of", "for", "on", "and", "&", "the", "in", "'s", "’s"})


def _capital(token: Token) -> bool:
    return token.text[:1].isupper()


def _headline(document: Document, start: int, end: int) -> bool:
    """Whether a sentence is in title case or capitals, so that capitals prove nothing.

    A full stop after names, beside which most words are small and one of them a verb, makes it none.
    """
    tokens, entity_of = document.tokens, document.entity_of
    long_words = [i for i in range(start, end) if len(tokens[i].text) > 3 and tokens[i].text.isalpha()]
    if len(long_words) < 4 or sum(_capital(tokens[i]) for i in long_words) <= 0.75 * len(long_words):
        return False
    if tokens[end - 1].text != ".":
        return True
    others = [
        i for i in range(start + 1, end) if (e := entity_of.get(i)) is None or e.type not in ENGINE_KINDS
    ]
    words_beside = [tokens[i] for i in others if tokens[i].text.isalpha()]
    small = [t for t in words_beside if not _capital(t)]
    return 2 * len(small) < len(words_beside) or not any(t.upos in {"VERB", "AUX"} for t in small)


class NameFinder:
    """Holds what one call needs: the document, the lexicon and the words known to be names."""

    def __init__(self, document: Document, lexicon: PeopleLexicon) -> None:
        self.document = document
        self.lexicon = lexicon
        self.entity_of = document.entity_of
        self.titles_before = TitleCutter(document, lexicon)
        self.reserved = lexicon.demonyms | lexicon.roles.keys()
        self.known: set[str] = set()
        self.surnames: set[str] = set()
        self.family: set[str] = set()
        self.taken: set[int] = set()
        self.titles = {s.start for s in document.sentences if _headline(document, s.start, s.end)}
        """Sentences in title case, by their first token."""

    def _is_name_token(self, i: int, headline: bool) -> bool:
        token = self.document.tokens[i]
        entity = self.entity_of.get(i)
        if not _capital(token) or (token.text.lower() in self.lexicon.sets["time"] and not self._called(i)):
            return False
        if token.text == "I" and not self._counted(i):
            return False
        if headline:
            return token.text.casefold() in self.known or self._given(i)
        if token.upos == "PROPN" or self._leads_name(i):
            return True
        if token.text.casefold() in self.surnames and (token.relation in _ARGUMENTS or self._label(i)):
            return True  # a surname of the text, whatever the tagger makes of it
        return (
            entity is not None
            and entity.type in ENGINE_KINDS
            and token.upos in {"ADJ", "NOUN", "X", "VERB", "NUM"}
        )

    def _counted(self, i: int) -> bool:
        """Whether a numeral stands behind a name: "Elizabeth I"."""
        before, token = self.document.tokens[max(i - 1, 0)], self.document.tokens[i]
        return before.upos == token.upos == "PROPN" and before.end_char + 1 == token.start_char

    def _given(self, i: int) -> bool:
        """A first name before a word known to be a name ("Nora Quist Wins")."""
        tokens = self.document.tokens
        after = tokens[i + 1].text.casefold() if i + 1 < len(tokens) else ""
        return tokens[i].text.lower() in self.lexicon.first_names and after in self.known

    def _label(self, i: int) -> bool:
        """ "WALLACE: Let us begin"."""
        tokens = self.document.tokens
        return tokens[i].text.isupper() and i + 1 < len(tokens) and tokens[i + 1].text == ":"

    def _called(self, i: int) -> bool:
        """Whether a month's name is a person's: "June Park", "Seo Jun-young"."""
        tokens, entity = self.document.tokens, self.entity_of.get(i)
        if entity is not None:
            return entity.type in _PEOPLE and entity.end - entity.start > 1
        given = tokens[i].text.lower() in self.lexicon.first_names and i + 1 < len(tokens)
        beside = given and (tokens[i].head == i + 1 or tokens[i + 1].head == i)
        return beside and tokens[i + 1].upos == "PROPN" and _capital(tokens[i + 1])

    def _leads_name(self, i: int) -> bool:
        """Whether a capitalised modifier stands before its capitalised head ("Associated Press")."""
        tokens = self.document.tokens
        token = tokens[i]
        if token.upos not in {"ADJ", "VERB", "NOUN"} or i + 1 >= len(tokens) or token.head != i + 1:
            return False
        opening = i == 0 or tokens[i - 1].sentence != token.sentence or not tokens[i - 1].text[-1:].isalnum()
        after = tokens[i + 1]
        plain = token.text.lower() not in self.reserved
        return not opening and plain and after.upos == "PROPN" and _capital(after)

    def _joins(self, i: int, end: int, headline: bool) -> int:
        """How many tokens from ``i`` on join a run to the name token after them (particles, dashes, "of")."""
        tokens = self.document.tokens
        size = self._nickname(i, end, headline) or self._second_part(i, end)
        if size:
            return size
        for size in (1, 2, 3):
            j = i + size
            if j >= end:
                return 0
            middle = tokens[i:j]
            glued = all(
                (t.text in _DASHES and t.start_char == tokens[k - 1].end_char) or t.text.lower() in PARTICLES
                for k, t in enumerate(middle, i)
            )
            entity = self.entity_of.get(i)
            inside = entity is not None and entity.start < i and j < entity.end
            inside = inside and all(t.text.lower() in _JOINERS or t.text in _DASHES for t in middle)
            if (glued or inside or self._institution_of(i, size, end)) and self._is_name_token(j, headline):
                if tokens[i].text in _DASHES and tokens[j].upos not in {"PROPN", "NOUN"}:
                    return 0
                return size
        return 0

    def _second_part(self, i: int, end: int) -> int:
        """Tokens between a given name and its small second part ("Seo Jun-young"), or in "Teachers' Union"; or 0."""
        tokens, j = self.document.tokens, i + 1
        if j >= end or tokens[i].start_char != tokens[i - 1].end_char:
            return 0
        if tokens[i].text in _DASHES and tokens[j].start_char == tokens[i].end_char:
            small = tokens[j].text.islower() and tokens[j].text.isalpha()
            return int(small and tokens[j].relation == "flat" and tokens[j].head < i)
        before, after = self.entity_of.get(i - 1), self.entity_of.get(j)
        inside = (
            before is not None
            and before is after
            and ENGINE_KINDS.get(before.type) is EntityKind.ORGANISATION
        )
        return int(inside and tokens[i].text in {"'", "’"} and _capital(tokens[j]))

    def _nickname(self, i: int, end: int, headline: bool) -> int:
        """Tokens of “Bo” in "Lars “Bo” Lindqvist", or 0."""
        tokens = self.document.tokens
        if tokens[i].text not in _QUOTES:
            return 0
        for j in (i + 2, i + 3):
            if j + 1 < end and tokens[j].text in _QUOTES and self._is_name_token(j + 1, headline):
                short = all(_capital(t) for t in tokens[i + 1 : j])
                return j + 1 - i if short and tokens[j + 1].start_char - tokens[i].start_char < 24 else 0
        return 0

    def _institution_of(self, i: int, size: int, end: int) -> bool:
        """ "Department of Justice", "Center for Science", "Securities and Exchange Commission"."""
        tokens = self.document.tokens
        if size == 1 and tokens[i].text == "and" and tokens[i - 1].xpos == "NNPS":
            j = i + 1
            while j < end and self._is_name_token(j, False):
                j += 1
            return j > i + 2 and tokens[j - 1].text in self.lexicon.name_parts
        before, joiner = self.document.tokens[i - 1], self.document.tokens[i]
        word = before.text
        known = word in self.lexicon.name_parts or word.lower() in self.lexicon.organisations
        return size == 1 and joiner.text in {"of", "for"} and known and before.upos == "PROPN"

    def _runs(self, start: int, end: int) -> list[tuple[int, int]]:
        tokens = self.document.tokens
        headline = start in self.titles
        out: list[tuple[int, int]] = []
        i = start
        while i < end:
            particle = tokens[i].text.lower() in PARTICLES and self.entity_of.get(i) is not None
            if not particle and not _capital(tokens[i]):
                i += 1  # most words: no need to ask further
                continue
            if not self._is_name_token(i, headline) and not (particle and self._joins(i, end, headline)):
                i += 1
                continue
            j = i + 1
            if (
                i > start
                and tokens[i - 1].text.lower().rstrip(".") in self.lexicon.titles
                and _capital(tokens[i - 1])
            ):
                i -= 1  # a title that the tagger took for a common noun
            while j < end:
                if self._is_name_token(j, headline) and not self._boundary(j):
                    j += 1
                elif size := self._joins(j, end, headline):
                    j += size + 1
                else:
                    break
            out.append((i, j))
            i = j
        return out

    def _boundary(self, j: int) -> bool:
        """Whether a new name starts at ``j``: a courtesy title, two different engine names that meet, the end of a demonym."""
        text = self.document.tokens[j].text
        title = self.lexicon.titles.get(text.lower().rstrip(".")) if text.endswith(".") else None
        if title is not None and not title.role and self._plain_name(self.document.tokens[j - 1].text):
            return True
        left, right = self.entity_of.get(j - 1), self.entity_of.get(j)
        if left is not None and right is not None and left is not right:
            return not (left.type == right.type == "PERSON")
        place = self.document.tokens[j - 1].text.lower() in self.lexicon.countries
        return (
            place and left is not None and right is None and ENGINE_KINDS.get(left.type) is EntityKind.PLACE
        )

    def learn(self) -> None:
        """Collect words that are names outside headlines."""
        tokens = self.document.tokens
        for entity in self.document.entities:
            if entity.type in _PEOPLE and entity.end - entity.start > 1:
                self.surnames |= self._surname(entity.end - 1)
        for sentence in self.document.sentences:
            if sentence.start in self.titles:
                continue
            for i in range(sentence.start + 1, sentence.end):
                given = tokens[i - 1].text.lower() in self.lexicon.first_names
                if given and tokens[i - 1].upos == "PROPN" and _capital(tokens[i]):
                    self.surnames |= self._surname(i)
                    self.family |= self._surname(i) if tokens[i].upos == "PROPN" else set()
                if tokens[i].upos == "PROPN" and _capital(tokens[i]) and self._plain_name(tokens[i].text):
                    self.known.add(tokens[i].text.casefold())

    def _surname(self, i: int) -> set[str]:
        """The word as a surname; nothing for a numeral ("Charles I" is no Mr. I)."""
        word = self.document.tokens[i].text.casefold()
        return {word} if len(word) > 1 and word not in SUFFIXES else set()

    def _plain_name(self, text: str) -> bool:
        lower = text.lower().rstrip(".")
        return lower not in self.lexicon.titles and lower not in self.lexicon.roles

    def names(self) -> list[MentionCandidate]:
        out: list[MentionCandidate] = []
        for sentence in self.document.sentences:
            for start, end in self._runs(sentence.start, sentence.end):
                mention = self._name(start, end, sentence.start)
                if mention is not None:
                    out.append(mention)
                    self.taken.update(range(mention.start, mention.end))
        return shared_surnames(self.document, self.lexicon, out, self.surnames | self.family)

    def _name(self, start: int, end: int, floor: int) -> MentionCandidate | None:
        """Cut a run of name words into title or role and name proper."""
        tokens, lexicon = self.document.tokens, self.lexicon
        office = self.titles_before.office(start, end, floor)
        first, gender, role = self.titles_before.strip(start, end)
        if office is not None:
            start, first = office
            role = tidy(self.document.text[tokens[start].start_char : tokens[first - 1].end_char])
        found = lexicon.role_before([t.text for t in tokens[start:end]], end - start)
        if first >= end or (found and end - start > 1 and lexicon.roles[found[1]].office):
            return None  # nothing but titles: a description, found later
        if office is None and self.titles_before.role_of(start, end):
            return None
        if tokens[first].text.islower() and tokens[first].text in _JOINERS:
            return None  # "Prince of Spain": a description too
        text = tidy(self.document.text[tokens[first].start_char : tokens[end - 1].end_char])
        lower = text.lower()
        if (
            not text
            or lower in self.lexicon.sets["time"]
            or (end - first == 1 and (lower in lexicon.demonyms and lower not in {"gop"}))
        ):
            return None
        if end - first > 1 and tokens[end - 1].text.lower() in lexicon.generic and not text.isupper():
            return None  # "Texas Republican", "House Democrats"
        if end - first == 1 and first == floor and lower in lexicon.roles and first not in self.entity_of:
            return None  # "Member of panel wants answers", "Lawyer sues city"
        plural = tokens[first].xpos == "NNPS" and text.casefold() not in self.surnames
        plural = plural or (lower.endswith("s") and lower[:-1] in lexicon.roles)
        if end - first == 1 and (lower in lexicon.generic or plural) and lower not in lexicon.countries:
            return None
        relation = tokens[self._head(first, end)].relation
        kind = name_kind(
            self.document, lexicon, range(first, end), text, relation, titled=first > start or bool(role)
        )
        given = kind is EntityKind.PLACE and words(text)[:1] and words(text)[0] in lexicon.first_names
        personal = kind in (EntityKind.PERSON, EntityKind.OTHER) or given
        left, left_role, left_gender = (
            self.titles_before.left_role(start, floor) if personal else (start, "", "")
        )
        if left_role:
            kind = EntityKind.PERSON
        roles = tuple(r for r in (" ".join(x for x in (left_role, role) if x),) if r)
        own = self._own_gender(words(text)) if kind is EntityKind.PERSON else ""
        sex = gender or left_gender or own
        return MentionCandidate(
            start=left,
            end=end,
            head=self._head(left, end),
            kind=MentionKind.NAME,
            name=text,
            entity_kind=kind,
            gender=sex if kind is EntityKind.PERSON else "neuter",
            number="sing",
            roles=roles,
        )

    def _own_gender(self, key: tuple[str, ...]) -> str:
        """Gender by first name; a single word that may be a surname ("Clinton", "Grant") is no evidence."""
        if not key or (len(key) == 1 and key[0] in self.family | self.lexicon.sets["surname_like"]):
            return ""
        return self.lexicon.first_names.get(key[0], "")

    def _head(self, start: int, end: int) -> int:
        tokens = self.document.tokens
        for i in range(start, end):
            if not start <= tokens[i].head < end and tokens[i].upos not in {"PUNCT", "PART", "ADP"}:
                return i
        return end - 1
