"""Why a place in an official form is blank is said as it is: the month, the plan, the standard, the field; never one for another."""

from __future__ import annotations

import pytest

from giamngheo.core.period import Period
from giamngheo.metadata.official import official_forms
from giamngheo.report.official import official_tables
from tests.support.config_folder import change
from tests.support.office import office_in
from tests.support.own_classes import (
    AVERAGE,
    UNITS,
    own_office,
    with_average,
    with_column,
    with_editions,
    with_standards,
)
from tests.support.plans import with_next_plan
from tests.support.workbooks import NEAR_POOR, POOR, UNCHANGED, book, write_month

(FIRST, FIRST_NAME), (SECOND, SECOND_NAME) = UNITS
THIRD, THIRD_NAME = "18003", "Xã Hương Mới"
HEADING_NEW = "Phân loại theo chuẩn mới"
LAST = "Số đầu kỳ hoặc biến động chưa biết để trống, số cuối kỳ lấy theo danh sách hộ; dòng tổng cộng các số đã biết nên không cân đối."


def drawn(context, period, number):
    period = Period.parse(period)
    forms = official_forms(context.configuration.last_day_of(period))
    (table,) = official_tables(context.warehouse, period, forms, [number])
    return table


def notes(context, period, number):
    """Without what the circular's form says itself, what our form never asks, and the lines of people; and the rows."""
    table = drawn(context, period, number)
    own = [note for note in table.notes if note not in table.form.notes and "không ghi" not in note]
    rows = {row.unit.code: row for row in table.rows if row.line == 0}
    return [note for note in own if "dòng Nhân khẩu" not in note], rows


def months_of(unit, name, poor=4):
    one = book(unit, name, "2020-12", poor=poor, near_poor=3)
    for row in one.households:
        row["change"] = UNCHANGED
    return one


@pytest.fixture(scope="module")
def of_two_plans(tmp_path_factory):
    """The plan of 2021 counts the poor otherwise and the people of the near-poor from February on, as the form asks of housing;
    the second commune has no poor household, reports first in January and leaves February out; a third is there from March on."""
    config = own_office(tmp_path_factory.mktemp("plans"))
    with (config / "units.csv").open("a", encoding="utf-8") as units:
        units.write(f"{THIRD},{THIRD_NAME},xa,3,2021-03-01,,,,\n")
    plan = with_next_plan(config)
    change(
        plan, "(where classification = 'poor')\" }\nnear", "(where classification = 'poor' and members > 0)\" }\nnear"
    )
    members = "value = \"sum(members) filter (where classification = 'near_poor')\""
    change(plan, members, f'{members}, since = "2021-02"')
    household = config / "forms/BC-GN-01/household.toml"
    change(
        household,
        'type = "mark"\nrequired = true\n\n[[column]]\nfield = "sponsor"',
        'type = "mark"\nsince = "2021-02"\n\n[[column]]\nfield = "sponsor"',
    )
    with office_in(config.parent, config=str(config)) as office:
        for month, units in (
            ("2020-12", UNITS[:1]),
            ("2021-01", UNITS),
            ("2021-02", UNITS[:1]),
            ("2021-03", (*UNITS, (THIRD, THIRD_NAME))),
        ):
            office.today = f"{Period.parse(month) + 1}-20"
            books = [months_of(code, name, 4 if code == FIRST else 0) for code, name in units]
            for one in books:
                one.period = month
            write_month(office.inbox, books)
            office.collect(month)
            reported = {code for code, status in office.statuses(month).items() if status == "accepted"}
            assert reported == {code for code, _ in units}, office.rules(1)
        yield office.context


def test_a_report_of_the_opening_month_that_is_not_there(of_two_plans):
    own, rows = notes(of_two_plans, "2021-01", "7.3")
    assert own == [f"Chưa có báo cáo được nhận của tháng 12 năm 2020 (đầu kỳ): {SECOND_NAME}.", LAST]
    assert (rows[FIRST].balances, rows[FIRST].values["opening"], rows[SECOND].values["opening"]) == (True, 3, None)


def test_a_plan_that_counts_otherwise_is_said_and_beside_it_the_report_that_is_not_there(of_two_plans):
    own, rows = notes(of_two_plans, "2021-01", "7.2")
    assert own == [
        "Để trống cột (1), dòng Hộ: kế hoạch của tháng 12 năm 2020 tính số liệu này khác kế hoạch của kỳ này.",
        f"Chưa có báo cáo được nhận của tháng 12 năm 2020 (đầu kỳ): {SECOND_NAME}.",
        LAST,
    ]
    assert {row.values["opening"] for row in rows.values()} == {None}
    assert [row.values["closing"] for row in rows.values()] == [4, 0]


def test_a_month_of_the_period_that_is_not_there_and_a_unit_that_was_not(of_two_plans):
    own, rows = notes(of_two_plans, "2021-Q1", "7.3")
    assert own == [
        f"Chưa có báo cáo được nhận của tháng 12 năm 2020 (đầu kỳ): {SECOND_NAME}.",
        f"Chưa có báo cáo được nhận của tháng 2 năm 2021: {SECOND_NAME}.",
        f"Đầu kỳ không có số của đơn vị như hiện nay (đơn vị này khi đó chưa thuộc huyện): {THIRD_NAME}.",
        LAST,
    ]
    assert (rows[THIRD].values["opening"], rows[THIRD].values["closing"]) == (None, 3)


