"""Who did what, when and why. Only ever grows: the database refuses to change or delete a line, and each line holds the
one before it, so that one changed by whoever owns the database shows."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from giamngheo.core.clock import Clock
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import journal

_LINKED = ("at", "who", "action", "about", "why", "run_id")


@dataclass(frozen=True)
class Entry:
    """`action`: deploy, order, submit (for approval), approve, return, expire, draft (to be signed), sign,
    refuse (a signed file), send, deliver (a recipient says so), close, reopen, extend, heal (a file of the archive),
    destroy (one, for good), erase or export (a household), export rows (behind a figure), forget (households whose time is over).

    `about`: a period, a report, a file's sha256, a figure with period and unit; of a household the name that stands in its place, never its code.
    """

    who: str
    action: str
    about: str
    why: str = ""
    run_id: str | None = None


def write_down(warehouse: Warehouse, entry: Entry, at: dt.datetime | None = None, once: bool = False) -> None:
    """Add a line, with the time of the real clock unless another is given (UTC): also where a run works for another day.

    `once`: not if the same run has written the same action about the same thing already.
    """
    with warehouse.writing() as connection:
        if not (once and connection.scalar(_same(entry))):
            add(connection, entry, at)


def add(connection: sa.Connection, entry: Entry, at: dt.datetime | None = None) -> None:
    """The same within a transaction that changes something: both, or neither."""
    line = vars(entry) | {"at": at or Clock().now}
    before = connection.scalar(sa.select(journal.c.chain).order_by(journal.c.id.desc()).limit(1))
    connection.execute(sa.insert(journal), [line | {"chain": _linked(before, line)}])


def broken_at(warehouse: Warehouse) -> int | None:
    """The number of the first line that is not as it was written, or before which one is missing; `None`: the chain holds.

    Lines of before version 0013 have no link; after the first that has one each must. That the last ones were taken away
    shows beside a backup only.
    """
    before: str | None = None
    with warehouse.reading() as connection:
        for row in connection.execute(sa.select(journal).order_by(journal.c.id)):
            line = {name: value for name, value in row._mapping.items() if name not in ("id", "chain")}
            if row.chain != _linked(before, line) and (before is not None or row.chain is not None):
                return int(row.id)
            before = row.chain
    return None


def _linked(before: str | None, line: dict[str, Any]) -> str:
    said = json.dumps([before or "", *(str(line[name]) for name in _LINKED)], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def entries(
    warehouse: Warehouse, about: str, actions: tuple[str, ...], run_id: str | None = None
) -> list[tuple[dt.datetime, Entry]]:
    """Lines of these actions about a thing (of one run only, if it is named), oldest first, each with its moment."""
    query = sa.select(journal).where(journal.c.about == about, journal.c.action.in_(actions))
    if run_id:
        query = query.where(journal.c.run_id == run_id)
    with warehouse.reading() as connection:
        rows = connection.execute(query.order_by(journal.c.id)).all()
    return [(row.at, _entry(row)) for row in rows]


def last_words(warehouse: Warehouse, actions: tuple[str, ...]) -> dict[str, str]:
    """About what → the last of these actions."""
    query = sa.select(journal.c.about, journal.c.action).where(journal.c.action.in_(actions)).order_by(journal.c.id)
    with warehouse.reading() as connection:
        return {row.about: row.action for row in connection.execute(query)}


def last_entries(warehouse: Warehouse, action: str) -> dict[str, Entry]:
    """About what → the last entry of an action."""
    query = sa.select(journal).where(journal.c.action == action).order_by(journal.c.id)
    with warehouse.reading() as connection:
        return {row.about: _entry(row) for row in connection.execute(query)}


def first_moment(warehouse: Warehouse, action: str) -> dt.datetime | None:
    """When something was done for the first time (UTC)."""
    with warehouse.reading() as connection:
        found: dt.datetime | None = connection.scalar(
            sa.select(sa.func.min(journal.c.at)).where(journal.c.action == action)
        )
        return found


def _entry(row: sa.Row[Any]) -> Entry:
    return Entry(row.who, row.action, row.about, row.why, row.run_id)


def _same(entry: Entry) -> sa.Select[Any]:
    return sa.select(sa.func.count()).where(
        journal.c.action == entry.action, journal.c.about == entry.about, journal.c.run_id == entry.run_id
    )
