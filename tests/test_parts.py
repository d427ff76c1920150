"""Long texts are annotated in parts; nobody can tell from the result."""

from __future__ import annotations

import pytest

from attrib.annotate import stanza

PARAGRAPH = (
    "The mayor of Port Ellery said on Monday that the bridge would open. “It is late,” she added 👩🏽‍🚀.\n\n"
)


@pytest.mark.engine
def test_parts_give_what_the_whole_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    text = PARAGRAPH * 12
    annotator = stanza.StanzaAnnotator()
    (whole,) = annotator.annotate([text])
    monkeypatch.setattr(stanza, "PART", 300)
    monkeypatch.setattr(stanza.parts_of, "__defaults__", (300,))
    assert len(stanza.parts_of(text)) > 2
    short, parts = annotator.annotate([PARAGRAPH, text])
    assert parts == whole
    assert short.text == PARAGRAPH
