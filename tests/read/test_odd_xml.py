"""XML that says the same in other words is read the same; what spreadsheet programs read otherwise than Python is refused."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from giamngheo.read.formats import UnreadableWorkbook, open_workbook

SHEET = "xl/worksheets/sheet1.xml"
VALUE, ROW, CELL, END = "<v>22</v>", '<row r="2"', '<c r="B2"', "</sheetData>"
CHOICE = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="x14"><v>1</v></mc:Choice><mc:Fallback><v>22</v></mc:Fallback></mc:AlternateContent>'
)
CELLS = f'{CHOICE[: CHOICE.index("<v>")]}<c r="B3"/></mc:Choice></mc:AlternateContent>'
# What LibreOffice shows too.
SAME = {
    "CDATA": (VALUE, "<v>2<![CDATA[2]]></v>"),
    "a comment in a value": (VALUE, "<v>2<!-- x -->2</v>"),
    "an instruction in a value": (VALUE, "<v>2<?x y?>2</v>"),
    "a character reference": (VALUE, "<v>2&#50;</v>"),
    "blanks": (VALUE, "<v> 22 </v>"),
    "an exponent": (VALUE, "<v>2.2E1</v>"),
    "a comment before a row": (ROW, f"<!-- c -->{ROW}"),
    "a comment before a cell": (CELL, f"<!-- c -->{CELL}"),
    "an instruction before a cell": (CELL, f"<?x y?>{CELL}"),
    "rows in two blocks": (ROW, f"{END}<sheetData>{ROW}"),
    "a row of an extension": (END, f'{END}<extLst><ext>{ROW}><c r="B2"><v>98</v></c></row></ext></extLst>'),
    "another element among the cells": (CELL, f'<is r="B2"><v>96</v></is>{CELL}'),
    "a row of another namespace": (ROW, f'<x:row xmlns:x="urn:x" r="2"><x:c r="B2"><x:v>97</x:v></x:c></x:row>{ROW}'),
}
REFUSED = {
    "elements in a value": (VALUE, "<v>2<b>2</b>3</v>"),
    "a choice of values": (VALUE, CHOICE),
    "a choice of cells": (CELL, f"{CELLS}{CELL}"),
    "a choice of rows": (ROW, CELLS.replace('<c r="B3"/>', '<row r="9"/>') + ROW),
    "a choice of texts": ('<c r="B2"><v>22</v>', f'<c r="B2" t="inlineStr"><is>{CHOICE.replace("v>", "t>")}</is>'),
    "digits with underlines": (VALUE, "<v>2_2</v>"),
    "digits of another script": (VALUE, "<v>٢٢</v>"),
    "hexadecimal": (VALUE, "<v>0x16</v>"),
    "infinity": (VALUE, "<v>inf</v>"),
    "no number": (VALUE, "<v>nan</v>"),
    "an address of a formula": (CELL, '<c r="$B$2"'),
    "an empty address": (CELL, '<c r=""'),
    "an address of another row": (CELL, '<c r="B9"'),
    "a value where a text belongs": ('<c r="B2"><v>22</v>', '<c r="B2" t="inlineStr"><v>22</v>'),
    "a row before the first": (ROW, '<row r="0"'),
    "a kind that there is not": ('<c r="B2"><v>', '<c r="B2" t="x"><v>'),
    "no kind": ('<c r="B2"><v>', '<c r="B2" t=""><v>'),
    "a truth that is neither": ('<c r="B2"><v>', '<c r="B2" t="b"><v>'),
    "a text in a cell of another kind": (VALUE, "<is><t>22</t></is>"),
    "an element in a text": ('<c r="B2"><v>22</v>', '<c r="B2" t="inlineStr"><is><t>2<t/>2</t></is>'),
    "an encoding that programs do not know": ("<worksheet", "<?xml version='1.0' encoding='cp1258'?><worksheet"),
    "a string counted from the end": ('<c r="B2"><v>22</v>', '<c r="B2" t="s"><v>-1</v>'),
    "a string that is not there": ('<c r="B2"><v>22</v>', '<c r="B2" t="s"><v>22</v>'),
}


def changed(before: str, after: str) -> bytes:
    book = openpyxl.Workbook()
    for row in range(1, 4):
        book.active.append([10 * row + column for column in (1, 2)])
    book.active["A5"] = "chữ"
    whole, out = io.BytesIO(), io.BytesIO()
    book.save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == SHEET:
                text = data.decode().replace('<c r="B2" t="n">', '<c r="B2">')
                assert before in text
                data = text.replace(before, after, 1).encode()
            target.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("case", SAME)
def test_the_same_in_other_words(case):
    (sheet,) = open_workbook(changed(*SAME[case]), "a.xlsx").sheets
    assert sheet.rows == [[11, 12], [21, 22], [31, 32], [], ["chữ"]]


@pytest.mark.parametrize("case", REFUSED)
def test_what_programs_read_each_in_its_own_way_is_refused(case):
    with pytest.raises(UnreadableWorkbook, match="damaged"):
        open_workbook(changed(*REFUSED[case]), "a.xlsx")
