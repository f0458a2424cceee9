"""The board in a real browser, opened as a file: widths, contrast, by day and in dark mode, by keyboard, printed."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from collections import Counter

import pytest

from giamngheo.core.period import Period
from giamngheo.feedback.board import BOARD_NAME, board_page
from tests.support.board import province, year_of
from tests.support.offline_pages import opened_offline
from tests.support.programs import need
from tests.support.wcag import CONTRAST

WIDTHS = (320, 360, 768, 992, 1000, 1152, 1160, 1200, 1920)
TODAY = {"a year": dt.date(2020, 12, 18), "a month": dt.date(2020, 1, 15), "a province": dt.date(2020, 3, 20)}
# Contrast as WCAG 2 defines it, each text against the nearest ground that is painted behind it.
_MEASURE = (
    CONTRAST
    + """  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim(), element = walker.currentNode.parentElement;
    const head = element.closest('thead');
    if (!text || !element.checkVisibility()) continue;
    if (head && getComputedStyle(head).position === 'absolute') continue;  // for screen readers only
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect(), style = getComputedStyle(element);
    texts.push({text, is_link: element.tagName === 'A', is_head: head !== null,
                size: parseFloat(style.fontSize), contrast: contrast(style.color, ground(element)),
                left: box.left, right: box.right});
  }
  return {texts, ground: ground(document.body), across: document.documentElement.scrollWidth};
}"""
)


@pytest.fixture(autouse=True)
def in_order() -> None:
    """Instead of the one for all of tests/browser: a page needs no office that runs."""


@pytest.fixture(scope="module")
def files(tmp_path_factory, configuration):
    """Three boards as they lie on a file share."""
    districts = {
        "a year": (configuration, 13),
        "a month": (configuration, 2),
        "a province": (province(configuration, 216), 4),
    }
    found = {}
    for name, (district, count) in districts.items():
        folder = tmp_path_factory.mktemp("share")
        months = [Period.parse("2019-12") + n for n in range(count)]
        warehouse = year_of(f"sqlite:///{folder / 'w.db'}", district, months)
        found[name] = folder / BOARD_NAME
        found[name].write_text(board_page(warehouse, district, TODAY[name]), encoding="utf-8")
        warehouse.engine.dispose()
    return found


@pytest.fixture(scope="module")
def opened(browser, files):
    with opened_offline(browser, lambda name: files[name]) as open_board:
        yield open_board


@pytest.mark.parametrize("name", TODAY)
def test_no_side_scrolling_at_any_width(opened, name):
    for width in WIDTHS:
        shown = opened(name, width).evaluate(_MEASURE)
        assert shown["across"] <= width, width
        assert [text for text in shown["texts"] if text["left"] < 0 or text["right"] > width] == [], width


@pytest.mark.parametrize("width", [320, 1200])
def test_letters_are_large_enough_and_stand_out(opened, width):
    grounds = set()
    for mode in ("light", "dark"):
        shown = opened("a year", width, mode).evaluate(_MEASURE)
        assert [text for text in shown["texts"] if text["contrast"] < 4.5] == []
        assert min(text["size"] for text in shown["texts"]) >= (14 if width == 320 else 12)
        grounds.add(shown["ground"])
    assert len(grounds) == 2


def test_it_asks_for_nothing_and_complains_of_nothing(opened, files):
    page = opened("a year")
    assert set(page.told) <= {files[name].as_uri() for name in files}


@pytest.mark.parametrize("width", [320, 800, 1200])
def test_tables_stay_tables_for_a_screen_reader(opened, width):
    """Shown as cards they keep their rows, cells and headings; what is folded is there as soon as it is opened."""
    page = opened("a year", width)
    unfold(page)
    tables = page.get_by_role("table")
    assert tables.count() == 3
    matrix = tables.nth(2)
    assert matrix.get_by_role("rowheader").count() == 22
    assert matrix.get_by_role("columnheader").count() == 14
    assert matrix.get_by_role("cell").count() == 22 * 13
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.get_by_role("heading", level=2).count() == page.get_by_role("region").count() == 5
    assert page.locator("html").get_attribute("lang") == "vi"


def test_cards_name_what_the_hidden_heading_named(opened):
    page = opened("a year", 320)
    unfold(page)
    label = "td => getComputedStyle(td, '::before').content"
    assert page.locator(".every tbody tr").first.locator("td").nth(3).evaluate(label).startswith('"T3/2020')
    assert (
        page.locator(".cards").nth(1).locator("tbody tr").first.locator("td").nth(2).evaluate(label) == '"Phải nộp: "'
    )


def unfold(page):
    """Press all that can be seen and opened."""
    folded = "summary => summary.checkVisibility() && !summary.parentElement.open"
    page.evaluate(f"[...document.querySelectorAll('summary')].filter({folded}).forEach(summary => summary.click())")


def test_a_year_is_short_on_a_telephone_with_what_is_newest_open(opened):
    page = opened("a year", 360)
    folded = page.evaluate("document.documentElement.scrollHeight")
    months, units = page.locator(".cards").nth(1).locator("tbody tr"), page.locator(".every tbody tr")
    assert [months.nth(n).get_by_role("cell").count() for n in (0, 1, 12)] == [8, 1, 1]
    assert months.nth(1).get_by_role("cell").inner_text() == "17"
    assert [units.nth(n).get_by_role("cell").get_attribute("data-m") for n in range(22)] == ["T12/2020"] * 22
    unfold(page)
    assert folded < 6_500
    assert page.evaluate("document.documentElement.scrollHeight") > 2 * folded


@pytest.mark.parametrize("width", [320, 800, 1100])
def test_nothing_is_lost_by_folding(opened, width):
    at_a_desk = Counter(one["text"] for one in opened("a year").evaluate(_MEASURE)["texts"] if not one["is_head"])
    assert not any(summary.is_visible() for summary in opened("a year").locator("summary").all())
    page = opened("a year", width)
    unfold(page)
    assert at_a_desk - Counter(one["text"] for one in page.evaluate(_MEASURE)["texts"]) == Counter()


def test_a_line_opens_by_keyboard(opened):
    page = opened("a year", 360)
    first = page.locator(".every tbody tr").first
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    assert first.get_by_role("cell").count() == 13
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert first.get_by_role("cell").count() == 1


def test_the_keyboard_reaches_every_part(opened):
    page = opened("a year")
    for target in ("ky-dang-thu", "tung-don-vi", "tung-thang", "ky-hieu", "tat-ca"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == f"#{target}"
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        assert page.locator(f"h2#{target}").count() == 1
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('#tat-ca').getBoundingClientRect().top") < 800


def test_nothing_hangs_on_colour_alone(opened):
    """Each state has a word of its own."""
    page = opened("a year")
    words = {
        state: set(page.locator(f".every td.{state} b").all_inner_texts())
        for state in ("accepted", "late", "rejected", "pending", "received", "overdue")
    }
    assert all(len(said) == 1 for said in words.values())
    assert len({next(iter(said)) for said in words.values()}) == len(words)


# ---------------------------------------------------------------- printed


@pytest.fixture(scope="module")
def printed(opened, tmp_path_factory):
    """Prints a board as Chromium does and gives, for each page, its size and (word, left, right, bottom) in points."""
    tool = need("Poppler")

    def print_board(name):
        file = tmp_path_factory.mktemp("print") / "board.pdf"
        opened(name, mode="dark").pdf(path=file, prefer_css_page_size=True, print_background=True)
        command = [tool, "-bbox", str(file), "-"]
        boxes = subprocess.run(command, check=True, timeout=60, capture_output=True, text=True).stdout
        return [_page(part) for part in boxes.split("<page ")[1:]]

    return print_board


def _page(part):
    size = re.match(r'width="([\d.]+)" height="([\d.]+)"', part)
    words = re.findall(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', part)
    return float(size[1]), float(size[2]), [(text, *map(float, (left, right, low))) for left, right, low, text in words]


@pytest.mark.parametrize("name", TODAY)
def test_printed_on_a4_nothing_is_cut_and_nothing_is_lost(opened, printed, name):
    pages = printed(name)
    for width, height, words in pages:
        assert sorted((round(width), round(height))) == [595, 842]
        assert words, "an empty page"
        assert [word for word in words if word[1] < 25 or word[2] > width - 25 or word[3] > height - 25] == []
    on_paper = Counter(word.strip(":") for *_, words in pages for word, *_ in words)
    shown = opened(name).evaluate(_MEASURE)["texts"]
    on_screen = Counter(word.strip(":") for text in shown if not text["is_link"] for word in text["text"].split())
    assert {word for word in on_screen if word and on_paper[word] < on_screen[word]} == set()


def test_the_year_is_on_four_sheets_the_wide_table_across(printed):
    pages = printed("a year")
    assert len(pages) <= 4
    wide = [words for width, height, words in pages if width > height]
    assert wide
    for words in wide:  # the heading is repeated on each
        assert [text for text, *_ in words].count("T12/2020") == 1
