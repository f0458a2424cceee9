"""Tables as an appendix on paper has them: of thousands of units nobody turns the pages; the workbook lists each."""

from __future__ import annotations

from dataclasses import replace

from giamngheo.core.formats import number
from giamngheo.report.documents.document import Subtotal, Table

MOST_ROWS = 500  # some twenty pages


def on_paper(table: Table) -> Table:
    """A table of more rows has those of the areas instead, or where there are none its first rows; it says where all are."""
    if len(table.rows) <= MOST_ROWS:
        return table
    rest = f"Đủ {number(len(table.single))} dòng ở trang tính «{table.name}» của phụ lục số liệu (Excel)."
    return replace(_shorter(table), note=f"{table.note} {rest}".strip(), chart=())


def _shorter(table: Table) -> Table:
    """The areas down to the deepest level that is short enough, and what is in none of them."""
    depths = _depths(table)
    covered = {row for one in table.subtotals for row in one.of}
    outside = [at for at in table.single if at not in covered]
    for deepest in sorted({*depths.values()}, reverse=True):
        kept = [one for one in table.subtotals if depths[one.at] <= deepest]
        if len(kept) + len(outside) <= MOST_ROWS:
            return _of_areas(table, kept, outside, {one.at: deepest - depths[one.at] for one in kept})
    return replace(table, rows=table.rows[:MOST_ROWS], subtotals=())


def _depths(table: Table) -> dict[int, int]:
    """Row of an area → in how many others it is."""
    depths: dict[int, int] = {}
    ends: list[int] = []
    for one in table.subtotals:
        while ends and ends[-1] < one.at:
            ends.pop()
        depths[one.at] = len(ends)
        ends.append(_end(one))
    return depths


def _end(area: Subtotal) -> int:
    """The last row that is in it."""
    return max(area.of, default=area.at)


def _of_areas(table: Table, areas: list[Subtotal], outside: list[int], height: dict[int, int]) -> Table:
    """The rows of areas, and those `outside`; an area with none in it that is shown is a single row now."""
    shown = sorted([*height, *outside])
    place = {at: number for number, at in enumerate(shown)}
    within = {one.at: [at for at in height if one.at < at <= _end(one)] for one in areas}
    subtotals = [
        Subtotal(place[at], tuple(place[one] for one in inner if not within[one]), height[at])
        for at, inner in within.items()
        if inner
    ]
    return replace(table, rows=tuple(table.rows[at] for at in shown), subtotals=tuple(subtotals))
