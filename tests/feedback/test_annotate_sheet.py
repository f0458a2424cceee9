"""A sheet's XML is edited where it stands, however a program has written it."""

from __future__ import annotations

import pytest
from lxml import etree

from giamngheo.feedback.annotate.drawing import CommentDrawing
from giamngheo.feedback.annotate.records import Cell, NotEditable, cell_of
from giamngheo.feedback.annotate.sheet import Measures, SheetEditor

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
WANTED = [Cell(2, 2)]


def edited(xml, wanted=WANTED):
    editor = SheetEditor(xml.encode() if isinstance(xml, str) else xml)
    editor.restyle(wanted, lambda cell, style: style + 100 if cell in wanted else style)
    return editor.to_bytes().decode()


def same(xml):
    """In the same words where only the order of attributes, their quotes and a mark of order are not."""
    return etree.canonicalize(xml.removeprefix("\ufeff"), with_comments=True)


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
    assert same(edited(f"<worksheet {MAIN}><sheetData>{before}</sheetData></worksheet>")) == same(
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
    assert same(edited(f"<worksheet {MAIN}>{before}</worksheet>")) == same(f"<worksheet {MAIN}>{after}</worksheet>")


def test_an_empty_sheet_a_mark_of_order_and_prefixes():
    assert same(edited(f"\ufeff<worksheet {MAIN}><sheetData/></worksheet>")) == same(
        f'\ufeff<worksheet {MAIN}><sheetData><row r="2"><c r="B2" s="100"/></row></sheetData></worksheet>'
    )
    prefixed = MAIN.replace("xmlns", "xmlns:x")
    assert edited(f'<x:worksheet {prefixed}><x:sheetData><x:row r="2"/></x:sheetData></x:worksheet>') == (
        f'<x:worksheet {prefixed}><x:sheetData><x:row r="2"><x:c r="B2" s="100"/></x:row></x:sheetData></x:worksheet>'
    )


def test_vietnamese_letters_before_a_cell_do_not_move_the_edit():
    row = '<row r="2"><c r="A2" t="inlineStr"><is><t>Nguyễn Thị Ổi</t></is></c><c r="B2" s="1"/></row>'
    assert '<c r="B2" s="101"/>' in edited(f"<worksheet {MAIN}><sheetData>{row}</sheetData></worksheet>")


def test_the_link_stands_where_the_schema_wants_it():
    xml = f"<worksheet {MAIN}><sheetData/><pageMargins/><drawing/><tableParts/><extLst/></worksheet>"
    editor = untouched(xml)
    editor.link_drawing("rId7")
    result = editor.to_bytes().decode()
    assert result.index("<drawing/>") < result.index("<legacyDrawing ") < result.index("<tableParts/>")
    linked = untouched(result)
    assert linked.drawing == "rId7"
    linked.unlink_drawing()
    assert same(linked.to_bytes().decode()) == same(xml)


def untouched(xml):
    editor = SheetEditor(xml.encode())
    editor.restyle([], lambda _, style: style)
    assert not editor.is_changed
    return editor


KEPT = (
    "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n<!-- by hand --><x:worksheet xmlns:x14ac=\"urn:x14ac\" "
    'xmlns:main="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:mc="urn:mc" xmlns:no="urn:unused" '
    'mc:Ignorable="x14ac no">\n  <x:sheetData>\n    {rows}<!-- between --></x:sheetData>\n  <x:extLst><x:ext '
    'xmlns:x14="urn:x14" uri="a"><x14:f><![CDATA[A1>0 & B1]]></x14:f></x:ext></x:extLst></x:worksheet><?after all?>'
)
ROW = (
    '<x:row r="{at}" x14ac:dyDescent="0.25" no:more="&quot;1&gt;&quot;"><x:c r="A{at}" t="inlineStr" no:x="&#10;"><x:is>'
    '<x:t xml:space="preserve"> Ổi </x:t></x:is></x:c><?odd?><x:c r="C{at}" t="str"><x:f><![CDATA[1<2]]></x:f><x:v/></x:c>'
    '<new:own xmlns:new="urn:new"/></x:row>\n    '
)


@pytest.mark.parametrize("count", [1, 12_000])
def test_all_else_in_an_edited_sheet_is_kept_to_the_byte(count):
    """Rows, however many, whitespace, comments, instructions, CDATA, and prefixes whether they are used or not."""
    xml = KEPT.format(rows="".join(ROW.format(at=at) for at in range(1, count + 1)))
    assert untouched(xml).to_bytes().decode() == xml
    place = f'<x:c r="A{count}"'
    assert edited(xml, [Cell(count, 1)]) == xml.replace(
        f'{place} t="inlineStr" no:x="&#10;">', f'{place} t="inlineStr" no:x="&#10;" s="100">'
    )


@pytest.mark.parametrize(
    "hostile",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData>&a;</sheetData></worksheet>',
        f"<worksheet><sheetData/>{'<a>' * 5000}{'</a>' * 5000}</worksheet>",
        "<worksheet><sheetData/>&nbsp;</worksheet>",
        "<worksheet/>",
    ],
)
def test_what_is_hostile_or_no_sheet_is_not_edited(hostile):
    with pytest.raises(NotEditable):
        SheetEditor(hostile.encode())


def test_a_style_of_the_column_is_the_style_of_an_added_cell():
    xml = f'<worksheet {MAIN}><cols><col min="2" max="4" width="9" style="8"/></cols><sheetData/></worksheet>'
    assert '<c r="B2" s="108"/>' in edited(xml)


def test_no_sheet_at_all():
    with pytest.raises(NotEditable):
        SheetEditor(b"<worksheet>")


def test_addresses():
    assert [Cell(7, column).address for column in (1, 26, 27, 703)] == ["A7", "Z7", "AA7", "AAA7"]
    assert cell_of("$AB$12") == Cell(12, 28)
    assert cell_of("AB") is None


def test_numbers_of_shapes_are_never_given_twice():
    shapes = CommentDrawing(None)
    shapes.put([(Cell(row, 1), "x") for row in range(1, 2101)], Measures(), 3)
    assert shapes.blocks() == [3, 4, 5]
    shapes.take_out([Cell(row, 1) for row in range(1, 2101)])
    assert shapes.is_empty
    shapes.put([(Cell(1, 1), "x")], Measures(), 9)
    assert shapes.blocks() == [3]
