"""Stance rules about the writer: how the content is framed. Appraisal theory's engagement (Martin and White 2005)."""

from __future__ import annotations

import regex
from attrs import evolve

from attrib.document import ROOT
from attrib.model import Endorsement, Stance
from attrib.stages._stance_case import Case

Outcome = tuple[Stance, tuple[int, ...]] | None
REJECTED = regex.compile(
    r"(?i)^\W*(?:but |yet |however, |still, |and |in fact, |actually, )?(?:(?:that|this|it|both|neither|the (?:claim|allegation|statement|assertion|charge|accusation|story|figure|number|remark)s?)"
    r"(?:\Ws| is| was| are| were|\Wre)? (?:simply |just |plainly |flatly |entirely |completely |also |both |demonstrably |clearly |totally |wholly )*"
    r"(?:not (?:true|correct|accurate|so|the case|what happened)|n['’]t (?:true|correct|accurate|so|the case)|false|untrue|a lie|lies|wrong|incorrect|inaccurate|misleading|nonsense|baseless|unfounded|bogus|a falsehood|a myth|has been debunked|have been debunked|been debunked|debunked)"
    r"|(?:there (?:is|was|\Ws) no (?:evidence|proof|basis|truth|indication)|no evidence (?:exists|supports|has))"
    r"|(?:(?:that|this|it|which) (?:isn|wasn|aren|weren)['’”]t (?:true|correct|accurate|so|the case))"
    r"|(?:(?:he|she|they) (?:is|was|are|were) (?:wrong|lying|mistaken|incorrect)\b)"
    r"|(?:(?:he|she|they) (?:provided|offered|gave|cited|presented|had) no (?:evidence|proof)))"
)
CONFIRMED = regex.compile(
    r"(?i)^\W*(?:and )?(?:(?:that|this|it)(?:\Ws| is| was) (?:indeed |quite |also |in fact |largely |absolutely )?(?:true|correct|right|accurate|a fact|the case)\b"
    r"|(?:he|she|they) (?:is|was|are|were) (?:right|correct)\b)"
)
UNBACKED = regex.compile(
    r"(?i)\b(?:without (?:any |offering |providing |citing |giving |presenting |offering any |providing any |citing any |giving any |presenting any |further |credible |showing )*"
    r"(?:evidence|proof|basis|foundation|substantiation)|(?:with|on|offering|providing|citing|giving) no (?:evidence|proof|basis)|despite (?:evidence to the contrary|no evidence|a lack of evidence))\b"
)
SCARE_WORDS = 3
"""Quotes of at most so many words may be scare quotes (guidelines)."""


def _with(stance: Stance, endorsement: Endorsement, *tokens: int) -> Outcome:
    return (
        (evolve(stance, endorsement=endorsement), tokens) if stance.endorsement is not endorsement else None
    )


def judged_by_adverb(case: Case, stance: Stance) -> Outcome:
    """An adverb on the cue: falsely, wrongly (CONTEST); allegedly, reportedly (DISTANCE); rightly (ENDORSE)."""
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
    """An adjective on a cue that is a noun: "the false claim", "debunked theory" (CONTEST); "alleged" (DISTANCE)."""
    tokens = case.document.tokens
    for head in case.cue:
        if tokens[head].upos not in ("NOUN", "PROPN"):
            continue
        for i in case.document.children[head]:
            if tokens[i].relation not in ("amod", "compound") or i in case.content.tokens:
                continue
            if case.lexicon.has("contest-adjective", tokens[i].text):
                return _with(stance, Endorsement.CONTEST, i)
            if case.lexicon.has("distance-adjective", tokens[i].text):
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


def _sentence_text(case: Case, sentence: int) -> tuple[str, int]:
    document = case.document
    s = document.sentences[sentence]
    start = document.tokens[s.start].start_char
    return document.text[start : min(document.tokens[s.end - 1].end_char, start + 300)], s.start


def without_evidence(case: Case, stance: Stance) -> Outcome:
    """The writer says that nothing backs it: "claimed without evidence", "offering no proof"; outside the content."""
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
    touched = document.index.touching(case.document.tokens[anchor].span.__class__(found.start(), found.end()))
    return _with(stance, Endorsement.CONTEST, *touched)


def scare_quotes(case: Case, stance: Stance) -> Outcome:
    """A content that holds no other quote than one to three words, which are the point: DISTANCE.

    Fires where a thing is named by the quoted words ("what she called a “rant”", "his “plan”"); a quoted verdict that
    the source plainly means ("called it “total nonsense”") and quoted words after say stay as they are.
    """
    if stance.endorsement is not Endorsement.ACKNOWLEDGE or len(case.quotes) != 1 or case.is_mark:
        return None
    quote = case.quotes[0]
    words = [
        i
        for i in case.document.index.inside(quote.inner)
        if case.document.tokens[i].upos not in ("PUNCT", "SYM")
    ]
    if not 1 <= len(words) <= SCARE_WORDS or quote.inner.end_char - quote.inner.start_char > 60:
        return None
    first = words[0]
    before = case.document.tokens[first - 2].text.lower() if first >= 2 else ""
    determined = before in ("a", "an", "his", "her", "their", "its", "the", "this", "these")
    calling = case.lexicon.has("naming", case.lemma)
    single = len(words) == 1 and case.document.tokens[words[0]].upos == "NOUN"
    if (calling and (determined and single)) or (
        not calling and single and determined and case.frame == "thing"
    ):
        return _with(stance, Endorsement.DISTANCE, *words)
    return None


def verdict_in_next_sentence(case: Case, stance: Stance) -> Outcome:
    """The writer's verdict straight after: "That is a lie", "There is no evidence of that" (CONTEST); "That is true"."""
    document = case.document
    last = max((case.content.tokens or (0,))[-1], (case.cue or (0,))[-1], (case.source or (0,))[-1])
    if not document.tokens:
        return None
    after = document.tokens[last].sentence + 1
    if after >= len(document.sentences):
        return None
    text, start = _sentence_text(case, after)
    if text[:1] in "\"“'‘«":
        return None
    if REJECTED.match(text):
        return _with(stance, Endorsement.CONTEST, start)
    if CONFIRMED.match(text):
        return _with(stance, Endorsement.ENDORSE, start)
    return None


RULES = (
    judged_by_adverb,
    judged_by_adjective,
    hearsay_inside,
    scare_quotes,
    without_evidence,
    verdict_in_next_sentence,
)
"""In the order they are applied."""
