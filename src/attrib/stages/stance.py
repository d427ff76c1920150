"""What the speaker does with the content, and how the writer frames it: act, polarity, certainty, endorsement.

The lexicon gives the cue's own sense in its complement frame; rules then compose it with what stands around the cue and
inside the content. Each rule can be switched off by its name and leaves evidence for each field it changes.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrib.candidates import Draft, Judgement
from attrib.document import Document
from attrib.lexicon.stance import StanceLexicon
from attrib.model import Evidence, Quote, Stance
from attrib.stages import _stance_source as source_rules
from attrib.stages import _stance_writer as writer_rules
from attrib.stages._stance_case import Case

FIELDS = ("act", "polarity", "certainty", "endorsement")
RULES = (*source_rules.RULES, *writer_rules.RULES)
"""Every rule, in the order they are applied."""
RULE_NAMES = (*(rule.__name__ for rule in RULES), "unrealised")
"""What ``disabled`` may hold."""


def _quotes_in(quotes: tuple[Quote, ...], draft: Draft) -> tuple[Quote, ...]:
    return tuple(q for q in quotes if any(q.span.overlaps(span) for span in draft.content))


def _changes(
    case: Case, before: Stance, after: Stance, rule: str, tokens: tuple[int, ...]
) -> Iterator[Evidence]:
    first = rule == "cue_sense"
    note = case.sense.source if first and case.sense is not None else ""
    for name in FIELDS:
        if first or getattr(before, name) is not getattr(after, name):
            yield Evidence(f"stance.{name}", rule, case.spans(*tokens), note=note)


def judge(
    document: Document,
    quotes: tuple[Quote, ...],
    draft: Draft,
    lexicon: StanceLexicon,
    *,
    disabled: frozenset[str] = frozenset(),
) -> Judgement:
    """The stance of one attribution. Without a cue, or with one that the lexicon lacks, the defaults hold."""
    case = Case(document, _quotes_in(quotes, draft), draft, lexicon)
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
    unreal = () if "unrealised" in disabled else source_rules.unrealised(case)
    if unreal:
        evidence.append(Evidence("hypothetical", "unrealised", case.spans(*unreal)))
    return Judgement(stance, bool(unreal), tuple(evidence))
