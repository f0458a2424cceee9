"""The year's end in a report: a range with its error, what is at risk first; and how reports said it before."""

from __future__ import annotations

import pytest

from giamngheo.report import content as say
from giamngheo.report.compose.changes import lists_differ
from giamngheo.report.documents.summary.district import district_summary
from giamngheo.report.wording import sentences
from tests.support.report_content import make_content

END = say.ProjectedEnd(low=2, high=7, level_percent=80, verdict="at_risk", tried=3, held=2, median_error=1.5)


def with_end(code, status="behind", **changes):
    """The content, with the year's end of one indicator."""
    content = make_content()
    measure = {"poverty_reduction": "reduction", "temporary_housing": "count", "models": "count"}[code]
    update = {"status": status, "measure": measure, "projection": END.model_copy(update=changes)}
    items = [item.model_copy(update=update) if item.indicator == code else item for item in content.attainment]
    return content.model_copy(update={"attainment": items})


def said_of(code, **changes):
    (said,) = sentences.outlooks(with_end(code, **changes).attainment)
    return said


def test_a_range_with_its_level_its_verdict_and_its_error():
    assert said_of("temporary_housing") == (
        "Hộ nghèo ở nhà tạm bợ, dột nát: theo đà từ đầu năm, cuối năm ước từ 2 đến 7 hộ (khả năng 80%), mục tiêu không còn "
        "hộ nào: nguy cơ không đạt. Thử lại cách dự báo này với số liệu các tháng trước: đúng 2 trong 3 lần."
    )


@pytest.mark.parametrize(
    ("tried", "held", "says"),
    [
        (1, 1, "mới được 1 lần, đúng."),
        (1, 0, "mới được 1 lần, không đúng."),
        (6, 6, "đúng cả 6 lần."),
        (6, 4, "đúng 4 trong 6 lần."),
    ],
)
def test_how_often_it_was_right_is_said_in_a_few_words(tried, held, says):
    assert said_of("models", tried=tried, held=held).endswith(
        f"Thử lại cách dự báo này với số liệu các tháng trước: {says}"
    )


def test_a_range_that_was_widened_claims_no_level_and_no_likelihood():
    said = said_of("temporary_housing", widened=True, verdict="open", tried=6, held=2)
    assert "80%" not in said
    assert "cuối năm ước từ 2 đến 7 hộ (đã nới rộng), mục tiêu không còn hộ nào: chưa rõ đạt hay không. " in said
    assert said.endswith("đúng 2 trong 6 lần, nên khoảng ước phải nới rộng.")
    never = said_of("temporary_housing", widened=True, tried=5, held=0)
    assert ": nguy cơ không đạt. " in never
    assert never.endswith("không đúng lần nào trong 5 lần, nên khoảng ước phải nới rộng.")


def test_of_what_moves_too_unevenly_it_is_said_that_nothing_is_foreseen():
    content = with_end("models")
    items = [
        item.model_copy(update={"is_uneven": True, "status": "behind"})
        if item.indicator.startswith("insured")
        else item
        for item in content.attainment
    ]
    models, uneven = sentences.outlooks(items)
    assert models.startswith("Mô hình")
    titles = "; ".join(item.title for item in items if item.is_uneven)
    assert uneven == f"Chưa dự báo: {titles} (số liệu các tháng thay đổi không đều, chưa đủ căn cứ dự báo)."
    met = [item.model_copy(update={"status": "attained"}) if item.is_uneven else item for item in items]
    assert sentences.outlooks(met) == [models]


