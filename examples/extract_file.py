"""Print who said what in a file: ``python examples/extract_file.py [FILE]``."""

from __future__ import annotations

import sys
from pathlib import Path

import attrib

path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("article.txt")
result = attrib.extract(path.read_text(encoding="utf8"))

for a in result:
    speaker = a.speaker.name if a.speaker else f"({a.unresolved})"
    cue = a.cue.text if a.cue else "-"
    print(f"{a.content.start_char:5d}  {speaker} | {cue} | {a.form} | {a.content.text}")
    # Offsets are exact: each span cuts its own words out of the text.
    assert " ".join(result.text[s.start_char : s.end_char] for s in a.content.spans) == a.content.text
