"""A third class of households, by configuration alone: from the form's column to the stored rows, the movements, the tables,
the sentences, Excel and Word. What it must come to is worked out here from the lists themselves."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections import Counter

import openpyxl
import pytest

from expectations.outgoing import require_agreement
from giamngheo.core.period import Period
from giamngheo.feedback.form import form_workbook, prefilled
from giamngheo.metadata.classes import classes_before
from giamngheo.metadata.official import official_forms
from giamngheo.report.compose import draft
from giamngheo.report.compose.changes import changes_between
from giamngheo.report.content import Publication
from giamngheo.report.documents import document_of, small_counts
from giamngheo.report.official import official_tables
from giamngheo.report.render.files import report_files
from giamngheo.report.wording import sentences
from tests.support.office import office_in
from tests.support.own_classes import (
    AVERAGE,
    ESCAPED_AVERAGE,
    TO_AVERAGE,
    UNITS,
    own_office,
    with_average,
)
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
CODES = {POOR: "poor", NEAR_POOR: "near_poor", AVERAGE: "average"}
# Month → household (its place in the first list) → class and change; others stay as they were.
MOVES = {
    "2020-01": {0: (AVERAGE, TO_AVERAGE), 1: (NEAR_POOR, TO_NEAR_POOR), 4: (AVERAGE, TO_AVERAGE), 2: (LEFT, ESCAPED)},
    "2020-02": {0: (NEAR_POOR, TO_NEAR_POOR), 4: (LEFT, ESCAPED_AVERAGE), 5: (POOR, TO_POOR), 8: (AVERAGE, NEW)},
    "2020-03": {8: (LEFT, MOVED_OUT), 0: (AVERAGE, TO_AVERAGE), 6: (POOR, TO_POOR), 9: (POOR, NEW)},
}


def lists(unit, name):
    """The workbooks in the order of the months, each following from the one before."""
    found = [book(unit, name, MONTHS[0], poor=4, near_poor=4)]
    spare = book(unit, name, MONTHS[0], poor=10, near_poor=0, seed="spare").households
    for month in MONTHS[1:]:
        found.append(told_book(found[-1], MOVES[month], spare))
    return found


def classes_of(one):
    """Household → class, of those on the list."""
    return {
        row["household_code"]: CODES[row["classification"]] for row in one.households if row["classification"] in CODES
    }


def went(before, now):
    """(class or nothing, class or nothing) → households, by comparing two lists: without a look at any change."""
    then, after = classes_of(before), classes_of(now)
    return Counter((then.get(code), after.get(code)) for code in {*then, *after} if then.get(code) != after.get(code))


@pytest.fixture(scope="module", params=[True, False], ids=["counted", "not counted"])
def month_by_month(request, tmp_path_factory):
    """Content of each month's report, the lists, the form that is handed out for April, whether the total counts the class."""
    folder = tmp_path_factory.mktemp("classes")
    config = own_office(folder)
    with_average(config, counted=request.param)
    books = {unit: lists(unit, name) for unit, name in UNITS}
    with office_in(folder, config=str(config)) as office:
        for at, month in enumerate(MONTHS):
            office.collect_accepted(month, [own[at] for own in books.values()])
        context = office.context
        contents = {
            month: draft(context.warehouse, Period.parse(month), 1, dt.date(2020, 4, 20)).content
            for month in (*MONTHS[1:], "2020-Q1")
        }
        april, unit = Period.parse("2020-04"), context.units.get("18001", Period.parse("2020-04"))
        form = form_workbook(context.configuration, unit, april, prefilled(context.warehouse, "18001", april))
        tables = official_tables(
            context.warehouse, Period.parse("2020-02"), official_forms(dt.date(2020, 2, 14)), ["7.2", "7.3"]
        )
        yield contents, books, form, request.param, tables


def spans(content):
    """The places of the lists before and at the end of a report's period."""
    last = MONTHS.index(content.months[-1])
    return MONTHS.index(content.months[0]) - 1, last


def moves_in(books, first, last):
    """All that moved between the lists of two months, step by step."""
    return sum((went(own[at], own[at + 1]) for own in books.values() for at in range(first, last)), Counter())


@pytest.mark.parametrize("period", [*MONTHS[1:], "2020-Q1"])
def test_each_class_balances_as_the_lists_say(month_by_month, period):
    contents, books, *_ = month_by_month
    first, last = spans(contents[period])
    moved = moves_in(books, first, last)
    found = {flow.key: flow for flow in contents[period].class_flows}
    assert list(found) == ["poor", "near_poor", "average"]
    for code, flow in found.items():
        opening, closing = (
            sum(list(classes_of(own[at]).values()).count(code) for own in books.values()) for at in (first, last)
        )
        assert (flow.opening, flow.closing, flow.gap) == (opening, closing, 0)
        for other in set(CODES.values()) - {code}:
            assert flow.came.get(f"from_{other}", 0) == moved[other, code], (code, other)
            assert flow.left.get(f"to_{other}", 0) == moved[code, other], (code, other)
        own = {key: value for key, value in flow.came.items() if not key.startswith("from_")}
        assert sum(own.values()) == moved[None, code]
        gone = {key: value for key, value in flow.left.items() if not key.startswith("to_")}
        assert sum(gone.values()) == moved[code, None]


