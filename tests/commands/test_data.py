"""What commands print of the warehouse: tables for people, JSON for programs, CSV for Excel on a Vietnamese computer."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil

import pytest

from giamngheo.metadata.settings import load_settings
from tests.conftest import PROJECT
from tests.support.config_folder import change
from tests.support.office import Office
from tests.support.workbooks import book, fast_write, path_in, write_month

PERIOD = ("--period", "2020-01")
PRINTING = [
    ("status", *PERIOD),
    ("figures", *PERIOD),
    ("attainment", *PERIOD),
    ("series", "--unit", "18604", "--from", "2020-01", "--to", "2020-01"),
]


@pytest.fixture
def two_units(home):
    write_month(
        home / "inbox",
        [
            book("18604", "Xã Thạch Khê", "2020-01", poor=6, near_poor=7),
            book("18562", "Thị trấn Thạch Hà", "2020-01", poor=3, near_poor=2),
        ],
    )
    Office(home).collect("2020-01")


def rows_of(out):
    """As Excel reads it where the comma is the decimal sign."""
    assert out.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff")), delimiter=";"))


@pytest.mark.usefixtures("two_units")
def test_figures_are_shown_of_the_district_and_of_each_unit(giamngheo):
    code, out, err = giamngheo("figures", *PERIOD)
    assert (code, err) == (0, "")
    district, *parts = re.split(r"\n\s*Từng đơn vị, tháng 1 năm 2020 \(\d/\d\)", out)
    assert re.search(r"│ Hộ nghèo +│ hộ +│ +9 │", district)
    assert re.search(r"│ Người nghèo +│ người +│", district)
    assert re.search(r"│ Nguồn lực huy động +│ triệu đồng +│", district)
    assert len(parts) > 1
    for part in parts:
        assert [part.count(name) for name in ("Xã Thạch Khê", "Thị trấn Thạch Hà")] == [1, 1]
    assert all(len(line) <= 140 for line in out.splitlines())


@pytest.mark.usefixtures("two_units")
@pytest.mark.parametrize("width", [40, 80, 200])
def test_as_many_figures_stand_beside_each_other_as_the_window_has_room_for(giamngheo, monkeypatch, width):
    monkeypatch.setattr("commands.output._INTO_A_PIPE", width)
    code, out, _ = giamngheo("figures", *PERIOD)
    assert code == 0
    assert all(len(line) <= width for line in out.splitlines())
    lines = [line for line in out.splitlines() if line.startswith("│ Xã Thạch Khê")]
    figures = json.loads(giamngheo("figures", *PERIOD, "--json")[1])["district"]
    assert sum(line.count("│") - 2 for line in lines) == len(figures)
    assert len(lines) == -(-len(figures) // max(1, (width - 17 - 4) // 13))


@pytest.mark.usefixtures("two_units")
def test_figures_as_data_have_their_titles_and_measures(giamngheo):
    data = json.loads(giamngheo("figures", *PERIOD, "--json")[1])
    assert set(data) == {"period", "district", "units", "measures", "coverage"}
    assert data["coverage"] == {"stock": {"reports": 2, "owed": 22}, "flow": {"reports": 2, "owed": 22}}
    assert data["measures"]["poor"] == {"title": "Hộ nghèo", "unit_of_measure": "hộ"}
    assert list(data["measures"]) == list(data["district"]) == list(data["units"]["18562"])
    assert all(measure["unit_of_measure"] for measure in data["measures"].values())


@pytest.mark.usefixtures("two_units")
def test_other_data_say_their_titles_and_measures_too(giamngheo):
    measures = json.loads(giamngheo("attainment", *PERIOD, "--json")[1])["measures"]
    assert measures["insured_poor"] == {"title": "Người nghèo có thẻ BHYT", "unit_of_measure": "%"}
    data = json.loads(giamngheo(*PRINTING[3], "--json")[1])
    assert (data["title"], data["unit_of_measure"]) == ("Hộ nghèo", "hộ")


@pytest.mark.usefixtures("two_units")
def test_figures_for_excel(giamngheo):
    district, *units = rows_of(giamngheo("figures", *PERIOD, "--csv")[1])
    assert [(row["Mã"], row["Đơn vị"], row["Hộ nghèo (hộ)"]) for row in (district, *units)] == [
        ("", "Cộng 2 đơn vị", "9"),
        ("18562", "Thị trấn Thạch Hà", "3"),
        ("18604", "Xã Thạch Khê", "6"),
    ]
    assert "Số tiền hộ nghèo đã vay (triệu đồng)" in district  # not said twice


@pytest.mark.usefixtures("two_units")
def test_status_attainment_and_series_for_excel(giamngheo):
    rows = {row["Mã"]: row for row in rows_of(giamngheo("status", *PERIOD, "--csv")[1])}
    assert len(rows) == 22
    assert (rows["18604"]["Lần"], rows["18604"]["Lỗi"], rows["18571"]["Nhận lúc"]) == ("1", "0", "")
    assert re.fullmatch(r"\d\d/\d\d/\d{4} \d\d:\d\d", rows["18604"]["Nhận lúc"])

    values = json.loads(giamngheo("attainment", *PERIOD, "--by-unit", "--json")[1])["values"]
    rows = rows_of(giamngheo("attainment", *PERIOD, "--by-unit", "--csv")[1])
    assert len(rows) == len(values)
    for row, value in zip(rows, values, strict=True):
        assert (row["Mã"], row["Mã chỉ tiêu"]) == (value["unit"], value["indicator"])
        shown = float(row["Giá trị"].replace(",", ".")) if row["Giá trị"] else None
        assert shown == (pytest.approx(value["value"]) if value["value"] is not None else None)
    assert any("," in row["Giá trị"] for row in rows)

    (row,) = rows_of(giamngheo(*PRINTING[3], "--csv")[1])
    assert (row["Đơn vị"], row["Kỳ"], row["Giá trị"], row["Đơn vị tính"]) == ("Xã Thạch Khê", "2020-01", "6", "hộ")


@pytest.mark.parametrize("command", PRINTING, ids=lambda command: command[0])
def test_one_form_at_a_time(giamngheo, command):
    code, out, err = giamngheo(*command, "--json", "--csv")
    assert (code, out) == (2, "")
    assert err.startswith("--json và --csv không dùng cùng lúc")


@pytest.mark.parametrize("form", [[], ["--json"], ["--csv"]])
@pytest.mark.parametrize("command", ["status", "figures", "attainment"])
def test_a_month_without_reports_ends_alike_everywhere(giamngheo, command, form):
    code, out, err = giamngheo(command, "--period", "2031-01", *form)
    assert code == 1
    assert err == ("Chưa có báo cáo nào được nhận cho kỳ 2031-01; chạy giamngheo run --period 2031-01. (Mã GN-402)\n")
    if form == ["--json"]:
        assert json.loads(out)["period"] == "2031-01"


@pytest.mark.usefixtures("one_month")
def test_a_unit_without_a_report_is_named(giamngheo):
    code, _, err = giamngheo("attainment", *PERIOD, "--unit", "18562")
    assert code == 1
    assert "Chưa có báo cáo nào của Thị trấn Thạch Hà được nhận cho kỳ 2020-01" in err


@pytest.mark.usefixtures("one_month")
def test_a_series_without_a_value_says_so(giamngheo):
    code, out, err = giamngheo("series", "--unit", "18604", "--from", "2020-02", "--to", "2020-03")
    assert code == 1
    assert "chưa có số liệu" in " ".join(out.split())
    assert "Không có số liệu nào của Xã Thạch Khê" in err


@pytest.mark.usefixtures("two_units")
def test_a_mistake_of_the_plan_stops_only_what_counts_by_it(giamngheo, home, monkeypatch):
    """What a correction changes is counted, too."""
    config = shutil.copytree(PROJECT / "config", home / "config")
    change(config / "plan.toml", 'denominator = "sum(households)"', 'denominator = "sum(housholds)"')
    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(config))
    load_settings.cache_clear()
    one = book("18604", "Xã Thạch Khê", "2020-01", poor=6, near_poor=7)
    assert giamngheo("status", *PERIOD)[0] == 0
    assert giamngheo("check", path_in(home / "inbox", one), "--today", "2020-02-20")[0] == 0
    one.households.pop()
    corrected = fast_write(one, path_in(home / "inbox", one).with_name("lần 2.xlsx"))
    refused = [giamngheo("figures", *PERIOD), giamngheo("check", corrected, "--today", "2020-02-20")]
    monkeypatch.delenv("GIAMNGHEO_CONFIG")
    load_settings.cache_clear()
    Office(home).collect("2020-01")
    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(config))
    load_settings.cache_clear()
    for code, _, err in (*refused, giamngheo("status", *PERIOD)):
        assert code == 2
        assert "housholds" in err


@pytest.mark.usefixtures("two_units")
def test_what_a_quarter_adds_up_says_of_how_many_reports_it_is(giamngheo, home):
    write_month(home / "inbox", [book("18604", "Xã Thạch Khê", "2020-03", poor=6, near_poor=7)])
    Office(home).collect("2020-03")
    told = giamngheo("figures", "--period", "2020-Q1")[1]
    assert "mới là của 2/66 báo cáo tháng, chưa phải của cả kỳ" in told
    assert "«Thoát nghèo»" in told
    assert "mới là của" not in giamngheo("figures", "--period", "2020-03")[1]


@pytest.mark.usefixtures("two_units")
@pytest.mark.parametrize("command", [("figures",), ("attainment",), ("ask", "nguon-luc")])
def test_a_quarter_without_its_last_month_is_not_said_to_have_no_report(giamngheo, command):
    code, _, err = giamngheo(*command, "--period", "2020-Q1")
    assert code == 1
    assert "Chưa có báo cáo nào được nhận cho tháng cuối kỳ (tháng 3 năm 2020)" in err
    assert "chạy giamngheo run --period 2020-03" in err
