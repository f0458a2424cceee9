"""Many rows at once: COPY on PostgreSQL, one prepared statement on SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

import sqlalchemy as sa

from giamngheo.core.errors import GiamNgheoError

_AT_ONCE = 5_000  # rows handed to SQLite


class StorageError(Exception):
    """Rows could not be stored; says which table, never what stood in them."""


def insert_rows(
    connection: sa.Connection, table: sa.Table, columns: Sequence[str], rows: Iterable[tuple[object, ...]]
) -> None:
    """Insert plain tuples in the order of `columns`, within the connection's transaction; never all of them are held at once."""
    quoted = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "postgresql":
        cursor = connection.connection.cursor()
        try:
            with cursor.copy(f'COPY "{table.name}" ({quoted}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
        except GiamNgheoError:  # of what the rows are read from
            raise
        except Exception as error:
            # The server's own words quote the row, and the row is a household.
            raise StorageError(f"COPY {table.name}: {type(error).__name__}") from None
        return
    marks, rest = ", ".join("?" * len(columns)), iter(rows)
    while some := list(islice(rest, _AT_ONCE)):
        connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})', some)
