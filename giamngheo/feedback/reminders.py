"""Reminders (đôn đốc): on which day whom, and in which words; only of who owes a report, each once.

A stage is a working day counted from the unit's due day (its own, where it has an extension). Where days were
missed only the last stage that has come is told; nothing is told after a report was received, nor once the month is
closed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from giamngheo.check.completeness import UnitReport, unit_reports
from giamngheo.context import Context
from giamngheo.core.formats import day, number
from giamngheo.core.period import Period
from giamngheo.feedback.notification import DISTRICT, Notification, in_words
from giamngheo.metadata.form import Form
from giamngheo.receive.ignored_names import FORMS
from giamngheo.report.documents.document import Summary
from giamngheo.report.wording import words
from giamngheo.send.kinds import REMINDER
from giamngheo.store.deadlines import closed_months, due_days

_OWES = ("missing", "rejected", "pending")


@dataclass(frozen=True)
class _Owing:
    report: UnitReport
    due: dt.date
    stage: int
    is_extended: bool

    @property
    def which(self) -> str:
        """`+1`; with a due day of the unit's own `+1/0325`: another day is reminded of anew."""
        return f"{self.stage:+d}" + (f"/{self.due:%m%d}" if self.is_extended else "")


def reminders(context: Context, month: Period) -> list[Notification]:
    """What is to be told today about a month: the units first, then the list for the district; of each form that is owed."""
    if month.code in closed_months(context.warehouse, context.clock.today):
        return []
    owed = context.configuration.others_due(month)
    others = (one for form, period in owed.items() for one in _on_form(context, form, period))
    return [*_on_form(context, context.configuration.form, month), *others]


def _on_form(context: Context, form: Form, month: Period) -> list[Notification]:
    owing, mark = list(_owing(context, form, month)), _mark(context, form)
    own = context.configuration
    rules, chairmen = own.operation.reminders, own.communes.chairmen
    found = []
    for one in owing:
        code = one.report.unit.code
        addresses = [own.addresses.get(code)]
        if one.stage >= rules.chairman_from:
            addresses.append(chairmen.get(code))
        name = own.senders.addressed(code, month)
        summary = _to_unit(context, form, month, one)
        found += [
            Notification(REMINDER, month.code, code, f"{mark}{one.which}", address, name, summary)
            for address in addresses
            if address
        ]
    late = [one for one in owing if one.stage >= rules.district_from]
    if late:
        operator, last = own.operation.operator, max(late, key=lambda one: (one.due, one.stage))
        summary = _to_district(context, form, month, late)
        found += [
            Notification(REMINDER, month.code, DISTRICT, f"{mark}{last.which}", address, operator.name, summary)
            for address in operator.addresses
        ]
    return found


def _mark(context: Context, form: Form) -> str:
    """What tells a notification from one on another form."""
    return "" if form is context.configuration.form else f"{form.id}/"


def _owing(context: Context, form: Form, month: Period) -> Iterator[_Owing]:
    """Those who owe a report and for whom a stage has come."""
    calendar = context.configuration.working_calendar
    due_of_month = due_days(context.warehouse, month)
    form_id = None if form is context.configuration.form else form.id
    for report in unit_reports(context.warehouse, month, form_id):
        if report.status not in _OWES:
            continue
        due = due_of_month.of(report.unit.code)
        come = [
            stage
            for stage in context.configuration.operation.reminders.days
            if calendar.shifted(due, stage) <= context.clock.today
        ]
        if come:
            yield _Owing(report, due, max(come), report.unit.code in due_of_month.extended)


def _to_unit(context: Context, form: Form, month: Period, one: _Owing) -> Summary:
    late = (context.clock.today - one.due).days
    state = words.small(words.submission_status(one.report.status))
    overdue = f"Đã quá hạn nộp {number(late)} ngày." if late > 0 else "Hôm nay là hạn nộp." if late == 0 else ""
    what = f"{words.capital(one.report.unit.name)} chưa có {_what(context, form)} {month.title} đạt yêu cầu ({state})."
    again = one.report.status == "rejected"
    how = (
        "Sửa các chỗ đã được đánh dấu trong tệp trả lại rồi gửi lại."
        if again
        else f"Điền biểu, rồi chép tệp vào thư mục của {form.senders_noun}; tệp để trong «{FORMS}» không được nhận."
    )
    named = f"{context.configuration.named(form)} {words.short_month(month.title)}"
    sender = context.configuration.senders.said(one.report.unit.code, month)
    subject = f"Nhắc nộp {named}, {sender}: hạn {day(one.due)}"
    return in_words(
        context,
        subject,
        [what, *filter(None, [overdue])],
        ("Thời hạn", [due_and_lock(context, month, one.due)]),
        ("Việc cần làm", [how]),
    )


def _to_district(context: Context, form: Form, month: Period, late: list[_Owing]) -> Summary:
    named = f"{context.configuration.named(form)} {words.short_month(month.title)}"
    counted = f"{number(len(late))} {form.senders_noun}"
    subject = f"Chưa nộp {named}: {counted}"
    what = f"{counted} quá hạn chưa có {_what(context, form)} {month.title} đạt yêu cầu."
    due = due_days(context.warehouse, month).common
    return in_words(
        context,
        subject,
        [what],
        ("Thời hạn", [due_and_lock(context, month, due)]),
        ("Danh sách", [_line(one) for one in late]),
    )


def _what(context: Context, form: Form) -> str:
    return context.configuration.named(form) if context.configuration.other_forms else "báo cáo"


def _line(one: _Owing) -> str:
    """A unit of the district's list; its own due day where it has one."""
    own = f", gia hạn đến {day(one.due)}" if one.is_extended else ""
    return f"{one.report.unit.name}: {words.small(words.submission_status(one.report.status))}{own}."


def due_and_lock(context: Context, month: Period, due: dt.date) -> str:
    """Due day and lock day stand in every notification."""
    lock = context.configuration.working_calendar.days_of(month).lock
    after = f"Ngày khóa: {day(lock)}, sau ngày này không nhận nữa." if lock else "Kỳ này chưa định ngày khóa."
    return f"Hạn nộp: {day(due)}. {after}"
