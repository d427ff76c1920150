"""Finds the words that name who an attribution is from: subjects, agents, possessors, heads of participles."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from attrib.candidates import CueCandidate, CueKind, Draft
from attrib.document import ROOT, Document
from attrib.model import Evidence, Quote
from attrib.readings import colon_name, phrase_parts
from attrib.spans import Span
from attrib.syntax import (
    is_passive,
    preposition,
    preposition_tokens,
    shared_subject,
    subject,
    subtree_without,
)

Found = tuple[int, tuple[int, ...]]
Rule = Callable[[Document, CueCandidate, frozenset[int]], Found | None]


def _phrase(document: Document, head: int, barred: frozenset[int]) -> tuple[int, ...]:
    """The noun phrase of a source: its subtree without preposition, outer adverbs, and the cue and content."""
    tokens = document.tokens
    cut = [*preposition_tokens(document, head)]
    for i in document.children[head]:
        if tokens[i].relation in ("cc", "conj") or tokens[i].deprel == "acl:relcl":
            continue
        if tokens[i].relation in ("parataxis", "dep", "discourse", "advcl"):
            cut.append(i)
    words = [i for i in subtree_without(document, head, cut) if i not in barred]
    around: list[int] = [head]
    held = set(words)
    low = high = head
    while low - 1 in held:
        low -= 1
        around.append(low)
    while high + 1 in held:
        high += 1
        around.append(high)
    return tuple(sorted(around))


def by_agent(document: Document, cue: CueCandidate, content: frozenset[int]) -> Found | None:
    """The agent of a passive: "was praised by [voters]"."""
    if not is_passive(document, cue.head) and document.tokens[cue.head].xpos != "VBN":
        return None
    for i in document.children[cue.head]:
        if document.tokens[i].relation == "obl" and preposition(document, i) == "by":
            return i, _phrase(document, i, content)
    return None


def by_subject(document: Document, cue: CueCandidate, content: frozenset[int]) -> Found | None:
    """The subject of a verb or predicate, its own or shared: "[X] said", "[X] rose and said", "[X] spoke, adding"."""
    if cue.kind not in (CueKind.VERB, CueKind.ADJECTIVE):
        return None
    if is_passive(document, cue.head):
        return None
    found, _ = shared_subject(document, cue.head)
    if found is None or found in content:
        return None
    if (
        document.tokens[found].text.lower() in ("it", "there")
        and subject(document, cue.head) == found
        and _expletive(document, found)
    ):
        return None
    return found, _phrase(document, found, content | {cue.head})


def _expletive(document: Document, token: int) -> bool:
    return document.tokens[token].relation == "expl"


def by_inversion(document: Document, cue: CueCandidate, content: frozenset[int]) -> Found | None:
    """The object just after a cue that follows a quote, where the parser took the subject for one: "X," said [Y]."""
    if cue.kind is not CueKind.VERB or not cue.frame.startswith(("quote", "host", "clause-before")):
        return None
    for i in document.children[cue.head]:
        if document.tokens[i].relation in ("obj", "nsubj") and i > cue.head and i not in content:
            return i, _phrase(document, i, content | {cue.head})
    return None


def by_possessor(document: Document, cue: CueCandidate, content: frozenset[int]) -> Found | None:
    """The possessor or agent of a noun: "[Trump]'s promise to", "claims by [officials]", "[campaign] claims"."""
    if cue.kind is not CueKind.NOUN:
        return None
    tokens = document.tokens
    for i in document.children[cue.head]:
        if tokens[i].deprel == "nmod:poss" and i not in content:
            phrase = tuple(j for j in _phrase(document, i, content) if tokens[j].xpos != "POS")
            return i, phrase
    for i in document.children[cue.head]:
        if (
            tokens[i].relation == "nmod"
            and preposition(document, i) in ("by", "from", "of", "among")
            and i not in content
        ):
            return i, _phrase(document, i, content)
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
    return found, _phrase(document, found, content | {cue.head, token.head})


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
    head = next((i for i in words if i in document.entity_of and document.tokens[i].head not in words), words[0])
    return head, words


def by_left_neighbour(document: Document, cue: CueCandidate, content: frozenset[int]) -> Found | None:
    """The noun just before a verb, where the parse ties no subject to it: "[police] saying that"."""
    tokens = document.tokens
    if cue.kind is not CueKind.VERB or is_passive(document, cue.head):
        return None
    at = cue.head - 1
    while at >= 0 and (tokens[at].upos in ("AUX", "ADV", "PART") and tokens[at].sentence == tokens[cue.head].sentence):
        at -= 1
    if at < 0 or at in content or tokens[at].sentence != tokens[cue.head].sentence:
        return None
    if tokens[at].upos not in ("NOUN", "PROPN", "PRON"):
        return None
    top = at
    while tokens[top].head != ROOT and tokens[top].relation in ("compound", "flat", "nmod", "appos", "amod"):
        top = tokens[top].head
        if top > cue.head:
            top = at
            break
    return top, _phrase(document, top, content | {cue.head})


def by_right_neighbour(document: Document, cue: CueCandidate, content: frozenset[int]) -> Found | None:
    """The name or pronoun beside a cue that follows a quote, whatever the parse says: "X," said [Smith]."""
    tokens = document.tokens
    at = cue.head + 1
    if cue.kind is not CueKind.VERB or not cue.frame.startswith(("quote-b", "host", "lead", "clause-b")):
        return None
    if at >= len(tokens) or at in content or tokens[at].upos not in ("PROPN", "PRON", "DET", "NOUN"):
        return None
    top = at
    while tokens[top].relation in ("compound", "flat", "det", "amod") and tokens[top].head > cue.head:
        top = tokens[top].head
    return top, _phrase(document, top, content | {cue.head})


RULES: tuple[tuple[str, Rule], ...] = (
    ("by_agent", by_agent),
    ("by_phrase", by_phrase),
    ("by_subject", by_subject),
    ("by_inversion", by_inversion),
    ("by_possessor", by_possessor),
    ("by_light_verb", by_light_verb),
    ("by_left_neighbour", by_left_neighbour),
    ("by_right_neighbour", by_right_neighbour),
    ("by_colon", by_colon),
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


def _fill(document: Document, draft: Draft, rules: list[tuple[str, Rule]]) -> Draft:
    if draft.cue is None:
        return draft
    content = frozenset(i for span in draft.content for i in document.index.touching(span))
    for name, rule in rules:
        found = rule(document, draft.cue, content)
        if found is not None:
            spans = _span(document, found[1])
            if spans:
                return draft.with_(Evidence("source", name, spans), source=spans, source_head=found[0])
    return draft
