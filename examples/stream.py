"""Many documents as a stream of JSON Lines: ``python examples/stream.py [FOLDER]``.

``pipe`` is lazy: it reads no more than a batch ahead, so the documents need not fit into memory.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import attrib


def documents() -> Iterator[tuple[str, str]]:
    """Pairs of text and name: the .txt files of a folder, or the example article's paragraphs."""
    if len(sys.argv) > 1:
        for path in sorted(Path(sys.argv[1]).glob("*.txt")):
            yield path.read_text(encoding="utf8"), path.name
    else:
        article = Path(__file__).with_name("article.txt").read_text(encoding="utf8")
        for number, paragraph in enumerate(article.split("\n\n"), 1):
            yield paragraph, f"paragraph {number}"


extractor = attrib.load("en", min_confidence=0.3)
for result, name in extractor.pipe(documents(), batch_size=16, as_tuples=True):
    print(f"{name}: {len(result)} attributions", file=sys.stderr)
    line = result.to_json()
    print(line)
