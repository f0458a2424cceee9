"""Screen and paper: what stays in sight, what is printed, on which page, under which heads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, count, islice
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from giamngheo.report.documents.document import Document
from giamngheo.report.render.excel import charts
from giamngheo.report.render.excel.cell_styles import FONT
from giamngheo.report.render.excel.places import FIRST, HEADING, Place
from giamngheo.report.render.excel.widths import MM_PER_DIGIT, ROW
from giamngheo.report.wording import listing, words

_CHART_COLUMN = 22.0  # digits: as many columns of this width are a little wider than a chart
_MANY_COLUMNS = 6  # more than these do not fit a screen, so the rows' names stay in sight
_SIDE, _TOP = 0.6, 0.7  # inches
_PAGE = (297 / 25.4 - 2 * _SIDE, 210 / 25.4 - 2 * _TOP)  # what is left of A4 across
_NEARLY = 1.3  # pages: rather smaller letters than a few lines alone on a second page
_WIDEST_FROZEN = 50.0  # digits: the rest of the screen is for the figures


def set_up(sheet: Worksheet, place: Place, document: Document, shown: Sequence[charts.Chart]) -> None:
    """Frozen headings, print areas on A4 across, repeated headings, page numbers; each chart on a page of its own."""
    sheet.freeze_panes = f"{get_column_letter(_named_columns(sheet, place) + 1)}{FIRST}"
    areas = [f"A1:{get_column_letter(len(place.table.columns))}{place.bottom}"]
    areas += [_below(sheet, chart) for chart in shown]
    sheet.print_area = areas
    sheet.print_title_rows = f"{HEADING}:{HEADING}"
    margins, content = PageMargins(_SIDE, _SIDE, _TOP, _TOP, header=0.35, footer=0.35), document.content
    right = _escaped(f"{words.capital(content.period_title)}{words.revised(content)}")
    put_on_paper(sheet, margins, right, _escaped(content.office.issuing_body), int(_is_nearly_a_page(sheet, place)))


def put_on_paper(
    sheet: Worksheet, margins: PageMargins, right: str, left: str | None = None, pages_high: int = 0
) -> None:
    """A4 across, as wide as the paper; who publishes it (`left`), of when (`right`), which sheet, which page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, pages_high
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins, sheet.print_options.horizontalCentered = margins, True
    head: Any = sheet.oddHeader
    foot: Any = sheet.oddFooter
    for part, text in ((head.left, left), (head.right, right), (foot.left, "&A"), (foot.right, "Trang &P/&N")):
        if text is not None:
            part.text, part.font, part.size = text, f"{FONT},Regular", 9


def _named_columns(sheet: Worksheet, place: Place) -> int:
    """How many of the first columns tell what a row is about and stay in sight."""
    columns = place.table.columns
    if len(columns) <= _MANY_COLUMNS:
        return 0
    texts = next((number for number, column in enumerate(columns) if column.kind != "text"), len(columns))
    widths = [sheet.column_dimensions[get_column_letter(number)].width for number in range(1, min(texts, 2) + 1)]
    return sum(width <= _WIDEST_FROZEN for width in accumulate(widths))


def _is_nearly_a_page(sheet: Worksheet, place: Place) -> bool:
    columns = range(1, len(place.table.columns) + 1)
    width = sum(sheet.column_dimensions[get_column_letter(number)].width for number in columns) * MM_PER_DIGIT / 25.4
    height = sum(islice(_heights(sheet), place.bottom)) / 72
    return height * min(1, _PAGE[0] / width) <= _PAGE[1] * _NEARLY


def _heights(sheet: Worksheet) -> Iterator[float]:
    """Of the rows from the first, in points."""
    own = {line: row.height for line, row in sheet.row_dimensions.items()}
    return (own.get(line) or ROW for line in count(1))


def _below(sheet: Worksheet, chart: charts.Chart) -> str:
    """The cells on which a chart lies; their columns get its width."""
    first, last = chart.column, chart.column + charts.COLUMNS - 1
    sheet.column_dimensions[get_column_letter(first - 1)].width = 2
    for number in range(first, last + 1):
        sheet.column_dimensions[get_column_letter(number)].width = _CHART_COLUMN
    lines = next(
        line for line, height in enumerate(accumulate(_heights(sheet)), 1) if height > chart.height * 72 / 2.54
    )
    return f"{get_column_letter(first)}1:{get_column_letter(last)}{lines + 1}"


def _escaped(text: str) -> str:
    """`&` begins an order in heads and feet."""
    return listing.plain(text)[:100].replace("&", "&&")
