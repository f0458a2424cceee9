"""`giamngheo explain --rows`: the rows of the originals behind a figure, counted over again from the workbooks themselves."""

from __future__ import annotations

import json
import stat

import openpyxl
import pytest

from giamngheo.warehouse.audit_log import entries
from tests.support.office import Office
from tests.support.one_household import CODE, NAME, december, january, lay
from tests.support.workbooks import book, fast_write, next_book, path_in, write_month

MARCH = ("--period", "2020-03", "--unit", "18604", "--rows")


@pytest.fixture
def quarter(home, monkeypatch):
    """One commune's January to March, the last of which goes on in a second sheet and was then corrected."""
    monkeypatch.setattr("commands.output._INTO_A_PIPE", 240)
    one, office = book("18604", "Xã Thạch Khê", "2020-01", poor=20, near_poor=9), Office(home)
    for _ in range(2):
        write_month(home / "inbox", [one])
        office.collect(one.period)
        one = next_book(one, pace=0.2)
    write_month(home / "inbox", [one])
    office.collect("2020-03")
    one.households[0].update(insured=0)
    fast_write(one, path := path_in(home / "inbox", one))
    _in_two_sheets(path)
    office.collect("2020-03")
    assert office.statuses("2020-03")["18604"] == "accepted"
    return office


def _in_two_sheets(path):
    workbook = openpyxl.load_workbook(path)
    first = workbook["Danh sách hộ"]
    codes = [cell.row for cell in first["B"] if str(cell.value).startswith("18604")]
    begins = codes[len(codes) // 2]
    second = workbook.copy_worksheet(first)
    second.title = "Danh sách hộ (tiếp)"
    second.delete_rows(codes[0], begins - codes[0])
    first.delete_rows(begins, first.max_row)
    workbook.save(path)


def _cells(path, sheet):
    """row → heading → value, by openpyxl alone."""
    rows = [*openpyxl.load_workbook(path)[sheet].iter_rows()]
    at = next(at for at, row in enumerate(rows) if "Mã hộ" in [cell.value for cell in row])
    heads = [upper.value or lower.value for upper, lower in zip(rows[at], rows[at + 1], strict=True)]
    return {row[0].row: dict(zip(heads, [cell.value for cell in row], strict=True)) for row in rows}


def test_the_rows_are_those_of_the_workbook_and_add_up_to_the_figure(giamngheo, quarter):
    """Both sheets of the corrected workbook: each row that is named is a poor household's, and none of them is not named."""
    found = json.loads(giamngheo("explain", "insured_poor", *MARCH, "--json")[1])["rows"]
    told = json.loads(giamngheo("explain", "insured_poor", *MARCH[:-1], "--json")[1])
    assert {one["version"] for one in found} == {2}
    assert {one["sheet"] for one in found} == {"Danh sách hộ", "Danh sách hộ (tiếp)"}
    [path] = (quarter.inbox).rglob("*2020-03*.xlsx")
    counted = {"numerator": 0, "denominator": 0}
    for sheet in ("Danh sách hộ", "Danh sách hộ (tiếp)"):
        cells = _cells(path, sheet)
        poor = {row for row, line in cells.items() if line["Phân loại hộ"] == "Nghèo"}
        assert {one["row"] for one in found if one["sheet"] == sheet} == poor
        counted["numerator"] += sum(cells[row]["Số người có thẻ BHYT"] or 0 for row in poor)
        counted["denominator"] += sum(cells[row]["Số nhân khẩu"] for row in poor)
    for side, count in counted.items():
        assert sum(one[side] for one in found) == count == told[side]["value"]
    assert "household_code" not in str(found)


@pytest.mark.usefixtures("quarter")
def test_a_quarter_names_the_rows_of_each_month(giamngheo):
    period = ("--period", "2020-Q1", "--unit", "18604")
    found = json.loads(giamngheo("explain", "resources", *period, "--rows", "--json")[1])["rows"]
    told = json.loads(giamngheo("explain", "resources", *period, "--json")[1])
    assert {one["period"] for one in found} == {"2020-01", "2020-02", "2020-03"}
    assert sum(one["numerator"] for one in found) == told["value"]


@pytest.mark.usefixtures("quarter")
def test_on_the_screen_no_household_has_a_name(giamngheo):
    code, out, err = giamngheo("explain", "poverty_reduction", *MARCH)
    assert (code, err) == (0, "")
    assert "Mẫu số: " in out
    assert "từ 1 dòng của «Thông tin»" in out  # the number of all households, beside its label
    assert "18604" not in out
    assert "Phân loại hộ" in out
    assert "Họ và tên" not in out
    assert "Danh sách hộ (tiếp)" in out


def test_with_names_it_is_a_file_with_a_reason_and_in_the_audit_log(giamngheo, quarter, tmp_path):
    out = tmp_path / "dòng.xlsx"
    code, said, err = giamngheo("explain", "insured_poor", *MARCH, "--out", out, "--why", "kiểm tra số 12")
    assert (code, err) == (0, "")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    rows = [*openpyxl.load_workbook(out)["Danh sách hộ"].iter_rows(values_only=True)]
    place = {head: at for at, head in enumerate(rows[0])}
    told = json.loads(giamngheo("explain", "insured_poor", *MARCH[:-1], "--json")[1])
    assert sum(row[place["Tử số"]] for row in rows[1:]) == told["numerator"]["value"]
    assert all(row[place["Mã hộ"]].startswith("18604") and row[place["Họ và tên chủ hộ"]] for row in rows[1:])
    assert f"{len(rows) - 1} dòng" in said
    [(_, entry)] = entries(quarter.context.warehouse, "insured_poor/2020-03/18604", ("export rows", "rows failed"))
    assert (entry.action, entry.why) == ("export rows", "kiểm tra số 12")
    assert f"Đã có {out}" in giamngheo("explain", "insured_poor", *MARCH, "--out", out, "--why", "x")[2]
    code, _, err = giamngheo("explain", "insured_poor", *MARCH, "--out", tmp_path / "no" / "a.xlsx", "--why", "x")
    assert (code, "chọn chỗ khác bằng --out." in err) == (2, True)
    noted = entries(quarter.context.warehouse, "insured_poor/2020-03/18604", ("export rows", "rows failed"))
    assert [entry.action for _, entry in noted] == ["export rows", "export rows", "rows failed"]


@pytest.mark.usefixtures("quarter")
@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--rows", "--out", "a.xlsx"), "phải có căn cứ"),
        (("--rows", "--why", "x"), "thêm --out"),
        (("--out", "a.xlsx", "--why", "x"), "chỉ dùng cùng --rows"),
    ],
)
def test_what_is_half_asked_is_told(giamngheo, options, says):
    code, _, err = giamngheo("explain", "insured_poor", "--period", "2020-03", *options)
    assert (code, says in err) == (2, True)


