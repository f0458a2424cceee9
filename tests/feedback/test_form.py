"""The form that we make is the form that we read: every column, choice and limit comes from the same configuration."""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
import sys
from dataclasses import replace

import pytest

from commands.app import command_line
from giamngheo.core.period import Period
from giamngheo.feedback.form import LAID_FOLDER, form_version, form_workbook, laid_said, lay, prefilled
from giamngheo.feedback.form.places import ROOM, TableLayout, places_of
from giamngheo.metadata.form import Form, Sheet
from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read.workbook import cover_value, read_workbook
from giamngheo.receive.ignored_names import is_ignored
from giamngheo.receive.shared_folder import collect
from tests.support.office import office_in
from tests.support.ooxml import complaints
from tests.support.returned import loaded, parts
from tests.support.workbooks import LEFT, UNCHANGED, book, next_book, write_month

MONTH = Period.parse("2020-03")


@pytest.fixture(scope="module")
def unit(configuration):
    return configuration.unit_register.get("18604", MONTH)


@pytest.fixture(scope="module")
def accepted(tmp_path_factory):
    """The last accepted month, in which households left the list, and what a form carries forward from it."""
    first = book(poor=20, near_poor=20, period="2020-01")
    second = next_book(first, pace=0.2)
    with office_in(tmp_path_factory.mktemp("accepted")) as office:
        write_month(office.inbox, [first, second])
        office.collect("2020-01")
        office.collect("2020-02")
        assert any(row["classification"] == LEFT for row in second.households)
        return second, prefilled(office.context.warehouse, "18604", MONTH)


@pytest.fixture
def before(accepted):
    return accepted[0]


@pytest.fixture
def carried(accepted):
    return copy.deepcopy(accepted[1])


@pytest.fixture(scope="module")
def blank(configuration, unit):
    return form_workbook(configuration, unit, MONTH, None)


def reading(data, form):
    return read_workbook(data, "a.xlsx", form, ReadingLimits())


def test_every_sheet_and_column_is_found_and_an_empty_form_has_no_row(configuration, blank):
    found = reading(blank, configuration.form)
    for sheet in configuration.form.sheets:
        assert found.located[sheet.table].columns.keys() == sheet.columns.keys()
        assert set(found.located[sheet.table].found.values()) == {1}
        assert found.located[sheet.table].data_rows == ()
    assert cover_value(found, "unit", configuration.form) == "18604"
    assert cover_value(found, "period", configuration.form) == "2020-03"
    assert cover_value(found, "cutoff", configuration.form) == dt.date(2020, 3, 14)


def test_columns_stand_where_the_formulas_look_for_them(configuration, blank):
    found, places = reading(blank, configuration.form), places_of(configuration.form, None)
    assert places.keys() == {sheet.table for sheet in configuration.form.sheets}
    for table, place in places.items():
        for field, (row, column) in found.located[table].columns.items():
            number = column + 1 if isinstance(place, TableLayout) else row + 1
            assert place.numbered[field] == number


def test_choices_are_those_of_the_form(configuration, blank):
    workbook = loaded(blank)
    choices = [column for sheet in configuration.form.sheets for column in sheet.column if column.type == "choice"]
    assert choices
    assert all(len(column.choice) > 1 for column in choices)
    for table, place in places_of(configuration.form, None).items():
        rules = {str(rule.sqref): rule for rule in workbook[place.sheet.name].data_validations.dataValidation}
        for column in place.columns:
            if column.type == "choice":
                rule = rules[place.area(column.field)]
                name, address = next(iter(workbook.defined_names[rule.formula1].destinations))
                listed = [row[0].value for row in workbook[name][address]]
                assert listed == [choice.label for choice in column.choice], (table, column.field)
                assert (rule.type, rule.errorStyle) == ("list", "stop")


def test_what_can_be_limited_is_limited_in_vietnamese(configuration, blank):
    workbook = loaded(blank)
    for place in places_of(configuration.form, None).values():
        rules = {str(rule.sqref): rule for rule in workbook[place.sheet.name].data_validations.dataValidation}
        for column in place.columns:
            if column.type in ("whole", "decimal", "mark", "choice", "date"):
                rule = rules[place.area(column.field)]
                assert rule.showErrorMessage
                assert 0 < len(rule.error) <= 225
                assert "{" not in rule.error
                assert len(rule.errorTitle) <= 31
    households = places_of(configuration.form, None)["household"]
    rules = {str(rule.sqref): rule for rule in workbook["Danh sách hộ"].data_validations.dataValidation}
    members, insured = (rules[households.area(field)] for field in ("members", "insured"))
    assert (members.type, members.formula1, members.formula2) == ("whole", "1", "30")
    assert insured.formula2 == "IF(ISNUMBER($G7),$G7,1E9)"
    assert "từ 0 đến số nhân khẩu" in insured.error
    assert ROOM >= 300
    assert households.area("insured").endswith(str(households.first - 1 + ROOM))


