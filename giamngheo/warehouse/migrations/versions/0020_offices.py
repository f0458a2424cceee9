"""Offices send forms, too, and their codes are words: room for them where a unit's five digits stood. SQLite takes any length."""

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


def upgrade() -> None:
    _alter({place: (sa.String(width), sa.String()) for place, width in _WIDTHS.items()})


def downgrade() -> None:
    """What the version before cannot name goes: it would pass over the offices' folders."""
    op.execute("DELETE FROM submission WHERE length(folder_unit) > 5 OR length(unit) > 5")
    op.execute("DELETE FROM unit_folder WHERE length(unit) > 5")
    op.execute("UPDATE message SET about = NULL WHERE length(about) > 10")
    _alter({place: (sa.String(), sa.String(width)) for place, width in _WIDTHS.items()})


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
