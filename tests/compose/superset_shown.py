"""Superset as profile `bi` starts it, with the sample months: what its dashboard shows beside what the program says.

By hand (`make test-bi`): it needs Superset itself, in an environment of its own, which `GIAMNGHEO_TEST_SUPERSET` names.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, Response, sync_playwright

from commands.attainment import attainment
from commands.figures import figures
from commands.status import status
from tests.compose.native import PASSWORDS, Stack
from tests.compose.test_bi import address_of
from tests.conftest import PROJECT
from tests.support.bi_content import content
from tests.support.office import office_in, told
from tests.support.programs import need
from tests.support.workbooks import book, break_rule, write_month

MONTHS, DAY = ("2019-12", "2020-01", "2020-02", "2020-03"), "2020-03-20"
SHOWN_MONTH, SHOWN_TITLE = "2020-03", "tháng 3 năm 2020"
MISSING, BROKEN = "18604", ("18565", "Xã Ngọc Sơn")
DASHBOARD = "/superset/dashboard/giam-ngheo/"
_WIDTHS = (1280, 390)


@pytest.fixture(scope="module")
def superset() -> Iterator[Stack]:
    """The services of the profile, in the file's order; the program has put the sample months into the warehouse, of which the last
    lacks a unit, and another's workbook breaks a rule."""
    programs = Path(os.environ["GIAMNGHEO_TEST_SUPERSET"])
    with tempfile.TemporaryDirectory(prefix="superset-") as folder:
        os.chmod(folder, 0o755)  # PostgreSQL runs as a user of its own
        stack = Stack(Path(folder), programs={"superset": programs})
        shutil.copytree(PROJECT / "examples" / "inbox", stack.inbox, dirs_exist_ok=True)
        for unit in (MISSING, BROKEN[0]):
            (taken_away,) = stack.inbox.glob(f"{unit} - */*_{SHOWN_MONTH}.*")
            taken_away.unlink()
        write_month(stack.inbox, [break_rule(book(*BROKEN, SHOWN_MONTH, poor=6, near_poor=7), "H304")[0]])
        try:
            stack.start_postgres()
            with office_in(Path(folder), warehouse_url=address_of(stack)) as office:
                office.today = DAY
                for month in MONTHS:
                    office.collect(month)
                for _ in range(2):  # the second time nothing is new
                    done = stack.run("bi-roles")
                    assert done.returncode == 0, done.stdout
                stack.start("superset")
                stack.wait_until_healthy("superset", patience=600)
                yield stack
        finally:
            stack.stop()


@pytest.fixture(scope="module")
def address(superset: Stack) -> str:
    return f"http://127.0.0.1:{superset.ports['8088']}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=need("Chromium"), args=["--no-sandbox", "--disable-gpu"])
        yield made
        made.close()


@pytest.fixture(scope="module")
def shown(address: str, browser: Browser) -> Iterator[dict[str, Any]]:
    """What the dashboard asked for and was answered when somebody opened it: chart → rows; and all that went wrong on the way."""
    page, troubles, answers = signed_in(browser, address), [], {}
    outside: list[str] = []
    texts = []
    page.on("response", lambda answer: keep(answer, answers, troubles))
    page.on("request", lambda asked: outside.append(asked.url) if not is_ours(asked.url, address) else None)
    for width in _WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}{DASHBOARD}")
        until_all_is_drawn(page)
        texts.append(page.inner_text("body"))
        if folder := os.environ.get("PICTURES"):
            whole = page.evaluate("Math.max(...[...document.querySelectorAll('*')].map(e => e.scrollHeight))")
            page.set_viewport_size({"width": width, "height": min(whole + 100, 6000)})
            until_all_is_drawn(page)
            page.screenshot(path=Path(folder) / f"superset-{width}.png")
    names = {one["id"]: one["slice_name"] for one in asked(address, "/api/v1/dashboard/giam-ngheo/charts")}
    charts = {names[number]: rows for number, rows in answers.items()}
    yield {"charts": charts, "troubles": troubles, "outside": outside, "texts": texts}
    page.context.close()


def asked(address: str, path: str) -> Any:
    """What Superset's own API answers its administrator."""
    with logged_in(address, "admin", PASSWORDS["superset-admin-password"]) as client:
        return client.get(path).raise_for_status().json()["result"]


@contextlib.contextmanager
def logged_in(address: str, name: str, password: str) -> Iterator[httpx.Client]:
    login = {"username": name, "password": password, "provider": "db"}
    with httpx.Client(base_url=address, timeout=60, headers={"Referer": address}) as client:
        token = client.post("/api/v1/security/login", json=login).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        client.headers["X-CSRFToken"] = client.get("/api/v1/security/csrf_token/").json()["result"]
        yield client


def signed_in(browser: Browser, address: str) -> Page:
    page = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh").new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{address}/login/", wait_until="networkidle")
    for place, typed in (("#username", "admin"), ("#password", PASSWORDS["superset-admin-password"])):
        page.fill(place, typed)
        assert page.input_value(place) == typed
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "/login" not in url)
    page.wait_for_load_state("networkidle")
    assert page.locator("text=Invalid username or password").count() == 0
    return page


