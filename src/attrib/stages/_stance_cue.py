"""Stance rules that read the cue: its sense, what is around it, negation, refusal, and whether the act took
place.

Sources: the project's annotation guidelines; for negation and modality the inventories of FactBank (Saurí and
Pustejovsky 2009). Each rule looks at a case and at the stance so far and returns an ``Outcome``.
"""

from __future__ import annotations

from attrib.document import ROOT
from attrib.lexicon.people import load_people
from attrib.model import Act, Certainty, Endorsement, Polarity, Stance
from attrib.stages._stance_case import Case
from attrib.stages._stance_shape import Outcome, auxiliaries, changed, is_clause, negation
from attrib.syntax import marker

CLAUSES = ("xcomp", "csubj", "ccomp", "advcl", "acl")
NOBODY = frozenset({"nobody", "none", "neither", "no", "no-one"})


def cue_sense(case: Case, stance: Stance) -> Outcome:
    """The cue's own sense from the lexicon, in the frame of its content."""
    return (case.sense.stance, case.key[1]) if case.sense is not None and case.key else None


def told_by_document(case: Case, stance: Stance) -> Outcome:
    """ "In a poll", "under the treaty": a document asserts; only somebody's eyes or view ("in his eyes") believe."""
    bare = case.sense is not None and case.sense.kind == "X" and stance.act is Act.BELIEF
    if not bare or case.source_head == ROOT:
        return None
    if case.document.tokens[case.source_head].lemma.lower() not in load_people().documents:
        return None
    return changed(stance, case.source_head, act=Act.ASSERTION)


def made_so_by_ruling(case: Case, stance: Stance) -> Outcome:
    """A court or board that finds, rejects, grants or decides makes it so: DECLARATION."""
    tokens = case.document.tokens
    if case.source_head == ROOT or not case.lexicon.has("ruling", case.lemma):
        return None
    if not case.lexicon.has("court", tokens[case.source_head].lemma):
        return None
    if any(tokens[i].text.lower() == "white" for i in case.source):
        return None
    return changed(stance, case.head, case.source_head, act=Act.DECLARATION)


def own_words_follow(case: Case, stance: Stance) -> Outcome:
    """Denied the charge: "I never took it." What is denied is the verb's object; the words that follow are asserted."""
    if stance.act is not Act.ASSERTION or stance.polarity is not Polarity.NEGATIVE or case.head == ROOT:
        return None
    tokens, inside = case.document.tokens, set(case.content.tokens)
    denied = [
        i for i in case.document.dependents(case.head, "obj") if i not in inside and tokens[i].upos != "PRON"
    ]
    led = any(tokens[i].text == ":" for i in (*case.cue, *case.content.tokens[:1])) or case.spoken
    if not denied or not led or case.content.main == ROOT or case.frame not in ("clause", "quote"):
        return None
    return changed(stance, case.head, denied[0], polarity=Polarity.POSITIVE)


def _valued(case: Case, group: str) -> list[int]:
    return [i for i in case.content.tokens if case.lexicon.has(group, case.document.tokens[i].text)]


def _names_something(case: Case) -> bool:
    """Whether a naming verb has its two parts, X and Y; "call a hearing" has not."""
    if case.frame == "as" or (case.frame == "quote" and case.content.quoted > 0):
        return True
    if case.lemma != "call" or case.frame not in ("thing", "clause", "for", "ing"):
        return False
    return len(case.content.roots) > 1 or len(case.content.tokens) > 5 or case.content.quoted > 0


