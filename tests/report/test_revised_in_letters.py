"""A letter with a corrected report begins with what became of the news of the first; not with what each unit sent."""

from __future__ import annotations

import datetime as dt

import pytest

from giamngheo.report import content as say
from giamngheo.report.compose import _replaced
from giamngheo.report.compose.changes import changes_between
from giamngheo.report.compose.revision import verdicts_moved
from giamngheo.report.documents import document_of
from giamngheo.report.documents.commune import COMMUNE
from giamngheo.report.wording import comparing, sentences
from tests.support.report_content import make_content

DAY = dt.date(2020, 3, 17)
FEBRUARY = "tháng 2 năm 2020"
WHICH = "Đây là báo cáo lần 2 (có điều chỉnh), thay thế báo cáo lần 1 ngày 17/03/2020 về tháng 3 năm 2020 đã phát hành trước đó."


def sent(name, kind="corrected", version=2):
    moment = dt.datetime(2020, 3, 20, 2)
    return say.Reason(name=name, kind=kind, month_title="tháng 3 năm 2020", version=version, received_at=moment)


def second(first, now, reasons=(), **more):
    """What a second report says of the first, as it is composed."""
    told = {
        "revision": 2,
        "replaces": _replaced(first, now),
        "changes": changes_between(first, now),
        "reasons": list(reasons),
        "verdicts_moved": verdicts_moved(first, now),
        "months": ["2020-03"],
    }
    return now.model_copy(update=told | more)


def with_statuses(content, **statuses):
    items = [
        item.model_copy(update={"status": statuses.get(item.indicator, item.status)}) for item in content.attainment
    ]
    return content.model_copy(update={"attainment": items})


def by(content):
    step = comparing.step(content)
    return f"{'tăng' if step.by > 0 else 'giảm'} {abs(step.by):.0f} hộ ({step.units} đơn vị)"


@pytest.fixture(scope="module")
def more_units():
    """Of three units more than the first knew; of the sums of both no change can be read."""
    first = make_content(["18604", "18667", "18562"])
    return first, second(first, make_content(), [sent(f"Xã {at}", "added", 1) for at in range(5)])


def test_the_news_of_the_first_stands_first_each_with_its_units(more_units):
    first, content = more_units
    assert sentences.revision_in_letter(content).startswith(
        f"Thay đổi chính: số hộ nghèo so với {FEBRUARY}: từ {by(first)} thành {by(content)}; "
        "số đơn vị có số liệu từ 19 thành 22; "
    )


def test_sums_of_other_units_are_not_set_beside_each_other(more_units):
    first, content = more_units
    said = sentences.revision_in_letter(content)
    assert f"từ {first.district.poor:,.0f}".replace(",", ".") not in said
    assert f"từ {first.district.poor:,.0f}".replace(",", ".") in sentences.revision(content)


def test_why_is_said_in_three_lines_and_which_it_replaces_last(more_units):
    said = sentences.revision_in_letter(more_units[1])
    assert "Điều chỉnh vì: Xã 0 gửi thêm báo cáo tháng 3 năm 2020 (lần 1, nhận ngày 20/03/2020); Xã 1 " in said
    assert "Xã 2 gửi thêm báo cáo tháng 3 năm 2020 (lần 1, nhận ngày 20/03/2020); và 2 báo cáo khác. " in said
    assert said.endswith(f" {WHICH}")


def test_what_a_units_workbook_came_to_is_said_to_that_unit():
    first = make_content()
    units = [line.model_copy(update={"poor": line.poor - 2}) if line.code == "18604" else line for line in first.units]
    now = first.model_copy(update={"units": units})
    content = second(first, now, [sent("Xã Thạch Khê")])
    figures = "(lần 2, nhận ngày 20/03/2020): số hộ nghèo từ 47 thành 45 hộ"
    assert figures not in sentences.revision_in_letter(content)
    assert figures in sentences.revision_in_letter(content, own="Xã Thạch Khê")
    assert figures in document_of(content, f"{COMMUNE}18604").summary.revision
    assert figures in document_of(content, "giam-ngheo").opening


def test_verdicts_that_turned_are_named_the_others_counted():
    statuses = ("insured_poor", "insured_near_poor", "loan_access", "education_support", "information_access", "models")
    first = with_statuses(
        make_content(), **dict.fromkeys(statuses[:4], "missed"), information_access="on_track", models="attained"
    )
    now = with_statuses(make_content(), **dict.fromkeys(statuses, "behind"))
    said = sentences.revision_in_letter(second(first, now))
    assert "người nghèo tiếp cận dịch vụ thông tin: từ «Đúng tiến độ» thành «Chậm»; " in said
    assert "mô hình giảm nghèo bền vững: từ «Đạt» thành «Chậm»; " in said
    assert "4 chỉ tiêu vẫn chưa đạt, chỉ đổi cách đánh giá" in said
    assert "Không đạt" not in said


def test_those_that_turned_alike_stand_together():
    codes = ("insured_poor", "insured_near_poor", "loan_access", "education_support", "information_access")
    first = with_statuses(make_content(), **dict.fromkeys(codes, "attained"))
    said = sentences.revision_in_letter(second(first, with_statuses(make_content(), **dict.fromkeys(codes, "behind"))))
    assert said.count("từ «Đạt» thành «Chậm»") == 1
    assert " và 2 chỉ tiêu khác: từ «Đạt» thành «Chậm»" in said


def test_a_report_that_nothing_is_known_of_says_only_what_it_replaces():
    old = make_content(revision=2, replaces=say.Replaced(revision=1, issued_on=DAY))
    assert sentences.revision_in_letter(old) == WHICH
    assert sentences.revision_in_letter(make_content()) == ""
    assert old.replaces.model_dump() == {"revision": 1, "issued_on": DAY}


def test_nothing_that_moved_is_said_to_be_nothing():
    first = make_content()
    assert sentences.revision_in_letter(second(first, first)).startswith("Số hộ nghèo, hộ cận nghèo chung, kết luận")
