"""Tables for people's own tools: what the configuration says and what is worked out, beside the facts. Views are made when the
warehouse is opened (`giamngheo/warehouse/views.py`), no longer by migrations."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_BEFORE = {
    "v_attainment": """
        SELECT a.period, a.revision, a.indicator, NULLIF(a.unit, '') AS unit, a.numerator, a.denominator,
               a.value, a.target, a.status, a.attainment, a.reporting_units, a.target_to, a.sign
        FROM attainment a
        WHERE a.revision = (SELECT MAX(b.revision) FROM attainment b WHERE b.period = a.period)""",
    "v_completeness": """
        SELECT s.period, s.unit, s.status, s.version, s.received_at,
               (SELECT COUNT(*) FROM finding f WHERE f.submission_id = s.id AND f.severity = 'critical') AS critical,
               (SELECT COUNT(*) FROM finding f WHERE f.submission_id = s.id AND f.severity = 'warning') AS warning
        FROM submission s
        WHERE s.superseded_at IS NULL AND s.period IS NOT NULL AND s.form IS NULL""",
    "v_poverty": """
        SELECT s.period, s.unit, c.households,
               (SELECT COUNT(*) FROM household h
                WHERE h.submission_id = s.id AND h.classification = 'poor') AS poor,
               (SELECT COUNT(*) FROM household h
                WHERE h.submission_id = s.id AND h.classification = 'near_poor') AS near_poor
        FROM submission s JOIN cover c ON c.submission_id = s.id
        WHERE s.status = 'accepted' AND s.superseded_at IS NULL""",
}
_OF_UNIT = (("type_name", sa.String), ("is_urban", sa.Boolean), ("parent", sa.String))


def upgrade() -> None:
    for view in _BEFORE:
        op.execute(f"DROP VIEW {view}")
    for name, kind in _OF_UNIT:
        op.add_column("unit", sa.Column(name, kind))
    for name, columns in _TABLES.items():
        op.create_table(name, *columns)


def downgrade() -> None:
    made = op.get_bind().execute(sa.text("SELECT object_name FROM v_column WHERE definition <> ''")).scalars().all()
    for view in made:
        op.execute(f'DROP VIEW IF EXISTS "{view}"')
    for name in _TABLES:
        op.drop_table(name)
    for name, _ in _OF_UNIT:
        op.drop_column("unit", name)
    for view, query in _BEFORE.items():
        op.execute(f"CREATE VIEW {view} AS {query}")


def _key(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def _needed(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


_TEXT = sa.String()
_TABLES = {
    "area": [
        _key("code", _TEXT),
        _key("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date),
        *(_needed(name, _TEXT) for name in ("name", "level", "level_name")),
        _needed("position", sa.Integer()),
        sa.Column("parent", sa.String),
    ],
    "measure": [
        _key("plan_year", sa.Integer()),
        _key("kind", sa.String(9)),
        _key("code", _TEXT),
        *(_needed(name, _TEXT) for name in ("title", "unit_of_measure")),
        sa.Column("article", sa.String),
        _needed("position", sa.Integer()),
    ],
    "rule": [_key("form", _TEXT), _key("code", sa.String(4)), _needed("title", _TEXT)],
    "v_column": [
        _key("object_name", _TEXT),
        _key("column_name", _TEXT),
        _needed("comment", _TEXT),
        _needed("definition", sa.Text()),
    ],
    "period": [
        _key("code", sa.String(7)),
        _needed("kind", sa.String(11)),
        _needed("title", _TEXT),
        *(_needed(name, sa.Date()) for name in ("first_day", "last_day", "units_on")),
        _needed("plan_year", sa.Integer()),
        _needed("area", _TEXT),
        sa.Column("attained_from", sa.String),
        sa.Column("reported_from", sa.String(16)),
    ],
    "figure": [
        _key("period", sa.String(7)),
        _key("figure", _TEXT),
        _key("unit", sa.String(5)),
        _needed("value", sa.Float()),
        _needed("reporting_units", sa.Integer()),
    ],
    "verdict": [
        _key("period", sa.String(7)),
        _key("indicator", _TEXT),
        _key("unit", sa.String(5)),
        *(_needed(name, _TEXT) for name in ("target_said", "verdict")),
    ],
    "completeness": [
        _key("period", sa.String(7)),
        _key("unit", sa.String(5)),
        _needed("unit_name", _TEXT),
        _needed("status", sa.String(10)),
        _needed("status_said", _TEXT),
        sa.Column("on_time", sa.Boolean),
        _needed("punctuality", _TEXT),
        _needed("due_on", sa.Date()),
        sa.Column("received_at", sa.DateTime),
        sa.Column("returned_at", sa.DateTime),
        sa.Column("version", sa.Integer),
        *(_needed(name, sa.Integer()) for name in ("critical", "warning", "explained")),
    ],
}
