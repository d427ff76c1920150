"""Dialogue: who speaks a quote that no source words introduce."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from attrib.candidates import ResolvedSource
from attrib.model import EntityKind, Evidence, MentionKind, SpeakerKind

if TYPE_CHECKING:
    from attrib.candidates import Chain, Draft, MentionCandidate
    from attrib.document import Document
    from attrib.lexicon.people import PeopleLexicon
    from attrib.model import Quote
    from attrib.stages._scene import Scene

_SPEECH = frozenset(
    "say ask reply answer cry exclaim tell remark whisper murmur mutter shout call add continue begin return observe inquire"
    " enquire demand repeat respond declare go think gasp growl sob sigh laugh snap retort protest insist suggest interrupt"
    " interpose rejoin resume explain scream yell echo assent agree admit announce urge warn plead beg order state".split()
)


@frozen
class Turn:
    """One quote with who spoke it."""

    paragraph: int
    chain: int
    mention: MentionCandidate


class Turns:
    """Goes through the drafts in text order and fills in quotes without a source."""

    def __init__(
        self,
        document: Document,
        quotes: tuple[Quote, ...],
        chains: tuple[Chain, ...],
        drafts: tuple[Draft, ...],
        scene: Scene,
        lexicon: PeopleLexicon,
    ) -> None:
        self.document, self.chains, self.drafts, self.scene = document, chains, drafts, scene
        self.lexicon = lexicon
        self.quoted = [any(t >= 0 for t in self._quotes_of(d)) for d in drafts]
        self.turns: list[Turn] = []

    def _quotes_of(self, draft: Draft) -> list[int]:
        return [self.scene.quote_of[i] for s in draft.content for i in list(self.document.index.touching(s))[:2]]

    def fill(self, found: list[ResolvedSource], at: dict[int, tuple[int, MentionCandidate]]) -> list[ResolvedSource]:
        """Give every bare quote the speaker that the turns around it suggest."""
        out = list(found)
        first = {k: d.content[0].start_char for k, d in enumerate(self.drafts)}
        known: dict[int, Turn] = {}
        for k in first:
            turn = self._turn(k, out[k], at)
            if turn is not None:
                known.setdefault(turn.paragraph, turn)
        for k in sorted(first, key=lambda x: first[x]):
            if not self.quoted[k]:
                continue
            turn = self._turn(k, out[k], at)
            if turn is None and not self.drafts[k].source and self.drafts[k].cue is None:
                turn, rule = self._guess(k, known, at)
                if turn is not None:
                    out[k] = self._resolved(turn, rule)
            if turn is not None:
                known.setdefault(turn.paragraph, turn)
                self.turns.append(turn)
        return out

    def _token(self, k: int) -> int:
        inside = self.document.index.touching(self.drafts[k].content[0])
        return inside.start if len(inside) else 0

    def _turn(self, k: int, result: ResolvedSource, at: dict[int, tuple[int, MentionCandidate]]) -> Turn | None:
        head = self.scene.heads[k]
        if not self.quoted[k] or head is None or not result.chains or result.chains[0] is None:
            return None
        c = result.chains[0]
        mention = at[head][1] if head in at and at[head][0] == c else self.chains[c].mentions[0]
        return Turn(self.scene.paragraph(self._token(k)), c, mention)

    def _guess(
        self, k: int, known: dict[int, Turn], at: dict[int, tuple[int, MentionCandidate]]
    ) -> tuple[Turn | None, str]:
        token = self._token(k)
        here = self.scene.paragraph(token)
        if here in known:
            return Turn(here, known[here].chain, known[here].mention), "same paragraph"
        beside = self._narrative(here, token, at)
        if beside is not None:
            return Turn(here, *beside), "narrative beside the quote"
        before = self._before(here, token, at)
        if before is not None:
            return Turn(here, *before), "introduced before"
        last = [t for t in self.turns if t.paragraph < here and here - t.paragraph <= 6]
        if not last:
            return None, ""
        latest = last[-1]
        for turn in reversed(last[:-1]):
            if turn.chain != latest.chain:
                return Turn(here, turn.chain, turn.mention), "alternating turns"
        other = self._partner(latest, here, at)
        if other is not None:
            return Turn(here, *other), "the other person on stage"
        return None, ""

    def _paragraph_tokens(self, number: int) -> range:
        starts = self.scene.paragraph_starts
        end = starts[number + 1] if number + 1 < len(starts) else len(self.document.tokens)
        return range(starts[number], min(end, starts[number] + 400))

    def _narrative(
        self, number: int, token: int, at: dict[int, tuple[int, MentionCandidate]]
    ) -> tuple[int, MentionCandidate] | None:
        """The subject of a verb of saying in the paragraph's narrative, else its nearest personal subject."""
        best: tuple[float, tuple[int, MentionCandidate]] | None = None
        tokens = self.document.tokens
        for i in self._paragraph_tokens(number):
            if self.scene.quote_of[i] >= 0 or i not in at or tokens[i].relation not in {"nsubj", "root", "obl", "obj", "parataxis"}:
                continue
            c, mention = at[i]
            if mention.head != i or self.chains[c].kind not in {EntityKind.PERSON, EntityKind.OTHER, EntityKind.GROUP}:
                continue
            verb = tokens[i].head
            speech = verb >= 0 and tokens[verb].lemma.lower() in _SPEECH and abs(verb - i) < 12
            score = (3.0 if speech and self._beside_quote(i, verb) else 1.0 if speech else 0.0) - 0.01 * abs(i - token)
            score += 0.5 if tokens[i].relation == "nsubj" else -0.5
            if best is None or score > best[0]:
                best = (score, (c, mention))
        return best[1] if best is not None else None

    def _beside_quote(self, i: int, verb: int) -> bool:
        low, high = min(i, verb), max(i, verb)
        around = [j for j in (*range(low - 3, low), *range(high + 1, high + 4)) if 0 <= j < len(self.document.tokens)]
        return any(self.scene.quote_of[j] >= 0 or self.document.tokens[j].text in {"“", "”", '"', "''", "``"} for j in around)

    def _before(
        self, number: int, token: int, at: dict[int, tuple[int, MentionCandidate]]
    ) -> tuple[int, MentionCandidate] | None:
        """A paragraph before that ends in a colon, or in a comma after a verb of saying."""
        if number == 0:
            return None
        inside = self._paragraph_tokens(number - 1)
        if not len(inside) or self.document.tokens[inside[-1]].text not in {":", ","}:
            return None
        return self._narrative(number - 1, inside[-1], at)

    def _partner(
        self, latest: Turn, here: int, at: dict[int, tuple[int, MentionCandidate]]
    ) -> tuple[int, MentionCandidate] | None:
        """The last other person named in the narrative of the paragraphs just before."""
        for number in range(here - 1, max(-1, here - 5), -1):
            for i in reversed(self._paragraph_tokens(number)):
                if i not in at or self.scene.quote_of[i] >= 0:
                    continue
                c, mention = at[i]
                if c != latest.chain and mention.head == i and self.chains[c].kind is EntityKind.PERSON:
                    if mention.number != "plur":
                        return c, mention
        return None

    def _resolved(self, turn: Turn, rule: str) -> ResolvedSource:
        chain = self.chains[turn.chain]
        span = self.document.span(turn.mention.start, turn.mention.end)
        kind = SpeakerKind.NAMED if turn.mention.kind is MentionKind.NAME else (
            SpeakerKind.PRONOUN if turn.mention.kind is MentionKind.PRONOUN else
            SpeakerKind.NOMINAL if chain.named else SpeakerKind.ANONYMOUS
        )
        return ResolvedSource((chain.name,), (kind,), (turn.chain,), None, (Evidence("speaker", rule, (span,)),))