def test_of_an_erased_household_the_row_is_counted_and_not_named(giamngheo, home, few_recipients, tmp_path):  # noqa: ARG001
    """Its original is gone; who erases is told of the file that may still hold it."""
    office = Office(home)
    for month in (december(), january()):
        lay(office, month)
        office.collect(month.period)
    whole = ("explain", "poor", "--period", "2019-12", "--unit", "18604", "--rows")
    giamngheo(*whole, "--out", tmp_path / "a.xlsx", "--why", "x")
    before = json.loads(giamngheo(*whole, "--json")[1])["rows"]
    said = giamngheo("erase", CODE, "--why", "đơn số 12", "--originals", "--yes")[1]
    assert "(poor, kỳ 2019-12, 18604) (explain --rows): tệp nào còn giữ thì phải xóa tay." in said
    after = json.loads(giamngheo(*whole, "--json")[1])["rows"]
    assert [one["numerator"] for one in after] == [one["numerator"] for one in before]
    assert {(one["sheet"], one["row"]) for one in after} == {(None, None)}
    assert "bản gốc đã hủy" in giamngheo(*whole)[1]
    giamngheo(*whole, "--out", tmp_path / "b.xlsx", "--why", "x")
    for name, is_there in (("a.xlsx", True), ("b.xlsx", False)):
        sheet = openpyxl.load_workbook(tmp_path / name)["Danh sách hộ"]
        assert (NAME in [cell.value for row in sheet for cell in row]) is is_there


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_of_a_unit_without_a_report_no_row_is_said_to_be_none(giamngheo, quarter, tmp_path, options):
    """Not a figure of 0, no file, nothing noted."""
    asked = ("explain", "poor", "--period", "2020-03", "--unit", "18625")
    code, out, err = giamngheo(*asked, "--rows", *options)
    assert (code, out) == (1, "")
    assert "Hộ nghèo, tháng 3 năm 2020, Xã Thạch Ngọc: chưa có báo cáo" in err
    assert "GN-402" in err
    code, out, err = giamngheo(*asked, "--rows", "--out", tmp_path / "a.xlsx", "--why", "x")
    assert (code, out, (tmp_path / "a.xlsx").exists()) == (1, "", False)
    assert entries(quarter.context.warehouse, "poor/2020-03/18625", ("export rows", "rows failed")) == []
    code, out, err = giamngheo(*asked, *options)
    assert (code, "GN-402" in err) == (1, True)
    assert json.loads(out)["uncounted"] == "chưa có báo cáo" if options else "Chưa có giá trị: chưa có báo cáo" in out


@pytest.mark.usefixtures("quarter")
def test_a_flow_without_its_last_month_is_not_said_to_have_no_report(giamngheo):
    code, out, err = giamngheo("explain", "resources", "--period", "2020-H1", "--unit", "18604")
    assert code == 1
    for said in (out, err):
        assert "mới có 3/6 báo cáo tháng; chưa có báo cáo tháng cuối kỳ (tháng 6), nên chưa tính" in said


@pytest.mark.usefixtures("quarter")
def test_the_rows_of_all_say_whose_are_missing(giamngheo, tmp_path):
    whole = ("explain", "poor", "--period", "2020-03", "--rows")
    said = "Không có trong số này, vì chưa có báo cáo (21 đơn vị): Thị trấn Thạch Hà, "
    assert said in giamngheo(*whole)[1]
    assert len(json.loads(giamngheo(*whole, "--json")[1])["left_out"]) == 21
    assert said in giamngheo(*whole, "--out", tmp_path / "a.xlsx", "--why", "x")[1]
    front = openpyxl.load_workbook(tmp_path / "a.xlsx")["Về tệp này"]
    assert any(str(cell.value).startswith(said) for row in front for cell in row)
