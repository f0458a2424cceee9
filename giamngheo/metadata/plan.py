"""A year's plan: its offices, indicators with their targets, and the figures that reports need (`config/plan.toml`, further
years in `config/plans/`); and the targets that communes gave their villages (`config/village-targets.csv`)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import cached_property, reduce
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AliasChoices, BeforeValidator, Field, StringConstraints

from giamngheo.core.period import Period, months_between
from giamngheo.metadata.record import FieldName, Month, Record, Since
from giamngheo.metadata.target import Better, Goal, Target, TargetRevision, TargetValue, goal_of
from giamngheo.metadata.unit import UnitCode
from giamngheo.metadata.validity import InForce, ValidFrom, ValidTo

HOUSEHOLDS = "household"  # the sheet whose rows are households
Kind = Annotated[
    Literal["stock", "flow"],
    Field(description="stock: số tại ngày chốt (quý lấy tháng cuối); flow: phát sinh trong kỳ (quý cộng các tháng)"),
]


def _with_point(number: Any) -> Any:
    """A number as a Vietnamese spreadsheet writes it into a table: `92,5`."""
    return number.replace(",", ".") if isinstance(number, str) else number


_Written = BeforeValidator(_with_point, json_schema_input_type=float)


class VillageTarget(InForce, Record):
    """What a commune asks of one of its villages (plan, section III.1). `value`, `to` are as in `Target`, under the
    indicator's sign. Of which periods: `Configuration.village_targets_at`.

    Villages are known by their names as the commune's list of households has them, but for case and spaces.
    """

    unit: UnitCode = Field(description="Mã đơn vị")
    village: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)] = Field(
        description="Tên nơi ở, viết như trong danh sách hộ của đơn vị"
    )
    indicator: FieldName = Field(description="Mã chỉ tiêu trong kế hoạch")
    value: Annotated[float, _Written] = Field(
        ge=0, allow_inf_nan=False, description="Mục tiêu của nơi đó, theo unit_of_measure và sign của chỉ tiêu"
    )
    to: Annotated[float | None, _Written] = Field(
        default=None, ge=0, allow_inf_nan=False, description="Đầu trên của khoảng, khi sign là between"
    )
    valid_from: ValidFrom = Field(
        default=None, description="Ngày đầu tiên có hiệu lực, của kế hoạch có ngày ấy; không ghi: từ kế hoạch đầu tiên"
    )
    valid_to: ValidTo = Field(default=None, description="Ngày cuối cùng có hiệu lực; không ghi: đến hết kế hoạch")

    @property
    def amount(self) -> TargetValue:
        return TargetValue(value=self.value, to=self.to)


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
    target: Target = Field(description="Mục tiêu của năm, như kế hoạch giao đầu năm")
    revision: tuple[TargetRevision, ...] = Field(
        default=(),
        description="Các lần điều chỉnh mục tiêu trong năm: [[indicator.revision]] sau các khóa của chỉ tiêu",
        exclude_if=lambda revisions: not revisions,
    )
    better: Better = Field(
        description="Tăng (higher) hay giảm (lower) là tốt lên: cho câu chữ và thứ tự, và đầu nào của một khoảng là mức "
        "phải đạt; còn lại đạt hay không do target.sign"
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

    @property
    def counted(self) -> tuple[object, ...]:
        """What is counted and how; two indicators with the same are one, whatever they are called and aim at."""
        below = (self.denominator_rows or self.rows, _bare(self.denominator)) if self.denominator else ()
        return (self.measure, self.kind, self.rows, _bare(self.numerator), *below)

    def target_at(self, day: dt.date) -> Target:
        """The target in force on a day: the plan's, revised by each decision that is in force by then."""
        known = sorted((one for one in self.revision if one.from_day <= day), key=lambda one: one.from_day)
        return reduce(Target.revised_by, known, self.target)

    def as_of(self, day: dt.date) -> Indicator:
        """With the target in force on a day, and no revisions."""
        return self.model_copy(update={"target": self.target_at(day), "revision": ()}) if self.revision else self

    @property
    def is_of_year(self) -> bool:
        """Whether what adds up month by month is judged over the year so far: a target by the year's end, and a number that
        the year may not exceed or is to come to. A floor alone is what each period is to have."""
        adds_up = self.kind == "flow" and self.measure != "reduction"
        return adds_up and (self.target.by_year_end or not self.goal_of_all.is_floor)

    @property
    def is_ever_of_year(self) -> bool:
        """Under its first target, or under one that a decision gives it."""
        return self.is_of_year or any(self.as_of(one.from_day).is_of_year for one in self.revision)

    def goal(self, value: float, to: float | None) -> Goal:
        """What it means to meet a number, or a range, under the target's sign."""
        return goal_of(self.target.sign, value, to, self.better)

    @property
    def goal_of_all(self) -> Goal:
        return self.goal(self.target.value, self.target.to)


