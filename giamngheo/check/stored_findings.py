"""A finding as a row of the warehouse, and back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from giamngheo.check.finding import Finding


def finding_row(submission_id: int, item: Finding) -> dict[str, object]:
    return {
        "submission_id": submission_id,
        "rule": item.rule,
        "severity": item.severity,
        "sheet": item.sheet,
        "row": item.row,
        "column": item.column,
        "message": item.message,
        "subject": item.subject,
        "mark": item.mark,
        "explanation": item.explanation,
        "quiet_since": item.quiet_since,
    }


def finding_of(row: sa.Row[Any]) -> Finding:
    return Finding(
        row.rule,
        row.severity,
        row.sheet,
        row.row,
        row.column,
        row.message,
        row.subject,
        row.mark,
        row.explanation,
        row.quiet_since,
    )
