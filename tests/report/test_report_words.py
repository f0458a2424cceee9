"""What a report says: right with none, one and many; nothing is said about a figure that is not known."""

from __future__ import annotations

import pytest

from giamngheo.report.content import Coverage, ReportContent
from giamngheo.report.wording import goals, listing, sentences, words
from tests.support.report_content import every_code, make_content, rejected


@pytest.fixture(scope="module")
def content() -> ReportContent:
    return make_content()


def with_stock(content: ReportContent, **values: float | None) -> ReportContent:
    """The same content with other values of the poor households."""
    lines = [line.model_copy(update=values) if line.key == "poor" else line for line in content.headline]
    return content.model_copy(update={"headline": lines})


def everything(content: ReportContent) -> str:
    return "\n".join(
        [
            sentences.subject(content),
            sentences.coverage_sentence(content),
            *sentences.headline(content),
            *sentences.flows(content),
            sentences.attainment_summary(content),
            *sentences.behind(content),
            sentences.resources(content),
            sentences.models(content),
            *sentences.reporting(content),
            sentences.all_in_time(content),
        ]
    )


@pytest.mark.parametrize(
    ("absent", "sentence"),
    [
        ([], "Số liệu của 22/22 đơn vị."),
        (["18604"], "Số liệu của 21/22 đơn vị; chưa có: Xã Thạch Khê."),
        (["18571", "18604"], "Số liệu của 20/22 đơn vị; chưa có: Xã Thạch Hải, Xã Thạch Khê."),
        (every_code(), "Chưa đơn vị nào có số liệu (0/22 đơn vị)."),
    ],
)
def test_coverage_names_who_is_missing(absent, sentence):
    assert sentences.coverage_sentence(make_content(absent)) == sentence


def test_a_whole_province_of_missing_units_is_counted_not_listed(content):
    many = content.model_copy(
        update={"missing": [f"Xã {n}" for n in range(200)], "coverage": Coverage(reporting=1, expected=201)}
    )
    assert sentences.coverage_sentence(many).endswith("Xã 39 và 160 đơn vị khác.")


def test_a_period_in_which_nobody_owes_a_report(content):
    nobody = content.model_copy(update={"coverage": Coverage(reporting=0, expected=0), "missing": []})
    assert "không có đơn vị nào phải báo cáo" in sentences.coverage_sentence(nobody)


def test_stocks_against_both_earlier_periods(content):
    assert sentences.headline(content)[0] == (
        "Toàn huyện Thạch Hà có 1.504 hộ nghèo, chiếm 3,85% tổng số hộ; "
        "so với tháng 2 năm 2020 giảm 32 hộ (tỷ lệ giảm 0,08 điểm phần trăm); "
        "so với cuối năm 2019 giảm 93 hộ (tỷ lệ giảm 0,25 điểm phần trăm)."
    )


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (10.0, 10.0, "không đổi"),
        (11.0, 10.0, "tăng 1 hộ"),
        (0.0, 1.0, "giảm 1 hộ"),
        (1504.0, 2.0, "tăng 1.502 hộ"),
        (None, 2.0, "–"),
        (2.0, None, "–"),
    ],
)
def test_change(now, before, said):
    assert words.change_text(now, before, "hộ") == said


def test_a_change_too_small_to_show_is_not_called_none():
    assert words.change_text(4.1001, 4.1, "%") == "tăng dưới 0,01 điểm phần trăm"
    assert words.change_text(4.1, 4.1, "%") == "không đổi"


def test_no_poor_household_is_said_so(content):
    said = sentences.headline(with_stock(content, now=0.0, now_as_previous=0.0, now_as_baseline=0.0))
    assert said[0].startswith("Toàn huyện Thạch Hà không có hộ nghèo")


@pytest.mark.parametrize(
    "unknown", [{"previous": None}, {"now_as_previous": None}], ids=["not then", "nobody both times"]
)
def test_what_is_not_known_is_not_compared(content, unknown):
    said = sentences.headline(with_stock(content, **unknown))[0]
    assert "tháng 2 năm 2020" not in said
    assert "cuối năm 2019" in said


def test_the_period_before_that_is_the_baseline_is_named_once(content):
    first = content.model_copy(update={"previous_title": content.baseline_title})
    assert sentences.headline(first)[0].count("cuối năm 2019") == 1


def test_no_period_before(content):
    assert "tháng 2" not in everything(content.model_copy(update={"previous_title": None}))


def test_nobody_reported_says_no_figure():
    said = everything(make_content(every_code()))
    assert "None" not in said
    assert "–" not in said
    assert "0 hộ" not in said
    assert "Không có chỉ tiêu nào chậm" not in said


