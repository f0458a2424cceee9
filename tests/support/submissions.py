"""Submissions as the warehouse holds them, put there without a workbook: where only what is counted of them matters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from giamngheo.check.finding import Finding
from giamngheo.check.stored_findings import finding_row
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import finding, submission


def submitted(
    warehouse: Warehouse, unit: str, period: str | None, status: str, findings: Sequence[Finding] = (), **fields: object
) -> int:
    """A submission, and what was found in it; gives its number."""
    with warehouse.writing() as connection:
        number = int(connection.scalar(sa.select(sa.func.count()).select_from(submission)) or 0) + 1
        row = {
            "id": number,
            "folder_unit": unit,
            "unit": unit,
            "period": period,
            "collected_in": period or "2020-01",
            "status": status,
            "file": f"{number}.xlsx",
            "sha256": f"{number:064d}",
            "size_bytes": 1,
            "received_at": dt.datetime(2020, 2, 10),
        }
        row["submitted_at"] = fields.get("received_at", row["received_at"])
        connection.execute(sa.insert(submission), [row | fields])
        if findings:
            connection.execute(sa.insert(finding), [finding_row(number, one) for one in findings])
    return number
