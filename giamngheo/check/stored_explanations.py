"""Explanations in the warehouse: the warnings that were explained, and the sheets on which they were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from giamngheo.check.explanations import Explanation
from giamngheo.check.finding import Finding
from giamngheo.check.stored_findings import finding_of
from giamngheo.warehouse.engine import Warehouse, in_chunks
from giamngheo.warehouse.schema import finding


def explained_in(warehouse: Warehouse, submissions: Sequence[int]) -> Iterator[tuple[int, Finding]]:
    """(submission, warning) of the explained ones, in the order of the submissions given."""
    for chunk in in_chunks(submissions):
        query = sa.select(finding).where(
            finding.c.submission_id.in_(chunk), finding.c.severity == "warning", finding.c.explanation.is_not(None)
        )
        with warehouse.reading() as connection:
            rows = connection.execute(query.order_by(finding.c.id)).all()
        by_submission = {identity: [row for row in rows if row.submission_id == identity] for identity in chunk}
        for identity in chunk:
            yield from ((identity, finding_of(row)) for row in by_submission[identity])


def lines_in(warehouse: Warehouse, submission_id: int) -> list[Explanation]:
    """The sheet of explanations of an accepted workbook."""
    sheet = warehouse.configuration.form.explaining
    if sheet is None:
        return []
    table = warehouse.rows[sheet.table]
    query = sa.select(table).where(table.c.submission_id == submission_id).order_by(table.c.row)
    with warehouse.reading() as connection:
        rows = connection.execute(query).all()
    return [Explanation(row.row, row.rule or "", row.place, row.reason or "") for row in rows]
