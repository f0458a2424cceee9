"""What steps say, and what they refuse, without a run of Prefect."""

from __future__ import annotations

import gzip

import pytest

from expectations.outgoing import FiguresContradict
from flows.run.final_state import _failed
from flows.server import health
from giamngheo.core.errors import NotWell, SomeFailed
from giamngheo.report.content import ReportContent
from giamngheo.store.submissions import Waiting
from tasks.attain import to_attain
from tasks.overview import overview
from tasks.report import require_agreement
from tasks.support.failing import require_all_read
from tasks.support.opened import reading_of
from tests.conftest import GOLDEN
from tests.support.office import on_one_engine
from tests.support.submissions import submitted


@on_one_engine
def test_the_overview_counts_who_reported_and_tells_the_day(office, monkeypatch):
    for name in ("show_completeness", "show_open_work", "show_outdated"):  # which need a run to show something on
        monkeypatch.setattr(f"tasks.overview.{name}", lambda *_: None)
    submitted(office.context.warehouse, "18604", "2020-01", "accepted")
    submitted(office.context.warehouse, "18667", "2020-01", "rejected")
    assert (
        overview.fn("2020-01", "2020-01-16") == "Tháng 1 năm 2020: 1/22 đơn vị đã có báo cáo đạt; hôm nay là hạn nộp."
    )
    assert (
        overview.fn("2020-01", "2020-01-15") == "Tháng 1 năm 2020: 1/22 đơn vị đã có báo cáo đạt; hạn nộp 16/01/2020."
    )


def test_a_report_that_contradicts_itself_is_not_made():
    content = ReportContent.model_validate_json(gzip.decompress((GOLDEN / "hard" / "rising.json.gz").read_bytes()))
    require_agreement(content)
    district = content.district.model_copy(update={"poor": (content.district.poor or 0) + 1})
    with pytest.raises(FiguresContradict):
        require_agreement(content.model_copy(update={"district": district}))


@on_one_engine
def test_a_workbook_that_came_in_with_a_fault_is_not_opened(office):
    reading = reading_of(office.context, Waiting(1, "18604", "to.xlsx", "0" * 64, "too_large", 30 * 2**20))
    assert (reading.file, reading.fault) == ("to.xlsx", "too_large")
    assert "30 MB" in str(reading)


@pytest.mark.parametrize("cause", [None, ValueError("một ô")])
def test_a_failed_run_says_its_sentence_and_where_the_handbook_has_it(cause):
    state = _failed(NotWell("Kho đầy."), cause)
    assert state.message.startswith("Kho đầy. (Mã GN-")
    assert "một ô" not in state.message


def test_a_pool_without_a_worker_is_not_well(office, monkeypatch):
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:1/api")
    monkeypatch.setattr(health, "workers_online", lambda _operation: 0)
    monkeypatch.setattr(health, "asked", lambda ask: ask())
    with pytest.raises(NotWell, match="worker"):
        health._worker(office.context)
    monkeypatch.setattr(health, "workers_online", lambda _operation: 2)
    assert health._worker(office.context).startswith("2 worker")


@on_one_engine
def test_a_month_is_worked_out_once_whether_its_submissions_changed_or_not(office, monkeypatch):
    for changed, wanted in ((["2020-01", "2020-03"], ["2020-01", "2020-03"]), ([], ["2020-03"])):
        monkeypatch.setattr("tasks.attain.months_to_attain", lambda *_, found=changed: found)
        assert to_attain("2020-03", "2020-03-17") == wanted
    assert office.context.warehouse


@on_one_engine
def test_of_many_that_met_an_error_a_few_are_named(office):
    submissions = [submitted(office.context.warehouse, "18604", "2020-01", "received") for _ in range(6)]
    with pytest.raises(SomeFailed, match="6 tệp") as caught:
        require_all_read(submissions, "2020-03-17")
    assert str(caught.value).count("Xã Thạch Khê") == 5
    require_all_read([], "2020-03-17")
