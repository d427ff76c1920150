"""Why is it so? Each part of an attribution tells the rule it comes from: ``python examples/evidence.py``."""

from __future__ import annotations

import attrib

TEXT = """\
Dr Ines Falk runs the clinic in Oster. The new ward, she told the council, "will open in May".
Her deputy denied that money was short.
"""

result = attrib.extract(TEXT)
for a in result:
    print(f"{a.id} {a.form} {a.content.text!r}, confidence {a.confidence:.2f}")
    for e in a.evidence:
        words = " / ".join(TEXT[s.start_char : s.end_char] for s in e.spans)
        score = "" if e.score is None else f" score {e.score:.2f}"
        runner_up = "" if e.runner_up is None else f" (next best {e.runner_up:.2f})"
        print(f"   {e.part:20s} {e.rule:24s} {words}{score}{runner_up} {e.note}".rstrip())
