"""The year's end: that the plan of the year after is still to be laid, said wherever a report needs it."""

from __future__ import annotations

from giamngheo.core.formats import day
from giamngheo.core.period import Period
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.reporting_schedule import report_day
from giamngheo.report.lineage import DownstreamReport, last_reports
from giamngheo.warehouse.engine import Warehouse


def year_without_plan(configuration: Configuration, period: Period) -> int | None:
    """The year after the last plan, for a period that ends with that plan's year or later: it is, or soon will be, asked for."""
    last = configuration.plans[-1]
    return last.year + 1 if last.months_passed(period) >= 12 else None


def plan_to_lay(configuration: Configuration, period: Period) -> str:
    """What is left to do once a period is reported, in a sentence; nothing before the year's end, or where the plan is there."""
    year = year_without_plan(configuration, period)
    if year is None:
        return ""
    if period.last_month.year < year:
        return f"Chưa có kế hoạch năm {year}: {how_to_lay(configuration, year)}."
    return (
        f"Kỳ này được tính theo kế hoạch năm {year - 1}, vì chưa có kế hoạch năm {year}: {_command(year)}, rồi làm lại báo cáo "
        "này."
    )


def how_to_lay(configuration: Configuration, year: int) -> str:
    """By which command, and until when: by the plans that are there on its report day January is judged."""
    january = Period(year, "month", 1)
    on = report_day(configuration.working_calendar, january)
    return f"{_command(year)} trước báo cáo {january.title} (ngày {day(on)})"


def _command(year: int) -> str:
    return f"chạy giamngheo init --from-year {year - 1} và ghi kế hoạch mới"


def reports_by_closed_plan(warehouse: Warehouse, year: int) -> list[DownstreamReport]:
    """The last report on each period of a year and later, while it has no plan: the one before judged them."""
    found = [DownstreamReport(*one) for one in last_reports(warehouse)]
    return sorted(
        (one for one in found if Period.parse(one.period).last_month.year >= year),
        key=lambda one: Period.parse(one.period),
    )
