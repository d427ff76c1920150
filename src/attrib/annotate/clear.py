"""From the labels of spaCy's English pipelines (ClearNLP's, "CLEAR style") to Universal Dependencies.

CLEAR lets function words govern content words, UD the other way round; the rest is names. One function a construction,
in the order in which ``to_ud`` runs them:

- prepositions: ``on -pobj-> Monday`` becomes ``Monday -case-> on``; agents, gerunds, coordinated and stacked prepositions;
- copulas: ``is -attr-> teacher`` becomes ``teacher -cop-> is``; places and clauses as predicates; "there is"; "it is … that";
- small clauses: the subject in "want him to go" becomes the object of "want";
- addressees: the object beside a clause ("told reporters that") becomes ``iobj``;
- labels that have another name in UD;
- names of persons: the first word is the head, with ``flat``; titles before it are ``nmod:desc``;
- coordination: all conjuncts hang on the first, conjunctions and commas on the conjunct that follows them;
- fixed expressions ("because of", "such as", "as well as");
- quotation marks hang on the head of what they enclose.

Relations that UD knows under the same name, and those known to neither, stay as they are.
"""

from __future__ import annotations

from attrib.annotate._tree import Tree
from attrib.document import ROOT

LABELS = frozenset(
    {
        "acomp", "agent", "attr", "auxpass", "csubjpass", "dative", "dobj", "intj", "meta", "neg", "npadvmod",
        "nsubjpass", "oprd", "pcomp", "pobj", "poss", "preconj", "predet", "prep", "prt", "quantmod", "relcl",
    }
)  # fmt: skip
"""Relations that only CLEAR has."""

_RENAMED = {
    "ROOT": "root", "": "dep", "meta": "dep", "acomp": "xcomp", "attr": "xcomp", "oprd": "xcomp", "agent": "obl:agent",
    "auxpass": "aux:pass", "nsubjpass": "nsubj:pass", "csubjpass": "csubj:pass", "dobj": "obj", "dative": "iobj",
    "intj": "discourse", "neg": "advmod", "quantmod": "advmod", "poss": "nmod:poss", "preconj": "cc:preconj",
    "predet": "det:predet", "prt": "compound:prt", "relcl": "acl:relcl", "pobj": "obl", "pcomp": "advcl", "prep": "advmod",
}  # fmt: skip
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "SYM", "DET"})
_PREPOSITIONAL = frozenset({"prep", "agent", "dative", "advmod", "npadvmod", "prt"})
"""Relations of a preposition that say nothing about what its object is to the word above."""
_BE = frozenset(
    {"be", "is", "are", "was", "were", "am", "been", "being", "'s", "’s", "'re", "’re", "'m", "’m"}
)
_PLACES = frozenset({"here", "there", "where", "away", "home", "abroad", "over", "up", "down", "out", "back"})
_NOMINATIVE = frozenset({"i", "he", "she", "we", "they"})
_OPENING, _CLOSING = frozenset({"“", "‘", "``", "«"}), frozenset({"”", "’", "''", "»"})

FIXED = tuple(
    tuple(words.split())
    for words in (
        "according to", "as for", "as if", "as of", "as opposed to", "as per", "as though", "as to", "as well as",
        "because of", "due to", "except for", "in case", "in order", "instead of", "out of", "prior to", "rather than",
        "so that", "such as", "up to", "whether or not",
    )
)  # fmt: skip
"""Expressions that UD's English treebanks read as one word."""

_FIXED_BY_START: dict[str, list[tuple[str, ...]]] = {}
for _words in sorted(FIXED, key=len, reverse=True):
    _FIXED_BY_START.setdefault(_words[0], []).append(_words)


def to_ud(tree: Tree) -> None:
    """Rebuild a CLEAR tree as a UD tree, in place."""
    backwards = range(len(tree) - 1, -1, -1)  # what stands inside a phrase mostly follows its head
    for step in (_preposition, _copula, _small_clause):
        for i in backwards:
            step(tree, i)
    for i in range(len(tree)):
        _addressee(tree, i)
    for i in range(len(tree)):
        tree.relations[i] = _renamed(tree, i)
    _names(tree)
    _coordination(tree)
    _fixed(tree)
    _quotes(tree)


