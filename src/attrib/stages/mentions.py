"""Mentions: every name, description and pronoun that may stand for a speaker.

The engine's names are often wrong, so they are one vote among several: parts of speech, capitals, titles and roles,
first names, and what the same word is elsewhere in the text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from attrs import evolve

from attrib.candidates import MentionCandidate
from attrib.model import EntityKind, MentionKind
from attrib.names import PARTICLES, looks_like_acronym, tidy, words

if TYPE_CHECKING:
    from attrib.document import Document, Token
    from attrib.lexicon.people import PeopleLexicon

_KINDS = {
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
_TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september"
    " october november december christmas easter jan feb mar apr jun jul aug sept sep oct nov dec".split()
)
_TALK = frozenset(
    "say ask reply answer cry exclaim remark whisper murmur mutter shout return observe inquire enquire declare laugh smile"
    " nod add sigh grin shrug".split()
)
_AGENTS = ("er", "or", "ist", "ian", "man", "woman", "ant", "ee")
_HUMAN_PLACES = frozenset({"nsubj", "appos"})
_DASHES = frozenset("-–‐‑")
_JOINERS = frozenset({"of", "for", "on", "and", "&", "the", "in", "'s", "’s"})
_INNER = frozenset({"compound", "amod", "nmod", "flat", "det", "nummod", "appos"})
_LEFT = frozenset({"compound", "amod", "det", "nummod", "nmod", "punct", "flat", "advmod", "case"})


def _capital(token: Token) -> bool:
    return token.text[:1].isupper()


def _headline(tokens: list[Token]) -> bool:
    """Whether a sentence is in title case or capitals, so that capitals prove nothing."""
    long_words = [t for t in tokens if len(t.text) > 3 and t.text.isalpha()]
    return len(long_words) >= 4 and sum(map(_capital, long_words)) > 0.75 * len(long_words)


class _Finder:
    """Holds what one call needs: the document, the lexicon and the words known to be names."""

    def __init__(self, document: Document, lexicon: PeopleLexicon) -> None:
        self.document = document
        self.lexicon = lexicon
        self.entity_of = document.entity_of
        self.known: set[str] = set()
        self.surnames: set[str] = set()
        self.taken: set[int] = set()

    # --- names -------------------------------------------------------------------------------------------

    def _is_name_token(self, i: int, headline: bool) -> bool:
        token = self.document.tokens[i]
        if not _capital(token) or token.text.lower() in _TIMES:
            return False
        entity = self.entity_of.get(i)
        if headline:
            return token.text.casefold() in self.known
        if token.upos == "PROPN":
            return True
        return entity is not None and entity.type in _KINDS and token.upos in {"ADJ", "NOUN", "X", "VERB", "NUM"}

    def _joins(self, i: int, end: int, headline: bool) -> int:
        """How many tokens from ``i`` on join a run to the name token after them (particles, dashes, "of")."""
        tokens = self.document.tokens
        for size in (1, 2, 3):
            j = i + size
            if j >= end:
                return 0
            middle = tokens[i:j]
            glued = all(
                t.text in _DASHES and t.start_char == tokens[k - 1].end_char or t.text.lower() in PARTICLES
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

    def _institution_of(self, i: int, size: int, end: int) -> bool:
        """"Department of Justice", "Center for Science", "Securities and Exchange Commission"."""
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
        headline = _headline(list(tokens[start:end]))
        out: list[tuple[int, int]] = []
        i = start
        while i < end:
            particle = tokens[i].text.lower() in PARTICLES and self.entity_of.get(i) is not None
            if not self._is_name_token(i, headline) and not (particle and self._joins(i, end, headline)):
                i += 1
                continue
            j = i + 1
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
        """Whether a new name starts at ``j``: two different engine names meet, or a demonym ends."""
        left, right = self.entity_of.get(j - 1), self.entity_of.get(j)
        if left is not None and right is not None and left is not right:
            return not (left.type == right.type == "PERSON")
        place = self.document.tokens[j - 1].text.lower() in self.lexicon.countries
        return place and left is not None and right is None and _KINDS.get(left.type) is EntityKind.PLACE

    def learn(self) -> None:
        """Collect words that are names outside headlines."""
        tokens = self.document.tokens
        for entity in self.document.entities:
            if entity.type in {"PERSON", "PER"} and entity.end - entity.start > 1:
                self.surnames.add(tokens[entity.end - 1].text.casefold())
        for sentence in self.document.sentences:
            if _headline(list(tokens[sentence.start : sentence.end])):
                continue
            for i in range(sentence.start + 1, sentence.end):
                if tokens[i].upos == "PROPN" and _capital(tokens[i]) and self._plain_name(tokens[i].text):
                    self.known.add(tokens[i].text.casefold())

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
        return out

    def _name(self, start: int, end: int, floor: int) -> MentionCandidate | None:
        """Cut a run of name words into title or role and name proper."""
        tokens, lexicon = self.document.tokens, self.lexicon
        first, gender, role = self._strip(start, end)
        found = lexicon.role_before([t.text for t in tokens[start:end]], end - start)
        if first >= end or (found and end - start > 1 and lexicon.roles[found[1]].office):
            return None  # nothing but titles: a description, found later
        if self._role_of(start, end):
            return None
        if tokens[first].text.islower() and tokens[first].text in _JOINERS:
            return None  # "Prince of Spain": a description too
        text = tidy(self.document.text[tokens[first].start_char : tokens[end - 1].end_char])
        lower = text.lower()
        if not text or lower in _TIMES or (end - first == 1 and (lower in lexicon.demonyms and lower not in {"gop"})):
            return None
        plural = tokens[first].xpos == "NNPS" and text.casefold() not in self.surnames
        if end - first == 1 and (lower in lexicon.generic or plural) and lower not in lexicon.countries:
            return None
        kind = self._kind(first, end, text, titled=first > start or bool(role))
        given = kind is EntityKind.PLACE and words(text)[:1] and words(text)[0] in lexicon.first_names
        personal = kind in (EntityKind.PERSON, EntityKind.OTHER) or given
        left, left_role, left_gender = self._left_role(start, floor) if personal else (start, "", "")
        if left_role:
            kind = EntityKind.PERSON
        roles = tuple(r for r in (" ".join(x for x in (left_role, role) if x),) if r)
        own = lexicon.first_names.get(words(text)[0], "") if kind is EntityKind.PERSON and words(text) else ""
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

    def _role_of(self, start: int, end: int) -> bool:
        """"Member of House", "Head of Mission" in a headline: a description, not a name."""
        tokens = self.document.tokens
        if end - start < 3 or tokens[start + 1].text != "of":
            return False
        word = tokens[start].text.lower()
        return word in self.lexicon.roles or word in self.lexicon.anonymous

    def _strip(self, start: int, end: int) -> tuple[int, str, str]:
        """Where the name proper starts; gender and role of what stands before it.

        Variants: "Mr. X", "Iraqi Prime Minister X", "Supreme Court Justice X", "Rep. X", a PERSON of the engine at the end.
        """
        tokens, lexicon = self.document.tokens, self.lexicon
        text = [t.text for t in tokens[start:end]]
        first, gender = 0, ""
        for i in range(len(text)):
            lower = text[i].lower().rstrip(".")
            named = text[i].lower() in lexicon.first_names and i + 1 < len(text) and lower not in {"sir", "mark"}
            title = lexicon.titles.get(lower)
            short = title is not None and bool(title.role) and text[i].endswith(".") and i + 1 < len(text)
            if title is not None and (i == first or short) and not (named and lower not in lexicon.roles and title.role == ""):
                if len(lower) == 1 and not text[i].endswith("."):
                    continue
                if named and i + 2 == len(text) and not title.role:
                    continue
                first, gender = i + 1, title.gender or gender
                continue
            found = lexicon.role_before(text, i + 1)
            office = found is not None and lexicon.roles[found[1]].office
            plain = found is not None and i == 0 and len(text) > 2 and text[1].lower() in lexicon.first_names
            if found and (office or plain) and not named and (i + 1 < len(text) or found[0] <= first):
                first, gender = i + 1, lexicon.roles[found[1]].gender or gender
        entity = self.entity_of.get(end - 1)
        if first < len(text) and entity is not None and entity.end == end and start + first < entity.start:
            middle = " ".join(text[first : entity.start - start]).lower()
            if entity.type in {"PERSON", "PER"} and (middle in lexicon.countries or first > 0):
                first = entity.start - start
        role = " ".join(text[:first])
        plain = role.lower().rstrip(".")
        if plain in lexicon.titles:
            role = lexicon.titles[plain].role
        return start + first, gender, role

    def _left_role(self, start: int, floor: int) -> tuple[int, str, str]:
        """Common nouns before a name: "Trump lawyer X", "the Iraqi prime minister X", "its “national reporter” X"."""
        tokens, lexicon = self.document.tokens, self.lexicon
        i = start - 1
        if i >= floor and tokens[i].text in {"”", '"', "''"}:
            i -= 1
        if i < floor or tokens[i].upos not in {"NOUN", "ADJ", "PROPN"}:
            return start, "", ""
        found = lexicon.role_before([t.lemma for t in tokens[max(floor, i - 2) : i + 1]], min(3, i - floor + 1))
        demonym = tokens[i].text.lower() in lexicon.countries
        if found is None and not demonym:
            return start, "", ""
        first = i
        while first > floor and start - first < 10 and tokens[first - 1].upos in {"NOUN", "ADJ", "PROPN", "PART", "NUM"}:
            first -= 1
        role = tidy(self.document.text[tokens[first].start_char : tokens[i].end_char])
        return first, role, lexicon.roles[found[1]].gender if found else ""

    def _kind(self, first: int, end: int, text: str, *, titled: bool) -> EntityKind:
        lexicon = self.lexicon
        parts = text.split()
        if titled:
            return EntityKind.PERSON
        if parts[-1] in lexicon.sites and len(parts) > 1:
            return EntityKind.PLACE
        if text.lower() in lexicon.countries:
            known = lexicon.countries[text.lower()]
            return EntityKind.ORGANISATION if known.endswith(("Party", "Nations", "NATO", "Union")) else EntityKind.PLACE
        if parts[-1].rstrip(".") in lexicon.name_parts or parts[0] in {"University", "Department", "Ministry", "Bank"}:
            return EntityKind.ORGANISATION
        votes = Counter(
            _KINDS[e.type] for i in range(first, end) if (e := self.entity_of.get(i)) is not None and e.type in _KINDS
        )
        kind = votes.most_common(1)[0][0] if votes else EntityKind.OTHER
        given = parts[0].lower() in lexicon.first_names
        if given and kind is not EntityKind.PERSON and 2 <= len(parts) <= 4:
            relation = self.document.tokens[self._head(first, end)].relation
            if kind is EntityKind.OTHER or relation in {"nsubj", "appos", "root", "parataxis"}:
                return EntityKind.PERSON
        if kind is EntityKind.OTHER:
            if looks_like_acronym(text):
                return EntityKind.ORGANISATION
            if given:
                return EntityKind.PERSON
        return kind

    def _head(self, start: int, end: int) -> int:
        tokens = self.document.tokens
        for i in range(start, end):
            if not start <= tokens[i].head < end and tokens[i].upos not in {"PUNCT", "PART", "ADP"}:
                return i
        return end - 1

    # --- descriptions ------------------------------------------------------------------------------------

    def nominals(self) -> list[MentionCandidate]:
        out: list[MentionCandidate] = []
        tokens = self.document.tokens
        for sentence in self.document.sentences:
            for i in range(sentence.start, sentence.end):
                if i in self.taken or tokens[i].upos not in {"NOUN", "PROPN", "ADJ", "NUM", "X"}:
                    continue
                if tokens[i].upos in {"ADJ", "NUM", "X"} and tokens[i].relation not in {"nsubj", "root", "conj"}:
                    continue
                after = i + 1
                if after < sentence.end and tokens[i].relation in {"compound", "amod"} and tokens[i].head > i:
                    continue
                mention = self._nominal(i, sentence.start)
                if mention is not None:
                    out.append(mention)
        return out

    def _nominal(self, i: int, floor: int) -> MentionCandidate | None:
        """A noun phrase that describes a person, group, organisation, government or document."""
        tokens, lexicon = self.document.tokens, self.lexicon
        token = tokens[i]
        lemma = token.lemma.lower()
        start = self._left_edge(i, floor)
        near, size = tokens[max(start, i - 2) : i + 1], min(3, i - start + 1)
        found = lexicon.role_before([t.lemma.lower() for t in near], size)
        found = found or lexicon.role_before([t.text.lower() for t in near], size)
        plural = token.xpos in {"NNS", "NNPS"} or token.text.lower() in {"people", "police", "folks"}
        number = "plur" if plural else "sing"
        kind, gender = EntityKind.OTHER, ""
        text = token.text.lower()
        masthead = lemma in lexicon.organisations and i > start and tokens[i - 1].upos == "PROPN"
        if (lemma in lexicon.documents or text in lexicon.documents) and not masthead:
            kind, gender = EntityKind.DOCUMENT, "neuter"
        if found is not None or lemma in lexicon.titles:
            kind = EntityKind.GROUP if plural else EntityKind.PERSON
            gender = lexicon.roles[found[1]].gender if found else lexicon.titles[lemma].gender
        elif lemma in lexicon.organisations or lemma in lexicon.governments:
            kind, gender = EntityKind.ORGANISATION, "neuter"
        elif lemma in lexicon.anonymous or lemma in lexicon.generic or text in lexicon.generic | lexicon.demonyms:
            kind = EntityKind.GROUP if plural or text.endswith("s") else EntityKind.PERSON
            number = "plur" if kind is EntityKind.GROUP else number
        elif kind is EntityKind.OTHER and token.upos in {"ADJ", "NUM", "X"}:
            return None
        elif kind is EntityKind.OTHER and lemma.endswith(_AGENTS) and len(lemma) > 5 and token.relation in _HUMAN_PLACES:
            kind = EntityKind.GROUP if plural else EntityKind.PERSON
        elif kind is EntityKind.OTHER and token.relation != "nsubj":
            return None
        span = list(tokens[start : i + 1])
        while span and (span[0].upos == "DET" or span[0].upos == "PUNCT"):
            span = span[1:]
        roles = (tidy(self.document.text[span[0].start_char : token.end_char]),) if span else ()
        return MentionCandidate(start, i + 1, i, MentionKind.NOMINAL, "", kind, gender, number, 3, roles)

    def _left_edge(self, i: int, floor: int) -> int:
        """First token of the phrase before its head: what depends on the head and touches it."""
        tokens = self.document.tokens
        first = i
        while first > floor:
            left = first - 1
            if tokens[left].text in _DASHES and left > floor and first <= tokens[left - 1].head <= i:
                first = left - 1  # "ex-wife", "co-founder" cut in three
                continue
            head = tokens[left].head
            if not first <= head <= i or tokens[left].relation not in _LEFT or tokens[left].upos == "ADP":
                break
            if tokens[left].text in {",", ";", ":"}:
                break
            first = left
            first = min([first, *(k for k in self.document.children[left] if floor <= k < left and tokens[k].upos != "ADP")])
        return first

    # --- pronouns ----------------------------------------------------------------------------------------

    def pronouns(self) -> list[MentionCandidate]:
        out: list[MentionCandidate] = []
        for i, token in enumerate(self.document.tokens):
            entry = self.lexicon.pronouns.get(token.text.lower())
            if entry is None or i in self.taken or token.upos not in {"PRON", "DET", "ADJ", "NUM"}:
                continue
            if token.upos != "PRON" and token.relation not in {"nsubj", "obl", "root", "conj"} and entry.kind != "possessive":
                continue
            if token.text.lower() == "that" and not self._relative(i):
                continue
            kind = EntityKind.PERSON if entry.gender in {"male", "female", "person"} else EntityKind.OTHER
            gender = "" if entry.gender == "person" else entry.gender
            out.append(
                MentionCandidate(i, i + 1, i, MentionKind.PRONOUN, "", kind, gender, entry.number, entry.person)
            )
        return out

    def _relative(self, i: int) -> bool:
        tokens = self.document.tokens
        return any(tokens[a].deprel in {"acl:relcl", "acl"} for a in self.document.ancestors(i))


def _talks(document: Document, mention: MentionCandidate) -> bool:
    """Whether a name is the subject of a verb that people are subjects of ("Florence said", "asked Florence")."""
    token = document.tokens[mention.head]
    verb = document.tokens[token.head].lemma.lower() if token.relation == "nsubj" and token.head >= 0 else ""
    before = document.tokens[mention.start - 1] if mention.start else None
    return verb in _TALK or (before is not None and before.upos == "VERB" and before.lemma.lower() in _TALK)


def _agree(
    document: Document, lexicon: PeopleLexicon, mentions: list[MentionCandidate]
) -> list[MentionCandidate]:
    """Make one name mean one kind of thing: full names vote, then surnames follow full names of persons."""
    votes: dict[tuple[str, ...], Counter[EntityKind]] = defaultdict(Counter)
    surnames: set[str] = set()
    for m in mentions:
        if m.entity_kind is not EntityKind.OTHER:
            votes[words(m.name)][m.entity_kind] += 3 if m.roles and m.entity_kind is EntityKind.PERSON else 1
        place = m.entity_kind in {EntityKind.PLACE, EntityKind.OTHER} and m.name.lower() not in lexicon.countries
        if place and " " not in m.name and _talks(document, m):
            votes[words(m.name)][EntityKind.PERSON] += 3
    for key, counter in votes.items():
        if len(key) > 1 and counter.most_common(1)[0][0] is EntityKind.PERSON:
            surnames.add(key[-1])
    out = []
    for m in mentions:
        key = words(m.name)
        kind = votes[key].most_common(1)[0][0] if votes.get(key) else m.entity_kind
        if len(key) == 1 and key[0] in surnames and kind is not EntityKind.PERSON:
            kind = EntityKind.PERSON
        if kind is not m.entity_kind:
            gender = ("" if m.gender == "neuter" else m.gender) if kind is EntityKind.PERSON else "neuter"
            m = evolve(m, entity_kind=kind, gender=gender)
        out.append(m)
    return out


def find_mentions(document: Document, lexicon: PeopleLexicon) -> tuple[MentionCandidate, ...]:
    """Find names, descriptions and pronouns, in text order.

    Args:
        document: The annotated text.
        lexicon: Words for people, groups, places and documents.
    """
    finder = _Finder(document, lexicon)
    finder.learn()
    found = _agree(document, lexicon, finder.names())
    found += finder.nominals()
    found += finder.pronouns()
    return tuple(sorted(found, key=lambda m: (m.start, m.end, m.head)))
