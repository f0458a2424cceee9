"""Two expressions that count the same are one, however they are written."""

from __future__ import annotations

import pytest

from giamngheo.metadata.expression_terms import terms_of_expression

POOR = "count(*) filter (where classification = 'poor')"
MEMBERS, INSURED = (f"sum({field}) filter (where classification = 'poor')" for field in ("members", "insured"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (POOR, "COUNT( * )  FILTER(WHERE classification='poor')"),
        (f"coalesce({MEMBERS}, 0) - coalesce({INSURED}, 0)", f"-({INSURED}) + ({MEMBERS})"),
        (f"{POOR} + {POOR}", f"2 * {POOR}"),
        (f"{MEMBERS} - ({MEMBERS} - {INSURED})", INSURED),
    ],
)
def test_what_counts_the_same_has_the_same_terms(one: str, other: str):
    assert terms_of_expression(one) == terms_of_expression(other)


def test_what_is_taken_away_stands_below_nought():
    terms = terms_of_expression(f"coalesce({MEMBERS}, 0) - 3 * coalesce({INSURED}, 0)")
    assert sorted(terms.values()) == [-3.0, 1.0]
    assert terms_of_expression(POOR) != terms_of_expression(POOR.replace("poor", "near_poor"))
