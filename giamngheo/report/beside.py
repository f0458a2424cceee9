"""Two lots of figures beside each other, unit by unit: what is known whole on both sides, and why the rest cannot be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from giamngheo.attain.aggregates import Aggregate, add_up
from giamngheo.attain.period_figures import PeriodFigures
from giamngheo.core.period import Period
from giamngheo.metadata.record import is_in_force

Sides = tuple[float, ...]  # the figure, or the indicator's numerator, and denominator where it has one


class Beside:
    """`now` beside `then`, of one figure (`items`: its parts) over the units that are asked about. `named`: code of a unit → name."""

    def __init__(
        self,
        items: Sequence[Aggregate],
        now: PeriodFigures,
        then: PeriodFigures,
        is_asked: Callable[[str], bool],
        named: Callable[[str], str],
    ) -> None:
        self._items, self._now, self._then, self._named = items, now, then, named
        self._before, self._after = (dict(_sides(figures, items, is_asked)) for figures in (then, now))
        self._is_flow = any(item.kind == "flow" for item in items)

    def alike(self) -> dict[str, Any] | None:
        """Sums of two periods over the units that both know whole, or without the very same months (`None`: over none), how many these
        are, each of them that differs; `lacking_alike`: which of them lack the same months on both sides, and which;
        `not_compared`: the others that one side knows, and why. Nothing where nobody reported the earlier."""
        if not self._before:
            return None
        units = sorted({**self._before, **self._after})
        whys = {unit: why for unit in units if (why := self._why_not(unit))}
        shared = [unit for unit in units if unit not in whys]
        return {
            "before": _whole(self._before[unit] for unit in shared),
            "now": _whole(self._after[unit] for unit in shared),
            "shared": len(shared),
            "units": [self._line(unit) for unit in self._changed(shared)],
            "lacking_alike": [
                {"unit": unit, "name": self._named(unit), "why": f"thiếu báo cáo {_months(gaps)}"}
                for unit in shared
                if self._is_flow and (gaps := self._gaps(self._now, unit))
            ],
            "not_compared": [{"unit": unit, "name": self._named(unit), "why": why} for unit, why in whys.items()],
        }

    def revised(self) -> dict[str, Any]:
        """Of one period, as it was sent and as it is now: whole sums, for a report that came in since is a change of them; each unit
        that differs, with `why` where reports came or went."""
        changed = self._changed({**self._before, **self._after})
        return {
            "before": _whole(self._before.values()),
            "now": _whole(self._after.values()),
            "units": [self._line(unit) | {"why": self._why_revised(unit)} for unit in changed],
        }

    def _changed(self, units: Iterable[str]) -> list[str]:
        """The largest change first."""
        before, now = self._before, self._after
        changed = [unit for unit in units if before.get(unit) != now.get(unit)]
        return sorted(changed, key=lambda unit: (-abs(now.get(unit, (0,))[0] - before.get(unit, (0,))[0]), unit))

    def _line(self, unit: str) -> dict[str, Any]:
        sides = {"before": self._before.get(unit), "now": self._after.get(unit)}
        return {"unit": unit, "name": self._named(unit), **sides}

    def _why_not(self, unit: str) -> str:
        """Why the two numbers of a unit say nothing beside each other; nothing where they do."""
        if why := self._why_nobody():
            return why
        said = []
        for figures, sides in ((self._then, self._before), (self._now, self._after)):
            if unit not in sides:
                said.append(self._why_unknown(figures, unit))
            elif self._is_flow and (gaps := self._gaps(figures, unit)) and not self._lacks_alike(unit):
                said.append(f"{_title(figures)} thiếu báo cáo {_months(gaps)}")
        return "; ".join(said)

    def _why_nobody(self) -> str:
        """A sum of three months beside one of two; the year so far alone grows by what came since."""
        then, now = (len(self._added(figures)) for figures in (self._then, self._now))
        if not self._is_flow or then == now or self._is_same_year:
            return ""
        return f"{_title(self._then)} cộng {then} tháng, {_title(self._now)} cộng {now} tháng"

    def _lacks_alike(self, unit: str) -> bool:
        """Whether a unit lacks the same months of one year so far on both sides: what came since is then the whole difference. Not of
        what was several units then, of which one side may have what some of these reported."""
        extent = self._then.joined.get(unit)
        is_one = extent is None or len(extent.parts) == 1
        return self._is_same_year and is_one and self._gaps(self._then, unit) == self._gaps(self._now, unit)

    @property
    def _is_same_year(self) -> bool:
        return self._then.since is not None and self._then.since == self._now.since

    def _why_unknown(self, figures: PeriodFigures, unit: str) -> str:
        if (extent := figures.joined.get(unit)) and extent.reason:
            return extent.reason
        if unit in figures.units:
            return f"{_title(figures)} không có số liệu này"
        reports = figures.reports.get(unit)
        last = f" {_months([figures.period.last_month])}" if reports and reports.reports else ""
        return f"{_title(figures)} chưa có báo cáo{last}"

    def _why_revised(self, unit: str) -> str:
        if unit not in self._before:
            return "có thêm báo cáo"
        if unit not in self._after:
            return "không còn báo cáo được tính"
        then, now = ({*self._gaps(figures, unit)} if self._is_flow else set() for figures in (self._then, self._now))
        came, gone = (f"có thêm báo cáo {_months(then - now)}", f"không còn báo cáo {_months(now - then)}")
        return "; ".join([*([came] if then - now else []), *([gone] if now - then else [])])

    def _gaps(self, figures: PeriodFigures, unit: str) -> list[Period]:
        added = self._added(figures)
        return [month for month in figures.gaps.get(unit, []) if month in added]

    def _added(self, figures: PeriodFigures) -> list[Period]:
        """The months that a flow adds up: those in which it was collected."""
        flows = [item for item in self._items if item.kind == "flow"]
        return [month for month in figures.months if all(is_in_force(item.since, month) for item in flows)]


def _title(figures: PeriodFigures) -> str:
    return figures.period.title if figures.since is None else f"từ đầu năm đến hết {figures.period.title}"


def _months(months: Iterable[Period]) -> str:
    """`tháng 10, 11`, of a year that has been said."""
    return f"tháng {', '.join(str(month.number) for month in sorted(months))}"


def _sides(
    figures: PeriodFigures, items: Sequence[Aggregate], is_asked: Callable[[str], bool]
) -> Iterable[tuple[str, Sides]]:
    keys = [item.key for item in items]
    for unit, numbers in figures.units.items():
        if is_asked(unit) and all(key in numbers for key in keys):
            yield unit, tuple(numbers[key] for key in keys)


def _whole(sides: Iterable[Sides]) -> Sides | None:
    total = add_up({str(at): value for at, value in enumerate(one)} for one in sides)
    return tuple(total.values()) or None
