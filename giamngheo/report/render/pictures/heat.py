"""Attainment by unit: a line for each unit, worst first, and a column for each indicator that units have a target in."""

from __future__ import annotations

from dataclasses import dataclass

from giamngheo.core.formats import number
from giamngheo.report.content import Attained, ReportContent, UnitAttained, UnitLine
from giamngheo.report.content.indicators import shared_goal
from giamngheo.report.documents.order_of_units import not_met_of, with_targets_of_units, worst_first
from giamngheo.report.render.pictures.sheet import (
    MARGIN,
    SMALL,
    SOFT,
    STATUS_STYLES,
    WIDTH,
    Canvas,
    Drawn,
    drawn_text,
    height_of,
    whole_pixels,
    width_of,
    wrapped,
)
from giamngheo.report.wording.goals import is_rise, status
from giamngheo.report.wording.listing import plain
from giamngheo.report.wording.sentences import not_met
from giamngheo.report.wording.words import bare

MOST_UNITS = 40  # as many lines as a page holds
_NAMES = 37.084  # mm of the column of names
_COUNT = 12.0  # mm of the column that says how many indicators are behind
_GAP = 1.2
_ROOMY = 25  # with more units each has a lower line, and its name one line only
_FOR_VALUE = 12.2  # mm: a narrower column shows signs alone
_LONGEST_VALUE = 7  # `1.234,5`
_FOR_HEADING = 9.0  # mm: over a narrower column the heading is turned
_TURNED = 34.0  # mm that a turned heading is high


@dataclass(frozen=True)
class _Layout:
    """What stands where. `names` are the units' names in lines, `counted` is the heading above the number of targets."""

    units: list[UnitLine]
    indicators: list[Attained]
    names: list[list[str]]
    headings: list[list[str]]
    goals: list[str]
    heading_height: float
    row_heights: list[float]
    column: float
    notes: list[str]
    counted: list[str]

    @property
    def turned(self) -> bool:
        return self.column < _FOR_HEADING

    @property
    def top(self) -> float:
        """Where the first unit's line begins: below headings and targets."""
        return self.heading_height + height_of(1, SMALL) + 2 * _GAP

    @property
    def bottom(self) -> float:
        return self.top + sum(self.row_heights)

    @property
    def height(self) -> float:
        return self.bottom + 8 + height_of(len(self.notes), SMALL) + _GAP


def draw_heat(content: ReportContent) -> Drawn:
    """Values of the units by status, in colours that also differ in grey; `chưa có số liệu` where a unit is missing."""
    layout = _layout(content)
    if not layout.units or not layout.indicators:
        return drawn_text("Chưa có số liệu về chỉ tiêu của các đơn vị")
    sheet = Canvas(layout.height)
    _draw_headings(sheet, layout)
    y = layout.top
    for unit, name, height in zip(layout.units, layout.names, layout.row_heights, strict=True):
        sheet.text(MARGIN, y + height / 2, "\n".join(name))
        _draw_unit(sheet, layout, unit, y, height)
        y += height
    _draw_legend(sheet, layout)
    sheet.text(MARGIN, layout.bottom + 8, "\n".join(layout.notes), size=SMALL, colour=SOFT, upright="top")
    return sheet.drawn()


def _draw_headings(sheet: Canvas, layout: _Layout) -> None:
    goals = layout.top - _GAP - height_of(1, SMALL) / 2
    for at, (lines, goal) in enumerate(zip(layout.headings, layout.goals, strict=True)):
        middle = _NAMES + (at + 0.5) * layout.column
        sheet.text(
            middle,
            layout.heading_height,
            "\n".join(lines),
            size=SMALL,
            align="center",
            upright="bottom",
            turned=layout.turned,
        )
        if width_of(goal, SMALL) <= layout.column:
            sheet.text(middle, goals, goal, size=SMALL, align="center", colour=SOFT)
    if any(layout.goals):
        sheet.text(MARGIN, goals, "Mục tiêu", size=SMALL, colour=SOFT)
    count = "\n".join(layout.counted)
    sheet.text(WIDTH - _COUNT / 2, layout.heading_height, count, size=SMALL, align="center", upright="bottom")


def _draw_unit(sheet: Canvas, layout: _Layout, unit: UnitLine, y: float, height: float) -> None:
    middle = y + height / 2
    across = layout.column * len(layout.indicators)
    if not unit.reported:
        sheet.box(_NAMES, y, across, height, "white", hatched=True)
        words = "chưa có số liệu"
        wide = width_of(words) + 3
        sheet.box(_NAMES + (across - wide) / 2, y, wide, height, "white")
        sheet.text(_NAMES + across / 2, middle, words, align="center", colour=SOFT)
        return
    cells = {cell.indicator: cell for cell in unit.indicators}
    for at, indicator in enumerate(layout.indicators):
        _draw_cell(sheet, layout, _NAMES + at * layout.column, y, height, cells.get(indicator.indicator), indicator)
    sheet.text(WIDTH - _COUNT / 2, middle, str(not_met_of(unit, layout.indicators)), bold=True, align="center")


