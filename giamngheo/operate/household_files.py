"""Files that tell of a household and are nobody's to change but the office's and the units': it must take them away itself.

Looked through is what lies in the shared folder now, in the folders of the units that may name the household: their own files,
what they never sent, the annotated workbooks and the forms that we laid there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from giamngheo.context import Context
from giamngheo.core.archive import digest
from giamngheo.core.formats import moment
from giamngheo.core.period import Period
from giamngheo.core.pseudonym import pseudonyms_in
from giamngheo.operate.household_traces import Traces, lineage
from giamngheo.read.pool import holds_code_apart
from giamngheo.read.workbook import codes_in
from giamngheo.receive.shared_folder import Dropped, PassedOver, list_folder, taken_in
from giamngheo.warehouse.schema import journal

EXPORT, NOT_EXPORTED = "export", "không lập được tệp"  # in the audit log: the order, and how its outcome begins
_OPENS_NOTHING = "không mở được"


@dataclass(frozen=True)
class LeftBehind:
    """Places in the shared folder of files that hold a household, and what could not be looked into."""

    files: tuple[str, ...]
    unseen: tuple[PassedOver, ...]


def left_in_shared_folder(context: Context, traces: Traces) -> LeftBehind:
    """`InboxUnavailable` where nobody can look."""
    units = frozenset(lineage(context.configuration, traces.code)).union(
        *({row.unit, row.folder_unit} for row in traces.submissions.values())
    )
    month = Period.month_of(context.clock.today)
    listing = list_folder(
        context.settings.inbox, units, lambda code: context.units.of_folder(code, month), with_ours=True
    )
    known = {one.submission.sha256: one.holds for one in traces.originals}
    files, unseen = [], list(listing.passed_over)
    for file in taken_in(listing.files, 0, context.settings.limits.file_mb * 2**20):
        holds = None if file.fault else _holds(context, file, traces.code, known)
        if holds:
            files.append(file.path)
        elif holds is None and file.fault != "empty":
            unseen.append(PassedOver(file.path, _OPENS_NOTHING))
    return LeftBehind(tuple(files), tuple(unseen))


def _holds(context: Context, file: Dropped, code: str, known: dict[str, bool | None]) -> bool | None:
    """`known`: what was seen already, by content."""
    seen = known.get(digest(file.data))
    if seen is None and file.path.endswith(".txt"):  # the answer to what is no workbook
        return any(found.code == code for found in codes_in(file.data.decode("utf-8", "replace")))
    if seen is None:
        return holds_code_apart(file.data, file.path, code, context.configuration.form, context.settings.limits)
    return seen


def exports_of(context: Context, traces: Traces) -> Iterator[str]:
    """When all of the household's data were given out: where that lies now nobody knows."""
    pseudonyms = pseudonyms_in(context.settings.pseudonym_key_file)
    if pseudonyms is None:
        return
    query = sa.select(journal.c.at).where(
        journal.c.action == EXPORT,
        journal.c.about == pseudonyms.of(traces.code),
        ~journal.c.why.startswith(NOT_EXPORTED),
    )
    with context.warehouse.reading() as connection:
        yield from map(moment, connection.scalars(query.order_by(journal.c.id)))
