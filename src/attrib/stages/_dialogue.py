"""Dialogue: who speaks a quote that no source words introduce.

Order of trust: a verb of saying beside the quote; another quote of the same paragraph; words that announce
it; a subject in the paragraph's narrative; the turns before and after, which alternate between two people.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from attrs import frozen

from attrib.candidates import ResolvedSource
from attrib.document import ROOT
from attrib.model import EntityKind, Evidence, SpeakerKind

if TYPE_CHECKING:
    from attrib.candidates import Chain, Draft, MentionCandidate
    from attrib.document import Document
    from attrib.lexicon.people import PeopleLexicon
    from attrib.stages._scene import Scene

    Place = tuple[int, MentionCandidate]

_INVERTED = frozenset({"obj", "obl", "parataxis", "xcomp", "root", "ccomp", "appos", "vocative"})
_MARKS = frozenset({"“", "”", '"', "''", "``", "‘", "’", "'"})
REACH = 6
"""Paragraphs that a turn is remembered."""


@frozen
class Turn:
    """One paragraph's quotes with who speaks them."""

    paragraph: int
    chain: int
    mention: MentionCandidate
    rule: str


class Turns:
    """Fills in the speakers of quotes without a source."""

    def __init__(
        self,
        document: Document,
        chains: tuple[Chain, ...],
        drafts: tuple[Draft, ...],
        scene: Scene,
        at: dict[int, Place],
        lexicon: PeopleLexicon,
    ) -> None:
        self.document, self.chains, self.drafts, self.scene, self.at = document, chains, drafts, scene, at
        self.speech_verbs = lexicon.sets["speech"]
        self.known: dict[int, Turn] = {}
        self.quoted = [self._opens_in_quote(d) for d in drafts]
        named = {scene.paragraph(self._token(k)) for k, d in enumerate(drafts) if self._labels(d)}
        self.labels = sorted(named)
        """Paragraphs that a label in capitals opens."""
        self.speech = {scene.paragraph(self._token(k)) for k, quoted in enumerate(self.quoted) if quoted}

    def _opens_in_quote(self, draft: Draft) -> bool:
        inside = self.document.index.touching(draft.content[0])
        return any(self.scene.quote_of[i] >= 0 for i in list(inside)[:2])

    @staticmethod
    def _labels(draft: Draft) -> bool:
        return any(e.rule == "labelled" for e in draft.evidence)

    def _token(self, k: int) -> int:
        inside = self.document.index.touching(self.drafts[k].content[0])
        return min(inside.start, max(0, len(self.document.tokens) - 1))

    def fill(self, found: list[ResolvedSource]) -> list[ResolvedSource]:
        """Give every bare quote the speaker that the text around it suggests."""
        out = list(found)
        if not self.document.tokens:
            return out
        order = sorted(range(len(out)), key=lambda k: self.drafts[k].content[0])
        bare = [
            k for k in order if self.quoted[k] and not self.drafts[k].source and self.drafts[k].cue is None
        ]
        guesses: dict[int, Turn] = {}
        for k in order:
            turn = self._given(k, out[k]) if self.quoted[k] else None
            if turn is not None:
                self.known.setdefault(turn.paragraph, turn)
        for k in bare:
            turn = self._beside(k, strong=True)
            if turn is not None:
                guesses[k] = turn
                self.known.setdefault(turn.paragraph, turn)
        for k in bare:
            if k not in guesses:
                turn = (
                    self._same_paragraph(k)
                    or self._under_label(k)
                    or self._announced(k)
                    or self._beside(k, strong=False)
                    or self._beat(k)
                )
                if turn is not None:
                    guesses[k] = turn
                    self.known.setdefault(turn.paragraph, turn)
        for k in bare:
            if k not in guesses:
                turn = self._same_paragraph(k) or self._alternate(k)
                if turn is not None:
                    guesses[k] = turn
                    self.known.setdefault(turn.paragraph, turn)
        for k, turn in guesses.items():
            out[k] = self._resolved(turn)
        return out

    # --- rules -------------------------------------------------------------------------------------------

    def _given(self, k: int, result: ResolvedSource) -> Turn | None:
        """The speaker that the source words give."""
        head = self.scene.heads[k]
        if head is None or not result.chains or result.chains[0] is None:
            return None
        c = result.chains[0]
        mention = (
            self.at[head][1] if head in self.at and self.at[head][0] == c else self.chains[c].mentions[0]
        )
        return Turn(self.scene.paragraph(self._token(k)), c, mention, "source")

    def _same_paragraph(self, k: int) -> Turn | None:
        """Quotes in one paragraph share a speaker."""
        here = self.scene.paragraph(self._token(k))
        turn = self.known.get(here)
        return None if turn is None else Turn(here, turn.chain, turn.mention, "same paragraph")

    def _under_label(self, k: int) -> Turn | None:
        """In a transcript a turn goes on over paragraphs until the next label."""
        here = self.scene.paragraph(self._token(k))
        at = bisect_right(self.labels, here) - 1
        turn = self.known.get(self.labels[at]) if at >= 0 and len(self.labels) > 1 else None
        return None if turn is None else Turn(here, turn.chain, turn.mention, "under the label")

    def _beside(self, k: int, *, strong: bool) -> Turn | None:
        """The subject of a verb of saying beside the quote; or else any personal subject of the narrative."""
        token = self._token(k)
        here = self.scene.paragraph(token)
        place = self._subject(self._paragraph(here), token, strong=strong)
        rule = "verb of saying beside the quote" if strong else "narrative around the quote"
        return None if place is None else Turn(here, *place, rule)

    def _announced(self, k: int) -> Turn | None:
        """A paragraph before that ends in a colon, or in a comma after a verb of saying."""
        here = self.scene.paragraph(self._token(k))
        inside = self._paragraph(here - 1) if here else range(0)
        if not len(inside) or self.document.tokens[inside[-1]].text not in {":", ","}:
            return None
        place = self._subject(inside, inside[-1], strong=False)
        return None if place is None else Turn(here, *place, "announced by the paragraph before")

    def _beat(self, k: int) -> Turn | None:
        """A short paragraph of narrative just before: "Tommy nodded." opens Tommy's turn."""
        here = self.scene.paragraph(self._token(k))
        inside = self._paragraph(here - 1) if here else range(0)
        if not 0 < len(inside) <= 30 or here - 1 in self.speech:
            return None
        place = self._subject(inside, inside[-1], strong=False)
        return None if place is None else Turn(here, *place, "action before the quote")

    def _alternate(self, k: int) -> Turn | None:
        """Two people take turns: count paragraphs back to the last known turn, or on to the next one."""
        here = self.scene.paragraph(self._token(k))
        before = next((n for n in range(here - 1, max(-1, here - REACH), -1) if n in self.known), None)
        after = next((n for n in range(here + 1, here + REACH) if n in self.known), None)
        if before is not None:
            turn = self._across(before, here)
            if turn is not None:
                return turn
        if after is not None:
            return self._across(after, here)
        return None

    def _across(self, start: int, here: int) -> Turn | None:
        low, high = sorted((start, here))
        steps = (
            sum(n in self.speech for n in range(low, high))
            if start < here
            else sum(n in self.speech for n in range(low + 1, high + 1))
        )
        turn = self.known[start]
        if steps % 2 == 0:
            return Turn(here, turn.chain, turn.mention, "alternating turns")
        for n in [*range(low - 1, max(-1, low - REACH), -1), *range(high + 1, high + REACH)]:
            other = self.known.get(n)
            if other is not None and other.chain != turn.chain:
                return Turn(here, other.chain, other.mention, "alternating turns")
        place = self._partner(turn, here)
        return None if place is None else Turn(here, *place, "the other person on stage")

    def _partner(self, turn: Turn, here: int) -> Place | None:
        """The last other person in the narrative of the paragraphs just before."""
        for number in range(here - 1, max(-1, here - REACH), -1):
            for i in reversed(self._paragraph(number)):
                if i not in self.at or self.scene.quote_of[i] >= 0:
                    continue
                c, mention = self.at[i]
                if c != turn.chain and mention.head == i and self._person(c) and mention.number != "plur":
                    return c, mention
        return None

    # --- looking at the narrative ------------------------------------------------------------------------

    def _person(self, c: int) -> bool:
        return self.chains[c].kind is EntityKind.PERSON

    def _paragraph(self, number: int) -> range:
        starts = self.scene.paragraph_starts
        end = starts[number + 1] if number + 1 < len(starts) else len(self.document.tokens)
        return range(starts[number], min(end, starts[number] + 400))

    def _subject(self, inside: range, token: int, *, strong: bool) -> Place | None:
        """The best subject outside quotes: of a verb of saying next to a quote, else the nearest."""
        best: tuple[float, Place] | None = None
        for i in inside:
            if self.scene.quote_of[i] >= 0:
                continue
            place = self._speaking(i) if strong else self._acting(i)
            if place is None:
                continue
            score = -0.01 * abs(i - token)
            if (
                not strong
                and self.document.tokens[self.document.tokens[i].head].lemma.lower() in self.speech_verbs
            ):
                score += 1.0
            if best is None or score > best[0]:
                best = (score, place)
        return best[1] if best is not None else None

    def _speaking(self, i: int) -> Place | None:
        """A subject of a verb of saying with a quotation mark within three tokens of subject or verb."""
        tokens, at = self.document.tokens, self.at
        if i not in at or at[i][1].head != i or self._kind_bars(at[i][0]):
            return None
        verb, left = tokens[i].head, at[i][1].start - 1
        inverted = (
            left >= 0 and tokens[left].upos == "VERB" and tokens[left].lemma.lower() in self.speech_verbs
        )
        if inverted and self.scene.quote_of[left] < 0:
            verb = left
        elif verb == ROOT:
            return None
        if tokens[verb].lemma.lower() not in self.speech_verbs or abs(verb - i) > 8:
            return None
        inverted = (verb == left or 0 < i - verb <= 4) and not self.document.dependents(i, "case")
        if tokens[i].relation != "nsubj" and not (inverted and tokens[i].relation in _INVERTED):
            return None
        low, high = min(i, verb, at[i][1].start), max(i, verb, at[i][1].end - 1)
        near = [*range(max(0, low - 2), low), *range(high + 1, min(len(tokens), high + 3))]
        if any(self.scene.quote_of[j] >= 0 or tokens[j].text in _MARKS for j in near):
            return at[i]
        ends = tokens[high + 1 : high + 14]
        comma = any(
            t.text in {",", ":"} and n + 1 < len(ends) and ends[n + 1].text in _MARKS
            for n, t in enumerate(ends)
        )
        return at[i] if comma else None

    def _acting(self, i: int) -> Place | None:
        """A personal subject; of "her eyes", "the girl's lip" whose they are."""
        tokens, at = self.document.tokens, self.at
        if tokens[i].relation != "nsubj":
            return None
        if i in at and at[i][1].head == i and self._person(at[i][0]):
            return at[i]
        for c in self.document.dependents(i, "nmod:poss"):
            if c in at and self._person(at[c][0]):
                return at[c]
        return None

    def _kind_bars(self, c: int) -> bool:
        return self.chains[c].kind in {EntityKind.DOCUMENT, EntityKind.PLACE}

    def _resolved(self, turn: Turn) -> ResolvedSource:
        chain = self.chains[turn.chain]
        kind = SpeakerKind.AUTHOR if chain.name == "AUTHOR" else SpeakerKind.IMPLICIT
        span = self.document.span(turn.mention.start, turn.mention.end)
        return ResolvedSource(
            (chain.name,), (kind,), (turn.chain,), None, (Evidence("speaker", turn.rule, (span,)),)
        )
