"""An office with the form BC-TD-01 of the Social Policy Bank beside the main one, and the bank's workbook, typed by hand."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

from giamngheo.metadata.settings import load_settings
from tests.conftest import PROJECT

SHIPPED = PROJECT / "examples" / "forms" / "BC-TD-01"
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


def with_bank_form(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """The project's configuration with the form in it, which the settings see from now on; gives its folder."""
    config = folder / "config"
    shutil.copytree(PROJECT / "config", config)
    shutil.copytree(SHIPPED, config / "forms" / SHIPPED.name)
    patch.setenv("GIAMNGHEO_CONFIG", str(config))
    load_settings.cache_clear()
    return config


def bank_cover(period: str = "03/2020", **more: str) -> dict[str, str]:
    told = {"Mẫu biểu": "BC-TD-01", "Mã cơ quan": BANK, "Tên cơ quan": BANK_NAME, "Kỳ báo cáo": period}
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
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Thông tin"
    for label, value in cover.items():
        sheet.append([label, value])
    listed = workbook.create_sheet(name)
    listed.append(["STT", *HEADINGS])
    for number, line in enumerate(lines, start=1):
        listed.append([number, *line])
    for line in foot:
        listed.append(["", *line])
    if merged:
        listed.merge_cells(merged)
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    return path
