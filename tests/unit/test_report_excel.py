"""The Excel annex: what adds up is a live sum, what does not is the district's own value, what is missing is empty."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from giamngheo.report.content import Model
from giamngheo.report.excel import excel_annex
from tests.support.report_content import every_code, make_content, rejected


def book(**overrides: Any) -> Any:
    return openpyxl.load_workbook(BytesIO(excel_annex(make_content(**overrides))))


@pytest.fixture(scope="module")
def whole() -> Any:
    return book()


def total(sheet: Any) -> dict[str, Any]:
    """Heading → value of the last line."""
    return dict(zip([cell.value for cell in sheet[4]], [cell.value for cell in sheet[sheet.max_row]], strict=True))


def test_sheets(whole):
    assert whole.sheetnames == [
        "Chỉ tiêu",
        "Theo đơn vị",
        "Biến động",
        "Nguồn lực",
        "Mô hình",
        "Tình hình báo cáo",
        "Giải thích",
    ]


def test_counts_are_summed_and_rates_are_not(whole):
    line = total(whole["Theo đơn vị"])
    assert line["Hộ nghèo (hộ)"] == "=SUM(D5:D26)"
    assert line["Tỷ lệ hộ nghèo (%)"] == pytest.approx(1504 / 39027 * 100)
    assert line["Người nghèo có thẻ BHYT (%)"] == pytest.approx(3356 / 3370 * 100)
    assert line["Hộ nghèo ở nhà tạm bợ, dột nát (hộ)"].startswith("=SUM(")


def test_every_sheet_prints_on_a4_across_with_its_heading(whole):
    for sheet in whole:
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
        assert sheet.print_title_rows == "$4:$4"
        assert sheet.freeze_panes.endswith("5")


def test_nobody_reported_is_not_a_total_of_zero():
    sheet = book(absent=every_code())["Theo đơn vị"]
    assert not [cell.value for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert sheet["A2"].value == "Chưa đơn vị nào có số liệu (0/22 đơn vị)."


def test_the_reasons_of_a_return_stand_with_the_unit():
    sheet = book(rejections=[rejected()])["Tình hình báo cáo"]
    reasons = {row[1]: row[-1] for row in sheet.iter_rows(min_row=5, values_only=True)}
    assert reasons["Xã Thạch Khê"].startswith("Mã hộ bị lặp (H302, 2 lỗi)")
    assert reasons["Xã Thạch Hải"] is None


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1+1", "\r=1+1", "x\x00\x1f"])
def test_a_text_is_kept_as_text(text):
    model = Model(unit="Xã Thạch Khê", name=text, village="", field="", status="", households=1, budget=1)
    cell = book(models=[model])["Mô hình"]["B5"]
    assert cell.data_type == "s"
    assert cell.value == text.strip().strip("\x00\x1f")
    assert cell.quotePrefix == (cell.value[0] in "=+-@")
