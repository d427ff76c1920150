"""Speakers: who is behind each source, under which name, and how the source words refer to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrib.candidates import ResolvedSource
from attrib.document import ROOT
from attrib.model import EntityKind, Evidence, MentionKind, SpeakerKind, UnresolvedReason
from attrib.names import tidy
from attrib.stages._dialogue import Turns
from attrib.stages._inner import InnerNames, person_named
from attrib.stages._papers import is_paper
from attrib.stages._scene import Scene
from attrib.syntax import carrier

if TYPE_CHECKING:
    from attrib.candidates import Chain, Draft, MentionCandidate
    from attrib.document import Document
    from attrib.lexicon.people import PeopleLexicon
    from attrib.model import Quote
    from attrib.spans import Span

_PREMODIFIERS = frozenset({"ADJ", "NOUN", "PROPN", "NUM"})
_ARTICLES = frozenset({"the", "a", "an"})


_Part = tuple[str, SpeakerKind, "int | None", tuple[Evidence, ...]]


class _Speakers:
    def __init__(
        self,
        document: Document,
        quotes: tuple[Quote, ...],
        chains: tuple[Chain, ...],
        drafts: tuple[Draft, ...],
        lexicon: PeopleLexicon,
    ) -> None:
        self.document, self.chains, self.drafts, self.lexicon = document, chains, drafts, lexicon
        self.scene = Scene(document, quotes, drafts)
        self.notes = {
            (c, k.rule): k
            for c, x in enumerate(chains)
            for k in x.links
            if k.rule in {"ambiguous", "members"}
        }
        self._links: dict[int, dict[Span, Evidence]] = {}
        self._fullest: dict[int, Span | None] = {}
        self.at: dict[int, tuple[int, MentionCandidate]] = {}
        ranked = [(m, c) for c, chain in enumerate(chains) for m in chain.mentions]
        for mention, c in sorted(ranked, key=lambda x: -(x[0].end - x[0].start)):
            for token in range(mention.start, mention.end):
                self.at[token] = (c, mention)
        for mention, c in ranked:
            self.at[mention.head] = (c, mention)
        self.inner = InnerNames(document, chains, self.at, lexicon)

    def one(self, k: int) -> ResolvedSource:
        """Resolve the source words of one draft."""
        draft, head = self.drafts[k], self.scene.heads[k]
        if not draft.source or head is None:
            return ResolvedSource((), (SpeakerKind.IMPLICIT,), (), UnresolvedReason.NO_SOURCE)
        parts = self._parts(head, draft.source)
        resolved = [self._part(p, draft.source, whole=len(parts) == 1) for p in parts]
        found = [part for f in resolved if f is not None for part in self._members(f)]
        if not found:
            return self._abstain(head)
        once = list({part[0]: part for part in reversed(found)}.values())[::-1]
        names, kinds, ids, reasons = zip(*once, strict=True)
        return ResolvedSource(names, kinds, ids, None, tuple(e for why in reasons for e in why))

    def _abstain(self, head: int) -> ResolvedSource:
        """Nobody: nothing to refer to, or two who fit equally well."""
        tie = self._tie(head)
        pronoun = tie is not None or self.document.tokens[head].upos == "PRON"
        kinds = (SpeakerKind.PRONOUN if pronoun else SpeakerKind.ANONYMOUS,)
        if tie is not None:
            return ResolvedSource((), kinds, (), UnresolvedReason.AMBIGUOUS, (tie,))
        return ResolvedSource((), kinds, (), UnresolvedReason.NO_ANTECEDENT)

    def _tie(self, head: int) -> Evidence | None:
        """The note that coreference left where two antecedents fit equally well."""
        if head not in self.at:
            return None
        return self.notes.get((self.at[head][0], "ambiguous"))

    def _members(self, part: _Part) -> list[_Part]:
        """ "The two countries", "they" for a couple: one part each."""
        c = part[2]
        members = None if c is None else self.notes.get((c, "members"))
        if members is None:
            return [part]
        out: list[_Part] = []
        for span in members.spans:
            token = self.document.index.touching(span).start
            own = self.at.get(token)
            if own is not None:
                out.append((self.chains[own[0]].name, part[1], own[0], (*part[3], members)))
        return out or [part]

    # --- parts -------------------------------------------------------------------------------------------

    def _parts(self, head: int, source: tuple[Span, ...]) -> list[int]:
        """The heads of "A and B", where at least one is named; else the head alone."""
        inside = {i for span in source for i in self.document.index.touching(span)}
        heads = [head]
        own = self.at.get(head)
        if not any(
            self.document.tokens[i].upos == "CCONJ" or self.document.tokens[i].text == "&" for i in inside
        ):
            return heads
        for i in self.document.dependents(head, "conj"):
            if i in inside and self.document.tokens[i].upos in {"NOUN", "PROPN", "PRON"}:
                if (own is not None and own[1].start <= i < own[1].end) or self._same_holder(head, i):
                    continue
                if self._titled_twice(head, i):
                    return [i]
                heads.append(i)
        named = [i for i in heads if i in self.at and self.chains[self.at[i][0]].named]
        return heads if len(heads) > 1 and named else [head]

    def _titled_twice(self, head: int, other: int) -> bool:
        """ "Filmmaker and author Ann Lee": a bare role before a name with a role is hers too."""
        token, dependents = self.document.tokens[head], self.document.dependents
        bare = token.xpos in {"NN", "NNP"} and not dependents(head, "det", "nmod:poss", "nummod")
        found = self.at.get(other)
        named = found is not None and person_named(found) and bool(found[1].roles)
        return bare and named and token.lemma.lower() in self.lexicon.roles

    def _same_holder(self, head: int, other: int) -> bool:
        """ "The former mayor and businessman": two roles under one article are one person."""
        tokens, dependents = self.document.tokens, self.document.dependents
        roles = (tokens[head].lemma.lower(), tokens[other].lemma.lower())
        bare = not dependents(other, "det", "nmod:poss", "nummod") and bool(dependents(head, "det"))
        return (
            bare and tokens[other].xpos == "NN" and all(r in self.lexicon.roles or r == "lady" for r in roles)
        )

    def _part(self, head: int, source: tuple[Span, ...], *, whole: bool) -> _Part | None:
        document = self.document
        token = document.tokens[head]
        found = self.at.get(head)
        if whole and token.upos != "PRON" and (found is None or not person_named(found)):
            found = self.inner.better(head, source) or found
        if found is None:
            entry = self.lexicon.pronouns.get(token.text.lower())
            if entry is not None and entry.person == 1:
                return "AUTHOR", SpeakerKind.AUTHOR, None, self._why("first person of the writer", source)
            if entry is not None and entry.kind == "relative":
                return self._relative(head, source)
            if entry is not None and entry.kind != "indefinite":
                return None
            words = self._words(source, head, whole)
            return (
                (words, self._unnamed(words, head, None), None, self._why("own words", source))
                if words
                else None
            )
        c, mention = found
        chain = self.chains[c]
        if mention.kind is MentionKind.PRONOUN and self._tie(head) is not None:
            return None
        evidence = self._trail(c, mention)
        if chain.name == "AUTHOR" and mention.kind is MentionKind.PRONOUN:
            return chain.name, SpeakerKind.AUTHOR, c, evidence
        if chain.named:
            kind = self._kind(mention, chain)
            words = self._words(source, head, whole)
            bare = words.replace("’s ", " ").replace("'s ", " ").replace("’ ", " ").replace("' ", " ")
            if kind is SpeakerKind.NOMINAL and chain.name in bare:
                kind = SpeakerKind.NAMED
            return chain.name, kind, c, evidence
        if mention.kind is MentionKind.PRONOUN:
            return (
                chain.name,
                SpeakerKind.DOCUMENT if chain.kind is EntityKind.DOCUMENT else SpeakerKind.PRONOUN,
                c,
                evidence,
            )
        words = self._words(source, head, whole) or chain.name
        return words, self._unnamed(words, head, chain), c, evidence

    def _relative(self, head: int, source: tuple[Span, ...]) -> _Part | None:
        """ "Districts that …": the noun before a relative pronoun, where no mention of it is known."""
        document = self.document
        for a in document.ancestors(head):
            noun = carrier(document, a) if document.tokens[a].relation == "acl" else ROOT
            if 0 <= noun < head:
                start = noun
                while (
                    start - 1 in document.children[noun] and document.tokens[start - 1].upos in _PREMODIFIERS
                ):
                    start -= 1
                words = tidy(
                    document.text[document.tokens[start].start_char : document.tokens[noun].end_char]
                )
                paper = is_paper(document, noun, self.lexicon)
                kind = SpeakerKind.DOCUMENT if paper else SpeakerKind.PRONOUN
                span = document.span(start, noun + 1)
                return words, kind, None, (Evidence("speaker", "relative", (*source, span)),)
        return None

    def _kind(self, mention: MentionCandidate, chain: Chain) -> SpeakerKind:
        if chain.kind is EntityKind.DOCUMENT:
            return SpeakerKind.DOCUMENT
        if mention.kind is MentionKind.PRONOUN:
            return SpeakerKind.PRONOUN
        if mention.kind is MentionKind.NAME:
            return SpeakerKind.NAMED
        words = self.document.text[
            self.document.tokens[mention.start].start_char : self.document.tokens[mention.end - 1].end_char
        ]
        return SpeakerKind.NAMED if chain.name in words else SpeakerKind.NOMINAL

    def _unnamed(self, words: str, head: int, chain: Chain | None) -> SpeakerKind:
        """Document, people in general, or somebody unnamed."""
        token = self.document.tokens[head]
        lemma, lower = token.lemma.lower(), token.text.lower()
        first = words.split()[0].lower() if words else ""
        paper = is_paper(self.document, head, self.lexicon)
        if paper or (chain is not None and chain.kind is EntityKind.DOCUMENT):
            return SpeakerKind.DOCUMENT
        plural = token.xpos in {"NNS", "NNPS"} or lower in {
            "people",
            "everyone",
            "everybody",
            "some",
            "many",
            "others",
        }
        determiners = {self.document.tokens[c].text.lower() for c in self.document.children[head]}
        plural = plural or (lower in self.lexicon.demonyms and not determiners & {"a", "an", "one"})
        general = (
            lemma in self.lexicon.generic or lower in self.lexicon.generic or lower in self.lexicon.demonyms
        )
        bare = len(words.split()) <= 3 or first in self.lexicon.sets["quantifier"]
        definite = any(
            self.document.tokens[c].text.lower() in {"the", "these", "those"}
            for c in self.document.children[head]
        )
        if plural and general and bare and not definite:
            return SpeakerKind.GENERIC
        entry = self.lexicon.pronouns.get(lower)
        if entry is not None and entry.kind == "indefinite" and lower != "one":
            return SpeakerKind.GENERIC
        return SpeakerKind.ANONYMOUS

    def _words(self, source: tuple[Span, ...], head: int, whole: bool) -> str:
        """The source's own words without a leading article."""
        if whole:
            text = " ".join(self.document.text[s.start_char : s.end_char] for s in source)
        else:
            tree = self._below(head, source)
            while len(tree) > 1 and self.document.tokens[tree[0]].upos in {"CCONJ", "PUNCT"}:
                tree = tree[1:]
            text = " ".join(self.document.tokens[i].text for i in tree)
        text = tidy(text)
        first, _, rest = text.partition(" ")
        return rest if first.lower() in _ARTICLES and rest else text

    def _below(self, head: int, source: tuple[Span, ...]) -> list[int]:
        """The tokens of the source that hang from a head, without what "and" joins to it; safe against cycles."""
        inside = {i for span in source for i in self.document.index.touching(span)}
        inside.difference_update(self.document.dependents(head, "conj"))
        out, stack = {head}, [head]
        while stack:
            below = [i for i in self.document.children[stack.pop()] if i in inside and i not in out]
            out.update(below)
            stack.extend(below)
        return sorted(out)

    # --- evidence ----------------------------------------------------------------------------------------

    def _why(self, rule: str, source: tuple[Span, ...]) -> tuple[Evidence, ...]:
        return (Evidence("speaker", rule, source),)

    def _trail(self, c: int, mention: MentionCandidate) -> tuple[Evidence, ...]:
        """The links from the source words to a name: "He" → "The Iraqi PM" → "Mohammed Shia al-Sudani"."""
        by_span = self._links_of(c)
        out: list[Evidence] = []
        here = self.document.span(mention.start, mention.end)
        while here in by_span and len(out) < 6 and by_span[here] not in out:
            link = by_span[here]
            out.append(link)
            if len(link.spans) < 2:
                break
            here = link.spans[1]
        full = self._full_name(c)
        if full is not None:
            spans = (here,) if here == full else (here, full)
            out.append(Evidence("speaker", "name", spans, note=self.chains[c].name))
        return tuple(out) or (Evidence("speaker", "own words", (here,)),)

    def _links_of(self, c: int) -> dict[Span, Evidence]:
        if c not in self._links:
            self._links[c] = {link.spans[0]: link for link in self.chains[c].links if link.spans}
        return self._links[c]

    def _full_name(self, c: int) -> Span | None:
        """Where the chain's full name stands first."""
        if c not in self._fullest:
            chain = self.chains[c]
            named = (m for m in chain.mentions if m.kind is MentionKind.NAME and m.name == chain.name)
            self._fullest[c] = next((self.document.span(m.start, m.end) for m in named), None)
        return self._fullest[c]


def resolve_speakers(
    document: Document,
    quotes: tuple[Quote, ...],
    chains: tuple[Chain, ...],
    drafts: tuple[Draft, ...],
    lexicon: PeopleLexicon,
) -> tuple[ResolvedSource, ...]:
    """Name the speakers of each draft; one result a draft, in the same order.

    Args:
        document: The annotated text.
        quotes: Quoted stretches.
        chains: What ``resolve`` made.
        drafts: Attributions in the making.
        lexicon: Words for people, groups, places and documents.
    """
    speakers = _Speakers(document, quotes, chains, drafts, lexicon)
    out = [speakers.one(k) for k in range(len(drafts))]
    turns = Turns(document, chains, drafts, speakers.scene, speakers.at, lexicon)
    return tuple(turns.fill(out))
