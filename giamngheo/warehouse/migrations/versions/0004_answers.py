"""Which submission has been answered, with which file."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "answer",
        sa.Column("submission_id", sa.Integer, sa.ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("file", sa.String, nullable=False),
        sa.Column("laid_at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("answer")
