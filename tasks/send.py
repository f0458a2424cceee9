"""Send: the report to each recipient, once."""

from __future__ import annotations

import logging

from giamngheo.context import Context, open_context
from giamngheo.core.errors import MailDeferred, MailNotDelivered, MailServerUnavailable, MailTooSlow, NotWanted
from giamngheo.core.period import Period
from giamngheo.metadata.recipients import FULL_REPORT, FileKind
from giamngheo.operate.year_end import plan_to_lay
from giamngheo.report.ad_hoc.choice import AdHocRequest
from giamngheo.report.ad_hoc.recipients import recipients_of
from giamngheo.report.delivery import (
    addressed,
    deliveries,
    held_documents,
    message_of,
    not_delivered,
    queue_report,
    recipients_with,
)
from giamngheo.report.documents import Documents
from giamngheo.report.publish import kept_files
from giamngheo.report.releases import Release, release_by_id, revisions_until, signatures_of
from giamngheo.report.site import site_address
from giamngheo.report.wording import words
from giamngheo.send.message import Content
from giamngheo.send.outbox import QueuedMessage
from giamngheo.send.transport import require_sending
from tasks.support.artifacts import show_deliveries
from tasks.support.posting import hand_over_once
from tasks.support.step import step

log = logging.getLogger("giamngheo.send")
_GREYLISTED_SECONDS = (60, 300)
_ALL_FILES: tuple[FileKind, ...] = ("word", "excel")
_PUT_OFF = ("450", "451")  # what a stranger is told; a full mailbox (452) is not emptied in minutes


@step("gửi", "gửi báo cáo {period}", deferred_after_seconds=_GREYLISTED_SECONDS)
def send(
    period: str,
    report_id: int,
    today: str,
    by_hand: bool = True,
    asked: AdHocRequest | None = None,
    once_more: str = "",
    has_pages: bool = True,
) -> None:
    """Hand over what was not yet taken by the mail server; raise if a recipient is left without the report.

    What may have arrived already goes again only where somebody pressed for it (`by_hand`), under the same Message-ID.
    `asked`: of an ad hoc report, who gets it; `once_more`: also who has it already, once for each such word;
    `has_pages`: whether the pages for leaders are those of this report, so that its letter may lead there.
    """
    context = open_context(today)
    require_sending(context.settings)
    made = release_by_id(context.warehouse, report_id)
    outbox = _outbox(context, made) if asked is None else _chosen(context, made, asked, once_more)
    signed, documents = signatures_of(context.warehouse, report_id), Documents(made.content)
    files_of = {one.address: one.files for one in context.configuration.recipients if asked is None}

    def written(one: QueuedMessage) -> Content:
        document = one.document or FULL_REPORT
        own = signed.get(document)
        files = kept_files(context.archive, made, document, files_of.get(one.recipient, _ALL_FILES), own)
        pages = site_address(context, period) if has_pages and document == FULL_REPORT else ""
        return message_of(documents.of(document), files, context.configuration.letterhead.contact, own, pages)

    waiting = [one for one in outbox if one.state != "sent" and (by_hand or not one.is_uncertain)]
    try:
        handed = list(hand_over_once(context, waiting, written))
    except (MailServerUnavailable, MailTooSlow, NotWanted) as error:
        uncertain = [one for one in deliveries(context.warehouse, report_id) if one.is_uncertain]
        if uncertain:
            raise type(error)(f"{error} {not_delivered(uncertain, made)}") from error
        raise
    finally:
        show_deliveries(context, made)
    asked_for = {one.id for one in outbox}
    outcome = [one for one in deliveries(context.warehouse, report_id) if one.id in asked_for]
    left = [one for one in outcome if one.state != "sent"]
    what, have_it = made.called if made.is_ad_hoc else f"kỳ {period}", recipients_with(outcome)
    log.info("Gửi %s: %s đã có báo cáo, %d thư gửi lần này.", what, have_it, len(handed))
    if any(one.state != "refused" and not one.is_uncertain for one in left):
        is_put_off = any(answer.state == "deferred" and answer.text.startswith(_PUT_OFF) for _, answer in handed)
        raise (MailDeferred if is_put_off else MailServerUnavailable)(not_delivered(left, made))
    if left:
        raise MailNotDelivered(not_delivered(left, made))


def summary(report_id: int, today: str) -> str:
    """What became of a report, in one sentence; and at the year's end what is left to do in another."""
    context = open_context(today)
    made = release_by_id(context.warehouse, report_id)
    outbox = deliveries(context.warehouse, report_id)
    mail = f"{recipients_with(outbox)} đã có" if outbox else "chưa gửi thư"
    reporting = words.coverage_text(made.content)
    if made.content.ad_hoc:
        return f"Báo cáo đột xuất {made.revision}, {made.content.period_title}: {reporting}; {mail}."
    said = f"Báo cáo {made.content.period_title}, lần {made.revision}: {reporting}; {mail}."
    return f"{said} {plan_to_lay(context.configuration, Period.parse(made.period))}".rstrip()


def _outbox(context: Context, made: Release) -> list[QueuedMessage]:
    held = held_documents(context.warehouse, made)
    revisions = [each.content for each in revisions_until(context.warehouse, made)]
    recipients = addressed(context.configuration.recipients, revisions, held)
    return queue_report(context.warehouse, made, recipients, context.settings.smtp.sender, context.clock.now)


def _chosen(context: Context, made: Release, asked: AdHocRequest, once_more: str) -> list[QueuedMessage]:
    recipients = recipients_of(context, asked.to, asked.addresses).all
    sender, now = context.settings.smtp.sender, context.clock.now
    return queue_report(context.warehouse, made, recipients, sender, now, once_more)
