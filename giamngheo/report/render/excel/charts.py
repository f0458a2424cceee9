"""The charts to the right of a table: bars of its rows in their order, or lines of its months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from giamngheo.report.documents.document import TableColumn
from giamngheo.report.render.excel.cell_styles import FONT
from giamngheo.report.render.excel.places import FIRST, HEADING, TITLE, Place, heading
from giamngheo.report.render.excel.styles import DECIMALS, PALETTE, WHOLE
from giamngheo.report.wording import listing, words

WIDTH = 25.0  # cm: A4 across within its margins
COLUMNS = 6  # of the sheet, on which a chart lies; one more stays free before it

_LOWEST, _HIGHEST = 8.0, 16.0  # cm: readable, and not more than a page
_PER_BAR = 0.5  # cm
_MOST_ROWS = 40  # more bars than this nobody can read
_FEW_ROWS = 25  # more need smaller letters
_LEAST_ROWS = 2  # a chart compares
_DASHES: tuple[Literal["solid", "dash", "sysDot"], ...] = ("solid", "dash", "sysDot")
_MARKERS = ("circle", "square", "triangle")
_GREY = "595959"


@dataclass(frozen=True)
class Chart:
    """A chart on its sheet. `name` is openpyxl's, `height` in cm, `column` the first under it."""

    name: str
    alternative: str
    column: int
    height: float


def add(sheet: Worksheet, place: Place) -> list[Chart]:
    """Draws the table's charts side by side; columns of one unit share a chart."""
    if len(place.table.rows) < _LEAST_ROWS:
        return []
    shown: list[Chart] = []
    for columns in _by_unit(place):
        chart = _lines(sheet, place, columns) if place.table.key == "trend" else _bars(sheet, place, columns)
        column = len(place.table.columns) + 2 + len(shown) * (COLUMNS + 1)
        sheet.add_chart(chart, f"{get_column_letter(column)}{TITLE}")
        shown.append(Chart(f"Chart {len(shown) + 1}", _alternative(place, columns), column, chart.height))
    return shown


def _by_unit(place: Place) -> list[list[TableColumn]]:
    """The columns to be shown that hold any number."""
    found: dict[str, list[TableColumn]] = {}
    for column in place.table.columns:
        at = place.table.columns.index(column)
        if column.key in place.table.chart and any(isinstance(row[at], int | float) for row in place.table.rows):
            found.setdefault(column.unit, []).append(column)
    return list(found.values())


def _bars(sheet: Worksheet, place: Place, columns: Sequence[TableColumn]) -> Any:
    chart: Any = BarChart()
    chart.type, chart.gapWidth, chart.overlap = "bar", 40, 0
    rows = min(len(place.table.rows), _MOST_ROWS)
    _fill(chart, sheet, place, columns, rows)
    chart.height = min(_HIGHEST, max(_LOWEST, 4 + rows * len(columns) * _PER_BAR))
    chart.x_axis.tickLblSkip = 1  # every row has its name
    chart.x_axis.txPr = _text(900 if rows <= _FEW_ROWS else 700)
    chart.x_axis.scaling.orientation = "maxMin"  # the first row on top
    chart.y_axis.crosses = "max"  # and the numbers' axis at the bottom
    least, most = _limits(place, columns)
    if least >= 0:
        chart.y_axis.scaling.min = 0
    if columns[0].unit == "%" and 80 < most <= 100:
        chart.y_axis.scaling.max = 100  # a program would go on to 120
    for series, colour in zip(chart.series, PALETTE, strict=False):
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
        series.graphicalProperties.line = LineProperties(solidFill="404040", w=3175)
        series.invertIfNegative = False
    if len(columns) == 1:
        chart.dataLabels = _values(columns[0])
    return chart


def _lines(sheet: Worksheet, place: Place, columns: Sequence[TableColumn]) -> Any:
    """Each line has a dash and a marker of its own: colour alone tells nothing in grey."""
    chart: Any = LineChart()
    _fill(chart, sheet, place, columns, len(place.table.rows))
    chart.height = 12.0
    for number, series in enumerate(chart.series):
        colour = PALETTE[number % len(PALETTE)]
        series.smooth = False
        series.graphicalProperties = GraphicalProperties()
        series.graphicalProperties.line = LineProperties(
            solidFill=colour, w=28575, prstDash=_DASHES[number % len(_DASHES)]
        )
        series.marker.symbol, series.marker.size = _MARKERS[number % len(_MARKERS)], 8
        series.marker.graphicalProperties = GraphicalProperties(solidFill=colour)
    return chart


