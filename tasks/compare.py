"""Compare: what offices say of the units beside what the units report, once everything that came is stored."""

from __future__ import annotations

import logging

from giamngheo.check.comparison import compare as compare_reports
from giamngheo.check.comparison import no_longer_compared
from giamngheo.context import open_context
from giamngheo.store.deadlines import closed_months
from tasks.support.step import step

log = logging.getLogger("giamngheo.check")


@step("so sánh", "so sánh báo cáo của cơ quan với đơn vị")
def compare(today: str) -> None:
    """Both senders of a difference are told of it; run again, it changes nothing."""
    context = open_context(today)
    differences = compare_reports(
        context.warehouse, context.clock.now, closed_months(context.warehouse, context.clock.today)
    )
    units = {(one.period, one.unit) for one in differences}
    log.info("So sánh: %d chỗ khác nhau giữa cơ quan và đơn vị, ở %d báo cáo đơn vị.", len(differences), len(units))


def is_compared(today: str) -> bool:
    """Whether the office collects a form whose numbers are compared, or what was found when it did still stands."""
    context = open_context(today)
    if any(form.comparisons for form in context.configuration.other_forms):
        return True
    return bool(no_longer_compared(context.warehouse, closed_months(context.warehouse, context.clock.today)))
