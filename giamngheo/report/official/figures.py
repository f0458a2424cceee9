"""What stands in an official form: a number where the warehouse holds one, and where not, why. A blank is never a 0."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from giamngheo.attain.aggregates import Aggregate, PeriodFigures, percent_of, stocks_of, work_out
from giamngheo.attain.like_for_like import comparable, counted_for
from giamngheo.attain.movements import Movements, add_up
from giamngheo.core.formats import coverage, quantity
from giamngheo.core.period import Period
from giamngheo.metadata.classes import Classes
from giamngheo.metadata.expressions import mistake_of_expression, since_of_expression
from giamngheo.metadata.official import OfficialColumn, OfficialForm, OfficialForms, Source
from giamngheo.metadata.record import is_in_force
from giamngheo.metadata.unit import Unit
from giamngheo.report.compose.flows import moves_by_unit
from giamngheo.report.wording import listing
from giamngheo.warehouse.engine import Warehouse

_ROWS = "household"
_LISTS = ("poor", "near_poor")
Ways = dict[tuple[str, str], float]  # (list, how households came to it or left it) → households
_OF_CLASS_BEFORE = ("moved_out", "removed")  # of which list they went the month before alone tells
_MOST_NAMED = 12  # units in a note


@dataclass(frozen=True)
class OfficialRow:
    """A line of a form: one of a unit's. `values` by the column's key; none where nothing is held.

    `balances`: whether the closing stock may be worked out in the sheet: all that goes into it is known.
    """

    unit: Unit
    line: int
    values: dict[str, float | None]
    balances: bool = False


@dataclass(frozen=True)
class OfficialTable:
    """A form with its rows, units in their order, and what is to be said below. `rates`: of all rows, by key, sum over sum."""

    form: OfficialForm
    rows: tuple[OfficialRow, ...]
    notes: tuple[str, ...]
    rates: dict[tuple[int, str], float | None] = field(default_factory=dict)


def official_tables(
    warehouse: Warehouse, period: Period, forms: OfficialForms, numbers: Sequence[str]
) -> list[OfficialTable]:
    """The forms of these numbers for a period; none of them has rows where no unit reported."""
    known = _Known(warehouse, period, forms)
    return [known.table(forms.drawn[number]) for number in numbers]


class _Known:
    """What the warehouse holds of a period, by the units as they are at its end."""

    def __init__(self, warehouse: Warehouse, period: Period, forms: OfficialForms) -> None:
        self._configuration, self._period, self._forms = warehouse.configuration, period, forms
        self._units = warehouse.configuration.unit_register.expected(period)
        self._now = work_out(warehouse, period)
        opening = counted_for(warehouse, period.months[0] - 1, period)
        self._opening = comparable(warehouse.configuration, opening, period)
        self._moved = _whole_moves(warehouse, self._now, period)
        self._counts = stocks_of(warehouse, period, self._sums())

    def table(self, form: OfficialForm) -> OfficialTable:
        rows = tuple(self._row(form, unit, line) for unit in self._units for line in range(len(form.lines)))
        rates = {
            (line, column.key): self._rate_of_all(form, rows, line, source)
            for line, column, source in _sources(form)
            if source.part and source.whole
        }
        return OfficialTable(form, rows, tuple(self._notes(form, rows)), rates)

    def _row(self, form: OfficialForm, unit: Unit, line: int) -> OfficialRow:
        if unit.code not in self._now.units:
            return OfficialRow(unit, line, {column.key: None for column in form.column})
        values = {column.key: self._value(column.source(line), unit) for column in form.column}
        counts = self._counts_of(form, unit)
        for column in form.column:
            source = column.source(line)
            if source.part and source.whole:
                parts = counts | values
                values[column.key] = percent_of(parts.get(source.part), parts.get(source.whole))
        balance = next((column for column in form.column if column.source(line).plus), None)
        if balance is None or not _is_whole(form, line, values):
            return OfficialRow(unit, line, values)
        source = balance.source(line)
        worked_out = sum(values[key] or 0 for key in source.plus) - sum(values[key] or 0 for key in source.minus)
        return OfficialRow(unit, line, values | {balance.key: worked_out}, balances=True)

    def _value(self, source: Source, unit: Unit) -> float | None:
        """A source's own number; a rate is made of others."""
        code = unit.code
        if source.figure:
            return self._now.units[code].get(source.figure)
        if source.opening:
            return self._opening.units.get(code, {}).get(source.opening)
        if source.moves:
            moved, ways = self._moved.get(code), [_movement(name) for name in source.moves]
            if moved is None or (
                any(what in _OF_CLASS_BEFORE for _, what in ways) and not self._is_opening_known(code)
            ):
                return None
            return sum(moved.get(way, 0) for way in ways)
        return self._counts.get(code, {}).get(source.count) if source.count else None

    def _is_opening_known(self, unit: str) -> bool:
        return all(self._opening.units.get(unit, {}).get(key) is not None for key in _LISTS)

    def _counts_of(self, form: OfficialForm, unit: Unit) -> dict[str, float | None]:
        """The counts that another form has of the same households."""
        other = self._forms.drawn[form.same_as] if form.same_as else None
        return {column.key: self._value(column.source(0), unit) for column in other.column} if other else {}

    def _rate_of_all(self, form: OfficialForm, rows: Sequence[OfficialRow], line: int, source: Source) -> float | None:
        """Of what is known: over the units that have both its part and its whole."""
        pairs = []
        for row in rows:
            numbers = self._counts_of(form, row.unit) | row.values if row.unit.code in self._now.units else {}
            pair = numbers.get(source.part or ""), numbers.get(source.whole or "")
            if row.line == line and None not in pair:
                pairs.append(pair)
        part, whole = (sum(each[side] or 0 for each in pairs) for side in (0, 1))
        return percent_of(part, whole) if pairs else None

    def _sums(self) -> list[Aggregate]:
        """What the forms count for themselves, but what the office's form does not ask, or did not yet."""
        form = self._configuration.form
        counts = {source.count: None for each in self._forms.form for column in each.column for source in column.of}
        known = [count for count in filter(None, counts) if mistake_of_expression(form, _ROWS, count) is None]
        return [
            Aggregate(count, _ROWS, count, "stock")
            for count in known
            if is_in_force(since_of_expression(form, _ROWS, count, None), self._period)
        ]

    # ------------------------------------------------------------ what is said below

    def _notes(self, form: OfficialForm, rows: Sequence[OfficialRow]) -> Iterator[str]:
        yield from self._coverage()
        yield from self._lacking(form)
        if any(source.opening or source.moves for _, _, source in _sources(form)):
            yield from self._not_whole(form, rows)
            yield from self._not_balanced(form, rows)
        yield from form.notes

    def _coverage(self) -> Iterator[str]:
        missing = [unit.name for unit in self._units if unit.code not in self._now.units]
        if missing:
            counted = coverage(len(self._units) - len(missing), len(self._units))
            yield (
                f"Số liệu của {counted}; chưa có báo cáo nên để trống: {listing.first_names(missing, _MOST_NAMED)}. "
                "Dòng tổng chỉ cộng các đơn vị có số liệu."
            )

    def _lacking(self, form: OfficialForm) -> Iterator[str]:
        """`Để trống cột (2), (3), dòng Nhân khẩu: biểu BC-GN-01 không ghi …`."""
        blank: dict[tuple[str, int], list[int]] = defaultdict(list)
        for line, column, source in _sources(form):
            if reason := self._reason(source):
                blank[reason, line].append(form.column.index(column) + 1)
        for (reason, line), numbers in blank.items():
            where = f", dòng {form.lines[line]}" if len(form.lines) > 1 else ""
            columns = ", ".join(f"({number})" for number in numbers)
            yield f"Để trống cột {columns}{where}: biểu {self._configuration.form.id} {reason}."

    def _reason(self, source: Source) -> str | None:
        if source.lacking:
            return source.lacking
        asked = source.figure or source.opening
        if asked and asked not in self._configuration.plan_of(self._period).figure_by_key:
            return "và kế hoạch không có số liệu này"
        known = {sum_.key for sum_ in self._sums()} if source.count else set()
        return "không có mục này" if source.count and source.count not in known else None

    def _not_whole(self, form: OfficialForm, rows: Sequence[OfficialRow]) -> Iterator[str]:
        lines = {line for line, _, source in _sources(form) if source.plus}
        told = (row for row in rows if row.line in lines and row.unit.code in self._now.units and not row.balances)
        names = [row.unit.name for row in told]
        if names:
            yield (
                f"Chưa có đủ báo cáo đầu kỳ và các tháng trong kỳ: {listing.first_names(names, _MOST_NAMED)}. Số đầu kỳ hoặc "
                "biến động chưa biết để trống, số cuối kỳ lấy theo danh sách hộ."
            )

    def _not_balanced(self, form: OfficialForm, rows: Sequence[OfficialRow]) -> Iterator[str]:
        """Where the movements come to another closing stock than the list of households has."""
        balance = next(column for column in form.column if any(source.plus for source in column.of))
        number = form.column.index(balance) + 1
        for row in rows:
            figure = balance.source(row.line).figure
            listed = self._now.units[row.unit.code].get(figure) if row.balances and figure else None
            if listed is not None and row.values[balance.key] != listed:
                yield (
                    f"{row.unit.name}: cột ({number}) theo biến động là {quantity(row.values[balance.key])}, theo danh sách "
                    f"hộ là {quantity(listed)}; cần đối chiếu biến động với đơn vị trước khi ký."
                )


