"""What we lay into the shared folder waits for a dead share no longer than what we take out of it, and is laid once it is back."""

from __future__ import annotations

import errno
import os
import re

import pytest

from giamngheo.core.errors import InboxSilent, InboxUnavailable
from giamngheo.feedback import returned_workbook
from giamngheo.feedback.answers import answered_at
from giamngheo.feedback.board import BOARD_NAME, write_board
from giamngheo.feedback.form import lay
from giamngheo.feedback.returned_workbook import lay_answers
from giamngheo.metadata.unit import Unit
from tasks.feedback import feedback
from tests.support.dead_share import dead_share
from tests.support.office import on_one_engine
from tests.support.workbooks import book, write_month

pytestmark = on_one_engine
SECONDS, FEW = "giamngheo.receive.share._PATIENCE_SECONDS", 5  # in which a busy machine answers
UNITS = [("18604", "Xã Thạch Khê"), ("18667", "Xã Nam Điền")]
SAID = r"không trả lời, đã chờ \d+ giây\. Kiểm tra ổ mạng"
FORMS = {Unit(code=code, name=name, type="xa", order=1): ("a.xlsx", b"x") for code, name in UNITS}


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(SECONDS, 0.5)


@pytest.fixture
def refused(office):
    """Two workbooks, each with one insured person too many."""
    books = [book(*unit, "2020-01", poor=6, near_poor=7) for unit in UNITS]
    for one in books:
        one.households[0]["insured"] = one.households[0]["members"] + 1
    write_month(office.inbox, books)
    office.collect("2020-01")
    return office


def laid(office):
    return sorted(path for path in office.inbox.rglob("*") if "_phan-hoi" in path.parts and path.is_file())


LAID = {
    "answers": lambda office: lay_answers(office.context),
    "board": lambda office: write_board(office.context),
    "board elsewhere": lambda office: write_board(office.context, office.inbox / "b.html"),
    "forms": lambda office: lay(str(office.inbox), FORMS),
}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("what", LAID)
def test_a_dead_mount_is_given_up(refused, what, monkeypatch):
    context = refused.context
    context.warehouse.engine.dispose()
    how = "not taken" if what == "board elsewhere" else "taken"  # who is asked nothing beforehand
    with dead_share(refused.inbox, how), pytest.raises(InboxSilent, match=SAID):
        LAID[what](refused)
    monkeypatch.setattr(SECONDS, 60)
    LAID[what](refused)


@pytest.mark.parametrize("what", ["answers", "board", "forms"])
def test_a_mount_that_says_an_error_is_away_for_that_reason(refused, what):
    with (
        dead_share(refused.inbox, errno.ESTALE),
        pytest.raises(InboxUnavailable, match=r"\(ổ mạng đã đổi, phải gắn lại\)\. Kiểm tra .*mạng") as away,
    ):
        LAID[what](refused)
    assert not isinstance(away.value, InboxSilent)


def test_a_share_that_dies_at_the_first_answer_keeps_the_others_waiting_no_longer(refused, monkeypatch):
    """Beside what is laid there lies a file that opens for nobody, as on a dead mount."""
    lay_answers(refused.context)
    first, second = laid(refused)
    with refused.context.warehouse.writing() as connection:
        connection.exec_driver_sql("DELETE FROM answer")
    second.unlink()
    first.unlink()
    os.mkfifo(first)
    asked = []
    monkeypatch.setattr(SECONDS, FEW)
    monkeypatch.setattr(
        returned_workbook, "_lay", lambda *given, lay=returned_workbook._lay: (asked.append(given), lay(*given))[1]
    )
    with pytest.raises(InboxSilent, match=SAID):
        lay_answers(refused.context)
    assert len(asked) == 1
    assert answered_at(refused.context.warehouse, ["2020-01"]) == {}
    first.unlink()
    monkeypatch.setattr(SECONDS, 60)
    assert lay_answers(refused.context) == 2
    assert len(laid(refused)) == 2


def test_letters_go_though_the_board_does_not_answer(refused, mailbox, monkeypatch):
    """The board lies there and opens for nobody."""
    os.mkfifo(refused.inbox / BOARD_NAME)
    monkeypatch.setattr(SECONDS, FEW)
    with pytest.raises(InboxSilent, match=re.escape(str(refused.inbox))):
        feedback.fn(refused.today)
    assert len(laid(refused)) == 2
    assert len(mailbox.letters) == 2
    (refused.inbox / BOARD_NAME).unlink()
    monkeypatch.setattr(SECONDS, 60)
    feedback.fn(refused.today)
    assert (refused.inbox / BOARD_NAME).is_file()
    assert (len(laid(refused)), len(mailbox.letters)) == (2, 2)
