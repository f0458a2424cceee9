"""Draws a sheet of rows: heading, carried rows, room for more; what its cells take, and what is coloured."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import ceil
from typing import Any

from openpyxl.formatting.rule import Rule as Colour
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from giamngheo.core import text_metrics
from giamngheo.core.text_metrics import lines
from giamngheo.feedback.form.formulas import Formulas, ViolationFormula
from giamngheo.feedback.form.limits import in_words, need, prompt, remedies, validation
from giamngheo.feedback.form.lists import Lists
from giamngheo.feedback.form.places import ABOUT, HEADING, ORDINAL, SUMMARY, TITLE, TableLayout
from giamngheo.feedback.form.prefilled import AsRead, Row
from giamngheo.feedback.form.styles import DAY, TEXT, WHOLE, FormStyles, alarm, grid
from giamngheo.metadata.form import Column, Form
from giamngheo.report.render.excel.cell_styles import Align
from giamngheo.report.wording.listing import plain

_KEYED = 2  # columns that stay in sight: the ordinal, and up to so many of the row's keys
_WIDEST_ROW, _NARROW_TABLE = 60.0, 110.0  # digits
_LINE = 15.0  # points
_LEGEND = "Ô đỏ: phải sửa trước khi gửi. Ô vàng: xem lại, nếu đúng thì để nguyên. Cách ghi: trang tính «{guide}»."


def draw(
    sheet: Worksheet, table: TableLayout, rows: Sequence[Row], form: Form, styles: FormStyles, about: str
) -> dict[str, Any]:
    """The cells; gives the values of the formulas, by cell."""
    _open_columns(sheet, table, styles)
    _lock_head(sheet, table, styles)
    styles.put(sheet.cell(TITLE, 1), _title(table), "title")
    styles.put(sheet.cell(ABOUT, 1), about, "about")
    _heading(sheet, table, styles)
    for number, row in enumerate(rows, start=1):
        _row(sheet, table.first + number - 1, number, table, row, form, styles)
    _sizes(sheet, table, rows)
    return _sums(sheet, table, rows, styles)


def guard(sheet: Worksheet, table: TableLayout, formulas: Formulas, lists: Lists) -> None:
    """What the cells take, what is coloured, what is locked."""
    broken = list(formulas.broken())
    for column in table.columns:
        own = [each for each in broken if each.field == column.field]
        if rule := validation(table, column, lists, own):
            sheet.add_data_validation(rule)
        heading = f"{get_column_letter(table.numbered[column.field])}{table.numbers - 1}"
        sheet.add_data_validation(prompt(column, guidance(table, column), heading))
    _colour(sheet, table, formulas, broken)
    protect(sheet)


def guidance(table: TableLayout, column: Column) -> str:
    """What to write in a column, in one text."""
    return " ".join(
        filter(
            None, (in_words(table.sheet, column), _sentence(need(table.sheet, column)), remedies(table.sheet, column))
        )
    )


def protect(sheet: Worksheet) -> None:
    """Locks what is locked, without a password: against slips, not against people. Rows may come, go and be sorted."""
    kept: Any = sheet.protection
    kept.sheet = True
    for allowed in ("insertRows", "deleteRows", "sort", "autoFilter", "formatCells", "formatColumns", "formatRows"):
        setattr(kept, allowed, False)  # as the format has it: what is *protected*


def legend(guide: str) -> str:
    return _LEGEND.format(guide=guide)


# ---------------------------------------------------------------- the cells


def _open_columns(sheet: Worksheet, table: TableLayout, styles: FormStyles) -> None:
    """Whole columns are open, to the right edge too: a row can be deleted only where no cell of it is locked."""
    _open(sheet, 1, 1, styles.style("body", "center", WHOLE))
    for column in table.columns:
        number = table.numbered[column.field]
        _open(sheet, number, number, styles.style("body", *_shown(column)))
    _open(sheet, table.last_column + 1, 16384, styles.style("body"))


def _open(sheet: Worksheet, first: int, last: int, style: Any) -> None:
    dimension: Any = sheet.column_dimensions[get_column_letter(first)]
    dimension.min, dimension.max, dimension._style = first, last, style


def _lock_head(sheet: Worksheet, table: TableLayout, styles: FormStyles) -> None:
    """Every cell above the rows, which the open columns would leave open."""
    for line in range(TITLE, HEADING):
        for number in range(1, table.last_column + 1):
            styles.put(sheet.cell(line, number), None, "summary" if line == SUMMARY else "about")


def _title(table: TableLayout) -> str:
    """The longest of the sheet's names: the others are short forms of it."""
    return max((table.sheet.name, *table.sheet.also), key=len).upper()


