"""Receive: keep every file of the shared folder in the archive, and note what is new."""

from __future__ import annotations

import logging

from giamngheo.context import open_workplace
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
    """Archive what lies in the inbox; give the submissions that wait for a verdict, in the order they came.

    `units`: only these units' folders; an empty list means all.
    """
    place = open_workplace(today)
    settings = place.settings
    largest = settings.limits.file_mb * 2**20
    month, of = Period.parse(period).last_month, place.units
    dropped = collect(
        settings.inbox, settings.settle_seconds, largest, frozenset(units), lambda code: of.of_folder(code, month)
    )
    found = [_arrival(place.archive, file) for file in dropped]
    pending = [arrival for arrival in found if arrival.fault in _PENDING]
    arrivals = [arrival for arrival in found if arrival.fault not in _PENDING]
    new = note_arrivals(place.warehouse, arrivals, pending, month, place.clock.now, units)
    lying_there = [(arrival.folder_unit, arrival.sha256) for arrival in arrivals]
    closed = closed_months(place.warehouse, place.clock.today)
    to_judge = [
        one
        for one in waiting(place.warehouse, place.rules_version, place.clock.today, lying_there, closed)
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
