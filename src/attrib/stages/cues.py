"""Finds words that may express an act of saying, thinking or wanting, and scores them.

Every verb, noun and adjective with a complement is a candidate. Its score is a logistic combination of how
often its lemma was a cue in PolNeAR's training articles with the same complement, and of what stands around
it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import exp

from attrib.candidates import CueCandidate, CueKind
from attrib.document import ROOT, Document
from attrib.lexicon.cues import CueLexicon
from attrib.model import Evidence, Quote
from attrib.phrases import colon_name, dash_name
from attrib.readings import QuoteRanges, coarse, crispness, readings, tail_of
from attrib.syntax import (
    Complement,
    is_passive,
    lemma_with_particle,
    marker,
    preposition,
    preposition_tokens,
    shared_subject,
    subject,
)

KINDS = {
    "VERB": CueKind.VERB,
    "AUX": CueKind.VERB,
    "NOUN": CueKind.NOUN,
    "PROPN": CueKind.NOUN,
    "ADJ": CueKind.ADJECTIVE,
}
DASH_SCORE = 0.75
"""Score of a quote with a dash and a name; too rare in PolNeAR to count."""
COLON_SCORE = 0.75
"""Share of such lines that were attributions in PolNeAR train."""
MINIMUM = 0.1
"""Candidates that score lower are not handed on."""
CROSSED = ("agent", "relation=", "form=", "subject=", "way=", "passive", "modal=", "mark=", "negated", "possessor=")
"""Features of the candidate that count differently with each shape of complement."""
RARE = 0.004
"""Lemmas that are cues more rarely than this are not looked at."""
PERSONAL = {
    "i": "i",
    "we": "i",
    "you": "you",
    "he": "he",
    "she": "he",
    "they": "they",
    "it": "it",
    "this": "this",
}
PERSONAL |= {
    "that": "wh",
    "who": "wh",
    "which": "wh",
    "what": "wh",
    "there": "there",
    "one": "this",
    "these": "this",
}


def subject_type(document: Document, subj: int | None) -> str:
    """What sort of word a subject is: a person's name, another name, a pronoun by class, a noun, or none."""
    if subj is None:
        return "none"
    token = document.tokens[subj]
    word = token.text.lower()
    if word in PERSONAL:
        return PERSONAL[word]
    entity = document.entity_of.get(subj)
    if entity is not None:
        return {"PERSON": "person", "ORG": "org", "ORGANIZATION": "org"}.get(entity.type, "name")
    return token.upos.lower()


def noun_lemma(document: Document, token: int | None) -> str:
    """The lemma of a common noun, in lower case, or ``""``."""
    return document.tokens[token].lemma.lower() if token is not None and document.tokens[token].upos == "NOUN" else ""


def _size(n: int) -> str:
    return (
        "1"
        if n <= 1
        else "2"
        if n <= 2
        else "4"
        if n <= 4
        else "8"
        if n <= 8
        else "20"
        if n <= 20
        else "more"
    )


def _situation(document: Document, head: int, quotes: QuoteRanges) -> Iterator[str]:
    """Features of the candidate itself: relation, form, subject, auxiliaries, negation, place."""
    tokens = document.tokens
    token = tokens[head]
    yield f"relation={token.deprel}"
    yield f"form={token.xpos}"
    subj, way = shared_subject(document, head)
    yield f"subject={subject_type(document, subj)}"
    yield f"way={way}"
    if is_passive(document, head):
        yield "passive"
    for i in document.children[head]:
        child = tokens[i]
        if child.relation == "aux" and child.xpos == "MD":
            yield f"modal={child.lemma.lower()}"
        elif child.lemma in ("not", "n't", "never"):
            yield "negated"
        elif child.deprel == "nmod:poss":
            yield f"possessor={subject_type(document, i)}"
        elif child.relation == "cop":
            yield "copula"
        elif child.relation == "expl":
            yield "expletive"
        elif child.deprel == "obl:agent" or (child.relation == "obl" and preposition(document, i) == "by"):
            yield "agent"
    yield f"mark={marker(document, head)}"
    if quotes.holding(head) is not None:
        yield "quoted"
    if token.head != ROOT:
        yield f"up={tokens[token.head].upos}"
    sentence = document.sentences[token.sentence]
    if tokens[sentence.end - 1].text not in (".", "?", "!", "”", '"', "''", ":", "…"):
        yield "open-sentence"


