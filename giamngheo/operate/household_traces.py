"""Where a household stands: in which rows, findings and explanations of the warehouse, and in which originals.

Households are known by their code, which begins with their unit's. Looked through are the originals of that unit, of the units
that it became, and of whoever else has named the household; a workbook that was refused has no rows, and is found so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from giamngheo.check.explanations import Explanation, explained_by
from giamngheo.check.finding import Finding
from giamngheo.check.stored_findings import finding_of
from giamngheo.context import Context
from giamngheo.core.errors import NothingFound, StorageUnavailable, UsageError
from giamngheo.core.period import Period
from giamngheo.metadata.classes import CLASS
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.form import Sheet
from giamngheo.metadata.recipients import FULL_REPORT
from giamngheo.read.located_cells import bare_code, is_code
from giamngheo.read.pool import holds_code_apart
from giamngheo.read.workbook import UNIT_DIGITS, codes_in
from giamngheo.report.compose.lists import public_stories
from giamngheo.store.originals import destroyed
from giamngheo.store.submissions import IN_FORCE
from giamngheo.warehouse.engine import Warehouse, in_chunks
from giamngheo.warehouse.schema import answer, finding, report, submission

CODE_COLUMN = "household_code"
_DIGITS = "[0-9]{3}[^0-9]?[0-9]{3}"  # of every code in a text, also of one in groups
_TEXTS = ("text", "code")
_TELLING = sa.select(report).where(report.c.kind == FULL_REPORT).order_by(report.c.id)  # ad hoc ones tell no story


@dataclass(frozen=True)
class Mention:
    """A cell of somebody else's row in which the household's code stands."""

    submission: int
    table: str
    row: int
    field: str


@dataclass(frozen=True)
class Original:
    """An archived workbook. `holds`: whether the household stands in it, `None` where it cannot be opened.

    `answer`: the marked workbook that was laid into the unit's folder.
    """

    submission: sa.Row[Any]
    holds: bool | None
    answer: str | None


@dataclass(frozen=True)
class Traces:
    """`rows`: the household's own, by sheet; `lines`: (submission, row) of explanations about it; `reports`: (period,
    revision) of those that tell its story."""

    code: str
    submissions: Mapping[int, sa.Row[Any]]
    rows: Mapping[str, Sequence[sa.RowMapping]]
    mentions: Sequence[Mention]
    findings: Sequence[tuple[int, Finding]]
    lines: Sequence[tuple[int, int]]
    originals: Sequence[Original]
    reports: Sequence[tuple[str, int]]

    @property
    def last_month(self) -> str | None:
        """The last month in which it was accepted: what was refused may come again, corrected."""
        accepted = (Period.parse(row.period) for row in self.submissions.values() if row.status == "accepted")
        return max((period.last_month.code for period in accepted), default=None)

    @property
    def in_originals(self) -> list[Original]:
        return [one for one in self.originals if one.holds]


def code_from(text: str) -> str:
    """A household's code as somebody types it; `UsageError` where it is none."""
    code = bare_code(text.strip())
    if not is_code(code) or len(code) <= UNIT_DIGITS:
        raise UsageError("Mã hộ gồm 5 chữ số mã đơn vị và số thứ tự, ví dụ 186040001; xem lại mã.")
    return code


def traces_of(context: Context, code: str) -> Traces:
    """Everything that the product holds of a household; `NothingFound` where that is nothing."""
    warehouse = context.warehouse
    with warehouse.reading() as connection:
        rows = {table: own for table, own in _own_rows(connection, warehouse, code) if own}
        mentions = list(_mentions(connection, warehouse, code))
        findings = [
            (row.submission_id, finding_of(row))
            for row in connection.execute(
                sa.select(finding).where(finding.c.subject == code).order_by(finding.c.submission_id, finding.c.id)
            )
        ]
        lines = [(identity, row) for identity, row, _ in lines_about(connection, warehouse, {code})]
        named = {row["submission_id"] for own in rows.values() for row in own} | {one.submission for one in mentions}
        named |= {identity for identity, _ in (*findings, *lines)}
        known = _submissions(connection, context.configuration, code, named)
        reports = [(one.period, one.revision) for one, _ in reports_telling(connection, warehouse, {code})]
    originals = _originals(context, code, [row for row in known.values() if row.fault is None and row.sha256])
    named |= {one.submission.id for one in originals if one.holds}
    if not named:
        raise NothingFound("Không có dữ liệu nào của hộ này; xem lại mã hộ, hoặc hộ đã được xóa.")
    held = {identity: row for identity, row in known.items() if identity in named}
    return Traces(code, held, rows, mentions, findings, lines, originals, reports)


