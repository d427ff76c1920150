"""What coreference keeps while it reads: entities, who mentions whom, and which of them are in attention."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from attrib.model import EntityKind, Evidence, MentionKind
from attrib.names import tidy
from attrib.stages._clusters import Cluster, absorb, cluster_names
from attrib.stages._scene import Scene

if TYPE_CHECKING:
    from attrib.candidates import Draft, MentionCandidate
    from attrib.document import Document
    from attrib.lexicon.people import PeopleLexicon
    from attrib.model import Quote
    from attrib.spans import Span

WINDOW = 24
"""Entities that a pronoun or description may refer to: the ones mentioned last. Keeps the cost linear."""
FIRST = 6
"""Paragraphs among which a byline may stand."""
_ARTICLES = frozenset({"the", "a", "an"})


class State:
    """The one mutable value of a coreference run."""

    def __init__(
        self,
        document: Document,
        quotes: tuple[Quote, ...],
        mentions: tuple[MentionCandidate, ...],
        drafts: tuple[Draft, ...],
        lexicon: PeopleLexicon,
    ) -> None:
        self.document, self.mentions, self.lexicon = document, mentions, lexicon
        self.scene = Scene(document, quotes, drafts)
        self.owner, self.index = cluster_names(mentions, lexicon)
        self.clusters: list[Cluster] = list(self.index.clusters)
        self.scene.name_at = {mentions[i].head: cluster for i, cluster in self.owner.items()}
        self.by_head = {m.head: i for i, m in enumerate(mentions)}
        self.by_start = {m.start: i for i, m in enumerate(mentions)}
        self.name_at = {m.start: i for i, m in enumerate(mentions) if m.kind is MentionKind.NAME}
        self.name_until = {m.end: i for i, m in enumerate(mentions) if m.kind is MentionKind.NAME}
        self.recent: dict[int, Cluster] = {}
        self.aside: set[int] = set()
        self.bodies: dict[tuple[str, str], Cluster] = {}
        self.previous: Cluster | None = None
        self.contrast: tuple[Cluster, ...] = ()

    def span(self, i: int) -> Span:
        """Offsets of a mention."""
        m = self.mentions[i]
        return self.document.span(m.start, m.end)

    def sentence(self, i: int) -> int:
        """Sentence of a mention."""
        return self.document.tokens[self.mentions[i].head].sentence

    def gap(self, i: int, cluster: Cluster) -> int:
        """Sentences between a mention and the last mention of an entity."""
        last = cluster.latest
        return 99 if last < 0 else self.sentence(i) - self.sentence(last)

    def words(self, i: int) -> str:
        """A description's own words without article."""
        m, tokens = self.mentions[i], self.document.tokens
        start = m.start
        while start < m.head and (tokens[start].upos == "PUNCT" or tokens[start].text.lower() in _ARTICLES):
            start += 1
        return tidy(self.document.text[tokens[start].start_char : tokens[m.end - 1].end_char])

    def first_word(self, i: int) -> str:
        """First word of a mention, lower case."""
        return self.document.tokens[self.mentions[i].start].text.lower()

    def join(
        self, i: int, cluster: Cluster, rule: str, score: float | None = None, other: float | None = None
    ) -> None:
        """Add a mention to an entity and say why."""
        anchor = cluster.latest
        if anchor < 0 and cluster.members:
            anchor = cluster.members[0]
        absorb(cluster, i, self.mentions[i], self.lexicon)
        self.owner[i] = cluster
        spans = (self.span(i),) if anchor < 0 or anchor == i else (self.span(i), self.span(anchor))
        rounded = [None if s is None else round(s, 3) for s in (score, other)]
        cluster.links.append(Evidence("speaker", rule, spans, rounded[0], rounded[1]))

    def fresh(self, i: int, label: str = "") -> Cluster:
        """Open an entity for a mention that refers to nothing before it."""
        m = self.mentions[i]
        cluster = Cluster(m.entity_kind, label=label or self.words(i), number=m.number, first_token=m.start)
        if cluster.kind is EntityKind.OTHER and m.head in self.scene.source_of and m.number == "sing":
            cluster.kind = EntityKind.PERSON if not m.gender else cluster.kind
        absorb(cluster, i, m, self.lexicon)
        self.owner[i] = cluster
        self.clusters.append(cluster)
        return cluster

    def see(self, i: int, cluster: Cluster) -> None:
        """Move an entity to the front of attention."""
        if self.scene.quote_of[self.mentions[i].head] >= 0:
            cluster.last_quoted = i
        else:
            cluster.last = i
        cluster.weight += 1
        self.attend(cluster)
        if self.mentions[i].head in self.scene.source_of:
            self.previous = cluster

    def attend(self, cluster: Cluster) -> None:
        """Put an entity first, and forget those out of attention for long."""
        self.recent.pop(id(cluster), None)
        self.recent[id(cluster)] = cluster
        if len(self.recent) > 2 * WINDOW:
            for key in list(self.recent)[: WINDOW // 2]:
                del self.recent[key]

    def near(self, count: int = WINDOW) -> list[Cluster]:
        """The entities in attention, latest first."""
        return list(reversed(self.recent.values()))[:count]

    def speaker_at(self, token: int) -> Cluster | None:
        """Whose words a token stands in, as far as known."""
        k = self.scene.content_of.get(token)
        head = self.scene.heads[k] if k is not None else None
        if head is None or head == token:
            return None
        i = self.by_head.get(head)
        if i is None:
            i = self.covering(head)
        return self.owner.get(i) if i is not None else None

    def in_byline(self, m: MentionCandidate) -> bool:
        """Whether a mention is all that follows "By" in a paragraph among the first."""
        starts = self.scene.paragraph_starts
        number = self.scene.paragraph(m.start)
        if number >= FIRST or starts[number] != m.start - 1:
            return False
        end = starts[number + 1] if number + 1 < len(starts) else len(self.document.tokens)
        return self.document.tokens[m.start - 1].text.lower() == "by" and end - m.end <= 1

    def covering(self, token: int) -> int | None:
        """The mention that starts at most eight tokens before a token and holds it."""
        for start in range(token, max(-1, token - 9), -1):
            i = self.by_start.get(start)
            if i is not None and self.mentions[i].end > token:
                return i
        return None

    def possessor(self, head: int) -> Cluster | None:
        """Whose: the entity of a possessive dependent."""
        for c in self.document.dependents(head, "nmod:poss"):
            i = self.by_head.get(c)
            if i is None:
                i = self.covering(c)
            if i is not None:
                return self.owner.get(i)
        return None

    def modifiers(self, i: int) -> frozenset[str]:
        """The words of a description besides its head and function words."""
        m = self.mentions[i]
        return frozenset(
            t.text.lower()
            for k, t in enumerate(self.document.tokens[m.start : m.end], m.start)
            if k != m.head and t.upos in {"ADJ", "NOUN", "PROPN", "NUM", "PRON"}
        )

    @cached_property
    def titled(self) -> list[Cluster]:
        """Persons with a role, most often named first; bounded."""
        held = [c for c in self.index.clusters if c.roles and c.kind is EntityKind.PERSON]
        return sorted(held, key=lambda c: -len(c.members))[:WINDOW]

    def merge(self, cluster: Cluster, into: Cluster, rule: str, score: float) -> None:
        """Move all mentions of one entity to another."""
        anchor = into.members[0]
        for i in cluster.members:
            self.owner[i] = into
            into.links.append(Evidence("speaker", rule, (self.span(i), self.span(anchor)), round(score, 3)))
        into.members.extend(cluster.members)
        into.gender.update(cluster.gender)
        cluster.members = []
