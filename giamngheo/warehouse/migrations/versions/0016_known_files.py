"""What is known of each file of the shared folder without reading it again."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "known_file",
        sa.Column("path", sa.String, primary_key=True),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("modified", sa.Double, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("read_on", sa.Date, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("known_file")
