"""A result as a table for a terminal: cells wrapped at words, wide and combining characters counted."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from attrib.model import Attribution, Result, Stance

HEADINGS = ("OFFSETS", "SPEAKER", "CUE", "FORM", "STANCE", "CONTENT")
MAX_LINES = 3
"""Longer cells end in an ellipsis; that of the stance never needs one."""

_SHARES = (None, 0.19, 0.12, None, 0.14)
"""Most of the width that each column before the content may take; ``None``: as wide as its longest cell."""
_NARROW = 90
"""Below this width the form stands in the column of the stance."""
_NARROW_SHARES = (None, 0.2, 0.14, 0.0)
_NARROWEST = 60
"""Below this width there are no columns, but a list."""
_LEAST_CONTENT = 16
_GAP = "  "


def to_table(result: Result, width: int = 100) -> str:
    """The attributions in text order, a few lines each, in at most ``width`` terminal columns.

    A speaker that was not resolved shows as ``?`` with the source's words and the reason; ``…`` in a content marks a
    stretch that is not part of it, ``↳`` an attribution inside another's content. A terminal of less than 90 columns gives
    form and stance one column, one of less than 60, or too narrow for what there is, a list.
    """
    cells = rows = [_cells(result, a) for a in result.attributions]
    headings: tuple[str, ...] = HEADINGS
    shares: tuple[float | None, ...] = _SHARES
    if width < _NARROW:
        headings, shares = (*HEADINGS[:3], "STANCE", "CONTENT"), _NARROW_SHARES
        rows = [(*row[:3], f"{row[3]} {row[4]}", row[5]) for row in rows]
    widths = _widths([headings, *rows], shares, width)
    if width < _NARROWEST or sum(widths) + len(_GAP) * (len(widths) - 1) > width:
        return "\n".join(line for row in cells for line in _listed(row, width))
    lines = [*_lines(headings, widths), *_lines(["-" * w for w in widths], widths)]
    for row in rows:
        lines += _lines(row, widths)
    return "\n".join(lines)


def _listed(row: Sequence[str], width: int) -> Iterator[str]:
    offsets, speaker, cue, form, stance, content = row
    yield from wrap(f"{offsets} {form} {stance}", width)
    for words in (f"{speaker}: {cue}" if cue else speaker, content):
        yield from (f"{_GAP}{line}" for line in _fit(words, max(width - len(_GAP), 1)))


def _cells(result: Result, a: Attribution) -> tuple[str, ...]:
    content = " … ".join(result.text[s.start_char : s.end_char] for s in a.content.spans)
    cells = (
        f"{a.content.start_char}-{a.content.end_char}",
        _speaker(a),
        a.cue.text if a.cue else "",
        a.form.value,
        _stance(a.stance),
        content if a.parent is None else f"↳ {content}",
    )
    return tuple(map(_clean, cells))


def _speaker(a: Attribution) -> str:
    if a.speakers:
        return " + ".join(s.name for s in a.speakers)
    reason = a.unresolved.value if a.unresolved else "unresolved"
    return f"? {a.source.text} ({reason})" if a.source else f"? ({reason})"


def _stance(stance: Stance) -> str:
    """The act, and of the other fields what is not the default."""
    plain = Stance()
    fields = ("polarity", "certainty", "endorsement")
    told = [getattr(stance, f).value for f in fields if getattr(stance, f) is not getattr(plain, f)]
    return " ".join([stance.act.value, *told])


def _clean(text: str) -> str:
    return printable(" ".join(text.split()))


def printable(text: str) -> str:
    r"""A text as a terminal may get it: lines as they are, U+FFFD for other control characters and for lone surrogates.

    >>> printable("\x1b[31mred\n")
    '\ufffd[31mred\n'
    """
    if text.isprintable():
        return text
    odd = ("Cc", "Cs", "Co", "Cn")
    return "".join("\ufffd" if unicodedata.category(c) in odd and c != "\n" else c for c in text)


def _widths(rows: Sequence[Sequence[str]], shares: Sequence[float | None], width: int) -> list[int]:
    """Widths of the columns; none is narrower than its heading, nor the stance than its longest word."""
    widths = []
    for i, share in enumerate(shares):
        longest = max(display_width(row[i]) for row in rows)
        least = display_width(rows[0][i])
        if rows[0][i] == "STANCE":
            least = max(display_width(word) for row in rows for word in row[i].split(" "))
        widths.append(longest if share is None else min(longest, max(least, int(width * share))))
    rest = width - sum(widths) - len(_GAP) * len(widths)
    longest = max(display_width(row[-1]) for row in rows)
    return [*widths, min(longest, max(_LEAST_CONTENT, rest))]


def _lines(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    most = [9 if i == len(widths) - 2 else MAX_LINES for i in range(len(widths))]
    columns = [_fit(*column) for column in zip(cells, widths, most, strict=True)]
    for i in range(max(map(len, columns))):
        parts = [column[i] if i < len(column) else "" for column in columns]
        padded = (
            part + " " * (width - display_width(part)) for part, width in zip(parts, widths, strict=True)
        )
        yield _GAP.join(padded).rstrip()


def _fit(cell: str, width: int, most: int = MAX_LINES) -> list[str]:
    """Wrap a cell; cut it after so many lines."""
    lines: list[str] = []
    for line in wrap(cell, width):
        if len(lines) == most:
            lines[-1] = f"{next(wrap(lines[-1], max(width - 1, 1)))}…"
            break
        lines.append(line)
    return lines or [""]


def wrap(text: str, width: int) -> Iterator[str]:
    """Break text at spaces into lines of at most ``width`` columns; longer words are broken anywhere.

    >>> list(wrap("one two threefold", 7))
    ['one two', 'threefo', 'ld']
    """
    line, used = "", 0
    for word in text.split(" "):
        for piece in _pieces(word, width):
            wide = display_width(piece)
            if line and used + 1 + wide > width:
                yield line
                line, used = piece, wide
            else:
                line, used = (f"{line} {piece}", used + 1 + wide) if line else (piece, wide)
    if line:
        yield line


def _pieces(word: str, width: int) -> Iterator[str]:
    piece, used = "", 0
    for c in word:
        wide = _columns(c)
        if piece and used + wide > width:
            yield piece
            piece, used = "", 0
        piece, used = piece + c, used + wide
    yield piece


def display_width(text: str) -> int:
    """How many columns a terminal gives the text: two for East Asian wide characters, none for combining
    ones.

    >>> display_width("e\\u0301"), display_width("声")
    (1, 2)
    """
    return sum(map(_columns, text))


def _columns(c: str) -> int:
    if c.isascii():
        return 1
    if unicodedata.category(c) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1
