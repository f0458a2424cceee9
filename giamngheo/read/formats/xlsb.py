"""Excel's binary workbooks, .xlsb, by pyxlsb2's records; cells that leave out their column are ours."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from pyxlsb2 import recordtypes as rt
from pyxlsb2.recordreader import RecordReader
from pyxlsb2.records import CellRecord, ErrorValue
from pyxlsb2.styles import Styles

from giamngheo.read.error_values import ERROR_OF_NUMBER
from giamngheo.read.faults import Limits, damaged, too_large
from giamngheo.read.kinds import no_workbook
from giamngheo.read.package import UntrustedZip, relations, used_as
from giamngheo.read.seen.worksheet import PLAIN, Look, SheetBuilder, Worksheet, look_of, moment_of

_SHORT = {12: rt.CELL_BLANK, 13: rt.CELL_RK, 14: rt.CELL_ERROR, 15: rt.CELL_BOOL, 16: rt.CELL_REAL, 17: rt.CELL_ST, 18: rt.CELL_ISST}  # fmt: skip
_CELLS = range(rt.CELL_BLANK, rt.FMLA_ERROR + 1)


class _ShortCell:
    """A cell that stands right of the one before ([MS-XLSB] 2.4.742 ff.): a style, a value and no column."""

    @staticmethod
    def read(reader: Any, kind: int, size: int) -> Any:
        whole = b"\xff\xff\xff\xff" + reader.read(size)
        return CellRecord.read(type(reader)(whole), _SHORT[kind], size + 4)


class _Records(RecordReader):  # type: ignore[misc]  # pyxlsb2 has no types
    _records = RecordReader._records | dict.fromkeys(_SHORT, _ShortCell)


def read_xlsb(data: bytes, kind: str, limits: Limits) -> list[Worksheet]:
    archive = UntrustedZip(data, kind, limits)
    main = used_as(relations(archive, ""), "officeDocument") or "xl/workbook.bin"
    if main not in archive or not main.lower().endswith(".bin"):
        no_workbook(archive, kind)
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
    texts = (
        [record.t for record_type, record in _records(archive, strings) if record_type == rt.SST_ITEM]
        if strings in archive
        else []
    )
    looks = _looks(Styles(io.BytesIO(archive.read(styles)))) if styles in archive else []
    sheets = []
    for each in listed:
        part, use = parts.get(each.rId, ("", ""))
        if not part:
            damaged("danh mục trang tính không khớp")
        if use == "worksheet":
            built = SheetBuilder(each.name, limits, each.state.value != 0)
            _read_sheet(built, _records(archive, part), texts, looks, epoch)
            sheets.append(built.sheet())
    return sheets


def _records(archive: UntrustedZip, part: str) -> Iterator[tuple[int, Any]]:
    return iter(_Records(io.BytesIO(archive.read(part))))


def _read_sheet(
    built: SheetBuilder, records: Iterator[tuple[int, Any]], texts: list[str], looks: list[Look], epoch: Any
) -> None:
    row = column = -1
    for kind, record in records:
        if kind == rt.ROW_HDR:
            row, column = record.r, -1
        elif kind in _CELLS or kind in _SHORT:
            column = column + 1 if kind in _SHORT else record.c
            style = record.style & 0xFFFFFF
            look = looks[style] if style < len(looks) else PLAIN
            value = texts[record.v] if _SHORT.get(kind, kind) == rt.CELL_ISST else record.v
            if isinstance(value, ErrorValue):
                value = ERROR_OF_NUMBER.get(value.value, "#N/A")
            elif isinstance(value, int | float) and not isinstance(value, bool):
                value = moment_of(float(value), epoch) if look.is_date else float(value)
            built.put(row, column, value, look)
        elif kind == rt.END_SHEET_DATA:
            return


def _looks(styles: Any) -> list[Look]:
    codes = BUILTIN_FORMATS | {number: found.code for number, found in styles._formats.items()}
    return [look_of(codes.get(each.numFmtId, "General") if each else "General") for each in styles._cell_xfs]
