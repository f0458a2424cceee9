"""Workbooks made to harm whoever opens them, each read in a child process as they arrive: refused by a finding of its own
before the child comes to its bounds, or read without what it brings along; the next workbook is read."""

from __future__ import annotations

import struct
from itertools import permutations

import pytest

from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read.pool import read_apart
from tests.conftest import GOLDEN
from tests.read.test_formats import (
    MAIN,
    ODS_CELL,
    OFFICE,
    ONE_CELL,
    biff_number,
    brt_cell,
    ods,
    only_rows,
    record,
    relations,
    styled_rows,
    xls,
    xlsb,
    xlsx,
    zipped,
)
from tests.support.mutated.containers import packed, unpacked
from tests.support.ole import ole_of

LIMITS = ReadingLimits(memory_mb=300, seconds=60)
STOPPED = ("đọc hơn", "tệp nặng")  # what is said of a workbook that has come to the bounds
GOOD = next(GOLDEN.glob("hazards/01-official/*/*.xlsx"))
SAMPLES = {
    "xlsx": GOOD,
    "xls": next(GOLDEN.glob("hazards/02-*/*/*.xls")),
    "ods": next(GOLDEN.glob("hazards/03-*/*/*.ods")),
    "xlsb": next(GOLDEN.glob("field-cases/r10-*/*/*.xlsb")),
}


def nested(depth: int) -> bytes:
    """A zip in a zip in a zip, of nothing but noughts at the bottom."""
    data = zipped({"0": bytes(10_000_000)})
    for level in range(depth):
        data = zipped({f"{level}-{copy}.xlsx": data for copy in range(10)})
    return data


def one_body_for_all(count: int) -> bytes:
    """Every name of the directory points to one compressed body, a megabyte when unpacked."""
    whole = zipped({"xl/workbook.xml": bytes(2**20)})
    start = int.from_bytes(whole[-6:-2], "little")
    body, entry = whole[:start], whole[start:-22]
    end = count.to_bytes(2, "little") * 2 + (len(entry) * count).to_bytes(4, "little") + start.to_bytes(4, "little")
    return body + entry * count + b"PK\x05\x06" + bytes(4) + end + bytes(2)


def wide(columns: int) -> str:
    return f'<row r="1">{"<c><v>1</v></c>" * columns}</row>'


def with_parts(parts: dict[str, str | bytes]) -> bytes:
    """The good workbook and further parts, or others in the place of its own."""
    return packed(unpacked(GOOD.read_bytes()) | {name: _bytes(content) for name, content in parts.items()})


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def relation_to(target: str, mode: str = "") -> bytes:
    """The good workbook, whose first sheet is said to be somewhere else."""
    parts = unpacked(GOOD.read_bytes())
    name = "xl/_rels/workbook.xml.rels"
    text = parts[name].decode()
    first = next(one for one in ("/xl/worksheets/sheet1.xml", "worksheets/sheet1.xml") if f'"{one}"' in text)
    return packed(parts | {name: text.replace(f'"{first}"', f'"{target}"{mode}').encode()})


def beside_the_cells(name: str, inside: str) -> bytes:
    sheet = f"<sheetData>{ONE_CELL}</sheetData><{name}>{inside}</{name}>"
    return xlsx(f'<?xml version="1.0"?><worksheet {MAIN}>{sheet}</worksheet>')


def in_encoding(data: bytes, encoding: str = "utf-16") -> bytes:
    """An .ods whose content is in another encoding than usual."""
    parts = unpacked(data)
    start, _, rest = parts["content.xml"].decode().partition("?>")
    return packed(parts | {"content.xml": f'{start} encoding="{encoding}"?>{rest}'.encode(encoding)})


def biff_blank(row: int) -> bytes:
    return record(0x201, struct.pack("<HHH", row, 0, 0))


def biff_blanks(row: int) -> bytes:
    return record(0xBE, struct.pack("<HH", row, 0) + bytes(40) + struct.pack("<H", 19))


def one(column: int) -> bytes:
    return brt_cell(5, column, struct.pack("<d", 1))


def deep(levels: int) -> bytes:
    return xlsx(f'<?xml version="1.0"?><worksheet {MAIN}>{"<a>" * levels}{"</a>" * levels}</worksheet>')


def locked() -> bytes:
    return next(GOLDEN.glob("hazards/10-encrypted/*/*.xlsx")).read_bytes()


def entities(declared: str, used: str) -> bytes:
    """The good workbook with a document type in its list of sheets."""
    book = unpacked(GOOD.read_bytes())["xl/workbook.xml"].decode()
    body = book[book.index("<workbook") :].replace("<sheets>", f"<!-- {used} --><sheets>")
    return with_parts({"xl/workbook.xml": f'<?xml version="1.0"?><!DOCTYPE a [{declared}]>{body}'})


