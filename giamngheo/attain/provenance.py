"""Where a figure comes from: its expression, its parts, the submissions and versions behind it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from giamngheo.attain.aggregates import (
    Aggregate,
    Numbers,
    denominator_key,
    numerator_key,
    parts_of,
    since_of,
    sums_by_unit,
    sums_of,
)
from giamngheo.attain.indicators import Attainment, attain_of, by_indicator
from giamngheo.attain.like_for_like import baseline_for
from giamngheo.attain.period_figures import PeriodFigures, work_out
from giamngheo.core.errors import UsageError
from giamngheo.core.formats import coverage
from giamngheo.core.period import Period
from giamngheo.core.text import capital
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.expression_words import expression_words
from giamngheo.metadata.expressions import fields_of_expression
from giamngheo.metadata.form import Form
from giamngheo.metadata.levels import whole_or_part
from giamngheo.metadata.plan import Indicator, Plan
from giamngheo.metadata.record import is_in_force
from giamngheo.warehouse.engine import Warehouse, in_chunks
from giamngheo.warehouse.schema import submission

_METHODS = {
    "rate": "tử số chia mẫu số, nhân 100",
    "count": "số đếm được",
    "reduction": "tỷ lệ ở kỳ gốc trừ tỷ lệ kỳ này, trên cùng các đơn vị đang báo cáo",
}
_KINDS = {"stock": "số tại ngày chốt của tháng cuối kỳ", "flow": "số phát sinh, cộng các tháng của kỳ"}
_STATED = "tỷ lệ ở kỳ gốc (số ghi trong kế hoạch, vì {why}) trừ tỷ lệ kỳ này"


class Grounds:
    """What the figures of a period are explained from: each worked out once, however many are asked about."""

    def __init__(self, warehouse: Warehouse, period: Period) -> None:
        self.warehouse, self.period = warehouse, period
        self.plan = warehouse.configuration.plan_at(period)

    @cached_property
    def now(self) -> PeriodFigures:
        return work_out(self.warehouse, self.period)

    @cached_property
    def baseline(self) -> PeriodFigures:
        return baseline_for(self.warehouse, self.period)


def explanation(warehouse: Warehouse, code: str, period: Period, unit: str | None) -> dict[str, Any]:
    """The explanation of an indicator or of a figure as plain data, `uncounted` where no unit stands in it: why; `UsageError` for an
    unknown one, and for an unknown unit or area."""
    return explanation_from(Grounds(warehouse, period), code, unit)


def explanation_from(grounds: Grounds, code: str, unit: str | None) -> dict[str, Any]:
    """The same, of one of several figures."""
    indicator = next((item for item in grounds.plan.indicator if item.code == code), None)
    if indicator is not None:
        return _of_indicator(grounds, indicator, unit)
    _require_known(grounds.plan, code)
    return _of_figure(grounds, code, unit)


@dataclass(frozen=True)
class Behind:
    """A figure, or an indicator's parts, over some units, and the submissions that it was made from, by unit and month."""

    numerator: Aggregate
    denominator: Aggregate | None
    submissions: tuple[sa.Row[Any], ...]
    last: str

    def has_denominator_of(self, submission_: sa.Row[Any]) -> bool:
        """Not of the earlier months of a rate over all on the list of the last."""
        is_of_last = self.denominator is not None and self.denominator.kind == "stock"
        return self.denominator is not None and (
            submission_.period == self.last or not (is_of_last and self.numerator.kind == "flow")
        )


def behind(warehouse: Warehouse, code: str, period: Period, unit: str | None) -> Behind:
    """`UsageError` for an unknown figure or indicator, and for an unknown unit or area."""
    configuration = warehouse.configuration
    plan, form = configuration.plan_at(period), configuration.form
    codes = configuration.area_tree.get(unit, period).units if unit else None
    indicator, now = next((one for one in plan.indicator if one.code == code), None), work_out(warehouse, period)
    if indicator is not None:
        counted = now.to_date.get(code, now) if indicator.is_of_year else now
        return _behind(warehouse, counted, *_parts(form, indicator), codes)
    _require_known(plan, code)
    return _behind(warehouse, now, figure_part(form, plan, code), None, codes)


