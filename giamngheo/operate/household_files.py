"""Files that tell of a household and are nobody's to change but the office's and the units': it must take them away itself.

Looked through is what lies in the shared folder now, in the folders of the units that may name the household: their own files,
what they never sent, the annotated workbooks and the forms that we laid there.
"""

from __future__ import annotations

import codecs
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
from giamngheo.receive.passed_over import PassedOver
from giamngheo.receive.share import Share
from giamngheo.receive.shared_folder import Dropped, list_folder, taken_in
from giamngheo.warehouse.schema import journal

EXPORT, EXPORT_FAILED = "export", "export failed"  # in the audit log: the order, and that it came to nothing
ROWS, ROWS_FAILED = "export rows", "rows failed"  # the same of the rows behind a figure
_OPENS_NOTHING = "không mở được"


@dataclass(frozen=True)
class LeftBehind:
    """Places in the shared folder of files that hold a household, and what could not be looked into; `folders`: units whose
    folders were looked through."""

    folders: tuple[str, ...]
    files: tuple[str, ...]
    unseen: tuple[PassedOver, ...]


def left_in_shared_folder(context: Context, traces: Traces) -> LeftBehind:
    """`InboxUnavailable` where nobody can look."""
    units = frozenset(lineage(context.configuration, traces.code)).union(
        *({row.unit, row.folder_unit} for row in traces.submissions.values())
    )
    month = Period.month_of(context.clock.today)
    inbox = context.settings.inbox
    listing = list_folder(inbox, units, lambda code: context.units.of_folder(code, month), with_ours=True)
    known = {one.submission.sha256: one.holds for one in traces.originals}
    files, unseen = [], list(listing.passed_over)
    for file in taken_in(Share(inbox), listing.files, 0, context.settings.limits.file_mb * 2**20):
        holds = None if file.fault else _holds(context, file, traces.code, known)
        if holds:
            files.append(file.path)
        elif holds is None and file.fault != "empty":
            unseen.append(PassedOver(file.path, _OPENS_NOTHING))
    return LeftBehind(tuple(sorted(listing.folders)), tuple(files), tuple(unseen))


def _holds(context: Context, file: Dropped, code: str, known: dict[str, bool | None]) -> bool | None:
    """`known`: what was seen already, by content."""
    seen = known.get(digest(file.data))
    if seen is None and file.path.endswith(".txt"):  # the answer to what is no workbook
        text = _text_of(file.data)
        return None if text is None else any(found.code == code for found in codes_in(text))
    if seen is None:
        form, others = context.configuration.form, context.configuration.other_forms
        limits, children = context.settings.limits, context.settings.task_runner.workers
        return holds_code_apart(file.data, file.path, code, form, limits, *others, children=children)
    return seen


def _text_of(data: bytes) -> str | None:
    """As an editor saved it, which may be with two bytes a letter; `None` where it is no text."""
    try:
        return data.decode("utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig")
    except UnicodeDecodeError:
        return None


def exports_of(context: Context, code: str) -> list[str]:
    """When all of the household's data were given out: where that lies now nobody knows."""
    pseudonyms = pseudonyms_in(context.settings.pseudonym_key_file)
    if pseudonyms is None:
        return []
    query = sa.select(journal.c.at, journal.c.action).where(
        journal.c.action.in_((EXPORT, EXPORT_FAILED)), journal.c.about == pseudonyms.of(code)
    )
    found: list[str] = []
    with context.warehouse.reading() as connection:
        for row in connection.execute(query.order_by(journal.c.id)):
            if row.action == EXPORT:
                found.append(moment(row.at))
            elif found:
                found.pop()  # the order before it
    return found


def row_exports_of(context: Context, code: str) -> list[str]:
    """Which figures' rows were given out since, among them perhaps the household's: of its unit, of what that became, of an area
    or of all. `17/3/2020 8:00 (insured_poor, kỳ 2020-03, 18604)`"""
    units, known = lineage(context.configuration, code), context.units.codes(None)
    found: list[tuple[str, str]] = []  # what it is about, and how it is said
    with context.warehouse.reading() as connection:
        query = sa.select(journal.c.at, journal.c.action, journal.c.about).where(
            journal.c.action.in_((ROWS, ROWS_FAILED))
        )
        for row in connection.execute(query.order_by(journal.c.id)):
            figure, period, unit = row.about.split("/")
            if unit in known and unit not in units:
                continue
            if row.action == ROWS:
                said = f"{moment(row.at)} ({figure}, kỳ {period}{f', {unit}' if unit else ''})"
                found.append((row.about, said))
            elif same := [at for at, (about, _) in enumerate(found) if about == row.about]:
                del found[same[-1]]  # the order that failed
    return [said for _, said in found]
