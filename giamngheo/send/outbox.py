"""Notes to units: what was written to whom about a month, and what the mail server answered; each once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from giamngheo.send.message import message_id
from giamngheo.send.smtp import Answer
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import note

DONE = ("sent", "refused")


@dataclass(frozen=True)
class Note:
    """One note to one recipient."""

    id: int
    message_id: str
    state: str
    tries: int


@dataclass(frozen=True)
class Done:
    """A note that was taken or refused for good."""

    about: str
    kind: str
    recipient: str
    state: str


def write_note(
    warehouse: Warehouse, period: str, about: str, kind: str, recipient: str, sender: str, now: dt.datetime
) -> Note:
    """The note's row: the one that is there, or a new one, written before anything is sent.

    `about` is the unit's code, or `district`; `kind` tells which note on the month it is.
    """
    own = sa.and_(note.c.period == period, note.c.about == about, note.c.kind == kind, note.c.recipient == recipient)
    with warehouse.writing() as connection:
        row = connection.execute(sa.select(note).where(own)).one_or_none()
        if row is None:
            identity = message_id(f"{kind}.{about}", period, 1, recipient, sender)
            values = {
                "period": period,
                "about": about,
                "kind": kind,
                "recipient": recipient,
                "message_id": identity,
                "state": "waiting",
                "tries": 0,
                "written_at": now,
            }
            row = connection.execute(sa.insert(note).returning(note), values).one()
    return Note(row.id, row.message_id, row.state, row.tries)


def note_in_hand(warehouse: Warehouse, seen: Note) -> bool:
    """About to be handed in; `False` if somebody else has it in hand since it was seen."""
    as_seen = sa.and_(note.c.id == seen.id, note.c.state == seen.state, note.c.tries == seen.tries)
    with warehouse.writing() as connection:
        taken = connection.execute(sa.update(note).where(as_seen).values(state="sending", tries=note.c.tries + 1))
    return bool(taken.rowcount)


def note_answered(warehouse: Warehouse, identity: int, answer: Answer, now: dt.datetime) -> None:
    values = {"state": answer.state, "last_answer": answer.text, "sent_at": now if answer.is_taken else None}
    with warehouse.writing() as connection:
        connection.execute(sa.update(note).where(note.c.id == identity).values(values))


def sent_since(warehouse: Warehouse, since: dt.datetime) -> dict[str, int]:
    """recipient → how many notes it got from a moment (UTC) on."""
    query = sa.select(note.c.recipient, sa.func.count()).where(note.c.sent_at >= since).group_by(note.c.recipient)
    with warehouse.reading() as connection:
        return {recipient: int(count) for recipient, count in connection.execute(query)}


def done_since(warehouse: Warehouse, kind: str, since: dt.datetime) -> list[Done]:
    """Notes whose kind begins in a way and that nothing is left to do for, written from a moment (UTC) on."""
    query = sa.select(note.c.about, note.c.kind, note.c.recipient, note.c.state).where(
        note.c.kind.startswith(kind, autoescape=True), note.c.state.in_(DONE), note.c.written_at >= since
    )
    with warehouse.reading() as connection:
        return [Done(*row) for row in connection.execute(query)]