def _preposition(tree: Tree, i: int) -> None:
    """Object above preposition: "on Monday", "by officials", "after leaving", "from behind the bar", "as impossible"."""
    found = _object_of(tree, i)
    if found is None:
        return
    clause = tree.relations[found] == "pcomp" and (
        tree.upos[found] in ("VERB", "AUX") or tree.has(found, "nsubj", "nsubjpass", "csubj")
    )
    predicative = tree.upos[found] == "ADJ" and tree.lower[i] == "as"
    head, relation = tree.heads[i], tree.relations[i]
    joined = relation == "conj" and head != ROOT and _is_bare_preposition(tree, head)
    if joined:
        new = "pobj"  # "in and around the city": the object is that of the first, too
    elif relation not in _PREPOSITIONAL or head == ROOT:
        new = relation
    elif _is_bare_preposition(tree, head) and tree.children(head, relation, "prep", "pcomp")[0] == i:
        new = "pcomp" if clause else "pobj"
    else:
        new = _adjunct(tree, relation, head, clause or predicative)
    tree.promote(found, below="mark" if clause or predicative else "case", relation=new)
    if tree.upos[i] in ("ADP", "SCONJ"):
        tree.upos[i] = "SCONJ" if clause or predicative else "ADP"
    if joined:
        for c in tree.children(head, "cc"):
            tree.move(c, i)


def _adjunct(tree: Tree, relation: str, head: int, clause: bool) -> str:
    """What a prepositional phrase is to the word above, or to that word's object if it is a preposition itself."""
    if relation == "agent" and not clause:
        return "obl:agent"
    objects = tree.children(head, "pobj")
    nominal = tree.upos[objects[0] if objects else head] in _NOMINAL
    if clause:
        return "acl" if nominal else "advcl"
    return "nmod" if nominal else "obl"


def _object_of(tree: Tree, i: int) -> int | None:
    """What a preposition governs, if the word is one: its ``pobj`` before its ``pcomp`` ("because -pcomp-> of")."""
    objects = tree.children(i, "pobj")
    if objects:
        return objects[0]
    complements = tree.children(i, "pcomp")
    if complements and tree.upos[complements[0]] not in ("ADP", "SCONJ"):
        return complements[0]
    if tree.relations[i] == "prep" and tree.upos[i] in ("ADP", "SCONJ"):
        return next((c for c in tree.children(i, "amod", "acomp") if c > i), None)  # "for free"
    return None


def _is_bare_preposition(tree: Tree, i: int) -> bool:
    """Whether a word is a preposition whose object was not found on itself: "out" in "out of the house"."""
    known = tree.relations[i] in ("prep", "agent", "pcomp") or tree.upos[i] == "ADP"
    return (
        known and not tree.has(i, "pobj", "case") and tree.upos[i] in ("ADP", "SCONJ", "ADV", "VERB", "ADJ")
    )


def _copula(tree: Tree, i: int) -> None:
    """Predicate above "be": "is a teacher", "is sure", "is in London", "is there", "the plan is to leave"."""
    if tree.relations[i] in ("aux", "auxpass", "cop") or tree.upos[i] not in ("AUX", "VERB"):
        return
    if tree.lower[i] not in _BE or tree.words[i].lemma not in ("be", "", tree.lower[i]):
        return
    if tree.has(i, "expl"):  # "there is a man"
        for c in tree.children(i, "attr")[:1]:
            tree.relations[c] = "nsubj"
        return
    found = _predicate(tree, i)
    if found is None:
        return
    clause = tree.relations[found] in ("ccomp", "xcomp") or tree.has(found, "nsubj", "csubj")
    if clause:
        for c in tree.children(i, "nsubj", "csubj"):
            tree.relations[c] += ":outer"
    else:
        _extraposed(tree, i, found)
    tree.promote(found, below="cop")
    tree.upos[i] = "AUX"


