"""Receive: keep every file of the shared folder in the archive, and note what is new."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from functools import partial

from giamngheo.context import Context, open_context
from giamngheo.core.archive import digest
from giamngheo.core.period import Period
from giamngheo.receive.arrivals import Arrival, note_arrivals
from giamngheo.receive.known_files import contents_of, known_files, note_read
from giamngheo.receive.mounted import note_look, require_mounted
from giamngheo.receive.passed_over import told
from giamngheo.receive.share import Share
from giamngheo.receive.shared_folder import Dropped, Listing, list_folder, taken_in
from giamngheo.store.deadlines import closed_months
from giamngheo.store.originals import destroyed
from giamngheo.store.submissions import waiting
from giamngheo.warehouse.audit_log import Entry, write_down
from tasks.support.step import step

log = logging.getLogger("giamngheo.receive")
_PENDING, _DESTROYED = {"empty", "growing"}, "destroyed"


@step("nhận", "nhận tệp, kỳ {period}")
def receive(period: str, units: list[str], today: str, is_cleared: bool = False) -> list[int]:
    """Archive what lies in the shared folder; give the submissions that wait for a verdict, in the order they came.

    `units`: only these units' folders; an empty list means all. `is_cleared`: somebody says that the folder was cleared
    on purpose, so that it may have far less than before.
    """
    context = open_context(today)
    settings, month = context.settings, Period.parse(period).last_month
    looked_at = context.clock.now  # what comes while files are waited for was not there yet
    senders = context.configuration.senders
    meant = partial(senders.of_folder, period=month)
    listing = list_folder(settings.inbox, frozenset(units), meant, offices=senders.office_codes)
    files = listing.files_of_units()
    if not is_cleared:
        require_mounted(context.warehouse, settings.inbox, files, units)
    known, gone = known_files(context.warehouse), destroyed(context.warehouse)
    contents = contents_of(known, context.clock.today, context.archive)
    largest = settings.limits.file_mb * 2**20
    taken = taken_in(Share(settings.inbox), listing.files, settings.settle_seconds, largest, contents)
    found = [_arrival(context, file, gone) for file in taken]
    pending = [arrival for arrival in found if arrival.fault in _PENDING]
    arrivals = [arrival for arrival in found if arrival.fault not in {*_PENDING, _DESTROYED}]
    new = note_arrivals(context.warehouse, arrivals, pending, month, context.clock.now, units)
    note_look(context.warehouse, files, looked_at, units)
    note_read(context.warehouse, known, arrivals, _gone(known, listing, units), context.clock.today)
    lying_there = [(arrival.folder_unit, arrival.sha256) for arrival in arrivals]
    closed = closed_months(context.warehouse, context.clock.today)
    to_judge = [
        one
        for one in waiting(context.warehouse, context.rules_version, context.clock.today, lying_there, closed)
        if not units or one.folder_unit in units
    ]
    _tell(found, new, pending, listing)
    return [submission.id for submission in to_judge]


def _arrival(context: Context, file: Dropped, gone: Collection[str]) -> Arrival:
    """Put the content away before anything reads it. What cannot be read in is known by its place and time.

    `gone`: contents that were destroyed for the sake of a household, and are not taken in again.
    """
    if file.fault:
        identity = digest(f"{file.fault} {file.path} {file.size} {file.modified}".encode())
        return Arrival(file.unit, file.path, identity, file.size, file.modified, file.fault)
    sha256 = file.sha256 or digest(file.data)
    if sha256 in gone:
        return Arrival(file.unit, file.path, sha256, file.size, file.modified, _DESTROYED)
    if file.data and context.archive.keep_or_heal(file.data)[1]:
        healed = Entry("hệ thống", "heal", sha256, "bản gốc hỏng được thay bằng bản tốt của đơn vị")
        write_down(context.warehouse, healed)
    return Arrival(file.unit, file.path, sha256, file.size, file.modified)


def _gone(known: Collection[str], listing: Listing, units: Collection[str]) -> set[str]:
    """Places where nothing lies any more; of a look at some units only nothing can be said of the others'."""
    return set() if units else set(known) - {seen.path for _, _, seen in listing.files}


def _tell(found: Sequence[Arrival], new: int, pending: Sequence[Arrival], listing: Listing) -> None:
    counts = len(found), new, len(pending)
    log.info("Nhận: %d tệp trong thư mục dùng chung, %d tệp mới, %d tệp đang chờ chép.", *counts)
    if listing.passed_over:
        log.warning("Bỏ qua trong thư mục dùng chung: %s.", told(listing.passed_over))
    if lost := sum(arrival.fault == _DESTROYED for arrival in found):
        log.warning("Bỏ qua %d tệp có bản gốc đã hủy theo quy định về dữ liệu cá nhân.", lost)
