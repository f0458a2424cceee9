"""Mistakes of the tree of units: an area of no level, a parent that is not there, of another level, or not on every day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from giamngheo.core.formats import day
from giamngheo.metadata.levels import Levels
from giamngheo.metadata.mistakes.units import mistakes_of_units
from giamngheo.metadata.unit import Area, Key, OrganisationUnit, Unit
from giamngheo.metadata.validity import Span, gaps

UNITS, AREAS = "units.csv", "areas.csv"
Lines = Mapping[tuple[str, Key], int]
_DAY = dt.timedelta(days=1)


def mistakes_of_areas(areas: Sequence[Area], units: Sequence[Unit], levels: Levels, lines: Lines) -> Iterator[str]:
    """`lines`: where in its file a record stands."""
    yield from mistakes_of_units(areas, f"config/{AREAS}")
    tree = _Tree(areas, levels)
    yield from _of_names(areas, units, lines)
    for area in areas:
        yield from _of_level(area, levels, _Row(AREAS, lines[AREAS, area.key]))
    for file, places in ((AREAS, areas), (UNITS, units)):
        for place in places:
            if place.parent:
                yield from tree.mistakes_of(place, _Row(file, lines[file, place.key]))
    yield from _of_moves(units, lines)


@dataclass(frozen=True)
class _Row:
    file: str
    line: int

    def column(self, name: str) -> str:
        return f"config/{self.file}, dòng {self.line}, cột «{name}»"


class _Tree:
    def __init__(self, areas: Sequence[Area], levels: Levels) -> None:
        self._levels = levels
        self._by_code: dict[str, list[Area]] = defaultdict(list)
        for area in areas:
            self._by_code[area.code].append(area)

    def mistakes_of(self, place: OrganisationUnit, row: _Row) -> Iterator[str]:
        """Of a place that names a parent."""
        at, parents = row.column("parent"), self._by_code.get(place.parent or "", [])
        if not parents:
            known = ", ".join(self._by_code) or "chưa có khu vực nào"
            yield f"{at}: không có khu vực mang mã «{place.parent}» trong config/{AREAS} ({known}); sửa mã hoặc thêm dòng."
        elif circle := self._circle(place.code):
            yield f"{at}: các khu vực thuộc lẫn nhau thành vòng ({' → '.join(circle)}); sửa parent."
        else:
            yield from self._of_level(place, parents, at)
            yield from self._of_days(place, parents, row)

    def _circle(self, code: str) -> list[str]:
        """The way up from a code, where it comes back to it."""
        ways = [[code]]
        for way in ways:
            for parent in {area.parent for area in self._by_code.get(way[-1], [])}:
                if parent == code:
                    return [*way, parent]
                if parent and parent not in way:
                    ways.append([*way, parent])
        return []

    def _of_level(self, place: OrganisationUnit, parents: Sequence[Area], at: str) -> Iterator[str]:
        own = place.level if isinstance(place, Area) else self._levels.senders
        known = [level.code for level in self._levels.between]
        if isinstance(place, Area) and own not in known:
            return  # which is said of its own level
        above = self._levels.above(own)
        for parent in parents:
            if parent.meets(place) and parent.level in known and parent.level != above.code:
                yield (
                    f"{at}: «{parent.name}» thuộc cấp «{parent.level}», không phải cấp liền trên «{above.code}» của "
                    f"«{place.name}»; ghi mã của {above.noun}."
                )

    def _of_days(self, place: OrganisationUnit, parents: Sequence[Area], row: _Row) -> Iterator[str]:
        for gap in _uncovered(place, parents):
            yield (
                f"{row.column('parent')}: {_days(gap)} «{place.name}» thuộc «{parents[0].name}» ({place.parent}) mà khu vực này "
                f"không có hiệu lực; nối valid_from, valid_to của khu vực, hoặc tách dòng của «{place.name}» theo ngày."
            )


def _of_level(area: Area, levels: Levels, row: _Row) -> Iterator[str]:
    known = [level.code for level in levels.between]
    if area.level not in known:
        yield (
            f"{row.column('level')}: «{area.level}» không phải cấp nằm giữa cấp gửi báo cáo «{levels.senders}» và toàn bộ "
            f"«{levels.whole}»; "
            + (f"chọn một trong: {', '.join(known)}." if known else "thêm [[level]] vào levels.toml.")
        )


def _of_names(areas: Sequence[Area], units: Sequence[Unit], lines: Lines) -> Iterator[str]:
    """A code is a unit's or an area's: `--unit` and a recipient name either by it."""
    taken = {unit.code: unit.name for unit in units}
    for area in areas:
        if area.code in taken:
            at = _Row(AREAS, lines[AREAS, area.key]).column("code")
            yield f"{at}: {area.code} là mã của đơn vị «{taken[area.code]}» trong config/{UNITS}; chọn mã khác."


def _of_moves(units: Sequence[Unit], lines: Lines) -> Iterator[str]:
    """A unit that goes on under another parent, and is not said to be the same one: its earlier figures would be lost."""
    by_first_day = {unit.key: unit for unit in units}
    for unit in units:
        following = by_first_day.get((unit.code, unit.last_day + _DAY)) if unit.valid_to else None
        if following and following.name == unit.name and following.parent != unit.parent and not unit.succeeded_by:
            at = _Row(UNITS, lines[UNITS, unit.key]).column("succeeded_by")
            yield (
                f"{at}: «{unit.name}» chuyển sang khu vực khác từ {day(following.first_day)} mà dòng cũ không ghi kế tục, nên số "
                f"liệu trước ngày ấy không so được; ghi {unit.code}."
            )


def _uncovered(place: OrganisationUnit, parents: Sequence[Area]) -> Iterator[Span]:
    """The days of a place on which no parent is in force."""
    before = place.first_day - _DAY if place.valid_from else dt.date.min
    after = place.last_day + _DAY if place.valid_to else dt.date.max
    return gaps([Span(dt.date.min, before), *parents, Span(after, dt.date.max)])


def _days(gap: Span) -> str:
    first = f"từ {day(gap.first_day)} " if gap.first_day > dt.date.min + _DAY else ""
    return f"{first}đến {day(gap.last_day)}" if gap.last_day < dt.date.max - _DAY else first.strip() or "mọi ngày"
