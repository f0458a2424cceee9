"""A word to a unit whose file cannot be read in yet: empty, or still being copied. Once for each file and month."""

from __future__ import annotations

import datetime as dt

from giamngheo.context import Context
from giamngheo.core.archive import digest
from giamngheo.core.formats import moment
from giamngheo.core.period import Period
from giamngheo.feedback.notification import Notification, in_words
from giamngheo.feedback.reminders import due_and_lock
from giamngheo.metadata.record import is_in_force
from giamngheo.receive.arrivals import Unfinished, unfinished
from giamngheo.report.wording import listing, words
from giamngheo.send.kinds import UNFINISHED
from giamngheo.store.deadlines import due_days
from giamngheo.store.submissions import in_force

_FOUND = {
    "empty": "Tệp «{name}» chưa có nội dung (0 byte) khi xem lúc {moment}.",
    "growing": "Tệp «{name}» còn đang được chép khi xem lúc {moment}.",
}
_TO_DO = {
    "empty": "Mở tệp xem có số liệu không; nếu trống, chép lại tệp vào thư mục của {sender}.",
    "growing": "Không phải làm gì nếu tệp đã chép xong; nếu máy báo chép lỗi, chép lại tệp.",
}


def unfinished_notices(context: Context) -> list[Notification]:
    """Of senders whose address is known, and who have no good report yet for the period that ends with the month."""
    waiting = [(one, _owed(context, one)) for one in unfinished(context.warehouse)]
    periods = sorted({period for _, period in waiting if period})
    own = (None, *(form.id for form in context.configuration.other_forms if form.senders))
    reported = {one for form_id in own for one in in_force(context.warehouse, periods, form_id)}
    addresses = context.configuration.addresses
    return [
        _notice(context, one, period, addresses[one.unit])
        for one, period in waiting
        if one.unit in addresses and not (period and (one.unit, period.code) in reported)
    ]


def _owed(context: Context, one: Unfinished) -> Period | None:
    """The period whose report the file may be, which ends with the month in which it was found: of the sender's form, which an
    office's may be by the quarter. `None` where that asks for none."""
    form = context.configuration.senders.form_of(one.unit) or context.configuration.form
    period = form.period_ending_in(Period.parse(one.period))
    return period if period and is_in_force(form.since, period) else None


def _notice(context: Context, one: Unfinished, period: Period | None, address: str) -> Notification:
    month = Period.parse(one.period)
    senders = context.configuration.senders
    unit, whom = senders.said(one.unit, month), senders.addressed(one.unit, month)
    found = _FOUND[one.fault].format(name=listing.plain(one.name), moment=moment(one.seen_at))
    form = senders.form_of(one.unit)
    named = context.configuration.named(form) if form else "báo cáo giảm nghèo"
    what = f"{named} {words.short_month(period.title)}" if period else named
    sender = (form or context.configuration.form).senders_noun
    summary = in_words(
        context,
        f"Chưa đọc được tệp {what}, {unit}",
        [found, f"Tệp sẽ được xem lại ở lần thu sau; khi đó {sender} nhận kết quả."],
        ("Việc cần làm", [_TO_DO[one.fault].format(sender=sender)]),
        ("Thời hạn", [due_and_lock(context, period, _due(context, one, period))] if period else []),
    )
    which = digest(one.file.encode())[:8]
    return Notification(UNFINISHED, one.period, one.unit, which, address, whom, summary)


def _due(context: Context, one: Unfinished, period: Period) -> dt.date:
    return due_days(context.warehouse, period).of(one.unit)
