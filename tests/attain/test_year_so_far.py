"""What adds up month by month, and whose target is the year's, is judged by the year so far: against sums over the lists
themselves, month by month."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from giamngheo.attain.indicators import attain, by_indicator
from giamngheo.attain.like_for_like import baseline_for
from giamngheo.attain.period_figures import work_out
from giamngheo.attain.provenance import explanation
from giamngheo.attain.reporting_rates import ReportingRate
from giamngheo.attain.results import months_to_attain
from giamngheo.core.period import Period
from giamngheo.metadata import load_configuration
from tests.attain.test_work_out import listed
from tests.support.config_folder import change
from tests.support.office import office_in
from tests.support.own_classes import own_office

A, B = "18001", "18002"
NEW = """
[[indicator]]
code = "came"
title = "Hộ nghèo phát sinh"
measure = "count"
numerator = "count(*) filter (where change = 'new')"
kind = "flow"
unit_of_measure = "hộ"
target = {target}
better = "{better}"
responsible = "ldtbxh"
article = "mục I"
{more}
"""


@pytest.fixture
def office(tmp_path):
    config = own_office(tmp_path)
    with office_in(tmp_path, config=str(config)) as found:
        yield found


def asked(office, target, better="lower", more=""):
    """The plan asks for it from now on, and for nothing else."""
    plan = office.home / "config" / "plan.toml"
    text = plan.read_text("utf-8")
    first, last = text.index("[[indicator]]"), text.index("# Số liệu kèm báo cáo.")
    plan.write_text(f"{text[:first]}{NEW.format(target=target, better=better, more=more)}\n{text[last:]}", "utf-8")
    load_configuration.cache_clear()


def came(office, unit, **months):
    """How many households came in each month, `m01=2`; of the others there is no report."""
    for month, count in months.items():
        listed(office.context.warehouse, unit, f"2020-{month[1:]}", poor=count + 1, new=count)


def judged(office, period, unit=None):
    at = Period.parse(period)
    warehouse = office.context.warehouse
    values = attain(office.context.configuration.plan_at(at), work_out(warehouse, at), baseline_for(warehouse, at))
    return by_indicator(values, unit)["came"]


def stands(office, period, unit=None):
    found = judged(office, period, unit)
    return found.value, found.status


def month_by_month(office, *months, unit=None):
    """In these months of 2020."""
    return [stands(office, f"2020-{month:02d}", unit) for month in months]


CEILING = '{ sign = "≤", value = 5, per_unit = true }'


def test_a_ceiling_of_the_year_is_held_against_the_year_so_far(office):
    asked(office, CEILING)
    came(office, A, m01=2, m02=1, m03=0, m04=3)
    came(office, B, m01=0, m02=1, m03=1, m04=0)
    assert month_by_month(office, 1, 2, 3, 4) == [
        (2, "on_track"),
        (4, "on_track"),
        (5, "on_track"),
        (8, "missed"),  # 2 + 1 + 1 + 1 + 3: once passed it stays passed
    ]
    assert month_by_month(office, 3, 4, unit=A) == [(3, "on_track"), (6, "missed")]
    assert stands(office, "2020-Q1") == stands(office, "2020-03")  # the same year so far, whatever the period
    assert judged(office, "2020-04").year.missing == {}


@pytest.mark.parametrize(("sign", "last", "end"), [("≤", 1, "attained"), ("≤", 2, "missed"), ("<", 1, "missed")])
def test_it_is_kept_only_when_the_year_is_over(office, sign, last, end):
    asked(office, f'{{ sign = "{sign}", value = 12 }}')
    for unit in (A, B):
        came(office, unit, **{f"m{at:02d}": int(unit == A) for at in range(1, 12)}, m12=last if unit == A else 0)
    assert stands(office, "2020-11") == (11, "on_track")
    assert stands(office, "2020-12") == (11 + last, end)
    assert stands(office, "2020") == (11 + last, end)


def test_a_range_where_less_is_better_and_none_at_all_are_limits_too(office):
    asked(office, '{ sign = "between", value = 1, to = 2 }')
    came(office, A, m01=2, m02=1)
    came(office, B, m01=0, m02=0)
    assert month_by_month(office, 1, 2) == [(2, "on_track"), (3, "missed")]
    asked(office, '{ sign = "=", value = 0 }')
    assert stands(office, "2020-01") == (2, "missed")
    assert stands(office, "2020-01", B) == (0, None)  # binds the whole alone


def test_by_the_years_end_the_sum_is_on_its_way_or_behind(office):
    """12 in the year: 3 by March are a quarter; 2 are not."""
    asked(office, '{ sign = "≥", value = 12, by_year_end = true }', better="higher")
    came(office, A, m01=1, m02=1, m03=0, m04=9)
    came(office, B, m01=1, m02=0, m03=0, m04=1)
    assert month_by_month(office, 1, 2, 3, 4) == [
        (2, "on_track"),
        (3, "on_track"),
        (3, "on_track"),
        (13, "attained"),
    ]
    assert judged(office, "2020-03").attainment == 25.0
    asked(office, '{ sign = "≥", value = 13, by_year_end = true }', better="higher")
    assert stands(office, "2020-03") == (3, "behind")


def test_a_floor_without_it_is_what_each_period_is_to_have(office):
    asked(office, '{ sign = "≥", value = 2 }', better="higher")
    came(office, A, m01=2, m02=1, m03=2)
    came(office, B, m01=0, m02=0, m03=0)
    assert month_by_month(office, 1, 2, 3) == [(2, "attained"), (1, "behind"), (2, "attained")]
    assert judged(office, "2020-03").year is None


def test_a_month_that_is_missing_is_told_and_nothing_is_concluded_without_it(office):
    """B did not report January: kept so far is not known, passed is."""
    asked(office, CEILING)
    came(office, A, m01=2, m02=1, m03=1, m04=2)
    came(office, B, m02=0, m03=0, m04=0)
    assert month_by_month(office, 1, 2, 3, 4) == [
        (2, "not_enough"),
        (3, "not_enough"),
        (4, "not_enough"),
        (6, "missed"),
    ]
    found = judged(office, "2020-03")
    assert found.year.missing == {"2020-01": [B]}
    assert found.coverage == ReportingRate(5, 6)
    own = judged(office, "2020-03", B)
    assert (own.value, own.status, own.coverage, own.year.missing) == (
        0,
        "not_enough",
        ReportingRate(2, 3),
        {"2020-01": [B]},
    )
    assert stands(office, "2020-03", A) == (4, "on_track")  # whose months are all there


def test_what_was_passed_stays_passed_where_a_later_report_is_missing(office):
    asked(office, CEILING)
    came(office, A, m01=6)
    came(office, B, m01=0, m02=0)
    assert stands(office, "2020-02") == (6, "missed")
    assert stands(office, "2020-02", A) == (6, "missed")
    found = judged(office, "2020-02")
    assert found.year.missing == {"2020-02": [A]}
    assert found.reporting_units == 1


def test_the_year_before_is_another_year(office):
    asked(office, CEILING)
    for unit in (A, B):
        listed(office.context.warehouse, unit, "2019-12", poor=9, new=9)
        came(office, unit, m01=1)
    assert stands(office, "2019-12") == (None, "no_data")
    assert stands(office, "2020-01") == (2, "on_track")


@pytest.mark.parametrize(
    "target",
    [CEILING, '{ sign = "≥", value = 5, by_year_end = true }'],
    ids=["ceiling", "by_year_end"],
)
def test_the_year_after_the_last_plans_is_not_judged_by_it(office, target):
    """4 come in January and February 2021, of which no plan says anything: neither kept nor reached."""
    asked(office, target)
    for month in ("2020-12", "2021-01", "2021-02"):
        for unit in (A, B):
            listed(office.context.warehouse, unit, month, poor=2, new=1)
    assert stands(office, "2020-12")[0] == 2
    for month, unit, count in (("2021-02", None, 2), ("2021-02", A, 1), ("2021-Q1", None, None)):
        found = judged(office, month, unit)
        assert (found.value, found.status, found.attainment, found.year) == (None, "no_data", None, None)
        assert found.numerator == count  # of the period itself


def test_what_came_in_mid_year_is_added_up_from_its_first_month(office):
    asked(office, CEILING, more='since = "2020-03"')
    came(office, A, m01=9, m02=9, m03=1, m04=2)
    came(office, B, m01=0, m02=0, m03=0, m04=0)
    found = judged(office, "2020-04")
    assert (found.value, found.status, found.year.since, found.coverage) == (
        3,
        "on_track",
        "2020-03",
        ReportingRate(4, 4),
    )
    assert stands(office, "2020-02") == (None, "no_data")


def test_a_target_that_a_decision_makes_one_of_the_year_is_so_from_its_day_on(office):
    revision = '\n[[indicator.revision]]\nfrom = 2020-03-01\nsource = "Quyết định 1"\nsign = "≤"\nvalue = 5'
    asked(office, '{ sign = "≥", value = 1 }', more=revision)
    came(office, A, m01=2, m02=1, m03=1)
    came(office, B, m01=0, m02=0, m03=0)
    assert month_by_month(office, 2, 3) == [(1, "attained"), (4, "on_track")]


def test_a_correction_of_an_earlier_month_makes_the_later_ones_to_be_worked_out_again(office):
    from tasks.attain import attain as step

    asked(office, CEILING)
    for unit in (A, B):
        came(office, unit, m01=1, m02=1)
    warehouse = office.context.warehouse
    for month in months_to_attain(warehouse):
        step.fn(month, office.today)
    assert months_to_attain(warehouse) == []
    assert stored(warehouse, "2020-02") == (4, "on_track")
    with warehouse.writing() as connection:
        connection.execute(
            sa.text("update submission set superseded_at = received_at where unit = :unit and period = :at"),
            {"unit": A, "at": "2020-01"},
        )
    listed(warehouse, A, "2020-01", poor=4, new=4)
    assert months_to_attain(warehouse) == ["2020-01", "2020-02"]
    step.fn("2020-02", office.today)
    assert stored(warehouse, "2020-02") == (7, "missed")


JOINED = """18001,Xã Hương Đô,xa,1,2019-01-01,2020-02-29,18003,,
18002,Xã Hương Khê,xa,2,2019-01-01,2020-02-29,18003,,
18003,Xã Hương Đô Khê,xa,3,2020-03-01,,,,
"""
LEFT = """18001,Xã Hương Đô,xa,1,2019-01-01,,,,
18002,Xã Hương Khê,xa,2,2019-01-01,2020-02-29,,,x
"""


@pytest.mark.parametrize(
    ("more", "units", "reports"),
    [
        ('since = "2020-03"', "", {A: (1, 2, 3), B: (1, 2, 3)}),
        ("", JOINED, {A: (1, 2), B: (2,), "18003": (3,)}),  # January lacks a part, so that none of it counts
        ("", LEFT, {A: (1, 2, 3), B: (1, 2)}),
    ],
    ids=["came_in_later", "joined_of_parts", "left_the_area"],
)
def test_what_counts_nowhere_in_the_year_so_far_leaves_nothing_to_work_out_again(office, more, units, reports):
    from tasks.attain import attain as step

    table = office.home / "config" / "units.csv"
    if units:
        table.write_text(f"{table.read_text('utf-8').splitlines()[0]}\n{units}", "utf-8")
    asked(office, CEILING, more=more)
    for unit, months in reports.items():
        came(office, unit, **{f"m{at:02d}": 1 for at in months})
    warehouse = office.context.warehouse
    assert months_to_attain(warehouse) == ["2020-01", "2020-02", "2020-03"]
    for month in ("2020-01", "2020-02", "2020-03"):
        step.fn(month, office.today)
    assert months_to_attain(warehouse) == []


def stored(warehouse, month):
    with warehouse.reading() as connection:
        row = connection.execute(
            sa.text("select value, status from attainment where period = :at and unit = '' order by revision desc"),
            {"at": month},
        ).first()
    return row.value, row.status


def told_of(office, period, unit=None):
    """How a figure is explained: its value and target, and of each report what is counted in it."""
    told = explanation(office.context.warehouse, "came", Period.parse(period), unit)
    parts = [(one["unit"], one["period"], one["numerator"]) for one in told["submissions"]]
    return told["value"], told["target"], parts


def test_a_sum_is_explained_by_what_each_report_has_of_it(office):
    asked(office, CEILING)
    came(office, A, m01=2, m02=1, m03=3)
    came(office, B, m01=1, m02=0)
    of_b = [(B, "2020-01", 1), (B, "2020-02", 0)]
    of_all = [(A, "2020-01", 2), (A, "2020-02", 1), (A, "2020-03", 3), *of_b]
    assert told_of(office, "2020-03") == (7, "≤ 5 hộ (cả năm)", of_all)
    assert told_of(office, "2020-03", B) == (1, "≤ 5 hộ (cả năm)", of_b)
    assert told_of(office, "2020-02", B) == (1, "≤ 5 hộ (cả năm)", of_b)


def test_whose_a_sum_is_that_is_explained(office):
    """March is missing of one: two units' reports stand behind the sum all the same."""
    asked(office, CEILING)
    came(office, A, m01=2, m02=1, m03=3)
    came(office, B, m01=1, m02=0)
    names = [
        explanation(office.context.warehouse, "came", Period.parse(f"2020-{at}"), None)["unit_name"]
        for at in ("02", "03")
    ]
    assert names == ["Toàn huyện Thạch Hà", "Cộng 2 đơn vị (5/6 báo cáo tháng)"]


