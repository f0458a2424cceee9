"""Receipts: what became of each workbook, to its unit, with the annotated workbook where there is something to look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from giamngheo.check.comparison import not_compared
from giamngheo.check.completeness import rule_sentence, unit_reports
from giamngheo.check.explanations import without_finding
from giamngheo.check.finding import Finding
from giamngheo.check.stored_explanations import lines_in
from giamngheo.context import Context
from giamngheo.core.formats import moment, number, quantity
from giamngheo.core.period import Period
from giamngheo.feedback.answers import RECEIPT_KEY, JudgedSubmission, judged_since
from giamngheo.feedback.notification import Notification, in_words
from giamngheo.feedback.reminders import due_and_lock
from giamngheo.feedback.returned_workbook import WORKBOOK_MIME, annotated_of, next_steps, verdict_of
from giamngheo.report.corrections import correction_of
from giamngheo.report.wording import listing, words
from giamngheo.send.kinds import RECEIPT
from giamngheo.send.message import Attachment
from giamngheo.send.outbox import DONE, messages
from giamngheo.store.deadlines import due_days
from giamngheo.store.originals import destroyed
from giamngheo.warehouse.schema import message

_DAYS = 10  # what was judged longer ago needs no receipt: receipts may have been off until now
_MOST_RULES = 8
_ERRORS, _REMARKS = "Lỗi phải sửa", "Cần xem lại; nếu đúng thì không phải sửa"


def receipts(context: Context) -> list[Notification]:
    """One for each verdict reached lately and not told yet, of senders whose address is known."""
    addresses = context.configuration.addresses
    since, gone = context.clock.now - dt.timedelta(days=_DAYS), destroyed(context.warehouse)
    return [
        _receipt(context, one, addresses[one.unit], gone)
        for one in judged_since(context.warehouse, since, _told(context, since))
        if one.unit in addresses
    ]


def _told(context: Context, since: dt.datetime) -> set[tuple[int, int]]:
    """(submission, verdict) of receipts that went out, or that the sender's present address was refused."""
    addresses = context.configuration.addresses
    done = message.c.kind == RECEIPT, message.c.state.in_(DONE), message.c.written_at >= since
    return {
        (int(found["submission"]), int(found["verdict"]))
        for one in messages(context.warehouse, *done)
        if (found := RECEIPT_KEY.search(one.key))
        and (one.state == "sent" or one.recipient == addresses.get(one.about or ""))
    }


def _receipt(context: Context, one: JudgedSubmission, address: str, gone: Collection[str]) -> Notification:
    period = Period.parse(one.period) if one.period else None
    senders = context.configuration.senders
    due = due_days(context.warehouse, period).of(one.unit) if period else None
    return Notification(
        kind=RECEIPT,
        period=one.period or "",
        about=one.unit,
        which=f"{one.submission}.{one.verdict}",
        recipient=address,
        recipient_name=senders.addressed(one.unit, period),
        summary=in_words(
            context,
            _subject(context, one, period, senders.said(one.unit, period)),
            [f"{_returned(one)}{verdict_of(one)}", _received(one)],
            ("Việc cần làm", next_steps(one, context.configuration.form_of(one.form))),
            *_to_look_at(context, one),
            ("Giải trình", _explained(context, one)),
            ("So sánh số liệu", _not_compared(context, one, period)),
            ("Thay đổi so với lần trước", _changes(context, one, period)),
            (
                "Thời hạn",
                [due_and_lock(context, period, due), *_in_time(context, one, period)] if period and due else [],
            ),
        ),
        attachments=_attached(context, one, gone),
    )


def _subject(context: Context, one: JudgedSubmission, period: Period | None, sender: str) -> str:
    named = context.configuration.named(context.configuration.form_of(one.form))
    what = f"{named} {words.short_month(period.title)}" if period else named
    start = f"{_returned(one).removesuffix('. ')}: " if one.status == "rejected" else "Đã nhận "
    version = f" lần {one.version}" if one.version else ""
    again = ", có chỗ cần xem lại" if one.status == "accepted" and one.open else ""
    return f"{start}{what}{version}, {sender}{again}"


def _returned(one: JudgedSubmission) -> str:
    """What an officer has to see first, in the list of mails and in the mail: that it came back, and how much is to be done."""
    if one.status != "rejected":
        return ""
    errors = sum(finding.severity == "critical" for finding in one.open)
    return f"TRẢ LẠI, {number(errors)} lỗi phải sửa. " if errors else "TRẢ LẠI. "


def _received(one: JudgedSubmission) -> str:
    version = f", lần gửi {one.version}" if one.version else ""
    beside = f" Cùng lúc có {number(one.beside)} tệp khác trong thư mục cũng bị trả lại." if one.beside else ""
    return f"Tệp «{listing.plain(one.name)}» nhận lúc {moment(one.received_at)}{version}.{beside}"


