"""Where a figure comes from, with what was left out of it and why, and by which units it changed since the report that was sent and
since the period before."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from giamngheo.attain.aggregates import parts_of
from giamngheo.attain.like_for_like import comparable, counted_for
from giamngheo.attain.period_figures import PeriodFigures, work_out
from giamngheo.attain.provenance import Grounds, explanation_from, figure_part
from giamngheo.check.completeness import UnitReport, unit_reports
from giamngheo.core.period import Period
from giamngheo.report.beside import Beside
from giamngheo.report.lineage import lineages
from giamngheo.report.wording.lacking import LackingMonth, lacking_reports
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
    return explained_all(warehouse, [code], period, unit)[code]


def explained_all(
    warehouse: Warehouse, codes: Iterable[str], period: Period, unit: str | None
) -> dict[str, dict[str, Any]]:
    """Several at once: code → what is told of it."""
    grounds = _Grounds(warehouse, period)
    found = {}
    for code in codes:
        told, asked = explanation_from(grounds, code, unit), _Asked(grounds, code, unit)
        changed = {"since_report": asked.since_report(), "since_before": asked.since_before()}
        found[code] = told | {"left_out": asked.left_out(), "changed": changed}
    return found


def left_out(warehouse: Warehouse, code: str, period: Period, unit: str | None) -> list[dict[str, Any]]:
    """The units that are not in a figure or an indicator, or not with all their months: `unit`, `name`, `why`."""
    return _Asked(_Grounds(warehouse, period), code, unit).left_out()


class _Grounds(Grounds):
    """And who has reported, what the last report on the period was made from, and the period before."""

    @cached_property
    def reports(self) -> list[UnitReport]:
        return unit_reports(self.warehouse, self.period)

    @cached_property
    def sent(self) -> tuple[int, PeriodFigures] | None:
        """Revision and figures of the last report on the period, counted anew from its own submissions; `None` where there is none,
        or these are not known."""
        last = next((one for one in lineages(self.warehouse, only_last=True) if one.period == self.period.code), None)
        if last is None or not last.is_whole:
            return None
        query = sa.select(submission.c.unit, submission.c.period, submission.c.id).where(
            one_of(submission.c.id, last.submissions), submission.c.form.is_(None)
        )
        with self.warehouse.reading() as connection:
            sent = {(row.unit, row.period): int(row.id) for row in connection.execute(query)}
        return last.revision, work_out(self.warehouse, self.period, sent=sent)

    @cached_property
    def before(self) -> PeriodFigures | None:
        """The period before, of the same kind, by today's units and counted alike; `None` where that cannot be."""
        configuration, before = self.warehouse.configuration, self.period.before
        if configuration.class_column(before.last_month, self.period) is None:
            return None
        return comparable(configuration, counted_for(self.warehouse, before, self.period), self.period)


class _Asked:
    """A figure, or an indicator, of a unit or an area, or of all."""

    def __init__(self, grounds: _Grounds, code: str, unit: str | None) -> None:
        configuration, plan = grounds.warehouse.configuration, grounds.plan
        self._grounds, self._code = grounds, code
        self._part = configuration.area_tree.get(unit, grounds.period).units if unit else None
        indicator = next((one for one in plan.indicator if one.code == code), None)
        self._is_of_year = indicator is not None and indicator.is_of_year
        self._items = (
            [*parts_of(configuration.form, indicator)] if indicator else [figure_part(configuration.form, plan, code)]
        )
        self._now = self._counted(grounds.now)

    def since_report(self) -> dict[str, Any] | None:
        """Beside the last report on the period; `None` where there is none."""
        if self._grounds.sent is None:
            return None
        revision, then = self._grounds.sent
        return {"revision": revision} | self._beside(self._counted(then)).revised()

    def since_before(self) -> dict[str, Any] | None:
        """Beside the period before, over the units that both know whole; `None` where that cannot be, or nobody reported it."""
        if self._grounds.before is None:
            return None
        compared = self._beside(self._counted(self._grounds.before)).alike()
        return {"period": self._grounds.period.before.code} | compared if compared is not None else None

    def _counted(self, figures: PeriodFigures) -> PeriodFigures:
        """An indicator that is judged by the year so far is counted over its months."""
        return figures.to_date.get(self._code, figures) if self._is_of_year else figures

    def left_out(self) -> list[dict[str, Any]]:
        """Units of which nothing is in it, and of a flow those of which a month is not."""
        reports = [one for one in self._grounds.reports if self._is_asked(one.unit.code)]
        absent = [
            {"unit": one.unit.code, "name": one.unit.name, "why": self._why_absent(one)}
            for one in reports
            if one.unit.code not in self._now.units
        ]
        if self._items[0].kind != "flow":
            return absent
        names = {one.unit.code: one.unit.name for one in reports}
        return absent + [
            {"unit": unit, "name": names[unit], "why": lacking_reports(self._lacking(unit, month) for month in months)}
            for unit, months in self._now.gaps.items()
            if months and unit in names and unit in self._now.units
        ]

    def _lacking(self, unit: str, month: Period) -> LackingMonth:
        was = self._now.former_gaps.get((unit, month))
        return LackingMonth(
            month.title, tuple(part.name for part in was.parts) if was else (), was.reason if was else ""
        )

    def _why_absent(self, report: UnitReport) -> str:
        """Of a period of several months the last is meant, without which a unit stands nowhere in it."""
        months = self._now.months
        why, last = _WHY.get(report.status, report.status), months[-1].title
        if len(months) == 1:
            return why
        return f"{why} {last}" if report.status == "missing" else f"{last}: {why}"

    def _beside(self, then: PeriodFigures) -> Beside:
        name, month = self._grounds.warehouse.configuration.senders.name, self._now.period.last_month
        return Beside(self._items, self._now, then, self._is_asked, lambda unit: name(unit, month))

    def _is_asked(self, unit: str) -> bool:
        return self._part is None or unit in self._part
