"""One workbook: read, judged by its own content alone, and marked; nothing is stored."""

from __future__ import annotations

import logging
import traceback
from dataclasses import replace

from commands.precheck.records import Prechecked
from expectations.judge import judge
from giamngheo.check.batch import Item, batches_of
from giamngheo.check.verdicts import verdicts_of
from giamngheo.context import Context
from giamngheo.core.errors import Unforeseen
from giamngheo.core.formats import day
from giamngheo.core.period import Period
from giamngheo.feedback.annotate import AnnotatedWorkbook, CannotBeAnnotated, Outcome, annotated_workbook
from giamngheo.feedback.returned_workbook import about, if_right
from giamngheo.metadata.form import Form
from giamngheo.read.workbook import Reading, container_limits, read_workbook

log = logging.getLogger("giamngheo.precheck")


def checked(context: Context, data: bytes, file: str) -> Prechecked:
    form, others = context.configuration.form, context.configuration.other_forms
    reading = read_workbook(data, file, form, context.settings.limits, *others)
    found = judged(context, reading)
    return replace(found, marked=_marked(context, data, reading, found)) if found.findings else found


def judged(context: Context, reading: Reading) -> Prechecked:
    """Without the warehouse: what a unit reported before is told nobody, whose name ever he writes on a cover."""
    configuration = context.configuration
    [batch] = batches_of([Item(0, None, reading)], configuration, None, context.clock.today)
    [verdict] = verdicts_of(batch, judge(batch))
    period = Period.parse(verdict.period) if verdict.period else None
    is_open = any(not finding.is_explained for finding in verdict.findings)
    return Prechecked(
        verdict.status,
        configuration.senders.name(verdict.unit, period) if verdict.unit else "",
        about(context, batch.form, period) if period else "",
        _verdict(verdict.status, is_open),
        tuple(_next_steps(verdict.status, is_open, batch.form, reading.is_readable, _due(context, period))),
        tuple(verdict.findings),
    )


def _verdict(status: str, is_open: bool) -> str:
    if status == "accepted":
        return (
            "Xét riêng tệp này thì sẽ được nhận; có chỗ cần xem lại."
            if is_open
            else "Xét riêng tệp này thì sẽ được nhận."
        )
    return "Tệp này sẽ bị trả lại." if status == "rejected" else "Tệp này chưa đọc được."


def _due(context: Context, period: Period | None) -> str:
    """The common due day; whether its unit was given a later one, or has reported already, is nobody's business here."""
    return f", hạn nộp {day(context.configuration.working_calendar.days_of(period).due)}" if period else ""


def _next_steps(status: str, is_open: bool, form: Form, is_readable: bool, due: str) -> list[str]:
    lay = f"Đặt tệp vào thư mục của {form.senders_noun}{due}."
    if status != "accepted":
        told = "Sửa những chỗ được nêu"
        told += (
            "; trong tệp đánh dấu các ô ấy được tô màu, ghi chú trong ô nói sai gì, sửa thế nào" if is_readable else ""
        )
        return [f"{told}.", "Lưu tệp, kiểm tra lại ở trang kiểm tra trước.", lay]
    if is_open:
        return [f"Xem lại những chỗ được nêu: số liệu sai thì sửa; đúng thì {if_right(form)}.", lay]
    return [lay]


def _marked(context: Context, data: bytes, reading: Reading, found: Prechecked) -> AnnotatedWorkbook | None:
    """A defect that it sets off keeps nobody from what was found."""
    own, limits = context.configuration, container_limits(context.settings.limits)
    form = own.with_comparisons(own.form_of(reading.form))
    outcome = Outcome(found.unit, found.about, f"Kiểm tra trước khi nộp. {found.verdict}", found.next_steps)
    try:
        return annotated_workbook(data, reading.file, found.findings, outcome, form, limits)
    except CannotBeAnnotated:
        return None
    except Exception as error:
        log.error("%s\n%s", Unforeseen(error), "".join(traceback.format_tb(error.__traceback__)))
        return None
