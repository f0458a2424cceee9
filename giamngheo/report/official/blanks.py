"""Why a place in an official form is blank: of a whole column, or of some units. Each cause is said as what it is, and only where
it holds; where there are several, each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from giamngheo.attain.aggregates import sums_of
from giamngheo.attain.movements import Movements
from giamngheo.attain.period_figures import PeriodFigures
from giamngheo.core.period import Period
from giamngheo.metadata.boundary_changes import Extent
from giamngheo.metadata.classes import CLASS
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.editions import form_at, is_asked_in
from giamngheo.metadata.expressions import fields_of_expression, mistake_of_expression
from giamngheo.metadata.official import OfficialForm, Source
from giamngheo.metadata.plan import HOUSEHOLDS, Plan
from giamngheo.metadata.record import is_in_force
from giamngheo.metadata.unit import Unit
from giamngheo.report.official.ways import is_told_apart, ways_by_class_before
from giamngheo.report.wording import listing
from giamngheo.store.submissions import in_force
from giamngheo.warehouse.engine import Warehouse

MOST_NAMED = 12  # units in a note


@dataclass(frozen=True)
class Blanks:
    """`opening`: as it stands beside the period; `moved`: the moves of each unit and month that are known."""

    warehouse: Warehouse
    period: Period
    opening: PeriodFigures
    moved: Mapping[tuple[str, Period], Movements]

    # ------------------------------------------------------------ of a column

    def of_column(self, form: OfficialForm, counts: OfficialForm | None, source: Source) -> str | None:
        """As `of_source`, and of a rate that of its part. `counts`: the form whose counts the rates are of."""
        if not source.part:
            return self.of_source(source)
        columns = [*form.column, *(counts.column if counts else ())]
        return self.of_source(next(column for column in columns if column.key == source.part).source(0))

    def of_source(self, source: Source) -> str | None:
        """`biểu BC-GN-01 không ghi nhân khẩu của biến động`; nothing where there may be a number."""
        if source.part:
            return None
        if source.moves:
            return self._of_moves(source)
        if source.count:
            return self._of_count(source)
        if source.opening:
            return self._of_figure(source.opening, self._then) or self._apart or self._of_plan(source.opening)
        if source.figure:
            return self._of_figure(source.figure, self.period)
        return f"{self._form} {source.lacking}"

    def _of_moves(self, source: Source) -> str | None:
        ways = [movement(name) for name in source.moves]
        if source.lacking and not all(is_told_apart(self._configuration.classes, *way) for way in ways):
            return f"{self._form} {source.lacking}"
        if len({self._configuration.standard_of(month) for month in self.period.months}) > 1:
            return f"trong {self.period.title} chuẩn nghèo thay đổi"
        return self._apart if any(way in self.by_class_before for _, way in ways) else None

    def _of_count(self, source: Source) -> str | None:
        """Asked by the office's form at all, and in this period."""
        form, count = self._configuration.form, source.count or ""
        if mistake_of_expression(form, HOUSEHOLDS, count) is not None:
            return f"{self._form} {source.lacking or 'không có mục này'}"
        columns = (form.tables[HOUSEHOLDS].columns[field] for field in fields_of_expression(form, HOUSEHOLDS, count))
        if unasked := [column.heading for column in columns if not is_asked_in(column, self.period)]:
            return f"{self._form} kỳ này không hỏi «{'», «'.join(unasked)}»"
        is_taken = mistake_of_expression(form_at(form, self.period), HOUSEHOLDS, count) is None
        return None if is_taken else f"{self._form} kỳ này {source.lacking or 'không có mục này'}"

    def _of_figure(self, key: str, then: Period) -> str | None:
        since = self._since
        if key not in since:
            return "kế hoạch không có số liệu này"
        if is_in_force(since[key], then):
            return None
        return f"số liệu này chỉ có từ {Period.parse(str(since[key])).title}"

    def _of_plan(self, key: str) -> str | None:
        """An earlier plan that counted something else under the same key."""
        before = self._configuration.plan_of(self._then)
        if before is self._plan or key in self._plan.counts_alike(before).figures:
            return None
        return f"kế hoạch của {self._then.title} tính số liệu này khác kế hoạch của kỳ này"

    @cached_property
    def _apart(self) -> str | None:
        """Two standards of which the earlier list tells one."""
        if self._configuration.class_column(self._then, self.period):
            return None
        standard = self._configuration.standard_of(self.period)
        by = standard.said if standard else "chuẩn của kỳ này"
        return f"danh sách hộ {self._then.title} không phân loại theo {by}"

    # ------------------------------------------------------------ of units

    def of_units(self, units: Sequence[Unit]) -> Iterator[str]:
        """`Chưa có báo cáo tháng 11 năm 2025: Thôn A, Thôn B.`, for each cause; of units that report at the period's end."""
        found: dict[str, list[str]] = defaultdict(list)
        for unit in units:
            for why in self._of_unit(unit.code):
                found[why].append(unit.name)
        for why, names in found.items():
            yield f"{why}: {listing.first_names(names, MOST_NAMED)}."

    def knows_class_before(self, code: str) -> bool:
        """Whether the list before the period tells of which class each household was."""
        return self._apart is None and not any(self._of_opening(code))

    def _of_unit(self, code: str) -> Iterator[str]:
        yield from self._of_opening(code)
        missing = [month for month in self.period.months if (code, month) not in self.moved]
        if missing := [month for month in missing if self._parts(code, month)]:
            yield f"Chưa có báo cáo được nhận của {', '.join(month.title for month in missing)}"

    def _of_opening(self, code: str) -> Iterator[str]:
        parts = self._parts(code, self._then)
        if not parts:
            yield f"Đầu kỳ không có số của đơn vị như hiện nay ({self._extents[self._then][code].reason})"
        if any((part, self._then.code) not in self._opening_reports for part in parts):
            yield f"Chưa có báo cáo được nhận của {self._then.title} (đầu kỳ)"
        elif parts and self._column not in (None, CLASS) and code not in self.opening.units:
            yield f"Danh sách hộ {self._then.title} chưa ghi phân loại theo chuẩn mới của mọi hộ"

    # ------------------------------------------------------------ what is known

    @cached_property
    def by_class_before(self) -> frozenset[str]:
        return ways_by_class_before(self._configuration.classes)

    @property
    def _configuration(self) -> Configuration:
        return self.warehouse.configuration

    @property
    def _form(self) -> str:
        return f"biểu {self._configuration.form.id}"

    @property
    def _plan(self) -> Plan:
        return self._configuration.plan_of(self.period)

    @property
    def _then(self) -> Period:
        return self.period.months[0] - 1

    @cached_property
    def _column(self) -> str | None:
        return self._configuration.class_column(self._then, self.period)

    @cached_property
    def _since(self) -> dict[str, str | None]:
        """The plan's figures, and from which month on each is collected."""
        return {item.key: item.since for item in sums_of(self._configuration.form, self._plan)}

    def _parts(self, code: str, then: Period) -> list[str]:
        """The units that it was in a month; none where that cannot be said, or nothing of it was there."""
        extent = self._extents[then].get(code)
        return [part.code for part in extent.parts] if extent else [code]

    @cached_property
    def _extents(self) -> dict[Period, dict[str, Extent]]:
        units = self._configuration.unit_register
        return {month: units.extents(self.period, month) for month in (self._then, *self.period.months)}

    @cached_property
    def _opening_reports(self) -> frozenset[tuple[str, str]]:
        return frozenset(in_force(self.warehouse, [self._then]))


def movement(name: str) -> tuple[str, str]:
    """`poor.escaped` → list and way."""
    list_, _, way = name.partition(".")
    return list_, way
