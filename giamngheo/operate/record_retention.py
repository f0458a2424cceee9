"""What of households and originals is past the office's own periods (`[keep]` of `config/operation.toml`), and its removal.

A household's file ends with the last month in which it stands, and not while its unit's last accepted report lists it: its
names go from all months together, so that no month is compared with one in which the household has another name. Sums,
attainments and reports stay; the files of reports, too.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from giamngheo.context import Context
from giamngheo.core.period import Period
from giamngheo.core.pseudonym import PREFIX
from giamngheo.operate.erased_beside_backups import keep_beside_own_backups
from giamngheo.operate.erasure import Asked, alone, pseudonymise, pseudonyms_of
from giamngheo.operate.household_traces import CODE_COLUMN, still_listed
from giamngheo.store.originals import destroy_noted, destroyed, note_destroyed, still_needed
from giamngheo.store.submissions import LAST_MONTH
from giamngheo.warehouse.audit_log import Entry, add
from giamngheo.warehouse.schema import answer, submission

_FORGET = "forget"
_WHY = "hết thời hạn bảo quản"


@dataclass(frozen=True)
class Due:
    """Codes of households, sha256 of originals, and the marked workbooks in the shared folder, which the office removes.

    `still_listed`: of how many households only the last of their unit's reports, be it ever so old, keeps the names.
    `households_before`, `originals_before`: the first month that is kept; `None` where nothing ends.
    """

    households: tuple[str, ...]
    originals: tuple[str, ...]
    answers: tuple[str, ...]
    still_listed: int
    households_before: Period | None
    originals_before: Period | None


def due(context: Context) -> Due:
    """What has come to the end of its period by today."""
    keep, today = context.configuration.operation.keep, context.clock.today
    households, originals = _first_kept(today, keep.household_years), _first_kept(today, keep.original_years)
    files = _originals(context, originals) if originals else {}
    over = _past(context, households) if households else set()
    listed = over & still_listed(context.warehouse).keys() if over else set()
    return Due(
        tuple(sorted(over - listed)),
        tuple(sorted(set(files.values()))),
        tuple(_answers(context, set(files))),
        len(listed),
        households,
        originals,
    )


def remove(context: Context, what: Due, who: str) -> int:
    """Take away, in one transaction, what is still due of what was listed; gives how many rows of the warehouse were changed.

    Run again it does what is left.
    """
    pseudonyms = pseudonyms_of(context) if what.households else None
    with alone(context, "Xóa dữ liệu hết thời hạn", _FORGET):
        now = due(context)  # a run may have taken in more since the list was made
        households = sorted(set(what.households) & set(now.households))
        until = str(what.households_before)
        asked = {code: Asked(pseudonyms.of(code), until) for code in households} if pseudonyms else {}
        with context.warehouse.writing() as connection:
            rows = pseudonymise(connection, context.warehouse, asked) if asked else 0
            if asked:
                add(connection, Entry(who, _FORGET, until, f"{_WHY}: {len(asked)} hộ"))
            note_destroyed(connection, set(what.originals) & set(now.originals), who, _WHY)
    destroy_noted(context.warehouse, context.archive)
    keep_beside_own_backups(context)
    return rows


def _first_kept(today: dt.date, years: int | None) -> Period | None:
    return Period.month_of(today) - 12 * years if years else None


def _past(context: Context, first_kept: Period) -> set[str]:
    """Households that stand in no month which is kept."""
    tables = [context.warehouse.rows[one.table] for one in context.configuration.sheets if CODE_COLUMN in one.columns]
    last: dict[str, str] = {}
    with context.warehouse.reading() as connection:
        for table in tables:
            code = table.c[CODE_COLUMN]
            query = sa.select(code, sa.func.max(LAST_MONTH)).join_from(
                table, submission, submission.c.id == table.c.submission_id
            )
            for name, month in connection.execute(query.where(code.is_not(None)).group_by(code)):
                last[name] = max(month, last.get(name, ""))
    return {name for name, month in last.items() if month < first_kept.code and not name.startswith(PREFIX)}


def _originals(context: Context, first_kept: Period) -> dict[int, str]:
    """submission → sha256, of content that no later month came with; judged, and not destroyed yet."""
    with context.warehouse.reading() as connection:
        rows = connection.execute(
            sa.select(submission).where(submission.c.sha256.is_not(None), submission.c.fault.is_(None))
        ).all()
    kept = {row.sha256 for row in rows if _month(row) >= first_kept.code}
    kept |= still_needed(context.warehouse) | destroyed(context.warehouse)
    return {row.id: row.sha256 for row in rows if row.sha256 not in kept}


def _month(row: sa.Row[tuple[object, ...]]) -> str:
    """Of which month a workbook is; of one that does not say so, with which it came."""
    return Period.parse(row.period).last_month.code if row.period else str(row.collected_in)


def _answers(context: Context, submissions: set[int]) -> list[str]:
    with context.warehouse.reading() as connection:
        return sorted(row.file for row in connection.execute(sa.select(answer)) if row.submission_id in submissions)
