"""How well an entity fits a pronoun: weights over agreement, distance, role in the clause and quotation."""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING

from attrs import frozen

from attrib.model import EntityKind

if TYPE_CHECKING:
    from attrib.candidates import MentionCandidate
    from attrib.document import Document
    from attrib.stages._clusters import Cluster
    from attrib.stages._scene import Scene

_SPEAKING = frozenset({EntityKind.GROUP, EntityKind.PERSON, EntityKind.ORGANISATION})
_SUBJECTS = frozenset({"nsubj", "root", "parataxis"})
_INANIMATE = frozenset({EntityKind.ORGANISATION, EntityKind.PLACE, EntityKind.DOCUMENT, EntityKind.OTHER})

REFUSED = float("-inf")
"""Score of a candidate that cannot be."""


@frozen
class Weights:
    """What each feature counts. Set by hand, then checked one by one on GUM train's gold coreference."""

    gender_known: float = 1.6
    gender_unknown: float = 0.2
    plural: float = 1.5
    body: float = 1.0
    """An organisation for "they"."""
    singular_they: float = -1.6
    sentence: float = 0.45
    """Taken off for each sentence between, up to eight."""
    paragraph: float = 0.3
    subject: float = 0.7
    possessor: float = 0.4
    salience: float = 0.3
    named: float = 0.2
    own_words: float = 0.8
    """"X said he …": he is X."""
    own_quote: float = -2.5
    """"X said: “He …”": he is hardly X."""
    previous_speaker: float = 0.5
    in_content: float = -1.0
    """Named in what the pronoun is said to say."""
    only_quoted: float = 1.2
    """Taken off where the entity stands only inside quotes."""


WEIGHTS = Weights()


def agreement(mention: MentionCandidate, cluster: Cluster) -> float:
    """Gender, number and animacy of a pronoun against an entity; ``REFUSED`` where they clash."""
    kind, sex = cluster.kind, cluster.sex
    if mention.gender in {"male", "female"}:
        if cluster.parts or cluster.number == "plur" or kind not in {EntityKind.PERSON, EntityKind.OTHER}:
            return REFUSED
        if sex and sex != mention.gender:
            return REFUSED
        if kind is EntityKind.OTHER and not cluster.names:
            return REFUSED
        return WEIGHTS.gender_known if sex else WEIGHTS.gender_unknown
    if mention.gender == "neuter":
        if kind in {EntityKind.PERSON, EntityKind.GROUP} or cluster.parts or cluster.number == "plur":
            return REFUSED
        return 0.3 if kind is not EntityKind.OTHER else -0.3
    if cluster.parts or cluster.number == "plur":
        return WEIGHTS.plural if kind in _SPEAKING else 0.3
    if kind is EntityKind.ORGANISATION:
        return WEIGHTS.body
    if kind is EntityKind.PLACE:
        return 0.0
    return WEIGHTS.singular_they if kind is EntityKind.PERSON else -1.2


def fit(
    i: int,
    cluster: Cluster,
    mentions: tuple[MentionCandidate, ...],
    scene: Scene,
    speaker: Cluster | None,
    previous: Cluster | None,
) -> float:
    """Score ``cluster`` as antecedent of the pronoun ``mentions[i]``.

    ``speaker`` is whose words the pronoun stands in, ``previous`` who spoke last.
    """
    mention, w = mentions[i], WEIGHTS
    score = agreement(mention, cluster)
    if score == REFUSED:
        return score
    document, head = scene.document, mention.head
    quoted = scene.quote_of[head] >= 0
    last, distance_penalty = _anchor(cluster, quoted)
    if last < 0:
        return REFUSED
    anchor = mentions[last]
    if anchor.start >= mention.start or _same_clause(document, mention, anchor):
        return REFUSED
    tokens = document.tokens
    gap = tokens[head].sentence - tokens[anchor.head].sentence
    score -= w.sentence * min(gap, 8) + distance_penalty
    score -= w.paragraph if scene.paragraph(head) != scene.paragraph(anchor.head) else 0.0
    score += _place(tokens[anchor.head].relation, tokens[anchor.head].deprel)
    score += w.salience * log2(1 + cluster.weight) + (w.named if cluster.names else 0.0)
    if cluster is speaker:
        score += w.own_quote if quoted else w.own_words
    if cluster is previous and head in scene.source_of:
        score += w.previous_speaker
    k = scene.source_of.get(head)
    if k is not None and (scene.content_of.get(anchor.head) == k or cluster in scene.named_in(k)):
        score += w.in_content
    return score


def _anchor(cluster: Cluster, quoted: bool) -> tuple[int, float]:
    """The mention to measure from: narrative looks to narrative first, a quote to either."""
    if quoted:
        return max(cluster.last, cluster.last_quoted), 0.0
    if cluster.last >= 0:
        return cluster.last, 0.0
    return cluster.last_quoted, WEIGHTS.only_quoted


def _place(relation: str, deprel: str) -> float:
    if relation in _SUBJECTS:
        return WEIGHTS.subject
    if deprel == "nmod:poss":
        return WEIGHTS.possessor
    return {"appos": 0.5, "obj": 0.2, "conj": 0.2, "obl": 0.0}.get(relation, 0.1)


def _same_clause(document: Document, mention: MentionCandidate, anchor: MentionCandidate) -> bool:
    """Whether both are arguments of one verb ("Ann told her": "her" is not Ann)."""
    a, b = document.tokens[mention.head], document.tokens[anchor.head]
    if a.deprel == "nmod:poss" or b.deprel == "nmod:poss" or a.text.lower().endswith(("self", "selves")):
        return False
    core = {"nsubj", "obj", "iobj", "obl"}
    return a.head == b.head and a.relation in core and b.relation in core