def _require_known(plan: Plan, code: str) -> None:
    if code not in plan.figure_by_key:
        known = ", ".join([*(item.code for item in plan.indicator), *plan.figure_by_key])
        raise UsageError(f"Không có chỉ tiêu hay số liệu «{code}»; chọn một trong: {known}.")


def figure_part(form: Form, plan: Plan, key: str) -> Aggregate:
    """The sum that a figure of the plan is."""
    return next(item for item in sums_of(form, plan) if item.key == key)


def _of_figure(grounds: Grounds, key: str, unit: str | None) -> dict[str, Any]:
    warehouse, plan, period, now = grounds.warehouse, grounds.plan, grounds.period, grounds.now
    configuration = warehouse.configuration
    figure, item = plan.figure_by_key[key], figure_part(configuration.form, plan, key)
    part = configuration.area_tree.get(unit, period) if unit else None
    own = now.of_part(part.units) if part else now
    value = own.district.get(key) if own.units else None
    whole = configuration.levels.area.whole_of(plan.area)
    return {
        "figure": key,
        "title": figure.title,
        "period": period.code,
        "unit": unit,
        "unit_name": part.name if part else _whole(whole, now, item.kind),
        "unit_of_measure": figure.unit_of_measure,
        "method": _KINDS[item.kind],
        "value": value,
        "uncounted": _uncounted(own),
        "article": plan.title,
        "numerator": _part(warehouse, item.rows, item.expression, value),
        "denominator": None,
        "submissions": _submissions(warehouse, now, item, None, part.units if part else None),
    } | ({"since": item.since} if item.since else {})


def _of_indicator(grounds: Grounds, indicator: Indicator, unit: str | None) -> dict[str, Any]:
    warehouse, plan, period, now = grounds.warehouse, grounds.plan, grounds.period, grounds.now
    configuration, code = warehouse.configuration, indicator.code
    part = configuration.area_tree.get(unit, period) if unit else None
    baseline = grounds.baseline
    own = (now.of_part(part.units), baseline.of_part(part.units)) if part else (now, baseline)
    counted = now.to_date[code] if indicator.is_of_year and code in now.to_date else now
    codes = part.units if part else None
    value = by_indicator(attain_of(plan, *own, unit=unit), unit)[code]
    owner = part.name if part else _whole(configuration.levels.area.whole_of(plan.area), counted, indicator.kind)
    return {
        "indicator": code,
        "title": indicator.title,
        "period": period.code,
        "unit": unit,
        "unit_name": owner,
        "unit_of_measure": indicator.unit_of_measure,
        "method": _method(configuration, period, indicator, value),
        "value": value.value,
        "uncounted": _uncounted(counted.of_part(codes) if codes else counted),
        "status": value.status,
        "target": _target(indicator, value),
        "article": f"{plan.title}, {indicator.article}",
        "responsible": plan.offices[indicator.responsible].name,
        "numerator": _part(warehouse, indicator.rows, indicator.numerator, value.numerator),
        "denominator": _part(
            warehouse, indicator.denominator_rows or indicator.rows, indicator.denominator, value.denominator
        ),
        "baseline": _baseline(indicator, baseline.over(own[0].units or codes or ())),
        "submissions": _submissions(warehouse, counted, *_parts(configuration.form, indicator), codes),
    } | ({"since": since} if (since := since_of(configuration.form, indicator)) else {})


def _whole(said: str, counted: PeriodFigures, kind: str) -> str:
    """Whose a figure of all is: `Toàn huyện Thạch Hà`, `Cộng 14 đơn vị`, `Cộng 22 đơn vị (58/66 báo cáo tháng)`."""
    rate = counted.coverage(kind)
    if not counted.units:
        return capital(said)
    if kind == "stock" or len(counted.months) == 1 or rate.is_whole:
        return whole_or_part(said, len(counted.units), len(counted.reports))
    return f"Cộng {len(counted.units)} đơn vị ({coverage(rate.reports, rate.owed, 'reports')})"


