"""Puts the stages' conclusions together into results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import evolve, frozen

from attrib.candidates import Chain, Draft, Judgement, ResolvedSource
from attrib.document import Document
from attrib.forms import form_of
from attrib.model import (
    Act,
    Attribution,
    Cue,
    Entity,
    Mention,
    Passage,
    Quote,
    Result,
    Speaker,
)
from attrib.spans import Span, merge, trim


@frozen
class Parts:
    """What the stages found in one document; the sequences over drafts are parallel."""

    document: Document
    quotes: tuple[Quote, ...]
    drafts: tuple[Draft, ...]
    chains: tuple[Chain, ...]
    speakers: tuple[ResolvedSource, ...]
    judgements: tuple[Judgement, ...]
    parents: tuple[int | None, ...]


def assemble(parts: Parts, *, min_confidence: float, kinds: frozenset[Act], meta: dict[str, Any]) -> Result:
    """Number, type and sort everything; leave out what the settings leave out."""
    entities = _entities(parts)
    kept = [
        i
        for i, d in enumerate(parts.drafts)
        if d.score >= min_confidence and parts.judgements[i].stance.act in kinds
    ]
    kept.sort(key=lambda i: (parts.drafts[i].content[0], parts.drafts[i].content[-1], i))
    ids = {i: f"A{n}" for n, i in enumerate(kept, 1)}
    attributions = tuple(_attribution(parts, i, ids, entities) for i in kept)
    return Result(
        text=parts.document.text,
        attributions=attributions,
        speakers=_speaking(attributions),
        quotes=_spoken(parts.quotes, attributions),
        meta=meta,
    )


def _entities(parts: Parts) -> dict[int, Entity]:
    """The chains that speak as public entities, numbered by first mention among all."""
    document = parts.document
    speaking = {chain for resolved in parts.speakers for chain in resolved.chains}
    order = sorted(range(len(parts.chains)), key=lambda i: (parts.chains[i].mentions[0].start, i))
    return {
        i: Entity(
            id=f"E{number}",
            name=parts.chains[i].name,
            kind=parts.chains[i].kind,
            mentions=tuple(
                Mention(span, document.text[span.start_char : span.end_char], m.kind)
                for m in parts.chains[i].mentions
                for span in [document.span(m.start, m.end)]
            ),
            gender=parts.chains[i].gender,
            roles=parts.chains[i].roles,
        )
        for number, i in enumerate(order, 1)
        if i in speaking
    }


def _attribution(parts: Parts, i: int, ids: dict[int, str], entities: dict[int, Entity]) -> Attribution:
    draft, resolved, judgement = parts.drafts[i], parts.speakers[i], parts.judgements[i]
    document = parts.document
    text = document.text
    parent = parts.parents[i]
    while parent is not None and parent not in ids:
        parent = parts.parents[parent]
    content = Passage.of(text, _clean(text, draft.content))
    speakers = tuple(
        Speaker(name, kind, entities[chain] if chain is not None else None)
        # a source that is not there has a kind (IMPLICIT) but no name: nothing to make a speaker of
        for name, kind, chain in zip(resolved.names, resolved.kinds, resolved.chains, strict=False)
    )
    return Attribution(
        id=ids[i],
        form=form_of(text, content.spans, parts.quotes),
        content=content,
        cue=_cue(document, draft),
        source=Passage.of(text, _clean(text, draft.source)) if draft.source else None,
        speakers=speakers,
        unresolved=None if speakers else resolved.unresolved,
        stance=judgement.stance,
        parent=ids[parent] if parent is not None else None,
        hypothetical=judgement.hypothetical,
        confidence=round(min(1.0, max(0.0, draft.score)), 4),
        evidence=draft.evidence + resolved.evidence + judgement.evidence,
    )


def _clean(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    return merge(trim(text, s) for s in spans)


def _cue(document: Document, draft: Draft) -> Cue | None:
    if draft.cue is None:
        return None
    tokens = draft.cue.tokens
    spans: list[Span] = []
    for before, token in zip((None, *tokens), tokens, strict=False):
        span = document.tokens[token].span
        if before is not None and token == before + 1:
            spans[-1] = Span(spans[-1].start_char, span.end_char)
        else:
            spans.append(span)
    return Cue(Passage.of(document.text, tuple(spans)), draft.cue.lemma)


def _speaking(attributions: Sequence[Attribution]) -> tuple[Entity, ...]:
    """Entities that speak, in order of first attribution."""
    found = {s.entity.id: s.entity for a in attributions for s in a.speakers if s.entity is not None}
    return tuple(found.values())


def _spoken(quotes: Sequence[Quote], attributions: Sequence[Attribution]) -> tuple[Quote, ...]:
    """Mark the quotes that an attribution's content holds; one pass over both in text order."""
    contents = merge(s for a in attributions for s in a.content.spans)
    out: list[Quote] = []
    at = 0
    for quote in sorted(quotes, key=lambda q: q.span):
        while at < len(contents) and contents[at].end_char < quote.inner.start_char + 1:
            at += 1
        speech = any(c.covers(quote.inner) for c in contents[at : at + 2])
        out.append(evolve(quote, is_speech=speech))
    return tuple(out)
