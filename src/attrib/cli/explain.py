"""Say why: the parts of an attribution, and the rules and scores that each rests on.

FILE is a text, or what "attrib extract" wrote as JSON, JSON Lines or CoNLL-U; --document chooses among several results.
Reasons are told from texts and JSON: CoNLL-U holds none.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import textwrap

from attrib.cli.common import OK, add_document, add_settings, completes, prepare, result_of
from attrib.errors import SettingsError
from attrib.formats.explain import explain

EPILOG = """\
examples:
  attrib explain article.txt --id A3
  attrib explain article.txt
  attrib explain found.jsonl --document news/article.txt
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    completes(
        parser.add_argument(
            "file", metavar="FILE", help="text, or result as JSON or CoNLL-U; - is standard input"
        )
    )
    parser.add_argument("--id", metavar="N", help="the attribution, as A3 or 3 (default: all)")
    add_document(parser)
    add_settings(parser)


def run(args: argparse.Namespace) -> int:
    """Print the reasons."""
    prepare(sys.stdout, "table")
    result = result_of(args.file, args)
    wanted = None if args.id is None else f"A{args.id.upper().removeprefix('A')}"
    chosen = [a for a in result if wanted in (None, a.id)]
    if not chosen and wanted:
        last = result.attributions[-1].id if len(result) else "none"
        raise SettingsError(f"no attribution {wanted}; the last is {last}")
    lines = "\n\n".join(explain(result, a) for a in chosen)
    print(_hung(lines, shutil.get_terminal_size().columns) if sys.stdout.isatty() else lines)
    return OK


def _hung(lines: str, width: int) -> str:
    """Lines broken at words where the terminal would break them anywhere."""
    out = []
    for line in lines.split("\n"):
        indent = len(line) - len(line.lstrip(" "))
        hang = " " * (22 if indent == 2 and width > 44 else indent + 2)  # below the words of a part
        out += textwrap.wrap(line, width, subsequent_indent=hang, break_on_hyphens=False) or [line]
    return "\n".join(out)
