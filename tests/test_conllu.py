"""CoNLL-U in and out: parses, the text to the code point, and attributions; and what is no tree is refused."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from bisect import bisect_right
from contextlib import suppress
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import attrib
from attrib.document import Document
from attrib.errors import FormatError
from attrib.formats.conllu import from_conllu, read_conllu, to_conllu, write_conllu
from attrib.formats.conllu.terms import escaped, unescaped
from attrib.model import (
    Attribution,
    Cue,
    Entity,
    EntityKind,
    Evidence,
    Form,
    Mention,
    MentionKind,
    Passage,
    Result,
    Speaker,
    SpeakerKind,
)
from attrib.spans import Span
from strategies import documents, results, texts, words

TEXT = "“No,” Ada Byron said.\r\n\r\n“Never  again.” "
PARSE = """\
1	“	“	PUNCT	``	_	2	punct	_	start_char=0|end_char=1
2	No	no	INTJ	UH	_	7	ccomp	_	start_char=1|end_char=3
3	,	,	PUNCT	,	_	2	punct	_	start_char=3|end_char=4
4	”	”	PUNCT	''	_	2	punct	_	start_char=4|end_char=5
5	Ada	Ada	PROPN	NNP	_	7	nsubj	_	start_char=6|end_char=9|ner=B-PERSON
6	Byron	Byron	PROPN	NNP	_	5	flat	_	start_char=10|end_char=15|ner=I-PERSON
7	said	say	VERB	VBD	_	0	root	_	start_char=16|end_char=20
8	.	.	PUNCT	.	_	7	punct	_	start_char=20|end_char=21

1	“	“	PUNCT	``	_	2	punct	_	start_char=25|end_char=26
2	Never  again	never again	ADV	RB	_	0	root	_	start_char=26|end_char=38
3	.	.	PUNCT	.	_	2	punct	_	start_char=38|end_char=39
4	”	”	PUNCT	''	_	2	punct	_	start_char=39|end_char=40
"""
DOCUMENT = read_conllu(TEXT, PARSE.splitlines())
ADA = Entity(
    "E1", "Ada Byron", EntityKind.PERSON, (Mention(Span(6, 15), "Ada Byron", MentionKind.NAME),), "female"
)


def passage(*spans: tuple[int, int]) -> Passage:
    return Passage.of(TEXT, tuple(Span(*s) for s in spans))


RESULT = Result(
    TEXT,
    (
        Attribution(
            "A1",
            Form.DIRECT,
            passage((0, 5), (25, 40)),
            Cue(passage((16, 20)), "say"),
            passage((6, 15)),
            (Speaker("Ada Byron", SpeakerKind.NAMED, ADA),),
            confidence=0.75,
            evidence=(Evidence("cue", "verb"),),
        ),
        Attribution("A2", Form.DIRECT, passage((26, 31)), None, None, parent="A1"),
    ),
    (ADA,),
    meta={"language": "en"},
)
WRITTEN = r"""
# newdoc id = a.txt
# attrib = {"sentences":2,"schema":"1","speakers":["E1"],"meta":{"language":"en"}}
# entity = {"id":"E1","name":"Ada Byron","kind":"PERSON","gender":"female","roles":[],"mentions":[{"span":[6,15],"kind":"NAME"}]}
# newpar
# sent_id = a.txt-1
# text = “No,” Ada Byron said.
# attribution = {"id":"A1", …}
1 “ “ PUNCT `` _ 2 punct _ Attribution=A1:content|SpaceAfter=No|start_char=0|end_char=1
2 No no INTJ UH _ 7 ccomp _ Attribution=A1:content|SpaceAfter=No|start_char=1|end_char=3
3 , , PUNCT , _ 2 punct _ Attribution=A1:content|SpaceAfter=No|start_char=3|end_char=4
4 ” ” PUNCT '' _ 2 punct _ Attribution=A1:content|start_char=4|end_char=5
5 Ada Ada PROPN NNP _ 7 nsubj _ Attribution=A1:source|start_char=6|end_char=9|ner=B-PERSON
6 Byron Byron PROPN NNP _ 5 flat _ Attribution=A1:source|start_char=10|end_char=15|ner=I-PERSON
7 said say VERB VBD _ 0 root _ Attribution=A1:cue|SpaceAfter=No|start_char=16|end_char=20
8 . . PUNCT . _ 7 punct _ SpacesAfter=\r\n\r\n|start_char=20|end_char=21