def is_ours(url: str, address: str) -> bool:
    return url.startswith((f"{address}/", "data:", "blob:"))


def keep(answer: Response, answers: dict[str, list[dict[str, Any]]], troubles: list[str]) -> None:
    if answer.status >= 400:
        troubles.append(f"{answer.status} {answer.url}")
    elif "/api/v1/chart/data" in answer.url:
        asked = json.loads(answer.request.post_data or "{}")["form_data"]
        result = answer.json()["result"][0]
        if result["error"]:
            troubles.append(result["error"])
        if "slice_id" in asked:
            answers[asked["slice_id"]] = result["data"]


def until_all_is_drawn(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_selector(".loading", state="detached")
    time.sleep(2)  # the pictures move into their places


def rates(month: str, capsys: pytest.CaptureFixture[str]) -> dict[str, float]:
    """Unit → poor households of a hundred; the whole is the empty unit. From `giamngheo figures`."""
    said = told(capsys, figures, month, today=DAY)
    numbers = {"": said["district"], **said["units"]}
    return {unit: 100 * own["poor"] / own["households"] for unit, own in numbers.items()}


def test_nothing_went_wrong_and_nobody_else_was_told(shown):
    assert shown["troubles"] == []
    assert {url.partition("?")[0] for url in shown["outside"] if "scarf.sh" not in url} == set()
    assert SHOWN_TITLE in shown["texts"][0]
    assert set(shown["charts"]) == {one["slice_name"] for one in content("charts")}


def test_the_page_may_not_even_ask_for_the_trackers_picture(address):
    """Superset's page wants it; its answer's own policy forbids the browser."""
    policy = httpx.get(f"{address}/login/").headers["content-security-policy"]
    assert "scarf" not in policy
    assert "http" not in policy
    assert re.search(r"img-src 'self' blob: data:(;|$)", policy)


def test_the_numbers_are_those_of_the_program(shown, capsys):
    whole = told(capsys, figures, SHOWN_MONTH, today=DAY)["district"]
    charts = shown["charts"]
    assert charts["Hộ nghèo"] == [{"poor_households": whole["poor"]}]
    assert charts["Tỷ lệ hộ nghèo (%)"][0]["poverty_rate"] == pytest.approx(100 * whole["poor"] / whole["households"])
    near = charts["Tỷ lệ hộ cận nghèo (%)"][0]["near_poverty_rate"]
    assert near == pytest.approx(100 * whole["near_poor"] / whole["households"])
    assert charts["Đơn vị chưa có trong số liệu"] == [{"units_out": 2}]


def test_every_month_has_its_rate_and_says_of_how_many_units(shown, capsys):
    (name,) = [one for one in shown["charts"] if "qua các tháng, cạnh mục tiêu" in one]
    rows = {row["period_said"]: row for row in shown["charts"][name]}
    assert list(rows) == [*MONTHS[:-1], f"{SHOWN_MONTH} (20/22 đơn vị)"]
    for month, row in zip(MONTHS, rows.values(), strict=True):
        assert row["poverty_rate"] == pytest.approx(rates(month, capsys)[""])
        (goal,) = [
            one
            for one in told(capsys, attainment, month, today=DAY)["values"]
            if one["indicator"] == "poverty_reduction"
        ]
        assert row["goal_rate"] == pytest.approx(row["poverty_rate"] + goal["value"] - goal["target"])


def test_indicators_have_value_verdict_and_coverage(shown, capsys):
    said = told(capsys, attainment, SHOWN_MONTH, today=DAY)
    titles = {said["measures"][one["indicator"]]["title"]: one for one in said["values"]}
    rows = shown["charts"]["Các chỉ tiêu của kế hoạch, toàn bộ địa bàn"]
    assert {row["title"]: row["value"] for row in rows} == {title: one["value"] for title, one in titles.items()}
    assert {row["coverage"] for row in rows} == {"20/22"}
    assert all(row["verdict"] and row["target_said"] for row in rows)


def test_every_units_numbers_are_its_own(shown, capsys):
    measures = told(capsys, attainment, SHOWN_MONTH, by_unit=True, today=DAY)
    rows = shown["charts"]["Các chỉ tiêu của từng đơn vị"]
    wanted = {
        (one["unit"], title_of(measures["measures"][one["indicator"]])): one["value"]
        for one in measures["values"]
        if one["unit"]
    }
    assert {(row["unit"], row["Chỉ tiêu"]): row["the_value"] for row in rows} == wanted
    reported = {unit for (unit, _), value in wanted.items() if value is not None}
    assert (len(wanted), len(reported)) == (22 * 9, 20)
    rows = shown["charts"]["Tỷ lệ hộ nghèo (%) của từng đơn vị qua các tháng"]
    found = {(row["Tháng"], row["unit"]): row["poverty_rate"] for row in rows}
    wanted = {(month, unit): rate for month in MONTHS for unit, rate in rates(month, capsys).items() if unit}
    assert found == pytest.approx(wanted)


def title_of(measure: dict[str, str]) -> str:
    return f"{measure['title']} ({measure['unit_of_measure']})"


def test_who_has_reported_and_what_was_found(superset, shown, capsys):
    units = told(capsys, status, SHOWN_MONTH, today=DAY)["units"]
    rows = shown["charts"]["Ai đã báo cáo, ai muộn, ai chưa"]
    assert {row["unit_name"]: row["critical"] for row in rows} == {
        one["name"]: one["findings"]["critical"] for one in units
    }
    told_states = {row["unit_name"]: row["status_said"] for row in rows}
    names = {one["unit"]: one["name"] for one in units}
    assert told_states[names[MISSING]] != told_states[BROKEN[1]] != told_states["Thị trấn Thạch Hà"]
    over_months = shown["charts"]["Số đơn vị nộp đúng hạn, muộn, chưa nộp qua các tháng"]
    assert {row["period"]: row["all_without"] for row in over_months} == dict.fromkeys(MONTHS, 0) | {SHOWN_MONTH: 2}
    assert {sum(value for key, value in row.items() if key != "period") for row in over_months} == {22}
    found = {row["rule"]: row for row in shown["charts"]["Lỗi và lưu ý theo quy tắc"]}
    counted = superset.psql(
        "giamngheo",
        "SELECT f.rule, count(*), count(DISTINCT s.unit) FROM finding f JOIN submission s ON s.id = f.submission_id "
        f"WHERE s.id IN (SELECT max(id) FROM submission WHERE period = '{SHOWN_MONTH}' GROUP BY unit) GROUP BY f.rule",
    )
    assert {f"{rule}|{row['places']}|{row['units_with_it']}" for rule, row in found.items()} == set(
        counted.splitlines()
    )
    assert found["H304"]["severity_said"] == "Lỗi phải sửa"


def test_superset_started_again_has_its_content_and_account_once_and_no_password_in_its_database(superset, address):
    process = superset.running.pop("superset")
    process.terminate()
    process.wait(60)
    superset.psql("superset", "UPDATE ab_user SET username = 'chanh.van.phong' WHERE username = 'admin'")
    superset.start("superset")
    superset.wait_until_healthy("superset", patience=600)
    assert len(asked(address, "/api/v1/dashboard/")) == 1  # as admin, whose name was another meanwhile
    assert superset.psql("superset", "SELECT username, email FROM ab_user") == "admin|admin@localhost"
    assert len(asked(address, "/api/v1/chart/")) == len(content("charts"))
    assert superset.psql("superset", "SELECT database_name, password IS NULL FROM dbs") == "Giảm nghèo|t"
    log = superset.log("superset").read_text(encoding="utf-8", errors="replace")
    assert not [secret for secret in PASSWORDS.values() if secret and secret in log]


def test_nobody_reads_a_household_through_superset(address):
    """Not even Superset's administrator, in its own SQL editor."""
    with logged_in(address, "admin", PASSWORDS["superset-admin-password"]) as client:
        (database,) = client.get("/api/v1/database/").json()["result"]
        for table, allowed in (("v_unit", True), ("household", False)):
            order = {"database_id": database["id"], "sql": f"SELECT * FROM {table}", "runAsync": False}
            answer = client.post("/api/v1/sqllab/execute/", json=order)
            assert (answer.status_code == 200) is allowed, answer.text
            assert allowed or "permission denied for table household" in answer.text


def test_who_may_only_look_sees_the_dashboard_and_has_no_editor(address):
    """With the two roles that the handbook names."""
    with logged_in(address, "admin", PASSWORDS["superset-admin-password"]) as client:
        found = client.get("/api/v1/security/roles/?q=(page_size:100)").json()["result"]
        roles = [one["id"] for one in found if one["name"] in {"Gamma", "Xem giảm nghèo"}]
        assert len(roles) == 2
        person = {"first_name": "Lan", "last_name": "Nguyễn", "username": "lan", "email": "lan@thachha.example"}
        order = person | {"active": True, "roles": roles, "password": "xem thôi, 2020"}
        assert client.post("/api/v1/security/users/", json=order).status_code == 201
    with logged_in(address, "lan", "xem thôi, 2020") as client:
        assert [one["dashboard_title"] for one in client.get("/api/v1/dashboard/").json()["result"]] == ["Giảm nghèo"]
        own = next(one for one in client.get("/api/v1/dataset/").json()["result"] if one["table_name"] == "v_unit")
        query = {"datasource": {"id": own["id"], "type": "table"}, "queries": [{"metrics": ["rows"]}]}
        answer = client.post("/api/v1/chart/data", json=query)
        assert answer.json()["result"][0]["data"][0]["rows"] > 22, answer.text
        order = {"database_id": own["database"]["id"], "sql": "SELECT 1", "runAsync": False}
        assert client.post("/api/v1/sqllab/execute/", json=order).status_code in {401, 403}
