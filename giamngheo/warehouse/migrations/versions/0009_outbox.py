"""One outbox: deliveries of reports and notes to units in one table; a report's file says `document`, not `paper`."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

FULL_REPORT = "giam-ngheo"
# A note's kind began with what it was.
KINDS = {"bien-nhan-": "receipt", "don-doc": "reminder", "cho-": "unfinished", "": "other"}
STATE = ("recipient", "message_id", "state", "tries", "last_answer", "written_at", "sent_at")


def upgrade() -> None:
    message = op.create_table(
        "message",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("report_id", sa.Integer, sa.ForeignKey("report.id")),
        sa.Column("period", sa.String(7)),
        sa.Column("about", sa.String(10)),
        sa.Column("document", sa.String),
        sa.Column("recipient", sa.String, nullable=False),
        sa.Column("recipient_name", sa.String, nullable=False),
        sa.Column("message_id", sa.String, nullable=False, unique=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("last_answer", sa.String),
        sa.Column("written_at", sa.DateTime, nullable=False),
        sa.Column("sent_at", sa.DateTime),
        sa.UniqueConstraint("kind", "key", "recipient", name="uq_message_recipient"),
    )
    op.create_index("ix_message_report_id", "message", ["report_id"])
    op.create_index("ix_message_sent_at", "message", ["sent_at"])
    _insert(message, [_of_report(row) for row in _rows(_reported())])
    note = _table("note")
    _insert(message, [_of_note(row) for row in _rows(sa.select(note).order_by(note.c.id))])
    op.drop_table("note")
    op.drop_table("delivery")
    _files(lambda file: {name: file[name] for name in file if name != "paper"} | {"document": _document(file)})


def downgrade() -> None:
    """An alarm has no place in the tables before: the ledger of files tells that it was sent."""
    _create_before()
    message = _table("message")
    rows = _rows(sa.select(message).where(message.c.kind != "alarm").order_by(message.c.id))
    _insert(_table("delivery"), [_as_delivery(row) for row in rows if row["report_id"] is not None])
    _insert(_table("note"), [_as_note(row) for row in rows if row["report_id"] is None])
    op.drop_table("message")
    _files(lambda file: {name: file[name] for name in file if name != "document"} | {"paper": file["document"]})


def _reported() -> sa.Select[Any]:
    delivery, report = _table("delivery"), _table("report")
    named = report.c.kind.label("report_kind"), report.c.period, report.c.revision
    own = sa.select(delivery, *named).join_from(delivery, report, report.c.id == delivery.c.report_id)
    return own.order_by(delivery.c.id)


def _of_report(row: sa.RowMapping) -> dict[str, object]:
    return {name: row[name] for name in STATE} | {
        "kind": "report",
        "key": f"{row['report_kind']}.{row['period']}.r{row['revision']}",
        "report_id": row["report_id"],
        "period": row["period"],
        "about": None,
        "document": row["paper"],
        "recipient_name": row["recipient_name"],
    }


def _of_note(row: sa.RowMapping) -> dict[str, object]:
    start, kind = next((start, kind) for start, kind in KINDS.items() if row["kind"].startswith(start))
    which = row["kind"].removeprefix(start)
    if kind == "receipt" and "." not in which:
        which += ".1"  # the first verdict went without saying
    return {name: row[name] for name in STATE} | {
        "kind": kind,
        "key": ".".join(part for part in (row["period"], row["about"], which) if part),
        "report_id": None,
        "period": row["period"] or None,
        "about": row["about"],
        "document": None,
        "recipient_name": "",
    }


def _as_delivery(row: sa.RowMapping) -> dict[str, object]:
    own = {name: row[name] for name in ("report_id", "recipient_name", *STATE)}
    return own | {"paper": row["document"] or FULL_REPORT}


def _as_note(row: sa.RowMapping) -> dict[str, object]:
    start = next(start for start, kind in KINDS.items() if kind in (row["kind"], "other"))
    before = "".join(f"{part}." for part in (row["period"], row["about"]) if part)
    which = row["key"].removeprefix(before)
    if row["kind"] == "receipt":
        which = which.removesuffix(".1")
    own = {name: row[name] for name in STATE}
    return own | {"period": row["period"] or "", "about": row["about"] or "", "kind": f"{start}{which}"}


def _document(file: dict[str, str]) -> str:
    return file.get("paper", FULL_REPORT)  # until 0003 every file was of the full report


def _files(changed: Callable[[dict[str, str]], dict[str, str]]) -> None:
    report = sa.table("report", sa.column("id", sa.Integer), sa.column("files", sa.JSON))
    for row in _rows(sa.select(report)):
        files = [changed(file) for file in row["files"]]
        op.execute(sa.update(report).where(report.c.id == row["id"]).values(files=files))


def _rows(query: sa.Select[Any]) -> list[sa.RowMapping]:
    return list(op.get_bind().execute(query).mappings())


def _insert(table: sa.Table, rows: list[dict[str, object]]) -> None:
    if rows:
        op.get_bind().execute(sa.insert(table), rows)


def _table(name: str) -> sa.Table:
    """As it stands in the database now."""
    return sa.Table(name, sa.MetaData(), autoload_with=op.get_bind(), resolve_fks=False)


def _create_before() -> None:
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
        sa.Column("paper", sa.String, nullable=False, server_default=FULL_REPORT),
        sa.UniqueConstraint("report_id", "recipient", name="uq_delivery_recipient"),
    )
    op.create_table(
        "note",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("about", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("recipient", sa.String, nullable=False),
        sa.Column("message_id", sa.String, nullable=False, unique=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("last_answer", sa.String),
        sa.Column("written_at", sa.DateTime, nullable=False),
        sa.Column("sent_at", sa.DateTime),
        sa.UniqueConstraint("period", "about", "kind", "recipient", name="uq_note"),
    )
