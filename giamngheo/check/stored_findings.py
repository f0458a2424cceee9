"""A finding as a row of the warehouse, and back."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from giamngheo.check.finding import Finding

_COLUMNS = [field.name for field in fields(Finding)]


def finding_row(submission_id: int, item: Finding) -> dict[str, object]:
    return {"submission_id": submission_id, **vars(item)}


def finding_of(row: sa.Row[Any]) -> Finding:
    return Finding(*(row._mapping[name] for name in _COLUMNS))
