"""Two years in one office: each figure of each period equals what plain loops count from the books that were sent."""

from __future__ import annotations

import dataclasses
import re

import pytest
import sqlalchemy as sa

from commands.attainment import attainment
from commands.figures import figures
from commands.series import series
from giamngheo.core.period import Period
from giamngheo.report.documents import document_of
from giamngheo.report.publish import find_report
from giamngheo.warehouse.schema import attainment as stored
from tests.support.office import told
from tests.support.two_years import oracle
from tests.support.two_years.office import DOCUMENTS, two_years
from tests.support.two_years.sent import MISSING, months, parts_of, units_of

pytestmark = pytest.mark.long

MONTHS = months("2026-01")
QUARTERS = [f"{year}-Q{number}" for year in (2026, 2027) for number in (1, 2, 3, 4)]
STOCKS = ("households", "poor", "near_poor")
PERIODS = [*MONTHS, *QUARTERS, "2026", "2027"]


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with two_years(tmp_path_factory.mktemp("two-years")) as found:
        found.live()
        yield found


@pytest.mark.parametrize("period", PERIODS)
def test_every_figure_is_what_the_books_say(office, capsys, period):
    found = told(capsys, figures, period, today=office.today)
    expected = oracle.figures_of(period, office.in_force)
    whole = oracle.summed(expected)
    assert found["units"].keys() == expected.keys()
    for own, numbers in ((found["district"], whole), *((found["units"][unit], expected[unit]) for unit in expected)):
        assert {key: own[key] for key in own if own[key] is not None} == {
            key: pytest.approx(numbers[key]) for key in own if key in numbers
        }


@pytest.mark.parametrize("period", PERIODS)
def test_every_indicator_is_judged_as_the_plan_of_its_time_says(office, capsys, period):
    values = []
    for by_unit in (False, True):
        values += told(capsys, attainment, period, by_unit=by_unit, today=office.today)["values"]
    found = {(one["unit"], one["indicator"]): one for one in values}
    expected = oracle.judged(period, office.in_force)
    assert found.keys() == expected.keys()
    for key, one in expected.items():
        own = found[key]
        got = oracle.Judged(
            *(own[name] for name in ("numerator", "denominator", "value", "target")),
            own.get("target_to"),
            own["status"],
        )
        assert got == _nearly(one), key


def test_the_two_years_hold_every_kind_of_verdict(office):
    """Else the test above would hold less than it says."""
    whole = [oracle.judged(period, office.in_force) for period in PERIODS]
    statuses = {one.status for found in whole for one in found.values()}
    assert statuses == {None, "attained", "on_track", "behind", "missed", "not_enough", "no_cases", "no_data"}
    assert {one.target for found in whole for key, one in found.items() if key == (None, "poverty_reduction")} == {
        0.5,
        0.3,
        0.4,
    }
    assert {found[None, "poverty_reduction"].to for found in whole} == {None, 0.6}


def _nearly(one):
    return oracle.Judged(
        *(None if number is None else pytest.approx(number) for number in (one.numerator, one.denominator, one.value)),
        one.target,
        one.to,
        one.status,
    )


def test_what_is_stored_of_each_month_is_the_same(office):
    """Also of those whose baseline, or whose own report, came or was corrected afterwards."""
    last = (
        sa.select(stored.c.period, sa.func.max(stored.c.revision).label("revision"))
        .group_by(stored.c.period)
        .subquery()
    )
    is_last = sa.and_(stored.c.period == last.c.period, stored.c.revision == last.c.revision)
    names = ("period", "unit", "indicator", "numerator", "denominator", "value", "target", "target_to", "status")
    with office.context.warehouse.reading() as connection:
        rows = connection.execute(sa.select(*(stored.c[name] for name in names)).join(last, is_last)).all()
    found = {(period, unit or None, indicator): oracle.Judged(*rest) for period, unit, indicator, *rest in rows}
    expected = {
        (month, *key): _nearly(one) for month in MONTHS for key, one in oracle.judged(month, office.in_force).items()
    }
    assert {key: one for key, one in found.items() if key[0] in MONTHS} == expected


def test_each_month_is_whole_but_for_the_reports_that_never_came(office):
    for month in MONTHS:
        missing = {unit: "missing" for unit, then in MISSING if then == month}
        assert office.statuses(month) == dict.fromkeys(units_of(month), "accepted") | missing, month


def test_workbooks_of_the_earlier_edition_came_back(office):
    assert office.refused == {"18002": ["C213"], "18003": ["M501"]}


def content_of(office, period):
    return find_report(office.context, Period.parse(period), None).content


