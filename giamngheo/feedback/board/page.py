"""The board as one page of HTML: no script, nothing from elsewhere, the same bytes for the same facts."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from giamngheo.core.formats import day, in_hanoi, moment, number
from giamngheo.core.period import Period
from giamngheo.core.templates import template
from giamngheo.feedback.board.facts import Board, Month, OfficeReport, Standing, State, board_of, plan_shown
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.plan import Plan
from giamngheo.report.wording import listing, words
from giamngheo.warehouse.engine import Warehouse


class StateStyle(NamedTuple):
    """A sign and a word, never colour alone; `meaning` is for the legend."""

    sign: str
    word: str
    meaning: str


STATE_STYLES = {
    State.ACCEPTED: StateStyle("✓", words.submission_status("accepted"), "số liệu đã được lấy, không bị ghi là muộn"),
    State.LATE: StateStyle("✓", "Nhận muộn", "số liệu đã được lấy, nhưng báo cáo đến sau hạn nộp"),
    State.REJECTED: StateStyle("✗", words.submission_status("rejected"), "có lỗi phải sửa; sửa xong nộp lại"),
    State.PENDING: StateStyle(
        "…", words.submission_status("pending"), "tệp rỗng hoặc còn đang chép; được xem lại lần sau"
    ),
    State.RECEIVED: StateStyle("…", words.submission_status("received"), "đã thấy tệp, sẽ kiểm tra lần sau"),
    State.OPEN: StateStyle("–", words.submission_status("missing"), "chưa có tệp nào, chưa hết hạn nộp"),
    State.OVERDUE: StateStyle("!", "Quá hạn", "chưa có tệp nào, đã hết hạn nộp"),
}
_MONTHS_OF_GRID = 4  # what an operator still does something about
# What the sender or the district has to do something about, most pressing first.
_OPEN_ENDS = (State.REJECTED, State.OVERDUE, State.PENDING, State.RECEIVED, State.OPEN)
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def board_page(warehouse: Warehouse, configuration: Configuration, today: dt.date) -> str:
    """Who has reported what and when, from the plan's baseline to today's month. Reads the warehouse only."""
    board, plan = board_of(warehouse, configuration, today), plan_shown(configuration, today)
    page = template("giamngheo.feedback.board", "board.html.j2").render(
        plan=plan,
        plan_title=words.capital(plan.title),
        area=configuration.levels.area.noun,
        made_by=_office_name(configuration, plan),
        today=_with_weekday(today),
        last_change=moment(board.last_change) if board.last_change else "chưa có tệp nào",
        current=_current(board, today),
        main_form=configuration.form.id if board.others else "",
        others=[_other(form_id, month) for form_id, month in board.others.items()],
        open_ends=_open_ends(board.current),
        unit_lines=[_unit_line(one) for one in board.current.standings],
        office_lines=[_office_line(one) for one in board.of_offices if _is_shown(one, board)],
        months=[_month_line(month) for month in board.months],
        heads=[words.short_month(month.period.title) for month in board.months],
        unit_months=_unit_months(board, plan.year),
        legend=[(state.value, style) for state, style in STATE_STYLES.items()],
    )
    return str(page)


def grid(warehouse: Warehouse, configuration: Configuration, today: dt.date) -> tuple[list[str], list[list[str]]]:
    """The heads and lines of units by the last months, as signs and words: `✓ Đã nhận`; blank where nothing is owed. Then a
    column for each other form of the units, and a line for each office."""
    board = board_of(warehouse, configuration, today, _MONTHS_OF_GRID)
    shown = [*board.months, *board.others.values()]
    headed = [(month.period, "") for month in board.months]
    headed += [(month.period, f" {form_id}") for form_id, month in board.others.items()]
    heads = ["Đơn vị", *(f"{words.short_month(period.title)}{form_id}" for period, form_id in headed)]
    lines = [[unit.name, *(_sign(month.by_unit.get(unit.code)) for month in shown)] for unit in board.units]
    of_offices: dict[str, dict[Period, Standing]] = {}
    for one in board.of_offices:
        named = f"{one.standing.report.unit.name} (biểu {one.form.id})"
        of_offices.setdefault(named, {})[one.period.last_month] = one.standing
    beside = [""] * len(board.others)
    lines += [
        [name, *(_sign(own.get(month.period)) for month in board.months), *beside] for name, own in of_offices.items()
    ]
    return heads, lines


def _sign(one: Standing | None) -> str:
    return " ".join(STATE_STYLES[one.state][:2]) if one else ""


def _current(board: Board, today: dt.date) -> dict[str, Any]:
    """The month that is being collected: its days, and how far it is."""
    month = board.current
    return {
        "title": month.period.title,
        "cutoff": day(month.days.cutoff),
        "due": _with_weekday(month.days.due),
        "left": _left(month.days.due, today),
        "lock": _lock(month),
        "report": day(month.days.report),
        "next_title": board.next_period.title,
        "next_cutoff": day(board.next_days.cutoff),
        "next_due": _with_weekday(board.next_days.due),
        "expected": month.expected,
        "accepted": month.count(State.ACCEPTED, State.LATE),
        "rejected": month.count(State.REJECTED),
        "missing": month.count(State.OPEN, State.OVERDUE),
        "waiting": month.count(State.PENDING, State.RECEIVED),
        "missed_due": _missed_due(month),
    }


def _missed_due(month: Month) -> str:
    """`0, không rõ 22`."""
    unknown = f", không rõ {number(month.undated)}" if month.undated else ""
    return f"{number(month.missed_due)}{unknown}"


def _other(form_id: str, month: Month) -> dict[str, Any]:
    """How far another form is for its last period, and who has something to do about it."""
    return {
        "form": form_id,
        "title": month.period.title,
        "due": _with_weekday(month.days.due),
        "expected": month.expected,
        "accepted": month.count(State.ACCEPTED, State.LATE),
        "late": [listing.plain(one.report.unit.name) for one in month.standings if one.state is State.LATE],
        "open_ends": _open_ends(month),
    }


def _lock(month: Month) -> str:
    if month.is_closed:
        return "đã khóa, không nhận nữa"
    return f"{_with_weekday(month.days.lock)}, sau ngày này không nhận nữa" if month.days.lock else "chưa định"


def _left(due: dt.date, today: dt.date) -> str:
    days = (due - today).days
    if days == 0:
        return "hôm nay là ngày cuối"
    return f"còn {days} ngày" if days > 0 else f"đã qua {-days} ngày"


def _open_ends(month: Month) -> list[dict[str, Any]]:
    """For each state that calls for something the units in it, by name."""
    groups = []
    for state in _OPEN_ENDS:
        units = [one for one in month.standings if one.state is state]
        if units:
            groups.append({"state": state.value, "style": STATE_STYLES[state], "units": list(map(_named, units))})
    return groups


def _named(one: Standing) -> dict[str, str]:
    """The unit, and of a returned workbook which rules it broke and how often; never in which cell, nor with what."""
    broken = "; ".join(f"{title} ({count} chỗ)" for _, title, count in one.refused.rules) if one.refused else ""
    return {"name": listing.plain(one.report.unit.name), "broken": broken if one.state is State.REJECTED else ""}


def _unit_line(one: Standing) -> dict[str, Any]:
    report = one.report
    return {
        "code": report.unit.code,
        "name": listing.plain(report.unit.name),
        "state": one.state.value,
        "style": STATE_STYLES[one.state],
        "version": str(report.version or ""),
        "moment": moment(report.received_at) if report.received_at else "",
        "on_time": _punctuality(one),
        "found": ", ".join(_found(one)),
    }


def _is_shown(one: OfficeReport, board: Board) -> bool:
    """Of the month that is being collected; of earlier ones what is still owed."""
    return one.period.last_month == board.current.period or one.standing.report.status != "accepted"


def _office_line(one: OfficeReport) -> dict[str, Any]:
    return _unit_line(one.standing) | {"form": one.form.id, "period": words.short_month(one.period.title)}


def _punctuality(one: Standing) -> str:
    """Only a good report is on time: one that came back in time is not."""
    if one.report.status == "accepted":
        return words.punctuality(one.report.on_time, one.report.on_time_by)
    if one.missed_due:
        return "Lỡ hạn"
    return f"Gia hạn đến {day(one.extended_to)}" if one.extended_to else "Còn hạn"


def _found(one: Standing) -> list[str]:
    """How much there is to correct or to look at, and whether a later workbook came back."""
    report = one.report
    counted = (
        (report.critical, "lỗi phải sửa"),
        (report.warning - report.explained, "điểm cần xem lại"),
        (report.explained, "điểm đã giải trình"),
    )
    found = [f"{count} {what}" for count, what in counted if count]
    if one.refused and one.report.status == "accepted":
        found.append("tệp gửi sau bị trả lại, bản trước vẫn được dùng")
    return found


def _month_line(month: Month) -> dict[str, Any]:
    return {
        "title": words.capital(month.period.title),
        "due": day(month.days.due),
        "lock": "Đã khóa" if month.is_closed else day(month.days.lock) if month.days.lock else "",
        "counts": (
            month.expected,
            month.sent,
            month.count(State.ACCEPTED, State.LATE),
            month.count(State.REJECTED),
            month.count(State.PENDING, State.RECEIVED),
            month.expected - month.sent,
            _missed_due(month),
        ),
    }


def _unit_months(board: Board, year: int) -> list[dict[str, Any]]:
    """A line for each unit with a cell for each month; nothing where the unit owes no report for the month."""
    return [
        {
            "name": listing.plain(unit.name),
            "cells": [_cell(month.by_unit.get(unit.code), year) for month in board.months],
        }
        for unit in board.units
    ]


def _cell(one: Standing | None, year: int) -> dict[str, Any] | None:
    if one is None:
        return None
    report = one.report
    details = [_short_moment(report.received_at, year)] if report.received_at else []
    if report.version and report.version > 1:
        details.append(f"lần {report.version}")
    if one.refused and report.status == "accepted":
        details.append("tệp sau bị trả lại")
    return {"state": one.state.value, "style": STATE_STYLES[one.state], "details": ", ".join(details)}


def _short_moment(value: dt.datetime, year: int) -> str:
    """`17/3 08:15`; with its year where that is not the plan's."""
    local = in_hanoi(value)
    return f"{local.day}/{local.month}{'' if local.year == year else f'/{local.year}'} {local:%H:%M}"


def _with_weekday(value: dt.date) -> str:
    return f"{_WEEKDAYS[value.weekday()]}, {day(value)}"


def _office_name(configuration: Configuration, plan: Plan) -> str:
    """The issuing body as it is written inside a sentence; the head of a letter has capitals."""
    body = configuration.letterhead.issuing_body
    return next((office.name for office in plan.offices.values() if office.name.upper() == body), body)
