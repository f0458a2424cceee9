"""A whole office for the browser: `giamngheo up` with a PostgreSQL warehouse, a mail server, a shared folder, and Chromium."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller
from prefect.client.base import PrefectHttpxSyncClient

from giamngheo.core.os_locks import free_port
from tests.conftest import PROJECT
from tests.support.mail_server import Received
from tests.support.programs import need
from tests.support.workbooks import book, next_book, write_month

OPERATOR = "van-hanh@thachha.example"
FINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
_PATIENCE_SECONDS = 150
_QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
# Lives in the flow's process: what a test wrote into the file `plant` happens there.
_PLANTED = """
import os, pathlib
plant = pathlib.Path(os.environ.get("GIAMNGHEO_TEST_PLANT", "/nowhere"))
if plant.exists():
    import logging, signal, time
    kind, _, what = plant.read_text(encoding="utf-8").partition(" ")
    if kind == "defect":
        import giamngheo.read.workbook as reading
        whole = reading.read_workbook
        def broken(data, file, *how, **more):
            if what in file:
                raise ZeroDivisionError("a defect")
            return whole(data, file, *how, **more)
        reading.read_workbook = broken
    else:
        class Planted(logging.Handler):
            def emit(self, record):
                if what in record.getMessage() and plant.exists():
                    if kind == "kill":
                        plant.unlink()
                        os.kill(os.getpid(), signal.SIGKILL)
                while what in record.getMessage() and plant.exists():
                    time.sleep(0.2)
        logging.getLogger("giamngheo").addHandler(Planted())
"""


@dataclass
class MailOffice:
    """A mail server that can be closed and opened again at the same port."""

    received: Received = field(default_factory=Received)
    port: int = 0
    controller: Controller | None = None

    def open(self) -> None:
        self.port = self.port or free_port()
        self.controller = Controller(self.received, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def close(self) -> None:
        if self.controller:
            self.controller.stop()
            self.controller = None

    def take(self) -> list[str]:
        """To whom reports went since the last call; not the operator's notices."""
        found = [recipient for recipient, _ in self.received.letters if recipient != OPERATOR]
        self.received.letters[:] = [pair for pair in self.received.letters if pair[0] == OPERATOR]
        return sorted(found)

    @property
    def notices(self) -> list[bytes]:
        return [letter for recipient, letter in self.received.letters if recipient == OPERATOR]