def naming(case: Case, stance: Stance) -> Outcome:
    """Call, label, describe X (as) Y: ASSERTION that X is Y; about a person with a word of praise or blame
    EXPRESSIVE.
    """
    if not case.lexicon.has("naming", case.lemma) or not _names_something(case):
        return None
    good, bad = _valued(case, "positive"), _valued(case, "negative")
    first = case.content.roots[:1]
    person = any(case.is_person(i) for i in first) or any(i in good + bad for i in first)
    if person and (good or bad):
        sign = Polarity.NEGATIVE if bad else Polarity.POSITIVE
        reason = (bad or good)[0]
        return changed(
            stance, case.head, reason, act=Act.EXPRESSIVE, polarity=sign, certainty=Certainty.CERTAIN
        )
    return changed(
        stance, case.head, act=Act.ASSERTION, polarity=Polarity.POSITIVE, certainty=Certainty.CERTAIN
    )


def judged_as(case: Case, stance: Stance) -> Outcome:
    """Blast, praise, denounce X as Y: CERTAIN about a person, UNDERSPECIFIED about a thing."""
    if stance.act is not Act.EXPRESSIVE or case.frame != "as" or case.lexicon.has("naming", case.lemma):
        return None
    if case.lemma in ("accuse", "charge"):
        return None
    person = any(case.is_person(i) for i in case.content.roots[:1])
    return changed(stance, case.head, certainty=Certainty.CERTAIN if person else Certainty.UNDERSPECIFIED)


def words_as_words(case: Case, stance: Stance) -> Outcome:
    """ "Used the phrase X", "under the headline X": the words are quoted as words, not said to be true."""
    noun = case.head != ROOT and case.document.tokens[case.head].upos == "NOUN"
    if not noun or not case.lexicon.has("words", case.lemma) or case.frame not in ("quote", "thing"):
        return None
    return changed(stance, case.head, certainty=Certainty.UNDERSPECIFIED)


def hedged_cue(case: Case, stance: Stance) -> Outcome:
    """An adverb of likelihood on the cue: "presumably wants", "apparently believes"."""
    if (
        case.head == ROOT
        or stance.act not in (Act.ASSERTION, Act.BELIEF)
        or stance.certainty is not Certainty.CERTAIN
    ):
        return None
    for i in case.document.children[case.head]:
        word = case.document.tokens[i].text.lower()
        if case.document.tokens[i].relation == "advmod" and word in (
            "probably",
            "presumably",
            "likely",
            "apparently",
        ):
            return changed(stance, i, certainty=Certainty.PROBABLE)
    return None


def _cue_negation(case: Case) -> int | None:
    """The negation of the cue: on its words, on a verb of phase above it ("did not want to say"), in its
    subject.
    """
    tokens = case.document.tokens
    beside = (i for i in case.cue if tokens[i].relation not in ("advcl", "acl", "conj", "parataxis"))
    for head in sorted({*case.predicates, *beside}):
        if tokens[head].upos in ("PUNCT", "ADP"):
            continue
        up = tokens[head].head
        if (
            up != ROOT
            and up not in case.content.tokens
            and tokens[up].lemma in ("hard", "difficult", "impossible")
            and tokens[head].relation in CLAUSES
        ):
            return up
        above = [head]
        shares = tokens[head].relation == "xcomp" or (
            tokens[head].relation == "conj" and not is_clause(case.document, head)
        )
        if shares and case.lexicon.has("phase", tokens[up].lemma):
            above.append(up)
        for place in above:
            found = negation(case.document, place)
            if found is None or found in case.content.tokens:
                continue
            aside = tokens[found].text.lower() == "without" and tokens[place].upos != "VERB"
            if not aside or (case.key is not None and place in case.key[1]):  # "claimed without evidence"
                return found
    return case.source[0] if case.source and tokens[case.source[0]].text.lower() in NOBODY else None


def negated_cue(case: Case, stance: Stance) -> Outcome:
    """Negation on the cue: "did not say" UNCOMMITTED; "does not think" NEGATIVE, for negation is raised.

    Variants: not, n't, never, nor, no ("has no doubt"), "without saying", "nobody said", "no one", "none of
    them", "hard to say". A cue that rejects and is negated ("did not deny") leaves it open; "does not doubt"
    backs it.
    """
    if case.head == ROOT or case.is_mark:
        return None
    found = _cue_negation(case)
    if found is None:
        return None
    polarity = case.sense.negated if case.sense is not None else Polarity.UNCOMMITTED
    if stance.polarity is not Polarity.POSITIVE and polarity is Polarity.NEGATIVE:
        polarity = Polarity.UNCOMMITTED
    return changed(stance, found, case.head, polarity=polarity)