def test_no_report_explains_a_sum_that_it_is_not_in(office):
    """A floor of each period: the quarter's months, from the first that is counted on, of who has the last."""
    asked(office, '{ sign = "≥", value = 1 }', more='since = "2020-02"')
    came(office, A, m01=2, m02=1, m03=3)
    came(office, B, m01=1, m02=1)
    assert told_of(office, "2020-Q1") == (4, "≥ 1 hộ", [(A, "2020-02", 1), (A, "2020-03", 3)])


def test_the_reports_of_what_a_unit_was_explain_its_sum(office):
    """Joined in March of both, it has their months; asked of it they are there, and each has its own part."""
    table = office.home / "config" / "units.csv"
    table.write_text(f"{table.read_text('utf-8').splitlines()[0]}\n{JOINED}", "utf-8")
    asked(office, CEILING)
    for unit, months in {A: {"m01": 2, "m02": 1}, B: {"m02": 3}, "18003": {"m03": 4}}.items():
        came(office, unit, **months)
    parts = [(A, "2020-02", 1), (B, "2020-02", 3), ("18003", "2020-03", 4)]
    for unit in (None, "18003"):
        assert told_of(office, "2020-03", unit) == (8, "≤ 5 hộ (cả năm)", parts)


def as_rate(office, denominator, rows="household"):
    """The same counted as a rate."""
    plan = office.home / "config" / "plan.toml"
    below = f'measure = "rate"\ndenominator = "{denominator}"\ndenominator_rows = "{rows}"'
    change(plan, 'measure = "count"', below)
    change(plan, 'unit_of_measure = "hộ"\ntarget', 'unit_of_measure = "%"\ntarget')
    load_configuration.cache_clear()


