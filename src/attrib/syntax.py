"""Helpers over dependency trees that several stages share: what a predicate takes as its complement, and
its subject.

A *frame* names the shape of a complement (``that``, ``clause``, ``to``, ``obj``, ``obl:for`` …). One
predicate may offer several; counts from a corpus, not this module, decide which of them carries what is
said.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from attrib.document import ROOT, Document

CLAUSE_RELATIONS = frozenset({"ccomp", "xcomp", "advcl", "acl", "parataxis", "csubj"})
SUBJECTS = frozenset({"nsubj", "csubj"})
RELATIVES = frozenset({"who", "which", "that", "whom", "whose"})
RAISING = frozenset(
    {"seem", "appear", "look", "sound", "likely", "unlikely", "certain", "sure", "set", "bound", "poised"}
)
"""Predicates whose subject belongs to the clause they take: "he seems to agree"."""
QUESTION_WORDS = frozenset({"what", "who", "whom", "why", "how", "when", "where", "which", "whose"})


@frozen
class Complement:
    """One reading of what a predicate says something about."""

    frame: str
    """Shape: ``that``, ``if``, ``wh``, ``clause``, ``to``, ``ing``, ``obj``, ``obj+of``, ``obl:for`` …"""
    head: int
    """The token that heads the complement."""
    tokens: tuple[int, ...]
    """All its tokens, ascending."""


def subtree_without(document: Document, head: int, cut: Iterable[int]) -> list[int]:
    """Tokens of a subtree, ascending, without the branches that start at the tokens ``cut``."""
    barred = set(cut)
    out, stack = [], [head]
    while stack:
        i = stack.pop()
        if i in barred:
            continue
        out.append(i)
        stack.extend(document.children[i])
    return sorted(out)


def subject(document: Document, head: int) -> int | None:
    """The subject among a token's dependents, if there is one."""
    found = [i for i in document.children[head] if document.tokens[i].relation == "nsubj"]
    return found[0] if found else None


def shared_subject(document: Document, head: int) -> tuple[int | None, str]:
    """A predicate's subject: its own, or the one it shares, with the way there.

    Ways: ``own``; ``conj`` ("X rose and said"); ``control`` ("X went on to say", "X spoke, adding"); ``acl``
    ("a man claiming that"); ``relative`` ("X, who said").
    """
    tokens = document.tokens
    i, way = head, "own"
    for _ in range(8):
        found = subject(document, i)
        if found is not None:
            return found, way
        relation, up = tokens[i].relation, tokens[i].head
        if up == ROOT:
            return None, "none"
        if relation == "conj":
            way = "conj" if way == "own" else way
        elif relation == "xcomp" and (
            objects := [j for j in document.children[up] if tokens[j].relation == "obj"]
        ):
            return objects[0], "control"
        elif relation in ("xcomp", "advcl", "parataxis", "ccomp", "dep"):
            way = "control"
        elif relation == "acl":
            return up, "acl"
        else:
            return None, "none"
        i = up
    return None, "none"


def is_passive(document: Document, head: int) -> bool:
    """Whether a verb is in the passive ("was told", "believed to be")."""
    return any(
        document.tokens[i].deprel in ("nsubj:pass", "aux:pass", "csubj:pass") for i in document.children[head]
    )


def marker(document: Document, clause: int) -> str:
    """How a clause is introduced: ``that``, ``if``, ``wh``, ``to``, ``ing``, another mark, or nothing."""
    tokens = document.tokens
    for i in document.children[clause]:
        token = tokens[i]
        if token.relation == "mark" and i < clause:
            lemma = token.text.lower()
            return {"whether": "if", "that": "that", "to": "to", "if": "if"}.get(lemma, lemma)
    first = min(document.subtree(clause))
    if tokens[first].text.lower() in QUESTION_WORDS:
        return "wh"
    if tokens[clause].xpos == "VBG" and not any(
        tokens[i].relation == "aux" for i in document.children[clause]
    ):
        return "ing"
    return ""


def preposition(document: Document, head: int) -> str:
    """The preposition of an oblique or nominal modifier ("about", "as", "according to"), lower case, or
    ``""``.
    """
    tokens = document.tokens
    for i in document.children[head]:
        if tokens[i].relation == "case" and tokens[i].xpos != "POS" and i < head:
            fixed = [tokens[j].text.lower() for j in document.children[i] if tokens[j].relation == "fixed"]
            return " ".join([tokens[i].text.lower(), *fixed])
    return ""


