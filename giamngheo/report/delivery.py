"""From a report to its messages: who gets it, what each says, and who has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from giamngheo.context import Context
from giamngheo.core.errors import NothingFound
from giamngheo.core.formats import day
from giamngheo.core.period import Period
from giamngheo.core.text import capital
from giamngheo.metadata.letterhead import Contact
from giamngheo.metadata.recipients import AD_HOC, FULL_REPORT, Recipient
from giamngheo.report.content import Nouns, ReportContent
from giamngheo.report.documents import Documents, codes_of
from giamngheo.report.documents.document import Document, Link, Note
from giamngheo.report.releases import Release, Signature, StoredFile, is_signed, release_of, releases_of
from giamngheo.report.render.mail import content_of
from giamngheo.send.kinds import DRAFT, REPORT
from giamngheo.send.message import Attachment, Content
from giamngheo.send.outbox import (
    MAY_BE_OUT,
    NOT_TWICE,
    Envelope,
    QueuedMessage,
    enqueue,
    key_of,
    messages,
    note_sent,
    state_in_words,
)
from giamngheo.warehouse.audit_log import Entry, write_down
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import message, report

_PAGES = "Trang số liệu"


def addressed(
    recipients: Iterable[Recipient], revisions: Sequence[ReportContent], held: Mapping[tuple[str, str], int]
) -> list[Recipient]:
    """Who gets the last of a period's reports (`revisions`, in order): those whose document it has.

    Passed over is who was sent an earlier one (`held`: recipient and document → revision) if nothing since then is
    news to them.
    """
    codes, documents = set(codes_of(revisions[-1])), {one.revision: Documents(one) for one in revisions}
    return [
        recipient
        for recipient in recipients
        if recipient.document in codes
        and _has_news_since(documents, recipient.document, held.get((recipient.address, recipient.document), 0))
    ]


def _has_news_since(revisions: Mapping[int, Documents], document: str, held: int) -> bool:
    return not held or any(own.has_news(document) for revision, own in revisions.items() if revision > held)


def queue_report(
    warehouse: Warehouse,
    made: Release,
    recipients: Iterable[Recipient],
    sender: str,
    now: dt.datetime,
    once_more: str = "",
) -> list[QueuedMessage]:
    """The report's messages, written before any is sent; from who is no longer a recipient it is withdrawn. `once_more`: what
    tells those apart that are to go again to who has them."""
    key = key_of(made.kind, made.period, f"r{made.revision}", once_more)
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
    own = message.c.report_id == made.id
    is_of_all = made.kind == FULL_REPORT  # an ad hoc one is ordered for some, and then perhaps for others
    instead_of = own if is_of_all else sa.and_(own, message.c.recipient.in_(list(wanted)))
    enqueue(warehouse, list(wanted.values()), sender, now, instead_of=instead_of)
    return [one for one in deliveries(warehouse, made.id) if is_of_all or one.recipient in wanted]


def deliveries(warehouse: Warehouse, report_id: int) -> list[QueuedMessage]:
    """What became of a report, recipient by recipient."""
    return messages(warehouse, message.c.report_id == report_id, message.c.state != "withdrawn")


def recipients_with(outbox: Iterable[QueuedMessage]) -> str:
    """`31/32 nơi nhận` have it; who got it again is one."""
    outbox = list(outbox)
    sent = {one.recipient for one in outbox if one.state == "sent"}
    return f"{len(sent)}/{len({one.recipient for one in outbox})} nơi nhận"


def held_documents(warehouse: Warehouse, made: Release) -> dict[tuple[str, str], int]:
    """(recipient, document) → the last earlier revision of this period's report that was sent as that document."""
    query = (
        sa.select(message.c.recipient, message.c.document, sa.func.max(report.c.revision))
        .join(report, report.c.id == message.c.report_id)
        .where(
            report.c.kind == made.kind,
            report.c.period == made.period,
            report.c.revision < made.revision,
            message.c.state == "sent",
        )
        .group_by(message.c.recipient, message.c.document)
    )
    with warehouse.reading() as connection:
        return {(row[0], row[1]): row[2] for row in connection.execute(query)}


def half_delivered(warehouse: Warehouse, period: Period) -> int | None:
    """The last report on a period, if some recipients have it and others not yet."""
    own = (report.c.kind == FULL_REPORT, report.c.period == period.code)
    last = sa.select(sa.func.max(report.c.id)).where(*own).scalar_subquery()
    found = messages(warehouse, message.c.report_id == last, message.c.state != "withdrawn")
    is_half = any(one.copies for one in found) and any(one.state != "sent" for one in found)
    return found[0].report_id if is_half else None


def is_out(warehouse: Warehouse, made: Release) -> bool:
    """Whether the report stands: it is signed, or somebody may have it, also who was withdrawn before the server answered."""
    return is_signed(warehouse, made) or _is_any(warehouse, message.c.report_id == made.id, MAY_BE_OUT)


