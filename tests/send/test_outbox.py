"""One outbox: each message once, one ceiling a day over all kinds, and the server's answer kept."""

from __future__ import annotations

import ast
import contextlib
import email
import email.policy
from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import pytest
import time_machine

from giamngheo.context import open_context
from giamngheo.core.errors import MailServerUnavailable, MailTooSlow, SendingIsOff, WarehouseUnavailable
from giamngheo.core.formats import HANOI
from giamngheo.metadata.settings import load_settings
from giamngheo.send import outbox
from giamngheo.send.connection import Answer
from giamngheo.send.kinds import ALARM, RECEIPT, REMINDER, REPORT
from giamngheo.send.message import Content
from giamngheo.send.outbox import (
    MAY_BE_OUT,
    Envelope,
    enqueue,
    hand_over,
    keep_answer,
    messages,
    room_today,
    take_in_hand,
)
from giamngheo.warehouse.schema import message
from tests.conftest import PROJECT
from tests.support.mail_server import Received, mail_server
from tests.support.office import warehouse_is_away

KHE, DIEN = "khe@a.example", "dien@a.example"
CONTENT = Content("Chủ đề", "chữ\n", "<p>chữ</p>")


class Carrier:
    """A mail library of another kind: takes everything, or answers as it is told."""

    def __init__(self):
        self.taken, self.answers, self.opened = [], {}, 0

    def ready(self):
        pass

    def submit(self, recipient, wire):
        answer = self.answers.get(recipient, Answer("sent", "250 được"))
        if answer.is_taken:
            self.taken.append((recipient, email.message_from_bytes(wire)["Message-ID"]))
        return answer

    @contextlib.contextmanager
    def transport(self, _):
        self.opened += 1
        yield self


@pytest.fixture
def carrier(monkeypatch):
    own = Carrier()
    monkeypatch.setattr("giamngheo.send.outbox.transport", own.transport)
    return own


def on(day="2020-03-20", most=4):
    context = open_context(day)
    operation = context.configuration.operation.model_copy(update={"mails_per_day": most})
    return replace(context, configuration=context.configuration.model_copy(update={"operation": operation}))


def queue(context, *wanted):
    """(kind, key, recipient) → rows."""
    envelopes = [Envelope(kind, key, recipient, "Xã") for kind, key, recipient in wanted]
    return enqueue(context.warehouse, envelopes, "gui@a.example", context.clock.now)


def hand(context, rows):
    return [one.key for one, _ in hand_over(context, rows, lambda _: CONTENT)]


pytestmark = pytest.mark.usefixtures("home")


def test_a_message_is_one_row_however_often_it_is_wanted(carrier):
    context = on()
    once = [(RECEIPT, "1", KHE), (RECEIPT, "1", KHE), (RECEIPT, "1", DIEN), (REMINDER, "1", KHE)]
    rows = queue(context, *once)
    assert len({row.message_id for row in rows}) == len(rows) == 3
    assert queue(context, *once) == rows
    hand(context, rows)
    assert [row.state for row in queue(context, *once)] == ["sent"] * 3
    assert len(carrier.taken) == 3


def test_one_ceiling_holds_for_all_kinds_together_and_the_rest_comes_another_day(carrier):
    context = on(most=4)
    kinds = [(RECEIPT, "1", KHE), (REMINDER, "2", KHE), (ALARM, "3", KHE), (RECEIPT, "4", KHE), (RECEIPT, "5", DIEN)]
    rows = queue(context, *kinds)
    assert hand(context, rows) == ["1", "2", "3", "5"]
    assert room_today(context, KHE, RECEIPT) == 0
    (late,) = [row for row in queue(context, *kinds) if row.key == "4"]
    assert (late.state, late.tries) == ("deferred", 0)
    assert late.last_answer == "đã gửi 3 thư hôm nay, hết mức một ngày; hôm sau gửi tiếp"
    assert hand(context, [late]) == []
    assert carrier.opened == 1  # nothing to send: nobody is called
    assert hand(on("2020-03-21"), [late]) == ["4"]


@pytest.mark.usefixtures("carrier")
def test_other_messages_leave_a_place_for_the_report_and_reports_fill_the_whole_ceiling():
    context = on(most=4)
    assert len(hand(context, queue(context, *((RECEIPT, f"{n}", KHE) for n in range(9))))) == 3
    reports = queue(context, (REPORT, "tháng", KHE), (REPORT, "quý", KHE))
    assert hand(context, reports) == ["tháng"]
    context = on("2020-03-21", most=4)
    assert hand(context, queue(context, *((REPORT, f"{n}", DIEN) for n in range(9)))) == ["0", "1", "2", "3"]
    assert hand(context, queue(context, (RECEIPT, "x", DIEN))) == []


