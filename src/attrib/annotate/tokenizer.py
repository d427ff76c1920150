"""Sentences of a text: words by rule, sentence ends by a small trained classifier.

A paragraph always ends a sentence. Inside one, every place after an end mark, a colon or a closing mark
is a candidate, and logistic regression over named features of the words around it decides.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np
from attrs import frozen

from attrib.annotate.words import words
from attrib.errors import ModelError
from attrib.paragraphs import paragraphs
from attrib.scoring import files

Words = list[tuple[int, int]]

_ENDS = frozenset(".!?…:;。！？")
_CLOSERS = frozenset("\"'”’»›)]}」』’’")
_OPENERS = frozenset(["(", "[", "{", '"', "“", "‘", "'", "«", "``", "„", "「", "『"])
_DASHES = frozenset("-–—―*|>•")
_CALENDAR = frozenset(
    [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January",
        "February", "March", "April", "June", "July", "August", "September", "October", "November",
        "December", "Jan.", "Feb.", "Mar.", "Apr.", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.", "Eastern",
        "ET", "EST", "EDT", "PT", "CT", "GMT",
    ]
)  # fmt: skip
"""*at 5 p.m. Friday*: what follows an abbreviation of time without a new sentence."""
_CANDIDATE = _ENDS | _CLOSERS | _DASHES
_REACH = 4
"""How many marks to look past for the last word before a place and the first after it."""

_LENGTHS = (0, 1, 2, 3, 4, 4, 4, *[7] * 8, *[15] * 25)


def _shape(form: str) -> str:
    """``l`` small, ``C`` capitalised, ``U`` capitals, ``I`` initial, ``d`` number, ``D`` date, or a mark."""
    first = form[0]
    if form in _CALENDAR:
        return "D"
    if first.isalpha():
        if form.islower():
            return "l"
        if first.isupper():
            stem = form.rstrip(".")
            return "I" if len(stem) == 1 else "C" if form[1:].islower() else "U"
        return "m"
    if first.isdigit():
        return "d"
    return form if len(form) < 3 else form[:2] + "+"


def _mark(form: str) -> str:
    """A mark itself, with its run cut short; ``a`` for a word that ends in a stop, ``w`` for any other."""
    if not form[0].isalnum():
        return form if len(form) < 3 else form[:2] + "+"
    return "a" if form[-1] == "." else "w"


class Places:
    """The words of one paragraph and the features of the places between them."""

    __slots__ = ("_depth", "_quoted", "_seen", "forms", "gaps", "size")

    def __init__(self, text: str, tokens: Words) -> None:
        self.forms = [text[start:end] for start, end in tokens]
        self.size = len(tokens)
        self.gaps = [tokens[i][1] < tokens[i + 1][0] for i in range(self.size - 1)]
        self._depth = self._seen = 0
        self._quoted = False

    def candidates(self) -> Iterator[int]:
        """Indices of words that a sentence may end with; the last word always ends one and is left out."""
        for i in range(self.size - 1):
            if self.forms[i][-1] in _CANDIDATE:
                yield i

    def _advance(self, i: int) -> None:
        """Count brackets and quotation marks up to and with word ``i``."""
        for form in self.forms[self._seen : i + 1]:
            if form in "()":
                self._depth = max(0, self._depth + (1 if form == "(" else -1))
            elif form == '"':
                self._quoted = not self._quoted
            elif form in ("“", "``"):
                self._quoted = True
            elif form in ("”", "''"):
                self._quoted = False
        self._seen = i + 1

    def features(self, i: int, since: int) -> list[str]:
        """What holds between word ``i`` and the next, in a sentence that began with word ``since``."""
        self._advance(i)
        forms = self.forms
        form, after = forms[i], forms[i + 1]
        mark = _mark(form)
        before = forms[i - 1] if i > since else "^"
        back, floor = i, max(since, i - _REACH)
        while back > floor and not forms[back][0].isalnum():
            back -= 1
        ahead, roof = i + 1, min(self.size - 1, i + 1 + _REACH)
        while ahead < roof and forms[ahead] in _OPENERS:
            ahead += 1
        last, first = forms[back], forms[ahead]
        gap = "_" if self.gaps[i] else ""
        place = f"{mark}{gap}"
        if mark != "w" and mark != "a" and i > since and not before[0].isalnum():
            place = f"{_mark(before)}{'_' if self.gaps[i - 1] else ''}{place}"
        kind, next_kind = _shape(last), _shape(after)
        first_kind = _shape(first)
        then = _shape(forms[ahead + 1]) if ahead + 1 < self.size else "$"
        free = "_" if i + 1 < self.size - 1 and self.gaps[i + 1] else ""
        low, first_low = last.lower(), first.lower()
        length = i - since
        bucket = _LENGTHS[length] if length < len(_LENGTHS) else 40
        return [
            place,
            f"1{place} {next_kind}{free}",
            f"2{place} {kind} {first_kind}",
            f"3{place} {first_kind} {then}",
            f"4{mark} {low}",
            f"5{place} {first_low}",
            f"6{low} {first_kind}",
            f"7{kind} {first_low}",
            f"8{place} {self._depth > 0}{self._quoted} {first_kind}",
            f"9{place} {bucket}",
            f"A{mark} {kind} {len(last)} {first_kind}",
            f"B{first_kind} {bucket} {self._quoted}",
            f"C{low} {first_low}",
        ]


def _broken_line(text: str, end: int, start: int) -> bool:
    """Whether one line break only interrupts a sentence: no end mark before it, a small letter after it."""
    return text[start].islower() and text[end - 1] not in _ENDS and len(text[end:start].splitlines()) == 1


def split_paragraphs(text: str, tokens: Words) -> Iterator[Words]:
    """The words of each paragraph."""
    bounds: list[int] = []
    previous: int | None = None
    for span in paragraphs(text):
        if previous is None or not _broken_line(text, previous, span.start_char):
            bounds.append(span.start_char)
        previous = span.end_char
    at, size = 0, len(tokens)
    for bound in [*bounds[1:], len(text) + 1]:
        first = at
        while at < size and tokens[at][0] < bound:
            at += 1
        if first < at:
            yield tokens[first:at]


LONGEST = 200
"""Most words of a sentence. The parser reads no more at a time, and time that grows with a sentence's square stays bounded."""


