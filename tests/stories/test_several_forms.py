"""A quarterly form beside the monthly one: from the shared folder to stored rows, answers and reminders, each by its form."""

from __future__ import annotations

import csv
import io
import json
import re

import openpyxl
import pytest
import sqlalchemy as sa

from commands.status import status
from giamngheo.check.completeness import unit_reports
from giamngheo.core.period import Period
from giamngheo.feedback.answers import answered_at
from giamngheo.feedback.form.prefilled import households_for
from giamngheo.feedback.receipts import receipts
from giamngheo.feedback.reminders import reminders
from giamngheo.feedback.returned_workbook import lay_answers
from giamngheo.operate.erasure import Asked, pseudonymise
from giamngheo.operate.household_traces import traces_of
from giamngheo.store.submissions import in_force
from giamngheo.warehouse.schema import finding, submission
from tasks.feedback import feedback
from tests.support.forms_beside import with_form
from tests.support.office import on_one_engine, told
from tests.support.own_classes import AVERAGE, with_average
from tests.support.second_form import FORM, NEEDS, household, typed_cover, write_second
from tests.support.workbooks import NEAR_POOR, POOR, book, path_in, write_month

KHE = ("18604", "Xã Thạch Khê")
MARCH, QUARTER = Period.parse("2020-03"), Period.parse("2020-Q1")


@pytest.fixture
def several(office, monkeypatch):
    """An office with both forms; a commune has sent its March report, and nothing of the quarter."""
    with_form(office.home, FORM, monkeypatch)
    office.today = "2020-03-20"
    write_month(office.inbox, [book(*KHE, "2020-03", poor=3, near_poor=2)])
    return office


def quarter_in(office, name="BC-GN-02_18604_2020-Q1.xlsx"):
    return path_in(office.inbox, book(*KHE, "2020-03", poor=1)).parent / name


def listed(count=3):
    return [household(f"18604{number:04}", marks=["Thiếu lao động", "Việc làm"]) for number in range(1, count + 1)]


def standing(office):
    (one,) = (one for one in unit_reports(office.context.warehouse, QUARTER, FORM) if one.unit.code == KHE[0])
    return one


def test_each_workbook_is_judged_stored_and_counted_by_its_own_form(several):
    write_second(quarter_in(several), typed_cover(KHE, "Quý I/2020"), listed())
    several.collect("2020-03")
    assert several.statuses("2020-03")[KHE[0]] == "accepted"
    assert standing(several).status == "accepted"
    table = several.context.warehouse.rows["bcgn02_household"]
    with several.context.warehouse.reading() as connection:
        kept = connection.execute(sa.select(submission.c.form, submission.c.period).order_by(submission.c.id)).all()
        rows = connection.execute(sa.select(table.c.cause_labour, table.c.cause_land, table.c.no_job)).all()
    assert sorted(map(tuple, kept), key=str) == [(FORM, "2020-Q1"), (None, "2020-03")]
    assert [tuple(row) for row in rows] == [(True, False, True)] * 3
    assert [*in_force(several.context.warehouse, [MARCH, QUARTER])] == [(KHE[0], "2020-03")]


@on_one_engine
def test_a_correction_takes_the_place_of_its_own_form_alone(several):
    write_second(quarter_in(several), typed_cover(KHE, "Quý I/2020"), listed())
    several.collect("2020-03")
    before = in_force(several.context.warehouse, [MARCH])
    write_second(quarter_in(several), typed_cover(KHE, "Quý I/2020"), listed(4))
    several.collect("2020-03")
    assert (standing(several).status, standing(several).version) == ("accepted", 2)
    assert in_force(several.context.warehouse, [MARCH]) == before
    assert several.statuses("2020-03")[KHE[0]] == "accepted"


@on_one_engine
@pytest.mark.parametrize(("typed", "rule"), [("03/2020", "C204"), ("Quý II/2020", "C205"), ("Quý IV/2018", "C205")])
def test_the_period_is_of_the_forms_kind_and_open(several, typed, rule):
    write_second(quarter_in(several, "quý.xlsx"), typed_cover(KHE, typed), listed())
    several.collect("2020-03")
    assert standing(several).status == "rejected"
    assert rule in several.rules(standing(several).submission)
    assert several.statuses("2020-03")[KHE[0]] == "accepted"


