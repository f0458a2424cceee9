"""What `docs/form.md` says is seen in each kind of file is seen there, and what it says is not, is not."""

from __future__ import annotations

import openpyxl
import pytest
from openpyxl.styles import Font

from giamngheo.metadata.reference.form_page import KINDS, SEEN_IN
from giamngheo.read.formats import open_workbook
from tests.conftest import GOLDEN
from tests.support.spreadsheet import LibreOffice
from tests.support.witness import Witness

pytestmark = pytest.mark.slow
# How each is told by the sheet as it is read.
TOLD = {
    "Giá trị, lỗi công thức": lambda sheet: sheet.rows[0][:2] == ["chữ", "#DIV/0!"],
    "Trang tính ẩn": lambda sheet: sheet.is_hidden,
    "Định dạng số hiện số khác": lambda sheet: sheet.shown.get((1, 0)) == "30",
    "Ô ghi ở rất xa ngoài bảng": lambda sheet: bool(sheet.stray),
    "Ô gộp": lambda sheet: (2, 0, 3, 0) in sheet.merged,
    "Dòng, cột ẩn": lambda sheet: (4 in sheet.hidden_rows, 5 in sheet.hidden_columns) == (True, True),
    "Gạch ngang": lambda sheet: (5, 0) in sheet.struck,
    "Phông ký hiệu (Wingdings)": lambda sheet: sheet.rows[6][0] == "✓",
}


@pytest.fixture(scope="module")
def sheets(tmp_path_factory):
    """Ending → the same hidden sheet, as LibreOffice writes it in this kind."""
    folder = tmp_path_factory.mktemp("kinds")
    path = folder / "a.xlsx"
    _write(path)
    office, kinds = LibreOffice(folder / "office"), ("xlsx", "xls", "ods")
    files = Witness(office, folder).saved_as(kinds, [path] * len(kinds))
    office.quit()
    return {
        kind: open_workbook(file.read_bytes(), file.name).sheets[1] for kind, file in zip(kinds, files, strict=True)
    }


def _write(path):
    workbook = openpyxl.Workbook()
    sheet = workbook.create_sheet("Hộ")
    sheet.sheet_state = "hidden"
    sheet.append(["chữ", "=1/0"])
    sheet["A2"], sheet["A3"], sheet["A5"], sheet["A6"], sheet["A7"] = 30_000_000, "x", "ẩn", "gạch", "ü"
    sheet["A2"].number_format = "#,##0,,"
    sheet.merge_cells("A3:A4")
    sheet.row_dimensions[5].hidden = sheet.column_dimensions["F"].hidden = True
    sheet["F5"] = "ẩn"
    sheet["A6"].font, sheet["A7"].font = Font(strike=True), Font(name="Wingdings")
    sheet["A65000"] = "xa"
    workbook.save(path)


@pytest.mark.parametrize("what", TOLD)
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_it_is_seen_where_the_page_says_so(sheets, what, kind):
    assert TOLD[what](sheets[kind]) is (kind in SEEN_IN[what])


def test_the_page_knows_every_kind_and_every_field_case():
    assert {kind for kinds in SEEN_IN.values() for kind in kinds} == KINDS.keys()
    assert SEEN_IN.keys() - TOLD.keys() == {
        "Công thức chưa được tính",
        "Hộp kiểm vẽ trên ô",
        "Hình vẽ, hộp chữ, ghi chú của ô, màu chữ",
    }  # made by hand in test_formats; of the last no reader looks at anything


def test_a_binary_workbook_is_taken_and_says_what_it_does_not_tell(form):
    from giamngheo.metadata.settings import ReadingLimits
    from giamngheo.read.workbook import read_workbook

    (path,) = (GOLDEN / "field-cases" / "r10-xlsb-short-cells").glob("*/*.xlsb")
    reading = read_workbook(path.read_bytes(), path.name, form, ReadingLimits())
    assert [remark.kind for remark in reading.located["cover"].remarks] == ["blind"]
