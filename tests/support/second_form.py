"""The quarterly form BC-GN-02, and a commune's workbook on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.forms_beside import saved, typed

FORM = "BC-GN-02"
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


def household(code: str, classification: str = "Nghèo", change: str = "", marks: Sequence[str] = ()) -> dict[str, str]:
    """A household's line; `marks` are the headings under which there is an x."""
    told = {"Mã hộ": code, "Họ và tên chủ hộ": f"Nguyễn Văn {code[-2:]}", "Thôn, tổ dân phố": "Thôn Đồng"}
    told |= {"Phân loại hộ": classification, "Biến động khác trong quý": change}
    return told | dict.fromkeys(marks, "x")


def typed_cover(unit: tuple[str, str], period: str, form_id: str = FORM) -> dict[str, str]:
    return {
        "Mẫu biểu": form_id,
        "Mã đơn vị": unit[0],
        "Tên đơn vị": unit[1],
        "Kỳ báo cáo": period,
        "Ngày chốt số liệu": "14/03/2020",
    }


def write_second(path: Path, cover: Mapping[str, str], households: Sequence[Mapping[str, str]]) -> Path:
    lines = [[row.get(heading, "") for heading in HEADINGS] for row in households]
    return saved(typed(cover, "Danh sách hộ", HEADINGS, lines), path)
