"""Workbooks of before 0014 were laid into the folder when they were received, as far as was known: what has no such moment is
from then on one that lay there when the folder was first looked at, of which nobody knows."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    submission = sa.table("submission", sa.column("submitted_at"), sa.column("received_at"))
    op.execute(
        sa.update(submission).where(submission.c.submitted_at.is_(None)).values(submitted_at=submission.c.received_at)
    )


def downgrade() -> None:
    """What was known before is known still."""
