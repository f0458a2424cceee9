"""The parts of an .xlsx as text: the same cells and looks as openpyxl's, several times faster."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from tests.support.workbooks.form import Formula
from tests.support.workbooks.layout import Line, Sheet
from tests.support.workbooks.looks import DATE_FORMAT, FRAMED, LOOKS

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OOXML = "http://schemas.openxmlformats.org"
_MAIN = f"{_OOXML}/spreadsheetml/2006/main"
_KIND = f"{_OOXML}/officeDocument/2006/relationships"
_PART = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LETTERS = [get_column_letter(n) for n in range(1, 101)]
# (look, is a date) → its number in `cellXfs`, in the order in which `_styles_xml` lists them.
_STYLE_IDS = {(look, date): n for n, (look, date) in enumerate((x, d) for x in LOOKS for d in (False, True))}


def parts_of(sheets: Sequence[Sheet]) -> dict[str, str]:
    numbers = range(1, len(sheets) + 1)
    sheet_type = f'ContentType="{_PART}.worksheet+xml"'
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_OOXML}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_PART}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_PART}.styles+xml"/>'
        + "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" {sheet_type}/>' for n in numbers)
        + "</Types>",
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_KIND}"><sheets>'
        + "".join(
            f'<sheet name="{escape(sheet.name, {chr(34): "&quot;"})}" sheetId="{n}" r:id="rId{n}"/>'
            for n, sheet in enumerate(sheets, start=1)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            [*(("worksheet", f"worksheets/sheet{n}.xml") for n in numbers), ("styles", "styles.xml")]
        ),
        "xl/styles.xml": _styles_xml(),
    }
    return parts | {f"xl/worksheets/sheet{n}.xml": _sheet_xml(sheet) for n, sheet in enumerate(sheets, start=1)}


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    links = (
        f'<Relationship Id="rId{n}" Type="{_KIND}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_OOXML}/package/2006/relationships">{"".join(links)}</Relationships>'


def _styles_xml() -> str:
    roman = '<name val="Times New Roman"/>'
    fonts = (
        '<font><sz val="11"/><name val="Calibri"/></font>',
        f'<font><b/><sz val="14"/>{roman}</font>',
        f'<font><b/><sz val="12"/>{roman}</font>',
        f'<font><sz val="12"/>{roman}</font>',
    )
    fills = (
        '<fill><patternFill patternType="none"/></fill>',
        '<fill><patternFill patternType="gray125"/></fill>',
        '<fill><patternFill patternType="solid"><fgColor rgb="FFDDEBF7"/></patternFill></fill>',
    )
    edges = "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
    looks = [_look_xml(look, 165 if date else 0) for look, date in _STYLE_IDS]
    plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
        f'<numFmts count="1"><numFmt numFmtId="165" formatCode="{DATE_FORMAT}"/></numFmts>'
        f'<fonts count="{len(fonts)}">{"".join(fonts)}</fonts>'
        f'<fills count="{len(fills)}">{"".join(fills)}</fills>'
        f'<borders count="2"><border/><border>{edges}</border></borders>'
        f'<cellStyleXfs count="1">{plain}</cellStyleXfs>'
        f'<cellXfs count="{len(looks)}">{"".join(looks)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _look_xml(look: str, number_format: int) -> str:
    """One entry of `cellXfs`; the same looks as `LOOKS`."""
    centred = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
    font, fill, border, alignment = {
        "plain": (0, 0, 0, ""),
        "title": (1, 0, 0, ""),
        "heading": (2, 2, 1, centred),
        "number": (2, 0, 1, centred),
        "total": (2, 0, 1, centred),
        "body": (3, 0, 1, '<alignment vertical="center" wrapText="1"/>'),
    }[look]
    applied = " ".join(f'apply{part}="1"' for part in ("NumberFormat", "Font", "Fill", "Border", "Alignment"))
    faces = f'numFmtId="{number_format}" fontId="{font}" fillId="{fill}" borderId="{border}"'
    return f'<xf {faces} xfId="0" {applied}>{alignment}</xf>'


def _sheet_xml(sheet: Sheet) -> str:
    rows = "".join(_row_xml(n, line) for n, line in enumerate(sheet.lines, start=1))
    merged = "".join(f'<mergeCell ref="{cells}"/>' for cells in sheet.merged)
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(sheet.widths, start=1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}">{_pane_xml(sheet.freeze)}<cols>{widths}</cols><sheetData>{rows}'
        "</sheetData>"
        + (f'<mergeCells count="{len(sheet.merged)}">{merged}</mergeCells>' if merged else "")
        + "</worksheet>"
    )


def _pane_xml(freeze: str | None) -> str:
    if not freeze:
        return ""
    column, row = ord(freeze[0]) - ord("A"), int(freeze[1:]) - 1
    split = f'xSplit="{column}" ySplit="{row}" topLeftCell="{freeze}"'
    pane = f'<pane {split} activePane="bottomRight" state="frozen"/>'
    return f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'


def _row_xml(number_: int, line: Line) -> str:
    look, framed = line.look, line.look in FRAMED
    cells = "".join(
        _cell_xml(f"{_LETTERS[n]}{number_}", value, look)
        for n, value in enumerate(line.cells)
        if framed or value not in (None, "")
    )
    return f'<row r="{number_}">{cells}</row>' if cells else ""


def _cell_xml(place: str, value: Any, look: str) -> str:
    style = _STYLE_IDS[look, isinstance(value, dt.date)]
    head = f'<c r="{place}" s="{style}"'
    if value is None or value == "":
        return f"{head}/>"
    if isinstance(value, Formula):
        return f"{head}><f>{escape(value[1:])}</f></c>"
    if isinstance(value, str):
        return f'{head} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    if isinstance(value, bool):
        return f'{head} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, dt.date):
        return f"{head}><v>{(dt.date(value.year, value.month, value.day) - dt.date(1899, 12, 30)).days}</v></c>"
    return f"{head}><v>{value}</v></c>"
