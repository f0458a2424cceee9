"""The rows behind a figure as a workbook, for who must hold it against the originals: with the households' codes and names, and
therefore never unnoted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from giamngheo.context import Context
from giamngheo.core.errors import UsageError
from giamngheo.core.formats import as_it_is, day, moment
from giamngheo.core.period import Period
from giamngheo.metadata.form import Column
from giamngheo.operate.household_files import ROWS, ROWS_FAILED
from giamngheo.operate.record_workbook import RecordTable
from giamngheo.report.explanation import left_out
from giamngheo.report.source_rows import SourceRow, Sources, SourceTable, placed, sources_of
from giamngheo.report.wording.explained import left_out_said
from giamngheo.warehouse.audit_log import Entry, write_down

NO_ORIGINAL = "bản gốc đã hủy hoặc không mở được"
_OF_WORKBOOK = ("Mã", "Đơn vị", "Kỳ", "Lần", "Tệp", "sha256 của bản gốc", "Trang tính", "Dòng")


def figure_record(
    context: Context, code: str, period: Period, unit: str | None, who: str, why: str
) -> list[RecordTable]:
    """The rows, a table for each sheet of the form, before them one that says what it is. `UsageError` without a reason.

    That they were asked for is noted before: what leaves the office never does so unnoted.
    """
    if not why.strip():
        raise UsageError("Lập tệp có mã hộ, tên chủ hộ phải có căn cứ; ghi --why, ví dụ --why 'kiểm tra số 12'.")
    found = sources_of(context, code, period, unit, with_keys=True)
    write_down(context.warehouse, Entry(who, ROWS, _about(code, period, unit), why.strip()))
    tables = [_table(context, found, table) for table in found.tables]
    return [_front(context, found, code, period, unit), *tables]


def no_figure_record(context: Context, code: str, period: Period, unit: str | None, who: str, cause: str) -> None:
    """Note the outcome of an order that came to nothing."""
    write_down(context.warehouse, Entry(who, ROWS_FAILED, _about(code, period, unit), cause))


def value_text(column: Column, value: object) -> str:
    if isinstance(value, dt.date):
        return day(value)
    return next((choice.label for choice in column.choice if choice.code == value), as_it_is(value))


def side_titles(found: Sources) -> dict[str, str]:
    """Key of a part → what it is called."""
    denominator = {found.behind.denominator.key: "Mẫu số"} if found.behind.denominator else {}
    return {found.behind.numerator.key: "Tử số" if denominator else "Tính vào"} | denominator


def _about(code: str, period: Period, unit: str | None) -> str:
    return f"{code}/{period.code}/{unit or ''}"


def _table(context: Context, found: Sources, table: SourceTable) -> RecordTable:
    titles = side_titles(found)
    heads = (*_OF_WORKBOOK, *(titles[one.key] for one in table.sums), *(one.heading for one in table.fields))
    rows = placed(context, table.rows, table.sheet, table.fields)
    return RecordTable(table.sheet.name, heads, tuple(tuple(_line(context, table, one)) for one in rows))


def _line(context: Context, table: SourceTable, one: SourceRow) -> Iterable[str | float]:
    own, (sheet, row) = one.submission, one.place or (f"{table.sheet.name} ({NO_ORIGINAL})", one.row)
    yield from (own.unit, context.units.name(own.unit, Period.parse(own.period)), own.period, own.version)
    yield from (own.file, own.sha256, sheet, row)
    yield from (one.parts.get(part.key, "") for part in table.sums)
    yield from (value_text(column, one.values[column.field]) for column in table.fields)


def _front(context: Context, found: Sources, code: str, period: Period, unit: str | None) -> RecordTable:
    titles = side_titles(found)
    lines: list[tuple[str | float, ...]] = [
        ("Số liệu", code),
        ("Kỳ", period.title),
        ("Đơn vị", context.configuration.area_tree.get(unit, period).name if unit else "tất cả"),
        ("Lập lúc", moment(context.clock.now)),
    ]
    for table in found.tables:
        for part in table.sums:
            rows = sum(bool(one.parts.get(part.key)) for one in table.rows)
            lines.append((titles[part.key], table.total(part.key)))
            lines.append((f"  {part.expression}", f"{rows} dòng, trang «{table.sheet.name}»"))
    absent = left_out_said(left_out(context.warehouse, code, period, unit))
    lines += [(sentence, "") for sentence in absent]
    return RecordTable("Về tệp này", ("Các dòng tính ra một số liệu", ""), tuple(lines))
