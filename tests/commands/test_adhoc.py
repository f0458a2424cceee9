"""`giamngheo adhoc`: through Prefect, from what is stored; what is wrong is said before anything starts."""

from __future__ import annotations

import json
import logging

import pytest

from tests.support.office import Office
from tests.support.workbooks import book, write_month

KHE = ("18604", "Xã Thạch Khê")
ORDER = ("adhoc", "--period", "2020-03", "--today", "2020-03-17")


@pytest.fixture
def march(home, few_recipients):  # noqa: ARG001 - changes the configuration
    office = Office(home, today="2020-03-17")
    write_month(office.inbox, [book(*KHE, "2020-03", poor=6, near_poor=7)])
    office.collect("2020-03")
    return office


@pytest.fixture
def quiet_again():
    """What a command says as it works, it says no longer afterwards."""
    logger = logging.getLogger("giamngheo")
    before = list(logger.handlers)
    yield
    logger.handlers[:] = before


@pytest.mark.slow
@pytest.mark.usefixtures("quiet_again")
def test_files_mail_and_the_same_bytes_again(giamngheo, march, tmp_path):
    more = ("--indicator", "insured_poor", "--unit", "18604", "--title", "Thẻ BHYT", "--to", "ubnd@a.example")
    code, out, _ = giamngheo(*ORDER, *more, "--out", tmp_path / "out", "--json")
    assert code == 0
    told = json.loads(out)
    assert told["number"] == 1
    assert told["deliveries"] == [{"recipient": "ubnd@a.example", "state": "sent"}]
    files = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert sorted(files) == [
        "Báo cáo đột xuất số 1, tháng 3-2020.docx",
        "Phụ lục báo cáo đột xuất số 1, tháng 3-2020.xlsx",
    ]
    own = march.home / "home" / "reports" / "2020-03" / "dot-xuat"
    assert {path.name: path.read_bytes() for path in own.iterdir()} == files
    again = ("report", "--period", "2020-03", "--kind", "dot-xuat", "--revision", "1", "--out", tmp_path / "again")
    assert giamngheo(*again)[0] == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()} == files
    assert len(list((march.home / "home" / "mail").glob("*.eml"))) == 1
    out = giamngheo("status", "--period", "2020-03", "--today", "2020-03-17")[1]
    assert "Báo cáo đột xuất 1, lập ngày 17/03/2020: Thẻ BHYT; 1/1 nơi nhận đã có." in out
    (listed,) = json.loads(giamngheo("status", "--period", "2020-03", "--json")[1])["ad_hoc_reports"]
    assert (listed["number"], listed["issued_on"]) == (1, "2020-03-17")
    code, out, _ = giamngheo(*ORDER, *more)
    assert (code, "A: Đã gửi" in out) == (0, True)
    assert len(list((march.home / "home" / "mail").glob("*.eml"))) == 1


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (("--indicator", "insured_por"), 2, "«insured_poor»"),
        (("--to", "ai@la.example"), 2, "--address"),
        (("--unit", "18607"), 1, "Chưa có báo cáo nào của các đơn vị được chọn"),
        (("--as-known-on", "2020-03-01"), 1, "đầu tiên được chấp nhận ngày 17/03/2020"),
        (("--title", "a" * 201), 2, "Tên báo cáo: giá trị «"),
        (("--why", "a" * 501), 2, "quá dài; viết nhiều nhất 500 ký tự."),
    ],
)
def test_what_is_wrong_is_said_at_once(giamngheo, more, code, said):
    found, _, err = giamngheo(*ORDER, *more)
    assert found == code
    assert said in err
    assert "Khởi động" not in err


@pytest.mark.usefixtures("march")
def test_there_is_none_yet(giamngheo, tmp_path):
    code, _, err = giamngheo("report", "--period", "2020-03", "--kind", "dot-xuat", "--out", tmp_path / "x")
    assert (code, "chưa có báo cáo đột xuất" in err) == (1, True)
