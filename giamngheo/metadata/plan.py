"""The plan: its offices, indicators with their targets, and the figures that reports need (`config/plan.toml`); and the
targets that communes gave their villages (`config/village-targets.csv`)."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from giamngheo.core.period import Period
from giamngheo.metadata.record import FieldName, Month, Record, Since
from giamngheo.metadata.unit import UnitCode

HOUSEHOLDS = "household"  # the sheet whose rows are households
Kind = Annotated[
    Literal["stock", "flow"],
    Field(description="stock: số tại ngày chốt (quý lấy tháng cuối); flow: phát sinh trong kỳ (quý cộng các tháng)"),
]


class Target(Record):
    """`value` in the indicator's unit of measure. `per_unit`: whether it binds each unit too.

    `units` holds targets of single units, where the plan's table gives them ("khung chỉ tiêu kèm theo").
    """

    sign: Literal[">", "≥", "="] = Field(description="Giá trị phải lớn hơn, ít nhất bằng, hay đúng bằng value")
    value: float = Field(description="Theo unit_of_measure của chỉ tiêu")
    by_year_end: bool = Field(
        default=False, description="Mục tiêu của cuối năm: trong năm đạt đủ phần của số tháng đã qua là «Đúng tiến độ»"
    )
    per_unit: bool = Field(default=False, description="true: mục tiêu áp cả cho từng xã, không chỉ toàn huyện")
    units: dict[UnitCode, float] = Field(
        default={}, description="Mục tiêu riêng của đơn vị: mã đơn vị = giá trị; thay cho value"
    )


def _with_point(number: Any) -> Any:
    """A number as a Vietnamese spreadsheet writes it into a table: `92,5`."""
    return number.replace(",", ".") if isinstance(number, str) else number


class VillageTarget(Record):
    """What a commune asks of one of its villages (plan, section III.1). `value` is as in `Target`, under the indicator's sign.

    Villages are known by their names as the commune's list of households has them, but for case and spaces.
    """

    unit: UnitCode = Field(description="Mã xã")
    village: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)] = Field(
        description="Tên thôn, tổ dân phố, viết như trong danh sách hộ của xã"
    )
    indicator: FieldName = Field(description="Mã chỉ tiêu trong config/plan.toml")
    value: Annotated[float, BeforeValidator(_with_point, json_schema_input_type=float)] = Field(
        ge=0, allow_inf_nan=False, description="Mục tiêu của thôn, theo unit_of_measure và sign của chỉ tiêu"
    )


class Indicator(Record):
    code: FieldName = Field(description="Mã, không lặp")
    title: str = Field(description="Tên chỉ tiêu")
    measure: Literal["rate", "count", "reduction"] = Field(
        description="rate: tử số / mẫu số (%); count: tử số; reduction: tỷ lệ kỳ gốc trừ tỷ lệ nay (điểm %)"
    )
    rows: FieldName = Field(default=HOUSEHOLDS, description="Trang tính có các dòng được cộng, đếm")
    numerator: str = Field(description="Biểu thức SQL: count, sum … filter (where …)")
    denominator: str | None = Field(default=None, description="Như numerator; không có nếu measure là count")
    denominator_rows: FieldName | None = Field(
        default=None, description="Trang tính có các dòng của mẫu số; mặc định: như rows"
    )
    kind: Kind = "stock"
    unit_of_measure: str = Field(description="Đơn vị tính: rate là %, reduction là điểm %")
    target: Target = Field(description="Mục tiêu của năm")
    better: Literal["higher", "lower"] = Field(
        description="Tăng (higher) hay giảm (lower) là tốt lên: cho câu chữ và thứ tự; đạt hay không do target.sign"
    )
    responsible: str = Field(description="Một khóa trong [offices]")
    article: str = Field(description="Mục của kế hoạch, ghi trong báo cáo")
    value_title: str = Field(
        default="", description="Kết quả là gì, viết trong câu: số hộ ở nhà tạm; mặc định: short_title"
    )
    short_title: str = Field(default="", description="Tên gọn, trong câu; mặc định: title")
    numerator_unit: str = Field(default="", description="Tử số đếm gì: người, hộ, trẻ em; cho câu «còn thiếu 3 người»")
    without_title: str = Field(
        default="chưa có", description="Tử số không có ai, viết trong câu sau số đếm: 3 người «chưa có thẻ»"
    )
    numerator_title: str = Field(default="", description="Tên của tử số, đầu cột phụ lục")
    denominator_title: str = Field(default="", description="Tên của mẫu số, đầu cột phụ lục")
    since: Since = None

    @property
    def is_by_village(self) -> bool:
        """Whether the rows of households, which name a village, are all that it needs; a reduction needs all households."""
        sheets = {self.rows, self.denominator_rows or self.rows}
        return sheets == {HOUSEHOLDS} and self.kind == "stock" and self.measure != "reduction"


class FigureDefinition(Record):
    title: str = Field(description="Tên số liệu")
    value: str = Field(description="Biểu thức SQL như numerator của chỉ tiêu")
    unit_of_measure: str = Field(default="", description="Đơn vị tính")
    kind: Kind = "stock"
    since: Since = None


class PlanOffice(Record):
    """An office that the plan makes answerable. `also`: lists that it gets besides the indicators it answers for."""

    name: str = Field(min_length=1, description="Tên cơ quan")
    article: str = Field(default="", description="Mục của kế hoạch giao việc cho cơ quan")
    also: tuple[Literal["resources", "models", "stories", "sponsors"], ...] = Field(
        default=(),
        description="Nhận thêm danh sách: resources (nguồn lực), models (mô hình), stories (gương sáng), sponsors (tổ chức trợ giúp)",
    )


def _named(offices: Any) -> Any:
    """An office may be given by its name alone."""
    if not isinstance(offices, dict):
        return offices
    return {code: {"name": office} if isinstance(office, str) else office for code, office in offices.items()}


class BaselineStocks(Record):
    """What the plan itself says of its baseline, for the whole district: where no workbook of it is there."""

    poor: float = Field(description="Số hộ nghèo")
    poor_rate: float = Field(description="Tỷ lệ hộ nghèo, %")
    near_poor: float = Field(description="Số hộ cận nghèo")
    near_poor_rate: float = Field(description="Tỷ lệ hộ cận nghèo, %")


class Plan(Record):
    number: str = Field(description="Số, ký hiệu của kế hoạch")
    title: str = Field(description="Tên kế hoạch, ghi trong báo cáo")
    district: str = Field(description="Tên huyện, viết như trong câu: huyện Thạch Hà")
    year: int = Field(description="Năm của kế hoạch")
    baseline: Month = Field(description="Tháng của kỳ gốc")
    baseline_stocks: BaselineStocks | None = Field(
        default=None, description="Số của kỳ gốc ghi trong kế hoạch, dùng khi không có báo cáo của tháng đó"
    )
    verdict_coverage_percent: float = Field(
        default=90,
        gt=0,
        le=100,
        description="Có số liệu của ít nhất bấy nhiêu % đơn vị (báo cáo tháng, với số phát sinh) mới kết luận về một chỉ tiêu",
    )
    offices: Annotated[
        dict[FieldName, PlanOffice], BeforeValidator(_named, json_schema_input_type=dict[FieldName, PlanOffice | str])
    ] = Field(description="Cơ quan chịu trách nhiệm, theo mã")
    indicator: tuple[Indicator, ...] = Field(min_length=1, description="Các chỉ tiêu, theo thứ tự trong báo cáo")
    figures: dict[FieldName, dict[FieldName, FigureDefinition]] = Field(
        description="Số liệu kèm báo cáo: [figures.TRANG] khóa = số liệu"
    )

    @cached_property
    def baseline_period(self) -> Period:
        return Period.parse(self.baseline)

    @cached_property
    def figure_by_key(self) -> dict[str, FigureDefinition]:
        """Every figure that people see, in the plan's order; the indicators' parts are none."""
        return {key: figure for figures in self.figures.values() for key, figure in figures.items()}

    def is_closed_by(self, period: Period) -> bool:
        """Whether the plan's year ends with a period: its targets are met or missed."""
        return self.months_passed(period) == 12

    def months_passed(self, period: Period) -> int:
        """Months of the plan's year until the end of a period; more than 12 after it, 0 or less before."""
        return Period(self.year - 1, "month", 12).months_until(period)
