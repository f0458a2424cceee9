"""The flows themselves, in the test's own process on a real server: what an order leads to, and what it leaves behind."""

from __future__ import annotations

import contextlib
import datetime as dt
import runpy
import uuid
from dataclasses import replace

import pytest
from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Cancelling, Paused

from commands.order import order_report
from flows.backfill import backfill
from flows.collect import collect
from flows.nightly import nightly
from flows.report import report
from flows.run.approval import _ask, approved, submitted
from flows.run.context import RunContext
from flows.run.due import partly_sent
from flows.run.final_state import Skipped
from flows.run.names import without_trouble
from flows.run.requests import BackfillOrder, CollectOrder, NightlyOrder, ReportOrder
from flows.server.health import require_well
from giamngheo.core.errors import AlreadyRunning, NotApproved, NotWell
from giamngheo.core.os_locks import free_port
from giamngheo.core.period import Period
from giamngheo.metadata.settings import load_settings
from giamngheo.operate.health import Checked
from giamngheo.report.ad_hoc.choice import AdHocRequest
from giamngheo.report.ad_hoc.publish import publish_ad_hoc
from giamngheo.report.publish import publish_report
from giamngheo.warehouse.audit_log import Entry, entries, write_down
from giamngheo.warehouse.run_lock import leased
from giamngheo.warehouse.run_log import Run, note_finished
from tasks.send import send
from tests.conftest import PROJECT
from tests.support.config_folder import change
from tests.support.mail_server import Received, mail_server
from tests.support.office import Office
from tests.support.workbooks import book, next_book, write_month

KHE, DIEN = ("18604", "Xã Thạch Khê"), ("18667", "Xã Nam Điền")
MARCH, TODAY = Period.parse("2020-03"), "2020-03-20"


@pytest.fixture
def office(home, few_recipients):  # noqa: ARG001 - changes the configuration
    """Two units' February and March, nothing collected yet."""
    office = Office(home, today=TODAY)
    before = [book(*unit, "2020-02", poor=6, near_poor=7) for unit in (KHE, DIEN)]
    write_month(office.inbox, [*before, *map(next_book, before)])
    yield office
    office.context.warehouse.engine.dispose()


def letters(office):
    return sorted((office.home / "home" / "mail").glob("*.eml"))


@pytest.mark.slow
def test_a_month_from_the_folder_to_the_letters(office, prefect_api):
    with temporary_settings({PREFECT_API_URL: prefect_api}), get_client(sync_client=True) as client:
        collected = collect(CollectOrder(today=TODAY), return_state=True)
        assert (collected.name, collected.type.value) == ("Completed", "COMPLETED")
        assert office.statuses("2020-03")["18604"] == office.statuses("2020-02")["18667"] == "accepted"
        assert "Cần lập lại" not in collected.message
        assert letters(office) == []

        tried = report(ReportOrder(period="2020-03", mail="không gửi thư (chạy thử)", today=TODAY), return_state=True)
        assert tried.message == "Báo cáo tháng 3 năm 2020, lần 1: 2/22 đơn vị; chưa gửi thư."
        assert letters(office) == []
        sent = report(ReportOrder(period="2020-03", who="Lan", why="theo lịch", today=TODAY), return_state=True)
        assert sent.message == "Báo cáo tháng 3 năm 2020, lần 1: 2/22 đơn vị; 3/3 nơi nhận đã có."
        assert len(letters(office)) == 3
        again = report(ReportOrder(period="2020-03", today=TODAY), return_state=True)
        assert (again.message, len(letters(office))) == (sent.message, 3)
        due = report(ReportOrder(today=TODAY), return_state=True)
        assert due.name == "Đã xong"
        assert "báo cáo tháng 3 năm 2020 đã gửi" in due.message

        names = {run.name for run in client.read_flow_runs(limit=200)}
        assert {"Báo cáo tháng 3 năm 2020", "Báo cáo tháng đến hạn"} <= names
        shown = {one.key for one in client.read_artifacts(limit=200)}
        assert {"bao-cao", "don-vi-bao-cao"} <= {key.partition("-2020")[0] for key in shown if key}
        written = [entry for _, entry in entries(office.context.warehouse, "2020-03", ("order",))]
        assert [(entry.who, entry.why) for entry in written][-2:] == [("Lan", "theo lịch"), ("dòng lệnh", "")]

        done = backfill(BackfillOrder(first="2020-02", last="2020-03", today=TODAY), return_state=True)
        assert done.type.value == "COMPLETED"
        (progress,) = (one for one in client.read_artifacts(limit=200) if one.key == "tien-do")
        assert (progress.data, progress.description) == (100, "2/2 kỳ, xong 2020-03")
        night = nightly(NightlyOrder(who="Lan", today=TODAY), return_state=True)
        assert "Máy chủ thư" not in night.message or night.type.value == "FAILED"
        assert [one.who for _, one in entries(office.context.warehouse, "nightly", ("order",))] == ["Lan"]
        _all_that_a_run_corrects_is_shown(office, client)


