"""The page, read without a browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

from hypothesis import given, settings

from attrib.formats.html import to_page
from attrib.model import Result
from pages import ATTACKS, TEXT, book, hostile, sample
from strategies import results

UNSAFE = re.compile("[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
VOID = {"meta", "link", "input"}


class Reader(HTMLParser):
    """The article's words, the raw blocks and every attribute of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.article = ""
        self.title = ""
        self.blocks: list[tuple[str, str]] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.open: list[str] = []
        page.encode("utf-8")
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("script", "style"):
            self.blocks.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("script", "style"):
            tag, before = self.blocks[-1]
            self.blocks[-1] = (tag, before + data)
        elif "article" in self.open:
            self.article += data
        elif "title" in self.open:
            self.title += data

    @property
    def data(self) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(self.blocks[1][1])
        return data


def passage(data: dict[str, Any], text: str, flat: list[int]) -> str:
    """Words by offsets in UTF-16 units, as the page's script cuts them."""
    units = UNSAFE.sub("\ufffd", text).encode("utf-16-le")
    return " ".join(
        units[2 * s : 2 * e].decode("utf-16-le") for s, e in zip(flat[::2], flat[1::2], strict=True)
    )


@settings(max_examples=25)
@given(results())
def test_any_result_gives_a_well_formed_page_with_the_whole_text(result: Result) -> None:
    reader = Reader(to_page(result))
    assert reader.article == UNSAFE.sub("\ufffd", result.text)
    assert [tag for tag, _ in reader.blocks] == ["style", "script", "script"]
    assert not [name for _, name, _ in reader.attributes if name.startswith("on") or name == "style"]
    for row, a in zip(reader.data["attributions"], result.attributions, strict=True):
        assert passage(reader.data, result.text, row["content"]) == UNSAFE.sub("\ufffd", a.content.text)


def test_the_policy_names_this_style_and_this_script() -> None:
    reader = Reader(sample().to_html())
    (policy,) = [
        value for tag, _, value in reader.attributes if tag == "meta" and value and "default-src" in value
    ]
    for part, block in (("style-src", reader.blocks[0][1]), ("script-src", reader.blocks[2][1])):
        digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
        assert f"{part} 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_nothing_points_outside() -> None:
    reader = Reader(hostile().to_html(title=" ".join(ATTACKS)))
    links = {
        (tag, value) for tag, name, value in reader.attributes if name in ("href", "src", "action", "content")
    }
    assert {value for tag, value in links if tag != "meta"} == {"data:,", "#text"}
    assert "url(" not in reader.blocks[0][1]
    assert not re.search(r"fetch|XMLHttp|import\(|innerHTML|eval", reader.blocks[2][1])


def test_titles() -> None:
    assert Reader(sample().to_html()).title == "Bridge to close, council says"
    assert Reader(sample().to_html(title="a <b> & \u202ec")).title == "a <b> & c"
    assert Reader(Result(" \n").to_html()).title == "attrib"


def test_speakers_are_listed_once_with_their_number() -> None:
    html = sample().to_html()
    names = re.findall(r'<span class="name"><bdi>([^<]*)</bdi>', html)
    assert names[:4] == ["Ann Meyer", "Joe Park", "council", "No source in the text"]
    assert "6 attributions · 3 speakers · 33 words" in html.replace(f"{len(TEXT.split())} words", "33 words")


def test_marks_say_whose_they_are() -> None:
    html = sample().to_html()
    assert '<span class="c n" data-a="c2 c3">that he would pay</span>' in html
    assert '<span class="c q" data-a="c2 q3">had promised</span>' in html
    assert '<span class="s" data-a="s1">Ann Meyer</span>' in html


def test_wrapped_lines_flow_and_others_break() -> None:
    assert 'class="text wrapped"' in Result("It rained\nall day.\n\nThen it\nstopped.").to_html()
    assert 'class="text"' in Result("It rained.\nThen it stopped.").to_html()


def test_a_crowd_over_one_word_costs_no_more_than_its_marks() -> None:
    """A thousand attributions of the same words: a stretch names a few of them."""
    one = book(30).attributions[0]
    text = book(30).text
    many = Result(text, tuple(one for _ in range(1000)))
    assert to_page(many).count(" c") < 1000
