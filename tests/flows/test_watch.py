"""What the operator hears of, asked of a real server: each trouble once, in its own words, and nothing that is well."""

from __future__ import annotations

import datetime as dt

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolUpdate
from prefect.client.schemas.objects import StateType
from prefect.events import AutomationCore
from prefect.settings import PREFECT_API_URL, PREFECT_SERVER_UI_ENABLED, temporary_settings
from prefect.states import Crashed, Failed, Paused, Pending, Scheduled

from flows.server.deployments import deploy, differences, flow_of, workers_online
from flows.server.heartbeat import HEARTBEAT, SILENT
from flows.server.watch import troubles
from giamngheo.context import open_context
from giamngheo.core.formats import HANOI
from giamngheo.core.period import Period
from giamngheo.metadata.reporting_schedule import report_day
from giamngheo.warehouse.audit_log import Entry, write_down
from giamngheo.warehouse.run_log import Run, note_finished

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("home")]
MARCH = Period.parse("2020-03")
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def client(prefect_api):
    """Of a server on which no run of another test is left."""
    with temporary_settings({PREFECT_API_URL: prefect_api}), get_client(sync_client=True) as client:
        for run in client.read_flow_runs(limit=200):
            client.delete_flow_run(run.id)
        yield client


def run_in(client, name, state, tags=("giamngheo",)):
    """A run that stands in a state, whatever led to it."""
    is_scheduled = state.type == StateType.SCHEDULED
    made = client.create_flow_run(flow_of("nightly"), name=name, tags=tags, state=state if is_scheduled else Pending())
    if not is_scheduled:
        client.set_flow_run_state(made.id, state, force=True)
    return str(made.id)


def told(now, context=None):
    return {notice.title: notice for notice in troubles(context or open_context(), now)}


def test_each_trouble_has_its_words_and_its_section_of_the_handbook(client):
    now = dt.datetime.now(dt.UTC)
    long_ago, just_now = now - 20 * MINUTE, now - 10 * MINUTE
    ids = {
        name: run_in(client, name, state)
        for name, state in {
            "lỗi nói rõ": Failed(
                message="Kho dữ liệu không mở được. (Mã GN-105: xem mục GN-105 trong sổ tay vận hành.)"
            ),
            "lỗi lạ": Failed(message="boom"),
            "hết hạn": Failed(message="Flow run was paused and never resumed."),
            "dừng": Crashed(message="gone"),
            "chờ": Paused(timeout_seconds=86400),
            "chậm": Scheduled(scheduled_time=long_ago, name="Late"),
            "chậm ít": Scheduled(scheduled_time=just_now, name="Late"),
            "chưa đến": Scheduled(scheduled_time=now + MINUTE / 2),
        }.items()
    }
    run_in(client, "của người khác", Failed(message="boom"), tags=())
    with temporary_settings({PREFECT_SERVER_UI_ENABLED: True}):
        found = told(dt.datetime.now(dt.UTC) + MINUTE)
    assert {title: (notice.key, notice.code) for title, notice in found.items()} == {
        "Lượt chạy lỗi: lỗi nói rõ": (f"{ids['lỗi nói rõ']}.trouble", "GN-105"),
        "Lượt chạy lỗi: lỗi lạ": (f"{ids['lỗi lạ']}.trouble", "GN-901"),
        "Hết hạn chờ duyệt: hết hạn": (f"{ids['hết hạn']}.expired", "GN-602"),
        "Lượt chạy bị dừng đột ngột: dừng": (f"{ids['dừng']}.trouble", "GN-801"),
        "Báo cáo chờ duyệt: chờ": (f"{ids['chờ']}.waiting", "GN-602"),
        "Lượt chạy chậm: chậm": (f"late.{(now + MINUTE).astimezone(HANOI).date()}", "GN-802"),
    }
    assert found["Lượt chạy lỗi: lỗi nói rõ"].sentence == "Kho dữ liệu không mở được."
    assert "boom" not in found["Lượt chạy lỗi: lỗi lạ"].sentence
    assert all(
        notice.link.endswith(notice.key.partition(".")[0]) for notice in found.values() if notice.code != "GN-802"
    )