def test_who_has_not_reported_at_the_end(of_two_plans):
    own, rows = notes(of_two_plans, "2021-02", "7.3")
    assert own == [
        f"Số liệu của 1/2 đơn vị. Để trống vì chưa có báo cáo tháng 2 năm 2021 được nhận: {SECOND_NAME}. Dòng tổng chỉ cộng các "
        "đơn vị có số liệu."
    ]
    assert rows[FIRST].balances


def test_a_figure_and_a_field_that_were_not_asked_yet(of_two_plans):
    own, _ = notes(of_two_plans, "2021-01", "7.1")
    assert own == ["Để trống cột (11), (12): số liệu này chỉ có từ tháng 2 năm 2021."]
    people = "Để trống cột (1), (9), dòng Nhân khẩu: số liệu này chỉ có từ tháng 2 năm 2021."
    assert people in drawn(of_two_plans, "2021-01", "7.3").notes
    zero = f"Không có tỷ lệ, vì «Tổng số hộ nghèo» là 0: {SECOND_NAME}."
    unasked = "biểu BC-GN-01 kỳ này không hỏi «Nhà tạm bợ, dột nát»."
    assert notes(of_two_plans, "2021-01", "7.4")[0] == [f"Để trống cột (9): {unasked}"]
    assert notes(of_two_plans, "2021-01", "7.5")[0] == [f"Để trống cột (8): {unasked}", zero]
    assert notes(of_two_plans, "2021-03", "7.5")[0] == [zero.replace(".", f", {THIRD_NAME}.")]
    assert notes(of_two_plans, "2021-03", "7.1")[0] == []


def test_a_class_that_the_form_takes_only_later_is_no_0(tmp_path):
    config = own_office(tmp_path)
    with_average(config)
    with_editions(config)
    household = config / "forms/BC-GN-01/household.toml"
    change(household, f'label = "{AVERAGE}"', f'label = "{AVERAGE}"\nsince = "2020-03"')
    with office_in(tmp_path, config=str(config)) as office:
        for month, said in (("2020-02", "kỳ này không ghi hộ có mức sống trung bình"), ("2020-03", None)):
            (note,) = notes_of_class(office.context, month) or (None,)
            assert note == (said and f"Để trống cột (7), (8), (13), (14): biểu BC-GN-01 {said}.")


def notes_of_class(context, month):
    return [note for note in drawn(context, month, "7.1").notes if "mức sống trung bình" in note]


@pytest.fixture(scope="module")
def of_two_standards(tmp_path_factory):
    """The new standard begins in March; by it the lists are also drawn up before, in which the second commune leaves a household
    out."""
    config = own_office(tmp_path_factory.mktemp("standards"))
    with_column(config, "classification_new", HEADING_NEW)
    old = {"code": '"old"', "name": '"chuẩn cũ"', "valid_to": "2020-02-29"}
    new = {"code": '"new"', "name": '"chuẩn mới"', "valid_from": "2020-03-01", "column_before": '"classification_new"'}
    with_standards(config, old, new)
    with office_in(config.parent, config=str(config)) as office:
        for month in ("2019-12", "2020-01", "2020-02", "2020-03"):
            books = [months_of(code, name) for code, name in UNITS]
            for one in books:
                one.period, one.extra_columns = month, {HEADING_NEW: None}
                for at, row in enumerate(one.households):
                    row[HEADING_NEW] = POOR if at < 5 else NEAR_POOR
                    if month == "2020-03":
                        row.update(classification=row[HEADING_NEW], social_protection=None)
            if month == "2020-02":
                books[1].households[0][HEADING_NEW] = None
            office.collect_accepted(month, books)
        yield office.context


def test_a_list_that_does_not_tell_every_household_by_the_new_standard(of_two_standards):
    own, rows = notes(of_two_standards, "2020-03", "7.2")
    assert own == [f"Danh sách hộ tháng 2 năm 2020 chưa ghi phân loại theo chuẩn mới của mọi hộ: {SECOND_NAME}.", LAST]
    assert (rows[FIRST].values["opening"], rows[FIRST].values["closing"], rows[FIRST].balances) == (5, 5, True)
    assert (rows[SECOND].values["opening"], rows[SECOND].values["closing"]) == (None, 5)


def test_a_standard_that_changes_inside_the_period(of_two_standards):
    own, rows = notes(of_two_standards, "2020-Q1", "7.2")
    moves = ", ".join(f"({number})" for number in range(2, 9))
    assert own == [f"Để trống cột {moves}, dòng Hộ: trong quý I năm 2020 chuẩn nghèo thay đổi.", LAST]
    assert {row.values["escaped"] for row in rows.values()} == {None}
    assert rows[FIRST].values["opening"] == 5


def test_before_the_change_nothing_is_said(of_two_standards):
    assert notes(of_two_standards, "2020-02", "7.2")[0] == []
