"""Send: the report to each recipient, once."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

from prefect import task
from prefect.runtime import task_run

from giamngheo.errors import MailNotDelivered, ServiceAway
from giamngheo.mail.letter import compose
from giamngheo.mail.letter_box import letter_box
from giamngheo.mail.outbox import letter_of, not_delivered, server_of
from giamngheo.mail.post import Connection, connected
from giamngheo.report.issue import kept_files
from giamngheo.settings import Settings
from giamngheo.warehouse.reports import address, deliveries, issued_by_id, note_answer, note_sending
from giamngheo.workplace import open_workplace
from tasks.retrying import STEP

log = logging.getLogger("giamngheo.send")


@task(name="gửi", task_run_name="gửi báo cáo {period}", **STEP)
def send(period: str, report_id: int, today: str) -> None:
    """Hand in what was not yet taken by the mail server; raise if a recipient is left without the report."""
    place = open_workplace(today)
    made = issued_by_id(place.warehouse, report_id)
    recipients, sender = place.configuration.recipients, place.settings.mail_sender
    outbox = address(place.warehouse, made, recipients, sender, place.clock.now)
    done = {"sent", "refused"} if task_run.run_count > 1 else {"sent"}  # tried again for those that may pass
    open_ones = [delivery for delivery in outbox if delivery.state not in done]
    if open_ones:
        files = kept_files(place.archive, made)
        with _post_office(place.settings) as connection:
            for delivery in open_ones:
                message = compose(letter_of(delivery, made, files, place.settings))
                note_sending(place.warehouse, delivery.id)
                answer = connection.hand_in(delivery.recipient, message)
                note_answer(place.warehouse, delivery.id, answer, place.clock.now)
    outcome = deliveries(place.warehouse, report_id)
    sent = sum(delivery.state == "sent" for delivery in outcome)
    log.info("Gửi kỳ %s: %d/%d nơi nhận đã có báo cáo, %d thư gửi lần này.", period, sent, len(outcome), len(open_ones))
    if sent < len(outcome):
        sentence = not_delivered(outcome, made.period)
        if any(delivery.state == "deferred" for delivery in outcome):
            raise ServiceAway(sentence)
        raise MailNotDelivered(sentence)


@contextlib.contextmanager
def _post_office(settings: Settings) -> Iterator[Connection]:
    """The office's mail server; without one, a letter box on this machine."""
    if settings.mail_host:
        with connected(server_of(settings)) as connection:
            yield connection
    else:
        with (
            letter_box(settings.letters) as (host, port),
            connected(server_of(settings, host, port)) as connection,
        ):
            yield connection
