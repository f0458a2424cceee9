"""Each line of the journal holds the one before it: a line that is changed or taken out shows."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("journal", sa.Column("chain", sa.String(64)))


def downgrade() -> None:
    op.drop_column("journal", "chain")
