"""How a content is built: its roots, the head of its first main clause, its complement frame."""

from __future__ import annotations

from attrs import evolve, frozen

from attrib.document import ROOT, Document
from attrib.model import Stance
from attrib.spans import Span
from attrib.syntax import marker, preposition

SUBJECTS = ("nsubj", "csubj", "expl")
PHRASE_PLACES = ("obj", "root", "xcomp", "ccomp", "obl", "nmod")
PHRASES = ("NOUN", "PROPN", "PRON", "NUM")


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
    """Complement frame, as in the lexicon: ``clause``, ``question``, ``to``, ``obj-to``, ``ing``, ``as``,
    ``for``, ``thing``.
    """
    quoted: float
    """Share that stands between quotation marks."""


Outcome = tuple[Stance, tuple[int, ...]] | None
"""What a rule returns: the changed stance with the tokens it rests on, or ``None`` where it has nothing to
say.
"""
GIVING = frozenset(
    [
        "offer",
        "give",
        "promise",
        "deny",
        "show",
        "tell",
        "ask",
        "teach",
        "send",
        "owe",
        "grant",
        "guarantee",
        "pay",
        "refuse",
    ]
)
"""Verbs with two objects, the receiver first (VerbNet give-13.1, future_having-13.3)."""
NEGATIONS = frozenset(
    {"not", "n't", "n’t", "never", "neither", "nor", "hardly", "scarcely", "barely", "without", "no"}
)
NOT_QUITE = frozenset({"only", "just", "merely", "simply"})


def changed(stance: Stance, *tokens: int, **fields: object) -> Outcome:
    """The stance with fields changed, and the tokens that are the reason."""
    return evolve(stance, **fields), tokens  # type: ignore[arg-type]


def auxiliaries(document: Document, head: int) -> list[tuple[int, str]]:
    """Auxiliaries of a predicate: token and word in lower case."""
    tokens = document.tokens
    return [(i, tokens[i].text.lower()) for i in document.children[head] if tokens[i].relation == "aux"]


def negation(document: Document, head: int) -> int | None:
    """The word that negates a predicate or noun; "not only" and "not to mention" do not."""
    tokens = document.tokens
    for i in document.children[head]:
        if i > head or tokens[i].text.lower() not in NEGATIONS or _stands_apart(document, i, head):
            continue
        after = tokens[i + 1].text.lower()
        if after not in NOT_QUITE and not (after == "to" and i + 2 != head):
            return i
    return None


def _stands_apart(document: Document, word: int, head: int) -> bool:
    """Whether "not" is a broken-off start: no auxiliary bears it and the subject follows ("Not … I just think")."""
    tokens = document.tokens
    borne = word > 0 and tokens[word - 1].upos in ("AUX", "VERB", "CCONJ", "SCONJ")
    follows = any(word < i < head and tokens[i].relation == "nsubj" for i in document.children[head])
    return tokens[word].text.lower() == "not" and follows and not borne


def infinitive(document: Document, head: int) -> int | None:
    """The infinitive that a verb takes ("going to *do*", "has to *go*")."""
    tokens = document.tokens
    inner = (c for c in document.children[head] if tokens[c].relation == "xcomp")
    return next((c for c in inner if marker(document, c) == "to"), None)


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


def _predicate_after_object(document: Document, near: list[int]) -> int | None:
    """After an object: the predicate that belongs to it ("told him *to go*", "thought it *a shame*"), else
    the object.
    """
    tokens = document.tokens
    first = tokens[near[0]]
    if (
        first.upos not in PHRASES
        or first.deprel not in ("obj", "iobj", "nsubj:pass")
        or is_clause(document, near[0])
    ):
        return None
    later = (i for i in near[1:] if tokens[i].relation in ("xcomp", "ccomp"))
    return next(later, near[0])


def main_of(document: Document, roots: tuple[int, ...]) -> int:
    """Head of the first main clause: subordinate clauses and stray phrases give way to it."""
    if not roots:
        return ROOT
    tokens = document.tokens
    near = [i for i in roots if tokens[i].sentence == tokens[roots[0]].sentence]
    after = _predicate_after_object(document, near)
    if after is not None:
        return after
    clauses = [i for i in near if is_clause(document, i)]
    rank = [
        i
        for i in clauses
        if tokens[i].relation != "advcl" or marker(document, i) in ("", "that", "of", "for")
    ]
    rank += [
        i
        for i in near
        if tokens[i].upos == "VERB" and tokens[i].relation in ("xcomp", "ccomp", "root", "acl")
    ]
    rank += [
        i
        for i in near
        if tokens[i].upos in PHRASES and tokens[i].relation in ("obj", "root", "xcomp", "ccomp")
    ]
    rank += clauses
    rank += [i for i in near if tokens[i].upos not in ("ADV", "CCONJ", "SCONJ", "INTJ", "PART")]
    return (rank or near)[0]


