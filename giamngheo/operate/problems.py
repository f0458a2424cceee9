"""What is open now: since when, and what to press. Of the warehouse; what runs say stands in `flows/server/watch.py`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from giamngheo.check.completeness import unit_reports_by_period
from giamngheo.core.errors import GiamNgheoError
from giamngheo.core.period import Period, periods_ending_in
from giamngheo.core.text import capital
from giamngheo.metadata.recipients import AD_HOC
from giamngheo.operate.alerts import Ledger, Notice
from giamngheo.operate.year_end import how_to_lay, reports_by_closed_plan, year_without_plan
from giamngheo.report.lineage import DownstreamReport, last_reports, outdated_reports
from giamngheo.send.outbox import QueuedMessage, messages
from giamngheo.store.deadlines import closed_months
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import message, report


@dataclass(frozen=True)
class Problem:
    """`since` is UTC, `None` where it is not known; `code` is the section of the handbook."""

    since: dt.datetime | None
    what: str
    remedy: str
    code: str = ""
    link: str = ""


def of_the_warehouse(
    warehouse: Warehouse, today: dt.date, outdated: Sequence[DownstreamReport] | None = None
) -> Iterator[Problem]:
    """Reports that somebody is left without, reports whose figures have changed since (`outdated`, where known already),
    corrections that were returned, and a year that has no plan."""
    by_report: dict[int | None, list[QueuedMessage]] = {}
    for one in _left(warehouse):
        by_report.setdefault(one.report_id, []).append(one)
    for left in by_report.values():
        names = ", ".join(one.recipient_name for one in left)
        uncertain = any(one.is_uncertain for one in left)
        is_ad_hoc = left[0].document == AD_HOC
        report_said = f"báo cáo {'đột xuất ' if is_ad_hoc else ''}{Period.parse(left[0].period or '').title}"
        retry = f"bấm Retry ở lượt báo cáo {'đột xuất ấy' if is_ad_hoc else 'của kỳ'}."
        yield Problem(
            _first_try(warehouse, left),
            f"{'Không chắc đã đến' if uncertain else 'Chưa đến'}: {report_said} gửi {names}.",
            f"Hỏi nơi nhận; chưa có thì {retry}" if uncertain else capital(retry),
            "GN-201",
        )
    for changed in outdated_reports(warehouse) if outdated is None else outdated:
        yield Problem(
            None,
            f"Số liệu đã đổi sau khi lập {changed.title}.",
            f"Bấm Custom run ở việc báo cáo, ghi kỳ {changed.period}: báo cáo điều chỉnh được lập và gửi.",
        )
    yield from _corrections_returned(warehouse, today)
    yield from _year_without_plan(warehouse)


def _year_without_plan(warehouse: Warehouse) -> Iterator[Problem]:
    """From the first report on that ends with the last plan's year."""
    own = warehouse.configuration
    reported = max((Period.parse(period) for period, _ in last_reports(warehouse)), default=None)
    year = year_without_plan(own, reported) if reported else None
    if year is None:
        return
    again = ", ".join(one.title for one in reports_by_closed_plan(warehouse, year))
    yield Problem(
        None,
        f"Chưa có kế hoạch năm {year}: kỳ của năm ấy bị tính theo kế hoạch năm {year - 1}.",
        f"{capital(how_to_lay(own, year))}.{f' Rồi làm lại báo cáo {again}.' if again else ''}",
    )


def _corrections_returned(warehouse: Warehouse, today: dt.date) -> Iterator[Problem]:
    """Of months that still take one, on every form: the sender meant to correct its figures, which stay as they were until a good
    one comes."""
    own, closed = warehouse.configuration, closed_months(warehouse, today)
    months = [
        each for each in periods_ending_in("month", own.first_month, Period.month_of(today)) if each.code not in closed
    ]
    for form in (own.form, *own.other_forms):
        named = f" (biểu {form.id})" if own.senders.send_another(form) else ""
        periods = [period for month in months if (period := form.period_ending_in(month))]
        of_form = unit_reports_by_period(warehouse, periods, None if form is own.form else form.id)
        for period, standings in of_form.items():
            for one in standings:
                if one.status == "accepted" and one.returned_at:
                    yield Problem(
                        one.returned_at,
                        f"{one.unit.name}: bản gửi sau của {period.title}{named} bị trả lại; số liệu của bản đã nhận giữ nguyên.",
                        f"Nhắc {form.senders_noun} sửa theo tệp đánh dấu rồi gửi lại.",
                    )


def of_notices(notices: list[Notice], ledgers: list[Ledger]) -> Iterator[Problem]:
    """What the watch sees now, each since it was first noted."""
    noted = {notice.key: notice.seen_at for ledger in ledgers for notice in ledger.all()}
    for notice in notices:
        what, _, remedy = notice.sentence.partition(". ")
        yield Problem(
            noted.get(notice.key), f"{notice.title}. {what}.", remedy or notice.sentence, notice.code, notice.link
        )


def of_error(error: GiamNgheoError) -> Problem:
    """What keeps us from looking, among what was seen."""
    what, _, remedy = str(error).partition(". ")
    return Problem(None, f"{capital(what)}.", remedy, error.code)


def _left(warehouse: Warehouse) -> list[QueuedMessage]:
    """Messages of each period's last report, and of its ad hoc ones, that was begun to be sent, and is not with everybody."""
    last = sa.select(sa.func.max(report.c.id)).group_by(
        report.c.kind, report.c.period, sa.case((report.c.kind == AD_HOC, report.c.revision), else_=0)
    )
    begun = sa.select(message.c.report_id).where(message.c.tries > 0)
    return messages(
        warehouse,
        message.c.report_id.in_(last),
        message.c.report_id.in_(begun),
        message.c.state.not_in(("sent", "withdrawn")),
    )


def _first_try(warehouse: Warehouse, left: list[QueuedMessage]) -> dt.datetime | None:
    with warehouse.reading() as connection:
        found: dt.datetime | None = connection.scalar(
            sa.select(sa.func.min(message.c.written_at)).where(message.c.id.in_([one.id for one in left]))
        )
    return found
