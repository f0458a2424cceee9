"""From a report to its messages: who gets it, what each says, and who has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from giamngheo.core.period import Period
from giamngheo.metadata.letterhead import Contact
from giamngheo.metadata.recipients import Recipient
from giamngheo.report.content import ReportContent
from giamngheo.report.documents import codes_of, document_of, has_news
from giamngheo.report.releases import Release, StoredFile
from giamngheo.report.render.mail import content_of
from giamngheo.send.message import Attachment, Content
from giamngheo.send.outbox import MAY_BE_OUT, REPORT, Envelope, QueuedMessage, enqueue, key_of, messages, state_in_words
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import message, report


def addressed(
    recipients: Iterable[Recipient], revisions: Sequence[ReportContent], held: Mapping[tuple[str, str], int]
) -> list[Recipient]:
    """Who gets the last of a period's reports (`revisions`, in order): those whose document it has.

    Passed over is who was sent an earlier one (`held`: recipient and document → revision) if nothing since then is
    news to them.
    """
    codes = set(codes_of(revisions[-1]))
    return [
        recipient
        for recipient in recipients
        if recipient.document in codes
        and _has_news_since(revisions, recipient.document, held.get((recipient.address, recipient.document), 0))
    ]


def _has_news_since(revisions: Sequence[ReportContent], document: str, held: int) -> bool:
    return not held or any(has_news(content, document) for content in revisions if content.revision > held)


def queue_report(
    warehouse: Warehouse, made: Release, recipients: Iterable[Recipient], sender: str, now: dt.datetime
) -> list[QueuedMessage]:
    """The report's messages, written before any is sent; from who is no longer a recipient it is withdrawn."""
    key = key_of(made.kind, made.period, f"r{made.revision}")
    wanted = {
        each.address: Envelope(
            REPORT,
            key,
            each.address,
            each.name,
            period=made.period,
            report_id=made.id,
            document=each.document,
        )
        for each in recipients
    }
    enqueue(warehouse, list(wanted.values()), sender, now, instead_of=message.c.report_id == made.id)
    return deliveries(warehouse, made.id)


def deliveries(warehouse: Warehouse, report_id: int) -> list[QueuedMessage]:
    """What became of a report, recipient by recipient."""
    return messages(warehouse, message.c.report_id == report_id, message.c.state != "withdrawn")


def held_documents(warehouse: Warehouse, made: Release) -> dict[tuple[str, str], int]:
    """(recipient, document) → the last earlier revision of this period's report that was sent as that document."""
    query = (
        sa.select(message.c.recipient, message.c.document, sa.func.max(report.c.revision))
        .join(report, report.c.id == message.c.report_id)
        .where(report.c.period == made.period, report.c.revision < made.revision, message.c.state == "sent")
        .group_by(message.c.recipient, message.c.document)
    )
    with warehouse.reading() as connection:
        return {(row[0], row[1]): row[2] for row in connection.execute(query)}


def half_delivered(warehouse: Warehouse, period: Period) -> int | None:
    """The last report on a period, if some recipients have it and others not yet."""
    last = sa.select(sa.func.max(report.c.id)).where(report.c.period == period.code).scalar_subquery()
    found = messages(warehouse, message.c.report_id == last, message.c.state != "withdrawn")
    states = {one.state for one in found}
    is_half = bool(states & {"sent", "sending"}) and states != {"sent"}
    return found[0].report_id if is_half else None


def is_out(warehouse: Warehouse, report_id: int) -> bool:
    """Whether anybody may have the report already: also who was withdrawn before an answer of the server came."""
    query = sa.select(sa.func.count()).where(message.c.report_id == report_id, MAY_BE_OUT)
    with warehouse.reading() as connection:
        return bool(connection.scalar(query))


def message_of(document: str, made: Release, files: Iterable[tuple[StoredFile, bytes]], contact: Contact) -> Content:
    """A document's essentials in the body, its files attached."""
    attached = [Attachment(file.name, file.mime, data) for file, data in files]
    return content_of(document_of(made.content, document).summary, contact, attached)


def not_delivered(outbox: Iterable[QueuedMessage], period: str) -> str:
    """Who is left without the report, why, and what to do."""
    left = [
        f"{one.recipient_name} ({one.last_answer or state_in_words(one.state).lower()})"
        for one in outbox
        if one.state != "sent"
    ]
    return (
        f"Báo cáo kỳ {period} chưa đến: {'; '.join(left)}. "
        "Kiểm tra địa chỉ trong config/recipients.toml và máy chủ thư rồi chạy lại; nơi đã nhận không bị gửi lần hai."
    )
