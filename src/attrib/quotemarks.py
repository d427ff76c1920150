"""Quotation marks: what each may do where it stands, and what a document uses which mark for.

A mark is *double* or *single*; singles are the ones that apostrophes share. Whether a mark opens or closes is
read off its shape where it has a direction and off the characters beside it where it has none.
"""

from __future__ import annotations

from enum import IntEnum

import regex
from attrs import define, frozen


class Closing(IntEnum):
    """How surely a single mark closes a quote rather than stands for a letter."""

    NO = 0
    WEAK = 1
    """Could be a plural possessive (*the boys' school*), a dropped letter (*goin' home*) or feet (*6'*)."""
    SURE = 2


@define
class Mark:
    """One quotation mark in the text."""

    start: int
    end: int
    sign: str
    """The mark's characters."""
    opens: bool
    """Whether its neighbours allow it to open a quote."""
    closes: Closing
    """Whether its neighbours allow it to close one."""


@frozen
class Style:
    """What a document uses its marks for."""

    singles_first: bool
    """Speech stands in single marks, quotes within in double ones (British books)."""
    doubled: bool
    """Two single marks stand for a double one (PTB, LaTeX, old mail)."""
    low_quotes: bool
    """„ or ,, open quotes, so that “ closes them."""
    reversed_guillemets: bool
    """»so«, as in German and Danish books."""
    closing_apostrophe: bool
    """” is also written for an apostrophe."""


OPENERS_OF: dict[str, frozenset[str]] = {
    '"': frozenset('"'),
    "＂": frozenset("＂"),
    "”": frozenset("“„‟”"),
    "“": frozenset(["„", ",,"]),
    "''": frozenset(["``", "''", ",,"]),
    "’’": frozenset(["‘‘", "“"]),
    "»": frozenset("«"),
    "«": frozenset("»"),
    "›": frozenset("‹"),
    "‹": frozenset("›"),
    "」": frozenset("「"),
    "』": frozenset("『"),
    "〟": frozenset("〝"),
}
"""For each closing mark, the marks that it properly closes."""

WESTERN = frozenset(["“", "”", "„", "‟", '"', "``", "''", "‘‘", "’’", ",,", "＂"])
"""Marks that writers mix up, so that one may close another (flagged as mismatched)."""

NEUTRAL = frozenset(['"', "＂", "''"])
"""Marks that look the same at both ends."""

SINGLES = frozenset("'‘’‚‛`´")

_ONE = (
    r"""[“”„‟«»‹›「」『』〝〟"＂]|‘‘(?=\S)|(?<=\S)’’(?!\w)|(?<![^\s(\[]),,(?=\w)|"""
    r"""[‘‚‛](?=\S)|(?<=\S)‘|(?<!\w)['`](?=\S)|(?<=\S)['’´](?!\w)"""
)
_RUN = r"""(["＂“”„‟«»‹›「」『』〝〟'`‘’‚‛´,])\1{2,}"""
_PLAIN = regex.compile(rf"{_RUN}|{_ONE}")
_DOUBLED = regex.compile(rf"(?<=[^\s'])'(?=''(?!'))|''(?='(?!'))|{_RUN}|``|''|{_ONE}")
"""Runs of three or more are rules, fences or markup, never quotation; but ''' holds two where '' is one."""

_OPENING_LEFT = frozenset("([{<—–-―/*_>~|=\u200b\ufeff") | frozenset("“‘„‚‟‛\"'`«»‹›「『〝＂")
_CLOSING_RIGHT = frozenset(".,;:!?…)]}—–-―/*_<|~&\u200b") | frozenset("”’\"'»«›‹」』〟“‘＂´")
_FINAL = frozenset(".,;:!?…—–-―)]*") | frozenset('”"»«」』')
_APOSTROPHE = regex.compile(r"(?<=[\p{L}\p{N}])[”\"＂](?=(?:s|t|d|m|re|ve|ll)\b)", regex.IGNORECASE)
_FEET_AND_INCHES = regex.compile(r"""\d['’′´]\s?\d{1,2}(?:[.½¼¾]\d?)?\s?(["”＂])""")
_ELISION = regex.compile(
    r"(?:\d\ds?|em|til|till|tis|twas|twere|twill|twould|tisn|cause|cos|coz|bout|n|un|neath|tween|twixt|gainst|nuff|e|im"
    r"|ave|ere|ow|alf|ouse|ome|ard|appen|undred|eard|ope|orse|ead)(?![\p{L}\p{N}])",
    regex.IGNORECASE,
)
"""Words written without their first letters; ``'90s`` and ``'98`` too."""
_DROPPED = regex.compile(r"(?<=s|in|\b(?:th|o|an|wi|ol|i|ha|mo|a|t)|\d)['’´]", regex.IGNORECASE)


