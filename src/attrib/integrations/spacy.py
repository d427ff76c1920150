"""The spaCy component ``attrib``: ``nlp.add_pipe("attrib")`` after the parser.

It fills ``doc._.attributions`` (the attributions), ``doc._.attrib`` (the whole ``Result``) and ``doc.spans["attrib"]``: a span
for each stretch of a source, cue and content, labelled ``SOURCE``, ``CUE`` or ``CONTENT``, with the attribution's id as its
``id_``. Spans cover whole tokens; the exact offsets are in the attributions.

The result is kept as plain data in ``doc.user_data["attrib"]``, so it stays with the doc in ``Doc.to_bytes``, in
``DocBin(store_user_data=True)`` and between processes. To read such docs where no pipeline with the component was loaded,
import this module first: it makes ``doc._.attributions`` known.
"""

# No postponed annotations here: spaCy reads the factory's to check its settings.

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from attrs import define, field
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from attrib.annotate.spacy import SCHEMES, from_spacy, pipeline_name
from attrib.errors import InputError, SettingsError
from attrib.integrations.parsed import ParsedElsewhere
from attrib.model import Attribution, Passage, Result

if TYPE_CHECKING:
    from attrib.pipeline import Extractor

KEY = "attrib"
"""Where the result lies in ``Doc.user_data``."""

_last: tuple[Any, Result] | None = None
"""The data read last and what they gave: a loop over one doc's attributions need not read them each time."""


@define(slots=False)
class AttribComponent:
    """What ``nlp.add_pipe("attrib")`` puts into the pipeline. Loads its models on first use."""

    engine: str
    """Name of the pipeline, for ``Result.meta``."""
    settings: dict[str, Any] = field(factory=dict)
    """As ``attrib.load`` takes them."""
    scheme: str = "auto"
    spans_key: str = KEY

    def __attrs_post_init__(self) -> None:
        if self.scheme not in SCHEMES:
            raise SettingsError(f"scheme must be one of {', '.join(SCHEMES)}, not {self.scheme!r}")
        _ = self.extractor  # wrong settings are told when the pipeline is built

    @cached_property
    def extractor(self) -> "Extractor":
        """The extractor behind the component."""
        from attrib.pipeline import load  # here, since spaCy imports this module whenever a pipeline is built

        return load(annotator=ParsedElsewhere(self.engine), **self.settings)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to worker processes as settings."""
        return type(self), (self.engine, self.settings, self.scheme, self.spans_key)

    def __call__(self, doc: Doc) -> Doc:
        """Annotate a parsed doc, in place.

        Raises:
            InputError: the doc is not parsed or not tagged; the message says what to add to the pipeline.
        """
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Annotate parsed docs, in place, lazily and in order."""
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            documents = [from_spacy(doc, scheme=self.scheme) for doc in batch]
            results = self.extractor.pipe_from(documents, batch_size=len(documents))
            for doc, result in zip(batch, results, strict=True):
                self.annotate(doc, result)
                yield doc

    def annotate(self, doc: Doc, result: Result) -> None:
        """Keep a result with its doc."""
        data = result.to_dict()
        del data["text"]  # the doc has it
        doc.user_data[KEY] = data
        doc.spans[self.spans_key] = span_group(doc, result, self.spans_key)


def span_group(doc: Doc, result: Result, name: str = KEY) -> SpanGroup:
    """All stretches of a result as spaCy spans, in the order of the attributions.

    The group's ``attrs`` give for each attribution's id its speaker's name and entity, form, act and confidence.
    """
    spans = [
        span
        for a in result
        for label, passage in (
            ("SOURCE", a.source),
            ("CUE", a.cue.passage if a.cue else None),
            ("CONTENT", a.content),
        )
        if passage is not None
        for span in _spans(doc, passage, label, a.id)
    ]
    return SpanGroup(doc, name=name, attrs={a.id: _summary(a) for a in result}, spans=spans)


def _spans(doc: Doc, passage: Passage, label: str, key: str) -> Iterator[Span]:
    for s in passage.spans:
        found = doc.char_span(s.start_char, s.end_char, label=label, span_id=key, alignment_mode="expand")
        if found is not None:
            yield found


def _summary(a: Attribution) -> dict[str, Any]:
    return {
        "speaker": a.speaker.name if a.speaker else None,
        "entity": a.speaker.entity.id if a.speaker and a.speaker.entity else None,
        "form": a.form.value,
        "act": a.stance.act.value,
        "confidence": a.confidence,
    }


def get_result(doc: Doc) -> Result:
    """The result that the component left in a doc: ``doc._.attrib``.

    Raises:
        InputError: the component has not seen this doc, or its user data were not kept.
    """
    global _last
    data = doc.user_data.get(KEY)
    if data is None:
        raise InputError(
            "this doc holds no attributions: run nlp.add_pipe('attrib') before reading it, and keep user data when "
            "storing it, as in DocBin(store_user_data=True)"
        )
    if _last is None or _last[0] is not data:
        _last = data, Result.from_dict({**data, "text": doc.text})
    return _last[1]


def _attributions(doc: Doc) -> tuple[Attribution, ...]:
    return get_result(doc).attributions


# force: a module may be loaded twice (a notebook's autoreload), and the same getter again changes nothing
Doc.set_extension("attrib", getter=get_result, force=True)
Doc.set_extension("attributions", getter=_attributions, force=True)


@Language.factory(  # type: ignore[untyped-decorator]
    "attrib",
    assigns=["doc._.attrib", "doc._.attributions", "doc.spans"],
    requires=["token.dep", "token.head"],
    default_config={
        "min_confidence": 0.0,
        "kinds": None,
        "disabled": [],
        "tagger": True,
        "scheme": "auto",
        "spans_key": KEY,
    },
)
def make_component(
    nlp: Language,
    name: str,
    min_confidence: float,
    kinds: list[str] | None,
    disabled: list[str],
    tagger: bool,
    scheme: str,
    spans_key: str,
) -> AttribComponent:
    """Build the component from a pipeline's configuration.

    Args:
        nlp: The pipeline.
        name: The component's name in it.
        min_confidence: Leave out attributions less sure than this (0 to 1).
        kinds: Acts to keep (``"ASSERTION"`` …); all where ``None``.
        disabled: Stages and rules to switch off.
        tagger: ``False`` works by rules alone.
        scheme: Labels of the parser: ``"clear"``, ``"ud"`` or ``"auto"``.
        spans_key: Where the spans lie in ``doc.spans``.

    Raises:
        SettingsError: an option has an impossible value.
    """
    settings = {
        "min_confidence": min_confidence,
        "kinds": kinds,
        "disabled": list(disabled),
        "tagger": tagger,
    }
    return AttribComponent(pipeline_name(nlp), settings, scheme, spans_key)
