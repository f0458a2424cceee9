"""Leaves out violations that only follow from another one: one cause, one finding."""

from __future__ import annotations

from collections.abc import Iterator

from expectations.violations import Place, Violation
from giamngheo.check.batch import Batch


def without_consequences(violations: list[Violation], batch: Batch) -> Iterator[Violation]:
    """What is left to say.

    Nothing beside a rule that is `final`, none about a field that could not be read, and none that `follows` another
    at the same place, or in the workbook as a whole.
    """
    final = {
        violation.submission
        for violation in violations
        if violation.rule.final and not _reads_nothing(violation, set(), batch)
    }
    unreadable = {
        (violation.place, violation.field) for violation in violations if violation.rule.unreadable and violation.field
    }
    at_row = {(violation.place, violation.rule.code) for violation in violations}
    of_whole = {
        (violation.submission, violation.rule.code) for violation in violations if _speaks_of_the_whole(violation)
    }
    anywhere = {(violation.submission, violation.rule.code) for violation in violations}
    for violation in violations:
        if violation.submission in final and not violation.rule.final:
            continue
        if not violation.rule.unreadable and _reads_nothing(violation, unreadable, batch):
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


def _reads_nothing(violation: Violation, unreadable: set[tuple[Place, str]], batch: Batch) -> bool:
    """Whether a field that the rule looks at has no value here: an unreadable cell, or no such column."""
    absent = any((violation.submission, violation.table, field) in batch.absent for field in violation.fields)
    return absent or any((violation.place, field) in unreadable for field in violation.fields)
