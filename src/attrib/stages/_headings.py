"""Whose "I" it is by what stands over or between speeches: headings, labels, the crowd that calls for the speaker."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from attrib.model import EntityKind, MentionKind
from attrib.stages._transcript import FEWEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attrib.stages._clusters import Cluster
    from attrib.stages._state import State

LABEL = 5
"""Words in a label, at most."""
_CHEERS = frozenset({"want", "need", "love"})


def headed(state: State, paragraphs: Sequence[range]) -> dict[int, Cluster]:
    """Whose speech a heading announces: "Argument of General Hale", "Remarks by Ann Meyer", "Meyer's opening speech"."""
    tokens, spoken = state.document.tokens, state.lexicon.sets["spoken"]
    found: dict[int, Cluster] = {}
    for i, m in enumerate(state.mentions):
        k = state.scene.paragraph(m.start)
        if k >= FEWEST:
            break
        p = paragraphs[k]
        if m.kind is not MentionKind.NAME or m.entity_kind is not EntityKind.PERSON or len(p) > 30:
            continue
        other = (
            state.name_at.get(m.end + 1) if m.end < len(tokens) and tokens[m.end].upos == "CCONJ" else None
        )
        if other is not None and state.mentions[other].entity_kind is EntityKind.PERSON:
            return {}  # remarks by two
        verbal = any(tokens[j].upos == "VERB" and tokens[j].relation == "root" for j in p)
        if verbal or tokens[p[-1]].text in {".", "!", "?", "”"}:
            continue
        before = [tokens[j].text.lower() for j in range(max(p[0], m.start - 4), m.start)]
        after = [tokens[j].text.lower() for j in range(m.end, min(p.stop, m.end + 3))]
        of = any(w in spoken and {"of", "by"} & set(before[n + 1 :]) for n, w in enumerate(before))
        if (of or not spoken.isdisjoint(after)) and k + 1 < len(paragraphs):
            if k + 1 in found and found[k + 1] is not state.owner[i]:
                return {}
            found[k + 1] = state.owner[i]
    return found


def labelled(state: State, paragraphs: Sequence[range]) -> dict[int, Cluster]:
    """Who speaks in each paragraph of a transcript with labels in capitals ("THE PRESIDENT:", "MARLOW: No."), two at least.

    A label holds until the next one; one that names nobody known ("AUDIENCE MEMBER:") ends the turn before it.
    """
    found: dict[int, Cluster] = {}
    labels, speaker = 0, None
    for k, p in enumerate(paragraphs):
        colon = _label_colon(state, p)
        if colon >= 0:
            i = state.covering(colon - 1)
            cluster = state.owner.get(i) if i is not None else None
            speaker = cluster if cluster is not None and cluster.kind is EntityKind.PERSON else None
            labels += speaker is not None
        if speaker is not None:
            found[k] = speaker
    return found if labels > 1 else {}


def _label_colon(state: State, p: range) -> int:
    """The colon of a label that opens a paragraph or ends it; -1 where there is none."""
    tokens = state.document.tokens
    for at in ([*p[1 : LABEL + 1]] + ([p[-1]] if len(p) > LABEL + 1 else [])) if len(p) else []:
        if tokens[at].text == ":":
            start = at
            while start > p[0] and at - start < LABEL and _capitals(tokens[start - 1].text):
                start -= 1
            whole = start < at and (start == p[0] or at == p[-1])
            return at if whole else -1
    return -1


def _capitals(text: str) -> bool:
    return text.isupper() or text in {".", "’", "'", "-"}


def chanted(state: State, paragraphs: Sequence[range]) -> dict[int, Cluster]:
    """Whom a crowd calls for ("We want Meyer!", "We love Meyer. We love Meyer."): who speaks in all the text."""
    tokens, found = state.document.tokens, []
    sentences = state.document.sentences
    bounds = [(s.start, s.end) for s in sentences]
    for (a, b), (c, d) in pairwise([*bounds, (0, 0)]):
        if not (
            3 <= b - a <= 7 and tokens[a].text.lower() == "we" and tokens[a + 1].lemma.lower() in _CHEERS
        ):
            continue
        i = state.name_at.get(a + 2)
        again = [t.text.lower() for t in tokens[a:b]] == [t.text.lower() for t in tokens[c:d]]
        if i is None or state.mentions[i].end < b - 1 or state.scene.quote_of[a] >= 0:
            continue
        person = state.owner[i].kind in {EntityKind.PERSON, EntityKind.OTHER}
        if again or (person and tokens[b - 1].text == "!"):
            found.append(state.owner[i])
    return dict.fromkeys(range(len(paragraphs)), found[0]) if len({id(c) for c in found}) == 1 else {}
