"""The version, in this one place: the packaging, the results and the citation test read it here."""

__version__ = "0.1.0"
