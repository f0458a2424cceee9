"""Records are known by their value: equal ones have equal hashes, and a copy works everything out anew."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel

from giamngheo.metadata import load_configuration
from giamngheo.metadata.unit import Unit
from tests.conftest import PROJECT


def again(configuration):
    load = load_configuration.__wrapped__
    assert load(PROJECT / "config") is not configuration
    return load(PROJECT / "config")


def test_equal_records_are_one_key(configuration):
    other = again(configuration)
    assert other == configuration
    assert hash(other) == hash(configuration)
    assert {configuration.form: 1}[other.form] == 1
    assert dict.fromkeys(configuration.units) == dict.fromkeys(other.units)


def test_what_is_equal_is_walked_through_once(configuration, monkeypatch):
    """A form read again is another object in every look into a cache: what it holds is compared once, not each time."""
    other, looked = again(configuration), []
    assert configuration.form == other.form
    monkeypatch.setattr(BaseModel, "__eq__", lambda *records: looked.append(records))
    assert all(configuration.form == other.form for _ in range(3))
    assert not looked


def test_other_records_are_told_apart_below_what_is_hashed(configuration):
    form = configuration.form
    title, *others = form.sheets
    changed = form.model_copy(update={"sheets": (title.model_copy(update={"name": f"{title.name} (cũ)"}), *others)})
    assert hash(changed) == hash(form)
    assert changed != form


def test_a_unit_is_known_by_its_code_and_first_day():
    old = Unit(code="18604", name="Xã Thạch Khê", type="xa", order=1, valid_to=dt.date(2024, 12, 31))
    new = old.model_copy(update={"valid_from": dt.date(2025, 7, 1), "valid_to": None})
    assert old.key == ("18604", dt.date.min)
    assert new.key == ("18604", dt.date(2025, 7, 1))
    assert len({old, new, old.model_copy()}) == 2


def test_keys_tell_all_units_apart(configuration):
    assert len({unit.key for unit in configuration.units}) == len(configuration.units)


def test_the_calendar_and_the_register_are_made_once(configuration):
    assert configuration.working_calendar is configuration.working_calendar
    assert configuration.unit_register is configuration.unit_register


def test_a_changed_copy_forgets_what_was_worked_out(configuration):
    rules = configuration.calendar.model_copy(update={"extra_holidays": frozenset({dt.date(2020, 3, 18)})})
    assert configuration.working_calendar.is_working_day(dt.date(2020, 3, 18))
    changed = configuration.model_copy(update={"calendar": rules})
    assert not changed.working_calendar.is_working_day(dt.date(2020, 3, 18))
    assert configuration.working_calendar.is_working_day(dt.date(2020, 3, 18))
