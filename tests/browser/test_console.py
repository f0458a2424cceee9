"""What the operator types and sees: the form, the first run, what comes of it, and a report that waits for approval."""

from __future__ import annotations

import contextlib
import time

import httpx
import pytest

from tests.browser.test_retry import RECIPIENTS, completed

pytestmark = pytest.mark.slow


def test_the_form_speaks_vietnamese_and_checks_the_period(office, ui):
    period = office.new_month()
    ui.open("deployments")
    ui.page.get_by_text("Báo cáo tháng", exact=True).first.wait_for()
    ui.picture("danh-sach-viec")
    ui.page.get_by_text("Báo cáo tháng", exact=True).first.click()
    ui.page.get_by_role("button", name="Run").first.click()
    ui.page.get_by_text("Custom run").first.click()
    ui.page.get_by_label("Kỳ báo cáo").fill("2020-13")
    ui.page.get_by_label("Người thực hiện").fill("Nguyễn Thị Vận Hành")
    ui.page.get_by_label("Lý do").fill("Lập báo cáo tháng")
    ui.page.get_by_label("Ngày làm việc").fill("2021-12-31")
    ui.page.get_by_role("button", name="Submit").click()
    ui.page.get_by_text("does not match").first.wait_for()  # the server's own check, before anything runs
    ui.page.get_by_label("Kỳ báo cáo").fill(period)
    ui.picture("bieu-mau")
    ui.page.get_by_role("button", name="Submit").click()
    ui.page.wait_for_timeout(1500)
    if ui.page.get_by_role("button", name="Submit").is_visible():  # after an error the first press only checks again
        ui.page.get_by_role("button", name="Submit").click()
    ui.page.get_by_text("View run").click()
    ui.page.wait_for_url("**/runs/flow-run/**")
    run = ui.page.url.rstrip("/").rpartition("/")[2].partition("?")[0]
    assert "32/32 nơi nhận đã có" in completed(office, run)
    assert office.mail.take() == RECIPIENTS
    assert "Nguyễn Thị Vận Hành" in journal(office, run)
    for key in ("bao-cao", "muc-do-dat", "phat-hien"):
        see_artifact(office, ui, key, run)
    for key in ("don-vi-bao-cao", "thu-da-gui"):
        see_artifact(office, ui, key, run, picture=key)


def see_artifact(office, ui, key: str, run: str, picture: str = "") -> None:
    with office.api as api:
        asked = {"artifacts": {"key": {"any_": [key]}, "flow_run_id": {"any_": [run]}}}
        (found, *_) = api.post("artifacts/filter", json=asked).json()
    ui.open(f"artifacts/artifact/{found['id']}")
    ui.page.get_by_role("heading", name="kỳ 2020").first.wait_for()
    ui.picture(picture)


def journal(office, run: str) -> str:
    import sqlalchemy as sa

    url = office.postgres.get_uri().replace("postgresql://", "postgresql+psycopg://")
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(
            sa.text("SELECT who, action, about, why FROM journal WHERE run_id = :run"), {"run": run}
        )
        found = "\n".join(map(str, rows))
    engine.dispose()
    return found


def test_quick_run_starts_in_seconds(office):
    """From the press to the first step; measured in docs/measurements.md, here only that it starts."""
    office.new_month()
    began = time.monotonic()
    run = office.run("Thu thập hằng ngày", today="2021-12-31")
    office.wait(run, lambda found: found["state_type"] == "RUNNING" or found["state_type"] == "COMPLETED")
    print(f"running after {time.monotonic() - began:.1f} s")
    assert "đã có báo cáo đạt" in completed(office, run)
    assert office.mail.take() == []


