"""What a month has come to in the warehouse, however it was taken in: told by one hash, and in totals that another program counts."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
from pathlib import Path

import sqlalchemy as sa

from giamngheo.context import Context, open_context
from giamngheo.store.submissions import IN_FORCE
from giamngheo.warehouse.schema import attainment, submission
from tests.bench.office import MONTHS

_STORED = "stored.json"  # in the office's folder
Totals = dict[str, list[int]]  # `unit class` → households, people


def main(folder: Path) -> None:
    """In a process of its own, whose memory is nobody's."""
    rows = _write(open_context("2020-03-17"), MONTHS[1], folder / _STORED)
    print(json.dumps({"rows": rows}))


def _write(context: Context, month: str, path: Path) -> int:
    """Every row in force of every sheet and every figure, in one hash; the household totals beside it. Gives the number of
    household rows."""
    household = context.warehouse.rows["household"]
    own = sa.and_(submission.c.period == month, IN_FORCE)
    digest = hashlib.sha256()
    with context.warehouse.reading() as connection:
        connection = connection.execution_options(yield_per=5_000)
        for name, table in sorted(context.warehouse.rows.items()):
            columns = [column for column in table.c if column is not table.c.submission_id]
            query = sa.select(submission.c.unit, *columns).join(submission, submission.c.id == table.c.submission_id)
            for row in connection.execute(query.where(own).order_by(submission.c.unit, *table.primary_key)):
                digest.update(f"{name} {tuple(row)}\n".encode())
        figures = [column for column in attainment.c if column is not attainment.c.made_from]  # of submissions' numbers
        query = sa.select(*figures).where(attainment.c.period == month)
        for line in sorted(
            f"{tuple(row)}\n" for row in connection.execute(query)
        ):  # databases sort texts each in its own way
            digest.update(line.encode())
        counted = (
            sa.select(submission.c.unit, household.c.classification, sa.func.count(), sa.func.sum(household.c.members))
            .join(submission, submission.c.id == household.c.submission_id)
            .where(own)
            .group_by(submission.c.unit, household.c.classification)
        )
        found = connection.execute(counted).all()
    choices = context.configuration.form.tables["household"].columns["classification"].choice
    label = {one.code: one.label for one in choices}
    totals = {f"{unit} {label[of]}": [count, int(people)] for unit, of, count, people in found}
    path.write_text(json.dumps({"digest": digest.hexdigest(), "totals": totals}), encoding="utf-8")
    return sum(count for count, _ in totals.values())


def require_equal(folder: Path, before: str | None, is_usual: bool) -> str:
    """What was stored is what was stored `before`, and what the usual way counted in the same workbooks; gives its hash."""
    stored = json.loads((folder / _STORED).read_text(encoding="utf-8"))
    if before not in (None, stored["digest"]):
        sys.exit(f"stored otherwise than before: {folder}")
    if is_usual and _usual_totals(folder / "usual_way.db") != stored["totals"]:
        sys.exit(f"counted otherwise than by the usual way: {folder}")
    return str(stored["digest"])


def _usual_totals(database: Path) -> Totals:
    """By the unit that each file's name tells."""
    with sqlite3.connect(database) as connection:
        found = connection.execute("SELECT * FROM total").fetchall()
    return {f"{file.split('_')[1]} {of}": [count, people] for file, of, count, people in found}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
