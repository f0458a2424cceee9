"""When a workbook was laid into the folder, as far as is known, and what it is known by."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("submission", sa.Column("submitted_at", sa.DateTime))
    op.add_column("submission", sa.Column("submitted_by", sa.String(4)))


def downgrade() -> None:
    op.drop_column("submission", "submitted_by")
    op.drop_column("submission", "submitted_at")
