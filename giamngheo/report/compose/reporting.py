"""Who reported, in time or late; whose workbook was returned; what is to be looked at or corrected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from giamngheo.attain.aggregates import PeriodFigures
from giamngheo.check.completeness import Returned, returned, rule_sentence, unit_reports, warnings_of
from giamngheo.core.period import Period
from giamngheo.metadata.unit import Unit
from giamngheo.report import content as say
from giamngheo.report.compose.corrections_due import corrections_due
from giamngheo.warehouse.engine import Warehouse

Fields = dict[str, Any]  # of `ReportContent`, by their names


def reporting(warehouse: Warehouse, period: Period, now: PeriodFigures, expected: Sequence[Unit]) -> Fields:
    reports, back = unit_reports(warehouse, period), returned(warehouse, period)
    return {
        "coverage": say.Coverage(reporting=len(now.units), expected=len(expected)),
        "missing": [report.unit.name for report in reports if report.unit.code not in now.units],
        "late": [report.unit.name for report in reports if report.status == "accepted" and not report.on_time],
        "reporters": [say.Reporter(code=report.unit.code, name=report.unit.name, **vars(report)) for report in reports],
        "rejections": [_rejection(item) for item in back],
        "warnings": [
            say.RuleCount(rule=rule, message=rule_sentence(warehouse, rule), count=count, explained=explained)
            for rule, count, explained in warnings_of(warehouse, now.submissions)
        ],
        "to_mend": corrections_due(warehouse, reports, back),
    }


def _rejection(item: Returned) -> say.Rejection:
    return say.Rejection(
        code=item.unit.code,
        name=item.unit.name,
        received_at=item.received_at,
        rules=[say.RuleCount(rule=rule, message=message, count=count) for rule, message, count in item.rules],
    )
