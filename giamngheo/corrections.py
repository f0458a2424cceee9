"""What a later workbook of a unit for the same month changed: rows, figures, and which issued reports rest on the old.

Rows are compared by the household's code; nothing of a household but their number is told.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from giamngheo.figures import figure_keys, of_submissions
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.reports import touched_by
from giamngheo.warehouse.submissions import replaced_by

_ROWS = "household"


@dataclass(frozen=True)
class Correction:
    """Households added, removed and changed; figures that differ, (before, now); reports (period, revision) made before."""

    added: int
    removed: int
    changed: int
    figures: dict[str, tuple[float, float]]
    reports: tuple[tuple[str, int], ...]


def correction_of(warehouse: Warehouse, submission_id: int) -> Correction | None:
    """Against the version that this accepted submission replaced; `None` for a first one."""
    before = replaced_by(warehouse, submission_id)
    if before is None:
        return None
    old, new = (_households(warehouse, identity) for identity in (before, submission_id))
    numbers = of_submissions(warehouse, {before: "before", submission_id: "now"})
    figures = {
        key: (numbers["before"][key], numbers["now"][key])
        for key in figure_keys(warehouse.configuration)
        if numbers["before"][key] != numbers["now"][key]
    }
    return Correction(
        added=len(new.keys() - old.keys()),
        removed=len(old.keys() - new.keys()),
        changed=sum(old[code] != new[code] for code in old.keys() & new.keys()),
        figures=figures,
        reports=tuple(touched_by(warehouse, before)),
    )


def _households(warehouse: Warehouse, submission_id: int) -> dict[str, tuple[object, ...]]:
    """Code → everything else that the row says."""
    table = warehouse.rows[_ROWS]
    others = [column for column in table.columns if column.name not in ("submission_id", "row", "household_code")]
    query = sa.select(table.c.household_code, *others).where(table.c.submission_id == submission_id)
    with warehouse.reading() as connection:
        return {code: tuple(values) for code, *values in connection.execute(query)}