@pytest.mark.long
def test_the_schedule_decides_by_the_calendar_and_deploy_puts_schedules_right(office):
    """A schedule of somebody's own, for the next minute: its run knows what day it is; `deploy` takes it away again."""
    with office.api as api:
        found = api.get("deployments/name/Thu thập/Thu thập hằng ngày").json()
        more = [{"schedule": {"cron": "* * * * *", "timezone": "Asia/Ho_Chi_Minh"}, "active": True}]
        assert api.post(f"deployments/{found['id']}/schedules", json=more).status_code < 300
    run = ""
    deadline = time.monotonic() + 180
    while not run and time.monotonic() < deadline:
        time.sleep(2)
        with office.api as api:
            asked = {
                "flow_runs": {"deployment_id": {"any_": [found["id"]]}, "state": {"type": {"any_": ["COMPLETED"]}}}
            }
            runs = api.post("flow_runs/filter", json=asked).json()
        run = next((one["id"] for one in runs if one["auto_scheduled"]), "")
    ended = office.state(run)
    assert ended["state_name"] == "Ngày nghỉ" or "đã có báo cáo đạt" in ended["state"]["message"]
    said = office.command("deploy")
    assert "Đã sửa việc «Thu thập hằng ngày»" in said
    assert "không phải đổi gì" in office.command("deploy")
    with office.api as api:
        (only,) = api.get("deployments/name/Thu thập/Thu thập hằng ngày").json()["schedules"]
    assert (only["schedule"]["cron"], only["active"]) == ("30 7 * * *", True)


@pytest.fixture
def with_approval(office):
    file = office.config / "operation.toml"
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace("required = false", "required = true"), encoding="utf-8")
    yield
    file.write_text(before, encoding="utf-8")


def decide(office, ui, run: str, decision: str, note: str, picture: str = "") -> None:
    """Three dots, Resume, the form of the dialog, Submit; once more where the busy server did not take it."""
    office.wait(run, lambda found: found["state_type"] == "PAUSED")
    for _ in range(3):
        press_decision(ui, run, decision, note, picture)
        if goes_on(office, run, 20):
            return
    pytest.fail(f"{run} is still waiting for a decision")


def goes_on(office, run: str, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError):  # a busy server
            if office.state(run)["state_type"] != "PAUSED":
                return True
        time.sleep(0.5)
    return False


def press_decision(ui, run: str, decision: str, note: str, picture: str) -> None:
    ui.open_run(run)
    ui.page.get_by_role("button", name="Open menu").click()
    ui.page.get_by_role("menuitem", name="Resume").click()
    dialog = ui.page.get_by_role("dialog").or_(ui.page.get_by_role("alertdialog"))
    dialog.get_by_label("Người duyệt").fill("Trần Văn Lãnh Đạo")
    dialog.get_by_label("Ý kiến").fill(note)
    if decision != "trả lại":  # what the form has of itself: nobody sends by pressing too fast
        dialog.get_by_label("Quyết định").click()
        ui.page.get_by_role("option", name=decision).or_(ui.page.get_by_role("menuitem", name=decision)).first.click()
    dialog.get_by_text("Kết quả thực hiện").first.scroll_into_view_if_needed()
    ui.picture(picture)
    dialog.get_by_role("button", name="Submit").or_(dialog.get_by_role("button", name="Resume")).last.click()


@pytest.mark.long
@pytest.mark.usefixtures("with_approval")
def test_a_report_waits_for_approval_and_goes_out(office, ui):
    period = office.new_month()
    run = office.report(period)
    office.wait(run, lambda found: found["state_type"] == "PAUSED")
    assert office.mail.take() == []
    decide(office, ui, run, "gửi", "Đồng ý", "cho-duyet")
    assert "32/32 nơi nhận đã có" in completed(office, run)
    assert office.mail.take() == RECIPIENTS
    written = journal(office, run)
    assert "Trần Văn Lãnh Đạo" in written
    assert "approve" in written


@pytest.mark.long
@pytest.mark.usefixtures("with_approval")
def test_a_report_that_is_sent_back_is_not_sent(office, ui):
    period = office.new_month()
    run = office.report(period)
    decide(office, ui, run, "trả lại", "Kiểm tra lại xã Nam Điền")
    said = completed(office, run)
    assert office.state(run)["state_name"] == "Trả lại"
    assert "Trần Văn Lãnh Đạo trả lại: Kiểm tra lại xã Nam Điền" in said
    assert office.mail.take() == []


def test_without_the_password_nobody_orders_a_run_and_no_other_page_may_ask(office):
    asked = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    with httpx.Client(base_url=f"{office.address}/api", timeout=60) as anybody:
        assert anybody.post("flow_runs/filter", json={}).status_code == 401
        assert "access-control-allow-origin" not in anybody.options("flow_runs/filter", headers=asked).headers
    assert (office.folder / "home" / "prefect-auth").stat().st_mode & 0o777 == 0o600
    with office.api as api:
        assert api.post("flow_runs/filter", json={}).status_code == 200
