"""Who has reported: of all that a unit sent the workbook that says most, in time or not, and what came back."""

from __future__ import annotations

import datetime as dt

import pytest

from giamngheo.check.completeness import after_a_gap, findings_by_rule, returned, unit_reports, warnings_of
from giamngheo.check.finding import Finding
from giamngheo.core.period import Period
from tests.support.office import on_one_engine
from tests.support.submissions import submitted

pytestmark = on_one_engine
JANUARY, QUARTER = Period.parse("2020-01"), Period.parse("2020-Q1")
KHE, DIEN, HA = "18604", "18667", "18562"


def found(rule, severity="warning", **more):
    return Finding(rule, severity, "Danh sách", 7, "B", "câu", **more)


@pytest.fixture
def warehouse(office):
    return office.context.warehouse


def stands(warehouse, unit, period=JANUARY):
    [report] = [report for report in unit_reports(warehouse, period) if report.unit.code == unit]
    return report


def test_every_unit_that_owes_has_a_line_and_who_sent_nothing_is_missing(warehouse):
    reports = unit_reports(warehouse, JANUARY)
    assert len(reports) == 22
    assert {(report.status, report.submission, report.on_time) for report in reports} == {("missing", None, None)}


@pytest.mark.parametrize(
    ("statuses", "counts", "shown"),
    [
        (["accepted", "rejected"], 1, "accepted"),
        (["rejected", "accepted"], 2, "accepted"),
        (["rejected", "received"], 2, "received"),
        (["received", "rejected"], 1, "received"),
        (["passed", "received"], 1, "received"),
        (["rejected", "rejected"], 2, "rejected"),
        (["rejected", "pending"], 1, "rejected"),
        (["pending"], 1, "pending"),
    ],
)
def test_what_says_most_counts_and_of_like_ones_the_last(warehouse, statuses, counts, shown):
    for status in statuses:
        submitted(warehouse, KHE, "2020-01", status)
    assert (stands(warehouse, KHE).submission, stands(warehouse, KHE).status) == (counts, shown)
    assert stands(warehouse, DIEN).status == "missing"


def test_what_was_replaced_counts_no_more(warehouse):
    submitted(warehouse, KHE, "2020-01", "accepted", superseded_at=dt.datetime(2020, 2, 1))
    assert stands(warehouse, KHE).status == "missing"


def test_a_correction_of_what_was_on_time_is_not_late(warehouse):
    due = dt.datetime(2020, 1, 16, 16, 59)  # UTC: the last minute of the due day in Vietnam
    submitted(warehouse, KHE, "2020-01", "accepted", received_at=due, superseded_at=due)
    submitted(warehouse, KHE, "2020-01", "accepted", received_at=due + dt.timedelta(days=30))
    submitted(warehouse, DIEN, "2020-01", "accepted", received_at=due + dt.timedelta(minutes=1))
    submitted(warehouse, HA, "2020-01", "rejected", received_at=due)
    assert [stands(warehouse, unit).on_time for unit in (KHE, DIEN, HA)] == [
        True,
        False,
        None,
    ]  # what was returned is no report


def test_what_was_laid_into_the_folder_by_its_day_is_on_time_though_it_was_received_later(warehouse):
    due = dt.datetime(2020, 1, 16, 16, 59)
    later = due + dt.timedelta(hours=8)
    submitted(warehouse, KHE, "2020-01", "accepted", received_at=later, submitted_at=due, submitted_by="file")
    submitted(warehouse, DIEN, "2020-01", "accepted", received_at=later, submitted_at=due, submitted_by="look")
    submitted(warehouse, HA, "2020-01", "accepted", received_at=later, submitted_at=later, submitted_by="file")
    shown = [(one.on_time, one.on_time_by) for one in (stands(warehouse, unit) for unit in (KHE, DIEN, HA))]
    assert shown == [(True, "file"), (True, "look"), (False, "")]
    submitted(warehouse, HA, "2020-02", "accepted", received_at=due, submitted_at=due, submitted_by="file")
    in_february = next(one for one in unit_reports(warehouse, Period.parse("2020-02")) if one.unit.code == HA)
    assert (in_february.on_time, in_february.on_time_by) == (True, "")


