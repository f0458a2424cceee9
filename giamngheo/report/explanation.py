"""Where a figure comes from, with what was left out of it and why, and by which units it changed since the report that was sent and
since the period before."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from giamngheo.attain.aggregates import add_up, parts_of
from giamngheo.attain.like_for_like import comparable, counted_for
from giamngheo.attain.period_figures import PeriodFigures, work_out
from giamngheo.attain.provenance import explanation, figure_part
from giamngheo.check.completeness import unit_reports
from giamngheo.core.period import Period
from giamngheo.report.lineage import lineages
from giamngheo.warehouse.engine import Warehouse, one_of
from giamngheo.warehouse.schema import submission

Sides = tuple[float, ...]  # the figure, or the indicator's numerator, and denominator where it has one
_WHY = {
    "missing": "chưa có báo cáo",
    "rejected": "bị trả lại, chưa có bản đạt",
    "pending": "đang chờ xử lý",
    "received": "đang chờ xử lý",
}


def explained(warehouse: Warehouse, code: str, period: Period, unit: str | None) -> dict[str, Any]:
    """`explanation` with `left_out`, and with `changed`: by unit, `before` and `now` as lists of the figure, or of the numerator and
    the denominator."""
    told = explanation(warehouse, code, period, unit)
    part = warehouse.configuration.area_tree.get(unit, period).units if unit else None
    is_of_year = any(one.code == code and one.is_of_year for one in warehouse.configuration.plan_at(period).indicator)
    now = _counted(work_out(warehouse, period), code, is_of_year)
    asked = _Asked(warehouse, code, now, part)
    return told | {
        "left_out": asked.left_out(),
        "changed": {
            "since_report": _since_report(asked, period, is_of_year),
            "since_before": _since_before(asked, period, is_of_year),
        },
    }


def _counted(figures: PeriodFigures, code: str, is_of_year: bool) -> PeriodFigures:
    """An indicator that is judged by the year so far is counted over its months."""
    return figures.to_date.get(code, figures) if is_of_year else figures


def _since_report(asked: _Asked, period: Period, is_of_year: bool) -> dict[str, Any] | None:
    """Beside the last report on the period, counted anew from its own submissions; `None` where there is none."""
    last = next((one for one in lineages(asked.warehouse, only_last=True) if one.period == period.code), None)
    if last is None or not last.is_whole:
        return None
    query = sa.select(submission.c.unit, submission.c.period, submission.c.id).where(
        one_of(submission.c.id, last.submissions), submission.c.form.is_(None)
    )
    with asked.warehouse.reading() as connection:
        sent = {(row.unit, row.period): int(row.id) for row in connection.execute(query)}
    then = _counted(work_out(asked.warehouse, period, sent=sent), asked.code, is_of_year)
    return {"revision": last.revision} | asked.compared(then)


def _since_before(asked: _Asked, period: Period, is_of_year: bool) -> dict[str, Any] | None:
    """Beside the period before, of the same kind, by today's units and counted alike; `None` where that cannot be, or nobody
    reported it."""
    configuration, before = asked.warehouse.configuration, period.before
    if configuration.class_column(before.last_month, period) is None:
        return None
    then = comparable(configuration, counted_for(asked.warehouse, before, period), period)
    compared = asked.compared(_counted(then, asked.code, is_of_year))
    return {"period": before.code} | compared if compared["before"] is not None else None


class _Asked:
    """A figure, or an indicator, over some units: all if `part` is none."""

    def __init__(self, warehouse: Warehouse, code: str, now: PeriodFigures, part: Collection[str] | None) -> None:
        self.warehouse, self.code, self._now, self._part = warehouse, code, now, part
        form, plan = warehouse.configuration.form, warehouse.configuration.plan_at(now.period)
        indicator = next((one for one in plan.indicator if one.code == code), None)
        self._items = [*parts_of(form, indicator)] if indicator else [figure_part(form, plan, code)]

    def left_out(self) -> list[dict[str, Any]]:
        """Units of which nothing is in it, and of a flow those of which a month is not."""
        reports = [one for one in unit_reports(self.warehouse, self._now.period) if self._is_asked(one.unit.code)]
        absent = [
            {"unit": one.unit.code, "name": one.unit.name, "why": _WHY.get(one.status, one.status)}
            for one in reports
            if one.unit.code not in self._now.units
        ]
        if self._items[0].kind != "flow":
            return absent
        names = {one.unit.code: one.unit.name for one in reports}
        return absent + [
            {"unit": unit, "name": names[unit], "why": f"thiếu báo cáo {', '.join(month.title for month in months)}"}
            for unit, months in self._now.gaps.items()
            if months and unit in names and unit in self._now.units
        ]

    def compared(self, then: PeriodFigures) -> dict[str, Any]:
        """Whole sums (`None`: of nothing), and each unit whose own differ or that is on one side alone, the largest change first."""
        before, now = self._sides(then), self._sides(self._now)
        name, month = self.warehouse.configuration.senders.name, self._now.period.last_month
        changed = [unit for unit in {**before, **now} if before.get(unit) != now.get(unit)]
        changed.sort(key=lambda unit: (-abs(now.get(unit, (0,))[0] - before.get(unit, (0,))[0]), unit))
        units = [
            {"unit": unit, "name": name(unit, month), "before": before.get(unit), "now": now.get(unit)}
            for unit in changed
        ]
        return {"before": _whole(before), "now": _whole(now), "units": units}

    def _is_asked(self, unit: str) -> bool:
        return self._part is None or unit in self._part

    def _sides(self, figures: PeriodFigures) -> dict[str, Sides]:
        keys = [item.key for item in self._items]
        return {
            unit: tuple(numbers[key] for key in keys)
            for unit, numbers in figures.units.items()
            if self._is_asked(unit) and all(key in numbers for key in keys)
        }


def _whole(sides: dict[str, Sides]) -> Sides | None:
    total = add_up({str(at): value for at, value in enumerate(one)} for one in sides.values())
    return tuple(total.values()) or None