def lists(office, unit, *months):
    """Of each month, from January on, how many poor households are listed, and how many of them came."""
    for at, (poor, new) in enumerate(months, start=1):
        listed(office.context.warehouse, unit, f"2020-{at:02d}", poor=poor, new=new)


@pytest.mark.parametrize("target", [CEILING, '{ sign = "≥", value = 1 }'], ids=["of_the_year", "of_each_period"])
def test_a_rate_is_of_the_list_as_it_is_at_the_end(office, target):
    """Three come each month to a list of 11, 14, 17: of the 17 nine came; month after month counted again it would be 42."""
    asked(office, target)
    as_rate(office, "count(*) filter (where classification = 'poor')")
    lists(office, A, (11, 3), (14, 3), (17, 3))
    lists(office, B, (10, 1), (10, 1))
    quarter = judged(office, "2020-Q1")
    assert (quarter.numerator, quarter.denominator) == (9, 17)
    assert quarter.coverage == ReportingRate(3, 6)  # of who lacks the last month nothing is counted
    assert judged(office, "2020-Q1", B).value is None
    february = judged(office, "2020-02")
    of_months = (3 + 3 + 1 + 1, 14 + 10) if target == CEILING else (3 + 1, 14 + 10)
    assert (february.numerator, february.denominator) == of_months
    _, _, parts = told_of(office, "2020-Q1")
    assert parts == [(A, "2020-01", 3), (A, "2020-02", 3), (A, "2020-03", 3)]
    told = explanation(office.context.warehouse, "came", Period.parse("2020-Q1"), None)
    assert [one["denominator"] for one in told["submissions"]] == [None, None, 17]


def test_a_rate_of_all_households_is_of_those_of_the_last_month(office):
    asked(office, CEILING)
    as_rate(office, "sum(households)", rows="cover")
    lists(office, A, (11, 3), (14, 3))
    with office.context.warehouse.writing() as connection:
        rows = [{"submission_id": at, "row": 0, "households": 100 * at} for at in (1, 2)]
        connection.execute(sa.insert(office.context.warehouse.rows["cover"]), rows)
    assert (judged(office, "2020-02").numerator, judged(office, "2020-02").denominator) == (6, 200)


def test_a_rate_of_the_changes_adds_up_both(office):
    asked(office, CEILING)
    as_rate(office, "count(*) filter (where change in ('new', 'relapsed'))")
    lists(office, A, (11, 3), (14, 3), (17, 3))
    lists(office, B, (10, 1), (10, 1))
    assert (judged(office, "2020-03").numerator, judged(office, "2020-03").denominator) == (11, 11)
