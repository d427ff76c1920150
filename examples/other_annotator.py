"""Another parser in the place of Stanza: ``python examples/other_annotator.py``.

An annotator is any object with ``annotate(texts)`` that gives one ``Document`` a text, in order. Here the
parses come from a CoNLL-U file, as any Universal Dependencies parser writes it; nothing is loaded but
attrib's own code and word lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import attrib

HERE = Path(__file__).parent


class FromFiles:
    """Looks the parse of each text up among CoNLL-U files."""

    name = "conllu"

    def __init__(self, parses: dict[str, Path]) -> None:
        self._parses = parses

    def annotate(self, texts: Iterable[str]) -> Iterator[attrib.Document]:
        """Documents of the texts, in order."""
        for text in texts:
            with open(self._parses[text], encoding="utf8") as lines:
                yield attrib.read_conllu(text, lines)


text = (HERE / "article.txt").read_text(encoding="utf8")
annotator = FromFiles({text: HERE / "article.conllu"})
# The span tagger was trained on the embedded engine's parses; with another parser the rules alone are the
# safe choice.
extractor = attrib.load("en", annotator=annotator, tagger=False)
for row in extractor(text).to_records():
    print(row["speaker"], "|", row["cue"], "|", row["content"])
