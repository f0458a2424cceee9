"""What people see of who has reported: of every form by itself, under its name; with one form as before."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest

from commands.status import status
from giamngheo.check.completeness import returned_by_period
from giamngheo.check.finding import Finding
from giamngheo.core.period import Period
from giamngheo.feedback.answers import answered_at, note_answered
from giamngheo.feedback.board import grid
from giamngheo.feedback.board.page import board_page
from giamngheo.operate.problems import of_the_warehouse
from giamngheo.send.kinds import RECEIPT
from giamngheo.send.outbox import Envelope, enqueue, key_of, note_sent
from tasks.overview import overview
from tests.support import bank_form
from tests.support.config_folder import change
from tests.support.forms_beside import lay_form, with_form
from tests.support.office import on_one_engine
from tests.support.second_form import FORM
from tests.support.submissions import submitted

pytestmark = on_one_engine
KHE, DIEN, LAC = "18604", "18667", "18622"
MARCH, QUARTER = "2020-03", "2020-Q1"
LATE, BACK = dt.datetime(2020, 4, 1, 2), dt.datetime(2020, 3, 17, 2)
BROKEN = [Finding("H341", "critical", "Danh sách hộ", 7, "change", "…")]


@pytest.fixture
def several(office, monkeypatch):
    """Of the main form all is in from two units; of the other one is late, one was returned, one was returned after a good one."""
    with_form(office.home, FORM, monkeypatch)
    office.today = "2020-04-02"
    warehouse = office.context.warehouse
    for unit in (KHE, DIEN):
        submitted(warehouse, unit, MARCH, "accepted", received_at=dt.datetime(2020, 3, 10))
    submitted(warehouse, LAC, QUARTER, "accepted", form=FORM, received_at=LATE)
    submitted(warehouse, DIEN, QUARTER, "rejected", BROKEN, form=FORM, received_at=BACK)
    submitted(warehouse, KHE, QUARTER, "accepted", form=FORM, received_at=dt.datetime(2020, 3, 10))
    submitted(warehouse, KHE, QUARTER, "rejected", BROKEN, form=FORM, received_at=BACK, judged_at=BACK)
    return office


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def page_of(office):
    context = office.context
    return board_page(context.warehouse, context.configuration, context.clock.today)


def test_the_board_has_a_part_for_each_form(several):
    html = page_of(several)
    said = plain(html)
    own = said[said.index("Biểu BC-GN-02, quý I năm 2020") :]
    own = own[: own.index("Từng đơn vị, tháng")]
    assert "Đã nhận 2/22 đơn vị; hạn nộp" in own
    assert "Nhận muộn: Xã Thạch Lạc." in own
    assert re.search(r"Bị trả lại : 1 đơn vị Xã Nam Điền: .*\(1 chỗ\)", own)
    assert "! Quá hạn : 19 đơn vị" in own
    assert "Kỳ đang thu: tháng 3 năm 2020, biểu BC-GN-01" in said
    assert html.count('href="#bieu-1"') == html.count('id="bieu-1"') == 1


def test_a_form_that_was_owed_with_an_earlier_month_is_still_asked_for(several):
    several.today = "2020-04-28"
    assert "Biểu BC-GN-02, quý I năm 2020" in plain(page_of(several))


def test_a_form_that_nobody_owes_yet_is_told_of_nowhere(office, monkeypatch):
    config = with_form(office.home, FORM, monkeypatch)
    lay_form(config, bank_form.FORM)
    for name in (FORM, bank_form.FORM):
        change(config / "forms" / name / "form.toml", f'id = "{name}"', f'id = "{name}"\nsince = "2020-07"')
    office.today = "2020-07-02"
    owed = {day: office.context.configuration.others_due(Period.parse(day)) for day in ("2020-06", "2020-09")}
    assert [{form.id: own.code for form, own in one.items()} for one in owed.values()] == [
        {},
        {FORM: "2020-Q3", bank_form.FORM: "2020-09"},
    ]
    told = {}
    monkeypatch.setattr("tasks.support.artifacts.show", lambda key, _, markdown: told.update({key: markdown}))
    for shown in (overview.fn("2020-06", office.today), *told.values(), page_of(office)):
        assert "BC-" not in shown
    office.today = "2020-10-02"
    assert "Biểu BC-GN-02, quý III năm 2020 Đã nhận 0/22 đơn vị" in plain(page_of(office))


def test_the_runs_page_has_a_column_and_a_sentence_for_each_form(several, monkeypatch):
    context = several.context
    heads, lines = grid(context.warehouse, context.configuration, context.clock.today)
    assert heads[-1] == "quý I/2020 BC-GN-02"
    shown = {line[0]: line[-1] for line in lines}
    assert [shown[name] for name in ("Xã Thạch Khê", "Xã Nam Điền", "Xã Thạch Lạc", "Xã Thạch Trị")] == [
        "✓ Đã nhận",
        "✗ Bị trả lại",
        "✓ Nhận muộn",
        "! Quá hạn",
    ]
    told = {}
    monkeypatch.setattr("tasks.support.artifacts.show", lambda key, _, markdown: told.update({key: markdown}))
    said = overview.fn(MARCH, several.today)
    assert "Tháng 3 năm 2020: 2/22 đơn vị đã có báo cáo đạt" in said
    assert "Biểu BC-GN-02, quý I năm 2020: 2/22 đơn vị." in said
    _, _, other = told["don-vi-bao-cao"].partition("## Biểu BC-GN-02, quý I năm 2020")
    assert "2/22 đơn vị đã có báo cáo đạt" in other
    _, _, other = told["phat-hien"].partition("## Biểu BC-GN-02, quý I năm 2020")
    (title,) = (rule.title for _, rule in several.context.configuration.form_of(FORM).rules if rule.code == "H341")
    assert title in other
    assert BROKEN[0].message not in other


def test_a_correction_of_another_form_that_was_returned_is_a_problem_of_that_form(several):
    (one,) = of_the_warehouse(several.context.warehouse, several.context.clock.today)
    assert one.what == (
        "Xã Thạch Khê: bản gửi sau của quý I năm 2020 (biểu BC-GN-02) bị trả lại; số liệu của bản đã nhận giữ nguyên."
    )


def test_the_board_says_of_an_office_that_what_it_sent_later_came_back(office, monkeypatch):
    with_form(office.home, bank_form.FORM, monkeypatch)
    office.today = "2020-03-20"
    warehouse = office.context.warehouse
    submitted(warehouse, bank_form.BANK, MARCH, "accepted", form=bank_form.FORM)
    later = submitted(warehouse, bank_form.BANK, MARCH, "rejected", BROKEN, form=bank_form.FORM, received_at=BACK)
    month = Period.parse(MARCH)
    (back,) = returned_by_period(warehouse, [month], bank_form.FORM)[month]
    assert (back.unit.code, back.submission) == (bank_form.BANK, later)
    said = plain(page_of(office))
    assert said.count("tệp gửi sau bị trả lại, bản trước vẫn được dùng") == 1


def test_with_one_form_nothing_is_named_by_its_form(office):
    warehouse = office.context.warehouse
    submitted(warehouse, KHE, MARCH, "accepted")
    submitted(warehouse, KHE, MARCH, "rejected", judged_at=BACK)
    office.today = "2020-04-02"
    assert "BC-GN" not in page_of(office)
    (one,) = of_the_warehouse(warehouse, office.context.clock.today)
    assert "BC-GN" not in one.what


@pytest.mark.parametrize("way", ["mail", "folder"])
def test_an_answer_on_one_form_is_none_on_the_other(office, monkeypatch, capsys, way):
    """Both forms are of the same month here, so that the period tells nothing."""
    with_form(office.home, FORM, monkeypatch)
    office.today = "2020-03-20"
    context = office.context
    main = submitted(context.warehouse, KHE, MARCH, "accepted")
    other = submitted(context.warehouse, KHE, MARCH, "accepted", form=FORM)
    earlier, later = dt.datetime(2020, 3, 11), dt.datetime(2020, 3, 12)

    def answer(number, at):
        if way == "folder":
            note_answered(context.warehouse, number, "x.xlsx", at)
            return
        envelope = Envelope(RECEIPT, key_of(MARCH, KHE, f"{number}.1"), "xa@x.example", "UBND xã", MARCH, KHE)
        (row,) = enqueue(context.warehouse, [envelope], "a@b.example", at)
        note_sent(context.warehouse, row, "250", at)

    answer(other, later)
    assert answered_at(context.warehouse, [MARCH]) == {}
    assert answered_at(context.warehouse, [MARCH], FORM) == {KHE: later}
    answer(main, earlier)
    assert answered_at(context.warehouse, [MARCH]) == {KHE: earlier}
    status(MARCH, office.today, as_json=True)
    (own,) = (one for one in json.loads(capsys.readouterr().out)["units"] if one["unit"] == KHE)
    assert own["answered_at"].startswith("2020-03-11")


def test_status_says_of_each_form_when_it_was_answered(several, capsys):
    warehouse = several.context.warehouse
    note_answered(warehouse, 4, "x.xlsx", LATE)  # that of the second unit, on the other form
    status(MARCH, several.today, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert not any("answered_at" in one for one in told["units"])
    (form,) = told["forms"]
    assert {one["unit"] for one in form["units"] if "answered_at" in one} == {DIEN}
    status(MARCH, several.today)
    _, _, other = capsys.readouterr().out.partition("Biểu BC-GN-02")
    assert "trả lời" in other
