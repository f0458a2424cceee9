"""Two witnesses of what communes send: LibreOffice, which shows a workbook, and the product, which reads it, agree cell
by cell on the form's columns; on the samples, the hazards and the field cases, and on whatever else people type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from giamngheo.read.formats import UnreadableWorkbook, open_workbook
from tests.conftest import GOLDEN, PROJECT
from tests.support import workbooks as wb
from tests.support.dirty_books import DirtyBook, one_of_each_producer
from tests.support.spreadsheet import LibreOffice
from tests.support.witness import Agreement, Witness, compare
from tests.support.workbooks import LIST

pytestmark = pytest.mark.slow

INBOX, MONTH = PROJECT / "examples" / "inbox", "2020-03"
UNREADABLE = {"08-truncated", "09-empty-file", "10-encrypted", "21-lock-file", "22-not-a-workbook"}
# Cells that the two tell otherwise, and why that is no mistake.
KNOWN = {
    "r08-new-error-values": [
        "Danh sách hộ!I8: we read '#SPILL!', LibreOffice shows '#NAME?'",  # an error that its version has no word for
    ],
}
# Formats that show something else than is stored: producer, field (each once for a producer), value, number format.
SHOWN_OTHERWISE = {
    "a half is shown rounded up, not to the even number": ("openpyxl", "members", 2.5, "0"),
    "a minus that a format does not show": ("openpyxl", "loan_amount", -3, "0;0"),
    "a nought that a format shows as a word": ("openpyxl", "children_deprived", 0, '0;-0;"không"'),
    "words around General": ("openpyxl", "insured", 3, 'General" người"'),
    "words that a format adds to a text": ("openpyxl", "village", "Bắc Hải", '"Thôn "@'),
    "noughts with which a format fills up a code": ("openpyxl", "household_code", 7, "000000000"),
    "ods: a number that a format hides": ("LibreOffice ods", "children_deprived", 30, ";;;"),
    "ods: a number of eleven digits is shown as it is": ("LibreOffice ods", "loan_amount", 12_345_678.125, "General"),
    "ods: a dash is a nought": ("LibreOffice ods", "informed", 0, '#,##0;-#,##0;"-"'),
    "ods: ĐÚNG is a truth, kept as 1": ("LibreOffice ods", "clean_water", True, "General"),
}
# The same examples each time, and no half hour of looking for smaller ones: a difference names its cell.
GENERATED = settings(derandomize=True, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def witness(tmp_path_factory):
    folder = tmp_path_factory.mktemp("witness")
    office = LibreOffice(folder / "office")
    yield Witness(office, folder)
    office.quit()


def test_both_see_the_same_in_a_sample_month(witness, form):
    files = sorted(INBOX.glob(f"*/*_{MONTH}.*"))
    assert len(files) == 22
    _agree(files, witness, form)


@pytest.mark.long
def test_both_see_the_same_in_the_other_sample_months(witness, form):
    files = [file for file in sorted(INBOX.glob("*/*_20*.*")) if MONTH not in file.name]
    assert len(files) == 66
    _agree(files, witness, form)


def test_both_see_the_same_in_the_hazards(witness, form):
    files = sorted(GOLDEN.glob("hazards/*/*/*"))
    assert {_case(file) for file in files if not _opens(file)} == UNREADABLE
    _agree([file for file in files if _opens(file)], witness, form)


def test_both_see_the_same_in_the_field_cases(witness, form):
    _agree(sorted(GOLDEN.glob("field-cases/*/*/*")), witness, form)


@settings(GENERATED, max_examples=2)  # the first one is the plain form
@given(typed=one_of_each_producer())
def test_both_see_the_same_whatever_is_typed(typed, witness, form):
    _agree_on_typed(typed, witness, form)


@pytest.mark.long
@settings(GENERATED, max_examples=20)
@given(typed=one_of_each_producer())
def test_both_see_the_same_whatever_is_typed_many_times(typed, witness, form):
    _agree_on_typed(typed, witness, form)


@pytest.fixture(scope="module")
def otherwise(witness, form):
    """Producer → what is told otherwise of a workbook with all of its cases."""
    producers = sorted({told[0] for told in SHOWN_OTHERWISE.values()})
    typed = [_typed(each, *(told[1:] for told in SHOWN_OTHERWISE.values() if told[0] == each)) for each in producers]
    return dict(zip(producers, _compared(typed, witness, form), strict=True))


@pytest.mark.parametrize("what", SHOWN_OTHERWISE)
def test_formats_that_show_something_else(what, otherwise):
    producer, name, _, _ = SHOWN_OTHERWISE[what]
    found = otherwise[producer]
    assert [str(each) for each in found.differences + found.needless if each.field == name] == []


def test_a_number_too_large_for_the_day_as_which_it_is_formatted(witness, form):
    """LibreOffice writes 30,000,000 as the day 32767-12-31, and goes on."""
    (found,) = _compared([_typed("LibreOffice ods", ("loan_amount", 30_000_000, "dd/mm/yyyy"))], witness, form)
    assert found.compared > 8 * len(wb.book().households)


# ---------------------------------------------------------------- what is agreed on


def _agree(files, witness: Witness, form) -> None:
    found = {file: compare(file, shown, form) for file, shown in zip(files, witness.shown(files), strict=True)}
    told = {_case(file): [*map(str, one.differences)] for file, one in found.items() if one.differences}
    assert told == {case: known for case, known in KNOWN.items() if case in map(_case, files)}
    assert min(one.compared for one in found.values()) > 30
    _compared_nearly_all(found.values())


def _agree_on_typed(typed: Sequence[DirtyBook], witness: Witness, form) -> None:
    for one, found in zip(typed, _compared(typed, witness, form), strict=True):
        assert [*map(str, found.differences)] == []
        assert found.compared > 8 * len(one.book.households)


def _typed(producer: str, *cells: tuple[str, object, str]) -> DirtyBook:
    """A good book but for cells of its first household, and their columns' formats."""
    book = wb.book()
    book.households[0].update({name: value for name, value, _ in cells})
    return DirtyBook(book, producer, {(LIST, name): code for name, _, code in cells})


def _compared(typed: Sequence[DirtyBook], witness: Witness, form) -> list[Agreement]:
    made = [one.write(witness.folder / f"{at}.xlsx") for at, one in enumerate(typed)]
    files = witness.saved_as([one.kind for one in typed], made)
    return [compare(file, shown, form) for file, shown in zip(files, witness.shown(files), strict=True)]


def _compared_nearly_all(found: Iterable[Agreement]) -> None:
    """What nobody has calculated, or another cell covers, is left out: a cell in a hundred at most."""
    compared = left_out = 0
    for one in found:
        compared, left_out = compared + one.compared, left_out + one.left_out.total()
    assert 100 * left_out < compared


def _case(file: Path) -> str:
    return file.parts[-3] if GOLDEN in file.parents else file.name


def _opens(file: Path) -> bool:
    try:
        return bool(open_workbook(file.read_bytes(), file.name).sheets)
    except UnreadableWorkbook:
        return False
