"""What must not happen, however the office stumbles; on both engines."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from giamngheo.check.finding import Finding
from giamngheo.check.verdicts import Verdict, write_verdicts
from giamngheo.core.errors import SomeFailed
from giamngheo.core.period import Period
from giamngheo.metadata.recipients import Recipient
from giamngheo.report.compose import draft
from giamngheo.report.delivery import deliveries, queue_report
from giamngheo.report.publish import publish_report
from giamngheo.send.outbox import take_in_hand
from giamngheo.warehouse.schema import submission
from tasks.attain import to_attain
from tasks.support.failing import require_all_read
from tests.support.office import on_one_engine
from tests.support.submissions import submitted
from tests.support.workbooks import book, break_rule, expected_figures, fast_write, next_book, path_in, write_month

pytestmark = [pytest.mark.sqlite_first, pytest.mark.usefixtures("few_recipients")]

KHE, DIEN = ("18604", "Xã Thạch Khê"), ("18667", "Xã Nam Điền")


def made(unit, period, **options):
    return book(*unit, period, poor=8, near_poor=9, seed=3, **options)


def content_of(office, period):
    return draft(office.context.warehouse, Period.parse(period), 1, office.context.clock.today).content


def test_a_late_verdict_does_not_touch_what_is_accepted(office):
    write_month(office.inbox, [made(KHE, "2020-01")])
    office.collect("2020-01")
    before = office.rows()
    finding = Finding("H304", "critical", None, None, None, "muộn")
    write_verdicts(
        office.context.warehouse, [Verdict(1, "18604", "2020-01", "rejected", [finding])], "x", office.context.clock.now
    )
    assert office.rows() == before


@on_one_engine
def test_a_month_is_worked_out_once_a_run(office):
    write_month(office.inbox, [made(KHE, "2020-01")])
    for step in office.steps("2020-01"):
        if step == "store":
            break
    assert to_attain("2020-01", office.today) == ["2020-01"]


@on_one_engine
def test_files_that_met_a_defect_are_named_and_many_are_counted(office):
    failed = [submitted(office.context.warehouse, KHE[0], None, "received") for _ in range(7)]
    require_all_read([], office.today)
    with pytest.raises(SomeFailed) as caught:
        require_all_read([*failed, failed[0]], office.today)
    said = str(caught.value)
    assert said.startswith("7 tệp gặp lỗi ngoài dự kiến của phần mềm: Xã Thạch Khê (tệp 1.xlsx); ")
    assert "(tệp 5.xlsx) và 2 tệp khác. " in said
    assert "(tệp 6.xlsx)" not in said
    with pytest.raises(SomeFailed, match=r"\(tệp 5\.xlsx\)\. Các tệp"):
        require_all_read(failed[:5], office.today)


def test_an_older_workbook_never_supersedes_a_newer_one(office):
    first = made(KHE, "2020-01")
    write_month(office.inbox, [first])
    office.collect("2020-01")
    warehouse = office.context.warehouse
    second = made(KHE, "2020-01")
    second.households[0]["insured"] = 0
    fast_write(second, path_in(office.inbox, second).with_name("lần 2.xlsx"))
    office.collect("2020-01")
    with warehouse.writing() as connection:  # as if the first had not been read until now
        for table in warehouse.rows.values():
            connection.execute(sa.delete(table).where(table.c.submission_id == 1))
        connection.execute(sa.update(submission).where(submission.c.id == 1).values(status="received"))
    office.collect("2020-01")
    from giamngheo.attain.period_figures import work_out

    now = work_out(warehouse, Period.parse("2020-01")).units["18604"]
    assert now["insured_poor"] == expected_figures(second)["insured_poor"]
    with warehouse.reading() as connection:
        statuses = connection.execute(
            sa.select(submission.c.status, submission.c.superseded_at).order_by(submission.c.id)
        ).all()
    assert [(status, at is None) for status, at in statuses] == [("accepted", False), ("accepted", True)]


def test_errors_of_the_database_do_not_repeat_its_rows(office):
    warehouse = office.context.warehouse
    table = warehouse.rows["household"]
    row = {"submission_id": 1, "row": 8, "head_name": "Nguyễn Thị Bí Mật"}
    with pytest.raises(sa.exc.IntegrityError) as caught, warehouse.writing() as connection:
        connection.execute(sa.insert(table), [row, row])
    assert "Bí Mật" not in str(caught.value)


@on_one_engine
def test_a_number_beyond_reason_is_a_finding_and_stops_nobody(office):
    huge = made(KHE, "2020-01", cover={"Tổng số nhân khẩu": 1e25})
    digits = made(DIEN, "2020-01")
    digits.resources = [{"source": "Xã hội hóa", "purpose": "Nhà ở", "amount": "9" * 400, "households": 1}]
    good = book("18562", "Thị trấn Thạch Hà", "2020-01", poor=4, near_poor=4)
    write_month(office.inbox, [huge, digits, good])
    office.collect("2020-01")
    statuses = office.statuses("2020-01")
    assert (statuses["18604"], statuses["18667"], statuses["18562"]) == ("rejected", "rejected", "accepted")


@on_one_engine
def test_a_name_in_another_encoding_stops_nobody(office):
    import os

    good = made(KHE, "2020-01")
    write_month(office.inbox, [good])
    strange = os.fsencode(path_in(office.inbox, good).parent) + b"/b\xe1o c\xe1o.xlsx"
    with open(strange, "wb") as file:
        file.write(b"not a workbook")
    office.collect("2020-01")
    assert office.statuses("2020-01")["18604"] == "accepted"


@on_one_engine
def test_a_unit_that_was_silent_last_month_is_no_growth(office):
    khe, dien = made(KHE, "2020-01"), made(DIEN, "2020-01")
    february = [next_book(one, pace=0) for one in (khe, dien)]
    write_month(office.inbox, [khe, *february])
    office.collect("2020-02")
    content = content_of(office, "2020-02")
    poor = next(line for line in content.headline if line.key == "poor")
    assert poor.now == 16
    assert poor.moved("previous") == (8, 8)
    assert content.district_flow.opening is None
    assert min(content.compared_units.values()) < content.coverage.reporting


@on_one_engine
def test_a_unit_without_a_baseline_reduces_nothing(office):
    base = made(KHE, "2019-12")
    later = [next_book(base, pace=0), made(DIEN, "2020-01", total_households=20)]
    later[0].total_households = base.total_households
    write_month(office.inbox, [base, *later])
    office.collect("2020-01")
    reduction = content_of(office, "2020-01").attainment[0]
    assert reduction.value == 0


def test_pending_files_are_still_named_after_the_quarter_ran(office):
    path = path_in(office.inbox, made(KHE, "2020-03"))
    path.parent.mkdir(parents=True)
    path.write_bytes(b"")
    office.collect("2020-03")
    office.collect("2020-Q1")
    assert office.statuses("2020-03")["18604"] == "pending"
    assert office.statuses("2020-Q1")["18604"] == "pending"


@on_one_engine
def test_a_rejected_correction_of_another_month_is_that_months(office):
    write_month(office.inbox, [made(KHE, "2020-02"), next_book(made(KHE, "2020-02"), pace=0)])
    bad, _ = break_rule(made(DIEN, "2020-02"), "H304")
    write_month(office.inbox, [bad])
    office.collect("2020-03")
    assert office.statuses("2020-02")["18667"] == "rejected"
    assert office.statuses("2020-03")["18667"] == "missing"
    assert content_of(office, "2020-03").rejections == []


@on_one_engine
def test_an_early_workbook_is_taken_though_another_month_came_in_between(office):
    april, may = made(KHE, "2020-04"), made(KHE, "2020-05")
    office.today = "2020-04-16"
    write_month(office.inbox, [may])
    office.collect("2020-04")
    write_month(office.inbox, [april])
    office.collect("2020-04")
    office.today = "2020-05-16"
    office.collect("2020-05")
    assert office.statuses("2020-05")["18604"] == "accepted"


@on_one_engine
def test_flows_of_a_quarter_name_the_months_that_are_missing(office):
    january = made(KHE, "2020-01")
    march = next_book(next_book(january, pace=0), pace=0)
    write_month(office.inbox, [january, march])
    office.collect("2020-Q1")
    content = content_of(office, "2020-Q1")
    [khe] = [flow for flow in content.flows if flow.code == "18604"]
    assert khe.missing == ["tháng 2 năm 2020"]
    assert "Xã Thạch Khê" in next(month.units for month in content.missing_months if month.title == khe.missing[0])


@pytest.mark.long
@on_one_engine
def test_nine_months_open_with_the_december_before(office):
    first = made(KHE, "2019-12")
    months = [first]
    for _ in range(9):
        months.append(next_book(months[-1], pace=0.1))
    write_month(office.inbox, months)
    office.collect("2020-9M")
    flow = content_of(office, "2020-9M").flows[0]
    assert flow.opening == 17
    assert flow.balances


def test_who_is_no_longer_a_recipient_gets_nothing(office):
    write_month(office.inbox, [made(KHE, "2020-01")])
    office.collect("2020-01")
    context = office.context
    report = publish_report(context, Period.parse("2020-01"), lambda _: None)
    old, new = Recipient(name="Cũ", address="cu@do.example"), Recipient(name="Mới", address="moi@do.example")
    (first,) = queue_report(context.warehouse, report, [old], "a@b.example", context.clock.now)
    assert take_in_hand(context, first)
    assert not take_in_hand(context, first)  # somebody has it in hand already
    assert [
        row.recipient for row in queue_report(context.warehouse, report, [new], "a@b.example", context.clock.now)
    ] == ["moi@do.example"]
    assert [row.recipient for row in deliveries(context.warehouse, report.id)] == ["moi@do.example"]


@on_one_engine
def test_a_report_that_contradicts_itself_takes_no_other_away(office):
    write_month(office.inbox, [made(KHE, "2020-01")])
    office.collect("2020-01")
    place, period = office.context, Period.parse("2020-01")
    first = publish_report(place, period, lambda _: None)
    corrected = made(KHE, "2020-01")
    corrected.households[0]["insured"] = 0
    fast_write(corrected, path_in(office.inbox, corrected).with_name("lần 2.xlsx"))
    office.collect("2020-01")

    def refuse(_):
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        publish_report(place, period, refuse)
    second = publish_report(place, period, lambda _: None)
    assert (first.revision, second.revision) == (1, 1)  # nobody was sent the first
    assert second.figures_sha256 != first.figures_sha256
