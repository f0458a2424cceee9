"""A household's traces are sought in the originals by no more child processes than the office allows."""

from __future__ import annotations

from giamngheo.operate.household_files import left_in_shared_folder
from giamngheo.operate.household_traces import Traces, traces_of
from tests.support.office import on_one_engine
from tests.support.one_household import CODE
from tests.support.reading_children import children_that_read


@on_one_engine
def test_a_household_is_sought_by_as_many_children_as_the_office_allows(filled, monkeypatch):
    def seek() -> None:
        traces: Traces = traces_of(filled.context, CODE)
        assert traces.in_originals
        left_in_shared_folder(filled.context, traces)

    assert children_that_read(monkeypatch, seek, workers=1) == 1
