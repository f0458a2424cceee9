"""Every issued report of every period that a correction touches is named, before it is taken and until it is made again."""

from __future__ import annotations

import copy
import json
import logging
import shutil

import pytest

from giamngheo.check.completeness import unit_reports
from giamngheo.core.period import Period
from giamngheo.report.corrections import correction_of
from giamngheo.report.lineage import (
    downstream_reports,
    note_lineage,
    outdated_reports,
    source_periods,
    upstream_submissions,
)
from giamngheo.report.publish import publish_report
from giamngheo.report.releases import release_of
from tests.support.office import office_in, on_one_engine
from tests.support.recipients import with_few_recipients
from tests.support.workbooks import book, fast_write, next_book, path_in, write_month

KHE, DIEN = ("18604", "Xã Thạch Khê"), ("18667", "Xã Nam Điền")
pytestmark = [pytest.mark.sqlite_first, pytest.mark.usefixtures("few_recipients")]


def reported(office):
    """A unit's baseline and three months, and the reports on February, March and the quarter."""
    found = [book(*KHE, "2019-12", poor=6, near_poor=7)]
    for _ in range(3):
        found.append(next_book(found[-1]))
    write_month(office.inbox, found)
    office.collect("2020-03")
    for period in ("2020-02", "2020-03", "2020-Q1"):
        report(office, period)
    return {one.period: one for one in found}


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    """On SQLite an office is a folder: made once, each test gets its copy."""
    folder = tmp_path_factory.mktemp("reported")
    with office_in(folder, config=str(with_few_recipients(folder))) as office:
        return folder, reported(office)


@pytest.fixture
def books(office, request):
    if request.node.callspec.params["office"] != "sqlite":
        return reported(office)
    folder, found = request.getfixturevalue("made_once")
    for name in ("home", "inbox"):
        shutil.copytree(folder / name, office.home / name, dirs_exist_ok=True)
    return copy.deepcopy(found)


def report(office, period):
    return publish_report(office.context, Period.parse(period), lambda _: None)


def correct(office, one, name, **fields):
    changed(one, fields)
    path = path_in(office.inbox, one).with_name(name)
    fast_write(one, path)
    return path


def changed(one, fields):
    next(household for household in one.households if household["classification"] == "Nghèo").update(fields)


def corrected(office, one, name, **fields):
    correct(office, one, name, **fields)
    office.collect(one.period)


def named(reports):
    return [(one.period, one.revision) for one in reports]


def submission_of(office, period, unit=KHE[0]):
    found = {row.unit.code: row for row in unit_reports(office.context.warehouse, Period.parse(period))}
    return found[unit].submission


@pytest.mark.parametrize(
    ("period", "months"),
    [
        ("2020-01", "2019-12 2020-01"),
        ("2020-03", "2019-12 2020-01 2020-02 2020-03"),
        ("2020-Q2", "2019-12 2020-01 2020-02 2020-03 2020-04 2020-05 2020-06"),
        ("2020-Q1", "2019-10 2019-11 2019-12 2020-01 2020-02 2020-03"),
        ("2021-03", "2019-12 2020-03 2020-04 2020-05 2020-06 2020-07 2020-08 2020-09 2020-10 2020-11 2020-12 2021-01"
                    " 2021-02 2021-03"),
    ],
)  # fmt: skip
def test_a_report_rests_on_its_months_the_period_before_the_baseline_and_the_trend(configuration, period, months):
    assert sorted(source_periods(configuration.plan, Period.parse(period)).months) == months.split()


@on_one_engine
@pytest.mark.usefixtures("books")
def test_a_month_is_under_the_reports_that_compare_with_it_too(office):
    def reports(month):
        return named(downstream_reports(office.context.warehouse, {month}))

    everything = [("2020-02", 1), ("2020-03", 1), ("2020-Q1", 1)]
    assert reports("2019-12") == everything
    assert reports("2020-01") == everything  # March compares with February, and shows January in its trend
    assert reports("2020-02") == everything
    assert reports("2020-03") == [("2020-03", 1), ("2020-Q1", 1)]
    assert reports("2020-04") == []


