"""The letter measured in a real browser: widths, letters, contrast, by day and in dark mode, with styles dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from giamngheo.report.documents.document import Summary
from giamngheo.report.render.mail import mail_html
from tests.report.test_report_mail import ALARM, EMPTY, EXTREME, FILES, FULL, NEWS
from tests.support.wcag import CONTRAST

WIDTHS = (320, 360, 480, 600, 680, 1200)
SUMMARIES = {"full": FULL, "news": NEWS, "empty": EMPTY, "extreme": EXTREME, "alarm": ALARM}
FIRST_SCREEN = 640  # px, at a width of 360: a small telephone of today
# Luminance and contrast as WCAG 2 defines them; each text against the nearest ground that is painted behind it.
_MEASURE = (
    CONTRAST
    + """  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim(), element = walker.currentNode.parentElement;
    if (!text || !element.getClientRects().length) continue;
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    texts.push({text, size: parseFloat(style.fontSize), contrast: contrast(style.color, ground(element)),
                left: box.left, right: box.right});
  }
  const fills = [...document.querySelectorAll('td[class$=-fill]:not(.track-fill)')]
    .map(cell => contrast(getComputedStyle(cell).backgroundColor, ground(cell.closest('table').parentElement)));
  const figures = [...document.querySelectorAll('.number')].map(e => e.getBoundingClientRect().top);
  const card = document.querySelector('.card').getBoundingClientRect();
  const news = [...document.querySelectorAll('.news')].map(e => e.getBoundingClientRect().bottom);
  const figure = document.querySelector('.figure')?.getBoundingClientRect();
  return {news, figure: figure && [figure.top, figure.bottom], texts, fills, figures, card: [card.left, card.right], across: document.documentElement.scrollWidth};
}"""
)


@pytest.fixture(autouse=True)
def in_order() -> None:
    """Instead of the one for all of tests/browser: a letter needs no office that runs."""


@pytest.fixture(scope="module")
def measured(browser) -> Iterator[Callable[..., dict[str, Any]]]:
    """Measures a letter at a width, in `light` or `dark`; without its style sheets if told so."""
    pages = {mode: browser.new_page(color_scheme=mode) for mode in ("light", "dark")}

    def measure(summary: Summary, width: int, mode: str = "light", styles: bool = True) -> dict[str, Any]:
        html = mail_html(summary, FILES)
        pages[mode].set_viewport_size({"width": width, "height": 800})
        pages[mode].set_content(html if styles else re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL))
        return dict(pages[mode].evaluate(_MEASURE))

    yield measure
    for page in pages.values():
        page.close()


@pytest.mark.parametrize("name", SUMMARIES)
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_no_side_scrolling_and_no_small_letters(measured, name, mode):
    for width in WIDTHS:
        letter = measured(SUMMARIES[name], width, mode)

        assert letter["across"] <= width
        assert [text for text in letter["texts"] if text["left"] < 0 or text["right"] > width] == []
        assert min(text["size"] for text in letter["texts"]) >= 14


@pytest.mark.parametrize("name", SUMMARIES)
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(measured, name, mode):
    letter = measured(SUMMARIES[name], 360, mode)

    assert [text for text in letter["texts"] if text["contrast"] < 4.5] == []
    assert all(contrast >= 3 for contrast in letter["fills"])


def test_the_first_screen_has_the_news_and_the_first_figure(measured):
    """What is worse or not, the plan, who is missing; then how many poor households there are."""
    letter = measured(NEWS, 360)
    top, bottom = letter["figure"]

    assert len(letter["news"]) == 3
    assert letter["news"] == sorted(letter["news"])
    assert letter["news"][-1] <= top
    assert bottom - 16 <= FIRST_SCREEN  # all but its padding


def test_dark_mode_is_dark(measured):
    day, night = (measured(FULL, 360, mode)["texts"] for mode in ("light", "dark"))

    assert [text["text"] for text in day] == [text["text"] for text in night]
    assert all(one["contrast"] != other["contrast"] for one, other in zip(day, night, strict=True))


def test_headlines_stand_side_by_side_from_480_pixels(measured):
    below, beside = measured(FULL, 479)["figures"], measured(FULL, 480)["figures"]

    assert sorted(set(below)) == below
    assert len(below) == 3
    assert len(set(beside)) == 1


def test_letter_is_centred_on_a_wide_screen(measured):
    left, right = measured(FULL, 1200)["card"]

    assert left == 1200 - right
    assert right - left == 640


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 680])
def test_letter_is_readable_with_its_style_sheets_dropped(measured, width, mode):
    letter = measured(FULL, width, mode, styles=False)

    assert letter["across"] <= width
    assert min(text["size"] for text in letter["texts"]) >= 14
    assert [text for text in letter["texts"] if text["contrast"] < 4.5] == []
