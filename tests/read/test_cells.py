"""Cells are read by declared rules, never guessed."""

import datetime as dt
import math
import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giamngheo.core.text import tidy
from giamngheo.metadata.form import Column
from giamngheo.read.cells import read_day, read_half, read_month, read_number, read_quarter, read_year, reader
from giamngheo.read.error_values import ERROR_OF_NUMBER


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1.771", 1771), ("50,0", 50), (" 2 ", 2), ("1.234,5", 1234.5), ("-3", -3), ("−3", -3), (3, 3), (2.5, 2.5),
        ("1,234", 1.234), ("00012", 12),
    ],
)  # fmt: skip
def test_numbers_in_vietnamese_notation(cell, value):
    assert read_number(cell) == (value, None)


@pytest.mark.parametrize(
    "cell", ["1.5", "1.77", "2 người", "25%", "--", "1E3", "ba", "1,2,3", "12.34.567", "#N/A", "١"]
)
def test_text_that_is_no_number_is_kept_as_text(cell):
    assert read_number(cell) == (None, cell)


def test_true_is_no_number():
    assert read_number(True)[0] is None


@pytest.mark.parametrize("cell", ["", "  ", None, "\u00a0", "-", "–"])
def test_nothing_is_nothing(cell):
    assert read_number(cell) == (None, None)


@pytest.mark.parametrize(
    "cell",
    [
        "03/2020", "3/2020", "Tháng 3 năm 2020", "T3/2020", "2020-03", "THÁNG 3/2020", "kỳ tháng 3 năm 2020",
        "15/03/2020", dt.date(2020, 3, 1), dt.datetime(2020, 3, 31, 5), "2020-03-01", "03-2020",
    ],
)  # fmt: skip
def test_months(cell):
    assert read_month(cell) == ("2020-03", None)


@pytest.mark.parametrize(
    "cell", ["13/2020", "Quý I/2020", 43891.0, 3.202, "tháng ba", "03/20", "01/01/1899", dt.date(1899, 12, 30)]
)
def test_what_is_no_month(cell):
    assert read_month(cell)[0] is None
    assert read_month(cell)[1]


@pytest.mark.parametrize(
    ("read", "code", "cells"),
    [
        (
            read_quarter,
            "2026-Q1",
            (
                "Quý I/2026",
                "quý 1 năm 2026",
                "QUÝ I NĂM 2026",
                "Q1/2026",
                "Quý I 2026",
                "2026-Q1",
                "kỳ báo cáo quý I/2026",
            ),
        ),
        (read_quarter, "2026-Q4", ("Quý IV/2026", "quý 4-2026", "Q4 2026")),
        (read_half, "2026-H1", ("6 tháng đầu năm 2026", "Sáu tháng đầu năm 2026", "2026-H1")),
        (read_half, "2026-H2", ("6 tháng cuối năm 2026",)),
        (read_year, "2026", ("2026", "Năm 2026", 2026, 2026.0)),
    ],
)
def test_longer_periods(read, code, cells):
    assert {read(cell) for cell in cells} == {(code, None)}


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (read_quarter, "03/2026"), (read_quarter, "1/2026"), (read_quarter, "Quý V/2026"), (read_quarter, "quý 2026"),
        (read_half, "6 tháng năm 2026"), (read_half, "Quý I/2026"), (read_year, "1/2026"), (read_year, "1899"),
        (read_quarter, dt.date(2026, 3, 1)),
    ],
)  # fmt: skip
def test_what_is_no_period_of_its_kind_is_said_not_guessed(read, cell):
    value, text = read(cell)
    assert value is None
    assert text


def test_days():
    assert read_day("14/03/2020") == (dt.date(2020, 3, 14), None)
    assert read_day("ngày 14 tháng 03 năm 2020") == (dt.date(2020, 3, 14), None)
    assert read_day("31/02/2020")[0] is None
    assert read_day(43904.0)[0] is None


def test_a_long_text_is_not_kept_in_memory(form):
    read = reader(form.tables["household"].columns["note"], form)
    text = "rất dài " * 100
    before = sys.getrefcount(text)
    assert read(text)[0] == text.strip()
    assert sys.getrefcount(text) == before


def test_codes_keep_their_zeros_and_lose_the_decimals_of_a_spreadsheet(form):
    read_code = reader(Column(field="code", heading="Mã", type="code"), form)
    assert read_code("00123") == ("00123", None)
    assert read_code(186040001.0) == ("186040001", None)
    assert read_code(186040001) == ("186040001", None)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (912345678, "0912345678"),
        (2393845123.0, "02393845123"),
        ("912345678", "912345678"),
        (True, "True"),
        (None, None),
    ],
)
@pytest.mark.parametrize("kind", ["text", "code"])
def test_a_telephone_number_typed_as_a_number_gets_its_zero_back(form, kind, cell, text):
    column = Column(field="telephone", heading="Điện thoại", type=kind, leading_zero=True)
    assert reader(column, form)(cell) == (text, None)


