"""Stance rules about the speaker: act, polarity and certainty. One rule a function; each may be switched off by its name.

A rule looks at a case and at the stance so far, and returns the changed stance with the tokens it rests on, or ``None``.
Sources: the project's annotation guidelines, and for negation and modality the inventories of FactBank (Saurí and
Pustejovsky 2009) and UDS (White et al. 2018).
"""

from __future__ import annotations

from attrs import evolve

from attrib.document import ROOT
from attrib.model import Act, Certainty, Polarity, Stance
from attrib.stages._stance_case import FIRST_PERSON, Case, is_clause
from attrib.syntax import marker, shared_subject

Outcome = tuple[Stance, tuple[int, ...]] | None
NEGATIONS = frozenset(
    {"not", "n't", "n’t", "never", "neither", "nor", "hardly", "scarcely", "barely", "without", "no"}
)
REAL = (Act.ASSERTION, Act.BELIEF)


def _with(stance: Stance, *tokens: int, **fields: object) -> Outcome:
    return evolve(stance, **fields), tokens  # type: ignore[arg-type]


def _aux(case: Case, head: int) -> list[tuple[int, str]]:
    tokens = case.document.tokens
    return [(i, tokens[i].text.lower()) for i in case.document.children[head] if tokens[i].relation == "aux"]


def _subject(case: Case, head: int) -> int | None:
    return next(
        (i for i in case.document.children[head] if case.document.tokens[i].relation == "nsubj"), None
    )


def _negation(case: Case, head: int) -> int | None:
    for i in case.document.children[head]:
        if case.document.tokens[i].text.lower() in NEGATIONS and i < head:
            after = case.document.tokens[i + 1].text.lower() if i + 1 < len(case.document.tokens) else ""
            if after not in ("only", "just", "merely", "simply"):
                return i
    return None


def cue_sense(case: Case, stance: Stance) -> Outcome:
    """The cue's own sense from the lexicon, in the frame of its content."""
    return (case.sense.stance, case.key[1]) if case.sense is not None and case.key else None


def made_so_by_ruling(case: Case, stance: Stance) -> Outcome:
    """A court or board that finds, rejects, grants or decides makes it so: DECLARATION."""
    tokens = case.document.tokens
    if case.source_head == ROOT or not case.lexicon.has("ruling", case.lemma):
        return None
    if not case.lexicon.has("court", tokens[case.source_head].lemma.lower()):
        return None
    if any(tokens[i].text.lower() == "white" for i in case.source):
        return None
    return _with(stance, case.head, case.source_head, act=Act.DECLARATION)


def naming(case: Case, stance: Stance) -> Outcome:
    """Call, label, describe X (as) Y: ASSERTION that X is Y; about a person with a word of praise or blame EXPRESSIVE."""
    if not case.lexicon.has("naming", case.lemma) or case.frame not in ("as", "thing", "clause", "for"):
        return None
    if (
        case.frame != "as"
        and not (case.lemma == "call" and len(case.content.roots) > 1)
        and not case.content.quoted
    ):
        return None
    words = [case.document.tokens[i] for i in case.content.tokens]
    good = [
        i for i, t in zip(case.content.tokens, words, strict=True) if case.lexicon.has("positive", t.text)
    ]
    bad = [i for i, t in zip(case.content.tokens, words, strict=True) if case.lexicon.has("negative", t.text)]
    person = any(case.is_person(i) for i in case.content.roots[:1]) or (
        case.frame == "thing" and bool(good or bad)
    )
    if stance.act is Act.EXPRESSIVE:
        return _with(stance, case.head, certainty=Certainty.CERTAIN if person else Certainty.UNDERSPECIFIED)
    if person and (good or bad):
        sign = Polarity.NEGATIVE if bad else Polarity.POSITIVE
        return _with(
            stance,
            case.head,
            *(bad or good)[:1],
            act=Act.EXPRESSIVE,
            polarity=sign,
            certainty=Certainty.CERTAIN,
        )
    return _with(
        stance, case.head, act=Act.ASSERTION, polarity=Polarity.POSITIVE, certainty=Certainty.CERTAIN
    )


def _sentence_ends(case: Case) -> list[int]:
    """Last words of the content's sentences: final marks, and the content's end."""
    tokens, out = case.document.tokens, []
    inside = case.content.tokens
    for at, i in enumerate(inside):
        if tokens[i].text in (".", "?", "!", "?!", "??", "…", "...") and any(
            tokens[j].upos not in ("PUNCT", "SYM") for j in inside[max(0, at - 4) : at]
        ):
            out.append(i)
    if inside and (not out or any(tokens[j].upos not in ("PUNCT", "SYM") for j in inside if j > out[-1])):
        out.append(inside[-1])
    return out