# newpar
# sent_id = a.txt-2
# text = “Never__again.”
# attribution = {"id":"A2", …}
1 “ “ PUNCT `` _ 2 punct _ Attribution=A1:content|SpaceAfter=No|start_char=25|end_char=26
2 Never__again never_again ADV RB _ 0 root _ Attribution=A1:content,A2:content|ExactLemma=never\sagain|SpaceAfter=No|SpacesInToken=Never\s\sagain|start_char=26|end_char=38
3 . . PUNCT . _ 2 punct _ Attribution=A1:content|SpaceAfter=No|start_char=38|end_char=39
4 ” ” PUNCT '' _ 2 punct _ Attribution=A1:content|SpacesAfter=\s|start_char=39|end_char=40

"""  # noqa: E501


def rows(*heads: int) -> list[str]:
    return [f"{i}\tw{i}\t_\tX\t_\t_\t{h}\tdep\t_\t_\n" for i, h in enumerate(heads, 1)] + ["\n"]


def kept(result: Result, document: Document) -> Result:
    """What the format holds of a result: attributions stand before the sentences where their contents start."""
    starts = [document.tokens[s.start].start_char for s in document.sentences]
    order = sorted(result.attributions, key=lambda a: max(bisect_right(starts, a.content.start_char) - 1, 0))
    return evolve(result, attributions=tuple(evolve(a, evidence=()) for a in order), quotes=())


@st.composite
def found(draw: st.DrawFn) -> tuple[Result, Document]:
    """Any result with any parse of its text that the format can hold."""
    result = draw(results())
    return result, draw(documents(result.text))


class TestParses:
    def test_a_tree_is_read_and_written_back(self) -> None:
        document = attrib.read_conllu("w1 w2 w3", rows(2, 0, 2))
        assert [t.head for t in document.tokens] == [1, -1, 1]
        assert attrib.read_conllu("w1 w2 w3", attrib.write_conllu(document).splitlines()) == document
        assert list(document.subtree(1)) == [0, 1, 2]

    @pytest.mark.parametrize(
        ("heads", "message"),
        [
            ((2, 1), "circle"),
            ((1,), "circle"),
            ((2, 3, 1, 0), "circle"),
            ((0, 9), "outside its sentence"),
            ((0, -3), "outside its sentence"),
        ],
    )
    def test_what_is_no_tree_is_refused(self, heads: tuple[int, ...], message: str) -> None:
        with pytest.raises(attrib.FormatError, match=message):
            attrib.read_conllu(" ".join(f"w{i}" for i in range(1, len(heads) + 1)), rows(*heads))

    def test_heads_into_another_sentence_are_refused(self) -> None:
        with pytest.raises(attrib.FormatError, match="sentence 1: a head points outside"):
            attrib.read_conllu("w1 w1", ["1\tw1\t_\tX\t_\t_\t2\tdep\t_\t_\n", "\n", *rows(0)])

    @given(texts.flatmap(documents))
    def test_any_parse_comes_back_with_its_text_or_without(self, document: Document) -> None:
        lines = write_conllu(document).splitlines()
        assert read_conllu(document.text, lines) == document
        ((result, again),) = from_conllu(lines)
        assert (result, again) == (Result(document.text), document)

    def test_words_that_overlap_are_refused(self) -> None:
        tokens = (DOCUMENT.tokens[1], evolve(DOCUMENT.tokens[0], end_char=2))
        with pytest.raises(FormatError, match="the word '“' at 0 overlaps the one before"):
            write_conllu(Document(TEXT, tokens, DOCUMENT.sentences[:0]))


class TestAttributions:
    def test_the_lines(self) -> None:
        lines = to_conllu(RESULT, DOCUMENT, name="a.txt").replace("\t", " ")
        shown = re.sub(r'(# attribution = \{"id":"A.",).*', r"\1 …}", lines)
        assert shown == WRITTEN[1:]
        first = json.loads(re.findall("# attribution = (.*)", lines)[0])
        assert first == {
            k: v for k, v in RESULT.to_dict()["attributions"][0].items() if k != "evidence"
        }  # the words of JSON

    def test_it_reads_what_it_wrote(self) -> None:
        both = to_conllu(RESULT, DOCUMENT) + to_conllu(Result("He left."), read_conllu("He left.", []))
        (first, parse), (second, nothing) = from_conllu(both.splitlines())
        assert (first, parse) == (kept(RESULT, DOCUMENT), DOCUMENT)
        assert (second, nothing) == (Result("He left."), Document("He left.", (), ()))

    @given(found(), st.none() | words)
    def test_round_trip(self, pair: tuple[Result, Document], name: str | None) -> None:
        with suppress(FormatError):  # meta that JSON cannot hold
            lines = to_conllu(*pair, name=name)
            assert lines.splitlines() == lines.split("\n")[:-1]
            ((result, document),) = from_conllu(lines.splitlines())
            assert result == kept(*pair)
            assert document == pair[1]

    @given(found(), words)
    def test_the_lines_are_such_as_universal_dependencies_want(
        self, pair: tuple[Result, Document], name: str
    ) -> None:
        try:
            lines = to_conllu(*pair, name=name)
        except FormatError:
            return
        lines.encode("utf-8")
        assert lines.endswith("\n\n")
        assert "\n\n\n" not in lines
        ids = re.findall(r"^# sent_id = (\S+)$", lines, re.MULTILINE)
        assert len(ids) == len(set(ids)) == len(lines.split("\n\n")) - 1
        for block in lines[:-2].split("\n\n"):
            comments = [x for x in block.split("\n") if x.startswith("# ")]
            words = [x.split("\t") for x in block.split("\n")[len(comments) :]]
            assert all(len(w) == 10 and all(w) for w in words)
            assert [w[0] for w in words] == [str(i) for i in range(1, len(words) + 1)]
            assert all(not re.search(r"\s", v) for w in words for v in w)
            assert all("=" in x for w in words for x in w[9].split("|") if w[9] != "_")
            gaps = ["" if re.search("SpaceAfter=No", w[9]) else " " for w in words]
            text = "".join(w[1] + gap for w, gap in zip(words, [*gaps[:-1], ""], strict=True))
            assert f"# text = {text}" in comments

    @given(found())
    def test_every_word_says_what_it_is_part_of(self, pair: tuple[Result, Document]) -> None:
        result, document = pair
        result = evolve(
            result, attributions=tuple(evolve(a, id=f"A{i}", parent=None) for i, a in enumerate(result))
        )
        with suppress(FormatError):
            lines = [x for x in to_conllu(result, document).split("\n") if "\t" in x]
            for token, line in zip(document.tokens, lines, strict=False):
                said = re.search(r"\bAttribution=([^|]*)", line)
                marks = set(said[1].split(",")) if said else set()
                assert marks == {
                    f"{a.id}:{part}"
                    for a in result
                    for part, p in (
                        ("content", a.content),
                        ("cue", a.cue and a.cue.passage),
                        ("source", a.source),
                    )
                    if p is not None and any(len(s) and s.overlaps(token.span) for s in p.spans)
                }

    def test_another_text_is_refused(self) -> None:
        with pytest.raises(FormatError, match="the parse is of another text"):
            to_conllu(Result("x"), DOCUMENT)

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("\tPUNCT", "PUNCT", "line 8: 9 columns where CoNLL-U has 10"),
            ("\t7\tnsubj", "\tx\tnsubj", "line 12: 'x' is not a number"),
            ('{"id":"A1"', '{"id":A1', "line 7: no JSON"),
            ("[0,5]", "[0,500]", r"the document that ends at line 24: \$\.attributions\[0\]\.content\[0\]"),
            ('"parent":"A1"', '"parent":"A7"', "no other attribution has the id 'A7'"),
        ],
    )
    def test_damage_is_told_with_its_place(self, old: str, new: str, message: str) -> None:
        lines = to_conllu(RESULT, DOCUMENT, name="a.txt").replace(old, new, 1).splitlines()
        with pytest.raises(FormatError, match=message):
            list(from_conllu(lines))

    @given(found(), st.data())
    def test_damaged_lines_raise_nothing_else(
        self, pair: tuple[Result, Document], data: st.DataObject
    ) -> None:
        with suppress(FormatError):
            lines = to_conllu(*pair)
            for _ in range(3):
                start, end = sorted(data.draw(st.integers(0, len(lines))) for _ in range(2))
                lines = lines[:start] + data.draw(texts) + lines[data.draw(st.sampled_from([start, end])) :]
            for result, document in from_conllu(lines.split("\n")):
                assert Result.from_dict(result.to_dict()) == result
                assert all(document.text[t.start_char : t.end_char] == t.text for t in document.tokens)

    @given(st.text() | texts)
    def test_values_of_misc_are_one_word(self, value: str) -> None:
        out = escaped(value)
        assert unescaped(out) == value
        assert not re.search(r"[\s|]", out)
        out.encode("utf-8")


TREEBANK = """\
# newdoc id = mine
# newpar
# sent_id = 1
# text = I don't know.
1	I	I	PRON	PRP	Case=Nom	4	nsubj	4:nsubj	_
2-3	don't	_	_	_	_	_	_	_	_
2	do	do	AUX	VBP	_	4	aux	4:aux	_
3	n't	not	PART	RB	_	4	advmod	4:advmod	_
4	know	know	VERB	VB	_	0	root	0:root	SpaceAfter=No
4.1	it	it	PRON	PRP	_	_	_	4:obj	_
5	.	.	PUNCT	.	_	4	punct	4:punct	_

