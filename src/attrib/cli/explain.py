"""Say why: the parts of an attribution, and the rules and scores that each rests on.

FILE is a text, or what "attrib extract" wrote as JSON or JSON Lines; --document chooses among several results.
"""

from __future__ import annotations

import argparse
import sys

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
        parser.add_argument("file", metavar="FILE", help="text, or result as JSON; - is standard input")
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
    print("\n\n".join(explain(result, a) for a in chosen))
    return OK