@pytest.mark.parametrize("period", [*MONTHS[1:], "2020-Q1"])
def test_the_total_counts_the_classes_that_are_said_to_count(month_by_month, period):
    contents, books, _, counted, _ = month_by_month
    content = contents[period]
    require_agreement(content)
    first, last = spans(content)
    of_total = {"poor", "near_poor"} | ({"average"} if counted else set())
    opening, closing = (
        sum(code in of_total for own in books.values() for code in classes_of(own[at]).values()) for at in (first, last)
    )
    moved = moves_in(books, first, last)
    flow = content.district_flow
    assert (flow.opening, flow.closing, flow.balances, flow.gap) == (opening, closing, True, 0)
    assert flow.came == sum(n for (a, b), n in moved.items() if a not in of_total and b in of_total)
    assert flow.went == sum(n for (a, b), n in moved.items() if a in of_total and b not in of_total)
    assert flow.inside == sum(n for (a, b), n in moved.items() if a in of_total and b in of_total)


def test_the_class_stands_in_figures_tables_sentences_and_files(month_by_month):
    contents, books, _, counted, _ = month_by_month
    content = contents["2020-01"]
    number = sum(list(classes_of(own[1]).values()).count("average") for own in books.values())
    assert number == 4
    assert content.district.stock("average") == number
    assert [unit.stock("average") for unit in content.units] == [2, 2]
    said = " ".join((*sentences.headline(content), *sentences.flows(content)))
    assert "Có 4 hộ có mức sống trung bình" in said
    assert (
        "Hộ có mức sống trung bình: đầu kỳ 0 hộ; tăng 4 hộ (2 từ nghèo chuyển sang, 2 từ cận nghèo chuyển sang); "
        "giảm 0 hộ; cuối kỳ 4 hộ." in said
    )
    assert ("Tổng số hộ nghèo, hộ cận nghèo và hộ có mức sống trung bình" in said) == counted
    document = document_of(content, "giam-ngheo")
    by_unit = next(table for table in document.sheets if table.key == "units")
    assert [column.key for column in by_unit.columns][-3:] == ["average", "average_rate", "social_poor"]
    files = {file.kind: file.data for file in report_files(content)}
    excel = openpyxl.load_workbook(io.BytesIO(files["excel"]))
    assert "Biến động theo diện" in excel.sheetnames
    word = zipfile.ZipFile(io.BytesIO(files["word"])).read("word/document.xml").decode()
    assert "mức sống trung bình" in word


def test_a_few_households_of_the_class_are_not_published(month_by_month):
    publication = Publication(small_counts_below=5, receivers=[], of_households=[])
    table = small_counts.units(month_by_month[0]["2020-01"], publication)
    keys = [column.key for column in table.columns]
    assert [row[keys.index(key)] for row in table.rows for key in ("average", "average_rate")] == [
        small_counts.HIDDEN
    ] * 4


def test_the_states_forms_balance_without_the_class(month_by_month):
    """They know the poor and the near-poor: who comes from another list is new there, who goes to one has escaped."""
    _, books, _, _, (poor, near_poor) = month_by_month
    for code, table in (("poor", poor), ("near_poor", near_poor)):
        assert not any("đối chiếu biến động" in note for note in table.notes)
        for row in (row for row in table.rows if row.line == 0):
            listed = list(classes_of(books[row.unit.code][2]).values()).count(code)
            assert (row.balances, row.values["closing"]) == (True, listed)


def test_the_next_form_hands_on_the_class(month_by_month):
    _, books, form, *_ = month_by_month
    sheet = openpyxl.load_workbook(io.BytesIO(form))["Danh sách hộ"]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert cells.count(AVERAGE) == list(classes_of(books["18001"][3]).values()).count("average") == 1


def test_a_class_declared_later_is_no_change_of_an_older_report(month_by_month):
    """What was not counted then has not changed; what both count is compared as ever."""
    new = month_by_month[0]["2020-02"]
    old = new.model_copy(
        update={
            "classes": classes_before(),
            "district": new.district.model_copy(update={"more": {}, "poor": new.district.poor + 1}),
            "units": [line.model_copy(update={"more": {}}) for line in new.units],
            "flows": [flow.model_copy(update={"more_in": {}, "more_out": {}, "more_inside": {}}) for flow in new.flows],
        }
    )
    for earlier, later in ((old, new), (new, old)):
        assert [(one.code, one.key) for one in changes_between(earlier, later)] == [("", "poor")]
