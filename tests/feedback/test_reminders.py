"""Who owes a report is reminded on its days, once each, and never after it has come."""

from __future__ import annotations

import datetime as dt
import email
from dataclasses import replace
from email import policy

import pytest
from lxml import html as lxml_html

from giamngheo.check.completeness import unit_reports
from giamngheo.core.errors import MailServerUnavailable, UsageError
from giamngheo.core.period import Period
from giamngheo.feedback.notification import DISTRICT
from giamngheo.feedback.reminders import reminders
from giamngheo.report.render.mail import mail_html, mail_text
from giamngheo.store.deadlines import close, extend
from tests.support.mail_server import Received, mailing_to
from tests.support.office import on_one_engine
from tests.support.workbooks import book, next_book, write_month

pytestmark = pytest.mark.sqlite_first
MARCH = Period.parse("2020-03")
# Cut-off on Saturday 14, moved to Monday 16; due on Wednesday 18; the stages −1, 0, 1, 3 are the 17th, 18th, 19th, 23rd.
STAGES = {16: None, 17: -1, 18: 0, 19: 1, 20: 1, 22: 1, 23: 3, 30: 3}
KHE = "18604"


@pytest.fixture
def sent(monkeypatch):
    """(recipient, subject) of every mail that a real server took."""

    class Taken(Received):
        async def handle_DATA(self, server, session, envelope):
            letter = email.message_from_bytes(envelope.content, policy=policy.default)
            taken.extend((recipient, str(letter["Subject"])) for recipient in envelope.rcpt_tos)
            return await super().handle_DATA(server, session, envelope)

    taken = []
    with mailing_to(Taken(), monkeypatch):
        yield taken


def on(office, day):
    """The office on a day of March 2020, Khê's chairman known."""
    office.today = f"2020-03-{day:02d}"
    context = office.context
    communes = context.configuration.communes.model_copy(update={"chairmen": {KHE: "chu-tich@khe.example"}})
    return replace(context, configuration=context.configuration.model_copy(update={"communes": communes}))


@on_one_engine
@pytest.mark.parametrize(("day", "stage"), STAGES.items())
def test_the_last_stage_that_has_come_is_told_to_all_who_owe(office, day, stage):
    told = [one for one in reminders(on(office, day), MARCH) if one.about != DISTRICT]
    assert {one.which for one in told} == ({f"{stage:+d}"} if stage is not None else set())
    units = {one.about for one in told}
    assert len(units) == (22 if stage is not None else 0)
    assert ("chu-tich@khe.example" in {one.recipient for one in told}) == (stage in (1, 3))
    passed = {18: "Hôm nay là hạn nộp.", 19: "Đã quá hạn nộp 1 ngày.", 23: "Đã quá hạn nộp 5 ngày."}
    for one in told:
        said = repr(one.summary)
        assert [text for text in passed.values() if text in said] == ([passed[day]] if day in passed else []), day


@on_one_engine
@pytest.mark.parametrize("day", [19, 23])
def test_the_district_gets_the_list_when_all_else_went_unheard(office, day):
    lists = [one for one in reminders(on(office, day), MARCH) if one.about == DISTRICT]
    assert [one.recipient for one in lists] == (["van-hanh@thachha.example"] if day == 23 else [])
    if lists:
        assert lists[0].summary.subject == "Chưa nộp báo cáo giảm nghèo T3/2020: 22 đơn vị"
        text, html = mail_text(lists[0].summary, []), mail_html(lists[0].summary, [])
        assert "\n- Xã Thạch Khê: chưa báo cáo.\n" in text
        assert max(len(line) for line in text.splitlines()) < 120
        units = [
            shown for shown in lxml_html.fromstring(html).xpath("//p") if ": chưa báo cáo." in shown.text_content()
        ]
        assert len(units) == 22


def test_who_has_reported_is_left_alone_and_who_was_refused_is_not(office):
    good = book(KHE, "Xã Thạch Khê", "2020-03", poor=6, near_poor=7)
    bad = book("18667", "Xã Nam Điền", "2020-03", poor=6, near_poor=7)
    bad.households[0]["insured"] = 30
    bad.households[0]["members"] = 1
    write_month(office.inbox, [good, bad])
    office.today = "2020-03-18"
    office.collect("2020-03")
    told = {one.about: one for one in reminders(on(office, 18), MARCH)}
    assert KHE not in told
    text = repr(told["18667"].summary)
    assert "bị trả lại" in text
    assert "Hạn nộp: 18/03/2020." in text
    assert "Ngày khóa" in text or "ngày khóa" in text


