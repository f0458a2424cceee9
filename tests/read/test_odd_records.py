"""Records and cells of which each program makes something else are refused: found by workbooks changed at random
(`test_mutated_workbooks.py`), where LibreOffice showed another cell than we read."""

from __future__ import annotations

import math
import struct

import pytest

from giamngheo.read.formats import UnreadableWorkbook, open_workbook
from tests.read.test_formats import (
    ODS_CELL,
    biff_dimensions,
    biff_number,
    brt,
    brt_cell,
    ods,
    only_rows,
    record,
    wide,
    xls,
    xlsb,
)

REAL, SHORT_REAL = 5, 16


def real(column: int, value: float = 1.5) -> bytes:
    return brt_cell(REAL, column, struct.pack("<d", value))


def short_real(value: float) -> bytes:
    return brt(SHORT_REAL, struct.pack("<Id", 0, value))


def open_row(cell: str) -> bytes:
    return ods(f"<table:table-row><table:table-cell {cell}><text:p>1</text:p></table:table-cell></table:table-row>")


def with_head(data: bytes, place: int, byte: int) -> bytes:
    """The head of the last part with another byte."""
    return changed_at(data, data.rfind(b"PK\3\4") + place, byte)


def with_listed(data: bytes, place: int, byte: int) -> bytes:
    """The last entry of the directory with another byte."""
    return changed_at(data, data.rfind(b"PK\1\2") + place, byte)


def changed_at(data: bytes, place: int, byte: int) -> bytes:
    return data[:place] + bytes([byte]) + data[place + 1 :]


REFUSED = {
    "xlsb: a row before the one above": (lambda: xlsb((2, real(0)), (1, real(0))), "a.xlsb"),
    "xlsb: a cell left of the one before": (lambda: xlsb((0, real(3) + real(1))), "a.xlsb"),
    "xlsb: the same cell twice": (lambda: xlsb((0, real(1) + real(1))), "a.xlsb"),
    "xlsb: right of no cell": (lambda: xlsb((0, short_real(1))), "a.xlsb"),
    "xlsb: beyond the last column": (lambda: xlsb((0, real(1 << 24))), "a.xlsb"),
    "xlsb: a number cut short": (lambda: xlsb((0, brt_cell(REAL, 0, bytes(4)))), "a.xlsb"),
    "xlsb: a text cut short": (lambda: xlsb((0, brt_cell(6, 0, wide("abc")[:-2]))), "a.xlsb"),
    "xlsb: NUL in a text": (lambda: xlsb((0, brt_cell(6, 0, wide("a\0c")))), "a.xlsb"),
    "xlsb: a text counted from the end": (lambda: xlsb((0, brt_cell(7, 0, b"\xff" * 4))), "a.xlsb"),
    "xlsb: cells after their end": (lambda: xlsb((0, real(0) + brt(146) + real(1))), "a.xlsb"),
    "xlsb: a block that does not end": (lambda: xlsb((0, real(0) + brt(145))), "a.xlsb"),
    "xls: a value taken back by a blank": (lambda: xls(biff_number(0, 0, 1), record(0x201, bytes(6))), "a.xls"),
    "xls: several numbers, of another length": (lambda: xls(record(0xBD, bytes(14))), "a.xls"),
    "xls: cells before the bounds": (lambda: xls(biff_number(0, 0, 1), biff_dimensions(0, 1, 0, 1)), "a.xls"),
    "xls: NUL in a text": (lambda: xls(record(0xFD, bytes(10)), strings=("a\0c",)), "a.xls"),
    "xls: a formula that is none": (lambda: xls(record(6, bytes(20) + b"\xff\xff")), "a.xls"),
    "xls: a formula cut short": (lambda: xls(record(6, bytes(16))), "a.xls"),
    "xls: another size of short streams": (lambda: xls().replace(b"\x00\x10\0\0", b"\x00\x20\0\0", 1), "a.xls"),
    "ods: digits of another script": (lambda: open_row('office:value-type="float" office:value="١"'), "a.ods"),
    "ods: more repeats than there are numbers": (
        lambda: open_row('table:number-columns-repeated="99999999999" office:value-type="string"'),
        "a.ods",
    ),
    "zip: a head that says another size": (lambda: with_head(ods(ODS_CELL), 22, 1), "a.ods"),
    "zip: a part that goes on beyond the file": (lambda: with_listed(ods(ODS_CELL), 22, 1), "a.ods"),
    "xlsb: no number": (lambda: xlsb((0, real(0, math.nan))), "a.xlsb"),
    "xls: no number": (lambda: xls(biff_number(0, 0, math.inf)), "a.xls"),
    "ods: no number": (lambda: open_row('office:value-type="float" office:value="NaN"'), "a.ods"),
    "ods: values of two kinds": (
        lambda: open_row('office:value-type="float" office:value="1" office:boolean-value="true"'),
        "a.ods",
    ),
    "ods: two kinds": (
        lambda: open_row('office:value-type="float" office:value="1" calcext:value-type="time"'),
        "a.ods",
    ),
    "ods: a text without a kind": (lambda: open_row('office:string-value="1"'), "a.ods"),
    "ods: a time without a value": (lambda: open_row('office:value-type="time"'), "a.ods"),
    "ods: a day that there is not": (
        lambda: open_row('office:value-type="date" office:date-value="2020-02-30"'),
        "a.ods",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_each_program_reads_in_its_own_way_is_refused(what):
    make, name = REFUSED[what]
    with pytest.raises(UnreadableWorkbook, match="damaged"):
        open_workbook(make(), name)


def test_xlsb_cells_that_leave_out_their_column_stand_right_of_the_one_before():
    assert only_rows(xlsb((0, real(1, 5) + short_real(6) + real(4, 7))), "a.xlsb") == [["", 5, 6, "", 7]]


@pytest.mark.parametrize("count", ["0", "-1", "1"])
def test_ods_repeats_at_least_once(count):
    """As LibreOffice does."""
    row = ODS_CELL.replace("row>", f'row table:number-rows-repeated="{count}">', 1)
    assert only_rows(ods(row + ODS_CELL), "a.ods") == [[1], [1]]


def test_ods_rows_within_a_cell_are_none_of_the_sheet():
    inner = f"<table:table-row><table:table-cell>{ODS_CELL}<text:p>a</text:p></table:table-cell></table:table-row>"
    grouped = f"<table:table-row-group><table:table-rows>{ODS_CELL}</table:table-rows></table:table-row-group>"
    assert only_rows(ods(inner + grouped), "a.ods") == [["a"], [1]]
