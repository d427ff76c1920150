"""Stance rules about the writer: how the content is framed. Appraisal theory's engagement (Martin and White
2005).
"""

from __future__ import annotations

import re

from attrs import evolve

from attrib.document import ROOT
from attrib.model import Act, Endorsement, Stance
from attrib.spans import Span
from attrib.stages._stance_case import Case
from attrib.stages._stance_shape import Outcome


def _any(*words: str) -> str:
    return f"(?:{'|'.join(words)})"


CLAIMS = _any(
    *[
        "claim",
        "allegation",
        "statement",
        "assertion",
        "charge",
        "accusation",
        "comment",
        "remark",
        "story",
        "figure",
        "number",
        "notion",
    ]
)
POINTERS = _any("that", "this", "the", "such an?", "his", "her", "their", "its", "these", "those")
SUBJECT = _any("that", "this", "it", "both", "neither", rf"{POINTERS} (?:\w+ )?{CLAIMS}s?")
STRESS = "simply just plainly flatly entirely completely also both demonstrably clearly totally wholly indeed"
ADVERBS = rf"(?:{_any(*STRESS.split(), 'in fact', 'of course', 'absolutely')} )*"
TRUE = _any("true", "correct", "accurate", "the case")
UNTRUE = _any(
    rf"not (?:{TRUE}|what happened|so[.,;])",
    r"false\b",
    "untrue",
    r"an? (?:(?:total|complete|flat|outright) )?(?:lie|falsehood|myth)\b",
    r"lies\b",
    r"wrong\b",
    *["incorrect", "inaccurate", "misleading", "nonsense", "baseless", "unfounded", "bogus"],
    "(?:been )?(?:debunked|disproved|disproven|discredited)",
)
PROOF = "(?:evidence|proof|basis)"
PEOPLE = "(?:he|she|they)"
OPENING = r"(?i)^\W*(?:(?:but|yet|however|still|and|in fact|actually|in reality|of course),? )?"
REJECTED = re.compile(
    OPENING
    + _any(
        rf"{SUBJECT}(?:['’”]s| is| was| are| were| has| have)? {ADVERBS}{UNTRUE}",
        rf"{SUBJECT} (?:is|was|are|were)n['’”]t {TRUE}",
        rf"there(?: is| was|['’”]s) no (?:{PROOF}|truth|indication)",
        "no evidence (?:exists|supports|has)",
        rf"{PEOPLE} (?:is|was|are|were) (?:wrong|lying|mistaken|incorrect)\b",
        rf"{PEOPLE} (?:provided|offered|gave|cited|presented|had|has|have) no {PROOF}",
    )
)
"""A sentence in which the writer rejects what was just said."""
WRONG = "(?:false|debunked|discredited|baseless|unfounded|bogus|disproven|misleading|inaccurate|untrue)"
THOUGH = "(?:(?:even )?though|although|but)"
REJECTED_BESIDE = re.compile(
    r"(?i)[”\"’']?,? "
    + _any(
        rf"(?:which|{THOUGH} (?:that|this|it)) (?:is|was|are|were) {ADVERBS}{UNTRUE}",
        rf"an? {ADVERBS}{WRONG} {CLAIMS}\b",
        rf"an? {CLAIMS} that (?:is|was|has been) {ADVERBS}{UNTRUE}",
        rf"{THOUGH} (?:there (?:is|was)|(?:he|she|they|it) (?:has|had|have|gave|offered)) no {PROOF}",
    )
)
"""The same, tacked on to the sentence that reports it."""
UNPROVEN = re.compile(
    rf"(?i), {THOUGH} there (?:is|was|has been) no {PROOF}(?: (?:of|for|to support|behind) \w+)?\W*$"
)
"""The same at the end of a content that was taken to go on so far."""
CONFIRMED = re.compile(
    OPENING
    + _any(
        rf"{SUBJECT}(?:['’”]s| is| was| are| were) {ADVERBS}(?:{TRUE}|right|a fact)\b",
        rf"{PEOPLE} (?:is|was|are|were) (?:right|correct)\b",
    )
)
"""A sentence in which the writer backs what was just said."""
GIVING = "offering|providing|citing|giving"
LACKING = f"(?:any|{GIVING}|presenting|further|credible|showing|a shred of|much)"
UNBACKED = re.compile(
    r"(?i)\b"
    + _any(
        rf"without (?:{LACKING} )*(?:{PROOF}|foundation|substantiation)",
        rf"(?:with|on|{GIVING}) no {PROOF}",
        "despite (?:no evidence|evidence to the contrary|(?:a|the) lack of (?:any )?evidence)",
    )
    + r"\b"
)
"""Words of the writer that say that nothing backs the content."""
DETERMINERS = frozenset({"a", "an", "his", "her", "their", "its", "the", "this", "these", "'s", "’s"})


def _with(stance: Stance, endorsement: Endorsement, *tokens: int) -> Outcome:
    if stance.endorsement is endorsement:
        return None
    return evolve(stance, endorsement=endorsement), tokens


def judged_by_adverb(case: Case, stance: Stance) -> Outcome:
    """On the cue: falsely, wrongly (CONTEST); allegedly, reportedly (DISTANCE); rightly (ENDORSE)."""
    tokens = case.document.tokens
    for head in sorted({case.head, case.governor, *case.cue} - {ROOT}):
        for i in (head, *case.document.children[head]):
            word = tokens[i].text
            if (
                i in case.content.tokens
                or tokens[i].upos not in ("ADV", "ADJ")
                or tokens[i].relation not in ("advmod", "root", "amod", "dep", "conj")
            ):
                continue
            for group, value in (("contest", Endorsement.CONTEST), ("endorse", Endorsement.ENDORSE)):
                if case.lexicon.has(group, word):
                    return _with(stance, value, i)
            if word.lower() in ("allegedly", "reportedly", "purportedly", "supposedly", "ostensibly"):
                return _with(stance, Endorsement.DISTANCE, i)
    return None


