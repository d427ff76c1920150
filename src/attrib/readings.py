"""Readings of a predicate with quotes and sentence ends taken into account: tree complements, quotes, and
what is left.

Parses of clausal complements are wrong often enough that plain word order has its own readings: ``rest``
(all that follows in the sentence), ``lead`` (all that stands before), and ``~`` variants (a complement
drawn out to the end of its sentence). Scores decide among them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache

from attrs import evolve

from attrib.document import Document, Token
from attrib.spans import Span
from attrib.syntax import Complement, complements, subject

ENDS = frozenset({".", "!", "?", ";", ":", ",", "-", "--", "—", "–", "…", "..."})
DRAWN_OUT = frozenset(
    {"that", "if", "wh", "clause", "parataxis", "to", "ing", "obj", "predicate", "relative", "rest", "adverb"}
)
"""Frames (to the first ``:``, ``+`` or ``|``) that get a variant drawn out to the end of the sentence."""


class QuoteRanges:
    """Quotes as half-open token ranges, in text order, found by token in O(log n)."""

    __slots__ = ("_ends", "_starts", "ranges")

    def __init__(self, document: Document, spans: Iterable[Span]) -> None:
        self.ranges: list[tuple[int, int]] = []
        for span in sorted(spans):
            touched = document.index.touching(span)
            if len(touched) and (not self.ranges or touched.start >= self.ranges[-1][1]):
                self.ranges.append((touched.start, touched.stop))
        self._starts = [a for a, _ in self.ranges]
        self._ends = [b for _, b in self.ranges]

    def holding(self, token: int) -> tuple[int, int] | None:
        """The quote that a token stands in."""
        at = bisect_right(self._starts, token) - 1
        return self.ranges[at] if at >= 0 and token < self._ends[at] else None

    def next_from(self, token: int) -> tuple[int, int] | None:
        """The first quote that starts at or after a token."""
        at = bisect_left(self._starts, token)
        return self.ranges[at] if at < len(self.ranges) else None

    def last_until(self, token: int) -> tuple[int, int] | None:
        """The last quote that ends at or before a token."""
        at = bisect_right(self._ends, token) - 1
        return self.ranges[at] if at >= 0 else None

    def touching(self, start: int, end: int) -> list[tuple[int, int]]:
        """All quotes that share a token with a range."""
        at = bisect_right(self._ends, start)
        out = []
        while at < len(self.ranges) and self._starts[at] < end:
            out.append(self.ranges[at])
            at += 1
        return out


def _quiet(document: Document, between: range, own: int) -> bool:
    """Whether no other predicate of its own stands between a cue and a quote."""
    tokens = document.tokens
    for i in between:
        token = tokens[i]
        if i == own or token.upos not in ("VERB", "AUX"):
            continue
        if token.relation in ("ccomp", "parataxis", "root", "conj") and subject(document, i) is not None:
            return False
    return True


def quote_complements(document: Document, quotes: QuoteRanges, head: int) -> list[Complement]:
    """The quote that stands just after or just before a predicate, with only words of its own clause
    between.
    """
    tokens = document.tokens
    out: list[Complement] = []
    if quotes.holding(head) is not None:
        return out
    after = quotes.next_from(head + 1)
    if after is not None and after[0] - head <= 30 and tokens[after[0]].sentence - tokens[head].sentence <= 1:
        gap = range(head + 1, after[0])
        if _quiet(document, gap, head) and not _breaks(document, head, after[0]):
            out.append(Complement("quote-after", after[0], tuple(range(*after))))
    before = quotes.last_until(head)
    if before is not None and head - before[1] <= 25 and _closes_clause(document, before):
        gap = range(before[1], head)
        if _quiet(document, gap, head) and not _breaks(document, before[1], head):
            out.append(Complement("quote-before", before[1] - 1, tuple(range(*before))))
    return out


def _breaks(document: Document, start: int, end: int) -> bool:
    """Whether a full stop or an empty line stands between two tokens."""
    tokens = document.tokens
    if any(tokens[i].text in (".", "!", "?", ";") for i in range(start, end)):
        return True
    if start >= end:
        return False
    return "\n\n" in document.text[tokens[start].end_char : tokens[end].start_char] and not any(
        tokens[i].text == ":" for i in range(start, end)
    )


def _closes_clause(document: Document, quote: tuple[int, int]) -> bool:
    """Whether a quote ends with a comma, dash, question or exclamation mark, inside or just after its
    closing mark.
    """
    tokens = document.tokens
    near = range(max(quote[0], quote[1] - 4), min(quote[1] + 1, len(tokens)))
    return any(tokens[i].text in {",", "?", "!", "--", "—", "–", "...", "…", "-"} for i in near)


def widen(document: Document, complement: Complement, quotes: QuoteRanges, head: int) -> Complement:
    """Take in the whole of every quote that a complement holds part of, unless the cue stands in it."""
    if not complement.tokens:
        return complement
    near = quotes.touching(complement.tokens[0], complement.tokens[-1] + 1)
    if not near:
        return complement
    words = set(complement.tokens)
    for start, end in near:
        if not start <= head < end and not words.isdisjoint(range(start, end)):
            words.update(range(start, end))
    return evolve(complement, tokens=tuple(sorted(words)))


@lru_cache(maxsize=1024)
def coarse(frame: str) -> str:
    """A frame without its preposition and variant: ``obl:for~`` gives ``obl``."""
    return frame.rstrip("~").split(":")[0].split("+")[0].split("|")[0]


def sentence_end(document: Document, token: int) -> int:
    """One past the last word of a token's sentence, its final punctuation left out."""
    sentence = document.sentences[document.tokens[token].sentence]
    end = sentence.end
    while end > token + 1 and document.tokens[end - 1].text in ENDS:
        end -= 1
    return end


