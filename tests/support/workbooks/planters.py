"""Makers of planters: each plants one kind of defect in a book and tells its place."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from tests.support.workbooks.form import (
    COVER,
    LIST,
    MODELS,
    MOVED_IN,
    NEAR_POOR,
    NEW,
    POOR,
    RESOURCES,
    UNCHANGED,
    Book,
    Row,
)
from tests.support.workbooks.layout import cover_row, message_of, row_of, sheet_name
from tests.support.workbooks.months import model, resource


class Place(NamedTuple):
    """Where a finding must point, as the sender sees it; None where the defect has no row or column."""

    sheet: str
    row: int | None = None
    column: str | None = None


Planter = Callable[[Book, "Book | None"], Place]


def place_of(one: Book, index: int, name: str, sheet: str = LIST) -> Place:
    """The place of one field of household (or model, story, resource) number `index`."""
    return Place(sheet_name(one, sheet), row_of(one, index, sheet), message_of(one, name, sheet))


def place_on_cover(one: Book, label: str) -> Place:
    return Place(sheet_name(one, COVER), cover_row(one, label), "B")


def steady(row: Row) -> bool:
    return row["classification"] in (POOR, NEAR_POOR) and row["change"] == UNCHANGED


def steady_poor(row: Row) -> bool:
    return steady(row) and row["classification"] == POOR


def just_come(row: Row) -> bool:
    return row["change"] in (NEW, MOVED_IN)


def pick(one: Book, *wanted: Callable[[Row], bool]) -> int:
    """The index of a household in the middle of those for which the first fulfillable wish holds."""
    for wish in wanted:
        found = [index for index, row in enumerate(one.households) if wish(row)]
        if found:
            return found[len(found) // 2]
    raise ValueError("the book has no household in which this defect can be planted")


def household_with(name: str, value: Any, *wanted: Callable[[Row], bool], **also: Any) -> Planter:
    """Sets `name` (and what `also` says) of one household; a callable value gets the row."""

    def plant(one: Book, _previous: Book | None) -> Place:
        index = pick(one, *(wanted or (steady,)))
        row = one.households[index]
        row.update(also)
        row[name] = value(row) if callable(value) else value
        return place_of(one, index, name)

    return plant


def cover_with(label: str, value: Any, also: Mapping[str, Any] | None = None) -> Planter:
    def plant(one: Book, _previous: Book | None) -> Place:
        one.cover |= dict(also or {}) | {label: value}
        return place_on_cover(one, label)

    return plant


def without_sheet(sheet: str) -> Planter:
    def plant(one: Book, _previous: Book | None) -> Place:
        one.drop_sheets = (*one.drop_sheets, sheet)
        return Place(sheet_name(one, sheet))

    return plant


def without_column(name: str) -> Planter:
    def plant(one: Book, _previous: Book | None) -> Place:
        one.drop_columns = (*one.drop_columns, name)
        return Place(sheet_name(one, LIST))

    return plant


def headed(name: str, heading: str) -> Planter:
    """Another heading for a column of the list."""

    def plant(one: Book, _previous: Book | None) -> Place:
        one.headings[name] = heading
        return Place(sheet_name(one, LIST))

    return plant


def without_label(label: str) -> Planter:
    def plant(one: Book, _previous: Book | None) -> Place:
        one.cover[label] = None
        return Place(sheet_name(one, COVER))

    return plant


def _sheet_with(sheet: str, name: str, value: Any, spare: Callable[[], Row]) -> Planter:
    """Sets `name` in the last row of a small sheet, which gets a `spare` row if it has none."""

    def plant(one: Book, _previous: Book | None) -> Place:
        rows = one.rows(sheet)
        if not rows:
            rows.append(spare())
        rows[-1][name] = value
        return place_of(one, len(rows) - 1, name, sheet)

    return plant


def model_with(name: str, value: Any) -> Planter:
    return _sheet_with(MODELS, name, value, lambda: model("2020-01", random.Random(0)))


def resource_with(name: str, value: Any) -> Planter:
    return _sheet_with(RESOURCES, name, value, lambda: resource(random.Random(0)))