def _to_look_at(context: Context, one: JudgedSubmission) -> list[tuple[str, list[str]]]:
    """Of a workbook that came back what has to be mended apart from what is a remark alone."""
    if one.status != "rejected":
        return [("Nội dung cần xem", _rules(context, one, one.open))]
    errors = [finding for finding in one.open if finding.severity == "critical"]
    remarks = [finding for finding in one.open if finding.severity != "critical"]
    return [(_ERRORS, _rules(context, one, errors)), (_REMARKS, _rules(context, one, remarks))]


def _rules(context: Context, one: JudgedSubmission, findings: Iterable[Finding]) -> list[str]:
    """Which rules, how often; the places stand in the annotated workbook."""
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.rule] = counts.get(finding.rule, 0) + 1
    lines = [
        f"{rule_sentence(context.warehouse, rule, one.form).rstrip('.')} ({rule}, {number(count)} chỗ)."
        for rule, count in counts.items()
    ]
    return listing.first_of(_MOST_RULES, lines, "loại")


def _explained(context: Context, one: JudgedSubmission) -> list[str]:
    """How much of it was taken, and lines of the sheet that speak of nothing that was found; never the words."""
    taken = sum(finding.is_explained for finding in one.findings)
    lost = without_finding(lines_in(context.warehouse, one.submission), one.findings)
    rows = listing.listed([number(line.row) for line in lost[:_MOST_RULES]])
    return [
        *([_taken(context, one, taken)] if taken else []),
        *(
            [
                f"{number(len(lost))} dòng giải trình chưa dùng được (dòng {rows}): không ứng với chỗ cần xem lại nào, "
                "hoặc chưa ghi nội dung; xem lại mã, mã hộ hoặc số dòng đã ghi."
            ]
            if lost
            else []
        ),
    ]


def _taken(context: Context, one: JudgedSubmission, count: int) -> str:
    """Of a workbook that was refused nothing is kept, its explanations neither."""
    if one.status == "accepted":
        return f"Đã ghi nhận giải trình cho {number(count)} chỗ; kỳ sau không hỏi lại nếu số liệu không đổi."
    sheet = context.configuration.form.explaining
    name = f" «{sheet.name}»" if sheet else ""
    return (
        f"Đã đọc giải trình cho {number(count)} chỗ; chưa được ghi nhận vì tệp bị trả lại: "
        f"giữ trang tính{name} trong tệp gửi lại."
    )


def _changes(context: Context, one: JudgedSubmission, period: Period | None) -> list[str]:
    is_counted_on = one.status == "accepted" and one.form is None
    correction = correction_of(context.warehouse, one.submission) if is_counted_on else None
    if correction is None or period is None:
        return []
    known = context.configuration.plan_of(period).figure_by_key
    rows = f"Thêm {correction.added} hộ, bớt {correction.removed} hộ, sửa {correction.changed} hộ."
    figures = [
        f"{known[key].title}: từ {quantity(old)} thành {quantity(new)}."
        for key, (old, new) in correction.figures.items()
    ]
    reports = [f"Báo cáo {report.title} đã lập từ bản trước sẽ được điều chỉnh." for report in correction.reports]
    return [rows, *figures, *reports]


def _not_compared(context: Context, one: JudgedSubmission, period: Period | None) -> list[str]:
    """Who has no report that this one could be compared with; when it comes, whoever differs is told."""
    if one.status != "accepted" or period is None:
        return []
    return [
        f"Chưa so sánh được với biểu {form.id}: {listing.first_names(names, _MOST_RULES, form.senders_noun)} chưa có báo cáo "
        f"{period.title} được nhận."
        for form, names in not_compared(context.warehouse, one.unit, one.form, period)
    ]


def _in_time(context: Context, one: JudgedSubmission, period: Period) -> list[str]:
    """Whether the month's report counts as on time, in the words of the report and of the board."""
    if one.status != "accepted":
        return []
    of_unit = (report for report in unit_reports(context.warehouse, period, one.form) if report.unit.code == one.unit)
    return [
        f"Báo cáo {period.title} được ghi nhận: {words.small(words.punctuality(report.on_time, report.on_time_by))}."
        for report in of_unit
    ]


def _attached(context: Context, one: JudgedSubmission, gone: Collection[str]) -> tuple[Attachment, ...]:
    if not one.open:
        return ()
    annotated = annotated_of(context, one, gone)
    mime = "text/plain" if annotated.name.endswith(".txt") else WORKBOOK_MIME
    return (Attachment(annotated.name, mime, annotated.data),)
