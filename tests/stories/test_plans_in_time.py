"""Two plans in one office and one warehouse: each period is collected, judged and told by its own."""

from __future__ import annotations

import copy
import datetime as dt

import pytest
import sqlalchemy as sa

from commands.attainment import attainment
from commands.explain import explain
from commands.figures import figures
from commands.report import report
from commands.series import series
from commands.status import status
from giamngheo.attain.results import months_to_attain
from giamngheo.attain.time_series import time_series
from giamngheo.context import open_context
from giamngheo.core.period import Period
from giamngheo.feedback.board.page import board_page
from giamngheo.metadata import load_configuration
from giamngheo.metadata.settings import load_settings
from giamngheo.report.compose import draft
from giamngheo.report.documents import document_of
from giamngheo.report.publish import publish_report
from giamngheo.report.render.word import word_document
from giamngheo.warehouse.schema import attainment as stored
from tests.support.config_folder import change
from tests.support.office import office_in, told
from tests.support.plans import TITLE, with_next_plan
from tests.support.recipients import with_few_recipients
from tests.support.workbooks import book, next_book, write_month

KHE, DIEN = "18604", "18667"
MONTHS = ("2020-11", "2020-12", "2021-01", "2021-02", "2021-03")
OLD = "Kế hoạch số 27/KH-UBND ngày 27/02/2020 về thực hiện chỉ tiêu giảm nghèo năm 2020"
VILLAGES = f"""unit,village,indicator,value,valid_from,valid_to
{KHE},Thôn Đồng,insured_poor,90,,
"""
VILLAGES_OF_NEXT = f"{KHE},Thôn Đồng,relief,0,2021-01-01,2021-02-20\n"


def books():
    """Both units in each month; everybody is informed, most are insured."""
    found = []
    for code, name in ((KHE, "Xã Thạch Khê"), (DIEN, "Xã Nam Điền")):
        one = book(code, name, "2020-11", poor=8, near_poor=6)
        for household in one.households:
            household |= {"village": "Thôn Đồng", "members": 4, "insured": 3, "informed": 2}
        for month in MONTHS:
            one = one if month == "2020-11" else next_book(copy.deepcopy(one))
            found.append(copy.deepcopy(one))
    return found


@pytest.fixture(scope="module")
def two_plans(tmp_path_factory):
    """The office collects and reports December under the old plan alone; then the next plan is laid, and it goes on."""
    folder = tmp_path_factory.mktemp("plans")
    config = with_few_recipients(folder)
    change(config / "plan.toml", "verdict_coverage_percent = 90", "verdict_coverage_percent = 1")
    (config / "village-targets.csv").write_text(VILLAGES, "utf-8")
    with office_in(folder, config=str(config)) as office:
        for month in MONTHS[:2]:
            _collect(office, month)
        office.today = "2021-01-05"
        before = office.context
        files = _printed(office, folder / "before")
        with_next_plan(config)
        (config / "village-targets.csv").write_text(VILLAGES + VILLAGES_OF_NEXT, "utf-8")
        _forget()
        for month in MONTHS[2:]:
            _collect(office, month)
        yield office, before, files


def _collect(office, month):
    write_month(office.inbox, [one for one in books() if one.period == month])
    office.today = f"{Period.parse(month) + 1}-02"
    office.collect(month)


def _forget():
    """What was loaded: a program that runs does not look whether its configuration has changed."""
    load_configuration.cache_clear()


def _printed(office, place):
    """The files of December's report, drawn again."""
    if not (office.home / "home" / "reports" / "2020-12").exists():
        publish_report(office.context, Period.parse("2020-12"), lambda _: None)
    report("2020-12", out=place, today=office.today)
    return {path.name: path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()}


def content_of(office, period):
    return draft(office.context.warehouse, Period.parse(period), 1, dt.date(2021, 4, 20)).content


def judged(content):
    return {item.indicator: item for item in content.attainment}


def test_each_report_names_and_judges_by_its_own_plan(two_plans):
    office, _, _ = two_plans
    december, january, march = (content_of(office, period) for period in ("2020-12", "2021-01", "2021-03"))
    assert (december.office.plan_title, december.is_closing, december.baseline_title) == (
        OLD,
        True,
        "tháng 12 năm 2019",
    )
    for content in (january, march):
        assert (content.office.plan_title, content.is_closing) == (TITLE, False)
        assert content.baseline_title == "tháng 12 năm 2020"
    old, new = judged(december), judged(march)
    assert (old["insured_poor"].target, old["insured_poor"].status) == (100, "missed")
    assert (new["insured_poor"].target, new["insured_poor"].status) == (60, "attained")
    assert "relief" not in old
    assert (new["relief"].sign, new["relief"].target, new["relief"].target_to) == ("between", 0, 2)
    assert [office.name for office in december.offices if office.code == "nhcsxh"] == [
        "Ngân hàng Chính sách xã hội huyện"
    ]
    assert {item.responsible for item in march.attainment if item.indicator == "loan_access"} == {"Ngân hàng mới"}


