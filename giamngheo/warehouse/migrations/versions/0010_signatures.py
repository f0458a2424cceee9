"""What the office signed of a report: which file, with which number, on which day."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "signature",
        sa.Column("report_id", sa.Integer, sa.ForeignKey("report.id"), primary_key=True),
        sa.Column("document", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("mime", sa.String, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("signed_on", sa.Date, nullable=False),
        sa.Column("taken_at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("signature")