def question_inside(case: Case, stance: Stance) -> Outcome:
    """A quote that is a question, or mainly one: its first sentence asks, or half of its sentences, or a turn in a
    transcript that ends by asking."""
    if not (case.content.quoted >= 0.5 or case.is_mark or stance.act in REAL) or not case.content.tokens:
        return None
    if case.frame in ("thing", "as", "to", "obj-to"):
        return None
    tokens = case.document.tokens
    ends = _sentence_ends(case)
    asking = [i for i in ends if "?" in tokens[i].text]
    if not asking or not (case.content.quoted >= 0.5 or case.is_mark):
        return None
    turn = case.is_mark and asking[-1] == ends[-1]
    if (asking[0] == ends[0] and 3 * len(asking) >= len(ends)) or 2 * len(asking) >= len(ends) or turn:
        endorsement = stance.endorsement
        return (
            Stance(Act.QUESTION, Polarity.UNCOMMITTED, Certainty.UNDERSPECIFIED, endorsement),
            (asking[0],),
        )
    return None


def imperative_inside(case: Case, stance: Stance) -> Outcome:
    """A content whose main clause is an imperative: DIRECTIVE. "Look", "listen", "let me" only hold the floor."""
    main = case.content.main
    if (
        main == ROOT
        or stance.act not in (Act.ASSERTION, Act.EXPRESSIVE)
        or not (case.content.quoted >= 0.5 or case.is_mark)
    ):
        return None
    tokens = case.document.tokens
    token = tokens[main]
    if token.xpos != "VB" or is_clause(case.document, main) or _aux_other_than_do(case, main):
        return None
    if case.lexicon.has("no-imperative", token.lemma) or marker(case.document, main):
        return None
    return _with(
        stance, main, act=Act.DIRECTIVE, polarity=Polarity.POSITIVE, certainty=Certainty.UNDERSPECIFIED
    )


def _aux_other_than_do(case: Case, head: int) -> bool:
    return any(word not in ("do", "don't", "don’t") for _, word in _aux(case, head))


def obligation_inside(case: Case, stance: Stance) -> Outcome:
    """ "Should", "must", "ought to", "has to" that tells another party to act: DIRECTIVE.

    The subject must be able to act and be neither the speaker nor an expletive; states ("should be small") tell nobody.
    """
    main = case.content.main
    if main == ROOT or stance.act is not Act.ASSERTION or case.frame not in ("clause", "question"):
        return None
    tokens = case.document.tokens
    modal = next((i for i, word in _aux(case, main) if word in ("should", "must", "ought", "shall")), None)
    duty = main
    if modal is None and tokens[main].lemma in ("have", "need"):
        inner = [
            c
            for c in case.document.children[main]
            if tokens[c].relation == "xcomp" and marker(case.document, c) == "to"
        ]
        if inner:
            modal, duty = main, inner[0]
    subject = _subject(case, main)
    if modal is None or subject is None or tokens[duty].upos != "VERB":
        return None
    word = tokens[subject].text.lower()
    if (
        word in FIRST_PERSON
        or not case.is_person(subject)
        or case.lexicon.has("unwilled", tokens[duty].lemma)
    ):
        return None
    if _speaks_of_self(case, subject):
        return None
    return _with(stance, modal, subject, act=Act.DIRECTIVE, certainty=Certainty.UNDERSPECIFIED)


def _speaks_of_self(case: Case, subject: int) -> bool:
    """Whether a subject in the content is the speaker: "I" or "we" in a quote, a matching pronoun outside quotes."""
    token = case.document.tokens[subject]
    word = token.text.lower()
    quoted = (
        any(q.inner.start_char <= token.start_char < q.inner.end_char for q in case.quotes) or case.is_mark
    )
    if quoted:
        return word in ("i", "we")
    if word in ("i", "we"):
        return True
    if word not in ("he", "she", "they", "it") or case.source_head == ROOT:
        return False
    source = case.document.tokens[case.source_head]
    plural = source.xpos in ("NNS", "NNPS") or source.text.lower() in ("they", "we") or len(case.source) > 2
    group = case.document.entity_of.get(case.source_head)
    body = group is not None and group.type not in ("PERSON",)
    if word == "it":
        return body or source.upos == "NOUN"
    return True if word in ("he", "she") else plural or body


