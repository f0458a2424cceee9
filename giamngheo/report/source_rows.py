"""The rows of the kept originals that a figure was counted from: which sheet, which row, and what each adds to it.

Every accepted expression adds up over rows (`metadata/expressions.py`), so that a row's part is the expression over it alone, and
the parts add up to the figure. Where a row stands in the workbook is read out of the original itself: the sender may have named
the sheet otherwise, or have gone on in another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from giamngheo.attain.aggregates import Aggregate, add_up, numbers_of, sum_columns
from giamngheo.attain.provenance import Behind, behind, explanation
from giamngheo.context import Context
from giamngheo.core.errors import NothingFound, StorageUnavailable
from giamngheo.core.period import Period
from giamngheo.metadata.expressions import fields_of_expression
from giamngheo.metadata.form import Column, Sheet
from giamngheo.read.layout import Located
from giamngheo.read.pool import read_apart
from giamngheo.store.originals import destroyed
from giamngheo.store.rows import places_of
from giamngheo.warehouse.engine import in_chunks

_READERS = 8  # threads; each waits for one of the children, of which there are as many as `[task_runner]` has workers


@dataclass(frozen=True)
class SourceRow:
    """`row`: as the warehouse has it, which is the workbook's unless the list goes on in another sheet. `parts`: what it adds, by
    `Aggregate.key`. `place`: sheet and row of the original; none of one that is destroyed or not to be opened any more."""

    submission: sa.Row[Any]
    row: int
    parts: Mapping[str, float]
    values: Mapping[str, Any]
    place: tuple[str, int] | None = None


@dataclass(frozen=True)
class SourceTable:
    """The rows of a sheet, by unit, month and row. `fields`: those that the expressions read; `sums`: which parts are over it."""

    sheet: Sheet
    fields: tuple[Column, ...]
    sums: tuple[Aggregate, ...]
    rows: tuple[SourceRow, ...]

    def total(self, key: str) -> float:
        """What its rows add up to."""
        return add_up(one.parts for one in self.rows).get(key, 0)


@dataclass(frozen=True)
class Sources:
    """Of a figure (its only part is `numerator`), or of an indicator."""

    behind: Behind
    tables: tuple[SourceTable, ...]


def sources_of(context: Context, code: str, period: Period, unit: str | None, with_keys: bool = False) -> Sources:
    """The rows of a figure that are not nothing in it; `NothingFound` where no report stands behind it, which is not to be taken for
    none of them. `with_keys`: also what tells whose a row is (`Sheet.row_key`)."""
    found = behind(context.warehouse, code, period, unit)
    if not found.submissions:
        told = explanation(context.warehouse, code, period, unit)
        raise NothingFound(nothing_behind(told))
    sums = [found.numerator, *([found.denominator] if found.denominator else [])]
    tables = []
    for name in {one.rows: None for one in sums}:
        own = [one for one in sums if one.rows == name]
        sheet = context.configuration.form.tables[name]
        read = {
            field for one in own for field in fields_of_expression(context.configuration.form, name, one.expression)
        }
        more = sheet.row_key if with_keys else ()
        fields = tuple(column for column in sheet.column if column.field in read or column.field in more)
        tables.append(SourceTable(sheet, fields, tuple(own), tuple(_rows(context, found, own, fields))))
    return Sources(found, tuple(tables))


def nothing_behind(told: Mapping[str, Any]) -> str:
    """Of an `explanation` without a report: what is said, and what to do."""
    period = Period.parse(told["period"])
    whose = f"{told['title']}, {period.title}, {told['unit_name']}"
    if told["uncounted"]:
        return (
            f"{whose}: {told['uncounted']}; có thêm báo cáo thì chạy giamngheo run --period {period.last_month.code}."
        )
    since = Period.parse(told["since"])
    return f"{whose}: chưa thu thập số liệu này; chọn kỳ từ {since.title} về sau, ví dụ --period {since.code}."


def _rows(context: Context, found: Behind, sums: Sequence[Aggregate], fields: Sequence[Column]) -> Iterable[SourceRow]:
    submissions = {row.id: row for row in found.submissions}
    own = [one for one in found.submissions if _is_asked(found, sums, one)]
    with context.warehouse.reading() as connection:
        for chunk in in_chunks([one.id for one in own]):
            query = _query(context.warehouse.rows[sums[0].rows], sums, fields, chunk)
            for identity, row, *values in connection.execute(query):
                parts = numbers_of(sums, values[: len(sums)])
                if not found.has_denominator_of(submissions[identity]):
                    parts = {key: part for key, part in parts.items() if key == found.numerator.key}
                if any(parts.values()):
                    told = dict(zip((one.field for one in fields), values[len(sums) :], strict=True))
                    yield SourceRow(submissions[identity], row, parts, told)


def _is_asked(found: Behind, sums: Sequence[Aggregate], one: sa.Row[Any]) -> bool:
    return found.numerator in sums or found.has_denominator_of(one)


def _query(
    table: sa.Table, sums: Sequence[Aggregate], fields: Sequence[Column], identities: list[int]
) -> sa.Select[Any]:
    shown = [table.c[one.field] for one in fields]
    adds = sa.or_(*(sa.literal_column(f"coalesce(({one.expression}), 0)") != 0 for one in sums))
    key = (table.c.submission_id, table.c.row)
    parts = [column.label(f"p{place}") for place, column in enumerate(sum_columns(sums))]
    query = sa.select(*key, *parts, *shown).where(table.c.submission_id.in_(identities))
    return query.group_by(*key, *shown).having(adds).order_by(*key)


# ---------------------------------------------------------------- where they stand


def placed(context: Context, rows: Sequence[SourceRow], sheet: Sheet, fields: Sequence[Column]) -> list[SourceRow]:
    """The same with their places, each original read once."""
    submissions = {one.submission.id: one.submission for one in rows}
    gone = destroyed(context.warehouse)
    readable = [one for one in submissions.values() if one.sha256 not in gone]
    with ThreadPoolExecutor(_READERS) as readers:
        found = readers.map(lambda one: _places_in(context, one, sheet, fields), readable)
        places = dict(zip((one.id for one in readable), found, strict=True))
    return [replace(one, place=places.get(one.submission.id, {}).get(one.row)) for one in rows]


def _places_in(
    context: Context, submission: sa.Row[Any], sheet: Sheet, fields: Sequence[Column]
) -> dict[int, tuple[str, int]]:
    """Row → sheet and row of the original; nothing of one that is not to be opened any more. What was read of it is let go."""
    configuration = context.configuration
    try:
        data = context.archive.read(submission.sha256)
    except StorageUnavailable:
        return {}  # `giamngheo doctor` tells what the archive lacks
    settings = context.settings
    reading = read_apart(
        data,
        submission.file,
        configuration.form,
        settings.limits,
        *configuration.other_forms,
        children=settings.task_runner.workers,
    )
    located = reading.located.get(sheet.table)
    return _places(located, fields) if located else {}


def _places(found: Located, fields: Sequence[Column]) -> dict[int, tuple[str, int]]:
    """Of a cover, whose values stand beside labels, the row of the first field that it has."""
    if found.sheet.layout != "labels":
        return places_of(found)
    field = next((one.field for one in fields if one.field in found.columns), "")
    return {0: (found.name, found.row_number(field, 0))}
