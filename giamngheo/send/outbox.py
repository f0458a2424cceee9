"""The outbox: every message that leaves, whatever it is about; each goes once, and never too many to one recipient.

A message is a row before it is sent: what it is about (`kind`, `key`) and to whom. A kill, or a server that does not
answer, leaves it `sending`: then it is uncertain whether it went out, and it goes again with the same Message-ID.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import sqlalchemy as sa

from giamngheo.context import Context
from giamngheo.core.errors import MailTooSlow, WarehouseUnavailable
from giamngheo.send.connection import Answer
from giamngheo.send.kinds import DRAFT, REPORT
from giamngheo.send.message import Content, Message, compose, message_id
from giamngheo.send.transport import require_sending, transport
from giamngheo.send.unkept import UnkeptAnswer, laid_aside, lay_aside
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import message

DONE = ("sent", "refused")
_STATES = {
    "waiting": "Chưa gửi",
    "sending": "Không chắc đã đến",
    "sent": "Đã gửi",
    "deferred": "Máy chủ thư hẹn gửi lại",
    "refused": "Bị từ chối",
    "withdrawn": "Không còn là nơi nhận",
}
_AT_ONCE = 500  # keys in one query

# Not «who has it»: what is uncertain to have arrived goes again when somebody presses.
NOT_TWICE = "thư mà máy chủ đã trả lời là nhận không bị gửi lần hai"


@dataclass(frozen=True)
class Envelope:
    """To whom a message goes, and about what: `key` tells which one of its kind it is."""

    kind: str
    key: str
    recipient: str
    recipient_name: str
    period: str | None = None
    about: str | None = None
    report_id: int | None = None
    document: str | None = None

    @property
    def identity(self) -> tuple[str, str, str]:
        return self.kind, self.key, self.recipient


@dataclass(frozen=True, kw_only=True)
class QueuedMessage(Envelope):
    """A row of the outbox. `state`: waiting, sending, sent, deferred, refused or withdrawn.

    `copies`: how often it may have gone out: each try that the server has not said no to.
    """

    id: int
    message_id: str
    state: str
    tries: int
    copies: int
    last_answer: str | None
    sent_at: dt.datetime | None

    @property
    def is_uncertain(self) -> bool:
        """It may have gone out, and no server has said so."""
        return self.copies > 0 and self.state != "sent"


@dataclass
class Step:
    """A step of a run, over all of Prefect's tries of it: when it began, and which messages (ids) it has settled."""

    began: float = field(default_factory=time.monotonic)
    settled: set[int] = field(default_factory=set)


_ROW = [message.c[each.name] for each in fields(QueuedMessage)]
MAY_BE_OUT = message.c.copies > 0


def state_in_words(state: str) -> str:
    return _STATES.get(state, state)


def key_of(*parts: str) -> str:
    """`2020-03.18604.12.1`: the parts that are known."""
    return ".".join(part for part in parts if part)


def enqueue(
    warehouse: Warehouse,
    wanted: Sequence[Envelope],
    sender: str,
    now: dt.datetime,
    instead_of: sa.ColumnElement[bool] | None = None,
) -> list[QueuedMessage]:
    """The rows of messages: those that are there, and new ones; all written before anything is sent.

    What was corrected since in the name or the document follows, as long as the message is not out. `instead_of` names
    messages in whose place these come: who is not among the recipients any more, and was not sent it, gets nothing
    (`withdrawn`).
    """
    if not wanted and instead_of is None:
        return []
    with warehouse.writing() as connection:
        known = {row.identity: row for row in _known(connection, wanted)}
        if instead_of is not None:
            _withdraw(connection, instead_of, {known[one.identity].id for one in wanted if one.identity in known})
        new = {}
        for one in wanted:
            if one.identity not in known:
                new[one.identity] = asdict(one) | {
                    "message_id": message_id(one.kind, one.key, one.recipient, sender),
                    "state": "waiting",
                    "tries": 0,
                    "copies": 0,
                    "written_at": now,
                }
            else:
                _correct(connection, known[one.identity], one)
        if new:
            connection.execute(sa.insert(message), list(new.values()))
        known = {row.identity: row for row in _known(connection, wanted)}
    return [known[identity] for identity in dict.fromkeys(one.identity for one in wanted)]


def _known(connection: sa.Connection, wanted: Sequence[Envelope]) -> Iterator[QueuedMessage]:
    keys = sorted({(one.kind, one.key) for one in wanted})
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        yield from _rows(connection, sa.select(*_ROW).where(sa.tuple_(message.c.kind, message.c.key).in_(some)))


