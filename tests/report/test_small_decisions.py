"""What the sentences decide before they are written: each by itself, at its edge."""

from __future__ import annotations

import datetime as dt

import pytest

from giamngheo.report import content as say
from giamngheo.report.render.pictures.heat import _value
from giamngheo.report.wording import comparing, goals, words
from giamngheo.report.wording.comparing import Moved
from giamngheo.report.wording.sentences import news, plan, reported, revised
from giamngheo.report.wording.sentences.tasks import _is_sure, _lacks
from tests.support.report_content import make_content

MARCH = make_content()


def changed(record, **values):
    return record.model_copy(update=values)


RATE, REDUCTION = MARCH.attainment[1], changed(MARCH.attainment[0], measure="reduction")


@pytest.mark.parametrize(
    ("marked", "title", "is_baseline"),
    [(True, "khác", True), (False, MARCH.period_title, True), (False, "khác", False)],
)
def test_a_report_on_the_baseline_is_known_by_its_mark_or_an_older_one_by_its_title(marked, title, is_baseline):
    content = changed(MARCH, is_baseline=marked, baseline_title=title)
    assert comparing.is_baseline(content) is is_baseline


def test_without_both_rates_none_is_said():
    said = [
        news._rates(Moved(1504.0, 1474.0, now, before, "previous", "tháng 2"))
        for now, before in ((3.65, None), (None, 3.44), (3.65, 3.44))
    ]
    assert said == ["", "", " (3,44 → 3,65%)"]


@pytest.mark.parametrize(
    ("values", "is_step"),
    [
        ({}, True),
        ({"period_kind": "quarter"}, False),
        ({"previous_title": None}, False),
        ({"passed_over": ["tháng 2 năm 2020"]}, False),
    ],
)
def test_only_from_one_month_to_the_next_is_a_step(values, is_step):
    assert news._is_step(changed(MARCH, **values)) is is_step


def test_a_month_that_is_late_has_its_due_day_where_it_is_known():
    month = say.MissingMonth(title="tháng 3 năm 2020", units=["Xã A"], expected=22, due_on=dt.date(2020, 3, 18))
    assert reported._with_due_day(month) == "T3/2020 (hạn ngày 18/03/2020)"
    assert reported._with_due_day(changed(month, due_on=None)) == "T3/2020"


def test_what_did_not_change_is_of_the_unit_that_is_asked_about():
    unit = MARCH.units[3]
    value = unit.indicators[0]
    assert revised._old_and_new(MARCH, unit.code, value.indicator) == (value.value, value.value)
    assert revised._old_and_new(MARCH, unit.code, "poor") == (unit.poor, unit.poor)
    assert revised._old_and_new(MARCH, "", "poor") == (MARCH.district.poor, MARCH.district.poor)


def test_who_is_without_is_the_whole_less_the_part_and_what_is_not_known_is_none():
    value = MARCH.units[0].indicators[0]
    assert _lacks(RATE, changed(value, denominator=7, numerator=4)) == 3
    assert _lacks(RATE, changed(value, denominator=None, numerator=None)) == 0
    assert _lacks(RATE, changed(value, denominator=7, numerator=None)) == 7
    assert _lacks(REDUCTION, changed(value, target=2.0, value=None)) == 2
    assert _lacks(REDUCTION, changed(value, target=None, value=3.0)) == 3


def test_only_what_a_part_already_breaks_is_sure():
    sure = changed(RATE, status="not_enough", value=50.0, target=100.0)
    assert _is_sure(sure) is goals.is_surely_missed(sure) is True
    assert _is_sure(changed(sure, status="behind")) is False
    assert sure.without == 14
    assert "còn 14 trường hợp chưa có" in plan._sure(sure)
    assert "chắc chắn chưa đạt" in plan._sure(sure)


def test_what_is_asked_by_the_years_end_is_not_surely_missed_before():
    sign = {"measure": "count", "sign": "≤", "target": 6.0, "better": "lower", "status": "not_enough", "value": 7.0}
    ceiling = changed(RATE, **sign, by_year_end=False)
    assert goals.verdict(ceiling) == goals.SURELY_MISSED
    assert goals.verdict(changed(ceiling, by_year_end=True)) == "Chưa đủ căn cứ"


def test_nobody_is_without_what_is_to_become_rarer():
    rate = changed(RATE, better="lower", sign="≤", target=8.0, value=3.9, numerator=65.0, denominator=1690.0)
    assert rate.without is None
    named = changed(rate, value_title="tỷ lệ hộ cận nghèo", unit_of_measure="%")
    parts = (("", 1.4, 3.9), ("numerator", 12.0, 65.0), ("denominator", 838.0, 1690.0))
    moves = [
        say.Change(place="", code="", key=rate.indicator, what="", unit_of_measure="%", old=old, new=new, part=part)
        for part, old, new in parts
    ]
    content = changed(MARCH, attainment=[named], changes=moves)
    assert list(revised.left_moved(content, "")) == ["tỷ lệ hộ cận nghèo từ 1,40% thành 3,90%"]


def test_a_verdict_that_moved_is_said_as_each_of_the_two_reports_has_it():
    item = changed(RATE, status="behind", target=100.0, numerator=36.0, denominator=40.0, value=90.0)
    parts = (("", 80.0, 90.0), ("numerator", 16.0, 36.0), ("denominator", 20.0, 40.0))
    moves = [
        say.Change(place="", code="", key=item.indicator, what="", unit_of_measure="%", old=old, new=new, part=part)
        for part, old, new in parts
    ]
    content = changed(MARCH, attainment=[item], changes=moves)
    moved = say.VerdictMoved(title=item.title, old="not_enough", new="behind")
    assert revised.verdicts_of(content, moved) == (goals.SURELY_MISSED, "Chậm")


@pytest.mark.parametrize(
    ("value", "said"), [(-0.5, "tăng 0,50"), (-0.005, "tăng 0,01"), (-0.0049, "0,00"), (0.0, "0,00"), (0.5, "0,50")]
)
def test_a_reduction_below_zero_is_a_rise(value, said):
    assert words.value_text(changed(REDUCTION, value=value)).startswith(said)
    assert _value(value, REDUCTION) == said
