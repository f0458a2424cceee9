"""Word to the operator: each trouble is told once to each address, by mail, and written down in a file of its own.

What is to be told is in files, not rows: that the warehouse or Prefect is away must be told too. A notice is known by
its key; it is written before it is sent, and marked when the mail server has taken it. The message that tells it goes
through the outbox (`docs/decisions/one-outbox.md`).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa

from giamngheo.context import Context
from giamngheo.core.errors import GiamNgheoError, WarehouseUnavailable
from giamngheo.core.files import write_whole
from giamngheo.core.formats import cause, local_day, moment
from giamngheo.metadata.letterhead import Contact
from giamngheo.report.documents.document import Link, Note, Summary
from giamngheo.report.render.mail import content_of
from giamngheo.send.connection import Answer
from giamngheo.send.kinds import ALARM
from giamngheo.send.message import Content, Message, compose, message_id
from giamngheo.send.outbox import Envelope, QueuedMessage, enqueue, hand_over, message_to, note_sent, room_today
from giamngheo.send.transport import transport
from giamngheo.warehouse.schema import message

log = logging.getLogger("giamngheo.watch")

_FIRST_REST, _LONGEST_REST = dt.timedelta(seconds=20), dt.timedelta(minutes=30)
_MOST_COPIES = 2  # an alarm whose arrival is uncertain goes once more
_UNMARKED: set[tuple[str, str]] = set()  # (address, key) of what was told and could not be written down
_MOMENTS = ("seen_at", "tried_at", "sent_at")
_FOOT = (
    "Thư này chỉ gửi một lần cho mỗi sự cố.",
    "Bấm Retry trong giao diện Prefect không làm gửi lại báo cáo đã gửi.",
)


@dataclass(frozen=True)
class Notice:
    """A trouble. `key` is its identity: told once. `code` leads to the handbook; moments are UTC."""

    key: str
    title: str
    sentence: str
    code: str
    link: str = ""
    seen_at: dt.datetime | None = None
    tries: int = 0
    tried_at: dt.datetime | None = None
    sent_at: dt.datetime | None = None
    answer: str = ""
    is_direct: bool = False  # went out past the outbox, which does not know of it yet

    def is_ripe(self, now: dt.datetime) -> bool:
        """Whether it may be tried (again): a mail server that refused is asked more and more seldom."""
        return self.tried_at is None or now - self.tried_at >= min(_FIRST_REST * 2**self.tries, _LONGEST_REST)


@dataclass(frozen=True)
class Ledger:
    """The notices that one address was ever to get, one file each."""

    folder: Path

    @classmethod
    def of(cls, home: Path, address: str) -> Ledger:
        return cls(home / "notices" / quote(address, safe="@"))

    def note(self, notice: Notice, now: dt.datetime) -> bool:
        """Write a notice down; `False` if it is known already."""
        path = self._path(notice.key)
        if path.exists():
            return False
        self._write(path, replace(notice, seen_at=now))
        return True

    def waiting(self) -> list[Notice]:
        """Notices that nobody was sent yet, oldest first."""
        found = [notice for notice in self.all() if notice.sent_at is None]
        return sorted(found, key=_age)

    def mails_on(self, day: dt.date) -> int:
        """How many messages went out on a day: notices that were told together are one."""
        return len({notice.sent_at for notice in self.all() if notice.sent_at and local_day(notice.sent_at) == day})

    def mark(
        self, notices: Iterable[Notice], answer: str, now: dt.datetime, is_taken: bool, is_direct: bool = False
    ) -> None:
        """What the mail server answered to the message about these notices."""
        for notice in notices:
            tried = replace(notice, answer=answer, tries=notice.tries + 1, tried_at=now)
            if is_taken:
                tried = replace(tried, sent_at=now, is_direct=is_direct)
            self._write(self._path(notice.key), tried)

    def direct(self) -> list[list[Notice]]:
        """What went out past the outbox: the notices of each message."""
        found: dict[dt.datetime, list[Notice]] = {}
        for notice in self.all():
            if notice.is_direct and notice.sent_at:
                found.setdefault(notice.sent_at, []).append(notice)
        return [sorted(together, key=_age) for together in found.values()]

    def in_outbox(self, notices: Iterable[Notice]) -> None:
        for notice in notices:
            self._write(self._path(notice.key), replace(notice, is_direct=False))

    def all(self) -> list[Notice]:
        found = []
        for path in self.folder.glob("*.json"):
            try:
                data = json.loads(path.read_text(encoding="utf-8"))
                times = {name: dt.datetime.fromisoformat(data[name]) for name in _MOMENTS if data[name]}
                found.append(Notice(**data | times))
            except (OSError, ValueError, TypeError, KeyError):
                continue  # a broken file tells nothing; the trouble, if it lasts, has other keys
        return found

    def _write(self, path: Path, notice: Notice) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(notice), ensure_ascii=False, indent=1, default=dt.datetime.isoformat)
        write_whole(path, text.encode())

    def _path(self, key: str) -> Path:
        return self.folder / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.json"


def tell_past_the_ledger(context: Context, address: str, notice: Notice, why: Notice) -> None:
    """Mail what could not even be written down, because the disk takes nothing: once as long as this watch lives."""
    if not context.settings.sending or (address, notice.key) in _UNMARKED:
        return
    try:
        with transport(context.settings) as connection:
            if connection.submit(address, compose(alarm(context, address, [notice, why]))).may_be_out:
                _UNMARKED.add((address, notice.key))
    except (GiamNgheoError, OSError) as error:
        log.warning("%s", error if isinstance(error, GiamNgheoError) else type(error).__name__)


Answered = tuple[list[Notice], Answer]


def _age(notice: Notice) -> tuple[dt.datetime, str]:
    return notice.seen_at or dt.datetime.min, notice.key


def beat(home: Path) -> None:
    """A sign of life, for whoever watches the watch."""
    (home / "notices").mkdir(parents=True, exist_ok=True)
    (home / "notices" / "beat").touch()


def bundles(waiting: Sequence[Notice], room: int) -> list[list[Notice]]:
    """Which notices go out in which message: each alone, while there is room; the last takes all the rest."""
    if room <= 0:
        return []
    alone = waiting if len(waiting) <= room else waiting[: room - 1]
    rest = waiting[len(alone) :]
    return [[notice] for notice in alone] + ([list(rest)] if rest else [])


def tell(context: Context, address: str, ledger: Ledger) -> None:
    """Mail what the address was not told yet, within the day's ceilings; what is not taken now waits.

    Through the outbox like every other message. Where the warehouse does not answer, straight to the mail server: that
    is an alarm too. What went so is written into the outbox when the warehouse is back, and counts for its day.
    """
    if not context.settings.sending:
        return
    has_outbox = _catches_up(context, address, ledger)
    waiting = [notice for notice in _ripe(context, ledger) if (address, notice.key) not in _UNMARKED]
    if not waiting:
        return
    room = context.configuration.operation.operator.mails_per_day - ledger.mails_on(context.clock.today)
    rows = _queued(context, address, waiting, room) if has_outbox else None
    try:
        told = _by_outbox(context, *rows) if rows else _directly(context, address, waiting, room)
        for together, answer in told:
            _mark(context, address, ledger, together, answer, is_direct=rows is None)
    except GiamNgheoError as error:
        log.warning("%s", error)
        left = {notice.key for notice in _ripe(context, ledger)}
        untold = [notice for notice in waiting if notice.key in left and (address, notice.key) not in _UNMARKED]
        with contextlib.suppress(OSError):
            ledger.mark(untold, str(error), context.clock.now, is_taken=False)


def _ripe(context: Context, ledger: Ledger) -> list[Notice]:
    return [notice for notice in ledger.waiting() if notice.is_ripe(context.clock.now)]


def _mark(
    context: Context, address: str, ledger: Ledger, together: list[Notice], answer: Answer, *, is_direct: bool
) -> None:
    """In the ledger; on a disk that takes nothing in memory, so that it is not told again as long as this watch lives."""
    try:
        ledger.mark(together, answer.text, context.clock.now, answer.is_taken, is_direct=is_direct)
    except OSError as error:
        log.warning("Không ghi được sổ sự cố: %s", cause(error))
        if answer.may_be_out:
            _UNMARKED.update((address, notice.key) for notice in together)


def _catches_up(context: Context, address: str, ledger: Ledger) -> bool:
    """Whether the outbox can be used; then it knows also of what went out while it could not."""
    try:
        for together in ledger.direct():
            one = _envelope(context, address, together)
            (row,) = enqueue(context.warehouse, [one], context.settings.smtp.sender, context.clock.now)
            note_sent(context.warehouse, row, together[0].answer, together[0].sent_at or context.clock.now)
            ledger.in_outbox(together)
        with context.warehouse.reading():
            return True
    except Exception as error:  # whatever it is that keeps the warehouse from answering, the alarm goes out
        log.warning("%s", error if isinstance(error, GiamNgheoError) else type(error).__name__)
        return False


_Queued = tuple[list[QueuedMessage], dict[str, list[Notice]]]


def _queued(context: Context, address: str, waiting: Sequence[Notice], room: int) -> _Queued | None:
    """The messages' rows, and the notices of each by its key; nothing where the warehouse can be read and not written."""
    own = sa.and_(message.c.kind == ALARM, message.c.recipient == address)
    try:
        room = min(room, room_today(context, address, ALARM))
        bundled = {_key(together): together for together in bundles(waiting, room)}
        envelopes = [_envelope(context, address, together) for together in bundled.values()]
        sender, now = context.settings.smtp.sender, context.clock.now
        return enqueue(context.warehouse, envelopes, sender, now, instead_of=own), bundled
    except WarehouseUnavailable as error:
        log.warning("%s", error)
        return None


