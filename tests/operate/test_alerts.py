"""Word to the operator: each trouble once, none lost, never more letters than the ceiling, whatever the mail does."""

from __future__ import annotations

import datetime as dt
import email
import re
import shutil
import threading
from dataclasses import replace
from email import policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands import watch
from commands.watch import _ledgers, _unavailable
from giamngheo.context import open_context
from giamngheo.metadata.settings import load_settings
from giamngheo.operate.alerts import Ledger, Notice, alarm, bundles, tell
from giamngheo.send.connection import Answer
from giamngheo.send.kinds import ALARM, REMINDER
from giamngheo.send.message import compose
from giamngheo.send.outbox import Envelope, enqueue, keep_answer, messages, room_today, take_in_hand
from giamngheo.warehouse.schema import message
from tests.conftest import PROJECT
from tests.support.config_folder import change
from tests.support.mail_server import Received, mail_server
from tests.support.office import disk_is_full, warehouse_is_away

TODAY = "2020-03-20"
NOW = dt.datetime(2020, 3, 20, 2, 30)
at_home = pytest.mark.usefixtures("home")
OPERATOR, SECOND = "van-hanh@thachha.example", "truong-phong@thachha.example"


def notice(key="a", **more):
    said = {"title": "Lượt chạy lỗi: Báo cáo tháng", "sentence": "Không đọc được thư mục.", "code": "GN-101"} | more
    return Notice(key=key, **said)


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "notices")


def test_a_trouble_is_noted_once_by_its_key(ledger):
    assert ledger.note(notice("a"), NOW)
    assert not ledger.note(notice("a", sentence="nói cách khác"), NOW + dt.timedelta(days=1))
    assert ledger.note(notice("b"), NOW)
    assert [(one.key, one.sentence, one.seen_at) for one in ledger.waiting()] == [
        ("a", "Không đọc được thư mục.", NOW),
        ("b", "Không đọc được thư mục.", NOW),
    ]


def test_a_trouble_that_was_told_is_not_noted_again_by_another_ledger(ledger):
    ledger.note(notice(), NOW)
    ledger.mark(ledger.waiting(), "250 OK", NOW, True)
    again = Ledger(ledger.folder)
    assert not again.note(notice(), NOW + dt.timedelta(days=30))
    assert again.waiting() == []


def test_what_could_not_be_sent_waits_also_for_another_ledger(ledger):
    ledger.note(notice(), NOW)
    ledger.mark(ledger.waiting(), "450 thử lại sau", NOW, False)
    (waiting,) = Ledger(ledger.folder).waiting()
    assert waiting == notice(seen_at=NOW, answer="450 thử lại sau", tries=1, tried_at=NOW)


def test_the_oldest_waits_first(ledger):
    for number in (3, 1, 2):
        ledger.note(notice(f"{number}"), NOW + dt.timedelta(minutes=number))
    assert [one.key for one in ledger.waiting()] == ["1", "2", "3"]


@settings(deadline=None)  # each file is brought to the disk
@given(st.lists(st.text(), unique=True, max_size=20))
def test_any_texts_are_keys_and_words(keys):
    with TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder) / "notices")
        for key in keys:
            assert ledger.note(notice(key, title=key, sentence=key), NOW)
        assert {(one.key, one.title) for one in ledger.waiting()} == {(key, key) for key in keys}
        assert not any(ledger.note(notice(key), NOW) for key in keys)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "7", "null", "{}", '{"key": "x"}', '{"seen_at": "hôm qua", "sent_at": 1}']
)
def test_a_broken_file_hides_no_other_notice(ledger, content):
    ledger.note(notice("a"), NOW)
    (ledger.folder / "000.json").write_text(content, encoding="utf-8")
    (ledger.folder / "001.json").write_bytes(b"\xff\xfe\x00")
    (ledger.folder / "002.json").mkdir()
    assert [one.key for one in ledger.waiting()] == ["a"]
    assert ledger.mails_on(NOW.date()) == 0
    assert ledger.note(notice("b"), NOW)


def test_a_notice_that_was_half_written_is_noted_again(ledger):
    ledger.note(notice(), NOW)
    (written,) = ledger.folder.iterdir()
    written.rename(written.with_suffix(".part"))
    assert ledger.waiting() == []
    assert ledger.note(notice(), NOW)
    assert len(list(ledger.folder.glob("*.json"))) == 1


