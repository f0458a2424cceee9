"""Excel's workbooks of 1997 to 2003, .xls, by xlrd."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
from typing import Any

import xlrd
from xlrd.xldate import xldate_as_datetime

from giamngheo.read.error_values import ERROR_OF_NUMBER
from giamngheo.read.formats.faults import Limits, too_large
from giamngheo.read.formats.symbols import is_symbol_font
from giamngheo.read.formats.worksheet import PLAIN, Look, SheetBuilder, Worksheet, day_of


def read_xls(data: bytes, _kind: str, limits: Limits) -> list[Worksheet]:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.closing(io.StringIO()) as said:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=said, ragged_rows=True)
        if book.nsheets > limits.sheets:
            too_large(f"hơn {limits.sheets} trang tính")
        looks = [_look(book, each) for each in book.xf_list]
        return [_read_sheet(sheet, book, looks, limits) for sheet in book.sheets()]


def _read_sheet(sheet: Any, book: Any, looks: list[Look], limits: Limits) -> Worksheet:
    built = SheetBuilder(sheet.name, limits, sheet.visibility != 0)
    built.hidden_rows.update(row for row, info in sheet.rowinfo_map.items() if info.hidden)
    built.hidden_columns.update(column for column, info in sheet.colinfo_map.items() if info.hidden)
    for first_row, after_row, first_column, after_column in sheet.merged_cells:
        built.merged.append((first_row, first_column, after_row - 1, after_column - 1))
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            look = looks[cell.xf_index] if cell.xf_index is not None and cell.xf_index < len(looks) else PLAIN
            built.put(row, column, _value(cell, book.datemode), look)
    return built.sheet()


def _value(cell: Any, datemode: int) -> object:
    kind, value = cell.ctype, cell.value
    if kind == xlrd.XL_CELL_ERROR:
        return ERROR_OF_NUMBER.get(value, "#N/A")
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_DATE:
        try:
            moment: dt.datetime = xldate_as_datetime(value, datemode)
        except (ValueError, OverflowError):
            return float(value)
        return moment.time() if 0 <= value < 1 else day_of(moment)
    return value if kind in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER) else ""


def _look(book: Any, style: Any) -> Look:
    found = book.format_map.get(style.format_key)
    font = book.font_list[style.font_index] if style.font_index < len(book.font_list) else None
    name = font.name if font is not None and is_symbol_font(font.name) else ""
    look = Look(found.format_str if found else "General", False, bool(font and font.struck_out), name)
    return PLAIN if look == PLAIN else look
