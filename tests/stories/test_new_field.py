"""A column that the form gets in the middle of the year: a column of the warehouse, an indicator, and earlier months
that have no data: never 0."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
import sqlalchemy as sa

from giamngheo.attain.period_figures import work_out
from giamngheo.core.period import Period
from giamngheo.feedback.form import form_workbook, prefilled
from giamngheo.metadata.recipients import FULL_REPORT
from giamngheo.metadata.settings import load_settings
from giamngheo.report.compose import draft
from giamngheo.report.documents import document_of
from giamngheo.report.wording import goals
from tests.conftest import PROJECT
from tests.support.config_folder import change
from tests.support.office import on_one_engine
from tests.support.plans import add_indicators
from tests.support.workbooks import book, next_book, write_month

HEADING = "Có việc làm"
COLUMN = """
[[column]]
field = "employed"
heading = "Có việc làm"
type = "mark"
required = true
since = "2020-02"
"""
RULES = """
[[rule]]
code = "H390"
title = "Không rõ việc làm"
severity = "critical"
column = "employed"
unreadable = true
message = "Việc làm chưa ghi."
remedy = "Ghi lại."
expect = [
  { type = "expect_column_values_to_not_be_null", column = "employed" },
  { type = "expect_column_values_to_be_null", column = "employed__text" },
]
"""
INDICATOR = """
[[indicator]]
code = "employment"
title = "Hộ nghèo có việc làm"
measure = "rate"
numerator = "count(*) filter (where classification = 'poor' and employed)"
denominator = "count(*) filter (where classification = 'poor')"
unit_of_measure = "%"
target = { sign = "≥", value = 50 }
better = "higher"
responsible = "ldtbxh"
article = "mục I.1.3"
"""
FIGURE = """
employed = { title = "Hộ có việc làm", value = "count(*) filter (where employed)" }
found_work = { title = "Hộ mới có việc làm", value = "count(*) filter (where employed)", kind = "flow" }
"""
JANUARY, FEBRUARY, QUARTER = (Period.parse(code) for code in ("2020-01", "2020-02", "2020-Q1"))


def with_new_field(folder):
    household, plan = folder / "forms/BC-GN-01/household.toml", folder / "plan.toml"
    text = household.read_text(encoding="utf-8")
    place = text.index("[[rule]]")
    household.write_text(f"{text[:place]}{COLUMN}\n{text[place:]}{RULES}", encoding="utf-8")
    change(plan, "[figures.household]", "[figures.household]" + FIGURE)
    add_indicators(plan, INDICATOR)


@pytest.fixture
def office_with_both(office, monkeypatch):
    """January by the old form; then the new column, and February with it."""
    office.today = "2020-03-10"
    january = book("18604", "Xã Thạch Khê", "2020-01", poor=6, near_poor=5, seed=3)
    write_month(office.inbox, [january])
    office.collect("2020-01")
    folder = shutil.copytree(PROJECT / "config", office.home / "config")
    with_new_field(folder)
    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(folder))
    load_settings.cache_clear()
    write_month(office.inbox, [replace(next_book(january), extra_columns={HEADING: "x"})])
    office.collect("2020-02")
    return office, january


def test_the_warehouse_gets_its_column_and_earlier_months_have_no_data(office_with_both):
    office, _ = office_with_both
    warehouse = office.context.warehouse
    assert office.statuses("2020-01")["18604"] == office.statuses("2020-02")["18604"] == "accepted"
    with warehouse.reading() as connection:
        assert "employed" in {each["name"] for each in sa.inspect(connection).get_columns("household")}
    january, february, quarter = (work_out(warehouse, period) for period in (JANUARY, FEBRUARY, QUARTER - 1))
    assert not {"employed", "found_work", "employment:numerator", "employment:denominator"} & january.district.keys()
    assert january.district["poor"] == 6
    assert february.district["employed"] == february.district["found_work"] > 0
    assert february.district["employment:numerator"] == february.district["poor"]
    assert not quarter.units


@on_one_engine
def test_a_longer_period_counts_the_months_from_the_first(office_with_both):
    office, january = office_with_both
    march = replace(next_book(next_book(january)), period="2020-03", extra_columns={HEADING: "x"})
    office.today = "2020-03-31"
    write_month(office.inbox, [march])
    office.collect("2020-03")
    whole, months = (
        work_out(office.context.warehouse, QUARTER).district["found_work"],
        [work_out(office.context.warehouse, month).district.get("found_work", 0) for month in QUARTER.months],
    )
    assert months[0] == 0
    assert whole == sum(months) > months[2] > 0


@on_one_engine
def test_a_workbook_of_an_earlier_month_is_not_asked_for_it(office_with_both):
    """Without the column, and with it left empty or filled wrongly: nothing of it was collected then."""
    office, january = office_with_both
    for number, columns in enumerate(({}, {HEADING: None}, {HEADING: "không rõ"})):
        again = replace(january, total_people=6_000 + number, extra_columns=columns)
        write_month(office.inbox, [again])
        office.collect("2020-02")
        assert office.statuses("2020-01")["18604"] == "accepted", number
        assert work_out(office.context.warehouse, JANUARY).district["people"] == 6_000 + number
    february = replace(next_book(january), total_people=6_100)
    write_month(office.inbox, [february])
    office.collect("2020-02")
    assert office.statuses("2020-02")["18604"] == "accepted"  # the version before: this one lacks the heading
    assert work_out(office.context.warehouse, FEBRUARY).district["people"] != 6_100


@on_one_engine
@pytest.mark.usefixtures("office_with_both")
def test_commands_say_that_there_are_no_data(giamngheo):
    def run(*arguments):
        code, out, _ = giamngheo(*arguments, "--today", "2020-03-10")
        assert code == 0
        return out

    def value(period, *arguments):
        found = json.loads(run("attainment", "--period", period, *arguments, "--json"))["values"]
        return next(each for each in found if each["indicator"] == "employment")

    for arguments in ((), ("--unit", "18604")):
        january = value("2020-01", *arguments)
        assert (january["value"], january["numerator"], january["denominator"]) == (None, None, None)
        assert (january["status"], january["reporting_units"]) == ("no_data", 0)
        february = value("2020-02", *arguments)
        judged = None if arguments else "not_enough"  # no target of a unit; one of 22 is no ground for the district
        assert (february["value"], february["status"], february["reporting_units"]) == (100.0, judged, 1)
    figures = json.loads(run("figures", "--period", "2020-01", "--json"))
    assert figures["district"]["employed"] is None
    assert figures["units"]["18604"]["employed"] is None
    assert "Chưa có số liệu" in run("figures", "--period", "2020-01")
    explained = json.loads(run("explain", "employment", "--period", "2020-01", "--json"))
    assert (explained["value"], explained["status"], explained["since"]) == (None, "no_data", "2020-02")
    assert "Thu thập từ tháng 2 năm 2020" in run("explain", "employment", "--period", "2020-01")
    series = ("series", "--unit", "18604", "--from", "2020-01", "--to", "2020-02", "--figure", "employed", "--json")
    months = json.loads(run(*series))["months"]
    assert months[0]["value"] is None
    assert months[1]["value"] > 0
    assert "tháng 1 năm 2020 chưa thu thập số liệu này" in months[0]["reason"]


@on_one_engine
def test_the_report_says_that_there_are_no_data(office_with_both):
    from expectations.outgoing import require_agreement

    office, _ = office_with_both
    for period in (JANUARY, FEBRUARY):
        content = draft(office.context.warehouse, period, 1, dt.date(2020, 3, 10)).content
        require_agreement(content)
        own = next(item for item in content.attainment if item.indicator == "employment")
        assert own.source.endswith("từ tháng 2 năm 2020")
        unit = next(line for line in content.units if line.code == "18604")
        by_unit = next(item for item in unit.indicators if item.indicator == "employment")
        if period == JANUARY:
            assert (own.value, own.status, own.coverage.reporting) == (None, "no_data", 0)
            assert (by_unit.value, by_unit.status) == (None, "no_data")
            assert all(line.indicators[-1].value is None for line in content.villages)
        else:
            assert (own.value, own.previous, own.status) == (100.0, None, "not_enough")
            assert (by_unit.value, by_unit.previous) == (100.0, None)
        text = str(document_of(content, FULL_REPORT))
        assert "Hộ nghèo có việc làm" in text
    assert goals.status("no_data") == "Chưa có số liệu"


@on_one_engine
def test_the_form_of_an_earlier_month_has_no_such_column(office_with_both):
    office, _ = office_with_both
    configuration = office.context.configuration
    unit = office.context.units.get("18604", FEBRUARY)
    for period, there in ((JANUARY, False), (FEBRUARY, True)):
        carried = prefilled(office.context.warehouse, "18604", period)
        made = openpyxl.load_workbook(BytesIO(form_workbook(configuration, unit, period, carried)))
        headings = {cell.value for row in made["Danh sách hộ"].iter_rows(max_row=8) for cell in row}
        assert (HEADING in headings) is there
        assert "Mã hộ" in headings
