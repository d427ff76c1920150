"""Hedges in the content's main clause: how sure the source presents itself. Each reading of a hedge is a
function.

Source of the classes: the project's annotation guidelines; raising predicates as in UDS factuality (White et
al. 2018).
"""

from __future__ import annotations

from collections.abc import Callable

from attrib.document import ROOT
from attrib.model import Act, Certainty, Stance
from attrib.stages._stance_case import Case
from attrib.stages._stance_promises import speaks_of_self
from attrib.stages._stance_shape import Outcome, auxiliaries, changed, negation
from attrib.syntax import subject

ORDER = (Certainty.CERTAIN, Certainty.PROBABLE, Certainty.POSSIBLE)
HEDGED = (Act.ASSERTION, Act.BELIEF, Act.COMMISSIVE)


def _modal_hedge(case: Case, main: int) -> tuple[Certainty, int] | None:
    """May, might, could; negated "could" is about ability, not likelihood. "Must have gone" draws a conclusion."""
    denied = negation(case.document, main) is not None
    words = auxiliaries(case.document, main)
    perfect = any(case.document.tokens[i].lemma == "have" for i, _ in words)
    for i, modal in words:
        if modal == "must" and perfect:
            return Certainty.PROBABLE, i
        if case.lexicon.has("possible-modal", modal) and not (denied and modal == "could"):
            return Certainty.POSSIBLE, i
    return None


def _adverb_hedge(case: Case, main: int) -> tuple[Certainty, int] | None:
    """Perhaps, maybe, possibly; probably, likely, presumably, reportedly."""
    for i in case.document.children[main]:
        token = case.document.tokens[i]
        if token.relation != "advmod":
            continue
        if case.lexicon.has("possible", token.text):
            return Certainty.POSSIBLE, i
        if token.upos == "ADV" and case.lexicon.has("probable", token.text):
            return Certainty.PROBABLE, i
    return None


def _raises(case: Case, main: int) -> bool:
    """Whether "look" or "appear" has a predicate after it ("looks ill", "as if"), not a place ("looked at me")."""
    tokens, children = case.document.tokens, case.document.children
    return any(
        tokens[c].relation in ("xcomp", "ccomp", "csubj", "advcl", "obj")
        or any(tokens[g].text.lower() in ("like", "to", "as") for g in children[c])
        for c in children[main]
        if c > main
    )


def _predicate_hedge(case: Case, main: int) -> tuple[Certainty, int] | None:
    """Seems to, appears to, is likely to, it is possible that."""
    lemma = case.document.tokens[main].lemma
    verb = case.lexicon.has("probable-verb", lemma) and _raises(case, main)
    if verb or case.lexicon.has("probable-adjective", lemma):
        return Certainty.PROBABLE, main
    return (Certainty.POSSIBLE, main) if case.lexicon.has("possible-adjective", lemma) else None


def _own_belief_hedge(case: Case, main: int) -> tuple[Certainty, int] | None:
    """ "I think that P", "we hope to P"; in reported speech "she said she hoped that P"."""
    tokens = case.document.tokens
    subj = subject(case.document, main)
    if subj is None or not speaks_of_self(case, subj):
        return None
    relations = {tokens[c].relation for c in case.document.children[main]}
    if not relations & {"ccomp", "parataxis"} and not (tokens[main].lemma == "hope" and "xcomp" in relations):
        return None
    if case.lexicon.has("think", tokens[main].lemma):
        return Certainty.PROBABLE, main
    return (Certainty.POSSIBLE, main) if case.lexicon.has("hope", tokens[main].lemma) else None


HEDGES: tuple[Callable[[Case, int], tuple[Certainty, int] | None], ...] = (
    _modal_hedge,
    _adverb_hedge,
    _predicate_hedge,
    _own_belief_hedge,
)


def hedge_inside(case: Case, stance: Stance) -> Outcome:
    """A hedge in the content's main clause (modal, adverb, raising predicate, "I think"); the weaker of two
    wins.
    """
    main = case.content.main
    if main == ROOT or stance.act not in HEDGED or case.frame not in ("clause", "as"):
        return None
    found = next((hit for hit in (hedge(case, main) for hedge in HEDGES) if hit is not None), None)
    if (
        found is None
        or stance.certainty not in ORDER
        or ORDER.index(found[0]) <= ORDER.index(stance.certainty)
    ):
        return None
    return changed(stance, found[1], certainty=found[0])
