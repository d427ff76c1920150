"""What the network sees of a word form: an index into the vocabulary, and hashed pieces of its spelling.

Spelling pieces stand in for a character model: affixes, shape and character trigrams, each hashed into one table
(hash embeddings; Svenstrup et al. 2017). They depend on the form alone, so one look-up a form is enough for a whole text.
"""

from __future__ import annotations

from zlib import crc32

import regex

SCHEMA = "forms-1"
"""Changes whenever this module changes what it computes; model files carry it."""

_QUOTES = str.maketrans(
    {**dict.fromkeys("“”„‟«»＂", '"'), **dict.fromkeys("‘’‚‛`´ʼ", "'"), "—": "-", "–": "-", "‑": "-"}
)
_CLITIC = regex.compile(r'"(?=(?:s|t|re|ve|ll|d|m)$)', regex.IGNORECASE)
_RUN = regex.compile(r"(.)\1{2,}")


def normal(form: str) -> str:
    """Fold typographic marks, so that quotes and dashes look alike whatever family they are from.

    A clitic whose apostrophe was written as a double mark ("Iraq”s") counts as the clitic.

    >>> normal("n’t"), normal("”s"), normal("``"), normal("——")
    ("n't", "'s", "''", '--')
    """
    return _CLITIC.sub("'", form.translate(_QUOTES))


def shape(form: str) -> str:
    """Capitals, small letters and digits as ``X``, ``x`` and ``d``, runs cut at two.

    >>> shape("Al-Sudani"), shape("2016"), shape("U.S.")
    ('Xx-Xxx', 'dd', 'X.X.')
    """
    classes = "".join(
        "X" if c.isupper() else "x" if c.isalpha() else "d" if c.isdigit() else c for c in form[:40]
    )
    return _RUN.sub(r"\1\1", classes)


def pieces(form: str, buckets: int) -> list[int]:
    """Hash buckets of a normalised form's shape, prefixes (1-3), suffixes (1-4) and trigrams.

    Only the first 32 code points count: longer tokens are addresses and noise.
    """
    low = form[:32].lower()
    padded = f"^{low}$"
    keys = ["h" + shape(form)]
    keys += [f"p{low[:n]}" for n in (1, 2, 3)]
    keys += [f"s{low[-n:]}" for n in (1, 2, 3, 4)]
    keys += ["t" + padded[i : i + 3] for i in range(len(padded) - 2)]
    return [crc32(k.encode("utf8", "surrogatepass")) % buckets for k in keys]
