"""A typed total: of which rows is it the sum?"""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace

import pandas as pd
import pytest

from giamngheo.check.control_totals import totals
from giamngheo.read.layout import Located

FIELD = "members"


def listed(sheet, name, values, typed, more=()):
    """A list on one sheet: a number of members a row, and below them the total as it was typed."""
    cells = [[value] for value in (*values, typed)]
    return Located(sheet, name, cells, {FIELD: (0, 0)}, Counter(), total_rows=(len(values),), more=more)


@pytest.mark.parametrize(
    ("typed", "summed"),
    [(9, 9), (14, 14), (13, 14), (6, 9), (30, 14)],
    ids=["of its own sheet", "of both", "nearly of both", "nearly of its own", "far from any"],
)
def test_a_total_is_of_its_sheet_or_of_those_before_it_too_whatever_it_comes_nearer_to(configuration, typed, summed):
    sheet = next(sheet for sheet in configuration.form.sheets if sheet.table == "household")
    second = listed(sheet, "Danh sách 2", (4, 5), typed)
    reading = SimpleNamespace(located={"household": listed(sheet, "Danh sách 1", (2, 3), 5, (second,))})
    households = pd.DataFrame(
        [
            {column.field: value for column in sheet.column if column.is_number}
            | {"submission": 1, "sheet_name": name, "row": row}
            for name, values in (("Danh sách 1", (2, 3)), ("Danh sách 2", (4, 5)))
            for row, value in enumerate(values, 1)
        ]
    )
    found = totals({"household": households}, [(1, reading)], configuration.form)
    assert [
        tuple(row) for row in found[["sheet_name", "row", "typed", "summed", "difference"]].itertuples(index=False)
    ] == [
        ("Danh sách 1", 3, 5, 5, 0),
        ("Danh sách 2", 3, typed, summed, typed - summed),
    ]
