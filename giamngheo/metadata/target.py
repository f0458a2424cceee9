"""Targets: how the plan writes them, how a decision revises them in mid-year, and what it means to meet one."""

from __future__ import annotations

import datetime as dt
import math
import operator
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from giamngheo.core.formats import quantity
from giamngheo.core.remembered import remembered
from giamngheo.metadata.record import Record, Words
from giamngheo.metadata.unit import UnitCode

Sign = Literal[">", "≥", "≤", "<", "=", "between"]
Better = Literal["higher", "lower"]
Number = Fraction | float
_MEETS = {">": operator.gt, "≥": operator.ge, "≤": operator.le, "<": operator.lt, "=": operator.eq}
# Left out of what is written where it is not said, so that nothing written changes with it.
To = Annotated[
    float | None,
    Field(
        ge=0,
        allow_inf_nan=False,
        description="Đầu trên của khoảng, khi sign là between; value là đầu dưới",
        exclude_if=lambda to: to is None,
    ),
]


@dataclass(frozen=True)
class Goal:
    """A number under a sign, or a range (`between`) from `value` to `to`, both included.

    A range is met from its nearer end on: who was to lower poverty by 1 to 1.5 points and lowered it by 2 has missed nothing.
    Which end is the nearer one `better` says: the lower one where more is better. A single number given under `between` is
    that end. `≤` and `<` are ceilings, `≥` and `>` floors.
    """

    sign: Sign
    value: Number
    to: Number | None = None
    better: Better = "higher"

    @property
    def bound(self) -> tuple[Sign, Number]:
        """The sign and the number that decide whether it is met."""
        if self.sign != "between":
            return self.sign, self.value
        if self.better == "higher":
            return "≥", self.value
        return "≤", self.value if self.to is None else self.to

    @property
    def is_floor(self) -> bool:
        return self.bound[0] in (">", "≥")

    @property
    def is_ceiling(self) -> bool:
        return self.bound[0] in ("<", "≤")

    @property
    def asks_fewer(self) -> bool:
        """Whether what is too much keeps it from being met: a ceiling, or a number to come down to."""
        return self.is_ceiling or (self.bound[0] == "=" and self.better == "lower")

    @property
    def text(self) -> str:
        """`≥ 95`, `1 đến 1,5`: without its unit of measure."""
        if self.to is not None:
            return f"{quantity(float(self.value))} đến {quantity(float(self.to))}"
        sign, number = self.bound
        return f"{sign} {quantity(float(number))}"

    def is_met_by(self, value: Number) -> bool:
        sign, number = self.bound
        return bool(_MEETS[sign](value, number))

    def is_exceeded_by(self, value: Number) -> bool:
        """Whether a value lies beyond a range, on the better side."""
        if self.to is None:
            return False
        return value > self.to if self.better == "higher" else value < self.value

    def is_settled_by(self, count: Number) -> bool:
        """Whether what a part counted decides for the whole: who has not reported can only add to it."""
        if self.bound[0] == "=":
            return count > self.value
        return self.is_met_by(count) == self.is_floor

    def degree(self, value: Number, before: Number | None) -> Number | None:
        """Percent of the target. A floor's is value / target, not capped. Of a ceiling, or a number to come to, it is the share
        of the way from the baseline (`before`) that is gone, where there was a way to go; a ceiling that is kept is 100, however
        far below it a value lies."""
        _, number = self.bound
        if self.is_floor:
            return value / number * 100 if number else None
        if self.is_ceiling and self.is_met_by(value):
            return Fraction(100)
        if before is None or before == number or (self.is_ceiling and before < number):
            return Fraction(100) if value == number and not self.is_ceiling else None
        return (before - value) / (before - number) * 100

    def whole_ones(self, lacking: Fraction) -> int:
        """The least whole number that takes away what is lacking (more than that, under `>` and `<`); never below 0."""
        is_strict = self.bound[0] in (">", "<")
        return max(math.floor(lacking) + 1 if is_strict else math.ceil(lacking), 0)


@remembered(1024)  # a target is that of thousands of units
def goal_of(sign: Sign, value: float, to: float | None, better: Better) -> Goal:
    """What it means to meet a number, or a range; exact, as the numbers are written."""
    return Goal(sign, Fraction(str(value)), None if to is None else Fraction(str(to)), better)


class TargetValue(Record):
    """A number in the indicator's unit of measure, or a range."""

    value: float = Field(
        ge=0, allow_inf_nan=False, description="Theo unit_of_measure của chỉ tiêu; của khoảng: đầu dưới"
    )
    to: To = None


def _as_value(given: Any) -> Any:
    """A number alone is the value."""
    return given if isinstance(given, dict | TargetValue) else {"value": given}


OfUnits = dict[UnitCode, Annotated[TargetValue, BeforeValidator(_as_value, json_schema_input_type=float | TargetValue)]]


class Target(Record):
    """`value` in the indicator's unit of measure. `per_unit`: whether it binds each unit too.

    `units` holds targets of single units, where the plan's table gives them ("khung chỉ tiêu kèm theo").
    """

    sign: Sign = Field(
        description="Giá trị phải lớn hơn (>), ít nhất bằng (≥), không quá (≤), nhỏ hơn (<), đúng bằng (=) value, "
        "hay trong khoảng từ value đến to (between)"
    )
    value: float = Field(
        ge=0, allow_inf_nan=False, description="Theo unit_of_measure của chỉ tiêu; của khoảng: đầu dưới"
    )
    to: To = None
    by_year_end: bool = Field(
        default=False, description="Mục tiêu của cuối năm: trong năm đạt đủ phần của số tháng đã qua là «Đúng tiến độ»"
    )
    per_unit: bool = Field(default=False, description="true: mục tiêu áp cả cho từng đơn vị, không chỉ toàn địa bàn")
    units: OfUnits = Field(
        default={},
        description="Mục tiêu riêng của đơn vị, thay cho value: mã đơn vị = giá trị, hay { value = …, to = … } là khoảng",
    )

    def of_unit(self, unit: str | None) -> TargetValue | None:
        """What binds a unit, or the whole if none is named: its own, or the whole's where that binds each unit too."""
        if unit in self.units:
            return self.units[unit]
        return TargetValue(value=self.value, to=self.to) if unit is None or self.per_unit else None

    def revised_by(self, revision: TargetRevision) -> Target:
        changed: dict[str, Any] = {"units": self.units | revision.units}
        if revision.value is not None:
            changed |= {"sign": revision.sign or self.sign, "value": revision.value, "to": revision.to}
        return self.model_copy(update=changed)


class TargetRevision(Record):
    """A decision that gives the target another value in mid-year, the whole's, single units', or both; the rest stays."""

    from_day: dt.date = Field(
        alias="from",
        description="Từ ngày nào: kỳ báo cáo có ngày chốt từ ngày ấy trở đi xét theo mục tiêu mới, kỳ trước giữ mục tiêu cũ",
    )
    source: Words = Field(description="Văn bản điều chỉnh, viết như trong câu: Quyết định số 12/QĐ-… ngày 25/5/2020")
    sign: Sign | None = Field(default=None, description="Dấu mới, nếu đổi; không ghi: như target")
    value: float | None = Field(
        default=None,
        ge=0,
        allow_inf_nan=False,
        description="Giá trị mới; không ghi: chỉ đổi mục tiêu của các đơn vị ở units",
    )
    to: To = None
    units: OfUnits = Field(
        default={}, description="Mục tiêu riêng mới của đơn vị; đơn vị không ghi ở đây thì giữ như cũ"
    )