def test_the_ceiling_counts_letters_of_a_vietnamese_day_and_not_notices(ledger):
    for number in range(6):
        ledger.note(notice(f"{number}"), NOW)
    together, alone = ledger.waiting()[:5], ledger.waiting()[5:]
    ledger.mark(together, "250 OK", NOW, True)
    ledger.mark(alone, "250 OK", dt.datetime(2020, 3, 20, 16, 59, 59), True)  # a second before midnight at the office
    assert ledger.mails_on(dt.date(2020, 3, 20)) == 2
    assert ledger.mails_on(dt.date(2020, 3, 21)) == 0
    ledger.note(notice("late"), NOW)
    ledger.mark(ledger.waiting(), "250 OK", dt.datetime(2020, 3, 20, 17, 0), True)
    assert ledger.mails_on(dt.date(2020, 3, 21)) == 1


waiting_lists = st.integers(0, 60).map(lambda many: [notice(f"{number}") for number in range(many)])


@given(waiting_lists, st.integers(-5, 40))
def test_bundles_never_exceed_the_room_and_lose_no_notice(waiting, room):
    made = bundles(waiting, room)
    assert len(made) <= max(room, 0)
    assert all(made)
    assert [one for together in made for one in together] == (waiting if room > 0 else [])


@given(waiting_lists, st.integers(1, 40))
def test_only_the_last_letter_tells_of_several(waiting, room):
    made = bundles(waiting, room)
    assert all(len(together) == 1 for together in made[:-1])
    assert len(made) == min(len(waiting), room)


def written(*notices, address=OPERATOR):
    return email.message_from_bytes(compose(alarm(open_context(TODAY), address, notices)), policy=policy.default)


