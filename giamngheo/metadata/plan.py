"""The plan: its offices, indicators with their targets, and the figures that reports need (`config/plan.toml`)."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from giamngheo.core.period import Period
from giamngheo.metadata.record import FieldName, Month, Record, Since
from giamngheo.metadata.unit import UnitCode

Kind = Annotated[
    Literal["stock", "flow"],
    Field(description="stock: số tại ngày chốt (quý lấy tháng cuối); flow: phát sinh trong kỳ (quý cộng các tháng)"),
]


class Target(Record):
    """`value` in the indicator's unit of measure. `per_unit`: whether it binds each unit too.

    `units` holds targets of single units, where the plan's table gives them ("khung chỉ tiêu kèm theo").
    """

    sign: Literal[">", "≥", "="]
    value: float
    by_year_end: bool = False
    per_unit: bool = True
    units: dict[UnitCode, float] = Field(default={})


class Indicator(Record):
    code: FieldName
    title: str
    measure: Literal["rate", "count", "reduction"] = Field(
        description="rate: tử số / mẫu số (%); count: tử số; reduction: tỷ lệ kỳ gốc trừ tỷ lệ nay (điểm %)"
    )
    rows: FieldName = Field(default="household", description="Trang tính có các dòng được cộng, đếm")
    numerator: str = Field(description="Biểu thức SQL: count, sum … filter (where …)")
    denominator: str | None = Field(default=None, description="Như numerator; không có nếu measure là count")
    denominator_rows: FieldName | None = None
    kind: Kind = "stock"
    unit_of_measure: str
    target: Target
    better: Literal["higher", "lower"]
    responsible: str = Field(description="Một khóa trong [offices]")
    article: str
    short_title: str = ""
    numerator_title: str = ""
    denominator_title: str = ""
    since: Since = None


class FigureDefinition(Record):
    title: str
    value: str
    unit_of_measure: str = ""
    kind: Kind = "stock"
    since: Since = None


class PlanOffice(Record):
    """An office that the plan makes answerable. `also`: lists that it gets besides the indicators it answers for."""

    name: str = Field(min_length=1)
    article: str = ""
    also: tuple[Literal["resources", "models", "stories"], ...] = ()


def _named(offices: Any) -> Any:
    """An office may be given by its name alone."""
    if not isinstance(offices, dict):
        return offices
    return {code: {"name": office} if isinstance(office, str) else office for code, office in offices.items()}


class Plan(Record):
    number: str
    title: str
    district: str
    year: int
    baseline: Month
    offices: Annotated[
        dict[FieldName, PlanOffice], BeforeValidator(_named, json_schema_input_type=dict[FieldName, PlanOffice | str])
    ]
    indicator: tuple[Indicator, ...] = Field(min_length=1)
    figures: dict[FieldName, dict[FieldName, FigureDefinition]]

    @cached_property
    def baseline_period(self) -> Period:
        return Period.parse(self.baseline)

    @cached_property
    def figure_by_key(self) -> dict[str, FigureDefinition]:
        """Every figure that people see, in the plan's order; the indicators' parts are none."""
        return {key: figure for figures in self.figures.values() for key, figure in figures.items()}

    def months_passed(self, period: Period) -> int:
        """Months of the plan's year until the end of a period; more than 12 after it, 0 or less before."""
        return Period(self.year - 1, "month", 12).months_until(period)
