"""What a period adds up: stocks of its last month, flows of all its months, and which reports stand behind them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from giamngheo.attain.period_figures import work_out
from giamngheo.attain.reporting_rates import ReportingRate
from giamngheo.core.period import Period
from tests.support.office import on_one_engine
from tests.support.submissions import submitted

pytestmark = on_one_engine
KHE, DIEN = "18604", "18667"
QUARTER, FEBRUARY = Period.parse("2020-Q1"), Period.parse("2020-02")


def listed(warehouse, unit, month, poor, new, status="accepted"):
    """A month's report of a unit with so many poor households, some of them new."""
    number = submitted(warehouse, unit, month, status)
    rows = [
        {
            "submission_id": number,
            "row": at,
            "household_code": f"{unit}{at:05d}",
            "classification": "poor",
            "change": "new" if at < new else "unchanged",
        }
        for at in range(poor)
    ]
    with warehouse.writing() as connection:
        connection.execute(sa.insert(warehouse.rows["household"]), rows)
    return number


@pytest.fixture
def quarter(office):
    """Of one unit all three months, of the other without February; and a report that was returned."""
    warehouse = office.context.warehouse
    for unit, months in ((KHE, (1, 2, 3)), (DIEN, (1, 3))):
        for month in months:
            listed(warehouse, unit, f"2020-{month:02d}", poor=month + 1, new=month)
    listed(warehouse, DIEN, "2020-02", poor=9, new=9, status="rejected")
    return work_out(warehouse, QUARTER)


def test_stocks_are_of_the_last_month_and_flows_of_all(quarter):
    assert {unit: (own["poor"], own["change_new"]) for unit, own in quarter.units.items()} == {
        KHE: (4, 6),
        DIEN: (4, 4),
    }
    assert (quarter.district["poor"], quarter.district["change_new"]) == (8, 10)
    assert quarter.submissions == (1, 2, 3, 4, 5)


def test_reports_are_counted_by_month(quarter):
    assert quarter.gaps == {KHE: [], DIEN: [FEBRUARY]}
    assert quarter.coverage("stock") == ReportingRate(2, 22)
    assert quarter.coverage("flow") == ReportingRate(5, 66)
    assert quarter.of_unit(DIEN).coverage("flow") == ReportingRate(2, 3)
    assert quarter.of_unit("18562").coverage("flow") == ReportingRate(0, 3)
    assert quarter.of_unit("99999").coverage("flow") == ReportingRate(0, 3)
    assert quarter.of_units([KHE, "18562"]).gaps == {KHE: []}
    assert quarter.over([DIEN])["poor"] == 4


def test_a_month_before_the_last_without_the_last_is_no_stock(office):
    warehouse = office.context.warehouse
    listed(warehouse, KHE, "2020-02", poor=3, new=1)
    found = work_out(warehouse, QUARTER)
    assert (found.units, found.submissions) == ({}, ())
    assert found.coverage("stock") == ReportingRate(0, 22)
