"""Documents of a CoNLL-U file, with the attributions that its comments hold."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from attrib.document import Document
from attrib.errors import FormatError
from attrib.formats.conllu.rows import Block, blocks, surface, worded
from attrib.formats.conllu.trees import to_document
from attrib.formats.json import SCHEMA_VERSION, from_dict
from attrib.model import Result


def from_conllu(lines: Iterable[str]) -> Iterator[tuple[Result, Document]]:
    """Every document of a file, lazily: what ``to_conllu`` wrote, or any treebank, whose results have no attributions yet.

    The text is put together from the words and what MISC says of the spaces. A treebank's documents can be given to
    ``Extractor.pipe_from``; their results have the name behind ``# newdoc id`` in ``meta["id"]``.

    Args:
        lines: Of the file, as iterating over it gives them; open it with ``newline="\\n"``, since other characters that Python
            takes for line ends may stand in a word.

    Raises:
        FormatError: a line is not CoNLL-U, the heads of a sentence are no tree, or a comment of attrib's is damaged. The
            message tells the line or the document.

    >>> rows = ["1\\tGo\\tgo\\tVERB\\tVB\\t_\\t0\\troot\\t_\\tSpaceAfter=No", "2\\t!\\t!\\tPUNCT\\t.\\t_\\t1\\tpunct\\t_\\t_"]
    >>> ((result, document),) = from_conllu(["# newdoc id = a", *rows])
    >>> result.text, result.meta, document.tokens[1].head
    ('Go!', {'id': 'a'}, 0)
    """
    sentences: list[Block] = []
    for block in blocks(lines):
        if sentences and _begins(block):
            yield _document(sentences)
            sentences = []
        sentences.append(block)
    if sentences:
        yield _document(sentences)


def _begins(block: Block) -> bool:
    return block.comment("newdoc") is not None or block.comment("newdoc id") is not None


def _document(sentences: list[Block]) -> tuple[Result, Document]:
    text, places = surface(sentences)
    document = to_document(text, worded(sentences), places)
    said = {
        name: [_json(where, line) for block in sentences for where, line in block.notes(name)]
        for name in ("attrib", "entity", "attribution")
    }
    name = sentences[0].comment("newdoc id")
    facts: dict[str, Any] = {"speakers": [], "meta": {} if name is None else {"id": name}}
    for value in said["attrib"]:
        if isinstance(value, dict):
            facts |= {key: value[key] for key in ("schema", "speakers", "meta") if key in value}
    data = {
        "schema": SCHEMA_VERSION,
        "text": text,
        "attributions": [{**a, "evidence": []} if isinstance(a, dict) else a for a in said["attribution"]],
        "entities": said["entity"],
        "quotes": [],
        **facts,
    }
    try:
        return from_dict(data), document
    except FormatError as error:
        raise FormatError(f"the document that ends at {sentences[-1].rows[-1].where}: {error}") from error


def _json(where: str, value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{where}: no JSON: {error}") from error
