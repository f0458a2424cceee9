"""Libraries that are brought when something of them is asked for."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

from giamngheo.core.late_imports import import_parts_alone, import_when_asked


@pytest.fixture
def library(tmp_path, monkeypatch):
    """A package with one part, not imported yet; gives its name."""
    package = tmp_path / "charts_of_a_test"
    package.mkdir()
    (package / "__init__.py").write_text("colour = 'red'\n")
    (package / "axes.py").write_text("ticks = 5\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield package.name
    for name in [name for name in sys.modules if name.startswith(package.name)]:
        del sys.modules[name]


def run(statement):
    """What names an import statement makes; as text, for no other test has this package."""
    names = {}
    exec(statement, names)
    return names


def is_brought(name):
    return "__path__" in vars(sys.modules[name])


def test_an_import_brings_nothing_and_the_first_question_all(library):
    import_when_asked(library)
    charts = run("import charts_of_a_test as charts")["charts"]
    assert not is_brought(library)
    assert charts.colour == "red"
    assert is_brought(library)
    with pytest.raises(AttributeError, match="no attribute 'size'"):
        _ = charts.size


def test_a_part_of_it_is_imported_as_of_any_package(library):
    import_when_asked(library)
    assert run("from charts_of_a_test.axes import ticks")["ticks"] == 5
    assert is_brought(library)


def test_a_part_by_itself_waits_too(library):
    import_when_asked(f"{library}.axes")
    axes = run("import charts_of_a_test.axes as axes")["axes"]
    assert "ticks" not in vars(sys.modules[f"{library}.axes"])
    assert axes.ticks == 5
    assert "ticks" in vars(sys.modules[f"{library}.axes"])


def test_a_name_out_of_it_is_the_library_s_own(library):
    import_when_asked(library)
    assert run("from charts_of_a_test import colour")["colour"] == "red"


def test_who_looks_at_all_modules_brings_none(library):
    import_when_asked(library)
    inspect.getmodule(inspect.currentframe())
    assert not is_brought(library)


def test_what_has_been_imported_already_stays_as_it_is(library):
    charts = run("import charts_of_a_test as charts")["charts"]
    import_when_asked(library)
    assert sys.modules[library] is charts


def test_a_part_comes_alone_and_the_package_when_something_of_it_is_asked_for(library):
    import_parts_alone(library)
    assert run("from charts_of_a_test.axes import ticks")["ticks"] == 5
    assert "colour" not in vars(sys.modules[library])
    assert run("from charts_of_a_test import colour")["colour"] == "red"
    assert "colour" in vars(sys.modules[library])


def test_a_package_that_has_started_stays_as_it_is(library):
    charts = run("import charts_of_a_test as charts")["charts"]
    import_parts_alone(library)
    assert sys.modules[library] is charts


def test_no_country_but_ours_is_imported_for_its_holidays():
    said = subprocess.run([sys.executable, "-c", _HOLIDAYS], capture_output=True, text=True, check=True).stdout.split()
    assert said == ["False", "holidays.countries.vietnam", "True"]


_HOLIDAYS = """
import datetime as dt, sys
from giamngheo.metadata.working_calendar import CalendarRules, WorkingCalendar
print(WorkingCalendar(CalendarRules(cutoff_day=15, due_working_days=2, report_day=20)).is_working_day(dt.date(2020, 4, 30)))
print(*(name for name in sys.modules if name.startswith("holidays.countries.")))
import holidays
print(dt.date(2020, 7, 4) in holidays.country_holidays("US", years=2020))
"""