def test_what_a_correction_touched_is_to_be_made_again_until_it_is(office, books):
    assert outdated_reports(office.context.warehouse) == []
    corrected(office, books["2020-01"], "lần 2.xlsx", insured=0)
    all_three = [("2020-02", 1), ("2020-03", 1), ("2020-Q1", 1)]
    assert named(outdated_reports(office.context.warehouse)) == all_three
    assert named(correction_of(office.context.warehouse, submission_of(office, "2020-01")).reports) == all_three
    corrected(office, books["2020-01"], "lần 3.xlsx", insured=1)  # the reports rest on the first version still
    assert named(correction_of(office.context.warehouse, submission_of(office, "2020-01")).reports) == all_three
    report(office, "2020-03")
    assert named(outdated_reports(office.context.warehouse)) == [("2020-02", 1), ("2020-Q1", 1)]
    for period in ("2020-02", "2020-Q1"):
        report(office, period)
    assert outdated_reports(office.context.warehouse) == []


@on_one_engine
def test_a_report_that_says_the_same_on_the_corrected_workbook_needs_no_revision(office, books):
    corrected(office, books["2020-03"], "lần 2.xlsx", note="xem lại")
    assert named(outdated_reports(office.context.warehouse)) == [("2020-03", 1), ("2020-Q1", 1)]
    for period in ("2020-03", "2020-Q1"):
        assert report(office, period).revision == 1
    assert outdated_reports(office.context.warehouse) == []


@on_one_engine
@pytest.mark.usefixtures("books")
def test_a_first_report_that_comes_late_touches_what_was_made_without_it(office):
    write_month(office.inbox, [book(*DIEN, "2020-02", poor=6, near_poor=7)])
    office.collect("2020-02")
    assert named(outdated_reports(office.context.warehouse)) == [("2020-02", 1), ("2020-03", 1), ("2020-Q1", 1)]
    assert correction_of(office.context.warehouse, submission_of(office, "2020-02", DIEN[0])) is None


@on_one_engine
def test_of_a_report_from_before_foundations_were_kept_its_own_months_are_known(office, books):
    import sqlalchemy as sa

    from giamngheo.warehouse.schema import report as table

    with office.context.warehouse.writing() as connection:
        connection.execute(sa.update(table).values(rests_on=None))
    assert outdated_reports(office.context.warehouse) == []
    corrected(office, books["2020-03"], "lần 2.xlsx", insured=0)
    assert named(outdated_reports(office.context.warehouse)) == [("2020-03", 1), ("2020-Q1", 1)]


def test_the_foundation_is_what_is_in_force(office, books):
    place, march = office.context, Period.parse("2020-03")
    made = release_of(place.warehouse, march, "giam-ngheo")
    assert len(upstream_submissions(place.warehouse, march)) == 4
    note_lineage(place.warehouse, made.id, upstream_submissions(place.warehouse, march)[:3])
    assert ("2020-03", 1) in named(outdated_reports(place.warehouse))
    assert books["2020-03"].households


@on_one_engine
def test_before_workbooks_are_put_in_force_the_run_names_the_reports_they_change(office, books, monkeypatch, caplog):
    from tasks import impact

    shown = []
    monkeypatch.setattr(impact, "show_impact", lambda *what: shown.append(what))
    told = []

    def before_storing(month, batch, today):
        with caplog.at_level(logging.INFO, "giamngheo"):
            impact.impact.fn(month, batch, today)
        told.append((month, named(outdated_reports(office.context.warehouse))))

    _between_check_and_store(monkeypatch, before_storing)
    corrected(office, books["2020-01"], "lần 2.xlsx", insured=0)
    assert told == [("2020-01", [])]
    ((month, units, reports),) = shown
    assert (month, units) == ("2020-01", [(KHE[1], True)])
    assert named(reports) == [("2020-02", 1), ("2020-03", 1), ("2020-Q1", 1)]
    assert "tháng 2 năm 2020 (lần 1), tháng 3 năm 2020 (lần 1), quý I năm 2020 (lần 1)" in caplog.text
    assert "Kỳ 2020-01: 1 bản sửa sẽ làm thay đổi" in caplog.text
    for household in books["2020-01"].households:
        assert household["head_name"] not in caplog.text
    office.collect("2020-01")
    assert len(shown) == 1


@on_one_engine
def test_when_all_batches_are_in_force_the_run_tells_of_all_of_them(office, books, monkeypatch):
    """Two units, each in a batch of its own, one of them with two months: a batch's own table has its units alone."""
    from tasks import impact
    from tasks.receive import receive

    shown = {}
    monkeypatch.setattr("tasks.support.artifacts.show", lambda key, _, markdown: shown.update({key: markdown}))
    for month in ("2020-01", "2020-02"):
        correct(office, books[month], f"lần 2, {month}.xlsx", insured=0)
    write_month(office.inbox, [book(*DIEN, "2020-02", poor=6, near_poor=7)])
    office.workbooks = 1
    arrived = receive.fn("2020-02", [], office.today)
    for _ in office._taken_in(arrived):
        pass
    assert len(arrived) == 3
    impact.impact_of_all.fn(arrived, office.today)
    assert (
        "(lần 1), quý I năm 2020 (lần 1).** Cả lượt này đã nhận 2 bản sửa, 1 báo cáo nộp lần đầu." in shown["ban-sua"]
    )
    lines = [line.strip("| ").split(" | ") for line in shown["ban-sua"].splitlines() if line.startswith("| 2020")]
    assert lines == [
        ["2020-01", KHE[1], "bản sửa"],
        ["2020-02", KHE[1], "bản sửa"],
        ["2020-02", DIEN[1], "nộp lần đầu"],
    ]