def _fill(chart: Any, sheet: Worksheet, place: Place, columns: Sequence[TableColumn], rows: int) -> None:
    """Series, names, titles, axes: what every chart has."""
    category = _category(place)
    for number in map(place.number, (column.key for column in columns)):
        chart.add_data(Reference(sheet, number, HEADING, max_row=HEADING + rows), titles_from_data=True)
    chart.set_categories(Reference(sheet, place.number(category.key), FIRST, max_row=HEADING + rows))
    chart.width = WIDTH
    chart.title = _title((_name(place, columns), 1300))
    chart.x_axis.title = _title((category.heading, 1000))
    chart.y_axis.title = _title((heading(columns[0]) if len(columns) == 1 else columns[0].unit, 1000))
    form = DECIMALS if columns[0].kind == "rate" else WHOLE
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False  # openpyxl leaves axes out otherwise
        axis.txPr = _text(900)
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=_GREY))
    chart.y_axis.number_format, chart.y_axis.numFmt.sourceLinked = form, False
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9"))
    chart.x_axis.tickLblPos = "low"  # below or before numbers that are negative
    if len(columns) > 1:
        chart.legend.position, chart.legend.overlay, chart.legend.txPr = "t", False, _text(1000)
    else:
        chart.legend = None


def _category(place: Place) -> TableColumn:
    """The rows' names: the first text that paper shows too, which a code is not."""
    texts = [column for column in place.table.columns if column.kind == "text"]
    return next((column for column in texts if not column.screen_only), texts[0])


def _name(place: Place, columns: Sequence[TableColumn]) -> str:
    """`Tỷ lệ hộ nghèo, tỷ lệ hộ nghèo kỳ gốc theo đơn vị`."""
    first, *others = (listing.plain(column.heading) for column in columns)
    category = words.small(listing.plain(_category(place).heading))
    more = len(place.table.rows) - _MOST_ROWS
    part = f" ({_MOST_ROWS} dòng đầu của bảng)" if more > 0 and place.table.key != "trend" else ""
    return f"{', '.join([first, *map(words.small, others)])} theo {category}{part}"


def _alternative(place: Place, columns: Sequence[TableColumn]) -> str:
    kind = "Biểu đồ đường" if place.table.key == "trend" else "Biểu đồ thanh"
    unit = f", đơn vị tính: {listing.plain(columns[0].unit)}" if columns[0].unit else ""
    title = listing.plain(place.table.title)
    return f"{kind}: {title}. {_name(place, columns)}{unit}. Số liệu ở bảng bên trái."


def _limits(place: Place, columns: Sequence[TableColumn]) -> tuple[float, float]:
    """The smallest and the largest number of the columns."""
    numbers = [place.table.columns.index(column) for column in columns]
    values = [row[number] for row in place.table.rows for number in numbers]
    found = [value for value in values if isinstance(value, int | float)]
    return min(found), max(found)


def _values(column: TableColumn) -> DataLabelList:
    labels = DataLabelList()
    labels.showVal, labels.numFmt = True, DECIMALS if column.kind == "rate" else WHOLE
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showPercent = False
    labels.position, labels.txPr = "outEnd", _text(900)
    return labels


def _title(*parts: tuple[str, int]) -> Title:
    """Lines with the size of their letters; the first is bold."""
    title = Title(overlay=False)
    text: Any = title.tx
    text.rich.paragraphs = [
        Paragraph(pPr=ParagraphProperties(defRPr=letters), r=[RegularTextRun(rPr=letters, t=listing.plain(text))])
        for text, letters in ((text, _letters(size, bold=at == 0)) for at, (text, size) in enumerate(parts))
    ]
    return title


def _text(size: int) -> RichText:
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=_letters(size)), endParaRPr=_letters(size))])


def _letters(size: int, bold: bool = False) -> CharacterProperties:
    """`size` in hundredths of a point."""
    return CharacterProperties(lang="vi-VN", sz=size, b=bold, latin=Font(typeface=FONT))
