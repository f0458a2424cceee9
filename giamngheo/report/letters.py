"""From a report and its deliveries to letters, and to a sentence about those that did not arrive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from giamngheo.metadata.recipients import Recipient
from giamngheo.metadata.settings import Settings
from giamngheo.report.content import ReportContent
from giamngheo.report.documents import codes_of, document_of, has_news
from giamngheo.report.releases import Delivery, Release, StoredFile
from giamngheo.report.render.mail import mail_html, mail_text
from giamngheo.send.message import Attachment, Message


def addressed(
    recipients: Iterable[Recipient], revisions: Sequence[ReportContent], held: Mapping[tuple[str, str], int]
) -> list[Recipient]:
    """Who gets the last of a period's reports (`revisions`, in order): those whose paper it has.

    Passed over is who was sent an earlier one (`held`: recipient and paper → revision) if nothing since then is news
    to them.
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


def message_of(
    delivery: Delivery, made: Release, files: Iterable[tuple[StoredFile, bytes]], settings: Settings
) -> Message:
    """The letter with a paper's essentials in the body and its files attached. Dated when the report was issued."""
    summary = document_of(made.content, delivery.document).summary
    attached = [Attachment(file.name, file.mime, data) for file, data in files]
    names = [attachment.name for attachment in attached]
    return Message(
        message_id=delivery.message_id,
        sender=settings.smtp.sender,
        sender_name=settings.smtp.sender_name,
        recipient=delivery.recipient,
        recipient_name=delivery.recipient_name,
        subject=summary.subject,
        text=mail_text(summary, names),
        html=mail_html(summary, names),
        written_at=made.issued_at,
        attachments=attached,
    )


def not_delivered(outbox: Iterable[Delivery], period: str) -> str:
    """Who is left without the report, why, and what to do."""
    left = [f"{delivery.recipient_name} ({delivery.last_answer})" for delivery in outbox if delivery.state != "sent"]
    return (
        f"Báo cáo kỳ {period} chưa đến: {'; '.join(left)}. "
        "Kiểm tra địa chỉ trong config/recipients.toml và máy chủ thư rồi chạy lại; nơi đã nhận không bị gửi lần hai."
    )