def _small_clause(document: Document, roots: tuple[int, ...], main: int) -> bool:
    """X (as) Y: two phrases side by side, or a predicate introduced by "as"."""
    tokens = document.tokens
    near = [i for i in roots if tokens[i].sentence == tokens[main].sentence]
    if any(preposition(document, i) == "as" or marker(document, i) == "as" for i in near if i != near[0]):
        return True
    if any(
        tokens[i].relation == "xcomp"
        and (tokens[i].upos in ("NOUN", "ADJ", "PROPN") or tokens[i].xpos == "VBN")
        for i in near
    ):
        return True
    if any(
        tokens[c].text.lower() == "as" and c < i for i in near if i != near[0] for c in document.children[i]
    ):
        return True
    objects = [i for i in near if tokens[i].deprel == "obj"]
    if (
        len(objects) > 1
        and tokens[objects[0]].head == tokens[objects[1]].head
        and tokens[tokens[objects[0]].head].lemma not in GIVING
        and document.children[objects[1]]
    ):
        return True
    return any(
        tokens[c].relation in ("nmod", "obl") and preposition(document, c) == "as"
        for i in near[:1]
        if tokens[i].upos in ("PROPN", "PRON") or tokens[i].relation in ("obj", "nsubj")
        for c in document.children[i]
        if c > i
    )


def _mark(document: Document, tokens: tuple[int, ...], main: int) -> str:
    """How the content's main clause is introduced; a "whether" at its start counts at once."""
    words = [document.tokens[i] for i in tokens[:2] if document.tokens[i].upos != "PUNCT"]
    if words and words[0].text.lower() == "whether":
        return "if"
    if words and words[0].text.lower() == "that" and words[0].upos == "SCONJ":
        return "that"
    return marker(document, main)


def finite_in(document: Document, tokens: tuple[int, ...]) -> int | None:
    """The first finite predicate among tokens that is in no relative clause."""
    for i in tokens:
        token = document.tokens[i]
        if token.xpos in ("MD", "VBZ", "VBD", "VBP"):
            head = token.head if token.relation in ("aux", "cop") and token.head != ROOT else i
            if document.tokens[head].deprel != "acl:relcl":
                return head
    return None


def frame_of(
    document: Document, tokens: tuple[int, ...], roots: tuple[int, ...], main: int, quoted: bool
) -> str:
    """The complement frame of a content, as the lexicon names them."""
    if main == ROOT:
        return "thing"
    token = document.tokens[main]
    mark = _mark(document, tokens, main)
    before = [i for i in roots if i < main and document.tokens[i].upos in PHRASES]
    opening = next(
        (document.tokens[i].text.lower() for i in tokens if document.tokens[i].upos != "PUNCT"), ""
    )
    asked = [
        document.tokens[i]
        for i in tokens[:3]
        if document.tokens[i].text.lower() not in ("just", "exactly", "precisely")
    ]
    if (
        asked
        and not quoted
        and asked[0].text.lower() == "how"
        and asked[0].upos in ("ADV", "SCONJ")
        and len(asked) > 1
    ):
        return "question"
    condition = mark == "if" and token.relation == "advcl" and opening != "whether"
    if token.text.lower() == "what" and token.relation == "obj" and len(tokens) > 2 and not quoted:
        return "question"
    if mark in ("if", "wh") and not (quoted or condition) and token.upos != "PRON":
        return "question"
    bare = not any(document.tokens[c].relation in SUBJECTS for c in document.children[main])
    if mark == "to" and bare:
        return "obj-to" if before else "to"
    if mark == "for" and any(document.tokens[c].text.lower() == "to" for c in document.children[main]):
        return "obj-to"
    if mark == "that" or is_clause(document, main):
        return "clause"
    if _small_clause(document, roots, main):
        return "as"
    if token.xpos == "VBG":
        return "ing"
    if quoted and token.upos in PHRASES:
        return "quote"
    if quoted or token.upos in ("VERB", "AUX", "INTJ"):
        return "clause"
    return "for" if preposition(document, main) == "for" else "thing"
