"""The page in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from attrib.model import Attribution, Form, Passage, Result
from attrib.spans import Span
from chromium import BROWSER, DRIVER, Page, chromium, server
from pages import ATTACKS, TEXT, book, hostile, passage, sample

pytest.importorskip("selenium", reason="the extra browser is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (BROWSER and DRIVER), reason="no Chromium with its driver on this machine"),
]

BACKSPACE, TAB, ENTER, SPACE, ESCAPE, LEFT, RIGHT, END = (
    "\ue003",
    "\ue004",
    "\ue007",
    " ",
    "\ue00c",
    "\ue012",
    "\ue014",
    "\ue010",
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield Page(driver, tmp_path_factory.mktemp("pages"))


@pytest.fixture
def page(browser: Page) -> Iterator[Page]:
    """The sample on a wide screen."""
    browser.screen(1400)
    browser.media()
    browser.open(sample())
    yield browser
    assert browser.complaints() == []


def lit(page: Page) -> list[str]:
    return page.texts(".on-c, .on-s, .on-q")


def shown(page: Page) -> list[str]:
    return page.texts(".text :is(.c, .s, .q)")


class TestText:
    def test_it_is_all_there(self, page: Page) -> None:
        assert page.js("return document.getElementById('text').textContent") == TEXT
        assert page.texts("#text p.headline") == ["Bridge to close, council says"]
        assert len(page.all("#text p")) == 3

    def test_roles_can_be_told_apart_without_colours(self, page: Page) -> None:
        def line(selector: str) -> str:
            return page.find(selector).value_of_css_property("text-decoration-style")

        assert (line(".text .s"), line(".text .q")) == ("solid", "dashed")

    def test_a_single_attribution_and_none(self, page: Page) -> None:
        for result, told in ((Result("It rained."), "No attributions"), (Result("“No.”", (
            Attribution("A1", Form.DIRECT, passage("“No.”", "“No.”"), None, None),)), "1 attribution")):  # fmt: skip
            page.open(result)
            assert page.find("#status").text == told
            assert not page.find("#clear").is_displayed()


class TestPointing:
    def test_all_parts_of_an_interrupted_content_light_up(self, page: Page) -> None:
        page.hover(page.find('[data-a="c1"]:nth-of-type(n+3)'))
        assert lit(page) == ["“The bridge,”", "Ann Meyer", "said", "“is not safe.”"]
        assert page.find("#inspector h2").text == "Ann Meyer"
        assert page.find("#inspector blockquote").text == "“The bridge,” … “is not safe.”"

    def test_a_nested_one_lights_alone_and_its_parent_whole(self, page: Page) -> None:
        page.hover(page.find('[data-a~="q3"]'))
        assert lit(page) == ["Joe Park", "had promised", "that he would pay"]
        assert "Inside Ann Meyer" in page.find(".relatives").text
        page.hover(page.find('[data-a="q2"]'))
        assert lit(page) == [
            "She",
            "claimed",
            "that ",
            "Joe Park",
            " ",
            "had promised",
            " ",
            "that he would pay",
        ]
        assert "Holds Joe Park" in page.find(".relatives").text

    def test_stance_confidence_and_evidence(self, page: Page) -> None:
        page.hover(page.find('[data-a~="q3"]'))
        told = page.find("#inspector").text
        for words in ("commissive", "positive", "certain", "acknowledge", "hypothetical", "75%", "4 of 6"):
            assert words in told
        page.find(".why summary").click()
        assert "verb 0.90 (next best 0.25) had promised a note" in page.find(".why").text

    def test_what_was_clicked_stays_until_escape(self, page: Page) -> None:
        page.find('[data-a="q1"]').click()
        page.hover(page.find('[data-a="q4"]'))
        assert page.find("#inspector h2").text == "Ann Meyer"
        assert {"said", "asked"} <= set(lit(page))
        page.keys(ESCAPE)
        assert not page.find("#inspector").is_displayed()

    def test_a_second_click_lets_go(self, page: Page) -> None:
        mark = page.find('[data-a="q1"]')
        mark.click()
        assert page.find("#inspector").is_displayed()
        mark.click()
        assert not page.find("#inspector").is_displayed()

    def test_the_parent_is_one_button_away(self, page: Page) -> None:
        page.find('[data-a~="q3"]').click()
        page.find(".jump").click()
        assert page.find("#inspector blockquote").text.startswith("that Joe Park")
        assert page.js("return document.activeElement.textContent") == "claimed"


class TestFilters:
    def test_by_speaker_with_the_mouse(self, page: Page) -> None:
        everything = shown(page)
        page.button("speaker", "Joe Park").click()
        assert shown(page) == [
            "Joe Park",
            "had promised",
            "that he would pay",
            "“Who pays?”",
            "asked",
            "Mr Park",
        ]
        assert page.find("#status").text == "2 of 6 shown"
        assert page.button("speaker", "Joe Park").get_attribute("aria-pressed") == "true"
        page.find("#clear").click()
        assert page.find("#status").text == "6 attributions"
        assert shown(page) == everything

    def test_groups_narrow_each_other_and_values_widen(self, page: Page) -> None:
        page.button("speaker", "Joe Park").click()
        page.button("form", "direct").click()
        assert shown(page) == ["“Who pays?”", "asked", "Mr Park"]
        assert page.find("#status").text == "1 of 6 shown"
        assert page.button("speaker", "Ann Meyer").find_element("class name", "count").text.startswith("1")
        page.button("speaker", "Ann Meyer").click()
        assert page.find("#status").text == "2 of 6 shown"
        page.button("act", "question").click()
        assert page.find("#status").text == "1 of 6 shown"
        assert page.button("act", "commissive").find_element("class name", "count").text.startswith("0")

    @pytest.mark.parametrize(
        ("facet", "value", "number"),
        [("form", "direct", 2), ("act", "commissive", 1), ("polarity", "uncommitted", 1),
         ("certainty", "certain", 5), ("endorsement", "distance", 1), ("speaker", "No source in the text", 1)],
    )  # fmt: skip
    def test_every_group(self, page: Page, facet: str, value: str, number: int) -> None:
        page.button(facet, value).click()
        assert page.find("#status").text == f"{number} of 6 shown"

    def test_with_the_keyboard(self, page: Page) -> None:
        page.keys(TAB)
        assert page.js("return document.activeElement.textContent") == "Skip to the text"
        page.keys(TAB)
        assert page.js("return document.activeElement.querySelector('bdi').textContent") == "Ann Meyer"
        page.keys(SPACE)
        assert page.find("#status").text == "2 of 6 shown"
        page.keys(ENTER)
        assert page.find("#status").text == "6 attributions"

    def test_what_is_filtered_out_is_let_go(self, page: Page) -> None:
        page.find('[data-a="q1"]').click()
        page.button("speaker", "Joe Park").click()
        assert not page.find("#inspector").is_displayed()
        assert lit(page) == []
        page.hover(page.find('[data-a="q1"]'))
        assert lit(page) == []

    def test_a_nested_mark_stays_where_its_parent_goes(self, page: Page) -> None:
        assert page.find('[data-a~="c3"]').get_attribute("class") == "c n"
        page.button("speaker", "Joe Park").click()
        assert page.find('[data-a~="c3"]').get_attribute("class") == "c"


class TestKeyboard:
    def test_the_text_is_one_stop_and_arrows_move_in_it(self, page: Page) -> None:
        page.js("[...document.querySelectorAll('nav button.filter')].at(-1).focus()")
        page.keys(TAB)
        assert page.js("return document.activeElement.textContent") == "says"
        assert lit(page) == ["Bridge to close", "council", "says"]
        page.keys(RIGHT)
        assert lit(page) == ["“The bridge,”", "Ann Meyer", "said", "“is not safe.”"]
        page.keys(END)
        assert page.js("return document.activeElement.textContent") == "was said"
        assert page.find("#inspector h2").text == "No source in the text"
        page.keys(LEFT)
        assert page.js("return document.activeElement.textContent") == "asked"
        assert page.js("return document.querySelectorAll('#text [tabindex=\"0\"]').length") == 1
        page.keys(TAB)
        assert page.js("return document.activeElement.ariaLabel") == "Previous attribution"

    def test_enter_goes_to_the_details_and_escape_back(self, page: Page) -> None:
        page.js("document.querySelector('#text [tabindex=\"0\"]').focus()")
        page.keys(RIGHT, ENTER)
        assert page.js("return document.activeElement.textContent") == "Ann Meyer"
        page.keys(ESCAPE)
        assert page.js("return document.activeElement.textContent") == "said"
        assert not page.find("#inspector").is_displayed()

    def test_next_and_previous_keep_the_focus(self, page: Page) -> None:
        page.find('[data-a="q1"]').click()
        page.find('[aria-label="Next attribution"]').click()
        page.keys(ENTER)
        assert page.find(".steps span").text == "4 of 6"
        assert page.find('[aria-label="Next attribution"]') == page.driver.switch_to.active_element

    def test_arrows_pass_over_what_is_filtered_out(self, page: Page) -> None:
        page.button("speaker", "Joe Park").click()
        page.js("document.querySelector('#text [tabindex=\"0\"]').focus()")
        assert page.js("return document.activeElement.textContent") == "had promised"
        page.keys(RIGHT)
        assert page.js("return document.activeElement.textContent") == "asked"
        page.keys(RIGHT)
        assert page.js("return document.activeElement.textContent") == "asked"


class TestScreenReaders:
    def test_everything_that_can_be_pressed_has_a_role_and_a_name(self, page: Page) -> None:
        page.find('[data-a~="q3"]').click()
        pressable = [e for e in page.all("button, [role=button]") if e.is_displayed()]
        assert len(pressable) > 20
        for element in pressable:
            assert element.accessible_name, element.get_attribute("outerHTML")
        assert {e.aria_role for e in pressable} == {"button"}
        assert page.find(".why summary").accessible_name == "Evidence"

    def test_a_button_says_what_it_counts(self, page: Page) -> None:
        assert page.button("speaker", "Ann Meyer").accessible_name == "Ann Meyer engineer 2 attributions"

    def test_a_mark_is_read_with_its_words_and_described(self, page: Page) -> None:
        cue = page.find('[data-a="q2"]')
        assert cue.accessible_name == "claimed"
        described = "Ann Meyer, indirect, assertion, positive, certain, distance, confidence 75%"
        assert cue.get_attribute("aria-description") == described

    def test_landmarks_and_language(self, page: Page) -> None:
        roles = {e.aria_role for e in page.all("nav, main, aside, article, footer, header")}
        assert {"navigation", "main", "complementary", "article"} <= roles
        assert page.js("return document.documentElement.lang") == "en"
        assert len(page.all("h1")) == 1

    def test_the_status_is_announced(self, page: Page) -> None:
        assert page.find("#status").aria_role == "status"


class TestHostile:
    def test_nothing_runs_and_the_text_is_shown_as_it_is(self, page: Page) -> None:
        result = hostile()
        page.open(result)
        unsafe = re.compile("[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
        assert page.js("return document.getElementById('text').textContent") == unsafe.sub(
            "\ufffd", result.text
        )
        for handle in range(len(ATTACKS)):
            page.js("document.querySelectorAll('#text [role=button]')[arguments[0]].click()", handle)
            page.js("document.querySelector('.why').open = true")
        page.js("dispatchEvent(new Event('beforeprint'))")
        for button in page.all("button.filter")[:3]:
            page.js("arguments[0].click()", button)
        assert page.js("return window.hacked ?? null") is None
        assert page.js("return document.scripts.length") == 2
        assert (
            page.js("return document.querySelectorAll('img, svg, base, iframe, b[onmouseover]').length") == 0
        )
        assert page.js("return [...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())"
                       ".filter(n => n.startsWith('on')).length") == 0  # fmt: skip
        assert page.js("return document.querySelectorAll('#text p').length") >= len(ATTACKS)

    def test_the_evidence_rests_on_the_right_words(self, page: Page) -> None:
        """Offsets are in code points here and in UTF-16 units there."""
        text = "👩🏽‍🚀 \ud83d\ude00\r\n“𝒩𝑜,” 😀 said \r“yes 😀.”"
        a = Attribution("A1", Form.DIRECT, passage(text, "“𝒩𝑜,”", "“yes 😀.”"), None, None)
        page.open(Result(text, (a,)))
        page.hover(page.find('[data-a="c0"]'))
        assert page.find("#inspector blockquote").text == "“𝒩𝑜,” … “yes 😀.”"

    def test_names_that_turn_the_direction_leave_their_surroundings_alone(self, page: Page) -> None:
        page.open(hostile())
        page.js("document.getElementById('more').click()")
        for button in page.all('[data-facet="speaker"]'):
            name, count = (button.find_element("class name", c).rect for c in ("name", "count"))
            assert name["x"] + name["width"] <= count["x"] + 1

    def test_an_override_ends_with_its_paragraph(self, page: Page) -> None:
        page.open(Result("\u202eabc\n\nabc"))
        left = page.js("""
            const range = document.createRange(), text = document.querySelectorAll('#text p')[1].firstChild;
            const at = i => { range.setStart(text, i); range.setEnd(text, i + 1); return range.getBoundingClientRect().left; };
            return [at(0), at(1), at(2)];""")
        assert left == sorted(left)


class TestPolicy:
    def test_no_request_but_for_the_page(self, page: Page) -> None:
        with server(page.folder) as (address, asked):
            page.driver.get(f"{address}/page.html")
            page.find('[data-a="q1"]').click()
            assert page.js("return performance.getEntriesByType('resource').map(e => e.name)") == []
        assert asked == ["/page.html"]

    def test_what_escaping_might_miss_would_not_run(self, page: Page) -> None:
        attack = (
            "<main><script>window.hacked=1</script><img src=/pixel onerror='window.hacked=1'>"
            "<style>body{background:url(/pixel)}</style><link rel=stylesheet href=/style>"
            "<iframe src=/frame></iframe><object data=/object></object><video src=/video autoplay></video>"
            "<p id=bait onclick='window.hacked=1'>bait</p>"
        )
        html = sample().to_html().replace("<main>", attack)
        assert attack in html
        (page.folder / "attacked.html").write_text(html, encoding="utf-8")
        with server(page.folder) as (address, asked):
            page.driver.get(f"{address}/attacked.html")
            page.find("#bait").click()
            assert page.js("return window.hacked ?? null") is None
        assert asked == ["/attacked.html"]
        assert any("Content Security Policy" in line for line in page.complaints())
        assert page.find("#status").text == "6 attributions"


class TestScreens:
    @pytest.mark.parametrize("width", [320, 390, 600, 800, 1060, 1100])
    def test_nothing_is_wider_than_the_screen(self, page: Page, width: int) -> None:
        long = "w" * 400
        who = f"“{long}” {long} said"
        a = Attribution("A1", Form.DIRECT, Passage.of(who, (Span(0, 402),)), None, passage(who, " " + long))
        for result in (sample(), Result(who, (a,)), hostile()):
            page.screen(width)
            page.open(result.to_html(title=long))
            if width < 700:
                page.find("#filters summary").click()
            page.js(
                "document.querySelector('#text [role=button]').click(); document.querySelector('.why').open = true"
            )
            assert page.js("return document.documentElement.scrollWidth") <= width

    def test_on_a_phone_filters_are_folded_and_details_a_sheet(self, page: Page) -> None:
        page.screen(390, 844)
        page.open(sample())
        assert not page.all("button.filter")[0].is_displayed()
        page.find("#filters summary").click()
        assert page.all("button.filter")[0].is_displayed()
        page.find("#filters summary").click()
        page.find('[data-a="q4"]').click()
        sheet = page.find("#inspector").rect
        assert (sheet["x"], sheet["width"]) == (0, 390)

    def test_on_a_phone_the_sheet_does_not_hide_the_mark(self, page: Page) -> None:
        page.screen(390, 844)
        page.open(book(900))
        page.js("document.querySelector('#text [tabindex=\"0\"]').focus()")
        for _ in range(12):
            page.keys(RIGHT)
        bottom, top = page.js("""
            const edges = [document.activeElement, document.getElementById('inspector')].map(e => e.getBoundingClientRect());
            return [edges[0].bottom, edges[1].top];""")
        assert page.find(".steps span").text == "13 of 30"
        assert bottom <= top

    def test_on_a_phone_what_was_tapped_low_is_moved_up(self, page: Page) -> None:
        page.screen(390, 844)
        page.open(book(900))
        low = page.js("""
            const above = e => e.getBoundingClientRect().bottom < innerHeight - 20;
            return [...document.querySelectorAll('.text .q')].findLast(above);""")
        assert low.rect["y"] > 700
        page.hover(low)
        assert len(lit(page)) == 3
        assert not page.find("#inspector").is_displayed()
        low.click()
        bottom, top = page.js(
            """
            return [arguments[0], document.getElementById('inspector')].map(e => e.getBoundingClientRect())
                .map((r, i) => i ? r.top : r.bottom);""",
            low,
        )
        assert bottom <= top

    def test_on_paper_a_table_follows_the_text(self, page: Page) -> None:
        page.button("speaker", "Joe Park").click()
        page.js("""window.printed = null; addEventListener('beforeprint', () => {
            window.printed = [...document.querySelectorAll('#printed tbody tr')].map(r => r.textContent); })""")
        page.media(medium="print")
        page.driver.execute_cdp_cmd("Page.printToPDF", {})
        rows = page.js("return window.printed")
        assert len(rows) == 2
        assert rows[0].startswith("A4Joe Parkhad promisedthat he would pay")
        assert not page.find("nav").is_displayed()
        assert page.find("#text").is_displayed()


# The least contrast of any visible text with what is painted behind it, over all elements with text of their own.
CONTRAST = """
const parse = c => { const n = c.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
const over = (a, b) => [0, 1, 2].map(i => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
const linear = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
const light = c => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
const out = [];
for (const element of document.body.querySelectorAll('*')) {
  const own = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  if (!own || !element.checkVisibility() || element.closest('.unseen, script, :disabled')) continue;
  const layers = [];
  for (let e = element; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
  const back = layers.reverse().reduce((below, above) => over(above, below), [255, 255, 255, 1]);
  const front = over(parse(getComputedStyle(element).color), back);
  const [low, high] = [light(front), light(back)].sort((a, b) => a - b);
  out.push([(high + 0.05) / (low + 0.05), element.tagName + '.' + element.className + ': ' + element.textContent.slice(0, 30)]);
}
return out.sort((a, b) => a[0] - b[0]);
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(page: Page, scheme: str) -> None:
    page.media(scheme)
    page.open(sample())
    backgrounds = set()
    for step in ("", "select", "filter", "skip"):
        if step == "select":
            page.find('[data-a~="q2"]').click()
            page.js("document.querySelector('.why').open = true")
        if step == "filter":
            page.button("speaker", "Ann Meyer").click()
        if step == "skip":
            page.js("document.querySelector('.skip').focus()")
        measured = page.js(CONTRAST)
        assert len(measured) > 50
        assert measured[0][0] >= 4.5, measured[:3]
        backgrounds.add(page.find("body").value_of_css_property("background-color"))
    assert len(backgrounds) == 1
    assert backgrounds == {"rgba(18, 20, 23, 1)" if scheme == "dark" else "rgba(244, 243, 239, 1)"}


NOTEBOOK = '<!DOCTYPE html><meta charset="utf-8"><body style="color: {ink}; background: {paper}">{fragment}'


class TestFragment:
    """What notebooks show; there is no policy to stop what escaping might miss."""

    @pytest.mark.parametrize(("ink", "paper"), [("#000", "#fff"), ("#ddd", "#111")])
    def test_contrast(self, page: Page, ink: str, paper: str) -> None:
        page.open(NOTEBOOK.format(ink=ink, paper=paper, fragment=sample()._repr_html_()))
        measured = page.js(CONTRAST)
        assert len(measured) > 15
        assert measured[0][0] >= 4.5, measured[:3]

    def test_nothing_runs(self, page: Page) -> None:
        page.open(NOTEBOOK.format(ink="#000", paper="#fff", fragment=hostile()._repr_html_()))
        assert page.js("return window.hacked ?? null") is None
        assert page.js("return [...new Set([...document.body.querySelectorAll('*')].map(e => e.localName))].sort()") == [
            "div", "span", "style",
        ]  # fmt: skip
        assert (
            page.js("return document.querySelectorAll('[onmouseover], [onfocus], [autofocus]').length") == 0
        )


def test_a_book_stays_light(page: Page) -> None:
    """100,000 words: three marks an attribution, paragraphs, one button a speaker, and no details before they are asked for."""
    result = book(100_000)
    page.open(result)
    assert page.find("#status").text == f"{len(result):,} attributions"
    elements, paragraphs, speakers = page.js(
        "return ['*', '#text p', '[data-facet=speaker]'].map(s => document.querySelectorAll(s).length)"
    )
    assert speakers == 300
    assert elements < 3 * len(result) + paragraphs + 7 * speakers + 300
    assert [b.is_displayed() for b in page.all("[data-facet=speaker]")[:14]] == [True] * 12 + [False] * 2
    assert page.find("#more").text == "Show all 300"
    page.find("#find").send_keys("PERSON29")
    found = page.all("#speakers li:not([hidden])")
    assert len(found) == 11
    assert all("Person29" in item.text for item in found)
    page.keys(BACKSPACE * 8)
    first = page.find("[data-facet=speaker]")
    number = int(first.find_element("class name", "count").text.split()[0].replace(",", ""))
    first.click()
    assert page.js("return document.querySelectorAll('.text .q').length") == number
    page.js("document.querySelector('#text [tabindex=\"0\"]').focus()")
    page.keys(END)
    assert page.find(".steps span").text == f"{number:,} of {number:,}"
