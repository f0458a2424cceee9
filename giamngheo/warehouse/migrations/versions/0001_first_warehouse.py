"""The first warehouse: submissions, findings, rows of BC-GN-01, attainment, reports, deliveries, views."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

VIEWS = {
    "v_attainment": """
        SELECT a.period, a.revision, a.indicator, NULLIF(a.unit, '') AS unit, a.numerator, a.denominator,
               a.value, a.target, a.status, a.attainment, a.reporting_units
        FROM attainment a
        WHERE a.revision = (SELECT MAX(b.revision) FROM attainment b WHERE b.period = a.period)""",
    "v_completeness": """
        SELECT s.period, s.unit, s.status, s.version, s.received_at,
               (SELECT COUNT(*) FROM finding f WHERE f.submission_id = s.id AND f.severity = 'critical') AS critical,
               (SELECT COUNT(*) FROM finding f WHERE f.submission_id = s.id AND f.severity = 'warning') AS warning
        FROM submission s
        WHERE s.superseded_at IS NULL AND s.period IS NOT NULL""",
    "v_poverty": """
        SELECT s.period, s.unit, c.households,
               (SELECT COUNT(*) FROM household h
                WHERE h.submission_id = s.id AND h.classification = 'poor') AS poor,
               (SELECT COUNT(*) FROM household h
                WHERE h.submission_id = s.id AND h.classification = 'near_poor') AS near_poor
        FROM submission s JOIN cover c ON c.submission_id = s.id
        WHERE s.status = 'accepted' AND s.superseded_at IS NULL""",
}


def upgrade() -> None:
    op.create_table(
        "unit",
        sa.Column("code", sa.String(5), primary_key=True),
        sa.Column("valid_from", sa.Date, primary_key=True),
        sa.Column("valid_to", sa.Date),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("type", sa.String, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("succeeded_by", sa.String(5)),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("folder_unit", sa.String(5), nullable=False),
        sa.Column("unit", sa.String(5), nullable=False),
        sa.Column("period", sa.String(7)),
        sa.Column("collected_in", sa.String(7), nullable=False),
        sa.Column("version", sa.Integer),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("file", sa.String, nullable=False),
        sa.Column("sha256", sa.String(64)),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("fault", sa.String(10)),
        sa.Column("received_at", sa.DateTime, nullable=False),
        sa.Column("judged_with", sa.String(16)),
        sa.Column("superseded_at", sa.DateTime),
        sa.UniqueConstraint("folder_unit", "sha256", name="uq_submission_content"),
    )
    op.create_index("ix_submission_unit_period", "submission", ["unit", "period"])
    op.create_index("ix_submission_period_status", "submission", ["period", "status"])
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("submission_id", sa.Integer, sa.ForeignKey("submission.id", ondelete="CASCADE"), nullable=False),
        sa.Column("rule", sa.String(4), nullable=False),
        sa.Column("severity", sa.String(8), nullable=False),
        sa.Column("sheet", sa.String),
        sa.Column("row", sa.Integer),
        sa.Column("column", sa.String(3)),
        sa.Column("message", sa.String, nullable=False),
    )
    op.create_index("ix_finding_submission_id", "finding", ["submission_id"])
    _create_rows()
    op.create_table(
        "attainment",
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("indicator", sa.String, primary_key=True),
        sa.Column("unit", sa.String(5), primary_key=True),
        sa.Column("numerator", sa.Float),
        sa.Column("denominator", sa.Float),
        sa.Column("value", sa.Float),
        sa.Column("target", sa.Float),
        sa.Column("status", sa.String(10)),
        sa.Column("attainment", sa.Float),
        sa.Column("reporting_units", sa.Integer, nullable=False),
        sa.Column("made_from", sa.String(16), nullable=False),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("issued_at", sa.DateTime, nullable=False),
        sa.Column("figures_sha256", sa.String(64), nullable=False),
        sa.Column("submissions", sa.JSON, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("files", sa.JSON, nullable=False),
        sa.UniqueConstraint("kind", "period", "revision", name="uq_report_revision"),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("report_id", sa.Integer, sa.ForeignKey("report.id"), nullable=False),
        sa.Column("recipient", sa.String, nullable=False),
        sa.Column("recipient_name", sa.String, nullable=False),
        sa.Column("message_id", sa.String, nullable=False, unique=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("last_answer", sa.String),
        sa.Column("written_at", sa.DateTime, nullable=False),
        sa.Column("sent_at", sa.DateTime),
        sa.UniqueConstraint("report_id", "recipient", name="uq_delivery_recipient"),
    )
    for name, query in VIEWS.items():
        op.execute(f"CREATE VIEW {name} AS {query}")


def downgrade() -> None:
    for view in VIEWS:
        op.execute(f"DROP VIEW {view}")
    for table in ("delivery", "report", "attainment", *ROWS, "finding", "submission", "unit"):
        op.drop_table(table)


# Fields of BC-GN-01 at this revision. Later fields come by `engine._fit_to_form`, from the configuration.
ROWS = {
    "cover": {
        "form_id": sa.Text,
        "unit": sa.String,
        "unit_name": sa.Text,
        "period": sa.String,
        "cutoff": sa.Date,
        "households": sa.Integer,
        "people": sa.Integer,
        "prepared_by": sa.Text,
        "telephone": sa.Text,
        "prepared_on": sa.Date,
    },
    "household": {
        "household_code": sa.String,
        "head_name": sa.Text,
        "village": sa.Text,
        "classification": sa.String,
        "change": sa.String,
        "members": sa.Integer,
        "social_protection": sa.Boolean,
        "insured": sa.Integer,
        "loan_needed": sa.Boolean,
        "loan_received": sa.Boolean,
        "loan_amount": sa.Float,
        "children_deprived": sa.Integer,
        "children_supported": sa.Integer,
        "informed": sa.Integer,
        "clean_water": sa.Boolean,
        "hygienic_latrine": sa.Boolean,
        "temporary_housing": sa.Boolean,
        "sponsor": sa.Text,
        "note": sa.Text,
    },
    "model": {
        "name": sa.Text,
        "village": sa.Text,
        "field": sa.Text,
        "households": sa.Integer,
        "started_on": sa.Date,
        "status": sa.String,
        "budget": sa.Float,
    },
    "story": {"household_code": sa.String, "summary": sa.Text, "consent": sa.Boolean},
    "resource": {"source": sa.String, "purpose": sa.String, "amount": sa.Float, "households": sa.Integer},
}


def _create_rows() -> None:
    for table, fields in ROWS.items():
        op.create_table(
            table,
            sa.Column("submission_id", sa.Integer, sa.ForeignKey("submission.id"), primary_key=True),
            sa.Column("row", sa.Integer, primary_key=True),
            *(sa.Column(name, kind) for name, kind in fields.items()),
        )
