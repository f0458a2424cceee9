"""Drawn official forms of several invented offices, read back: every line balances, and the parts come to the whole."""

from __future__ import annotations

import io
from collections import Counter

import openpyxl
import pytest

from giamngheo.core.period import Period
from giamngheo.metadata.official import official_forms
from giamngheo.report.official import official_tables, official_workbook
from tests.support.config_folder import change
from tests.support.office import office_in
from tests.support.own_classes import AVERAGE, TO_AVERAGE, UNITS, own_office, with_average, with_own_ways
from tests.support.workbooks import (
    ESCAPED,
    LEFT,
    MOVED_OUT,
    NEAR_POOR,
    NEW,
    POOR,
    TO_NEAR_POOR,
    TO_POOR,
    book,
    told_book,
)

MONTHS = ("2019-12", "2020-01", "2020-02", "2020-03")
DIED, SPLIT = "Chết", "Tách hộ"
# Month → household (its place in the first list; the first 5 are poor, 5 more near-poor) → class and change.
COMMON = {
    "2020-01": {0: (NEAR_POOR, TO_NEAR_POOR), 1: (LEFT, ESCAPED), 5: (POOR, TO_POOR), 10: (POOR, NEW)},
    "2020-02": {0: (POOR, TO_POOR), 2: (LEFT, MOVED_OUT), 6: (LEFT, MOVED_OUT)},
    "2020-03": {11: (NEAR_POOR, NEW), 5: (NEAR_POOR, TO_NEAR_POOR)},
}
OWN = {
    "2020-01": {3: (LEFT, DIED), 12: (POOR, SPLIT)},
    "2020-02": {7: (LEFT, DIED), 13: (NEAR_POOR, SPLIT)},
    "2020-03": {12: (LEFT, DIED)},
}
WITH_AVERAGE = {
    "2020-01": {4: (AVERAGE, TO_AVERAGE), 8: (AVERAGE, TO_AVERAGE)},
    "2020-02": {4: (POOR, TO_POOR), 14: (AVERAGE, NEW)},
    "2020-03": {8: (NEAR_POOR, TO_NEAR_POOR)},
}
# What the office declares → the moves that it may tell beside the common ones.
CASES = {
    "own ways out of any class": ((("died", ""), ("split", "")), OWN),
    "own ways, said to be no escape": ((("died", 'reported_as = "other"'), ("split", 'reported_as = "new"')), OWN),
    "a third class": (None, WITH_AVERAGE),
}
KEYS = {POOR: "poor", NEAR_POOR: "near_poor", AVERAGE: "average"}


def lists(unit, name, more):
    found = [book(unit, name, MONTHS[0], poor=5, near_poor=5, seed=unit)]
    spare = book(unit, name, MONTHS[0], poor=20, near_poor=0, seed="spare").households
    for month in MONTHS[1:]:
        found.append(told_book(found[-1], COMMON[month] | more[month], spare))
    return found


def stocks(one):
    return Counter(KEYS[row["classification"]] for row in one.households if row["classification"] in KEYS)


def people(one, classification):
    return sum(row["members"] for row in one.households if row["classification"] == classification)


@pytest.fixture(scope="module", params=list(CASES))
def drawn(request, tmp_path_factory):
    """(period → the workbook read back, the books of each unit, which case)."""
    ways, more = CASES[request.param]
    config = own_office(tmp_path_factory.mktemp("balances"))
    if ways is None:
        with_average(config)
    else:
        with_own_ways(config, dict(ways))
    change(
        config / "levels.toml",
        '{ code = "xa", name = "Xã", short = ["X"] }',
        '{ code = "xa", name = "Xã", urban = true }',
    )
    books = {unit: lists(unit, name, more) for unit, name in UNITS}
    with office_in(config.parent, config=str(config)) as office:
        for at, month in enumerate(MONTHS):
            office.collect_accepted(month, [own[at] for own in books.values()])
        context, read = office.context, {}
        for code in (*MONTHS[1:], "2020-Q1"):
            period = Period.parse(code)
            forms = official_forms(context.configuration.last_day_of(period))
            tables = official_tables(context.warehouse, period, forms, ["7.1", "7.2", "7.3"])
            data = official_workbook(tables, context.configuration, forms, period)
            read[code] = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        yield read, books, request.param


