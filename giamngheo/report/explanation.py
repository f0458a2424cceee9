"""Where a figure comes from, with what was left out of it and why, and by which units it changed since the report that was sent and
since the period before."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa

from giamngheo.attain.aggregates import Aggregate, numerator_key, parts_of, sums_by_unit
from giamngheo.attain.period_figures import PeriodFigures, work_out
from giamngheo.attain.provenance import explanation, figure_part
from giamngheo.check.completeness import unit_reports
from giamngheo.core.period import Period
from giamngheo.report.lineage import lineages
from giamngheo.warehouse.engine import Warehouse, one_of
from giamngheo.warehouse.schema import submission

ByUnit = Mapping[str, float]
_WHY = {
    "missing": "chưa có báo cáo",
    "rejected": "bị trả lại, chưa có bản đạt",
    "pending": "đang chờ xử lý",
    "received": "đang chờ xử lý",
}


def explained(warehouse: Warehouse, code: str, period: Period, unit: str | None) -> dict[str, Any]:
    """`explanation` with `left_out`, and with `changed`: of the numerator, or of the figure itself, by unit."""
    told = explanation(warehouse, code, period, unit)
    configuration = warehouse.configuration
    part = configuration.area_tree.get(unit, period).units if unit else None
    item = _item(warehouse, code, period)
    now = _counted(work_out(warehouse, period), code)
    before = _counted(work_out(warehouse, period.before, configuration.plan_of(period)), code)
    return told | {
        "left_out": _left_out(warehouse, now, item, part),
        "changed": {
            "since_report": _since_report(warehouse, now, item, part),
            "since_before": _since_before(warehouse, now, before, item, part),
        },
    }


def _counted(figures: PeriodFigures, code: str) -> PeriodFigures:
    """An indicator that is judged by the year so far is counted over its months."""
    return figures.to_date.get(code, figures)


def _item(warehouse: Warehouse, code: str, period: Period) -> Aggregate:
    """The figure, or the numerator of the indicator."""
    form, plan = warehouse.configuration.form, warehouse.configuration.plan_at(period)
    indicator = next((one for one in plan.indicator if one.code == code), None)
    if indicator is None:
        return figure_part(form, plan, code)
    return next(one for one in parts_of(form, indicator) if one.key == numerator_key(indicator))


def _left_out(
    warehouse: Warehouse, now: PeriodFigures, item: Aggregate, part: Collection[str] | None
) -> list[dict[str, Any]]:
    """Units of which nothing is in it, and of a flow those of which a month is not."""
    reports = [one for one in unit_reports(warehouse, now.period) if part is None or one.unit.code in part]
    absent = [
        {"unit": one.unit.code, "name": one.unit.name, "why": _WHY.get(one.status, one.status)}
        for one in reports
        if one.unit.code not in now.units
    ]
    if item.kind != "flow":
        return absent
    names = {one.unit.code: one.unit.name for one in reports}
    return absent + [
        {"unit": unit, "name": names[unit], "why": f"thiếu báo cáo {', '.join(month.title for month in months)}"}
        for unit, months in now.gaps.items()
        if months and unit in names and unit in now.units
    ]


def _since_report(
    warehouse: Warehouse, now: PeriodFigures, item: Aggregate, part: Collection[str] | None
) -> dict[str, Any] | None:
    """Beside the last report on the period: from its own submissions, as they were then; `None` where there is none."""
    last = next((one for one in lineages(warehouse, only_last=True) if one.period == now.period.code), None)
    if last is None:
        return None
    months = [now.period.last_month.code] if item.kind == "stock" else [month.code for month in now.months]
    query = sa.select(submission.c.id, submission.c.unit).where(
        one_of(submission.c.id, last.submissions), submission.c.period.in_(months), submission.c.form.is_(None)
    )
    with warehouse.reading() as connection:
        owners = {int(row.id): str(row.unit) for row in connection.execute(query)}
    told = {unit: numbers[item.key] for unit, numbers in sums_by_unit(warehouse, [item], owners).items()}
    return {"revision": last.revision} | _compared(warehouse, now, item, told, part)


def _since_before(
    warehouse: Warehouse, now: PeriodFigures, before: PeriodFigures, item: Aggregate, part: Collection[str] | None
) -> dict[str, Any] | None:
    """Beside the period before, of the same kind; `None` where nobody reported that."""
    told = {unit: numbers[item.key] for unit, numbers in before.units.items() if item.key in numbers}
    return {"period": before.period.code} | _compared(warehouse, now, item, told, part) if told else None


def _compared(
    warehouse: Warehouse, now: PeriodFigures, item: Aggregate, told: ByUnit, part: Collection[str] | None
) -> dict[str, Any]:
    """Whole sums, and each unit whose own differs or that is on one side alone, the largest change first."""
    today = {unit: numbers[item.key] for unit, numbers in now.units.items() if item.key in numbers}
    sides = [{unit: value for unit, value in side.items() if part is None or unit in part} for side in (told, today)]
    then, own = sides
    names = warehouse.configuration.senders
    changed = [unit for unit in {**then, **own} if then.get(unit) != own.get(unit)]
    changed.sort(key=lambda unit: (-abs(own.get(unit, 0) - then.get(unit, 0)), unit))
    units = [
        {
            "unit": unit,
            "name": names.name(unit, now.period.last_month),
            "before": then.get(unit),
            "now": own.get(unit),
        }
        for unit in changed
    ]
    return {"before": sum(then.values()), "now": sum(own.values()), "units": units}
