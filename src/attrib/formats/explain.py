"""An attribution with its reasons, for people to read."""

from __future__ import annotations

from attrib.formats.table import printable
from attrib.model import Attribution, Evidence, Result

_PARTS = ("content", "cue", "source", "speaker", "stance.act", "stance.polarity", "stance.certainty", "stance.endorsement",
          "hypothetical")  # fmt: skip
_LONGEST = 70


def explain(result: Result, attribution: Attribution) -> str:
    """Several lines: each part with its words, then why, rule by rule with the words and scores it rests on.

    >>> from attrib.model import Form, Passage
    >>> from attrib.spans import Span
    >>> a = Attribution("A1", Form.DIRECT, Passage.of("“No.”", (Span(0, 5),)), None, None)
    >>> print(explain(Result("“No.”", (a,)), a).splitlines()[0])
    A1  DIRECT  confidence 1.00
    """
    a = attribution
    lines = [f"{a.id}  {a.form.value}  confidence {a.confidence:.2f}"]
    stance = a.stance
    values = {
        "content": f"{_short(a.content.text)}  [{a.content.start_char}-{a.content.end_char}]",
        "cue": _short(a.cue.text) if a.cue else "none",
        "source": _short(a.source.text) if a.source else "none",
        "speaker": " + ".join(f"{s.name} ({s.kind.value})" for s in a.speakers)
        or f"none ({a.unresolved.value if a.unresolved else 'unresolved'})",
        "stance.act": stance.act.value,
        "stance.polarity": stance.polarity.value,
        "stance.certainty": stance.certainty.value,
        "stance.endorsement": stance.endorsement.value,
        "hypothetical": "yes" if a.hypothetical else "no",
    }
    for part in _PARTS:
        lines.append(f"  {part:19s} {values[part]}")
        lines += [f"    {_reason(result, e)}" for e in a.evidence if e.part == part]
    if a.parent:
        lines.append(f"  stands inside       {a.parent}")
    return printable("\n".join(lines))


def _reason(result: Result, e: Evidence) -> str:
    words = " -> ".join(f"“{_short(result.text[s.start_char : s.end_char])}”" for s in e.spans)
    scores = "" if e.score is None else f"  {e.score:.2f}"
    scores += "" if e.runner_up is None else f" (next best {e.runner_up:.2f})"
    return f"{e.rule}{scores}" + (f"  {words}" if words else "") + (f"  ({e.note})" if e.note else "")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
