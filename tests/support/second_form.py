"""An office with the form BC-GN-02 beside the main one, and a commune's workbook on it, typed by hand."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

from giamngheo.metadata.settings import load_settings
from tests.conftest import PROJECT

SHIPPED = PROJECT / "examples" / "forms" / "BC-GN-02"
CAUSES = (
    "Thiếu đất sản xuất",
    "Thiếu vốn sản xuất, kinh doanh",
    "Thiếu lao động",
    "Thiếu công cụ, phương tiện sản xuất",
    "Thiếu kiến thức về sản xuất",
    "Thiếu kỹ năng lao động",
    "Có người ốm đau, bệnh nặng, tai nạn",
    "Nguyên nhân khác",
)
NEEDS = (
    "Việc làm",
    "Người phụ thuộc",
    "Dinh dưỡng",
    "Bảo hiểm y tế",
    "Trình độ giáo dục của người lớn",
    "Tình trạng đi học của trẻ em",
    "Chất lượng nhà ở",
    "Diện tích nhà ở bình quân đầu người",
    "Nguồn nước sinh hoạt",
    "Nhà tiêu hợp vệ sinh",
    "Sử dụng dịch vụ viễn thông",
    "Phương tiện phục vụ tiếp cận thông tin",
)
HEADINGS = (
    "Mã hộ",
    "Họ và tên chủ hộ",
    "Thôn, tổ dân phố",
    "Phân loại hộ",
    "Biến động khác trong quý",
    *CAUSES,
    *NEEDS,
)


def with_second_form(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """The project's configuration with the form in it, which the settings see from now on; gives its folder."""
    config = folder / "config"
    shutil.copytree(PROJECT / "config", config)
    shutil.copytree(SHIPPED, config / "forms" / SHIPPED.name)
    patch.setenv("GIAMNGHEO_CONFIG", str(config))
    load_settings.cache_clear()
    return config


def household(code: str, classification: str = "Nghèo", change: str = "", marks: Sequence[str] = ()) -> dict[str, str]:
    """A household's line; `marks` are the headings under which there is an x."""
    told = {"Mã hộ": code, "Họ và tên chủ hộ": f"Nguyễn Văn {code[-2:]}", "Thôn, tổ dân phố": "Thôn Đồng"}
    told |= {"Phân loại hộ": classification, "Biến động khác trong quý": change}
    return told | dict.fromkeys(marks, "x")


def typed_cover(unit: tuple[str, str], period: str, form_id: str = "BC-GN-02") -> dict[str, str]:
    return {
        "Mẫu biểu": form_id,
        "Mã đơn vị": unit[0],
        "Tên đơn vị": unit[1],
        "Kỳ báo cáo": period,
        "Ngày chốt số liệu": "14/03/2020",
    }


def write_second(path: Path, cover: Mapping[str, str], households: Sequence[Mapping[str, str]]) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Thông tin"
    for label, value in cover.items():
        sheet.append([label, value])
    listed = workbook.create_sheet("Danh sách hộ")
    listed.append(["STT", *HEADINGS])
    for number, row in enumerate(households, start=1):
        listed.append([number, *(row.get(heading, "") for heading in HEADINGS)])
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    return path
