"""Words of a text, split as the English UD treebanks split them.

Clitics are words of their own (*do|n't*, *Peru|'s*, *can|not*, *gon|na*), hyphens split (*long|-|term*)
but after a prefix (*co-founder*, *e-mail*), numbers keep their inner marks, abbreviations their full
stop, addresses stay whole.
"""

from __future__ import annotations

from functools import cache

import regex

from attrib.lexicon.tables import rows

APOSTROPHE = "['’”`´]"
"""” too: it is typed for ’, and between a letter and a clitic's letters it can be nothing else."""

_CLITIC = rf"(?:n['’”´]t|{APOSTROPHE}(?:s|re|ve|ll|d|m))(?![\p{{L}}\p{{N}}])"
_LETTERS = r"[\p{L}\p{M}\p{N}]"
_PREFIX = (
    "non|e|re|mid|anti|co|pre|pro|cross|post|semi|multi|ex|sub|counter|inter|intra|neo|socio|mini|ultra|un|bi"
    "|micro|macro|psycho"
)
_WHOLE_WORDS = "o'clock|ma'am|s'pose|o'er|e'er|ne'er|d'état|d'etat|gov't|int'l|nat'l"
_UNIT = "am|pm|a\\.m|p\\.m|k|m|x|km|mm|cm|kg|ft|lb|lbs|mg|hz|ghz|mhz|gb|mb"
_SPACE = r"\s\x1c-\x1f"
"""White space as ``str.isspace`` has it."""
_ADDRESS_END = rf"[^{_SPACE}<>\"”“]*[^{_SPACE}<>\"”“.,;:!?)\]'’]"
_LABEL = r"[\w-]{1,63}"
"""Bounded, as the domain name system has it, so that a row of hyphens is not read again from each of them."""
_DOMAIN = "com|org|net|edu|gov|info|biz|co\\.uk"
_FILE = "docx?|pdf|xlsx?|html?|txt|jpe?g|png|gif|exe|zip|pptx?|csv"

_TOKEN = regex.compile(
    rf"""
    (?P<address>(?:https?://|www\.){_ADDRESS_END}|(?<![\w.+-])[\w.+-]{{1,64}}@{_LABEL}(?:\.{_LABEL}){{1,8}})
    |(?P<site>(?<![\w.-]){_LABEL}(?:\.{_LABEL}){{0,8}}\.(?:{_DOMAIN})(?:/{_ADDRESS_END})?(?![\w-]))
    |(?P<file>(?<![\w.-]){_LABEL}\.(?:{_FILE})(?!\w))
    |(?P<handle>[@\#]\w+)
    |(?P<face>(?:[:;=]['’]?-?[()DPp|]|[:;]-?[/\\]|\(:|\^_\^|<3)(?![\w(/]))
    |(?P<initials>(?:\p{{L}}\.){{2,}}(?:\p{{L}}(?!{_LETTERS}))?|Ph\.\s?D\.)
    |(?P<phone>(?<![\w-])(?:\d-)?(?:\d{{3}}-)?\d{{3}}-\d{{4}}(?![\w-]))
    |(?P<number>\d+(?:[.,:/]\d+)*(?:(?:st|nd|rd|th|s)\b|['’”]s\b)?(?=(?:{_UNIT})?(?!{_LETTERS}))|(?<![\w.])\.\d+)
    |(?P<stammer>(?<!\S)\p{{L}}{{1,3}}-(?=\s))
    |(?P<clitic>{_CLITIC})
    |(?P<whole>(?:{_WHOLE_WORDS.replace("'", APOSTROPHE)})(?!{_LETTERS}))
    |(?P<prefixed>(?:{_PREFIX})-(?={_LETTERS}){_LETTERS}+?(?={_CLITIC}|(?!{_LETTERS})))
    |(?P<word>{_LETTERS}+?(?={_CLITIC}|(?!{_LETTERS}))(?:&{_LETTERS}+)?(?:['’]\p{{L}}{{2,}}(?<!['’](?:ll|re|ve))(?!{_LETTERS}))?)
    |(?P<row>(?P<one>[^{_SPACE}\p{{M}}\w])(?P=one){{3,}})
    |(?P<run>\.{{2,}}|\.?[!?]+|(?P<same>[-*_=~+])(?P=same)+|<<+|>>+|``|''|‘‘|’’|,,(?=\w)|US\$)
    |(?P<mark>[^{_SPACE}]\p{{M}}*)
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
"""Tried in this order at each place. ``mark`` takes any other character, so that nothing is lost."""

_CUT = {
    "cannot": 3, "gonna": 3, "gotta": 3, "wanna": 3, "lemme": 3, "gimme": 3, "dunno": 2, "dont": 2,
    "didnt": 3, "doesnt": 4, "isnt": 2, "wasnt": 3, "couldnt": 5, "wouldnt": 5, "havent": 4, "arent": 3,
    "aint": 2, "wont": 2, "cant": 2, "im": 1, "ive": 1, "youre": 3, "thats": 4, "whats": 4, "theres": 5,
}  # fmt: skip
"""Words written together, and where they part."""

_NUMBERED = frozenset(["no", "nos", "fig", "figs", "pp", "vol", "art", "sec", "p"])
"""Abbreviations before a number that are plain words elsewhere: *no. 5*, *they said no.*"""

_NOT_FINAL = regex.compile(r"\.\s+[\p{Lu}\p{Ps}]|\.[^\s\p{L}]|\.\s*[\p{Ll}\p{N}]")


@cache
def abbreviations() -> frozenset[str]:
    """Words that keep their full stop, in lower case, without it."""
    return frozenset(word for (word,) in rows("en", "abbreviations.tsv", 1))


def _keeps_stop(text: str, start: int, end: int, known: frozenset[str]) -> bool:
    """Whether the full stop after a word belongs to it: abbreviations, initials that something follows."""
    if text[end : end + 2] == "..":
        return False
    if end - start == 1:
        return text[start].isupper() and text[start] != "I" and _NOT_FINAL.match(text, end) is not None
    word = text[start:end].lower()
    if word in _NUMBERED:
        return text[end + 1 : end + 3].strip()[:1].isdigit()
    return word in known


def words(text: str) -> list[tuple[int, int]]:
    """Offsets of the words, ascending; together they hold every character that is not white space.

    >>> text = "Peru’s U.S. envoy can't re-open long-term talks."
    >>> " ".join(text[start:end] for start, end in words(text))
    "Peru ’s U.S. envoy ca n't re-open long - term talks ."
    """
    known = abbreviations()
    out: list[tuple[int, int]] = []
    at = 0
    for m in _TOKEN.finditer(text):
        start, end = m.span()
        if start < at:  # the stop of an abbreviation
            continue
        kind = m.lastgroup
        if kind == "word" or kind == "prefixed":
            following = text[end : end + 1]
            if following == "." and _keeps_stop(text, start, end, known):
                end += 1
            elif 1 < end - start < 9:
                cut = _CUT.get(text[start:end].lower())
                if cut is not None and (following == "" or following not in "’'"):
                    out.append((start, start + cut))
                    start += cut
        out.append((start, end))
        at = end
    return out