def _predicate(tree: Tree, i: int) -> int | None:
    complements = tree.children(i, "attr", "acomp")
    if complements:
        return next((c for c in complements if c > i), complements[0])
    if not tree.has(i, "nsubj", "csubj"):
        return None
    after = [c for c in tree.children(i) if c > i]
    for relations in (("ccomp", "xcomp"), ("obl",)):
        for c in after:
            if tree.relations[c] in relations:
                return c
    adverbs = tree.children(i, "advmod")
    return next((c for c in adverbs if tree.lower[c] in _PLACES), None)


def _extraposed(tree: Tree, i: int, predicate: int) -> None:
    """ "It is clear that he left": the clause is the subject, "it" an expletive."""
    subjects = tree.children(i, "nsubj")
    clauses = [c for c in tree.children(i, "ccomp", "xcomp") if c > predicate]
    if clauses and len(subjects) == 1 and tree.lower[subjects[0]] == "it":
        tree.relations[subjects[0]] = "expl"
        tree.relations[clauses[0]] = "csubj"


def _small_clause(tree: Tree, i: int) -> None:
    """ "Want him to go", "make them richer", "saw him leaving": the subject is the object of the verb above."""
    head = tree.heads[i]
    if tree.relations[i] != "ccomp" or head == ROOT or tree.upos[head] not in ("VERB", "AUX"):
        return
    subjects = [c for c in tree.children(i, "nsubj", "nsubjpass") if head < c < i]
    if len(subjects) != 1 or tree.has(i, "mark", "expl") or tree.lower[subjects[0]] in _NOMINATIVE:
        return
    auxiliaries = tree.children(i, "aux", "auxpass", "cop")
    if auxiliaries:
        infinite = tree.words[auxiliaries[0]].xpos == "TO"
    else:
        infinite = tree.words[i].xpos in ("VB", "VBG", "VBN") or tree.upos[i] not in ("VERB", "AUX")
    if infinite and not tree.has(head, "dobj"):
        tree.move(subjects[0], head, "dobj")
        tree.relations[i] = "xcomp"


def _addressee(tree: Tree, i: int) -> None:
    """ "Told reporters that": the object beside a clause is the one who is told."""
    head = tree.heads[i]
    if tree.relations[i] != "dobj" or head == ROOT or not tree.has(head, "ccomp"):
        return
    if i - head <= 20 and not any(tree.upos[k] == "PUNCT" for k in range(head, i)):  # said, “a mistake”
        tree.relations[i] = "iobj"


def _renamed(tree: Tree, i: int) -> str:
    """UD's name for a relation."""
    relation, head = tree.relations[i], tree.heads[i]
    if head == ROOT:
        return "root"
    if relation == "npadvmod":
        return "nmod:unmarked" if tree.upos[head] in _NOMINAL else "obl:unmarked"
    if relation == "aux" and tree.words[i].xpos == "TO":
        return "mark"
    if relation == "nmod" and tree.upos[i] in ("NOUN", "PROPN") and i < head and not tree.has(i, "case"):
        return "compound"
    return _RENAMED.get(relation, relation)


def _names(tree: Tree) -> None:
    """ "Mayor Teresa Okafor": the first word of a person's name is its head, a title before it describes it."""
    ranges: dict[int, list[int]] = {}
    for i, word in enumerate(tree.words):
        if word.name >= 0:
            ranges.setdefault(word.name, []).append(i)
    for words in ranges.values():
        proper = [i for i in words if tree.upos[i] == "PROPN"]
        inside = [i for i in proper if tree.relations[i] == "compound" and tree.heads[i] == proper[-1]]
        if inside and inside[0] == proper[0]:
            tree.promote(proper[0], below="flat")
            for i in inside[1:]:
                tree.relations[i] = "flat"
        if proper:
            for i in tree.children(proper[0], "compound"):
                tree.relations[i] = "nmod:desc"


