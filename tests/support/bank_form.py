"""The form BC-TD-01 of the Social Policy Bank, and the bank's workbook on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.forms_beside import saved, typed

FORM = "BC-TD-01"
BANK, BANK_NAME = "nhcsxh", "Ngân hàng Chính sách xã hội huyện"
HEADINGS = (
    "Mã đơn vị",
    "Tên đơn vị",
    "Số hộ được vay trong kỳ",
    "Số tiền cho vay trong kỳ (triệu đồng)",
    "Số hộ đã được vay",
    "Số tiền vay (triệu đồng)",
)
Line = Sequence[object]


def bank_cover(period: str = "03/2020", **more: str) -> dict[str, str]:
    told = {"Mẫu biểu": FORM, "Mã cơ quan": BANK, "Tên cơ quan": BANK_NAME, "Kỳ báo cáo": period}
    return told | {"Người lập biểu": "Trần Thị Mẫu", "Số điện thoại": "0912345678"} | more


def lines_of(units: Mapping[str, str], loans: Mapping[str, tuple[int, float]]) -> list[Line]:
    """A line for each unit (code → name); `loans`: how many households of a unit have a loan, and how much: 0 of the others."""
    return [(code, name, 0, 0, *loans.get(code, (0, 0))) for code, name in units.items()]


def bank_path(inbox: Path, name: str = "BC-TD-01_nhcsxh_2020-03.xlsx") -> Path:
    return inbox / f"{BANK} - {BANK_NAME}" / name


def write_bank(
    path: Path, cover: Mapping[str, str], lines: Sequence[Line], *foot: Line, merged: str = "", name: str = "Cho vay"
) -> Path:
    """`foot`: what stands below the lines, a total; `merged`: an area of cells that is merged; `name`: of the list."""
    workbook = typed(cover, name, HEADINGS, lines)
    listed = workbook[name]
    for line in foot:
        listed.append(["", *line])
    if merged:
        listed.merge_cells(merged)
    return saved(workbook, path)
