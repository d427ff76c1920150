"""The Stanza processor ``attribution``: importing this module registers it, and changes nothing else.

>>> import stanza
>>> import attrib.integrations.stanza
>>> nlp = stanza.Pipeline("en", processors="tokenize,pos,lemma,depparse,ner,attribution")  # doctest: +SKIP
>>> nlp("“No,” she said.").attributions  # doctest: +SKIP

It fills ``doc.attributions`` (the attributions) and ``doc.attrib`` (the whole ``Result``, whose text is the doc's own). Options
of the pipeline: ``attribution_min_confidence``, ``attribution_kinds``, ``attribution_disabled`` (lists, or names with commas
between) and ``attribution_tagger``, as ``attrib.load`` takes them. Names help: put ``ner`` before it where there is a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stanza.pipeline.processor import Processor, register_processor

# Stanza runs processors in the order in which they were registered: the embedded models' must come first.
from attrib.annotate import processors  # noqa: F401
from attrib.annotate.stanza import from_stanza
from attrib.integrations.parsed import ParsedElsewhere

NAME = "attribution"


def _names(value: str | Sequence[str]) -> list[str]:
    return [v.strip() for v in value.split(",") if v.strip()] if isinstance(value, str) else list(value)


@register_processor(NAME)
class AttributionProcessor(Processor):  # type: ignore[misc]
    """Finds the attributions of parsed Stanza documents."""

    PROVIDES_DEFAULT = frozenset({NAME})
    REQUIRES_DEFAULT = frozenset({"tokenize", "pos", "lemma", "depparse"})

    def __init__(self, config: dict[str, Any], pipeline: Any, device: Any) -> None:
        from attrib.pipeline import load

        super().__init__(config, pipeline, device)
        kinds = config.get("kinds")
        self.extractor = load(
            annotator=ParsedElsewhere("stanza"),
            tagger=config.get("tagger", True),
            min_confidence=config.get("min_confidence", 0.0),
            kinds=None if kinds is None else _names(kinds),
            disabled=_names(config.get("disabled", ())),
        )

    def mark_inactive(self) -> None:
        """Asked for by Stanza while it says that a processor is missing; its own processors drop their models here."""

    def process(self, document: Any) -> Any:
        """Annotate one document in place."""
        return self.bulk_process([document])[0]

    def bulk_process(self, docs: list[Any]) -> list[Any]:
        """Annotate documents in place; they share the tagger's batches."""
        for document, result in zip(docs, self.extractor.pipe_from(map(from_stanza, docs)), strict=True):
            document.attrib, document.attributions = result, result.attributions
        return docs
