"""Stance rules that read the content: questions, orders, promises and feelings in it, hedges, things that
cannot be true.

Source of the rules: the project's annotation guidelines ("Settled cases").
"""

from __future__ import annotations

from attrib.document import ROOT
from attrib.model import Act, Certainty, Endorsement, Polarity, Stance
from attrib.stages._stance_case import Case
from attrib.stages._stance_promises import speaks_of_self
from attrib.stages._stance_shape import Outcome, auxiliaries, changed, infinitive, negation
from attrib.syntax import marker, subject

FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our"})


def _base_form(case: Case, verb: int) -> bool:
    """Whether a verb stands in its base form; taggers often miss it in an imperative, at the very start."""
    token = case.document.tokens[verb]
    first = next((i for i in case.content.tokens if case.document.tokens[i].upos != "PUNCT"), ROOT)
    missed = (
        token.xpos not in ("VBD", "VBN", "VBG", "VBZ", "MD") and token.text.lower() == token.lemma.lower()
    )
    return token.xpos == "VB" or (token.upos == "VERB" and verb == first and missed)


def _proposed(case: Case, main: int) -> int:
    """What "let's" proposes ("let's *go*"), else the word itself; "let's be clear" and "let me" only hold the floor."""
    tokens, children = case.document.tokens, case.document.children[main]
    us = any(tokens[c].text.lower() in ("'s", "’s", "us") and tokens[c].upos == "PRON" for c in children)
    inner = next((c for c in children if tokens[c].relation in ("xcomp", "ccomp") and c > main), None)
    if tokens[main].lemma.lower() != "let" or not us or inner is None:
        return main
    return inner if tokens[inner].upos == "VERB" else main


def imperative_inside(case: Case, stance: Stance) -> Outcome:
    """A content whose main clause is an imperative, or proposes ("let's go"): DIRECTIVE. "Look", "listen",
    "let me" only hold the floor.
    """
    main = case.content.main
    if main == ROOT or stance.act not in (Act.ASSERTION, Act.EXPRESSIVE) or not case.spoken:
        return None
    document, inside = case.document, case.content.tokens
    main = _proposed(case, main)
    copula = next((i for i in document.children[main] if document.tokens[i].relation == "cop"), main)
    subj = subject(document, main)
    if not _base_form(case, copula) or (subj is not None and subj in inside):
        return None
    if any(
        word not in ("do", "don't", "don’t", "let") for i, word in auxiliaries(document, main) if i in inside
    ):
        return None
    if case.lexicon.has("no-imperative", document.tokens[main].lemma) or (
        marker(document, main) and document.tokens[main].relation != "xcomp"
    ):
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


def feeling_inside(case: Case, stance: Stance) -> Outcome:
    """A content that voices a feeling of its speaker: "I love you", "Thank you", "We are pleased"; in reported
    speech "said he was proud".
    """
    main = case.content.main
    if (
        main == ROOT
        or stance.act is not Act.ASSERTION
        or case.frame not in ("clause", "quote")
        or negation(case.document, main) is not None
    ):
        return None
    tokens = case.document.tokens
    subj = subject(case.document, main)
    forms = (tokens[main].lemma, tokens[main].text)
    if subj is not None and not speaks_of_self(case, subj):
        return None
    if not case.spoken:  # what is reported of a feeling is told like any event, but for "said he was proud"
        state = any(tokens[c].deprel in ("cop", "aux:pass") for c in case.document.children[main])
        plain = stance.endorsement is Endorsement.ACKNOWLEDGE and stance.certainty is Certainty.CERTAIN
        if subj is None or not state or not plain:
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


def _holds_clause(case: Case, i: int) -> bool:
    """A noun with a clause of its own, not a relative one: "statements that the police were late"."""
    tokens, children = case.document.tokens, case.document.children
    clauses = (c for c in children[i] if tokens[c].relation in ("acl", "ccomp"))
    return any(
        tokens[m].relation == "mark" and tokens[m].text.lower() == "that"
        for c in clauses
        for m in children[c]
    )


def _shown_so(case: Case) -> bool:
    """Whether a thing is shown or found in a state, which can be true: "shows her ahead", "found him sleeping"."""
    if case.lemma not in ("show", "find", "see", "catch", "depict") or case.content.main == ROOT:
        return False
    tokens, main = case.document.tokens, case.content.main
    states = ("ahead", "behind", "level", "up", "down", "alive", "unconscious")
    near = (i for i in (*case.content.roots, *case.document.children[main]) if i > main)
    return any(
        (tokens[i].xpos == "VBG" and tokens[i].relation in ("acl", "xcomp") and tokens[i - 1].text != ",")
        or (tokens[i].text.lower() in states and tokens[i].relation in ("advmod", "xcomp", "amod", "acl"))
        for i in near
    )


def _can_be_true(case: Case, stance: Stance) -> bool:
    tokens = case.document.tokens
    if any(_names_proposition(case, i) for i in case.content.roots) or _shown_so(case):
        return True
    if case.lemma in ("accuse", "accusation", "suspect", "convict", "acquit"):
        near = [c for i in case.content.roots for c in (i, *case.document.children[i])]
        return any(tokens[g].text.lower() == "of" for c in near for g in case.document.children[c])
    if stance.act is Act.EXPRESSIVE:
        return False
    if any(_holds_clause(case, i) for i in case.content.roots):
        return True
    if case.lexicon.has("clausal", case.lemma) and len(case.content.tokens) > 4 and case.frame == "thing":
        first = case.document.children[case.content.roots[0]]
        late = any(
            tokens[i].upos == "ADJ" and i > case.content.roots[0] for i in (*case.content.roots, *first)
        )
        if late:  # "say the roof unsafe for children", a clause that lost its verb
            return True
    return any(case.lexicon.has("proposition", tokens[i].lemma) for i in case.content.roots)


def _after_preposition(case: Case) -> bool:
    """Whether the content is the object of a preposition in the cue ("an answer *about* how …"); not "according to"."""
    tokens = case.document.tokens
    last = case.cue[-1] if case.cue else ROOT
    return last != ROOT and tokens[last].text.lower() in ("about", "on", "over", "of", "regarding")


def bare_thing(case: Case, stance: Stance) -> Outcome:
    """A content that is a thing or a topic could not be true: UNDERSPECIFIED under any act.

    A noun that names a proposition keeps its certainty, but praise and blame are for things all the same.
    """
    main = case.content.main
    if case.is_mark or stance.certainty is Certainty.UNDERSPECIFIED or main == ROOT:
        return None
    blaming = stance.act is Act.EXPRESSIVE
    foreseen = case.lemma == "expect" and any(
        case.document.tokens[i].text == "to" for i in case.content.tokens
    )
    if case.lexicon.has("probable-verb", case.lemma) or foreseen:
        return None
    topic = case.frame == "question" and _after_preposition(case)  # "the debate about how they vote"
    if case.frame not in ("thing", "for") and not (case.frame in ("ing", "quote") and blaming) and not topic:
        return None
    if _can_be_true(case, stance):
        return None
    return changed(stance, main, certainty=Certainty.UNDERSPECIFIED)