def tail_of(document: Document, complement: Complement, head: int) -> range:
    """What stands between the end of a complement that follows its cue and the end of its sentence."""
    last = complement.tokens[-1]
    if last < head or complement.tokens[0] < head:
        return range(0)
    return range(last + 1, max(last + 1, sentence_end(document, last)))


def _drawn_out(document: Document, found: list[Complement], head: int) -> list[Complement]:
    out, seen = [], set()
    for complement in found:
        if coarse(complement.frame) not in DRAWN_OUT or complement.frame.endswith("-before"):
            continue
        tail = tail_of(document, complement, head)
        if len(tail) and any(document.tokens[i].upos != "PUNCT" for i in tail):
            words = (*complement.tokens, *tail)
            if words not in seen:
                seen.add(words)
                out.append(Complement(f"{complement.frame}~", complement.head, words))
    return out


def _plain_order(document: Document, found: list[Complement], head: int) -> list[Complement]:
    """``rest`` and ``lead``: what follows and what goes before, where the parse gives no clause there."""
    tokens, out = document.tokens, []
    sentence = document.sentences[tokens[head].sentence]
    kinds = {c.frame.rstrip("~") for c in found}
    end = sentence_end(document, head)
    if not kinds & {"that", "clause", "parataxis", "wh", "if"} and end - head > 2:
        out += _rests(document, head, end)
    if not kinds & {"host", "clause-before", "that-before"} and end - head < 20:
        subj = subject(document, head)
        stop = head if subj is None or subj > head else min(document.subtree(subj))
        if stop - sentence.start > 3 and tokens[stop - 1].text in {",", "”", "--", "—", '"', "''", "?", "!"}:
            out.append(Complement("lead", stop - 1, tuple(range(sentence.start, stop - 1))))
    return out


def _rests(document: Document, head: int, end: int) -> list[Complement]:
    """All that follows in the sentence: as it is, after a preposition, or from a near "that" or "to" on."""
    tokens = document.tokens
    start = head + 1
    word = tokens[start].text.lower()
    infinitive = word == "to" and tokens[min(start + 1, end - 1)].upos in ("VERB", "AUX")
    if tokens[start].upos == "ADP" and word in PREPOSITIONS and end - start > 2 and not infinitive:
        return [Complement(f"rest:{tokens[start].text.lower()}", start + 1, tuple(range(start + 1, end)))]
    out = [Complement("rest", start, tuple(range(start, end)))]
    for i in range(start + 1, min(start + 6, end - 2)):
        if tokens[i].upos == "VERB" and tokens[i].relation == "conj":
            break
        if tokens[i].text.lower() in ("that", "to") and tokens[i].upos in ("SCONJ", "PART"):
            out.append(Complement(f"rest|{tokens[i].text.lower()}", i, tuple(range(i, end))))
            break
    return out


