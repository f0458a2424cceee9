"""Who needs help, and which figures are asked about."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from giamngheo.core.errors import NothingFound
from giamngheo.core.period import Period
from giamngheo.report.data_quality import UnitQuality, all_well, outliers, quality, undated_of
from giamngheo.report.lineage import upstream_submissions
from giamngheo.report.punctuality import nobody_said, punctuality, punctuality_by_unit
from giamngheo.warehouse.schema import submission
from tests.support.office import Office
from tests.support.workbooks import POOR, Book, book, break_rule, next_book, write_month

JANUARY, FEBRUARY = Period.parse("2020-01"), Period.parse("2020-02")
KHE, TOWN, DIEN = ("18604", "Xã Thạch Khê"), ("18562", "Thị trấn Thạch Hà"), ("18667", "Xã Nam Điền")


def test_who_is_late_returned_corrected(office: Office):
    """The first in time, the second returned and then late, the third corrected and in time."""
    first = [book(*unit, "2020-01", poor=6, near_poor=5) for unit in (KHE, TOWN, DIEN)]
    office.today = "2020-02-15"
    write_month(office.inbox, [first[0], break_rule(first[1], "C205")[0], first[2]])
    office.collect("2020-01")
    office.today = "2020-02-20"
    first[2].total_households += 1
    write_month(office.inbox, [first[1], first[2]])
    office.collect("2020-01")
    found = {one.unit: one for one in quality(office.context.warehouse, JANUARY, office.context.clock.today)}
    assert len(found) == 22
    khe, town, dien = (found[code] for code, _ in (KHE, TOWN, DIEN))
    assert (khe.late, khe.missing, khe.returned, khe.corrected) == (0, 0, 0, 0)
    assert (town.late, town.missing, town.returned, town.corrected) == (1, 0, 1, 0)
    assert [(rule, count) for rule, _, count in town.rules] == [("C205", 1)]
    assert (dien.late, dien.missing, dien.returned, dien.corrected) == (0, 0, 0, 1)
    assert found["18571"].missing == 1
    assert next(iter(found)) == "18562"


def _uninsured(one: Book) -> Book:
    for row in one.households:
        if row["classification"] == POOR:
            row["insured"] = 0
    return one


@pytest.mark.parametrize(("units", "asked"), [(9, ["18562"]), (7, [])])
def test_a_rate_far_from_all_others_is_asked_about(office: Office, units: int, asked: list[str]):
    """The rates of eight differ by tenths of a percent, of the ninth nobody is insured; of seven nothing is said."""
    listed = office.context.configuration.units[:units]
    books = [book(one.code, one.name, "2020-01", poor=30 + at, near_poor=5) for at, one in enumerate(listed)]
    _uninsured(books[0])
    office.today = "2020-02-15"
    write_month(office.inbox, books)
    office.collect("2020-01")
    found = [one for one in outliers(office.context.warehouse, JANUARY) if one.indicator == "insured_poor"]
    assert [one.unit for one in found] == asked
    assert all((one.value, one.units) == (0, units) and one.median > 50 for one in found)


def test_months_so_far_and_a_unit_that_stays_away(office: Office):
    first = book(*KHE, "2020-01", poor=6, near_poor=5)
    for one, today in ((first, "2020-02-15"), (next_book(first), "2020-03-15")):
        office.today = today
        write_month(office.inbox, [one])
        office.collect(one.period)
    office.today = "2020-03-20"
    found = {one.unit: one for one in quality(office.context.warehouse, FEBRUARY, office.context.clock.today)}
    assert (found["18604"].late, found["18604"].missing) == (0, 0)
    assert (found["18562"].late, found["18562"].missing) == (0, 2)


def test_of_a_report_it_is_told_who_was_missing_then(office: Office):
    """The second came after the report was made, late: of the report it is missing."""
    first, second = (book(*unit, "2020-01", poor=6, near_poor=5) for unit in (KHE, TOWN))
    office.today = "2020-02-15"
    write_month(office.inbox, [first])
    office.collect("2020-01")
    warehouse = office.context.warehouse
    then = replace(warehouse, as_of=frozenset(upstream_submissions(warehouse, JANUARY)))
    office.today = "2020-02-20"
    write_month(office.inbox, [second])
    office.collect("2020-01")
    told = {
        name: {one.unit.code: (one.late, one.missing) for one in found.values()}
        for name, asked in (("now", warehouse), ("then", then))
        if (found := punctuality_by_unit(asked, JANUARY, office.context.clock.today))
    }
    assert [told[name]["18562"] for name in ("now", "then")] == [([JANUARY], []), ([], [JANUARY])]
    assert [told[name]["18604"] for name in ("now", "then")] == [([], [])] * 2


def test_a_unit_is_not_told_of_months_before_it_was(office: Office):
    """The code was a town's until June 2025, and is a commune's since."""
    july, today = Period.parse("2025-07"), dt.date(2025, 8, 20)
    owed = {one.unit.name: one.owed for one in punctuality_by_unit(office.context.warehouse, july, today).values()}
    assert (owed["Xã Thạch Hà"], owed["Thị trấn Thạch Hà"]) == (1, 6)
    found = {one.unit: one for one in quality(office.context.warehouse, july, today)}
    assert (found["18562"].name, found["18562"].missing) == ("Xã Thạch Hà", 1)


def test_of_months_to_come_nothing_is_said(office: Office):
    office.today = "2020-02-15"
    write_month(office.inbox, [book(*KHE, "2020-01", poor=6, near_poor=5)])
    office.collect("2020-01")
    warehouse, today = office.context.warehouse, office.context.clock.today
    june = Period.parse("2020-06")
    assert quality(warehouse, june, today) == quality(warehouse, FEBRUARY, today)
    assert punctuality(warehouse, june, today).period == FEBRUARY
    for asked, said in (
        ("2021-03", "Tháng 3 năm 2021 chưa đến; chọn kỳ từ 2019-12 đến 2020-02."),
        ("2021-Q3", "Quý III năm 2021 chưa đến;"),
        ("2018-05", "Trước tháng 12 năm 2019 chưa thu thập báo cáo; chọn kỳ từ 2019-12 đến 2020-02."),
    ):
        with pytest.raises(NothingFound, match=said):
            quality(warehouse, Period.parse(asked), today)


def test_a_report_whose_day_nobody_knows_is_not_counted_as_in_time(office: Office):
    office.today = "2020-02-20"
    write_month(office.inbox, [book(*KHE, "2020-01", poor=6, near_poor=5)])
    office.collect("2020-01")
    warehouse = office.context.warehouse
    with warehouse.writing() as connection:
        connection.execute(sa.update(submission).values(submitted_at=None))
    found = {one.unit: one for one in quality(warehouse, JANUARY, office.context.clock.today)}
    assert (found["18604"].late, found["18604"].undated, found["18604"].missing) == (0, 1, 0)
    assert found["18604"].dated == 0
    told = punctuality(warehouse, JANUARY, office.context.clock.today, {"18604"})
    assert (told.lines, told.undated) == ((), 1)
    assert told.nowhere == nobody_said(0, 1)
    assert told.unknown == undated_of(found.values())
    others = punctuality(warehouse, JANUARY, office.context.clock.today)
    assert (len(others.lines), others.undated) == (21, 1)
    assert others.unknown.startswith("Không rõ ngày nộp của 1 báo cáo tháng")


@pytest.mark.parametrize(
    ("dated", "undated", "said"),
    [
        (44, 0, "Không có đơn vị nào: cả 44 báo cáo tháng đều nộp đúng hạn."),
        (0, 44, "Đơn vị nào cũng đã nộp; chưa biết đơn vị nào nộp muộn, vì cả 44 báo cáo tháng đều không rõ ngày nộp."),
        (
            22,
            1044,
            "Đơn vị nào cũng đã nộp; 22 báo cáo tháng rõ ngày nộp đều đúng hạn, 1.044 báo cáo tháng không rõ ngày nộp, nên không biết "
            "có muộn hay không.",
        ),
    ],
)
def test_that_nobody_was_late_is_said_of_those_alone_of_whom_it_is_known(dated: int, undated: int, said: str):
    assert nobody_said(dated, undated) == said


@pytest.mark.parametrize(
    ("dated", "undated", "said"),
    [
        (2, 0, "Từ đầu năm chưa thấy đơn vị nào nộp muộn, bị trả lại hay phải sửa."),
        (0, 2, "Từ đầu năm chưa thấy đơn vị nào bị trả lại hay phải sửa."),
        (2, 1, "Từ đầu năm chưa thấy đơn vị nào bị trả lại hay phải sửa; 4 báo cáo tháng rõ ngày nộp đều đúng hạn."),
    ],
)
def test_that_all_is_well_is_no_more_than_is_known(dated: int, undated: int, said: str):
    units = [UnitQuality(code, name, dated=dated, undated=undated) for code, name in (KHE, TOWN)]
    assert all_well(units) == said
    assert bool(undated_of(units)) == bool(undated)