def test_what_died_says_so_in_vietnamese_and_what_never_began_dies(client):
    crashed = run_in(client, "dừng", Crashed(message="gone"))
    starting = run_in(client, "đang mở", Pending())
    now = dt.datetime.now(dt.UTC)
    told(now + MINUTE)
    states = {name: client.read_flow_run(one).state for name, one in (("dừng", crashed), ("đang mở", starting))}
    assert (states["dừng"].type, states["dừng"].message) == (StateType.CRASHED, SILENT)
    assert states["đang mở"].type == StateType.PENDING
    told(now + 3 * MINUTE)
    after = client.read_flow_run(starting).state
    assert (after.type, after.message) == (StateType.CRASHED, SILENT)
    assert client.read_flow_run(crashed).state.timestamp == states["dừng"].timestamp  # said once


# ---------------------------------------------------------------- what the schedule should have done


@pytest.fixture
def context():
    return open_context("2020-03-20")


@pytest.fixture
def day(context):
    """The day on which the office reports on March."""
    return report_day(context.configuration.working_calendar, MARCH)


def at(day, time, after_minutes=0):
    return dt.datetime.combine(day, dt.time.fromisoformat(time), HANOI) + after_minutes * MINUTE


def set_up(context, moment):
    write_down(
        context.warehouse, Entry("người cài", "deploy", "5 việc"), moment.astimezone(dt.UTC).replace(tzinfo=None)
    )


def missing(context, now):
    return sorted(notice.key for notice in troubles(context, now) if notice.key.startswith("missing."))


def done(context, job, moment, period=MARCH):
    note_finished(context.warehouse, Run("r", "lượt"), job, period, moment.astimezone(dt.UTC).replace(tzinfo=None))


@pytest.mark.usefixtures("client")
def test_nothing_is_missed_before_the_set_up_or_before_its_time_has_passed(context, day):
    assert missing(context, at(day, "23:00")) == []
    set_up(context, at(day, "07:30"))
    assert missing(context, at(day, "07:30", 119)) == []
    assert missing(context, at(day, "07:30", 120)) == [f"missing.thu-thap.{day}"]
    assert missing(context, at(day, "09:00", 119)) == [f"missing.thu-thap.{day}"]
    assert missing(context, at(day, "09:00", 120)) == [f"missing.{MARCH}", f"missing.thu-thap.{day}"]


@pytest.mark.usefixtures("client")
def test_a_report_is_missed_until_it_is_sent_and_however_long_it_is_due(context, day):
    set_up(context, at(dt.date(2020, 1, 2), "06:00"))
    done(context, "collect", at(day, "07:30"))
    done(context, "nightly", at(day, "02:00"))
    late = [f"missing.{period}" for period in ("2020-01", "2020-02", "2020-03", "2020-Q1")]
    assert missing(context, at(day, "09:30", 120)) == late
    done(context, "send", at(day, "10:00"))
    done(context, "trial", at(day, "10:00"), Period.parse("2020-Q1"))
    assert missing(context, at(day, "09:30", 120)) == [one for one in late if one != "missing.2020-03"]


@pytest.mark.usefixtures("client")
def test_longer_periods_are_missed_each_by_its_own_deployment(context):
    """The second half-year is not due by itself."""
    last = report_day(context.configuration.working_calendar, Period.parse("2020-12"))
    set_up(context, at(last, "06:00"))
    found = {
        notice.key: notice.sentence
        for notice in troubles(context, at(last, "23:00"))
        if notice.key.startswith("missing.2020")
    }
    assert sorted(found) == ["missing.2020", "missing.2020-12", "missing.2020-Q4"]
    assert "Mở việc «Báo cáo năm» trong giao diện" in found["missing.2020"]


@pytest.mark.usefixtures("client")
def test_mornings_are_missed_on_working_days_and_nights_on_all(context):
    friday, saturday = dt.date(2020, 3, 27), dt.date(2020, 3, 28)
    set_up(context, at(dt.date(2020, 3, 25), "06:00"))
    assert missing(context, at(friday, "23:59")) == [f"missing.thu-thap.{friday}", f"missing.tu-kiem-tra.{friday}"]
    assert missing(context, at(saturday, "23:59")) == [f"missing.tu-kiem-tra.{saturday}"]
    done(context, "collect", at(friday, "07:29"))
    assert f"missing.thu-thap.{friday}" in missing(context, at(friday, "23:59"))
    done(context, "collect", at(friday, "07:30"), Period.parse("2020-02"))
    assert missing(context, at(friday, "23:59")) == [f"missing.tu-kiem-tra.{friday}"]


