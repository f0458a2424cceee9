"""Reports and their deliveries in the warehouse: what was issued, to whom it went, what was answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from giamngheo.configuration.records import FULL_REPORT, Recipient
from giamngheo.mail.letter import message_id
from giamngheo.mail.post import Answer
from giamngheo.period import Period
from giamngheo.report.content import ReportContent
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import delivery, report

_OUT = ("sent", "sending")  # `sending`: it is uncertain whether it went out


@dataclass(frozen=True)
class StoredFile:
    """A report's file: its name for people, its content in the archive, and of which paper it is."""

    name: str
    kind: str
    mime: str
    sha256: str
    paper: str = FULL_REPORT


@dataclass(frozen=True)
class Issued:
    """A report as it was issued."""

    id: int
    kind: str
    period: str
    revision: int
    issued_at: dt.datetime
    figures_sha256: str
    content: ReportContent
    files: tuple[StoredFile, ...]


@dataclass(frozen=True)
class Delivery:
    """One message to one recipient. `state`: waiting, sending, sent, deferred, refused or withdrawn."""

    id: int
    report_id: int
    recipient: str
    recipient_name: str
    paper: str
    message_id: str
    state: str
    tries: int
    last_answer: str | None
    sent_at: dt.datetime | None


def issued(warehouse: Warehouse, period: Period, kind: str, revision: int | None = None) -> Issued | None:
    """The report of a revision, or the last one."""
    query = sa.select(report).where(report.c.period == period.code, report.c.kind == kind)
    if revision is not None:
        query = query.where(report.c.revision == revision)
    with warehouse.reading() as connection:
        row = connection.execute(query.order_by(report.c.revision.desc()).limit(1)).one_or_none()
    return _issued(row) if row else None


def revisions_until(warehouse: Warehouse, made: Issued) -> list[Issued]:
    """The reports on a period in their order, up to the one given."""
    own = sa.and_(report.c.period == made.period, report.c.kind == made.kind, report.c.revision <= made.revision)
    with warehouse.reading() as connection:
        return [_issued(row) for row in connection.execute(sa.select(report).where(own).order_by(report.c.revision))]


def is_there(warehouse: Warehouse, identity: int) -> bool:
    """Whether a report stands: one that nobody was sent may have been replaced."""
    with warehouse.reading() as connection:
        return bool(connection.scalar(sa.select(sa.func.count()).where(report.c.id == identity)))


def issued_by_id(warehouse: Warehouse, identity: int) -> Issued:
    with warehouse.reading() as connection:
        return _issued(connection.execute(sa.select(report).where(report.c.id == identity)).one())


def issue(
    warehouse: Warehouse,
    content: ReportContent,
    figures_sha256: str,
    submissions: Iterable[int],
    files: Iterable[StoredFile],
    now: dt.datetime,
    replaces: int | None = None,
) -> int:
    """Write down a report, whose files are in the archive already; in the place of one that nobody was sent."""
    row = {
        "kind": content.kind,
        "period": content.period,
        "revision": content.revision,
        "issued_at": now,
        "figures_sha256": figures_sha256,
        "submissions": sorted(submissions),
        "content": content.model_dump_json(),
        "files": [vars(file) for file in files],
    }
    with warehouse.writing() as connection:
        if replaces is not None:
            connection.execute(sa.delete(delivery).where(delivery.c.report_id == replaces))
            connection.execute(sa.delete(report).where(report.c.id == replaces))
        return int(connection.execute(sa.insert(report).returning(report.c.id), row).scalar_one())


def add_files(warehouse: Warehouse, identity: int, files: Iterable[StoredFile]) -> None:
    """Write down all files of a report, those added to it too."""
    with warehouse.writing() as connection:
        connection.execute(
            sa.update(report).where(report.c.id == identity).values(files=[vars(file) for file in files])
        )


def address(
    warehouse: Warehouse, made: Issued, recipients: Iterable[Recipient], sender: str, now: dt.datetime
) -> list[Delivery]:
    """The outbox of a report: a row for each recipient, written before anything is sent; those there stay.

    Who is no longer a recipient and has not been sent it, gets nothing: `withdrawn`.
    """
    with warehouse.writing() as connection:
        wanted = {recipient.address: recipient for recipient in recipients}
        own = delivery.c.report_id == made.id
        gone = sa.and_(own, delivery.c.recipient.not_in(wanted), delivery.c.state != "sent")
        connection.execute(sa.update(delivery).where(gone).values(state="withdrawn"))
        connection.execute(
            sa.update(delivery)
            .where(own, delivery.c.recipient.in_(wanted), delivery.c.state == "withdrawn")
            .values(state="waiting")
        )
        known = dict(connection.execute(sa.select(delivery.c.recipient, delivery.c.state).where(own)).all())
        for recipient in wanted.values():
            if known.get(recipient.address, "sent") not in _OUT:  # mended since: a letter not sent yet follows
                connection.execute(
                    sa.update(delivery)
                    .where(own, delivery.c.recipient == recipient.address)
                    .values(paper=recipient.paper, recipient_name=recipient.name)
                )
        rows = [
            {
                "report_id": made.id,
                "recipient": recipient.address,
                "recipient_name": recipient.name,
                "paper": recipient.paper,
                "message_id": message_id(made.kind, made.period, made.revision, recipient.address, sender),
                "state": "waiting",
                "tries": 0,
                "written_at": now,
            }
            for recipient in wanted.values()
            if recipient.address not in known
        ]
        if rows:
            connection.execute(sa.insert(delivery), rows)
    return deliveries(warehouse, made.id)


