"""Everything that is held of a household, as tables that it can read: the answer to its request (Law 91/2025/QH15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from giamngheo.context import Context
from giamngheo.core.errors import UsageError
from giamngheo.core.formats import as_it_is, day, moment
from giamngheo.core.period import Period
from giamngheo.metadata.form import Column, Sheet
from giamngheo.operate.erasure import pseudonyms_of
from giamngheo.operate.household_files import EXPORT, EXPORT_FAILED
from giamngheo.operate.household_traces import Traces
from giamngheo.operate.record_workbook import RecordTable, as_workbook
from giamngheo.warehouse.audit_log import Entry, write_down
from giamngheo.warehouse.schema import journal

_DONE = {"erase": "xóa dữ liệu", EXPORT: "lập tệp dữ liệu", EXPORT_FAILED: "không lập được tệp"}
_OF_WORKBOOK = ("Đơn vị", "Kỳ", "Lần", "Tình trạng")


def record_of(context: Context, traces: Traces, who: str, why: str) -> list[RecordTable]:
    """The tables that have rows. `UsageError` without a reason.

    That they were asked for is noted before, without the household's code: what leaves the office never does so unnoted.
    """
    if not why.strip():
        raise UsageError("Lập tệp dữ liệu phải có căn cứ; ghi --why, ví dụ --why 'đơn số 12'. Đừng ghi tên người.")
    name = pseudonyms_of(context).of(traces.code)
    write_down(context.warehouse, Entry(who, EXPORT, name, why.strip()))
    tables = [
        *_rows(context, traces),
        _findings(context, traces),
        _explanations(context, traces),
        _files(context, traces),
        _mentions(context, traces),
        RecordTable(
            "Báo cáo nêu gương sáng", ("Kỳ", "Lần"), tuple((period, str(lan)) for period, lan in traces.reports)
        ),
        _audit_log(context, name),
    ]
    return [table for table in tables if table.rows]


def not_exported(context: Context, code: str, who: str, cause: str) -> None:
    """Note the outcome of an order that came to nothing."""
    name = pseudonyms_of(context).of(code)
    write_down(context.warehouse, Entry(who, EXPORT_FAILED, name, cause))


def household_workbook(tables: Sequence[RecordTable], code: str, now: dt.datetime) -> bytes:
    """A workbook for a person: a sheet a table, before them one that says what it is."""
    return as_workbook([_about(tables, code, now), *tables])


def _about(tables: Sequence[RecordTable], code: str, now: dt.datetime) -> RecordTable:
    lines = [("Mã hộ", code), ("Lập lúc", moment(now))]
    lines += [(f"Trang «{table.name}»", f"{len(table.rows)} dòng") for table in tables]
    return RecordTable("Về tệp này", ("Dữ liệu đang giữ về một hộ", ""), tuple(lines))


def _rows(context: Context, traces: Traces) -> Iterator[RecordTable]:
    for sheet in context.configuration.sheets:
        heads = (*_OF_WORKBOOK, "Dòng", *(column.heading for column in sheet.column))
        rows = tuple(
            (*_workbook(context, traces, row["submission_id"]), str(row["row"]), *_values(sheet, row))
            for row in traces.rows.get(sheet.table, ())
        )
        yield RecordTable(_name(context, sheet), heads, rows)


def _name(context: Context, sheet: Sheet) -> str:
    """That of the sheet; of a form beside the main one with the form's, for two forms may call a sheet the same."""
    form = next(form for form in context.configuration.forms if sheet in form.sheets)
    return sheet.name if form is context.configuration.form else f"{sheet.name} {form.id}"


def _values(sheet: Sheet, row: sa.RowMapping) -> Iterator[str]:
    for column in sheet.column:
        yield _shown(column, row[column.field])


def _shown(column: Column, value: Any) -> str:
    if isinstance(value, dt.date):
        return day(value)
    return next((choice.label for choice in column.choice if choice.code == value), as_it_is(value))


def _findings(context: Context, traces: Traces) -> RecordTable:
    heads = (*_OF_WORKBOOK, "Mã quy tắc", "Trang tính", "Dòng", "Cột", "Nội dung", "Giải trình")
    rows = tuple(
        (
            *_workbook(context, traces, identity),
            *(one.rule, one.sheet or "", str(one.row or ""), one.column or "", one.message, one.explanation or ""),
        )
        for identity, one in traces.findings
    )
    return RecordTable("Kết quả kiểm tra", heads, rows)


def _explanations(context: Context, traces: Traces) -> RecordTable:
    sheet = context.configuration.form.explaining
    heads = (*_OF_WORKBOOK, "Dòng", *(column.heading for column in sheet.column)) if sheet else ()
    rows = []
    if sheet and traces.lines:
        table, wanted = context.warehouse.rows[sheet.table], set(traces.lines)
        query = sa.select(table).where(table.c.submission_id.in_({identity for identity, _ in wanted}))
        with context.warehouse.reading() as connection:
            found = connection.execute(query.order_by(table.c.submission_id, table.c.row)).mappings().all()
        rows = [
            (*_workbook(context, traces, row["submission_id"]), str(row["row"]), *_values(sheet, row))
            for row in found
            if (row["submission_id"], row["row"]) in wanted
        ]
    return RecordTable(sheet.name if sheet else "Giải trình", heads, tuple(rows))


def _files(context: Context, traces: Traces) -> RecordTable:
    heads = (
        *_OF_WORKBOOK,
        "Tệp trong thư mục dùng chung",
        "Nhận lúc",
        "sha256 của bản gốc",
        "Có hộ này",
        "Tệp đánh dấu",
    )
    rows = tuple(
        (
            *_workbook(context, traces, one.submission.id, one.submission),
            *(one.submission.file, moment(one.submission.received_at), one.submission.sha256),
            *("có" if one.holds else "không mở được để xem", one.answer or ""),
        )
        for one in traces.originals
        if one.holds is not False
    )
    return RecordTable("Bản gốc", heads, rows)


def _mentions(context: Context, traces: Traces) -> RecordTable:
    sheets = {sheet.table: sheet for sheet in context.configuration.sheets}
    rows = tuple(
        (
            *_workbook(context, traces, one.submission),
            *(_name(context, sheets[one.table]), str(one.row), sheets[one.table].columns[one.field].heading),
        )
        for one in traces.mentions
    )
    return RecordTable("Chỗ khác nhắc mã hộ", (*_OF_WORKBOOK, "Trang tính", "Dòng", "Cột"), rows)


def _audit_log(context: Context, name: str) -> RecordTable:
    query = sa.select(journal).where(sa.or_(journal.c.about == name, journal.c.about.startswith(f"{name}/")))
    with context.warehouse.reading() as connection:
        found = connection.execute(query.order_by(journal.c.id)).all()
    rows = tuple((moment(row.at), row.who, _DONE[row.action], row.why) for row in found)
    return RecordTable("Nhật ký", ("Lúc", "Người làm", "Việc", "Căn cứ"), rows)


def _workbook(
    context: Context, traces: Traces, identity: int, own: sa.Row[Any] | None = None
) -> tuple[str, str, str, str]:
    own = traces.submissions[identity] if own is None else own
    period = Period.parse(own.period) if own.period else None
    return context.units.name(own.unit, period), own.period or "", str(own.version or ""), _state(own)


def _state(own: sa.Row[Any]) -> str:
    if own.status == "accepted":
        return "đang dùng" if own.superseded_at is None else "đã được bản sau thay"
    return "bị trả lại" if own.status == "rejected" else "đang xử lý"