def test_headings_are_locked_and_rows_are_open(configuration, blank):
    workbook = loaded(blank)
    for place in places_of(configuration.form, None).values():
        sheet = workbook[place.sheet.name]
        kept = sheet.protection
        assert kept.sheet
        assert kept.password is None
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        if isinstance(place, TableLayout):
            forbidden = [kept.insertRows, kept.deleteRows, kept.sort, kept.autoFilter]
            assert not any(forbidden)
            assert sheet.freeze_panes.endswith(str(place.first))
            head = sheet.iter_rows(max_row=place.numbers, max_col=place.last_column)
            assert all(cell.protection.locked for row in head for cell in row)
            columns = sheet.column_dimensions.values()
            assert not any(column.protection.locked for column in columns)
            assert max(column.max for column in columns) == 16384
            assert sheet.print_title_rows == f"$4:${place.numbers}"
    cover = workbook["Thông tin"]
    assert [cover[f"B{row}"].protection.locked for row in (5, 6, 7, 8, 9, 10, 11)] == [True] * 4 + [False] * 3


def test_the_workbook_says_what_it_is(configuration, blank):
    told = {item.name: item.value for item in loaded(blank).custom_doc_props.props}
    version = form_version(configuration.form)
    assert told == {
        "giamngheo.form": "BC-GN-01",
        "giamngheo.version": version,
        "giamngheo.unit": "18604",
        "giamngheo.period": "2020-03",
    }


def test_office_has_nothing_to_mend(configuration, unit, carried):
    """Texts stand in their cells, and a font's parts in any order (openpyxl's way): Excel takes both."""
    said = complaints(form_workbook(configuration, unit, MONTH, carried), ".xlsx")
    assert [one for one in said if "inline-string" not in one and "/font[" not in one] == []


def test_the_guidance_speaks_of_every_column(configuration, blank):
    texts = [str(cell.value) for row in loaded(blank)["Hướng dẫn"].iter_rows() for cell in row if cell.value]
    for sheet in configuration.form.sheets:
        for column in sheet.column:
            assert any(column.heading in text for text in texts), column.heading
            assert all(any(choice.label in text for text in texts) for choice in column.choice)


def test_the_same_bytes_twice(configuration, unit, carried, blank):
    assert form_workbook(configuration, unit, MONTH, carried) == form_workbook(configuration, unit, MONTH, carried)
    assert form_workbook(configuration, unit, MONTH, None) == blank


def test_what_is_carried_forward(configuration, unit, before, carried):
    assert (carried.period.code, set(carried.rows)) == ("2020-02", {"cover", "household", "model"})
    workbook = loaded(form_workbook(configuration, unit, MONTH, carried))
    place = places_of(configuration.form, carried)["household"]
    fields = [column.field for column in place.columns]
    lines = workbook["Danh sách hộ"].iter_rows(min_row=place.first, min_col=2, max_col=20, values_only=True)
    found = [dict(zip(fields, line, strict=True)) for line in lines]
    stayed = [row for row in before.households if row["classification"] != LEFT]
    assert [row["household_code"] for row in found] == [row["household_code"] for row in stayed]
    assert {row["change"] for row in found} == {UNCHANGED}
    kept = [field for field in fields if field != "change"]
    assert [[row[field] or None for field in kept] for row in found] == [
        [row[field] or None for field in kept] for row in stayed
    ]
    cover = workbook["Thông tin"]
    assert [cover[f"B{row}"].value for row in (10, 11)] == [before.total_households, before.total_people]
    assert cover["B12"].value is None
    assert workbook["Mô hình"]["B6"].value == before.models[0]["name"]
    assert all(workbook[name]["B6"].value is None for name in ("Gương sáng", "Nguồn lực"))


def test_a_row_is_as_high_as_its_longest_text_and_grows_with_what_is_typed(configuration, unit, carried):
    long = "Chồng mất năm 2018, con cả đi làm xa, đang đề nghị hỗ trợ nhà ở theo Quyết định 33/2015/QĐ-TTg"
    first, *others = carried.rows["household"]
    others[0] = dict(others[0]) | {"sponsor": "Đoàn TNCS HCM"}  # capitals are wider than digits
    rows = {**carried.rows, "household": (dict(first) | {"note": long}, *others)}
    data = form_workbook(configuration, unit, MONTH, replace(carried, rows=rows))
    first_line = places_of(configuration.form, carried)["household"].first
    xml = parts(data)["xl/worksheets/sheet2.xml"].decode()
    assert re.search(f'<row r="{first_line}" ht="(45|60|75)">', xml)
    assert f'<row r="{first_line + 1}">' in xml
    assert f'<row r="{first_line - 1}" ht="17" customHeight="1">' in xml


