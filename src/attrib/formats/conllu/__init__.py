"""CoNLL-U, the form of Universal Dependencies: parses in and out, with attributions in comments and in MISC.

==================================  ====================================================================================
``# newdoc id = news.txt``          a document begins; then what is known of the whole
``# attrib = {"schema":"1", …}``    how many sentences the document has, its speakers' ids, ``meta``
``# entity = {"id":"E1", …}``       somebody who speaks, with every mention; one line an entity
``# newpar``                        a paragraph begins
``# attribution = {"id":"A1", …}``  an attribution, before the sentence where its content starts
``Attribution=A1:content,A2:cue``   in MISC: what the word is part of; ``content``, ``cue`` or ``source``
``SpacesAfter=\\n``                  in MISC: the white space of the text, as UDPipe writes it
``ner=B-PERSON``                    in MISC: a name that the engine found
==================================  ====================================================================================

The objects are those of JSON (``attrib.formats.json``), offsets in code points of the document's text. That text is not
written as such: ``SpaceAfter=No``, ``SpacesAfter``, ``SpacesBefore`` and ``SpacesInToken`` say what stands between the
words and in them, so that it comes back to the code point. ``\\s``, ``\\t``, ``\\r``, ``\\n``, ``\\p`` and ``\\\\`` in
them are a space, a tab, ends of lines, a bar and a backslash; ``\\u`` and four hexadecimal digits any character that a
line cannot hold. ``Attribution`` is for readers that know nothing of attrib: it is worked out from the comments, which
count. Evidence and quotes are not written.
"""

from attrib.formats.conllu.read import from_conllu
from attrib.formats.conllu.trees import check_heads, entities_from_tags, read_conllu
from attrib.formats.conllu.write import to_conllu, write_conllu

__all__ = ["check_heads", "entities_from_tags", "from_conllu", "read_conllu", "to_conllu", "write_conllu"]
