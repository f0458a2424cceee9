"""Of stored attainment also the upper end of a range and the sign, so that whoever revises one of them alone makes another
revision. What was stored before says neither."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_VIEW = """
    CREATE VIEW v_attainment AS
    SELECT a.period, a.revision, a.indicator, NULLIF(a.unit, '') AS unit, a.numerator, a.denominator,
           a.value, a.target, a.status, a.attainment, a.reporting_units{more}
    FROM attainment a
    WHERE a.revision = (SELECT MAX(b.revision) FROM attainment b WHERE b.period = a.period)"""


def upgrade() -> None:
    op.add_column("attainment", sa.Column("target_to", sa.Float))
    op.add_column("attainment", sa.Column("sign", sa.String(7)))
    _show(", a.target_to, a.sign")


def downgrade() -> None:
    _show("")
    op.drop_column("attainment", "sign")
    op.drop_column("attainment", "target_to")


def _show(more: str) -> None:
    op.execute("DROP VIEW v_attainment")
    op.execute(_VIEW.format(more=more))
