"""From annotated text to attributions in the making: what the tagger and the rules propose, joined.

Indirect speech that the tagger found with its cue and its source leaves nothing open. The rules do not read its cue again, which
took a tenth of the time of all stages: the lexicon says whether it knows the cue, the source rules whether they agree. Where
there are quotes the rules read along, since they know typography better: who goes on, who speaks next.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrib.candidates import Draft
from attrib.document import Document
from attrib.forms import quotes_touching
from attrib.lexicon.cues import CueLexicon
from attrib.model import Quote
from attrib.stages import combine, cues, labels, turns
from attrib.stages._vetoes import VETOES
from attrib.stages.contents import RULES as CONTENT_RULES
from attrib.stages.contents import find_contents
from attrib.stages.sources import RULES as SOURCE_RULES
from attrib.stages.sources import agreeing, find_sources

_RULES = (*cues.RULES, *VETOES, *cues.PHRASES, *CONTENT_RULES, *SOURCE_RULES)
RULE_NAMES = (
    *(name for name, _ in _RULES), cues.LEXICON, *combine.RULE_NAMES, *turns.RULE_NAMES, *labels.RULE_NAMES
)  # fmt: skip
"""What ``disabled`` may hold beside ``rules``, which stands for all that propose."""


def find_drafts(
    document: Document,
    quotes: tuple[Quote, ...],
    tagged: Sequence[Draft] | None,
    lexicon: CueLexicon,
    *,
    disabled: frozenset[str] = frozenset(),
) -> tuple[Draft, ...]:
    """Attributions before speakers, stance and calibration.

    Args:
        document: The annotated text.
        quotes: Its quotes.
        tagged: What a tagger found; ``None`` where there is none and the rules work alone.
        lexicon: How often words are cues.
        disabled: Names of rules that are switched off.
    """
    if tagged is None:
        ruled = _ruled(document, quotes, None, lexicon, disabled)
        return labels.labelled(
            document, turns.give_turns(document, quotes, ruled, disabled=disabled), disabled
        )
    found = cues.allowed(document, tagged, lexicon, disabled=disabled)
    found = combine.separate(document, quotes, found, disabled=disabled)
    found = turns.give_turns(document, quotes, found, disabled=disabled)
    given = [d for d in found if _settled(d, quotes)]
    ruled = _ruled(document, quotes, given, lexicon, disabled)
    if "rules" not in disabled:
        known = cues.recognised(document, given, lexicon, disabled=disabled)
        confirmed = dict(zip(map(id, given), agreeing(document, known, disabled=disabled), strict=True))
        found = tuple(confirmed.get(id(d), d) for d in found)
    joined = combine.combine(document, quotes, found, ruled, disabled=disabled)
    return labels.labelled(document, joined, disabled)


def _settled(draft: Draft, quotes: Sequence[Quote]) -> bool:
    """Whether a draft is whole and holds no quotes."""
    whole = draft.cue is not None and bool(draft.source)
    return whole and not any(quotes_touching(quotes, s) for s in draft.content)


def _ruled(
    document: Document,
    quotes: tuple[Quote, ...],
    given: Sequence[Draft] | None,
    lexicon: CueLexicon,
    disabled: frozenset[str],
) -> tuple[Draft, ...]:
    """What the rules propose, alone or beside settled drafts."""
    if "rules" in disabled:
        return ()
    alone, given = given is None, given or ()
    found = cues.find_cues(document, quotes, lexicon, alone=alone, given=given, disabled=disabled)
    drafts = find_contents(document, quotes, found, given=given, disabled=disabled)
    return find_sources(document, quotes, drafts, disabled=disabled)
