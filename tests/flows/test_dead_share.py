"""The shared folder is mounted and dead when a run begins, or dies in its midst: the run fails in a minute, says so, and Retry goes on."""

from __future__ import annotations

import subprocess
import sys

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.collect import collect
from flows.run.requests import CollectOrder
from tests.conftest import PROJECT
from tests.support.dead_share import dead_share
from tests.support.office import on_one_engine
from tests.support.workbooks import book, write_month

pytestmark = [pytest.mark.slow, on_one_engine]
TODAY = "2020-01-10"
SAID = "không trả lời, đã chờ"
# With half a second in the place of a minute, as who waits for a run to end sees it.
RUN = f"""
from giamngheo.receive import share
share._PATIENCE_SECONDS = 0.5
from flows.collect import collect
from flows.run.requests import CollectOrder
ended = collect(CollectOrder(today={TODAY!r}), return_state=True)
print(ended.type.value, ended.message)
"""


@pytest.fixture
def two(office):
    write_month(office.inbox, [book(), book("18667", "Xã Nam Điền")])
    return office


def test_the_run_ends_says_what_to_do_and_goes_on_when_the_share_is_back(two, few_recipients, prefect_api, monkeypatch):  # noqa: ARG001
    monkeypatch.setenv("PREFECT_API_URL", prefect_api)
    with dead_share(two.inbox):
        done = subprocess.run(
            [sys.executable, "-c", RUN], cwd=PROJECT, check=True, timeout=120, capture_output=True, text=True
        )
    state, _, said = done.stdout.strip().rpartition("\n")[2].partition(" ")
    assert (state, SAID in said, "bấm Retry" in said, "Mã GN-101" in said) == ("FAILED", True, True, True)
    assert "Traceback" not in done.stdout
    assert two.rows()["submission"] == []
    monkeypatch.delenv("PREFECT_API_URL")
    with temporary_settings({PREFECT_API_URL: prefect_api}):
        ended = collect(CollectOrder(today=TODAY), return_state=True)
    assert ended.type.value == "COMPLETED", ended.message
    assert set(two.statuses("2019-12").values()) == {"accepted", "missing"}
