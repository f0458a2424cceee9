"""`giamngheo official` as it is called."""

from __future__ import annotations

import json

import openpyxl
import pytest


@pytest.mark.usefixtures("one_month")
def test_all_forms_or_some(giamngheo, tmp_path):
    code, out, err = giamngheo("official", "--period", "2020-01", "--out", tmp_path, "--json")
    told = json.loads(out)
    assert (code, err, told["forms"]) == (0, "", ["7.1", "7.2", "7.3", "7.4", "7.5", "7.10"])
    assert told["files"] == [str(tmp_path / "Mau-7_2020-01.xlsx")]
    assert "1/22 đơn vị" in told["notes"]["7.1"][0]
    asked = ("--form", "7.10", "--form", "Mẫu 7.2")
    assert giamngheo("official", "--period", "2020-01", "--out", tmp_path, *asked)[:2] == (
        0,
        f"{tmp_path / 'Mau-7_2020-01.xlsx'}\n",
    )
    assert openpyxl.load_workbook(tmp_path / "Mau-7_2020-01.xlsx").sheetnames == ["Mẫu 7.2", "Mẫu 7.10"]
    assert giamngheo("official", "--period", "2020-01", "--out", tmp_path, "--form", "7.1")[0] == 0
    assert (tmp_path / "Mau-7.1_2020-01.xlsx").exists()


@pytest.mark.usefixtures("one_month")
def test_what_cannot_be_drawn(giamngheo, tmp_path):
    code, _, err = giamngheo("official", "--period", "2020-01", "--out", tmp_path, "--form", "7.8")
    assert (code, err) == (
        2,
        "Không lập được mẫu 7.8; --form là một trong: 7.1, 7.2, 7.3, 7.4, 7.5, 7.10. (Mã GN-302)\n",
    )
    assert giamngheo("official", "--period", "2020-02", "--out", tmp_path)[0] == 1
    assert list(tmp_path.glob("*.xlsx")) == []