def _uncounted(counted: PeriodFigures) -> str:
    """Why no unit stands in it, though reports may be there; nothing where one does."""
    last = counted.period.last_month
    if counted.units:
        return ""
    reports = sum(rate.reports for rate in counted.reports.values())
    if not reports:
        return "chưa có báo cáo"
    owed = sum(rate.owed for rate in counted.reports.values())
    what = f"chưa có báo cáo tháng cuối kỳ (tháng {last.number}), nên chưa tính"
    return f"mới có {coverage(reports, owed, 'reports')}; {what}"


def _method(configuration: Configuration, period: Period, indicator: Indicator, value: Attainment) -> str:
    if value.year is not None:
        since = Period.parse(value.year.since).title
        return f"{_METHODS[indicator.measure]}; cộng từ {since} đến hết kỳ, vì mục tiêu là của cả năm"
    if not value.is_baseline_stated:
        return _METHODS[indicator.measure]
    is_alike = configuration.class_column(configuration.plan_of(period).baseline_period, period)
    return _STATED.format(why="chưa đủ báo cáo của kỳ đó" if is_alike else "báo cáo của kỳ đó theo chuẩn nghèo cũ")


def _target(indicator: Indicator, value: Attainment) -> str:
    if value.target is None:
        return "không có"
    year = " (cả năm)" if indicator.target.by_year_end or value.year else ""
    return f"{indicator.goal(value.target, value.target_to).text} {indicator.unit_of_measure}{year}"


def _baseline(indicator: Indicator, numbers: Numbers) -> dict[str, float] | None:
    """The parts at the baseline, where the value is a difference from it."""
    if indicator.measure != "reduction" or numerator_key(indicator) not in numbers:
        return None
    return {"numerator": numbers[numerator_key(indicator)], "denominator": numbers[denominator_key(indicator)]}


def _part(warehouse: Warehouse, rows: str, expression: str | None, value: float | None) -> dict[str, Any] | None:
    if expression is None:
        return None
    form = warehouse.configuration.form
    sheet = form.tables[rows]
    fields = fields_of_expression(form, rows, expression)
    return {
        "value": value,
        "expression": expression,
        "in_words": expression_words(form, rows, expression),
        "sheet": sheet.name,
        "columns": [sheet.columns[field].heading for field in fields],
    }


def _parts(form: Form, indicator: Indicator) -> tuple[Aggregate, Aggregate | None]:
    numerator, *denominator = parts_of(form, indicator)
    return numerator, next(iter(denominator), None)


def _behind(
    warehouse: Warehouse,
    counted: PeriodFigures,
    numerator: Aggregate,
    denominator: Aggregate | None,
    codes: Collection[str] | None,
) -> Behind:
    """`codes`: of which units, with those that they were made of; nothing: of all."""
    identities = [one for one, owner in counted.owners.items() if codes is None or owner in codes]
    found: list[sa.Row[Any]] = []
    with warehouse.reading() as connection:
        for chunk in in_chunks(identities):
            found += connection.execute(sa.select(submission).where(submission.c.id.in_(chunk))).all()
    last = counted.period.last_month.code
    kept = (
        row
        for row in sorted(found, key=lambda row: (row.unit, row.period))
        if (numerator.kind == "flow" or row.period == last) and is_in_force(numerator.since, Period.parse(row.period))
    )
    return Behind(numerator, denominator, tuple(kept), last)


def _submissions(
    warehouse: Warehouse,
    counted: PeriodFigures,
    numerator: Aggregate,
    denominator: Aggregate | None,
    codes: Collection[str] | None,
) -> list[dict[str, Any]]:
    """The submissions that the figure was made from, each with its own part of it."""
    units = warehouse.configuration.unit_register
    found = _behind(warehouse, counted, numerator, denominator, codes)
    sums = [numerator, *([denominator] if denominator else [])]
    parts = sums_by_unit(warehouse, sums, {row.id: str(row.id) for row in found.submissions})
    return [
        {
            "unit": row.unit,
            "name": units.name(row.unit, Period.parse(row.period)),
            "period": row.period,
            "version": row.version,
            "received_at": row.received_at,
            "file": row.file,
            "sha256": row.sha256,
            "numerator": parts[str(row.id)].get(numerator.key),
            "denominator": (
                parts[str(row.id)].get(denominator.key) if denominator and found.has_denominator_of(row) else None
            ),
        }
        for row in found.submissions
    ]