def test_an_extended_unit_is_reminded_by_its_own_day_and_is_on_time_until_then(office):
    place = on(office, 18)
    unit = place.units.get(KHE, MARCH)
    with pytest.raises(UsageError, match="lý do"):
        extend(place.warehouse, MARCH, unit, dt.date(2020, 3, 25), "Lan", "")
    with pytest.raises(UsageError, match="hạn nộp"):
        extend(place.warehouse, MARCH, unit, dt.date(2020, 3, 18), "Lan", "ngập")
    extend(place.warehouse, MARCH, unit, dt.date(2020, 3, 25), "Lan", "xã bị ngập")
    assert KHE not in {one.about for one in reminders(on(office, 19), MARCH)}
    (own,) = [one for one in reminders(on(office, 25), MARCH) if one.about == KHE]
    assert own.which == "+0/0325"
    assert "Hạn nộp: 25/03/2020." in repr(own.summary)
    office.today = "2020-03-25"
    write_month(office.inbox, [book(KHE, "Xã Thạch Khê", "2020-03", poor=6, near_poor=7)])
    office.collect("2020-03")
    assert {row.unit.code: row.on_time for row in unit_reports(office.context.warehouse, MARCH)}[KHE] is True


def test_a_unit_that_was_reminded_before_it_was_extended_is_reminded_of_its_new_day(office, sent):
    from tasks.remind import remind

    for day in ("2020-03-17", "2020-03-18"):
        remind.fn("2020-03", day)
    office.today = "2020-03-18"
    context = office.context
    extend(context.warehouse, MARCH, context.units.get(KHE, MARCH), dt.date(2020, 3, 25), "Lan", "xã bị ngập")
    for day in ("2020-03-19", "2020-03-23"):
        remind.fn("2020-03", day)
    sent.clear()
    for day in ("2020-03-24", "2020-03-25", "2020-03-30"):
        remind.fn("2020-03", day)
    mine = [subject for recipient, subject in sent if recipient == "xa-thach-khe@thachha.example"]
    assert mine == ["Nhắc nộp báo cáo giảm nghèo T3/2020, xã Thạch Khê: hạn 25/03/2020"] * 3
    # Late by its own day too, it comes onto the list for the district, which goes out once more.
    lists = [subject for recipient, subject in sent if recipient == "van-hanh@thachha.example"]
    assert lists == ["Chưa nộp báo cáo giảm nghèo T3/2020: 22 đơn vị"]


def test_nobody_gets_more_mails_a_day_than_the_ceiling(office, sent):
    """Also those of one go."""
    from giamngheo.feedback.receipts import receipts
    from tasks.support.posting import post

    month = book(KHE, "Xã Thạch Khê", "2020-01", poor=6, near_poor=7)
    write_month(office.inbox, [month, next_book(month), next_book(next_book(month))])
    office.today = "2020-03-18"
    office.collect("2020-03")
    for today, count in (("2020-03-18", 2), ("2020-03-18", 0), ("2020-03-19", 1), ("2020-03-20", 0)):
        office.today = today
        context = office.context
        operation = context.configuration.operation.model_copy(update={"mails_per_day": 3})
        context = replace(context, configuration=context.configuration.model_copy(update={"operation": operation}))
        assert post(context, receipts(context)) == count
    assert len(sent) == 3


def test_nothing_is_told_of_a_closed_month(office):
    place = on(office, 19)
    close(place.warehouse, MARCH, "Lan", place.clock.today)
    assert reminders(place, MARCH) == []


@pytest.mark.usefixtures("office")
def test_each_stage_is_sent_once_and_what_was_deferred_comes_again(mailbox):
    from tasks.remind import remind

    mailbox.refuse = {"xa-thach-khe@thachha.example": "450 later"}
    with pytest.raises(MailServerUnavailable):
        remind.fn("2020-03", "2020-03-18")
    assert len(mailbox.letters) == 21
    mailbox.refuse.clear()
    remind.fn("2020-03", "2020-03-18")
    remind.fn("2020-03", "2020-03-18")
    assert sorted(recipient for recipient, _ in mailbox.letters).count("xa-thach-khe@thachha.example") == 1
    assert len(mailbox.letters) == 22
    remind.fn("2020-03", "2020-03-19")
    assert len(mailbox.letters) == 44
    identities = [email.message_from_bytes(data, policy=policy.default)["Message-ID"] for _, data in mailbox.letters]
    assert len(set(identities)) == 44
