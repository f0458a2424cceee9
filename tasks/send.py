"""Send: the report to each recipient, once."""

from __future__ import annotations

import logging

from prefect.runtime import task_run

from giamngheo.context import Context, open_context
from giamngheo.core.errors import MailNotDelivered, MailServerUnavailable
from giamngheo.core.formats import coverage
from giamngheo.report.letters import addressed, message_of, not_delivered
from giamngheo.report.publish import kept_files
from giamngheo.report.releases import (
    Delivery,
    Release,
    address,
    deliveries,
    held_documents,
    note_answer,
    note_sending,
    release_by_id,
    revisions_until,
    sent_since,
)
from giamngheo.send.message import compose
from giamngheo.send.smtp import Answer
from giamngheo.send.transport import require_sending, transport
from tasks.support.showing import show_deliveries
from tasks.support.step import step

log = logging.getLogger("giamngheo.send")


@step("gửi", "gửi báo cáo {period}")
def send(period: str, report_id: int, today: str) -> None:
    """Hand in what was not yet taken by the mail server; raise if a recipient is left without the report."""
    context = open_context(today)
    require_sending(context.settings)
    made = release_by_id(context.warehouse, report_id)
    outbox = _outbox(context, made)
    done = {"sent", "refused"} if task_run.run_count > 1 else {"sent"}  # tried again for those that may pass
    open_ones = [delivery for delivery in outbox if delivery.state not in done]
    if open_ones:
        kinds = {recipient.address: recipient.files for recipient in context.configuration.recipients}
        with transport(context.settings) as connection:
            for delivery in open_ones:
                answer = _ceiling(context, delivery.recipient)
                if answer is None:
                    files = kept_files(context.archive, made, delivery.document, kinds[delivery.recipient])
                    message = compose(message_of(delivery, made, files, context.settings))
                    if not note_sending(context.warehouse, delivery):
                        continue
                    answer = connection.submit(delivery.recipient, message)
                note_answer(context.warehouse, delivery.id, answer, context.clock.now)
    show_deliveries(context, made)
    outcome = deliveries(context.warehouse, report_id)
    sent = sum(delivery.state == "sent" for delivery in outcome)
    log.info("Gửi kỳ %s: %d/%d nơi nhận đã có báo cáo, %d thư gửi lần này.", period, sent, len(outcome), len(open_ones))
    if sent < len(outcome):
        sentence = not_delivered(outcome, made.period)
        if any(delivery.state == "deferred" for delivery in outcome):
            raise MailServerUnavailable(sentence)
        raise MailNotDelivered(sentence)


def summary(report_id: int, today: str) -> str:
    """What became of a report, in one sentence."""
    context = open_context(today)
    made = release_by_id(context.warehouse, report_id)
    outbox = deliveries(context.warehouse, report_id)
    sent = sum(delivery.state == "sent" for delivery in outbox)
    mail = f"{sent}/{len(outbox)} nơi nhận đã có" if outbox else "chưa gửi thư"
    content = made.content
    reporting = coverage(content.coverage.reporting, content.coverage.expected)
    return f"Báo cáo {content.period_title}, lần {made.revision}: {reporting}; {mail}."


def _outbox(context: Context, made: Release) -> list[Delivery]:
    held = held_documents(context.warehouse, made)
    revisions = [each.content for each in revisions_until(context.warehouse, made)]
    recipients = addressed(context.configuration.recipients, revisions, held)
    return address(context.warehouse, made, recipients, context.settings.smtp.sender, context.clock.now)


def _ceiling(context: Context, recipient: str) -> Answer | None:
    """The answer to a letter too many for one day, else nothing."""
    most = context.configuration.operation.mails_per_day
    if sent_since(context.warehouse, recipient, context.clock.midnight) < most:
        return None
    return Answer("deferred", f"đã gửi {most} thư hôm nay, hết mức một ngày; hôm sau gửi tiếp")
