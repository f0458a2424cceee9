"""Rows of units under the areas that they are in, each area's subtotal above them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from giamngheo.report.content import AreaLine, ReportContent
from giamngheo.report.documents.document import Cell, Subtotal
from giamngheo.report.wording import words

Row = tuple[Cell, ...]


class Grouped(NamedTuple):
    rows: tuple[Row, ...]
    subtotals: tuple[Subtotal, ...] = ()


def grouped(content: ReportContent, rows: Mapping[str, Row], row_of: Callable[[AreaLine], Row | None]) -> Grouped:
    """`rows`: code → a unit's row. `row_of`: an area's; nothing where the table has none of it. Units of no area come last."""
    if not content.areas:
        return Grouped(tuple(rows.values()))
    laid = _Laid(content.areas, rows, row_of)
    laid.put("", rows)
    return Grouped(tuple(laid.rows), tuple(sorted(laid.subtotals, key=lambda one: one.at)))


def name_of(area: AreaLine) -> str:
    """`Khu vực Đông (3/4 đơn vị)`: the coverage goes with every sum that is not of all units."""
    return area.line.name if area.coverage.is_whole else f"{area.line.name} ({words.coverage_of(area.coverage)})"


class _Laid:
    def __init__(
        self, areas: list[AreaLine], of_units: Mapping[str, Row], row_of: Callable[[AreaLine], Row | None]
    ) -> None:
        self._areas, self._of_units, self._row_of = areas, of_units, row_of
        self.rows: list[Row] = []
        self.subtotals: list[Subtotal] = []

    def put(self, parent: str, units: Iterable[str]) -> int:
        """The areas in one, and the units in it alone; gives how high the subtotals among them are."""
        inner = [area for area in self._areas if area.parent == parent]
        height = max((self._put_area(area) for area in inner), default=0)
        elsewhere = {code for area in inner for code in area.units}
        self.rows += [self._of_units[code] for code in units if code in self._of_units and code not in elsewhere]
        return height

    def _put_area(self, area: AreaLine) -> int:
        row, at = self._row_of(area), len(self.rows)
        if row is None:
            return 0
        self.rows.append(row)
        height = self.put(area.line.code, area.units) + 1
        below = {one.at for one in self.subtotals}
        of = tuple(each for each in range(at + 1, len(self.rows)) if each not in below)
        self.subtotals.append(Subtotal(at, of, height))
        return height
