"""Originals that were destroyed for good, on a household's request or because their time is over.

The audit log says which, by whom and why; their submissions, figures and sha256 stay. What was destroyed is not missing, and
is not taken in again from the shared folder.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from giamngheo.core.archive import Archive
from giamngheo.warehouse.audit_log import Entry, add, last_words
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import submission

DESTROY = "destroy"  # in the audit log
_JUDGED = ("accepted", "rejected")


def destroyed(warehouse: Warehouse) -> frozenset[str]:
    """The sha256 of each."""
    return frozenset(last_words(warehouse, (DESTROY,)))


def still_needed(warehouse: Warehouse) -> set[str]:
    """The sha256 of content that waits to be judged in some unit's folder: the next run reads it."""
    waiting = sa.select(submission.c.sha256).where(
        submission.c.status.not_in(_JUDGED), submission.c.sha256.is_not(None)
    )
    with warehouse.reading() as connection:
        return set(connection.scalars(waiting))


def note_destroyed(connection: sa.Connection, originals: Iterable[str], who: str, why: str) -> None:
    """Before they go: killed in between, they go with the next look (`destroy_noted`)."""
    for sha256 in sorted(originals):
        add(connection, Entry(who, DESTROY, sha256, why))


def destroy_noted(warehouse: Warehouse, archive: Archive) -> int:
    """Take away what the audit log says is destroyed; gives how many were still there."""
    return sum(archive.destroy(sha256) for sha256 in destroyed(warehouse) & archive.stored())
