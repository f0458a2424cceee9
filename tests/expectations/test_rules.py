"""Each rule is shown to pass and to fail: a good workbook has no finding, a planted defect has its own, in its place."""

from __future__ import annotations

import re
import shutil

import pytest

from giamngheo.metadata import load_configuration
from tests.conftest import PROJECT
from tests.support.config_folder import change
from tests.support.judged import judged_books
from tests.support.workbooks import NEED_PREVIOUS, PLANTERS, book, break_rule, next_book, rule_of

ABOUT_FILES = {"F101", "F102", "F103", "F104", "F107", "F108", "F116"}
# What a workbook looks like, not what is typed into it: `tests/read/test_remarks.py`.
ABOUT_LOOKS = {"F110", "F111", "F113", "F115", "H320", "H321", "H322", "H325", "H326", "H327"}


@pytest.fixture(scope="module")
def months():
    before = book(poor=30, near_poor=40, period="2020-02")
    return before, next_book(before, pace=0.05)


@pytest.fixture(scope="module")
def judged(configuration, months, tmp_path_factory):
    """code → (findings, where the defect was planted). Judged in two batches: without and with the month before."""
    before, now = months
    planted = {code: break_rule(now, code, before) for code in sorted(PLANTERS)}
    results = {}
    for history in (None, before):
        codes = [code for code in planted if (code in NEED_PREVIOUS) == (history is not None)]
        found = judged_books(
            configuration, tmp_path_factory.mktemp("planted"), [planted[code][0] for code in codes], history
        )
        results |= {code: (findings, planted[code][1]) for code, findings in zip(codes, found, strict=True)}
    return results


def test_a_good_workbook_has_no_finding(configuration, tmp_path, months):
    before, now = months
    assert judged_books(configuration, tmp_path, [now]) == [[]]
    assert judged_books(configuration, tmp_path, [now], before) == [[]]


@pytest.mark.parametrize("code", sorted(PLANTERS))
def test_a_planted_defect_is_found_in_its_place_and_nothing_else(configuration, judged, code):
    found, place = judged[code]
    assert {finding.rule for finding in found} == {rule_of(code)}
    assert {finding.severity for finding in found} == {
        rule.severity for _, rule in configuration.form.rules if rule.code == rule_of(code)
    }
    if place.row and rule_of(code) not in {"X401", "X403", "X406"}:  # these speak of the list as a whole
        places = {(finding.sheet, finding.row, finding.column) for finding in found}
        assert any((place.sheet, place.row) == (sheet, row) for sheet, row, _ in places), (place, places)
        if place.column:
            assert (place.sheet, place.row, place.column) in places


@pytest.mark.parametrize("code", sorted(PLANTERS))
def test_no_finding_repeats_what_a_person_is_called(judged, months, code):
    names = {row["head_name"] for row in months[1].households}
    for finding in judged[code][0]:
        assert not any(name in finding.message for name in names)
        assert "…" not in finding.message


def test_every_rule_of_the_form_is_planted(configuration):
    """F101–F104, F107, F108 and F116 are about files, and tested with files."""
    planted = {rule_of(code) for code in PLANTERS}
    assert {rule.code for _, rule in configuration.form.rules} - ABOUT_FILES - ABOUT_LOOKS == planted


def test_every_failing_cell_is_found(configuration, tmp_path):
    """Not the first, not the first twenty."""
    now = book(poor=300, near_poor=200)
    for row in now.households:
        row["insured"] = row["members"] + 1
    (found,) = judged_books(configuration, tmp_path, [now])
    assert len({finding.row for finding in found if finding.rule == "H307"}) == 500
    assert {finding.mark for finding in found} == {""}  # a digest of small numbers can be guessed: for warnings alone


def test_what_follows_from_an_unreadable_cell_is_not_said(configuration, tmp_path):
    now = book(poor=5, near_poor=5)
    now.households[0] |= {"members": "ba", "insured": 9, "informed": 9, "children_deprived": 9}
    (found,) = judged_books(configuration, tmp_path, [now])
    assert [finding.rule for finding in found] == ["H314"]


