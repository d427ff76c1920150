"""Show a text with its attributions as a page in the browser.

FILE is a text, or what "attrib extract" wrote as JSON, JSON Lines or CoNLL-U; --document chooses among several results.
"""

from __future__ import annotations

import argparse
import tempfile
import webbrowser
from pathlib import Path

from attrib.cli.common import OK, add_document, add_settings, completes, result_of
from attrib.formats.html import to_page

EPILOG = """\
examples:
  attrib view article.txt
  attrib view article.txt --output report.html --no-open
  attrib view found.jsonl --document news/article.txt
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    completes(
        parser.add_argument(
            "file", metavar="FILE", help="text, or result as JSON or CoNLL-U; - is standard input"
        )
    )
    completes(
        parser.add_argument(
            "--output", type=Path, metavar="PAGE", help="write the page here (default: a temporary file)"
        )
    )
    parser.add_argument("--no-open", action="store_true", help="do not open the browser")
    add_document(parser)
    add_settings(parser)


def run(args: argparse.Namespace) -> int:
    """Write the page and open it."""
    page = to_page(result_of(args.file, args), title=_title(args.file))
    if args.output:
        path: Path = args.output
    else:
        with tempfile.NamedTemporaryFile(suffix=".html", prefix="attrib-", delete=False) as file:
            path = Path(file.name)
    path.write_text(page, encoding="utf-8", newline="\n")
    print(path)
    if not args.no_open:
        webbrowser.open(path.resolve().as_uri())
    return OK


def _title(name: str) -> str | None:
    return None if name == "-" else Path(name).name
