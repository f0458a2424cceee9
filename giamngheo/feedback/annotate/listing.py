"""The first sheet of a returned workbook: what became of it, what to do, and every finding with a link to its cell."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree  # type: ignore[import-untyped]
from openpyxl.utils import quote_sheetname

from giamngheo.core.formats import number
from giamngheo.core.text_metrics import lines
from giamngheo.feedback.annotate.places import Placed
from giamngheo.feedback.annotate.records import Cell, Outcome, cell_of
from giamngheo.feedback.annotate.styles import FILL, CellStyles
from giamngheo.feedback.annotate.xml import PRESERVED, Element, fragments
from giamngheo.read import formats
from giamngheo.report.wording.listing import plain
from giamngheo.report.wording.words import capital

NAME = "Kết quả kiểm tra"
MARKER = "giamngheo"  # in a hidden column of the first row: tells our sheet whatever it is called
HEADING = 6
MOST_LINES = 50_000  # the reader takes 60,000 rows of a sheet; a workbook sent again must not be refused for our list
SEVERITIES = {"critical": "Phải sửa", "warning": "Cần xem lại", "explained": "Đã giải trình", "pending": "Đang chờ"}
# Heading and width in digits; together the breadth of A4 lying, at 90 %.
_COLUMNS = (("TT", 6), ("Mức", 13), ("Trang tính", 18), ("Ô", 9), ("Sai ở đâu", 52), ("Cách sửa", 48), ("Mã", 8))
_LAST, _KEPT = "G", "H"
_LINE, _HIGHEST, _ROOM = 16.0, 400.0, 0.95
_NOTE = (
    "Bấm vào cột «Ô» để đến chỗ phải sửa; trỏ chuột vào ô có màu để đọc ghi chú. Không cần xóa trang này, màu và "
    "ghi chú: khi gửi lại, hệ thống bỏ qua."
)

_FONT = '<font>{bold}<sz val="{size}"/><color rgb="{colour}"/><name val="Times New Roman"/><family val="1"/></font>'
_EDGE = '<{side} style="thin"><color rgb="FF8C8C8C"/></{side}>'
_EDGES = "".join(_EDGE.format(side=side) for side in ("left", "right", "top", "bottom"))
_BORDER = f"<border>{_EDGES}<diagonal/></border>"
_ALIGNED = '<alignment{across} vertical="{down}" wrapText="1"/>'
_CENTRE = ' horizontal="center"'
_INK, _RED, _AMBER, _GREEN, _GREY, _BLUE = "FF1F1F1F", "FF9C0006", "FF7A4B00", "FF1E5C2B", "FF595959", "FF0563C1"
_WIDTHS = "".join(
    f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, (_, width) in enumerate(_COLUMNS, start=1)
)
_WIDTHS += f'<col min="{len(_COLUMNS) + 1}" max="{len(_COLUMNS) + 1}" width="9" hidden="1" customWidth="1"/>'
_BEFORE = (
    '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
    '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
    f'<pane ySplit="{HEADING}" topLeftCell="A{HEADING + 1}" activePane="bottomLeft" state="frozen"/>'
    f'<selection pane="bottomLeft" activeCell="A{HEADING + 1}" sqref="A{HEADING + 1}"/></sheetView></sheetViews>'
    f'<sheetFormatPr defaultRowHeight="{_LINE}"/><cols>{_WIDTHS}</cols>'
)
_MERGED = "".join(f'<mergeCell ref="A{row}:{_LAST}{row}"/>' for row in range(1, HEADING))
_PRINTED = (
    '<printOptions horizontalCentered="1"/>'
    '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    "<headerFooter><oddFooter>&amp;CTrang &amp;P/&amp;N</oddFooter></headerFooter>"
)

Fills = Mapping[tuple[str, Cell], str]


def listing_xml(found: Sequence[Placed], kept: Fills, outcome: Outcome, styles: CellStyles) -> bytes:
    """The sheet's part. `kept` are the fills that our own now cover, to be given back another time.

    Its elements are made without a namespace and stand in the sheet's, so that it is said once.
    """
    shown, last = found[:MOST_LINES], HEADING + max(min(len(found), MOST_LINES), 1)
    around = f'<autoFilter ref="A{HEADING}:{_LAST}{last}"/><mergeCells count="{HEADING - 1}">{_MERGED}</mergeCells>'
    buffer = io.BytesIO()
    with etree.xmlfile(buffer, encoding="UTF-8") as file:
        file.write_declaration(standalone=True)
        with file.element("worksheet", xmlns=styles.namespace):
            file.write(*fragments(_BEFORE))
            with file.element("sheetData"):
                for row in _rows(found, kept, outcome, _styles(styles)):
                    file.write(row)
            file.write(*fragments(around), *_hyperlinks(shown), *fragments(_PRINTED))
    return buffer.getvalue()


def filtered_cells(count: int) -> str:
    """What the filter reaches, as the name of it says."""
    return f"$A${HEADING}:${_LAST}${HEADING + max(min(count, MOST_LINES), 1)}"


def is_listing(sheet: formats.Worksheet) -> bool:
    """Whether a sheet is a list of ours, from an earlier time."""
    return bool(sheet.rows) and MARKER in sheet.rows[0]


def kept_fills(sheet: formats.Worksheet) -> dict[tuple[str, Cell], str]:
    """(sheet, cell) → what the cell was filled with before our fill, as an earlier list of ours says."""
    place = sheet.rows[0].index(MARKER)
    found = {}
    for row in sheet.rows[1:]:
        for said in str(row[place]).splitlines() if place < len(row) else ():
            parts = said.split(" ", 2)
            if len(parts) == 3 and (cell := cell_of(parts[1])):
                found[parts[2], cell] = parts[0]
    return found


# ---------------------------------------------------------------- lines


def _rows(found: Sequence[Placed], kept: Fills, outcome: Outcome, style: Mapping[str, int]) -> Iterator[Element]:
    yield from _head(found, outcome, style)
    yield _row(HEADING, {chr(65 + at): (text, style["heading"]) for at, (text, _) in enumerate(_COLUMNS)}, 24)
    for at, one in enumerate(found[:MOST_LINES], start=1):
        yield _line(at, one, kept, style)
    if (more := len(found) - MOST_LINES) > 0:
        told = f"Còn {number(more)} nội dung khác không liệt kê hết; sửa các dòng trên rồi gửi lại."
        yield _row(HEADING + MOST_LINES + 1, {"E": (told, style["body"])}, 3 * _LINE)


def _head(found: Sequence[Placed], outcome: Outcome, style: Mapping[str, int]) -> Iterator[Element]:
    parts = [outcome.unit, f"kỳ báo cáo {outcome.period}" if outcome.period else ""]
    parts.append(f"lần gửi thứ {outcome.version}" if outcome.version else "")
    steps = " ".join(f"({at}) {plain(step)}" for at, step in enumerate(outcome.next_steps, start=1))
    has_errors = any(one.finding.severity == "critical" for one in found)
    texts = (
        (NAME.upper(), "title"),
        (" · ".join(filter(None, map(plain, parts))), "about"),
        (_verdict(found, outcome), "bad" if has_errors else "good"),
        (f"Việc cần làm: {steps}" if steps else "", "about"),
        (_NOTE, "small"),
    )
    for row, (text, kind) in enumerate(texts, start=1):
        cells = {"A": (text, style[kind])} | ({_KEPT: (MARKER, style["body"])} if row == 1 else {})
        size, line = (16, 22.0) if row == 1 else (12, _LINE)
        needed = lines(text, sum(width for _, width in _COLUMNS) * _ROOM * 11 / size)
        yield _row(row, cells, needed * line + 4 if text else 4)


def _verdict(found: Sequence[Placed], outcome: Outcome) -> str:
    counts = (
        _counted(found, "critical", "lỗi phải sửa"),
        _counted(found, "warning", "chỗ cần xem lại"),
        _counted(found, "explained", "chỗ đã giải trình"),
    )
    counted = capital(", ".join(filter(None, counts)))
    return f"{plain(outcome.verdict)} {counted}." if counted else plain(outcome.verdict)


def _counted(found: Sequence[Placed], kind: str, what: str) -> str:
    count = sum(one.kind == kind for one in found)
    return f"{number(count)} {what}" if count else ""


def _line(at: int, one: Placed, kept: Fills, style: Mapping[str, int]) -> Element:
    texts = (plain(one.sheet) or "cả tệp", plain(one.wrong), plain(one.correction))
    cells: dict[str, tuple[str | int, int]] = {
        "A": (at, style["centre"]),
        "B": (SEVERITIES[one.kind], style[one.kind]),
        "C": (texts[0], style["body"]),
        "D": (_place(one), style["link" if one.cell else "centre"]),
        "E": (texts[1], style["body"]),
        "F": (texts[2], style["body"]),
        "G": (one.finding.rule, style["centre"]),
    }
    fills = {cell: fill for cell in one.cells if (fill := kept.get((one.sheet, cell)))}
    if fills:
        told = "\n".join(f"{fill} {cell.address} {one.sheet}" for cell, fill in fills.items())
        cells[_KEPT] = (told, style["body"])
    rooms = (_COLUMNS[2][1], _COLUMNS[4][1], _COLUMNS[5][1])
    needed = max(lines(text, room * _ROOM * 11 / 12) for text, room in zip(texts, rooms, strict=True))
    return _row(HEADING + at, cells, min(needed * _LINE + 4, _HIGHEST))


def _place(one: Placed) -> str:
    finding = one.finding
    if finding.row and finding.column and one.cell:
        return one.cell.address
    if finding.row:
        return f"dòng {finding.row}"
    return "cả trang" if one.cell else "–"


def _hyperlinks(shown: Sequence[Placed]) -> list[Element]:
    links = etree.Element("hyperlinks")
    for row, one in enumerate(shown, start=HEADING + 1):
        if one.cell:
            location = f"{quote_sheetname(one.sheet)}!{one.cell.address}"
            etree.SubElement(links, "hyperlink", ref=f"D{row}", location=location)
    return [links] if len(links) else []


def _row(number: int, cells: Mapping[str, tuple[str | int, int]], height: float) -> Element:
    row = etree.Element("row", r=str(number), ht=f"{height:g}", customHeight="1")
    for column, (value, style) in cells.items():
        cell = etree.SubElement(row, "c", r=f"{column}{number}", s=str(style))
        if isinstance(value, int):
            etree.SubElement(cell, "v").text = str(value)
        else:
            cell.set("t", "inlineStr")
            etree.SubElement(etree.SubElement(cell, "is"), "t", PRESERVED).text = value
    return row


# ---------------------------------------------------------------- styles


def _styles(styles: CellStyles) -> dict[str, int]:
    head, top, top_centre, centre = (
        _ALIGNED.format(across=across, down=down)
        for across, down in (("", "center"), ("", "top"), (_CENTRE, "top"), (_CENTRE, "center"))
    )
    return {
        "title": styles.add(_font("<b/>", size=16), alignment=head),
        "about": styles.add(_font(), alignment=head),
        "bad": styles.add(_font("<b/>", _RED), alignment=head),
        "good": styles.add(_font("<b/>", _GREEN), alignment=head),
        "small": styles.add(_font("<i/>", _GREY), alignment=head),
        "heading": styles.add(_font("<b/>"), FILL.format(colour="FFD9E2EC"), _BORDER, centre),
        "body": styles.add(_font(), "", _BORDER, top),
        "centre": styles.add(_font(), "", _BORDER, top_centre),
        "link": styles.add(_font("<u/>", _BLUE), "", _BORDER, top_centre),
        "critical": styles.add(_font("<b/>", _RED), "", _BORDER, top),
        "warning": styles.add(_font("<b/>", _AMBER), "", _BORDER, top),
        "explained": styles.add(_font(), "", _BORDER, top),
        "pending": styles.add(_font(), "", _BORDER, top),
    }


def _font(bold: str = "", colour: str = _INK, size: int = 12) -> str:
    return _FONT.format(bold=bold, size=size, colour=colour)