def _heading(sheet: Worksheet, table: TableLayout, styles: FormStyles) -> None:
    last = table.numbers - 1
    styles.put(sheet.cell(HEADING, 1), ORDINAL, "heading", "center")
    for number in range(1, table.last_column + 1):
        for line in range(HEADING, last + 1):
            styles.put(sheet.cell(line, number), None, "heading", "center")
        styles.put(sheet.cell(table.numbers, number), f"({number})", "number", "center")
    for column in table.columns:
        line = last if column.group else HEADING
        styles.put(sheet.cell(line, table.numbered[column.field]), heading(column), "heading", "center")
    if table.has_groups:
        _merge(sheet, table, styles)


def heading(column: Column) -> str:
    """An amount tells its unit, for it could be another one; in brackets the reading does not mind it."""
    tells = column.type == "decimal" and column.unit_of_measure
    return f"{column.heading} ({column.unit_of_measure})" if tells else column.heading


def _merge(sheet: Worksheet, table: TableLayout, styles: FormStyles) -> None:
    """A group's name over its columns; the other headings over both lines."""
    sheet.merge_cells(start_row=HEADING, end_row=HEADING + 1, start_column=1, end_column=1)
    for group, columns in groupby(table.columns, key=lambda column: column.group or column.field):
        places = [table.numbered[column.field] for column in columns]
        first = table.columns[places[0] - 2]
        if first.group:
            styles.put(sheet.cell(HEADING, places[0]), group, "heading", "center")
            if len(places) > 1:
                last = places[-1]
                sheet.merge_cells(start_row=HEADING, end_row=HEADING, start_column=places[0], end_column=last)
        else:
            sheet.merge_cells(start_row=HEADING, end_row=HEADING + 1, start_column=places[0], end_column=places[0])


def _row(
    sheet: Worksheet, line: int, ordinal: int, table: TableLayout, row: Row, form: Form, styles: FormStyles
) -> None:
    styles.put(sheet.cell(line, 1), ordinal, "body", "center", WHOLE)
    for column in table.columns:
        value = as_typed(column, row.get(column.field), form)
        styles.put(sheet.cell(line, table.numbered[column.field]), value, "body", *_shown(column))


def as_typed(column: Column, value: Any, form: Form) -> Any:
    """A stored value as the form has it: a choice's label, `x`, nothing for a zero that may be left out."""
    if value is None or (column.empty_is_zero and not value):
        return None
    if isinstance(value, AsRead):
        return plain(value)
    match column.type:
        case "choice":
            return next((choice.label for choice in column.choice if choice.code == value), None)
        case "mark":
            return form.marks.yes[0] if value else None
        case "whole" | "decimal":  # half a person too, as another system may have it: the check says so
            return int(value) if float(value).is_integer() else float(value)
        case "date":
            return value if isinstance(value, dt.date) else None
    return plain(str(value)) or None


def _sums(sheet: Worksheet, table: TableLayout, rows: Sequence[Row], styles: FormStyles) -> dict[str, Any]:
    """How many rows, and the sum of each column of numbers."""
    key = next(column.field for column in table.columns if column.field in (table.sheet.row_key or (column.field,)))
    until = next((table.numbered[column.field] for column in table.columns if column.is_number), table.last_column + 1)
    stored: dict[str, Any] = {f"A{SUMMARY}": f"Cả danh sách: {len(rows)} dòng"}
    counted = f'="Cả danh sách: "&COUNTA({table.span(key)})&" dòng"'
    styles.put_formula(sheet.cell(SUMMARY, 1), counted, "summary", "left", "General")
    sheet.merge_cells(start_row=SUMMARY, end_row=SUMMARY, start_column=1, end_column=until - 1)
    for column in table.columns:
        if column.is_number:
            cell = sheet.cell(SUMMARY, table.numbered[column.field])
            form = WHOLE if column.type == "whole" else "General"
            styles.put_formula(cell, f"=SUM({table.span(column.field)})", "summary", "right", form)
            values = (row.get(column.field) for row in rows)
            stored[cell.coordinate] = sum(value or 0 for value in values if not isinstance(value, AsRead))
    return stored


def _shown(column: Column) -> tuple[Align, str]:
    """Numbers as they are typed: a half person must not be shown rounded, and an amount has no empty comma."""
    if column.is_number:
        return "right", "General"
    match column.type:
        case "mark" | "code":
            return "center", TEXT
        case "date":
            return "center", DAY
    return "left", "General"