@pytest.mark.parametrize(
    ("count", "says"),
    [
        (3, "Chỉ có 3 trẻ em, thêm hay bớt một đã là 33,33 điểm phần trăm, nên khoảng ước rộng. "),
        (4, "Chỉ có 4 trẻ em, thêm hay bớt một đã là 25 điểm phần trăm, nên khoảng ước rộng. "),
        (19, "Chỉ có 19 trẻ em, thêm hay bớt một đã là 5,26 điểm phần trăm, nên khoảng ước rộng. "),
        (20, ""),
        (None, ""),
    ],
)
def test_of_a_share_of_very_few_it_is_said_why_the_range_is_wide(count, says):
    own = next(item for item in make_content().attainment if item.indicator == "education_support")
    update = {"status": "behind", "projection": END.model_copy(update={"low": 25, "high": 100, "verdict": "open"})}
    update |= {"numerator_unit": "trẻ em", "numerator": count, "denominator": count}
    (said,) = sentences.outlooks([own.model_copy(update=update)])
    assert f"từ 25,00 đến 100,00% (khả năng 80%), mục tiêu 100%: có thể đạt. {says}Thử lại cách dự báo này " in said


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [
        (0.2, 0.6, "từ 0,20 đến 0,60 điểm phần trăm"),
        (-0.3, -0.2, "từ tăng 0,20 đến 0,30 điểm phần trăm"),
        (-0.3, 0.2, "từ tăng 0,30 điểm phần trăm đến giảm 0,20 điểm phần trăm"),
        (0.2001, 0.2002, "khoảng 0,20 điểm phần trăm"),
    ],
)
def test_a_reduction_is_said_with_its_way_and_never_as_a_number_alone(low, high, says):
    said = said_of("poverty_reduction", low=low, high=high)
    assert f"cuối năm ước {says} (khả năng 80%), mục tiêu giảm trên 0,5 điểm phần trăm: " in said


def test_what_is_met_is_told_only_where_it_may_be_lost():
    assert said_of("models", status="attained").startswith("Mô hình")
    assert sentences.outlooks(with_end("models", status="attained", verdict="open").attainment) == []
    assert sentences.outlooks(with_end("models", status="not_enough").attainment) == []


def test_the_letter_names_what_is_at_risk_and_nothing_else():
    notes = {note.heading: note for note in district_summary(with_end("models"), "").notes}
    assert "Nguy cơ không đạt" in notes
    for content in (make_content(), with_end("models", verdict="open")):
        assert "Nguy cơ không đạt" not in {note.heading for note in district_summary(content, "").notes}


def test_a_report_that_was_published_without_it_is_none_the_worse():
    """After an upgrade nobody gets a new report for that alone; one that foresaw otherwise is another."""
    before = make_content()
    status = next(item.status for item in before.attainment if item.indicator == "models")
    now, moved = with_end("models", status=status), with_end("models", status=status, high=9)
    assert not lists_differ(before, now)
    assert not lists_differ(now, now)
    assert lists_differ(now, moved)


def test_content_without_it_is_written_as_before():
    for item in make_content().model_dump(mode="json")["attainment"]:
        assert not {"projection", "is_uneven"} & item.keys()
    assert "widened" not in END.model_dump(mode="json")


@pytest.mark.parametrize(
    ("steps", "ends", "said"),
    [
        ((-0.001, -0.0005), (-0.002, -0.001), "tỷ lệ tăng dưới 0,01 điểm phần trăm; theo đà đó cuối năm ước 0,00 điểm"),
        (
            (-0.02, -0.01),
            (-0.3, -0.2),
            "tỷ lệ tăng 0,01 đến 0,02 điểm phần trăm; theo đà đó cuối năm ước tăng 0,20 đến",
        ),
        ((0.02, 0.03), (-0.001, 0.2), "tỷ lệ giảm 0,02 đến 0,03 điểm phần trăm; theo đà đó cuối năm ước 0,00 đến 0,20"),
        ((0.02, 0.03), (-0.1, 0.2), "cuối năm ước từ tăng 0,10 điểm phần trăm đến giảm 0,20 điểm phần trăm"),
    ],
)
def test_a_rise_that_cannot_be_seen_is_not_said(steps, ends, said):
    least, most = steps
    low, high = ends
    found = say.Outlook(
        least_step=least, most_step=most, months=3, low=low, high=high, verdict="at_risk", tried=0, came_true=0
    )
    item = make_content().attainment[0].model_copy(update={"measure": "reduction", "outlook": found})
    (text,) = sentences.outlooks([item.model_copy(update={"status": "behind"})])
    assert said in text
