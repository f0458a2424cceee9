"""Sends notifications to units, each once: what was sent stays sent, what was deferred comes again."""

from __future__ import annotations

from collections.abc import Sequence

from giamngheo.context import Context
from giamngheo.core.errors import MailServerUnavailable
from giamngheo.feedback.notification import Notification
from giamngheo.report.render.mail import content_of
from giamngheo.send.message import Content
from giamngheo.send.outbox import DONE, QueuedMessage, enqueue, hand_over


def post(context: Context, notifications: Sequence[Notification]) -> int:
    """Send what was not sent yet; gives how many went. `MailServerUnavailable` if some would not be taken now."""
    by_envelope = {one.envelope.identity: one for one in notifications}
    envelopes = [one.envelope for one in by_envelope.values()]
    outbox = enqueue(context.warehouse, envelopes, context.settings.smtp.sender, context.clock.now)

    def written(row: QueuedMessage) -> Content:
        one = by_envelope[row.identity]
        return content_of(one.summary, context.configuration.letterhead.contact, one.attachments)

    handed = hand_over(context, [row for row in outbox if row.state not in DONE], written)
    states = [answer.state for _, answer in handed]
    deferred = states.count("deferred")
    if deferred:
        raise MailServerUnavailable(
            f"Máy chủ thư chưa nhận {deferred} thư gửi các xã; bấm Retry hoặc chờ lịch hôm sau."
        )
    return states.count("sent")
