"""Help texts as wide as the terminal."""

from __future__ import annotations

import argparse
import re
import textwrap

_COMMAND = re.compile(r"\battrib (?=extract|view|explain|evaluate|train|FILE)")


def as_called(text: str, name: str) -> str:
    """Examples with the command's name as the user typed it.

    >>> as_called("attrib view article.txt", "python -m attrib")
    'python -m attrib view article.txt'
    """
    return _COMMAND.sub(f"{name} ", text)


class Help(argparse.RawDescriptionHelpFormatter):
    """Fills paragraphs; keeps lines that are indented, and hangs what is too long for them below their second column."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        paragraphs = text.strip("\n").split("\n\n")
        return "\n\n".join(_paragraph(paragraph, width) for paragraph in paragraphs)


def _paragraph(text: str, width: int) -> str:
    if "\n  " not in text:
        return textwrap.fill(text, width, break_on_hyphens=False)
    return "\n".join(_line(line, width) for line in text.split("\n"))


def _line(line: str, width: int) -> str:
    """A line that is indented: what two spaces part are columns; without them it is a command, to be copied as it stands."""
    bare = line.lstrip(" ")
    indent = len(line) - len(bare)
    _, gap, words = bare.partition("  ")
    if len(line) <= width or not indent:
        return textwrap.fill(line, width, break_on_hyphens=False)
    if not gap:
        return " \\\n".join(_wrapped(line, width - 2, 4))
    hang = len(line) - len(words.lstrip(" "))
    return "\n".join(_wrapped(line, width, hang if hang < width // 2 else indent + 2))


def _wrapped(line: str, width: int, hang: int) -> list[str]:
    return textwrap.wrap(
        line, width, subsequent_indent=" " * hang, break_on_hyphens=False, break_long_words=False
    )
