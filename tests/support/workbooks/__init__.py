"""Makes communes' workbooks of form BC-GN-01 for the tests and the benchmark.

A `Book` is what a commune means to send, in plain values; `layout` says in which cell each of them stands,
`write` and `fast_write` put those cells into a file, `expected_figures` says what they add up to, and
`break_rule` plants one defect and tells its place. Nothing here is taken from the product: it is a second
opinion on the form, and all names are invented.
"""

from tests.support.workbooks.figures import district_figures, expected_figures
from tests.support.workbooks.form import (
    COVER,
    ESCAPED,
    ESCAPED_NEAR,
    HOUSEHOLD_FIELDS,
    LEFT,
    LIST,
    MODELS,
    MOVED_IN,
    MOVED_OUT,
    NEAR_POOR,
    NEW,
    POOR,
    RELAPSED,
    REMOVED,
    RESOURCES,
    STORIES,
    TO_NEAR_POOR,
    TO_POOR,
    UNCHANGED,
    Book,
    Row,
)
from tests.support.workbooks.layout import columns, cover_of, cover_row, message_of, row_of, total_line_of, total_row
from tests.support.workbooks.months import book, merged, month_of, next_book, told_book
from tests.support.workbooks.planters import Place
from tests.support.workbooks.planting import NEED_PREVIOUS, PLANTERS, break_rule, rule_of
from tests.support.workbooks.writing import fast_write, path_in, write, write_month

__all__ = [
    "COVER",
    "ESCAPED",
    "ESCAPED_NEAR",
    "HOUSEHOLD_FIELDS",
    "LEFT",
    "LIST",
    "MODELS",
    "MOVED_IN",
    "MOVED_OUT",
    "NEAR_POOR",
    "NEED_PREVIOUS",
    "NEW",
    "PLANTERS",
    "POOR",
    "RELAPSED",
    "REMOVED",
    "RESOURCES",
    "STORIES",
    "TO_NEAR_POOR",
    "TO_POOR",
    "UNCHANGED",
    "Book",
    "Place",
    "Row",
    "book",
    "break_rule",
    "columns",
    "cover_of",
    "cover_row",
    "district_figures",
    "expected_figures",
    "fast_write",
    "merged",
    "message_of",
    "month_of",
    "next_book",
    "path_in",
    "row_of",
    "rule_of",
    "told_book",
    "total_line_of",
    "total_row",
    "write",
    "write_month",
]
