"""Offsets in other units agree with Python's own codecs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib import InputError, SettingsError, Span
from attrib.formats.offsets import Offsets

CODEC = {"utf-16": ("utf-16-le", 2), "utf-8": ("utf-8", 1)}


@st.composite
def spans(draw: st.DrawFn) -> tuple[str, Span]:
    text = draw(st.text(st.one_of(st.characters(), st.sampled_from("a“é👍\u0301\ud800"))))
    start = draw(st.integers(0, len(text)))
    return text, Span(start, draw(st.integers(start, len(text))))


@pytest.mark.parametrize("unit", CODEC)
@given(spans())
def test_the_slice_is_the_same_and_comes_back(unit: str, case: tuple[str, Span]) -> None:
    text, span = case
    codec, size = CODEC[unit]
    offsets = Offsets(text, unit)
    start, end = offsets.of(span)
    encoded = text.encode(codec, "surrogatepass")[start * size : end * size]
    assert encoded == text[span.start_char : span.end_char].encode(codec, "surrogatepass")
    assert offsets.span(start, end) == span


@pytest.mark.parametrize(("start", "problem"), [(1, "inside a character"), (9, "outside"), (-1, "outside")])
def test_an_offset_that_is_none(start: int, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        Offsets("👍 ok", "utf-16").span(start, 4)


def test_what_cannot_be() -> None:
    with pytest.raises(InputError, match="behind the text"):
        Offsets("ok").of(Span(0, 3))
    with pytest.raises(SettingsError, match="utf-16, utf-8"):
        Offsets("ok", "utf-32")
