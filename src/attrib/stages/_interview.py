"""Interviews without labels: questions, each followed by an answer of the person whom the lead presents."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrib.model import EntityKind, MentionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attrib.stages._clusters import Cluster
    from attrib.stages._state import State

FEWEST_ANSWERS = 3
"""Answers in the first person that make an interview of a text that calls itself none."""
LONGEST_QUESTION = 200
"""Tokens in a question."""
HEADING = 12
"""Tokens in a heading between questions."""
_ENDS = frozenset('.?!…”"')
_YOU = frozenset({"you", "your"})


def mine(state: State, paragraph: range) -> bool:
    """Whether a paragraph has a first person outside quotes."""
    tokens, quote_of, words = state.document.tokens, state.scene.quote_of, state.lexicon.sets["mine"]
    return any(quote_of[i] < 0 and tokens[i].text.lower() in words for i in paragraph)


def asks(state: State, paragraph: range) -> bool:
    """Whether a paragraph is a question to "you": it ends in one, or is short and holds one."""
    tokens = state.document.tokens
    if not len(paragraph):
        return False
    if tokens[paragraph[-1]].text == "?" and len(paragraph) <= LONGEST_QUESTION:
        return True
    text = [tokens[i].text.lower() for i in paragraph[:80]]
    return len(paragraph) <= 80 and "?" in text and bool(_YOU & set(text)) and "i" not in text


def announced(state: State) -> int:
    """How many answers make an interview of a text whose title or lead calls it one; 0 where none does."""
    words, tokens = state.lexicon.sets["interview"], state.document.tokens
    for least, reach in ((1, 60), (2, 400)):
        if not words.isdisjoint(t.lemma.lower() for t in tokens[:reach]):
            return least
    return 0


def interview(
    state: State, paragraphs: Sequence[range], questions: Sequence[bool], least: int
) -> tuple[dict[int, Cluster], dict[int, Cluster]]:
    """Who says "I" and who is "you" in each paragraph of an interview; nobody where the text is none.

    Args:
        state: The coreference run.
        paragraphs: The paragraphs as ranges of tokens.
        questions: Whether each asks.
        least: Answers in the first person that it takes.
    """
    first: dict[int, Cluster] = {}
    second: dict[int, Cluster] = {}
    pairs = [
        k
        for k in range(len(questions) - 1)
        if questions[k] and not questions[k + 1] and len(paragraphs[k]) > 3
    ]
    spoken = [k for k in pairs if mine(state, paragraphs[k + 1])]
    if len(spoken) < least or len(pairs) * 12 < len(paragraphs):
        return first, second
    answers = _opening(state, paragraphs, pairs[0])
    start = paragraphs[min(answers)].start
    guest = _presented(state, start)
    if guest is None:
        return first, second
    host = _host(state, guest, start)
    answers.update((k, not questions[k]) for k in range(pairs[0], len(paragraphs)))
    for k, answer in answers.items():
        if answer:
            first[k] = guest
        else:
            second[k] = guest
            first.update({k: host} if host is not None else {})
    return first, second


def _opening(state: State, paragraphs: Sequence[range], question: int) -> dict[int, bool]:
    """Turns before the first plain question, back over all that say "I" or "you": whether each is an answer."""
    tokens, k, answer = state.document.tokens, question, False
    out = {question: False}
    while k > 0:
        k -= 1
        inside = paragraphs[k]
        if len(inside) <= HEADING and tokens[inside[-1]].text[-1:] not in _ENDS:
            continue
        if not mine(state, inside) and not any(tokens[i].text.lower() in _YOU for i in inside):
            break
        answer = not answer
        out[k] = answer
    return out


def _host(state: State, guest: Cluster, before: int) -> Cluster | None:
    """Who leads the interview: the one other person in a sentence that tells of it ("sat down with X for an interview")."""
    tokens, words = state.document.tokens, state.lexicon.sets["interview"]
    found: list[Cluster] = []
    for i, m in enumerate(state.mentions):
        if m.start >= before:
            break
        cluster = state.owner.get(i)
        if m.kind is not MentionKind.NAME or cluster is None or cluster.kind is not EntityKind.PERSON:
            continue
        sentence = state.document.sentences[state.sentence(i)]
        told = any(t.lemma.lower() in words for t in tokens[sentence.start : sentence.end])
        if told and cluster is not guest and cluster not in found:
            found.append(cluster)
    return found[0] if len(found) == 1 else None


def _presented(state: State, before: int) -> Cluster | None:
    """The person most often mentioned in the lead of an interview; the earliest of equals."""
    counts: Counter[int] = Counter()
    people: dict[int, Cluster] = {}
    for i, m in enumerate(state.mentions):
        if m.start >= before:
            break
        cluster = state.owner.get(i)
        if cluster is not None and cluster.kind is EntityKind.PERSON and cluster.names:
            counts[id(cluster)] += 2 if m.kind is MentionKind.NAME else 1
            people.setdefault(id(cluster), cluster)
    if not counts:
        return None
    return people[max(counts, key=lambda key: (counts[key], -people[key].first_token))]
