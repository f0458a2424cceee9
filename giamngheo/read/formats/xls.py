"""Excel's workbooks of 1997 to 2003, .xls, by xlrd."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import struct
from typing import Any

import xlrd
from xlrd.biffh import (
    XL_BLANK,
    XL_BOOLERR,
    XL_DIMENSION,
    XL_FORMULA,
    XL_LABEL,
    XL_LABELSST,
    XL_MULBLANK,
    XL_MULRK,
    XL_NUMBER,
    XL_OBJ,
    XL_RK,
    XL_RSTRING,
)
from xlrd.xldate import xldate_as_datetime

from giamngheo.read.error_values import ERROR_OF_NUMBER
from giamngheo.read.faults import Limits, damaged, too_large
from giamngheo.read.seen.styles import look_of_xf
from giamngheo.read.seen.symbols import in_unicode
from giamngheo.read.seen.worksheet import NOWHERE, PLAIN, Look, RichText, Room, SheetBuilder, Worksheet, day_of

_ON_OPENING = 2  # of a formula: to be calculated when the file is opened
_VALUES = {XL_NUMBER, XL_RK, XL_LABEL, XL_LABELSST, XL_BOOLERR, XL_FORMULA, XL_RSTRING, XL_MULRK}
_BLANKS = {XL_BLANK, XL_MULBLANK}
_SEVERAL = {XL_MULRK: 6, XL_MULBLANK: 2}  # cells of a row in one record, each of so many bytes
_BEFORE_A_FORMULA = 22  # bytes of its record
_TICKED = (b"\x0b\x00", b"\x0c\x00")  # a tick box, a round one


def read_xls(data: bytes, _kind: str, limits: Limits) -> list[Worksheet]:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.closing(io.StringIO()) as said:
        options = {"formatting_info": True, "ragged_rows": True, "on_demand": True}
        book = xlrd.open_workbook(file_contents=data, logfile=said, **options)
        if book.nsheets > limits.sheets:
            too_large(f"hơn {limits.sheets} trang tính")
        looks = [look_of_xf(book, each) for each in book.xf_list]
        records = _ObservedRecords(book, Room(limits))
        return [_read_sheet(index, book, records, looks) for index in range(book.nsheets)]


class _ObservedRecords:
    """What xlrd reads of a sheet and does not tell: formulas without a result, tick boxes ([MS-XLS] 2.4.127, 2.4.181); and
    cells of which it would make something else than other programs."""

    def __init__(self, book: Any, room: Room) -> None:
        self.room = room
        self.uncalculated: set[tuple[int, int]] = set()
        self._filled: set[tuple[int, int]] = set()
        # The row of the last cells, and how many there are as long as they are all blank.
        self._row, self._blanks = -1, 0
        self.controls = 0
        self._by_xlwt = book.user_name.strip() == "None"  # which leaves all calculating to whoever opens the file
        self._parts = book.get_record_parts
        book.get_record_parts = self._observed

    def begin(self) -> None:
        self.uncalculated, self._filled, self.controls = set(), set(), 0
        self._row, self._blanks = -1, 0

    def _observed(self) -> tuple[int, int, bytes]:
        kind, size, data = self._parts()
        if kind in _VALUES or kind in _BLANKS:
            self._note_cells(kind, size, data)
        elif kind == XL_DIMENSION and self._filled:
            damaged()  # xlrd forgets what stands before it
        if kind == XL_FORMULA:
            row, column, _, result, options, length = struct.unpack_from("<HHH8sH4xH", data)
            if length > size - _BEFORE_A_FORMULA:
                damaged()  # no formula at all: what it came to is none, either
            is_blank = result[0] == 3 and result[6:] == b"\xff\xff"
            if (is_blank and self._by_xlwt) or (options & _ON_OPENING and (is_blank or result == bytes(8))):
                self.uncalculated.add((row, column))
        elif kind == XL_OBJ and data[4:6] in _TICKED:
            self.controls += 1
        return kind, size, data

    def _note_cells(self, kind: int, size: int, data: bytes) -> None:
        """A value is taken back by no blank after it; a record of several cells is as long as they are."""
        row, first = struct.unpack_from("<HH", data)
        last = first
        if kind in _SEVERAL:
            (last,) = struct.unpack_from("<H", data, size - 2)
            if size != 6 + _SEVERAL[kind] * (last - first + 1):
                damaged()
        self._note_blank(row, 0 if kind in _VALUES else last - first + 1)
        places = [(row, column) for column in range(first, last + 1)]
        if kind in _VALUES:
            self._filled.update(places)
        elif not self._filled.isdisjoint(places):
            damaged()

    def _note_blank(self, row: int, blanks: int) -> None:
        """Cells of a row without a value, `blanks` of them; or some with one."""
        if row != self._row:
            if self._blanks:
                self.room.pass_blank_row(self._blanks)
            self._row, self._blanks = row, blanks
        elif self._blanks:
            self._blanks = blanks and self._blanks + blanks


def _read_sheet(index: int, book: Any, records: _ObservedRecords, looks: list[Look]) -> Worksheet:
    records.begin()
    sheet = book.sheet_by_index(index)
    built = SheetBuilder(sheet.name, records.room, sheet.visibility != 0)
    built.controls.update([NOWHERE] if records.controls else [])
    built.hidden_rows.update(row for row, info in sheet.rowinfo_map.items() if info.hidden)
    built.hidden_columns.update(column for column, info in sheet.colinfo_map.items() if info.hidden)
    for first_row, after_row, first_column, after_column in sheet.merged_cells:
        built.merge((first_row, first_column, after_row - 1, after_column - 1))
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            if (row, column) in records.uncalculated:
                built.mark_uncalculated(row, column)
                continue
            look = looks[cell.xf_index] if cell.xf_index is not None and cell.xf_index < len(looks) else PLAIN
            value = _value(cell, book.datemode)
            runs = sheet.rich_text_runlist_map.get((row, column))
            built.put(row, column, _rich(value, runs, book) if runs and isinstance(value, str) else value, look)
    return built.sheet()


def _rich(text: str, runs: list[tuple[int, int]], book: Any) -> RichText:
    """A text of several fonts; the first piece has that of the cell."""
    ends = [*(start for start, _ in runs[1:]), len(text)]
    pieces = [(text[: runs[0][0]], False)]
    for (start, number), end in zip(runs, ends, strict=True):
        font = book.font_list[number]
        pieces.append((in_unicode(text[start:end], font.name), bool(font.struck_out)))
    return RichText.of(pieces)


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
    if kind == xlrd.XL_CELL_TEXT and "\0" in value:
        damaged()  # no program writes it: letters are read from the wrong place
    return value if kind in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER) else ""
