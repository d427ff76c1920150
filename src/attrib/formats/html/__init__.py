"""A result as HTML: a whole page for a browser, or a fragment for a notebook."""

from attrib.formats.html.fragment import MAX_CHARS, to_fragment
from attrib.formats.html.page import to_page

__all__ = ["MAX_CHARS", "to_fragment", "to_page"]