def _edges(
    document: Document, complement: Complement, head: int, quotes: QuoteRanges, lexicon: CueLexicon
) -> Iterator[str]:
    """Features of where a complement starts and ends."""
    tokens, kind = document.tokens, coarse(complement.frame)
    words = complement.tokens
    held = sum(quotes.holding(i) is not None for i in (words[0], words[-1]))
    yield f"quoted-ends={held}"
    gap = words[0] - head if words[0] > head else head - words[-1]
    yield f"gap={'in' if gap < 1 else _size(gap)},{kind}"
    drawn = "~" if complement.frame.endswith("~") else "="
    if kind in ("rest", "lead"):
        first = tokens[words[0]]
        word = first.text.lower() if first.upos in ("SCONJ", "PART", "PUNCT") else first.upos
        yield f"starts={word},{kind}"
    tail = tail_of(document, complement, head) if drawn == "=" else _drawn_tail(document, complement)
    yield f"tail={_size(len(tail)) if len(tail) else 'no'},{drawn}"
    for i in tail[:3]:
        if tokens[i].upos != "PUNCT":
            word = tokens[i].text.lower() if tokens[i].upos in ("CCONJ", "SCONJ", "ADP") else tokens[i].upos
            yield f"tail-first={word},{drawn}"
            break
    if len(tail) and tokens[tail[0]].text in (",", "—", "--", "–", ";", ":"):
        yield f"tail-mark={tokens[tail[0]].text},{drawn}"
    for relation in sorted({tokens[i].relation for i in tail if tokens[i].head == head}):
        yield f"tail-own={relation},{drawn}"
    own = [
        i for i in document.children[head] if i in words and tokens[i].upos == "VERB" and i != complement.head
    ]
    for i in own:
        likely = "cue" if lexicon.lemma_rate(lemma_with_particle(document, i), "VERB") > 0.3 else "verb"
        yield f"own={tokens[i].relation},{likely},{kind}"
    if any(tokens[i].relation in ("conj", "ccomp", "parataxis") and tokens[i].head in words for i in tail):
        yield f"tail-inner,{drawn}"


def _drawn_tail(document: Document, complement: Complement) -> range:
    """The part by which a variant was drawn out: from the end of the head's own subtree."""
    inside = max(document.subtree(complement.head))
    last = complement.tokens[-1]
    return range(min(inside, last) + 1, last + 1)


def _about(
    document: Document, complement: Complement, head: int, quotes: QuoteRanges, crisp: Mapping[str, str]
) -> Iterator[str]:
    """Features of the complement: frame, size, what heads it, how it is quoted."""
    tokens, kind = document.tokens, coarse(complement.frame)
    token = tokens[complement.head]
    yield f"frame={complement.frame}"
    size = _size(len(complement.tokens))
    yield f"size={size}"
    yield f"size={size},{kind}"
    yield f"object={token.upos}"
    yield f"object={token.upos},{kind}"
    if any(tokens[i].relation in ("nsubj", "cop") for i in document.children[complement.head]):
        yield f"clausal,{kind}"
    if complement.head in document.entity_of:
        yield f"object-name={document.entity_of[complement.head].type[:3]}"
    for frame, label in crisp.items():
        if frame == complement.frame:
            yield f"crisp={label},{frame}"
        else:
            at = quotes.last_until(head) if frame == "quote-before" else quotes.next_from(head + 1)
            same = at is not None and complement.tokens[0] <= at[0] and complement.tokens[-1] >= at[1] - 2
            yield f"{'holds' if same else 'rival'}={label},{frame}"


def _governor(document: Document, head: int, lexicon: CueLexicon) -> Iterator[tuple[str, float]]:
    """How likely the word above is itself a cue, by the relation to it: "refused to say", "the claim that
    ... say".
    """
    token = document.tokens[head]
    if token.head == ROOT:
        return
    up = document.tokens[token.head]
    kind = KINDS.get(up.upos)
    if kind is not None:
        yield (
            f"log-odds-up,{token.relation}",
            lexicon.lemma_log_odds(lemma_with_particle(document, token.head), kind.value),
        )


def features(
    document: Document, quotes: QuoteRanges, head: int, lexicon: CueLexicon
) -> Iterator[tuple[Complement, dict[str, float]]]:
    """Every reading of a candidate with its named features, for the logistic models."""
    kind = KINDS[document.tokens[head].upos].value
    lemma = lemma_with_particle(document, head)
    shared = {"bias": 1.0, f"kind={kind}": 1.0, "log-odds-lemma": lexicon.lemma_log_odds(lemma, kind)}
    for name in _situation(document, head, quotes):
        shared[name] = 1.0
        shared[f"{kind},{name}"] = 1.0
    for name, value in _governor(document, head, lexicon):
        shared[name] = value
    subj = noun_lemma(document, shared_subject(document, head)[0])
    if subj:
        shared["log-odds-subject"] = lexicon.lemma_log_odds(subj, "SUBJECT")
    crossed = [n for n in shared if n.startswith(CROSSED)]
    crisp = crispness(document, quotes, head) if kind == "VERB" else {}
    for complement in readings(document, quotes, head):
        out = dict(shared)
        out["log-odds-frame"] = lexicon.frame_log_odds(lemma, kind, complement.frame)
        for name in _about(document, complement, head, quotes, crisp):
            out[name] = 1.0
        for name in _edges(document, complement, head, quotes, lexicon):
            out[name] = 1.0
        shape = coarse(complement.frame)
        thing = noun_lemma(document, complement.head)
        if thing:
            out[f"log-odds-object,{shape}"] = lexicon.lemma_log_odds(thing, "OBJECT")
        out[f"log-odds-frame,{shape}"] = out["log-odds-frame"]
        out.update((f"{name},{shape}", shared[name]) for name in crossed)
        yield complement, out


