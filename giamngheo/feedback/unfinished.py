"""A word to a unit whose file cannot be read in yet: empty, or still being copied. Once for each file and month."""

from __future__ import annotations

from giamngheo.context import Context
from giamngheo.core.archive import digest
from giamngheo.core.formats import moment
from giamngheo.core.period import Period
from giamngheo.feedback.notification import Notification, in_words
from giamngheo.feedback.reminders import due_and_lock
from giamngheo.receive.arrivals import Unfinished, unfinished
from giamngheo.report.wording import listing, words
from giamngheo.send.outbox import UNFINISHED
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
    """Of senders whose address is known, and who have no good report for the month yet."""
    files = unfinished(context.warehouse)
    months = [Period.parse(code) for code in sorted({one.period for one in files})]
    own = (None, *(form.id for form in context.configuration.other_forms if form.senders))
    reported = {one for form_id in own for one in in_force(context.warehouse, months, form_id)}
    addresses = context.configuration.addresses
    return [
        _notice(context, one, addresses[one.unit])
        for one in files
        if one.unit in addresses and (one.unit, one.period) not in reported
    ]


def _notice(context: Context, one: Unfinished, address: str) -> Notification:
    month = Period.parse(one.period)
    senders = context.configuration.senders
    unit, whom = senders.said(one.unit, month), senders.addressed(one.unit, month)
    due = due_days(context.warehouse, month).of(one.unit)
    found = _FOUND[one.fault].format(name=listing.plain(one.name), moment=moment(one.seen_at))
    form = senders.form_of(one.unit)
    what = context.configuration.named(form) if form else "báo cáo giảm nghèo"
    sender = (form or context.configuration.form).senders_noun
    summary = in_words(
        context,
        f"Chưa đọc được tệp {what} {words.short_month(month.title)}, {unit}",
        [found, f"Tệp sẽ được xem lại ở lần thu sau; khi đó {sender} nhận kết quả."],
        ("Việc cần làm", [_TO_DO[one.fault].format(sender=sender)]),
        ("Thời hạn", [due_and_lock(context, month, due)]),
    )
    which = digest(one.file.encode())[:8]
    return Notification(UNFINISHED, one.period, one.unit, which, address, whom, summary)
