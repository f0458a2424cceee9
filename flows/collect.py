"""Collect: each working morning, from the shared folder to stored figures: receive → read → check → store → attain."""

from __future__ import annotations

from prefect import flow

from flows.run.context import run_context_of, write_line
from flows.run.due import require_morning
from flows.run.final_state import final_state, finish, finish_wholly, occupied
from flows.run.notify import notify_units, require_notified
from flows.run.requests import CollectOrder, codes_of
from flows.run.task_runner import side_by_side
from giamngheo.context import open_context
from giamngheo.metadata.reporting_schedule import collected_month
from giamngheo.operate.erasure import repeat_erasures
from tasks.attain import attain, to_attain
from tasks.check import to_check_again
from tasks.compare import compare, is_compared
from tasks.impact import impact_of_all
from tasks.intake import intake
from tasks.overview import overview
from tasks.read import labels, units_together
from tasks.receive import receive
from tasks.support.failing import require_all_read


@flow(name="Thu thập", flow_run_name="Thu thập hằng ngày")
@final_state
def collect(yêu_cầu: CollectOrder = CollectOrder()) -> str:  # noqa: B008 - the form's defaults
    """Nhận tệp các đơn vị nộp, kiểm tra, lưu và tính lại chỉ tiêu. Không lập báo cáo, không gửi thư."""
    run_context = run_context_of(yêu_cầu)
    require_morning(run_context)
    month = collected_month(run_context.context.configuration.working_calendar, run_context.day)
    with occupied(run_context, "collect", month):
        require_morning(run_context)  # another run may have done it while this one waited
        write_line(run_context, "order", month.code)
        failed = gather(month.code, codes_of(yêu_cầu.units), run_context.today, yêu_cầu.cleared)
        hindrances = notify_units(run_context.today, remind_of=month.code)
        said = overview(month.code, run_context.today)
        if not yêu_cầu.units:
            finish(run_context, "collect", month)
        require_all_read(failed, run_context.today)
        require_notified(hindrances)
        finish_wholly(run_context, month)
    return said


def gather(period: str, units: list[str], today: str, is_cleared: bool = False) -> list[int]:
    """What lies in the shared folder, judged and stored; gives the submissions that met an unforeseen error."""
    failed = _taken_in(receive(period, units, today, is_cleared), today)
    if again := to_check_again(today):
        failed += _taken_in(again, today)
    if is_compared(today):
        compare(today)
    for each in to_attain(period, today):
        attain(each, today)
    return failed


def _taken_in(submissions: list[int], today: str) -> list[int]:
    """In batches side by side; all of them are done before one that failed is told."""
    context = open_context(today)
    settings = context.settings.task_runner
    batches = units_together(submissions, today, settings.workbooks)
    named = zip(batches, labels(batches, today), strict=True)
    calls = [(batch, label, today, context.common_ground) for batch, label in named]
    try:
        results = side_by_side(intake, calls, settings)
    finally:
        if batches:
            repeat_erasures(context)  # an old month, corrected, brings back who was erased in it
    if batches:
        impact_of_all(submissions, today)
    for one in results:
        if isinstance(one, BaseException):
            raise one
    return [submission for failed in results for submission in failed]