def score(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Probability under a logistic model; unknown features count nothing."""
    z = sum(value * weights.get(name, 0.0) for name, value in values.items())
    return 1 / (1 + exp(-max(min(z, 30.0), -30.0)))


Proposal = tuple[Complement, float]
Rule = Callable[[Document, QuoteRanges, CueLexicon, int], Proposal | None]


def _best(document: Document, quotes: QuoteRanges, lexicon: CueLexicon, head: int) -> Proposal | None:
    """The reading that is likeliest to be exact, with the probability that it is right at all."""
    best, best_rank = None, 0.0
    for complement, values in features(document, quotes, head, lexicon):
        p = score(values, lexicon.weights)
        rank = p + score(values, lexicon.exact_weights)
        if best is None or rank > best_rank:
            best, best_rank = (complement, p), rank
    return best


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


REMARKS = frozenset(
    "worth important interesting useful notable noteworthy necessary ironic instructive fair helpful vital essential "
    "crucial impossible easy hard difficult tempting".split()
)
"""Adjectives with which writers introduce a remark of their own: "it is worth mentioning that"."""


def writers_own(document: Document, head: int) -> bool:
    """The writer's own remark: "It is worth mentioning that", "It should be noted that", "needless to say"."""
    tokens = document.tokens
    up, relation = tokens[head].head, tokens[head].relation
    remark = up != ROOT and tokens[up].lemma.lower() in REMARKS | {"needless"}
    if remark and relation in ("csubj", "ccomp", "xcomp", "advcl", "acl") and subject(document, head) is None:
        empty = [tokens[i].text.lower() for i in document.children[up] if tokens[i].relation in ("nsubj", "expl")]
        return not empty or empty[0] in ("it", "this")
    below = [tokens[i] for i in document.children[head]]
    empty_here = any(t.text.lower() == "it" and t.relation in ("nsubj", "expl") for t in below)
    return empty_here and is_passive(document, head) and any(t.xpos == "MD" for t in below)


VETOES: tuple[tuple[str, Callable[[Document, int], bool]], ...] = (("writers_own", writers_own),)
"""Rules that bar a word from being a cue."""


def find_cues(
    document: Document,
    quotes: tuple[Quote, ...],
    lexicon: CueLexicon,
    *,
    disabled: frozenset[str] = frozenset(),
) -> tuple[CueCandidate, ...]:
    """Every word that may be a cue, with its best complement and score, in text order."""
    ranges = QuoteRanges(document, [q.span for q in quotes])
    rules = [(name, rule) for name, rule in RULES if name not in disabled]
    vetoes = [veto for name, veto in VETOES if name not in disabled]
    out: list[CueCandidate] = []
    for head, token in enumerate(document.tokens):
        kind = KINDS.get(token.upos)
        if (
            kind is None
            or token.text.lower() == "according"
            or lexicon.lemma_rate(lemma_with_particle(document, head), kind.value) < RARE
        ):
            continue
        if any(veto(document, head) for veto in vetoes):
            continue
        for name, rule in rules:
            found = rule(document, ranges, lexicon, head)
            if found is not None and found[1] >= MINIMUM:
                complement, p = found
                words = cue_tokens(document, head, complement)
                evidence = Evidence("cue", name, (token.span,), score=round(p, 4), note=complement.frame)
                lemma = lemma_with_particle(document, head)
                out.append(CueCandidate(words, head, lemma, kind, complement.frame, p, (evidence,)))
                break
    out += [c for name, f in PHRASES if name not in disabled for c in f(document)]
    return tuple(sorted(out, key=lambda c: (c.head, c.tokens)))


def according_to(document: Document) -> list[CueCandidate]:
    """The phrase "according to": whatever clause it stands beside is its content."""
    tokens, out = document.tokens, []
    for i in range(len(tokens) - 1):
        if tokens[i].text.lower() == "according" and tokens[i + 1].text.lower() == "to":
            evidence = Evidence("cue", "according_to", (document.span(i, i + 2),), score=0.95)
            out.append(
                CueCandidate((i, i + 1), i, "according to", CueKind.PREPOSITION, "host", 0.95, (evidence,))
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
    ("colon", colon), ("dash", dash),
)
"""Rules that look for fixed words."""