def lines(sheet):
    """Name of a unit or a total → its first line's numbers."""
    found = {}
    for row in sheet.iter_rows(min_row=10):
        if row[1].value and all(isinstance(cell.value, int | float | None) or cell.value == "Hộ" for cell in row[2:]):
            found[row[1].value] = [cell.value if cell.value != "" else None for cell in row[2:] if cell.value != "Hộ"]
    return found


@pytest.mark.parametrize("period", [*MONTHS[1:], "2020-Q1"])
@pytest.mark.parametrize(("number", "key"), [("7.2", "poor"), ("7.3", "near_poor")])
def test_every_line_balances_and_the_units_come_to_the_total(drawn, number, key, period):
    read, books, _ = drawn
    first, last = (1, 3) if period == "2020-Q1" else (MONTHS.index(period),) * 2
    found = lines(read[period][f"Mẫu {number}"])
    assert set(found) == {name for _, name in UNITS} | {"TỔNG CỘNG"}
    for numbers in found.values():
        known = [number or 0 for number in numbers]
        assert known[0] - sum(known[1:4]) + sum(known[4:8]) == known[8]
        assert [at for at, number in enumerate(numbers) if number is None] == ([5] if key == "near_poor" else [])
    for unit, name in UNITS:
        assert (found[name][0], found[name][8]) == (stocks(books[unit][first - 1])[key], stocks(books[unit][last])[key])
    sums = [sum(found[name][at] or 0 for _, name in UNITS) for at in range(9)]
    assert [number or 0 for number in found["TỔNG CỘNG"]] == sums


def test_what_the_one_form_lets_go_the_other_takes_in(drawn):
    read, *_ = drawn
    poor, near_poor = (lines(read["2020-Q1"][f"Mẫu {number}"])["TỔNG CỘNG"] for number in ("7.2", "7.3"))
    assert (poor[1], near_poor[1]) == (near_poor[4], poor[4])
    assert min(poor[1], poor[4]) > 0


def test_an_own_way_is_where_the_office_says(drawn):
    read, _, case = drawn
    poor = lines(read["2020-Q1"]["Mẫu 7.2"])["TỔNG CỘNG"]
    escaped, other_out, new, other_in = poor[2], poor[3], poor[6], poor[7]
    assert (escaped, other_out, new, other_in) == {
        "own ways out of any class": (2, 6, 2, 2),
        "own ways, said to be no escape": (2, 6, 4, 0),
        "a third class": (4, 2, 4, 0),
    }[case]


def test_the_third_class_is_there_where_the_office_has_it_and_else_blank(drawn):
    read, books, case = drawn
    found = lines(read["2020-01"]["Mẫu 7.1"])
    assert set(found) == {name for _, name in UNITS} | {"Khu vực thành thị", "TỔNG CỘNG"}
    for name, numbers in found.items():
        own = [books[unit][1] for unit, said in UNITS if name == said or name not in dict(UNITS).values()]
        if case != "a third class":
            assert [numbers[at] for at in (6, 7, 12, 13)] == [None] * 4
            continue
        households, of_class = sum(one.total_households for one in own), sum(stocks(one)["average"] for one in own)
        members, everybody = sum(people(one, AVERAGE) for one in own), sum(one.total_people for one in own)
        assert (numbers[0], numbers[1], numbers[6], numbers[12]) == (households, everybody, of_class, members)
        assert (numbers[7], numbers[13]) == pytest.approx((of_class / households * 100, members / everybody * 100))
        assert of_class == 2 * len(own)
