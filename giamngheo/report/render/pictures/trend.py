"""The poverty rate by month, beside the path that leads to the target by the end of the year."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from giamngheo.core.formats import day, number, percent
from giamngheo.core.period import Period
from giamngheo.report.content import ReportContent, StandardChanged, TrendPoint
from giamngheo.report.render.pictures.sheet import (
    BLUE,
    INK,
    LINE,
    MARGIN,
    NORMAL,
    SMALL,
    SOFT,
    VERMILION,
    WIDTH,
    Canvas,
    Drawn,
    drawable,
    drawn_text,
    height_of,
    letters,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LEFT, _TOP, _HIGH, _RIGHT = 13.0, 9.0, 45.0, 22.0  # mm: around and of the area of the lines
_BELOW = 9.0  # mm for the names of months
_FOR_YEAR = 14.0  # mm: narrower months have the year on a line of its own, and only where it changes
_SMALLEST_RANGE = 0.4  # percentage points: a smaller change must not look like a large one
_MOST_NAMED = 3  # months whose coverage is named one by one


@dataclass(frozen=True)
class TrendMonth:
    """A place on the axis, the month's ordinal: a missing one leaves its gap."""

    place: int
    rate: float | None
    goal: float | None
    known: TrendPoint | None
    units: int  # over which the series is

    @property
    def partial(self) -> bool:
        seen = self.known.coverage if self.known else None
        return self.rate is not None and seen is not None and seen.reporting < self.units

    @property
    def title(self) -> str:
        month = Period.month_at(self.place)
        return f"T{month.number}/{month.year}"


def draw_trend(content: ReportContent) -> Drawn:
    """Each month's rate with its value, gaps where a month is missing, hollow points where units are missing."""
    months = months_shown(content.trend, content.coverage.reporting)
    if not any(month.rate is not None for month in months):
        return drawn_text("Chưa có số liệu về tỷ lệ hộ nghèo theo tháng")
    notes = wrapped(note_on(months, content.standard_changed), WIDTH - 2 * MARGIN, SMALL)
    sheet = Canvas(_TOP + _HIGH + _BELOW + height_of(len(notes), SMALL) + 1)
    axes = sheet.plot(_LEFT, _TOP, WIDTH - _LEFT - _RIGHT, _HIGH)
    _draw_axes(axes, months)
    _draw_break(axes, months, content.standard_changed)
    _draw_path(axes, months)
    _draw_rates(axes, months)
    sheet.dot(2, 3.5, BLUE)
    sheet.text(5, 3.5, "Tỷ lệ hộ nghèo (%)", bold=True, colour=BLUE)
    sheet.text(MARGIN, _TOP + _HIGH + _BELOW, "\n".join(notes), size=SMALL, colour=SOFT, upright="top")
    return sheet.drawn()


