"""Coreference for sources: which names, descriptions and pronouns are one entity.

Names first, over the whole text; then descriptions and pronouns from left to right against the entities seen last and
most often (a bounded list, so that the cost stays linear); last, first persons inside quotes and descriptions in
headlines whose name comes later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrib.candidates import Chain
from attrib.document import ROOT
from attrib.model import EntityKind, Evidence, MentionKind
from attrib.names import tidy
from attrib.spans import Span
from attrib.stages._antecedents import REFUSED, fit
from attrib.stages._clusters import Cluster, absorb, cluster_names, in_order
from attrib.stages._roles import parse_role, role_match
from attrib.stages._scene import Scene

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attrib.candidates import Draft, MentionCandidate
    from attrib.document import Document
    from attrib.lexicon.people import PeopleLexicon
    from attrib.model import Quote

WINDOW = 24
"""Entities that a pronoun or description may refer to: the ones mentioned last."""
TIE = 0.05
"""Scores closer than this are a tie."""
_INDEFINITE = frozenset({"a", "an", "another", "some", "one", "two", "three", "several", "many", "any", "no", "other", "most"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "both", "all"})


class _Resolver:
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
        self.by_head: dict[int, int] = {m.head: i for i, m in enumerate(mentions)}
        self.recent: dict[int, Cluster] = {}
        self.bodies: dict[tuple[str, str], Cluster] = {}
        self.previous: Cluster | None = None
        self.ends: dict[int, int] = {m.end: i for i, m in enumerate(mentions) if m.kind is MentionKind.NAME}
        self.starts: dict[int, int] = {m.start: i for i, m in enumerate(mentions) if m.kind is MentionKind.NAME}

    # --- bookkeeping -------------------------------------------------------------------------------------

    def span(self, i: int) -> Span:
        m = self.mentions[i]
        return self.document.span(m.start, m.end)

    def join(self, i: int, cluster: Cluster, rule: str, score: float | None = None, other: float | None = None) -> None:
        """Add a mention to an entity and say why."""
        anchor = max((j for j in (cluster.last, cluster.last_quoted) if j >= 0), default=None)
        if anchor is None and cluster.members:
            anchor = cluster.members[0]
        absorb(cluster, i, self.mentions[i], self.lexicon)
        self.owner[i] = cluster
        spans = (self.span(i),) if anchor is None or anchor == i else (self.span(i), self.span(anchor))
        cluster.links.append(Evidence("speaker", rule, spans, score, other))

    def fresh(self, i: int, label: str = "") -> Cluster:
        m = self.mentions[i]
        cluster = Cluster(m.entity_kind, label=label or self.words(i), number=m.number, first_token=m.start)
        absorb(cluster, i, m, self.lexicon)
        self.owner[i] = cluster
        self.clusters.append(cluster)
        return cluster

    def words(self, i: int) -> str:
        """A description's own words without article."""
        m = self.mentions[i]
        tokens = self.document.tokens
        start = m.start
        while start < m.head and tokens[start].upos == "PUNCT" or tokens[start].text.lower() in {"the", "a", "an"}:
            if start >= m.head:
                break
            start += 1
        return tidy(self.document.text[tokens[start].start_char : tokens[m.end - 1].end_char])

    def see(self, i: int, cluster: Cluster) -> None:
        """Move an entity to the front of attention."""
        if self.scene.quote_of[self.mentions[i].head] >= 0:
            cluster.last_quoted = i
        else:
            cluster.last = i
        cluster.weight += 1
        self.recent.pop(id(cluster), None)
        self.recent[id(cluster)] = cluster
        if len(self.recent) > 2 * WINDOW:
            for key in list(self.recent)[:WINDOW // 2]:
                del self.recent[key]
        if self.mentions[i].head in self.scene.source_of:
            self.previous = cluster

    def near(self) -> list[Cluster]:
        """The entities in attention, latest first."""
        return list(reversed(self.recent.values()))[:WINDOW]

    def speaker_at(self, token: int) -> Cluster | None:
        """Whose words a token stands in, as far as known."""
        k = self.scene.content_of.get(token)
        head = self.scene.heads[k] if k is not None else None
        i = self.by_head.get(head) if head is not None else None
        return self.owner.get(i) if i is not None else None

    # --- the pass ----------------------------------------------------------------------------------------

    def run(self) -> None:
        self.appositions()
        for i, mention in enumerate(self.mentions):
            if i not in self.owner:
                if mention.kind is MentionKind.PRONOUN:
                    self.pronoun(i)
                else:
                    self.nominal(i)
            cluster = self.owner.get(i)
            if cluster is not None:
                self.see(i, cluster)
        self.announced()
        self.first_persons()

    def appositions(self) -> None:
        """Join "X, the prime minister," and "the prime minister, X," with X; note predicates ("X is the minister") as roles."""
        tokens = self.document.tokens
        for i, mention in enumerate(self.mentions):
            if mention.kind is not MentionKind.NOMINAL:
                continue
            head = tokens[mention.head]
            name = self._apposed(i)
            if name is not None and self.owner[name].kind in {EntityKind.PERSON, mention.entity_kind, EntityKind.OTHER}:
                cluster = self.owner[name]
                cluster.add_role(self._long_role(i), self.lexicon)
                if cluster.kind is EntityKind.OTHER:
                    cluster.kind = mention.entity_kind
                self.join(i, cluster, "apposition")
            elif any(tokens[c].relation == "cop" for c in self.document.children[mention.head]) or head.deprel == "xcomp":
                top = mention.head if head.deprel != "xcomp" else head.head
                for c in self.document.dependents(top, "nsubj") if top != ROOT else ():
                    j = self.by_head.get(c)
                    if j is not None and self.mentions[j].kind is MentionKind.NAME and mention.number == "sing":
                        self.owner[j].add_role(self._long_role(i), self.lexicon)

    def _long_role(self, i: int) -> str:
        m = self.mentions[i]
        role = m.roles[0] if m.roles else ""
        tokens = self.document.tokens
        end = m.end
        while end < len(tokens) and tokens[end].upos in {"ADP", "DET", "PROPN", "NOUN", "ADJ"} and end - m.end < 8:
            end += 1
        tail = tidy(self.document.text[tokens[m.end - 1].end_char : tokens[end - 1].end_char])
        return f"{role} {tail}" if tail.startswith(("of ", "for ", "at ", "on ", "in ")) else role

    def _apposed(self, i: int) -> int | None:
        """The name that a description stands next to, by the parse or by commas alone.

        Variants: appos in either direction; "the judge, X," ; "X, the judge," ; "X, 56, the judge".
        """
        tokens, m = self.document.tokens, self.mentions[i]
        head = tokens[m.head]
        if head.relation in {"appos", "flat"} and head.head in self.by_head:
            j = self.by_head[head.head]
            if self.mentions[j].kind is MentionKind.NAME and m.entity_kind is EntityKind.PERSON:
                return j
        for c in self.document.dependents(m.head, "appos", "flat"):
            j = self.by_head.get(c)
            if j is not None and self.mentions[j].kind is MentionKind.NAME and self.mentions[j].entity_kind is m.entity_kind:
                return j
        if m.entity_kind is not EntityKind.PERSON or m.number != "sing":
            return None
        if m.start >= 2 and tokens[m.start - 1].text == ",":
            j = self.ends.get(m.start - 1)
            listed = head.relation == "conj" or any(tokens[k].relation == "cc" for k in self.document.children[m.head])
            if j is not None and self.mentions[j].entity_kind is EntityKind.PERSON and not listed and head.relation != "nsubj":
                return j
        if m.end + 1 < len(tokens) and tokens[m.end].text == ",":
            j = self.starts.get(m.end + 1)
            if j is not None and self.mentions[j].entity_kind is EntityKind.PERSON and tokens[self.mentions[j].head].relation != "conj":
                return j
        return None

    # --- pronouns ----------------------------------------------------------------------------------------

    def pronoun(self, i: int) -> None:
        mention = self.mentions[i]
        form = self.document.tokens[mention.head].text.lower()
        entry = self.lexicon.pronouns.get(form)
        if entry is None or entry.person != 3 or entry.kind == "indefinite":
            return
        if entry.kind == "relative":
            self.relative(i)
            return
        speaker = self.speaker_at(mention.head)
        ranked: list[tuple[float, Cluster]] = []
        for cluster in self.near():
            score = fit(i, cluster, self.mentions, self.scene, speaker, self.previous)
            if score > REFUSED:
                ranked.append((score, cluster))
        ranked.sort(key=lambda x: -x[0])
        if not ranked:
            return
        best, cluster = ranked[0]
        other = ranked[1][0] if len(ranked) > 1 else None
        if other is not None and best - other < TIE:
            return
        if mention.gender in {"male", "female"} and not cluster.sex:
            cluster.gender[mention.gender] += 1
        self.join(i, cluster, f"pronoun:{form}", round(best, 3), None if other is None else round(other, 3))

    def relative(self, i: int) -> None:
        """"who", "which", "that": the noun that the relative clause hangs from, or the one before the comma."""
        tokens, head = self.document.tokens, self.mentions[i].head
        for a in self.document.ancestors(head):
            if tokens[a].deprel in {"acl:relcl", "acl"}:
                j = self.by_head.get(tokens[a].head)
                if j is None:
                    j = self._covering(tokens[a].head)
                if j is not None and j in self.owner and self.mentions[j].start < head:
                    self.join(i, self.owner[j], "relative")
                    return
        before = head - 1
        while before >= 0 and (tokens[before].text in {",", "—", "-", "(", ")"} or tokens[before].upos == "ADP"):
            before -= 1
        j = self._covering(before)
        if j is not None and j in self.owner:
            self.join(i, self.owner[j], "relative")

    def _covering(self, token: int) -> int | None:
        for size in range(8):
            for k in (token - size,):
                j = self._start_at.get(k)
                if j is not None and self.mentions[j].end > token:
                    return j
        return None

    @property
    def _start_at(self) -> dict[int, int]:
        if not hasattr(self, "_starts_all"):
            self._starts_all = {m.start: i for i, m in enumerate(self.mentions)}
        return self._starts_all

    # --- descriptions ------------------------------------------------------------------------------------

    def nominal(self, i: int) -> None:
        mention = self.mentions[i]
        first = self.document.tokens[mention.start].text.lower()
        if mention.entity_kind is EntityKind.ORGANISATION:
            self.body(i, first)
        elif first in _INDEFINITE:
            self.fresh(i)
        elif mention.entity_kind is EntityKind.PERSON and mention.number == "sing":
            self.person(i, first)
        elif first in _DEFINITE or mention.entity_kind is EntityKind.GROUP:
            self.same_words(i, definite=first in _DEFINITE)
        else:
            self.fresh(i)

    def person(self, i: int, first: str) -> None:
        """A description of one person: whoever holds such a role, the latest where several do."""
        mention = self.mentions[i]
        wanted = parse_role(mention.roles[0], self.lexicon) if mention.roles else None
        if wanted is None:
            self.same_words(i, definite=True)
            return
        possessive = bool(self.document.dependents(mention.head, "nmod:poss"))
        ranked: list[tuple[float, Cluster]] = []
        pool = self.near() if not self.index.clusters else {id(c): c for c in [*self.near(), *self.titled()]}.values()
        for cluster in pool:
            if cluster.kind is not EntityKind.PERSON or cluster.number == "plur" or cluster.parts:
                continue
            if mention.gender and cluster.sex and mention.gender != cluster.sex:
                continue
            last = max(cluster.last, cluster.last_quoted)
            if last < 0 or (possessive and cluster is self._possessor(mention.head)):
                continue
            match = max((role_match(wanted, role) for role in cluster.roles), default=0.0)
            gap = self.document.tokens[mention.head].sentence - self.document.tokens[self.mentions[last].head].sentence
            if match <= 0:
                continue
            ranked.append((match - 0.08 * min(gap, 10) + (0.3 if cluster.names else 0.0) + 0.02 * min(cluster.weight, 20), cluster))
        ranked.sort(key=lambda x: -x[0])
        if not ranked or ranked[0][0] < 1.0 and possessive:
            self.person_by_gender(i, wanted.head) if first in _DEFINITE else self.fresh(i)
            return
        other = ranked[1][0] if len(ranked) > 1 else None
        self.join(i, ranked[0][1], "role", round(ranked[0][0], 3), None if other is None else round(other, 3))

    def titled(self) -> Iterable[Cluster]:
        """Persons with a role, most often named first; bounded."""
        if not hasattr(self, "_titled"):
            held = [c for c in self.index.clusters if c.roles and c.kind is EntityKind.PERSON]
            self._titled = sorted(held, key=lambda c: -len(c.members))[:WINDOW]
        return self._titled

    def person_by_gender(self, i: int, head: str) -> None:
        """"The woman", "the man": the person of that gender in attention; other nouns open a new entity."""
        mention = self.mentions[i]
        if mention.gender and head in {"man", "woman", "boy", "girl", "guy", "lady", "gentleman"}:
            for cluster in self.near():
                last = max(cluster.last, cluster.last_quoted)
                gap = self.document.tokens[mention.head].sentence - self.document.tokens[self.mentions[last].head].sentence
                if cluster.kind is EntityKind.PERSON and cluster.sex == mention.gender and gap <= 3 and cluster.number == "sing":
                    self.join(i, cluster, "gendered noun")
                    return
        self.same_words(i, definite=True)

    def same_words(self, i: int, *, definite: bool) -> None:
        """A description whose head noun stood before: "the researchers" after "two researchers"."""
        mention = self.mentions[i]
        lemma = self.document.tokens[mention.head].lemma.lower()
        mods = self._modifiers(i)
        for cluster in self.near():
            if cluster.names or cluster.number != mention.number or cluster.kind is not mention.entity_kind:
                continue
            j = cluster.members[0]
            if self.document.tokens[self.mentions[j].head].lemma.lower() != lemma:
                continue
            theirs = self._modifiers(j)
            if mods == theirs or (definite and (mods <= theirs)):
                self.join(i, cluster, "same noun")
                return
        self.fresh(i)

    def _modifiers(self, i: int) -> frozenset[str]:
        m = self.mentions[i]
        tokens = self.document.tokens[m.start : m.end]
        return frozenset(
            t.text.lower() for k, t in enumerate(tokens, m.start) if k != m.head and t.upos in {"ADJ", "NOUN", "PROPN", "NUM", "PRON"}
        )

    def _possessor(self, head: int) -> Cluster | None:
        for c in self.document.dependents(head, "nmod:poss"):
            j = self.by_head.get(c)
            if j is None:
                j = self._covering(c)
            if j is not None:
                return self.owner.get(j)
        return None

    def body(self, i: int, first: str) -> None:
        """An organisation by its common noun: "the Iraqi government", "her campaign", "the company"."""
        mention, tokens = self.mentions[i], self.document.tokens
        noun = tokens[mention.head].lemma.lower()
        whose, label = self._whose(i, noun)
        if whose:
            cluster = self.bodies.get((whose, noun))
            if cluster is None:
                cluster = self.fresh(i, label)
                self.bodies[whose, noun] = cluster
            else:
                self.join(i, cluster, "same body")
            if label and tokens[mention.head].upos in {"NOUN", "PROPN"}:
                cluster.names[label] += 1
            self.bodies["", noun] = cluster
            return
        if first in _INDEFINITE:
            self.fresh(i)
            return
        known = self.bodies.get(("", noun))
        if known is not None and first in _DEFINITE and mention.number == "sing":
            self.join(i, known, "same body")
            return
        named = self._named_body(noun) if first in _DEFINITE and mention.number == "sing" else None
        if named is not None:
            self.join(i, named, "organisation noun")
            return
        self.same_words(i, definite=first in _DEFINITE)

    def _whose(self, i: int, noun: str) -> tuple[str, str]:
        """Key and name of the body's owner: a demonym, a name before it, or a possessor."""
        m, tokens, lexicon = self.mentions[i], self.document.tokens, self.lexicon
        if m.number == "plur" and noun not in {"authority"}:
            return "", ""
        owner = self._possessor(m.head)
        if owner is not None:
            name = owner.best_name()
            if not owner.names:
                return "", ""
            country = lexicon.countries.get(name.lower())
            if country:
                adjective = lexicon.adjectives.get(country, name)
                return country, f"{adjective if not name.isupper() else name} {tokens[m.head].text}"
            short = name.split()[-1] if owner.kind is EntityKind.PERSON else name
            return short.casefold(), f"{short} {tokens[m.head].text}"
        inner = [t for t in tokens[m.start : m.head] if t.upos in {"PROPN", "ADJ", "NOUN"}]
        words = " ".join(t.text for t in inner)
        for t in inner:
            if t.text.lower() in lexicon.countries:
                return lexicon.countries[t.text.lower()], self.words(i)
        named = [j for j in range(m.start, m.head) if j in self.by_head and self.mentions[self.by_head[j]].kind is MentionKind.NAME]
        if named:
            return words.split()[-1].casefold() if words else "", self.words(i)
        return "", ""

    def _named_body(self, noun: str) -> Cluster | None:
        """A named organisation in attention that a bare noun ("the agency", "the company") may stand for."""
        for cluster in self.near()[:8]:
            if cluster.kind is not EntityKind.ORGANISATION or not cluster.names:
                continue
            if any(noun in name.lower().split() for name in cluster.names):
                return cluster
        if noun in {"company", "firm", "agency", "group", "organization", "organisation", "newspaper", "paper", "network"}:
            for cluster in self.near()[:8]:
                if cluster.kind is EntityKind.ORGANISATION and cluster.names:
                    return cluster
        if noun in {"country", "nation", "government"}:
            for cluster in self.near()[:8]:
                if cluster.kind is EntityKind.PLACE and cluster.names and noun != "government":
                    return cluster
        return None

    # --- afterwards --------------------------------------------------------------------------------------

    def announced(self) -> None:
        """A description in headline or lead that a name with that role follows ("Judge rejects request … Justice X")."""
        tokens = self.document.tokens
        for cluster in list(self.clusters):
            if cluster.names or cluster.kind is not EntityKind.PERSON or cluster.number == "plur" or not cluster.roles:
                continue
            i = cluster.members[0]
            mention = self.mentions[i]
            if tokens[mention.head].sentence > 3 or self.scene.quote_of[mention.head] >= 0:
                continue
            found: list[tuple[float, Cluster]] = []
            for other in self.titled():
                gap = tokens[other.first_token].sentence - tokens[mention.head].sentence
                if not 0 <= gap <= 12 or (mention.gender and other.sex and other.sex != mention.gender):
                    continue
                match = max((role_match(cluster.roles[0], role) for role in other.roles), default=0.0)
                if match > 0:
                    found.append((match - 0.05 * gap, other))
            if found:
                best = max(found, key=lambda x: x[0])
                self.merge(cluster, best[1], "named later", best[0])

    def merge(self, cluster: Cluster, into: Cluster, rule: str, score: float) -> None:
        """Move all mentions of one entity to another."""
        anchor = into.members[0]
        for i in cluster.members:
            self.owner[i] = into
            into.links.append(Evidence("speaker", rule, (self.span(i), self.span(anchor)), round(score, 3)))
        into.members.extend(cluster.members)
        into.gender.update(cluster.gender)
        cluster.members = []

    def first_persons(self) -> None:
        """"I" and "we" inside quoted or reported words are whoever says them."""
        for i, mention in enumerate(self.mentions):
            if mention.kind is not MentionKind.PRONOUN or mention.person != 1 or i in self.owner:
                continue
            k = self.scene.content_of.get(mention.head)
            if k is None or self.scene.heads[k] == mention.head:
                continue
            cluster = self.speaker_at(mention.head)
            if cluster is not None and (mention.number == "sing" or self.scene.quote_of[mention.head] >= 0):
                self.join(i, cluster, "first person in own words")


def resolve(
    document: Document,
    quotes: tuple[Quote, ...],
    mentions: tuple[MentionCandidate, ...],
    drafts: tuple[Draft, ...],
    lexicon: PeopleLexicon,
) -> tuple[Chain, ...]:
    """Join mentions into chains, one an entity, in order of first mention.

    Args:
        document: The annotated text.
        quotes: Quoted stretches: they decide whose "I" it is.
        mentions: What ``find_mentions`` found.
        drafts: Attributions in the making: sources weigh more, contents know their speaker.
        lexicon: Words for people, groups, places and documents.
    """
    resolver = _Resolver(document, quotes, mentions, drafts, lexicon)
    resolver.run()
    out = []
    for cluster in in_order(c for c in resolver.clusters if c.members):
        out.append(
            Chain(
                name=cluster.best_name(),
                kind=cluster.kind,
                mentions=tuple(mentions[i] for i in sorted(set(cluster.members))),
                named=bool(cluster.names),
                gender=cluster.sex,
                roles=tuple(cluster.role_texts),
                links=tuple(cluster.links),
            )
        )
    return tuple(out)
