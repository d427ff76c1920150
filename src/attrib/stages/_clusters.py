"""Entities in the making, and the joining of names with their short forms."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from attrs import define, field

from attrib.model import EntityKind, Evidence, MentionKind
from attrib.names import acronyms, is_short_form, looks_like_acronym, words
from attrib.stages._roles import Role, parse_role, role_match

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attrib.candidates import MentionCandidate
    from attrib.lexicon.people import PeopleLexicon


MOST = 40
"""Roles kept for one entity, and entities looked at for one name: keeps the cost linear."""


@define(eq=False)
class Cluster:
    """Mentions taken to be one entity."""

    kind: EntityKind
    members: list[int] = field(factory=list)
    """Indices of mentions."""
    names: Counter[str] = field(factory=Counter)
    """Names with how often each stands in the text."""
    label: str = ""
    """What to call it where no name is known."""
    number: str = ""
    gender: Counter[str] = field(factory=Counter)
    """Evidence for gender; titles and pronouns weigh more than first names."""
    roles: list[Role] = field(factory=list)
    role_texts: list[str] = field(factory=list)
    links: list[Evidence] = field(factory=list)
    weight: int = 0
    """Mentions seen so far while reading from left to right."""
    last: int = -1
    """Last mention seen outside quotes."""
    last_quoted: int = -1
    """Last mention seen inside quotes."""
    first_token: int = 0
    tied: bool = False
    """A pronoun that two entities fit equally well."""
    parts: tuple[Cluster, ...] = ()
    """The members of "A and B"."""

    @property
    def latest(self) -> int:
        """Last mention seen anywhere, or -1."""
        return max(self.last, self.last_quoted)

    @property
    def sex(self) -> str:
        """The gender with clearly more evidence, or ``""``."""
        male, female = (
            self.gender.get("male", 0),
            self.gender.get("female", 0),
        )  # [] is slow where it has none
        return "male" if male > female else "female" if female > male else ""

    def add_role(self, text: str, lexicon: PeopleLexicon) -> None:
        """Note a role, once."""
        if text and len(self.roles) < MOST and text not in self.role_texts:
            self.role_texts.append(text)
            role = parse_role(text, lexicon)
            if role is not None:
                self.roles.append(role)

    def best_name(self) -> str:
        """The fullest name: most words, then spelt-out over capitals, then frequency."""
        if not self.names:
            return self.label

        def rank(item: tuple[str, int]) -> tuple[bool, int, bool, int]:
            name, count = item
            short = looks_like_acronym(name) and self.kind is not EntityKind.PERSON
            return (not short, len(words(name)), not name.isupper(), count)

        return max(self.names.items(), key=rank)[0]


def _compatible(a: EntityKind, b: EntityKind) -> bool:
    if a is b or EntityKind.OTHER in (a, b):
        return True
    return {a, b} == {EntityKind.ORGANISATION, EntityKind.GROUP}


class NameIndex:
    """Clusters of names, longest names first; looks up the clusters that a shorter name may belong to."""

    def __init__(self, lexicon: PeopleLexicon) -> None:
        self.lexicon = lexicon
        self.clusters: list[Cluster] = []
        self._by_word: dict[str, list[Cluster]] = defaultdict(list)
        self._by_acronym: dict[str, list[Cluster]] = defaultdict(list)
        self._keys: dict[int, list[tuple[str, ...]]] = defaultdict(list)

    def place(self, name: str) -> str:
        """A key shared by a country's names ("US", "United States"); seats of government stay themselves."""
        lower = name.lower()
        if lower in self.lexicon.seats or lower not in self.lexicon.countries:
            return ""
        return self.lexicon.countries[lower]

    def register(self, cluster: Cluster, name: str) -> None:
        """Make a cluster findable by a name of it."""
        key = words(name)
        if not key or key in self._keys[id(cluster)]:
            return
        self._keys[id(cluster)].append(key)
        for word in {key[-1], key[0], *key[-1].split("-")}:
            self._by_word[word].append(cluster)
        for acronym in acronyms(name):
            self._by_acronym[acronym].append(cluster)

    def names(self, word: str) -> bool:
        """Whether a word, lower case, begins or ends a name of the text."""
        return word in self._by_word

    def called(self, word: str) -> Cluster | None:
        """Who is named by this one word alone ("Mum")."""
        return next(
            (c for c in self._by_word.get(word, ()) if {words(n) for n in c.names} == {(word,)}), None
        )

    def candidates(self, name: str, kind: EntityKind) -> list[Cluster]:
        """Clusters whose fuller name ``name`` may shorten, in order of first mention."""
        key = words(name)
        if not key:
            return []
        found: list[Cluster] = []
        for word in (key[-1], key[0]):
            for cluster in self._by_word.get(word, ())[:MOST]:
                if cluster not in found and self._fits(key, kind, cluster):
                    found.append(cluster)
        if len(key) == 1 and (looks_like_acronym(name) or name.isupper()):
            found += [
                c
                for c in self._by_acronym.get(key[0], ())[:MOST]
                if c not in found and c.kind is not EntityKind.PERSON
            ]
        return found

    def _fits(self, key: tuple[str, ...], kind: EntityKind, cluster: Cluster) -> bool:
        if not _compatible(kind, cluster.kind):
            return False
        person = cluster.kind is EntityKind.PERSON
        for long in self._keys[id(cluster)]:
            if key == long:
                return True
            if not is_short_form(key, long):
                continue
            if person:
                end = key[-1] == long[-1] or key[-1] in long[-1].split("-")
                if len(key) == 1 or end or len(key) + 1 == len(long):
                    return True
            elif _chamber(key, long, self.lexicon):
                continue
            elif key[-1] == long[-1] or len(key) > 1 or kind is cluster.kind:
                return not (kind is EntityKind.OTHER and len(key) == 1)
        return False


