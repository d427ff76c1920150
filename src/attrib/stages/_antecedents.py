"""How well an entity fits a pronoun: weights over agreement, distance, role in the clause and quotation.

The features are few and each can be said in words; ``attrib.train antecedents`` fits their weights to gold coreference, apart
for persons ("he"), things ("it") and groups ("they"). A score is a log-odds against the pronoun having no antecedent.
"""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING

from attrib.model import EntityKind, MentionKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from attrib.candidates import MentionCandidate
    from attrib.document import Document
    from attrib.stages._clusters import Cluster
    from attrib.stages._scene import Scene

REFUSED = float("-inf")
"""Score of a candidate that cannot be."""
FARTHEST = 8
"""Sentences between pronoun and antecedent that are told apart."""
_GAPS = tuple(f"{n} sentences back" for n in range(FARTHEST + 1))
_RANKS = ("latest", "second latest", "third latest", *["fourth to sixth latest"] * 3)
_OLDER = "older"
_PLACES = {
    "nsubj": "subject",
    "root": "root",
    "parataxis": "root",
    "obj": "object",
    "iobj": "object",
    "obl": "oblique",
    "nmod": "noun modifier",
    "conj": "conjunct",
    "appos": "apposition",
    "dislocated": "dislocated",
}
_FORMS = {
    MentionKind.NAME: "after a name",
    MentionKind.NOMINAL: "after a description",
    MentionKind.PRONOUN: "after a pronoun",
}
_CORE = frozenset({"nsubj", "obj", "iobj", "obl"})


def pronoun_class(mention: MentionCandidate) -> str:
    """Which weights a pronoun takes: ``person``, ``thing`` or ``group``."""
    if mention.gender in {"male", "female"}:
        return "person"
    return "thing" if mention.gender == "neuter" else "group"


def agreement(mention: MentionCandidate, cluster: Cluster) -> str:
    """How a pronoun and an entity agree in gender, number and animacy; ``""`` where they clash."""
    kind = cluster.kind
    several = bool(cluster.parts) or cluster.number == "plur"
    if mention.gender in {"male", "female"}:
        if several or kind not in {EntityKind.PERSON, EntityKind.OTHER}:
            return ""
        sex = cluster.sex
        if (sex and sex != mention.gender) or (kind is EntityKind.OTHER and not cluster.names):
            return ""
        if kind is EntityKind.OTHER:
            return "perhaps a person"
        return "gender known" if sex else "gender unknown"
    if mention.gender == "neuter":
        if several or kind in {EntityKind.PERSON, EntityKind.GROUP}:
            return ""
        return f"is {kind.value}"
    if several:
        return "couple" if cluster.parts else f"several {kind.value}"
    return "he or she" if kind is EntityKind.PERSON and cluster.sex else f"one {kind.value}"


def features(
    i: int,
    cluster: Cluster,
    mentions: tuple[MentionCandidate, ...],
    scene: Scene,
    speaker: Cluster | None,
    previous: Cluster | None,
    rank: int,
) -> list[str] | None:
    """What holds of ``cluster`` as antecedent of the pronoun ``mentions[i]``; ``None`` where it cannot be.

    Args:
        i: Index of the pronoun.
        cluster: The candidate.
        mentions: All mentions.
        scene: Quotes and drafts.
        speaker: Whose words the pronoun stands in.
        previous: Who spoke last.
        rank: How many entities were mentioned since the candidate.
    """
    mention = mentions[i]
    agrees = agreement(mention, cluster)
    if not agrees:
        return None
    head, tokens = mention.head, scene.document.tokens
    quoted = scene.quote_of[head] >= 0
    last = max(cluster.last, cluster.last_quoted) if quoted or cluster.last < 0 else cluster.last
    if last < 0:
        return None
    anchor = mentions[last]
    if anchor.start >= mention.start or _same_clause(scene.document, mention, anchor):
        return None
    at, own = tokens[anchor.head], tokens[head]
    place = "possessor" if at.deprel == "nmod:poss" else _PLACES.get(at.relation, "elsewhere")
    out = [
        agrees,
        _GAPS[min(own.sentence - at.sentence, FARTHEST)],
        place,
        _FORMS[anchor.kind],
        _RANKS[rank] if rank < len(_RANKS) else _OLDER,
    ]
    if cluster.names:
        out.append("named")
    if place == "subject" and tokens[at.head].relation == "root":
        out.append("subject of the sentence")
    if own.sentence != at.sentence and scene.paragraph(head) != scene.paragraph(anchor.head):
        out.append("paragraph before")
    if own.relation == "nsubj" and at.relation == "nsubj":
        out.append("both subjects")
    if own.deprel == "nmod:poss" and place == "subject" and own.sentence == at.sentence:
        out.append("possessive after subject")
    if not quoted and cluster.last < 0:
        out.append("only quoted")
    if cluster is speaker:
        out.append("own quote" if quoted else "own words")
    k = scene.source_of.get(head)
    if k is not None:
        if not cluster.names and scene.holds(k, cluster.first_token):
            return None  # “I met a man once,” he said: somebody who comes up in what is said does not say it
        if anchor.head in scene.source_of:
            out.append("both speak")
        if cluster is previous:
            out.append("spoke last")
        if scene.content_of.get(anchor.head) == k or cluster in scene.named_in(k):
            out.append("named in what is said")
    return out


def fit(found: list[str], cluster: Cluster, weights: Mapping[str, float]) -> float:
    """Score a candidate by its features and how often it was mentioned so far."""
    return (
        sum([weights.get(name, 0.0) for name in found])
        + weights["mentions"] * log2(1 + cluster.weight)
        - weights["none"]
    )


def _same_clause(document: Document, mention: MentionCandidate, anchor: MentionCandidate) -> bool:
    """Whether both are arguments of one verb ("Ann told her": "her" is not Ann)."""
    a, b = document.tokens[mention.head], document.tokens[anchor.head]
    if a.head != b.head or a.relation not in _CORE or b.relation not in _CORE:
        return False
    return not a.text.lower().endswith(("self", "selves"))