@pytest.mark.parametrize(
    "cell", ["18604 0001", "18604.0001", "18604-0001", "186 040 001", "'186040001", "186040001.0", "１８６０４０００１"]
)
def test_a_code_is_its_digits_however_they_are_set_apart(form, cell):
    assert reader(Column(field="code", heading="Mã hộ", type="code"), form)(cell) == ("186040001", None)


@pytest.mark.parametrize("cell", ["18604/0001", "18604,0001", "18604x0001", "18 6040001", "Mã 186040001"])
def test_a_code_with_anything_else_stays_as_it_is(form, cell):
    assert reader(Column(field="code", heading="Mã hộ", type="code"), form)(cell) == (cell, None)


@pytest.mark.parametrize("cell", ["x", "X ", "×", "✓", "✔", "v", "V", "có", "CÓ", "1", 1, 1.0, True])
def test_marks_that_say_yes(form, cell):
    assert reader(form.tables["household"].columns["clean_water"], form)(cell) == (True, None)


@pytest.mark.parametrize("cell", ["", None, 0, 0.0, "0", "không", "FALSE", False, "-"])
def test_marks_that_say_no(form, cell):
    assert reader(form.tables["household"].columns["clean_water"], form)(cell) == (False, None)


@pytest.mark.parametrize("cell", ["?", "2", "xx", "chưa", "(x)", "khong", "y"])
def test_marks_that_say_neither(form, cell):
    value, text = reader(form.tables["household"].columns["clean_water"], form)(cell)
    assert value is None
    assert text


@pytest.mark.parametrize(
    ("cell", "code"),
    [("Nghèo", "poor"), ("Hộ nghèo", "poor"), ("HỘ CẬN NGHÈO", "near_poor"), (" cận  nghèo ", "near_poor")],
)
def test_classes(form, cell, code):
    assert reader(form.tables["household"].columns["classification"], form)(cell) == (code, None)


def test_a_class_without_diacritics_is_not_guessed(form):
    assert reader(form.tables["household"].columns["classification"], form)("can ngheo") == (
        None,
        "can ngheo",
    )


@pytest.mark.parametrize(
    "cell", [*ERROR_OF_NUMBER.values(), "#SPILL!", "#CALC!", "#BLOCKED!", "#BUSY!", "#FIELD!", "#CONNECT!", "Err:502"]
)
def test_an_error_is_no_text(form, cell):
    code = Column(field="code", heading="Mã", type="code")
    assert reader(code, form)(f" {cell} ") == (None, None)


# ---------------------------------------------------------------- whatever is typed

TYPED = st.one_of(
    st.text(),
    st.text("0123456789.,-–− +xX/()đ%'\u00a0\u202e\u200bE", max_size=14),
    st.from_regex(r"(?:ngày |tháng |T)?\d{1,4}[-/. ]\d{1,2}(?:[-/. ]\d{2,4})?", fullmatch=True),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(),
    st.times(),
)


def test_whatever_is_typed_is_a_value_or_said_and_never_both(form):
    columns = {column.type: column for sheet in form.sheets for column in sheet.column}
    readers = [reader(column, form) for column in columns.values()]

    @settings(max_examples=500, deadline=None)
    @given(cell=TYPED)
    def holds(cell):
        for read in readers:
            value, text = read(cell)
            assert value is None or text is None
            assert text != ""

    holds()


@settings(max_examples=300, deadline=None)
@given(cell=TYPED.filter(lambda cell: isinstance(cell, str)))
def test_of_what_is_accepted_no_digit_is_lost_or_added(cell):
    number, day, month = read_number(cell)[0], read_day(cell)[0], read_month(cell)[0]
    if number is not None:
        whole, _, decimals = tidy(cell).partition(",")
        assert float(f"{_digits(whole)}.{_digits(decimals) or 0}") == abs(number)
        assert (tidy(cell)[0] in "-−") == (math.copysign(1, number) < 0)
    if day is not None:
        parts = {int(part) for part in re.findall("[0-9]+", tidy(cell))}
        assert {day.day, day.month} <= parts
        assert {day.year, day.year % 100} & parts
    if month is not None:
        parts = {int(part) for part in re.findall("[0-9]+", tidy(cell))}
        assert {int(month[5:])} <= parts
        assert {int(month[:4]), int(month[2:4])} & parts


def _digits(text: str) -> str:
    return "".join(re.findall("[0-9]", text))


@settings(max_examples=300, deadline=None)
@given(number=st.one_of(st.integers(-(10**8), 10**8), st.floats(-1e8, 1e8).map(lambda one: round(one, 3))))
def test_a_number_as_people_write_it_is_the_number(number):
    english = f"{number:,}" if isinstance(number, int) else f"{number:,.3f}"
    vietnamese = english.replace(",", " ").replace(".", ",").replace(" ", ".")
    assert read_number(vietnamese) == (number, None) == read_number(vietnamese.replace(".", " "))
