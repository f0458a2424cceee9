"""What the operator sees on a run's page: artifacts whose keys never change, so that each keeps its history."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import httpx
from prefect.artifacts import create_markdown_artifact

from giamngheo.operation import tables
from giamngheo.operation.checks import Checked
from giamngheo.period import Period
from giamngheo.reach import Reached
from giamngheo.report.content import ReportContent
from giamngheo.reporters import unit_reports
from giamngheo.warehouse.reports import Issued, deliveries
from giamngheo.workplace import Workplace

log = logging.getLogger("giamngheo.showing")
KEYS = {
    "don-vi-bao-cao": "Đơn vị báo cáo",
    "phat-hien": "Phát hiện khi kiểm tra",
    "muc-do-dat": "Mức độ đạt chỉ tiêu",
    "bao-cao": "Báo cáo",
    "thu-da-gui": "Thư đã gửi",
    "ban-sua": "Báo cáo đã lập sẽ đổi",
    "can-lap-lai": "Báo cáo cần lập lại",
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
    show("tu-kiem-tra", "", tables.checks(checked))


def show_reporters(place: Workplace, period: Period) -> None:
    reports = unit_reports(place.warehouse, period)
    show("don-vi-bao-cao", period.code, tables.reporters(reports, page_of("phat-hien")))
    show("phat-hien", period.code, tables.findings(place.warehouse, reports))


def show_reach(month: str, units: Sequence[tuple[str, bool]], reports: Sequence[Reached]) -> None:
    """Before the workbooks are put in force: of which units they are, (name, replaces another), and what they change."""
    show("ban-sua", month, tables.reach(units, reports))


def show_outdated(outdated: Sequence[Reached]) -> None:
    show("can-lap-lai", "", tables.outdated(outdated))


def show_attainment(content: ReportContent) -> None:
    show("muc-do-dat", content.period, tables.attainment(content))


def show_report(place: Workplace, made: Issued) -> None:
    folder = place.report_folder(Period.parse(made.period))
    show("bao-cao", made.period, tables.report(made, str(folder)))


def show_deliveries(place: Workplace, made: Issued) -> None:
    show("thu-da-gui", made.period, tables.deliveries(deliveries(place.warehouse, made.id)))
