"""Hands in notes to units, each once: what was sent stays sent, what was deferred comes again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from giamngheo.context import Context
from giamngheo.core.errors import MailServerUnavailable
from giamngheo.feedback.notification import Notification
from giamngheo.report.render.mail import mail_html, mail_text
from giamngheo.send.message import Message, compose
from giamngheo.send.outbox import DONE, Note, note_answered, note_in_hand, sent_since, write_note
from giamngheo.send.transport import require_sending, transport


def post(context: Context, notes: Sequence[Notification]) -> int:
    """Send what was not sent yet; gives how many went. `MailServerUnavailable` if some would not be taken now."""
    wanted = [(one, _noted(context, one)) for one in notes]
    waiting = _within_ceiling(context, [(one, noted) for one, noted in wanted if noted.state not in DONE])
    if not waiting:
        return 0
    require_sending(context.settings)
    states = []
    with transport(context.settings) as connection:
        for one, noted in waiting:
            if note_in_hand(context.warehouse, noted):
                answer = connection.submit(one.recipient, compose(_letter(context, one, noted)))
                note_answered(context.warehouse, noted.id, answer, context.clock.now)
                states.append(answer.state)
    deferred = states.count("deferred")
    if deferred:
        raise MailServerUnavailable(
            f"Máy chủ thư chưa nhận {deferred} thư gửi các xã; bấm Retry hoặc chờ lịch hôm sau."
        )
    return states.count("sent")


def _noted(context: Context, one: Notification) -> Note:
    sender, now = context.settings.smtp.sender, context.clock.now
    return write_note(context.warehouse, one.period, one.about, one.kind, one.recipient, sender, now)


def _within_ceiling(context: Context, waiting: list[tuple[Notification, Note]]) -> list[tuple[Notification, Note]]:
    """Each recipient's first ones, as many as it may still get today; the others come another day."""
    most, counts = (
        context.configuration.operation.mails_per_day,
        Counter(sent_since(context.warehouse, context.clock.midnight)),
    )
    chosen = []
    for one, noted in waiting:
        if counts[one.recipient] < most:
            counts[one.recipient] += 1
            chosen.append((one, noted))
    return chosen


def _letter(context: Context, one: Notification, noted: Note) -> Message:
    names = [attachment.name for attachment in one.attachments]
    return Message(
        message_id=noted.message_id,
        sender=context.settings.smtp.sender,
        sender_name=context.settings.smtp.sender_name,
        recipient=one.recipient,
        recipient_name=one.recipient_name,
        subject=one.summary.subject,
        text=mail_text(one.summary, names),
        html=mail_html(one.summary, names),
        written_at=context.clock.now,
        attachments=one.attachments,
    )