@on_one_engine
def test_what_was_refused_as_too_early_is_taken_when_the_quarters_last_month_has_come(several):
    write_second(
        quarter_in(several, "quý.xlsx"), typed_cover(KHE, "Quý II/2020") | {"Ngày chốt số liệu": "14/06/2020"}, listed()
    )
    several.collect("2020-03")
    second = Period.parse("2020-Q2")
    for today, became in (("2020-05-20", "rejected"), ("2020-06-16", "accepted")):
        several.today = today
        several.collect(today[:7])
        assert {one.status for one in unit_reports(several.context.warehouse, second, FORM)} == {"missing", became}


@on_one_engine
def test_a_form_that_nobody_knows_is_refused_as_before(several):
    write_second(quarter_in(several, "lạ.xlsx"), typed_cover(KHE, "Quý I/2020", "BC-XX-09"), listed())
    several.collect("2020-03")
    with several.context.warehouse.reading() as connection:
        (own,) = connection.execute(sa.select(submission).where(submission.c.status == "rejected")).all()
    assert own.form is None
    assert several.rules(own.id) == ["C201"]


@on_one_engine
def test_answers_and_receipts_name_the_form(several):
    write_second(quarter_in(several), typed_cover(KHE, "Quý I/2020"), [household("186040001", "Nghèo khó")])
    several.collect("2020-03")
    letters = {one.period: one for one in receipts(several.context)}
    assert letters["2020-Q1"].summary.subject == "TRẢ LẠI, 1 lỗi phải sửa: biểu BC-GN-02 quý I/2020 lần 1, xã Thạch Khê"
    assert "biểu BC-GN-01 T3/2020" in letters["2020-03"].summary.subject
    lay_answers(several.context)
    (path,) = several.inbox.rglob("_phan-hoi/2020-Q1/*.xlsx")
    said = [cell.value for row in openpyxl.load_workbook(path)["Kết quả kiểm tra"].iter_rows() for cell in row]
    assert any("quý I năm 2020, biểu BC-GN-02" in str(value) for value in said)
    assert list(answered_at(several.context.warehouse, ["2020-Q1"], FORM)) == [KHE[0]]


def test_an_answer_is_of_the_form_on_which_it_was_given(several, capsys):
    """By the file that was laid, and by the receipt that left."""
    write_second(quarter_in(several), typed_cover(KHE, "Quý I/2020"), listed())
    several.collect("2020-03")
    assert answered_at(several.context.warehouse, ["2020-Q1"], FORM) == {}
    feedback.fn(several.today)
    assert list(answered_at(several.context.warehouse, ["2020-Q1"], FORM)) == [KHE[0]]
    assert answered_at(several.context.warehouse, ["2020-Q1"]) == {}
    (quarter,) = told(capsys, status, "2020-03", today=several.today)["forms"]
    assert [unit["unit"] for unit in quarter["units"] if "answered_at" in unit] == [KHE[0]]


@on_one_engine
def test_each_form_is_reminded_of_where_it_is_owed(several):
    several.collect("2020-03")
    several.today = "2020-03-30"
    told = [one for one in reminders(several.context, MARCH) if one.about == KHE[0]]
    assert [one.summary.subject.partition(", xã")[0] for one in told] == ["Nhắc nộp biểu BC-GN-02 quý I/2020"]
    assert told[0].which.startswith(f"{FORM}/")
    assert [one for one in reminders(several.context, Period.parse("2020-02")) if FORM in one.summary.subject] == []