def _draw_cell(
    sheet: Canvas, layout: _Layout, x: float, y: float, height: float, cell: UnitAttained | None, of: Attained
) -> None:
    style = STATUS_STYLES.get(cell.status) if cell and cell.status else None
    if cell is None or cell.status == "no_data":
        sheet.box(x, y, layout.column, height, "white", hatched=True)
        return
    sheet.box(x, y, layout.column, height, style.fill if style else "white")
    middle = y + height / 2
    value = _value(cell.value, of) if cell.value is not None else ""
    sign_alone = layout.column < _FOR_VALUE or not 0 < len(value) <= _LONGEST_VALUE
    if style:
        sheet.sign(x + (layout.column / 2 if sign_alone else 2.1), middle, style)
    if not sign_alone:
        sheet.text(x + layout.column - _GAP, middle, value, align="right")


def _value(value: float, of: Attained) -> str:
    if is_rise(of.measure, value):
        return f"tăng {bare(-value, of.unit_of_measure)}"
    return bare(value, of.unit_of_measure)


def _draw_legend(sheet: Canvas, layout: _Layout) -> None:
    """Only of what the picture shows."""
    cells = [cell for unit in layout.units if unit.reported for cell in unit.indicators]
    codes = {of.indicator for of in layout.indicators}
    shown = {cell.status for cell in cells if cell.indicator in codes}
    x, y, size = _NAMES, layout.bottom + 2.2, 3.6
    for code in [
        code for code in ("attained", "on_track", "behind", "missed", "not_enough", "no_cases") if code in shown
    ]:
        style, words = STATUS_STYLES[code], status(code)
        sheet.box(x, y, size + 1.6, size, style.fill)
        sheet.sign(x + size / 2 + 0.8, y + size / 2, style)
        sheet.text(x + size + 2.8, y + size / 2, words, size=SMALL)
        x += size + 2.8 + width_of(words, SMALL) + 6
    if "no_data" in shown:
        sheet.box(x, y, size + 1.6, size, "white", hatched=True)
        sheet.text(x + size + 2.8, y + size / 2, status("no_data"), size=SMALL)


# ---------------------------------------------------------------- what stands where


def _layout(content: ReportContent) -> _Layout:
    indicators = with_targets_of_units(content)
    units = worst_first(content.units, indicators)[:MOST_UNITS]
    column = whole_pixels((WIDTH - _NAMES - _COUNT) / max(1, len(indicators)))
    turned = column < _FOR_HEADING
    across = _TURNED if turned else column - 0.8
    headings = [_heading(of, across, turned) for of in indicators]
    counted = wrapped(f"Số chỉ tiêu {not_met(content)}", _COUNT - 1, SMALL)
    most_lines = max([len(lines) for lines in headings if not turned] + [len(counted), 3])
    roomy = len(units) <= _ROOMY
    names = [wrapped(unit.name, _NAMES - _GAP, most=2 if roomy else 1) for unit in units]
    return _Layout(
        units=units,
        indicators=indicators,
        names=names,
        headings=headings,
        goals=[_goal(of, units) for of in indicators],
        heading_height=_TURNED + 1 if turned else height_of(most_lines, SMALL) + 1,
        row_heights=[whole_pixels((5.2 if roomy else 4.4) + (2.0 if len(name) > 1 else 0)) for name in names],
        column=column,
        notes=wrapped(_note(content, units, column), WIDTH - 2 * MARGIN, SMALL),
        counted=counted,
    )


def _heading(indicator: Attained, width: float, turned: bool) -> list[str]:
    if turned:  # with signs alone, so without the unit of measure
        return wrapped(indicator.title, width, SMALL, most=2)
    return [*wrapped(indicator.title, width, SMALL, most=8), f"({plain(indicator.unit_of_measure)})"]


def _goal(indicator: Attained, units: list[UnitLine]) -> str:
    """`≥ 100%` where all units have the same target, else nothing."""
    goal = shared_goal(units, indicator)
    return goal.text if goal else ""


def _note(content: ReportContent, units: list[UnitLine], column: float) -> str:
    said = []
    if len(content.units) > len(units):
        said.append(
            f"{len(units)} đơn vị có nhiều chỉ tiêu {not_met(content)} nhất trong {number(len(content.units))} đơn vị"
            f" ({number(sum(not unit.reported for unit in content.units))} đơn vị chưa có số liệu)."
        )
    said.append(f"Xếp theo số chỉ tiêu {not_met(content)}, rồi theo tỷ lệ hộ nghèo, từ cao xuống thấp.")
    if column < _FOR_VALUE:
        said.append("Số liệu cụ thể xem ở các bảng.")
    return " ".join(said)
