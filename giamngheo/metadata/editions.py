"""A form at a time: which columns and values begin or end (`since`, `until`), and the form as a period has it."""

from __future__ import annotations

from giamngheo.core.period import Period
from giamngheo.metadata.form import Column, Form, Sheet
from giamngheo.metadata.record import is_in_force


def form_at(form: Form, period: Period) -> Form:
    """The form as it is handed out for a period: without what is collected only later, or no longer."""
    sheets = tuple(_sheet_at(sheet, period) for sheet in form.sheets)
    return form if sheets == form.sheets else form.model_copy(update={"sheets": sheets})


def edition_begins(form: Form, period: Period) -> Period | None:
    """The month since which the form is as it is in a period; `None` where it always was so."""
    turns = {turn for sheet in form.sheets for column in sheet.column for turn in _turns(column)}
    return max((turn for turn in turns if turn <= period.last_month), default=None)


def has_editions(form: Form) -> bool:
    """Whether something of it ends, or takes other values at other times."""
    return any(is_dated(column) for sheet in form.sheets for column in sheet.column)


def is_dated(column: Column) -> bool:
    """Whether it ends, or takes other values at other times."""
    return bool(column.until or any(choice.since or choice.until for choice in column.choice))


def is_asked_in(column: Column, period: Period) -> bool:
    return is_in_force(column.since, period, column.until)


def not_asked(sheet: Sheet, period: Period) -> frozenset[str]:
    """Fields that are collected later than in a period, or were earlier: nothing is asked or said of them."""
    return frozenset(column.field for column in sheet.column if not is_asked_in(column, period))


def not_taken(column: Column, period: Period) -> frozenset[str]:
    """Codes of the values that it does not take in a period."""
    return frozenset(one.code for one in column.choice if not is_in_force(one.since, period, one.until))


def _sheet_at(sheet: Sheet, period: Period) -> Sheet:
    gone, columns = not_asked(sheet, period), tuple(_column_at(column, period) for column in sheet.column)
    if not gone and columns == sheet.column:
        return sheet
    rules = (
        rule.model_copy(update={"expect": tuple(expect for expect in rule.expect if not expect.fields & gone)})
        for rule in sheet.rule
        if rule.column not in gone
    )
    return sheet.model_copy(
        update={
            "column": tuple(column for column in columns if column.field not in gone),
            "rule": tuple(rule for rule in rules if rule.expect),
        }
    )


def _column_at(column: Column, period: Period) -> Column:
    """With the values that it takes in a period."""
    gone = not_taken(column, period)
    if not gone:
        return column
    return column.model_copy(update={"choice": tuple(one for one in column.choice if one.code not in gone)})


def _turns(column: Column) -> list[Period]:
    """The first months in which it is asked otherwise than before."""
    dates = [(column.since, column.until), *((choice.since, choice.until) for choice in column.choice)]
    return [
        *(Period.parse(since) for since, _ in dates if since),
        *(Period.parse(until) + 1 for _, until in dates if until),
    ]
