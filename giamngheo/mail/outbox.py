"""From a report and its deliveries to letters, and to a sentence about those that did not arrive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from giamngheo.configuration.records import Recipient
from giamngheo.errors import SendingIsOff
from giamngheo.mail.letter import Attachment, Letter
from giamngheo.mail.post import MailServer
from giamngheo.report.content import ReportContent
from giamngheo.report.mail import mail_html, mail_text
from giamngheo.report.papers import codes_of, has_news, paper_of
from giamngheo.settings import Settings
from giamngheo.warehouse.reports import Delivery, Issued, StoredFile


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
        if recipient.paper in codes
        and _has_news_since(revisions, recipient.paper, held.get((recipient.address, recipient.paper), 0))
    ]


def _has_news_since(revisions: Sequence[ReportContent], paper: str, held: int) -> bool:
    return not held or any(has_news(content, paper) for content in revisions if content.revision > held)


def letter_of(
    delivery: Delivery, made: Issued, files: Iterable[tuple[StoredFile, bytes]], settings: Settings
) -> Letter:
    """The letter with a paper's essentials in the body and its files attached. Dated when the report was issued."""
    summary = paper_of(made.content, delivery.paper).summary
    attached = [Attachment(file.name, file.mime, data) for file, data in files]
    names = [attachment.name for attachment in attached]
    return Letter(
        message_id=delivery.message_id,
        sender=settings.mail_sender,
        sender_name=settings.mail.sender_name,
        recipient=delivery.recipient,
        recipient_name=delivery.recipient_name,
        subject=summary.subject,
        text=mail_text(summary, names),
        html=mail_html(summary, names),
        written_at=made.issued_at,
        attachments=attached,
    )


def server_of(settings: Settings, host: str = "", port: int = 0) -> MailServer:
    """The configured server, or one of this machine at the given place (then without encryption and login)."""
    if host:
        return MailServer(host, port, "none", settings.mail_sender)
    return MailServer(
        host=settings.mail_host,
        port=settings.mail_port,
        tls=settings.mail_tls,
        sender=settings.mail_sender,
        user=settings.mail_user,
        password=settings.mail_password,
        timeout_seconds=settings.mail.timeout_seconds,
        ca_file=settings.smtp_ca_file,
    )


def require_sending(settings: Settings) -> None:
    """`SendingIsOff` where the office has stopped all mail."""
    if not settings.sending:
        raise SendingIsOff(
            "Việc gửi thư đang tắt (sending = false trong config/settings.toml hoặc GIAMNGHEO_SENDING); "
            "báo cáo đã lập và thư đang chờ. Bật lại rồi bấm Retry, hoặc chạy lại."
        )


def not_delivered(outbox: Iterable[Delivery], period: str) -> str:
    """Who is left without the report, why, and what to do."""
    left = [f"{delivery.recipient_name} ({delivery.last_answer})" for delivery in outbox if delivery.state != "sent"]
    return (
        f"Báo cáo kỳ {period} chưa đến: {'; '.join(left)}. "
        "Kiểm tra địa chỉ trong config/recipients.toml và máy chủ thư rồi chạy lại; nơi đã nhận không bị gửi lần hai."
    )
