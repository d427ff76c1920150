"""Documents without syntax, for stages that only look at where words stand."""

from __future__ import annotations

from attrib.document import ROOT, Document, Sentence, Token


def document(text: str) -> Document:
    """Words apart at spaces, each its own root."""
    tokens, at = [], 0
    for word in text.split(" "):
        tokens.append(Token(word, word, "X", "", ROOT, "root", at, at + len(word), 0))
        at += len(word) + 1
    return Document(text, tuple(tokens), (Sentence(0, len(tokens)),))