@on_one_engine
def test_the_two_lists_are_laid_beside_each_other(several):
    """A household in one of them alone, and one of another class, are named by their rows and by nothing else."""
    main = book(*KHE, "2020-03", poor=3, near_poor=2)
    write_month(several.inbox, [main])
    marks = {"Nghèo": ["Thiếu lao động", *NEEDS[:3]], "Cận nghèo": ["Thiếu lao động", *NEEDS[:2]]}
    classes = {
        row["household_code"]: "Nghèo" if row["classification"] == POOR else "Cận nghèo" for row in main.households
    }
    codes = [*classes]
    classes[codes[0]] = "Cận nghèo"
    del classes[codes[1]]
    classes["186049999"] = "Nghèo"
    rows = [household(code, of, marks=marks[of]) for code, of in classes.items()]
    write_second(quarter_in(several), typed_cover(KHE, "Quý I/2020"), rows)
    several.collect("2020-03")
    one = standing(several)
    assert (one.status, one.warning) == ("accepted", 3)
    with several.context.warehouse.reading() as connection:
        query = sa.select(finding).where(finding.c.submission_id == one.submission).order_by(finding.c.rule)
        found = {row.rule: (row.row, row.message) for row in connection.execute(query)}
    assert {code: row for code, (row, _) in found.items()} == {"X411": len(rows) + 1, "X412": None, "X413": 2}
    assert "«Cận nghèo» ở đây nhưng ghi «Nghèo» trong báo cáo BC-GN-01 kỳ 03/2020" in found["X413"][1]
    assert re.search(r"Hộ ở dòng \d+ của danh sách hộ trong báo cáo BC-GN-01 kỳ 03/2020", found["X412"][1])
    assert not [message for _, message in found.values() for code in (*codes, "186049999") if code in message]


@on_one_engine
def test_marks_of_a_row_are_counted_for_the_rules(several):
    rows = [
        household("186040001", "Nghèo", marks=["Thiếu lao động", *NEEDS[:2]]),
        household("186040002", "Cận nghèo", marks=["Thiếu lao động", *NEEDS[:3]]),
        household("186040003", "Nghèo", marks=NEEDS),
        household("186040004", "Ra khỏi danh sách", "Chết"),
    ]
    several.inbox.joinpath(f"{KHE[0]} - {KHE[1]}").mkdir(exist_ok=True)
    write_second(quarter_in(several), typed_cover(KHE, "Quý I/2020"), rows)
    several.collect("2020-03")
    with several.context.warehouse.reading() as connection:
        query = sa.select(finding.c.rule, finding.c.row).where(finding.c.submission_id == standing(several).submission)
        found = {tuple(row) for row in connection.execute(query.where(finding.c.rule.startswith("H")))}
    assert found == {("H342", 2), ("H343", 3), ("H344", 4)}


@on_one_engine
def test_status_shows_each_form_in_each_way(several, giamngheo):
    write_second(quarter_in(several), typed_cover(KHE, "Quý I/2020"), listed())
    several.collect("2020-03")
    code, out, _ = giamngheo("status", "--period", "2020-03", "--json")
    assert code == 0
    told = json.loads(out)["forms"]
    assert [(one["form"], one["period"], one["reporting_units"]) for one in told] == [(FORM, "2020-Q1", 1)]
    _, out, _ = giamngheo("status", "--period", "2020-03", "--csv")
    lines = list(csv.DictReader(io.StringIO(out.lstrip("\ufeff")), delimiter=";"))
    assert {(line["Biểu"], line["Kỳ"]) for line in lines} == {("BC-GN-01", "2020-03"), (FORM, "2020-Q1")}
    assert "Biểu BC-GN-02, quý I năm 2020: 1/22 đơn vị đã báo cáo" in giamngheo("status", "--period", "2020-03")[1]


