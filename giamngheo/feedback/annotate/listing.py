"""The first sheet of a returned workbook: what became of it, what to do, and every finding with a link to its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from giamngheo.core.formats import number
from giamngheo.core.text_metrics import lines
from giamngheo.feedback.annotate.places import Placed
from giamngheo.feedback.annotate.records import Cell, Outcome
from giamngheo.feedback.annotate.sheet import address_of, cell_of
from giamngheo.feedback.annotate.styles import CellStyles
from giamngheo.read import formats
from giamngheo.report.wording.words import capital, plain

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
_LINK = '<font><u/><sz val="12"/><color rgb="FF0563C1"/><name val="Times New Roman"/><family val="1"/></font>'
_FILL = '<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill></fill>'
_EDGE = '<{side} style="thin"><color rgb="FF8C8C8C"/></{side}>'
_BORDER = (
    "<border>"
    + "".join(_EDGE.format(side=side) for side in ("left", "right", "top", "bottom"))
    + "<diagonal/></border>"
)
_TOP = '<alignment{across} vertical="top" wrapText="1"/>'
_INK, _RED, _AMBER = "FF1F1F1F", "FF9C0006", "FF7A4B00"


def listing_xml(
    found: Sequence[Placed], kept: Mapping[tuple[str, Cell], str], outcome: Outcome, looks: CellStyles
) -> bytes:
    """The sheet's part. `kept` are the fills that our own now cover, to be given back another time."""
    shown = found[:MOST_LINES]
    look = _looks(looks)
    rows = [*_head(found, outcome, look), _heading(look)]
    rows += [_line(at, one, kept, look) for at, one in enumerate(shown, start=1)]
    last = HEADING + max(len(shown), 1)
    if len(found) > len(shown):
        more = f"Còn {number(len(found) - len(shown))} nội dung khác không liệt kê hết; sửa các dòng trên rồi gửi lại."
        rows.append(_row(last + 1, {"E": (more, look["body"])}, 3 * _LINE))
    cols = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
        for at, (_, width) in enumerate(_COLUMNS, start=1)
    )
    cols += f'<col min="{len(_COLUMNS) + 1}" max="{len(_COLUMNS) + 1}" width="9" hidden="1" customWidth="1"/>'
    merged = "".join(f'<mergeCell ref="A{row}:{_LAST}{row}"/>' for row in range(1, HEADING))
    xml = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{looks.space}">'
        '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
        f'<pane ySplit="{HEADING}" topLeftCell="A{HEADING + 1}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="A{HEADING + 1}" sqref="A{HEADING + 1}"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="{_LINE}"/><cols>{cols}</cols><sheetData>{"".join(rows)}</sheetData>'
        f'<autoFilter ref="A{HEADING}:{_LAST}{last}"/><mergeCells count="{HEADING - 1}">{merged}</mergeCells>'
        f"{_hyperlinks(shown)}"
        '<printOptions horizontalCentered="1"/>'
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;CTrang &amp;P/&amp;N</oddFooter></headerFooter></worksheet>"
    )
    return xml.encode()


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


def _head(found: Sequence[Placed], outcome: Outcome, look: Mapping[str, int]) -> Iterator[str]:
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
        cells = {"A": (text, look[kind])} | ({_KEPT: (MARKER, look["body"])} if row == 1 else {})
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


def _heading(look: Mapping[str, int]) -> str:
    return _row(HEADING, {chr(65 + at): (text, look["heading"]) for at, (text, _) in enumerate(_COLUMNS)}, 24)


def _line(at: int, one: Placed, kept: Mapping[tuple[str, Cell], str], look: Mapping[str, int]) -> str:
    texts = (plain(one.sheet) or "cả tệp", plain(one.wrong), plain(one.mend))
    cells: dict[str, tuple[str | int, int]] = {
        "A": (at, look["centre"]),
        "B": (SEVERITIES[one.kind], look[one.kind]),
        "C": (texts[0], look["body"]),
        "D": (_place(one), look["link" if one.cell else "centre"]),
        "E": (texts[1], look["body"]),
        "F": (texts[2], look["body"]),
        "G": (one.finding.rule, look["centre"]),
    }
    fills = {cell: fill for cell in one.cells if (fill := kept.get((one.sheet, cell)))}
    if fills:
        told = "\n".join(f"{fill} {address_of(cell)} {one.sheet}" for cell, fill in fills.items())
        cells[_KEPT] = (told, look["body"])
    rooms = (_COLUMNS[2][1], _COLUMNS[4][1], _COLUMNS[5][1])
    needed = max(lines(text, room * _ROOM * 11 / 12) for text, room in zip(texts, rooms, strict=True))
    return _row(HEADING + at, cells, min(needed * _LINE + 4, _HIGHEST))


def _place(one: Placed) -> str:
    finding = one.finding
    if finding.row and finding.column and one.cell:
        return address_of(one.cell)
    if finding.row:
        return f"dòng {finding.row}"
    return "cả trang" if one.cell else "–"


def _hyperlinks(shown: Sequence[Placed]) -> str:
    links = []
    for row, one in enumerate(shown, start=HEADING + 1):
        if one.cell:
            name = one.sheet.replace("'", "''")
            target = quoteattr(f"'{name}'!{address_of(one.cell)}")
            links.append(f'<hyperlink ref="D{row}" location={target}/>')
    return f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""


def _row(row: int, cells: Mapping[str, tuple[str | int, int]], height: float) -> str:
    drawn = "".join(_cell(f"{column}{row}", value, style) for column, (value, style) in cells.items())
    return f'<row r="{row}" ht="{height:g}" customHeight="1">{drawn}</row>'


def _cell(place: str, value: str | int, style: int) -> str:
    if isinstance(value, int):
        return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
    text = escape(value)
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


# ---------------------------------------------------------------- looks


def _looks(looks: CellStyles) -> dict[str, int]:
    bold = "<b/>"
    body = _FONT.format(bold="", size=12, colour=_INK)
    left, centre = _TOP.format(across=""), _TOP.format(across=' horizontal="center"')
    middle = '<alignment vertical="center" wrapText="1"/>'
    return {
        "title": looks.add(_FONT.format(bold=bold, size=16, colour=_INK), alignment=middle),
        "about": looks.add(body, alignment=middle),
        "bad": looks.add(_FONT.format(bold=bold, size=12, colour=_RED), alignment=middle),
        "good": looks.add(_FONT.format(bold=bold, size=12, colour="FF1E5C2B"), alignment=middle),
        "small": looks.add(_FONT.format(bold="<i/>", size=12, colour="FF595959"), alignment=middle),
        "heading": looks.add(
            _FONT.format(bold=bold, size=12, colour=_INK),
            _FILL.format(colour="FFD9E2EC"),
            _BORDER,
            '<alignment horizontal="center" vertical="center" wrapText="1"/>',
        ),
        "body": looks.add(body, "", _BORDER, left),
        "centre": looks.add(body, "", _BORDER, centre),
        "link": looks.add(_LINK, "", _BORDER, centre),
        "critical": looks.add(_FONT.format(bold=bold, size=12, colour=_RED), "", _BORDER, left),
        "warning": looks.add(_FONT.format(bold=bold, size=12, colour=_AMBER), "", _BORDER, left),
        "explained": looks.add(body, "", _BORDER, left),
        "pending": looks.add(body, "", _BORDER, left),
    }
