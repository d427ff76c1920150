"""Whose "I" it is in running text: signatures, interviews, self-introductions, bylines, narrators whom others address."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from attrib.model import EntityKind, MentionKind
from attrib.stages._clusters import Cluster
from attrib.stages._headings import chanted, headed, labelled
from attrib.stages._interview import FEWEST_ANSWERS, announced, asks, interview, mine
from attrib.stages._roles import parse_role
from attrib.stages._state import FIRST
from attrib.stages._transcript import is_talk, turn_takers

if TYPE_CHECKING:
    from attrib.candidates import MentionCandidate
    from attrib.stages._state import State

ANSWER = 2
"""Paragraphs within which whoever is called answers."""
LEAST_SAID = 2
"""A narrator says or thinks at least this much."""
_PEOPLE = frozenset({EntityKind.PERSON, EntityKind.OTHER})
_I_AM = (["i", "am"], ["i", "'m"])
_IT_IS = (["it", "'s"], ["it", "is"], ["this", "is"])
_MY_NAME_IS = (["my", "name", "is"], ["my", "name", "'s"])
_GREETINGS = frozenset({"hi", "hey", "hello"})
_CALL_OPENS = frozenset(",“\"‘'«—–")
_QUOTES = frozenset("“”\"‘’'«»")
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
        self.asks = [asks(state, p) for p in self.paragraphs]
        known = headed(state, self.paragraphs) | self._named_where(self._introduces)
        rules: tuple[Callable[[], None], ...] = (
            lambda: self.first.update(labelled(state, self.paragraphs)),
            self._signatures,
            lambda: self._interviewed(announced(state)),
            lambda: self._talk(known) if known else None,
            lambda: self._from(known),
            lambda: self.first.update(chanted(state, self.paragraphs)),
            lambda: self._interviewed(FEWEST_ANSWERS),
            lambda: self._talk({}),
            self._narrator,
            lambda: self._from(self._named_where(self._byline)),
        )
        for rule in rules:
            if not self.first:
                rule()

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
            near = [k for k in list(block)[-4:] if mine(self.state, self.paragraphs[k])]
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

    def _interviewed(self, least: int) -> None:
        if least:
            self.first, self.second = interview(self.state, self.paragraphs, self.asks, least)

    def _talk(self, known: dict[int, Cluster]) -> None:
        """Talk written down without labels."""
        if is_talk(self.state, self.paragraphs):
            self.first, self.second = turn_takers(self.state, self.paragraphs, known, self.asks)

    def _named_where(self, tells: Callable[[MentionCandidate], bool]) -> dict[int, Cluster]:
        """By paragraph, the first name that tells whose "I" it is."""
        state = self.state
        found: dict[int, Cluster] = {}
        for i, m in enumerate(state.mentions):
            if m.kind is MentionKind.NAME and state.scene.quote_of[m.head] < 0 and tells(m):
                found.setdefault(state.scene.paragraph(m.start), state.owner[i])
        return found

    def _from(self, introduced: dict[int, Cluster]) -> None:
        """From a name that tells who writes on, "I" is that person, until another such name."""
        speaker: Cluster | None = None
        for k in range(len(self.paragraphs)) if introduced else ():
            speaker = introduced.get(k, speaker)
            if speaker is not None and k not in self.first:
                self.first[k] = speaker

    def _introduces(self, m: MentionCandidate) -> bool:
        """ "My name is X", "I'm X", "It's X here", "Hi, this is X"."""
        tokens = self.state.document.tokens
        words = [t.text.lower().replace("’", "'") for t in tokens[max(0, m.start - 6) : m.start]]
        if self._on_record(m):
            return True
        if words[-2:] in _IT_IS:
            here = m.end < len(tokens) and tokens[m.end].text.lower() == "here"
            return here or not _GREETINGS.isdisjoint(words)
        if m.entity_kind is not EntityKind.PERSON:
            return False
        return words[-2:] in _I_AM or words[-3:] in _MY_NAME_IS or self._as_host(m)

    def _on_record(self, m: MentionCandidate) -> bool:
        """ "Senator Hale. Thank you, Mr. President": how records of debates open a turn."""
        paragraph = self.paragraphs[self.state.scene.paragraph(m.start)]
        tokens = self.state.document.tokens
        titled = tokens[m.start].text.lower().rstrip(".") in self.state.lexicon.titles
        goes_on = m.end + 3 < paragraph.stop and tokens[m.end].text == "."
        return (
            titled
            and paragraph.start == m.start
            and goes_on
            and tokens[m.end + 1].sentence != tokens[m.start].sentence
        )

    def _as_host(self, m: MentionCandidate) -> bool:
        """ "I'm your host, as always, X": a name after a comma in a clause whose subject is "I" and predicate a noun."""
        tokens = self.state.document.tokens
        start = self.state.document.sentences[tokens[m.start].sentence].start
        inside = tokens[max(start, m.start - 12) : m.start]
        words = [t.text.lower().replace("’", "'") for t in inside]
        if words[-1:] != [","] or any(t.upos == "VERB" for t in inside):
            return False
        return any(words[n : n + 2] in _I_AM for n in range(len(words)))

    def _byline(self, m: MentionCandidate) -> bool:
        """A paragraph among the first that is nothing but "By X"."""
        return m.entity_kind in _PEOPLE and self.state.in_byline(m)

    def _by(self, paragraph: range) -> bool:
        return self.state.document.tokens[paragraph.start].text.lower() == "by"

    def _narrator(self) -> None:
        """A narrator who says "I" and whom others call by name: “Robert,” my mother said. “I am coming,” I said.

        The name stands in quotes alone, since outside them the narrator is "I", and is set off as an address, or said to be
        who "you" are.
        """
        state = self.state
        scene, tokens = state.scene, state.document.tokens
        said = sorted(h for h in scene.source_of if scene.quote_of[h] < 0 and tokens[h].text in {"I", "me"})
        if len(said) < LEAST_SAID:
            return
        calls: Counter[int] = Counter()
        clusters: dict[int, Cluster] = {}
        for i, m in enumerate(state.mentions):
            cluster = state.owner.get(i)
            if m.kind is not MentionKind.NAME or cluster is None or m.entity_kind not in _PEOPLE:
                continue
            clusters[id(cluster)] = cluster
            quoted = scene.quote_of[m.head] >= 0
            calls[id(cluster)] += self._call(m, said) if quoted else -len(state.mentions)
        ranked = [k for k, n in calls.most_common(2) if n > 0]
        if ranked and (len(ranked) == 1 or calls[ranked[0]] > calls[ranked[1]]):
            self.first = dict.fromkeys(range(len(self.paragraphs)), clusters[ranked[0]])

    def _call(self, m: MentionCandidate, said: list[int]) -> int:
        """How much a name in a quote tells that it is the narrator's: more where "I" answers within two paragraphs."""
        tokens, scene = self.state.document.tokens, self.state.scene
        before = [t.text.lower().replace("’", "'") for t in tokens[max(0, m.start - 4) : m.start]]
        if "you" in before and not {"'re", "are"}.isdisjoint(before):
            return 1
        if not self._called(m):
            return 0
        k = bisect_left(said, m.end)
        gap = scene.paragraph(said[k]) - scene.paragraph(m.start) if k < len(said) else ANSWER + 1
        return 0 if gap > ANSWER else 2 if gap else -2  # in the same paragraph it is "I" who calls

    def _called(self, m: MentionCandidate) -> bool:
        """Whether a name stands between marks, as when somebody is called: “Robert, wait”, “Come here, Robert.”

        Not between commas, nor alone in quotation marks (“Still Life” by …): a call has a mark of its own.
        """
        tokens = self.state.document.tokens
        before = tokens[m.start - 1].text[-1:] if m.start else ""
        after = tokens[m.end].text[:1] if m.end < len(tokens) else ""
        alone = before in _QUOTES and after in _QUOTES
        return before in _CALL_OPENS and after in _CALL_CLOSES and before + after != ",," and not alone


def first_persons(state: State) -> None:
    """Give "I", "we" and "you" their speakers: who is quoted, else whose text it is."""
    voices = Voices(state)
    narrator = Cluster(EntityKind.PERSON, label=_office(state) or "AUTHOR", number="sing")
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


def _office(state: State) -> str:
    """What the writer of a text says to be: "as President, I", "as your governor I"; no mere "as a doctor"."""
    tokens = state.document.tokens
    for i, token in enumerate(tokens):
        if token.text.lower() != "as" or state.scene.quote_of[i] >= 0:
            continue
        start = i + 2 if i + 1 < len(tokens) and tokens[i + 1].text.lower() in {"your", "the"} else i + 1
        j = state.by_start.get(start)
        if j is None or tokens[state.mentions[j].head].xpos in {"NNS", "NNPS"}:
            continue
        role = parse_role(state.words(j), state.lexicon)
        if role is None or not state.lexicon.roles[role.head].office or role.head != state.words(j).lower():
            continue
        end = state.mentions[j].end
        if [t.text for t in tokens[end : end + 2]] == [",", "I"] or [
            t.text for t in tokens[end : end + 1]
        ] == ["I"]:
            return state.words(j)
    return ""


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
