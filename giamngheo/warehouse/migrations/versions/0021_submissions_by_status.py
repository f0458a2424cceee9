"""What waits for a verdict is found among years of accepted submissions without walking through them."""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_index("ix_submission_status", "submission", ["status"])


def downgrade() -> None:
    op.drop_index("ix_submission_status", "submission")
