"""Files whose content is known without reading it again: the same place, size and time as at an earlier look of the day.

Most looks of a day find nothing new. The first one reads every young file anew: a change that keeps size and time is seen then,
and a damaged original is healed by the unit's good copy. Of what has lain there for months a thirtieth is read anew each day:
the files of past years must not make each day's first look longer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from zlib import crc32

import sqlalchemy as sa

from giamngheo.core.archive import Archive
from giamngheo.receive.arrivals import Arrival
from giamngheo.receive.shared_folder import is_settled
from giamngheo.warehouse.engine import Warehouse, in_chunks
from giamngheo.warehouse.schema import known_file

_YOUNG_SECONDS = 60 * 86_400
_SELDOM = 30  # days in which each older file is read anew once
_LONGEST_PLACE = 2000  # bytes: PostgreSQL indexes no longer text; a file that lies deeper is read at each look


@dataclass(frozen=True)
class KnownFile:
    """`size_bytes`; `modified` in seconds since 1970; `read_on`: the day on which its content was read last."""

    size_bytes: int
    modified: float
    sha256: str
    read_on: dt.date


def known_files(warehouse: Warehouse) -> dict[str, KnownFile]:
    """Place in the shared folder → what is known of the file there."""
    with warehouse.reading() as connection:
        rows = connection.execute(sa.select(known_file))
        return {row.path: KnownFile(row.size_bytes, row.modified, row.sha256, row.read_on) for row in rows}


def contents_of(known: Mapping[str, KnownFile], today: dt.date, archive: Archive) -> dict[tuple[str, int, float], str]:
    """(place, size, time) → sha256 of what need not be read today any more and lies in the archive."""
    read = {path: one for path, one in known.items() if not _is_due(path, one, today)}
    there = archive.holding({one.sha256 for one in read.values()})
    return {(path, one.size_bytes, one.modified): one.sha256 for path, one in read.items() if one.sha256 in there}


def _is_due(path: str, one: KnownFile, today: dt.date) -> bool:
    """Whether it is to be read anew: the older ones on one day in so many, by their places, so that no day has all of them."""
    if one.read_on == today:
        return False
    midnight = (today - dt.date(1970, 1, 1)).total_seconds()
    if midnight - one.modified < _YOUNG_SECONDS:
        return True
    turn = crc32(path.encode())
    return (today.toordinal() + turn) // _SELDOM != (one.read_on.toordinal() + turn) // _SELDOM


def note_read(
    warehouse: Warehouse,
    known: Mapping[str, KnownFile],
    arrivals: Iterable[Arrival],
    gone: Collection[str],
    today: dt.date,
) -> None:
    """Write down what was read at this look; of a place where nothing lies any more (`gone`) nothing is known.

    What was changed just now is not written down: it may change again within the same tick of the share's clock.
    """
    read = {
        one.file: KnownFile(one.size_bytes, one.modified, one.sha256, today)
        for one in arrivals
        if not one.fault and is_settled(one.modified) and len(one.file.encode()) <= _LONGEST_PLACE
    }
    rows = [{"path": path, **vars(one)} for path, one in read.items() if not _is_as_known(path, one, known.get(path))]
    left = {row["path"] for row in rows} | set(gone)
    if not left:
        return
    with warehouse.writing() as connection:
        for chunk in in_chunks(sorted(left)):
            connection.execute(sa.delete(known_file).where(known_file.c.path.in_(chunk)))
        if rows:
            connection.execute(sa.insert(known_file), rows)


def _is_as_known(path: str, one: KnownFile, before: KnownFile | None) -> bool:
    """Whether there is nothing to write down: it was read today already, or was not to be read."""
    if before is None or _is_due(path, before, one.read_on):
        return False
    return replace(before, read_on=one.read_on) == one
