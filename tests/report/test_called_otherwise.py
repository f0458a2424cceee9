"""A near-poor household that is poor again and is told as «Tái nghèo», as the form's rules allow (X402): tables of movements have it
where it came from, figures count the word. Each says so, and no two counts have one name."""

from __future__ import annotations

import copy
import datetime as dt
import tomllib

import pytest

from giamngheo.core.period import Period
from giamngheo.report.compose import draft
from giamngheo.report.documents import document_of
from giamngheo.report.documents.tables import flows as flow_table
from giamngheo.report.explanation import explained
from tests.conftest import PROJECT
from tests.support.office import office_in
from tests.support.recipients import with_few_recipients
from tests.support.workbooks import NEAR_POOR, POOR, RELAPSED, TO_POOR, UNCHANGED, book, write_month

MARCH = Period.parse("2020-03")
SAID = "Trong số hộ chuyển giữa hai diện, báo cáo của đơn vị ghi 2 hộ là tái nghèo."
PLANS = sorted(path.relative_to(PROJECT) for path in PROJECT.glob("**/config/plan.toml") if "var" not in path.parts)


def march_of(february):
    """Three near-poor households became poor: two are told to have relapsed; a fourth relapsed from no list."""
    now = copy.deepcopy(february)
    now.period = "2020-03"
    near_poor = [row for row in now.households if row["classification"] == NEAR_POOR]
    for row in now.households:
        row["change"] = UNCHANGED
    for row, change in zip(near_poor, (RELAPSED, RELAPSED, TO_POOR), strict=False):
        row.update(classification=POOR, change=change)
    more = copy.deepcopy(now.households[0]) | {
        "household_code": "186049001",
        "change": RELAPSED,
        "classification": POOR,
    }
    now.households.append(more)
    return now


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("called")
    february = book("18604", "Xã Thạch Khê", "2020-02", poor=6, near_poor=9)
    with office_in(folder, config=str(with_few_recipients(folder))) as office:
        for one in (february, march_of(february)):
            write_month(office.inbox, [one])
            office.today = f"{Period.parse(one.period) + 1}-20"
            office.collect(one.period)
            assert office.statuses(one.period)["18604"] == "accepted"
        warehouse = office.context.warehouse
        contents = {
            code: draft(warehouse, Period.parse(code), 1, dt.date(2020, 4, 20)).content
            for code in ("2020-02", "2020-03")
        }
        yield warehouse, contents


def test_the_table_says_how_many_of_those_that_changed_class_are_told_otherwise(told):
    march = told[1]["2020-03"]
    (flow,) = march.flows
    assert (flow.relapsed, flow.to_poor, flow.called) == (1, 3, {"relapsed": 2})
    assert SAID in flow_table(march).note
    assert any(SAID in table.note for table in document_of(march, "giam-ngheo").appendices)


def test_where_none_is_told_otherwise_nothing_is_said_nor_kept(told):
    february = told[1]["2020-02"]
    assert "báo cáo của đơn vị ghi" not in flow_table(february).note
    assert "called" not in february.flows[0].model_dump()


def test_the_figure_counts_the_word_and_is_called_so(told):
    found = explained(told[0], "change_relapsed", MARCH, None)
    assert (found["title"], found["value"]) == ("Ghi là tái nghèo", 3)
    found = explained(told[0], "change_to_poor", MARCH, None)
    assert (found["title"], found["value"]) == ("Ghi là chuyển sang nghèo", 1)


@pytest.mark.parametrize("path", PLANS, ids=str)
def test_in_no_plan_a_figure_is_called_as_a_column_of_movements_that_counts_otherwise(path, told):
    figures = tomllib.loads((PROJECT / path).read_text(encoding="utf-8"))["figures"]["household"]
    titles = {figures[key]["title"].lower() for key in figures if key.startswith("change_")}
    classes = told[1]["2020-03"].classes
    columns = {title.lower() for title in (*classes.total_in.values(), *classes.total_inside.values())}
    assert len(PLANS) >= 3
    assert not titles & columns
