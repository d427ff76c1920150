"""Stance rule for quotes that ask: what counts as a question in them, and when it decides."""

from __future__ import annotations

from collections.abc import Sequence

from attrib.document import ROOT
from attrib.model import Act, Certainty, Polarity, QuoteFlag, Stance
from attrib.stages._stance_case import Case
from attrib.stages._stance_promises import in_own_words
from attrib.stages._stance_shape import Outcome

TAGS = frozenset(
    ("ok", "okay", "right", "huh", "eh", "yeah", "see", "hear", "you know", "you see", "you hear", "understand", "all right")
)  # fmt: skip
"""What may be tagged on to a statement besides an echo of its verb."""
FINAL = frozenset({".", "?", "!", "?!", "!?", "??", "…", "..."})
ANSWERS = frozenset({"yes", "no", "yeah", "nope", "absolutely", "never", "because"})


def _sentence_ends(case: Case) -> list[int]:
    """Last tokens of the content's sentences.

    Final marks after a word, the content's end, and a comma before words that are no content where it goes on with a capital
    (“I study here,” she said. “Do you?”).
    """
    tokens, out, words, before = case.document.tokens, list[int](), 0, ROOT
    for n, i in enumerate(case.content.tokens):
        if words and i > before + 1 and _starts_anew(case, case.content.tokens[n : n + 3]):
            out.append(before)
            words = 0
        if tokens[i].text in FINAL and not _goes_on(case, i):
            out += [i] if words else []
            words = 0
        elif tokens[i].upos not in ("PUNCT", "SYM"):
            words += 1
        before = i
    return out + ([case.content.tokens[-1]] if words else [])


def _goes_on(case: Case, mark: int) -> bool:
    """Whether dots only stand for a pause or for words left out."""
    tokens = case.document.tokens
    dots = tokens[mark].text in ("…", "...")
    return dots and mark + 1 < len(tokens) and tokens[mark + 1].upos != "PUNCT"


def _starts_anew(case: Case, first: Sequence[int]) -> bool:
    """Whether the first word among a few tokens begins a sentence: it has a capital that it does not always have."""
    tokens = case.document.tokens
    word = next((tokens[i] for i in first if tokens[i].upos != "PUNCT"), None)
    return word is not None and word.text[:1].isupper() and word.text != "I" and word.upos != "PROPN"


def _quoted_further(case: Case, token: int) -> bool:
    """Whether a word stands in a quote inside the content's quote: somebody else's words."""
    at = case.document.tokens[token].start_char
    nested = (q for q in case.quotes if QuoteFlag.NESTED in q.flags)
    return any(q.inner.start_char <= at < q.inner.end_char for q in nested)


def _tagged_on(case: Case, end: int) -> bool:
    """Whether the words between the last comma and a question mark are a tag: "okay?", "you know?", "isn't it?"."""
    tokens = case.document.tokens
    start = end
    while start > 0 and end - start < 4 and tokens[start - 1].upos != "PUNCT":
        start -= 1
    words = [t.text.lower().replace("’", "'") for t in tokens[start:end]]
    if (
        not words
        or start == 0
        or tokens[start - 1].text not in (",", "—", "–", "-")
        or start <= case.content.tokens[0]
    ):
        return False
    echo = tokens[start].upos == "AUX" and tokens[end - 1].xpos == "PRP" and len(words) > 1
    return echo or " ".join(words) in TAGS


def question_inside(case: Case, stance: Stance) -> Outcome:
    """A quote that is a question, or mainly one: its first sentence asks, or most of its sentences do, or it
    is a turn in a transcript that ends by asking. A question that the speaker answers at once ("Am I sorry?
    No.") asks nothing, nor does one that is tagged on ("It is late, isn't it?").
    """
    if (
        not case.content.tokens
        or not case.spoken  # a question that is only mentioned asks nothing
        or case.frame in ("thing", "as", "to", "obj-to")
    ):
        return None
    tokens = case.document.tokens
    ends = _sentence_ends(case)
    asking = [
        i for i in ends if "?" in tokens[i].text and not _quoted_further(case, i) and not _tagged_on(case, i)
    ]
    if not asking or not in_own_words(case, asking[0]):
        return None
    answered = [i for i in case.content.tokens if i > asking[0] and tokens[i].upos != "PUNCT"][:1]
    if answered and tokens[answered[0]].text.lower() in ANSWERS:
        return None
    opening = asking[0] == ends[0] and 3 * len(asking) >= len(ends)
    turn = case.is_mark and asking[-1] == ends[-1]
    if not (opening or turn or 2 * len(asking) > len(ends)):
        return None
    return (
        Stance(Act.QUESTION, Polarity.UNCOMMITTED, Certainty.UNDERSPECIFIED, stance.endorsement),
        (asking[0],),
    )
