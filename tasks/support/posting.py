"""Hands in notes to units, each once: what was sent stays sent, what was deferred comes again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from giamngheo.context import Workplace
from giamngheo.core.errors import MailServerAway
from giamngheo.feedback.notification import Written
from giamngheo.report.render.mail import mail_html, mail_text
from giamngheo.send.message import Letter, compose
from giamngheo.send.outbox import DONE, Note, note_answered, note_in_hand, sent_since, write_note
from giamngheo.send.transport import post_office, require_sending


def post(place: Workplace, notes: Sequence[Written]) -> int:
    """Send what was not sent yet; gives how many went. `MailServerAway` if some would not be taken now."""
    wanted = [(one, _noted(place, one)) for one in notes]
    waiting = _within_ceiling(place, [(one, noted) for one, noted in wanted if noted.state not in DONE])
    if not waiting:
        return 0
    require_sending(place.settings)
    states = []
    with post_office(place.settings) as connection:
        for one, noted in waiting:
            if note_in_hand(place.warehouse, noted):
                answer = connection.hand_in(one.recipient, compose(_letter(place, one, noted)))
                note_answered(place.warehouse, noted.id, answer, place.clock.now)
                states.append(answer.state)
    deferred = states.count("deferred")
    if deferred:
        raise MailServerAway(f"Máy chủ thư chưa nhận {deferred} thư gửi các xã; bấm Retry hoặc chờ lịch hôm sau.")
    return states.count("sent")


def _noted(place: Workplace, one: Written) -> Note:
    sender, now = place.settings.mail_sender, place.clock.now
    return write_note(place.warehouse, one.period, one.about, one.kind, one.recipient, sender, now)


def _within_ceiling(place: Workplace, waiting: list[tuple[Written, Note]]) -> list[tuple[Written, Note]]:
    """Each recipient's first ones, as many as it may still get today; the others come another day."""
    most, counts = (
        place.configuration.operation.mails_per_day,
        Counter(sent_since(place.warehouse, place.clock.midnight)),
    )
    chosen = []
    for one, noted in waiting:
        if counts[one.recipient] < most:
            counts[one.recipient] += 1
            chosen.append((one, noted))
    return chosen


def _letter(place: Workplace, one: Written, noted: Note) -> Letter:
    names = [attachment.name for attachment in one.attachments]
    return Letter(
        message_id=noted.message_id,
        sender=place.settings.mail_sender,
        sender_name=place.settings.mail.sender_name,
        recipient=one.recipient,
        recipient_name=one.recipient_name,
        subject=one.summary.subject,
        text=mail_text(one.summary, names),
        html=mail_html(one.summary, names),
        written_at=place.clock.now,
        attachments=one.attachments,
    )
