"""What the mail says of villages that have a target, and what stands below the table."""

from __future__ import annotations

import pytest

from giamngheo.report import content as say
from giamngheo.report.wording import sentences
from tests.support.report_content import make_content

UNIT = "18604"
NAMES = {
    "insured_poor": ("BHYT người nghèo", "người"),
    "loan_access": ("vay vốn", "hộ"),
    "temporary_housing": ("nhà ở", ""),
}


def line(village, *values, poor=3):
    return say.VillageLine(
        unit=UNIT, village=village, poor=poor, near_poor=0, social_poor=0, indicators=[value(*one) for one in values]
    )


def value(code, status, lacking=None, number=50.0):
    target = None if status is None else 90
    return say.UnitAttained(
        indicator=code, value=number, numerator=1, denominator=2, target=target, status=status, lacking=lacking
    )


def said(*villages, **fields):
    return sentences.village_targets(content_of(villages, **fields), UNIT)


def content_of(villages, **fields):
    content = make_content(villages=list(villages), **fields)
    named = [item.model_copy(update=_names(item.indicator)) for item in content.attainment]
    return content.model_copy(update={"attainment": named})


def _names(code):
    short, counted = NAMES.get(code, ("", ""))
    return {"short_title": short, "numerator_unit": counted}


def behind(count):
    return [line(f"Thôn {at}", ("insured_poor", "behind", 1)) for at in range(1, count + 1)]


@pytest.mark.parametrize(
    ("villages", "told"),
    [
        ([], ""),
        ([line("Thôn 1", ("insured_poor", None))], ""),
        ([line("Thôn 1", ("insured_poor", "attained", 0))], "Các thôn đạt 1/1 mục tiêu được giao."),
        (
            [line("Thôn 1", ("insured_poor", "attained", 0), ("loan_access", "no_cases", 0))],
            "Các thôn đạt 1/1 mục tiêu được giao.",
        ),
        (
            [line("Thôn 1", ("loan_access", "no_cases", 0))],
            "Các thôn được giao mục tiêu chưa phát sinh trường hợp để đánh giá.",
        ),
        (
            [line("Thôn 1", ("loan_access", "behind", 1))],
            "Thôn 1 chưa đạt mục tiêu về vay vốn (còn thiếu 1 hộ).",
        ),
        (
            [
                line("Thôn 1", ("loan_access", "behind", 1)),
                line("Thôn 2", ("insured_poor", "behind", 3), ("temporary_housing", "behind", None, 2)),
            ],
            "Thôn 2 chưa đạt mục tiêu về BHYT người nghèo (còn thiếu 3 người), nhà ở (2 hộ); "
            "Thôn 1 chưa đạt mục tiêu về vay vốn (còn thiếu 1 hộ).",
        ),
    ],
)
def test_one_sentence_on_the_villages(villages, told):
    assert said(*villages) == told


@pytest.mark.parametrize(("count", "ends"), [(3, "(còn thiếu 1 người)."), (5, "; 2 thôn khác cũng chưa đạt.")])
def test_many_villages_are_counted(count, ends):
    text = said(*behind(count))
    assert text.endswith(ends)
    assert text.count("mục tiêu về") == 3


def test_at_the_years_end_a_target_is_missed():
    missed = line("Thôn 1", ("loan_access", "missed", 1))
    assert said(missed, is_closing=True) == "Thôn 1 không đạt mục tiêu về vay vốn (còn thiếu 1 hộ)."


def test_of_another_unit_nothing_is_said():
    assert sentences.village_targets(make_content(villages=behind(2)), "18667") == ""


@pytest.mark.parametrize(
    ("villages", "told"),
    [
        (behind(2), ""),
        ([line("Thôn 1", ("loan_access", None), poor=0)], ""),
        (
            [line("Thôn 1", ("loan_access", "no_cases"), ("insured_poor", None), poor=0), *behind(1)],
            "Không có hộ nào trong danh sách kỳ này ở: Thôn 1; nếu thôn còn hộ thì xem lại cách ghi tên thôn.",
        ),
    ],
)
def test_a_name_that_no_household_has_is_told(villages, told):
    assert sentences.villages_without_households(make_content(villages=villages), UNIT) == told
