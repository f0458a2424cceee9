"""Impact: which published reports the workbooks of a month will change, shown before they are put in force, batch by batch; and of
a whole run, when all its batches are."""

from __future__ import annotations

import logging

from giamngheo.context import open_context
from giamngheo.core.period import Period
from giamngheo.operate.run_page import corrections_counted
from giamngheo.report.lineage import downstream_reports
from giamngheo.store.submissions import corrections_among, in_force, passed, units_of
from tasks.support.artifacts import show_impact, show_impact_of_all
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
    log.info(
        "Kỳ %s: %s sẽ làm thay đổi báo cáo đã lập: %s.",
        month,
        corrections_counted([is_correction for _, is_correction in lines]),
        ", ".join(report.title for report in reports),
    )


@step("báo cáo liên quan", "báo cáo liên quan, cả lượt")
def impact_of_all(submissions: list[int], today: str) -> None:
    """What a run put in force, of all its batches and months, and the reports that rest on it: a batch tells of its own alone, and
    the last one would be taken for all. Nothing is shown where no report does."""
    context = open_context(today)
    taken = corrections_among(context.warehouse, submissions)
    reports = downstream_reports(context.warehouse, {month for _, month in taken})
    if reports:
        lines = [
            (month, context.units.name(unit, Period.parse(month)), is_correction)
            for (unit, month), is_correction in taken.items()
        ]
        show_impact_of_all(lines, reports)
