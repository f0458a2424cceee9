"""Workbooks made after public bug reports: each means what a person sees in it, or a finding says that it does not."""

from __future__ import annotations

import json
import shutil

import pytest
import sqlalchemy as sa

from giamngheo.attain.aggregates import work_out
from giamngheo.core.period import Period
from giamngheo.warehouse.schema import finding, submission
from tests.conftest import GOLDEN
from tests.support.office import on_one_engine

CASES = {case["case"]: case for case in json.loads((GOLDEN / "field-cases" / "cases.json").read_text(encoding="utf-8"))}
# Where a finding must stand: the rule, the sheet, the cell (a column alone: at its heading or first row).
NOTICED = {
    "r08-new-error-values": ("H314", "Danh sách hộ", "I8"),
    "w01-resource-in-dong": ("H323", "Nguồn lực", "D1"),
    "w03-loan-heading-ty-dong": ("H323", "Danh sách hộ", "L5"),
    "w06-number-format-in-millions": ("H323", "Danh sách hộ", "L8"),
    "w07-merged-mark": ("H320", "Danh sách hộ", "P7"),
    "w09-merged-number": ("H320", "Danh sách hộ", "I7"),
    "w10-household-on-two-lines": ("H320", "Danh sách hộ", "B8"),
    "w11-members-split-nam-nu": ("F112", "Danh sách hộ", "G4"),
    "w13-heading-says-the-opposite": ("F112", "Danh sách hộ", "P4"),
    "w14-hidden-old-list": ("F111", "Danh sách hộ (2)", "5"),
    "w17-formula-zero-xlsxwriter": ("F109", "Danh sách hộ", "I7"),
    "w19-checkbox-controls": ("H322", "Danh sách hộ", "P7"),
    "w20-struck-row": ("H321", "Danh sách hộ", "B18"),
    "w21-ditto": ("H324", "Danh sách hộ", "D8"),
    "w23-contradiction-in-one-cell": ("H304", "Danh sách hộ", "E7"),
}
TOGETHER = "w16-list-goes-on"  # asked, or put together: no household stands on both sheets


@pytest.fixture
def outcome(office):
    def collect(case):
        shutil.copytree(GOLDEN / "field-cases" / case["case"], office.inbox, dirs_exist_ok=True)
        office.collect(case["period"])
        with office.context.warehouse.reading() as connection:
            status = connection.scalar(sa.select(submission.c.status))
            columns = (finding.c.rule, finding.c.sheet, finding.c.column, finding.c.row, finding.c.message)
            found = connection.execute(sa.select(*columns)).all()
        units = work_out(office.context.warehouse, Period.parse(case["period"])).units
        return status, [(rule, sheet, f"{column or ''}{row}") for rule, sheet, column, row, _ in found], units

    return collect


def figures(case, units):
    """The figures that a person works out, and ours."""
    wanted = case.get("figures", {})
    own = units["18604"]
    return wanted, {key: own[key] for key in wanted if key in own}


@on_one_engine
@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case["want"] == "same" or name == TOGETHER])
def test_what_a_person_reads_without_doubt_is_read(outcome, name):
    status, found, units = outcome(CASES[name])
    assert (status, found) == ("accepted", [("F113", "Thông tin", "None")] if name.startswith("r10") else [])
    wanted, own = figures(CASES[name], units)
    assert own == {key: value for key, value in wanted.items() if key in own}
    assert own.keys() >= wanted.keys() - {"households", "people"}


@on_one_engine
@pytest.mark.parametrize(
    "name", [name for name, case in CASES.items() if case["want"] == "noticed" and name != TOGETHER]
)
def test_what_is_not_certain_is_noticed_where_it_stands(outcome, name):
    _, found, _ = outcome(CASES[name])
    assert NOTICED[name] in found
