"""The usual way with the same libraries, as tutorials show it: file by file `pandas.read_excel` by openpyxl, a suite of 20
expectations, `DataFrame.to_sql` into SQLite, one GROUP BY at the end. Written to be as quick as that way can be: one context
and one suite for all files, one connection, each file opened once."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd
import sqlalchemy as sa

HOUSEHOLDS = "Danh sách hộ"
HEADING_ROWS = 7
COLUMNS = [
    "number",
    "code",
    "head",
    "village",
    "class",
    "change",
    "members",
    "protected",
    "insured",
    "loan_wanted",
    "loan_given",
    "loan_amount",
    "children_lacking",
    "children_helped",
    "informed",
    "water",
    "toilet",
    "poor_house",
    "helper",
    "note",
]
CLASSES = ["Nghèo", "Cận nghèo", "Ra khỏi danh sách"]
MARKS = ["x", ""]


def main(folder: Path) -> None:
    start = time.perf_counter()
    database = folder / "usual_way.db"
    database.unlink(missing_ok=True)
    engine = sa.create_engine(f"sqlite:///{database}")
    batches, suite = expectation_suite()
    rows = 0
    for path in sorted((folder / "later").rglob("*.xlsx")):
        sheets = pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl", dtype=object)
        households = household_list(sheets.pop(HOUSEHOLDS))
        result = batches.get_batch(batch_parameters={"dataframe": households}).validate(suite)
        findings = pd.DataFrame(
            [(path.name, one.expectation_config.type, one.success) for one in result.results],
            columns=["file", "rule", "holds"],
        )
        findings.to_sql("finding", engine, if_exists="append", index=False)
        households.assign(file=path.name).to_sql("household", engine, if_exists="append", index=False)
        for name, sheet in sheets.items():
            sheet.astype(str).assign(file=path.name).to_sql(name, engine, if_exists="append", index=False)
        rows += len(households)
    totals = pd.read_sql('SELECT file, "class", count(*), sum(members) FROM household GROUP BY file, "class"', engine)
    totals.to_sql("total", engine, if_exists="replace", index=False)
    print(json.dumps({"seconds": time.perf_counter() - start, "rows": rows}))


def household_list(sheet: pd.DataFrame) -> pd.DataFrame:
    """The list's rows under their columns, numbers as numbers; the total line at the end is left out."""
    rows = sheet.iloc[HEADING_ROWS:].set_axis(COLUMNS, axis=1)
    rows = rows[pd.to_numeric(rows["number"], errors="coerce").notna()].reset_index(drop=True)
    numbers = ["members", "insured", "loan_amount", "children_lacking", "children_helped", "informed"]
    rows[numbers] = rows[numbers].apply(pd.to_numeric, errors="coerce")
    return rows.fillna({name: "" for name in COLUMNS if name not in numbers})


def expectation_suite() -> tuple[Any, gx.ExpectationSuite]:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("usual").add_dataframe_asset("households")
    return asset.add_batch_definition_whole_dataframe("all"), gx.ExpectationSuite("households", expectations=_twenty())


def _twenty() -> list[Any]:
    filled = [gxe.ExpectColumnValuesToNotBeNull(column=name) for name in ("code", "head", "village", "members")]
    marks = ("protected", "loan_wanted", "loan_given", "water", "toilet", "poor_house")
    marked = [gxe.ExpectColumnValuesToBeInSet(column=name, value_set=MARKS) for name in marks]
    counted = ("insured", "children_lacking", "children_helped", "informed")
    between = [gxe.ExpectColumnValuesToBeBetween(column=name, min_value=0, max_value=30) for name in counted]
    return [
        *filled,
        *marked,
        *between,
        gxe.ExpectColumnValuesToBeUnique(column="code"),
        gxe.ExpectColumnValuesToMatchRegex(column="code", regex=r"^\d{9}$"),
        gxe.ExpectColumnValuesToBeInSet(column="class", value_set=CLASSES),
        gxe.ExpectColumnValuesToBeBetween(column="members", min_value=1, max_value=30),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="members", column_B="insured", or_equal=True),
        gxe.ExpectTableRowCountToBeBetween(min_value=1, max_value=5000),
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
