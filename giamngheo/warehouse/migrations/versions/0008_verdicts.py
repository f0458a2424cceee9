"""When a workbook's verdict was reached, and how many it has had: each is told to its sender once."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("submission", sa.Column("judged_at", sa.DateTime))
    op.add_column("submission", sa.Column("verdicts", sa.Integer, nullable=False, server_default="0"))
    op.execute("UPDATE submission SET judged_at = received_at, verdicts = 1 WHERE status IN ('accepted', 'rejected')")


def downgrade() -> None:
    op.drop_column("submission", "verdicts")
    op.drop_column("submission", "judged_at")
