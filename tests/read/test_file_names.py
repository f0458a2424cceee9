"""Names of files are free; a month is one only where it can be nothing else."""

from __future__ import annotations

import pytest

from giamngheo.read.file_names import months_named

IDS = ("bc-gn-01", "biểu bc-gn-01")


@pytest.mark.parametrize(
    ("name", "months"),
    [
        ("BC thang 3.xlsx", {"2020-03"}),
        ("BC tháng 03 lần 2.xlsx", {"2020-03"}),
        ("BC T3-2020.xls", {"2020-03"}),
        ("t03.ods", {"2020-03"}),
        ("BC-GN-01_18604_2020-03.xlsx", {"2020-03"}),
        ("BC_GN_01_2020.xlsx", set()),
        ("BC-GN-01 2020 quý 1.xlsx", set()),
        ("202003 Thạch Khê.xlsx", {"2020-03"}),
        ("03.2020.xlsx", {"2020-03"}),
        ("Gửi ngày 02.04.2020.xlsx", set()),
        ("BC T3 (gửi 02-04-2020).xlsx", {"2020-03"}),
        ("BC tháng 2 và tháng 3.xlsx", {"2020-02", "2020-03"}),
        ("BC tháng 12.2019.xlsx", {"2019-12"}),
        ("BC tháng 4 năm 2020.xlsx", {"2020-04"}),
        ("BC thang 3-2019.xlsx", {"2019-03"}),
        ("BC tháng tư.xlsx", {"2020-04"}),
        ("BC tháng mười hai năm 2019.xlsx", {"2019-12"}),
        ("BC 042020.xlsx", {"2020-04"}),
        ("BC gửi tháng sau.xlsx", set()),
        ("BC 2020-04-02.xlsx", set()),
        ("Nghị quyết 05-2020.xlsx", set()),
        ("BC theo CV 12-2020.xlsx", set()),
        ("Họp thứ T4.xlsx", set()),
        ("Danh sách từ tháng 1 đến tháng 3.xlsx", {"2020-01", "2020-03"}),
        ("18604.xlsx", set()),
        ("r3-mark-0-221a.xlsx", set()),
        ("thot3.xlsx", set()),
        ("tháng 13.xlsx", set()),
        ("Danh sách hộ 2020.xlsx", set()),
    ],
)
def test_months_in_names(name, months):
    assert {one.code for one in months_named(name, 2020, IDS)} == months