def _chamber(short: tuple[str, ...], long: tuple[str, ...], lexicon: PeopleLexicon) -> bool:
    """Whether "the House" is a body of its own beside the House Ethics Committee: a noun for a body that others are named by."""
    body = len(short) == 1 and short[0] == long[0] and short[0] in lexicon.organisations
    return body and len(long) > 1 and long[1] not in {"of", "for"}


def _relative_of(
    cluster: Cluster, mention: MentionCandidate, starts: dict[str, list[int]], lexicon: PeopleLexicon
) -> bool:
    """Whether "President Brandt" is another than Nora Brandt, the first lady, whom the text names once and late.

    Her roles are none that he is called by, and his bare surname stands at least twice before her full name.
    """
    held = parse_role(mention.roles[0], lexicon) if mention.roles else None
    if (
        held is None
        or not cluster.roles
        or any(role_match(held, r) or role_match(r, held) for r in cluster.roles)
    ):
        return False
    full = sum(len(starts[name]) for name in cluster.names if " " in name)
    return full <= 2 and bisect_left(starts[mention.name], cluster.first_token) >= 2


def _choose(
    found: list[Cluster], mention: MentionCandidate, counts: Counter[str], starts: dict[str, list[int]]
) -> Cluster | None:
    """Of several clusters with the name the one that a bare surname means.

    Who has it for a last word before what begins with it (Martin Brandt, not Brandt Hydraulics), and who is named in full before
    it stands alone twice, or once after the other: the actor, not the son whose birth the text tells last. With Donald and
    Melania on stage "Trump" is he whom the text does not call by the first name alone; else the one named most, else the one
    named first.
    """
    agreeing = [
        c for c in found if not (mention.gender in {"male", "female"} and c.sex and c.sex != mention.gender)
    ]
    if not agreeing:
        return None

    last, alone = words(mention.name)[-1:], starts[mention.name]
    first = bisect_left(alone, min(c.first_token for c in agreeing))

    def rank(cluster: Cluster) -> tuple[bool, bool, bool, int, int]:
        before = bisect_left(alone, cluster.first_token)
        early = before < 2 and before <= first
        ends = any(words(name)[-1:] == last for name in cluster.names)
        full = sum(counts[n] for n in cluster.names if " " in n) or len(cluster.members)
        given = sum(counts[g] for g in {name.split()[0] for name in cluster.names if len(name.split()) > 1})
        return ends, early, 2 * given <= full, full, -cluster.first_token

    return max(agreeing, key=rank)


def _precedence(mention: MentionCandidate, i: int) -> tuple[int, bool, bool, bool, int]:
    """Fuller names first; of single surnames those first that a title tells more of ("Mr. Brandt", "President Brandt")."""
    plain = mention.gender not in {"male", "female"}
    return -len(words(mention.name)), looks_like_acronym(mention.name), plain, not mention.roles, i


def cluster_names(
    mentions: tuple[MentionCandidate, ...], lexicon: PeopleLexicon
) -> tuple[dict[int, Cluster], NameIndex]:
    """Join all names of the text into clusters: same words, short forms, acronyms, countries' other names."""
    index = NameIndex(lexicon)
    named = [i for i, m in enumerate(mentions) if m.kind is MentionKind.NAME]
    counts = Counter(mentions[i].name for i in named)
    starts: dict[str, list[int]] = defaultdict(list)
    for i in named:
        starts[mentions[i].name].append(mentions[i].start)
    owner: dict[int, Cluster] = {}
    places: dict[str, Cluster] = {}
    order = sorted(named, key=lambda i: _precedence(mentions[i], i))
    for i in order:
        mention = mentions[i]
        country = index.place(mention.name) if mention.entity_kind is not EntityKind.PERSON else ""
        cluster = places.get(country) if country else None
        if cluster is None and not country:
            found = index.candidates(mention.name, mention.entity_kind)
            if mention.roles:
                found = [c for c in found if not _relative_of(c, mention, starts, lexicon)]
            cluster = _choose(found, mention, counts, starts) if found else None
        if cluster is None:
            cluster = Cluster(mention.entity_kind, first_token=mention.start, number="sing")
            index.clusters.append(cluster)
            if country:
                places[country] = cluster
        absorb(cluster, i, mention, lexicon)
        index.register(cluster, mention.name)
        owner[i] = cluster
    return owner, index


def absorb(cluster: Cluster, i: int, mention: MentionCandidate, lexicon: PeopleLexicon) -> None:
    """Add a mention with the evidence it brings."""
    cluster.members.append(i)
    if mention.name:
        cluster.names[mention.name] += 1
    if cluster.kind is EntityKind.OTHER:
        cluster.kind = mention.entity_kind
    if mention.gender in {"male", "female"}:
        cluster.gender[mention.gender] += 1 if mention.kind is MentionKind.NAME and not mention.roles else 2
    cluster.first_token = min(cluster.first_token, mention.start)
    if mention.kind is MentionKind.NAME or cluster.kind is EntityKind.PERSON:
        for text in mention.roles:
            cluster.add_role(text, lexicon)


def in_order(clusters: Iterable[Cluster]) -> list[Cluster]:
    """Clusters by their first mention."""
    return sorted(clusters, key=lambda c: (c.first_token, min(c.members, default=0)))
