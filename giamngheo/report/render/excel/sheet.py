"""One table on its sheet: headings, rows, total line; numbers as numbers, texts that never run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from giamngheo.report.documents.document import Amount, Cell, Document, TableColumn
from giamngheo.report.render.excel import charts, marks, printing, totals, widths
from giamngheo.report.render.excel.cell_styles import Align
from giamngheo.report.render.excel.places import ABOUT, FIRST, HEADING, MARKS, NOTE, TITLE, Place, SumLine, heading
from giamngheo.report.render.excel.styles import TEXT, CellStyleName, Styles, amount_form, number_form
from giamngheo.report.wording import listing

_LONGEST_TEXT = 32_767  # letters in a cell, as Excel allows

_plain = lru_cache(maxsize=4096)(listing.plain)  # names of units come again on every sheet


@dataclass(frozen=True)
class SheetExtras:
    """What openpyxl cannot write: formulas' values by cell, and what each chart shows by its name."""

    stored: dict[str, str | float]
    alternatives: dict[str, str]


def draw(workbook: Workbook, styles: Styles, place: Place, places: Sequence[Place], document: Document) -> SheetExtras:
    """A new sheet with the table; `places` are those of the whole document, as a total may point to another sheet."""
    sheet = workbook.create_sheet(place.name)
    _head(sheet, styles, place, document)
    if place.table.rows:
        _rows(sheet, styles, place)
        sheet.auto_filter.ref = f"A{HEADING}:{get_column_letter(len(place.table.columns))}{place.last}"
    else:
        _no_rows(sheet, styles, place)
    stored: dict[str, str | float] = {}
    for line in place.sums:
        stored |= _sum_line(sheet, styles, place, line, places)
    legend = marks.mark(sheet, place)
    _put(styles, sheet.cell(MARKS, 1), legend or None, "left", TEXT, "note")
    widths.set_sizes(sheet, place, _above(place, document, legend))
    shown = charts.add(sheet, place)
    printing.set_up(sheet, place, document, shown)
    return SheetExtras(stored, {chart.name: chart.alternative for chart in shown})


def _above(place: Place, document: Document, legend: str) -> dict[int, str]:
    """The lines above the headings."""
    return {TITLE: place.table.title, ABOUT: document.title, NOTE: place.table.note, MARKS: legend}


def _head(sheet: Worksheet, styles: Styles, place: Place, document: Document) -> None:
    last = len(place.table.columns)
    for line, text in _above(place, document, "").items():
        style: CellStyleName = "title" if line == TITLE else "about" if line == ABOUT else "note"
        _put(styles, sheet.cell(line, 1), text or None, "left", TEXT, style)
        if last > 1:
            sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=last)
    for number, column in enumerate(place.table.columns, start=1):
        _put(styles, sheet.cell(HEADING, number), heading(column), "center", TEXT, "heading")


def _rows(sheet: Worksheet, styles: Styles, place: Place) -> None:
    for at in place.table.single:
        row = place.table.rows[at]
        for number, (column, value) in enumerate(zip(place.table.columns, row, strict=True), start=1):
            is_unit_told = isinstance(value, Amount) and value.unit in row
            _put(styles, sheet.cell(FIRST + at, number), *_shown(column, value, is_unit_told), "body")


def _no_rows(sheet: Worksheet, styles: Styles, place: Place) -> None:
    last = len(place.table.columns)
    for number in range(1, last + 1):
        _put(styles, sheet.cell(FIRST, number), place.table.empty if number == 1 else None, "left", TEXT, "nothing")
    if last > 1:
        sheet.merge_cells(start_row=FIRST, end_row=FIRST, start_column=1, end_column=last)


def _sum_line(
    sheet: Worksheet, styles: Styles, place: Place, line: SumLine, places: Sequence[Place]
) -> dict[str, str | float]:
    """The values of its formulas, by cell."""
    stored: dict[str, str | float] = {}
    for number, (column, value) in enumerate(zip(place.table.columns, line.cells, strict=True), start=1):
        cell = sheet.cell(line.line, number)
        shown, align, form = _shown(column, value, is_unit_told=False)
        if live := totals.formula(place, line, number, places):
            formula, stored[cell.coordinate] = live
            styles.put_formula(cell, formula, "total", align, form)
        else:
            _put(styles, cell, shown, align, form, "total")
    return stored


def _shown(column: TableColumn, value: Cell, is_unit_told: bool) -> tuple[str | float | None, Align, str]:
    """A cell's text or number, on which side it stands, and in which format."""
    is_text = column.kind == "text" and not isinstance(value, Amount)
    align = column.align or ("left" if is_text else "right")
    if isinstance(value, Amount):
        return value.value, align, amount_form(value, is_unit_told)
    if isinstance(value, str):
        return value or None, align, TEXT
    if value is None:
        return None, align, TEXT
    return value, align, number_form(column, value)


def _put(styles: Styles, cell: Any, value: str | float | None, align: Align, form: str, style: CellStyleName) -> None:
    """A text is made plain, and is never run."""
    if isinstance(value, str):
        text = _plain(value)
        value = text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"
    styles.put(cell, value, style, align, form)
