"""A closed month takes no workbook; reopened, with a reason, it takes the one that lies there."""

from __future__ import annotations

import datetime as dt

import pytest

from giamngheo.core.errors import UsageError
from giamngheo.core.period import Period
from giamngheo.store.deadlines import close, closed_months, due_days, extend, reopen
from giamngheo.warehouse.audit_log import entries
from tests.support.workbooks import book, fast_write, path_in, write_month

pytestmark = pytest.mark.sqlite_first
JANUARY, QUARTER = Period.parse("2020-01"), Period.parse("2020-Q1")
TODAY = dt.date(2020, 12, 31)


@pytest.fixture
def khe(office):
    one = book("18604", "Xã Thạch Khê", "2020-01", poor=6, near_poor=7)
    write_month(office.inbox, [one])
    office.collect("2020-01")
    return one


def corrected(office, one):
    one.households[0]["insured"] = 0
    fast_write(one, path_in(office.inbox, one).with_name("lần 2.xlsx"))
    office.collect("2020-01")


def versions(office):
    return [row[3:5] for row in office.rows()["submission"]]  # version, status


def test_a_correction_of_a_closed_month_is_returned_and_what_was_accepted_stays(office, khe):
    assert close(office.context.warehouse, JANUARY, "Lan", TODAY) == [JANUARY]
    corrected(office, khe)
    assert office.statuses("2020-01")["18604"] == "accepted"
    assert sorted(status for _, status in versions(office)) == ["accepted", "rejected"]
    assert "C205" in office.rules(2)


def test_reopened_the_month_takes_what_lies_there(office, khe):
    close(office.context.warehouse, JANUARY, "Lan", TODAY)
    corrected(office, khe)
    with pytest.raises(UsageError, match="lý do"):
        reopen(office.context.warehouse, JANUARY, "Lan", " ", TODAY)
    assert reopen(office.context.warehouse, JANUARY, "Lan", "xã nộp bản sửa", TODAY) == [JANUARY]
    office.collect("2020-01")
    assert sorted(status for _, status in versions(office)) == ["accepted", "accepted"]
    said = [
        (entry.who, entry.action, entry.why)
        for _, entry in entries(office.context.warehouse, "2020-01", ("close", "reopen"))
    ]
    assert said == [("Lan", "close", ""), ("Lan", "reopen", "xã nộp bản sửa")]


def test_a_quarter_closes_its_months_once(office):
    warehouse = office.context.warehouse
    close(warehouse, JANUARY, "Lan", TODAY)
    assert [month.code for month in close(warehouse, QUARTER, "Lan", TODAY)] == ["2020-02", "2020-03"]
    assert close(warehouse, QUARTER, "Lan", TODAY) == []
    assert closed_months(warehouse, TODAY) == {"2020-01", "2020-02", "2020-03"}


def test_a_month_that_has_not_begun_is_not_closed(office):
    with pytest.raises(UsageError, match="tháng 2 năm 2021"):
        close(office.context.warehouse, Period.parse("2021-02"), "Lan", TODAY)
    with pytest.raises(UsageError, match="tháng 2 năm 2020, tháng 3 năm 2020"):
        close(office.context.warehouse, QUARTER, "Lan", dt.date(2020, 1, 31))
    assert closed_months(office.context.warehouse, TODAY) == frozenset()


def test_the_month_that_is_under_way_may_be_closed(office):
    assert close(office.context.warehouse, JANUARY, "Lan", dt.date(2020, 1, 1)) == [JANUARY]
    assert closed_months(office.context.warehouse, dt.date(2020, 1, 1)) == {"2020-01"}


def test_a_closed_month_has_no_later_due_day(office):
    context = office.context
    unit = context.units.get("18604", JANUARY)
    close(context.warehouse, JANUARY, "Lan", TODAY)
    with pytest.raises(UsageError, match="giamngheo reopen 2020-01"):
        extend(context.warehouse, JANUARY, unit, dt.date(2020, 2, 20), "Lan", "xã bị ngập")
    assert due_days(context.warehouse, JANUARY).extended == {}
    reopen(context.warehouse, JANUARY, "Lan", "xã bị ngập", TODAY)
    extend(context.warehouse, JANUARY, unit, dt.date(2020, 2, 20), "Lan", "xã bị ngập")
    due = due_days(context.warehouse, JANUARY)
    assert due.extended == {"18604": dt.date(2020, 2, 20)}
    assert due.of("18604") == dt.date(2020, 2, 20)
    assert due.of("18607") == due.common == dt.date(2020, 1, 16)


def test_a_month_locks_by_itself_after_its_lock_day_and_stays_open_when_reopened(office):
    context = office.context
    calendar = context.configuration.calendar.model_copy(update={"lock_working_days": 10})
    object.__setattr__(
        context.warehouse, "configuration", context.configuration.model_copy(update={"calendar": calendar})
    )
    # December: cut-off moved to Monday 16, due on 18 December; ten working days later, over New Year, is 2 January.
    assert closed_months(context.warehouse, dt.date(2020, 1, 2)) == frozenset()
    assert closed_months(context.warehouse, dt.date(2020, 1, 3)) == {"2019-12"}
    reopen(context.warehouse, Period.parse("2019-12"), "Lan", "sửa kỳ gốc", dt.date(2020, 1, 3))
    assert closed_months(context.warehouse, dt.date(2020, 1, 3)) == frozenset()
    close(context.warehouse, Period.parse("2019-12"), "Lan", dt.date(2020, 1, 4))
    assert closed_months(context.warehouse, dt.date(2020, 1, 4)) == {"2019-12"}
