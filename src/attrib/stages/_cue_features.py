"""Named features of what may be a cue and of its readings, for the logistic models of the cue stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import exp

from attrib.candidates import CueKind
from attrib.document import ROOT, Document
from attrib.lexicon.cues import CueLexicon
from attrib.readings import QuoteRanges, coarse, crispness, readings, tail_of
from attrib.syntax import Complement, cue_lemma, is_passive, marker, preposition, shared_subject

KINDS = {
    "VERB": CueKind.VERB,
    "AUX": CueKind.VERB,
    "NOUN": CueKind.NOUN,
    "PROPN": CueKind.NOUN,
    "ADJ": CueKind.ADJECTIVE,
}
CROSSED = (
    "agent",
    "relation=",
    "form=",
    "subject=",
    "way=",
    "passive",
    "modal=",
    "mark=",
    "negated",
    "possessor=",
)
"""Features of the candidate that count differently with each shape of complement."""
RARE = 0.03
"""Lemmas that are cues more rarely than this are not looked at."""
COMMON = 0.3
"""Beside a span tagger, lemmas that are cues at least this often are always looked at …"""
RARE_BESIDE = 0.1
"""… and those from here on where they have a clausal complement. With PolNeAR dev linked the same as for all from 0.15 on, GUM
recall 0.733 and 0.735, and a fifth off the stages' time."""
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
    return (
        document.tokens[token].lemma.lower()
        if token is not None and document.tokens[token].upos == "NOUN"
        else ""
    )


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
        likely = "cue" if lexicon.lemma_rate(cue_lemma(document, i), "VERB") > 0.3 else "verb"
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
            lexicon.lemma_log_odds(cue_lemma(document, token.head), kind.value),
        )


def _shared(document: Document, quotes: QuoteRanges, head: int, lexicon: CueLexicon) -> dict[str, float]:
    """The named features that all readings of a candidate have."""
    kind = KINDS[document.tokens[head].upos].value
    out = {"bias": 1.0, f"kind={kind}": 1.0}
    out["log-odds-lemma"] = lexicon.lemma_log_odds(cue_lemma(document, head), kind)
    for name in _situation(document, head, quotes):
        out[name] = 1.0
        out[f"{kind},{name}"] = 1.0
    for name, value in _governor(document, head, lexicon):
        out[name] = value
    subj = noun_lemma(document, shared_subject(document, head)[0])
    if subj:
        out["log-odds-subject"] = lexicon.lemma_log_odds(subj, "SUBJECT")
    return out


def _of_readings(
    document: Document, quotes: QuoteRanges, head: int, lexicon: CueLexicon, shared: Mapping[str, float]
) -> Iterator[tuple[Complement, dict[str, float]]]:
    """Every reading of a candidate with the features that it has beside the shared ones."""
    kind, lemma = KINDS[document.tokens[head].upos].value, cue_lemma(document, head)
    crossed = [(n, v) for n, v in shared.items() if n.startswith(CROSSED)]
    crisp = crispness(document, quotes, head) if kind == "VERB" else {}
    for complement in readings(document, quotes, head):
        odds, shape = lexicon.frame_log_odds(lemma, kind, complement.frame), coarse(complement.frame)
        out = dict.fromkeys(_about(document, complement, head, quotes, crisp), 1.0)
        out.update(dict.fromkeys(_edges(document, complement, head, quotes, lexicon), 1.0))
        out["log-odds-frame"] = out[f"log-odds-frame,{shape}"] = odds
        thing = noun_lemma(document, complement.head)
        if thing:
            out[f"log-odds-object,{shape}"] = lexicon.lemma_log_odds(thing, "OBJECT")
        out.update((f"{name},{shape}", value) for name, value in crossed)
        yield complement, out


def features(
    document: Document, quotes: QuoteRanges, head: int, lexicon: CueLexicon
) -> Iterator[tuple[Complement, dict[str, float]]]:
    """Every reading of a candidate with its named features, for the logistic models."""
    shared = _shared(document, quotes, head, lexicon)
    for complement, own in _of_readings(document, quotes, head, lexicon, shared):
        yield complement, {**shared, **own}


def best_reading(
    document: Document, quotes: QuoteRanges, head: int, lexicon: CueLexicon, least: float
) -> tuple[Complement, float] | None:
    """The reading that is likeliest to be exact, with the probability that it is right at all; none below ``least``.

    The sums over shared features are made once a candidate: half of the time of the rules goes into these scores.
    """
    weights = lexicon.both_weights
    shared = _shared(document, quotes, head, lexicon)
    base, exact_base = log_odds(shared, weights)
    best, best_rank = None, 0.0
    for complement, own in _of_readings(document, quotes, head, lexicon, shared):
        odds, exact_odds = log_odds(own, weights)
        p = probability(base + odds)
        if p < least:
            continue
        rank = p + probability(exact_base + exact_odds)
        if best is None or rank > best_rank:
            best, best_rank = (complement, p), rank
    return best


def log_odds(values: Mapping[str, float], weights: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    """Weighted sums of features in the two models of a lexicon; unknown features count nothing."""
    odds = exact_odds = 0.0
    for name, value in values.items():
        pair = weights.get(name)
        if pair is not None:
            odds += value * pair[0]
            exact_odds += value * pair[1]
    return odds, exact_odds


def probability(z: float) -> float:
    """Logistic function."""
    return 1 / (1 + exp(-max(min(z, 30.0), -30.0)))