def is_at_office(warehouse: Warehouse, made: Release) -> bool:
    """Whether the office may have the report's draft, to sign it."""
    keys = [str(code) for code in made.drafts]
    return _is_any(warehouse, message.c.kind == DRAFT, message.c.key.in_(keys), MAY_BE_OUT)


def is_awaited(warehouse: Warehouse, period: Period) -> bool:
    """Whether the period's report is at the office, which has not signed it yet."""
    last = release_of(warehouse, period, FULL_REPORT)
    return last is not None and is_at_office(warehouse, last) and not is_out(warehouse, last)


def signed_but_not_sent(warehouse: Warehouse, period: Period) -> int | None:
    """The last report on a period, if it is signed and nobody has it yet."""
    last = release_of(warehouse, period, FULL_REPORT)
    if last is None or not is_signed(warehouse, last):
        return None
    return None if _is_any(warehouse, message.c.report_id == last.id, MAY_BE_OUT) else last.id


def _is_any(warehouse: Warehouse, *conditions: sa.ColumnElement[bool]) -> bool:
    with warehouse.reading() as connection:
        return bool(connection.scalar(sa.select(sa.func.count()).select_from(message).where(*conditions)))


def confirm(context: Context, period: Period, address: str, who: str) -> tuple[Release, QueuedMessage]:
    """That the period's last report, or an ad hoc one on it, has arrived at an address of which it was uncertain: it goes there no more.

    `NothingFound` where it is certain already, one way or the other.
    """
    last = release_of(context.warehouse, period, FULL_REPORT)
    made = [*releases_of(context.warehouse, period, AD_HOC), *([last] if last else [])]
    uncertain = [(each, one) for each in made for one in deliveries(context.warehouse, each.id) if one.is_uncertain]
    found = next((pair for pair in uncertain if pair[1].recipient.casefold() == address.casefold()), None)
    if found is None:
        raise NothingFound(
            f"Kỳ {period}: không có thư nào gửi {address} mà chưa biết đã đến hay chưa; "
            f"những thư như vậy: {', '.join(one.recipient for _, one in uncertain) or 'không có'}."
        )
    note_sent(context.warehouse, found[1], f"nơi nhận nói đã có ({who} ghi)", context.clock.now)
    write_down(context.warehouse, Entry(who, "deliver", period.code, found[1].recipient))
    return found


def message_of(
    document: Document,
    files: Iterable[tuple[StoredFile, bytes]],
    contact: Contact,
    signed: Signature | None = None,
    pages: str = "",
) -> Content:
    """A document's essentials in the body, its files attached; where it is signed, number and day come first. `pages`: the address
    of the pages for leaders, where this letter is to lead there."""
    attached = [Attachment(file.name, file.mime, data) for file, data in files]
    summary = document.summary
    if signed:
        said = f"Văn bản đã ký kèm theo: số {signed.number}, ngày {day(signed.signed_on)}."
        summary = replace(summary, lead=(said, *summary.lead))
    if pages:
        summary = replace(summary, notes=(_to_pages(document.content.nouns, pages), *summary.notes))
    return content_of(summary, contact, attached)


def _to_pages(nouns: Nouns, address: str) -> Note:
    """A button for an address of the web; a path of a share is no link that a telephone follows."""
    what = f"Mọi số liệu đến từng {nouns.village}, mỗi con số dẫn đến cách tính của nó"
    if address.startswith(("https://", "http://")):
        return Note(_PAGES, (f"{what}.",), Link("Mở trang số liệu", address))
    return Note(_PAGES, (f"{what}: mở {address}",))


def not_delivered(left: Iterable[QueuedMessage], made: Release) -> str:
    """Who is left without the report, or perhaps so, why, and what to do; a reason is told once."""
    report_said, declared = capital(made.called), "trong config/recipients.toml"
    addresses = f"ghi ở yêu cầu hoặc {declared}" if made.is_ad_hoc else declared
    uncertain = [one for one in left if one.is_uncertain]
    certain = [one for one in left if not one.is_uncertain]
    said = []
    if certain:
        said.append(
            f"{report_said} chưa đến: {_with_reasons(certain)}. "
            f"Kiểm tra địa chỉ {addresses} và máy chủ thư rồi chạy lại; {NOT_TWICE}."
        )
    if uncertain:
        said.append(
            f"{report_said} không chắc đã đến: {_with_reasons(uncertain)}. Hỏi nơi nhận: chưa có thì bấm Retry, thư "
            f"được gửi lại; đã có thì chạy «giamngheo delivered {made.period} ĐỊA_CHỈ»."
        )
    return " ".join(said)


def _with_reasons(left: Iterable[QueuedMessage]) -> str:
    names: dict[str, list[str]] = {}
    for one in left:
        names.setdefault(one.last_answer or state_in_words(one.state).lower(), []).append(one.recipient_name)
    return "; ".join(f"{', '.join(those)} ({reason})" for reason, those in names.items())
