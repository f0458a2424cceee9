"""Warnings that a unit has explained, and what each is about, so that they stay quiet until that changes."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("finding", sa.Column("subject", sa.String, nullable=False, server_default=""))
    op.add_column("finding", sa.Column("mark", sa.String(16), nullable=False, server_default=""))
    op.add_column("finding", sa.Column("explanation", sa.Text))
    op.add_column("finding", sa.Column("quiet_since", sa.String(7)))
    op.create_table(
        "explanation",
        sa.Column("submission_id", sa.Integer, primary_key=True),
        sa.Column("row", sa.Integer, primary_key=True),
        sa.Column("rule", sa.String),
        sa.Column("place", sa.String),
        sa.Column("reason", sa.String),
    )


def downgrade() -> None:
    op.drop_table("explanation")
    for name in ("quiet_since", "explanation", "mark", "subject"):
        op.drop_column("finding", name)
