"""Finds words that may express an act of saying, thinking or wanting, and scores them.

Every verb, noun and adjective with a complement is a candidate. Its score is a logistic combination of how
often its lemma was a cue in PolNeAR's training articles with the same complement, and of what stands around
it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrib.candidates import CueCandidate, CueKind, Draft
from attrib.document import Document
from attrib.lexicon.cues import CueLexicon
from attrib.model import Evidence, Quote
from attrib.phrases import colon_name, dash_name
from attrib.readings import QuoteRanges
from attrib.stages._cue_features import COMMON, KINDS, RARE, RARE_BESIDE, best_reading
from attrib.stages._vetoes import VETOES
from attrib.syntax import Complement, cue_lemma, lemma_with_particle, preposition_tokens

PHRASE_SCORE = 0.8
"""Share of the contents of "according to" that were right in PolNeAR train."""
DASH_SCORE = 0.75
"""Score of a quote with a dash and a name; too rare in PolNeAR to count."""
COLON_SCORE = 0.75
"""Share of such lines that were attributions in PolNeAR train."""
LEXICON = "lexicon"
"""Names the evidence that the lexicon knows a cue which another proposer found; ``disabled`` may hold it."""
MINIMUM = 0.1
"""Candidates that score lower are not handed on."""

Proposal = tuple[Complement, float]
Rule = Callable[[Document, QuoteRanges, CueLexicon, int], Proposal | None]


def _best(document: Document, quotes: QuoteRanges, lexicon: CueLexicon, head: int) -> Proposal | None:
    return best_reading(document, quotes, head, lexicon, MINIMUM)


def verb(document: Document, quotes: QuoteRanges, lexicon: CueLexicon, head: int) -> Proposal | None:
    """Verbs with a clause, an object, a preposition or a quote: "said that", "denounced the attacks",
    "called for".
    """
    return _best(document, quotes, lexicon, head) if document.tokens[head].upos in ("VERB", "AUX") else None


def noun(document: Document, quotes: QuoteRanges, lexicon: CueLexicon, head: int) -> Proposal | None:
    """Nouns with a complement: "the claim that", "her promise to", "criticism of", "Clinton supporters"."""
    return _best(document, quotes, lexicon, head) if document.tokens[head].upos in ("NOUN", "PROPN") else None


def adjective(document: Document, quotes: QuoteRanges, lexicon: CueLexicon, head: int) -> Proposal | None:
    """Adjectives with a complement: "is confident that", "critical of", "eager to"."""
    return _best(document, quotes, lexicon, head) if document.tokens[head].upos == "ADJ" else None


RULES: tuple[tuple[str, Rule], ...] = (("verb", verb), ("noun", noun), ("adjective", adjective))
"""Rules that look at one token each, in order."""


def cue_tokens(document: Document, head: int, complement: Complement) -> tuple[int, ...]:
    """The words of the cue: head, auxiliaries, negation, particle, and the preposition of what follows."""
    tokens = document.tokens
    out = {head}
    for i in document.children[head]:
        child = tokens[i]
        if (
            child.relation in ("aux", "cop")
            or child.deprel == "compound:prt"
            or child.lemma in ("not", "n't", "never")
        ):
            out.add(i)
    if complement.frame.split(":")[0] in ("obl", "nmod", "advcl") and ":" in complement.frame:
        case = preposition_tokens(document, complement.head)
        if case and case[0] > head:
            out.update(case)
    return tuple(sorted(out.difference(complement.tokens)))


def find_cues(
    document: Document,
    quotes: tuple[Quote, ...],
    lexicon: CueLexicon,
    *,
    alone: bool = True,
    given: Sequence[Draft] = (),
    disabled: frozenset[str] = frozenset(),
) -> tuple[CueCandidate, ...]:
    """Every word that may be a cue, with its best complement and score, in text order.

    Not ``alone``, beside a span tagger, most rare lemmas are left to it: scores take most of the stages' time. Cues of
    drafts that are ``given`` are not scored at all.
    """
    ranges = QuoteRanges(document, [q.span for q in quotes])
    known = {i for d in given if d.cue is not None for i in d.cue.tokens}
    rules = [(name, rule) for name, rule in RULES if name not in disabled]
    vetoes = [veto for name, veto in VETOES if name not in disabled]
    out: list[CueCandidate] = []
    for head, token in enumerate(document.tokens):
        kind = KINDS.get(token.upos)
        if kind is None or head in known or token.text.lower() == "according":
            continue
        rate = lexicon.lemma_rate(cue_lemma(document, head), kind.value)
        if rate < RARE or not (alone or rate >= COMMON or _worth(document, head, rate)):
            continue
        if any(veto(document, head, lexicon) for veto in vetoes):
            continue
        for name, rule in rules:
            found = rule(document, ranges, lexicon, head)
            if found is not None and found[1] >= MINIMUM:
                complement, p = found
                words = cue_tokens(document, head, complement)
                evidence = Evidence("cue", name, (token.span,), score=round(p, 4), note=complement.frame)
                lemma = lemma_with_particle(document, head)
                of = (complement.tokens, complement.head)
                out.append(CueCandidate(words, head, lemma, kind, complement.frame, p, (evidence,), *of))
                break
    phrases = [c for name, f in PHRASES if name not in disabled for c in f(document)]
    out += [c for c in phrases if c.head not in known]
    return tuple(sorted(out, key=lambda c: (c.head, c.tokens)))


def _worth(document: Document, head: int, rate: float) -> bool:
    """Whether a rarer lemma is worth the scoring beside a tagger: it has a clausal complement."""
    tokens = document.tokens
    return rate >= RARE_BESIDE and any(tokens[i].relation == "ccomp" for i in document.children[head])


def allowed(
    document: Document,
    drafts: Sequence[Draft],
    lexicon: CueLexicon,
    *,
    disabled: frozenset[str] = frozenset(),
) -> tuple[Draft, ...]:
    """The drafts of another proposer whose cues no veto bars."""
    vetoes = [veto for name, veto in VETOES if name not in disabled]
    return tuple(
        d for d in drafts if d.cue is None or not any(v(document, d.cue.head, lexicon) for v in vetoes)
    )


def recognised(
    document: Document,
    drafts: Sequence[Draft],
    lexicon: CueLexicon,
    *,
    disabled: frozenset[str] = frozenset(),
) -> tuple[Draft, ...]:
    """The drafts of another proposer with evidence that the lexicon knows their cues, which the rules need not read again."""
    return tuple(drafts) if LEXICON in disabled else tuple(_recognised(document, d, lexicon) for d in drafts)


def _recognised(document: Document, draft: Draft, lexicon: CueLexicon) -> Draft:
    kind = KINDS.get(document.tokens[draft.cue.head].upos) if draft.cue is not None else None
    if draft.cue is None or kind is None:
        return draft
    rate = lexicon.lemma_rate(cue_lemma(document, draft.cue.head), kind.value)
    if rate < COMMON:
        return draft
    return draft.with_(Evidence("cue", LEXICON, (document.tokens[draft.cue.head].span,), round(rate, 4)))


def according_to(document: Document) -> list[CueCandidate]:
    """The phrase "according to": whatever clause it stands beside is its content."""
    tokens, out = document.tokens, []
    for i in range(len(tokens) - 1):
        if tokens[i].text.lower() == "according" and tokens[i + 1].text.lower() == "to":
            evidence = Evidence("cue", "according_to", (document.span(i, i + 2),), score=PHRASE_SCORE)
            out.append(
                CueCandidate(
                    (i, i + 1), i, "according to", CueKind.PREPOSITION, "host", PHRASE_SCORE, (evidence,)
                )
            )
    return out


def colon(document: Document) -> list[CueCandidate]:
    """A name and a colon at the start of a line: "Smith: I never said that", as in headlines and
    transcripts.
    """
    out = []
    for i, token in enumerate(document.tokens):
        if token.text == ":" and colon_name(document, i):
            evidence = Evidence("cue", "colon", (token.span,), score=COLON_SCORE)
            out.append(CueCandidate((i,), i, ":", CueKind.COLON, "colon", COLON_SCORE, (evidence,)))
    return out


def dash(document: Document) -> list[CueCandidate]:
    """A dash between a quote and the name of who said it, at the end of a line: "To err is human." — Pope"""
    out = []
    for i, token in enumerate(document.tokens):
        if token.text in ("—", "–", "--", "-", "―") and dash_name(document, i):
            evidence = Evidence("cue", "dash", (token.span,), score=DASH_SCORE)
            out.append(CueCandidate((i,), i, token.text, CueKind.DASH, "dash", DASH_SCORE, (evidence,)))
    return out


PHRASES: tuple[tuple[str, Callable[[Document], list[CueCandidate]]], ...] = (
    ("according_to", according_to),
    ("colon", colon),
    ("dash", dash),
)
"""Rules that look for fixed words."""
