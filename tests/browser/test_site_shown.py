"""The pages for leaders in a real browser, opened as files: telephone and desk, by day and in dark mode, without script, printed."""

from __future__ import annotations

import re
import subprocess
from itertools import pairwise

import pytest

from giamngheo.core.period import Period
from giamngheo.report.publish import find_report, publish_report
from giamngheo.report.site import lay_site, places, site_of
from tests.support.office import office_in
from tests.support.offline_pages import opened_offline
from tests.support.programs import need
from tests.support.wcag import CONTRAST
from tests.support.workbooks import book, next_book, write_month

UNITS = (
    ("18604", "Xã Thạch Khê"),
    ("18562", "Thị trấn Thạch Hà"),
    ("18667", "Xã Nam Điền"),
    ("18586", "Xã Thạch Kênh"),
)
MARCH = Period.parse("2020-03")
WIDTHS = (320, 360, 768, 1200)
MEGABYTE = 1_000_000
KINDS = (
    places.INDEX,
    places.UNITS,
    places.REPORTERS,
    places.of_unit("18604"),
    places.of_figure("insured_poor"),
    places.of_figure("poor"),
    places.of_question("thon-ngheo"),
    places.of_question("nguon-luc"),
    places.CHANGED,
    places.YEAR_END,
    places.BESIDE_BASELINE,
)
_MEASURE = (
    CONTRAST
    + """  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim(), element = walker.currentNode.parentElement;
    if (!text || !element.checkVisibility() || element.closest('.sr, .skip, script, style')) continue;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const svg = element.closest('svg.trend');
    const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    texts.push({text, contrast: contrast(svg ? style.fill : style.color, ground(element)),
                size: parseFloat(style.fontSize) * scale, left: box.left, right: box.right,
                moves: element.closest('.across') !== null});
  }
  return {texts, across: document.documentElement.scrollWidth};
}"""
)


