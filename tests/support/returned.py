"""Workbooks to be marked: one with all that a spreadsheet program can put into it, and what to ask of a marked one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from giamngheo.check.finding import Finding
from giamngheo.feedback.annotate import AnnotatedWorkbook, Outcome
from tests.support.workbooks import Book, write

COLOURS = {"FFFFBFC1": "critical", "FFC01F21": "critical", "FFFFE49B": "warning", "FF9C5A03": "warning"}
OUTCOME = Outcome(
    unit="Xã Thạch Khê",
    period="tháng 3 năm 2020",
    verdict="Báo cáo bị trả lại, số liệu chưa được ghi nhận.",
    next_steps=("Sửa các ô màu đỏ, xem lại các ô màu vàng.", "Lưu tệp rồi gửi lại vào thư mục của đơn vị."),
    version=2,
)
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000"
    "000049454e44ae426082"
)
_X14 = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations count="1" '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="list" allowBlank="1">'
    "<x14:formula1><xm:f>'Mô hình'!$B$1:$B$3</xm:f></x14:formula1><xm:sqref>E8:E20</xm:sqref></x14:dataValidation>"
    "</x14:dataValidations></ext></extLst>"
)


def steps(made: AnnotatedWorkbook) -> str:
    """What the first sheet of a returned workbook tells its sender to do."""
    return str(openpyxl.load_workbook(BytesIO(made.data)).worksheets[0]["A4"].value or "")


def finding(rule: str, sheet: str | None, row: int | None = None, column: str | None = None, **more: str) -> Finding:
    severity = more.get("severity", "critical")
    return Finding(rule, severity, sheet, row, column, more.get("message", f"Sai theo quy tắc {rule}."))  # type: ignore[arg-type]


def rich_workbook(one: Book, folder: Path) -> bytes:
    """A commune's workbook with comments, charts, pictures, lists, formulas, names, colours, print set-up and x14 lists."""
    path = write(one, folder / "rich.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["Danh sách hộ"]
    sheet["C9"].comment = Comment("Đã hỏi trưởng thôn.", "Cán bộ xã", height=90, width=200)
    sheet["I10"].comment = Comment("Thẻ cấp tháng 2.", "Cán bộ xã")
    sheet["I10"].fill = PatternFill("solid", fgColor="FFE2EFDA")
    sheet["G8"].font = Font(color="FFFFFFFF", bold=True)
    sheet["G8"].fill = PatternFill("solid", fgColor="FF1F4E79")
    sheet["W8"] = "=SUM(G8:G12)"
    choices = DataValidation(type="list", formula1='"Nghèo,Cận nghèo"', allow_blank=True)
    sheet.add_data_validation(choices)
    choices.add("E8:E30")
    sheet.conditional_formatting.add("G8:G30", CellIsRule("greaterThan", ["20"], font=Font(color="FF0000")))
    sheet.print_title_rows, sheet.print_area = "5:6", "A1:T40"
    sheet.page_setup.orientation = "landscape"
    sheet.freeze_panes = "D8"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=7, min_row=8, max_row=12))
    book["Mô hình"].add_chart(chart, "J3")
    (folder / "pixel.png").write_bytes(_PIXEL)
    book["Thông tin"].add_image(openpyxl.drawing.image.Image(folder / "pixel.png"), "D2")
    book.defined_names["SoKhau"] = DefinedName("SoKhau", attr_text="'Danh sách hộ'!$G$8:$G$30")
    book.active = 1
    for each in book.worksheets:
        each.sheet_view.tabSelected = each.title == "Danh sách hộ"
    book.save(path)
    return changed(
        path.read_bytes(), {"xl/worksheets/sheet2.xml": lambda xml: xml.replace("</worksheet>", f"{_X14}</worksheet>")}
    )


def with_macros(data: bytes) -> bytes:
    """The same as .xlsm: with a part of macros (its bytes mean nothing, and must come back as they are)."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macros = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    link = '<Relationship Id="rIdV" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>'
    return changed(
        data,
        {
            "[Content_Types].xml": lambda xml: re.sub(r"(<Types[^>]*>)", rf"\1{macros}", xml).replace(
                kind, "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
            ),
            "xl/_rels/workbook.xml.rels": lambda xml: xml.replace("</Relationships>", f"{link}</Relationships>"),
        },
        {"xl/vbaProject.bin": bytes(range(256)) * 20},
    )


def changed(data: bytes, changes: Mapping, added: Mapping[str, bytes] | None = None) -> bytes:
    """A package with some parts' text changed, and some parts more."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, changes[name](content.decode()) if name in changes else content)
        for name, content in (added or {}).items():
            target.writestr(name, content)
    return out.getvalue()


def loaded(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(data))


def parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as package:
        assert package.testzip() is None
        assert len(set(package.namelist())) == len(package.namelist())
        return {name: package.read(name) for name in package.namelist()}


def coloured(book: openpyxl.Workbook) -> dict[tuple[str, str], str]:
    """(sheet, cell) → severity of every cell with a colour of ours."""
    return {
        (sheet.title, cell.coordinate): COLOURS[cell.fill.fgColor.rgb]
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.has_style and cell.fill.patternType == "solid" and cell.fill.fgColor.rgb in COLOURS
    }


def listed(book: openpyxl.Workbook) -> list[tuple]:
    """The lines of the list, without the hidden column."""
    return [row[:7] for row in book["Kết quả kiểm tra"].iter_rows(min_row=7, values_only=True) if row[0]]
