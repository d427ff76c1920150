"""Mentions: names with titles and roles, descriptions, pronouns; and that no parse, however odd, raises."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attrib.candidates import CueCandidate, CueKind, Draft, MentionCandidate
from attrib.document import ROOT, Document, NamedEntity, Sentence, Token
from attrib.formats.conllu import read_conllu
from attrib.lexicon.people import load_people
from attrib.model import Quote
from attrib.names import acronyms, is_short_form, looks_like_acronym, tidy, words
from attrib.spans import Span
from attrib.stages.coreference import resolve
from attrib.stages.mentions import find_mentions
from attrib.stages.speakers import resolve_speakers

CASES = Path(__file__).parent / "cases" / "speakers"


@lru_cache
def mentions(case: str) -> tuple[Document, tuple[MentionCandidate, ...]]:
    text = (CASES / f"{case}.txt").read_bytes().decode("utf-8")
    document = read_conllu(text, (CASES / f"{case}.conllu").read_text(encoding="utf-8").splitlines())
    return document, find_mentions(document, load_people())


def at(case: str, words_: str) -> MentionCandidate:
    """The widest mention that starts where the words first stand."""
    document, found = mentions(case)
    place = document.text.index(words_)
    starting = [m for m in found if document.tokens[m.start].start_char == place]
    return max(starting, key=lambda m: m.end)


NAMES = [
    # case, words at which the mention starts, name, kind, gender, role
    (
        "summit",
        "Norwegian Prime Minister Ingrid",
        "Ingrid Solberg",
        "PERSON",
        "female",
        "Norwegian Prime Minister",
    ),
    ("court", "Circuit Court Judge Helen", "Helen Ortiz", "PERSON", "female", "Circuit Court Judge"),
    ("court", "Sen. Carl", "Carl Dunn", "PERSON", "male", "senator"),
    ("court", "Rep. Mary", "Mary Holt", "PERSON", "female", "representative"),
    ("family", "Mr. Ferraro", "Ferraro", "PERSON", "male", ""),
    ("family", "Mrs. Ferraro", "Ferraro", "PERSON", "female", ""),
    ("newsroom", "Ahmed al-Rashid", "Ahmed al-Rashid", "PERSON", "male", ""),
    ("newsroom", "Maria van der Berg", "Maria van der Berg", "PERSON", "female", ""),
    ("newsroom", "captain Lars", "Lars “Bo” Lindqvist", "PERSON", "male", "captain"),
    ("parties", "Justice Department", "Justice Department", "ORGANISATION", "neuter", ""),
    ("parties", "Former Attorney General Ruth", "Ruth Klein", "PERSON", "female", "Former Attorney General"),
    ("company", "World Food Agency", "World Food Agency", "ORGANISATION", "neuter", ""),
    ("law", "Harbour Marriage Act", "Harbour Marriage Act", "DOCUMENT", "neuter", ""),
    ("law", "Ellery Treaty", "Ellery Treaty", "DOCUMENT", "neuter", ""),
    ("nobody", "Peter Hall", "Peter Hall", "PERSON", "male", ""),
]


@pytest.mark.parametrize(
    ("case", "start", "name", "kind", "gender", "role"), NAMES, ids=[n[1] for n in NAMES]
)
def test_name(case: str, start: str, name: str, kind: str, gender: str, role: str) -> None:
    mention = at(case, start)
    assert mention.kind == "NAME"
    assert mention.name == name
    assert mention.entity_kind == kind
    assert mention.gender == gender
    assert [r.lower() for r in mention.roles] == ([role.lower()] if role else [])


NOMINALS = [
    # case, words at which the description starts, kind, number
    ("summit", "The Norwegian PM", "PERSON", "sing"),
    ("summit", "the Norwegian government", "ORGANISATION", "sing"),
    ("company", "Two officials", "GROUP", "plur"),
    ("company", "One report", "DOCUMENT", "sing"),
    ("parties", "Republicans", "GROUP", "plur"),
    ("parties", "A Texas Republican", "PERSON", "sing"),
    ("court", "A Kansas judge", "PERSON", "sing"),
]


@pytest.mark.parametrize(("case", "start", "kind", "number"), NOMINALS, ids=[n[1] for n in NOMINALS])
def test_description(case: str, start: str, kind: str, number: str) -> None:
    mention = at(case, start)
    assert mention.kind == "NOMINAL"
    assert (mention.entity_kind, mention.number) == (kind, number)


def test_weekdays_and_months_are_no_names() -> None:
    for case in ("summit", "newsroom"):
        assert not {"Monday", "March", "Sunday"} & {m.name for m in mentions(case)[1]}


def test_mentions_are_in_text_order_and_hold_their_head() -> None:
    for path in sorted(CASES.glob("*.txt")):
        document, found = mentions(path.stem)
        assert list(found) == sorted(found, key=lambda m: (m.start, m.end, m.head))
        assert all(m.start <= m.head < m.end <= len(document.tokens) for m in found)


@pytest.mark.parametrize(
    ("short", "long", "expected"),
    [
        ("Trump", "Donald J. Trump", True),
        ("Donald Trump", "Donald J. Trump", True),
        ("D. Trump", "Donald Trump", True),
        ("Melania Trump", "Donald Trump", False),
        ("Sudani", "Mohammed Shia al-Sudani", True),
        ("al-Sudani", "Mohammed Shia al-Sudani", True),
        ("van der Berg", "Maria van der Berg", True),
        ("Park", "Joe Parker", False),
        ("Donald J. Trump", "Trump", False),
    ],
)
def test_short_forms(short: str, long: str, expected: bool) -> None:
    assert is_short_form(words(short), words(long)) is expected


def test_acronyms() -> None:
    assert "who" in acronyms("World Health Organization")
    assert "sec" in acronyms("Securities and Exchange Commission")
    assert acronyms("Madonna") == frozenset()
    assert looks_like_acronym("U.N.")
    assert not looks_like_acronym("It")
    assert tidy("“Ann\n Meyer’s") == "Ann Meyer"


WORDS = [
    "Ann",
    "Meyer",
    "said",
    "the",
    "Iraqi",
    "PM",
    "of",
    ",",
    "“",
    "”",
    "al",
    "-",
    "He",
    "they",
    "who",
    "Mr.",
    "👍",
    "é",
]
TAGS = ["PROPN", "NOUN", "VERB", "DET", "ADJ", "ADP", "PUNCT", "PRON", "CCONJ", "X"]
RELATIONS = [
    "nsubj",
    "obj",
    "flat",
    "compound",
    "appos",
    "conj",
    "acl:relcl",
    "nmod:poss",
    "cc",
    "cop",
    "punct",
    "root",
    "dep",
]


@st.composite
def odd_documents(draw: st.DrawFn) -> Document:
    """Documents with random tags and arcs, cycles included: worse than any parser's output."""
    size = draw(st.integers(0, 24))
    gaps = st.sampled_from([" ", "\n\n", "\r\n", "  "])
    text, tokens = "", []
    for i in range(size):
        word = draw(st.sampled_from(WORDS))
        start = len(text)
        text += word + draw(gaps)
        head = draw(st.integers(-1, size - 1))
        relation = draw(st.sampled_from(RELATIONS))
        tag = draw(st.sampled_from(TAGS))
        head = ROOT if head == i else head
        tokens.append(Token(word, word.lower(), tag, "NNP", head, relation, start, start + len(word), 0))
    cut = draw(st.integers(0, size))
    entities = (NamedEntity(0, cut, draw(st.sampled_from(["PERSON", "ORG", "GPE", "MISC"]))),) if cut else ()
    return Document(text, tuple(tokens), (Sentence(0, size),) if size else (), entities)


@settings(max_examples=100, deadline=None)
@given(odd_documents(), st.data())
def test_no_parse_raises(document: Document, data: st.DataObject) -> None:
    length = len(document.text)
    spans = st.tuples(st.integers(0, length), st.integers(0, length)).map(lambda p: Span(min(p), max(p)))
    drafts = tuple(
        Draft(
            (data.draw(spans),),
            data.draw(st.sampled_from([None, CueCandidate((0,), 0, "say", CueKind.VERB)])),
            data.draw(st.sampled_from([(), (data.draw(spans),)])),
        )
        for _ in range(data.draw(st.integers(0, 4)))
    )
    span = data.draw(spans)
    quotes = (Quote(span, span),)
    lexicon = load_people()
    chains = resolve(document, quotes, find_mentions(document, lexicon), drafts, lexicon)
    results = resolve_speakers(document, quotes, chains, drafts, lexicon)
    assert len(results) == len(drafts)
    for result in results:
        assert len(result.names) == len(result.chains)
        assert result.names or result.unresolved is not None
        assert all(s.end_char <= length for e in result.evidence for s in e.spans)
