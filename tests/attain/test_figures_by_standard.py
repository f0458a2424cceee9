"""The plan's figures by another standard, on each engine: the same expressions over another column of the list."""

from __future__ import annotations

from giamngheo.attain.period_figures import work_out
from giamngheo.attain.standards import work_out_by
from giamngheo.core.period import Period
from giamngheo.metadata.settings import load_settings
from tests.support.own_classes import UNITS, own_office, with_column, with_standards
from tests.support.workbooks import NEAR_POOR, POOR, book, write_month

HEADING, MONTH = "Phân loại theo chuẩn thành phố", Period.parse("2020-02")


def test_the_same_expressions_read_the_other_column(office, monkeypatch):
    config = own_office(office.home)
    with_column(config, "classification_city", HEADING)
    with_standards(
        config,
        {"code": '"national"', "name": '"chuẩn quốc gia"'},
        {"code": '"city"', "name": '"chuẩn thành phố"', "column": '"classification_city"'},
    )
    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(config))
    load_settings.cache_clear()
    one = book(*UNITS[0], MONTH.code, poor=3, near_poor=4)
    for at, row in enumerate(one.households):
        row[HEADING] = NEAR_POOR if at == 0 else POOR
    one.extra_columns = {HEADING: None}
    office.today = "2020-03-01"
    write_month(office.inbox, [one])
    office.collect(MONTH.code)
    warehouse = office.context.warehouse
    by_main, by_city = work_out(warehouse, MONTH), work_out_by(warehouse, MONTH, "classification_city")
    assert [by_main.district[key] for key in ("poor", "near_poor", "households")] == [3, 4, one.total_households]
    assert [by_city.district[key] for key in ("poor", "near_poor", "households")] == [6, 1, one.total_households]
    assert by_city.district["poor_members"] == sum(row["members"] for row in one.households[1:])
    assert by_main.district["poor_members"] == sum(row["members"] for row in one.households[:3])
