"""Whether the content's subject is the speaker, and whether it binds itself: COMMISSIVE.

Source of the rules: the project's annotation guidelines ("Settled cases").
"""

from __future__ import annotations

from attrib.document import ROOT
from attrib.lexicon.people import load_people
from attrib.model import Act, Polarity, Stance
from attrib.stages._stance_case import Case
from attrib.stages._stance_shape import Outcome, auxiliaries, changed, infinitive
from attrib.syntax import marker, subject

HOLDING = frozenset({"tell", "say", "admit", "add", "put"})
"""Verbs of "I'll tell you", "I will say this", which only hold the floor."""
FUTURE = frozenset({"will", "'ll", "’ll", "wo", "shall"})


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
    return not (body or plural or _of_other_gender(case, word) or _speaks_for_another(case))


def _of_other_gender(case: Case, pronoun: str) -> bool:
    """Whether the source's first name, title or noun is a woman's and the pronoun "he", or the other way round."""
    people, other = load_people(), {"he": "female", "she": "male"}[pronoun]
    for i in case.source:
        word = case.document.tokens[i].text.lower()
        title = people.titles.get(word.rstrip("."))
        known = title.gender if title is not None else people.first_names.get(word, "")
        role = people.roles.get(word) if i == case.source_head else None
        known = known or (role.gender if role is not None else "")
        if known:
            return known == other
    # the source may itself be a pronoun
    return [case.document.tokens[i].text.lower() for i in case.source] == [
        "she" if other == "female" else "he"
    ]


def _speaks_for_another(case: Case) -> bool:
    """Whether the source is somebody's lawyer, aide or spokesman: "he" is then the one they speak for."""
    return case.lexicon.has("speaks-for", case.document.tokens[case.source_head].lemma)


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
    return (main, inner) if inner is not None else _resolved(case, main)


def _resolved(case: Case, main: int) -> tuple[int, int] | None:
    """An intent that the content's main clause tells: "they plan to go", "we are committed to going".

    What was once promised ("I promised to go", "had planned to go") is told, not promised; "I have decided to go" is.
    """
    tokens = case.document.tokens
    if tokens[main].lemma in ("remain", "stay"):
        main = next((c for c in case.document.children[main] if tokens[c].relation == "xcomp"), main)
    token, words = tokens[main], [tokens[i] for i, _ in auxiliaries(case.document, main)]
    done = token.lemma == "decide" and any(w.text.lower() in ("have", "'ve", "’ve") for w in words)
    if not done and (not case.lexicon.has("resolved", token.text) or any(w.lemma == "have" for w in words)):
        return None
    if (
        not done
        and token.upos == "VERB"
        and token.xpos in ("VBD", "VBN")
        and token.relation != "xcomp"
        and in_own_words(case, main)
    ):
        copula = any(tokens[c].deprel in ("cop", "aux:pass") for c in case.document.children[main])
        if not copula:
            return None
    led = ("xcomp", "advcl", "ccomp", "acl", "obl")
    inner = next(
        (
            c
            for c in case.document.children[main]
            if c > main and tokens[c].relation in led and tokens[c].upos == "VERB"
        ),
        None,
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
    resolved = case.lexicon.has("resolved", tokens[found[0]].text)
    willed = resolved or not case.lexicon.has("unwilled", tokens[found[1]].lemma)
    if tokens[found[1]].upos != "VERB" or not willed:
        return None
    if in_own_words(case, main) and tokens[found[1]].lemma in HOLDING:
        return None
    children = case.document.children[main]
    supposed = any(tokens[c].relation == "advcl" and marker(case.document, c) == "if" for c in children)
    past = any(tokens[c].relation == "aux" and tokens[c].lemma == "have" for c in children)
    if (past and found[0] != main) or (supposed and tokens[found[0]].text.lower() == "would"):
        return None
    return changed(stance, found[0], subj, act=Act.COMMISSIVE)