def _only_quotes_after(
    document: Document, complement: Complement, quotes: QuoteRanges, head: int
) -> Complement:
    """For a quote before its cue, keep of what follows the cue only what is quoted too: "X," he said,
    smiling.
    """
    words = complement.tokens
    before = [i for i in words if i < head]
    if not before or len(before) == len(words) or quotes.holding(before[-1]) is None:
        return complement
    kept = (*before, *(i for i in words if i > head and quotes.holding(i) is not None))
    return evolve(complement, tokens=kept)


TIMES = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "today",
        "yesterday",
        "tonight",
        "earlier",
    ]
)
PREPOSITIONS = frozenset({"about", "of", "on", "for", "against", "at", "with", "to", "over", "toward", "in"})


def _without_time(document: Document, complement: Complement, head: int) -> Complement:
    """Drop a day of the week that the parse put at the front of a clause: "said Thursday (that) …"."""
    words, tokens = complement.tokens, document.tokens
    if len(words) < 4 or words[0] <= head:
        return complement
    if coarse(complement.frame) not in ("clause", "that", "rest", "parataxis"):
        return complement
    skip = 1 if tokens[words[0]].text.lower() == "on" else 0
    after = tokens[words[skip + 1]].text.lower()
    if tokens[words[skip]].text.lower() in TIMES and after not in ("night", "morning", "'s", "’s"):
        return evolve(complement, tokens=words[skip + 1 :])
    return complement


def readings(
    document: Document, quotes: QuoteRanges, head: int, *, plain_order: bool = True
) -> list[Complement]:
    """Every reading of what a candidate may be about."""
    found = [widen(document, c, quotes, head) for c in complements(document, head)]
    if document.tokens[head].upos == "VERB":
        found += quote_complements(document, quotes, head)
        if plain_order:
            found += [widen(document, c, quotes, head) for c in _plain_order(document, found, head)]
    found += _drawn_out(document, found, head)
    found = [_without_time(document, _only_quotes_after(document, c, quotes, head), head) for c in found]
    return [c for c in found if c.tokens]


def _between(tokens: tuple[Token, ...], gap: range) -> str:
    """What stands between a quote and a cue, in one word."""
    words = [tokens[i] for i in gap if tokens[i].upos != "PUNCT"]
    if not words:
        return "nothing"
    if len(words) == 1 and words[0].upos == "PRON":
        return "pronoun"
    if all(w.upos == "PROPN" for w in words):
        return "name"
    if any(w.upos in ("VERB", "AUX") for w in words):
        return "verb"
    return "short" if len(words) <= 4 else "long"


def crispness(document: Document, quotes: QuoteRanges, head: int) -> dict[str, str]:
    """How plainly the typography ties a quote to a verb: frame to a label such as ``comma,name``."""
    tokens, out = document.tokens, {}
    for complement in quote_complements(document, quotes, head):
        first, last = complement.tokens[0], complement.tokens[-1]
        if complement.frame == "quote-after":
            gap = range(head + 1, first)
            near = next((tokens[i].text for i in reversed(gap) if i >= first - 1), "")
            mark = {",": "comma", ":": "colon"}.get(near, "none")
            start = tokens[min(first + 1, last)].text[:1]
            case = "capital" if start.isupper() else "lower"
            out["quote-after"] = f"{mark},{case},{_between(tokens, gap)}"
        else:
            close = [tokens[i].text for i in range(max(first, last - 2), min(last + 2, len(tokens)))]
            mark = "comma" if "," in close else "other"
            whole = "sentence" if _starts_sentence(document, first) else "part"
            out["quote-before"] = f"{mark},{whole},{_between(tokens, range(last + 1, head))}"
    return out


def _starts_sentence(document: Document, token: int) -> bool:
    sentence = document.sentences[document.tokens[token].sentence]
    return all(document.tokens[i].upos == "PUNCT" for i in range(sentence.start, token)) or (
        document.tokens[min(token + 1, sentence.end - 1)].text[:1].isupper()
    )
