"""Receive: keep every file of the shared folder in the archive, and note what is new."""

from __future__ import annotations

import logging

from giamngheo.context import open_context
from giamngheo.core.archive import Archive, digest
from giamngheo.core.period import Period
from giamngheo.receive.arrivals import Arrival, note_arrivals
from giamngheo.receive.shared_folder import Dropped, collect
from giamngheo.store.deadlines import closed_months
from giamngheo.store.submissions import waiting
from tasks.support.step import step

log = logging.getLogger("giamngheo.receive")
_PENDING = {"empty", "growing"}


@step("nhận", "nhận tệp, kỳ {period}")
def receive(period: str, units: list[str], today: str) -> list[int]:
    """Archive what lies in the shared folder; give the submissions that wait for a verdict, in the order they came.

    `units`: only these units' folders; an empty list means all.
    """
    context = open_context(today)
    settings = context.settings
    largest = settings.limits.file_mb * 2**20
    month, of = Period.parse(period).last_month, context.units
    dropped = collect(
        settings.inbox, settings.settle_seconds, largest, frozenset(units), lambda code: of.of_folder(code, month)
    )
    found = [_arrival(context.archive, file) for file in dropped]
    pending = [arrival for arrival in found if arrival.fault in _PENDING]
    arrivals = [arrival for arrival in found if arrival.fault not in _PENDING]
    new = note_arrivals(context.warehouse, arrivals, pending, month, context.clock.now, units)
    lying_there = [(arrival.folder_unit, arrival.sha256) for arrival in arrivals]
    closed = closed_months(context.warehouse, context.clock.today)
    to_judge = [
        one
        for one in waiting(context.warehouse, context.rules_version, context.clock.today, lying_there, closed)
        if not units or one.folder_unit in units
    ]
    log.info(
        "Nhận: %d tệp trong thư mục dùng chung, %d tệp mới, %d tệp đang chờ chép.",
        len(found),
        new,
        len(pending),
    )
    return [submission.id for submission in to_judge]


def _arrival(archive: Archive, file: Dropped) -> Arrival:
    """Put the content away before anything reads it. What cannot be read in is known by its place and time."""
    if file.fault:
        identity = digest(f"{file.fault} {file.path} {file.size} {file.modified}".encode())
        return Arrival(file.unit, file.path, identity, file.size, file.fault)
    return Arrival(file.unit, file.path, archive.keep(file.data), file.size)
