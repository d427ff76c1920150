"""What integrations share: an extractor whose texts another library has parsed before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import define

from attrib.document import Document
from attrib.errors import SettingsError


@define
class ParsedElsewhere:
    """Stands for the annotator of texts that are parsed before the extractor sees them."""

    name: str

    def annotate(self, texts: Iterable[str]) -> Iterator[Document]:
        """Refuse: there is nothing to parse with.

        Raises:
            SettingsError: always.
        """
        raise SettingsError("this extractor reads parsed documents; call the pipeline on the text instead")