def _refusing(case: Case) -> int | None:
    """The verb of refusal in the cue or above it ("refuses to release X or *explain* Y")."""
    tokens = case.document.tokens
    found = [i for i in case.cue if tokens[i].upos == "VERB" and case.lexicon.has("refusal", tokens[i].lemma)]
    place = case.governor
    while not found and tokens[place].relation in ("conj", "xcomp") and tokens[place].head != ROOT:
        place = tokens[place].head
        found = [place] if case.lexicon.has("refusal", tokens[place].lemma) else []
    return found[0] if found else None


def refusal_to_speak(case: Case, stance: Stance) -> Outcome:
    """Declined to say, refused to explain or to comment, failed to mention: the act of saying, UNCOMMITTED.

    With other acts a refusal is their negation ("refused to support" NEGATIVE); where the act is no act of
    speech or thought ("refuses to release", "declined to endorse") it stays what the lexicon says, a
    COMMISSIVE refusal.
    """
    verb = _refusing(case) if case.governor != ROOT else None
    if verb is None:
        return None
    tokens, main = case.document.tokens, case.content.main
    if (
        case.head == verb
        and main != ROOT
        and case.frame == "to"
        and case.lexicon.has("speaking", tokens[main].lemma)
    ):
        return changed(stance, verb, main, act=Act.ASSERTION, polarity=Polarity.UNCOMMITTED)
    if case.head == verb or case.sense is None:
        return None
    act, polarity = case.sense.stance.act, case.sense.negated
    if act in (Act.DECLARATION, Act.COMMISSIVE):
        return changed(stance, verb, case.head, act=Act.COMMISSIVE, polarity=Polarity.NEGATIVE)
    if act is Act.ASSERTION:
        polarity = Polarity.UNCOMMITTED
    return changed(stance, verb, case.head, polarity=polarity, endorsement=Endorsement.ACKNOWLEDGE)


def coherent(case: Case, stance: Stance) -> Outcome:
    """QUESTION, DIRECTIVE and UNCOMMITTED hold no proposition that could be sure: UNDERSPECIFIED."""
    if stance.certainty is Certainty.UNDERSPECIFIED:
        return None
    if stance.act in (Act.QUESTION, Act.DIRECTIVE) or stance.polarity is Polarity.UNCOMMITTED:
        return changed(stance, case.head, certainty=Certainty.UNDERSPECIFIED)
    return None


def unrealised(case: Case) -> tuple[int, ...]:
    """Tokens that make the act itself modal, conditional or future; empty where it took place.

    The stance is then what it would be if the act took place.

    Variants: will / would / could / might / may / should / must / can on the cue; "if he said"; "unless".
    Left out: "would not comment", "could not say", "would like", which did take place.
    """
    if case.is_mark:
        return ()
    tokens = case.document.tokens
    for head in case.predicates:
        for i, word in auxiliaries(case.document, head):
            if tokens[i].xpos != "MD" or i in case.content.tokens:
                continue
            refused = negation(case.document, head) is not None and word in (
                "would",
                "could",
                "ca",
                "wo",
                "can",
            )
            wish = word in ("would", "’d", "'d") and tokens[case.head].lemma in (
                "like",
                "love",
                "prefer",
                "rather",
            )
            past = word in ("’d", "'d") and tokens[head].xpos == "VBN"
            if not (refused or wish or past):
                return (i, head)
        if tokens[head].relation == "advcl" and marker(case.document, head) in ("if", "unless"):
            return (head,)
    return ()
