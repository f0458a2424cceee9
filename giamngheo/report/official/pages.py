"""Where the pages of a printed form end: never between the lines of a unit, nor before signatures that would stand alone.

A spreadsheet keeps no rows together, so the places are worked out from the heights of the rows; the scale is fixed with them,
because where a sheet is fitted to the paper's width Excel takes no notice of breaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

_A4 = (297.0, 210.0)  # mm, across
_MM_PER_INCH, _MM_PER_POINT = 25.4, 25.4 / 72
_DIGIT = 1.94  # mm, half of 11 points: as LibreOffice has it; Excel rounds it down to 7 pixels
_SAFE = 0.98  # of the paper
_NEARLY = 1.25  # pages: rather smaller letters than a few lines on a second one
_SMALLEST = 10  # percent, as spreadsheets allow


def divide(
    sheet: Worksheet,
    widths: Sequence[float],
    starts: Sequence[int],
    notes: Sequence[int],
    end: int,
    titles: tuple[int, int],
) -> None:
    """`widths`: of the columns, in digits. `starts`: the first lines of what stays together, the last up to the sheet's `end`;
    where that is longer than a page it may be parted at `notes`. Every line has its height, in points; each further page
    repeats the lines `titles`."""
    margins = sheet.page_margins
    across = (_A4[0] - (margins.left + margins.right) * _MM_PER_INCH) * _SAFE
    down = (_A4[1] - (margins.top + margins.bottom) * _MM_PER_INCH) * _SAFE
    scale = min(1.0, across / (sum(widths) * _DIGIT))
    page = down / _MM_PER_POINT / scale
    if _height(sheet, 1, end) <= page * _NEARLY:
        sheet.page_setup.fitToHeight = 1
        return
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=False)
    sheet.page_setup.scale = max(_SMALLEST, int(scale * 100))
    repeated = _height(sheet, *titles)
    if repeated + _height(sheet, starts[-1], end) > page:
        starts = [*starts, *notes]
    used = 0.0
    for first, following in pairwise([*starts, end + 1]):
        needed = _height(sheet, first, following - 1)
        if used and used + needed > page:
            sheet.row_breaks.append(Break(first - 1))
            used = repeated
        used += needed


def _height(sheet: Worksheet, first: int, last: int) -> float:
    """In points."""
    return float(sum(sheet.row_dimensions[line].height for line in range(first, last + 1)))