def _coordination(tree: Tree) -> None:
    """ "A, B and C": all conjuncts on the first, each with the marks and the conjunction before it."""
    left, _ = tree.edges()
    first = list(range(len(tree)))
    for i in range(len(tree)):
        if tree.relations[i] == "conj" and tree.heads[i] < i:
            first[i] = first[tree.heads[i]]
    for i in range(len(tree)):
        _joints(tree, i, left)
    for i, top in enumerate(first):
        if top != i:
            tree.move(i, top)


def _joints(tree: Tree, i: int, left: list[int]) -> None:
    """Hang the conjunctions and commas between a word and its next conjunct on the latter."""
    conjuncts = [c for c in tree.children(i, "conj") if c > i]
    at = 0
    for c in tree.children(i, "cc", "punct"):
        while at < len(conjuncts) and conjuncts[at] < c:
            at += 1
        if at == len(conjuncts):
            return
        edge = left[conjuncts[at]]
        comma = c > i and tree.lower[c] in (",", ";") and edge - c <= 4  # nothing but marks and "and" between
        comma = comma and all(
            tree.relations[k] in ("cc", "punct") or tree.heads[k] == c for k in range(c + 1, edge)
        )
        if comma or (c > i and tree.relations[c] == "cc"):
            tree.move(c, conjuncts[at])


def _fixed(tree: Tree) -> None:
    """ "Because of", "such as", "as well as": the others hang on the first word."""
    i = 0
    while i < len(tree):
        words = next((w for w in _FIXED_BY_START.get(tree.lower[i], ()) if _stands(tree, i, w)), None)
        if words is None:
            i += 1
            continue
        inside = range(i, i + len(words))
        top = next(k for k in inside if tree.heads[k] not in inside)
        linking = [k for k in inside if tree.relations[k] in ("case", "mark", "cc")]
        relation = tree.relations[linking[-1]]
        head = tree.heads[top]
        for k in inside:
            for c in tree.children(k):
                if c not in inside:
                    tree.move(c, head)
        tree.move(i, head, relation)
        for k in inside[1:]:
            tree.move(k, i, "fixed")
        i += len(words)


def _stands(tree: Tree, i: int, words: tuple[str, ...]) -> bool:
    """Whether an expression stands at a word and its words hang together under one head, as a case, mark or conjunction."""
    if tuple(tree.lower[i : i + len(words)]) != words:
        return False
    inside = range(i, i + len(words))
    outer = {tree.heads[k] for k in inside} - set(inside)
    return (
        len(outer) == 1
        and ROOT not in outer
        and any(tree.relations[k] in ("case", "mark", "cc") for k in inside)
    )


def _quotes(tree: Tree) -> None:
    """Quotation marks, and a comma before the closing one, hang on the head of what they enclose."""
    opened: dict[str, int] = {}
    for i, text in enumerate(tree.lower):
        if tree.relations[i] == "root":
            continue
        if text in _OPENING or (text == '"' and text not in opened):
            opened[text] = i
            continue
        start = opened.pop(_mate(text), None) if text in _CLOSING or text == '"' else None
        if start is not None:
            _enclose(tree, start, i)


def _mate(closing: str) -> str:
    return {"”": "“", "’": "‘", "''": "``", "»": "«"}.get(closing, closing)


def _enclose(tree: Tree, start: int, end: int) -> None:
    inside = range(start + 1, end)
    tops = [
        k for k in inside if not start < tree.heads[k] < end and tree.relations[k] not in ("punct", "root")
    ]
    tops += [k for k in inside if tree.relations[k] == "root"]
    if len(tops) != 1:
        return
    marks = [start, end]
    if tree.relations[end - 1] == "punct" and tree.lower[end - 1] == ",":
        marks.append(end - 1)
    for mark in marks:
        here = tree.words[mark].sentence == tree.words[tops[0]].sentence
        if here and tree.is_leaf(mark) and tree.relations[mark] == "punct":
            tree.move(mark, tops[0])
