"""Stance rules that read the content: questions, orders, promises and feelings in it, hedges, things that
cannot be true.

Source of the rules: the project's annotation guidelines ("Settled cases").
"""

from __future__ import annotations

from attrib.document import ROOT
from attrib.model import Act, Certainty, Polarity, Stance
from attrib.stages._stance_case import Case
from attrib.stages._stance_shape import Outcome, auxiliaries, changed, infinitive, negation
from attrib.syntax import marker, subject

FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our"})
FUTURE = frozenset({"will", "'ll", "’ll", "wo", "shall"})


def _base_form(case: Case, verb: int) -> bool:
    """Whether a verb stands in its base form; taggers often miss it in an imperative, at the very start."""
    token = case.document.tokens[verb]
    first = next((i for i in case.content.tokens if case.document.tokens[i].upos != "PUNCT"), ROOT)
    missed = (
        token.xpos not in ("VBD", "VBN", "VBG", "VBZ", "MD") and token.text.lower() == token.lemma.lower()
    )
    return token.xpos == "VB" or (token.upos == "VERB" and verb == first and missed)


def imperative_inside(case: Case, stance: Stance) -> Outcome:
    """A content whose main clause is an imperative: DIRECTIVE. "Look", "listen", "let me" only hold the
    floor.
    """
    main = case.content.main
    if main == ROOT or stance.act not in (Act.ASSERTION, Act.EXPRESSIVE) or not case.spoken:
        return None
    document, inside = case.document, case.content.tokens
    copula = next((i for i in document.children[main] if document.tokens[i].relation == "cop"), main)
    subj = subject(document, main)
    if not _base_form(case, copula) or (subj is not None and subj in inside):
        return None
    if any(word not in ("do", "don't", "don’t") for i, word in auxiliaries(document, main) if i in inside):
        return None
    if case.lexicon.has("no-imperative", document.tokens[main].lemma) or marker(document, main):
        return None
    return changed(
        stance, main, act=Act.DIRECTIVE, polarity=Polarity.POSITIVE, certainty=Certainty.UNDERSPECIFIED
    )


def _duty(case: Case, main: int) -> tuple[int, int] | None:
    """The word of duty and the verb that it asks for: "should go", "has to go", "needs to go"."""
    for i, word in auxiliaries(case.document, main):
        if case.lexicon.has("obligation", word):
            return i, main
    inner = infinitive(case.document, main) if case.document.tokens[main].lemma in ("have", "need") else None
    return (main, inner) if inner is not None else None


def obligation_inside(case: Case, stance: Stance) -> Outcome:
    """ "Should", "must", "ought to", "has to" that tells another party to act: DIRECTIVE.

    The subject must be able to act and be neither the speaker nor an expletive; states ("should be small")
    tell nobody.
    """
    main = case.content.main
    if main == ROOT or stance.act is not Act.ASSERTION or case.frame not in ("clause", "question"):
        return None
    tokens = case.document.tokens
    if case.head != ROOT and tokens[case.head].upos == "NOUN":
        return None
    found, subj = _duty(case, main), subject(case.document, main)
    if found is None or subj is None or tokens[found[1]].upos != "VERB":
        return None
    willed = not case.lexicon.has("unwilled", tokens[found[1]].lemma)
    other = tokens[subj].text.lower() not in FIRST_PERSON and not speaks_of_self(case, subj)
    if not (willed and other and case.is_person(subj)):
        return None
    return changed(stance, found[0], subj, act=Act.DIRECTIVE, certainty=Certainty.UNDERSPECIFIED)


def in_own_words(case: Case, token: int) -> bool:
    """Whether a word of the content stands inside quotation marks, or after a speaker's name and a colon."""
    at = case.document.tokens[token].start_char
    return case.is_mark or any(q.inner.start_char <= at < q.inner.end_char for q in case.quotes)


def speaks_of_self(case: Case, subj: int) -> bool:
    """Whether a subject in the content is the speaker: "I" or "we" in a quote, a matching pronoun outside
    quotes.
    """
    word = case.document.tokens[subj].text.lower()
    if word in ("i", "we"):
        return True
    if in_own_words(case, subj) or word not in ("he", "she", "they", "it") or case.source_head == ROOT:
        return False
    source = case.document.tokens[case.source_head]
    entity = case.document.entity_of.get(case.source_head)
    body = entity is not None and entity.type != "PERSON"
    if word == "it":
        return body or source.upos == "NOUN"
    if word == "they":
        return (
            body
            or len(case.source) > 2
            or source.xpos in ("NNS", "NNPS")
            or source.text.lower() in ("they", "who")
        )
    plural = source.xpos in ("NNS", "NNPS") or source.text.lower() in (
        "they",
        "their",
        "them",
        "we",
        "i",
        "our",
    )
    return not body and not plural


def _future(case: Case, main: int) -> tuple[int, int] | None:
    """The word of intent and the verb: "will go", "would go" (reported), "is going to go"."""
    for i, word in auxiliaries(case.document, main):
        if word in FUTURE or (word in ("would", "'d", "’d") and not in_own_words(case, i)):
            return i, main
    inner = (
        infinitive(case.document, main)
        if case.document.tokens[main].text.lower() in ("going", "gonna")
        else None
    )
    return (main, inner) if inner is not None else None


