"""What the stance rules look at: which word of a cue carries its sense, and how the content is built."""

from __future__ import annotations

from functools import cached_property

from attrs import define, field, frozen

from attrib.candidates import CueKind, Draft
from attrib.document import ROOT, Document
from attrib.forms import quoted_share
from attrib.lexicon.stance import Sense, StanceLexicon
from attrib.model import Quote
from attrib.spans import Span
from attrib.syntax import marker, particle, preposition

KIND = {"VERB": "V", "AUX": "V", "NOUN": "N", "PROPN": "N", "ADJ": "A"}
SUBJECTS = ("nsubj", "csubj", "expl")
FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our"})
OBJECT_PERSONS = frozenset(
    {"him", "her", "them", "himself", "herself", "themselves", "me", "us", "who", "he", "she", "they", "you"}
)


@frozen
class Content:
    """The shape of a content."""

    tokens: tuple[int, ...]
    """Its tokens, punctuation included."""
    roots: tuple[int, ...]
    """Tokens whose head stands outside, in text order, without punctuation."""
    main: int
    """Head of its first main clause, or of the phrase; ``ROOT`` where it holds no word."""
    frame: str
    """Complement frame, as in the lexicon: ``clause``, ``question``, ``to``, ``obj-to``, ``ing``, ``as``, ``for``, ``thing``."""
    quoted: float
    """Share that stands between quotation marks."""


def tokens_in(document: Document, spans: tuple[Span, ...]) -> tuple[int, ...]:
    """Tokens that the spans touch, ascending."""
    return tuple(sorted({i for span in spans for i in document.index.touching(span)}))


def tops(document: Document, tokens: tuple[int, ...]) -> tuple[int, ...]:
    """Tokens whose head stands outside the set, punctuation left out."""
    inside = set(tokens)
    return tuple(
        i
        for i in tokens
        if document.tokens[i].head not in inside and document.tokens[i].upos not in ("PUNCT", "SYM")
    )


def is_clause(document: Document, i: int) -> bool:
    """Whether a token heads a clause with a subject of its own, a copula or a finite form."""
    token = document.tokens[i]
    if any(document.tokens[c].relation in (*SUBJECTS, "cop") for c in document.children[i]):
        return True
    if token.upos not in ("VERB", "AUX") or token.relation in ("amod", "acl", "compound"):
        return False
    return token.xpos in ("VBD", "VBZ", "VBP", "MD") or any(
        document.tokens[c].relation == "aux" and document.tokens[c].xpos in ("MD", "VBD", "VBZ", "VBP")
        for c in document.children[i]
    )


def _main(document: Document, roots: tuple[int, ...]) -> int:
    if not roots:
        return ROOT
    first = document.tokens[roots[0]].sentence
    near = [i for i in roots if document.tokens[i].sentence == first]
    for i in near:
        if is_clause(document, i):
            return i
    for i in near:
        if document.tokens[i].upos == "VERB" and document.tokens[i].relation in (
            "xcomp",
            "ccomp",
            "root",
            "advcl",
            "acl",
            "parataxis",
        ):
            return i
    words = [i for i in near if document.tokens[i].upos not in ("ADV", "CCONJ", "SCONJ", "INTJ", "PART")]
    return words[0] if words else near[0]


def _small_clause(document: Document, roots: tuple[int, ...], main: int) -> bool:
    """X (as) Y: two phrases side by side, or a predicate introduced by "as"."""
    tokens = document.tokens
    others = [i for i in roots if i != main and tokens[i].sentence == tokens[main].sentence]
    if any(preposition(document, i) == "as" for i in roots):
        return True
    if any(tokens[j].text.lower() == "as" for i in roots for j in document.subtree(i)[:1]):
        return True
    if tokens[main].relation == "xcomp" and tokens[main].upos in ("NOUN", "ADJ", "PROPN"):
        return True
    if any(tokens[i].relation == "xcomp" and tokens[i].upos in ("NOUN", "ADJ", "PROPN") for i in others):
        return True
    return any(
        preposition(document, c) == "as" and tokens[c].relation in ("nmod", "obl")
        for i in roots for c in document.children[i] if c > i
    )  # fmt: skip


def frame_of(document: Document, roots: tuple[int, ...], main: int, quoted: bool) -> str:
    """The complement frame of a content, as the lexicon names them."""
    if main == ROOT:
        return "thing"
    token = document.tokens[main]
    mark = marker(document, main)
    before = [i for i in roots if i < main and document.tokens[i].upos in ("NOUN", "PROPN", "PRON")]
    if mark in ("if", "wh") and not quoted:
        return "question"
    if mark == "to" and not any(document.tokens[c].relation in SUBJECTS for c in document.children[main]):
        return "obj-to" if before else "to"
    if mark == "for" and any(document.tokens[c].text.lower() == "to" for c in document.children[main]):
        return "obj-to"
    if is_clause(document, main):
        return "clause"
    if _small_clause(document, roots, main):
        return "as"
    if token.xpos == "VBG":
        return "ing"
    if quoted or token.upos in ("VERB", "AUX", "INTJ"):
        return "clause"
    return "for" if preposition(document, main) == "for" else "thing"