@dataclass
class Office:
    """The running system, and what can happen to it."""

    folder: Path
    port: int
    mail: MailOffice
    postgres: Any
    process: subprocess.Popen[bytes] | None = None
    books: list[Any] = field(default_factory=list)

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @property
    def plant(self) -> Path:
        return self.folder / "plant"

    @property
    def config(self) -> Path:
        return self.folder / "config"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api(self) -> httpx.Client:
        """Asks again where the server says 503 for a moment (SQLite is busy), as Prefect's own clients do."""
        return PrefectHttpxSyncClient(
            base_url=f"{self.address}/api",
            timeout=60,
            raise_on_all_errors=False,
            auth=tuple(self.password.split(":")),
        )

    @property
    def password(self) -> str:
        """Made at the first start, and told."""
        return (self.folder / "home" / "prefect-auth").read_text().strip()

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "GIAMNGHEO_HOME": str(self.folder / "home"),
            "GIAMNGHEO_CONFIG": str(self.config),
            "GIAMNGHEO_INBOX": str(self.inbox),
            "GIAMNGHEO_SETTLE_SECONDS": "0",
            "GIAMNGHEO_SMTP_HOST": "127.0.0.1",
            "GIAMNGHEO_SMTP_PORT": str(self.mail.port),
            "GIAMNGHEO_SMTP_TLS": "none",
            "GIAMNGHEO_WAREHOUSE_URL": self.postgres.get_uri().replace("postgresql://", "postgresql+psycopg://"),
            "GIAMNGHEO_TEST_PLANT": str(self.plant),
            "PYTHONPATH": str(self.folder / "site"),
        }
        return {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")} | own

    def start(self) -> float:
        """Start everything; gives the seconds until the address was told."""
        began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "giamngheo", "up", "--port", str(self.port)],
            env=self.environment,
            cwd=PROJECT,
            stdout=subprocess.PIPE,
        )
        assert self.process.stdout
        for line in self.process.stdout:
            if b"Giao" in line:
                return time.monotonic() - began
        pytest.fail(f"giamngheo up ended: {(self.folder / 'home/services/server.log').read_text()[-2000:]}")

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=60)

    def new_month(self) -> str:
        """The communes drop the workbooks of the next month; gives its code."""
        if not self.books:
            units = (("18604", "Xã Thạch Khê"), ("18667", "Xã Nam Điền"))
            self.books = [book(code, name, "2020-02", poor=6, near_poor=7) for code, name in units]
        else:
            self.books = [next_book(one) for one in self.books]
        write_month(self.inbox, self.books)
        return str(self.books[0].period)

    def run(self, deployment: str, **order: Any) -> str:
        """Create a run; gives its id."""
        with self.api as api:
            found = api.get(f"deployments/name/{FLOW[deployment]}/{deployment}").json()
            body = {"parameters": {"yêu_cầu": order}, "state": {"type": "SCHEDULED"}}
            made = api.post(f"deployments/{found['id']}/create_flow_run", json=body)
            assert made.status_code < 300, made.text
            return str(made.json()["id"])

    def report(self, period: str, **order: Any) -> str:
        return self.run("Báo cáo tháng", period=period, today="2021-12-31", **order)

    def state(self, run: str) -> dict[str, Any]:
        with self.api as api:
            return dict(api.get(f"flow_runs/{run}").json())

    def wait(self, run: str, wanted: Callable[[dict[str, Any]], bool] | None = None) -> dict[str, Any]:
        """Until the run has ended, or is as wanted; its last state."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                found = self.state(run)
            except httpx.HTTPError:
                found = {}  # the server is just being restarted
            if found and (wanted(found) if wanted else found["state_type"] in FINAL):
                return found
            time.sleep(0.5)
        pytest.fail(f"{run} is still {found.get('state_name')}: {(found.get('state') or {}).get('message')}")

    def until_said(self, run: str, text: str) -> None:
        """Until the run's log holds a text."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if text in self.log(run):
                return
            time.sleep(0.5)
        pytest.fail(f"{run} never said {text}: {self.log(run)}")

    def log(self, run: str) -> str:
        with self.api as api:
            found = api.post("logs/filter", json={"logs": {"flow_run_id": {"any_": [run]}}, "limit": 200}).json()
            return "\n".join(line["message"] for line in found)

    def command(self, *arguments: str) -> str:
        """What a command of ours prints, in the same surroundings."""
        environment = self.environment | {"PREFECT_API_URL": f"{self.address}/api"}
        done = subprocess.run(
            [sys.executable, "-m", "giamngheo", *arguments],
            env=environment,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def artifact(self, key: str) -> str:
        with self.api as api:
            return str(api.get(f"artifacts/{key}/latest").json()["data"])


FLOW = {
    "Thu thập hằng ngày": "Thu thập",
    "Báo cáo tháng": "Báo cáo giảm nghèo",
    "Báo cáo quý": "Báo cáo giảm nghèo",
    "Báo cáo 6 tháng": "Báo cáo giảm nghèo",
    "Báo cáo 9 tháng": "Báo cáo giảm nghèo",
    "Báo cáo năm": "Báo cáo giảm nghèo",
    "Báo cáo đột xuất": "Báo cáo đột xuất",
    "Làm bù nhiều kỳ": "Làm bù",
    "Tự kiểm tra ban đêm": "Tự kiểm tra",
}


@dataclass
class Ui:
    """The operator in front of the Prefect UI."""

    page: Any
    address: str
    pictures: Path

    def open(self, path: str) -> None:
        self.page.goto(f"{self.address}/v2/{path}")
        self.page.wait_for_load_state("networkidle")

    def open_run(self, run: str) -> None:
        self.open(f"runs/flow-run/{run}")

    def retry(self, run: str, picture: str = "") -> None:
        """Three dots, Retry, and Retry once more in the dialog."""
        self.open_run(run)
        self.page.get_by_role("button", name="Open menu").click()
        self.page.get_by_role("menuitem", name="Retry").click()
        dialog = self.page.get_by_role("alertdialog")
        dialog.wait_for()
        self.picture(picture)
        dialog.get_by_role("button", name="Retry").click()
        dialog.wait_for(state="hidden")

    def picture(self, name: str) -> None:
        """For the handbook; looked at by people, so it is kept."""
        if name:
            self.page.wait_for_timeout(1200)  # what moves has come to rest
            self.pictures.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=self.pictures / f"{name}.png")


@pytest.fixture(scope="session")
def office(tmp_path_factory, postgres):
    folder = tmp_path_factory.mktemp("office")
    (folder / "inbox").mkdir()
    shutil.copytree(PROJECT / "config", folder / "config")
    (folder / "site").mkdir()
    (folder / "site" / "sitecustomize.py").write_text(_PLANTED, encoding="utf-8")
    mail = MailOffice()
    mail.open()
    made = Office(folder, free_port(), mail, postgres)
    made.start()
    yield made
    made.stop()
    mail.close()


@pytest.fixture(autouse=True)
def in_order(office):
    """Each test finds the office in order, and leaves nothing planted."""
    office.plant.unlink(missing_ok=True)
    office.mail.take()
    office.mail.received.refuse.clear()
    yield
    office.plant.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def browser():
    from playwright import sync_api

    chromium = need("Chromium")
    with sync_api.sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, args=_QUIET)
        yield made
        made.close()


@pytest.fixture
def ui(browser, office, tmp_path):
    context = browser.new_context(
        viewport={"width": 1280, "height": 860}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
    )
    context.add_init_script(f"localStorage.setItem('prefect-password', btoa('{office.password}'))")
    page = context.new_page()
    page.set_default_timeout(30_000)
    pictures = os.environ.get("PICTURES")
    yield Ui(page, office.address, PROJECT / pictures if pictures else tmp_path)
    context.close()
