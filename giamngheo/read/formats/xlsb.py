"""Excel's binary workbooks, .xlsb, by pyxlsb2's records; cells that leave out their column are ours."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from pyxlsb2 import recordtypes as rt
from pyxlsb2.datareader import DataReader
from pyxlsb2.recordreader import RecordReader
from pyxlsb2.records import CellRecord, ErrorValue

from giamngheo.read.error_values import ERROR_OF_NUMBER
from giamngheo.read.faults import Limits, damaged, too_large
from giamngheo.read.package import UntrustedZip, check_listed, main_part, relations, used_as
from giamngheo.read.seen.worksheet import PLAIN, Look, Room, SheetBuilder, Worksheet, look_of, moment_of

_SHORT = {12: rt.CELL_BLANK, 13: rt.CELL_RK, 14: rt.CELL_ERROR, 15: rt.CELL_BOOL, 16: rt.CELL_REAL, 17: rt.CELL_ST, 18: rt.CELL_ISST}  # fmt: skip
_CELLS = range(rt.CELL_BLANK, rt.FMLA_ERROR + 1)
_READ = {*_CELLS, rt.WB_PROP, rt.BUNDLE_SH, rt.ROW_HDR, rt.SST_ITEM, rt.FMT, rt.XF}
_BLOCKS = ["BOOK", "BOOK_VIEWS", "BUNDLE_SHS", "SHEET", "WS_VIEWS", "WS_VIEW", "COL_INFOS", "SHEET_DATA", "SST", "STYLE_SHEET", "FMTS", "FONTS", "FILLS", "BORDERS", "CELL_STYLE_XFS", "CELL_XFS", "STYLES", "DXFS", "TABLE_STYLES", "COLOR_PALETTE"]  # fmt: skip
_END_OF = {getattr(rt, f"BEGIN_{name}"): getattr(rt, f"END_{name}") for name in _BLOCKS}
_ENDS = set(_END_OF.values())
_ONLY_BEFORE = dict.fromkeys((rt.ROW_HDR, *_CELLS, *_SHORT), (rt.END_SHEET_DATA,)) | {
    rt.BUNDLE_SH: (rt.END_BUNDLE_SHS,),
    rt.SST_ITEM: (rt.END_SST,),
    rt.FMT: (rt.END_FMTS,),
    rt.XF: (rt.END_CELL_XFS, rt.END_CELL_STYLE_XFS),
}
_COLUMN = struct.Struct("<I4x")  # and the style
_MOST_RECORDS = 2_500_000  # of a part: all cells of a workbook, and what lies between them
_LAST_COLUMN, _LAST_ROW = 2**14 - 1, 2**20 - 1


class _Content(DataReader):  # type: ignore[misc]  # pyxlsb2 has no types
    """What a record holds; where pyxlsb2 gives nothing for what is cut short, LibreOffice shows some of it."""

    def read(self, size: int) -> bytes:
        found: bytes = super().read(size)
        return found if len(found) == size else damaged()


class _ShortCell:
    """A cell that stands right of the one before ([MS-XLSB] 2.4.742 ff.): a style, a value and no column."""

    @staticmethod
    def read(content: bytes, kind: int) -> Any:
        return CellRecord.read(_Content(b"\xff\xff\xff\xff" + content, "utf-16-le"), _SHORT[kind], len(content) + 4)


class _Records(RecordReader):  # type: ignore[misc]
    """A part's records; refused where one is cut short, or a block does not end where it should: programs then show other
    cells than Excel meant, each its own."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._open: list[int] = []
        self._count = 0
        self._is_begun = False

    def next(self) -> tuple[int, Any]:
        kind = self._read_type()
        if kind is None:
            if self._open or not self._is_begun:
                damaged()
            raise StopIteration
        self._count += 1
        if self._count > _MOST_RECORDS:
            too_large("quá nhiều bản ghi")
        size = self._read_len()
        content = self._fp.read(size)
        if size is None or len(content) != size:
            damaged()
        self._nest(kind)
        if kind == rt.CELL_BLANK:
            return kind, _COLUMN.unpack_from(content)[0]  # there may be a million, and pyxlsb2 takes twice as long
        if kind in _SHORT:
            return kind, _ShortCell.read(content, kind)
        return kind, self._records[kind].read(_Content(content, "utf-16-le"), kind, size) if kind in _READ else None

    def _nest(self, kind: int) -> None:
        if kind in _END_OF:
            self._open.append(_END_OF[kind])
            self._is_begun = True
            return
        if not self._open or self._open[-1] not in _ONLY_BEFORE.get(kind, self._open):
            damaged()
        if kind in _ENDS and self._open.pop() != kind:
            damaged()