def _whole_moves(warehouse: Warehouse, now: PeriodFigures, period: Period) -> dict[str, Ways]:
    """The moves of those units of which every month is there."""
    moved = moves_by_unit(warehouse, now, period.months)
    whole = [unit for unit in now.units if all((unit, month) in moved for month in period.months)]
    classes = warehouse.configuration.classes
    return {unit: _ways(classes, add_up(moved[unit, month] for month in period.months)) for unit in whole}


def _ways(classes: Classes, moves: Movements) -> Ways:
    """As the forms count: they know the lists of the poor and of the near-poor, and who comes from another class is new to them,
    who goes to one has escaped."""
    found: Ways = defaultdict(float)
    for move, count in moves.items():
        told = classes.by_change[move.change]
        origin, to = (code if code in _LISTS else None for code in (move.origin, move.to))
        if to:
            found[to, "from_other" if origin else told.change if told.kind == "entry" else "new"] += count
        if origin:
            escaped = told.kind != "exit" or told.names_origin
            found[origin, "to_other" if to else "escaped" if escaped else told.change] += count
    return found


def _is_whole(form: OfficialForm, line: int, values: Mapping[str, float | None]) -> bool:
    """Whether all that the form can know of a line is known, but its closing stock."""
    return all(
        values[column.key] is not None
        for column in form.column
        if not (column.source(line).plus or column.source(line).lacking)
    )


def _movement(name: str) -> tuple[str, str]:
    class_, _, what = name.partition(".")
    return class_, what


def _sources(form: OfficialForm) -> Iterator[tuple[int, OfficialColumn, Source]]:
    for line in range(len(form.lines)):
        for column in form.column:
            yield line, column, column.source(line)
