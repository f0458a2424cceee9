"""Tables of figures, and frames whose cells stand side by side.

A table is written as XML at once: with an object for every cell, 216 units would take seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document as WordFile
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from docx.table import Table as WordTable

from giamngheo.report.documents.document import Table
from giamngheo.report.render.grid import UNMET, TextGrid, grid_of
from giamngheo.report.render.word.fitting import BESIDE_TEXT, Fit, fitted
from giamngheo.report.render.word.styles import CELL_STYLES
from giamngheo.report.render.word.text import say
from giamngheo.report.wording.listing import shown

_UNMET_LEGEND = "* (in đậm, nền xám): chưa đạt mức ghi ở đầu cột."
_TWIPS_PER_MM = 1440 / 25.4

_GREY = '<w:shd w:val="clear" w:color="auto" w:fill="D9D9D9"/>'
_MIDDLE = '<w:vAlign w:val="center"/>'
_BOLD = "<w:rPr><w:b/></w:rPr>"
_WITH_NEXT = "<w:keepNext/>"
_ROW = "<w:tr><w:trPr><w:cantSplit/></w:trPr>{}</w:tr>"
_HEADING_ROW = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{}</w:tr>"


def add_table(docx: WordFile, table: Table, width: float, height: float | None = None) -> None:
    """The table across `width` mm: its heading row comes again on each page and no row is torn.

    What is a little higher than `height` mm in large letters comes in smaller ones. A figure that misses its
    column's goal is marked, and a line below says what the mark means.
    """
    grid = grid_of(table)
    docx.element.body._insert_tbl(parse_xml(_xml(grid, fitted(grid, width, height), table.title)))
    if grid.has_unmet:
        say(docx, _UNMET_LEGEND, "ChuGiaiBang")


def frame(docx: WordFile, widths: Sequence[float], rows: int = 1) -> WordTable:
    """Rows without borders, whose cells stand beside each other: the head and the foot of a letter."""
    table: WordTable = docx.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    margins = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{_margins(0, 0)}</w:tblCellMar>")
    table._tbl.tblPr.find(qn("w:tblLayout")).addnext(margins)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
            cell._tc.remove(cell.paragraphs[0]._p)  # the first text said in it must not stand below an empty one
    return table


def _xml(grid: TextGrid, fit: Fit, title: str) -> str:
    twips = [_twips(width) for width in fit.widths]
    of_heading, of_cell = CELL_STYLES[fit.size]
    head = "".join(_cell(text, wide, of_heading, side="center") for text, wide in zip(grid.heads, twips, strict=True))
    columns = "".join(f'<w:gridCol w:w="{wide}"/>' for wide in twips)
    body = "".join(_ROW.format(cells) for cells in _rows(grid, twips, of_cell))
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(twips)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblCellMar>{_margins(fit.above, BESIDE_TEXT)}</w:tblCellMar>'
        f'<w:tblLook w:val="0020"/><w:tblCaption w:val={quoteattr(shown(title))}/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{_HEADING_ROW.format(head)}{body}</w:tbl>"
    )


def _rows(grid: TextGrid, twips: Sequence[int], style: str) -> list[str]:
    """The cells of each row. The last stays on the page of the legend that follows, an area's on that of its first unit."""
    if not grid.rows:
        return [_cell(grid.empty, sum(twips), style, side="center", span=len(twips))]
    columns = list(zip(twips, grid.sides, strict=True))
    last = len(grid.rows) - 1
    found = []
    for at, row in enumerate(grid.rows):
        with_next = grid.has_unmet if at == last else at in grid.sums
        cells = [
            _cell(text, width, style, side, grid.is_bold(at, text), with_next)
            for text, (width, side) in zip(row, columns, strict=True)
        ]
        found.append("".join(cells))
    return found


def _cell(
    text: str, width: int, style: str, side: str = "left", bold: bool = False, with_next: bool = False, span: int = 1
) -> str:
    """`left` is as the style has it."""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shaded = _GREY if text.startswith(UNMET) else ""
    aligned = f'<w:jc w:val="{side}"/>' if side != "left" else ""
    run = f"<w:r>{_BOLD if bold else ''}<w:t>{escape(text)}</w:t></w:r>" if text else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{shaded}{_MIDDLE}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{_WITH_NEXT if with_next else ""}{aligned}</w:pPr>{run}</w:p></w:tc>'
    )


def _margins(above: float, beside: float) -> str:
    """The inner margins of a table's cells, in mm."""
    sides = (("top", above), ("left", beside), ("bottom", above), ("right", beside))
    return "".join(f'<w:{side} w:w="{_twips(margin)}" w:type="dxa"/>' for side, margin in sides)


def _twips(millimetres: float) -> int:
    return round(millimetres * _TWIPS_PER_MM)
