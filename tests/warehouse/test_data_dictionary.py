"""The data dictionary is up to date, and says of everything what it is."""

from __future__ import annotations

import re

from giamngheo.warehouse import schema
from giamngheo.warehouse.data_dictionary import NAME, data_dictionary
from giamngheo.warehouse.views import VIEWS
from tests.conftest import PROJECT


def test_the_page_is_up_to_date(configuration):
    """Otherwise: `make docs`."""
    assert (PROJECT / "docs" / NAME).read_text(encoding="utf-8") == data_dictionary(configuration)


def test_everything_stands_on_it_with_a_meaning(configuration):
    page = data_dictionary(configuration)
    rows = {
        cells[0].strip(): cells
        for line in page.splitlines()
        if line.startswith("| `") and (cells := line[1:-1].split(" | "))
    }
    views = [one.name for view in VIEWS for one in view.columns]
    fields = [column.field for sheet in configuration.sheets for column in sheet.column]
    codes = [*configuration.plan.figure_by_key, *(one.code for one in configuration.plan.indicator)]
    for name in (*views, *fields, *codes, *schema.metadata.tables):
        assert any(cell.strip() for cell in rows[f"`{name}`"][1:]), name
    for _, rule in configuration.form.rules:
        assert re.search(rf"^\| {rule.code} \| .+ \| .+ \|$", page, re.MULTILINE), rule.code
