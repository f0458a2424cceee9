"""Workbooks made after public bug reports: each means what a person sees in it, or a finding says that it does not."""

from __future__ import annotations

import json
import shutil

import pytest
import sqlalchemy as sa

from expectations.judge import judge
from giamngheo.attain.period_figures import work_out
from giamngheo.check.batch import Batch, Item
from giamngheo.check.reference_data import ReferenceData
from giamngheo.core.period import Period
from giamngheo.warehouse.schema import submission
from tests.conftest import GOLDEN
from tests.support.judged import TODAY, read
from tests.support.office import on_one_engine

FOLDER = GOLDEN / "field-cases"
CASES = {case["case"]: case for case in json.loads((FOLDER / "cases.json").read_text(encoding="utf-8"))}
# Where a finding must stand: the rule, the sheet, the cell.
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
    "w14-hidden-old-list": ("F111", "Danh sách hộ (2)", "B5"),
    "w17-formula-zero-xlsxwriter": ("F109", "Danh sách hộ", "I7"),
    "w19-checkbox-controls": ("H322", "Danh sách hộ", "P7"),
    "w20-struck-row": ("H321", "Danh sách hộ", "B18"),
    "w21-ditto": ("H324", "Danh sách hộ", "D8"),
    "w23-contradiction-in-one-cell": ("H304", "Danh sách hộ", "E7"),
}
TOLD_BESIDE = {"r10-xlsb-short-cells": {"F113"}}  # a kind of file that does not tell everything
READ = sorted(CASES.keys() - NOTICED.keys())  # what a person reads without doubt, or the right figures


@pytest.fixture(scope="module")
def findings(configuration):
    """case → its findings, all of them judged together."""
    items = []
    for number, name in enumerate(CASES):
        (path,) = FOLDER.glob(f"{name}/*/*")
        items.append(Item(number, path.parent.name[:5], read(configuration, path)))
    found = judge(Batch(tuple(items), ReferenceData(configuration, TODAY)))
    return {name: found[number] for number, name in enumerate(CASES)}


@pytest.mark.parametrize("name", NOTICED)
def test_what_is_not_certain_is_noticed_where_it_stands(findings, name):
    places = [(one.rule, one.sheet, f"{one.column or ''}{one.row}") for one in findings[name]]
    assert NOTICED[name] in places


@pytest.mark.parametrize("name", READ)
def test_of_what_a_person_reads_without_doubt_nothing_is_said(findings, name):
    assert {one.rule for one in findings[name]} == TOLD_BESIDE.get(name, set())


@pytest.mark.long
@on_one_engine
def test_what_a_person_reads_without_doubt_are_the_figures(office):
    """One after the other, each a new version of the unit's report."""
    for number, name in enumerate(READ, start=1):
        case = CASES[name]
        (path,) = FOLDER.glob(f"{name}/*/*")
        target = office.inbox / path.parent.name / f"{number} {path.name}"
        target.parent.mkdir(exist_ok=True)
        shutil.copy(path, target)
        office.collect(case["period"])
        with office.context.warehouse.reading() as connection:
            last = connection.execute(sa.select(submission.c.status).order_by(submission.c.id.desc())).first()
        assert last is not None, name
        assert last.status == "accepted", name
        own = work_out(office.context.warehouse, Period.parse(case["period"])).units["18604"]
        wanted = case.get("figures", {})
        assert {key: own[key] for key in wanted if key in own} == {key: wanted[key] for key in wanted if key in own}, (
            name
        )
        assert own.keys() >= wanted.keys() - {"households", "people"}, name
