"""An ad hoc report as an operator orders it: through Prefect, once to each, and never in the way of the month's report."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from prefect.client.orchestration import get_client
from prefect.flow_engine import run_flow
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import AwaitingRetry

from flows.adhoc import _job_of, adhoc
from flows.report import report
from flows.run.requests import AdHocOrder, ReportOrder
from flows.server.deployments import deploy
from giamngheo.core.errors import NotApproved
from giamngheo.core.period import Period
from giamngheo.metadata import load_configuration
from giamngheo.report.ad_hoc.publish import find_ad_hoc
from giamngheo.report.delivery import deliveries
from giamngheo.report.publish import find_report
from giamngheo.warehouse.audit_log import entries
from giamngheo.warehouse.run_lock import leased
from giamngheo.warehouse.run_log import Run, sent_by
from tests.support.config_folder import change
from tests.support.office import Office
from tests.support.workbooks import book, fast_write, next_book, path_in, write_month

pytestmark = pytest.mark.slow
KHE, DIEN = ("18604", "Xã Thạch Khê"), ("18667", "Xã Nam Điền")
MARCH, TODAY = Period.parse("2020-03"), "2020-03-20"
GONE = "550 5.1.1 no such user"


@pytest.fixture
def books():
    before = [book(*unit, "2020-02", poor=6, near_poor=7) for unit in (KHE, DIEN)]
    return [*before, *map(next_book, before)]


@pytest.fixture
def office(home, few_recipients, books, prefect_api):  # noqa: ARG001 - changes the configuration
    office = Office(home, today=TODAY)
    write_month(office.inbox, books)
    office.collect("2020-03")
    with temporary_settings({PREFECT_API_URL: prefect_api}):
        yield office
    office.context.warehouse.engine.dispose()


def ordered(**asked):
    return adhoc(AdHocOrder(**{"period": "2020-03", "today": TODAY} | asked), return_state=True)


def retried(state, order):
    """As the UI's Retry: the same run once more."""
    with get_client(sync_client=True) as client:
        run_id = state.state_details.flow_run_id
        client.set_flow_run_state(run_id, AwaitingRetry(scheduled_time=dt.datetime.now(dt.UTC)), force=True)
        run = client.read_flow_run(run_id)
    return run_flow(adhoc, flow_run=run, parameters={"yêu_cầu": order}, return_type="state")


def test_retry_after_a_refusal_brings_the_same_report_to_who_is_left(office, mailbox, books):
    """Also where a figure has changed since: whoever has the report, and who gets it later, have one."""
    mailbox.refuse["so@a.example"] = GONE
    asked = {"indicators": ["insured_poor"], "to": ["ubnd@a.example", "so@a.example"], "why": "UBND hỏi", "who": "Lan"}
    order = AdHocOrder(period="2020-03", today=TODAY, **asked)
    failed = ordered(**asked)
    assert failed.type.value == "FAILED"
    assert "550" in failed.message
    assert [to for to, _ in mailbox.letters] == ["ubnd@a.example"]
    poor = next(row for row in books[2].households if row["classification"] == "Nghèo")
    poor["insured"] = 0
    fast_write(books[2], path_in(office.inbox, books[2]).with_name("lần 2.xlsx"))
    office.collect("2020-03")
    del mailbox.refuse["so@a.example"]
    done = retried(failed, order)
    assert done.message == "Báo cáo đột xuất 1, tháng 3 năm 2020: 2/22 đơn vị; 2/2 nơi nhận đã có."
    assert [to for to, _ in mailbox.letters] == ["ubnd@a.example", "so@a.example"]
    assert find_ad_hoc(office.context, MARCH).revision == 1
    assert retried(failed, order).name == "Đã xong"
    (line,) = (entry for _, entry in entries(office.context.warehouse, "2020-03", ("order",)))
    assert (line.who, line.why) == ("Lan", "UBND hỏi")


def test_asked_twice_it_goes_once_and_again_where_that_is_wanted(office, mailbox):
    asked = {"indicators": ["insured_poor"], "to": ["ubnd@a.example"], "addresses": ["ai@bao.example"]}
    first, second = ordered(**asked), ordered(**asked)
    assert first.message == second.message
    assert sorted(to for to, _ in mailbox.letters) == ["ai@bao.example", "ubnd@a.example"]
    assert ordered(**asked, again=True).message.endswith("2/2 nơi nhận đã có.")
    assert len(mailbox.letters) == 4
    made = find_ad_hoc(office.context, MARCH)
    assert len(deliveries(office.context.warehouse, made.id)) == 4
    assert ordered(indicators=["models"]).message.endswith(
        "Báo cáo đột xuất 2, tháng 3 năm 2020: 2/22 đơn vị; chưa gửi thư."
    )
    assert len(mailbox.letters) == 4


