"""The W3C's Web Annotation Data Model, as JSON-LD: for annotation servers, viewers and libraries of the web.

A result becomes an ``AnnotationPage``. Each attribution has an annotation of its content and, where they are there, of its cue
and its source. Each span is a target of its own, with two selectors for the same stretch: a ``TextPositionSelector``, in code
points as the model demands (JavaScript's own offsets count UTF-16 code units; ``attrib.formats.offsets`` converts), and a
``TextQuoteSelector``, which finds the place again when the text was edited. Bodies tag the part, name the speakers, and hold form
and stance in terms of the context that the page brings along. Evidence, quotes and the mentions of entities are not written.
"""

from attrib.formats.webannotation.read import from_web_annotation
from attrib.formats.webannotation.write import to_web_annotation

__all__ = ["from_web_annotation", "to_web_annotation"]