def commitment_inside(case: Case, stance: Stance) -> Outcome:
    """ "Will", "would", "going to" with the speaker as subject and an act in the speaker's power: COMMISSIVE."""
    main = case.content.main
    if main == ROOT or stance.act is not Act.ASSERTION or stance.polarity is not Polarity.POSITIVE:
        return None
    tokens = case.document.tokens
    modal = next(
        (i for i, word in _aux(case, main) if word in ("will", "would", "'ll", "’ll", "wo", "shall")), None
    )
    act = main
    if modal is None and tokens[main].lemma == "go" and tokens[main].xpos == "VBG":
        inner = [
            c
            for c in case.document.children[main]
            if tokens[c].relation == "xcomp" and marker(case.document, c) == "to"
        ]
        if inner:
            modal, act = main, inner[0]
    subject = _subject(case, main)
    if modal is None or subject is None or not _speaks_of_self(case, subject):
        return None
    if tokens[act].upos != "VERB" or case.lexicon.has("unwilled", tokens[act].lemma):
        return None
    conditional = tokens[modal].text.lower() == "would" and any(
        tokens[c].relation == "advcl" and marker(case.document, c) == "if"
        for c in case.document.children[main]
    )
    if conditional or any(
        tokens[c].relation == "aux" and tokens[c].lemma == "have" for c in case.document.children[main]
    ):
        return None
    return _with(stance, modal, subject, act=Act.COMMISSIVE)


def feeling_inside(case: Case, stance: Stance) -> Outcome:
    """A quote that voices a feeling of its speaker: "I love you", "Thank you", "We are pleased", "I am sorry"."""
    main = case.content.main
    if main == ROOT or stance.act is not Act.ASSERTION or not (case.content.quoted >= 0.5 or case.is_mark):
        return None
    tokens = case.document.tokens
    subject = _subject(case, main)
    lemma = tokens[main].lemma.lower()
    mine = subject is None or tokens[subject].text.lower() in ("i", "we")
    if not mine or _negation(case, main) is not None or case.frame not in ("clause", "thing"):
        return None
    blame = case.lexicon.has("upset", lemma) or case.lexicon.has("loathe", lemma)
    praise = case.lexicon.has("glad", lemma) or case.lexicon.has("thanks", lemma)
    if not (blame or praise):
        return None
    proposition = any(tokens[c].relation in ("ccomp", "csubj") for c in case.document.children[main])
    with_subject = subject is not None or proposition
    sign = Polarity.NEGATIVE if blame else Polarity.POSITIVE
    certainty = Certainty.CERTAIN if with_subject else Certainty.UNDERSPECIFIED
    return _with(stance, main, act=Act.EXPRESSIVE, polarity=sign, certainty=certainty)


def open_question(case: Case, stance: Stance) -> Outcome:
    """A content that is a "whether" clause leaves it open, under any cue: UNCOMMITTED."""
    main = case.content.main
    if main == ROOT or case.frame != "question" or marker(case.document, main) != "if":
        return None
    return _with(stance, main, polarity=Polarity.UNCOMMITTED, certainty=Certainty.UNDERSPECIFIED)


def _weaker(stance: Stance, certainty: Certainty) -> bool:
    order = [Certainty.CERTAIN, Certainty.PROBABLE, Certainty.POSSIBLE]
    return stance.certainty in order and order.index(certainty) > order.index(stance.certainty)


def _hedged(case: Case, main: int) -> tuple[Certainty, int] | None:
    tokens = case.document.tokens
    word = tokens[main].lemma.lower()
    denied = _negation(case, main) is not None
    for i, modal in _aux(case, main):
        if case.lexicon.has("possible-modal", modal) and not (denied and modal == "could"):
            return Certainty.POSSIBLE, i
    for i in case.document.children[main]:
        if tokens[i].relation == "advmod" and case.lexicon.has("possible", tokens[i].text):
            return Certainty.POSSIBLE, i
        if (
            tokens[i].relation == "advmod"
            and tokens[i].upos == "ADV"
            and case.lexicon.has("probable", tokens[i].text)
        ):
            return Certainty.PROBABLE, i
    if case.lexicon.has("probable-verb", word) or case.lexicon.has("probable-adjective", word):
        return Certainty.PROBABLE, main
    if case.lexicon.has("possible-adjective", word):
        return Certainty.POSSIBLE, main
    subject = _subject(case, main)
    if (
        subject is not None
        and tokens[subject].text.lower() in ("i", "we")
        and any(tokens[c].relation in ("ccomp", "parataxis") for c in case.document.children[main])
    ):
        if case.lexicon.has("think", word):
            return Certainty.PROBABLE, main
        if case.lexicon.has("hope", word):
            return Certainty.POSSIBLE, main
    return None


