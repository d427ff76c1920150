"""What the stance rules look at: one attribution with its document, and which word of the cue carries its
sense.
"""

from __future__ import annotations

from functools import cached_property

from attrs import define

from attrib.candidates import CueKind, Draft
from attrib.document import ROOT, Document
from attrib.forms import quoted_share
from attrib.lexicon.people import load_people
from attrib.lexicon.stance import Sense, StanceLexicon
from attrib.model import Act, Quote
from attrib.spans import Span
from attrib.stages._stance_shape import (
    Content,
    finite_in,
    frame_of,
    infinitive,
    is_clause,
    main_of,
    tokens_in,
    tops,
)
from attrib.syntax import marker, particle, preposition

KIND = {"VERB": "V", "AUX": "V", "NOUN": "N", "PROPN": "N", "ADJ": "A"}
ACTORS = frozenset({"PERSON", "ORG", "ORGANIZATION", "GPE", "LOCATION", "LOC", "NORP"})
PERSONS = frozenset(
    ["him", "her", "them", "himself", "herself", "themselves", "me", "us", "who", "he", "she", "they", "you"]
)
Hit = tuple[tuple[str, ...], tuple[int, ...]]
"""A known cue: its words, and the tokens that they are."""


@define(frozen=True, slots=False)
class Case:
    """One draft with everything that the rules ask about it, worked out once."""

    document: Document
    quotes: tuple[Quote, ...]
    """The quotes that touch the content."""
    draft: Draft
    lexicon: StanceLexicon

    @property
    def cue(self) -> tuple[int, ...]:
        """Token indices of the cue."""
        return self.draft.cue.tokens if self.draft.cue is not None else ()

    @cached_property
    def content(self) -> Content:
        """The shape of the content."""
        document = self.document
        tokens = tokens_in(document, self.draft.content)
        roots = tops(document, tokens)
        main = main_of(document, roots)
        share = quoted_share(document.text, self.draft.content, self.quotes)
        start = document.tokens[tokens[0]].start_char if tokens else 0
        quoted = any(q.span.start_char <= start < q.span.end_char for q in self.quotes)
        frame = frame_of(document, tokens, roots, main, quoted)
        if frame == "thing" and len(tokens) >= 5 and self._takes("clausal"):
            rescued = finite_in(document, tokens)
            main, frame = (rescued, "clause") if rescued is not None else (main, frame)
        if frame == "thing" and self._takes("regarding") and self._holds_as(tokens):
            frame = "as"
        if frame == "thing" and self._takes("ordering"):
            told = next((i for i in roots[1:] if marker(document, i) == "to"), None)
            main, frame = (told, "obj-to") if told is not None else (main, frame)
        if frame == "clause" and not quoted and self._takes("asking") and marker(document, main) == "if":
            frame = "question"
        if frame == "question" and marker(document, main) == "if" and self._takes("antirogative"):
            frame = "clause"
        return Content(tokens, roots, main, frame, share)

    def _holds_as(self, tokens: tuple[int, ...]) -> bool:
        """Whether "as" stands between two parts, X as Y."""
        return any(self.document.tokens[i].text.lower() == "as" for i in tokens[1:-1])

    def _takes(self, group: str) -> bool:
        """Whether the cue is of a class that mends slips of the parser.

        ``clausal``: long noun phrases do not follow; ``asking``: an "if" clause is a question, not a
        condition; ``antirogative``: it is a condition; ``ordering``: an infinitive after the object belongs to it.
        """
        return any(self.lexicon.has(group, self.document.tokens[i].lemma) for i in self.cue)

    @cached_property
    def governor(self) -> int:
        """The word of the cue that the content hangs on; ``ROOT`` without a cue.

        A time or place in the cue ("learned *on Friday* of", "shows *in detail* how") passes the content on
        to its verb.
        """
        if self.draft.cue is None or not self.cue:
            return ROOT
        inside, tokens = set(self.cue), self.document.tokens
        found = next(
            (i for i in map(self._holder, (self.content.main, *self.content.roots)) if i != ROOT), ROOT
        )
        if found == ROOT:
            found = self.draft.cue.head if self.draft.cue.head in inside else self.cue[-1]
        while (
            tokens[found].relation in ("obl", "advmod")
            and tokens[found].head in inside
            and self._plain(found)
        ):
            found = tokens[found].head
        return found

    def _holder(self, root: int) -> int:
        inside = set(self.cue)
        for i in self.document.ancestors(root) if root != ROOT else ():
            if i in inside:
                return i
            if is_clause(self.document, i):
                break
        return ROOT

    def _plain(self, i: int) -> bool:
        """Whether a word in the cue is no cue of its own: the verb above it carries the sense."""
        above = self.document.tokens[self.document.tokens[i].head].lemma.lower()
        return self.lexicon.known(above) and not self.lexicon.has("light", above)

    @cached_property
    def _words(self) -> tuple[list[int], list[str]]:
        """Positions and lemmas of the cue's words, with a particle or preposition that stands next to it."""
        tokens = self.document.tokens
        at = list(self.cue)
        lemmas = [tokens[i].lemma.lower() for i in at]
        lemmas = [
            x if self.lexicon.starts(x) else tokens[i].text.lower() for i, x in zip(at, lemmas, strict=True)
        ]
        extra = particle(self.document, self.governor) if self.governor != ROOT else ""
        if extra and extra not in lemmas:
            at.append(self.governor)
            lemmas.append(extra)
        main = self.content.main
        if main != ROOT and at and tokens[main].head in self.cue and main > at[-1]:
            case = preposition(self.document, main)
            if case and tokens[at[-1]].text.lower() != case.split(" ")[-1]:
                at.append(main)
                lemmas.append(case.split(" ")[0])
        return at, lemmas

    @cached_property
    def hits(self) -> tuple[Hit, ...]:
        """Every known cue among the words, with the tokens it covers.

        A lone preposition or mark counts only where the cue holds no other word ("for", ":", "in his eyes").
        """
        at, lemmas = self._words
        found = (self.lexicon.phrase_at(lemmas, i) for i in range(len(lemmas)))
        out = tuple((hit[0], tuple(at[p] for p in hit[1])) for hit in found if hit is not None)
        tokens = self.document.tokens
        if not any(tokens[i].upos in KIND for i in self.cue):
            return out
        return tuple(h for h in out if len(h[0]) > 1 or self._content_word(h))

    def _content_word(self, hit: Hit) -> bool:
        upos = self.document.tokens[hit[1][0]].upos
        return upos in KIND or (upos in ("ADV", "INTJ") and self.lexicon.known(hit[0][0], "X"))

    @cached_property
    def key(self) -> Hit | None:
        """The known cue that carries the sense.

        A multi-word cue that holds the governor wins, then the governor itself; where that is a light verb
        ("made a promise", "began by thanking") the last other known cue.
        """
        multiple = [h for h in self.hits if len(h[0]) > 1 and (self.governor in h[1] or self._near(h[1]))]
        if multiple:
            return max(multiple, key=lambda h: (len(h[0]), h[1][-1]))
        own = next((h for h in self.hits if h[1] == (self.governor,)), None)
        light = self.governor != ROOT and self.lexicon.has("light", self.document.tokens[self.governor].lemma)
        if own is not None and not light:
            return self._intent_above(own) or self._below(own)
        words = [h for h in self.hits if self.document.tokens[h[1][0]].upos in KIND and not self._is_light(h)]
        return words[-1] if words else own if own else self.hits[-1] if self.hits else None

    def _intent_above(self, hit: Hit) -> Hit | None:
        """The promise, threat or plan whose infinitive the content hangs on: "*threatened* to call | the police"."""
        word = self.document.tokens[hit[1][0]]
        if len(hit[0]) > 1 or word.relation != "xcomp" or marker(self.document, hit[1][0]) != "to":
            return None
        above = next((h for h in self.hits if h[1] == (word.head,)), None)
        kind = KIND.get(self.document.tokens[word.head].upos, "X")
        sense = self.lexicon.sense(above[0], kind, "to") if above is not None else None
        binding = sense is not None and sense.stance.act is Act.COMMISSIVE
        return (
            above
            if binding and not self.lexicon.has("refusal", self.document.tokens[word.head].lemma)
            else None
        )

    def _below(self, hit: Hit) -> Hit:
        """The act that an adjective or a verb of phase leads to inside the cue: "quick to *point out*",
        "likely to *say*".
        """
        for _ in range(4):
            inner = infinitive(self.document, hit[1][0]) if len(hit[0]) == 1 else None
            found = next((h for h in self.hits if inner is not None and inner in h[1]), None)
            if found is None:
                break
            hit = found
        return hit

    def _near(self, places: tuple[int, ...]) -> bool:
        tokens = self.document.tokens
        aside = ("advcl", "acl", "conj", "parataxis")
        below = any(tokens[p].head == self.governor and tokens[p].relation not in aside for p in places)
        return below or any(tokens[self.governor].head == p for p in places)

    def _is_light(self, hit: Hit) -> bool:
        return len(hit[0]) == 1 and self.lexicon.has("light", hit[0][0])

    @cached_property
    def head(self) -> int:
        """The word that stands for the cue: the governor, or the first of the key where it lies apart."""
        if self.key is None or self.governor in self.key[1]:
            return self.governor
        return self.key[1][0]

    @cached_property
    def predicates(self) -> tuple[int, ...]:
        """The cue's words that auxiliaries and negation may hang on: the head, the governor, verbs above
        them.
        """
        if self.head == ROOT:
            return ()
        inside = set(self.cue)
        above = {
            i for start in (self.head, self.governor) for i in self.document.ancestors(start) if i in inside
        }
        return tuple(sorted({self.head, self.governor, *above}))

    @cached_property
    def lemma(self) -> str:
        """The key's words ("say", "call on"); the governor's lemma without a key."""
        if self.key:
            return " ".join(self.key[0])
        return self.document.tokens[self.governor].lemma.lower() if self.governor != ROOT else ""

    @cached_property
    def frame(self) -> str:
        """The content's frame; an object of the cue that stands outside content and source makes ``to``
        ``obj-to``.
        """
        frame = self.content.frame
        if frame == "clause" and self.lemma == "ask" and marker(self.document, self.content.main) == "that":
            return "obj-to"  # "asked that he go" asks somebody to act
        if frame == "to" and self.head != ROOT:
            own = set(self.content.tokens) | set(tokens_in(self.document, self.draft.source))
            if any(
                i not in own and i != self.head for i in self.document.dependents(self.head, "obj", "iobj")
            ):
                return "obj-to"
        return frame

    @cached_property
    def sense(self) -> Sense | None:
        """The sense of the cue in this frame."""
        if self.key is None:
            return None
        kind = KIND.get(self.document.tokens[self.head].upos, "X")
        if kind == "N" and self._verb_in_disguise():
            kind = "V"
        governor = self.document.tokens[self.governor] if self.governor != ROOT else None
        leads = governor is not None and governor.relation == "xcomp" and governor.head in self.key[1]
        return self.lexicon.sense(self.key[0], kind, "to" if leads else self.frame)

    def _verb_in_disguise(self) -> bool:
        """Whether a plural noun is a verb that the tagger missed: "X notes they left", "X questions Y's
        motives".

        Headlines abound in them. A real noun has a preposition, "that" or a possessor.
        """
        word, main = self.document.tokens[self.head].text.lower(), self.content.main
        if not word.endswith("s") or not self.lexicon.known(self.lemma, "V") or main == ROOT:
            return False
        inside = {self.document.tokens[i].upos for i in self.cue}
        possessed = any(
            self.document.tokens[c].deprel in ("nmod:poss", "det") for c in self.document.children[self.head]
        )
        led = marker(self.document, main) == "that" or preposition(self.document, main) != ""
        return bool(self.draft.source) and not (inside & {"ADP", "VERB"} or possessed or led)

    @cached_property
    def is_mark(self) -> bool:
        """Whether the cue is a colon or a dash, or there is none: the content stands as said."""
        return self.draft.cue is None or (
            self.draft.cue.kind in (CueKind.COLON, CueKind.DASH) and len(self.cue) == 1
        )

    @property
    def spoken(self) -> bool:
        """Whether the content stands in its speaker's own words, at least half of it."""
        return self.is_mark or self.content.quoted >= 0.5

    @cached_property
    def source(self) -> tuple[int, ...]:
        """Tokens of the source."""
        return tokens_in(self.document, self.draft.source)

    @cached_property
    def source_head(self) -> int:
        """Syntactic head of the source, ``ROOT`` without one."""
        found = tops(self.document, self.source)
        return found[0] if found else ROOT

    def spans(self, *tokens: int) -> tuple[Span, ...]:
        """Offsets of tokens, those that are none left out."""
        return tuple(self.document.tokens[i].span for i in tokens if i != ROOT)

    def is_person(self, i: int) -> bool:
        """Whether a token names a person or a body that can act: name, pronoun or known noun."""
        token = self.document.tokens[i]
        entity = self.document.entity_of.get(i)
        if entity is not None and token.upos != "NOUN":
            return entity.type in ACTORS
        lemma = token.lemma.lower()
        known = token.upos in ("NOUN", "PROPN") and (
            self.lexicon.has("person", lemma) or lemma in load_people().roles
        )
        return known or token.text.lower() in PERSONS
