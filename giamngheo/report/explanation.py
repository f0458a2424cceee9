"""Where a figure comes from, with what was left out of it and why, and by which units it changed since the report that was sent and
since the period before."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from giamngheo.attain.aggregates import parts_of
from giamngheo.attain.like_for_like import comparable, counted_for
from giamngheo.attain.period_figures import PeriodFigures, work_out
from giamngheo.attain.provenance import explanation, figure_part
from giamngheo.check.completeness import UnitReport, unit_reports
from giamngheo.core.period import Period
from giamngheo.report.beside import Beside
from giamngheo.report.lineage import lineages
from giamngheo.warehouse.engine import Warehouse, one_of
from giamngheo.warehouse.schema import submission

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
    is_of_year = _is_of_year(warehouse, code, period)
    asked = _asked(warehouse, code, period, unit)
    return told | {
        "left_out": asked.left_out(),
        "changed": {
            "since_report": _since_report(asked, period, is_of_year),
            "since_before": _since_before(asked, period, is_of_year),
        },
    }


def left_out(warehouse: Warehouse, code: str, period: Period, unit: str | None) -> list[dict[str, Any]]:
    """The units that are not in a figure or an indicator, or not with all their months: `unit`, `name`, `why`."""
    return _asked(warehouse, code, period, unit).left_out()


def _asked(warehouse: Warehouse, code: str, period: Period, unit: str | None) -> _Asked:
    part = warehouse.configuration.area_tree.get(unit, period).units if unit else None
    now = _counted(work_out(warehouse, period), code, _is_of_year(warehouse, code, period))
    return _Asked(warehouse, code, now, part)


def _is_of_year(warehouse: Warehouse, code: str, period: Period) -> bool:
    return any(one.code == code and one.is_of_year for one in warehouse.configuration.plan_at(period).indicator)


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
    return {"revision": last.revision} | asked.beside(then).revised()


def _since_before(asked: _Asked, period: Period, is_of_year: bool) -> dict[str, Any] | None:
    """Beside the period before, of the same kind, by today's units and counted alike, over the units that both know whole; `None`
    where that cannot be, or nobody reported it."""
    configuration, before = asked.warehouse.configuration, period.before
    if configuration.class_column(before.last_month, period) is None:
        return None
    then = comparable(configuration, counted_for(asked.warehouse, before, period), period)
    compared = asked.beside(_counted(then, asked.code, is_of_year)).alike()
    return {"period": before.code} | compared if compared is not None else None


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
            {"unit": one.unit.code, "name": one.unit.name, "why": self._why_absent(one)}
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

    def _why_absent(self, report: UnitReport) -> str:
        """Of a period of several months the last is meant, without which a unit stands nowhere in it."""
        months = self._now.months
        last = f" {months[-1].title}" if len(months) > 1 and report.status == "missing" else ""
        return f"{_WHY.get(report.status, report.status)}{last}"

    def beside(self, then: PeriodFigures) -> Beside:
        name, month = self.warehouse.configuration.senders.name, self._now.period.last_month
        return Beside(self._items, self._now, then, self._is_asked, lambda unit: name(unit, month))

    def _is_asked(self, unit: str) -> bool:
        return self._part is None or unit in self._part