def no_traces(code: str) -> Traces:
    """Of a household of which nothing is held."""
    return Traces(code, {}, {}, (), (), (), (), ())


def still_listed(warehouse: Warehouse, code: str | None = None) -> dict[str, Period]:
    """Household (or only the one given) → the month of its unit's last accepted report, which lists it by one of the standards."""
    household, classes = warehouse.rows["household"], warehouse.configuration.classes
    columns = {CLASS, *(standard.column for standard in classes.standards)}
    is_listed = sa.or_(*(household.c[name].in_(classes.listed_codes) for name in sorted(columns)))
    query = (
        sa.select(household.c[CODE_COLUMN], sa.func.max(submission.c.period))
        .join_from(household, submission, submission.c.id == household.c.submission_id)
        .where(IN_FORCE, is_listed)
        .group_by(household.c[CODE_COLUMN])
    )
    with warehouse.reading() as connection:
        own = household.c[CODE_COLUMN] == code if code else household.c[CODE_COLUMN].is_not(None)
        listed = [(name, Period.parse(month)) for name, month in connection.execute(query.where(own))]
        reports = connection.execute(sa.select(submission.c.unit, submission.c.period).where(IN_FORCE)).all()
    last: dict[str, Period] = {}
    for unit, month in ((row.unit, Period.parse(row.period)) for row in reports):
        for prefix in warehouse.configuration.unit_register.prefixes(unit, month):
            last[prefix] = max(month, last.get(prefix, month))
    return {name: month for name, month in listed if month >= last.get(name[:UNIT_DIGITS], month)}


def lineage(configuration: Configuration, code: str) -> set[str]:
    """The unit that a code begins with, and the units that it became."""
    units = {code[:UNIT_DIGITS], configuration.unit_register.meant(code[:UNIT_DIGITS], None)}
    while more := {one.succeeded_by for one in configuration.units if one.code in units and one.succeeded_by} - units:
        units |= more
    return units


def require_off_the_list(warehouse: Warehouse, traces: Traces) -> None:
    """`UsageError` while the unit's last accepted report lists the household: it must be reported, and comes again."""
    month = still_listed(warehouse, traces.code).get(traces.code)
    if month:
        raise UsageError(
            f"Hộ còn trong danh sách ở báo cáo mới nhất của đơn vị ({month.title}), nên đơn vị còn phải báo cáo hộ này. "
            "Chỉ xóa được khi hộ đã ra khỏi danh sách, hoặc sau khi đơn vị nộp bản sửa nếu ghi nhầm hộ."
        )


def text_columns(sheet: Sheet) -> list[str]:
    return [column.field for column in sheet.column if column.type in _TEXTS]