# ---------------------------------------------------------------- sizes


def _sizes(sheet: Worksheet, table: TableLayout, rows: Sequence[Row]) -> None:
    widths = _widths(table, rows)
    sheet.column_dimensions["A"].width = 5.5
    for field, width in widths.items():
        sheet.column_dimensions[get_column_letter(table.numbered[field])].width = width
    alone = max(lines(heading(column), widths[column.field] - 2, is_bold=True) for column in table.columns)
    sheet.row_dimensions[HEADING].height = (_groups(table, widths) if table.has_groups else alone) * _LINE + 6
    if table.has_groups:
        sheet.row_dimensions[HEADING + 1].height = max(alone * _LINE - 6, 2 * _LINE)
    for line, height in ((TITLE, 22), (ABOUT, 17), (SUMMARY, 19), (table.numbers, 17)):
        sheet.row_dimensions[line].height = height
    for line, row in enumerate(rows, start=table.first):
        if (most := _most_lines(table, row, widths)) > 1:
            sheet.row_dimensions[line].height = most * _LINE
    kept = [column for column in table.columns[:_KEYED] if column.field in table.sheet.row_key]
    sheet.freeze_panes = f"{get_column_letter(2 + len(kept))}{table.first}"
    sheet.auto_filter.ref = f"A{table.numbers}:{get_column_letter(table.last_column)}{table.last}"


def _most_lines(table: TableLayout, row: Row, widths: dict[str, float]) -> int:
    """LibreOffice makes no row of another program's file higher, and long texts would run into each other."""
    texts = [column.field for column in table.columns if column.type == "text"]
    return max((lines(plain(str(row.get(field) or "")), widths[field] - 1) for field in texts), default=1)


def _groups(table: TableLayout, widths: dict[str, float]) -> int:
    """In how many lines the longest name of a group is broken over its columns."""
    room: dict[str, float] = {}
    for column in table.columns:
        room[column.group] = room.get(column.group, -2.0) + widths[column.field]
    return max(lines(group, width, is_bold=True) for group, width in room.items())


def _widths(table: TableLayout, rows: Sequence[Row]) -> dict[str, float]:
    """By the kind of column and what is carried; texts take what a narrow table leaves."""
    found = {column.field: _width(column, rows) for column in table.columns}
    texts = [column.field for column in table.columns if column.type == "text"]
    spare = _NARROW_TABLE - sum(found.values())
    return {
        field: width + (spare / len(texts) if field in texts and spare > 0 else 0) for field, width in found.items()
    }


def _width(column: Column, rows: Sequence[Row]) -> float:
    match column.type:
        case "choice":
            return max(len(choice.label) for choice in column.choice) + 3
        case "text":
            texts = [str(row.get(column.field) or "") for row in rows]
            longest = max((max(len(text), ceil(text_metrics.width(text))) for text in texts), default=0)
            return min(max(16.0, longest + 2), _WIDEST_ROW / 2)
        case "rule":
            return 24.0
        case "code" | "date":
            return 12.5
        case "mark":
            return 9.0
    return 10.5


# ---------------------------------------------------------------- colours


def _colour(sheet: Worksheet, table: TableLayout, formulas: Formulas, broken: Sequence[ViolationFormula]) -> None:
    """One colour for each broken expectation, then for rows that nobody would read, then the lines."""
    filled = f"COUNTA({table.whole_row()})>0"
    for each in broken:
        _add(sheet, table.area(each.field), f"AND({filled},{each.formula})", alarm(each.rule.severity))
    for area, formula in _unread(table, formulas, filled):
        _add(sheet, area, formula, alarm("critical"))
    whole = f"A{table.first}:{get_column_letter(table.last_column)}{table.last}"
    _add(sheet, whole, filled, grid())


def _unread(table: TableLayout, formulas: Formulas, filled: str) -> Iterator[tuple[str, str]]:
    """A row without any of its keys is no row to the reading, whatever else stands in it."""
    keys = [field for field in table.sheet.row_key if field in table.numbered]
    if keys:
        nothing = ",".join(formulas.blank(field) for field in keys)
        yield table.area(keys[0]), f"AND({filled},{nothing})"


def _add(sheet: Worksheet, area: str, formula: str, style: DifferentialStyle) -> None:
    sheet.conditional_formatting.add(area, Colour(type="expression", formula=[formula], dxf=style))


def _sentence(text: str) -> str:
    return f"{text}." if text else ""
