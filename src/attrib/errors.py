"""The one family of exceptions that attrib raises on purpose.

Text never makes attrib raise; wrong types, wrong settings and broken installations do, with a message that says what to do.
"""

from __future__ import annotations


class AttribError(Exception):
    """Base of every exception that attrib raises on purpose."""


class InputError(AttribError, TypeError):
    """The caller passed something that is not text (``None``, ``bytes``, a number)."""


class SettingsError(AttribError, ValueError):
    """An option has an unknown name or a value out of its range."""


class UnknownLanguageError(SettingsError):
    """``attrib.load`` was asked for a language that has no lexicon and no models."""


class ModelError(AttribError, RuntimeError):
    """A model or data file is missing, damaged or of another schema; the message names the file and the mend."""


class FormatError(AttribError, ValueError):
    """Serialised data (JSON, CoNLL-U) does not have the expected shape; the message holds the path, as ``$.field[3]``."""


class WorkerError(AttribError):
    """A worker process died."""