def test_what_ends_the_reading_of_one_workbook_leaves_the_others(configuration, tmp_path):
    alone, another = (book(poor=5, near_poor=5, cover={"Mẫu biểu": form}) for form in ("BC-GN-99", "BC-GN-01"))
    for each in (alone, another):
        each.households[0]["members"] = "ba"
    found = judged_books(configuration, tmp_path, [alone, another])
    assert [[finding.rule for finding in of_one] for of_one in found] == [["C201"], ["H314"]]


def test_another_cell_of_the_same_row_is_still_judged(configuration, tmp_path):
    now = book(poor=5, near_poor=5)
    now.households[0] |= {"loan_amount": "nhiều", "insured": 31}
    (found,) = judged_books(configuration, tmp_path, [now])
    assert {finding.rule for finding in found} == {"H307", "H314"}


def test_a_total_is_not_blamed_for_an_unreadable_cell(configuration, tmp_path):
    now = book(poor=5, near_poor=5)
    now.households[0]["members"] = None
    (found,) = judged_books(configuration, tmp_path, [now])
    assert [finding.rule for finding in found] == ["H306"]


def test_an_error_is_no_name(configuration, tmp_path):
    now = book(poor=5, near_poor=5)
    now.households[0]["head_name"] = "#N/A"
    (found,) = judged_books(configuration, tmp_path, [now])
    assert [finding.rule for finding in found] == ["H316"]


def test_a_missing_label_is_said_as_such(configuration, tmp_path):
    now = book(poor=5, near_poor=5, cover={"Mẫu biểu": None})
    (found,) = judged_books(configuration, tmp_path, [now])
    assert [finding.rule for finding in found] == ["F106"]


# What is said of an empty cell has nothing to quote: the code of a rule, or the kind of a remark.
ABOUT_NOTHING = {"C202", "C211", "H308", "H317", "M502", "F109", "H319", "H322", "H327"}


def test_every_message_about_a_value_says_what_was_read(configuration):
    form = configuration.form
    silent = []
    for frame, rule in form.rules:
        sheet = form.tables.get(frame)
        for expect in rule.expect:
            message = expect.message or rule.message
            field = expect.points_to or rule.column or min(expect.fields, default=None)
            column = sheet.columns.get(field) if sheet else None
            speaks_of_a_value = frame == "cell" or (column and not column.personal)
            if speaks_of_a_value and not {"{read}", "{count}", f"{{{field}}}"} & set(re.findall(r"{\w+}", message)):
                silent.append(rule.code)
    assert set(silent) == ABOUT_NOTHING


def test_a_choice_is_quoted_as_it_is_written(configuration, tmp_path):
    now = book(poor=5, near_poor=5)
    now.households[0] |= {"classification": "Ra khỏi danh sách", "change": "Không đổi"}
    (found,) = judged_books(configuration, tmp_path, [now])
    assert "«Ra khỏi danh sách» và biến động «Không đổi»" in next(one.message for one in found if one.rule == "H315")


@pytest.mark.parametrize(("members", "quoted"), [(31, " (đọc được «31»)"), (None, " (ô trống)")])
def test_what_was_read_is_quoted_where_something_was(configuration, tmp_path, members, quoted):
    now = book(poor=5, near_poor=5)
    now.households[0]["members"] = members
    (found,) = judged_books(configuration, tmp_path, [now])
    (said,) = [one.message for one in found if one.rule == "H306"]
    assert said.startswith(f"Số nhân khẩu phải là số nguyên từ 1 đến 30{quoted}. ")


def test_what_a_person_is_called_is_told_by_no_message_that_asks_for_it(tmp_path):
    folder = shutil.copytree(PROJECT / "config", tmp_path / "config")
    change(
        folder / "forms" / "BC-GN-01" / "household.toml",
        'message = "Mã hộ không bắt đầu bằng mã đơn vị {unit}."',
        'message = "Mã hộ {household_code} của {head_name} (đọc được «{read}») không bắt đầu bằng mã đơn vị {unit}."',
    )
    now, _ = break_rule(book(poor=5, near_poor=5), "H303")
    (found,) = judged_books(load_configuration(folder), tmp_path, [now])
    (said,) = [one.message for one in found if one.rule == "H303"]
    assert said.startswith("Mã hộ … của … không bắt đầu bằng mã đơn vị ")


def test_a_title_names_what_is_wrong_without_a_value(configuration):
    assert not [rule.code for _, rule in configuration.form.rules if "{" in rule.title]
