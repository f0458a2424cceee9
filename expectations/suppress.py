"""Leaves out violations that only follow from another one: one cause, one finding."""

from __future__ import annotations

from collections.abc import Iterator, Set

from expectations.violations import Violation
from giamngheo.check.batch import Batch

_EVERY_ROW = -1
_Spot = tuple[int, str | None, int, str | None]


def without_consequences(violations: list[Violation], batch: Batch) -> Iterator[Violation]:
    """What is left to say.

    Nothing beside a rule that is `final`, none about a field that could not be read, and none that `follows` another
    at the same place, or in the workbook as a whole.
    """
    unreadable = {spot for violation in violations if violation.rule.unreadable for spot in _spots(violation, batch)}
    unreadable |= {
        (*violation.place[:2], _EVERY_ROW, violation.field) for violation in violations if violation.rule.whole_column
    }
    final = {
        violation.submission
        for violation in violations
        if violation.rule.final and not _reads_nothing(violation, unreadable, batch)
    }
    at_row = {(violation.place, violation.rule.code) for violation in violations}
    of_whole = {
        (violation.submission, violation.rule.code) for violation in violations if _speaks_of_the_whole(violation)
    }
    anywhere = {(violation.submission, violation.rule.code) for violation in violations}
    for violation in violations:
        if violation.submission in final and not violation.rule.final:
            continue
        is_first_to_say = violation.rule.unreadable or violation.rule.whole_column
        if not is_first_to_say and _reads_nothing(violation, unreadable, batch):
            continue
        whole = of_whole if violation.row else anywhere
        if any(
            (violation.place, code) in at_row or (violation.submission, code) in whole
            for code in violation.rule.follows
        ):
            continue
        yield violation


def _speaks_of_the_whole(violation: Violation) -> bool:
    return violation.frame in {"workbook", "sheet", "part", "cover"}


def _spots(violation: Violation, batch: Batch) -> Iterator[_Spot]:
    """The cell that a violation points to, as the frames know it: of a cover they know no row."""
    located = batch.located.get((violation.submission, violation.table))
    is_cover = located is not None and located.sheet.layout == "labels"
    submission, sheet, row = violation.place
    if violation.field:
        yield submission, sheet, 0 if is_cover else row, violation.field


def _reads_nothing(violation: Violation, unreadable: Set[_Spot], batch: Batch) -> bool:
    """Whether a field that the rule looks at has no value here: an unreadable cell or column, or no such column."""
    submission, sheet, row = violation.place
    return any(
        (submission, violation.table, field) in batch.absent
        or (submission, sheet, row, field) in unreadable
        or (submission, sheet, _EVERY_ROW, field) in unreadable
        for field in violation.fields
    )