def preposition_tokens(document: Document, head: int) -> list[int]:
    """The tokens of the preposition (and of a clause's mark) that introduces ``head``."""
    tokens = document.tokens
    out: list[int] = []
    for i in document.children[head]:
        if tokens[i].relation in ("case", "mark") and tokens[i].xpos != "POS" and i < head:
            out += document.subtree(i)
    return sorted(out)


def particle(document: Document, verb: int) -> str:
    """The particle of a phrasal verb ("out" of "point out"), or ``""``."""
    return document.particles.get(verb, "")


def lemma_with_particle(document: Document, head: int) -> str:
    """Lemma in lower case, with the particle of a phrasal verb: ``point out``."""
    lemma = document.tokens[head].lemma.lower()
    extra = particle(document, head)
    return f"{lemma} {extra}" if extra else lemma


def cue_lemma(document: Document, head: int) -> str:
    """The lemma under which a word is counted as a cue: all names count as one, so that no name is learnt."""
    entity = document.entity_of.get(head)
    named = document.tokens[head].upos == "PROPN" or (entity is not None and entity.type == "PERSON")
    return "*" if named else lemma_with_particle(document, head)


def _phrase_after_preposition(document: Document, head: int) -> tuple[int, ...]:
    return tuple(subtree_without(document, head, preposition_tokens(document, head)))


def _clause_complements(document: Document, head: int) -> list[Complement]:
    tokens, out = document.tokens, []
    for i in document.children[head]:
        relation = tokens[i].relation
        if relation not in ("ccomp", "xcomp", "parataxis", "csubj") or (relation == "csubj" and i < head):
            continue
        mark = marker(document, i)
        words = tuple(document.subtree(i))
        if relation == "parataxis":
            if i > head:
                out.append(Complement("parataxis", i, words))
            continue
        if mark in ("to", "ing") or relation == "xcomp":
            frame = mark if mark in ("to", "ing") else (mark or "predicate")
        else:
            frame = mark if mark in ("that", "if", "wh") else "clause"
        if i < head:
            frame = f"{frame}-before"
        out.append(Complement(frame, i, words))
    return out


def _after_object(document: Document, head: int, obj: int) -> list[Complement]:
    """Object with what follows it: "accused him of lying", "called it a lie", "urged him to go", "asked him
    about it".
    """
    tokens, out = document.tokens, []
    base = tuple(document.subtree(obj))
    for i in document.children[
        obj
    ]:  # "tell voters she is with them", read as a relative clause; "urge voters to go"
        if i > obj and tokens[i].relation == "acl":
            words = tuple(document.subtree(i))
            out.append(Complement("obj|to" if marker(document, i) == "to" else "obj|clause", i, words))
    for i in document.children[head]:
        relation = tokens[i].relation
        if i <= obj or relation not in ("obl", "xcomp", "advcl", "ccomp"):
            continue
        words = tuple(document.subtree(i))
        if relation == "obl" or (
            relation == "advcl" and marker(document, i) not in ("", "to", "ing", "that")
        ):
            key = preposition(document, i) or marker(document, i) or "np"
            out.append(Complement(f"obj+{key}", obj, tuple(sorted(base + words))))
            out.append(Complement(f"obj|{key}", i, _phrase_after_preposition(document, i)))
        else:
            key = marker(document, i) or relation
            out.append(Complement(f"obj+{key}", obj, tuple(sorted(base + words))))
    return out


def _object_complements(document: Document, head: int) -> list[Complement]:
    tokens, out = document.tokens, []
    for i in document.children[head]:
        relation = tokens[i].relation
        if relation == "obj":
            suffix = "" if i > head else "-before"
            out.append(Complement(f"obj{suffix}", i, tuple(document.subtree(i))))
            out += _after_object(document, head, i)
        elif relation == "obl" and tokens[i].deprel not in (
            "obl:tmod",
            "obl:npmod",
            "obl:agent",
            "obl:unmarked",
        ):
            key = preposition(document, i)
            if key and i > head:
                out.append(Complement(f"obl:{key}", i, _phrase_after_preposition(document, i)))
        elif relation == "advcl" and i > head:
            key = marker(document, i)
            if key not in ("", "to", "ing", "that", "if", "whether", "wh"):
                out.append(Complement(f"advcl:{key}", i, _phrase_after_preposition(document, i)))
            else:
                out.append(Complement(f"advcl:{key}", i, tuple(document.subtree(i))))
        elif relation == "advmod" and tokens[i].lemma in ("so", "when", "why", "how", "where"):
            out.append(Complement("adverb", i, tuple(document.subtree(i))))
    return out