@pytest.fixture(autouse=True)
def in_order() -> None:
    """Instead of the one for all of tests/browser: a page needs no office that runs."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """As it lies on a file share: four months of four units, of which the last has not reported."""
    home = tmp_path_factory.mktemp("office")
    shared = tmp_path_factory.mktemp("share") / "trang"
    months = [[book(*unit, "2019-12", poor=14, near_poor=9) for unit in UNITS]]
    for _ in range(3):
        months.append([next_book(one, pace=0.3) for one in months[-1]])
    months[-1] = months[-1][:3]
    with office_in(home) as office:
        office.today = "2020-03-17"
        for month in months:
            write_month(office.inbox, month)
            office.collect(month[0].period)
        publish_report(office.context, MARCH, lambda _: None)
        lay_site(shared, site_of(office.context, find_report(office.context, MARCH)))
    return shared


@pytest.fixture(scope="module")
def opened(browser, folder):
    with opened_offline(browser, lambda place: folder / place) as open_page:
        yield open_page


@pytest.mark.parametrize("place", KINDS)
def test_no_page_is_moved_sideways(opened, place):
    """A wide table moves in its own frame."""
    for width in WIDTHS:
        shown = opened(place, width).evaluate(_MEASURE)
        assert shown["across"] <= width, width
        outside = [
            one for one in shown["texts"] if not one["moves"] and (one["left"] < 0 or one["right"] > width + 0.5)
        ]
        assert outside == [], width


@pytest.mark.parametrize("place", KINDS)
def test_letters_are_large_enough_and_stand_out(opened, place):
    for width in (320, 1200):
        for mode in ("light", "dark"):
            texts = opened(place, width, mode).evaluate(_MEASURE)["texts"]
            assert texts
            assert [one for one in texts if one["contrast"] < 4.5] == [], (width, mode)
            assert [one for one in texts if one["size"] < 10.5] == [], (width, mode)


@pytest.mark.parametrize("place", KINDS)
def test_a_screen_reader_finds_its_way(opened, place):
    page = opened(place)
    assert page.locator("html").get_attribute("lang") == "vi"
    assert page.title()
    assert page.get_by_role("main").count() == page.get_by_role("navigation").count() == 1
    levels = page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(one => +one.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in page.locator("table").all():
        assert table.locator("caption").text_content().strip()
        assert table.locator("thead th:not([scope=col])").count() == 0
        rows = table.locator("tbody tr")
        assert rows.count() == table.locator("tbody th[scope=row]").count()
        assert all(text.strip() for text in table.locator("tbody th").all_text_contents())
    for frame in page.locator(".across").all():
        assert frame.get_attribute("tabindex") == "0"
        assert frame.get_attribute("aria-label")
    pictures = page.locator("[role=img]")
    assert all(one.get_attribute("aria-label") for one in pictures.all())
    assert page.eval_on_selector_all("[id]", "all => all.length - new Set(all.map(one => one.id)).size") == 0


def test_it_asks_for_nothing_and_complains_of_nothing(opened, folder):
    for place in KINDS:
        page = opened(place)
        page.told.clear()
        page.reload()
        assert set(page.told) == {(folder / place).as_uri()}


def test_every_page_is_light_and_seen_at_once(opened, folder):
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) > 40
    assert max(page.stat().st_size for page in pages) < MEGABYTE
    for place in KINDS:
        page = opened(place, 360)
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
        assert paint < 1000, place


def test_the_news_is_on_the_first_screen_of_a_telephone(opened):
    page = opened(places.INDEX, 360)
    assert "hộ nghèo" in page.locator(".first").inner_text()
    assert page.locator(".first").evaluate("one => one.getBoundingClientRect().bottom") < 640


def test_a_verdict_has_a_word_beside_its_colour(opened):
    page = opened(places.UNITS)
    coloured = page.locator(".heat td.warn, .heat td.accent").all()
    assert coloured
    assert all(one.locator(".sr").inner_text().strip() for one in coloured)


def test_a_table_is_sorted_by_a_press_and_by_the_keyboard(opened):
    page = opened(places.UNITS)
    head = page.locator("thead th").nth(3)
    values = "all => all.map(row => row.cells[3].textContent.trim())"

    def column():
        return page.eval_on_selector_all("tbody tr", values)

    def numbers(texts):
        return [float(text.replace(".", "").replace(",", ".")) for text in texts if text != "–"]

    assert "Tỷ lệ hộ nghèo" in head.inner_text()
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert numbers(column()) == sorted(numbers(column()), reverse=True)
    assert column()[-1] == "–"
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert numbers(column()) == sorted(numbers(column()))
    assert column()[-1] == "–"  # what is not known stays last
    name = page.locator("thead th").first
    name.get_by_role("button").click()
    assert head.get_attribute("aria-sort") is None
    assert page.locator("tbody th").first.inner_text() == "Thị trấn Thạch Hà"


def test_all_is_there_without_script(browser, folder):
    context = browser.new_context(java_script_enabled=False, offline=True, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto((folder / places.UNITS).as_uri())
    assert page.locator("tbody tr").count() == 22
    assert page.get_by_role("button").count() == 0
    page.get_by_role("link", name="Xã Thạch Khê").first.click()
    assert page.locator("h1").inner_text() == "Xã Thạch Khê"
    page.get_by_role("link", name="Người nghèo có thẻ BHYT").first.click()
    assert page.locator("h1").inner_text() == "Người nghèo có thẻ BHYT"
    assert page.url.endswith("#u-18604")
    context.close()


@pytest.mark.parametrize("place", [places.INDEX, places.UNITS, places.of_unit("18604"), places.of_figure("poor")])
def test_printed_it_is_read_in_black_and_white(opened, folder, tmp_path, place):
    page = opened(place, mode="dark")
    page.emulate_media(media="print")
    texts = page.evaluate(_MEASURE)["texts"]
    page.emulate_media(media="null")
    assert [one for one in texts if one["contrast"] < 7] == []
    colours = set(re.findall(r"#[0-9a-f]{3,6}\b", _printed(folder / place)))
    assert colours
    assert all(len(set(re.findall("..", colour[1:] if len(colour) == 7 else _long(colour)))) == 1 for colour in colours)
    paper = tmp_path / "trang.pdf"
    paper.write_bytes(page.pdf(prefer_css_page_size=True))
    text = subprocess.run([need("Poppler"), "-layout", paper, "-"], capture_output=True, text=True, check=True).stdout
    assert page.locator("h1").inner_text().split()[0] in text
    assert "Tổng quan" not in text  # links of a page that lead nowhere on paper
    if place == places.INDEX:
        assert "Lộ trình mục tiêu: giảm đều" in text  # what is folded is on paper


def _printed(path):
    """The style of paper alone."""
    return path.read_text(encoding="utf-8").partition("@media print {")[2].partition("</style>")[0]


def _long(colour):
    return "".join(letter * 2 for letter in colour[1:])
