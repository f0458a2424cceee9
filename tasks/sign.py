"""Sign: the draft to the office, and the signed file that it puts back into the archive, checked."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import sqlalchemy as sa
from prefect.runtime import flow_run

from giamngheo.context import Context, open_context
from giamngheo.core.archive import digest
from giamngheo.core.errors import MailNotDelivered, MailServerUnavailable, NotSigned, UsageError
from giamngheo.core.formats import local_day, number, without_secret
from giamngheo.core.period import Period
from giamngheo.metadata.letterhead import Contact
from giamngheo.metadata.recipients import FULL_REPORT
from giamngheo.read.signed_file import SignedFile, read_signed_file
from giamngheo.receive.shared_folder import Dropped, signed_files_in
from giamngheo.report.delivery import is_out
from giamngheo.report.identity import DraftCode
from giamngheo.report.publish import as_file, lay_out
from giamngheo.report.releases import (
    Release,
    add_signature,
    release_by_id,
    release_of,
    signatures_of,
    taken_files,
)
from giamngheo.report.render.mail import content_of
from giamngheo.report.signing import NotTaken, PutBack, code_of_file, draft_letter, refusal_letter, signature_in
from giamngheo.report.wording.listing import listed
from giamngheo.report.wording.words import revised
from giamngheo.send.kinds import DRAFT, REFUSAL
from giamngheo.send.message import Attachment, Content
from giamngheo.send.outbox import DONE, Envelope, QueuedMessage, enqueue, key_of, messages, state_in_words
from giamngheo.warehouse.audit_log import Entry, write_down
from giamngheo.warehouse.schema import message
from tasks.support.posting import MOST_COPIES, hand_over_once
from tasks.support.step import step

log = logging.getLogger("giamngheo.sign")
_MB = 2**20
_FAULTS = {  # what the folder has against a file (`Dropped.fault`), to the office
    "empty": "tệp chưa có nội dung (0 byte)",
    "growing": "lúc xem, tệp đang được chép hoặc chương trình khác đang giữ",
    "link": "đây là đường dẫn tắt tới tệp ở ngoài thư mục",
    "too_large": "tệp lớn hơn {most_mb} MB",
}


@step("ký", "ký báo cáo {period}")
def sign(period: str, report_id: int, today: str) -> str:
    """What is still waited for, in one sentence; nothing where all is signed, or the report is out.

    `NotSigned` where it is waited for too long.
    """
    context = open_context(today)
    made = release_by_id(context.warehouse, report_id)
    if not is_out(context.warehouse, made):
        _ask_office(context, made)
        _require_arrived(context, made)
    refused = list(_take(context, made))
    _tell_office(context, made, refused)
    log.info("Ký kỳ %s: %d tệp chưa nhận.", period, len(refused))
    if is_out(context.warehouse, made):
        return ""
    awaited = _awaited(context, made, len(refused))
    approval = context.configuration.operation.approval
    if (context.clock.today - local_day(made.issued_at)).days > approval.days:
        raise NotSigned(f"{awaited} Đã quá {approval.days} ngày.")
    return awaited


# ---------------------------------------------------------------- the draft to the office


def _ask_office(context: Context, made: Release) -> None:
    """Each draft that is not signed yet to each address of the office, once; earlier drafts that did not go are withdrawn."""
    signed = signatures_of(context.warehouse, made.id)
    drafts = {str(code): (code, file) for code, file in made.drafts.items() if file.document not in signed}
    envelopes = [
        Envelope(DRAFT, key, address, _name(context), period=made.period, document=file.document)
        for key, (_, file) in drafts.items()
        for address in context.configuration.operation.approval.office
    ]
    of_period = sa.and_(message.c.kind == DRAFT, message.c.period == made.period)
    rows = enqueue(context.warehouse, envelopes, context.settings.smtp.sender, context.clock.now, instead_of=of_period)

    def written(row: QueuedMessage) -> Content:
        code, file = drafts[row.key]
        attached = Attachment(file.name, file.mime, context.archive.read(file.sha256))
        return content_of(draft_letter(code, file, made, _folder(context)), _contact(context), [attached])

    waiting = [row for row in rows if row.state != "sent" and row.copies < MOST_COPIES]
    for row, answer in hand_over_once(context, waiting, written):
        if answer.is_taken:
            _write_down(context, "draft", made.period, row.key)


def _require_arrived(context: Context, made: Release) -> None:
    """Nobody signs a draft that nobody at the office has; one that went twice without an answer counts as there."""
    signed = signatures_of(context.warehouse, made.id)
    drafts = [str(code) for code, file in made.drafts.items() if file.document not in signed]
    of_period = sa.and_(message.c.kind == DRAFT, message.c.period == made.period)
    rows = messages(context.warehouse, of_period, message.c.key.in_(drafts))
    arrived = {row.key for row in rows if row.state == "sent" or row.copies >= MOST_COPIES}
    left = [row for row in rows if row.key not in arrived and row.state != "withdrawn"]
    if not left:
        return
    said = listed(
        [f"{row.key} cho {row.recipient} ({row.last_answer or state_in_words(row.state).lower()})" for row in left]
    )
    sentence = (
        f"Dự thảo chưa đến cơ quan: {said}. "
        "Kiểm tra office ở [approval] của config/operation.toml và máy chủ thư rồi chạy lại."
    )
    can_pass = any(row.state != "refused" and not row.is_uncertain for row in left)
    raise MailServerUnavailable(sentence) if can_pass else MailNotDelivered(sentence)


# ---------------------------------------------------------------- what the office puts back


def _take(context: Context, made: Release) -> Iterator[tuple[PutBack, str]]:
    """Take in what is the report signed; gives the files that are not, with the reason.

    Files of other periods are judged too, and taken by the runs on those.
    """
    for file, data in _put_back(context):
        try:
            code = code_of_file(file)
            own = _release_of(context, code)
            taken = signatures_of(context.warehouse, own.id) if own else {}
            stands = own is not None and is_out(context.warehouse, own)
            found = signature_in(file, code, own, taken, stands, context.clock)
        except NotTaken as why:
            yield file, str(why)
            continue
        if own and own.id == made.id:
            context.archive.keep(data)
            add_signature(context.warehouse, made.id, found)
            lay_out(context.report_folder(Period.parse(made.period)), [(as_file(found), data)])
            _write_down(
                context, "sign", made.period, f"{code}: số {found.number}, ngày {found.signed_on}, {found.sha256}"
            )


def _put_back(context: Context) -> Iterator[tuple[PutBack, bytes]]:
    """Files of the folder that were not taken yet: PDFs first, for they bear the signature."""
    settings, folder = context.settings, context.configuration.operation.approval.folder
    known = taken_files(context.warehouse)
    found = []
    for file in signed_files_in(settings.inbox, folder, settings.settle_seconds, settings.limits.file_mb * _MB):
        name = file.path.rpartition("/")[2]
        if file.fault:
            problem = _FAULTS[file.fault].format(most_mb=number(settings.limits.file_mb))
            found.append((PutBack(name, _unread(file), SignedFile(problem=problem)), b""))
        elif digest(file.data) not in known:
            found.append((PutBack(name, digest(file.data), read_signed_file(file.data, settings.limits)), file.data))
    yield from sorted(found, key=lambda one: one[0].read.type != "pdf")


def _unread(file: Dropped) -> str:
    """In place of the sha256 of a file whose content is not known: another one if it is put there anew."""
    seen = "" if file.fault == "growing" else f"{file.size} {file.modified}"
    return digest(f"{file.path} {file.fault} {seen}".encode())


def _release_of(context: Context, code: DraftCode) -> Release | None:
    try:
        return release_of(context.warehouse, Period.parse(code.period), FULL_REPORT)
    except UsageError:
        return None


def _tell_office(context: Context, made: Release, refused: list[tuple[PutBack, str]]) -> None:
    """Of each file that is not taken, and why: once."""
    letters = {
        key_of(file.sha256[:16], digest(why.encode())[:8]): refusal_letter(file, why, made, _folder(context))
        for file, why in refused
    }
    envelopes = [
        Envelope(REFUSAL, key, address, _name(context), period=made.period)
        for key in letters
        for address in context.configuration.operation.approval.office
    ]
    rows = enqueue(context.warehouse, envelopes, context.settings.smtp.sender, context.clock.now)

    def written(row: QueuedMessage) -> Content:
        return content_of(letters[row.key], _contact(context))

    waiting = [row for row in rows if row.state not in DONE and row.copies < MOST_COPIES]
    handed = hand_over_once(context, waiting, written)
    for key in dict.fromkeys(row.key for row, _ in handed):
        _write_down(context, "refuse", made.period, letters[key].lead[0])


def _awaited(context: Context, made: Release, refused: int) -> str:
    signed = signatures_of(context.warehouse, made.id)
    codes = [str(code) for code, file in made.drafts.items() if file.document not in signed]
    more = f" {number(refused)} tệp trong thư mục chưa nhận được, lý do đã báo cơ quan." if refused else ""
    return (
        f"Báo cáo {made.content.period_title}{revised(made.content)} chờ ký: dự thảo {listed(codes)} đã gửi cơ quan, chưa gửi nơi "
        f"nhận nào. Đặt văn bản đã ký vào thư mục «{_folder(context)}» rồi bấm Retry, hoặc chờ lượt chạy sau.{more}"
    )


def _folder(context: Context) -> str:
    """As people at the office know it."""
    return without_secret(context.configuration.operation.approval.folder)


def _contact(context: Context) -> Contact:
    return context.configuration.letterhead.contact


def _name(context: Context) -> str:
    return context.configuration.letterhead.issuing_body


def _write_down(context: Context, action: str, period: str, what: str) -> None:
    write_down(context.warehouse, Entry("hệ thống", action, period, what, flow_run.id))
