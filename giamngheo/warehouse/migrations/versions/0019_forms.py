"""Of which form a workbook is: null for the main one, which was the only one before. The view tells of the main form, as it did."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

_VIEW = """
    SELECT s.period, s.unit, s.status, s.version, s.received_at,
           (SELECT COUNT(*) FROM finding f WHERE f.submission_id = s.id AND f.severity = 'critical') AS critical,
           (SELECT COUNT(*) FROM finding f WHERE f.submission_id = s.id AND f.severity = 'warning') AS warning
    FROM submission s
    WHERE s.superseded_at IS NULL AND s.period IS NOT NULL"""


def upgrade() -> None:
    op.execute("DROP VIEW v_completeness")
    op.add_column("submission", sa.Column("form", sa.String))
    op.execute(f"CREATE VIEW v_completeness AS {_VIEW} AND s.form IS NULL")


def downgrade() -> None:
    op.execute("DROP VIEW v_completeness")
    op.drop_column("submission", "form")
    op.execute(f"CREATE VIEW v_completeness AS {_VIEW}")
