"""Of thousands of units an appendix on paper shows the areas, whose sums stay those of the whole."""

from __future__ import annotations

import pytest

from giamngheo.report.documents.document import ColumnSum, Subtotal, Table, TableColumn
from giamngheo.report.documents.tables.on_paper import MOST_ROWS, on_paper

COLUMNS = (TableColumn("name", "Đơn vị", 40), TableColumn("poor", "Hộ nghèo", 20, "count", "hộ", total=ColumnSum()))


class _Country:
    """Rows as they are laid: an area above what is in it; each unit has one poor household."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, int]] = []
        self.subtotals: list[Subtotal] = []

    def units(self, count: int) -> tuple[int, ...]:
        first = len(self.rows)
        self.rows += [("xã", 1)] * count
        return tuple(range(first, first + count))

    def area(self, name: str, *inner: object) -> tuple[int, ...]:
        at = len(self.rows)
        self.rows.append((name, 0))
        units: tuple[int, ...] = ()
        height = 1
        for each in inner:
            if isinstance(each, int):
                units += self.units(each)
            else:
                before = len(self.subtotals)
                units += self.area(*each)  # type: ignore[misc]
                height = max([height, *(one.height + 1 for one in self.subtotals[before:])])
        self.rows[at] = (name, len(units))
        self.subtotals.append(Subtotal(at, units, height))
        return units

    def table(self) -> Table:
        total = sum(self.rows[at][1] for at in range(len(self.rows)) if at not in {one.at for one in self.subtotals})
        subtotals = tuple(sorted(self.subtotals, key=lambda one: one.at))
        return Table("units", "Theo đơn vị", "Hộ nghèo", COLUMNS, tuple(self.rows), ("", total), subtotals=subtotals)


def _single(table: Table) -> list[tuple[str, int]]:
    return [table.rows[at] for at in table.single]  # type: ignore[misc]


def test_a_table_that_paper_bears_stays():
    country = _Country()
    country.area("tỉnh", MOST_ROWS - 1)
    table = country.table()
    assert on_paper(table) is table


def test_the_lowest_level_that_is_short_enough_is_shown():
    country = _Country()
    for province in range(3):
        country.area(f"tỉnh {province}", *((f"huyện {province}.{each}", 100) for each in range(4)))
    shown = on_paper(country.table())
    assert len(shown.rows) == 3 + 12
    assert sum(count for _, count in _single(shown)) == 1200 == shown.total[1]
    assert [shown.rows[one.at][1] for one in shown.subtotals] == [400] * 3
    for one in shown.subtotals:
        assert sum(shown.rows[at][1] for at in one.of) == shown.rows[one.at][1]
    assert "Đủ 1.200 dòng ở trang tính «Theo đơn vị»" in shown.note


def test_of_too_many_areas_those_above_are_shown():
    country = _Country()
    for province in range(4):
        country.area(f"tỉnh {province}", *((f"huyện {province}.{each}", 2) for each in range(150)))
    shown = on_paper(country.table())
    assert [row[0] for row in shown.rows] == [f"tỉnh {each}" for each in range(4)]
    assert shown.subtotals == ()


def test_areas_without_areas_in_them_and_units_in_none_are_not_lost():
    country = _Country()
    country.area("tỉnh", ("huyện", 600))
    country.area("thành phố", 300)
    country.area("huyện chưa có xã")
    country.units(7)
    shown = on_paper(country.table())
    assert [row[0] for row in shown.rows] == ["tỉnh", "huyện", "thành phố", "huyện chưa có xã", *["xã"] * 7]
    assert sum(count for _, count in _single(shown)) == 907 == shown.total[1]


@pytest.mark.parametrize("count", [MOST_ROWS + 1, 10_599])
def test_without_areas_the_first_rows_are_shown_and_it_is_said(count):
    country = _Country()
    country.units(count)
    shown = on_paper(country.table())
    assert len(shown.rows) == MOST_ROWS
    assert f"Đủ {count:,}".replace(",", ".") in shown.note