@define(frozen=True, slots=False)
class Case:
    """One draft with everything that the rules ask about it, worked out once."""

    document: Document
    quotes: tuple[Quote, ...]
    """The quotes that touch the content."""
    draft: Draft
    lexicon: StanceLexicon
    cue: tuple[int, ...] = field(init=False)
    """Token indices of the cue."""

    @cue.default
    def _cue(self) -> tuple[int, ...]:
        return self.draft.cue.tokens if self.draft.cue is not None else ()

    @cached_property
    def content(self) -> Content:
        """The shape of the content."""
        document = self.document
        tokens = tokens_in(document, self.draft.content)
        roots = tops(document, tokens)
        main = _main(document, roots)
        share = quoted_share(document.text, self.draft.content, self.quotes)
        starts_quoted = bool(roots) and any(
            q.span.start_char <= document.tokens[tokens[0]].start_char < q.span.end_char for q in self.quotes
        )
        return Content(tokens, roots, main, frame_of(document, roots, main, starts_quoted), share)

    @cached_property
    def governor(self) -> int:
        """The word of the cue that the content hangs on; ``ROOT`` without a cue."""
        inside = set(self.cue)
        for root in (self.content.main, *self.content.roots):
            if root == ROOT:
                continue
            for i in self.document.ancestors(root):
                if i in inside:
                    return i
                if is_clause(self.document, i):
                    break
        if self.draft.cue is None:
            return ROOT
        return self.draft.cue.head if self.draft.cue.head in inside or not inside else self.cue[-1]

    @cached_property
    def _words(self) -> tuple[list[int], list[str]]:
        """Positions and lemmas of the cue's words, with a particle or preposition that stands next to it."""
        tokens = self.document.tokens
        at = list(self.cue)
        lemmas = [tokens[i].lemma.lower() for i in at]
        if self.governor != ROOT:
            extra = particle(self.document, self.governor)
            if extra and extra not in lemmas:
                at.append(self.governor)
                lemmas.append(extra)
        main = self.content.main
        case = preposition(self.document, main) if main != ROOT else ""
        if case and at and tokens[main].head in self.cue:
            at.append(main)
            lemmas.append(case.split(" ")[0])
        return at, lemmas

    @cached_property
    def hits(self) -> tuple[tuple[tuple[str, ...], tuple[int, ...]], ...]:
        """Every known cue among the words, with the tokens it covers."""
        at, lemmas = self._words
        found = (self.lexicon.phrase_at(lemmas, i) for i in range(len(lemmas)))
        return tuple(
            (words, tuple(at[p] for p in places))
            for words, places in (hit for hit in found if hit is not None)
        )

    @cached_property
    def key(self) -> tuple[tuple[str, ...], tuple[int, ...]] | None:
        """The known cue that carries the sense.

        A multi-word cue that holds the governor wins, then the governor itself; where that is a light verb ("made a
        promise", "began by thanking") the last other known cue.
        """
        multiple = [h for h in self.hits if len(h[0]) > 1 and (self.governor in h[1] or self._near(h[1]))]
        if multiple:
            return max(multiple, key=lambda h: (len(h[0]), h[1][-1]))
        own = next((h for h in self.hits if h[1] == (self.governor,)), None)
        light = self.governor != ROOT and self.lexicon.has("light", self.document.tokens[self.governor].lemma)
        if own is not None and not light:
            return own
        content_words = [
            h for h in self.hits if self.document.tokens[h[1][0]].upos in KIND and not self._is_light(h)
        ]
        return content_words[-1] if content_words else own if own else self.hits[-1] if self.hits else None

    def _near(self, places: tuple[int, ...]) -> bool:
        return any(
            self.document.tokens[self.governor].head == p or self.document.tokens[p].head == self.governor
            for p in places
        )

    def _is_light(self, hit: tuple[tuple[str, ...], tuple[int, ...]]) -> bool:
        return len(hit[0]) == 1 and self.lexicon.has("light", hit[0][0])

    @cached_property
    def head(self) -> int:
        """The first word of the cue that carries the sense; the governor where the lexicon knows none."""
        return self.key[1][0] if self.key else self.governor

    @cached_property
    def lemma(self) -> str:
        """That word's lemma as the lexicon spells it."""
        if self.key:
            return self.key[0][0]
        return self.document.tokens[self.governor].lemma.lower() if self.governor != ROOT else ""

    @cached_property
    def frame(self) -> str:
        """The content's frame; an object of the cue that stands outside content and source makes ``to`` ``obj-to``."""
        frame = self.content.frame
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
        return self.lexicon.sense(self.key[0], kind, self.frame)

    @cached_property
    def is_mark(self) -> bool:
        """Whether the cue is a colon or a dash, or there is none: the content stands as said."""
        return self.draft.cue is None or (
            self.draft.cue.kind in (CueKind.COLON, CueKind.DASH) and len(self.cue) == 1
        )

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
        if entity is not None:
            return entity.type not in (
                "MISC",
                "EVENT",
                "WORK_OF_ART",
                "LAW",
                "DATE",
                "TIME",
                "MONEY",
                "PERCENT",
                "CARDINAL",
                "ORDINAL",
                "QUANTITY",
            )
        return token.text.lower() in OBJECT_PERSONS or (
            token.upos in ("NOUN", "PROPN") and self.lexicon.has("person", token.lemma)
        )