def _bare(expression: str) -> str:
    """However its words are spaced."""
    return " ".join(expression.split())


class FigureDefinition(Record):
    title: str = Field(description="Tên số liệu")
    value: str = Field(description="Biểu thức SQL như numerator của chỉ tiêu")
    unit_of_measure: str = Field(default="", description="Đơn vị tính")
    kind: Kind = "stock"
    since: Since = None


class PlanOffice(InForce, Record):
    """An office that the plan makes answerable. `also`: lists that it gets besides the indicators it answers for.

    `succeeded_by`: who answers for its indicators once it has ended.
    """

    name: str = Field(min_length=1, description="Tên cơ quan")
    article: str = Field(default="", description="Mục của kế hoạch giao việc cho cơ quan")
    also: tuple[Literal["resources", "models", "stories", "sponsors"], ...] = Field(
        default=(),
        description="Nhận thêm danh sách: resources (nguồn lực), models (mô hình), stories (gương sáng), sponsors (tổ chức trợ giúp)",
    )
    valid_from: ValidFrom = None
    valid_to: ValidTo = None
    succeeded_by: FieldName | None = Field(
        default=None,
        description="Mã cơ quan nhận các chỉ tiêu của cơ quan này sau ngày valid_to",
        exclude_if=lambda code: code is None,
    )


def _named(offices: Any) -> Any:
    """An office may be given by its name alone."""
    if not isinstance(offices, dict):
        return offices
    return {code: {"name": office} if isinstance(office, str) else office for code, office in offices.items()}


_Count = Annotated[float, Field(ge=0, allow_inf_nan=False)]
_Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


class BaselineStocks(Record):
    """What the plan itself says of its baseline, for the whole district: where no workbook of it is there."""

    poor: _Count = Field(description="Số hộ nghèo")
    poor_rate: _Percent = Field(description="Tỷ lệ hộ nghèo, %")
    near_poor: _Count = Field(description="Số hộ cận nghèo")
    near_poor_rate: _Percent = Field(description="Tỷ lệ hộ cận nghèo, %")
    standard: FieldName | None = Field(
        default=None,
        exclude_if=lambda standard: standard is None,
        description="Mã chuẩn nghèo (classes.toml) mà các số này theo; mặc định: chuẩn có hiệu lực ở kỳ gốc",
    )


class Alike(NamedTuple):
    """What two plans count by the same expressions over the same rows: keys of figures, codes of indicators."""

    figures: frozenset[str]
    indicators: frozenset[str]


# `ngày 27/02/2020`, `ngày 27 tháng 02 năm 2020`.
_DAY = re.compile(r"ngày (\d{1,2})(?:/| tháng )(\d{1,2})(?:/| năm )(\d{4})")


def _valid(found: re.Match[str]) -> dt.date | None:
    day, month, year = map(int, found.groups())
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


