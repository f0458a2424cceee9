"""The oracle: what a book's figures must be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.support.workbooks.form import (
    ESCAPED,
    ESCAPED_NEAR,
    MOVED_IN,
    MOVED_OUT,
    NEAR_POOR,
    NEW,
    POOR,
    RELAPSED,
    REMOVED,
    TO_NEAR_POOR,
    TO_POOR,
    Book,
    Row,
)
from tests.support.workbooks.layout import cover_of
from tests.support.workbooks.typed import folded, marked, number, plain

CHANGES = {
    "change_new": NEW,
    "change_relapsed": RELAPSED,
    "change_escaped_poverty": ESCAPED,
    "change_to_near_poor": TO_NEAR_POOR,
    "change_escaped_near_poverty": ESCAPED_NEAR,
    "change_to_poor": TO_POOR,
    "change_moved_in": MOVED_IN,
    "change_moved_out": MOVED_OUT,
    "change_removed": REMOVED,
}


def expected_figures(one: Book) -> dict[str, int | float]:
    """The figures that a valid book stands for, under the keys of `giamngheo figures --json`."""
    poor = [row for row in one.households if _is(row["classification"], POOR)]
    near = [row for row in one.households if _is(row["classification"], NEAR_POOR)]
    borrowers = [row for row in poor if marked(row.get("loan_received"))]
    cover = cover_of(one)
    figures: dict[str, int | float] = {
        "households": number(cover.get("Tổng số hộ")),
        "people": number(cover.get("Tổng số nhân khẩu")),
        "poor": len(poor),
        "near_poor": len(near),
        "social_poor": _count(poor, "social_protection"),
        "poor_members": _sum(poor, "members"),
        "near_poor_members": _sum(near, "members"),
        "insured_poor": _sum(poor, "insured"),
        "insured_near_poor": _sum(near, "insured"),
        "loan_need": _count(poor, "loan_needed"),
        "loan_received": _count(borrowers, "loan_needed"),
        "loan_amount": _sum(borrowers, "loan_amount"),
        "education_deprived": _sum(poor, "children_deprived"),
        "education_supported": _sum(poor, "children_supported"),
        "informed": _sum(poor, "informed"),
        "water_and_sanitation": _count(poor, "clean_water", "hygienic_latrine"),
        "temporary_housing": _count(poor, "temporary_housing"),
        "models": sum(_is(row["status"], "Đang phát triển") for row in one.models),
        "resources": _sum(one.resources, "amount"),
        "stories_public": _count(one.stories, "consent"),
    }
    return figures | {key: sum(_is(row["change"], change) for row in one.households) for key, change in CHANGES.items()}


def district_figures(books: Iterable[Book]) -> dict[str, int | float]:
    """The sums of `expected_figures` over several units."""
    units = [expected_figures(one) for one in books]
    return {key: plain(sum(figures[key] for figures in units)) for key in units[0]}


def _is(value: Any, label: str) -> bool:
    return folded(value).removeprefix("hộ ") == folded(label)


def _sum(rows: Iterable[Row], name: str) -> int | float:
    return plain(sum(number(row.get(name)) for row in rows))


def _count(rows: Iterable[Row], *names: str) -> int:
    return sum(all(marked(row.get(name)) for name in names) for row in rows)