def test_what_waits_for_a_word_is_not_missed_and_who_died_yesterday_excuses_nobody(client, context):
    deploy(context.configuration.operation)
    set_up(context, at(dt.date(2020, 3, 18), "06:00"))
    monthly = client.read_deployment_by_name("Báo cáo giảm nghèo/Báo cáo tháng")
    made = client.create_flow_run_from_deployment(monthly.id, state=Pending(), tags=["giamngheo"])
    client.set_flow_run_state(made.id, Failed(message="boom"), force=True)
    quarterly = client.read_deployment_by_name("Báo cáo giảm nghèo/Báo cáo quý")
    waits = client.create_flow_run_from_deployment(quarterly.id, state=Pending(), tags=["giamngheo"])
    client.set_flow_run_state(waits.id, Paused(timeout_seconds=86400), force=True)  # excuses the quarters alone
    now = max(at(dt.datetime.now(HANOI).date(), "23:00"), dt.datetime.now(dt.UTC))
    assert any(key.startswith("missing.2") for key in missing(context, now))
    client.set_flow_run_state(made.id, Paused(timeout_seconds=86400), force=True)
    titles = {period for period in missing(context, now) if "-Q" not in period and period.startswith("missing.2")}
    assert titles == set()


def test_who_looks_at_the_coming_runs_sees_what_comes_when(client, context):
    deploy(context.configuration.operation)
    monthly = client.read_deployment_by_name("Báo cáo giảm nghèo/Báo cáo tháng")
    later = Scheduled(scheduled_time=dt.datetime(2099, 3, 18, 2, tzinfo=dt.UTC))
    by_chance = client.create_flow_run_from_deployment(monthly.id, state=later)
    own = client.create_flow_run_from_deployment(monthly.id, state=later, name="Chạy lại cho chị Lan")
    told(dt.datetime.now(dt.UTC), context)
    assert client.read_flow_run(by_chance.id).name == "Báo cáo tháng, 18/03/2099 09:00"
    assert client.read_flow_run(own.id).name == "Chạy lại cho chị Lan"


# ---------------------------------------------------------------- the server as the configuration wants it


def test_the_pool_the_rule_and_what_is_not_ours(client, context):
    operation = context.configuration.operation
    deploy(operation)
    assert workers_online(operation) == 0
    client.update_work_pool(operation.work_pool, WorkPoolUpdate(is_paused=True))
    assert differences(operation) == [f"nhóm worker «{operation.work_pool}» đang tạm dừng"]
    assert deploy(operation) == [f"Đã cho nhóm worker «{operation.work_pool}» chạy tiếp."]
    [rule] = [found for found in client.read_automations() if found.name == HEARTBEAT]
    others = client.create_automation(AutomationCore(name="khác", trigger=rule.trigger, actions=rule.actions))
    assert differences(operation) == []
    client.pause_automation(rule.id)
    assert differences(operation) == ["quy tắc báo lượt chạy mất tín hiệu thiếu hoặc khác"]
    assert deploy(operation) == ["Đã đặt quy tắc báo lượt chạy mất tín hiệu."]
    assert len([found for found in client.read_automations() if found.name == HEARTBEAT]) == 1
    assert others in [found.id for found in client.read_automations()]
    client.delete_automation(others)
    fewer = operation.model_copy(update={"deployment": operation.deployment[:-1]})
    gone = operation.deployment[-1]
    assert differences(fewer) == [f"thừa việc «{gone.title}»"]
    assert deploy(fewer) == [f"Đã bỏ việc «{gone.title}» không còn trong cấu hình."]
    assert differences(operation) == [f"thiếu việc «{gone.title}»"]
    assert deploy(operation) == [f"Đã tạo việc «{gone.title}»."]
    assert deploy(operation) == differences(operation) == []
