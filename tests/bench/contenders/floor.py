"""The floor: every sheet of every workbook parsed by calamine, every row inserted as it is into SQLite. No program that reads
these files with this parser into this database can be quicker; nothing is typed, checked or added up."""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from pathlib import Path

import python_calamine


def main(folder: Path) -> None:
    database = folder / "floor.db"
    database.unlink(missing_ok=True)
    start = time.perf_counter()
    rows = insert_raw(folder / "later", database)
    print(json.dumps({"seconds": time.perf_counter() - start, "rows": rows}))


def insert_raw(inbox: Path, database: Path) -> int:
    """Every row of every sheet under `inbox`; gives how many there are."""
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE raw (file, sheet, row, cells)")
    count = 0
    for path in sorted(inbox.rglob("*.xlsx")):
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        for name in workbook.sheet_names:
            rows = workbook.get_sheet_by_name(name).to_python()
            values = [(path.name, name, number, repr(row)) for number, row in enumerate(rows)]
            connection.executemany("INSERT INTO raw VALUES (?, ?, ?, ?)", values)
            count += len(values)
    connection.commit()  # once: each time the disk is waited for
    connection.close()
    return count


if __name__ == "__main__":
    main(Path(sys.argv[1]))
