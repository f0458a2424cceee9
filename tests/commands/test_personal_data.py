"""`export-person`, `erase`, `retention` as they are typed: nothing personal on the screen, nothing readable by others."""

from __future__ import annotations

import json
import os
import shutil
import stat

import openpyxl
import pytest

from tests.support.office import Office
from tests.support.one_household import CODE, NAME, NOTE, december, january, lay

WHY = ("--why", "đơn số 12")


@pytest.fixture
def told(home, few_recipients):  # noqa: ARG001
    office = Office(home)
    lay(office, december())
    lay(office, january())
    office.collect("2019-12")
    office.collect("2020-01")


@pytest.mark.usefixtures("told")
def test_the_file_is_for_our_account_alone_and_the_screen_names_nobody(giamngheo, tmp_path):
    code, out, err = giamngheo("export-person", CODE, "--out", tmp_path / "a.xlsx", *WHY)
    assert (code, err) == (0, "")
    assert [text for text in (CODE, NAME, NOTE) if text in out] == []
    assert stat.S_IMODE((tmp_path / "a.xlsx").stat().st_mode) == 0o600
    cells = {cell.value for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["Danh sách hộ"] for cell in row}
    assert {NAME, NOTE, CODE} <= cells
    code, out, _ = giamngheo("export-person", CODE, "--out", "-", *WHY)
    assert {row["Họ và tên chủ hộ"] for row in json.loads(out)["Danh sách hộ"]} == {NAME}
    assert len(json.loads(out)["Nhật ký"]) == 2


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("place", ["a file", "a pipe", "a link to nothing"])
def test_a_file_is_made_beside_what_is_there_and_never_over_it(giamngheo, tmp_path, place):
    out = tmp_path / "a.xlsx"
    {
        "a file": lambda: out.write_bytes(b"x"),
        "a pipe": lambda: os.mkfifo(out),
        "a link to nothing": lambda: out.symlink_to(tmp_path / "b"),
    }[place]()
    before = out.lstat()
    code, _, err = giamngheo("export-person", CODE, "--out", out, *WHY)
    assert (code, f"Đã có {out}, không ghi đè" in err) == (2, True)
    assert (out.lstat(), (tmp_path / "b").exists()) == (before, False)
    assert len(json.loads(giamngheo("export-person", CODE, "--out", "-", *WHY)[1])["Nhật ký"]) == 1  # this one


@pytest.mark.usefixtures("told")
def test_an_order_that_came_to_nothing_is_noted_with_its_outcome(giamngheo, tmp_path):
    code, _, err = giamngheo("export-person", CODE, "--out", tmp_path / "none" / "a.xlsx", *WHY)
    assert (code, "(không tìm thấy); chọn chỗ khác bằng --out." in err) == (2, True)
    log = json.loads(giamngheo("export-person", CODE, "--out", "-", *WHY)[1])["Nhật ký"]
    assert [line["Căn cứ"] for line in log] == ["đơn số 12", "không tìm thấy", "đơn số 12"]
    assert [line["Việc"] for line in log] == ["lập tệp dữ liệu", "không lập được tệp", "lập tệp dữ liệu"]
    assert giamngheo("erase", CODE, *WHY)[1].count("đã xuất lúc") == 1
    giamngheo("export-person", CODE, "--out", tmp_path / "a.xlsx", "--why", "không lập được tệp lần trước")
    assert giamngheo("erase", CODE, *WHY)[1].count("đã xuất lúc") == 2


@pytest.mark.usefixtures("told")
def test_erasing_lists_first_then_does_it_once(giamngheo, home):
    code, out, err = giamngheo("erase", CODE, *WHY)
    assert (code, err) == (0, "")
    assert "Chưa xóa gì. Thêm --yes để xóa." in out
    assert out.count("giữ nguyên") == 2
    assert NAME not in out
    figures = giamngheo("figures", "--period", "2020-01", "--json")[1]
    attained = giamngheo("attainment", "--period", "2020-01", "--by-unit", "--json")[1]
    assert "Đã xóa" in giamngheo("erase", CODE, "--originals", "--yes", *WHY)[1]
    assert giamngheo("figures", "--period", "2020-01", "--json")[1] == figures
    assert giamngheo("attainment", "--period", "2020-01", "--by-unit", "--json")[1] == attained
    code, out, err = giamngheo("erase", CODE, "--yes", *WHY)
    assert (code, "Không có dữ liệu nào của hộ này" in err) == (1, True)
    assert "Trong thư mục dùng chung, phải xóa tay: 18604 - Xã Thạch Khê/" in out
    assert stat.S_IMODE((home / "home" / "pseudonym-key").stat().st_mode) == 0o600


