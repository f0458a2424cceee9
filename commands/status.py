"""`giamngheo status`: who has reported, who is missing, what was returned."""

from __future__ import annotations

import datetime as dt
from typing import Any

from commands import corrected
from commands.output import (
    AsCsv,
    AsJson,
    PeriodOption,
    Today,
    print_csv,
    print_json,
    print_table,
    require_one_form,
    require_reports,
)
from giamngheo.check.completeness import UnitReport, unit_reports, unit_reports_by_period
from giamngheo.context import Context, open_context
from giamngheo.core.formats import day, moment, number
from giamngheo.core.period import Period
from giamngheo.feedback.answers import answered_at
from giamngheo.metadata.form import Form
from giamngheo.report.corrections import Correction, correction_of
from giamngheo.report.lineage import has_ad_hoc, outdated_reports
from giamngheo.report.wording import words
from giamngheo.store.deadlines import closed_months

_OnOthers = dict[Form, tuple[Period, list[UnitReport]]]
_HEADS = ["Mã", "Đơn vị", "Tình trạng", "Lần", "Nhận lúc", "Đúng hạn", "Lỗi", "Lưu ý"]
_ANSWERED = "Đã trả lời lúc"
_MOST_SHOWN = 1_000  # lines: more, as of a nation, nobody reads on a screen