def _beside(text: str, start: int, end: int) -> tuple[str, str]:
    return text[start - 1] if start else " ", text[end] if end < len(text) else " "


def _double(text: str, start: int, end: int, sign: str) -> Mark:
    """A double mark; white space, brackets, dashes and punctuation beside it decide what it may do."""
    left, right = _beside(text, start, end)
    left_open = left.isspace() or left in _OPENING_LEFT
    right_shut = right.isspace() or right in _CLOSING_RIGHT
    opens = left_open and (not right_shut or right in _OPENING_LEFT or right in "….—")
    closes = not left.isspace() and (right_shut or left in _FINAL)
    return Mark(start, end, sign, opens, Closing.SURE if closes else Closing.NO)


def _single(text: str, start: int, sign: str) -> Mark | None:
    """A single mark, or ``None`` for an apostrophe: *'em*, *'90s*, *rock 'n' roll*, *don't*, *5'10*."""
    left, right = _beside(text, start, start + 1)
    word_left, word_right = left.isalnum(), right.isalnum()
    if word_left and word_right:
        return None
    opens = sign not in "’´" and not right.isspace() and (left.isspace() or left in _OPENING_LEFT)
    if opens and _ELISION.match(text, start + 1):
        return None
    closing = Closing.NO
    if sign not in "‚‛`" and not left.isspace() and not word_right:
        # A word that may end in an apostrophe closes only weakly while the sentence runs on.
        runs_on = right.isspace() or right in "-—"
        closing = Closing.WEAK if runs_on and _DROPPED.match(text, start) else Closing.SURE
    return Mark(start, start + 1, sign, opens, closing) if opens or closing else None


def scan(text: str, style: Style) -> list[Mark]:
    """All marks that may open or close a quote, in text order; apostrophes, inches and rules are left out."""
    skip = {m.start() for m in _APOSTROPHE.finditer(text)}
    skip |= {m.start(1) for m in _FEET_AND_INCHES.finditer(text)}
    out: list[Mark] = []
    for m in (_DOUBLED if style.doubled else _PLAIN).finditer(text):
        if m[1] is not None:
            continue
        start, end, sign = m.start(), m.end(), m[0]
        if sign in SINGLES:
            single = _single(text, start, sign)
            if single is not None:
                out.append(single)
        elif start not in skip:
            out.append(_double(text, start, end, sign))
    return out


_BEFORE_SPEECH = r"(?:^[^\S\n]*|[,:—–]\s{1,2})"
_SINGLE_SPEECH = regex.compile(rf"{_BEFORE_SPEECH}['‘]\p{{Lu}}|(?<=[,.!?])['’](?=\s)", regex.MULTILINE)
_DOUBLE_SPEECH = regex.compile(
    rf"{_BEFORE_SPEECH}(?:[\"“„«»]|``)\S|(?<=[,.!?])(?:[\"”»]|'')(?=\s|$)", regex.MULTILINE
)
_PAIRED_SINGLES = regex.compile(r"(?<!`)``(?!`)|(?<!\S)(?:''|,,)(?=\w)")
_REVERSED = regex.compile(r"(?<!\S)»(?=\w)")
_UPRIGHT = regex.compile(r"«(?=\s?\w)")


def vote(text: str) -> Style:
    """Decide what the document's marks are for.

    Speech is the witness: marks that open after a comma, a colon or at the start of a line, and marks that
    close after punctuation. Apostrophes and scare quotes stand in neither place.
    """
    singles = len(_SINGLE_SPEECH.findall(text))
    return Style(
        singles_first=singles > 1 and singles > len(_DOUBLE_SPEECH.findall(text)),
        doubled=_PAIRED_SINGLES.search(text) is not None,
        low_quotes="„" in text or regex.search(r"(?<!\S),,(?=\w)", text) is not None,
        reversed_guillemets=len(_REVERSED.findall(text)) > len(_UPRIGHT.findall(text)),
        closing_apostrophe=regex.search(r"\p{L}”s\b", text) is not None,
    )
