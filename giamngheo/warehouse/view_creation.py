"""Makes the views and comments of `views.py` in a database, and grants them to its readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from giamngheo.metadata.configuration import Configuration
from giamngheo.warehouse import schema
from giamngheo.warehouse.views import VIEWS

READER = "giamngheo_reader"  # a role of PostgreSQL that an office may make: docs/operations.md


def comments(configuration: Configuration) -> Iterator[tuple[str, str, str, str]]:
    """The rows of `v_column`: object, column (empty: the object itself), comment, and of a view its query."""
    for view in VIEWS:
        yield view.name, "", view.comment, view.query
        for one in view.columns:
            yield view.name, one.name, one.comment, ""
    for table in schema.metadata.sorted_tables:
        yield table.name, "", table.comment or "", ""
    for form in configuration.forms:
        for table in schema.form_tables(form).values():
            yield table.name, "", table.comment or "", ""
            for column in table.columns:
                yield table.name, column.name, column.comment or "", ""


def make_views(connection: sa.Connection, configuration: Configuration) -> None:
    """Every view and every comment as they are to be. A view that is the same stays, with whatever an office has built on it."""
    made = {view.name: view.query for view in VIEWS}
    there = _known(connection)
    drop_views(connection, {name for name, query in there.items() if made.get(name) != query})
    for name, query in made.items():
        if there.get(name) != query:
            connection.exec_driver_sql(f"CREATE VIEW {name} AS {query}")
    rows = list(comments(configuration))
    columns = [column.name for column in schema.view_column.columns]
    connection.execute(sa.delete(schema.view_column))
    connection.execute(sa.insert(schema.view_column), [dict(zip(columns, row, strict=True)) for row in rows])
    if connection.dialect.name == "postgresql":
        _comment(connection, rows)
        _grant(connection)


def drop_views(connection: sa.Connection, names: Iterable[str] | None = None) -> None:
    """Some or all of those that `v_column` knows: also under names that this version has no more. PostgreSQL alters no column
    that a view shows."""
    gone = list(_known(connection) if names is None else names)
    for name in gone:
        connection.exec_driver_sql(f'DROP VIEW IF EXISTS "{name}"')
    connection.execute(sa.delete(schema.view_column).where(schema.view_column.c.object_name.in_(gone)))


def _known(connection: sa.Connection) -> dict[str, str]:
    """The views that are there, each with its query."""
    own = schema.view_column
    query = sa.select(own.c.object_name, own.c.definition).where(own.c.definition != "")
    return dict(map(tuple, connection.execute(query)))


def _comment(connection: sa.Connection, rows: list[tuple[str, str, str, str]]) -> None:
    views = {view.name for view in VIEWS}
    for name, column, comment, _ in rows:
        kind = "COLUMN" if column else "VIEW" if name in views else "TABLE"
        place = f'"{name}"."{column}"' if column else f'"{name}"'
        said = comment.replace("'", "''")
        connection.exec_driver_sql(f"COMMENT ON {kind} {place} IS '{said}'")


def _grant(connection: sa.Connection) -> None:
    """What is made anew is nobody's but ours until it is granted again."""
    if connection.scalar(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": READER}):
        names = ", ".join(view.name for view in VIEWS)
        connection.exec_driver_sql(f"GRANT SELECT ON {names}, v_column TO {READER}")
