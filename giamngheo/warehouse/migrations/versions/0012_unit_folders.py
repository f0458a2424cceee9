"""What each unit's folder had when it was last looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "unit_folder",
        sa.Column("unit", sa.String(5), primary_key=True),
        sa.Column("files", sa.Integer, nullable=False),
        sa.Column("looked_at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("unit_folder")