def test_over_the_border_only_what_both_plans_count_alike_is_compared(two_plans):
    """The baseline is counted as the new plan counts; the month before, which is the same, as it was told then."""
    office, _, _ = two_plans
    january, february = judged(content_of(office, "2021-01")), judged(content_of(office, "2021-02"))
    assert january["insured_poor"].previous == pytest.approx(75)
    assert (january["information_access"].previous, january["relief"].previous) == (None, None)
    assert january["information_access"].baseline is not None
    assert january["relief"].baseline is not None
    assert not any(item.fell_behind for item in january.values())  # at the baseline nobody was on the way
    assert february["information_access"].previous == january["information_access"].value
    assert january["information_access"].value > 50 == judged(content_of(office, "2020-12"))["information_access"].value


def test_the_quarter_is_compared_with_the_one_before_as_far_as_it_may_be(two_plans):
    office, _, _ = two_plans
    quarter = content_of(office, "2021-Q1")
    assert quarter.previous_title == "quý IV năm 2020"
    assert judged(quarter)["information_access"].previous is None
    assert [point.period for point in quarter.trend] == ["2020-12", "2021-01", "2021-02", "2021-03"]


def _draw(content):
    for code in ("giam-ngheo", "so-ldtbxh", "co-quan-vhtt", f"xa-{KHE}", f"xa-{DIEN}"):
        assert word_document(document_of(content, code))


def test_every_kind_of_document_of_either_year_can_be_drawn(two_plans):
    office, _, _ = two_plans
    for period in ("2020-12", "2021-01", "2021-Q1"):
        _draw(content_of(office, period))


def test_what_was_said_stays_to_the_byte(two_plans, tmp_path):
    office, before, files = two_plans
    assert files
    assert _printed(office, tmp_path / "again") == files
    assert office.context.rules_version == before.rules_version


def test_nothing_of_the_closed_year_is_worked_out_again(two_plans):
    office, _, _ = two_plans
    warehouse = office.context.warehouse
    assert months_to_attain(warehouse) == []
    query = sa.select(stored.c.period, sa.func.max(stored.c.revision)).group_by(stored.c.period)
    with warehouse.reading() as connection:
        assert dict(map(tuple, connection.execute(query))) == dict.fromkeys(MONTHS, 1)
        ranges = sa.text("SELECT DISTINCT target, target_to, sign FROM v_attainment WHERE indicator = 'relief'")
        assert [tuple(row) for row in connection.execute(ranges) if row[0] is not None] == [(0, 2, "between")]


def test_a_village_is_judged_by_the_targets_of_the_plan_in_force(two_plans):
    """A target without days is the first plan's; one with days ends with them, and with its plan."""
    office, _, _ = two_plans

    def targets(period):
        return {
            (line.village, item.indicator)
            for line in content_of(office, period).villages
            for item in line.indicators
            if item.target is not None
        }

    assert targets("2020-12") == {("Thôn Đồng", "insured_poor")}
    assert targets("2021-02") == {("Thôn Đồng", "relief")}
    assert targets("2021-03") == set()


@pytest.mark.usefixtures("two_plans")
def test_the_board_shows_the_year_that_is_collected():
    for today, said in (
        ("2021-01-05", OLD),
        ("2021-01-20", TITLE),
    ):
        context = open_context(today)
        assert said in board_page(context.warehouse, context.configuration, context.clock.today)


def test_the_commands_answer_by_the_plan_of_the_period(two_plans, capsys):
    office, _, _ = two_plans
    today = office.today
    for period, target, has_relief in (("2020-12", 100, False), ("2021-03", 60, True)):
        answer = told(capsys, attainment, period, today=today)
        found = {one["indicator"]: one for one in answer["values"]}
        assert found["insured_poor"]["target"] == target
        assert ("relief" in found, "relief" in answer["measures"]) == (has_relief, has_relief)
        assert told(capsys, figures, period, today=today)["district"]["households"]
        assert len(told(capsys, status, period, today=today)["units"]) == 22
    for period, title in (("2020-12", OLD), ("2021-03", TITLE)):
        assert told(capsys, explain, "insured_poor", period, today=today)["article"].startswith(title)


def test_a_series_goes_on_over_the_border(two_plans, capsys):
    office, _, _ = two_plans
    found = told(capsys, series, KHE, "2020-11", "2021-03", "poor", today=office.today)["months"]
    assert [one["continuous"] for one in found] == [True] * 5


def test_a_series_breaks_where_another_plan_counts_otherwise(two_plans):
    office, _, _ = two_plans
    plan = load_settings().config / "plans" / "2021.toml"
    before = plan.read_text("utf-8")
    try:
        change(plan, "value = \"sum(informed) filter (where classification = 'poor')\"", 'value = "sum(informed)"')
        change(
            plan,
            "count(*) filter (where classification = 'poor')\" }",
            "count(*) filter (where classification = 'poor' and members > 0)\" }",
        )
        _forget()
        context = open_context(office.today)
        first, last = Period.parse("2020-11"), Period.parse("2021-03")
        for figure in ("informed", "poor"):
            found = time_series(context.warehouse, KHE, figure, first, last)
            assert [(one.broken, one.value is None) for one in found] == [(True, True)] * 2 + [(False, False)] * 3
            assert found[0].reason == "kế hoạch 27/KH-UBND tính số liệu này cách khác"
        january = content_of(office, "2021-01")
        assert {line.key: line.previous for line in january.headline}["poor"] is None
        assert all(unit.previous is None for unit in january.units)
        assert all(flow.opening is None for flow in january.flows)
        _draw(january)
    finally:
        plan.write_text(before, "utf-8")
        _forget()