@on_one_engine
def test_the_form_is_drawn_with_the_months_households_sent_back_filled_and_taken(several, giamngheo, tmp_path):
    several.collect("2020-03")
    asked = ("template", "--unit", KHE[0], "--out", tmp_path / "out")
    code, _, said = giamngheo(*asked, "--form", FORM, "--period", "2020-03")
    assert (code, "viết như 2020-Q2" in said) == (2, True)
    code, _, said = giamngheo(*asked, "--form", "BC-XX", "--period", "2020-Q1")
    assert (code, "chọn một trong: BC-GN-01, BC-GN-02" in said) == (2, True)
    assert giamngheo(*asked, "--form", FORM, "--period", "2020-Q1")[0] == 0
    workbook = openpyxl.load_workbook(tmp_path / "out" / "BC-GN-02_18604_2020-Q1.xlsx")
    sheet = workbook["Danh sách hộ"]
    headings = {str(cell.value).partition("\n")[0]: cell.column for row in sheet["A4:Z5"] for cell in row if cell.value}
    classes = [sheet.cell(line, headings["Phân loại hộ"]).value for line in range(7, 13)]
    assert sorted(filter(None, classes)) == ["Cận nghèo"] * 2 + ["Nghèo"] * 3
    assert [sheet.cell(line, headings["Biến động khác trong quý"]).value for line in range(7, 12)] == [None] * 5
    for line, of in enumerate(classes[:5], start=7):
        for heading in ["Thiếu lao động", *NEEDS[: 3 if of == "Nghèo" else 2]]:
            sheet.cell(line, headings[heading], "x")
    workbook.save(quarter_in(several))
    several.collect("2020-03")
    assert (standing(several).status, standing(several).warning) == ("accepted", 0)


@on_one_engine
def test_households_of_a_class_that_the_form_does_not_have_are_neither_laid_nor_missed(office, monkeypatch):
    with_average(with_form(office.home, FORM, monkeypatch))
    office.today = "2020-03-20"
    month = book(*KHE, "2020-03", poor=3, near_poor=2)
    month.households[0]["classification"] = AVERAGE
    write_month(office.inbox, [month])
    office.collect("2020-03")
    form = next(one for one in office.context.configuration.forms if one.id == FORM)
    laid = households_for(office.context.warehouse, KHE[0], form, QUARTER)
    codes = [row["household_code"] for row in laid.rows["bcgn02_household"]]
    assert codes == [row["household_code"] for row in month.households[1:]]
    marks = {POOR: ["Thiếu lao động", *NEEDS[:3]], NEAR_POOR: ["Thiếu lao động", *NEEDS[:2]]}
    of = {row["household_code"]: row["classification"] for row in month.households}
    rows = [household(code, of[code], marks=marks[of[code]]) for code in codes]
    write_second(quarter_in(office), typed_cover(KHE, "Quý I/2020"), rows)
    office.collect("2020-03")
    assert (standing(office).status, standing(office).warning) == ("accepted", 0)
    code = month.households[0]["household_code"]
    write_second(
        quarter_in(office),
        typed_cover(KHE, "Quý I/2020"),
        [*rows, household(code, "Nghèo", marks=marks[POOR])],
    )
    office.collect("2020-03")
    assert office.rules(standing(office).submission) == ["X413"]  # poor here, of that other class there
    write_second(
        quarter_in(office), typed_cover(KHE, "Quý I/2020"), [*rows, household(code, "Ra khỏi danh sách", "Chết")]
    )
    office.collect("2020-03")
    assert "X413" not in office.rules(standing(office).submission)


@on_one_engine
def test_a_check_beforehand_says_the_same(several, giamngheo):
    dead = household("186040001", "Cận nghèo", "Chết", ["Thiếu lao động"])
    path = write_second(quarter_in(several), typed_cover(KHE, "Quý I/2020"), [dead])
    code, out, _ = giamngheo("check", path, "--json")
    (judged,) = json.loads(out)
    assert (code, judged["status"], judged["period"]) == (1, "rejected", "2020-Q1")
    assert [finding["rule"] for finding in judged["findings"]] == ["H341"]


@on_one_engine
def test_a_household_is_found_and_erased_in_every_form(several):
    write_second(quarter_in(several), typed_cover(KHE, "Quý I/2020"), listed(1))
    several.collect("2020-03")
    traces = traces_of(several.context, "186040001")
    assert {"household", "bcgn02_household"} <= {*traces.rows}
    assert traces.last_month == "2020-03"
    warehouse = several.context.warehouse
    with warehouse.writing() as connection:
        pseudonymise(connection, warehouse, {"186040001": Asked("x0123456789abcdef", "2020-03")})
        table = warehouse.rows["bcgn02_household"]
        (row,) = connection.execute(sa.select(table.c.household_code, table.c.head_name)).all()
    assert row.household_code == "x0123456789abcdef"
    assert "Nguyễn" not in row.head_name
