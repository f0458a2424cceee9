"""What users of systems like this one complain of, as they were heard from 2025 to 2026: each is answered by a test.

`HELD` says which test elsewhere holds a complaint; the others stand here, named by what the user says.
"""

from __future__ import annotations

import ast
import email
import io
import json
import re
import zipfile
from email import policy

import openpyxl
import pytest

from commands.status import status
from giamngheo.core.errors import NothingFound
from giamngheo.core.period import Period
from giamngheo.feedback.form import form_workbook
from giamngheo.feedback.receipts import receipts
from giamngheo.feedback.returned_workbook import lay_answers
from tasks.feedback import feedback
from tests.conftest import PROJECT
from tests.support.office import on_one_engine
from tests.support.workbooks import book, fast_write, path_in

KHE = ("18604", "Xã Thạch Khê")
RESULT = "Kết quả kiểm tra"
MONTH = Period.parse("2020-01")

HELD = {
    "the import stops at the first bad number": ["expectations/test_rules.py::test_every_failing_cell_is_found"],
    "the returned file looks like another form": [
        "feedback/test_annotate.py::test_the_list_says_everything_with_links"
    ],
    "the same data are keyed again each month": [
        "feedback/test_form.py::test_what_is_carried_forward",
        "commands/test_import_file.py::test_the_whole_way_to_rows_like_those_of_typed_workbooks",
    ],
    "names went out by mail": [
        "flows/test_report.py::test_the_sample_quarter_end_to_end",
        "stories/test_year.py::test_no_household_is_found_outside_of_the_three_places_where_it_belongs",
        "flows/test_prefects_database.py::test_no_household_leaves_its_places_though_units_write_names_wherever_they_can",
    ],
    "a target was revised in mid-year, and is a range": [
        "report/test_targets_in_reports.py::test_a_report_under_a_range",
        "report/test_targets_in_reports.py::test_the_first_report_under_a_revised_target_names_the_decision",
        "report/test_targets_in_reports.py::test_periods_before_a_revision_stay_as_they_were_to_the_byte",
    ],
    "the form does not open in an old office program": [
        "feedback/test_form.py::test_office_has_nothing_to_mend",
        "feedback/test_form_in_office.py::test_a_filled_form_comes_back_and_is_accepted",
        "feedback/test_form_in_office.py::test_what_guards_the_form_is_still_there",
    ],
    "nobody knows whether the signed paper is this file": [
        "stories/test_signing.py::test_what_is_not_the_report_signed_is_told_once_and_nothing_sent",
        "stories/test_signing.py::test_the_draft_goes_to_the_office_alone_and_the_signed_file_to_everybody",
    ],
    "two standards at once": [
        "report/test_standards.py::test_each_count_has_its_standard_and_they_are_never_added",
    ],
    "an official form was sent instead of ours": [
        "read/test_official_forms_sent.py::test_each_form_is_told_and_nothing_else",
        "read/test_official_forms_sent.py::test_in_a_units_folder_it_comes_back_with_that_one_word",
    ],
    "nobody knows who has reported": ["feedback/test_board.py::test_the_board_says_what_status_says"],
}


def letters(mailbox):
    return [email.message_from_bytes(data, policy=policy.default) for _, data in mailbox.letters]


def sent(office, one):
    fast_write(one, path_in(office.inbox, one))
    office.collect(one.period)
    return one


def thirty_bad_cells():
    """In three columns, ten each, of thirty households."""
    one = book(*KHE, MONTH.code, poor=20, near_poor=20)
    for at, row in enumerate(one.households[:30]):
        row |= ({"insured": 99}, {"informed": 99}, {"members": "ba"})[at % 3]
    return one


def listed(data):
    """The lines of the list of findings in a returned workbook."""
    sheet = openpyxl.load_workbook(io.BytesIO(data))[RESULT]
    return [row for row in sheet.iter_rows(min_row=7, values_only=True) if isinstance(row[0], int)]


@on_one_engine
def test_the_error_report_cannot_be_read_when_it_is_printed(office):
    """On A4 lying, a page wide, under Vietnamese headings, wrapped, and without a name of the program's own."""
    sent(office, thirty_bad_cells())
    assert lay_answers(office.context) == 1
    (path,) = office.inbox.rglob("_phan-hoi/**/*.xlsx")
    sheet = openpyxl.load_workbook(path)[RESULT]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert sheet.print_title_rows == "$6:$6"
    heads = [cell.value for cell in sheet[6] if cell.value]
    assert heads == ["TT", "Mức", "Trang tính", "Ô", "Sai ở đâu", "Cách sửa", "Mã"]
    texts = [cell for row in sheet.iter_rows(max_col=len(heads)) for cell in row if isinstance(cell.value, str)]
    assert all(cell.alignment.wrap_text for cell in texts)
    fields = {column.field for table in office.context.configuration.form.tables.values() for column in table.column}
    said = " ".join(cell.value for cell in texts)
    assert re.findall(r"[a-z]+(?:_[a-z]+)+", said) == []
    assert {field for field in fields if re.search(rf"\b{field}\b", said)} == set()