@pytest.mark.parametrize(("most", "others"), [(1, 1), (2, 1), (3, 2), (4, 3), (20, 15)])
def test_a_quarter_is_for_reports_and_no_kind_is_shut_out(most, others):
    context = on(most=most)
    assert (room_today(context, KHE, REPORT), room_today(context, KHE, REMINDER)) == (most, others)


@pytest.mark.usefixtures("carrier")
def test_the_ceiling_holds_though_another_process_sends_in_between():
    context = on(most=4)
    rows = queue(context, *((RECEIPT, f"{n}", KHE) for n in range(3)))
    others = queue(context, (ALARM, "a", KHE), (ALARM, "b", KHE))

    def written(row):
        if row.key == "1":  # the watch tells of two troubles meanwhile
            for other in others:
                assert take_in_hand(context, other)
                keep_answer(context, other, Answer("sent", "250"))
        return CONTENT

    handed = hand_over(context, rows, written)
    assert [one.key for one, _ in handed] == ["0"]
    assert {row.key: row.state for row in messages(context.warehouse, message.c.kind == RECEIPT)} == {
        "0": "sent",
        "1": "deferred",
        "2": "deferred",
    }


def test_what_is_found_in_hand_after_a_kill_goes_again_under_the_same_identity(carrier):
    context = on(most=4)
    (row,) = queue(context, (REPORT, "1", KHE))
    assert take_in_hand(context, row)
    assert hand(context, [row]) == []  # seen before: somebody has it in hand
    (found,) = queue(context, (REPORT, "1", KHE))
    assert (found.state, found.is_uncertain) == ("sending", True)
    assert hand(context, [found]) == ["1"]
    assert carrier.taken == [(KHE, row.message_id)]


@pytest.mark.usefixtures("carrier")
def test_what_may_be_out_stays_uncertain_when_it_is_put_off():
    context = on(most=1)
    (row, other) = queue(context, (REPORT, "1", KHE), (REPORT, "2", KHE))
    assert take_in_hand(context, row)
    assert hand(context, [other]) == []
    (found,) = messages(context.warehouse, message.c.key == "1")
    assert hand(context, [found]) == []
    assert messages(context.warehouse, message.c.key == "1") == [found]


@pytest.mark.usefixtures("carrier")
def test_what_may_be_out_is_what_was_taken_in_hand_and_not_answered_with_no():
    context = on(most=4)
    states = {
        "waiting": None,
        "refused": Answer("refused", "550"),
        "deferred": Answer("deferred", "450"),
        "sent": Answer("sent", "250"),
        "unknown": Answer("unknown", "không trả lời"),
        "in hand": "in hand",
    }
    for row, answer in zip(
        queue(context, *((REPORT, key, f"{key}@a") for key in states)), states.values(), strict=True
    ):
        if answer is not None:
            assert take_in_hand(context, row)
        if isinstance(answer, Answer):
            keep_answer(context, row, answer)
    assert [row.key for row in messages(context.warehouse, MAY_BE_OUT)] == ["sent", "unknown", "in hand"]


def test_answers_are_kept_and_only_what_is_taken_counts(carrier):
    context = on(most=4)
    carrier.answers = {KHE: Answer("refused", "550 không có"), DIEN: Answer("deferred", "450 bận")}
    rows = queue(context, (RECEIPT, "1", KHE), (RECEIPT, "1", DIEN))
    assert Counter(answer.state for _, answer in hand_over(context, rows, lambda _: CONTENT)) == {
        "refused": 1,
        "deferred": 1,
    }
    kept = messages(context.warehouse)
    assert [(row.state, row.tries, row.last_answer, row.sent_at) for row in kept] == [
        ("refused", 1, "550 không có", None),
        ("deferred", 1, "450 bận", None),
    ]
    assert room_today(context, KHE, RECEIPT) == 3


@pytest.mark.usefixtures("carrier")
def test_a_name_or_document_mended_follows_until_the_message_is_out():
    context = on()

    def queued(name):
        one = Envelope(REPORT, "1", KHE, name, document=name)
        return enqueue(context.warehouse, [one], "gui@a.example", context.clock.now)[0]

    assert queued("Khe").recipient_name == "Khe"
    assert (queued("Khê").recipient_name, queued("Khê").document) == ("Khê", "Khê")
    hand(context, [queued("Khê")])
    assert queued("Khác").recipient_name == "Khê"


