"""What a report rests on beside its own months."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("report", sa.Column("rests_on", sa.JSON))


def downgrade() -> None:
    op.drop_column("report", "rests_on")