def _passive_complements(document: Document, head: int) -> list[Complement]:
    tokens = document.tokens
    subj = subject(document, head)
    if subj is None:
        return []
    base = tuple(document.subtree(subj))
    passive = "pass" if is_passive(document, head) else "raise"
    out = [Complement("pass:subject", subj, base)] if passive == "pass" else []
    if passive == "raise" and tokens[head].lemma.lower() not in RAISING:
        return []
    for i in document.children[head]:
        relation = tokens[i].relation
        if i > head and (relation == "xcomp" or (relation in ("obl", "advcl") and passive == "pass")):
            key = marker(document, i) or preposition(document, i) or relation
            if tokens[i].deprel != "obl:agent" and key != "by":
                out.append(Complement(f"{passive}+{key}", subj, tuple(sorted((*base, *document.subtree(i))))))
    return out


def _host_complement(document: Document, head: int) -> list[Complement]:
    """The clause that a parenthesis interrupts or follows: "X, he said"; "X, he said, Y"; "X, as he said"."""
    tokens = document.tokens
    relation, up = tokens[head].relation, tokens[head].head
    if up == ROOT or relation not in ("parataxis", "advcl", "conj", "dep"):
        return []
    if subject(document, head) is None:
        return []
    mark = marker(document, head)
    if relation == "advcl" and mark != "as":
        return []
    frame = {"parataxis": "host", "advcl": "host:as"}.get(relation, f"host:{relation}")
    return [Complement(frame, up, tuple(subtree_without(document, up, [head])))]


def _nominal_complements(document: Document, head: int) -> list[Complement]:
    """What a noun is about: "the claim that", "his promise to", "criticism of", "Clinton supporters"."""
    tokens, out = document.tokens, []
    for i in document.children[head]:
        relation, deprel = tokens[i].relation, tokens[i].deprel
        if relation in ("acl", "ccomp", "xcomp") and i > head:
            mark = marker(document, i) or relation
            relative = "relative" if deprel == "acl:relcl" else mark
            if deprel == "acl:relcl" and mark != "that":
                continue
            bare = relative in (
                "that",
                "to",
                "if",
                "whether",
                "wh",
                "ing",
                "relative",
                "acl",
                "ccomp",
                "xcomp",
            )
            words = tuple(document.subtree(i)) if bare else _phrase_after_preposition(document, i)
            out.append(Complement(relative if bare else f"nmod:{relative}", i, words))
        elif relation == "nmod" and i > head:
            key = preposition(document, i)
            if key:
                out.append(Complement(f"nmod:{key}", i, _phrase_after_preposition(document, i)))
        elif deprel == "compound" and i < head:
            out.append(Complement("compound", i, tuple(document.subtree(i))))
    return out


def complements(document: Document, head: int) -> list[Complement]:
    """All readings of what a predicate takes as its complement, in text order of their kinds."""
    upos = document.tokens[head].upos
    out = _clause_complements(document, head) + _object_complements(document, head)
    out += _host_complement(document, head)
    if upos in ("VERB", "AUX", "ADJ"):
        out += _passive_complements(document, head)
    if upos in ("NOUN", "PROPN"):
        out += _nominal_complements(document, head)
    return out


def carrier(document: Document, clause: int) -> int:
    """The noun that a relative clause tells of: in "bakers such as Quist, who are poor" the bakers, since the verb is plural."""
    tokens = document.tokens
    noun = above = tokens[clause].head
    verbs = [clause, *(c for c in document.children[clause] if tokens[c].relation in ("aux", "cop"))]
    if noun == ROOT or not any(tokens[v].xpos == "VBP" or tokens[v].text.lower() == "were" for v in verbs):
        return noun
    while tokens[above].relation == "nmod" and tokens[above].xpos not in ("NNS", "NNPS"):
        above = tokens[above].head
    return above if tokens[above].xpos in ("NNS", "NNPS") else noun