@pytest.mark.usefixtures("told")
def test_erasing_names_every_file_that_only_people_can_take_away(giamngheo, home, tmp_path):
    """The unit's own, one that was never sent, the form and the answer that we laid there; not what holds others alone."""
    unit = home / "inbox" / "18604 - Xã Thạch Khê"
    sent = sorted(unit.glob("*.xlsx"))
    for place in ("cũ/bản nháp.xlsx", "_bieu-mau/BC-GN-01_18604_2020-02.xlsx", "_phan-hoi/2020-01/a.xlsx"):
        (unit / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(sent[0], unit / place)
    (unit / "_phan-hoi" / "b - kết quả kiểm tra.txt").write_text(f"- Hộ {CODE}: sai.", encoding="utf-8")
    (unit / "_phan-hoi" / "c - kết quả kiểm tra.txt").write_text("- Hộ 186040002: sai.", encoding="utf-8")
    (unit / "d - kết quả kiểm tra.txt").write_text(f"- Hộ {CODE}: sai.", encoding="utf-16")
    (unit / "e - kết quả kiểm tra.txt").write_bytes(b"\xff\xe0\xe1")
    shutil.copy(sent[0], unit / "bản chép dở.xlsx.tmp")
    (unit / "~$bản nháp.xlsx").write_bytes(b"x")
    (unit / "hỏng.xlsx").write_bytes(b"PK\x03\x04")
    giamngheo("export-person", CODE, "--out", tmp_path / "a.xlsx", *WHY)
    out = giamngheo("erase", CODE, *WHY)[1]
    named = {line.partition("Khê/")[2] for line in out.splitlines() if "phải xóa tay: " in line}
    assert named == {
        *(f"{path.name}." for path in sent),
        "cũ/bản nháp.xlsx.",
        "_bieu-mau/BC-GN-01_18604_2020-02.xlsx.",
        "_phan-hoi/2020-01/a.xlsx.",
        "_phan-hoi/b - kết quả kiểm tra.txt.",
        "d - kết quả kiểm tra.txt.",
        "bản chép dở.xlsx.tmp.",
    }
    assert "phải xem tay (không mở được): 18604 - Xã Thạch Khê/e - kết quả kiểm tra.txt." in out
    assert "Đã xem thư mục dùng chung của 18604; thư mục của đơn vị khác không xem." in out
    assert "phải xem tay (không mở được): 18604 - Xã Thạch Khê/hỏng.xlsx." in out
    assert out.count("(export-person): tệp nào còn giữ thì phải xóa tay.") == 1
    shutil.rmtree(home / "inbox")
    code, out, _ = giamngheo("erase", CODE, *WHY)
    assert (code, "Chưa biết tệp nào trong thư mục dùng chung còn hộ này" in out) == (0, True)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("command", [("erase", "186049999", *WHY), ("export-person", "186049999", "--out", "-", *WHY)])
def test_of_an_unknown_household_it_is_said_that_nothing_is_held(giamngheo, command):
    code, out, err = giamngheo(*command)
    assert (code, "phải xóa tay" in out) == (1, False)
    assert "Không có dữ liệu nào của hộ này" in err
    assert "186049999" not in out + err


@pytest.mark.usefixtures("told")
def test_retention_says_what_has_no_end(giamngheo):
    code, out, _ = giamngheo("retention", "--today", "2050-01-01")
    assert code == 0
    assert out.count("giữ mãi") == 2
    found = json.loads(giamngheo("retention", "--today", "2050-01-01", "--json")[1])
    assert found == {"households": 0, "originals": [], "answers": [], "still_listed": 0, "removed": False, "rows": 0}


def test_what_a_command_leaves_in_the_home_is_for_our_account_alone(giamngheo, home, few_recipients):  # noqa: ARG001
    """The warehouse, its journal and all originals: from the first command on, whatever the umask of the shell."""
    os.umask(0)
    lay(Office(home), december())
    giamngheo("status", "--period", "2019-12")
    Office(home).collect("2019-12")
    giamngheo("erase", CODE, *WHY)
    files = [path for path in (home / "home").rglob("*") if path.is_file()]
    assert {"warehouse.db"} <= {path.name for path in files}
    assert any(path.parent.parent.name == "archive" for path in files)
    assert [str(path) for path in files if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
    assert stat.S_IMODE((home / "home").stat().st_mode) & 0o077 == 0