def hedge_inside(case: Case, stance: Stance) -> Outcome:
    """A hedge in the content's main clause: may, might, could; perhaps, probably; is likely to; seems; "I think that".

    Negated "could" is about ability, not likelihood.
    """
    main = case.content.main
    if (
        main == ROOT
        or (stance.act not in REAL and stance.act is not Act.COMMISSIVE)
        or case.frame not in ("clause", "as")
    ):
        return None
    found = _hedged(case, main)
    if found is None or not _weaker(stance, found[0]):
        return None
    return _with(stance, found[1], certainty=found[0])


def hedge_on_cue(case: Case, stance: Stance) -> Outcome:
    """An adverb of likelihood or doubt on the cue: "presumably wants", "may believe" is left to ``hypothetical``."""
    if case.head == ROOT:
        return None
    for i in case.document.children[case.head]:
        word = case.document.tokens[i].text
        if case.document.tokens[i].relation == "advmod" and word.lower() in (
            "probably",
            "presumably",
            "likely",
            "apparently",
        ):
            if stance.act in REAL and _weaker(stance, Certainty.PROBABLE):
                return _with(stance, i, certainty=Certainty.PROBABLE)
    return None


def _proposition(case: Case) -> bool:
    """Whether a phrase names what can be true: "the idea that P", "accused X of lying", "the reality of Q"."""
    tokens = case.document.tokens
    inside = set(case.content.tokens)
    accusing = case.lemma in ("accuse", "accusation", "suspect", "convict", "acquit")
    for i in case.content.roots:
        if case.lexicon.has("proposition", tokens[i].lemma):
            return True
        for c in (i, *case.document.children[i]):
            if c not in inside and c != i:
                continue
            if tokens[c].relation in ("acl", "advcl", "ccomp") and marker(case.document, c) in (
                "of",
                "for",
                "that",
                "with",
                "about",
            ):
                return True
            if tokens[c].xpos == "VBG" and any(
                tokens[g].text.lower() in ("of", "for") for g in case.document.children[c]
            ):
                return True
            if accusing and any(tokens[g].text.lower() == "of" for g in case.document.children[c]):
                return True
    return False


def bare_thing(case: Case, stance: Stance) -> Outcome:
    """A content that is a thing or a topic could not be true: UNDERSPECIFIED under any act."""
    if case.is_mark or stance.certainty is Certainty.UNDERSPECIFIED or case.content.main == ROOT:
        return None
    blaming = stance.act is Act.EXPRESSIVE
    if case.frame not in ("thing", "for") and not (blaming and case.frame == "ing"):
        return None
    if stance.act is Act.COMMISSIVE and case.lemma in ("refuse", "decline"):
        return None
    tokens = case.document.tokens
    if blaming and case.lexicon.has("proposition", tokens[case.content.main].lemma) and not _has_that(case):
        return _with(stance, case.content.main, certainty=Certainty.UNDERSPECIFIED)
    if _proposition(case):
        return None
    return _with(stance, case.content.main, certainty=Certainty.UNDERSPECIFIED)


def _has_that(case: Case) -> bool:
    return any(marker(case.document, c) == "that" for c in case.document.children[case.content.main])


def negated_cue(case: Case, stance: Stance) -> Outcome:
    """Negation on the cue: "did not say" UNCOMMITTED; "does not think" NEGATIVE, for negation is raised.

    Variants: not, n't, never, nor, no ("has no doubt"), "without saying", "nobody said", "no one", "none of them".
    """
    if case.head == ROOT or case.is_mark:
        return None
    tokens = case.document.tokens
    found = _cue_negation(case)
    if found is None:
        return None
    raised = case.sense.negated if case.sense is not None else Polarity.UNCOMMITTED
    if stance.polarity is not Polarity.POSITIVE and raised is not Polarity.POSITIVE:
        raised = Polarity.UNCOMMITTED
    if tokens[case.head].lemma == "know" and case.frame != "clause":
        raised = Polarity.UNCOMMITTED
    return _with(stance, found, case.head, polarity=raised)