def test_what_lay_there_when_the_folder_was_looked_into_first_is_neither_on_time_nor_late(warehouse):
    later = dt.datetime(2020, 3, 17)
    submitted(warehouse, KHE, "2020-01", "accepted", received_at=later, submitted_at=None)
    assert (stands(warehouse, KHE).on_time, stands(warehouse, KHE).on_time_by) == (None, "first")


def test_what_is_of_no_month_counts_where_it_was_collected(warehouse):
    submitted(warehouse, KHE, None, "rejected", collected_in="2020-01")
    submitted(warehouse, DIEN, None, "rejected", collected_in="2020-02")
    [rule] = sorted(warehouse.configuration.form.period_not_open_rules)[:1]
    submitted(warehouse, HA, "2021-01", "rejected", [found(rule, "critical")], collected_in="2020-01")
    assert [stands(warehouse, unit).status for unit in (KHE, DIEN, HA)] == ["rejected", "missing", "rejected"]


def test_a_period_of_months_stands_where_its_last_month_does(warehouse):
    submitted(warehouse, KHE, "2020-01", "accepted")
    submitted(warehouse, DIEN, "2020-03", "accepted")
    assert [stands(warehouse, unit, QUARTER).status for unit in (KHE, DIEN)] == ["missing", "accepted"]


def test_findings_are_counted_without_what_was_explained_in_an_earlier_month(warehouse):
    findings = [
        found("N705", "critical"),
        found("N701"),
        found("N701", explanation="đúng"),
        found("N703", explanation="đúng", quiet_since="2019-12"),
    ]
    submitted(warehouse, DIEN, "2020-01", "accepted", [found("N701")])
    number = submitted(warehouse, KHE, "2020-01", "accepted", findings)
    report = stands(warehouse, KHE)
    assert (report.critical, report.warning, report.explained) == (1, 2, 1)
    assert findings_by_rule(warehouse, [number, 1]) == [
        (number, "critical", "N705", 1),
        (number, "warning", "N701", 2),
        (1, "warning", "N701", 1),
    ]
    assert warnings_of(warehouse, [number]) == [("N701", 2, 1)]


def test_a_workbook_came_back_until_a_good_one_comes_after_it(warehouse):
    submitted(warehouse, KHE, "2020-01", "rejected", [found("N702", "critical")])
    submitted(warehouse, KHE, "2020-01", "accepted")
    submitted(warehouse, DIEN, "2020-01", "accepted")
    late = submitted(warehouse, DIEN, "2020-01", "rejected", [found("N702", "critical"), found("N701")])
    other = submitted(warehouse, HA, "2020-02", "rejected", [found("N999", "critical")] * 2)
    submitted(warehouse, "99999", "2020-01", "rejected")
    title = next(rule.title for _, rule in warehouse.configuration.form.rules if rule.code == "N702")
    assert [(one.unit.code, one.submission, one.rules) for one in returned(warehouse, QUARTER)] == [
        (DIEN, late, (("N702", title, 1),)),
        (HA, other, (("N999", "N999", 2),)),
    ]


def test_a_warning_that_compares_over_a_missing_month_is_told_apart(warehouse):
    compares = [found("X401"), found("N701")]
    submitted(warehouse, KHE, "2020-01", "accepted")
    numbers = [submitted(warehouse, unit, "2020-02", "accepted", compares) for unit in (KHE, DIEN)]
    assert after_a_gap(warehouse, numbers) == {"X401": 1}
    assert after_a_gap(warehouse, numbers[:1]) == {"X401": 0}
    submitted(warehouse, DIEN, "2019-12", "accepted")
    assert after_a_gap(warehouse, numbers) == {"X401": 1}  # two months before is not the month before
