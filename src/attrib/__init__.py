"""attrib: who said what.

Finds quoted and reported speech in running text, resolves who said it, and returns typed ``Attribution`` objects whose
spans are exact code-point offsets into the caller's own string.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from attrib.version import __version__ as __version__

if TYPE_CHECKING:
    from attrib.annotate.spacy import SpacyAnnotator, from_spacy
    from attrib.annotate.stanza import StanzaAnnotator
    from attrib.document import Document
    from attrib.errors import (
        AttribError,
        FormatError,
        InputError,
        ModelError,
        SettingsError,
        UnknownLanguageError,
        WorkerError,
    )
    from attrib.formats.conllu import read_conllu, write_conllu
    from attrib.model import (
        Act,
        Attribution,
        Certainty,
        Cue,
        Endorsement,
        Entity,
        EntityKind,
        Evidence,
        Form,
        Mention,
        MentionKind,
        Passage,
        Polarity,
        Quote,
        QuoteFlag,
        Result,
        Speaker,
        SpeakerKind,
        Stance,
        UnresolvedReason,
    )
    from attrib.parallel import extract_many
    from attrib.pipeline import Extractor, extract, load
    from attrib.spans import Span

_HOME = {
    "attrib.formats.conllu": "read_conllu write_conllu",
    "attrib.annotate.spacy": "SpacyAnnotator from_spacy",
    "attrib.annotate.stanza": "StanzaAnnotator",
    "attrib.document": "Document",
    "attrib.errors": "AttribError FormatError InputError ModelError SettingsError UnknownLanguageError WorkerError",
    "attrib.model": "Act Attribution Certainty Cue Endorsement Entity EntityKind Evidence Form Mention MentionKind Passage "
    "Polarity Quote QuoteFlag Result Speaker SpeakerKind Stance UnresolvedReason",
    "attrib.parallel": "extract_many",
    "attrib.pipeline": "Extractor extract load",
    "attrib.spans": "Span",
}
_MODULE = {name: module for module, names in _HOME.items() for name in names.split()}

__all__ = [  # noqa: RUF022 (sorted by letter, not by case)
    "Act", "Attribution", "AttribError", "Certainty", "Cue", "Document", "Endorsement", "Entity", "EntityKind",
    "Evidence", "Extractor", "Form", "FormatError", "InputError", "Mention", "MentionKind", "ModelError", "Passage",
    "Polarity", "Quote", "QuoteFlag", "Result", "SettingsError", "SpacyAnnotator", "Span", "Speaker", "SpeakerKind",
    "Stance", "StanzaAnnotator", "UnknownLanguageError", "UnresolvedReason", "WorkerError", "extract", "extract_many",
    "from_spacy", "load", "read_conllu", "write_conllu",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import a public name on first use, so that ``import attrib`` costs next to nothing."""
    if name not in _MODULE:
        raise AttributeError(f"module 'attrib' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_MODULE[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
