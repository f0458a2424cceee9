"""Form BC-GN-01: its words and columns, and `Book`, what one commune sends for one month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Row = dict[str, Any]
COVER, LIST, MODELS, STORIES, RESOURCES = "Thông tin", "Danh sách hộ", "Mô hình", "Gương sáng", "Nguồn lực"
FORM = "BC-GN-01"
POOR, NEAR_POOR, LEFT = "Nghèo", "Cận nghèo", "Ra khỏi danh sách"
UNCHANGED, NEW, RELAPSED, MOVED_IN = "Không đổi", "Phát sinh mới", "Tái nghèo", "Chuyển đến"
TO_NEAR_POOR, TO_POOR = "Chuyển sang cận nghèo", "Chuyển sang nghèo"
ESCAPED, ESCAPED_NEAR, MOVED_OUT, REMOVED = "Thoát nghèo", "Thoát cận nghèo", "Chuyển đi", "Xóa hộ"
BASELINE = "2019-12"
CUT_OFF_DAY, MADE_DAY = 14, 16


class Formula(str):
    """A formula to be written without a calculated value, such as `=1+2`."""


class Column(NamedTuple):
    """One column of a sheet; `group` is the heading that it shares with its neighbours."""

    field: str
    heading: str
    group: str = ""


_CREDIT, _SCHOOL, _WATER = "Tín dụng ưu đãi", "Giáo dục, đào tạo", "Nước sạch và vệ sinh"
COLUMNS: dict[str, tuple[Column, ...]] = {
    LIST: (
        Column("ordinal", "STT"),
        Column("household_code", "Mã hộ"),
        Column("head_name", "Họ và tên chủ hộ"),
        Column("village", "Thôn, tổ dân phố"),
        Column("classification", "Phân loại hộ"),
        Column("change", "Biến động trong kỳ"),
        Column("members", "Số nhân khẩu"),
        Column("social_protection", "Hộ bảo trợ xã hội"),
        Column("insured", "Số người có thẻ BHYT"),
        Column("loan_needed", "Có nhu cầu vay", _CREDIT),
        Column("loan_received", "Đã được vay", _CREDIT),
        Column("loan_amount", "Số tiền vay (triệu đồng)", _CREDIT),
        Column("children_deprived", "Số trẻ em thiếu hụt", _SCHOOL),
        Column("children_supported", "Số trẻ em được hỗ trợ", _SCHOOL),
        Column("informed", "Số người tiếp cận thông tin"),
        Column("clean_water", "Sử dụng nước sạch", _WATER),
        Column("hygienic_latrine", "Nhà tiêu hợp vệ sinh", _WATER),
        Column("temporary_housing", "Nhà tạm bợ, dột nát"),
        Column("sponsor", "Tổ chức nhận trợ giúp"),
        Column("note", "Ghi chú"),
    ),
    MODELS: (
        Column("ordinal", "STT"),
        Column("name", "Tên mô hình"),
        Column("village", "Thôn, tổ dân phố"),
        Column("field", "Lĩnh vực"),
        Column("households", "Số hộ tham gia"),
        Column("started_on", "Ngày bắt đầu"),
        Column("status", "Tình trạng"),
        Column("budget", "Kinh phí (triệu đồng)"),
    ),
    STORIES: (
        Column("ordinal", "STT"),
        Column("household_code", "Mã hộ"),
        Column("summary", "Tóm tắt kết quả"),
        Column("consent", "Đồng ý công bố"),
    ),
    RESOURCES: (
        Column("ordinal", "STT"),
        Column("source", "Nguồn"),
        Column("purpose", "Nội dung hỗ trợ"),
        Column("amount", "Số tiền (triệu đồng)"),
        Column("households", "Số hộ hưởng lợi"),
    ),
}
HOUSEHOLD_FIELDS = tuple(column.field for column in COLUMNS[LIST] if column.field != "ordinal")
SUMMED = ("members", "insured", "loan_amount", "children_deprived", "children_supported", "informed")


@dataclass
class Book:
    """One workbook: its content, then how it is typed. The defaults of the second part are the official form.

    `cover` sets, adds (a new label goes last) or, with None, removes a label; `""` leaves its value empty.
    `headings` and `drop_columns` name columns by field, on the other sheets as `Mô hình.status`; `order`
    names household columns by field and extra ones by heading (what it leaves out follows after it);
    `first_row` is the row in which the household sheet's heading begins. `total_line` may set single sums by
    field (None leaves the cell empty). `folder` overrides the name of the unit's folder. `body` heads and signs it; a village has none.
    """

    unit: str
    unit_name: str
    period: str
    households: list[Row] = field(default_factory=list)
    models: list[Row] = field(default_factory=list)
    stories: list[Row] = field(default_factory=list)
    resources: list[Row] = field(default_factory=list)
    total_households: Any = 1_771
    total_people: Any = 5_933
    cover: dict[str, Any] = field(default_factory=dict)

    order: Sequence[str] | None = None
    one_line_heading: bool = False
    numbering: bool = True
    total_line: bool | dict[str, Any] = True
    signatures: bool = True
    blank_rows_every: int | None = None
    first_row: int = 5
    headings: dict[str, str] = field(default_factory=dict)
    drop_columns: tuple[str, ...] = ()
    drop_sheets: tuple[str, ...] = ()
    sheet_names: dict[str, str] = field(default_factory=dict)
    extra_columns: dict[str, Any] = field(default_factory=dict)
    folder: str | None = None
    body: str = "UBND"

    def rows(self, sheet: str) -> list[Row]:
        return {
            LIST: self.households,
            MODELS: self.models,
            STORIES: self.stories,
            RESOURCES: self.resources,
        }[sheet]

    @property
    def sender(self) -> str:
        """`UBND XÃ THẠCH KHÊ`, `THÔN KHE SÀNH`."""
        return f"{self.body} {self.unit_name}".strip().upper()

    def year_and_month(self) -> tuple[int, int]:
        return int(self.period[:4]), int(self.period[5:7])


def following(period: str) -> str:
    """The month after `period`."""
    year, month = int(period[:4]), int(period[5:7])
    return f"{year + month // 12}-{month % 12 + 1:02d}"