def deliveries(warehouse: Warehouse, report_id: int) -> list[Delivery]:
    own = sa.and_(delivery.c.report_id == report_id, delivery.c.state != "withdrawn")
    query = sa.select(delivery).where(own).order_by(delivery.c.id)
    with warehouse.reading() as connection:
        return [
            Delivery(
                row.id,
                row.report_id,
                row.recipient,
                row.recipient_name,
                row.paper,
                row.message_id,
                row.state,
                row.tries,
                row.last_answer,
                row.sent_at,
            )
            for row in connection.execute(query)
        ]


def sent_since(warehouse: Warehouse, recipient: str, moment: dt.datetime) -> int:
    """How many letters a recipient got from a moment (UTC) on."""
    query = sa.select(sa.func.count()).where(delivery.c.recipient == recipient, delivery.c.sent_at >= moment)
    with warehouse.reading() as connection:
        return int(connection.scalar(query) or 0)


def held_papers(warehouse: Warehouse, made: Issued) -> dict[tuple[str, str], int]:
    """(recipient, paper) → the last earlier revision of this period's report that was sent as that paper."""
    query = (
        sa.select(delivery.c.recipient, delivery.c.paper, sa.func.max(report.c.revision))
        .join(report, report.c.id == delivery.c.report_id)
        .where(report.c.period == made.period, report.c.revision < made.revision, delivery.c.state == "sent")
        .group_by(delivery.c.recipient, delivery.c.paper)
    )
    with warehouse.reading() as connection:
        return {(row[0], row[1]): row[2] for row in connection.execute(query)}


def half_delivered(warehouse: Warehouse, period: Period) -> int | None:
    """The last report on a period, if some recipients have it and others not yet."""
    last = sa.select(sa.func.max(report.c.id)).where(report.c.period == period.code).scalar_subquery()
    query = sa.select(delivery.c.report_id, delivery.c.state).where(
        delivery.c.report_id == last, delivery.c.state != "withdrawn"
    )
    with warehouse.reading() as connection:
        rows = connection.execute(query).all()
    states = {row.state for row in rows}
    is_half = bool(states & {"sent", "sending"}) and states != {"sent"}
    return int(rows[0].report_id) if is_half else None


def is_out(warehouse: Warehouse, report_id: int) -> bool:
    """Whether anybody may have the report already: also who was withdrawn before an answer to the letter came."""
    uncertain = sa.and_(delivery.c.state == "withdrawn", delivery.c.tries > 0, delivery.c.last_answer.is_(None))
    query = sa.select(sa.func.count()).where(
        delivery.c.report_id == report_id, sa.or_(delivery.c.state.in_(_OUT), uncertain)
    )
    with warehouse.reading() as connection:
        return bool(connection.scalar(query))


def note_sending(warehouse: Warehouse, seen: Delivery) -> bool:
    """About to be handed in: found so after a kill, it is uncertain whether it went out.

    `False` if somebody else has taken it in hand since it was seen.
    """
    as_seen = sa.and_(delivery.c.id == seen.id, delivery.c.state == seen.state, delivery.c.tries == seen.tries)
    with warehouse.writing() as connection:
        taken = connection.execute(
            sa.update(delivery).where(as_seen).values(state="sending", tries=delivery.c.tries + 1, last_answer=None)
        )
    return bool(taken.rowcount)


def note_answer(warehouse: Warehouse, identity: int, answer: Answer, now: dt.datetime) -> None:
    with warehouse.writing() as connection:
        connection.execute(
            sa.update(delivery)
            .where(delivery.c.id == identity)
            .values(state=answer.state, last_answer=answer.text, sent_at=now if answer.is_taken else None)
        )


def _issued(row: sa.Row) -> Issued:
    return Issued(
        row.id,
        row.kind,
        row.period,
        row.revision,
        row.issued_at,
        row.figures_sha256,
        ReportContent.model_validate_json(row.content),
        tuple(StoredFile(**file) for file in row.files),
    )
