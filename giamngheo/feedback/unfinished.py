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
    "empty": "Mở tệp xem có số liệu không; nếu trống, chép lại tệp vào thư mục của đơn vị.",
    "growing": "Không phải làm gì nếu tệp đã chép xong; nếu máy báo chép lỗi, chép lại tệp.",
}


def unfinished_notices(context: Context) -> list[Notification]:
    """Of units whose address is known, and which have no good report for the month yet."""
    files = unfinished(context.warehouse)
    months = [Period.parse(code) for code in sorted({one.period for one in files})]
    reported = in_force(context.warehouse, months)
    addresses = context.configuration.communes.addresses
    return [
        _notice(context, one, addresses[one.unit])
        for one in files
        if one.unit in addresses and (one.unit, one.period) not in reported
    ]


def _notice(context: Context, one: Unfinished, address: str) -> Notification:
    month = Period.parse(one.period)
    name = context.units.name(one.unit, month)
    unit, whom = words.small(name), context.configuration.levels.sender.body_of(name)
    due = due_days(context.warehouse, month).of(one.unit)
    found = _FOUND[one.fault].format(name=listing.plain(one.name), moment=moment(one.seen_at))
    summary = in_words(
        context,
        f"Chưa đọc được tệp báo cáo giảm nghèo {words.short_month(month.title)}, {unit}",
        [found, "Tệp sẽ được xem lại ở lần thu sau; khi đó đơn vị nhận kết quả."],
        ("Việc cần làm", [_TO_DO[one.fault]]),
        ("Thời hạn", [due_and_lock(context, month, due)]),
    )
    which = digest(one.file.encode())[:8]
    return Notification(UNFINISHED, one.period, one.unit, which, address, whom, summary)
