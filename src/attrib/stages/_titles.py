"""What stands before a name: titles, offices and descriptions, cut off and read as roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrib.names import tidy

if TYPE_CHECKING:
    from attrib.document import Document
    from attrib.lexicon.people import PeopleLexicon

_PEOPLE = frozenset({"PERSON", "PER"})
_OF = frozenset({"of", "for"})
_TRADES = ("er", "or", "ist", "ian", "man", "woman")


class TitleCutter:
    """Finds where a name proper starts in a run of name words."""

    def __init__(self, document: Document, lexicon: PeopleLexicon) -> None:
        self.document, self.lexicon, self.entity_of = document, lexicon, document.entity_of

    def role_of(self, start: int, end: int) -> bool:
        """ "Member of House", "Head of Mission" in a headline: a description, not a name."""
        tokens = self.document.tokens
        if end - start < 3 or tokens[start + 1].text != "of":
            return False
        word = tokens[start].text.lower()
        return word in self.lexicon.roles or word in self.lexicon.anonymous

    def strip(self, start: int, end: int) -> tuple[int, str, str]:
        """Where the name proper starts; gender and role of what stands before it.

        Variants: "Mr. X", "Iraqi Prime Minister X", "Supreme Court Justice X", "Texas Sen. X"; the
        engine's PERSON at the end of the run.
        """
        tokens, lexicon = self.document.tokens, self.lexicon
        text = [t.text for t in tokens[start:end]]
        first, gender = 0, ""
        for i in range(len(text)):
            found = self._title(text, i, first)
            if found is not None:
                first, gender = i + 1, found or gender
        if not first and tokens[start].deprel == "nmod:desc" and tokens[start].head == start + 1:
            first = int(text[0].lower() not in lexicon.first_names and _trade(text[0], len(text) - 1))
        entity = self.entity_of.get(end - 1)
        if first < len(text) and entity is not None and entity.end == end and start + first < entity.start:
            middle = " ".join(text[first : entity.start - start]).lower()
            known = middle in lexicon.countries or first > 0 or self._after_of(start)
            if entity.type in _PEOPLE and (known or _trade(middle, entity.end - entity.start)):
                first = entity.start - start
        if len(text) - first == 1 and first and text[-1] in lexicon.name_parts | lexicon.sites:
            return start, "", ""  # "Justice Department", "Prince Street"
        role = " ".join(text[:first])
        title = lexicon.titles.get(role.lower().rstrip(".")) or lexicon.titles.get(role.lower())
        return start + first, gender, role if title is None else title.role

    def _after_of(self, start: int) -> bool:
        """ "… BudgetSecretary of State Ann Lee", run together: what follows "of" is not the name's."""
        before = self.document.tokens[start - 1] if start else None
        return before is not None and before.text == "of"

    def office(self, start: int, end: int, floor: int) -> tuple[int, int] | None:
        """First token of an office with "of" before a person's name, and of the name ("Secretary of State [Ann Lee]").

        The run of name words may begin with the office or after "of". What lies between "of" and the name is no given name, and
        the name begins with one, or where the engine says so.
        """
        tokens, lexicon = self.document.tokens, self.lexicon
        last = self.entity_of.get(end - 1)
        if last is None or last.type not in _PEOPLE:
            return None
        for joint in range(start - 1, min(start + 3, end - 3)):
            if joint <= floor or tokens[joint].text not in _OF:
                continue
            before = [t.text for t in tokens[max(floor, joint - 3) : joint]]
            found = lexicon.role_before(before, len(before))
            if found is None or not before[found[0]][0].isupper() or not self._held(found[1]):
                return None
            if tokens[joint + 1].text.lower() in lexicon.first_names:
                return None
            for first in range(joint + 2, min(joint + 6, end - 1)):
                if first == last.start or tokens[first].text.lower() in lexicon.first_names:
                    return joint - len(before) + found[0], first
        return None

    def _held(self, role: str) -> bool:
        return self.lexicon.roles[role].office or role in self.lexicon.titles

    def _title(self, text: list[str], i: int, first: int) -> str | None:
        """The gender of a title or office that ends at word ``i``; ``None`` where there is none."""
        lexicon = self.lexicon
        lower, more = text[i].lower().rstrip("."), i + 1 < len(text)
        given = text[i].lower() in lexicon.first_names and more and lower != "sir"
        title = lexicon.titles.get(lower) or lexicon.titles.get(text[i].lower())
        if title is not None and (i == first or (title.role and text[i].endswith(".") and more)):
            initial = len(lower) == 1 and not text[i].endswith(".")
            if not initial and not (
                given and (lower not in lexicon.roles or i + 2 == len(text)) and not title.role
            ):
                return title.gender
            if given or initial:
                return None
        found = lexicon.role_before(text, i + 1)
        if found is None or given:
            return None
        leading = i == 0 and len(text) > 2 and text[1].lower() in lexicon.first_names
        entry = lexicon.roles[found[1]]
        return entry.gender if (entry.office or leading) and (more or found[0] <= first) else None

    def left_role(self, start: int, floor: int) -> tuple[int, str, str]:
        """Common nouns before a name: "Trump lawyer X", "its “national reporter” X"."""
        tokens, lexicon = self.document.tokens, self.lexicon
        i = start - 1
        if i >= floor and tokens[i].text in {"”", '"', "''"}:
            i -= 1
        if i < floor or tokens[i].upos not in {"NOUN", "ADJ", "PROPN"}:
            return start, "", ""
        found = lexicon.role_before(
            [t.lemma for t in tokens[max(floor, i - 2) : i + 1]], min(3, i - floor + 1)
        )
        demonym = tokens[i].text.lower() in lexicon.countries
        if found is None and not demonym:
            return start, "", ""
        first = i
        while (
            first > floor
            and start - first < 10
            and tokens[first - 1].upos in {"NOUN", "ADJ", "PROPN", "PART", "NUM"}
        ):
            first -= 1
        role = tidy(self.document.text[tokens[first].start_char : tokens[i].end_char])
        return first, role, lexicon.roles[found[1]].gender if found else ""


def _trade(word: str, size: int) -> bool:
    """ "Drummer Kit Sands": one word for what somebody does before a name of two words or more."""
    return size > 1 and len(word) > 5 and " " not in word and word.endswith(_TRADES)
