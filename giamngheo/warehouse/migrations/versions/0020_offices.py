"""Offices send forms, too, and their codes are words: room for them where a unit's five digits stood. SQLite takes any length."""

from string import ascii_lowercase

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_VIEWS = ("v_completeness", "v_poverty")  # PostgreSQL alters no column that a view shows
_WIDTHS = {
    ("submission", "folder_unit"): 5,
    ("submission", "unit"): 5,
    ("unit_folder", "unit"): 5,
    ("message", "about"): 10,
}

_LETTERS = ", ".join(
    f"'{letter}'" for letter in ascii_lowercase
)  # with one an office's code begins, with a digit a unit's


def _is_office(column: str) -> str:
    return f"substr({column}, 1, 1) IN ({_LETTERS})"


_OF_OFFICES = f"{_is_office('folder_unit')} OR {_is_office('unit')}"


def upgrade() -> None:
    _alter({place: (sa.String(width), sa.String()) for place, width in _WIDTHS.items()})


def downgrade() -> None:
    """What the version before cannot name goes: it would pass over the offices' folders."""
    for table in _with_rows_of_submissions():  # SQLite may give a submission's number again
        op.execute(f'DELETE FROM "{table}" WHERE submission_id IN (SELECT id FROM submission WHERE {_OF_OFFICES})')
    op.execute(f"DELETE FROM submission WHERE {_OF_OFFICES}")
    op.execute(f"DELETE FROM unit_folder WHERE {_is_office('unit')}")
    op.execute(f"UPDATE message SET about = NULL WHERE {_is_office('about')} AND about <> 'district'")
    _alter({place: (sa.String(), sa.String(width)) for place, width in _WIDTHS.items()})


def _with_rows_of_submissions() -> list[str]:
    """Also the tables of the offices' forms, which no migration makes: their names are the configuration's."""
    inspector = sa.inspect(op.get_bind())
    return [
        table
        for table in inspector.get_table_names()
        if "submission_id" in {column["name"] for column in inspector.get_columns(table)}
    ]


def _alter(types: dict[tuple[str, str], tuple[sa.String, sa.String]]) -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        return
    inspector = sa.inspect(connection)
    shown = {view: inspector.get_view_definition(view) for view in _VIEWS}
    for view in _VIEWS:
        op.execute(f"DROP VIEW {view}")
    for (table, column), (before, after) in types.items():
        op.alter_column(table, column, existing_type=before, type_=after)
    for view, query in shown.items():
        op.execute(f"CREATE VIEW {view} AS {query}")
