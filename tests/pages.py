"""Results to show as pages: a small one with every shape of mark, a hostile one, and one as long as a book."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from attrib.model import (
    Act,
    Attribution,
    Certainty,
    Cue,
    Endorsement,
    Entity,
    EntityKind,
    Evidence,
    Form,
    Passage,
    Polarity,
    Result,
    Speaker,
    SpeakerKind,
    Stance,
    UnresolvedReason,
)
from attrib.spans import Span

TEXT = """Bridge to close, council says

“The bridge,” Ann Meyer said on Monday, “is not safe.” She claimed that Joe Park had promised that he would pay.

“Who pays?” asked Mr Park. It was said that nobody would.
"""

ANN = Entity("E1", "Ann Meyer", EntityKind.PERSON, (), "female", ("her engineer",))
JOE = Entity("E2", "Joe Park", EntityKind.PERSON, ())


def passage(text: str, *words: str) -> Passage:
    """The first place of each of the words."""
    return Passage.of(text, tuple(Span(text.index(w), text.index(w) + len(w)) for w in words))


def sample() -> Result:
    """Six attributions: in two pieces (A2), nested (A4 in A3), without a source (A6)."""

    def found(
        id: str, form: Form, content: Sequence[str], cue: str, source: str, **more: object
    ) -> Attribution:
        at = Cue(passage(TEXT, cue), cue)
        evidence = (
            Evidence("cue", "verb", at.passage.spans, 0.9, 0.25, "a note"),
            Evidence("content", "clause"),
        )
        who = passage(TEXT, source) if source else None
        more = {"confidence": 0.75, "evidence": evidence, **more}
        return Attribution(id, form, passage(TEXT, *content), at, who, **more)  # type: ignore[arg-type]

    council = (Speaker("council", SpeakerKind.ANONYMOUS),)
    ann, ann_she = (Speaker("Ann Meyer", kind, ANN) for kind in (SpeakerKind.NAMED, SpeakerKind.PRONOUN))
    joe = (Speaker("Joe Park", SpeakerKind.NAMED, JOE),)
    claim = Stance(endorsement=Endorsement.DISTANCE)
    asks = Stance(Act.QUESTION, Polarity.UNCOMMITTED, Certainty.UNDERSPECIFIED)
    return Result(
        TEXT,
        (
            found("A1", Form.INDIRECT, ["Bridge to close"], "says", "council", speakers=council),
            found("A2", Form.DIRECT, ["“The bridge,”", "“is not safe.”"], "said", "Ann Meyer", speakers=(ann,)),
            found("A3", Form.INDIRECT, ["that Joe Park had promised that he would pay"], "claimed", "She",
                  speakers=(ann_she,), stance=claim),
            found("A4", Form.INDIRECT, ["that he would pay"], "had promised", "Joe Park", speakers=joe, parent="A3",
                  stance=Stance(Act.COMMISSIVE), hypothetical=True),
            found("A5", Form.DIRECT, ["“Who pays?”"], "asked", "Mr Park", speakers=joe, stance=asks),
            found("A6", Form.INDIRECT, ["that nobody would"], "was said", "", unresolved=UnresolvedReason.NO_SOURCE),
        ),
        (ANN, JOE),
        meta={"language": "en"},
    )  # fmt: skip


ATTACKS = (
    "<script>window.hacked=1</script>", "</script><script>window.hacked=1</script>", "<!--<script>", "-->", "]]>",
    "<img src=x onerror=window.hacked=1>", "<svg onload=window.hacked=1>", '"><b onmouseover=window.hacked=1>x</b>',
    "' onfocus=window.hacked=1 autofocus '", "</style></title></textarea></article></body>", "<base href=//x.test>",
    "<meta http-equiv=refresh content='0;url=//x.test'>", "javascript:window.hacked=1", "&lt;script&gt;&#0;",
    "</script x><script>window.hacked=1</script>", "</script/", "</script\n", "${window.hacked=1}",
    "$title", "\u202eevil\u202c", "\u2067\u202e", "\u200f", "\x00\x01\x1b[31m\x7f", "\x0b\x0c", "\x85\u2028\u2029", "\r", "\r\n",
    "\ud800", "\udfff", "\ud83d\ude00", "👩🏽‍🚀", "e\u0301\u0301\u0301", "\ufeff\ufffe\uffff", "\U000e0041", "עברית",
)  # fmt: skip
"""What has run, broken or confused pages before."""


def hostile() -> Result:
    """Every attack in the text and in every other string that a result holds."""
    pieces = [f"Start {attack} said {attack} end.\n\n" for attack in ATTACKS]
    text = "".join(pieces)
    everything = " ".join(ATTACKS)
    found = []
    at = 0
    for i, (attack, piece) in enumerate(zip(ATTACKS, pieces, strict=True)):
        spans = [Span(at + s, at + s + n) for s, n in ((0, 6 + len(attack)), (7 + len(attack), 4))]
        rest = Span(at + 12 + len(attack), at + len(piece) - 3)
        entity = Entity(f"{i}{attack}", f"{i}{attack}", EntityKind.OTHER, (), "", (attack,))
        found.append(
            Attribution(
                id=f"{attack}{i}",
                form=Form.DIRECT,
                content=Passage.of(text, (rest,)),
                cue=Cue(Passage.of(text, (spans[1],)), attack),
                source=Passage.of(text, (spans[0],)),
                speakers=(Speaker(f"{i}{attack}", SpeakerKind.NAMED, entity),),
                evidence=(Evidence(attack, attack, (rest,), float("inf"), float("nan"), everything),),
                confidence=0.5,
            )
        )
        at += len(piece)
    return Result(
        text, tuple(found), meta={"language": '"><script>window.hacked=1</script>', "id": everything}
    )


def book(words: int) -> Result:
    """Running text of so many words, with an attribution about every thirty, each with a dozen reasons."""
    random = Random(7)
    pieces: list[str] = []
    found: list[Attribution] = []
    at = 0

    def add(piece: str) -> Span:
        nonlocal at
        pieces.append(piece)
        at += len(piece)
        return Span(at - len(piece), at)

    spoken = []
    for i in range(words // 30):
        name = f"Person{random.randrange(300)}"
        source = add(name)
        add(" ")
        cue = add("said")
        add(" ")
        content = add(
            "that " + " ".join(random.choices(["water", "was", "rising", "in", "the", "harbour"], k=26))
        )
        add(".\n\n" if i % 4 == 3 else ". ")
        spoken.append((i, name, source, cue, content))
    text = "".join(pieces)
    for i, name, source, cue, content in spoken:
        why = tuple(
            Evidence(f"stance.{n % 4}", f"rule{n}", (cue, content), 0.5, None, f"note {n}") for n in range(12)
        )
        found.append(
            Attribution(f"A{i + 1}", Form.INDIRECT, Passage.of(text, (content,)), Cue(Passage.of(text, (cue,)), "say"),
                        Passage.of(text, (source,)), (Speaker(name, SpeakerKind.NAMED),), evidence=why)
        )  # fmt: skip
    return Result(text, tuple(found))
