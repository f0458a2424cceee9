"""Who reported, in time or late; whose workbook was returned; what is to be looked at or corrected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from giamngheo.attain.aggregates import PeriodFigures
from giamngheo.check.completeness import Returned, UnitReport, returned, rule_sentence, unit_reports, warnings_of
from giamngheo.core.period import Period
from giamngheo.metadata.unit import Unit
from giamngheo.report import content as say
from giamngheo.report.compose.corrections_due import corrections_due
from giamngheo.report.compose.indicators import coverage_of
from giamngheo.warehouse.engine import Warehouse

Fields = dict[str, Any]  # of `ReportContent`, by their names


def reporting(warehouse: Warehouse, period: Period, now: PeriodFigures, expected: Sequence[Unit]) -> Fields:
    by_month = {month: unit_reports(warehouse, month) for month in period.months}
    reports, back = by_month[period.last_month], returned(warehouse, period)
    late = [report.unit.name for report in reports if _is_late(report)]
    owed, months = len(expected), len(period.months)
    return {
        "coverage": coverage_of(now.coverage("stock", owed), months, "stock"),
        "flow_coverage": coverage_of(now.coverage("flow", owed), months, "flow"),
        "missing": [report.unit.name for report in reports if report.unit.code not in now.units],
        "missing_months": _months(by_month, lambda report: report.status != "accepted"),
        "late": late,
        "late_months": _months(by_month, _is_late),
        "reporters": [say.Reporter(code=report.unit.code, name=report.unit.name, **vars(report)) for report in reports],
        "rejections": [_rejection(item) for item in back],
        "warnings": [
            say.RuleCount(rule=rule, message=rule_sentence(warehouse, rule), count=count, explained=explained)
            for rule, count, explained in warnings_of(warehouse, now.submissions)
        ],
        "to_mend": corrections_due(warehouse, reports, back),
    }


def _is_late(report: UnitReport) -> bool:
    return report.status == "accepted" and not report.on_time


def _months(by_month: dict[Period, list[UnitReport]], is_meant: Callable[[UnitReport], bool]) -> list[say.MissingMonth]:
    """Months of the period with the units of which something is so."""
    found = [
        say.MissingMonth(
            title=month.title, units=[one.unit.name for one in reports if is_meant(one)], expected=len(reports)
        )
        for month, reports in by_month.items()
    ]
    return [month for month in found if month.units]


def _rejection(item: Returned) -> say.Rejection:
    return say.Rejection(
        code=item.unit.code,
        name=item.unit.name,
        received_at=item.received_at,
        rules=[say.RuleCount(rule=rule, message=message, count=count) for rule, message, count in item.rules],
    )
