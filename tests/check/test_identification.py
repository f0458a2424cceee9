"""Whose report a workbook says it is, and for which month."""

from __future__ import annotations

import pytest

from giamngheo.check import identification
from giamngheo.check.identification import unit_and_period
from giamngheo.read.workbook import Reading


@pytest.mark.parametrize("period", ["2020-03", None])
@pytest.mark.parametrize("unit", ["18604", None])
def test_each_is_told_by_itself(configuration, monkeypatch, unit, period):
    said = {"unit": unit, "period": period}
    monkeypatch.setattr(identification, "cover_text", lambda _reading, name, _form: said[name])
    assert unit_and_period(Reading("a.xlsx"), configuration) == (unit, period)


def test_a_provisional_code_is_its_unit_also_where_the_month_cannot_be_read(configuration, monkeypatch):
    provisional = configuration.provisional_codes[0]
    said = {"unit": provisional.code, "period": None}
    monkeypatch.setattr(identification, "cover_text", lambda _reading, name, _form: said[name])
    assert unit_and_period(Reading("a.xlsx"), configuration) == (provisional.stands_for, None)
