"""Rows cut out of a sheet's XML are what a parser finds in it; whatever is not written as programs write it is left to one."""

from __future__ import annotations

import random

import pytest

from giamngheo.read.formats import UnreadableWorkbook, open_workbook, xlsx
from giamngheo.read.formats.sheet_data import Odd, plain_sheet, written_cell
from tests.conftest import GOLDEN
from tests.support.mutated.containers import packed, unpacked

SHEETS = "xl/worksheets/sheet"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
EXTENDED = 'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
# As Excel, LibreOffice, openpyxl and XlsxWriter write rows and cells.
AS_PROGRAMS_WRITE = [
    '<row r="1" spans="1:3" ht="15" customHeight="1" x14ac:dyDescent="0.25"><c r="A1" s="1" t="s"><v>0</v></c></row>',
    '<row r="2" customFormat="false" ht="12.8" hidden="true"><c r="A2" s="2" t="n"><v>1.5</v></c><c r="C2" s="1"/></row>',
    '<row r="3"><c r="B3"><f>SUM(A1:A2)</f><v>3</v></c><c r="D3" t="str"><f aca="false">A1&amp;""</f><v></v></c></row>',
    '<row r="4"/>',
    '<row r="5"><c r="A5" s="1"/><c r="B5" s="1"></c></row>',
    '<row r="6"><c r="A6"><f>A1</f><v/></c><c r="B6"><f t="shared" si="0"/><v>7</v></c><c r="C6"><f>A1</f></c></row>',
    '<row r="7"><c r="A7" t="inlineStr"><is><t xml:space="preserve"> a &lt; b_x000D_\n X&#195; &#x1EA1;</t></is></c></row>',
    '<row r="8"><c r="A8" t="b"><v>1</v></c><c r="B8" t="e"><v>#N/A</v></c><c r="C8" t="inlineStr"><is><t/></is></c></row>',
    '<row r="9"><c r="A9" t="d"><v>2020-03-31</v></c><c r="AA9"><v>-0</v></c></row><row r="12" ht="0"/>',
]
SNIPPETS = [
    *"<>/=\"' &;_x0AB19\r\n\t\x01\ufffe",
    "<!-- -->",
    "<![CDATA[1]]>",
    "]]>",
    "&#65;",
    "&lt;",
    "&x;",
    "<v>",
    "</v>",
]
SNIPPETS += [
    "</c>",
    "</row>",
    '<row r="2">',
    '<c r="A1">',
    ' t="s"',
    ' s="9"',
    ' hidden="1"',
    ' xmlns=""',
    "x:",
    "$",
    "<is>",
]
SNIPPETS += ["<sheetData>", "</sheetData>", "<?x?>", "<f/>", "<extLst/>", "inlineStr", 'r="0"', 'r=""', "é", "１"]


LIBREOFFICE = "mutated/libreoffice.xlsx"
BY_PROGRAMS = {LIBREOFFICE: [True] * 5, "mutated/openpyxl.xlsx": [True, False, True, True, True]}


def sheet_of(rows: str) -> str:
    return f'<worksheet xmlns="{MAIN}" {EXTENDED}><sheetData>{rows}</sheetData></worksheet>'


@pytest.fixture
def by_parser(monkeypatch):
    """Opens a workbook by the parser alone."""

    def refuse(_: bytes) -> None:
        raise Odd

    def opened(data: bytes):
        with monkeypatch.context() as patched:
            patched.setattr(xlsx, "plain_sheet", refuse)
            return outcome(data)

    return opened


def outcome(data: bytes) -> object:
    """The workbook, or why there is none."""
    try:
        return open_workbook(data, "a.xlsx")
    except UnreadableWorkbook as error:
        return error.args


def is_plain(part: bytes) -> bool:
    try:
        behind = [one for row in plain_sheet(part).rows for one in row.behind]
        return all(written_cell(one) or True for one in behind)
    except Odd:
        return False


def book_with(first_sheet: bytes) -> bytes:
    """LibreOffice's workbook with another first sheet."""
    parts = unpacked((GOLDEN / LIBREOFFICE).read_bytes())
    return packed(parts | {f"{SHEETS}1.xml": first_sheet})


@pytest.mark.parametrize("row", AS_PROGRAMS_WRITE, ids=range(len(AS_PROGRAMS_WRITE)))
def test_what_programs_write_needs_no_parser_and_is_what_it_reads(row, by_parser):
    rows, outline = plain_sheet(sheet_of(row).encode())
    assert outline.decode() == sheet_of("")
    assert sum(len(one.addresses) for one in rows) == row.count("<c ")
    assert is_plain(sheet_of(row).encode())
    data = book_with(sheet_of(row).encode())
    assert outcome(data) == by_parser(data)
    assert not isinstance(outcome(data), tuple)


@pytest.mark.parametrize(("file", "plain"), BY_PROGRAMS.items())
def test_sheets_of_whole_workbooks_need_no_parser_but_one_with_rich_texts(file, plain, by_parser):
    data = (GOLDEN / file).read_bytes()
    assert [is_plain(part) for name, part in unpacked(data).items() if name.startswith(SHEETS)] == plain
    assert outcome(data) == by_parser(data)


@pytest.mark.parametrize("seed", range(2100,2500))
def test_no_change_is_read_otherwise_than_by_a_parser(seed, by_parser):
    """Sixty changes each at random; that some are read and some refused shows that both are compared."""
    by_chance = random.Random(seed)
    found = []
    for _ in range(60):
        text = sheet_of("".join(by_chance.sample(AS_PROGRAMS_WRITE, 3)))
        for _ in range(by_chance.choice((1, 1, 1, 2))):
            start = by_chance.randrange(len(text))
            end = start + by_chance.choice((0, 0, 1, 2, 5))
            text = text[:start] + by_chance.choice(SNIPPETS) + text[end:]
        data = book_with(text.encode())
        found.append(outcome(data))
        assert found[-1] == by_parser(data), text
    assert {isinstance(one, tuple) for one in found} == {True, False}