def _withdraw(connection: sa.Connection, condition: sa.ColumnElement[bool], kept: set[int]) -> None:
    found = connection.scalars(sa.select(message.c.id).where(condition, message.c.state.not_in(("sent", "withdrawn"))))
    for identity in set(found) - kept:
        connection.execute(sa.update(message).where(message.c.id == identity).values(state="withdrawn"))


def _correct(connection: sa.Connection, known: QueuedMessage, wanted: Envelope) -> None:
    own = message.c.id == known.id
    if known.state == "withdrawn":
        connection.execute(sa.update(message).where(own).values(state="waiting"))
    corrected = {"recipient_name": wanted.recipient_name, "document": wanted.document}
    if known.state not in ("sent", "sending") and corrected != {name: getattr(known, name) for name in corrected}:
        connection.execute(sa.update(message).where(own).values(corrected))


def messages(warehouse: Warehouse, *conditions: sa.ColumnElement[bool]) -> list[QueuedMessage]:
    """What the outbox holds, in the order in which it was written."""
    with warehouse.reading() as connection:
        return list(_rows(connection, sa.select(*_ROW).where(*conditions).order_by(message.c.id)))


def _rows(connection: sa.Connection, query: sa.Select[Any]) -> Iterator[QueuedMessage]:
    for row in connection.execute(query):
        yield QueuedMessage(**row._mapping)


def hand_over(
    context: Context,
    waiting: Iterable[QueuedMessage],
    written: Callable[[QueuedMessage], Content],
    step: Step | None = None,
) -> Iterator[tuple[QueuedMessage, Answer]]:
    """Give messages to the mail server and keep its answers; gives each that was handed over, with the answer, as it goes.

    `written` makes a message only when it goes. What may be out already goes last: a server that takes it and does not
    say so must not keep the others waiting. What passes the recipient's ceiling of the day waits for another day; what
    somebody else has taken in hand since it was seen is left to him; what the `step` has settled is left too, and what
    another try can only harm is settled with its answer, also where the answer itself cannot be kept.

    Raises `MailServerUnavailable` with the first message for which no connection is to be had, `MailTooSlow` when all
    together took longer than one step may: the rest waits as it was.
    """
    _keep_late(context)
    step = step or Step()
    going = _within_ceiling(context, [one for one in waiting if one.id not in step.settled])
    if not going:
        return
    require_sending(context.settings)
    until = step.began + context.settings.smtp.step_seconds
    with transport(context.settings) as connection:
        for number, one in enumerate(sorted(going, key=lambda each: each.is_uncertain)):
            if time.monotonic() > until:
                raise MailTooSlow(_too_slow(context, len(going) - number))
            connection.ready()
            wire = compose(message_to(one, one.message_id, written(one), context))
            if take_in_hand(context, one):
                answer = connection.submit(one.recipient, wire)
                if answer.is_final:
                    step.settled.add(one.id)
                keep_answer(context, one, answer)
                yield one, answer
    _keep_late(context)


def _too_slow(context: Context, left: int) -> str:
    seconds = context.settings.smtp.step_seconds
    time_given = f"{seconds // 60} phút" if seconds >= 60 else f"{seconds} giây"
    return (
        f"Máy chủ thư quá chậm: sau {time_given} còn {left} thư chưa gửi. "
        f"Kiểm tra máy chủ thư rồi bấm Retry; {NOT_TWICE}."
    )


def room_today(context: Context, recipient: str, kind: str) -> int:
    """How many messages of a kind a recipient may still get today."""
    with context.warehouse.reading() as connection:
        return _ceiling(context, kind) - _sent_today(connection, context)[recipient]


def message_to(one: Envelope, identity: str, content: Content, context: Context) -> Message:
    """The message of a try: its identity is that of the first one, its date the moment of this one.

    By the clock on the wall, also where another day is tried out: a message from last week sorts last, and counts as spam.
    """
    return Message(
        **{each.name: getattr(content, each.name) for each in fields(content)},
        message_id=identity,
        handed_in_at=context.clock.on_the_wall,
        sender=context.settings.smtp.sender,
        sender_name=context.settings.smtp.sender_name,
        recipient=one.recipient,
        recipient_name=one.recipient_name,
    )