def _cue_negation(case: Case) -> int | None:
    tokens = case.document.tokens
    places = {case.head, case.governor, *case.cue} - {ROOT}
    for head in sorted(places):
        if tokens[head].upos in ("PUNCT", "ADP"):
            continue
        found = _negation(case, head)
        if found is not None and found not in case.content.tokens:
            return found
        if tokens[head].relation == "xcomp" and case.lexicon.has("phase", tokens[tokens[head].head].lemma):
            found = _negation(case, tokens[head].head)
            if found is not None and found not in case.content.tokens:
                return found
    words = [tokens[i].text.lower() for i in case.source]
    if words and (
        words[0] in ("nobody", "none", "neither")
        or words[:2] in (["no", "one"], ["no-one"])
        or words[0] == "no"
    ):
        return case.source[0]
    return None


def refusal_to_speak(case: Case, stance: Stance) -> Outcome:
    """Declined to say, refused to explain, would not comment, failed to answer: ASSERTION, UNCOMMITTED."""
    tokens = case.document.tokens
    if case.governor == ROOT:
        return None
    verbs = [i for i in case.cue if case.lexicon.has("refusal", tokens[i].lemma)]
    up = tokens[case.governor].head
    if (
        not verbs
        and tokens[case.governor].relation == "xcomp"
        and up != ROOT
        and case.lexicon.has("refusal", tokens[up].lemma)
    ):
        verbs = [up]
    if not verbs:
        return None
    main = case.content.main
    spoken = [
        i
        for i in (case.governor, main)
        if i != ROOT and i != verbs[0] and case.lexicon.has("speaking", tokens[i].lemma)
    ]
    if not spoken or (spoken[0] == main and case.frame != "to"):
        return None
    return _with(stance, verbs[0], spoken[0], act=Act.ASSERTION, polarity=Polarity.UNCOMMITTED)


def duty_to_speak(case: Case, stance: Stance) -> Outcome:
    """The act has not taken place: it is asked for ("should explain", "must say"), asked about or only possible
    ("might consider", "Did he say"): UNCOMMITTED."""
    if case.head == ROOT or case.is_mark:
        return None
    for head in {case.head, case.governor}:
        for i, word in _aux(case, head):
            if word in ("should", "must", "ought", "might", "may") and i not in case.content.tokens:
                return _with(stance, i, polarity=Polarity.UNCOMMITTED)
    return None


def coherent(case: Case, stance: Stance) -> Outcome:
    """QUESTION, DIRECTIVE and UNCOMMITTED hold no proposition that could be sure: UNDERSPECIFIED."""
    if stance.certainty is Certainty.UNDERSPECIFIED:
        return None
    if stance.act in (Act.QUESTION, Act.DIRECTIVE) or stance.polarity is Polarity.UNCOMMITTED:
        return _with(stance, case.head, certainty=Certainty.UNDERSPECIFIED)
    return None


def unrealised(case: Case) -> tuple[int, ...]:
    """Tokens that make the act itself modal, conditional or future; empty where it took place.

    Variants: will / would / could / might / may / should / must / can on the cue; "if he said"; "to say" after "want".
    "Would not comment", "would like" and "could not say" are acts (or refusals) that took place.
    """
    if case.head == ROOT or case.is_mark:
        return ()
    tokens = case.document.tokens
    for head in {case.head, case.governor}:
        for i, word in _aux(case, head):
            if tokens[i].xpos != "MD" or i in case.content.tokens:
                continue
            if _negation(case, head) is not None and word in ("would", "could", "ca", "wo", "can"):
                continue
            if word in ("would", "’d", "'d") and tokens[case.head].lemma in (
                "like",
                "love",
                "prefer",
                "rather",
            ):
                continue
            return (i, head)
        if tokens[head].relation == "advcl" and marker(case.document, head) in ("if", "unless"):
            return (head,)
    return ()


def own_subject(case: Case) -> int | None:
    """The cue's subject, shared ones included."""
    return shared_subject(case.document, case.head)[0] if case.head != ROOT else None


RULES = (
    cue_sense,
    made_so_by_ruling,
    naming,
    question_inside,
    imperative_inside,
    obligation_inside,
    commitment_inside,
    feeling_inside,
    open_question,
    hedge_inside,
    hedge_on_cue,
    bare_thing,
    negated_cue,
    refusal_to_speak,
    duty_to_speak,
    coherent,
)
"""In the order they are applied; a later rule sees what the earlier ones made of the stance."""