def test_each_report_said_what_was_known_on_its_day(office):
    assert list(office.published) == [
        *("2026-Q1", "2026-Q2", "2026-Q3", "2026-12", "2026-Q4", "2027-01"),
        *("2027-Q1", "2027-Q2", "2027-Q3", "2027-12", "2027-Q4"),
    ]
    for period, books in office.published.items():
        content = content_of(office, period)
        whole = oracle.summed(oracle.figures_of(period, books))
        assert [getattr(content.district, key) for key in STOCKS] == [whole[key] for key in STOCKS]
        expected = oracle.judged(period, books)
        for item in content.attainment:
            one = expected[None, item.indicator]
            assert (item.value, item.target, item.target_to, item.status) == (
                None if one.value is None else pytest.approx(one.value),
                one.target,
                one.to,
                one.status,
            ), (period, item.indicator)


def test_reports_of_the_first_year_are_drawn_again_to_the_byte(office):
    """After the merger, the new edition, the new plan, the new standard and the corrections."""
    assert len(office.drawn) == 5
    for period, files in office.drawn.items():
        assert len(files) == 4
        assert office.files(period) == files, period


NOT_COMPARED = "không so sánh với số theo chuẩn cũ của tháng 12 năm 2026"
BY_NEW = "Số để so sánh của tháng 12 năm 2026 là số rà soát theo chuẩn mới."
SAID_OF_2026 = (  # what the plan says is by the new standard
    NOT_COMPARED,
    BY_NEW,
    "so với cuối năm 2026 (số ghi trong kế hoạch)",
    "chưa có căn cứ so sánh, vì số cuối năm 2026 theo chuẩn nghèo cũ",
    "Thực hiện Kế hoạch số 31/KH-UBND ngày 18/01/2027 về giảm nghèo năm 2027",
)


@pytest.mark.parametrize("period", ["2027-01", "2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4", "2027-12"])
def test_no_sentence_compares_across_the_break(office, period):
    """But with what the plan itself says of its baseline, by the new standard."""
    content = content_of(office, period)
    said = [text for code in DOCUMENTS for text in texts(document_of(content, code))]
    explained = [sentence for sentence in (NOT_COMPARED, BY_NEW) if any(sentence in text for text in said)]
    assert explained == [BY_NEW if content.is_baseline_stated else NOT_COMPARED], (
        "where a report is missing, the lists' own"
    )
    assert [text for text in map(_but_known, said) if re.search(r"(so với|so sánh|tăng|giảm)[^;.]*2026", text)] == []
    assert not any("vì chưa đủ báo cáo của kỳ đó" in text for text in said), "all of December reported"
    assert {item.baseline for item in content.attainment} == {None}
    assert {unit.baseline for unit in content.units} == {None}


@pytest.mark.parametrize("period", ["2027-01", "2027-Q1"])
def test_the_first_period_after_the_break_is_compared_with_none(office, period):
    content = content_of(office, period)
    assert content.previous_title is None
    assert {item.previous for item in content.attainment} == {unit.previous for unit in content.units} == {None}
    assert {flow.opening for flow in (*content.flows, content.district_flow)} == {None}
    assert content.class_flows == content.class_flows_of_year == content.moves == []


def _but_known(text):
    for known in SAID_OF_2026:
        text = text.replace(known, "")
    return text


def texts(node):
    """All that a document says."""
    if isinstance(node, str):
        yield node
    elif dataclasses.is_dataclass(node):
        yield from texts([getattr(node, one.name) for one in dataclasses.fields(node)])
    elif isinstance(node, list | tuple):
        for part in node:
            yield from texts(part)


@pytest.mark.parametrize("unit", ["18001", "18005"])
def test_a_series_is_marked_at_the_break_and_goes_over_the_merger(office, capsys, unit):
    def points(last, figure):
        found = told(capsys, series, unit, "2025-12", last, figure, today=office.today)["months"]
        return {one["period"]: one for one in found}

    def counted(last, figure):
        """Nothing where one of the parts is missing."""
        parts = {month: [(part, month) for part in parts_of(unit, month, last)] for month in months(last=last)}
        return {
            month: sum(oracle.of_book(office.in_force[key])[figure] for key in keys)
            if office.in_force.keys() >= set(keys)
            else None
            for month, keys in parts.items()
        }

    for last, figure in (("2026-12", "poor"), ("2027-12", "people")):
        assert {month: one["value"] for month, one in points(last, figure).items()} == counted(last, figure)
    over = points("2027-12", "poor")
    assert [month for month, one in over.items() if one["continuous"]] == months("2027-01")
    assert "áp dụng chuẩn nghèo giai đoạn 2027–2030" in over["2026-12"]["reason"]