def _by_outbox(context: Context, rows: list[QueuedMessage], bundled: dict[str, list[Notice]]) -> Iterator[Answered]:
    for row in rows:
        together = bundled[row.key]
        if row.state == "sent" or row.copies >= _MOST_COPIES:  # killed before the ledger heard of it; or never certain
            yield together, Answer("sent", row.last_answer or "")
            continue
        for _, answer in hand_over(context, [row], partial(_written, together)):
            yield together, answer


def _written(notices: Sequence[Notice], _: Envelope) -> Content:
    return _content(notices)


def _directly(context: Context, address: str, waiting: Sequence[Notice], room: int) -> Iterator[Answered]:
    bundled = bundles(waiting, room)
    if not bundled:
        return
    with transport(context.settings) as connection:
        for together in bundled:
            connection.ready()
            answer = connection.submit(address, compose(alarm(context, address, together)))
            is_last = answer.may_be_out and together[0].tries + 1 >= _MOST_COPIES
            yield together, Answer("sent", answer.text) if is_last else answer


def alarm(context: Context, address: str, notices: Sequence[Notice]) -> Message:
    """The message as it goes past the outbox: the same that would go through it, with the same Message-ID."""
    envelope = _envelope(context, address, notices)
    identity = message_id(ALARM, envelope.key, address, context.settings.smtp.sender)
    return message_to(envelope, identity, _content(notices), context)


def _envelope(context: Context, address: str, notices: Sequence[Notice]) -> Envelope:
    return Envelope(ALARM, _key(notices), address, context.configuration.operation.operator.name)


def _key(notices: Sequence[Notice]) -> str:
    return hashlib.sha256(" ".join(notice.key for notice in notices).encode()).hexdigest()[:24]


def _content(notices: Sequence[Notice]) -> Content:
    """What is written about one trouble, or about several together. Nobody answers it but who gets it."""
    many = len(notices) > 1
    title = f"{len(notices)} sự cố" if many else notices[0].title
    return content_of(
        Summary(
            subject=f"[giamngheo] {title}",
            preheader=notices[0].sentence,
            title=title if many else "Có sự cố",
            sender="Hệ thống giamngheo",
            lead=(),
            notes=tuple(map(_note, notices)),
            foot=_FOOT,
        ),
        Contact(),
    )


def _note(notice: Notice) -> Note:
    handbook = f"Cách xử lý: mục {notice.code} trong sổ tay vận hành (docs/van-hanh.md)."
    return Note(
        notice.title,
        (notice.sentence, f"Lúc {moment(notice.seen_at)}.", handbook),
        Link("Mở lượt chạy", notice.link) if notice.link else None,
        is_urgent=True,
    )
