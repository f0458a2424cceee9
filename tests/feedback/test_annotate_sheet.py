"""A sheet's XML is edited where it stands, however a program has written it."""

from __future__ import annotations

import pytest

from giamngheo.feedback.annotate.records import Cell, NotEditable
from giamngheo.feedback.annotate.shapes import Shapes
from giamngheo.feedback.annotate.sheet import Measures, SheetEdit, address_of, cell_of

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
WANTED = [Cell(2, 2)]


def edited(xml, wanted=WANTED):
    edit = SheetEdit(
        xml.encode() if isinstance(xml, str) else xml,
        wanted,
        lambda cell, style: style + 100 if cell in wanted else style,
    )
    return edit.result().decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<row r="2"><c r="A2"/><c r="B2" s="3"/></row>', '<row r="2"><c r="A2"/><c s="103" r="B2"/></row>'),
        (
            '<row r="2"><c s=\'3\' r="B2" t="s"><v>1</v></c></row>',
            '<row r="2"><c s="103" r="B2" t="s"><v>1</v></c></row>',
        ),
        ('<row r="2"><c r="B2"><v>1</v></c></row>', '<row r="2"><c s="100" r="B2"><v>1</v></c></row>'),
        ('<row r="2"><c r="A2"/><c r="C2"/></row>', '<row r="2"><c r="A2"/><c r="B2" s="100"/><c r="C2"/></row>'),
        ('<row r="2" ht="9"/>', '<row r="2" ht="9"><c r="B2" s="100"/></row>'),
        (
            '<row r="2" s="7" customFormat="1"><c r="A2"/></row>',
            '<row r="2" s="7" customFormat="1"><c r="A2"/><c r="B2" s="107"/></row>',
        ),
        ('<row r="1"/><row r="5"/>', '<row r="1"/><row r="2"><c r="B2" s="100"/></row><row r="5"/>'),
        ('<row r="1"/>', '<row r="1"/><row r="2"><c r="B2" s="100"/></row>'),
        ("<row><c/></row><row><c/><c/></row>", '<row><c/></row><row><c/><c s="100"/></row>'),
    ],
)
def test_a_cell_gets_its_style_wherever_it_is(before, after):
    assert edited(f"<worksheet {MAIN}><sheetData>{before}</sheetData></worksheet>") == (
        f"<worksheet {MAIN}><sheetData>{after}</sheetData></worksheet>"
    )


def test_a_hidden_line_or_column_with_a_mark_is_shown_and_no_other():
    before = (
        '<cols><col min="1" max="1" hidden="1" width="5"/><col min="2" max="3" width="0" hidden="1"/></cols><sheetData>'
        '<row r="1" hidden="1"/><row r="2" ht="0" hidden="1"/><row r="3" hidden="1"><c r="B3"/></row></sheetData>'
    )
    after = (
        '<cols><col min="1" max="1" hidden="1" width="5"/><col min="2" max="3" width="15"/></cols><sheetData>'
        '<row r="1" hidden="1"/><row r="2" ht="15"><c r="B2" s="100"/></row><row r="3" hidden="1"><c r="B3"/></row>'
        "</sheetData>"
    )
    assert edited(f"<worksheet {MAIN}>{before}</worksheet>") == f"<worksheet {MAIN}>{after}</worksheet>"


def test_an_empty_sheet_a_mark_of_order_and_prefixes():
    assert edited(f"\ufeff<worksheet {MAIN}><sheetData/></worksheet>") == (
        f'\ufeff<worksheet {MAIN}><sheetData><row r="2"><c r="B2" s="100"/></row></sheetData></worksheet>'
    )
    prefixed = MAIN.replace("xmlns", "xmlns:x")
    assert edited(f'<x:worksheet {prefixed}><x:sheetData><x:row r="2"/></x:sheetData></x:worksheet>') == (
        f'<x:worksheet {prefixed}><x:sheetData><x:row r="2"><x:c r="B2" s="100"/></x:row></x:sheetData></x:worksheet>'
    )


def test_vietnamese_letters_before_a_cell_do_not_move_the_edit():
    row = '<row r="2"><c r="A2" t="inlineStr"><is><t>Nguyễn Thị Ổi</t></is></c><c r="B2" s="1"/></row>'
    assert '<c s="101" r="B2"/>' in edited(f"<worksheet {MAIN}><sheetData>{row}</sheetData></worksheet>")


def test_the_link_stands_where_the_schema_wants_it():
    xml = f"<worksheet {MAIN}><sheetData/><pageMargins/><drawing/><tableParts/><extLst/></worksheet>"
    edit = SheetEdit(xml.encode(), [], lambda _, style: style)
    edit.link_drawing("rId7")
    result = edit.result().decode()
    assert result.index("<drawing/>") < result.index("<legacyDrawing ") < result.index("<tableParts/>")
    linked = SheetEdit(result.encode(), [], lambda _, style: style)
    assert linked.drawing == "rId7"
    linked.unlink_drawing()
    assert linked.result().decode() == xml


def test_a_style_of_the_column_is_the_style_of_an_added_cell():
    xml = f'<worksheet {MAIN}><cols><col min="2" max="4" width="9" style="8"/></cols><sheetData/></worksheet>'
    assert '<c r="B2" s="108"/>' in edited(xml)


def test_no_sheet_at_all():
    with pytest.raises(NotEditable):
        SheetEdit(b"<worksheet>", [], lambda _, style: style)


def test_addresses():
    assert [address_of(Cell(7, column)) for column in (1, 26, 27, 703)] == ["A7", "Z7", "AA7", "AAA7"]
    assert cell_of("$AB$12") == Cell(12, 28)
    assert cell_of("AB") is None


def test_numbers_of_shapes_are_never_given_twice():
    shapes = Shapes(None)
    shapes.put([(Cell(row, 1), "x") for row in range(1, 2101)], Measures(), 3)
    assert shapes.blocks() == [3, 4, 5]
    shapes.take_out([Cell(row, 1) for row in range(1, 2101)])
    assert shapes.is_empty
    shapes.put([(Cell(1, 1), "x")], Measures(), 9)
    assert shapes.blocks() == [3]