def test_an_order_for_others_leaves_the_first_ones_letter_as_it_is(office, mailbox):
    mailbox.refuse["ai@bao.example"] = GONE
    asked = {"indicators": ["insured_poor"]}
    assert ordered(**asked, addresses=["ai@bao.example"]).type.value == "FAILED"
    assert ordered(**asked, addresses=["bao@b.example"]).message.endswith("1/2 nơi nhận đã có.")
    outbox = deliveries(office.context.warehouse, find_ad_hoc(office.context, MARCH).id)
    assert {one.recipient: one.state for one in outbox} == {"ai@bao.example": "refused", "bao@b.example": "sent"}


def test_the_months_report_is_still_due_and_is_the_first(office, mailbox):
    ordered(to=["ubnd@a.example"])
    assert sent_by(office.context.warehouse, MARCH) is None
    done = report(ReportOrder(period="2020-03", today=TODAY), return_state=True)
    assert done.message == "Báo cáo tháng 3 năm 2020, lần 1: 2/22 đơn vị; 3/3 nơi nhận đã có."
    assert (find_report(office.context, MARCH).revision, len(mailbox.letters)) == (1, 4)


def test_the_page_says_to_whom_it_goes(office):  # noqa: ARG001
    with get_client(sync_client=True) as client:
        for asked, said in (
            ({}, "Không gửi cho ai."),
            ({"addresses": ["ai@bao.example"]}, "không có trong config/recipients"),
        ):
            run_id = ordered(**asked).state_details.flow_run_id
            pages = [one for one in client.read_artifacts(limit=200) if one.key == "bao-cao-dot-xuat"]
            (page,) = (one.data for one in pages if one.flow_run_id == run_id)
            assert said in page


def test_another_order_waits_and_the_very_same_goes_home(office):
    change(office.home / "config" / "operation.toml", "wait_minutes = 30", "wait_minutes = 0")
    load_configuration.cache_clear()
    order = AdHocOrder(period="2020-03", today=TODAY, indicators=["models"])
    other, now = Run(str(uuid.uuid4()), "lượt khác"), dt.datetime(2020, 3, 20, 3)
    for job, ended_as, said in (
        ("ad hoc 0", "Failed", "đợi lượt đó xong rồi chạy lại"),
        (_job_of(order), "Đang chạy", "lượt này không phải làm gì"),
    ):
        with leased(office.context.warehouse, other, f"{job} 2020-03", 0, now):
            ended = adhoc(order, return_state=True)
        assert (ended.name, said in ended.message) == (ended_as, True), ended.message


def test_what_is_wrong_is_one_sentence_in_the_run(office):  # noqa: ARG001
    for asked, said in (
        ({"period": ""}, "Chưa ghi kỳ số liệu"),
        ({"indicators": ["insured_por"]}, "gần giống: «insured_poor»"),
        ({"to": ["ai@la.example"]}, "không có nơi nhận «ai@la.example»"),
    ):
        ended = ordered(**asked)
        assert (ended.type.value, said in ended.message) == ("FAILED", True), ended.message


def test_it_is_approved_as_any_report_is(office):
    change(office.home / "config" / "operation.toml", "required = false", "required = true")
    load_configuration.cache_clear()
    assert ordered(indicators=["models"]).type.value == "COMPLETED"  # goes to nobody
    ended = ordered(indicators=["models"], to=["ubnd@a.example"])
    with pytest.raises(NotApproved):
        ended.result()
    assert deliveries(office.context.warehouse, find_ad_hoc(office.context, MARCH).id) == []


def test_the_deployment_waits_for_a_hand_and_offers_what_there_is(office, configuration):  # noqa: ARG001
    with get_client(sync_client=True) as client:
        deploy(configuration.operation)
        found = client.read_deployment_by_name("Báo cáo đột xuất/Báo cáo đột xuất")
    assert found.schedules == []
    form = found.parameter_openapi_schema["definitions"]["AdHocOrder"]["properties"]
    assert "insured_poor Người nghèo có thẻ BHYT" in form["indicators"]["items"]["enum"]
    assert "poor Hộ nghèo" in form["indicators"]["items"]["enum"]
    assert "18604 Xã Thạch Khê" in form["units"]["items"]["enum"]
    assert any(one.startswith("thon-ngheo ") for one in form["questions"]["items"]["enum"])
    assert any(one.endswith("<ubnd@thachha.example>") for one in form["to"]["items"]["enum"])