def test_flows_say_what_came_and_went(content):
    came, went, inside, balance, *_ = sentences.flows(content)
    assert came == "Hộ tăng thêm vào danh sách trong kỳ: 4 hộ phát sinh mới, 3 hộ chuyển đến; không có hộ tái nghèo."
    assert went.startswith("Hộ ra khỏi danh sách trong kỳ: 11 hộ thoát nghèo, 24 hộ thoát cận nghèo, 2 hộ chuyển đi")
    assert inside.endswith("7 hộ chuyển từ nghèo sang cận nghèo, 3 hộ chuyển từ cận nghèo sang nghèo.")
    assert (
        "đầu kỳ 3.523 hộ, tăng 7 hộ, giảm 57 hộ, không kể 10 lượt hộ chuyển giữa hai diện, cuối kỳ 3.473 hộ." in balance
    )


def test_a_sum_that_does_not_meet_names_the_unit(content):
    first = content.flows[0]
    wrong = first.model_copy(update={"opening": first.opening + 2})
    said = sentences.flows(content.model_copy(update={"flows": [wrong, *content.flows[1:]]}))
    assert said[-1].endswith("cuối kỳ 3.473 hộ (lệch 2 hộ chưa rõ lý do tại Thị trấn Thạch Hà).")


def test_a_sum_that_does_not_meet_for_want_of_a_month_says_which(content):
    first = content.flows[0]
    wrong = first.model_copy(update={"opening": first.opening + 2, "missing": ["tháng 2 năm 2020"]})
    said = sentences.flows(content.model_copy(update={"flows": [wrong, *content.flows[1:]]}))
    assert said[-1].endswith("(lệch 2 hộ do 1 đơn vị thiếu báo cáo tháng 2 năm 2020).")


def test_what_is_behind_says_how_far_and_who_answers(content):
    first = sentences.behind(content)[0]
    assert first == (
        "Người nghèo có thẻ BHYT: 99,58% (3.356/3.370); mục tiêu 100%, còn thiếu 0,42 điểm phần trăm. "
        "Cơ quan chịu trách nhiệm: Phòng Lao động - Thương binh và Xã hội."
    )
    assert any("27 hộ; mục tiêu không còn hộ nào, còn phải giảm 27 hộ" in line for line in sentences.behind(content))


def test_units_are_named_by_what_became_of_their_report():
    content = make_content(["18571", "18604"])
    reporters = [
        line.model_copy(update={"status": "rejected", "version": 1}) if line.code == "18604" else line
        for line in content.reporters
    ]
    content = content.model_copy(update={"reporters": reporters, "rejections": [rejected()], "late": ["Xã Ngọc Sơn"]})
    assert sentences.reporting(content) == [
        "Chưa báo cáo (1 đơn vị): Xã Thạch Hải.",
        "Bị trả lại (1 đơn vị): Xã Thạch Khê.",
        "Báo cáo muộn (1 đơn vị): Xã Ngọc Sơn.",
    ]
    assert sentences.rejection(content.rejections[0]) == (
        "Xã Thạch Khê: Mã hộ bị lặp (2 lỗi); Số người có thẻ BHYT không hợp lệ (1 lỗi)."
    )


@pytest.mark.parametrize(
    ("kind", "title", "name"),
    [
        ("month", "tháng 3 năm 2020", "Báo cáo giảm nghèo tháng 3-2020.docx"),
        ("quarter", "quý I năm 2020", "Báo cáo giảm nghèo quý I-2020.docx"),
        ("half", "6 tháng đầu năm 2020", "Báo cáo giảm nghèo 6 tháng đầu năm 2020.docx"),
        ("nine_months", "9 tháng đầu năm 2020", "Báo cáo giảm nghèo 9 tháng đầu năm 2020.docx"),
        ("year", "năm 2020", "Báo cáo giảm nghèo năm 2020.docx"),
    ],
)
def test_names_of_files_by_period(content, kind, title, name):
    own = content.model_copy(update={"period_kind": kind, "period_title": title})
    assert words.file_name(own, "Báo cáo giảm nghèo", "docx") == name
    named = name.replace("Báo cáo giảm nghèo", "Phiếu kết quả Thôn 1,")
    assert words.file_name(own, "Phiếu kết quả Thôn 1", "docx") == named


def test_a_name_from_outside_makes_a_name_that_every_disk_takes(content):
    name = words.file_name(content, 'Phiếu kết quả Xã "A/B": ' + "dài " * 60, "xlsx")
    assert not set('\\/:*?"<>|') & set(name)
    assert name.endswith(" tháng 3-2020.xlsx")
    assert len(name.encode()) < 255


def test_targets_as_the_plan_writes_them(content):
    said = {item.indicator: goals.target_text(item) for item in content.attainment}
    assert said["poverty_reduction"] == "> 0,5 điểm % (cả năm)"
    assert said["information_access"] == "≥ 95%"
    assert said["temporary_housing"] == "không còn hộ nào"


@pytest.mark.parametrize(
    ("written", "shown"),
    [("a\u202eb\x07c", "abc"), ("\t=1\r\n", "=1"), ("a\ufffe\ud800", "a"), ("Ha\u0300", "Hà"), ("", "")],
)
def test_text_from_outside_is_one_plain_line(written, shown):
    assert listing.plain(written) == shown
