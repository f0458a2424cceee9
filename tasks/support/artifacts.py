"""What the operator sees on a run's page: artifacts whose keys never change, so that each keeps its history."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import httpx
from prefect.artifacts import create_markdown_artifact

from giamngheo.check.completeness import unit_reports
from giamngheo.context import Context
from giamngheo.core.period import Period
from giamngheo.feedback.board import grid
from giamngheo.operate import run_page
from giamngheo.operate.health import Checked
from giamngheo.operate.problems import of_the_warehouse
from giamngheo.operate.year_end import plan_to_lay
from giamngheo.report.ad_hoc.publish import ad_hoc_folder
from giamngheo.report.ad_hoc.recipients import AdHocRecipients
from giamngheo.report.content import ReportContent
from giamngheo.report.delivery import deliveries
from giamngheo.report.lineage import DownstreamReport
from giamngheo.report.releases import Release

log = logging.getLogger("giamngheo.artifacts")
KEYS = {
    "don-vi-bao-cao": "Đơn vị báo cáo",
    "phat-hien": "Phát hiện khi kiểm tra",
    "muc-do-dat": "Mức độ đạt chỉ tiêu",
    "bao-cao": "Báo cáo",
    "bao-cao-dot-xuat": "Báo cáo đột xuất",
    "thu-da-gui": "Thư đã gửi",
    "ban-sua": "Báo cáo đã lập sẽ đổi",
    "can-lap-lai": "Báo cáo cần lập lại",
    "viec-dang-cho": "Việc đang chờ",
    "tu-kiem-tra": "Tự kiểm tra",
}


def page_of(key: str) -> str:
    """The artifact's page, as a link within the Prefect UI."""
    return f"/v2/artifacts/key/{key}"


def show(key: str, period: str, markdown: str) -> None:
    """Put a table on the run's page; the period stands in its title."""
    title = f"{KEYS[key]}, kỳ {period}" if period else KEYS[key]
    try:
        create_markdown_artifact(key=key, markdown=f"# {title}\n\n{markdown}", description=title)
    except httpx.HTTPError as error:  # what is not shown is done all the same
        log.warning("Không hiện được bảng «%s» trong Prefect (%s).", title, type(error).__name__)


def show_checks(checked: Sequence[Checked]) -> None:
    show("tu-kiem-tra", "", run_page.checks(checked))


def show_completeness(context: Context, period: Period) -> None:
    """Of the units on the main form; below them of every other form that is owed with the period, under its name."""
    warehouse, link = context.warehouse, page_of("phat-hien")
    reports = unit_reports(warehouse, period)
    month = period.last_month.title if len(period.months) > 1 else ""
    standing, found = [run_page.reporters(reports, link, month=month)], [run_page.findings(warehouse, reports)]
    for form, own in context.configuration.others_due(period).items():
        sent = unit_reports(warehouse, own, form.id)
        standing.append(run_page.of_form(form, own, run_page.reporters(sent, link, form.senders_noun)))
        found.append(run_page.of_form(form, own, run_page.findings(warehouse, sent, form.id)))
    show("don-vi-bao-cao", period.code, "\n\n".join(standing))
    show("phat-hien", period.code, "\n\n".join(found))


def show_impact(month: str, units: Sequence[tuple[str, bool]], reports: Sequence[DownstreamReport]) -> None:
    """Before the workbooks are put in force: of which units they are, (name, replaces another), and what they change."""
    show("ban-sua", month, run_page.impact(units, reports))


def show_impact_of_all(taken: Sequence[tuple[str, str, bool]], reports: Sequence[DownstreamReport]) -> None:
    """When all batches of a run are in force: (month, name, replaces another) of each report, under the same key."""
    show("ban-sua", "", run_page.impact_of_all(taken, reports))


def show_outdated(outdated: Sequence[DownstreamReport]) -> None:
    show("can-lap-lai", "", run_page.outdated(outdated))


def show_open_work(context: Context, outdated: Sequence[DownstreamReport]) -> None:
    heads, units = grid(context.warehouse, context.configuration, context.clock.today)
    show(
        "viec-dang-cho",
        "",
        run_page.open_work(list(of_the_warehouse(context.warehouse, context.clock.today, outdated)), heads, units),
    )


def show_attainment(content: ReportContent) -> None:
    show("muc-do-dat", content.period, run_page.attainment(content))


def show_report(context: Context, release: Release) -> None:
    period = Period.parse(release.period)
    folder, left_to_do = context.report_folder(period), plan_to_lay(context.configuration, period)
    show("bao-cao", release.period, run_page.report(release, str(folder), left_to_do))


def show_ad_hoc(context: Context, release: Release, recipients: AdHocRecipients) -> None:
    folder = ad_hoc_folder(context, Period.parse(release.period))
    show("bao-cao-dot-xuat", release.period, run_page.ad_hoc(release, recipients, str(folder)))


def show_deliveries(context: Context, release: Release) -> None:
    show("thu-da-gui", release.period, run_page.deliveries(deliveries(context.warehouse, release.id)))
