"""Hypothesis strategies: texts as bad as they come, and results over them."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import strategies as st

from attrib.document import ROOT, Document, NamedEntity, Sentence, Token
from attrib.model import (
    Act,
    Attribution,
    Certainty,
    Cue,
    Endorsement,
    Entity,
    EntityKind,
    Evidence,
    Form,
    Mention,
    MentionKind,
    Passage,
    Polarity,
    Quote,
    QuoteFlag,
    Result,
    Speaker,
    SpeakerKind,
    Stance,
    UnresolvedReason,
)
from attrib.spans import Span

NASTY = (
    "“", "”", '"', "'", "’", "«", "<b>", "&amp;", "\r\n", "\n\n", "\t", "\x00", "\x1b", "\x85",
    "\u2028", "\u2029", "\ufeff", "\u200d", "e\u0301", "👩🏽‍🚀", "声明", "שלום",
    "\ud83d", "\ude00", "\udfff", "said", "He", "Ada Byron",
)  # fmt: skip
"""Pieces that have broken text tools before; two of the surrogates can meet and look like one character."""

pieces = st.one_of(st.sampled_from(NASTY), st.characters())
texts = st.lists(pieces, max_size=20).map("".join)
words = st.lists(pieces, max_size=2).map("".join)
finite = st.floats(allow_nan=False, allow_infinity=False)
json_text = st.text(max_size=8)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | finite | json_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(json_text, inner, max_size=3),
    max_leaves=4,
)


def spans(text: str) -> st.SearchStrategy[Span]:
    """Any span of the text, empty ones too."""
    offset = st.integers(0, len(text))
    return st.tuples(offset, offset).map(lambda pair: Span(*sorted(pair)))


def passages(text: str) -> st.SearchStrategy[Passage]:
    """One to three ascending spans."""
    cuts = st.lists(st.integers(0, len(text)), min_size=2, max_size=6).filter(lambda c: len(c) % 2 == 0)
    return cuts.map(sorted).map(
        lambda c: Passage.of(text, tuple(Span(c[i], c[i + 1]) for i in range(0, len(c), 2)))
    )


def evidence(text: str) -> st.SearchStrategy[Evidence]:
    return st.builds(
        Evidence,
        part=words,
        rule=words,
        spans=st.lists(spans(text), max_size=3).map(tuple),
        score=st.none() | finite,
        runner_up=st.none() | finite,
        note=words,
    )


def mentions(text: str) -> st.SearchStrategy[Mention]:
    return st.builds(
        lambda span, kind: Mention(span, text[span.start_char : span.end_char], kind),
        spans(text),
        st.sampled_from(MentionKind),
    )


def entities(text: str) -> st.SearchStrategy[list[Entity]]:
    """Up to two, with ids of their own."""
    entity = st.builds(
        Entity,
        id=words,
        name=words,
        kind=st.sampled_from(EntityKind),
        mentions=st.lists(mentions(text), max_size=2).map(tuple),
        gender=st.sampled_from(["", "female", "male"]),
        roles=st.lists(words, max_size=2).map(tuple),
    )
    return st.lists(entity, max_size=2, unique_by=lambda e: e.id)


stances = st.builds(
    Stance,
    act=st.sampled_from(Act),
    polarity=st.sampled_from(Polarity),
    certainty=st.sampled_from(Certainty),
    endorsement=st.sampled_from(Endorsement),
)


def quotes(text: str) -> st.SearchStrategy[Quote]:
    flags = st.lists(st.sampled_from(QuoteFlag), max_size=3, unique=True).map(tuple)
    return st.builds(Quote, span=spans(text), inner=spans(text), is_speech=st.booleans(), flags=flags)


def _attribution(text: str, id: str, known: list[Entity], ids: list[str]) -> st.SearchStrategy[Attribution]:
    entity = st.none() | st.sampled_from(known) if known else st.none()
    others = [other for other in ids if other != id]
    return st.builds(
        Attribution,
        id=st.just(id),
        form=st.sampled_from(Form),
        content=passages(text),
        cue=st.none() | st.builds(Cue, passage=passages(text), lemma=words),
        source=st.none() | passages(text),
        speakers=st.lists(
            st.builds(Speaker, name=words, kind=st.sampled_from(SpeakerKind), entity=entity), max_size=2
        ).map(tuple),
        unresolved=st.none() | st.sampled_from(UnresolvedReason),
        stance=stances,
        parent=st.none() | st.sampled_from(others) if others else st.none(),
        hypothetical=st.booleans(),
        confidence=st.floats(0, 1),
        evidence=st.lists(evidence(text), max_size=1).map(tuple),
    )


@st.composite
def results(draw: st.DrawFn) -> Result:
    """Any result that the types allow, over any text."""
    text = draw(texts)
    known = draw(entities(text))
    ids = draw(st.lists(words, max_size=3, unique=True))
    return Result(
        text=text,
        attributions=tuple(draw(_attribution(text, id, known, ids)) for id in ids),
        speakers=tuple(draw(st.lists(st.sampled_from(known), max_size=3))) if known else (),
        quotes=tuple(draw(st.lists(quotes(text), max_size=2))),
        meta=draw(st.dictionaries(json_text, json_values, max_size=3)),
    )


@st.composite
def documents(draw: st.DrawFn, text: str) -> Document:
    """Any parse of the text: words of any length with anything between them, trees of any shape."""
    offsets = st.integers(0, len(text))
    cuts = sorted(draw(st.lists(offsets, unique=True, max_size=12)))
    places = [pair for pair in pairwise(cuts) if draw(st.booleans())]
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    for i, (start, end) in enumerate(places):
        if not sentences or draw(st.booleans()):
            sentences.append(Sentence(i, i))
        first = sentences[-1].start
        sentences[-1] = Sentence(first, i + 1)
        head = ROOT if i == first else draw(st.integers(first, i - 1))
        tag, xpos = draw(st.sampled_from(["NOUN", "VERB", "X"])), draw(st.sampled_from(["", "NN"]))
        relation = "root" if head == ROOT else draw(st.sampled_from(["dep", "nsubj:pass"]))
        lemma = draw(words)
        tokens.append(
            Token(text[start:end], lemma, tag, xpos, head, relation, start, end, len(sentences) - 1)
        )
    ends = [i for i in range(len(tokens)) if draw(st.booleans())]
    entities = tuple(NamedEntity(a, b, draw(st.sampled_from(["PERSON", "ORG"]))) for a, b in pairwise(ends))
    return Document(text, tuple(tokens), tuple(sentences), entities)