def _all_that_a_run_corrects_is_shown(office, client):
    """Two units, and two months, each judged by itself: the last table under the key has both."""
    february = [book(*unit, "2020-02", poor=6, near_poor=7) for unit in (KHE, DIEN)]
    for one in (february[0], next_book(february[1])):
        one.households[0]["note"] = "xem lại"
        write_month(office.inbox, [one])
    assert collect(CollectOrder(today="2020-03-23"), return_state=True).type.value == "COMPLETED"
    shown = [one for one in client.read_artifacts(limit=200) if one.key == "ban-sua"]
    last = max(shown, key=lambda one: one.created).data
    assert len(shown) == 3  # before each month is put in force, and when all are
    assert "Cả lượt này đã nhận 2 bản sửa." in last
    assert {"| 2020-02 | Xã Thạch Khê | bản sửa |", "| 2020-03 | Xã Nam Điền | bản sửa |"} <= set(last.splitlines())


@pytest.mark.slow
def test_a_run_that_failed_says_why_in_the_list_and_the_watch_names_it_as_before(office, prefect_api):
    office.inbox.rename(office.inbox.with_name("elsewhere"))
    with temporary_settings({PREFECT_API_URL: prefect_api}), get_client(sync_client=True) as client:
        began = dt.datetime.now(dt.UTC)
        assert collect(CollectOrder(today=TODAY), return_state=True).type.value == "FAILED"
        (failed,) = (one for one in client.read_flow_runs(limit=200) if one.start_time and one.start_time > began)
    assert failed.name.startswith("Thu thập hằng ngày ✘ GN-101: Không thấy thư mục dùng chung «")
    assert len(failed.name) < 130
    assert without_trouble(failed.name) == "Thu thập hằng ngày"


@pytest.mark.slow
def test_whose_work_another_run_does_is_told_so(office, prefect_api):
    other, now = Run(str(uuid.uuid4()), "lượt khác"), dt.datetime(2020, 3, 20, 3)
    with (
        temporary_settings({PREFECT_API_URL: prefect_api}),
        leased(office.context.warehouse, other, "report 2020-03", 0, now),
        pytest.raises(AlreadyRunning, match="Đang chạy: lượt «lượt khác» giữ kho dữ liệu"),
    ):
        order_report("2020-03", TODAY, sends=True, send_anyway=False)


class Presses(Received):
    """Takes letters; with the first of them somebody presses a button of the UI."""

    def __init__(self, press):
        super().__init__()
        self.press = press

    async def handle_DATA(self, server, session, envelope):
        if not self.letters:
            with get_client(sync_client=True) as client:
                (run,) = [one for one in client.read_flow_runs(limit=200) if one.state and one.state.is_running()]
                self.press(client, run.id)
        return await super().handle_DATA(server, session, envelope)


class Greylists(Received):
    """Puts a stranger off some times."""

    def __init__(self, times):
        super().__init__()
        self.times, self.asked = times, 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.asked += 1
        if self.asked <= self.times:
            return "450 4.2.0 greylisted"
        return await super().handle_RCPT(server, session, envelope, address, options)


@pytest.mark.slow
@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(("times", "had", "asked"), [(12, 3, 15), (99, 0, 15), (None, 0, 0)])
def test_who_puts_us_off_is_asked_again_for_minutes_and_who_is_away_for_seconds(
    prefect_api, monkeypatch, times, had, asked
):
    monkeypatch.setattr(send, "retry_delay_seconds", [0, 0, 0, 0])
    received = Greylists(times or 0)
    with temporary_settings({PREFECT_API_URL: prefect_api}), mail_server(received) as port:
        for name, value in {"HOST": "127.0.0.1", "PORT": port if times else free_port(), "TLS": "none"}.items():
            monkeypatch.setenv(f"GIAMNGHEO_SMTP_{name}", str(value))
        load_settings.cache_clear()
        began = dt.datetime.now(dt.UTC)
        ended = report(ReportOrder(period="2020-03", today=TODAY), return_state=True)
        with get_client(sync_client=True) as client:
            tried = [
                one.run_count
                for one in client.read_task_runs(limit=200)
                if one.name.startswith("gửi báo cáo") and one.start_time > began
            ]
    assert (ended.type.value == "COMPLETED", len(received.letters), received.asked) == (had == 3, had, asked)
    assert tried == [5 if times else 3]


