"""Who reported, in time or late; whose workbook was returned; what is to be looked at or corrected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from giamngheo.attain.period_figures import PeriodFigures
from giamngheo.check.completeness import (
    Returned,
    UnitReport,
    after_a_gap,
    returned,
    rule_sentence,
    unit_reports,
    warnings_of,
)
from giamngheo.core.period import Period
from giamngheo.report import content as say
from giamngheo.report.compose.corrections_due import corrections_due
from giamngheo.report.compose.indicators import coverage_of
from giamngheo.store.deadlines import due_days
from giamngheo.warehouse.engine import Warehouse

Fields = dict[str, Any]  # of `ReportContent`, by their names


def reporting(warehouse: Warehouse, period: Period, now: PeriodFigures) -> Fields:
    by_month = {month: unit_reports(warehouse, month) for month in period.months}
    reports, back = by_month[period.last_month], returned(warehouse, period)
    late = [report.unit.name for report in reports if _is_late(report)]
    months, gaps = len(period.months), after_a_gap(warehouse, now.submissions)
    return {
        "coverage": coverage_of(now.coverage("stock"), months, "stock"),
        "flow_coverage": coverage_of(now.coverage("flow"), months, "flow"),
        "missing": [report.unit.name for report in reports if report.unit.code not in now.units],
        "missing_months": _months(warehouse, by_month, lambda report: report.status != "accepted"),
        "late": late,
        "late_months": _months(warehouse, by_month, _is_late),
        "undated_months": _months(warehouse, by_month, _is_undated),
        "reporters_month": period.last_month.title if months > 1 else "",
        "reporters": [say.Reporter(code=report.unit.code, name=report.unit.name, **vars(report)) for report in reports],
        "rejections": [_rejection(item, is_one_of_several=months > 1) for item in back],
        "warnings": [
            say.RuleCount(
                rule=rule,
                message=rule_sentence(warehouse, rule),
                count=count,
                explained=explained,
                after_gap=gaps.get(rule, 0),
            )
            for rule, count, explained in warnings_of(warehouse, now.submissions)
        ],
        "to_mend": corrections_due(warehouse, period.last_month, reports, back),
    }


def _is_late(report: UnitReport) -> bool:
    return report.status == "accepted" and report.on_time is False


def _is_undated(report: UnitReport) -> bool:
    return report.status == "accepted" and report.on_time is None


def _months(
    warehouse: Warehouse, by_month: dict[Period, list[UnitReport]], is_meant: Callable[[UnitReport], bool]
) -> list[say.MissingMonth]:
    """Months of the period with the units of which something is so."""
    has_areas = bool(warehouse.configuration.areas)
    found = [
        say.MissingMonth(
            title=month.title,
            units=[one.unit.name for one in reports if is_meant(one)],
            codes=[one.unit.code for one in reports if is_meant(one) and has_areas],
            expected=len(reports),
            due_on=due_days(warehouse, month).common,
        )
        for month, reports in by_month.items()
    ]
    return [month for month in found if month.units]


def _rejection(item: Returned, *, is_one_of_several: bool) -> say.Rejection:
    return say.Rejection(
        code=item.unit.code,
        name=item.unit.name,
        received_at=item.received_at,
        rules=[say.RuleCount(rule=rule, message=message, count=count) for rule, message, count in item.rules],
        month_title=item.period.title if is_one_of_several else "",
    )
