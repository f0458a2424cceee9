"""The total line, and the subtotals: a live formula where a line comes about by one, else its own value.

A formula stands only where it comes to the value that the table gives: where a part of it is missing, the value
itself stands, or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.utils import get_column_letter, quote_sheetname

from giamngheo.report.documents.document import ColumnSum, Difference, Ratio
from giamngheo.report.render.excel.places import Place, SumLine

_MOST_SPANS = 255  # that a function takes


def formula(place: Place, line: SumLine, number: int, places: Sequence[Place]) -> tuple[str, float | str] | None:
    """A column's sum as a formula and the value that is stored with it; `None` where it is no formula."""
    column, value = place.table.columns[number - 1], line.value(number)
    match column.total:
        case ColumnSum() if value is not None:
            spans = place.spans(number, line.of)
            return (f"=SUM({','.join(spans)})", value) if len(spans) <= _MOST_SPANS else None
        case Ratio() as ratio:
            return _ratio(place, line, ratio, value, places)
        case Difference(minuend, subtrahend) if value is not None:
            cells = _cells(place, line, minuend, subtrahend)
            return (f"={cells[0]}-{cells[1]}", value) if cells else None
    return None


def _ratio(
    place: Place, line: SumLine, ratio: Ratio, value: float | None, places: Sequence[Place]
) -> tuple[str, float | str] | None:
    """An empty text where the denominator is zero, as nobody can say that rate."""
    other = next((each for each in places if each.table.key == ratio.table), None) if ratio.table else place
    there = next((each for each in other.sums if each.at == line.at), None) if other else None
    cells = _cells(other, there, ratio.numerator, ratio.denominator) if other and there else None
    if other is None or there is None or cells is None:
        return None
    below = there.value(other.number(ratio.denominator))
    if bool(below) is (value is None):
        return None
    if other is not place:
        cells = [f"{quote_sheetname(other.name)}!{cell}" for cell in cells]
    above, below_cell = cells
    return f'=IF(N({below_cell})=0,"",{above}/{below_cell}*100)', "" if value is None else value


def _cells(place: Place, line: SumLine, *keys: str) -> list[str] | None:
    """The cells of columns in a line; `None` where one is not there or holds no number."""
    numbers = [place.number(key) for key in keys]
    if 0 in numbers or any(line.value(number) is None for number in numbers):
        return None
    return [f"{get_column_letter(number)}{line.line}" for number in numbers]