@frozen
class Tokenizer:
    """Splits text into sentences of words. Holds only numbers: it may be shared between threads."""

    weights: Mapping[str, float]
    """Feature name to weight; ``""`` holds the bias."""

    @classmethod
    def load(cls, language: str = "en") -> Tokenizer:
        """The tokeniser that ships with attrib.

        Raises:
            ModelError: the file is missing or damaged.
        """
        return _load(language)

    def __call__(self, text: str) -> list[Words]:
        """Sentences in order, each as the offsets of its words; they hold all that is not white space."""
        out: list[Words] = []
        for tokens in split_paragraphs(text, words(text)):
            self._sentences(text, tokens, out)
        return out

    def _sentences(self, text: str, tokens: Words, out: list[Words]) -> None:
        paragraph = Places(text, tokens)
        weight, bias = self.weights.get, self.weights.get("", 0.0)
        since = 0
        for i in paragraph.candidates():
            if bias + sum(weight(name, 0.0) for name in paragraph.features(i, since)) > 0:
                out += pieces(tokens[since : i + 1])
                since = i + 1
        out += pieces(tokens[since:])


def pieces(sentence: Words) -> list[Words]:
    """A sentence, cut after every ``LONGEST`` words: what is longer is a list or a table, and stages look at whole sentences."""
    return [sentence[i : i + LONGEST] for i in range(0, len(sentence), LONGEST)]


def save(weights: Mapping[str, float], path: Path) -> None:
    """Write weights: names as one UTF-8 text, values as half-precision numbers."""
    names = sorted(weights)
    joined = np.frombuffer("\n".join(names).encode("utf8"), dtype=np.uint8)
    np.savez_compressed(path, names=joined, values=np.array([weights[n] for n in names], dtype=np.float16))


def read(data: bytes) -> Tokenizer:
    """Read what ``save`` wrote.

    Raises:
        ModelError: these are other data.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            names = arrays["names"].tobytes().decode("utf8").split("\n")
            values = arrays["values"].astype(float).tolist()
        return Tokenizer(dict(zip(names, values, strict=True)))
    except Exception as error:  # zipfile, numpy and codecs each raise their own
        raise ModelError(f"the sentence model is damaged ({error}); {files.MEND}") from error


@cache
def _load(language: str) -> Tokenizer:
    return read(files.read(language, "sentences.npz"))


def tokenize(text: str) -> list[Words]:
    """Sentences of a text as the offsets of their words, by the English tokeniser that ships with attrib.

    >>> text = "Sen. Ruiz spoke. “No,” she said."
    >>> [" ".join(text[start:end] for start, end in sentence) for sentence in tokenize(text)]
    ['Sen. Ruiz spoke .', '“ No , ” she said .']
    """
    return Tokenizer.load()(text)
