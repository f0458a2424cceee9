"""The look before loading: every hostile file is made here, none is kept."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read.formats import Fault, Limits, UnreadableWorkbook, open_workbook
from giamngheo.read.workbook import read_workbook
from tests.support.mutated.containers import packed, unpacked
from tests.support.ole import ole_of

ROOT = Path(__file__).parents[2]
HAZARDS, INBOX = ROOT / "tests" / "golden" / "hazards", ROOT / "examples" / "inbox"
ODF = ("office", "table", "text", "style", "fo", "form", "drawing")
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


# ---------------------------------------------------------------- workbooks made by hand


def zipped(members: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def relations(*entries: tuple[str, str, str]) -> str:
    inner = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{use}" Target="{to}"/>' for i, use, to in entries)
    return f'<Relationships xmlns="{PACKAGE}">{inner}</Relationships>'


def content_types(part: str, of_main: str) -> str:
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'<Types xmlns="{space}"><Override PartName="/{part}" ContentType="application/vnd.{of_main}"/></Types>'


def xlsx(*sheets: str, strings: str = "", listed: int = 0, extra: dict[str, str | bytes] | None = None) -> bytes:
    """Each sheet is the inside of sheetData, or a whole document; `listed` lists the first one so often."""
    count = listed or len(sheets)
    names = "".join(f'<sheet name="Tờ {n}" sheetId="{n}" r:id="rId{1 if listed else n}"/>' for n in range(1, count + 1))
    parts = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types(
            "xl/workbook.xml", "openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        ),
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(*parts, ("rIdS", "sharedStrings", "sharedStrings.xml")),
        "xl/sharedStrings.xml": f"<sst {MAIN}>{strings}</sst>",
    }
    for n, sheet in enumerate(sheets, 1):
        whole = f"<worksheet {MAIN}><sheetData>{sheet}</sheetData></worksheet>"
        members[f"xl/worksheets/sheet{n}.xml"] = sheet if sheet.startswith("<?xml") else whole
    return zipped(members | (extra or {}))


ODS_PARTS = {"/": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "text/xml", "meta.xml": "text/xml"}


def listing(parts: dict[str, str], version: str = "") -> str:
    return "".join(
        f'<m:file-entry m:full-path="{name}" m:media-type="{kind}" m:version="{version}"/>'
        for name, kind in parts.items()
    )


def ods(table: str, manifest: str = "", generator: str = "LibreOffice/7.4") -> bytes:
    spaces = "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ODF)
    spaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    content = f'<table:table table:name="Tờ 1">{table}</table:table>'
    content = f"<office:body><office:spreadsheet>{content}</office:spreadsheet></office:body>"
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="urn:m">{manifest or listing(ODS_PARTS)}</m:manifest>',
            "meta.xml": f'<office:meta xmlns:office="o" xmlns:meta="m"><meta:generator>{generator}</meta:generator></office:meta>',
            "content.xml": f'<?xml version="1.0"?><office:document-content{spaces}>{content}</office:document-content>',
        }
    )


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def biff_number(row: int, column: int, value: float) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, 0, value))


def biff_text(row: int, column: int, index: int) -> bytes:
    return record(0xFD, struct.pack("<HHHI", row, column, 0, index))


def biff_error(row: int, column: int, code: int) -> bytes:
    return record(0x205, struct.pack("<HHHBB", row, column, 0, code, 1))


def biff_dimensions(*bounds: int) -> bytes:
    return record(0x200, struct.pack("<IIHHH", *bounds, 0))


def xls(*cells: bytes, strings: tuple[str, ...] = ("chữ",), announced: int | None = None, first: bytes = b"") -> bytes:
    begin = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + first
    texts = struct.pack("<ii", len(strings), len(strings) if announced is None else announced)
    for text in strings:
        texts += struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")
    tail = record(0xFC, texts) + record(0x0A)
    name = "Hộ".encode("utf-16-le")
    start = len(begin) + 4 + 8 + len(name) + len(tail)
    sheet = record(0x85, struct.pack("<IBBBB", start, 0, 0, 2, 1) + name)
    body = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + b"".join(cells) + record(0x0A)
    return ole_of(begin + sheet + tail + body)


def brt(kind: int, content: bytes = b"") -> bytes:
    size = len(content)
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([size & 0x7F | 0x80, size >> 7]) + content


def brt_cell(kind: int, column: int, content: bytes) -> bytes:
    return brt(kind, struct.pack("<II", column, 0) + content)


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(*rows: tuple[int, bytes], strings: tuple[str, ...] = ("chữ",)) -> bytes:
    book = brt(131) + brt(143) + brt(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Tờ 1")) + brt(144) + brt(132)
    sheet = brt(129) + brt(148, bytes(16)) + brt(145)
    sheet += b"".join(brt(0, struct.pack("<I", row) + bytes(13)) + cells for row, cells in rows) + brt(146) + brt(130)
    count = struct.pack("<II", len(strings), len(strings))
    parts = (("rId1", "worksheet", "worksheets/sheet1.bin"), ("rId2", "sharedStrings", "sharedStrings.bin"))
    return zipped(
        {
            "[Content_Types].xml": content_types("xl/workbook.bin", "ms-excel.sheet.binary.macroEnabled.main"),
            "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.bin")),
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": relations(*parts),
            "xl/worksheets/sheet1.bin": sheet,
            "xl/sharedStrings.bin": brt(159, count)
            + b"".join(brt(19, b"\0" + wide(text)) for text in strings)
            + brt(160),
        }
    )


def fault(data: bytes, name: str, limits: Limits | None = None) -> Fault:
    with pytest.raises(UnreadableWorkbook) as caught:
        open_workbook(data, name, limits or Limits())
    assert caught.value.detail
    return caught.value.fault


def only_rows(data: bytes, name: str) -> list[list[object]]:
    (sheet,) = open_workbook(data, name).sheets
    width = max(map(len, sheet.rows), default=0)
    return [row + [""] * (width - len(row)) for row in sheet.rows]


ONE_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'


# ---------------------------------------------------------------- what kind it is


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"", "a.xlsx", Fault.EMPTY),
        (b"", "a.pdf", Fault.EMPTY),
        (b"%PDF-1.4", "a.pdf", Fault.NOT_TAKEN),
        (xlsx(ONE_CELL), "a.zip", Fault.NOT_TAKEN),
        (xlsx(ONE_CELL), "xlsx", Fault.NOT_TAKEN),
        (b"1;2", "a.csv", Fault.NOT_TAKEN),
        (b"%PDF-1.4", "a.xlsx", Fault.DAMAGED),
        (b"<html><table>", "a.xls", Fault.DAMAGED),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "a.xls", Fault.DAMAGED),
        (b"STT;Ma ho\n1;2\n", "a.xlsx", Fault.DAMAGED),
        (bytes(5000), "a.xlsx", Fault.DAMAGED),
        (zipped({"word/document.xml": "<w/>"}), "a.xlsx", Fault.DAMAGED),
        (zipped({"a.txt": "a"}), "a.ods", Fault.DAMAGED),
        (xlsx(ONE_CELL), "a.xls", Fault.DAMAGED),
        (xlsx(ONE_CELL), "a.ods", Fault.DAMAGED),
        (xlsx(ONE_CELL), "a.xlsb", Fault.DAMAGED),
        (xls(), "a.xlsx", Fault.DAMAGED),
        (ods(""), "a.xlsx", Fault.DAMAGED),
        (xls()[:700], "a.xls", Fault.DAMAGED),
        (xls()[:-600], "a.xls", Fault.DAMAGED),
        (xlsx(ONE_CELL)[:-1], "a.xlsx", Fault.DAMAGED),
        (ods("")[:300], "a.ods", Fault.DAMAGED),
        (xls(first=record(0x2F, bytes(6))), "a.xls", Fault.ENCRYPTED),
        (
            ods("", manifest='<m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry>'),
            "a.ods",
            Fault.ENCRYPTED,
        ),
    ],
)
def test_a_file_of_another_kind_is_told_by_its_fault(data, name, expected):
    assert fault(data, name) is expected


def test_the_detail_says_what_it_is():
    with pytest.raises(UnreadableWorkbook, match=r"đuôi là \.xls nhưng nội dung là sổ tính \.xlsx"):
        open_workbook(xlsx(ONE_CELL), "a.xls")


@pytest.mark.parametrize("name", ["a.xlsx", "a.XLSX", "a.xlsm", "báo cáo.tháng 3.xlsx"])
def test_the_ending_is_read_without_case(name):
    workbook = open_workbook(xlsx(ONE_CELL), name)
    assert workbook.kind == name.rpartition(".")[2].lower()
    assert workbook.sheets[0].rows == [[1.0]]


def test_a_relation_of_another_kind_is_none():
    parts = unpacked(xlsx(ONE_CELL))
    name = "xl/_rels/workbook.xml.rels"
    assert open_workbook(packed(parts | {name: parts[name].replace(b"/2006/", b"/2O06/")}), "a.xlsx").sheets == ()


def test_texts_within_texts_are_refused():
    assert fault(xlsx(ONE_CELL, strings="<si><si><t>a</t></si><t>b</t></si>"), "a.xlsx") is Fault.DAMAGED


def test_a_file_over_the_limit_is_too_large():
    assert fault(xlsx(ONE_CELL), "a.xlsx", Limits(file_bytes=100)) is Fault.TOO_LARGE


def test_a_file_is_as_large_as_the_office_allows(form):
    heavy = xlsx(ONE_CELL) + bytes(2**20)
    faults = [read_workbook(heavy, "a.xlsx", form, ReadingLimits(file_mb=most)).fault for most in (1, 2)]
    assert [fault == "too_large" for fault in faults] == [True, False]


# ---------------------------------------------------------------- what the cells give


def test_values_come_as_they_are_and_errors_as_text():
    cells = """<row r="3"><c r="B3" t="e"><v>#N/A</v></c><c r="C3" t="b"><v>1</v></c><c r="D3" t="s"><v>0</v></c>
        <c r="E3" t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r></is></c><c r="F3"><v>1.5</v></c>
        <c r="G3" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="H3" t="d"><v>2020-03-14</v></c>
        <c r="I3" t="d"><v>10:30:00</v></c></row>"""
    rows = only_rows(xlsx(cells, strings="<si><r><t>x</t></r><r><t>y</t></r></si>"), "a.xlsx")
    assert rows[:2] == [[""] * 9] * 2
    assert rows[2] == ["", "#N/A", True, "xy", "a b", 1.5, "#DIV/0!", dt.date(2020, 3, 14), dt.time(10, 30)]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            "<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>",
            [[1, 2], ["", ""], [3, ""]],
        ),
        ("<row r='2'><c r='B2'><v>5</v></c></row>", [["", ""], ["", 5]]),
        ('<row r="2"><c s="1" r="B2"><v>5</v></c></row>', [["", ""], ["", 5]]),
        ('<row r="1"><c r="A1" s="1"/><c r="B1"><v/></c></row><row r="9" s="1"/>', []),
    ],
)
def test_positions_are_those_the_sender_sees(cells, expected):
    assert only_rows(xlsx(cells), "a.xlsx") == expected


def test_tags_may_carry_a_prefix():
    sheet = f'<?xml version="1.0"?><x:worksheet xmlns:x={MAIN[6:]}><x:sheetData><x:row r="2"><x:c r="B2"><x:f>1+1</x:f></x:c>'
    sheet += '<x:c r="C2" t="e"><x:v>#REF!</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    (found,) = open_workbook(xlsx(sheet), "a.xlsx").sheets
    assert found.rows == [[], ["", "", "#REF!"]]
    assert found.uncalculated == {(1, 1)}


@pytest.mark.parametrize(
    ("cell", "is_uncalculated"),
    [
        ('<c r="B2"><f>1+2</f></c>', True),
        ('<c r="B2"><f>1+2</f><v></v></c>', True),
        ('<c r="B2" s="7"><f>1+2</f><v/></c>', True),
        ('<c r="B2">\n <f t="shared" si="0"/>\n</c>', True),
        ('<c r="B2"><f t="shared" ref="B2:B9" si="0">A1&gt;0</f></c>', True),
        ('<c r="B2" t="str"><f>A1</f></c>', True),
        ('<c r="B2" t="str"><f>IF(1,"")</f><v></v></c>', False),  # the result is the empty text
        ('<c r="B2"><f>1+2</f><v>3</v></c>', False),
        ('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', False),
        ('<c r="B2" s="1"/>', False),
    ],
)
@pytest.mark.parametrize("before", ["", "<c r='D2'/>"], ids=["quick", "exact"])
def test_a_formula_that_no_program_has_calculated_is_noted(cell, is_uncalculated, before):
    row = f'<row r="2">{before}<c r="A2"><v>1</v></c>{cell}<c r="C2"><v>2</v></c></row>'
    (sheet,) = open_workbook(xlsx(row), "a.xlsx").sheets
    assert sheet.uncalculated == ({(1, 1)} if is_uncalculated else frozenset())


def test_openpyxl_writes_formulas_without_values():
    book = openpyxl.Workbook()
    book.active["C4"] = "=1+2"
    book.active["A1"] = "a"
    book.create_chartsheet("Biểu đồ")
    hidden = book.create_sheet("Ẩn")
    hidden.sheet_state = "veryHidden"
    hidden["A1"] = "x"
    buffer = io.BytesIO()
    book.save(buffer)
    first, second = open_workbook(buffer.getvalue(), "a.xlsx").sheets
    assert first.uncalculated == {(3, 2)}
    assert (second.name, second.rows) == ("Ẩn", [["x"]])


ODS_ROW = """<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/></table:table-row>
<table:table-row><table:table-cell table:formula="of:=1+2"/><table:table-cell table:formula="of:=IF(1;&quot;&quot;)"><text:p/>
</table:table-cell><table:table-cell table:number-columns-repeated="2" table:formula="of:=NA()" office:value-type="string"
 office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="3"><text:p>3</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048573"><table:table-cell table:style-name="x"
 table:number-columns-repeated="16384"/></table:table-row>"""


def test_ods_repeats_errors_and_formulas():
    (sheet,) = open_workbook(ods(ODS_ROW), "a.ods").sheets
    assert sheet.rows == [[], [], ["", "", "#N/A", "#N/A", 3.0]]
    assert sheet.uncalculated == {(2, 0)}


@pytest.mark.parametrize(
    ("generator", "uncalculated"), [("LibreOffice/7.4", {(0, 2)}), ("ODFPY/1.4.1", {(0, 0), (0, 1), (0, 2)})]
)
def test_ods_of_a_program_that_leaves_the_calculating(generator, uncalculated):
    cells = ('office:value-type="float" office:value="0"', 'office:value-type="string"', 'office:value-type="float"')
    row = "".join(f'<table:table-cell table:formula="of:=1+2" {cell}/>' for cell in cells)
    (sheet,) = open_workbook(ods(f"<table:table-row>{row}</table:table-row>", generator=generator), "a.ods").sheets
    assert sheet.uncalculated == uncalculated


@pytest.mark.parametrize(
    ("cell", "text", "shown"),
    [
        (
            'office:value-type="string" office:value="8"',
            "chữ",
            "chữ",
        ),  # PhpSpreadsheet, of a formula; pandas before 2.2
        ('office:value="8" office:value-type="string"', "chữ", "chữ"),
        ('office:value-type="boolean" office:value="1"', "1", True),  # PHPExcel
        ('office:value-type="boolean" office:value=""', "", False),
    ],
)
def test_ods_values_as_other_writers_give_them(cell, text, shown):
    row = f"<table:table-row><table:table-cell {cell}><text:p>{text}</text:p></table:table-cell></table:table-row>"
    assert only_rows(ods(row), "a.ods") == [[shown]]


def test_ods_of_a_kind_of_value_that_there_is_not_is_read_without_it():
    """As pyexcel-ods writes a moment; LibreOffice shows nothing of it."""
    cell = '<table:table-cell office:value-type="datetime" office:value="2020-03-14 10:00:00"><text:p>2020</text:p></table:table-cell>'
    assert only_rows(ods(f"{ODS_CELL}<table:table-row>{cell}</table:table-row>"), "a.ods") == [[1]]


def test_xls_cells_and_errors():
    cells = (
        biff_number(0, 0, 1.5),
        biff_text(1, 1, 0),
        biff_error(2, 2, 0x2A),
        record(0x201, struct.pack("<HHH", 60000, 9, 0)),
    )
    assert only_rows(xls(*cells), "a.xls") == [[1.5, "", ""], ["", "chữ", ""], ["", "", "#N/A"]]


def biff_formula(row: int, column: int, result: bytes, options: int = 0) -> bytes:
    return record(6, struct.pack("<HHH8sHIH", row, column, 0, result, options, 0, 0))


BLANK, NOUGHT, ONE = b"\x03" + bytes(5) + b"\xff\xff", bytes(8), struct.pack("<d", 1)


@pytest.mark.parametrize(
    ("result", "options", "writer", "is_uncalculated"),
    [
        (NOUGHT, 2, "", True),
        (BLANK, 2, "", True),
        (ONE, 2, "", False),
        (NOUGHT, 0, "", False),
        (BLANK, 0, "", False),
        (BLANK, 0, "None", True),  # xlwt
        (NOUGHT, 0, "None", False),
    ],
)
def test_xls_formulas_that_wait_for_whoever_opens_the_file(result, options, writer, is_uncalculated):
    access = record(0x5C, struct.pack("<HB", len(writer), 0) + writer.encode().ljust(109)) if writer else b""
    (sheet,) = open_workbook(
        xls(biff_formula(0, 1, result, options), biff_number(0, 0, 5), first=access), "a.xls"
    ).sheets
    assert sheet.uncalculated == ({(0, 1)} if is_uncalculated else frozenset())


def test_xls_tells_of_tick_boxes():
    box = record(0x5D, struct.pack("<HHHHHIII", 0x15, 0x12, 0x0B, 1, 0, 0, 0, 0) + bytes(4))
    (sheet,) = open_workbook(xls(biff_number(0, 0, 5), box), "a.xls").sheets
    assert sheet.controls == {(-1, -1)}


def test_xlsb_cells_and_errors():
    first = brt_cell(5, 0, struct.pack("<d", 1.5)) + brt_cell(7, 1, struct.pack("<I", 0))
    second = brt_cell(3, 2, b"\x2a") + brt_cell(11, 3, b"\x07" + bytes(6))
    rows = only_rows(xlsb((0, first), (2, second), (1048575, brt_cell(1, 0, b""))), "a.xlsb")
    assert rows == [[1.5, "chữ", "", ""], [""] * 4, ["", "", "#N/A", "#DIV/0!"]]


# ---------------------------------------------------------------- what is too much


def styled_rows(first: int, last: int) -> str:
    return "".join(f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="1"/></row>' for n in range(first, last + 1))


@pytest.mark.parametrize("last", [70_000, 60_001])
def test_rows_that_are_only_formatted_are_ignored(last):
    assert only_rows(xlsx(ONE_CELL + styled_rows(2, last)), "a.xlsx") == [[1.0]]


LONG_TEXT = f"<si><t>{'x' * 900_000}</t></si>"
MANY_NAMES = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 5001))
ENTITIES = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
FAR_ODS = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
ODS_CELL = '<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
BLANKS = (
    '<table:table-cell office:value-type="string"><text:p><text:s text:c="4000000000"/></text:p></table:table-cell>'
)
WIDE_ODS = '<table:table-cell table:number-columns-repeated="1000000000"/><table:table-cell office:value-type="float" office:value="1"/>'


def declaring(size: int, blanks: int = 0) -> bytes:
    """The directory declares `size` for a sheet that ends with so many blanks."""
    data = bytearray(xlsx(ONE_CELL + " " * blanks))
    at = data.rfind(b"xl/worksheets/sheet1.xml") - 46
    data[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(data)


HOSTILE = {
    "one endless text": lambda: (xlsx(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"y" * 90_000_000}</t></is></c></row>'), "a.xlsx", "too_large"),
    "endless shared texts": lambda: (xlsx(ONE_CELL, strings=f"<si><t>{'x' * 90_000_000}</t></si>"), "a.xlsx", "too_large"),
    "declared 330 MB": lambda: (declaring(330_000_000), "a.xlsx", "too_large"),
    "a directory that lies": lambda: (declaring(1000, blanks=50_000_000), "a.xlsx", "damaged"),
    "entities": lambda: (xlsx(f'<?xml version="1.0"?>{ENTITIES}<worksheet {MAIN}><sheetData/></worksheet>'), "a.xlsx", "damaged"),
    "entities in UTF-16": lambda: (xlsx(ONE_CELL, extra={"xl/sharedStrings.xml": f"<?xml?>{ENTITIES}<sst/>".encode("utf-16")}), "a.xlsx", "damaged"),
    "10,000 sheets": lambda: (xlsx(*[ONE_CELL] * 10_000), "a.xlsx", "too_large"),
    "10,000 names of one sheet": lambda: (xlsx(ONE_CELL, listed=10_000), "a.xlsx", "too_large"),
    "300,000 members": lambda: (b"PK\3\4" + (b"PK\1\2" + bytes(42)) * 300_000 + struct.pack("<4s4HIIH", b"PK\5\6", 0, 0, 65535, 65535, 46 * 300_000, 4, 0), "a.xlsx", "too_large"),
    "one sheet 250 times": lambda: (xlsx(ONE_CELL, listed=250), "a.xlsx", "damaged"),
    "ods: a row repeated": lambda: (ods(ODS_CELL.replace("row>", 'row table:number-rows-repeated="900000">', 1)), "a.ods", "too_large"),
    "xls: two billion texts announced": lambda: (xls(biff_text(0, 0, 0), announced=0x7FFFFFFF), "a.xls", "damaged"),
    "xls: a table that bites its tail": lambda: (biting(), "a.xls", "damaged"),
}  # fmt: skip


STRAY = {
    "a value in row 1,048,000": lambda: (xlsx(ONE_CELL + '<row r="1048000"><c r="A1048000"><v>1</v></c></row>'), "a.xlsx"),
    "a value in column XFD": lambda: (xlsx('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "a.xlsx"),
    "a row out of order": lambda: (xlsx('<row r="900000"><c r="A900000"><v>1</v></c></row>' + ONE_CELL), "a.xlsx"),
    "rows without addresses": lambda: (xlsx("<row/>" * 70_000 + "<row><c><v>1</v></c></row>"), "a.xlsx"),
    "ods: a far row": lambda: (ods(FAR_ODS + ODS_CELL), "a.ods"),
    "ods: a far column": lambda: (ods(f"<table:table-row>{WIDE_ODS}</table:table-row>"), "a.ods"),
    "xls: a far row": lambda: (xls(biff_number(65_000, 0, 1)), "a.xls"),
    "xlsb: a far row": lambda: (xlsb((1_048_000, brt_cell(5, 0, bytes(8)))), "a.xlsb"),
}  # fmt: skip


@pytest.mark.parametrize("what", STRAY)
def test_a_cell_far_off_is_left_out_and_told_of(what):
    (sheet,) = open_workbook(*STRAY[what]()).sheets
    assert len(sheet.stray) == 1
    assert [value for row in sheet.rows for value in row if value != ""] in ([1.0], [])


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (
            lambda: xlsx("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(60_001, 60_200))),
            "a.xlsx",
        ),
        (lambda: xls(*(biff_number(row, 0, 1) for row in range(60_001, 60_200))), "a.xls"),
    ],
)
def test_a_list_that_goes_on_beyond_reach_is_too_large(make, name):
    assert fault(make(), name) is Fault.TOO_LARGE


READ = {
    "cells far apart": lambda: (xlsx('<row r="1"><c r="SA1"><v>1</v></c></row><row r="59000"><c r="A59000"><v>1</v></c></row>'), "a.xlsx"),
    "one long text in many cells": lambda: (xlsx(MANY_NAMES, strings=LONG_TEXT), "a.xlsx"),
    "ods: four billion blanks": lambda: (ods(f"<table:table-row>{BLANKS}</table:table-row>"), "a.ods"),
    "xls: one long text in many cells": lambda: (xls(*(biff_text(n, 0, 0) for n in range(50_000)), strings=("x" * 4000,)), "a.xls"),
}  # fmt: skip


@pytest.mark.parametrize("what", READ)
def test_what_would_fill_a_whole_block_is_read_as_it_is(what):
    assert open_workbook(*READ[what]()).sheets[0].rows


def biting() -> bytes:
    data = bytearray(xls(biff_number(0, 0, 1)))
    table = data.rfind(struct.pack("<III", 1, 2, 3))
    data[table + 8 : table + 12] = struct.pack("<I", 0)
    return bytes(data)


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_are_refused(what):
    data, name, expected = HOSTILE[what]()
    assert fault(data, name) == expected


def test_dimensions_are_not_believed():
    """A reader that reserved 2⁴⁸ cells would end the process."""
    for bounds in ((0, 0xFFFFFFFF, 0, 0xFFFF), (9, 3, 9, 2)):
        assert only_rows(xls(biff_dimensions(*bounds), biff_number(0, 0, 1.5)), "a.xls") == [[1.5]]


# ---------------------------------------------------------------- whatever the bytes


SEEDS = [
    (xlsx(ONE_CELL + '<row r="2"><c r="B2"><f>1</f></c></row>', strings="<si><t>a</t></si>"), "a.xlsx"),
    (ods(ODS_ROW), "a.ods"),
    (
        xls(biff_dimensions(0, 1, 0, 1), biff_number(0, 0, 1.5), biff_text(1, 1, 0), biff_error(2, 2, 0x2A)),
        "a.xls",
    ),
    (xlsb((0, brt_cell(5, 0, bytes(8)) + brt_cell(7, 1, bytes(4)))), "a.xlsb"),
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SEEDS), st.data())
def test_only_one_kind_of_exception_escapes(seed, draw):
    data, name = bytearray(seed[0]), seed[1]
    for _ in range(draw.draw(st.integers(1, 6))):
        at = draw.draw(st.integers(0, max(len(data) - 1, 0)))
        data[at : at + draw.draw(st.integers(0, 4))] = draw.draw(st.binary(max_size=4))
    with contextlib.suppress(UnreadableWorkbook):
        open_workbook(bytes(data), name)


# ---------------------------------------------------------------- the sample files


def test_the_hazards():
    found = {}
    for path in sorted(HAZARDS.glob("*/*/*")):
        try:
            found[path.parts[-3][:2]] = open_workbook(path.read_bytes(), path.name)
        except UnreadableWorkbook as error:
            found[path.parts[-3][:2]] = error.fault
    faults = {case: fault_ for case, fault_ in found.items() if isinstance(fault_, Fault)}
    assert faults == {
        "08": Fault.DAMAGED,
        "09": Fault.EMPTY,
        "10": Fault.ENCRYPTED,
        "21": Fault.DAMAGED,
        "22": Fault.DAMAGED,
    }
    households = next(sheet for sheet in found["26"].sheets if sheet.name == "Danh sách hộ")
    assert (13, 6) in households.uncalculated


def test_the_months_are_read_whole():
    names = []
    for path in sorted(INBOX.glob("*/*_2020-03.*")):
        workbook = open_workbook(path.read_bytes(), path.name)
        names.append([sheet.name for sheet in workbook.sheets])
        assert max(len(row) for row in workbook.sheets[1].rows) == 20
    assert len(names) == 22
    assert {len(sheets) for sheets in names} == {5}