def _between_check_and_store(monkeypatch, work):
    """As the flow does it: after the verdicts, before the rows."""
    from tasks.store import store

    stored = store.fn

    def first(month, batch, today):
        work(month, batch, today)
        return stored(month, batch, today)

    monkeypatch.setattr(store, "fn", first)


def test_check_tells_what_a_correction_would_change_and_stores_nothing(office, books, giamngheo, tmp_path):
    one = books["2020-01"]
    accepted = path_in(office.inbox, one)
    before = office.rows()
    code, out, _ = giamngheo("check", accepted, "--json", "--today", office.today)
    assert "correction" not in json.loads(out)[0]

    poor = [household for household in one.households if household["classification"] == "Nghèo"]
    one.households.remove(poor[-1])
    changed(one, {"insured": 0})
    file = fast_write(one, tmp_path / "sửa.xlsx")
    code, out, _ = giamngheo("check", file, "--json", "--today", office.today)
    told = json.loads(out)[0]["correction"]
    assert code == 0
    assert (told["added"], told["removed"], told["changed"]) == (0, 1, 1)
    assert told["figures"]["poor"] == [6, 5]
    assert told["reports"] == [["2020-02", 1], ["2020-03", 1], ["2020-Q1", 1]]
    code, out, _ = giamngheo("check", file, "--today", office.today)
    assert "Bản sửa: thêm 0 hộ, bớt 1 hộ, sửa 1 hộ." in out
    assert "Báo cáo đã lập sẽ phải lập lại: tháng 2 năm 2020 (lần 1), tháng 3" in out
    assert office.rows() == before

    stored = path_in(office.inbox, one).with_name("lần 2.xlsx")
    fast_write(one, stored)
    office.collect("2020-01")
    real = correction_of(office.context.warehouse, submission_of(office, "2020-01"))
    assert json.loads(json.dumps(vars(real))) == told


@on_one_engine
def test_check_of_a_file_that_was_taken_before_promises_no_correction(office, books, giamngheo):
    """What the warehouse knows from the unit is not taken anew, also where another version stands now."""
    first = path_in(office.inbox, books["2020-01"])
    _, out, _ = giamngheo("check", first, "--today", office.today)
    assert "Chính tệp này đang được dùng (lần 1)." in out
    corrected(office, books["2020-01"], "lần 2.xlsx", insured=0)
    standing = submission_of(office, "2020-01")
    _, out, _ = giamngheo("check", first, "--json", "--today", office.today)
    (told,) = json.loads(out)
    assert told["accepted_as"] == {"version": 1, "in_force": False}
    assert "correction" not in told
    _, out, _ = giamngheo("check", first, "--today", office.today)
    assert "nộp lại y nguyên thì không được tính" in out
    office.collect("2020-01")
    assert submission_of(office, "2020-01") == standing
    giamngheo("close", "2020-01", "--today", office.today)
    _, out, _ = giamngheo("check", first.with_name("lần 2.xlsx"), "--today", office.today)
    assert "đã khóa" in out
    assert "Chính tệp này đang được dùng (lần 2)." in out


@on_one_engine
def test_status_says_which_reports_are_to_be_made_again(office, books, giamngheo):
    _, out, _ = giamngheo("status", "--period", "2020-01", "--json", "--today", office.today)
    assert "outdated_reports" not in json.loads(out)
    corrected(office, books["2020-03"], "lần 2.xlsx", insured=0)
    _, out, _ = giamngheo("status", "--period", "2020-03", "--json", "--today", office.today)
    assert [one["period"] for one in json.loads(out)["outdated_reports"]] == ["2020-03", "2020-Q1"]
    _, out, _ = giamngheo("status", "--period", "2020-03", "--today", office.today)
    assert "Cần lập lại (số liệu đã đổi sau khi lập): tháng 3 năm 2020 (lần 1), quý I năm 2020 (lần 1)" in out