def may_hold_code(column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """What the database can tell of it: texts without so many digits are not even fetched."""
    return column.regexp_match(_DIGITS)


def lines_about(connection: sa.Connection, warehouse: Warehouse, codes: Set[str]) -> list[tuple[int, int, str]]:
    """(submission, row, code) on the sheet of explanations: rows that name a household, or explain what was found of it."""
    sheet = warehouse.configuration.form.explaining
    if sheet is None:
        return []
    table, found = warehouse.rows[sheet.table], _findings_beside(connection, codes)
    rows = connection.execute(sa.select(table).order_by(table.c.submission_id, table.c.row))
    about = ((row, _about(row, codes, found.get(row.submission_id, []))) for row in rows)
    return [(row.submission_id, row.row, code) for row, code in about if code]


def reports_telling(
    connection: sa.Connection, warehouse: Warehouse, codes: Set[str]
) -> Iterator[tuple[sa.Row[Any], dict[int, tuple[int, str, str]]]]:
    """Each report that tells a story of one of the households: at which place of its stories, by which submission, of whom, in which words."""
    table = warehouse.rows["story"]
    own = {row.submission_id for row in connection.execute(sa.select(table)) if row.household_code in codes}
    for made in connection.execute(_TELLING).all() if own else ():
        if own & set(made.submissions):
            told = connection.execute(
                public_stories(table, made.submissions, table.c.submission_id, table.c[CODE_COLUMN], table.c.summary)
            )
            places = {place: tuple(row) for place, row in enumerate(told) if row.household_code in codes}
            if places:
                yield made, places


def _about(row: sa.Row[Any], codes: Set[str], found: Sequence[Finding]) -> str | None:
    line = Explanation(row.row, row.rule or "", row.place, row.reason or "")
    named = {bare_code(line.place or ""), *(found.code for found in codes_in(line.place or ""))}
    explained = (each.subject for each in explained_by(line, found))
    return next((code for code in (*named, *explained) if code in codes), None)


def _findings_beside(connection: sa.Connection, codes: Set[str]) -> dict[int, list[Finding]]:
    """submission → all its findings, of those that have one about a household."""
    found: dict[int, list[Finding]] = {}
    for some in in_chunks(sorted(codes)):
        own = sa.select(finding.c.submission_id).where(finding.c.subject.in_(some)).distinct()
        found |= {identity: [] for identity in connection.scalars(own)}
    for chunk in in_chunks(found):
        for row in connection.execute(sa.select(finding).where(finding.c.submission_id.in_(chunk))):
            found[row.submission_id].append(finding_of(row))
    return found


def _own_rows(
    connection: sa.Connection, warehouse: Warehouse, code: str
) -> Iterator[tuple[str, Sequence[sa.RowMapping]]]:
    for sheet in warehouse.configuration.sheets:
        if CODE_COLUMN in sheet.columns:
            table = warehouse.rows[sheet.table]
            query = sa.select(table).where(table.c[CODE_COLUMN] == code).order_by(table.c.submission_id, table.c.row)
            yield sheet.table, connection.execute(query).mappings().all()


def _mentions(connection: sa.Connection, warehouse: Warehouse, code: str) -> Iterator[Mention]:
    explaining = warehouse.configuration.form.explaining
    for sheet in warehouse.configuration.sheets:
        table = warehouse.rows[sheet.table]
        others = table.c[CODE_COLUMN].is_distinct_from(code) if CODE_COLUMN in sheet.columns else sa.true()
        for name in text_columns(sheet) if sheet is not explaining else ():
            query = sa.select(table.c.submission_id, table.c.row, table.c[name]).where(
                others, table.c[name].like(f"%{'%'.join(code)}%")
            )
            for identity, row, text in connection.execute(query.order_by(table.c.submission_id, table.c.row)):
                if any(found.code == code for found in codes_in(text)):
                    yield Mention(identity, sheet.table, row, name)


def _submissions(
    connection: sa.Connection, configuration: Configuration, code: str, named: set[int]
) -> dict[int, sa.Row[Any]]:
    """Those that name the household, and all of the units that may."""
    units = lineage(configuration, code)
    concerned = sa.or_(submission.c.unit.in_(units), submission.c.folder_unit.in_(units), submission.c.id.in_(named))
    return {row.id: row for row in connection.execute(sa.select(submission).where(concerned).order_by(submission.c.id))}


def _originals(context: Context, code: str, candidates: Sequence[sa.Row[Any]]) -> list[Original]:
    """Each that is not destroyed, looked through in child processes."""
    gone, limits, children = destroyed(context.warehouse), context.settings.limits, context.settings.task_runner.workers
    form, others = context.configuration.form, context.configuration.other_forms
    there = [one for one in candidates if one.sha256 not in gone]
    with context.warehouse.reading() as connection:
        laid = {row.submission_id: row.file for row in connection.execute(sa.select(answer))}

    def look(one: sa.Row[Any]) -> Original:
        try:
            data = context.archive.read(one.sha256)
        except StorageUnavailable:  # one damaged file, which the self-check tells of, does not keep the others back
            return Original(one, None, laid.get(one.id))
        holds = holds_code_apart(data, one.file, code, form, limits, *others, children=children)
        return Original(one, holds, laid.get(one.id))

    with ThreadPoolExecutor() as threads:
        return list(threads.map(look, there))
