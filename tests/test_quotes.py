"""Quotes: tables of cases on disk, and properties that hold for any text."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from attrib.model import Quote, QuoteFlag
from attrib.paragraphs import paragraphs
from attrib.quotemarks import scan, vote
from attrib.spans import Span
from attrib.stages.quotes import find_quotes

FOLDER = Path(__file__).parent / "cases" / "quotes"
CASE = regex.compile(r"^([^\n]+)\n\.\n(.*?)\n\.\n(.*?)^\.$", regex.MULTILINE | regex.DOTALL)
ESCAPE = regex.compile(r"\\(?:u([0-9a-f]{4})|([rn]))")


def unescape(text: str) -> str:
    return ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else {"r": "\r", "n": "\n"}[m[2]], text)


def cases(pile: str) -> list[object]:
    """Title, input, one line a quote (flags first, ⏎ for a line break); a lone full stop ends each."""
    text = (FOLDER / f"{pile}.txt").read_text(encoding="utf8")
    return [pytest.param(unescape(m[2]), unescape(m[3]), id=f"{pile}: {m[1]}") for m in CASE.finditer(text)]


def render(text: str, quote: Quote) -> str:
    words = text[quote.span.start_char : quote.span.end_char].replace("\n", "⏎")
    return " ".join([*quote.flags, words]) + "\n"


@pytest.mark.parametrize(("text", "expected"), [*cases("wild"), *cases("synthetic"), *cases("negative")])
def test_cases(text: str, expected: str) -> None:
    assert "".join(render(text, q) for q in find_quotes(text)) == expected


@pytest.mark.xfail(strict=True, reason="known failure")
@pytest.mark.parametrize(("text", "expected"), cases("known_failures"))
def test_known_failures(text: str, expected: str) -> None:
    assert "".join(render(text, q) for q in find_quotes(text)) == expected


def test_inner_leaves_the_marks_out() -> None:
    text = "He wrote ``never''. “Open"
    assert [text[q.inner.start_char : q.inner.end_char] for q in find_quotes(text)] == ["never", "Open"]


MARKS = "\"“”„‟«»‹›「」『』＂'‘’‚`´,"
quoted_text = st.text(alphabet=st.sampled_from(f"{MARKS}{MARKS}aBs5.,?! —(\n\r\u2028\u00a0é🎉"), max_size=80)


@given(st.one_of(quoted_text, st.text(max_size=60)))
def test_shape(text: str) -> None:
    quotes = find_quotes(text)
    spans = [q.span for q in quotes]
    assert spans == sorted(spans, key=lambda s: (s.start_char, -s.end_char))
    blocks = paragraphs(text)
    for quote in quotes:
        assert 0 <= quote.span.start_char < quote.span.end_char <= len(text)
        assert quote.span.covers(quote.inner)
        assert any(block.covers(quote.span) for block in blocks)
        assert len(set(quote.flags)) == len(quote.flags)
        assert not {QuoteFlag.UNCLOSED, QuoteFlag.CONTINUES} <= set(quote.flags)
        closed = QuoteFlag.UNCLOSED not in quote.flags and QuoteFlag.CONTINUES not in quote.flags
        assert closed == (quote.inner.end_char < quote.span.end_char)


@given(quoted_text)
def test_quotes_never_cross_and_nested_is_said(text: str) -> None:
    open_spans: list[Span] = []
    for quote in find_quotes(text):
        while open_spans and open_spans[-1].end_char <= quote.span.start_char:
            open_spans.pop()
        assert all(outer.covers(quote.span) for outer in open_spans)
        assert (QuoteFlag.NESTED in quote.flags) == bool(open_spans)
        open_spans.append(quote.span)


@given(quoted_text)
def test_continuations_come_in_twos(text: str) -> None:
    quotes = find_quotes(text)
    continues = sum(QuoteFlag.CONTINUES in q.flags for q in quotes)
    assert continues == sum(QuoteFlag.CONTINUED in q.flags for q in quotes)


@given(st.text(alphabet=st.sampled_from("aBs ’'\n."), max_size=60))
def test_no_quote_without_an_opening_mark(text: str) -> None:
    """’ alone never opens a quote."""
    assert all(text[q.span.start_char] == "'" for q in find_quotes(text))


@pytest.mark.parametrize("sign", list(MARKS))
def test_a_rule_of_marks_is_no_quotation(sign: str) -> None:
    text = sign * 1_000_000
    assert scan(text, vote(text)) == []
    assert find_quotes(text) == ()


ADVERSARIAL = ['"a ', "“a ", "‘a ", " 'a", "“‘", "「『", "«a", '"\n', "“\n\n", "“a ‘b ", "\"'", "” "]


@pytest.mark.parametrize("unit", ADVERSARIAL)
def test_steps_grow_with_length_only(unit: str) -> None:
    """Twice the text, twice the steps, for thousands of unclosed, nested and alternating marks."""

    def steps(n: int) -> int:
        count = 0

        def trace(*_: object) -> object:
            nonlocal count
            count += 1
            return trace

        before = sys.gettrace()
        sys.settrace(trace)  # type: ignore[arg-type]
        try:
            find_quotes(unit * n)
        finally:
            sys.settrace(before)
        return count

    short, long = steps(100), steps(200)
    assert long <= 2.2 * short + 500
