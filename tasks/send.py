"""Send: the report to each recipient, once."""

from __future__ import annotations

import logging

from prefect.runtime import task_run

from giamngheo.context import Workplace, open_workplace
from giamngheo.core.errors import MailNotDelivered, MailServerAway
from giamngheo.core.formats import coverage
from giamngheo.report.letters import addressed, letter_of, not_delivered
from giamngheo.report.publish import kept_files
from giamngheo.report.releases import (
    Delivery,
    Issued,
    address,
    deliveries,
    held_papers,
    issued_by_id,
    note_answer,
    note_sending,
    revisions_until,
    sent_since,
)
from giamngheo.send.message import compose
from giamngheo.send.smtp import Answer
from giamngheo.send.transport import post_office, require_sending
from tasks.support.showing import show_deliveries
from tasks.support.step import step

log = logging.getLogger("giamngheo.send")


@step("gửi", "gửi báo cáo {period}")
def send(period: str, report_id: int, today: str) -> None:
    """Hand in what was not yet taken by the mail server; raise if a recipient is left without the report."""
    place = open_workplace(today)
    require_sending(place.settings)
    made = issued_by_id(place.warehouse, report_id)
    outbox = _outbox(place, made)
    done = {"sent", "refused"} if task_run.run_count > 1 else {"sent"}  # tried again for those that may pass
    open_ones = [delivery for delivery in outbox if delivery.state not in done]
    if open_ones:
        kinds = {recipient.address: recipient.files for recipient in place.configuration.recipients}
        with post_office(place.settings) as connection:
            for delivery in open_ones:
                answer = _ceiling(place, delivery.recipient)
                if answer is None:
                    files = kept_files(place.archive, made, delivery.paper, kinds[delivery.recipient])
                    message = compose(letter_of(delivery, made, files, place.settings))
                    if not note_sending(place.warehouse, delivery):
                        continue
                    answer = connection.hand_in(delivery.recipient, message)
                note_answer(place.warehouse, delivery.id, answer, place.clock.now)
    show_deliveries(place, made)
    outcome = deliveries(place.warehouse, report_id)
    sent = sum(delivery.state == "sent" for delivery in outcome)
    log.info("Gửi kỳ %s: %d/%d nơi nhận đã có báo cáo, %d thư gửi lần này.", period, sent, len(outcome), len(open_ones))
    if sent < len(outcome):
        sentence = not_delivered(outcome, made.period)
        if any(delivery.state == "deferred" for delivery in outcome):
            raise MailServerAway(sentence)
        raise MailNotDelivered(sentence)


def summary(report_id: int, today: str) -> str:
    """What became of a report, in one sentence."""
    place = open_workplace(today)
    made = issued_by_id(place.warehouse, report_id)
    outbox = deliveries(place.warehouse, report_id)
    sent = sum(delivery.state == "sent" for delivery in outbox)
    mail = f"{sent}/{len(outbox)} nơi nhận đã có" if outbox else "chưa gửi thư"
    content = made.content
    reporting = coverage(content.coverage.reporting, content.coverage.expected)
    return f"Báo cáo {content.period_title}, lần {made.revision}: {reporting}; {mail}."


def _outbox(place: Workplace, made: Issued) -> list[Delivery]:
    held = held_papers(place.warehouse, made)
    revisions = [each.content for each in revisions_until(place.warehouse, made)]
    recipients = addressed(place.configuration.recipients, revisions, held)
    return address(place.warehouse, made, recipients, place.settings.mail_sender, place.clock.now)


def _ceiling(place: Workplace, recipient: str) -> Answer | None:
    """The answer to a letter too many for one day, else nothing."""
    most = place.configuration.operation.mails_per_day
    if sent_since(place.warehouse, recipient, place.clock.midnight) < most:
        return None
    return Answer("deferred", f"đã gửi {most} thư hôm nay, hết mức một ngày; hôm sau gửi tiếp")