def commitment_inside(case: Case, stance: Stance) -> Outcome:
    """ "Will", reported "would", "going to" with the speaker as subject and an act in the speaker's power:
    COMMISSIVE.

    Not: "would" in the speaker's own words (habit or supposition), "would … if", "would have".
    """
    main = case.content.main
    if main == ROOT or stance.act is not Act.ASSERTION or stance.polarity is not Polarity.POSITIVE:
        return None
    if case.frame == "question":
        return None
    tokens = case.document.tokens
    found, subj = _future(case, main), subject(case.document, main)
    if found is None or subj is None or not speaks_of_self(case, subj):
        return None
    if tokens[found[1]].upos != "VERB" or case.lexicon.has("unwilled", tokens[found[1]].lemma):
        return None
    children = case.document.children[main]
    supposed = any(tokens[c].relation == "advcl" and marker(case.document, c) == "if" for c in children)
    past = any(tokens[c].relation == "aux" and tokens[c].lemma == "have" for c in children)
    if past or (supposed and tokens[found[0]].text.lower() == "would"):
        return None
    return changed(stance, found[0], subj, act=Act.COMMISSIVE)


def feeling_inside(case: Case, stance: Stance) -> Outcome:
    """A quote that voices a feeling of its speaker: "I love you", "Thank you", "We are pleased", "I am
    sorry".
    """
    main = case.content.main
    if (
        main == ROOT
        or stance.act is not Act.ASSERTION
        or not case.spoken
        or case.frame not in ("clause", "quote")
    ):
        return None
    tokens = case.document.tokens
    subj = subject(case.document, main)
    forms = (tokens[main].lemma, tokens[main].text)
    if (subj is not None and tokens[subj].text.lower() not in ("i", "we")) or negation(
        case.document, main
    ) is not None:
        return None
    blame = any(case.lexicon.has(group, form) for group in ("upset", "loathe") for form in forms)
    if not blame and not any(case.lexicon.has(group, form) for group in ("glad", "thanks") for form in forms):
        return None
    whole = subj is not None or any(
        tokens[c].relation in ("ccomp", "csubj") for c in case.document.children[main]
    )
    sign = Polarity.NEGATIVE if blame else Polarity.POSITIVE
    certainty = Certainty.CERTAIN if whole else Certainty.UNDERSPECIFIED
    return changed(stance, main, act=Act.EXPRESSIVE, polarity=sign, certainty=certainty)


def wish_to_know(case: Case, stance: Stance) -> Outcome:
    """Want, like, need, demand "to know who / why / whether": QUESTION, wherever the cue ends."""
    main = case.content.main
    if main == ROOT or case.frame != "to" or stance.act not in (Act.BELIEF, Act.DIRECTIVE):
        return None
    tokens = case.document.tokens
    asked = any(
        tokens[c].relation in ("ccomp", "xcomp", "obj", "advcl") for c in case.document.children[main]
    )
    if tokens[main].lemma != "know" or not asked:
        return None
    return changed(stance, main, act=Act.QUESTION, polarity=Polarity.UNCOMMITTED)


def open_question(case: Case, stance: Stance) -> Outcome:
    """A content that is a "whether" clause leaves it open: UNCOMMITTED.

    Verbs that resolve the question ("know whether", "see if", "determine if") are not of two minds: their
    polarity stays.
    """
    main = case.content.main
    if main == ROOT or case.frame != "question":
        return None
    first = case.document.tokens[case.content.tokens[0]].text.lower()
    if first != "whether" and marker(case.document, main) != "if":
        return None
    settled = case.lexicon.has("resolving", case.lemma) and stance.act is not Act.QUESTION
    polarity = stance.polarity if settled else Polarity.UNCOMMITTED
    return changed(stance, main, polarity=polarity, certainty=Certainty.UNDERSPECIFIED)


def _names_proposition(case: Case, i: int) -> bool:
    """A noun that names what can be true ("the idea that P", "the collapse of Q"), or a gerund after "of" or
    "for".
    """
    tokens = case.document.tokens
    for c in (i, *case.document.children[i]):
        if tokens[c].xpos == "VBG" and any(
            tokens[g].text.lower() in ("of", "for") for g in case.document.children[c]
        ):
            return True
        if tokens[c].relation in ("acl", "advcl", "ccomp") and marker(case.document, c) in ("of", "for"):
            return True
    return False


def _can_be_true(case: Case, stance: Stance) -> bool:
    tokens = case.document.tokens
    if any(_names_proposition(case, i) for i in case.content.roots):
        return True
    if case.lemma in ("accuse", "accusation", "suspect", "convict", "acquit"):
        near = [c for i in case.content.roots for c in (i, *case.document.children[i])]
        return any(tokens[g].text.lower() == "of" for c in near for g in case.document.children[c])
    if stance.act is Act.EXPRESSIVE:
        return False
    return any(case.lexicon.has("proposition", tokens[i].lemma) for i in case.content.roots)


def bare_thing(case: Case, stance: Stance) -> Outcome:
    """A content that is a thing or a topic could not be true: UNDERSPECIFIED under any act.

    A noun that names a proposition keeps its certainty, but praise and blame are for things all the same.
    """
    main = case.content.main
    if case.is_mark or stance.certainty is Certainty.UNDERSPECIFIED or main == ROOT:
        return None
    blaming = stance.act is Act.EXPRESSIVE
    if case.lexicon.has("probable-verb", case.lemma):
        return None
    if case.frame not in ("thing", "for") and not (case.frame in ("ing", "quote") and blaming):
        return None
    if _can_be_true(case, stance):
        return None
    return changed(stance, main, certainty=Certainty.UNDERSPECIFIED)