def read_xlsb(data: bytes, kind: str, limits: Limits) -> list[Worksheet]:
    archive = UntrustedZip(data, kind, limits)
    main = main_part(archive, kind, "xl/workbook.bin")
    parts = relations(archive, main)
    listed, epoch = [], CALENDAR_WINDOWS_1900
    for record_type, record in _records(archive, main):
        if record_type == rt.BUNDLE_SH:
            listed.append(record)
        elif record_type == rt.WB_PROP and record.date1904:
            epoch = CALENDAR_MAC_1904
    if len(listed) > limits.sheets:
        too_large(f"hơn {limits.sheets} trang tính")
    strings, styles = used_as(parts, "sharedStrings"), used_as(parts, "styles")
    sheets, room = [], Room(limits)
    shared = _records(archive, strings) if strings in archive else ()
    texts = room.shared_texts(_text(record.t) for record_type, record in shared if record_type == rt.SST_ITEM)
    looks = _looks(_records(archive, styles)) if styles in archive else []
    check_listed([each.rId for each in listed], parts)
    for each in listed:
        part, use = parts[each.rId]
        if use == "worksheet":
            built = SheetBuilder(each.name, room, each.state.value != 0)
            _read_sheet(built, _records(archive, part), texts, looks, epoch)
            sheets.append(built.sheet())
    return sheets


def _records(archive: UntrustedZip, part: str) -> Iterator[tuple[int, Any]]:
    return iter(_Records(archive.read(part)))


def _read_sheet(
    built: SheetBuilder, records: Iterator[tuple[int, Any]], texts: list[str], looks: list[Look], epoch: Any
) -> None:
    row = column = -1
    cells, has_value = 0, True
    for kind, record in records:
        if kind == rt.ROW_HDR:
            if not has_value:
                built.room.pass_blank_row(cells)
            cells, has_value = 0, False
            row, column = _after(row, record.r, _LAST_ROW), -1
        elif kind in _CELLS or kind in _SHORT:
            if row < 0 or (kind in _SHORT and column < 0):
                damaged()  # a cell without a row, or right of none
            cells += 1
            if kind == rt.CELL_BLANK:
                column = _after(column, record, _LAST_COLUMN)
                continue
            column = column + 1 if kind in _SHORT else _after(column, record.c, _LAST_COLUMN)
            style = record.style & 0xFFFFFF
            look = looks[style] if style < len(looks) else PLAIN
            has_value |= record.v is not None
            built.put(row, column, _value(_SHORT.get(kind, kind), record.v, look, texts, epoch), look)


def _value(kind: int, value: Any, look: Look, texts: list[str], epoch: Any) -> object:
    if kind == rt.CELL_ISST:
        return texts[value]
    if isinstance(value, ErrorValue):
        return ERROR_OF_NUMBER.get(value.value, "#N/A")
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return moment_of(float(value), epoch) if look.is_date else float(value)
    return value


def _after(before: int, place: int, last: int) -> int:
    """Rows and columns go up ([MS-XLSB] 2.2.1); of others each program makes its own."""
    return place if before < place <= last else damaged()


def _text(text: str) -> str:
    return damaged() if "\0" in text else text


def _looks(records: Iterator[tuple[int, Any]]) -> list[Look]:
    """How each style of the cells looks, by its number; styles that others are made from are not counted."""
    codes, formats, block = dict(BUILTIN_FORMATS), [], None
    for kind, record in records:
        if kind == rt.FMT:
            codes[record.fmtId] = record.fmtCode
        elif kind in (rt.BEGIN_CELL_XFS, rt.END_CELL_XFS):
            block = kind
        elif kind == rt.XF and block == rt.BEGIN_CELL_XFS:
            formats.append(record.numFmtId)
    return [look_of(codes.get(number, "General")) for number in formats]
