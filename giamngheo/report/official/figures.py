"""What stands in an official form: a number where the warehouse holds one, and where not, why. A blank is never a 0."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from giamngheo.attain.aggregates import Aggregate, percent_of, stocks_of
from giamngheo.attain.like_for_like import comparable, counted_for
from giamngheo.attain.movements import Movements, add_up
from giamngheo.attain.period_figures import PeriodFigures, work_out
from giamngheo.core.formats import coverage, quantity
from giamngheo.core.period import Period
from giamngheo.metadata.classes import Classes
from giamngheo.metadata.official import OfficialColumn, OfficialForm, OfficialForms, Source
from giamngheo.metadata.plan import HOUSEHOLDS
from giamngheo.metadata.unit import Unit
from giamngheo.report.compose.flows import moves_by_unit
from giamngheo.report.official.blanks import MOST_NAMED, Blanks, movement
from giamngheo.report.official.ways import Ways, ways_of
from giamngheo.report.wording import listing
from giamngheo.warehouse.engine import Warehouse


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
        moved = moves_by_unit(warehouse, self._now, period.months)
        self._moved = _whole_moves(warehouse.configuration.classes, moved, self._now, period)
        self._blanks = Blanks(warehouse, period, opening, moved)
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
            return self._of_moves(source, code)
        return self._counts.get(code, {}).get(source.count) if source.count else None

    def _of_moves(self, source: Source, code: str) -> float | None:
        moved, ways = self._moved.get(code), [movement(name) for name in source.moves]
        if moved is None or self._why(source):
            return None
        is_by_class_before = any(way in self._blanks.by_class_before for _, way in ways)
        if is_by_class_before and not self._blanks.knows_class_before(code):
            return None
        return sum(moved.get(way, 0) for way in ways)

    def _counts_of(self, form: OfficialForm, unit: Unit) -> dict[str, float | None]:
        """The counts that another form has of the same households."""
        other = self._same(form)
        return {column.key: self._value(column.source(0), unit) for column in other.column} if other else {}

    def _same(self, form: OfficialForm) -> OfficialForm | None:
        return self._forms.drawn[form.same_as] if form.same_as else None

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
        """What the forms count for themselves, but what the office's form does not ask, or not in this period."""
        sources = (source for each in self._forms.form for column in each.column for source in column.of)
        asked = dict.fromkeys(one.count for one in sources if one.count and not self._why(one))
        return [Aggregate(count, HOUSEHOLDS, count, "stock") for count in asked]

    def _why(self, source: Source) -> str | None:
        """Why there is no number of it, of any unit."""
        return self._blanks.of_source(source)

    # ------------------------------------------------------------ what is said below

    def _notes(self, form: OfficialForm, rows: Sequence[OfficialRow]) -> Iterator[str]:
        yield from self._coverage()
        yield from self._lacking(form)
        if any(source.opening or source.moves for _, _, source in _sources(form)):
            yield from self._not_whole(form, rows)
            yield from self._not_balanced(form, rows)
        yield from self._without_whole(form, rows)
        yield from form.notes

    def _coverage(self) -> Iterator[str]:
        missing = [unit.name for unit in self._units if unit.code not in self._now.units]
        if missing:
            counted = coverage(len(self._units) - len(missing), len(self._units))
            yield (
                f"Số liệu của {counted}. Để trống vì chưa có báo cáo {self._period.last_month.title} được nhận: "
                f"{listing.first_names(missing, MOST_NAMED)}. Dòng tổng chỉ cộng các đơn vị có số liệu."
            )

    def _lacking(self, form: OfficialForm) -> Iterator[str]:
        """`Để trống cột (2), (3), dòng Nhân khẩu: biểu BC-GN-01 không ghi …`."""
        blank: dict[tuple[str, int], list[int]] = defaultdict(list)
        for line, column, source in _sources(form):
            if reason := self._blanks.of_column(form, self._same(form), source):
                blank[reason, line].append(form.column.index(column) + 1)
        for (reason, line), numbers in blank.items():
            where = f", dòng {form.lines[line]}" if len(form.lines) > 1 else ""
            columns = ", ".join(f"({number})" for number in numbers)
            yield f"Để trống cột {columns}{where}: {reason}."

    def _not_whole(self, form: OfficialForm, rows: Sequence[OfficialRow]) -> Iterator[str]:
        """Of those that report at the end what is not known of the time before it, and what then stands in the last column."""
        lines = {line for line, _, source in _sources(form) if source.plus}
        told = [row for row in rows if row.line in lines and row.unit.code in self._now.units and not row.balances]
        if told:
            yield from self._blanks.of_units(list(dict.fromkeys(row.unit for row in told)))
            yield (
                "Số đầu kỳ hoặc biến động chưa biết để trống, số cuối kỳ lấy theo danh sách hộ; dòng tổng cộng các số đã biết nên "
                "không cân đối."
            )

    def _without_whole(self, form: OfficialForm, rows: Sequence[OfficialRow]) -> Iterator[str]:
        """Of nothing there is no rate."""
        headings = {column.key: column.heading for column in form.column}
        wholes = dict.fromkeys((line, source.whole) for line, _, source in _sources(form) if source.whole in headings)
        for line, whole in wholes:
            names = [row.unit.name for row in rows if row.line == line and row.values[whole or ""] == 0]
            if names:
                yield (f"Không có tỷ lệ, vì «{headings[whole or '']}» là 0: {listing.first_names(names, MOST_NAMED)}.")

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


def _whole_moves(
    classes: Classes, moved: Mapping[tuple[str, Period], Movements], now: PeriodFigures, period: Period
) -> dict[str, Ways]:
    """The moves of those units of which every month is there."""
    whole = [unit for unit in now.units if all((unit, month) in moved for month in period.months)]
    return {unit: ways_of(classes, add_up(moved[unit, month] for month in period.months)) for unit in whole}


def _is_whole(form: OfficialForm, line: int, values: Mapping[str, float | None]) -> bool:
    """Whether all that the form can know of a line is known, but its closing stock."""
    return all(
        values[column.key] is not None
        for column in form.column
        if not (column.source(line).plus or column.source(line).lacking)
    )


def _sources(form: OfficialForm) -> Iterator[tuple[int, OfficialColumn, Source]]:
    for line in range(len(form.lines)):
        for column in form.column:
            yield line, column, column.source(line)
