"""Each recipient gets a paper of its own; until now everybody got the full report."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("delivery", sa.Column("paper", sa.String, nullable=False, server_default="giam-ngheo"))


def downgrade() -> None:
    op.drop_column("delivery", "paper")
