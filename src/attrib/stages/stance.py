"""What the speaker does with the content, and how the writer frames it: act, polarity, certainty,
endorsement.

The lexicon gives the cue's own sense in its complement frame; rules then compose it with what stands around
the cue and inside the content. Each rule can be switched off by its name and leaves evidence for each field
it changes.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrib.candidates import Draft, Judgement
from attrib.document import Document
from attrib.forms import quotes_touching
from attrib.lexicon.stance import StanceLexicon
from attrib.model import Evidence, Quote, Stance
from attrib.stages import _stance_content as of_content
from attrib.stages import _stance_cue as of_cue
from attrib.stages import _stance_hedges as of_hedges
from attrib.stages import _stance_promises as of_promises
from attrib.stages import _stance_questions as of_questions
from attrib.stages import _stance_writer as of_writer
from attrib.stages._stance_case import Case

FIELDS = ("act", "polarity", "certainty", "endorsement")
RULES = (
    of_cue.cue_sense,
    of_cue.told_by_document,
    of_cue.made_so_by_ruling,
    of_cue.own_words_follow,
    of_questions.question_inside,
    of_content.imperative_inside,
    of_content.obligation_inside,
    of_promises.commitment_inside,
    of_content.feeling_inside,
    of_content.wish_to_know,
    of_content.open_question,
    of_hedges.hedge_inside,
    of_cue.hedged_cue,
    of_content.bare_thing,
    of_cue.naming,
    of_cue.judged_as,
    of_cue.words_as_words,
    of_cue.negated_cue,
    of_cue.refusal_to_speak,
    of_cue.coherent,
    of_writer.judged_by_adverb,
    of_writer.judged_by_adjective,
    of_writer.hearsay_inside,
    of_writer.scare_quotes,
    of_writer.without_evidence,
    of_writer.verdict_beside,
    of_writer.verdict_in_next_sentence,
)
"""Every rule, in the order they are applied."""
RULE_NAMES = (*(rule.__name__ for rule in RULES), "unrealised")
"""What ``disabled`` may hold."""


def _quotes_in(document: Document, quotes: tuple[Quote, ...], draft: Draft) -> tuple[Quote, ...]:
    """The quotes of the content: those that touch it, but not one that holds the cue as well (reported speech
    in it).
    """
    cue = document.tokens[draft.cue.head].span if draft.cue is not None else None
    touching = dict.fromkeys(q for span in draft.content for q in quotes_touching(quotes, span))
    return tuple(q for q in touching if cue is None or not q.span.covers(cue))


def _changes(
    case: Case, before: Stance, after: Stance, rule: str, tokens: tuple[int, ...]
) -> Iterator[Evidence]:
    first = rule == "cue_sense"
    note = case.sense.source if first and case.sense is not None else ""
    spans = case.spans(*tokens)
    for name in FIELDS:
        if first or getattr(before, name) is not getattr(after, name):
            yield Evidence(f"stance.{name}", rule, spans, note=note)


def judge(
    document: Document,
    quotes: tuple[Quote, ...],
    draft: Draft,
    lexicon: StanceLexicon,
    *,
    disabled: frozenset[str] = frozenset(),
) -> Judgement:
    """The stance of one attribution. Without a cue, or with one that the lexicon lacks, the defaults hold."""
    case = Case(document, _quotes_in(document, quotes, draft), draft, lexicon)
    stance = Stance()
    evidence: list[Evidence] = []
    for rule in RULES:
        if rule.__name__ in disabled:
            continue
        outcome = rule(case, stance)
        if outcome is None:
            continue
        evidence += _changes(case, stance, outcome[0], rule.__name__, outcome[1])
        stance = outcome[0]
    unreal = () if "unrealised" in disabled else of_cue.unrealised(case)
    if unreal:
        evidence.append(Evidence("hypothetical", "unrealised", case.spans(*unreal)))
    return Judgement(stance, bool(unreal), tuple(evidence))
