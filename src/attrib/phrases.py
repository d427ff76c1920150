"""Phrases found by position: what "according to" and "NAME:" govern, and noun phrases beside a cue.

Where the parse breaks a phrase apart, plain word order still shows it.
"""

from __future__ import annotations

from collections.abc import Collection

import regex

from attrib.document import ROOT, Document
from attrib.readings import ENDS, QuoteRanges, sentence_end
from attrib.spans import Span
from attrib.syntax import preposition_tokens, subtree_without

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
INSIDE = frozenset({"NOUN", "PROPN", "NUM", "DET", "ADJ", "SYM"})
JOINING = frozenset({"of", "in", "at", "for", "to", "from", "with", "on"})
NAMES = frozenset({"PERSON", "ORG", "ORGANIZATION", "NORP"})
RELATIVE_STARTS = frozenset({"who", "which", "whose", "whom", "where", "when"})


def phrase_parts(document: Document, first: int, last: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Source and content of a fixed phrase such as "according to", by position and commas.

    At the start of a sentence the source ends at the first comma that closes it, and the rest is the
    content; elsewhere
    what stands before is the content.
    """
    tokens = document.tokens
    sentence = document.sentences[tokens[first].sentence]
    end = sentence_end(document, last)
    before = [i for i in range(sentence.start, first) if tokens[i].upos != "PUNCT"]
    stop = _phrase_stop(document, last + 1, end)
    source = tuple(range(last + 1, stop))
    leading = len(before) <= 3 and not any(tokens[i].upos in ("VERB", "AUX") for i in before)
    after = tuple(range(stop + 1, end)) if stop < end else ()
    if leading:
        return source, after
    has_verb = any(tokens[i].upos in ("VERB", "AUX") for i in before)
    start = before[0] if before else first
    words = tuple(range(start, before[-1] + 1)) if before else ()
    return source, words if has_verb else words + after


def _phrase_stop(document: Document, start: int, end: int) -> int:
    """The comma (or dash) that closes a phrase: not one that opens an apposition or a relative clause."""
    tokens = document.tokens
    commas = [i for i in range(start, end) if tokens[i].text in (",", "--", "—", "–", ";")]
    for at, comma in enumerate(commas):
        until = commas[at + 1] if at + 1 < len(commas) else end
        part = range(comma + 1, until)
        if not part:
            continue
        joined = any(
            tokens[i].relation in ("appos", "conj") and start <= tokens[i].head < comma for i in part
        )
        relative = tokens[comma + 1].text.lower() in RELATIVE_STARTS
        if not (joined or relative) or until == end:
            return end if (joined or relative) else comma
    return end


def after_colon(document: Document, quotes: QuoteRanges, colon: int) -> tuple[int, ...]:
    """What "NAME:" introduces: the quote that follows, or the rest of the line."""
    tokens = document.tokens
    quote = quotes.next_from(colon + 1)
    if quote is not None and quote[0] == colon + 1:
        return tuple(range(*quote))
    line_end = document.text.find("\n", tokens[colon].end_char)
    words = []
    for i in range(colon + 1, len(tokens)):
        if 0 <= line_end <= tokens[i].start_char:
            break
        words.append(i)
    while words and tokens[words[-1]].text in ENDS:
        words.pop()
    return tuple(words)


_LABEL = regex.compile(r"[\p{Pi}\p{Pf}\"'\s]{0,3}(\p{Lu}[\p{Lu}.'’-]*(?: [\p{Lu}.'’-]+){0,3}):(?=\s)")


def turn_label(text: str, start: int) -> Span | None:
    """The speaker's label that opens a turn of a transcript: “WALLACE: Let us begin”, “Q: And then?”.

    Capitals only, at most four words: in mixed case the words before a colon are mostly no speaker.
    """
    found = _LABEL.match(text, start)
    return Span(found.start(1), found.end(1)) if found else None


def colon_name(document: Document, colon: int) -> tuple[int, ...]:
    """The name that stands between the start of a line and a colon, or nothing."""
    tokens = document.tokens
    line = document.text.rfind("\n", 0, tokens[colon].start_char) + 1
    words: list[int] = []
    for i in range(colon - 1, max(-1, colon - 9), -1):
        if tokens[i].start_char < line:
            break
        words.append(i)
    words.reverse()
    if not words or tokens[words[0]].start_char - line > 2 or len(words) > 7:
        return ()
    if any(tokens[i].upos in ("VERB", "AUX", "NUM", "SCONJ") for i in words):
        return ()
    named = [i for i in words if i in document.entity_of and document.entity_of[i].type in NAMES]
    return tuple(words) if named and tokens[words[-1]].upos in ("PROPN", "PUNCT", "NOUN") else ()


def noun_phrase(document: Document, head: int, barred: Collection[int]) -> tuple[int, ...]:
    """The noun phrase around a head: its subtree as far as it hangs together, without preposition and outer
    clauses.

    A run of names that the parse broke apart is kept whole.
    """
    tokens = document.tokens
    cut = [*preposition_tokens(document, head)]
    for i in document.children[head]:
        if tokens[i].relation in ("parataxis", "dep", "discourse", "advcl"):
            cut.append(i)
    held = {i for i in subtree_without(document, head, cut) if i not in barred}
    low = high = head
    sentence = document.sentences[tokens[head].sentence]
    while low - 1 in held or (
        _both_names(document, low - 1, low) and low - 1 >= sentence.start and low - 1 not in barred
    ):
        low -= 1
    while high + 1 in held or (
        high + 1 < sentence.end and _both_names(document, high, high + 1) and high + 1 not in barred
    ):
        high += 1
    return _without_dateline(document, tuple(range(low, high + 1)))


def _both_names(document: Document, first: int, second: int) -> bool:
    return first >= 0 and document.tokens[first].upos == "PROPN" and document.tokens[second].upos == "PROPN"


def _without_dateline(document: Document, words: tuple[int, ...]) -> tuple[int, ...]:
    """Drop a dateline that the parse joined to the phrase: "LONDON (Reuters) – [The minister]"."""
    tokens = document.tokens
    for at, i in enumerate(words[:-1]):
        if at and tokens[i].text in ("—", "–", "--", "-") and any(tokens[j].text == ")" for j in words[:at]):
            return words[at + 1 :]
    return words


def phrase_before(document: Document, cue: int, barred: Collection[int]) -> tuple[int, ...]:
    """The noun phrase that ends just before a verb (auxiliaries and adverbs may stand between), by word
    order.
    """
    tokens = document.tokens
    start = document.sentences[tokens[cue].sentence].start
    last = cue - 1
    while last >= start and tokens[last].upos in ("AUX", "ADV", "PART"):
        last -= 1
    if last > start and tokens[last].text == "," and tokens[last - 1].upos in NOMINAL:
        return _before_comma(document, last, barred)
    if last < start or last in barred or tokens[last].upos not in NOMINAL:
        return ()
    if tokens[last].upos == "PRON" or tokens[last].text.lower() in WEEKDAYS:
        return (last,) if tokens[last].upos == "PRON" and tokens[last].relation != "obj" else ()
    return tuple(range(_chunk_start(document, last, barred), last + 1))


def _chunk_start(document: Document, last: int, barred: Collection[int]) -> int:
    tokens = document.tokens
    start = document.sentences[tokens[last].sentence].start
    first = last
    while first - 1 >= start and first - 1 not in barred:
        token = tokens[first - 1]
        joins = token.text.lower() in JOINING and first - 2 >= start and tokens[first - 2].upos in NOMINAL
        possessive = token.xpos in ("POS", "PRP$") or (
            token.text in ("”", "’", "'") and first < last + 1 and tokens[first].xpos == "POS"
        )
        if not (token.upos in INSIDE or joins or possessive):
            break
        first -= 1
    return first


def _before_comma(document: Document, comma: int, barred: Collection[int]) -> tuple[int, ...]:
    """A phrase with an apposition in commas before its verb: "[Ann Lee, a nurse,] said"."""
    tokens = document.tokens
    if comma - 1 in barred:
        return ()
    second = _chunk_start(document, comma - 1, barred)
    if tokens[second].text.lower() in WEEKDAYS or tokens[second - 1].text != "," or second < 2:
        return ()
    if second - 2 in barred or tokens[second - 2].upos not in ("NOUN", "PROPN"):
        return ()
    return tuple(range(_chunk_start(document, second - 2, barred), comma))


WEEKDAYS = frozenset(
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
        "week",
        "month",
        "year",
    ]
)


def phrase_after(document: Document, cue: int, barred: Collection[int]) -> tuple[int, ...]:
    """The noun phrase that starts just after a verb, by word order: "X," said [the mayor of Leeds]."""
    tokens = document.tokens
    end = document.sentences[tokens[cue].sentence].end
    at = cue + 1
    if at >= end or at in barred or tokens[at].upos not in ("PROPN", "PRON", "DET", "NOUN", "ADJ"):
        return ()
    if tokens[at].upos == "PRON":
        return (at,)
    words = []
    while at < end and at not in barred:
        token = tokens[at]
        joins = token.text.lower() in JOINING and at + 1 < end and tokens[at + 1].upos in INSIDE
        if not (token.upos in INSIDE or token.xpos in ("POS", "PRP$") or joins):
            break
        words.append(at)
        at += 1
    return tuple(words)


def head_of(document: Document, words: tuple[int, ...]) -> int:
    """The token of a phrase whose head lies outside it (the last name or noun where several do)."""
    inside = set(words)
    tops = [i for i in words if document.tokens[i].head not in inside and document.tokens[i].upos in NOMINAL]
    return tops[0] if tops else words[-1]


def with_apposition(document: Document, words: tuple[int, ...], cue: int) -> tuple[int, ...]:
    """Draw a subject out over what stands in commas before its verb: "[Ann Lee, a nurse from York,] said"."""
    tokens = document.tokens
    gap = range(words[-1] + 1, cue)
    if not gap or tokens[words[-1]].sentence != tokens[cue].sentence or len(gap) > 30:
        return words
    if tokens[gap[0]].text != "," or gap[-1] == gap[0] or tokens[gap[0] + 1].upos not in INSIDE:
        return words
    close = next((i for i in reversed(gap) if tokens[i].upos not in ("AUX", "ADV", "PART")), gap[0])
    if tokens[close].text != "," or close == gap[0]:
        return words
    inner = range(gap[0] + 1, close)
    if any(tokens[i].xpos in ("VBD", "VBZ", "VBP", "MD") and not _in_relative(document, i) for i in inner):
        return words
    return (*words, *range(gap[0], close))


def _in_relative(document: Document, token: int) -> bool:
    path = [token, *document.ancestors(token)]
    return any(document.tokens[i].deprel == "acl:relcl" for i in path if i != ROOT)


CLOSING = frozenset({"”", '"', "''", "»", "’"})


def dash_name(document: Document, dash: int) -> tuple[int, ...]:
    """The name between a dash that follows a closing quotation mark and the end of its line, or nothing."""
    tokens = document.tokens
    before = dash - 1
    if before < 0 or tokens[before].text not in CLOSING or dash + 1 >= len(tokens):
        return ()
    line_end = document.text.find("\n", tokens[dash].end_char)
    words = []
    for i in range(dash + 1, min(dash + 14, len(tokens))):
        if 0 <= line_end <= tokens[i].start_char:
            break
        words.append(i)
    else:
        if dash + 14 < len(tokens):
            return ()
    while words and tokens[words[-1]].text in ENDS:
        words.pop()
    plain = words and all(tokens[i].upos in NOMINAL | INSIDE | {"PUNCT", "ADP", "CCONJ"} for i in words)
    return tuple(words) if plain and tokens[words[0]].upos == "PROPN" else ()