@pytest.mark.usefixtures("carrier")
def test_who_is_not_among_the_recipients_any_more_gets_nothing_until_he_is_again():
    context = on()

    def queued(*recipients):
        envelopes = [Envelope(REPORT, "1", recipient, "Xã") for recipient in recipients]
        own = message.c.kind == REPORT
        enqueue(context.warehouse, envelopes, "gui@a.example", context.clock.now, instead_of=own)
        return {row.recipient: row.state for row in messages(context.warehouse)}

    assert queued(KHE) == {KHE: "waiting"}
    assert queued(DIEN) == {KHE: "withdrawn", DIEN: "waiting"}
    assert queued(KHE) == {KHE: "waiting", DIEN: "withdrawn"}
    hand(context, messages(context.warehouse, message.c.recipient == KHE))
    assert queued() == {KHE: "sent", DIEN: "withdrawn"}


def test_a_mail_server_that_is_away_leaves_messages_as_they_were(monkeypatch):
    for name, value in {"HOST": "127.0.0.1", "PORT": "1", "TLS": "none"}.items():
        monkeypatch.setenv(f"GIAMNGHEO_SMTP_{name}", value)
    load_settings.cache_clear()
    context = on()
    rows = queue(context, (RECEIPT, "1", KHE))
    with pytest.raises(MailServerUnavailable):
        hand(context, rows)
    assert messages(context.warehouse) == rows
    received = Received()
    with mail_server(received) as port:
        monkeypatch.setenv("GIAMNGHEO_SMTP_PORT", str(port))
        load_settings.cache_clear()
        assert hand(on(), rows) == ["1"]
    assert [recipient for recipient, _ in received.letters] == [KHE]


def test_a_letter_bears_the_date_of_its_try_and_always_the_same_identity(mailbox):
    """Queued on the 17th, put off on the 18th, lost on the 20th after it was taken, and taken on the 24th; all the while the
    run is told to do as if it was the 20th."""
    mailbox.refuse = {KHE: "450 bận"}
    (row,) = queue(on("2020-03-17"), (REPORT, "1", KHE))
    with time_machine.travel("2020-03-18T03:00+07:00"):
        ((_, answer),) = hand_over(on(), [row], lambda _: CONTENT)
    assert (answer.state, mailbox.letters) == ("deferred", [])
    mailbox.refuse.clear()
    for day, is_lost in (("2020-03-20", True), ("2020-03-24", False)):
        mailbox.hang_up_after_data = is_lost
        with time_machine.travel(f"{day}T03:00+07:00"):
            hand(on(), messages(on().warehouse, message.c.id == row.id))
    read = [email.message_from_bytes(data, policy=email.policy.default) for _, data in mailbox.letters]
    days = [one["Date"].datetime.astimezone(HANOI).date().isoformat() for one in read]
    assert days == ["2020-03-20", "2020-03-24"]
    assert {one["Message-ID"] for one in read} == {row.message_id}
    assert [one.state for one in messages(on().warehouse)] == ["sent"]


def test_a_mailbox_that_is_slow_to_answer_gets_one_and_keeps_nobody_waiting(office_server):
    office_server.slow = {KHE: 30.0}
    context, settled = on(), outbox.Step()
    rows = queue(context, (REPORT, "1", KHE), *((REPORT, "1", f"{n}@a.example") for n in range(4)))
    handed = [(one.recipient, answer.state) for one, answer in hand_over(context, rows, lambda _: CONTENT, settled)]
    assert Counter(state for _, state in handed) == {"unknown": 1, "sent": 4}
    (uncertain,) = [row for row in messages(context.warehouse) if row.state != "sent"]
    assert (uncertain.recipient, uncertain.state, uncertain.copies, uncertain.is_uncertain) == (KHE, "sending", 1, True)
    assert uncertain.last_answer == "máy chủ thư không trả lời sau khi nhận nội dung (không trả lời kịp)"
    assert list(hand_over(context, [uncertain], lambda _: CONTENT, settled)) == []  # the same step, tried again
    (new,) = queue(context, (REPORT, "2", DIEN))
    later = [one.recipient for one, _ in hand_over(context, [uncertain, new], lambda _: CONTENT)]
    assert later == [DIEN, KHE]
    letters = Counter(recipient for recipient, _ in office_server.letters)
    assert letters == {KHE: 2, DIEN: 1} | {f"{n}@a.example": 1 for n in range(4)}
    assert messages(context.warehouse, message.c.recipient == KHE)[0].copies == 2
    same = {
        email.message_from_bytes(data)["Message-ID"] for recipient, data in office_server.letters if recipient == KHE
    }
    assert same == {uncertain.message_id}