def status(period: PeriodOption, today: Today = "", as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    require_one_form(as_json, as_csv)
    context = open_context(today, is_counted=False)
    wanted = Period.parse(period)
    reports = unit_reports(context.warehouse, wanted)
    others = _on_other_forms(context, wanted)
    if as_json:
        print_json(_as_data(context, wanted, reports) | _others_as_data(context, others))
    elif as_csv:
        _print_csv(context, wanted, reports, others)
    else:
        _print(context, wanted, reports)
        for form, (own, on_it) in others.items():
            _print_form(context, form, own, on_it)
    require_reports(_reporting(reports) > 0, wanted)


def _on_other_forms(context: Context, period: Period) -> _OnOthers:
    """Of the forms beside the main one those that are owed with the last month of a period."""
    owed = context.configuration.others_due(period)
    return {form: (own, unit_reports(context.warehouse, own, form.id)) for form, own in owed.items()}


def _reporting(reports: list[UnitReport]) -> int:
    return sum(report.status == "accepted" for report in reports)


def _as_data(context: Context, period: Period, reports: list[UnitReport]) -> dict[str, Any]:
    closed = closed_months(context.warehouse, context.clock.today)
    is_closed = all(month.code in closed for month in period.months)
    again = [{"period": one.period, "revision": one.revision} for one in outdated_reports(context.warehouse)]
    data = {
        "period": period.code,
        "expected_units": len(reports),
        "reporting_units": _reporting(reports),
        **({"month": period.last_month.code} if _is_long(period) else {}),
        "units": _units_as_data(context, reports, _answered(context, period)),
    }
    ad_hoc = _ad_hoc(context, period)
    more = {"closed": is_closed, "outdated_reports": again, "ad_hoc_reports": ad_hoc}
    return data | {name: value for name, value in more.items() if value}


def _print(context: Context, period: Period, reports: list[UnitReport]) -> None:
    last = f", báo cáo {period.last_month.title}" if _is_long(period) else ""
    _print_reports(f"Kỳ {period.title}{last}", reports, _answered(context, period), period)
    if _is_long(period):
        print(_earlier(context, period))
    for report in _most_urgent(reports):
        _print_correction(context, period, report)
    if outdated := outdated_reports(context.warehouse):
        named = ", ".join(report.title for report in outdated)
        print(f"Cần lập lại (số liệu đã đổi sau khi lập): {named}; chạy giamngheo run --period cho từng kỳ.")
    for one in _ad_hoc(context, period):
        print(f"Báo cáo đột xuất {one['number']}, lập ngày {day(one['issued_on'])}: {one['title']}; {one['sent']}.")


def _is_long(period: Period) -> bool:
    """Whether the reports shown are those of its last month alone."""
    return len(period.months) > 1


def _earlier(context: Context, period: Period) -> str:
    """How many reported the months before the last, and where each is told."""
    months = period.months[:-1]
    by_month = unit_reports_by_period(context.warehouse, months)
    told = (f"{month.title} có {_reporting(by_month[month])}/{len(by_month[month])} đơn vị" for month in months)
    return f"Các tháng trước trong kỳ: {', '.join(told)}; xem từng tháng: giamngheo status --period {months[-1].code}."


def _ad_hoc(context: Context, period: Period) -> list[dict[str, Any]]:
    """Each ad hoc report on the period: when it was made, about what, and who has it."""
    if not has_ad_hoc(context.warehouse, period):
        return []
    from giamngheo.metadata.recipients import AD_HOC
    from giamngheo.report.delivery import deliveries, recipients_with
    from giamngheo.report.documents import document_of
    from giamngheo.report.releases import releases_of

    found = []
    for made in releases_of(context.warehouse, period, AD_HOC):
        outbox = deliveries(context.warehouse, made.id)
        sent = f"{recipients_with(outbox)} đã có" if outbox else "chưa gửi cho ai"
        title = document_of(made.content, AD_HOC).title
        found.append({"number": made.revision, "issued_on": made.content.issued_on, "title": title, "sent": sent})
    return found


def _print_reports(
    what: str, reports: list[UnitReport], answered: dict[str, dt.datetime], period: Period, senders: str = "đơn vị"
) -> None:
    """Where nobody was answered there is no column of it."""
    left = {code: moment(at) for code, at in answered.items()}
    shown = _most_urgent(reports)
    print_table(
        f"{what}: {_reporting(reports)}/{len(reports)} {senders} đã báo cáo",
        [_HEADS[0], words.capital(senders), *_HEADS[2:], *([_ANSWERED] if left else [])],
        [(*_report_as_row(report), *([left.get(report.unit.code, "")] if left else [])) for report in shown],
        right=(3, 6, 7),
    )
    if more := len(reports) - len(shown):
        late = sum(report.status != "accepted" for report in reports) - sum(one.status != "accepted" for one in shown)
        among = f" (trong đó {number(late)} chưa có báo cáo đạt)" if late else ""
        print(f"Và {number(more)} {senders} khác{among}; xem tất cả: giamngheo status --period {period.code} --csv.")


def _most_urgent(reports: list[UnitReport]) -> list[UnitReport]:
    """All, where somebody can still read them; else first those of whom no good report is there, then the others, in their
    order."""
    if len(reports) <= _MOST_SHOWN:
        return reports
    return sorted(reports, key=lambda one: one.status == "accepted")[:_MOST_SHOWN]


def _answered(context: Context, period: Period) -> dict[str, dt.datetime]:
    """Unit → when the last answer on its report of the last month left, by mail or into its folder; nobody where nothing is
    answered."""
    return answered_at(context.warehouse, [period.last_month.code])


def _units_as_data(
    context: Context, reports: list[UnitReport], answered: dict[str, dt.datetime], is_main: bool = True
) -> list[dict[str, Any]]:
    return [
        _report_as_data(context, report, is_main)
        | ({"answered_at": answered[code]} if (code := report.unit.code) in answered else {})
        for report in reports
    ]


def _others_as_data(context: Context, others: _OnOthers) -> dict[str, Any]:
    forms = [
        {
            "form": form.id,
            "period": period.code,
            "expected_units": len(reports),
            "reporting_units": _reporting(reports),
            "units": _units_as_data(
                context, reports, answered_at(context.warehouse, [period.code], form.id), is_main=False
            ),
        }
        for form, (period, reports) in others.items()
    ]
    return {"forms": forms} if forms else {}


def _print_csv(context: Context, period: Period, reports: list[UnitReport], others: _OnOthers) -> None:
    """Where there are several forms each line says of which it is, and for which period; so in a period of several months."""
    heads, lines = [*_HEADS, "Đã giải trình"], [_for_excel(report) for report in reports]
    if not context.configuration.other_forms and not _is_long(period):
        print_csv(heads, lines)
        return
    named = [(context.configuration.form.id, period.last_month.code, *line) for line in lines]
    named += [(form.id, own.code, *_for_excel(each)) for form, (own, on_it) in others.items() for each in on_it]
    print_csv(["Biểu", "Kỳ", *heads], named)


def _print_form(context: Context, form: Form, period: Period, reports: list[UnitReport]) -> None:
    answered = answered_at(context.warehouse, [period.code], form.id)
    _print_reports(f"Biểu {form.id}, {period.title}", reports, answered, period, form.senders_noun)


def _report_as_data(context: Context, report: UnitReport, is_main: bool) -> dict[str, Any]:
    correction = _correction(context, report) if is_main else None
    return (
        {
            "unit": report.unit.code,
            "name": report.unit.name,
            **{name: getattr(report, name) for name in ("status", "version", "received_at", "on_time")},
            "findings": {"critical": report.critical, "warning": report.warning}
            | ({"explained": report.explained} if report.explained else {}),
        }
        | ({"on_time_by": report.on_time_by} if report.on_time_by else {})
        | ({"returned_at": report.returned_at} if report.returned_at else {})
        | ({"correction": vars(correction)} if correction else {})
    )


def _correction(context: Context, report: UnitReport) -> Correction | None:
    if report.status != "accepted" or report.submission is None or (report.version or 1) == 1:
        return None
    context.require_countable()
    return correction_of(context.warehouse, report.submission)


def _print_correction(context: Context, period: Period, report: UnitReport) -> None:
    """What a later version changed: rows, figures, and the reports that rest on the one before."""
    correction = _correction(context, report)
    if correction is None:
        return
    changes = corrected.changes(context.configuration.plan_of(period), correction)
    print(f"{report.unit.name}, lần {report.version}: {changes}")
    if correction.reports:
        print(f"  Báo cáo đã lập từ bản trước: {corrected.reports(correction)}.")


def _report_as_row(report: UnitReport) -> tuple[str, ...]:
    return (
        report.unit.code,
        report.unit.name,
        words.submission_status(report.status),
        str(report.version or ""),
        moment(report.received_at) if report.received_at else "",
        words.timeliness(report),
        str(report.critical or ""),
        _warnings(report),
    )


def _warnings(report: UnitReport) -> str:
    """`5`; `5 (giải trình 2)`."""
    return f"{report.warning or ''}" + (f" (giải trình {report.explained})" if report.explained else "")


def _for_excel(report: UnitReport) -> tuple[Any, ...]:
    """Numbers by themselves, so that they can be added up."""
    return (
        report.unit.code,
        report.unit.name,
        words.submission_status(report.status),
        report.version,
        report.received_at,
        words.timeliness(report),
        report.critical,
        report.warning,
        report.explained,
    )