GROWING = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
OPEN_BLANK = '<table:table-row><table:table-cell table:style-name="a"/></table:table-row>'
EXTERNAL = ' TargetMode="External"'

# What → the workbook, its name, the fault.
REFUSED = {
    "a zip of zips": (lambda: nested(3), "a.xlsx", "damaged"),
    "a zip of zips, as an .ods": (lambda: nested(2), "a.ods", "damaged"),
    "one body under 10,000 names": (lambda: one_body_for_all(10_000), "a.xlsx", "damaged"),
    "16,384 columns": (lambda: xlsx(wide(16_384)), "a.xlsx", "too_large"),
    "10,000 sheets": (lambda: xlsx(*[ONE_CELL] * 10_000), "a.xlsx", "too_large"),
    "an entity that grows": (lambda: entities(GROWING, "&a9;"), "a.xlsx", "damaged"),
    "an entity from a file": (lambda: entities('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"), "a.xlsx", "damaged"),
    "a document type from the network": (lambda: entities('<!ENTITY % a SYSTEM "http://192.0.2.1/a">%a;', ""), "a.xlsx", "damaged"),
    "elements 100,000 deep": (lambda: deep(100_000), "a.xlsx", "damaged"),
    "a sheet on another machine": (lambda: relation_to("http://192.0.2.1/a.xml", EXTERNAL), "a.xlsx", "damaged"),
    "a sheet outside of the file": (lambda: relation_to("../../../../../etc/passwd"), "a.xlsx", "damaged"),
    "locked": (locked, "a.xlsx", "encrypted"),
    "locked, as an .xls": (locked, "a.xls", "damaged"),
    "16,384 cells in a row that hold nothing": (lambda: xlsx(f"<row>{'<c/>' * 16_384}</row>" * 92), "a.xlsx", "too_large"),
    "100,001 ranges": (lambda: beside_the_cells("mergeCells", '<mergeCell ref="A1:B2"/>' * 100_001), "a.xlsx", "too_large"),
    "16,385 columns told of": (lambda: beside_the_cells("cols", '<col min="1" max="512" hidden="1"/>' * 16_385), "a.xlsx", "damaged"),
    "500,001 shared texts": (lambda: xlsx(ONE_CELL, strings="<si><t>a</t></si>" * 500_001), "a.xlsx", "too_large"),
    "500,001 shared texts of an .xlsb": (lambda: xlsb((0, b""), strings=("a",) * 500_001), "a.xlsb", "too_large"),
    "records without end": (lambda: xlsb((0, b"\x27\0" * 2_500_001)), "a.xlsb", "too_large"),
    "one sheet under 250 names": (lambda: xlsx(ONE_CELL, listed=250), "a.xlsx", "damaged"),
    "NUL in a text of an .xlsb": (lambda: xlsb((0, b""), strings=("a\0b",)), "a.xlsb", "damaged"),
}  # fmt: skip

# What comes along with a good workbook, and changes nothing of what is read.
TAKEN = {
    "macros": {"xl/vbaProject.bin": ole_of(b"Sub Auto_Open()")},
    "an embedded object": {"xl/embeddings/oleObject1.bin": ole_of(b"MZ"), "xl/embeddings/a.exe": b"MZ"},
    "a link to another workbook": {
        "xl/externalLinks/externalLink1.xml": f'<externalLink {MAIN}><externalBook r:id="rId1" xmlns:r="{OFFICE}"/></externalLink>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": relations(("rId1", "externalLinkPath", "//192.0.2.1/share/a.xlsx")),
    },
    "names that lead out of the file": {"../../../../tmp/a": "x", "/etc/passwd": "x", "..\\..\\a.exe": "x", "C:\\a": "x"},
    "names with signs that are not seen": {"xl/a\u202e\x01b": "x", f"xl/{'n' * 60_000}": "x", "xl/e\u0302.xml": "x"},
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_by_a_finding_of_its_own(what, form):
    make, name, fault = REFUSED[what]
    found = read_apart(make(), name, form, LIMITS)
    assert found.fault == fault
    assert not found.detail.startswith(STOPPED)


def test_the_next_workbook_is_read(form):
    assert read_apart(nested(1), "a.xlsx", form, LIMITS).fault
    assert read_apart(GOOD.read_bytes(), GOOD.name, form, LIMITS).is_readable


@pytest.mark.parametrize("what", TAKEN)
def test_what_comes_along_is_neither_followed_nor_run(what, form):
    before = read_apart(GOOD.read_bytes(), "a.xlsm", form, LIMITS)
    assert read_apart(with_parts(TAKEN[what]), "a.xlsm", form, LIMITS) == before


# A column formatted to its end, as Ctrl+Shift+Down leaves it; or rows that have but a height.
FORMATTED = {
    "xlsx": (lambda: xlsx(ONE_CELL + styled_rows(2, 1_048_576)), "a.xlsx"),
    "xlsx, without cells": (lambda: xlsx(ONE_CELL + '<row ht="15" customHeight="1"/>' * 1_048_575), "a.xlsx"),
    "xlsb": (lambda: xlsb(*((row, brt_cell(1, 0, b"")) for row in range(262_144))), "a.xlsb"),
    "xls, on four sheets' worth of rows": (lambda: xls(*(biff_blank(n % 65_536) for n in range(262_144))), "a.xls"),
}


@pytest.mark.parametrize("what", FORMATTED)
def test_a_million_rows_that_are_only_formatted_are_to_be_deleted(what, form):
    make, name = FORMATTED[what]
    found = read_apart(make(), name, form, LIMITS)
    assert (found.fault, found.detail) == (
        "too_large",
        "hơn 200.000 dòng trống chỉ có định dạng; xóa các dòng dưới bảng",
    )


# Only a rewritten .ods has such rows one by one, whose sheets are held whole: they are counted before it is known what they hold.
WRITTEN_OUT = {
    "ods": (lambda: ods(ODS_CELL + OPEN_BLANK * 1_048_575), "a.ods"),
    "ods, in UTF-16": (lambda: in_encoding(ods(ODS_CELL + OPEN_BLANK * 1_048_575)), "a.ods"),
    "ods, in UTF-16 of the other order": (lambda: in_encoding(ods(ODS_CELL + OPEN_BLANK * 1_048_575), "utf-16-be"), "a.ods"),
    "ods, all filled": (lambda: ods(ODS_CELL * 220_000), "a.ods"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRITTEN_OUT)
def test_of_too_many_rows_written_out_none_is_told_to_be_blank(what, form):
    make, name = WRITTEN_OUT[what]
    found = read_apart(make(), name, form, LIMITS)
    assert (found.fault, found.detail) == (
        "too_large",
        "hơn 200.000 dòng, kể cả dòng trống; nếu dưới bảng có dòng trống thì xóa đi",
    )


def test_an_ods_in_an_encoding_that_programs_do_not_know_is_refused_before_its_rows(form):
    found = read_apart(in_encoding(ods(ODS_CELL), "utf-7"), "a.ods", form, LIMITS)
    assert (found.fault, found.detail) == ("damaged", "XML ở bảng mã lạ")


# What programs leave below a list: an .xls formatted down to its end, and a sheet of an .ods, where such rows are one.
LEFT_BELOW = {
    "xlsx": (lambda: xlsx(ONE_CELL + styled_rows(2, 65_536)), "a.xlsx"),
    "xls": (lambda: xls(biff_number(0, 0, 1), *map(biff_blank, range(1, 65_536))), "a.xls"),
    "xls, in the form's twenty columns": (
        lambda: xls(biff_number(0, 0, 1), *map(biff_blanks, range(1, 65_536))),
        "a.xls",
    ),
    "xlsb": (lambda: xlsb((0, one(0)), *((row, brt_cell(1, 0, b"")) for row in range(1, 65_536))), "a.xlsb"),
    "ods": (
        lambda: ods(ODS_CELL + OPEN_BLANK.replace("row>", 'row table:number-rows-repeated="1048575">', 1)),
        "a.ods",
    ),
}


@pytest.mark.parametrize("what", LEFT_BELOW)
def test_what_programs_leave_below_a_list_is_passed_over(what):
    make, name = LEFT_BELOW[what]
    assert only_rows(make(), name) == [[1]]


@pytest.mark.parametrize("kind", SAMPLES)
def test_cut_off_after_any_kilobyte_it_is_damaged(kind, form):
    whole = SAMPLES[kind].read_bytes()
    faults = {size: read_apart(whole[:size], f"a.{kind}", form, LIMITS).fault for size in range(1024, len(whole), 1024)}
    assert len(faults) > 10
    assert {size for size, fault in faults.items() if fault != "damaged"} == set()


@pytest.mark.parametrize(("kind", "named"), [*permutations(SAMPLES, 2)])
def test_of_another_kind_than_its_name_says(kind, named, form):
    found = read_apart(SAMPLES[kind].read_bytes(), f"a.{named}", form, LIMITS)
    assert found.fault == "damaged"
    assert found.detail.startswith(f"đuôi là .{named} nhưng nội dung là ")