def words_of(message):
    return [message.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html")]


@at_home
def test_a_letter_says_in_text_and_html_what_is_wrong_and_where_to_look():
    one = notice(link="http://may:4200/v2/runs/flow-run/7", seen_at=NOW)
    message = written(one)
    assert message["Subject"] == "[giamngheo] Lượt chạy lỗi: Báo cáo tháng"
    assert message["To"].addresses[0].addr_spec == OPERATOR
    for words in words_of(message):
        for said in (one.title, one.sentence, one.link, "GN-101", "20/03/2020 09:30"):
            assert said in words


@at_home
def test_a_letter_about_several_says_how_many_and_names_each():
    message = written(*(notice(f"{n}", title=f"Sự cố {n}", code=f"GN-10{n}", seen_at=NOW) for n in range(3)))
    assert message["Subject"] == "[giamngheo] 3 sự cố"
    for words in words_of(message):
        assert re.findall(r"GN-10\d", words) == ["GN-100", "GN-101", "GN-102"]
        assert all(f"Sự cố {n}" in words for n in range(3))


@at_home
def test_without_a_link_nothing_is_there_to_press():
    text, html = words_of(written(notice(seen_at=NOW)))
    assert "<a " not in html
    assert "Mở lượt chạy" not in text


@at_home
def test_foreign_words_are_no_markup_in_the_html_and_as_they_are_in_the_text():
    bad = '<script>alert("x")</script> & \' {{ 7*7 }}'
    text, html = words_of(written(notice(title=bad, sentence=bad, link='http://a/"><b>', seen_at=NOW)))
    assert bad in text
    assert "<script" not in html
    assert "<b>x" not in html
    assert '"><b>' not in html
    assert html.count("&lt;script&gt;") >= 2
    assert "{{ 7*7 }}" in html


@at_home
def test_a_title_with_line_breaks_makes_no_other_head_line():
    message = written(notice(title="Lỗi\r\nBcc: ai@do.example", seen_at=NOW))
    assert message["Bcc"] is None
    assert message["Subject"] == "[giamngheo] Lỗi Bcc: ai@do.example"


@at_home
def test_the_message_id_is_of_the_troubles_and_the_address_alone():
    first = written(notice("a", seen_at=NOW))["Message-ID"]
    assert written(notice("a", seen_at=NOW, answer="450", title="khác"))["Message-ID"] == first
    others = [
        written(notice("b", seen_at=NOW))["Message-ID"],
        written(notice("a", seen_at=NOW), address=SECOND)["Message-ID"],
        written(notice("a", seen_at=NOW), notice("b", seen_at=NOW))["Message-ID"],
    ]
    assert len({first, *others}) == 4
    assert first.endswith("@thachha.example>")


@pytest.fixture
def office(home, monkeypatch):
    """A watch whose mail goes where the test says; gives a function that looks once and mails."""
    monkeypatch.setenv("GIAMNGHEO_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("GIAMNGHEO_SMTP_TLS", "none")
    monkeypatch.setenv("GIAMNGHEO_SMTP_PORT", "1")
    return Watch(home, monkeypatch)


class Watch:
    def __init__(self, home, monkeypatch):
        self.monkeypatch, self.home = monkeypatch, home
        self.ledger = Ledger.of(home / "home", OPERATOR)

    def set(self, **settings):
        for name, value in settings.items():
            self.monkeypatch.setenv(f"GIAMNGHEO_{name.upper()}", str(value))

    def operator(self, old, new):
        """The operator's section, written otherwise."""
        folder = self.home / "config"
        if not folder.exists():
            shutil.copytree(PROJECT / "config", folder)
        change(folder / "operation.toml", old, new)
        self.set(config=folder)

    def troubles(self, *keys):
        for number, key in enumerate(keys):
            for ledger in self.ledgers.values():
                ledger.note(notice(key, title=f"Sự cố {key}"), NOW + dt.timedelta(seconds=number))

    @property
    def ledgers(self):
        load_settings.cache_clear()
        return _ledgers(open_context())

    def tell(self, today=TODAY):
        load_settings.cache_clear()
        for address, ledger in self.ledgers.items():
            tell(open_context(today), address, ledger)

    def tell_to(self, received, times=1, today=TODAY):
        with mail_server(received) as port:
            self.set(smtp_port=port)
            for _ in range(times):
                self.tell(today)


def subjects(received):
    parsed = [email.message_from_bytes(data, policy=policy.default) for _, data in received.letters]
    return [message["Subject"].removeprefix("[giamngheo] ") for message in parsed]


def test_a_notice_is_mailed_once_however_often_the_watch_looks(office):
    office.troubles("a")
    received = Received()
    office.tell_to(received, times=3)
    assert [recipient for recipient, _ in received.letters] == [OPERATOR]
    assert subjects(received) == ["Sự cố a"]


def test_while_the_mail_server_is_away_notices_wait_and_then_go_once(office, monkeypatch):
    monkeypatch.setattr("giamngheo.operate.alerts._FIRST_REST", dt.timedelta())
    office.troubles("a", "b")
    office.tell()
    assert [one.key for one in office.ledger.waiting()] == ["a", "b"]
    received = Received()
    office.tell_to(received, times=2)
    assert subjects(received) == ["Sự cố a", "Sự cố b"]
    assert office.ledger.waiting() == []


@pytest.mark.parametrize("trouble", [{"refuse": {OPERATOR: "550 không có hộp thư này"}}, {"after_data": "452 đầy"}])
def test_what_the_server_refuses_waits_with_its_answer_and_then_goes_once(office, trouble, monkeypatch):
    office.troubles("a")
    office.tell_to(Received(**trouble), times=2)
    (refused,) = office.ledger.waiting()
    assert not refused.is_ripe(refused.tried_at)  # a server that refused is left alone for a while
    assert refused.is_ripe(refused.tried_at + dt.timedelta(days=1))
    monkeypatch.setattr("giamngheo.operate.alerts._FIRST_REST", dt.timedelta())
    (waiting,) = office.ledger.waiting()
    assert waiting.answer[:3] in {"550", "452"}
    assert office.ledger.mails_on(dt.date(2020, 3, 20)) == 0
    received = Received()
    office.tell_to(received, times=2)
    assert subjects(received) == ["Sự cố a"]


def test_a_letter_whose_answer_was_lost_comes_again_with_the_same_identity(office, monkeypatch):
    monkeypatch.setattr("giamngheo.operate.alerts._FIRST_REST", dt.timedelta())
    office.troubles("a")
    received = Received(hang_up_after_data=True)
    office.tell_to(received)
    received.hang_up_after_data = False
    office.tell_to(received, times=2)
    identities = {email.message_from_bytes(data)["Message-ID"] for _, data in received.letters}
    assert len(received.letters) == 2
    assert len(identities) == 1


def test_the_switch_that_stops_all_mail_stops_notices_and_turned_on_they_go(office):
    office.troubles("a")
    received = Received()
    office.set(sending="false")
    office.tell_to(received)
    assert received.letters == []
    assert len(office.ledger.waiting()) == 1
    office.set(sending="true")
    office.tell_to(received)
    assert subjects(received) == ["Sự cố a"]


def test_the_day_s_ceiling_holds_and_the_rest_comes_in_one_letter_then_the_day_after(office):
    office.operator("mails_per_day = 10", "mails_per_day = 3")
    received = Received()
    office.troubles("a", "b", "c", "d", "e")
    office.tell_to(received, times=2)
    assert subjects(received) == ["Sự cố a", "Sự cố b", "3 sự cố"]
    office.troubles("f", "g")
    office.tell_to(received, times=2)
    assert len(received.letters) == 3
    office.tell_to(received, times=2, today="2020-03-21")
    assert subjects(received)[3:] == ["Sự cố f", "Sự cố g"]


def test_the_ceiling_holds_also_when_troubles_come_one_by_one(office):
    office.operator("mails_per_day = 10", "mails_per_day = 3")
    received = Received()
    with mail_server(received) as port:
        office.set(smtp_port=port)
        for number in range(6):
            office.troubles(f"{number}")
            office.tell()
    assert len(received.letters) == 3
    assert [one.key for one in office.ledger.waiting()] == ["3", "4", "5"]


def test_each_address_is_told_once_also_when_another_is_refused_at_first(office, monkeypatch):
    monkeypatch.setattr("giamngheo.operate.alerts._FIRST_REST", dt.timedelta())
    office.operator(f'addresses = ["{OPERATOR}"]', f'addresses = ["{OPERATOR}", "{SECOND}"]')
    office.troubles("a")
    received = Received(refuse={OPERATOR: "450 bận"})
    office.tell_to(received, times=2)
    assert [recipient for recipient, _ in received.letters] == [SECOND]
    received.refuse.clear()
    office.tell_to(received, times=2)
    assert [recipient for recipient, _ in received.letters] == [SECOND, OPERATOR]


def test_an_office_without_an_operator_sends_nothing(office):
    office.operator(f'addresses = ["{OPERATOR}"]', "addresses = []")
    office.troubles("a")
    received = Received()
    office.tell_to(received)
    assert received.letters == []


def test_without_a_mail_server_the_letter_lies_as_a_file_at_home(office):
    office.set(smtp_host="")
    office.monkeypatch.delenv("GIAMNGHEO_SMTP_PORT")
    office.troubles("a")
    office.tell()
    office.tell()
    (kept,) = (office.home / "home" / "mail").glob("*.eml")
    assert email.message_from_bytes(kept.read_bytes())["X-RcptTo"] == OPERATOR
    assert office.ledger.waiting() == []


@at_home
def test_no_error_s_own_words_reach_the_letter():
    """What nobody foresaw is told by its kind and place; its words may quote a household."""
    try:
        raise ValueError("Nguyễn Thị Bí Mật")
    except ValueError as error:
        told = replace(_unavailable(error, NOW), seen_at=NOW)
    for words in words_of(written(told)):
        assert "ValueError" in words
        for secret in ("Bí Mật", "Traceback", 'File "', "line "):
            assert secret not in words.replace("line-height", "")


def alarms_in_outbox():
    load_settings.cache_clear()
    return messages(open_context(TODAY).warehouse, message.c.kind == ALARM, message.c.state != "withdrawn")


def test_an_alarm_stands_in_the_outbox_and_is_counted_with_all_other_messages(office):
    received = Received()
    office.troubles("a")
    office.tell_to(received)
    (row,) = alarms_in_outbox()
    assert (row.recipient, row.state, row.tries) == (OPERATOR, "sent", 1)
    assert [email.message_from_bytes(data)["Message-ID"] for _, data in received.letters] == [row.message_id]

    context = open_context(TODAY)
    room = room_today(context, OPERATOR, ALARM)
    others = [Envelope(REMINDER, f"{number}", OPERATOR, "Người vận hành") for number in range(room - 1)]
    for one in enqueue(context.warehouse, others, "gui@a.example", context.clock.now):
        assert take_in_hand(context, one)
        keep_answer(context, one, Answer("sent", "250"))
    office.troubles("b", "c")
    office.tell_to(received, times=2)
    assert subjects(received) == ["Sự cố a", "2 sự cố"]  # one place is left, for all that waits
    office.troubles("d")
    office.tell_to(received)
    assert len(received.letters) == 2
    office.tell_to(received, today="2020-03-21")
    assert subjects(received)[2:] == ["Sự cố d"]


def test_while_the_warehouse_is_away_an_alarm_goes_all_the_same_and_is_in_the_outbox_afterwards(office):
    received = Received()
    office.set(warehouse_url="postgresql+psycopg://a@127.0.0.1:1/kho?connect_timeout=2")
    office.troubles("a", "b")
    office.tell_to(received, times=2)
    assert subjects(received) == ["Sự cố a", "Sự cố b"]
    assert office.ledger.mails_on(dt.date(2020, 3, 20)) == 2

    office.monkeypatch.delenv("GIAMNGHEO_WAREHOUSE_URL")
    office.troubles("c")
    office.tell_to(received, times=2)
    assert subjects(received)[2:] == ["Sự cố c"]
    sent = {email.message_from_bytes(data)["Message-ID"] for _, data in received.letters}
    assert {row.message_id for row in alarms_in_outbox()} == sent
    assert {row.state for row in alarms_in_outbox()} == {"sent"}
    context = open_context(TODAY)
    assert room_today(context, OPERATOR, ALARM) == room_today(context, SECOND, ALARM) - 3
    assert office.ledger.direct() == []


def test_a_ceiling_holds_also_while_the_warehouse_is_away(office):
    office.operator("mails_per_day = 10", "mails_per_day = 2")
    office.set(warehouse_url="postgresql+psycopg://a@127.0.0.1:1/kho?connect_timeout=2")
    received = Received()
    office.troubles("a", "b", "c")
    office.tell_to(received, times=2)
    assert subjects(received) == ["Sự cố a", "2 sự cố"]


def test_an_alarm_that_went_before_the_ledger_heard_of_it_does_not_go_twice(office, monkeypatch):
    received = Received()
    office.troubles("a")
    with monkeypatch.context() as killed:
        killed.setattr(Ledger, "mark", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            office.tell_to(received)
    office.tell_to(received, times=2)
    assert subjects(received) == ["Sự cố a"]
    assert office.ledger.waiting() == []


def test_troubles_told_together_after_all_leave_no_message_of_their_own_behind(office, monkeypatch):
    monkeypatch.setattr("giamngheo.operate.alerts._FIRST_REST", dt.timedelta())
    office.operator("mails_per_day = 10", "mails_per_day = 1")
    office.troubles("a")
    office.tell_to(Received(after_data="452 đầy"))
    office.troubles("b")
    received = Received()
    office.tell_to(received)
    assert subjects(received) == ["2 sự cố"]
    assert [row.state for row in alarms_in_outbox()] == ["sent"]


def test_with_a_full_disk_the_operator_is_told_all_the_same_and_once(office, monkeypatch):
    received = Received()
    with mail_server(received) as port:
        office.set(smtp_port=port)
        load_settings.cache_clear()
        context = open_context(TODAY)
        _ = context.warehouse
        monkeypatch.setattr("giamngheo.operate.alerts.write_whole", disk_is_full)
        for _ in range(3):
            watch._note(context, [notice("đĩa", title="Lượt chạy lỗi")])
    assert [recipient for recipient, _ in received.letters] == [OPERATOR]
    text = email.message_from_bytes(received.letters[0][1], policy=policy.default).get_body(("plain",)).get_content()
    assert "Lượt chạy lỗi" in text
    assert "không ghi được (ổ đĩa hết chỗ), kể cả sổ sự cố" in " ".join(text.split())
    assert "GN-105" in text


def test_another_machine_is_called_now_and_then_and_one_that_is_away_harms_nothing(monkeypatch):
    calls = []

    class Keeper(BaseHTTPRequestHandler):
        def do_GET(self):
            calls.append(self.path)
            self.send_response(200 if len(calls) == 1 else 500)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Keeper) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/ping/1"
        for _ in range(3):
            watch._call(url)
        assert calls == ["/ping/1"]
        monkeypatch.setattr(watch, "_CALL_EVERY_SECONDS", 0)
        watch._call(url)
        assert len(calls) == 2
        server.shutdown()
    for away in ("http://127.0.0.1:1/", "không phải địa chỉ", "http://[::1", ""):
        watch._call(away)


@pytest.mark.parametrize("warehouse", ["away", "not writable"])
def test_on_a_disk_that_takes_nothing_a_notice_that_was_noted_before_goes_once(office, monkeypatch, warehouse):
    """Whether the warehouse can be read all the same, or not even that."""
    monkeypatch.setattr("giamngheo.operate.alerts._UNMARKED", set())
    office.troubles("a")
    if warehouse == "away":
        office.set(warehouse_url="postgresql+psycopg://a@127.0.0.1:1/kho?connect_timeout=2")

    received = Received()
    with mail_server(received) as port:
        office.set(smtp_port=port)
        load_settings.cache_clear()
        context, (ledger,) = open_context(TODAY), office.ledgers.values()
        monkeypatch.setattr("giamngheo.operate.alerts.write_whole", disk_is_full)
        monkeypatch.setattr("giamngheo.operate.alerts.enqueue", warehouse_is_away)
        for _ in range(5):
            tell(context, OPERATOR, ledger)
    assert subjects(received) == ["Sự cố a"]
