"""Where batches are worked off: on every task runner the same is stored, also where a worker is killed in the middle of one."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import threading
import time

import psutil
import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.context import SettingsContext
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.utilities.callables import cloudpickle_wrapped_call

from flows.backfill import backfill
from flows.collect import collect
from flows.report import report
from flows.run import task_runner
from flows.run.requests import CollectOrder
from flows.run.task_runner import side_by_side
from giamngheo.core.errors import ConfigurationError, WorkersUnavailable
from giamngheo.core.os_locks import free_port
from giamngheo.core.sealing import Seal
from giamngheo.metadata.settings import TaskRunnerSettings, load_settings
from giamngheo.store.submissions import find
from giamngheo.warehouse.schema import submission
from tasks.intake import intake
from tasks.receive import receive
from tasks.support.opened import _opened
from tasks.support.step import step
from tests.support.batches import UNITS, laid
from tests.support.office import office_in, on_one_engine
from tests.support.workbooks import book, write_month

MONTH, TODAY = "2020-02", "2020-02-20"
FILES = 8
ONE_BY_ONE = TaskRunnerSettings(kind="processes", workers=1)


@pytest.fixture(scope="module", autouse=True)
def _server(prefect_api):
    """For Prefect's own threads too, which hand on what processes say: `temporary_settings` holds in none but this one."""
    with temporary_settings({PREFECT_API_URL: prefect_api}), pytest.MonkeyPatch.context() as patch:
        patch.setattr("prefect.context.GLOBAL_SETTINGS_CONTEXT", SettingsContext.get())
        yield


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """What the warehouse has when all was one batch, worked off step by step."""
    with office_in(tmp_path_factory.mktemp("whole")) as office:
        laid(office.inbox)
        office.today = TODAY
        office.collect(MONTH)
        return office.rows()


@pytest.fixture
def collected_on(office, monkeypatch):
    """Collects what three units have sent, each a batch, two at a time; gives the states of the batches."""
    laid(office.inbox)
    office.today = TODAY

    def collected(kind, workers=2):
        for name, value in {"KIND": kind, "WORKBOOKS": "1", "WORKERS": str(workers)}.items():
            monkeypatch.setenv(f"GIAMNGHEO_TASK_RUNNER_{name}", value)
        load_settings.cache_clear()
        state = collect(CollectOrder(today=TODAY), return_state=True)
        assert state.is_completed(), state.message
        own = FlowRunFilter(id=FlowRunFilterId(any_=[state.state_details.flow_run_id]))
        with get_client(sync_client=True) as client:
            runs = client.read_task_runs(flow_run_filter=own, limit=200)
        return sorted(run.state.type.value for run in runs if run.name.startswith("tiếp nhận"))

    return collected


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["threads", "processes"])
@on_one_engine
def test_every_task_runner_stores_the_same(office, whole, collected_on, kind):
    assert collected_on(kind) == ["COMPLETED"] * len(UNITS)
    assert office.rows() == whole


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "workers"), [("processes", 1), ("dask", 2)])
@pytest.mark.parametrize("office", ["postgresql"], indirect=True)
def test_a_batch_whose_worker_is_killed_is_done_by_another(office, whole, collected_on, kind, workers):
    killer = threading.Thread(target=kill_one_at_work, args=(office.context.warehouse.engine, workers))
    killer.start()
    states = collected_on(kind, workers)
    killer.join()
    assert states.count("COMPLETED") == len(UNITS)
    assert states.count("CRASHED") == (1 if kind == "processes" else 0)  # Dask takes up the same task
    assert office.rows() == whole


def kill_one_at_work(engine, workers):
    """We hold what came; when all workers wait for it, each in the middle of a batch, one of them is killed."""
    waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    until(engine, sa.select(sa.func.count()).select_from(submission), FILES)
    with engine.begin() as holding:
        holding.execute(sa.select(submission.c.id).with_for_update())
        until(engine, sa.text(waits), workers)
        at_work = [one for one in psutil.Process().children() if "spawn_main" in " ".join(one.cmdline())]
        assert len(at_work) == workers
        at_work[0].kill()
        at_work[0].wait()


def until(engine, query, wanted):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with engine.connect() as connection:
            if connection.scalar(query) == wanted:
                return
        time.sleep(0.05)
    raise AssertionError(f"never {wanted}: {query}")


@step("thử", "thử {what}", again_after_seconds=())
def tried(what):
    if what == "dies":
        os._exit(1)
    return what


@pytest.mark.slow
def test_who_kills_every_worker_harms_nobody_else_and_is_told():
    with pytest.raises(WorkersUnavailable, match=r"1/2 lô tệp không làm được: nơi xử lý lô \(processes\)"):
        side_by_side(tried, [("is well",), ("dies",)], ONE_BY_ONE)
    assert side_by_side(tried, [("alone",)], ONE_BY_ONE) == ["alone"]


@pytest.mark.parametrize("flow", [collect, report, backfill], ids=lambda flow: flow.fn.__name__)
def test_a_run_goes_with_its_batch_to_another_process(flow):
    came, task = pickle.loads(cloudpickle_wrapped_call(lambda *given: given, flow, intake)())
    assert (came.name, task) == (flow.name, intake)


def test_a_cluster_that_does_not_answer_is_told(monkeypatch):
    monkeypatch.setattr(task_runner, "_PATIENCE_SECONDS", 1)
    away = TaskRunnerSettings(kind="dask", address=f"tcp://127.0.0.1:{free_port()}")
    with pytest.raises(WorkersUnavailable, match=r"Cụm Dask \(tcp://127.0.0.1:\d+\) không trả lời"):
        side_by_side(tried, [("is well",)], away)


@on_one_engine
def test_a_worker_of_another_office_or_one_that_may_have_no_children_takes_nothing(office, monkeypatch):
    laid(office.inbox)
    office.today = TODAY
    own, (first, *_) = office.context, receive.fn(MONTH, [], TODAY)
    with pytest.raises(ConfigurationError, match="không cùng cấu hình với lượt chạy: lượt chạy có quy tắc khác"):
        intake.fn([first], "", TODAY, "quy tắc khác")
    monkeypatch.setitem(multiprocessing.current_process()._config, "daemon", True)
    with pytest.raises(ConfigurationError, match="DASK_DISTRIBUTED__WORKER__DAEMON=False"):
        intake.fn([first], "", TODAY, own.common_ground)
    assert {row[4] for row in office.rows()["submission"]} == {"received"}


@pytest.mark.slow
@on_one_engine
def test_what_was_taken_in_is_remembered_no_longer(office):
    laid(office.inbox)
    _opened.cache_clear()  # of other tests
    arrived = receive.fn(MONTH, [], TODAY)
    assert intake.fn(arrived, "", TODAY, office.context.common_ground) == []
    assert "accepted" in office.statuses(MONTH).values()
    assert not _opened.cache


@pytest.mark.slow
@on_one_engine
def test_an_original_whose_key_is_gone_harms_nobody_else(office):
    write_month(office.inbox, [book(*unit, "2020-01", poor=2, near_poor=1) for unit in UNITS])
    arrived = receive.fn("2020-01", [], TODAY)
    (first, *_) = find(office.context.warehouse, arrived)
    kept = office.context.settings.archive / first.sha256[:2] / first.sha256
    kept.chmod(0o644)
    kept.write_bytes(Seal((Fernet.generate_key().decode(),)).close(kept.read_bytes()))
    assert intake.fn(arrived, "", TODAY, office.context.common_ground) == [first.id]
    assert sorted(office.statuses("2020-01")[code] for code, _ in UNITS) == ["accepted", "accepted", "received"]
