"""Check: judge the workbooks of one month together, and write down the verdict on each."""

from __future__ import annotations

import logging
from threading import Lock

from giamngheo.check.verdicts import Verdict, verdicts_of, write_verdicts
from giamngheo.context import open_context
from giamngheo.store.submissions import to_compare_again
from tasks.support.opened import batches_from, forget_batch
from tasks.support.step import step, without_the_broken

log = logging.getLogger("giamngheo.check")
_JUDGING = Lock()  # Great Expectations keeps what it works with in one place for all threads


def to_check_again(today: str) -> list[int]:
    """What is in force on another form, and has to be compared with a main report that has come or changed."""
    return [one.id for one in to_compare_again(open_context(today).warehouse)]


@step("kiểm tra", "kiểm tra kỳ {month}")
def check(month: str, submissions: list[int], today: str) -> list[int]:
    """Every rule of its form on every row of each workbook; gives the submissions that met an unforeseen error."""
    from expectations.judge import judge  # takes seconds to import: not before it is needed

    context = open_context(today)
    forget_batch(context, submissions)

    def verdicts_on(some: tuple[int, ...]) -> list[Verdict]:
        return [one for batch in batches_from(context, some) for one in verdicts_of(batch, judge(batch))]

    with _JUDGING:
        verdicts, broken = without_the_broken(verdicts_on, submissions)
    write_verdicts(context.warehouse, verdicts, context.rules_version, context.clock.now)
    accepted = sum(verdict.status == "accepted" for verdict in verdicts)
    warnings = sum(finding.severity == "warning" for verdict in verdicts for finding in verdict.findings)
    log.info(
        "Kiểm tra kỳ %s: %d báo cáo đạt, %d bị trả lại, %d lưu ý.",
        month or "(không đọc được)",
        accepted,
        len(verdicts) - accepted,
        warnings,
    )
    return broken