BUTTONS = {
    "Pause": lambda client, run: client.set_flow_run_state(run, Paused(), force=True),
    "Cancel": lambda client, run: client.set_flow_run_state(run, Cancelling(), force=True),
    "Delete": lambda client, run: client.delete_flow_run(run),
}


@pytest.mark.slow
@pytest.mark.parametrize("button", BUTTONS)
def test_who_presses_stop_while_letters_go_out_stops_them(office, prefect_api, monkeypatch, button):
    with temporary_settings({PREFECT_API_URL: prefect_api}):
        received = Presses(BUTTONS[button])
        with mail_server(received) as port:
            for name, value in {"HOST": "127.0.0.1", "PORT": port, "TLS": "none"}.items():
                monkeypatch.setenv(f"GIAMNGHEO_SMTP_{name}", str(value))
            load_settings.cache_clear()
            order = ReportOrder(period="2020-03", today=TODAY)
            with contextlib.suppress(ObjectNotFound):  # of a run whose record is gone
                ended = report(order, return_state=True)
                assert (
                    button == "Cancel"
                    or "ngừng gửi giữa chừng; thư mà máy chủ đã trả lời là nhận không bị gửi lần hai" in ended.message
                )
            assert len(received.letters) == 1
            received.press = lambda *_: None
            done = report(order, return_state=True)
        assert done.message.endswith("3/3 nơi nhận đã có.")
        assert len({recipient for recipient, _ in received.letters}) == len(received.letters) == 3
    assert office.context.settings.smtp.port == port


def test_the_self_check_names_what_is_wrong_and_nothing_else():
    well, ill = Checked("Kho", "mở được"), Checked("Nơi lưu", "không còn chỗ", NotWell("x"))
    assert require_well([well, well]) == "Tự kiểm tra: 2 mục đều ổn."
    with pytest.raises(NotWell) as caught:
        require_well([well, ill])
    assert str(caught.value) == "Tự kiểm tra thấy 1 chỗ phải sửa: Nơi lưu: không còn chỗ"


def test_a_morning_that_another_run_worked_while_this_one_waited_is_not_worked_again(office, monkeypatch):
    @contextlib.contextmanager
    def waited(*_):
        other = Run(str(uuid.uuid4()), "lượt khác")
        note_finished(office.context.warehouse, other, "collect", MARCH, dt.datetime(2020, 3, 20, 3))
        yield

    monkeypatch.setattr("flows.collect.run_context_of", lambda _order: woken(is_scheduled=True))
    monkeypatch.setattr("flows.collect.occupied", waited)
    ended = collect.fn(CollectOrder())
    assert (ended.name, "«lượt khác»" in ended.message) == ("Đã xong", True)


def test_what_a_worker_starts_is_prefects_engine_and_reading_it_starts_nothing(monkeypatch):
    started = []
    monkeypatch.setattr(runpy, "run_module", lambda name, run_name: started.append((name, run_name)))
    for name in ("flows.run.__main__", "__mp_main__", "__main__"):
        runpy.run_path(str(PROJECT / "flows" / "run" / "__main__.py"), run_name=name)
    assert started == [("prefect.engine", "__main__")]


# ---------------------------------------------------------------- approval


@pytest.fixture
def strict(office):
    """The office, which wants each report approved, with its report on March; and that report's number."""
    config = office.home / "config"
    change(config / "operation.toml", "required = false", "required = true")
    load_settings.cache_clear()
    office.collect("2020-03")
    return office, publish_report(office.context, MARCH, lambda _: None).id


def woken(is_scheduled=False, is_deployed=False, own="") -> RunContext:
    own = Run(own or str(uuid.uuid4()), "lượt")
    return RunContext(
        own, ReportOrder(), dt.date(2020, 3, 20), TODAY, dt.datetime(2020, 3, 20, 2), is_scheduled, is_deployed, 1
    )


def word(office, report_id, action, why="", run="khác"):
    write_down(office.context.warehouse, Entry("Lan", action, f"report {report_id}", why, run))


@pytest.mark.usefixtures("office")
def test_without_approval_nothing_is_asked():
    assert approved(1, MARCH, woken()) is True


