"""LibreOffice opens the form, saves it in each of its formats, and what comes back is accepted; and it calculates our
rules to what the checker says."""

from __future__ import annotations

import subprocess
from io import BytesIO

import openpyxl
import pytest
from openpyxl.formula.translate import Translator

from expectations.judge import judge
from giamngheo.check.batch import Batch, Item
from giamngheo.check.finding import status_of
from giamngheo.check.reference_data import ReferenceData
from giamngheo.core.period import Period
from giamngheo.feedback.form import Prefilled, form_workbook
from giamngheo.feedback.form.formulas import Formulas
from giamngheo.feedback.form.lists import Lists
from giamngheo.feedback.form.places import places_of
from tests.support.judged import TODAY, read
from tests.support.programs import need
from tests.support.workbooks import book

pytestmark = pytest.mark.slow
MONTH = Period.parse("2020-03")
KINDS = ("xlsx", "xls", "ods")


@pytest.fixture(scope="module")
def unit(configuration):
    return configuration.unit_register.get("18604", MONTH)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Takes a workbook through LibreOffice into a format; one profile for all."""
    office = need("LibreOffice")
    folder = tmp_path_factory.mktemp("office")

    def save(path, kind):
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        out = path.parent / kind
        command = [office, "--headless", profile, "--convert-to", kind, "--outdir", str(out), str(path)]
        subprocess.run(command, check=True, timeout=180, capture_output=True)
        return out / f"{path.stem}.{kind}"

    return save


@pytest.fixture(scope="module")
def carried():
    """A month as the warehouse has it: two of its households."""
    codes = ("186040001", "186040002")
    rows = tuple(_stored(row, code) for row, code in zip(book().households, codes, strict=False))
    return Prefilled(MONTH - 1, {"cover": ({"households": 900, "people": 3000},), "household": rows})


def _stored(row, code):
    marks = ("social_protection", "loan_needed", "loan_received", "clean_water", "hygienic_latrine")
    own = {name: bool(row[name]) for name in (*marks, "temporary_housing")}
    return row | own | {"household_code": code, "classification": "poor", "change": "unchanged"}


def judged(configuration, path):
    item = Item(0, "18604", read(configuration, path))
    return judge(Batch((item,), ReferenceData(configuration, TODAY)))[0], item


@pytest.fixture(scope="module")
def filled(configuration, unit, carried, tmp_path_factory):
    """The form with a household, a model, a story and a resource more."""
    workbook = openpyxl.load_workbook(BytesIO(form_workbook(configuration, unit, MONTH, carried)))
    places = places_of(configuration.form, carried)
    added = {
        "household": {
            "household_code": "186040003",
            "head_name": "Nguyễn Thị Bé",
            "village": "Thôn Bắc",
            "classification": "Cận nghèo",
            "change": "Phát sinh mới",
            "members": 4,
            "insured": 4,
            "loan_needed": "x",
            "loan_received": "x",
            "loan_amount": 12.5,
        },
        "model": {"name": "Nuôi bò", "status": "Đang phát triển", "households": 5, "budget": 60},
        "story": {"household_code": "186040001", "summary": "Tự vươn lên", "consent": "x"},
        "resource": {"source": "Quỹ Vì người nghèo", "purpose": "Giống cây, con", "amount": 30, "households": 2},
    }
    for table, row in added.items():
        place = places[table]
        for field, value in row.items():
            workbook[place.sheet.name].cell(place.first + place.prefilled, place.numbered[field], value)
    workbook["Thông tin"]["B12"] = "Trần Văn A"
    path = tmp_path_factory.mktemp("filled") / "bao-cao.xlsx"
    workbook.save(path)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_a_filled_form_comes_back_and_is_accepted(configuration, filled, saved, kind):
    findings, item = judged(configuration, saved(filled, kind))
    assert findings == []
    assert status_of(findings) == "accepted"
    sizes = {table: len(found.data_rows) for table, found in item.reading.located.items() if table != "cover"}
    assert sizes == {"household": 3, "model": 1, "story": 1, "resource": 1, "explanation": 0}


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_as_it_is_passes_the_rules_of_structure(configuration, unit, carried, saved, tmp_path, kind):
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(form_workbook(configuration, unit, MONTH, carried))
    assert judged(configuration, path)[0] == []
    assert judged(configuration, saved(path, kind))[0] == []


def test_what_guards_the_form_is_still_there(configuration, carried, filled, saved):
    workbook = openpyxl.load_workbook(saved(filled, "xlsx"))
    sheet, place = workbook["Danh sách hộ"], places_of(configuration.form, carried)["household"]
    assert sheet.protection.sheet
    assert not sheet["B9"].protection.locked
    assert sheet["G4"].protection.locked
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    assert "DM_household_change" in {name.removeprefix("=") for name in lists}
    assert len(sheet.conditional_formatting) > 10
    assert sheet.print_title_rows == f"$4:${place.numbers}"
    assert (sheet["G3"].value, workbook["Danh mục"].sheet_state) == ("=SUM($G$7:$G$1008)", "hidden")
    assert {item.name for item in workbook.custom_doc_props.props} >= {"giamngheo.form", "giamngheo.version"}


GOOD = {
    "household_code": "186040001",
    "head_name": "A",
    "village": "B",
    "classification": "Nghèo",
    "change": "Không đổi",
    "members": 3,
}
BAD = [
    ({}, set()),
    ({"classification": "Hộ nghèo", "insured": 3, "loan_needed": "có"}, set()),
    ({"household_code": "18604001"}, {"H301"}),
    ({"household_code": None}, {"H301"}),
    ({"household_code": "186050001"}, {"H303"}),
    ({"classification": "Giàu"}, {"H304"}),
    ({"change": None}, {"H305"}),
    ({"members": 31}, {"H306"}),
    ({"members": 2.5}, {"H306"}),
    ({"insured": 4}, {"H307"}),
    ({"loan_received": "x", "loan_amount": 5}, {"H308"}),
    ({"loan_received": "x", "loan_needed": "x"}, {"H309"}),
    ({"loan_amount": 5}, {"H309"}),
    ({"children_supported": 1}, {"H310"}),
    ({"children_deprived": 4}, {"H311"}),
    ({"informed": -1}, {"H312"}),
    ({"clean_water": "?!"}, {"H313"}),
    ({"insured": "ba"}, {"H314"}),
    ({"change": "Thoát nghèo"}, {"H315"}),
    ({"head_name": None}, {"H316"}),
    ({"village": None}, {"H317"}),
    ({"loan_received": "x", "loan_needed": "x", "loan_amount": 101}, {"H318"}),
]


def test_the_colours_say_what_the_checker_says(configuration, unit, saved, tmp_path):
    """Each rule's formula is put into cells beside its row, and LibreOffice calculates it."""
    workbook = openpyxl.load_workbook(BytesIO(form_workbook(configuration, unit, MONTH, None)))
    places = places_of(configuration.form, None)
    place = places["household"]
    sheet, first = workbook["Danh sách hộ"], place.first
    formulas = list(Formulas(place, places, Lists(configuration.form), [unit.code], configuration.classes).broken())
    for line, (change, _) in enumerate(BAD, start=first):
        row = GOOD | {"household_code": f"18604{line:04d}"} | change
        for field, value in row.items():
            sheet.cell(line, place.numbered[field], value)
        for column, each in enumerate(formulas, start=30):
            beside = sheet.cell(line, column)
            formula = Translator(f"={each.formula}", origin=f"AD{first}").translate_formula(f"AD{line}")
            beside.value = formula
    path = tmp_path / "hong.xlsx"
    workbook.save(path)
    found = openpyxl.load_workbook(saved(path, "xlsx"), data_only=True)["Danh sách hộ"]
    for line, (change, expected) in enumerate(BAD, start=first):
        values = [found.cell(line, column).value for column in range(30, 30 + len(formulas))]
        assert all(isinstance(value, bool) for value in values), (change, values)
        rules = {each.rule.code for each, value in zip(formulas, values, strict=True) if value}
        assert rules == expected, change
    said = {each.rule.code for each in formulas}
    assert said >= {f"H{number}" for number in range(301, 319)} - {"H302"}
