"""Whose "I" it is in running text: signatures, interviews, self-introductions, bylines, narrators whom others address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from attrib.model import EntityKind, MentionKind
from attrib.stages._clusters import Cluster

if TYPE_CHECKING:
    from attrib.candidates import MentionCandidate
    from attrib.stages._state import State

FIRST = 6
"""Paragraphs among which a byline may stand."""
LEAST_SAID = 2
"""A narrator says or thinks at least this much."""
_PEOPLE = frozenset({EntityKind.PERSON, EntityKind.OTHER})
_I_AM = (["i", "am"], ["i", "'m"])
_IT_IS = (["it", "'s"], ["it", "is"], ["this", "is"])
_MY_NAME_IS = (["my", "name", "is"], ["my", "name", "'s"])
_GREETINGS = frozenset({"hi", "hey", "hello"})
_CALL_OPENS = frozenset(",“\"‘'«—–")
_CALL_CLOSES = frozenset(",”\"’'».!?—–…")


class Voices:
    """For each paragraph, who says "I" and who is "you", where the text lets one know."""

    def __init__(self, state: State) -> None:
        self.state = state
        starts = state.scene.paragraph_starts
        ends = [*starts[1:], len(state.document.tokens)]
        self.paragraphs = [range(a, b) for a, b in zip(starts, ends, strict=True)]
        self.first: dict[int, Cluster] = {}
        self.second: dict[int, Cluster] = {}
        self._signatures()
        if not self.first:
            self._interview()
            self._from_names(self._introduces)
        if not self.first:
            self._narrator()
        if not self.first:
            self._from_names(self._byline)

    def _mine(self, paragraph: range) -> bool:
        """Whether a paragraph has a first person outside quotes."""
        tokens, quote_of = self.state.document.tokens, self.state.scene.quote_of
        return any(
            quote_of[i] < 0 and tokens[i].text.lower() in self.state.lexicon.sets["mine"] for i in paragraph
        )

    def _signer(self, paragraph: range) -> Cluster | None:
        """The person of a paragraph that is nothing but a name ("— Ann Meyer", "[Signed] Ann Meyer")."""
        state = self.state
        if not 0 < len(paragraph) <= 8 or self.state.document.tokens[paragraph[-1]].text in {
            "?",
            "!",
            ":",
            "…",
            "...",
        }:
            return None
        for i in list(paragraph)[:4]:
            j = state.name_at.get(i)
            if j is None:
                continue
            m = state.mentions[j]
            rest = [t for t in state.document.tokens[m.end : paragraph.stop] if t.upos != "PUNCT"]
            before = [t for t in state.document.tokens[paragraph.start : m.start] if t.text.isalpha()]
            lone = not rest and not any(t.text.lower() not in {"signed", "by"} for t in before)
            return state.owner[j] if lone and m.entity_kind in {EntityKind.PERSON, EntityKind.OTHER} else None
        return None

    def _signatures(self) -> None:
        """Paragraphs in the first person belong to the name that stands alone after them."""
        since = 0
        for number, paragraph in enumerate(self.paragraphs):
            signer = self._signer(paragraph)
            if signer is None or (number < FIRST and self._by(paragraph)):
                continue
            block = range(max(since, number - 60), number)
            near = [k for k in list(block)[-4:] if self._mine(self.paragraphs[k])]
            if near and self._plausible(signer, number):
                for k in block:
                    self.first[k] = signer
            since = number + 1

    def _plausible(self, signer: Cluster, number: int) -> bool:
        """A full name signs anywhere; a single word only after a closing ("Yours,") or at the end."""
        if any(len(name.split()) > 1 for name in signer.names):
            return signer.kind is EntityKind.PERSON
        before = self.paragraphs[number - 1]
        closing = len(before) <= 6 and self.state.document.tokens[before[-1]].text == ","
        return closing and number + 4 > len(self.paragraphs)

    def _interview(self) -> None:
        """Questions, each followed by an answer: answers belong to the person presented before them."""
        tokens = self.state.document.tokens
        asks = [self._asks(p) for p in self.paragraphs]
        pairs = [
            k for k in range(len(asks) - 1) if asks[k] and not asks[k + 1] and len(self.paragraphs[k]) > 3
        ]
        spoken = [k for k in pairs if self._mine(self.paragraphs[k + 1])]
        lead = {t.lemma.lower() for t in tokens[: min(len(tokens), 400)]}
        title = {t.lemma.lower() for t in tokens[:60]}
        least = (
            1
            if title & self.state.lexicon.sets["interview"]
            else 2
            if lead & self.state.lexicon.sets["interview"]
            else 4
        )
        if len(spoken) < least or len(pairs) * 12 < len(self.paragraphs):
            return
        guest = self._presented(self.paragraphs[pairs[0]].start)
        if guest is None:
            return
        for k in range(pairs[0], len(self.paragraphs)):
            if asks[k]:
                self.second[k] = guest
            else:
                self.first[k] = guest

    def _asks(self, paragraph: range) -> bool:
        """Whether a paragraph is a question to "you": it ends in one, or is short and holds one."""
        tokens = self.state.document.tokens
        if not len(paragraph):
            return False
        if tokens[paragraph[-1]].text == "?":
            return True
        text = [tokens[i].text.lower() for i in paragraph[:80]]
        return len(paragraph) <= 80 and "?" in text and bool({"you", "your"} & set(text)) and "i" not in text

    def _presented(self, before: int) -> Cluster | None:
        """The person most often mentioned in the lead of an interview; the earliest of equals."""
        state = self.state
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

    def _from_names(self, tells: Callable[[MentionCandidate], bool]) -> None:
        """From a name that tells who writes on, "I" is that person, until another such name."""
        state = self.state
        speaker: Cluster | None = None
        introduced: dict[int, Cluster] = {}
        for i, m in enumerate(state.mentions):
            if m.kind is MentionKind.NAME and state.scene.quote_of[m.head] < 0 and tells(m):
                introduced.setdefault(state.scene.paragraph(m.start), state.owner[i])
        for k in range(len(self.paragraphs)) if introduced else ():
            speaker = introduced.get(k, speaker)
            if speaker is not None and k not in self.first:
                self.first[k] = speaker

    def _introduces(self, m: MentionCandidate) -> bool:
        """ "My name is X", "I'm X", "It's X here", "Hi, this is X"."""
        tokens = self.state.document.tokens
        words = [t.text.lower().replace("’", "'") for t in tokens[max(0, m.start - 6) : m.start]]
        if words[-2:] in _IT_IS:
            here = m.end < len(tokens) and tokens[m.end].text.lower() == "here"
            return here or not _GREETINGS.isdisjoint(words)
        return m.entity_kind is EntityKind.PERSON and (words[-2:] in _I_AM or words[-3:] in _MY_NAME_IS)

    def _byline(self, m: MentionCandidate) -> bool:
        """A paragraph among the first that is nothing but "By X"."""
        number = self.state.scene.paragraph(m.start)
        paragraph = self.paragraphs[number]
        lone = paragraph.start == m.start - 1 and paragraph.stop - m.end <= 1
        return number < FIRST and lone and self._by(paragraph) and m.entity_kind in _PEOPLE

    def _by(self, paragraph: range) -> bool:
        return self.state.document.tokens[paragraph.start].text.lower() == "by"

    def _narrator(self) -> None:
        """A narrator who says "I" and whom others call by name: “Robert,” my mother said. “I am coming,” I said.

        The name stands in quotes alone, since outside them the narrator is "I", and is set off as an address.
        """
        state = self.state
        heads = (h for h in state.scene.source_of if state.scene.quote_of[h] < 0)
        if sum(state.document.tokens[h].text in {"I", "me"} for h in heads) < LEAST_SAID:
            return
        calls: Counter[int] = Counter()
        clusters: dict[int, Cluster] = {}
        for i, m in enumerate(state.mentions):
            cluster = state.owner.get(i)
            if m.kind is not MentionKind.NAME or cluster is None or m.entity_kind not in _PEOPLE:
                continue
            clusters[id(cluster)] = cluster
            quoted = state.scene.quote_of[m.head] >= 0
            calls[id(cluster)] += (2 if self._called(m) else 0) if quoted else -len(state.mentions)
        ranked = [k for k, n in calls.most_common(2) if n > 0]
        if ranked and (len(ranked) == 1 or calls[ranked[0]] > calls[ranked[1]]):
            self.first = dict.fromkeys(range(len(self.paragraphs)), clusters[ranked[0]])

    def _called(self, m: MentionCandidate) -> bool:
        """Whether a name stands between marks, as when somebody is called: “Robert, wait”, “Come here, Robert.”"""
        tokens = self.state.document.tokens
        before = tokens[m.start - 1].text[-1:] if m.start else ""
        after = tokens[m.end].text[:1] if m.end < len(tokens) else ""
        return before in _CALL_OPENS and after in _CALL_CLOSES and (before + after).strip(",") != ""


def first_persons(state: State) -> None:
    """Give "I", "we" and "you" their speakers: who is quoted, else whose text it is."""
    voices = Voices(state)
    narrator = Cluster(EntityKind.PERSON, label="AUTHOR", number="sing")
    state.clusters.append(narrator)
    for i, mention in enumerate(state.mentions):
        if mention.kind is not MentionKind.PRONOUN or mention.person == 3 or i in state.owner:
            continue
        if mention.person == 1:
            _first(state, i, voices, narrator)
        else:
            number = state.scene.paragraph(mention.head)
            if state.scene.quote_of[mention.head] < 0 and number in voices.second:
                state.join(i, voices.second[number], "the person interviewed")


def _first(state: State, i: int, voices: Voices, narrator: Cluster) -> None:
    mention = state.mentions[i]
    quoted = state.scene.quote_of[mention.head] >= 0
    speaker = state.speaker_at(mention.head)
    if speaker is not None and (mention.number == "sing" or quoted):
        state.join(i, speaker, "first person in own words")
        return
    number = state.scene.paragraph(mention.head)
    if not quoted and number in voices.first:
        state.join(i, voices.first[number], "first person of the text")
    elif not quoted and (mention.number == "sing" or i in state.scene.source_of):
        narrator.first_token = mention.start if not narrator.members else narrator.first_token
        state.join(i, narrator, "first person of the writer")