def test_a_report_goes_out_when_it_was_approved_and_not_before(strict):
    office, report_id = strict
    with pytest.raises(NotApproved, match="chưa được duyệt nên chưa gửi"):
        approved(report_id, MARCH, woken())
    word(office, report_id, "return", "sai số")
    with pytest.raises(NotApproved):
        approved(report_id, MARCH, woken())
    word(office, report_id, "approve")
    assert approved(report_id, MARCH, woken()) is True
    assert approved(report_id, MARCH, woken(is_scheduled=True)) is True


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("sai số", "^Báo cáo kỳ 2020-03 bị Lan trả lại: sai số. Sửa xong thì chạy lại kỳ này"),
        ("", "bị Lan trả lại. Sửa xong"),
    ],
)
def test_the_schedule_does_not_ask_again_for_what_was_sent_back(strict, why, said):
    office, report_id = strict
    word(office, report_id, "return", why)
    with pytest.raises(Skipped, match=said):
        approved(report_id, MARCH, woken(is_scheduled=True))


def test_of_an_ad_hoc_report_that_waits_or_was_sent_back_it_is_said_that_it_is_one(strict):
    office, _ = strict
    order = AdHocRequest(MARCH.code, indicators=("insured_poor",))
    report_id = publish_ad_hoc(office.context, order, lambda _: None).id
    with pytest.raises(NotApproved, match=r"^Báo cáo đột xuất 1, kỳ 2020-03 đã lập nhưng chưa được duyệt"):
        approved(report_id, MARCH, woken())
    word(office, report_id, "return", "sai số")
    with pytest.raises(Skipped, match=r"^Báo cáo đột xuất 1, kỳ 2020-03 bị Lan trả lại: sai số.*chạy lại yêu cầu này"):
        approved(report_id, MARCH, woken(is_scheduled=True))


def test_after_resume_the_very_report_goes_out_that_was_laid_before_the_approver(strict):
    office, report_id = strict
    own = woken(own="lượt này")
    assert submitted(MARCH, own) is None
    for number, run in ((report_id, "lượt khác"), (report_id + 7, own.own.id)):
        write_down(office.context.warehouse, Entry("Lan", "submit", "2020-03", str(number), run))
    assert submitted(MARCH, own) is None  # it was replaced meanwhile
    write_down(office.context.warehouse, Entry("Lan", "submit", "2020-03", str(report_id), own.own.id))
    assert submitted(MARCH, own) == report_id
    write_down(office.context.warehouse, Entry("Lan", "expire", "2020-03", str(report_id), own.own.id))
    assert submitted(MARCH, own) is None
    write_down(office.context.warehouse, Entry("Lan", "submit", "2020-03", str(report_id), own.own.id))
    assert submitted(MARCH, own) == report_id  # asked again


@pytest.mark.parametrize(
    ("attempt", "is_scheduled", "found"), [(1, False, None), (2, False, 7), (1, True, 7), (2, True, 7)]
)
def test_a_report_that_some_have_goes_first_but_for_an_order_by_hand(office, monkeypatch, attempt, is_scheduled, found):  # noqa: ARG001
    monkeypatch.setattr("flows.run.due.half_delivered", lambda *_: 7)
    assert partly_sent(MARCH, replace(woken(is_scheduled=is_scheduled), attempt=attempt)) == found


def test_what_is_laid_is_not_laid_twice_and_another_report_is_asked_about_anew(strict, monkeypatch):
    office, report_id = strict
    own, asked = woken(is_deployed=True, own="lượt này"), []

    class Answer:
        def as_entry(self, period, run_id):
            return Entry("Lan", "approve", period.code, "", run_id)

    monkeypatch.setattr("flows.run.approval.suspend_flow_run", lambda **how: asked.append(how["key"]) or Answer())
    monkeypatch.setattr(
        "flows.run.approval._given", lambda report_id, before: Answer() if (report_id, before) == given else None
    )
    given = None
    assert approved(report_id, MARCH, own) is True
    assert asked == [f"duyet-{report_id}-0"]
    second = woken(is_deployed=True, own="lượt sau")
    for number in (report_id + 1, report_id):  # of another report there is an answer, which is not this one's
        write_down(office.context.warehouse, Entry("Lan", "submit", "2020-03", str(number), second.own.id))
    given = (report_id, 0)
    assert _ask(report_id, MARCH, second).action == "approve"
    assert len(asked) == 1
    third = woken(is_deployed=True, own="lượt khác")
    write_down(office.context.warehouse, Entry("Lan", "submit", "2020-03", str(report_id + 1), third.own.id))
    assert _ask(report_id, MARCH, third).action == "approve"
    assert len(asked) == 2
