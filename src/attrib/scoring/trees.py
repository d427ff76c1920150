"""What the tagger reads of a parse: tag, relation, entity, where the head is and what hangs on the word, as small numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from attrib.document import ROOT, Document

SCHEMA = "trees-1"
"""Changes whenever what this module computes changes; model files carry it."""

UPOS = (
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM",
    "VERB", "X",
)  # fmt: skip
RELATIONS = (
    "acl", "acl:relcl", "advcl", "advcl:relcl", "advmod", "amod", "appos", "aux", "aux:pass", "case", "cc", "ccomp", "compound",
    "compound:prt", "conj", "cop", "csubj", "dep", "det", "discourse", "dislocated", "expl", "fixed", "flat", "goeswith", "iobj",
    "list", "mark", "nmod", "nmod:desc", "nmod:poss", "nmod:unmarked", "nsubj", "nsubj:outer", "nsubj:pass", "nummod", "obj",
    "obl", "obl:agent", "obl:unmarked", "orphan", "parataxis", "punct", "reparandum", "root", "vocative", "xcomp",
)  # fmt: skip
ENTITIES = {"PERSON": 1, "ORG": 2, "ORGANIZATION": 2, "GPE": 3, "LOC": 3, "LOCATION": 3, "FAC": 3}
"""Classes of names; any other name is 4, no name 0."""

BESIDE = {"ccomp": 1, "nsubj": 2, "csubj": 2, "parataxis": 4, "mark": 8, "xcomp": 16, "obj": 32}
"""Bits for the relations that stand among a word's dependents."""

SIZES = (len(UPOS) + 1, len(RELATIONS) + 1, 5, 12, 64)
"""How many values each column but the last has."""

COLUMNS = len(SIZES) + 1

Tree = NDArray[np.int64]

_UPOS = {v: i for i, v in enumerate(UPOS, 1)}
_RELATION = {v: i for i, v in enumerate(RELATIONS, 1)}


def tree(document: Document) -> Tree:
    """Six numbers a token (tokens, 6).

    0 part of speech, 1 relation (with subtype where known, else without), 2 entity class, 3 distance to the head (signed, in
    classes; 0 for a root), 4 which of ``BESIDE`` hang on it, 5 index of the head, ``ROOT`` for a root.
    """
    tokens = document.tokens
    out = np.zeros((len(tokens), COLUMNS), dtype=np.int64)
    out[:, 0] = [_UPOS.get(t.upos, 0) for t in tokens]
    out[:, 1] = [_RELATION.get(t.deprel) or _RELATION.get(t.relation, 0) for t in tokens]
    for entity in document.entities:
        out[entity.start : entity.end, 2] = ENTITIES.get(entity.type, 4)
    heads = np.array([t.head for t in tokens], dtype=np.int64)
    out[:, 3] = np.where(heads == ROOT, 0, _distance(heads - np.arange(len(tokens))))
    beside = [0] * len(tokens)
    for token in tokens:
        if token.relation in BESIDE and token.head != ROOT:
            beside[token.head] |= BESIDE[token.relation]
    out[:, 4] = beside
    out[:, 5] = heads
    return out


def window(tree: Tree, begin: int, end: int) -> Tree:
    """The rows of a window of tokens; heads count from its start, -1 where they lie outside it."""
    out = tree[begin:end].copy()
    heads = out[:, 5]
    out[:, 5] = np.where((heads >= begin) & (heads < end), heads - begin, -1)
    return out


def _distance(gap: NDArray[np.int64]) -> NDArray[np.int64]:
    """Classes 1 to 5 for heads on the left (1, 2, 3-4, 5-8, more), 6 to 10 on the right.

    >>> _distance(np.array([-1, 4, 100])).tolist()
    [1, 8, 10]
    """
    size = np.searchsorted([1, 2, 4, 8], np.abs(gap)) + 1
    return np.where(gap < 0, size, size + 5)
