"""brat's standoff format: annotations in a file beside the text, for the annotation tool brat and all that reads its files.

============================  =========================================================================================
``T1 Attribution 17 21``      a cue; it is the trigger of the event ``E1``
``T2 Content 0 5;23 31``      a content; several stretches where the text interrupts it
``T3 Source 6 16``            a source; attributions that share one refer to the same line
``E1 Attribution:T1 …``       an attribution, with its content and source
``R1 SaidBy Arg1:T4 …``       an attribution without a cue: its content is said by this source
``R2 Inside Arg1:E2 …``       the first attribution stands in the content of the second (``parent``)
``A1 Act E1 ASSERTION``       form, stance, ``Hypothetical`` and why there is no speaker (``Unresolved``)
``#1 AnnotatorNotes E1 …``    the speakers, as ``Ada Byron (NAMED); Bo Lind (NAMED)``; brat lets people edit it
``#2 Lemma E1 say``           the cue's lemma; likewise ``Confidence``
============================  =========================================================================================

Attributes, notes and ``Inside`` of an attribution without a cue refer to its content. Offsets count code points of the text,
which is written byte for byte, line ends too. brat wants no line break inside a stretch, so stretches are cut at line breaks, as
brat itself does, and joined again on reading. Evidence, quotes, entities with their mentions and ``meta`` are not written.
"""

from attrib.formats.brat.files import read_brat, read_brat_folder, write_brat
from attrib.formats.brat.read import from_brat
from attrib.formats.brat.write import annotation_conf, to_brat

__all__ = ["annotation_conf", "from_brat", "read_brat", "read_brat_folder", "to_brat", "write_brat"]
