"""What is open now, since when, and what to press."""

from __future__ import annotations

import csv
import datetime as dt
import json
import subprocess
import sys

import pytest

from giamngheo.core.period import Period
from giamngheo.feedback.board import grid
from giamngheo.operate.alerts import Ledger, Notice
from giamngheo.operate.problems import of_notices, of_the_warehouse
from giamngheo.operate.run_page import open_work
from giamngheo.report.delivery import queue_report
from giamngheo.report.publish import publish_report
from giamngheo.send.connection import Answer
from giamngheo.send.outbox import keep_answer, take_in_hand
from giamngheo.store.deadlines import close
from tests.support.office import on_one_engine
from tests.support.submissions import submitted
from tests.support.workbooks import book, fast_write, path_in

pytestmark = [on_one_engine, pytest.mark.usefixtures("few_recipients")]
MONTH = Period.parse("2019-12")


@pytest.fixture
def made(office):
    one = book("18604", "Xã Thạch Khê", MONTH.code, poor=6, near_poor=7)
    path = path_in(office.inbox, one)
    path.parent.mkdir(parents=True)
    fast_write(one, path)
    office.collect(MONTH.code)
    return publish_report(office.context, MONTH, lambda _: None)


def problems_of(office):
    return list(of_the_warehouse(office.context.warehouse, office.context.clock.today))


def answered(office, made, *states):
    context = office.context
    rows = queue_report(context.warehouse, made, context.configuration.recipients, "a@b.example", context.clock.now)
    for row, state in zip(rows, states, strict=False):
        assert take_in_hand(context, row)
        keep_answer(context, row, Answer(state, "250"))


def test_a_report_that_nobody_was_to_be_sent_yet_or_that_all_have_is_no_problem(office, made):
    assert problems_of(office) == []
    answered(office, made)
    assert problems_of(office) == []
    answered(office, made, "sent", "sent", "sent")
    assert problems_of(office) == []


def test_who_is_left_is_named_and_what_to_press(office, made):
    answered(office, made, "sent", "refused", "deferred")
    (one,) = problems_of(office)
    assert (one.what, one.remedy, one.code) == (
        "Chưa đến: báo cáo tháng 12 năm 2019 gửi A, A.",
        "Bấm Retry ở lượt báo cáo của kỳ.",
        "GN-201",
    )
    assert one.since is not None


def test_who_may_have_it_is_to_be_asked_first(office, made):
    answered(office, made, "sent", "unknown", "sent")
    (one,) = problems_of(office)
    assert one.what == "Không chắc đã đến: báo cáo tháng 12 năm 2019 gửi A."
    assert one.remedy.startswith("Hỏi nơi nhận;")


def test_figures_that_changed_since_are_to_be_reported_again(office, made):
    answered(office, made, "sent", "sent", "sent")
    one = book("18604", "Xã Thạch Khê", MONTH.code, poor=6, near_poor=7)
    one.households[0]["insured"] = 0
    fast_write(one, path_in(office.inbox, one).with_name("lần 2.xlsx"))
    office.collect(MONTH.code)
    (found,) = problems_of(office)
    assert found.what == "Số liệu đã đổi sau khi lập tháng 12 năm 2019 (lần 1)."
    assert "ghi kỳ 2019-12" in found.remedy


def test_a_correction_that_was_returned_is_open_until_a_good_one_comes(office, giamngheo):
    warehouse, back = office.context.warehouse, dt.datetime(2020, 2, 20, 2)
    submitted(warehouse, "18604", "2020-01", "accepted")
    submitted(warehouse, "18604", "2020-01", "rejected", judged_at=back)
    submitted(warehouse, "18667", "2020-01", "rejected", judged_at=back)  # that one is seen in its month
    (one,) = problems_of(office)
    assert one.what == "Xã Thạch Khê: bản gửi sau của tháng 1 năm 2020 bị trả lại; số liệu của bản đã nhận giữ nguyên."
    assert (one.since, one.remedy) == (back, "Nhắc đơn vị sửa theo tệp đánh dấu rồi gửi lại.")
    code, out, _ = giamngheo("status", "--period", "2020-01", "--csv")
    assert code == 0
    lines = csv.reader(out.splitlines(), delimiter=";")
    shown = {line[0]: line[5] for line in lines}
    assert (shown["18604"], shown["18667"]) == (
        "Muộn; bản gửi sau bị trả lại ngày 20/02/2020",
        "Bị trả lại ngày 20/02/2020",
    )
    submitted(warehouse, "18604", "2020-01", "accepted")
    assert problems_of(office) == []


def test_a_correction_of_a_closed_month_can_no_more_be_made_good(office):
    submitted(office.context.warehouse, "18604", "2020-01", "accepted")
    submitted(office.context.warehouse, "18604", "2020-01", "rejected")
    close(office.context.warehouse, Period.parse("2020-01"), "ai", office.context.clock.today)
    assert problems_of(office) == []


def test_what_the_watch_sees_is_since_it_was_first_noted(office, tmp_path):  # noqa: ARG001
    ledger, noted = Ledger(tmp_path), dt.datetime(2020, 3, 20, 2)
    notice = Notice("a", "Lượt chạy lỗi: Báo cáo", "Không đọc được thư mục. Bấm Retry.", "GN-101", "http://x")
    ledger.note(notice, noted)
    (one, new) = of_notices([notice, Notice("b", "Khác", "Một câu.", "GN-901")], [ledger])
    assert (one.since, one.what, one.remedy) == (noted, "Lượt chạy lỗi: Báo cáo. Không đọc được thư mục.", "Bấm Retry.")
    assert new.since is None


def test_the_runs_table_shows_it_with_where_each_unit_stands(office, made):
    answered(office, made, "sent", "refused", "deferred")
    context = office.context
    heads, units = grid(context.warehouse, context.configuration, dt.date(2020, 1, 20))
    assert heads == ["Đơn vị", "T12/2019", "T1/2020"]
    assert ["Xã Thạch Khê", "✓ Đã nhận", "! Quá hạn"] in units
    shown = open_work(problems_of(office), heads, units).splitlines()
    assert shown[0] == "| Từ lúc | Việc | Làm gì | Mã |"
    assert shown[2].endswith(
        "| Chưa đến: báo cáo tháng 12 năm 2019 gửi A, A. | Bấm Retry ở lượt báo cáo của kỳ. | GN-201 |"
    )
    assert "| Xã Thạch Khê | ✓ Đã nhận | ! Quá hạn |" in shown
    assert open_work([], heads, units).startswith("Không có việc nào đang chờ.")


def test_a_prefect_server_that_is_away_is_a_problem_beside_the_others(office, made, monkeypatch):
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:1/api")
    answered(office, made, "sent", "refused", "sent")
    command = [sys.executable, "-m", "giamngheo", "problems", "--json"]  # Prefect reads its settings once a process
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert [one["code"] for one in found] == ["GN-201", "GN-104"]
    assert found[1]["what"].startswith("Máy chủ Prefect không trả lời (")
    assert found[1]["remedy"] == "Khởi động lại máy chủ."


def test_the_command_says_so_in_words_and_as_data(office, made, monkeypatch, giamngheo):
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    code, out, _ = giamngheo("problems")
    assert (code, out) == (0, "Không có việc nào đang chờ.\n")
    answered(office, made, "sent", "refused", "sent")
    code, out, _ = giamngheo("problems")
    assert code == 1
    assert "Chưa đến: báo cáo tháng 12 năm 2019 gửi A." in " ".join(out.split())
    code, out, _ = giamngheo("problems", "--json")
    assert code == 1
    assert json.loads(out)[0]["code"] == "GN-201"
