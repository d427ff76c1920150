"""The result's closed values in plain words, as the page shows them."""

from __future__ import annotations

from attrib.model import Act, Certainty, Endorsement, Form, Polarity, SpeakerKind, UnresolvedReason

FACETS: dict[str, tuple[str, type[Form | Act | Polarity | Certainty | Endorsement]]] = {
    "form": ("Form", Form),
    "act": ("Act", Act),
    "polarity": ("Polarity", Polarity),
    "certainty": ("Certainty", Certainty),
    "endorsement": ("The writer", Endorsement),
}
"""What the page can be filtered by besides speakers: heading and values."""

MEANINGS = {
    Form.DIRECT: "in quotation marks",
    Form.INDIRECT: "in the writer’s words",
    Form.MIXED: "partly in quotation marks",
    Act.ASSERTION: "says that it is so",
    Act.QUESTION: "asks",
    Act.DIRECTIVE: "wants others to act",
    Act.COMMISSIVE: "promises, plans or refuses",
    Act.EXPRESSIVE: "praises, blames, thanks",
    Act.DECLARATION: "makes it so by saying it",
    Act.BELIEF: "thinks, wants or feels; nothing need have been said",
    Polarity.POSITIVE: "holds it",
    Polarity.NEGATIVE: "rejects it",
    Polarity.UNCOMMITTED: "takes no side",
    Certainty.CERTAIN: "without a hedge",
    Certainty.PROBABLE: "likely",
    Certainty.POSSIBLE: "perhaps",
    Certainty.UNDERSPECIFIED: "no claim that could be true",
    Endorsement.ACKNOWLEDGE: "reports it neutrally",
    Endorsement.ENDORSE: "presents it as true",
    Endorsement.DISTANCE: "keeps a distance",
    Endorsement.CONTEST: "says that it is wrong",
}
"""One line for each value; ``docs/stance.md`` has the whole rule."""

KINDS = {
    SpeakerKind.NAMED: "by name",
    SpeakerKind.PRONOUN: "by a pronoun",
    SpeakerKind.NOMINAL: "by a description",
    SpeakerKind.ANONYMOUS: "not named in the text",
    SpeakerKind.GENERIC: "people in general",
    SpeakerKind.DOCUMENT: "a document",
    SpeakerKind.AUTHOR: "the writer",
    SpeakerKind.IMPLICIT: "no words name the speaker",
}
"""How the source's words refer to the speaker."""

UNRESOLVED = {
    UnresolvedReason.NO_SOURCE: "No source in the text",
    UnresolvedReason.NO_ANTECEDENT: "Refers to nobody found",
    UnresolvedReason.AMBIGUOUS: "More than one could be meant",
    None: "No speaker",
}
"""Why there is no speaker."""
