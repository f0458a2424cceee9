"""The total line: a live formula where the line comes about by one, else the total's own value.

A formula stands only where it comes to the value that the table gives: where a part of it is missing, the value
itself stands, or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.utils import get_column_letter, quote_sheetname

from giamngheo.report.documents.document import Amount, ColumnSum, Difference, Ratio
from giamngheo.report.render.excel.places import Place


def formula(place: Place, number: int, places: Sequence[Place]) -> tuple[str, float | str] | None:
    """A column's total as a formula and the value that is stored with it; `None` where it is no formula."""
    column, value = place.table.columns[number - 1], value_of(place, number)
    match column.total:
        case ColumnSum() if value is not None:
            return f"=SUM({place.span(number)})", value
        case Ratio() as ratio:
            return _ratio(place, ratio, value, places)
        case Difference(minuend, subtrahend) if value is not None:
            cells = _cells(place, minuend, subtrahend)
            return (f"={cells[0]}-{cells[1]}", value) if cells else None
    return None


def value_of(place: Place, number: int) -> float | None:
    """The number in a column of the total line."""
    cell = place.table.total[number - 1] if place.table.total else None
    value = cell.value if isinstance(cell, Amount) else cell
    return None if isinstance(value, str) else value


def _ratio(place: Place, ratio: Ratio, value: float | None, places: Sequence[Place]) -> tuple[str, float | str] | None:
    """An empty text where the denominator is zero, as nobody can say that rate."""
    other = next((each for each in places if each.table.key == ratio.table), None) if ratio.table else place
    cells = _cells(other, ratio.numerator, ratio.denominator) if other else None
    if other is None or cells is None:
        return None
    below = value_of(other, other.number(ratio.denominator))
    if bool(below) is (value is None):
        return None
    if other is not place:
        cells = [f"{quote_sheetname(other.name)}!{cell}" for cell in cells]
    above, below_cell = cells
    return f'=IF(N({below_cell})=0,"",{above}/{below_cell}*100)', "" if value is None else value


def _cells(place: Place, *keys: str) -> list[str] | None:
    """The cells of columns in the total line; `None` where one is not there or holds no number."""
    numbers = [place.number(key) for key in keys]
    if place.total is None or 0 in numbers or any(value_of(place, number) is None for number in numbers):
        return None
    return [f"{get_column_letter(number)}{place.total}" for number in numbers]
