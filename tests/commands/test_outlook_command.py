"""`giamngheo outlook` as its user calls it: a range with its error, or why there is none."""

from __future__ import annotations

import json
import re

import pytest

from tests.support.office import Office
from tests.support.workbooks import book, next_book, write_month

LAST = "2020-05"
OF_ONE = ("outlook", "--period", LAST, "--unit", "18604")


@pytest.fixture
def five_months(home, monkeypatch):
    """One commune from the baseline to May; and a window in which no line is folded."""
    monkeypatch.setattr("commands.output._INTO_A_PIPE", 240)
    one, office = book("18604", "Xã Thạch Khê", poor=30, near_poor=20), Office(home)
    for _ in range(6):
        write_month(home / "inbox", [one])
        office.collect(one.period)
        one = next_book(one, pace=0.05)


@pytest.mark.usefixtures("five_months")
def test_a_commune_is_foreseen_and_the_whole_is_not(giamngheo):
    code, out, err = giamngheo(*OF_ONE)
    assert (code, err) == (0, "")
    out_of_one = out
    assert "Xã Thạch Khê, tháng 5 năm 2020: dự báo đến cuối năm" in out
    assert re.search(r"Người nghèo có thẻ BHYT +│.*│ từ [\d,]+ đến [\d,]+% +│ đúng (cả \d|\d trong \d) lần", out)
    assert re.search(r"(Nguy cơ không đạt|Có thể đạt|Nhiều khả năng đạt) +│", out)
    assert re.search(r"Giảm tỷ lệ hộ nghèo +│.*│ +– +│ +– +│ Không giao mục tiêu", out)
    assert "mười năm như vậy thì khoảng 8 năm" in out
    assert "Thử lại với số liệu các tháng trước: nếu" in out
    assert "các tháng ấy có thể chưa báo cáo dự báo nào." in out
    code, out, err = giamngheo("outlook", "--period", LAST)
    assert (code, err) == (0, "")
    assert "Chưa đủ căn cứ: mới có 1/22 đơn vị" in out
    assert "mười năm" not in out
    _is_never_a_number_alone(giamngheo)
    _tells_of_how_few(giamngheo, out_of_one)
    _is_off_under_four_months(giamngheo)


def _is_never_a_number_alone(giamngheo):
    """As data, beside what `attainment` says."""
    data = json.loads(giamngheo(*OF_ONE, "--json")[1])
    assert (data["period"], data["level_percent"]) == (LAST, 80)
    attained = {
        one["indicator"]: one for one in json.loads(giamngheo("attainment", *OF_ONE[1:], "--json")[1])["values"]
    }
    found = [one for one in data["values"] if one["projection"]]
    assert found
    for one in data["values"]:
        assert (one["projection"] is None) == (one["silence"] is not None)
        same = attained[one["indicator"]]
        assert (one["value"], one["target"], one["status"]) == (same["value"], same["target"], same["status"])
    for one in found:
        projection = one["projection"]
        assert projection["low"] < projection["high"]
        assert projection["low"] <= projection["middle"] <= projection["high"]
        assert projection["backtest"]["tried"] == 2


def _tells_of_how_few(giamngheo, out):
    """Beside the interval, and below the table what that means; in the data, too."""
    data = json.loads(giamngheo(*OF_ONE, "--json")[1])["values"]
    few = {one["title"] for one in data if one["is_of_few"] and one["projection"]}
    assert few
    told = {line.split("│")[1].strip() for line in out.splitlines() if re.search(r"\(chỉ có \d+ [^)]+\)", line)}
    assert told == few
    assert "chưa đến 20 trường hợp" in out


def _is_off_under_four_months(giamngheo):
    out = giamngheo("outlook", "--period", "2020-Q1", "--unit", "18604")[1]
    assert "Chưa đủ căn cứ: mới có 3 tháng so được với tháng trước, cần 4" in out
    assert not re.search(r"từ [\d]", out)


def test_nothing_reported_ends_as_everywhere(giamngheo):
    code, _, err = giamngheo("outlook", "--period", "2020-06")
    assert code == 1
    assert err.startswith("Chưa có báo cáo nào được nhận cho kỳ 2020-06")
    assert giamngheo("outlook", "--period", "2020-06", "--unit", "99999")[0] == 2