def _ceiling(context: Context, kind: str) -> int:
    """Of all kinds together; a quarter of the day's messages, one at least, is kept for reports and their drafts."""
    most = context.configuration.operation.mails_per_day
    return most if kind in (REPORT, DRAFT) else max(most - max(most // 4, 1), 1)


def _sent_today(connection: sa.Connection, context: Context, *conditions: sa.ColumnElement[bool]) -> Counter[str]:
    """recipient → how many messages of any kind it may have got since midnight in Vietnam, copies of one included."""
    query = sa.select(message.c.recipient, sa.func.sum(message.c.copies)).group_by(message.c.recipient)
    sent = connection.execute(query.where(message.c.tried_at >= context.clock.midnight, *conditions))
    return Counter({recipient: int(count) for recipient, count in sent})


def _within_ceiling(context: Context, waiting: Iterable[QueuedMessage]) -> list[QueuedMessage]:
    """Each recipient's first ones, as many as it may still get today; the others are put off."""
    going: list[QueuedMessage] = []
    late: list[QueuedMessage] = []
    with context.warehouse.reading() as connection:
        counts = _sent_today(connection, context)
    for one in waiting:
        is_within = counts[one.recipient] < _ceiling(context, one.kind)
        counts[one.recipient] += is_within
        (going if is_within else late).append(one)
    if late:
        with context.warehouse.writing() as connection:
            for one in late:
                _put_off(connection, context, one)
    return going


def _put_off(connection: sa.Connection, context: Context, one: QueuedMessage) -> None:
    """Says so where it is certain that the message is not out yet."""
    if not one.is_uncertain:
        why = f"đã gửi {_ceiling(context, one.kind)} thư hôm nay, hết mức một ngày; hôm sau gửi tiếp"
        connection.execute(sa.update(message).where(_as_seen(one)).values(state="deferred", last_answer=why))


def take_in_hand(context: Context, seen: QueuedMessage) -> bool:
    """About to be handed over; not if somebody else did since it was seen, or has filled the day's ceiling."""
    with context.warehouse.writing() as connection:
        counts = _sent_today(connection, context, message.c.recipient == seen.recipient)
        if counts[seen.recipient] >= _ceiling(context, seen.kind):
            _put_off(connection, context, seen)
            return False
        taking = {
            "state": "sending",
            "tries": message.c.tries + 1,
            "copies": message.c.copies + 1,
            "tried_at": context.clock.now,
            "last_answer": None,
        }
        return bool(connection.execute(sa.update(message).where(_as_seen(seen)).values(taking)).rowcount)


def keep_answer(context: Context, one: QueuedMessage, answer: Answer) -> None:
    """What became of a message that was taken in hand. A yes is never forgotten: what the warehouse does not take now is
    laid beside it, and kept with the next message."""
    own = UnkeptAnswer(one.id, one.message_id, one.tries + 1, answer.state, answer.text, context.clock.now)
    try:
        _keep(context.warehouse, own)
    except WarehouseUnavailable:
        lay_aside(context.settings.home, own)


def _keep_late(context: Context) -> None:
    for path, own in laid_aside(context.settings.home):
        _keep(context.warehouse, own)
        path.unlink(missing_ok=True)


def _keep(warehouse: Warehouse, own: UnkeptAnswer) -> None:
    """Not where another try was begun since. Who was withdrawn meanwhile stays so, unless he has it now."""
    answer = Answer(own.state, own.text)
    values: dict[str, Any] = {"last_answer": answer.text, "sent_at": own.answered_at if answer.is_taken else None}
    if answer.is_taken:
        values["state"] = "sent"
    elif answer.state != "unknown":
        values["state"] = sa.case((message.c.state == "withdrawn", "withdrawn"), else_=answer.state)
    if not answer.may_be_out:
        values["copies"] = message.c.copies - 1
    this_try = sa.and_(
        message.c.id == own.id,
        message.c.message_id == own.message_id,
        message.c.tries == own.tries,
        message.c.state.in_(("sending", "withdrawn")),
    )
    with warehouse.writing() as connection:
        connection.execute(sa.update(message).where(this_try).values(values))


def note_sent(warehouse: Warehouse, one: QueuedMessage, answer: str, sent_at: dt.datetime) -> None:
    """That a message is with its recipient, which another than the outbox knows."""
    known = {"state": "sent", "last_answer": answer, "sent_at": sent_at, "tried_at": sent_at}
    copies = sa.case((message.c.copies > 0, message.c.copies), else_=1)
    with warehouse.writing() as connection:
        connection.execute(sa.update(message).where(message.c.id == one.id).values(known | {"copies": copies}))


def _as_seen(one: QueuedMessage) -> sa.ColumnElement[bool]:
    return sa.and_(message.c.id == one.id, message.c.state == one.state, message.c.tries == one.tries)
