"""Impact: which published reports the workbooks of a month will change, shown before they are put in force."""

from __future__ import annotations

import logging

from giamngheo.context import open_context
from giamngheo.core.period import Period
from giamngheo.report.lineage import downstream_reports
from giamngheo.store.submissions import in_force, passed, units_of
from tasks.support.artifacts import show_impact
from tasks.support.step import step

log = logging.getLogger("giamngheo.report.lineage")


@step("báo cáo liên quan", "báo cáo liên quan, kỳ {month}")
def impact(month: str, submissions: list[int], today: str) -> None:
    """Nothing is said where no report rests on the month, or no workbook passed."""
    context = open_context(today)
    good = passed(context.warehouse, submissions)
    units = list(dict.fromkeys(units_of(context.warehouse, good).values()))
    reports = downstream_reports(context.warehouse, {month}) if units else []
    if not reports:
        return
    period = Period.parse(month)
    replaced = in_force(context.warehouse, [period])
    lines = [(context.units.name(unit, period), (unit, month) in replaced) for unit in units]
    show_impact(month, lines, reports)
    corrected = sum(is_correction for _, is_correction in lines)
    counts = ((corrected, "bản sửa"), (len(lines) - corrected, "báo cáo nộp lần đầu"))
    log.info(
        "Kỳ %s: %s sẽ làm thay đổi báo cáo đã lập: %s.",
        month,
        ", ".join(f"{count} {what}" for count, what in counts if count),
        ", ".join(report.title for report in reports),
    )
