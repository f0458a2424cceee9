"""Numerators, denominators and figures are SQL expressions of the configuration.

They are checked when the configuration is loaded, by SQLite itself: on an empty table of the form's fields the
expression must give exactly one row, may call only functions whose results add up over units, and may read
nothing but that table.
"""

from __future__ import annotations

import re
import sqlite3
from functools import lru_cache

from giamngheo.metadata.form import Form, Sheet

ADDITIVE = frozenset({"count", "sum", "coalesce", "nullif", "lower", "upper", "length", "like"})
# A quoted name that is no column is a text to SQLite; distinct counts do not add up.
_NOT_ADDITIVE = ('"', r"\bdistinct\b")


def mistake_of_expression(form: Form, rows: str, expression: str) -> str | None:
    """What is wrong with an expression and what to do, in Vietnamese; `None` if nothing is."""
    sheet = form.tables.get(rows)
    if sheet is None:
        return f"không có trang tính «{rows}»; chọn một trong: {', '.join(form.tables)}"
    stray = next((word for word in _NOT_ADDITIVE if re.search(word, expression, re.IGNORECASE)), None)
    if stray or re.search(r"['\w)]\s*[*/]\s*(?:sum|count)\b|\)\s*/", expression, re.IGNORECASE):
        return f"biểu thức «{expression}» không cộng được qua các đơn vị; chỉ cộng, trừ các count(…), sum(…)"
    connection = _empty_table(sheet)
    refused: list[str] = []
    connection.set_authorizer(_only_this_table(rows, refused))
    try:
        found = connection.execute(f"SELECT {expression} FROM {rows}").fetchall()
    except sqlite3.Error as error:
        reason = f"không được dùng «{refused[0]}»" if refused else str(error)
        return f"biểu thức «{expression}» sai ({reason}); dùng count, sum và các trường của trang tính «{rows}»"
    finally:
        connection.set_authorizer(None)
    if len(found) != 1 or len(found[0]) != 1:
        return f"biểu thức «{expression}» không cộng được; dùng count(…) hoặc sum(…)"
    return None


def fields_of_expression(form: Form, rows: str, expression: str) -> list[str]:
    """The form's fields that an expression reads, in the form's order: for explaining a figure."""
    sheet = form.tables[rows]
    read: set[str] = set()
    connection = _empty_table(sheet)

    def note(action: int, first: str | None, second: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ and first == rows and second:
            read.add(second)
        return sqlite3.SQLITE_OK

    connection.set_authorizer(note)
    try:
        connection.execute(f"SELECT {expression} FROM {rows}").fetchall()
    finally:
        connection.set_authorizer(None)
    return [column.field for column in sheet.column if column.field in read]


@lru_cache(maxsize=64)
def _empty_table(sheet: Sheet) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    columns = ", ".join(f'"{column.field}"' for column in sheet.column)
    connection.execute(f"CREATE TABLE {sheet.table} ({columns})")
    return connection


def _only_this_table(rows: str, refused: list[str]):  # type: ignore[no-untyped-def]
    allowed = {sqlite3.SQLITE_SELECT}

    def decide(action: int, first: str | None, second: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ and first == rows:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in ADDITIVE:
            return sqlite3.SQLITE_OK
        if action in allowed:
            return sqlite3.SQLITE_OK
        refused.append(str(second or first or action))
        return sqlite3.SQLITE_DENY

    return decide
