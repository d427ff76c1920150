"""Finds the words that name who an attribution is from: subjects, agents, possessors, neighbours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from attrib.candidates import CueCandidate, CueKind, Draft
from attrib.document import ROOT, Document
from attrib.model import Evidence, Quote
from attrib.phrases import (
    colon_name,
    dash_name,
    head_of,
    noun_phrase,
    phrase_after,
    phrase_before,
    phrase_parts,
    with_apposition,
)
from attrib.spans import Span
from attrib.syntax import (
    is_passive,
    preposition,
    shared_subject,
    subject,
)

Found = tuple[int, tuple[int, ...]]
Rule = Callable[[Document, CueCandidate, frozenset[int]], Found | None]


NO_SOURCE = frozenset(
    [
        "say",
        "report",
        "believe",
        "expect",
        "think",
        "allege",
        "tell",
        "ask",
        "urge",
        "warn",
        "know",
        "consider",
        "see",
        "view",
        "inform",
        "quote",
        "cite",
        "rumor",
        "rumour",
        "understand",
        "assume",
        "suppose",
        "estimate",
        "hear",
        "feel",
        "remember",
        "note",
        "claim",
        "suggest",
        "order",
        "require",
        "advise",
        "instruct",
        "invite",
        "call",
        "name",
        "deem",
        "describe",
        "regard",
        "portray",
        "depict",
        "assure",
        "remind",
        "promise",
        "show",
        "find",
        "predict",
    ]
)
"""Verbs whose passive subject hears or is spoken about, and does not speak: "was told", "is believed"."""


SHARING = frozenset({"acl", "advcl", "conj", "xcomp"})
"""Relations of a predicate that may share the subject of the one above it."""


def _hears(document: Document, cue: CueCandidate) -> bool:
    """Whether a cue is a passive, with auxiliary or without ("asked about it, …"), whose subject does not
    speak.
    """
    token = document.tokens[cue.head]
    children = [document.tokens[i] for i in document.children[cue.head]]
    bare = token.xpos == "VBN" and not any(c.relation in ("aux", "nsubj") for c in children)
    if not (bare or is_passive(document, cue.head)):
        return False
    return cue.frame.startswith("pass") or cue.lemma in NO_SOURCE


def by_between(document: Document, cue: CueCandidate, content: frozenset[int]) -> Found | None:
    """What stands between a quote and the verb after it: "X," [Ann Lee, a nurse,] said."""
    if cue.kind is not CueKind.VERB or not cue.frame.startswith(("quote-before", "clause-before", "lead")):
        return None
    tokens = document.tokens
    last = cue.head - 1
    while last >= 0 and tokens[last].upos in ("AUX", "ADV", "PART", "PUNCT") and last not in content:
        last -= 1
    first = last
    while first >= 0 and first not in content and tokens[first].sentence == tokens[cue.head].sentence:
        first -= 1
    words = list(range(first + 1, last + 1))
    while words and tokens[words[0]].upos in ("PUNCT", "CCONJ", "ADV"):
        words.pop(0)
    if (
        first < 0
        or first not in content
        or not words
        or len(words) > 40
        or tokens[words[0]].upos not in OPENERS
    ):
        return None
    if any(tokens[i].xpos in ("VBD", "VBZ", "VBP", "MD") and tokens[i].head == cue.head for i in words):
        return None
    return head_of(document, tuple(words)), tuple(words)


OPENERS = frozenset({"PROPN", "PRON", "DET", "NOUN", "ADJ", "NUM"})


def by_start(document: Document, cue: CueCandidate, content: frozenset[int]) -> Found | None:
    """The noun phrase that opens the sentence, where nothing else was found: "[Ann Lee, a nurse,] said"."""
    tokens = document.tokens
    if cue.kind is not CueKind.VERB or _hears(document, cue):
        return None
    start = document.sentences[tokens[cue.head].sentence].start
    words = list(range(start, cue.head))
    while words and tokens[words[-1]].upos in ("AUX", "ADV", "PART", "PUNCT"):
        words.pop()
    if not words or len(words) > 25 or not content.isdisjoint(words) or tokens[words[0]].upos not in OPENERS:
        return None
    if any(tokens[i].xpos in ("VBD", "VBZ", "VBP", "MD", "VB") for i in words):
        return None
    return head_of(document, tuple(words)), tuple(words)


def by_agent(document: Document, cue: CueCandidate, content: frozenset[int]) -> Found | None:
    """The agent of a passive: "was praised by [voters]"."""
    if not is_passive(document, cue.head) and document.tokens[cue.head].xpos != "VBN":
        return None
    for i in document.children[cue.head]:
        if document.tokens[i].relation == "obl" and preposition(document, i) == "by" and i not in content:
            return i, noun_phrase(document, i, content)
    return None


def by_neighbour(document: Document, cue: CueCandidate, content: frozenset[int]) -> Found | None:
    """The noun phrase just before a verb, where the parse ties another subject to it or none: "[police]
    saying that".

    Word order is trusted over a subject that stands further off or is shared.
    """
    if cue.kind is not CueKind.VERB or is_passive(document, cue.head) or _hears(document, cue):
        return None
    words = phrase_before(document, cue.head, content)
    if not words:
        return None
    own = subject(document, cue.head)
    if own is not None and own < cue.head:
        held = set(document.subtree(own))
        if not held.isdisjoint(words):
            return None
    top = head_of(document, words)
    if own is None and document.tokens[top].upos == "NOUN" and document.tokens[cue.head].relation in SHARING:
        return None
    return top, words


def by_subject(document: Document, cue: CueCandidate, content: frozenset[int]) -> Found | None:
    """The subject of a verb or predicate, its own or shared: "[X] said", "[X] rose and said", "[X] spoke,
    adding".
    """
    if cue.kind not in (CueKind.VERB, CueKind.ADJECTIVE):
        return None
    if _hears(document, cue):
        return None
    found, way = shared_subject(document, cue.head)
    if found is None or found in content or _expletive(document, found, cue):
        return None
    words = noun_phrase(document, found, content | {cue.head})
    if way == "own" and found < cue.head:
        words = with_apposition(document, words, cue.head)
    return found, tuple(i for i in words if i not in content)


def _expletive(document: Document, found: int, cue: CueCandidate) -> bool:
    """Whether a subject is the empty "it" or "there": "it seems that", "it is clear that"."""
    token = document.tokens[found]
    if token.relation == "expl" or token.text.lower() == "there":
        return True
    return token.text.lower() == "it" and (
        cue.kind is CueKind.ADJECTIVE or cue.lemma in ("seem", "appear", "look")
    )


def by_inversion(document: Document, cue: CueCandidate, content: frozenset[int]) -> Found | None:
    """What stands just after a cue that follows a quote, whatever the parse calls it: "X," said [Y]."""
    if cue.kind is not CueKind.VERB or not cue.frame.startswith(
        ("quote-b", "host", "lead", "clause-b", "that-b")
    ):
        return None
    own = subject(document, cue.head)
    if own is not None:
        return None
    words = phrase_after(document, cue.head, content)
    if not words:
        return None
    top = head_of(document, words)
    drawn = noun_phrase(document, top, content | {cue.head})
    return top, tuple(sorted({*words, *drawn}))


def by_possessor(document: Document, cue: CueCandidate, content: frozenset[int]) -> Found | None:
    """The possessor or agent of a noun: "[Trump]'s promise to", "claims by [officials]", "[campaign]
    claims".
    """
    if cue.kind is not CueKind.NOUN:
        return None
    tokens = document.tokens
    for i in document.children[cue.head]:
        if tokens[i].deprel == "nmod:poss" and i not in content:
            phrase = tuple(j for j in noun_phrase(document, i, content) if tokens[j].xpos != "POS")
            return i, phrase
    for i in document.children[cue.head]:
        if (
            tokens[i].relation == "nmod"
            and preposition(document, i) in ("by", "from", "of", "among")
            and i not in content
        ):
            return i, noun_phrase(document, i, content)
    return None


def by_light_verb(document: Document, cue: CueCandidate, content: frozenset[int]) -> Found | None:
    """The subject of the verb that a cue noun is the object of: "[X] made the claim that"."""
    if cue.kind is not CueKind.NOUN:
        return None
    token = document.tokens[cue.head]
    if token.relation != "obj" or token.head == ROOT:
        return None
    found, _ = shared_subject(document, token.head)
    if found is None or found in content:
        return None
    return found, noun_phrase(document, found, content | {cue.head, token.head})


def by_phrase(document: Document, cue: CueCandidate, content: frozenset[int]) -> Found | None:
    """What a fixed phrase governs: "according to [police]"."""
    if cue.kind is not CueKind.PREPOSITION:
        return None
    words, _ = phrase_parts(document, cue.tokens[0], cue.tokens[-1])
    if not words:
        return None
    inside = set(words)
    head = next((i for i in words if document.tokens[i].head not in inside), words[0])
    return head, words


def by_colon(document: Document, cue: CueCandidate, content: frozenset[int]) -> Found | None:
    """The name before a colon: "[Smith]: I never said that"."""
    if cue.kind is not CueKind.COLON:
        return None
    words = colon_name(document, cue.head)
    if not words:
        return None
    head = next(
        (i for i in words if i in document.entity_of and document.tokens[i].head not in words), words[0]
    )
    return head, words


def by_dash(document: Document, cue: CueCandidate, content: frozenset[int]) -> Found | None:
    """The name after a dash that follows a quote: "To err is human." — [Alexander Pope]"""
    words = dash_name(document, cue.head) if cue.kind is CueKind.DASH else ()
    return (head_of(document, words), words) if words else None


def by_clause(document: Document, cue: CueCandidate, content: frozenset[int]) -> Found | None:
    """The subject of the nearest clause around a noun or participle: "[He] spoke of his hope that"."""
    if _hears(document, cue):
        return None
    for i in document.ancestors(cue.head):
        found = subject(document, i)
        if found is not None and found not in content and found not in cue.tokens:
            if found == cue.head or cue.head in document.subtree(found):
                return None
            return found, noun_phrase(document, found, content | {cue.head})
    return None


RULES: tuple[tuple[str, Rule], ...] = (
    ("by_agent", by_agent),
    ("by_phrase", by_phrase),
    ("by_between", by_between),
    ("by_inversion", by_inversion),
    ("by_neighbour", by_neighbour),
    ("by_subject", by_subject),
    ("by_possessor", by_possessor),
    ("by_light_verb", by_light_verb),
    ("by_colon", by_colon),
    ("by_dash", by_dash),
    ("by_start", by_start),
    ("by_clause", by_clause),
)
"""Rules in order: the first that finds a source decides."""


def _span(document: Document, words: Iterable[int]) -> tuple[Span, ...]:
    tokens = document.tokens
    kept = sorted(words)
    while kept and tokens[kept[0]].upos == "PUNCT":
        kept.pop(0)
    while kept and tokens[kept[-1]].upos == "PUNCT" and tokens[kept[-1]].text not in (")", "”", '"'):
        kept.pop()
    return (document.span(kept[0], kept[-1] + 1),) if kept else ()


def find_sources(
    document: Document,
    quotes: tuple[Quote, ...],
    drafts: tuple[Draft, ...],
    *,
    disabled: frozenset[str] = frozenset(),
) -> tuple[Draft, ...]:
    """Drafts with their sources filled in where the text names one."""
    rules = [(name, rule) for name, rule in RULES if name not in disabled]
    return tuple(_fill(document, draft, rules) for draft in drafts)


def agreeing(
    document: Document, drafts: Sequence[Draft], *, disabled: frozenset[str] = frozenset()
) -> tuple[Draft, ...]:
    """Another proposer's drafts with evidence where a rule finds the same source."""
    rules = [(name, rule) for name, rule in RULES if name not in disabled]
    return tuple(_confirmed(document, draft, rules) for draft in drafts)


def _confirmed(document: Document, draft: Draft, rules: list[tuple[str, Rule]]) -> Draft:
    found = _found(document, draft, rules) if draft.source else None
    if found is None or found[0] != draft.source_head:
        return draft
    return draft.with_(found[1])


def _fill(document: Document, draft: Draft, rules: list[tuple[str, Rule]]) -> Draft:
    found = _found(document, draft, rules)
    if found is None:
        return draft
    return draft.with_(found[1], source=found[1].spans, source_head=found[0])


def _found(document: Document, draft: Draft, rules: list[tuple[str, Rule]]) -> tuple[int, Evidence] | None:
    """Head of the source, and which rule finds it where."""
    if draft.cue is None:
        return None
    content = frozenset(i for span in draft.content for i in document.index.touching(span))
    for name, rule in rules:
        found = rule(document, draft.cue, content)
        if found is not None:
            spans = _span(document, found[1])
            if spans:
                return found[0], Evidence("source", name, spans)
    return None
