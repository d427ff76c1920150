"""Talk that is written down without marks or labels: each paragraph is a turn, and names that people call tell whose.

An anchor is a turn whose speaker is known: from a name in it ("I am your host, Dave"), or because the turn beside it calls
somebody ("Steven, could you …?" is answered by Steven; "Yes, Justice Hale" answers him). Between anchors two people alternate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrib.model import EntityKind, MentionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attrib.candidates import MentionCandidate
    from attrib.stages._clusters import Cluster
    from attrib.stages._state import State

FEWEST = 8
"""Turns that make a transcript."""
_OPENERS = 0.2
"""Least share of turns that open as talk does ("Yeah", "Well", "Mhm")."""
REACH = 24
"""Turns over which two people are taken to alternate …"""
NEAR = 6
"""… and over which one person alone is taken to have every other turn."""
_PEOPLE = frozenset({EntityKind.PERSON, EntityKind.OTHER})
_STOPS = frozenset(".?!…—–")
_LOOSE = frozenset({"discourse", "parataxis", "dep", "appos", "flat"})


def is_talk(state: State, paragraphs: Sequence[range]) -> bool:
    """Whether a text is talk written down: enough turns, many of which open with a word of talk, few with a quotation mark."""
    tokens = state.document.tokens
    turns = [p for p in paragraphs if len(p)]
    if len(turns) < FEWEST:
        return False
    talk = state.lexicon.sets["talk"]
    spoken = sum(tokens[p[0]].text.lower() in talk for p in turns)
    quoted = sum(state.scene.quote_of[p[min(1, len(p) - 1)]] >= 0 for p in turns)
    return spoken >= _OPENERS * len(turns) and quoted <= 0.2 * len(turns)


def called(state: State, m: MentionCandidate) -> bool:
    """Whether a name is an address: "Ruth, wait", "Thank you, Ruth.", "How are you Ruth?"; "Dr. Hale." alone."""
    tokens = state.document.tokens
    head, first = tokens[m.head], tokens[m.start]
    after = tokens[m.end] if m.end < len(tokens) else None
    if head.relation == "vocative":
        return True
    if m.kind is not MentionKind.NAME or after is None or after.text[:1] not in _STOPS:
        return False
    before = tokens[m.start - 1] if m.start else None
    if before is None or before.sentence != first.sentence:
        return first.text.lower().rstrip(".") in state.lexicon.titles
    late = head.relation == "nsubj" and 0 <= head.head < m.start and after.text == "?"
    return late or (before.text == "," and head.relation in _LOOSE)


def addressees(state: State) -> dict[int, Cluster]:
    """Whom each turn calls by name or title: the last call of the turn."""
    out: dict[int, Cluster] = {}
    for i, m in enumerate(state.mentions):
        if m.kind is MentionKind.PRONOUN or state.scene.quote_of[m.head] >= 0 or not called(state, m):
            continue
        cluster = state.owner.get(i) if m.kind is MentionKind.NAME else _titled(state, m)
        if cluster is not None and m.entity_kind in _PEOPLE and not cluster.parts:
            out[state.scene.paragraph(m.head)] = cluster
    return out


def _titled(state: State, m: MentionCandidate) -> Cluster | None:
    """The one person who is called by this title elsewhere ("General," where there is a General Hale)."""
    word = state.document.tokens[m.head].text.lower()
    title = state.lexicon.titles.get(word)
    if title is None or m.end - m.start > 1:
        return None
    held = [c for c in state.titled if any(r.head == (title.role or word) for r in c.roles)]
    return held[0] if len(held) == 1 else None


def turn_takers(
    state: State, paragraphs: Sequence[range], known: dict[int, Cluster], asks: Sequence[bool]
) -> tuple[dict[int, Cluster], dict[int, Cluster]]:
    """For each turn who says "I" and who is "you", from those known by their own words and those who are called.

    Args:
        state: The coreference run.
        paragraphs: The turns.
        known: Speakers that the turns themselves name.
        asks: Whether a turn asks "you" something.
    """
    calls = addressees(state)
    calls = {k: c for k, c in calls.items() if known.get(k) is not c}
    anchors = _anchors(calls, known, asks, len(paragraphs))
    people = list({id(c): c for c in anchors.values()}.values())
    main = next((known[k] for k in (0, 1) if k in known), None)
    if _paired(state, paragraphs, anchors, people):
        first = _alternating(anchors, people, len(paragraphs), REACH)
    elif main is not None:
        first = {k: anchors.get(k, main) for k in range(len(paragraphs)) if k in anchors or not asks[k]}
    else:
        first = _alternating(anchors, [], len(paragraphs), NEAR)
    second = {}
    for k in range(len(paragraphs)):
        other = calls.get(k) or first.get(k + 1) or first.get(k - 1)
        if other is not None and other is not first.get(k):
            second[k] = other
    return first, second


def _anchors(
    calls: dict[int, Cluster], known: dict[int, Cluster], asks: Sequence[bool], count: int
) -> dict[int, Cluster]:
    """Who is asked answers in the next turn; who is answered spoke in the turn before."""
    out = dict(known)
    for k, cluster in calls.items():
        beside = k + 1 if asks[k] or not k else k - 1
        if beside < count:
            out.setdefault(beside, cluster)
    return out


def _paired(
    state: State, paragraphs: Sequence[range], anchors: dict[int, Cluster], people: list[Cluster]
) -> bool:
    """Whether two people hold the talk: one answers the other, or one presents the other ("I am joined by …")."""
    if len(people) != 2:
        return False
    company, tokens = state.lexicon.sets["company"], state.document.tokens
    for k, cluster in anchors.items():
        if anchors.get(k + 1, cluster) is not cluster:
            return True
        inside = paragraphs[k]
        other = next(c for c in people if c is not cluster)
        named = any(state.mentions[i].start in inside for i in other.members)
        if named and any(tokens[i].lemma.lower() in company for i in inside):
            return True
    return False


def _alternating(
    anchors: dict[int, Cluster], people: list[Cluster], count: int, reach: int
) -> dict[int, Cluster]:
    """Two people take turns: each turn from the nearest anchor before it, or else after it; one alone has every other."""
    out = dict(anchors)
    for turns in (range(count), range(count - 1, -1, -1)):
        last: int | None = None
        for k in turns:
            if k in anchors:
                last = k
            elif last is not None and abs(k - last) <= reach and k not in out:
                same = (k - last) % 2 == 0
                others = [c for c in people if c is not anchors[last]]
                if same or others:
                    out[k] = anchors[last] if same else others[0]
    return out