def _draw_axes(axes: Axes, months: list[TrendMonth]) -> None:
    """A thin grid, and no frame."""
    ticks = ticks_of(months)
    axes.set_xlim(months[0].place - 0.6, months[-1].place + 0.4)
    axes.set_ylim(ticks[0], ticks[-1])
    axes.set_yticks(ticks, [number(tick, places_of(ticks)) for tick in ticks])
    axes.set_xticks([month.place for month in months], _names(months))
    axes.grid(axis="y", color=LINE, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    axes.spines["bottom"].set(visible=True, color=SOFT, linewidth=0.6)
    axes.tick_params(length=0, pad=3)
    for label in [*axes.get_xticklabels(), *axes.get_yticklabels()]:
        label.set(fontproperties=letters(SMALL), color=SOFT)


def _draw_break(axes: Axes, months: list[TrendMonth], changed: StandardChanged | None) -> None:
    """Between the last month by the old standard and the first by the new one: an upright line with the day."""
    if changed is None or (last := _last_by_other(months)) is None:
        return
    axes.axvline(last.place + 0.5, color=SOFT, linewidth=1.0, linestyle=(0, (2, 2)), zorder=1)
    top = axes.get_ylim()[1]
    _label(axes, last, top, f"Chuẩn mới\ntừ {day(changed.from_day)}", colour=SOFT, move=(0, -2), upright="top")


def _last_by_other(months: list[TrendMonth]) -> TrendMonth | None:
    return next((month for month in reversed(months) if month.known and month.known.other_standard), None)


def _draw_path(axes: Axes, months: list[TrendMonth]) -> None:
    path = [(month, month.goal) for month in months if month.goal is not None]
    if len(path) < 2:
        return
    places, goals = [month.place for month, _ in path], [goal for _, goal in path]
    axes.plot(places, goals, color=VERMILION, linewidth=1.2, linestyle=(0, (5, 3)), zorder=2)
    last, end = path[-1]
    words = f"Lộ trình\nmục tiêu\n({percent(end)})"
    if last is not months[-1]:  # the year is over: on the side where no rate is
        ahead = last.rate is not None and last.rate < end
        place: dict[str, Any] = {"move": (0, 6 if ahead else -6), "upright": "bottom" if ahead else "top"}
    else:  # in the margin, beside the value of the last month if it has one
        place = {"move": (5 if last.rate is None else 24, 0), "upright": "center", "align": "left"}
    _label(axes, last, end, words, colour=VERMILION, **place)


def _draw_rates(axes: Axes, months: list[TrendMonth]) -> None:
    rates = [math.nan if month.rate is None else month.rate for month in months]
    places = [month.place for month in months]
    axes.plot(places, rates, color=BLUE, linewidth=1.8, zorder=3)
    last = max(month.place for month in months if month.rate is not None)
    bottom, top = axes.get_ylim()
    lowest = bottom + 0.1 * (top - bottom)  # lower, a value would stand on the names of months
    for before, month, after in zip([None, *months], months, [*months[1:], None], strict=False):
        if month.rate is None:
            continue
        fill = "white" if month.partial else BLUE
        axes.plot(
            [month.place],
            [month.rate],
            "o",
            zorder=4,
            clip_on=False,
            markersize=5,
            color=BLUE,
            markerfacecolor=fill,
            markeredgewidth=1.4,
        )
        below = month.goal is not None and month.rate < month.goal and month.rate > lowest
        _label(
            axes,
            month,
            month.rate,
            percent(month.rate),
            bold=month.place == last,
            move=(_aside(before, month, below) - _aside(after, month, below), -6 if below else 6),
            upright="top" if below else "bottom",
        )


def _aside(neighbour: TrendMonth | None, month: TrendMonth, below: bool) -> float:
    """How far a value keeps away from the line to a neighbour on its side of the point, in points of print."""
    if neighbour is None or neighbour.rate is None or month.rate is None:
        return 0
    in_the_way = neighbour.rate < month.rate if below else neighbour.rate > month.rate
    return 8 if in_the_way else 0


def _label(
    axes: Axes,
    month: TrendMonth,
    value: float | None,
    text: str,
    *,
    move: tuple[float, float],
    upright: str,
    colour: str = INK,
    bold: bool = False,
    align: str = "center",
) -> None:
    """Beside a point, moved by points of print; with a white edge, so that a line behind it does not disturb."""
    from matplotlib.patheffects import withStroke

    axes.annotate(
        drawable(text),
        (month.place, value),
        move,
        textcoords="offset points",
        color=colour,
        fontproperties=letters(NORMAL, bold),
        horizontalalignment=align,
        verticalalignment=upright,
        path_effects=[withStroke(linewidth=2.5, foreground="white")],
        parse_math=False,
        zorder=5,
    )


# ---------------------------------------------------------------- what stands where


def months_shown(points: list[TrendPoint], units: int) -> list[TrendMonth]:
    """Every month from the first to the end of the path; where the content's path ends early it goes straight on."""
    known = {Period.parse(point.period).ordinal: point for point in points}
    if not known:
        return []
    first, last = min(known), max(known)
    goals = {place: point.target_rate for place, point in known.items() if point.target_rate is not None}
    goals |= _path_to_year_end(goals)
    return [
        TrendMonth(place, known[place].poor_rate if place in known else None, goals.get(place), known.get(place), units)
        for place in range(first, max([last, *goals]) + 1)
    ]


def _path_to_year_end(goals: dict[int, float]) -> dict[int, float]:
    """The same step each month until December: the path is straight (`TrendPoint`)."""
    if len(goals) < 2:
        return {}
    before, last = sorted(goals)[-2:]
    step = (goals[last] - goals[before]) / (last - before)
    december = Period(Period.month_at(last).year, "year").ordinal
    return {place: goals[last] + step * (place - last) for place in range(last + 1, december + 1)}


def ticks_of(months: list[TrendMonth]) -> list[float]:
    """From a little below the lowest value to a little above the highest; from 0 where that is not far."""
    from matplotlib.ticker import MaxNLocator

    values = [value for month in months for value in (month.rate, month.goal) if value is not None]
    low, high = min(values), max(values)
    room = max((high - low) * 0.2, (_SMALLEST_RANGE - (high - low)) / 2)
    low = 0.0 if low - room < high / 3 else low - room
    return [float(tick) for tick in MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(low, high + room)]


def places_of(ticks: list[float]) -> int:
    """As few decimals as tell the ticks apart."""
    return next(
        (places for places in (0, 1, 2) if all(abs(tick - round(tick, places)) < 1e-9 for tick in ticks)),
        3,
    )


def _names(months: list[TrendMonth]) -> list[str]:
    """`T12/2019`, `T1/2020`; where months are narrow the year stands below, and only where it begins."""
    if (WIDTH - _LEFT - _RIGHT) / len(months) >= _FOR_YEAR:
        return [month.title for month in months]
    new_year = {months[0].place} | {month.place for month in months if Period.month_at(month.place).number == 1}
    names = [month.title.split("/") for month in months]
    return [
        f"{name}\n{year}" if month.place in new_year else name
        for month, (name, year) in zip(months, names, strict=True)
    ]


def note_on(months: list[TrendMonth], changed: StandardChanged | None) -> str:
    said = []
    low = ticks_of(months)[0]
    if low > 0:
        said.append(f"Trục đứng bắt đầu từ {percent(low)}, không phải từ 0.")
    partial = [month for month in months if month.partial]
    if partial:
        named = [f"{month.title}: {_coverage(month)}" for month in partial[:_MOST_NAMED]]
        more = len(partial) - len(named)
        named += [f"và {more} tháng khác"] if more else []
        said.append(f"Chấm rỗng là tháng chưa đủ đơn vị báo cáo ({'; '.join(named)}).")
    last = max(month.place for month in months if month.rate is not None)
    other = _last_by_other(months)
    if changed and other:
        said.append(f"Đến {other.title} theo chuẩn nghèo cũ, không nối với các tháng từ ngày {day(changed.from_day)}.")
    begun = other.place if other else months[0].place - 1
    empty = [month.title for month in months if month.rate is None and begun < month.place < last]
    if empty:
        named = empty[:_MOST_NAMED] + ([f"{len(empty) - _MOST_NAMED} tháng khác"] if len(empty) > _MOST_NAMED else [])
        said.append(f"Chỗ ngắt là tháng chưa có đủ báo cáo ({', '.join(named)}).")
    return " ".join(said)


def _coverage(month: TrendMonth) -> str:
    seen = month.known.coverage if month.known else None
    return f"{seen.reporting}/{seen.expected}" if seen else ""