def test_what_may_have_arrived_counts_in_the_days_ceiling_each_time(carrier):
    carrier.answers = {KHE: Answer("unknown", "không trả lời")}
    context = on(most=4)
    for left in (2, 1, 0, 0):
        hand(context, queue(context, (RECEIPT, "1", KHE)))
        assert room_today(context, KHE, RECEIPT) == left
    assert room_today(on("2020-03-21", most=4), KHE, RECEIPT) == 3


def test_a_yes_that_cannot_be_written_down_is_not_forgotten(carrier, monkeypatch):
    context = on()
    rows = queue(context, (REPORT, "1", KHE), (REPORT, "1", DIEN))
    settled = outbox.Step()
    monkeypatch.setattr(outbox, "_keep", warehouse_is_away)
    with pytest.raises(WarehouseUnavailable):  # until the end of the step
        list(hand_over(context, rows, lambda _: CONTENT, settled))
    assert [row.state for row in messages(context.warehouse)] == ["sending", "sending"]
    monkeypatch.undo()
    again = messages(context.warehouse)
    assert list(hand_over(context, again, lambda _: CONTENT, settled)) == []
    assert [(row.state, row.copies, row.last_answer) for row in messages(context.warehouse)] == [
        ("sent", 1, "250 được")
    ] * 2
    assert len(carrier.taken) == 2
    assert list((context.settings.home / "mail-answers").iterdir()) == []


def test_a_yes_for_who_was_withdrawn_meanwhile_counts_too(carrier, monkeypatch):
    context = on()
    (row,) = queue(context, (REPORT, "1", KHE))
    monkeypatch.setattr(outbox, "_keep", warehouse_is_away)
    assert take_in_hand(context, row)
    keep_answer(context, row, Answer("sent", "250"))
    monkeypatch.undo()
    enqueue(context.warehouse, [], "gui@a.example", context.clock.now, instead_of=message.c.kind == REPORT)
    assert messages(context.warehouse)[0].state == "withdrawn"
    folder = context.settings.home / "mail-answers"
    (folder / "0.json").write_text("{}")
    assert list(hand_over(context, [], lambda _: CONTENT)) == []
    assert [(one.state, one.copies) for one in messages(context.warehouse)] == [("sent", 1)]
    assert [path.name for path in folder.iterdir()] == ["0.unreadable"]
    assert carrier.taken == []


def test_an_answer_that_comes_after_another_try_was_begun_changes_nothing(carrier, monkeypatch):
    context = on()
    (row,) = queue(context, (REPORT, "1", KHE))
    monkeypatch.setattr(outbox, "_keep", warehouse_is_away)
    assert take_in_hand(context, row)
    keep_answer(context, row, Answer("deferred", "450 bận"))
    monkeypatch.undo()
    (found,) = messages(context.warehouse)
    assert take_in_hand(context, found)
    assert list(hand_over(context, [], lambda _: CONTENT)) == []
    assert (messages(context.warehouse)[0].state, messages(context.warehouse)[0].copies) == ("sending", 2)
    assert carrier.taken == []


@pytest.mark.usefixtures("carrier")
def test_a_step_has_an_end_however_slow_the_server(monkeypatch):
    monkeypatch.setenv("GIAMNGHEO_SMTP_STEP_SECONDS", "60")
    load_settings.cache_clear()
    context = on()
    rows = queue(context, (REPORT, "1", KHE), (REPORT, "1", DIEN))
    moments = iter([1.0, 61.0])
    monkeypatch.setattr(outbox, "time", SimpleNamespace(monotonic=lambda: next(moments)))  # nobody else's clock
    with pytest.raises(MailTooSlow, match="sau 1 phút còn 1 thư chưa gửi"):
        list(hand_over(context, rows, lambda _: CONTENT, outbox.Step(began=0.0)))
    assert [row.state for row in messages(context.warehouse)] == ["sent", "waiting"]


def test_with_sending_off_what_waits_waits(carrier, monkeypatch):
    monkeypatch.setenv("GIAMNGHEO_SENDING", "false")
    load_settings.cache_clear()
    context = on()
    with pytest.raises(SendingIsOff):
        hand(context, queue(context, (RECEIPT, "1", KHE)))
    assert hand(context, []) == []
    assert carrier.taken == []


def test_one_file_alone_names_the_mail_library():
    naming = set()
    for folder in ("giamngheo", "tasks", "flows", "commands", "expectations"):
        for path in (PROJECT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                if any(name.split(".")[0] in ("yagmail", "smtplib") for name in names):
                    naming.add(str(path.relative_to(PROJECT)))
    assert naming == {"giamngheo/send/smtp.py"}
