"""What bars a word from being a cue, whoever proposes it."""

from __future__ import annotations

from collections.abc import Callable

from attrib.document import ROOT, Document
from attrib.lexicon.cues import CueLexicon
from attrib.syntax import is_passive, subject

Veto = Callable[[Document, int, CueLexicon], bool]

_TOPIC = frozenset({"about", "for", "over", "because", "regarding", "concerning", "as"})
"""Prepositions after which stands what criticism is about, not whom or what force meets."""
_PARTS = ("nsubj", "nsubj:pass", "obj", "obl", "nmod", "conj", "compound", "amod", "acl")


def writers_own(document: Document, head: int, lexicon: CueLexicon) -> bool:
    """The writer's own: "It is worth mentioning that", "It should be noted that", "needless to say"."""
    tokens = document.tokens
    up, relation = tokens[head].head, tokens[head].relation
    remark = up != ROOT and tokens[up].lemma.lower() in lexicon.vetoes["remark"]
    if remark and relation in ("csubj", "ccomp", "xcomp", "advcl", "acl") and subject(document, head) is None:
        empty = [
            tokens[i].text.lower() for i in document.children[up] if tokens[i].relation in ("nsubj", "expl")
        ]
        return not empty or empty[0] in ("it", "this")
    below = [tokens[i] for i in document.children[head]]
    empty_here = any(t.text.lower() == "it" and t.relation in ("nsubj", "expl") for t in below)
    return empty_here and is_passive(document, head) and any(t.xpos == "MD" for t in below)


def by_force(document: Document, head: int, lexicon: CueLexicon) -> bool:
    """An attack with weapons, not with words: "launched attacks against troops", "the militia struck the base".

    The training articles are about an election, where attacks are speeches; here who acts, on whom and with what decide.
    """
    tokens = document.tokens
    violent = lexicon.vetoes["violent"]
    heads = {head} if tokens[head].lemma.lower() in violent else set()
    if tokens[head].lemma.lower() in lexicon.vetoes["mount"]:
        heads.update(i for i in document.dependents(head, "obj") if tokens[i].lemma.lower() in violent)
    if not heads:
        return False
    if tokens[head].relation == "obj" and tokens[head].head != ROOT:
        heads.add(tokens[head].head)
    return any(tokens[i].lemma.lower() in lexicon.vetoes["armed"] for i in _near(document, heads | {head}))


def _near(document: Document, heads: set[int]) -> list[int]:
    """Who acts, whom the act meets and with what: nominal dependents of the heads, and of those."""
    out: list[int] = []
    level = sorted(heads)
    for _ in range(3):
        level = [i for up in level for i in document.dependents(up, *_PARTS) if not _is_topic(document, i)]
        out += level
    return out


def _is_topic(document: Document, i: int) -> bool:
    return any(document.tokens[c].lemma.lower() in _TOPIC for c in document.dependents(i, "case"))


VETOES: tuple[tuple[str, Veto], ...] = (("writers_own", writers_own), ("by_force", by_force))
"""Rules that bar a word from being a cue."""