def judged_by_adjective(case: Case, stance: Stance) -> Outcome:
    """An adjective on a cue that is a noun: "the false claim", "debunked theory" (CONTEST); "alleged"
    (DISTANCE). On the content where it is a claim: "repeated a false claim" (CONTEST).
    """
    tokens = case.document.tokens
    told = case.content.roots[:1] if case.frame == "thing" and not case.content.quoted else ()
    for head in (*case.cue, *told):
        if tokens[head].upos not in ("NOUN", "PROPN"):
            continue
        if head not in (case.key[1] if case.key else ()) and not case.lexicon.has(
            "proposition", tokens[head].lemma
        ):
            continue
        for i in case.document.children[head]:
            if tokens[i].relation not in ("amod", "compound") or (
                i in case.content.tokens and head not in told
            ):
                continue
            if case.lexicon.has("contest-adjective", tokens[i].text):
                return _with(stance, Endorsement.CONTEST, i)
            if head not in told and case.lexicon.has("distance-adjective", tokens[i].text):
                return _with(stance, Endorsement.DISTANCE, i)
    return None


def hearsay_inside(case: Case, stance: Stance) -> Outcome:
    """ "Reportedly" or "allegedly" in the words of the writer's own report of the content."""
    main = case.content.main
    if main == ROOT or case.content.quoted or stance.endorsement is not Endorsement.ACKNOWLEDGE:
        return None
    for i in case.document.children[main]:
        if case.document.tokens[i].text.lower() in ("reportedly", "allegedly", "purportedly", "supposedly"):
            return _with(stance, Endorsement.DISTANCE, i)
    return None


def without_evidence(case: Case, stance: Stance) -> Outcome:
    """The writer says that nothing backs it: "claimed without evidence", "offering no proof"; outside the
    content.
    """
    document = case.document
    anchor = case.governor if case.governor != ROOT else case.source_head
    if anchor == ROOT or stance.endorsement is Endorsement.CONTEST:
        return None
    sentence = document.sentences[document.tokens[anchor].sentence]
    start = document.tokens[sentence.start].start_char
    found = UNBACKED.search(
        document.text, start, min(document.tokens[sentence.end - 1].end_char, start + 2000)
    )
    if found is None or any(s.start_char <= found.start() < s.end_char for s in case.draft.content):
        return None
    touched = document.index.touching(Span(found.start(), found.end()))
    return _with(stance, Endorsement.CONTEST, *touched)


def scare_quotes(case: Case, stance: Stance) -> Outcome:
    """A content whose only quote is one noun that names the thing: DISTANCE.

    Variants: "what she called a “rant”", "called him “a genius”", "a hint about his “plan”". A longer verdict
    that the source plainly means ("called it “total nonsense”") and quoted words in a clause stay as they
    are.
    """
    tokens = case.document.tokens
    if stance.endorsement is not Endorsement.ACKNOWLEDGE or len(case.quotes) != 1 or case.is_mark:
        return None
    inner = case.quotes[0].inner
    inside = case.document.index.inside(inner) if len(inner) <= 40 else range(0)
    words = [i for i in inside if tokens[i].upos not in ("PUNCT", "SYM", "DET")]
    if len(words) != 1 or tokens[words[0]].upos != "NOUN":
        return None
    outside = tokens[max(inside[0] - 2, 0)].text.lower()
    determined = len(inside) > 1 or outside in DETERMINERS
    if determined and (
        case.lexicon.has("naming", case.lemma) or (case.frame == "thing" and words[0] == case.content.main)
    ):
        return _with(stance, Endorsement.DISTANCE, *words)
    return None


def verdict_beside(case: Case, stance: Stance) -> Outcome:
    """The writer's verdict in the same sentence, after the content: ", which is false", ", a debunked claim",
    ", though there is no evidence of that" (CONTEST).
    """
    document, tokens = case.document, case.content.tokens
    if (
        not tokens
        or stance.act not in (Act.ASSERTION, Act.BELIEF)
        or stance.endorsement is Endorsement.CONTEST
    ):
        return None
    last = case.draft.content[-1]
    start = last.end_char
    end = document.tokens[document.sentences[document.tokens[tokens[-1]].sentence].end - 1].end_char
    found = REJECTED_BESIDE.match(document.text, start, min(end, start + 200))
    if found is None and not case.spoken:
        found = UNPROVEN.search(document.text, max(last.start_char, start - 150), start)
    if found is None:
        return None
    return _with(stance, Endorsement.CONTEST, *document.index.touching(Span(*found.span())))


def verdict_in_next_sentence(case: Case, stance: Stance) -> Outcome:
    """The writer's verdict straight after: "That is a lie", "There is no evidence of that" (CONTEST); "That
    is true".
    """
    document = case.document
    parts = (case.content.tokens, case.cue, case.source)
    last = max((part[-1] for part in parts if part), default=-1)
    after = document.tokens[last].sentence + 1 if last >= 0 else len(document.sentences)
    if (
        after >= len(document.sentences)
        or stance.act not in (Act.ASSERTION, Act.BELIEF)
        or case.frame == "thing"
    ):
        return None
    first = document.sentences[after].start
    start = document.tokens[first].start_char
    end = document.tokens[document.sentences[after].end - 1].end_char
    text = document.text[start : min(end, start + 300)]
    if text[:1] in "\"“'‘«" or "“" in text[:3]:
        return None
    if REJECTED.match(text):
        return _with(stance, Endorsement.CONTEST, first)
    return _with(stance, Endorsement.ENDORSE, first) if CONFIRMED.match(text) else None
