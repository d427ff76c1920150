"""attrib's own models as Stanza processors, registered through Stanza's two extension points on import.

``tokenize`` gets the variant ``attrib``; a processor ``attrib`` adds tags, lemmas, trees and names in one pass of one network.
Nothing of Stanza's is replaced: pipelines that do not ask for them are as they were.
"""

from __future__ import annotations

from typing import Any

from stanza.models.common.doc import Document
from stanza.pipeline.processor import (
    Processor,
    ProcessorVariant,
    register_processor,
    register_processor_variant,
)

from attrib.annotate.lemmatizer import Lemmatizer
from attrib.annotate.parser import Parse, Parser
from attrib.annotate.tokenizer import Tokenizer


@register_processor_variant("tokenize", "attrib")
class AttribTokenizer(ProcessorVariant):  # type: ignore[misc]
    """Stanza tokenisation by attrib's rules and sentence classifier."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._tokenizer = Tokenizer.load()

    def process(self, doc: Any) -> Any:
        """Tokenise a string or a Stanza document."""
        text: str = doc if isinstance(doc, str) else doc.text
        sentences = [
            [
                {"id": i, "text": text[start:end], "start_char": start, "end_char": end}
                for i, (start, end) in enumerate(sentence, 1)
            ]
            for sentence in self._tokenizer(text)
        ]
        return Document(sentences, text=text)


@register_processor("attrib")
class AttribProcessor(Processor):  # type: ignore[misc]
    """Tags, lemmas, trees and names for tokenised documents."""

    PROVIDES_DEFAULT = frozenset({"pos", "lemma", "depparse", "ner"})
    REQUIRES_DEFAULT = frozenset({"tokenize"})

    def __init__(self, config: dict[str, Any], pipeline: Any, device: Any) -> None:
        super().__init__(config, pipeline, device)
        self._parser = Parser.load()
        self._lemmatizer = Lemmatizer.load()

    def process(self, document: Any) -> Any:
        """Annotate one document in place."""
        return self.bulk_process([document])[0]

    def bulk_process(self, docs: list[Any]) -> list[Any]:
        """Annotate documents in place; their sentences share batches."""
        sentences = [s for d in docs for s in d.sentences]
        for sentence, parse in zip(
            sentences, self._parser([[w.text for w in s.words] for s in sentences]), strict=True
        ):
            self._write(sentence, parse)
        for document in docs:
            document.build_ents()
        return docs

    def _write(self, sentence: Any, parse: Parse) -> None:
        for i, word in enumerate(sentence.words):
            word.upos, word.xpos = parse.upos[i], parse.xpos[i]
            word.lemma = self._lemmatizer.lemma(word.text, word.upos, word.xpos)
            word.head, word.deprel = parse.heads[i], parse.deprels[i]
        for token, tag in zip(sentence.tokens, parse.entities, strict=True):
            token.ner = tag
        sentence.build_dependencies()
