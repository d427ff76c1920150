"""The Stanza processor in a real pipeline, built from the embedded models without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import attrib

ARTICLE = (Path(__file__).parent.parent / "examples/article.txt").read_text(encoding="utf8")

pytestmark = pytest.mark.engine


def pipeline(**options: Any) -> Any:
    import stanza

    import attrib.integrations.stanza

    assert attrib.integrations.stanza.NAME in stanza.pipeline.registry.PIPELINE_NAMES
    return stanza.Pipeline(
        lang="en", dir=str(Path(attrib.__file__).parent / "models/en"), package=None, processors="tokenize,attrib,attribution",
        tokenize_with_attrib=True, allow_unknown_language=True, download_method=None, use_gpu=False, logging_level="ERROR",
        **options,
    )  # fmt: skip


def test_a_document_has_what_the_extractor_finds() -> None:
    doc = pipeline()(ARTICLE)
    expected = attrib.extract(ARTICLE)
    assert doc.attributions == expected.attributions
    assert len(doc.attributions) > 20
    assert doc.attrib.text == ARTICLE
    assert doc.attrib.meta["annotator"] == "stanza"
    assert doc.sentences[0].words[0].text == "Harbour"  # the doc itself is whole still


def test_many_documents_share_batches() -> None:
    texts = ["“No,” she said.", "The pump was old.", "He denied it."]
    docs = pipeline().bulk_process(texts)
    assert [len(d.attributions) for d in docs] == [1, 0, 1]
    assert [d.attrib.text for d in docs] == texts


def test_options_are_those_of_load() -> None:
    text = "“The bridge is safe,” Ann Meyer said. She hopes that it will open soon."
    assert [a.stance.act for a in pipeline()(text).attributions] == ["ASSERTION", "BELIEF"]
    assert [a.stance.act for a in pipeline(attribution_kinds="BELIEF")(text).attributions] == ["BELIEF"]
    assert pipeline(attribution_min_confidence=1.0)(text).attributions == ()
    only = pipeline(attribution_tagger=False, attribution_disabled=["stance"])(text)
    assert only.attrib.meta["disabled"] == ["stance"]
    assert only.attrib.meta["tagger"] is False


def test_wrong_options_are_told() -> None:
    with pytest.raises(attrib.SettingsError, match="did you mean 'stance'"):
        pipeline(attribution_disabled="stanse")


def test_a_pipeline_without_a_parser_is_refused() -> None:
    import stanza

    import attrib.integrations.stanza

    assert attrib.integrations.stanza.NAME in stanza.pipeline.registry.PIPELINE_NAMES
    with pytest.raises(stanza.pipeline.core.PipelineRequirementsException, match="lemma"):
        stanza.Pipeline(
            lang="en", dir=str(Path(attrib.__file__).parent / "models/en"), package=None, processors="tokenize,attribution",
            tokenize_with_attrib=True, allow_unknown_language=True, download_method=None, use_gpu=False, logging_level="ERROR",
        )  # fmt: skip
