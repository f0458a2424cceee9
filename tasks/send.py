"""Send: the report to each recipient, once."""

from __future__ import annotations

import logging

from prefect.runtime import task_run

from giamngheo.context import Context, open_context
from giamngheo.core.errors import MailNotDelivered, MailServerUnavailable
from giamngheo.metadata.recipients import FULL_REPORT
from giamngheo.report.delivery import addressed, deliveries, held_documents, message_of, not_delivered, queue_report
from giamngheo.report.publish import kept_files
from giamngheo.report.releases import Release, release_by_id, revisions_until, signatures_of
from giamngheo.report.wording import words
from giamngheo.send.message import Content
from giamngheo.send.outbox import QueuedMessage, hand_over
from giamngheo.send.transport import require_sending
from tasks.support.artifacts import show_deliveries
from tasks.support.step import step

log = logging.getLogger("giamngheo.send")


@step("gửi", "gửi báo cáo {period}")
def send(period: str, report_id: int, today: str) -> None:
    """Hand over what was not yet taken by the mail server; raise if a recipient is left without the report."""
    context = open_context(today)
    require_sending(context.settings)
    made = release_by_id(context.warehouse, report_id)
    outbox = _outbox(context, made)
    done = {"sent", "refused"} if task_run.run_count > 1 else {"sent"}  # tried again for those that may pass
    signed = signatures_of(context.warehouse, report_id)
    files_of = {recipient.address: recipient.files for recipient in context.configuration.recipients}

    def written(one: QueuedMessage) -> Content:
        document = one.document or FULL_REPORT
        own = signed.get(document)
        files = kept_files(context.archive, made, document, files_of[one.recipient], own)
        return message_of(document, made, files, context.configuration.letterhead.contact, own)

    handed = hand_over(context, [one for one in outbox if one.state not in done], written)
    show_deliveries(context, made)
    outcome = deliveries(context.warehouse, report_id)
    sent = sum(one.state == "sent" for one in outcome)
    log.info("Gửi kỳ %s: %d/%d nơi nhận đã có báo cáo, %d thư gửi lần này.", period, sent, len(outcome), len(handed))
    if sent < len(outcome):
        sentence = not_delivered(outcome, made.period)
        if any(one.state not in ("sent", "refused") for one in outcome):
            raise MailServerUnavailable(sentence)
        raise MailNotDelivered(sentence)


def summary(report_id: int, today: str) -> str:
    """What became of a report, in one sentence."""
    context = open_context(today)
    made = release_by_id(context.warehouse, report_id)
    outbox = deliveries(context.warehouse, report_id)
    sent = sum(one.state == "sent" for one in outbox)
    mail = f"{sent}/{len(outbox)} nơi nhận đã có" if outbox else "chưa gửi thư"
    reporting = words.coverage_text(made.content)
    return f"Báo cáo {made.content.period_title}, lần {made.revision}: {reporting}; {mail}."


def _outbox(context: Context, made: Release) -> list[QueuedMessage]:
    held = held_documents(context.warehouse, made)
    revisions = [each.content for each in revisions_until(context.warehouse, made)]
    recipients = addressed(context.configuration.recipients, revisions, held)
    return queue_report(context.warehouse, made, recipients, context.settings.smtp.sender, context.clock.now)