# sent_id = 2
# newpar
# text = Dunno.
1-3	Dunno	_	_	_	_	_	_	_	SpaceAfter=No
1	Du	do	AUX	VBP	_	3	aux	_	_
2	n	not	PART	RB	_	3	advmod	_	_
3	know	know	VERB	VB	_	0	root	_	_
4	.	.	PUNCT	.	_	3	punct	_	_

# newdoc
# sent_id = 3
# text = Yes
1	Yes	yes	INTJ	UH	_	0	root	_	_
"""


class TestTreebanks:
    def test_their_text_is_put_together(self) -> None:
        (first, parse), (second, _) = from_conllu(TREEBANK.splitlines())
        assert (first.text, second.text) == ("I don't know.\n\nDunno.", "Yes")
        assert (first.meta, second.meta) == ({"id": "mine"}, {})
        assert [t.text for t in parse.tokens] == ["I", "do", "n't", "know", ".", "Du", "n", "no", "."]
        assert [len(s) for s in (parse.sentences, first.attributions)] == [2, 0]

    def test_offsets_tell_the_spaces_where_nothing_else_does(self) -> None:
        lines = re.sub(r"\|Space\w+=[^|]*|# .*\n", "", write_conllu(read_conllu(TEXT, PARSE.splitlines())))
        lines = re.sub(r"\tSpace\w+=[^|]*\|", "\t", lines).replace("ExactLemma=never\\sagain|", "")
        ((result, _),) = from_conllu(lines.splitlines())
        assert result.text == "“No,” Ada Byron said.\n\n\n\n“Never__again.”"
        for wrong in ("x", "-4", "10000000", "9" * 5000):
            ((result, _),) = from_conllu(lines.replace("start_char=25", f"start_char={wrong}").splitlines())
            assert result.text == "“No,” Ada Byron said. “Never__again.”"

    def test_a_word_of_fewer_letters_than_words(self) -> None:
        with pytest.raises(FormatError, match="line 2: 'x' cannot be 2 words"):
            list(from_conllu(["1-2\tx" + "\t_" * 8, *(f"{i}\tx\t_\tX\t_\t_\t0\troot\t_\t_" for i in (1, 2))]))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[Result, Document]]]:
    """The article and odd texts by the real engine, in one file."""
    article = (Path(__file__).parent.parent / "examples" / "article.txt").read_text(encoding="utf8")
    odd = " He said:\u2028 “way’s\u00a0up”\r\n\r\n--  don't, cannot\n Café… \t"
    extractor = attrib.load("en")
    parses = list(extractor.annotator.annotate([article, "", " \n", odd]))
    pairs = list(zip(extractor.pipe_from(parses), parses, strict=True))
    path = tmp_path_factory.mktemp("conllu") / "real.conllu"
    lines = (to_conllu(r, d, name=f"news/{i} a.txt") for i, (r, d) in enumerate(pairs))
    path.write_text("".join(lines), encoding="utf8", newline="\n")
    return path, pairs


@pytest.mark.engine
class TestTheRealEngine:
    def test_round_trip(self, real: tuple[Path, list[tuple[Result, Document]]]) -> None:
        path, pairs = real
        assert len(pairs[0][0]) > 20
        with path.open(encoding="utf8", newline="\n") as lines:
            assert list(from_conllu(lines)) == [(kept(*pair), pair[1]) for pair in pairs]
        for result, document in pairs:
            assert [a.id for a in kept(result, document)] == [a.id for a in result]

    def test_the_validator_of_universal_dependencies(
        self, real: tuple[Path, list[tuple[Result, Document]]]
    ) -> None:
        pytest.importorskip("udtools")
        check = "import sys; from udtools.cli import main; sys.exit(main())"
        command = [sys.executable, "-c", check, "--lang", "en", "--level", "2", str(real[0])]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def test_udapi(self, real: tuple[Path, list[tuple[Result, Document]]]) -> None:
        udapi = pytest.importorskip("udapi.core.document")
        path, pairs = real
        lines = path.read_text(encoding="utf8")
        read = udapi.Document()
        read.from_conllu_string(lines)
        words = [node for tree in read.trees for node in tree.descendants]
        assert len([w for w in words if w.form != "_"]) == sum(len(d.tokens) for _, d in pairs)
        cue = next(a.cue.text for a in pairs[0][0] if a.cue is not None and a.id == "A2")
        assert next(w.form for w in words if "A2:cue" in w.misc["Attribution"].split(",")) == cue
        assert read.to_conllu_string() == lines
