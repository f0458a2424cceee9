"""What each collection asks of the journal and of the runs is found without reading a year of them."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_index("ix_journal_action_about", "journal", ["action", "about"])
    op.create_index("ix_run_job_finished", "run", ["job", "finished_at"])


def downgrade() -> None:
    op.drop_index("ix_run_job_finished", "run")
    op.drop_index("ix_journal_action_about", "journal")