class Plan(Record):
    number: str = Field(description="Số, ký hiệu của kế hoạch")
    title: str = Field(description="Tên kế hoạch, ghi trong báo cáo")
    area: str = Field(
        validation_alias=AliasChoices("area", "district"),  # how it was called first
        description="Tên của toàn bộ địa bàn, viết như trong câu, bắt đầu bằng cấp",
    )
    year: int = Field(description="Năm của kế hoạch")
    baseline: Month = Field(description="Tháng của kỳ gốc")
    baseline_stocks: BaselineStocks | None = Field(
        default=None, description="Số của kỳ gốc ghi trong kế hoạch, dùng khi không có báo cáo của tháng đó"
    )
    verdict_coverage_percent: float = Field(
        default=90,
        gt=0,
        le=100,
        description="Có số liệu của ít nhất bấy nhiêu % đơn vị (báo cáo tháng, với số phát sinh) mới kết luận về một chỉ tiêu; một kỳ trước "
        "có số liệu của ít nhất bấy nhiêu % đơn vị có số liệu kỳ này mới được so sánh",
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

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, 1, 1)

    @cached_property
    def signed_on(self) -> dt.date | None:
        """The last day that its title names; none where it names none."""
        return max((day for one in _DAY.finditer(self.title) if (day := _valid(one))), default=None)

    @cached_property
    def figure_by_key(self) -> dict[str, FigureDefinition]:
        """Every figure that people see, in the plan's order; the indicators' parts are none."""
        return {key: figure for figures in self.figures.values() for key, figure in figures.items()}

    def counts_alike(self, other: Plan) -> Alike:
        """Of these alone the numbers of one plan may stand beside those of the other."""
        return Alike(
            frozenset(key for key, _ in self._counted_figures & other._counted_figures),
            frozenset(code for code, _ in self._counted_indicators & other._counted_indicators),
        )

    @cached_property
    def _counted_figures(self) -> frozenset[tuple[str, object]]:
        return frozenset(
            (key, (rows, one.kind, _bare(one.value)))
            for rows, several in self.figures.items()
            for key, one in several.items()
        )

    @cached_property
    def _counted_indicators(self) -> frozenset[tuple[str, object]]:
        return frozenset((one.code, one.counted) for one in self.indicator)

    def as_of(self, day: dt.date) -> Plan:
        """The plan with the targets in force on a day, and no revisions; its offices are those that it had (`on`)."""
        if not any(indicator.revision for indicator in self.indicator):
            return self
        return self.model_copy(update={"indicator": tuple(one.as_of(day) for one in self.indicator)})

    @cached_property
    def responsible_ever(self) -> frozenset[str]:
        """Offices that answer for an indicator on some day: those named, and who comes after them."""
        found = {item.responsible for item in self.indicator} & self.offices.keys()
        for _ in self.offices:
            found |= {self.offices[code].succeeded_by or code for code in found} & self.offices.keys()
        return frozenset(found)

    def on(self, day: dt.date) -> Plan:
        """The plan with the offices of a day, each answering also for what it has taken over; its targets and their
        revisions are those that it had (`as_of`)."""
        indicators = tuple(
            item.model_copy(update={"responsible": self._answering(item.responsible, day)}) for item in self.indicator
        )
        needed = {item.responsible for item in indicators}
        offices = {code: one for code, one in self.offices.items() if one.is_valid_on(day) or code in needed}
        return self.model_copy(update={"indicator": indicators, "offices": offices})

    def _answering(self, code: str, day: dt.date) -> str:
        """The office itself or, once it has ended, who came after it."""
        while self.offices[code].last_day < day and (successor := self.offices[code].succeeded_by):
            code = successor
        return code

    def is_closed_by(self, period: Period) -> bool:
        """Whether the plan's year ends with a period: its targets are met or missed."""
        return self.months_passed(period) == 12

    def months_to_date(self, period: Period) -> tuple[Period, ...]:
        """The months of the plan's year up to the end of a period; none before it began, nor once it is over: what the year was
        to keep or to come to says nothing of another."""
        is_within = 0 < self.months_passed(period) <= 12
        return months_between(Period(self.year, "month", 1), period.last_month) if is_within else ()

    def months_read(self, period: Period) -> tuple[Period, ...]:
        """The months on whose reports the values of a period rest, beside the baseline: its own, and those of the year so far
        where an indicator is ever judged by it."""
        year = self.months_to_date(period) if any(one.is_ever_of_year for one in self.indicator) else ()
        return tuple(sorted({*period.months, *year}))

    def months_passed(self, period: Period) -> int:
        """Months of the plan's year until the end of a period; more than 12 after it, 0 or less before."""
        return Period(self.year - 1, "month", 12).months_until(period)


def plan_on(plans: Sequence[Plan], day: dt.date) -> Plan:
    """Of plans in the order of their days the one of a day; before the first, when its baseline is collected, that one, and
    after the last the last."""
    return next((plan for plan in reversed(plans) if plan.first_day <= day), plans[0])