@on_one_engine
@pytest.mark.usefixtures("mailbox")
def test_nobody_knows_whether_the_report_was_answered(office, capsys):
    """Per unit and period: what became of it, and when the answer left."""
    sent(office, thirty_bad_cells())

    def units():
        """Nobody's report is in force, so that the command ends by saying so."""
        capsys.readouterr()
        with pytest.raises(NothingFound):
            status(MONTH.code, office.today, as_json=True)
        return {unit["unit"]: unit for unit in json.loads(capsys.readouterr().out)["units"]}

    before = units()
    assert before["18604"]["status"] == "rejected"
    assert "answered_at" not in before["18604"]
    feedback.fn(office.today)
    after = units()
    assert after["18604"]["answered_at"] >= before["18604"]["received_at"]
    assert [code for code, unit in after.items() if "answered_at" in unit] == ["18604"]
    with pytest.raises(NothingFound):
        status(MONTH.code, office.today)
    assert "trả lời" in re.sub(r"\s+", " ", capsys.readouterr().out)


@on_one_engine
def test_the_import_stops_at_the_first_bad_number(office):
    sent(office, thirty_bad_cells())
    lay_answers(office.context)
    (path,) = office.inbox.rglob("_phan-hoi/**/*.xlsx")
    lines = listed(path.read_bytes())
    assert len(lines) == 30
    assert len({line[3] for line in lines}) == 30  # each in a cell of its own


@on_one_engine
def test_that_it_was_returned_is_overlooked(office, mailbox):
    """The subject and the first line say so, and how much is wrong."""
    one = sent(office, thirty_bad_cells())
    feedback.fn(office.today)
    (letter,) = letters(mailbox)
    assert letter["Subject"].startswith("TRẢ LẠI, 30 lỗi phải sửa: ")
    text = letter.get_body(("plain",)).get_content()
    first = next(line for line in text.splitlines()[1:] if line.strip())
    assert first.startswith("TRẢ LẠI, 30 LỖI PHẢI SỬA")
    assert "\nTRẢ LẠI, 30 lỗi phải sửa. Báo cáo bị trả lại; chưa số liệu nào được nhận." in text.replace("\r", "")
    assert_no_household(letter, one)


@on_one_engine
def test_of_five_thousand_bad_rows_two_hundred_come_back(office):
    """All of them in the file, a sum of them in the mail."""
    one = book(*KHE, MONTH.code, poor=2500, near_poor=2500)
    for row in one.households:
        row["insured"] = row["members"] + 1
    sent(office, one)
    (receipt,) = receipts(office.context)
    (attached,) = receipt.attachments
    assert len(listed(attached.data)) == 5000
    said = str(receipt.summary)
    assert "(H307, 5.000 chỗ)" in said
    assert receipt.summary.subject.startswith("TRẢ LẠI, 5.000 lỗi phải sửa: ")
    assert len(said) < 2000
    assert not re.search(r"\b18604\d{4}\b", said)


def assert_no_household(letter, one):
    bodies = " ".join(letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for row in one.households:
        assert row["head_name"] not in bodies
        assert row["household_code"] not in bodies


# What Excel 2007 and LibreOffice 4 calculate.
OLD_FUNCTIONS = (
    "AND OR NOT IF IFERROR ISBLANK ISNUMBER ISTEXT ISERROR ISNA COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS SUM SUMIF SUMIFS "
    "SUMPRODUCT MATCH INDEX VLOOKUP OFFSET INDIRECT ROW ROWS COLUMN ADDRESS LEN LEFT RIGHT MID TRIM UPPER LOWER SUBSTITUTE "
    "EXACT TEXT VALUE INT MOD ROUND ABS MAX MIN DATE YEAR MONTH DAY TODAY FIND SEARCH CELL CHAR CODE CLEAN TRUE FALSE N T "
    "REPT CONCATENATE HYPERLINK"
)


def test_the_form_does_not_open_in_an_old_office_program(configuration):
    """No function, and no part of the format, that is younger than Excel 2010. That it opens and is saved: see `HELD`."""
    unit = configuration.unit_register.get(KHE[0], MONTH)
    with zipfile.ZipFile(io.BytesIO(form_workbook(configuration, unit, MONTH, None))) as parts:
        xml = {name: parts.read(name).decode("utf-8") for name in parts.namelist() if name.endswith((".xml", ".rels"))}
    whole = "\n".join(xml.values())
    formulas = re.findall(r"<(?:f|formula|formula1|formula2|definedName)(?: [^>]*)?>([^<]+)<", whole)
    assert len(formulas) > 20
    used = {name for text in formulas for name in re.findall(r"([A-Z][A-Z0-9.]*)\(", text)}
    assert used - set(OLD_FUNCTIONS.split()) == set()
    assert "_xlfn" not in whole
    assert (
        re.findall(r"<ext |office/spreadsheetml/2009/9|office/spreadsheetml/201\d|office/2010|office/2013", whole) == []
    )


@pytest.mark.parametrize("complaint", HELD)
def test_the_tests_that_hold_a_complaint_are_there(complaint):
    for held in HELD[complaint]:
        file, _, name = held.partition("::")
        module = ast.parse((PROJECT / "tests" / file).read_text("utf-8"))
        assert name in {each.name for each in module.body if isinstance(each, ast.FunctionDef)}, held