def test_what_is_explained_comes_last_and_the_guidance_fits_the_form(configuration, unit, carried, blank):
    full = loaded(form_workbook(configuration, unit, MONTH, carried))
    names = ["Thông tin", "Danh sách hộ", "Mô hình", "Nguồn lực", "Gương sáng", "Giải trình", "Hướng dẫn"]
    assert [sheet.title for sheet in full if sheet.sheet_state == "visible"] == names
    for workbook, begins in ((full, "Danh sách đã ghi sẵn"), (loaded(blank), "Chưa có báo cáo nào được nhận")):
        assert workbook["Hướng dẫn"]["B4"].value.startswith(begins)
        assert workbook["Hướng dẫn"]["B7"].value.endswith("đúng thì để nguyên, ghi lý do ở trang «Giải trình».")
        assert workbook["Hướng dẫn"]["B8"].value.startswith("Họ tên, mã hộ chỉ ghi ở cột dành cho họ tên, mã hộ")


def test_the_guidance_says_how_to_explain(configuration, blank):
    explaining = configuration.form.explaining
    said = {row[1]: row[2:4] for row in loaded(blank)["Hướng dẫn"].iter_rows(max_col=4, values_only=True)}
    heads = {field: said[column.heading] for field, column in explaining.columns.items()}
    assert {field: need for field, (need, _) in heads.items()} == {
        "rule": "Phải ghi",
        "place": None,
        "reason": "Phải ghi",
    }
    assert "để trống" in heads["place"][1]
    assert "vì sao số liệu đúng" in heads["reason"][1]


def test_a_name_is_never_run(configuration, unit, carried):
    carried.rows["household"][0]["head_name"] = "=1+2"
    data = form_workbook(configuration, unit, MONTH, carried)
    cell = loaded(data)["Danh sách hộ"]["C7"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+2", "s", True)


def test_a_new_column_needs_no_python(configuration, unit):
    form = configuration.form
    sheet = form.tables["household"]
    added = sheet.columns["members"].model_dump() | {"field": "cows", "heading": "Số con bò", "also": ()}
    wider = Sheet.model_validate(sheet.model_dump() | {"column": [*sheet.model_dump()["column"], added]})
    sheets = [wider if one.table == "household" else one for one in form.sheets]
    new = Form.model_validate(form.model_dump() | {"sheets": [one.model_dump() for one in sheets]})
    changed = configuration.model_copy(update={"forms": (new,)})
    data = form_workbook(changed, unit, MONTH, None)
    assert "cows" in reading(data, changed.form).located["household"].columns


def test_forms_are_laid_once_and_are_no_submissions(unit, home, blank):
    (home / "inbox" / "18604 - Khê").mkdir()
    files = {unit: ("BC-GN-01_18604_2020-03.xlsx", blank)}
    path = home / "inbox" / "18604 - Khê" / LAID_FOLDER / "BC-GN-01_18604_2020-03.xlsx"
    assert lay(str(home / "inbox"), files) == {str(path): "new"}
    assert list(laid_said(again := lay(str(home / "inbox"), files))) == [f"{path}  (đã có, để nguyên)"]
    assert again == {str(path): "same"}
    path.write_bytes(b"somebody's own")
    other = lay(str(home / "inbox"), files)
    assert other == {str(path): "other"}
    said = list(laid_said(other))
    assert said[0].endswith("(đã có, để nguyên; khác biểu lập bây giờ)")
    assert said[1].endswith("chưa ai điền thì xóa tệp ấy rồi chạy lại lệnh này.")
    assert path.read_bytes() == b"somebody's own"
    assert is_ignored(LAID_FOLDER)
    assert list(collect(str(home / "inbox"), 0, 10**7)) == []


def test_the_command_writes_a_form_for_each_unit(home, tmp_path, monkeypatch, capsys):  # noqa: ARG001
    monkeypatch.setattr(sys, "argv", ["giamngheo"])
    command_line().main(
        ["template", "--period", "2020-04", "--out", str(tmp_path / "out"), "--json"], standalone_mode=False
    )
    files = json.loads(capsys.readouterr().out)["files"]
    assert len(files) == 22
    assert str(tmp_path / "out" / "BC-GN-01_18604_2020-04.xlsx") in files
