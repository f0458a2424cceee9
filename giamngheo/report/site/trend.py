"""The trend as lines of an SVG that a telephone shows at its own size: the places of what the report's picture draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from giamngheo.core.formats import day, number, percent
from giamngheo.report.content import ReportContent
from giamngheo.report.documents import tables
from giamngheo.report.documents.document import Picture
from giamngheo.report.documents.shared import trend_picture
from giamngheo.report.render.pictures.trend import TrendMonth, months_shown, note_on, places_of, ticks_of
from giamngheo.report.site.shown import ShownTable, shown_table

# In the SVG's own units, which are about the pixels of a telephone.
_WIDE, _HIGH = 300.0, 214.0
_LEFT, _RIGHT, _TOP, _BELOW = 34.0, 4.0, 22.0, 26.0
_BESIDE = 14.0  # between the edge of the lines and their first and last month
_ALL_NAMED = 7  # as many months have room for their names and values


@dataclass(frozen=True)
class Mark:
    x: float
    y: float
    text: str = ""
    anchor: str = "middle"
    is_hollow: bool = False


@dataclass(frozen=True)
class TrendLines:
    """`rates` are unbroken pieces, each the points of a line; `path` is the target's. `table` tells the same in figures."""

    title: str
    told: str
    size: tuple[float, float]
    ticks: tuple[Mark, ...]
    months: tuple[Mark, ...]
    rates: tuple[str, ...]
    path: str
    dots: tuple[Mark, ...]
    values: tuple[Mark, ...]
    new_standard: Mark | None
    note: str
    table: ShownTable


def trend_lines(content: ReportContent) -> TrendLines | None:
    """Nothing where fewer than two months are known, as in the report."""
    picture = next((one for one in trend_picture(content) if isinstance(one, Picture)), None)
    if picture is None:
        return None
    months = months_shown(content.trend, content.coverage.reporting)
    place = _Places(months)
    return TrendLines(
        title=picture.title,
        told=picture.alt,
        size=(_WIDE, _HIGH),
        ticks=tuple(Mark(_LEFT - 4, place.height(tick), place.named(tick), "end") for tick in place.ticks),
        months=tuple(_names(months, place)),
        rates=tuple(_points(place, piece) for piece in _pieces(months)),
        path=_points(place, [(month, month.goal) for month in months if month.goal is not None]),
        dots=tuple(
            Mark(place.across(month), place.height(month.rate), percent(month.rate), is_hollow=month.partial)
            for month in months
            if month.rate is not None
        ),
        values=tuple(_values(months, place)),
        new_standard=_break(content, months, place),
        note=note_on(months, content.standard_changed),
        table=shown_table(tables.trend(content)),
    )


class _Places:
    """Where a month and a rate stand."""

    def __init__(self, months: Sequence[TrendMonth]) -> None:
        self.ticks = ticks_of(list(months))
        self._first, self._steps = months[0].place, max(months[-1].place - months[0].place, 1)

    def across(self, month: TrendMonth) -> float:
        return self.at(month.place)

    def at(self, ordinal: float) -> float:
        room = _WIDE - _LEFT - _RIGHT - 2 * _BESIDE
        return round(_LEFT + _BESIDE + (ordinal - self._first) / self._steps * room, 1)

    def height(self, rate: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return round(_HIGH - _BELOW - (rate - low) / (high - low) * (_HIGH - _TOP - _BELOW), 1)

    def named(self, tick: float) -> str:
        return number(tick, places_of(self.ticks))


def _points(place: _Places, values: Iterable[tuple[TrendMonth, float]]) -> str:
    return " ".join(f"{place.across(month)},{place.height(rate)}" for month, rate in values)


def _pieces(months: Sequence[TrendMonth]) -> Iterable[list[tuple[TrendMonth, float]]]:
    """A month without a rate breaks the line."""
    piece: list[tuple[TrendMonth, float]] = []
    for month in months:
        if month.rate is not None:
            piece.append((month, month.rate))
        elif piece:
            yield piece
            piece = []
    if piece:
        yield piece


def _names(months: Sequence[TrendMonth], place: _Places) -> Iterable[Mark]:
    """The first and the last with their year; of many every third between them."""
    last = len(months) - 1
    step = 1 if last < _ALL_NAMED else 3
    for at, month in enumerate(months):
        is_end = at in (0, last)
        if is_end or (at % step == 0 and last - at > step):
            text = month.title if is_end else month.title.partition("/")[0]
            x = _WIDE - _RIGHT if at == last > 0 else place.across(month)
            yield Mark(x, _HIGH - 6, text, "end" if at == last > 0 else "middle")


def _values(months: Sequence[TrendMonth], place: _Places) -> Iterable[Mark]:
    """The first and the last rate, and where the path ends; on the side where no line is."""
    known = [month for month in months if month.rate is not None]
    for month in dict.fromkeys((known[0], known[-1])):
        rate = month.rate or 0.0
        is_above = month.goal is None or rate >= month.goal
        anchor = "start" if month is known[0] and len(known) > 1 else "middle"
        yield Mark(
            place.across(month) - (anchor == "start") * 4,
            place.height(rate) + (-9 if is_above else 18),
            percent(rate),
            anchor,
        )
    goals = [month for month in months if month.goal is not None]
    if len(goals) > 1 and goals[-1] is not known[-1]:
        end = goals[-1]
        yield Mark(_WIDE - 2, place.height(end.goal or 0.0) + 16, f"mục tiêu {percent(end.goal)}", "end")


def _break(content: ReportContent, months: Sequence[TrendMonth], place: _Places) -> Mark | None:
    """Between the last month by the old standard and the first by the new one."""
    changed = content.standard_changed
    last = next((month for month in reversed(months) if month.known and month.known.other_standard), None)
    if changed is None or last is None:
        return None
    return Mark(place.at(last.place + 0.5), _TOP, f"chuẩn mới từ {day(changed.from_day)}")
