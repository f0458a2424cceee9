"""Who was late how often in a year, or has not reported: a question whose answer no row of a workbook tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from giamngheo.attain.reporting_rates import ReportingRate
from giamngheo.check.completeness import unit_reports_by_period
from giamngheo.core.errors import NothingFound
from giamngheo.core.formats import number
from giamngheo.core.period import Period, months_between
from giamngheo.core.text import capital
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.question import BY_UNIT, LATE_CODE, Question, QuestionMeasure
from giamngheo.metadata.unit import Key, Unit
from giamngheo.report.lineage import source_periods
from giamngheo.report.questions import AnswerLine, QuestionAnswer
from giamngheo.store.deadlines import due_days_by_month
from giamngheo.store.submissions import in_force
from giamngheo.warehouse.engine import Warehouse

LATE = Question(
    code=LATE_CODE,
    title="Đơn vị nào nộp muộn hoặc chưa nộp nhiều kỳ nhất từ đầu năm?",
    by=(BY_UNIT, "months"),
    measure=(
        QuestionMeasure(title="Muộn hoặc chưa có", unit_of_measure="kỳ", value=""),
        QuestionMeasure(title="Nộp muộn", unit_of_measure="kỳ", value=""),
        QuestionMeasure(title="Chưa có báo cáo đạt", unit_of_measure="kỳ", value=""),
    ),
    note="Tính các tháng từ đầu năm đã hết hạn nộp; bản sửa của báo cáo nộp đúng hạn không tính là muộn; tệp đã nằm sẵn khi thư mục được xem lần đầu thì không rõ ngày nộp, cũng không tính.",
)


@dataclass
class Punctuality:
    """Months of which a unit's first good report came late, and of which it has none; of `owed` in all. `undated`: of which
    nobody knows when it came; `dated`: of how many it is known."""

    unit: Unit
    late: list[Period] = field(default_factory=list)
    missing: list[Period] = field(default_factory=list)
    undated: list[Period] = field(default_factory=list)
    owed: int = 0

    @property
    def dated(self) -> int:
        return self.owed - len(self.missing) - len(self.undated)


def months_so_far(configuration: Configuration, period: Period, today: dt.date) -> tuple[Period, ...]:
    """Of the year of the period's last month, up to that month and to today's; none before the office began. `NothingFound` where
    none of them has begun."""
    last = min(period.last_month, Period(today.year, "month", today.month))
    first = max(Period(period.last_month.year, "month", 1), configuration.first_month)
    if first > last:
        began, now = configuration.first_month, Period(today.year, "month", today.month)
        is_before = min(period.last_month, now) < began
        why = f"Trước {began.title} chưa thu thập báo cáo" if is_before else f"{capital(period.title)} chưa đến"
        raise NothingFound(f"{why}; chọn kỳ từ {began} đến {max(began, now)}.")
    return months_between(first, last)


def punctuality_by_unit(
    warehouse: Warehouse, period: Period, today: dt.date, units: Collection[str] | None = None
) -> dict[Key, Punctuality]:
    """Over the months of the year so far whose due day has passed; of each unit its own days count. By what tells a unit from another
    that had its code before. `units`: codes of the last of these months. Asked `as_of` a report, what came after it is missing."""
    register, months = warehouse.configuration.unit_register, months_so_far(warehouse.configuration, period, today)
    asked = {one.key for one in register.expected(months[-1]) if units is None or one.code in units}
    due = due_days_by_month(warehouse, months)
    is_later = _came_later(warehouse, period, months)
    found: dict[Key, Punctuality] = {}
    for month, reports in unit_reports_by_period(warehouse, months).items():
        for one in reports:
            unit = one.unit
            if not isinstance(unit, Unit) or due[month].of(unit.code) >= today:
                continue
            if units is not None and unit.key not in asked:
                continue
            told = found.setdefault(unit.key, Punctuality(unit))
            told.owed += 1
            if one.status != "accepted" or is_later(unit.code, month):
                told.missing.append(month)
            elif one.on_time is False:
                told.late.append(month)
            elif one.on_time is None:
                told.undated.append(month)
    return found


def punctuality(
    warehouse: Warehouse, period: Period, today: dt.date, units: Collection[str] | None = None
) -> QuestionAnswer:
    """The answer to `LATE`: units that were late or have not reported, most months first."""
    found = punctuality_by_unit(warehouse, period, today, units)
    last = months_so_far(warehouse.configuration, period, today)[-1]
    lines = [
        AnswerLine((f"{one.unit.name} ({one.unit.code})", _said(one)), _values(one))
        for one in found.values()
        if one.late or one.missing
    ]
    missing = sum(len(one.missing) for one in found.values())
    late = sum(len(one.late) for one in found.values())
    owed = sum(one.owed for one in found.values())
    undated = sum(len(one.undated) for one in found.values())
    return QuestionAnswer(
        question=LATE,
        period=period if last == period.last_month else last,
        heads=("Đơn vị", "Các kỳ"),
        lines=tuple(sorted(lines, key=lambda line: (*(-value for value in line.values), line.place))),
        total=(float(late + missing), float(late), float(missing)),
        coverage=ReportingRate(owed - missing, owed),
        units=len(found),
        nowhere=nobody_said(sum(one.dated for one in found.values()), undated),
        undated=undated,
        unknown=undated_said(undated),
    )


def nobody_said(dated: int, undated: int) -> str:
    """That nobody was late or is missing: of the reports of which it is known when they came, never of the others."""
    if not dated:
        return f"Đơn vị nào cũng đã nộp; chưa biết đơn vị nào nộp muộn, vì cả {number(undated)} báo cáo tháng đều không rõ ngày nộp."
    if not undated:
        return f"Không có đơn vị nào: cả {number(dated)} báo cáo tháng đều nộp đúng hạn."
    return (
        f"Đơn vị nào cũng đã nộp; {number(dated)} báo cáo tháng rõ ngày nộp đều đúng hạn, {number(undated)} báo cáo tháng "
        "không rõ ngày nộp, nên không biết có muộn hay không."
    )


def undated_said(undated: int) -> str:
    """Of how many reports nobody can say whether they were late; nothing where of none."""
    if not undated:
        return ""
    known_since = "tệp đã nằm sẵn khi thư mục được xem lần đầu"
    return f"Không rõ ngày nộp của {number(undated)} báo cáo tháng ({known_since}), nên không biết có muộn hay không."


def _came_later(warehouse: Warehouse, period: Period, months: Sequence[Period]) -> Callable[[str, Period], bool]:
    """Whether a unit's report for a month is none of those that the warehouse is asked `as_of`; of months that a report on the
    period takes nothing from, nobody knows what it had."""
    if warehouse.as_of is None:
        return lambda _unit, _month: False
    held = source_periods(warehouse.configuration.plan_of(period), period).months
    known = in_force(warehouse, months)
    return lambda unit, month: month.code in held and (unit, month.code) not in known


def _values(one: Punctuality) -> tuple[float, ...]:
    return float(len(one.late) + len(one.missing)), float(len(one.late)), float(len(one.missing))


def _said(one: Punctuality) -> str:
    """`muộn 01/2020, 03/2020; chưa có 04/2020; không rõ ngày nộp 02/2020`."""
    parts = (("muộn", one.late), ("chưa có", one.missing), ("không rõ ngày nộp", one.undated))
    return "; ".join(f"{word} {', '.join(map(_short, months))}" for word, months in parts if months)


def _short(month: Period) -> str:
    return f"{month.number:02}/{month.year}"
