"""Words and sentences: a table of cases on disk, and properties of the offsets."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from attrib.annotate.tokenizer import LONGEST, Tokenizer, read, save, tokenize
from attrib.annotate.words import words
from attrib.errors import ModelError

CASE = regex.compile(r"^([^\n]+)\n\.\n(.*?)\n\.\n(.*?)^\.$", regex.MULTILINE | regex.DOTALL)
TABLE = (Path(__file__).parent / "cases" / "tokens" / "sentences.txt").read_text(encoding="utf8")


@pytest.mark.parametrize(
    ("text", "expected"), [pytest.param(m[2], m[3], id=m[1]) for m in CASE.finditer(TABLE)]
)
def test_cases(text: str, expected: str) -> None:
    lines = [" ".join(text[start:end] for start, end in sentence) for sentence in tokenize(text)]
    assert "\n".join(lines) + "\n" == expected


news_like = st.text(
    alphabet=st.sampled_from("abS.!?,:;-’'”“\"()@/#&5 \n\r\u2028\u00a0e\u0301🎉"), max_size=80
)


@given(st.one_of(news_like, st.text(max_size=60)))
def test_words_hold_everything_but_white_space(text: str) -> None:
    offsets = [pair for sentence in tokenize(text) for pair in sentence]
    assert offsets == words(text)
    at = 0
    for start, end in offsets:
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()
    assert all(tokenize(text))


@given(news_like)
def test_a_blank_line_always_parts_sentences(text: str) -> None:
    joined = f"{text}\n\n{text}"
    assert all(not a < len(text) < b for s in tokenize(joined) for a, b in [(s[0][0], s[-1][1])])


@pytest.mark.parametrize("unit", ["a-", ".", "A.", '"', "a’", "@a", "x\n", "1-", "“", "a.b", ". "])
def test_long_rows_end(unit: str) -> None:
    """Quadratic rules would take minutes here."""
    text = unit * 20_000
    assert sum(end - start for s in tokenize(text) for start, end in s) == len("".join(text.split()))


def test_weights_survive_saving(tmp_path: Path) -> None:
    save({"": -0.5, "a b": 1.25, "“_": 2.0}, tmp_path / "w.npz")
    assert read((tmp_path / "w.npz").read_bytes()).weights == {"": -0.5, "a b": 1.25, "“_": 2.0}


def test_damaged_weights_say_so() -> None:
    with pytest.raises(ModelError, match="sentence model is damaged"):
        read(b"nothing")


def test_weights_decide() -> None:
    text = "One. Two."
    assert [len(s) for s in Tokenizer({"": 1.0})(text)] == [2, 2]
    assert [len(s) for s in Tokenizer({"": -1.0})(text)] == [4]


def test_no_sentence_is_longer_than_the_parser_reads() -> None:
    text = "She said that " + ", ".join(["the gate"] * 300) + " were shut. He agreed."
    sentences = Tokenizer.load()(text)
    assert max(map(len, sentences)) == LONGEST
    assert [text[a:b] for s in sentences for a, b in s] == text.replace(",", " ,").replace(".", " .").split()
    assert [text[a:b] for a, b in sentences[-1]] == ["He", "agreed", "."]
