"""A value that reads as though it met its target is told not to, in letters and on pages; its bar is not full."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import html as lxml_html

from giamngheo.report.documents.summary.commune import unit_bars
from giamngheo.report.documents.summary.district import district_summary
from giamngheo.report.documents.summary.parts import bar_of
from giamngheo.report.render.bars import as_sentence, reached, sign_of, width
from giamngheo.report.render.mail import mail_html, mail_text
from giamngheo.report.site.pages import template
from giamngheo.report.wording import attained
from tests.support.report_content import make_content


def item_of(code, **changes):
    own = next(item for item in make_content().attainment if item.indicator == code)
    return own.model_copy(update={"status": "behind"} | changes)


def reduction(**changes):
    exactly = {"measure": "reduction", "numerator_title": "hộ nghèo", "value": 0.5, "attainment_percent": 100.0}
    return item_of("poverty_reduction", **(exactly | {"status": "on_track", "lacking": 1} | changes))


LESS = "Chưa vượt 0,5 điểm phần trăm, còn phải giảm ít nhất 1 hộ nghèo"


@pytest.mark.parametrize(
    ("item", "says"),
    [
        (reduction(), LESS),
        (reduction(value=0.4987, attainment_percent=99.74, lacking=3), LESS.replace("1 hộ", "3 hộ")),
        (reduction(lacking=None), "Chưa vượt 0,5 điểm phần trăm"),
        (reduction(status="missed"), "Chưa vượt 0,5 điểm phần trăm, thiếu 1 hộ nghèo"),
        (reduction(value=0.48, attainment_percent=96.0), ""),
        (reduction(value=0.51, attainment_percent=102.0, status="attained"), ""),
        (reduction(status="not_enough"), ""),
    ],
)
def test_a_strict_target_that_is_only_reached_is_not_met(item, says):
    assert bar_of(item).short == says


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"value": 99.996, "attainment_percent": 99.996}, "Chưa đến 100%, còn thiếu 2 người"),
        ({"value": 99.996, "attainment_percent": 99.996, "status": "missed"}, "Chưa đến 100%, thiếu 2 người"),
        ({"target": 95.0, "value": 94.998, "attainment_percent": 99.998}, "Chưa đến 95%, còn thiếu 2 người"),
        ({"value": 99.99, "attainment_percent": 99.99}, ""),
        ({"value": 100.0, "attainment_percent": 100.0, "status": "attained"}, ""),
        (
            {"sign": "≤", "target": 5.0, "better": "lower", "value": 5.003, "attainment_percent": 99.8},
            "Còn trên 5%, còn phải giảm ít nhất 2 người",
        ),
        (
            {"sign": "<", "target": 5.0, "better": "lower", "value": 5.0, "attainment_percent": 100.0},
            "Chưa xuống dưới 5%, còn phải giảm ít nhất 2 người",
        ),
    ],
)
def test_what_rounds_to_the_target_is_told_from_it(changes, says):
    item = item_of("insured_poor", **({"numerator_unit": "người", "lacking": 2} | changes))
    assert bar_of(item).short == says


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"sign": ">", "target": 14.0, "value": 14.0, "attainment_percent": 100.0}, "Chưa vượt 14 mô hình, còn thiếu 1 mô hình"),
        ({"sign": "=", "target": 14.0, "value": 15.0, "attainment_percent": 125.0}, "Đã quá 14 mô hình, thừa 1 mô hình"),
        ({"sign": "=", "target": 0.0, "better": "lower", "value": 1.0, "attainment_percent": 99.999}, "Còn 1 mô hình"),
        ({"sign": "<", "target": 3.0, "better": "lower", "value": 3.0, "attainment_percent": 100.0}, "Chưa xuống dưới 3 mô hình, thừa 1 mô hình"),
        ({"sign": "≤", "target": 9.0, "better": "lower", "value": 3.0, "attainment_percent": 100.0, "status": "on_track"}, ""),
        ({"sign": "≥", "target": 14.0, "value": 13.0, "attainment_percent": 92.86}, ""),
    ],
)  # fmt: skip
def test_neither_is_what_is_counted(changes, says):
    assert bar_of(item_of("models", measure="count", unit_of_measure="mô hình", **changes)).short == says


def test_letters_and_pages_say_it_and_draw_no_full_bar():
    bar = bar_of(reduction())
    summary = replace(district_summary(make_content(), ""), bars=(bar,))
    (line,) = [line for line in mail_text(summary, []).splitlines() if bar.title in line and "mục tiêu" in line]
    letter, page = lxml_html.fromstring(mail_html(summary, [])), lxml_html.fromstring(_on_a_page(bar))
    assert f" Đúng tiến độ. {LESS}." in line
    assert "100%" not in line
    for drawn in (letter, page):
        assert f"{LESS}." in " ".join(drawn.text_content().split())
        assert LESS in [one.get("aria-label") for one in drawn.xpath("//*[@role='img']")]
    (own,) = [one for one in letter.xpath("//*[@role='img']") if one.get("aria-label") == LESS]
    assert own.xpath(".//td/@width") == ["99%", "1%"]
    assert page.xpath("//*[@role='img']/i/@style") == ["width:99%"]


def _on_a_page(bar):
    words = {"sign_of": sign_of, "reached": reached, "as_sentence": as_sentence, "width": width}
    return f"<div>{template('giamngheo.report.site', 'parts.html.j2').make_module(words).bar(bar)}</div>"


def test_it_is_told_though_the_value_itself_is_that_percentage():
    summary = replace(district_summary(make_content(), ""), bars=(bar_of(item_of("insured_poor", value=99.996, attainment_percent=99.996, lacking=2, numerator_unit="người")),))  # fmt: skip
    assert "100,00%, mục tiêu 100%. Chậm. Chưa đến 100%, còn thiếu 2 người." in mail_text(summary, [])


def test_a_unit_is_told_so_by_its_own_target():
    content = make_content()
    line = next(line for line in content.units if line.reported)
    changes = {"value": 99.996, "attainment_percent": 99.996, "target": 100.0, "status": "behind", "lacking": 1}
    own = [one.model_copy(update=changes) if one.indicator == "insured_poor" else one for one in line.indicators]
    bars = list(unit_bars(content, line.model_copy(update={"indicators": own})))
    (short,) = [bar.short for bar in bars if bar.short]
    assert short.startswith("Chưa đến 100%, còn thiếu 1 ")


@pytest.mark.parametrize(
    ("percent", "says"),
    [(None, "–"), (99.94, "99,9"), (99.96, "< 100"), (100.0, "100,0"), (100.04, "100,0"), (-3.0, "-3,0")],
)
def test_a_share_of_a_target_at_the_screen_does_not_round_to_all(percent, says):
    assert attained.share(percent) == says
