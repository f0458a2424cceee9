"""Unattended operation: finished runs, who is at work, and a journal that can only grow."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_REFUSALS = {
    "sqlite": [
        f"""CREATE TRIGGER journal_no_{name} BEFORE {what}
            BEGIN SELECT RAISE(ABORT, 'journal: append only'); END"""
        for name, what in {
            "update": "UPDATE ON journal",
            "delete": "DELETE ON journal",
            "replace": "INSERT ON journal WHEN EXISTS (SELECT 1 FROM journal WHERE id = NEW.id)",
        }.items()
    ],
    "postgresql": [
        """CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'journal: append only'; END $$""",
        """CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
           FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()""",
    ],
}


def upgrade() -> None:
    op.create_table(
        "run",
        sa.Column("run_id", sa.String(36), primary_key=True),
        sa.Column("job", sa.String(20), primary_key=True),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("run_name", sa.String, nullable=False),
        sa.Column("finished_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_run_job_period", "run", ["job", "period"])
    op.create_table(
        "lease",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.String(36), nullable=False),
        sa.Column("run_name", sa.String, nullable=False),
        sa.Column("job", sa.String, nullable=False),
        sa.Column("taken_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("why", sa.String, nullable=False),
        sa.Column("run_id", sa.String(36)),
    )
    for statement in _REFUSALS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER journal_append_only ON journal")
        op.execute("DROP FUNCTION journal_append_only()")
    for table in ("journal", "lease", "run"):
        op.drop_table(table)
