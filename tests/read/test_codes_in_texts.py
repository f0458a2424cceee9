"""A household's code in what people write: in groups or not, and never a piece of a longer number."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from giamngheo.metadata.settings import load_settings
from giamngheo.read.workbook import codes_in, holds_code, with_codes

CODE = "186040001"
NAMED = [
    "tách từ hộ 186040001.",
    "hộ18604-0001",
    "18604 0001",
    "18604\N{NO-BREAK SPACE}0001",
    "186.040.001",
    "18604\N{EN DASH}0001, ông Thử",
    "'186040001",
    "186040001 và 186040002",
    "18604 0002 18604 0001",
    "186040002-186040001",
    "186040001.0",
]
NOT_NAMED = [
    "số CCCD 042186040001",
    "186040001234",
    "186.040.001.234",
    "7.186.040.001.234",
    "012 18604 0001 234",
    "18604,0001",
    "18604/0001",
    "186 04 0001",
    "",
]


def found(text):
    return {one.code for one in codes_in(text)}


@pytest.mark.parametrize("text", NAMED)
def test_it_is_found_and_another_name_takes_its_whole_place(text):
    assert CODE in found(text)
    told = with_codes(text, {CODE: "an-x"}.get)
    assert "an-x" in told
    assert CODE not in found(told)
    assert with_codes(text, lambda _: None) == text


@pytest.mark.parametrize("text", NOT_NAMED)
def test_what_is_part_of_something_else_is_no_code(text):
    assert CODE not in found(text)
    assert with_codes(text, {CODE: "an-x"}.get) == text


@pytest.mark.parametrize(("text", "held"), [*((text, True) for text in NAMED), *((text, False) for text in NOT_NAMED)])
def test_an_original_is_looked_through_by_the_same_rule(text, held, home):  # noqa: ARG001
    workbook, file = openpyxl.Workbook(), BytesIO()
    workbook.active.append(["x", text])
    workbook.save(file)
    assert holds_code(file.getvalue(), "a.xlsx", CODE, load_settings().limits) is held
