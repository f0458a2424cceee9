"""A month of daily collections: each unit gets exactly the mails it should, and the figures are those of one collection."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from itertools import islice

import pytest

from giamngheo.attain.period_figures import work_out
from giamngheo.check.completeness import unit_reports
from giamngheo.core.errors import MailServerUnavailable
from giamngheo.core.period import Period
from giamngheo.metadata.settings import load_settings
from giamngheo.store.deadlines import close, extend, reopen
from tests.support.daily import DAYS, LATER, STORIES, DailyOffice, addressed, daily_configuration, expected_mails

MARCH = Period.parse("2020-03")
OPERATOR = "van-hanh@thachha.example"
LIST_OF_LATE = ("2020-03-23", OPERATOR, "Chưa nộp báo cáo giảm nghèo T3/2020: 2 đơn vị")


@pytest.fixture
def office(home, mailbox, monkeypatch):
    """On the first day, everybody's mails going to a real server."""
    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(daily_configuration(home / "config")))
    monkeypatch.setenv("GIAMNGHEO_ANSWERS", "true")
    load_settings.cache_clear()
    daily = DailyOffice(home, received=mailbox)
    daily.begin()
    yield daily
    daily.context.warehouse.engine.dispose()


def test_each_unit_gets_exactly_its_mails_and_the_figures_are_those_of_one_clean_collection(office, monkeypatch):
    live(office, twice)
    assert_all_is_as_written(office)
    figures, values = numbers(office)
    monkeypatch.setenv("GIAMNGHEO_HOME", str(office.home / "clean"))
    monkeypatch.setenv("GIAMNGHEO_INBOX", str(office.home / "clean" / "inbox"))
    load_settings.cache_clear()
    clean = DailyOffice(office.home / "clean")
    clean.begin()
    clean.lay_final(office.final)
    clean.today = "2020-03-18"
    clean.collect("2020-03")
    assert (figures, values) == numbers(clean)
    assert set(figures) == set(office.final)
    clean.context.warehouse.engine.dispose()


@pytest.mark.long
def test_stopped_anywhere_and_without_a_mail_server_for_a_morning_it_is_the_same(office):
    live(office, disturbed)
    assert_all_is_as_written(office)


def live(office, collect):
    """All days of the month, and the first one of the next."""
    for day in DAYS:
        today = f"2020-03-{day:02d}"
        office.lay(day)
        if office.is_working_day(today):
            office.today = today
            order(office, day)
            collect(office, today)
    collect(office, LATER)


def order(office, day):
    """What the district does before a day's collection."""
    today, warehouse = dt.date.fromisoformat(office.today), office.context.warehouse
    if day == 18:
        extend(warehouse, MARCH, office.context.units.get("18649", MARCH), dt.date(2020, 3, 25), "Lan", "xã bị ngập")
    if day == 27:
        assert reopen(warehouse, MARCH, "Lan", "xã nộp muộn, công văn số 12", today) == [MARCH]
    if day == 30:
        assert close(warehouse, MARCH, "Lan", today) == [MARCH]


def twice(office, today):
    office.collect_day(today)
    before = office.everything()
    office.collect_day(today)
    assert office.everything() == before, today


def disturbed(office, today):
    """Stopped after some steps, each day after another one; on some mornings the mail server takes nothing."""
    steps = int(today[-2:]) % 8
    for _ in islice(office.collecting(today), steps):
        pass
    if steps in (0, 3):
        office.received.after_data = "451 later"
        with pytest.raises(MailServerUnavailable):
            office.collect_day(today)
        office.received.after_data = "250 OK"
    office.collect_day(today)


def assert_all_is_as_written(office):
    # How many errors a returned workbook has is counted by other tests.
    subjects = (re.sub(r"^TRẢ LẠI, [\d.]+ lỗi phải sửa:", "TRẢ LẠI:", mail.subject) for mail in office.mails)
    got = Counter((mail.day, mail.recipient, said) for mail, said in zip(office.mails, subjects, strict=True))
    wanted = Counter((day, *addressed(office, story, mail)) for story in STORIES for day, mail in expected_mails(story))
    assert got - wanted == Counter({LIST_OF_LATE: 1})
    assert wanted - got == Counter()
    most = office.context.configuration.operation.mails_per_day
    assert max(Counter((day, recipient) for day, recipient, _ in got.elements()).values()) <= most
    stands = {
        report.unit.code: (report.status, report.on_time) for report in unit_reports(office.context.warehouse, MARCH)
    }
    assert stands == {story.unit: (story.status, story.on_time) for story in STORIES}
    assert {story.unit: len(office.returned(story.unit)) for story in STORIES} == {
        story.unit: story.returned for story in STORIES
    }
    names = {row["head_name"] for one in office.books.values() for row in one.households}
    assert not [mail for mail in office.mails if any(name in mail.text for name in names)]


def numbers(office):
    """Each unit's figures of March, and the attainment of the plan as it is kept."""
    keys = list(office.context.configuration.plan.figure_by_key)
    worked = work_out(office.context.warehouse, MARCH)
    kept = [row[1:] for row in office.rows()["attainment"] if row[0] == MARCH.code]  # revision, indicator, unit, …
    last = max(revision for revision, *_ in kept)
    values = [row for revision, *row in kept if revision == last]
    return {unit: {key: found[key] for key in keys} for unit, found in worked.units.items()}, values
