"""Rows behind figures: whatever is asked, they add up to it; and each stands where the original has it, whatever its format."""

from __future__ import annotations

import shutil

import pytest

from giamngheo.attain.provenance import explanation
from giamngheo.core.period import Period
from giamngheo.report.publish import publish_report
from giamngheo.report.site import places, site_of
from giamngheo.report.source_rows import placed, sources_of
from giamngheo.store.rows import places_of
from tests.attain.test_year_so_far import CEILING, JOINED, A, B, asked, came
from tests.conftest import PROJECT
from tests.support.office import Office, office_in, on_one_engine
from tests.support.own_classes import own_office
from tests.support.reading_children import children_that_read
from tests.support.site_pages import Page, dead_links
from tests.support.workbooks import book, next_book, write_month

UNITS = (("18604", "Xã Thạch Khê"), ("18562", "Thị trấn Thạch Hà"))


def _adds_up(context, code, period, unit):
    told, found = explanation(context.warehouse, code, period, unit), sources_of(context, code, period, unit)
    sums = {part.key: table.total(part.key) for table in found.tables for part in table.sums}
    expected = [told[side]["value"] for side in ("numerator", "denominator") if told[side]]
    return [*sums.values()] == pytest.approx([value or 0 for value in expected])


def test_the_rows_of_every_figure_and_indicator_add_up_to_it(office):
    first = [book(*unit, "2020-01", poor=12, near_poor=6) for unit in UNITS]
    for _ in range(3):
        write_month(office.inbox, first)
        office.collect(first[0].period)
        first = [next_book(one, pace=0.4) for one in first]
    plan = office.context.configuration.plan
    codes = [*(one.code for one in plan.indicator), *plan.figure_by_key]
    for period in (Period.parse("2020-02"), Period.parse("2020-Q1")):
        for unit in (None, "18604"):
            assert [code for code in codes if not _adds_up(office.context, code, period, unit)] == []


@pytest.fixture
def own(tmp_path):
    with office_in(tmp_path, config=str(own_office(tmp_path))) as found:
        yield found


def test_of_a_sum_of_the_year_the_rows_are_those_of_what_the_unit_was(own):
    """Joined in March of two, one of which did not report January."""
    table = own.home / "config" / "units.csv"
    table.write_text(f"{table.read_text('utf-8').splitlines()[0]}\n{JOINED}", "utf-8")
    asked(own, CEILING)
    for unit, months in {A: {"m01": 2, "m02": 1}, B: {"m02": 3}, "18003": {"m03": 4}}.items():
        came(own, unit, **months)
    for unit in (None, "18003"):
        found = sources_of(own.context, "came", Period.parse("2020-03"), unit)
        assert found.tables[0].total("came:numerator") == 8
        assert {one.submission.unit for one in found.tables[0].rows} == {A, B, "18003"}


@pytest.mark.usefixtures("small_pictures")
def test_no_page_for_leaders_leads_to_one_of_a_unit_that_was_joined_to_another(own):
    """Whose reports of the year stand there."""
    table = own.home / "config" / "units.csv"
    table.write_text(f"{table.read_text('utf-8').splitlines()[0]}\n{JOINED}", "utf-8")
    asked(own, CEILING)
    for unit, months in {A: {"m01": 2, "m02": 1}, B: {"m02": 3}, "18003": {"m03": 4}}.items():
        came(own, unit, **months)
    made = publish_report(own.context, Period.parse("2020-03"), lambda _: None)
    pages = {page.place: Page(page.data.decode()) for page in site_of(own.context, made)}
    joined = [own.context.units.name(unit, Period.parse("2020-02")) for unit in (A, B)]
    assert all(name in pages[places.of_figure("came")].text for name in joined)
    assert dead_links(pages) == []


@on_one_engine
def test_an_original_of_any_format_has_its_rows(office):
    """The sample's own, as they were sent: .xls, .ods, .xlsx."""
    months = sorted((PROJECT / "examples" / "inbox").rglob("*_2020-03*"))
    kinds = {path.suffix: path for path in months}
    assert len(kinds) == 3
    for path in kinds.values():
        folder = office.inbox / path.parent.name
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, folder)
    Office(office.home).collect("2020-03")
    found = sources_of(office.context, "poor", Period.parse("2020-03"), None)
    [table] = found.tables
    rows = placed(office.context, table.rows, table.sheet, table.fields)
    assert {one.submission.file.rpartition(".")[2] for one in rows} == {"xls", "ods", "xlsx"}
    assert all(one.place is not None and one.place[1] == one.row for one in rows)


@on_one_engine
@pytest.mark.parametrize("workers", [1, 3])
def test_no_more_children_read_originals_than_the_office_allows(office, monkeypatch, workers):
    write_month(office.inbox, [book(*unit, "2020-01", poor=12, near_poor=6) for unit in UNITS])
    office.collect("2020-01")
    [table] = sources_of(office.context, "poor", Period.parse("2020-01"), None).tables

    def read():
        assert all(one.place for one in placed(office.context, table.rows, table.sheet, table.fields))

    assert children_that_read(monkeypatch, read, workers) == workers


class _Part:
    def __init__(self, name, rows):
        self.name, self.data_rows = name, tuple(row - 1 for row in rows)


class _List:
    parts = (_Part("a", (5, 6)), _Part("b", (2, 4)), _Part("a", (9,)))


def test_a_list_that_goes_on_is_counted_on():
    """As `rows_of` counts, by sheet."""
    assert places_of(_List) == {5: ("a", 5), 6: ("a", 6), 9: ("a", 9), 11: ("b", 2), 13: ("b", 4)}
