"""What writing and reading share: names, and the escaping of what a column cannot hold."""

from __future__ import annotations

import re
import unicodedata

ATTRIBUTION, AFTER, BEFORE, INSIDE, LEMMA = (
    "Attribution",
    "SpacesAfter",
    "SpacesBefore",
    "SpacesInToken",
    "ExactLemma",
)
"""Keys in MISC, beside ``SpaceAfter``, ``start_char``, ``end_char`` and ``ner``."""

_NAMED = {" ": "s", "\t": "t", "\r": "r", "\n": "n", "|": "p", "\\": "\\"}
_CHARACTER = {letter: character for character, letter in _NAMED.items()}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)")


def is_odd(character: str) -> bool:
    """Whether a line of text is not safe to hold it: white space of any kind, a control character, a lone surrogate."""
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cs")


def column(value: str) -> str:
    """A value as a column may hold it: normalised, ``_`` for white space and control characters, and for nothing.

    >>> column("ad hoc"), column("")
    ('ad_hoc', '_')
    """
    if value.isascii() and value.isalnum():
        return value
    return unicodedata.normalize("NFC", "".join("_" if is_odd(c) else c for c in value)) or "_"


def escaped(value: str) -> str:
    r"""A value for MISC.

    >>> print(escaped("\n\n a|b\u2028"))
    \n\n\sa\pb\u2028
    """
    out = "".join(f"\\{_NAMED[c]}" if c in _NAMED else _number(c) if is_odd(c) else c for c in value)
    if unicodedata.is_normalized("NFC", f"={out}"):  # a value may begin with a mark that goes with the "="
        return out
    return "".join(c if c.isascii() else _number(c) for c in out)


def _number(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def unescaped(value: str) -> str:
    """Undoes ``escaped``; an escape that means nothing stands for itself."""

    def character(match: re.Match[str]) -> str:
        what = match[1]
        if len(what) > 1:
            code = int(what[1:], 16)
            return chr(code) if code < 0x110000 else match[0]
        return _CHARACTER.get(what, match[0])

    return _ESCAPE.sub(character, value) if "\\" in value else value
