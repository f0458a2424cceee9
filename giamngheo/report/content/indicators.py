"""The plan's indicators, for the district, its units and their villages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from giamngheo.metadata.target import Better, Goal, Sign
from giamngheo.report.content.coverage import Coverage, MissingMonth, Part
from giamngheo.report.content.stocks import Counted, MoreStocks, Stocks

Status = Literal["attained", "on_track", "behind", "missed", "not_enough", "no_cases", "no_data"]


Verdict = Literal["likely", "open", "at_risk"]


# The upper end of a range; left out where there is none, so that the content of other targets is what it was.
To = Annotated[float | None, Field(exclude_if=lambda to: to is None)]


class UnitTargetRevised(Part):
    """A unit's own target before a decision (`target` is `None` where it had none), and now; by which decisions, each from
    which day (of reports published before these were kept: those of all)."""

    code: str
    name: str
    target: float | None
    target_to: To = None
    now: float
    now_to: To = None
    from_days: Annotated[list[dt.date], Field(exclude_if=lambda days: not days)] = []
    sources: Annotated[list[str], Field(exclude_if=lambda sources: not sources)] = []


class TargetRevised(Part):
    """That a target is another than at the period before of the same kind: by which decisions (`sources`), each from which
    day, and what it was under which sign; `was_of_year`: whether it was judged by the year so far, where it now is otherwise
    (a floor of each month became a ceiling of the year). `units`: those whose own target was revised; `own`: all that have one of their own,
    which that of all does not bind."""

    from_days: list[dt.date]
    sources: list[str]
    sign: Sign
    target: float
    target_to: To = None
    was_of_year: Annotated[bool | None, Field(exclude_if=lambda was: was is None)] = None
    units: list[UnitTargetRevised] = []
    own: Annotated[list[str], Field(exclude_if=lambda own: not own)] = []


class YearSoFar(Part):
    """From which month on an indicator is added up over the year, of which months a report is missing, and what came in the
    period alone where that is not all of it."""

    since: str
    missing: list[MissingMonth] = []
    in_period: float | None = None


class KnownBefore(Part):
    """The last earlier value that all units stand behind."""

    period_title: str
    value: float


class ProjectedEnd(Part):
    """Where an indicator comes to by the end of the year at the year's pace, in its unit of measure: in `level_percent` of such
    years between `low` and `high`.

    `tried`: how often today was foreseen so in earlier months of the year; `held`: how often it lay within; `median_error`: how
    far it lay from the middle. `widened`: so few held that the interval was stretched, and the level is not claimed.
    """

    low: float
    high: float
    level_percent: int
    verdict: Verdict
    tried: int
    held: int
    median_error: float
    widened: Annotated[bool, Field(exclude_if=lambda widened: not widened)] = False


class Outlook(Part):
    """The same in reports published before `ProjectedEnd`: if it moves as in the last `months`, by `least_step` to `most_step`
    a month, between `low` and `high`.

    `tried`: for how many months of this year the next one was foreseen so; `came_true`: how often it came so.
    """

    least_step: float
    most_step: float
    months: int
    low: float
    high: float
    verdict: Verdict
    tried: int
    came_true: int


class Attained(Part):
    """An indicator of the plan for the district.

    `previous`, `without_before` and `baseline` are known only where every unit that reports now is known then: like with
    like. `without_before`: how many of the denominator the numerator did not have. `was_attained`: the units known both times
    met it then, and do not any more; `fell_behind`: they were on their way to it then, and are not any more. `milestone`:
    what a target by the year's end asks by now. `is_uneven`: nothing is projected, for the year's own months refute it. `rate`, `baseline_rate`: percent, of a reduction, over the units known both
    times; the latter is the plan's own where it `is_baseline_stated`.
    """

    indicator: str
    title: str
    unit_of_measure: str
    responsible: str
    article: str
    numerator: float | None
    denominator: float | None
    value: float | None
    previous: float | None
    baseline: float | None
    sign: Sign
    target: float
    by_year_end: bool
    status: Status
    attainment_percent: float | None
    coverage: Coverage
    measure: Literal["rate", "count", "reduction"] = "rate"
    better: Better = "higher"
    short_title: str = ""
    numerator_title: str = ""
    denominator_title: str = ""
    source: str = ""
    denominator_source: str = ""
    outlook: Outlook | None = None
    numerator_unit: str = ""
    without_title: str = "chưa có"
    value_title: str = ""
    lacking: int | None = None
    was_attained: bool = False
    fell_behind: bool = False
    without_before: float | None = None
    milestone: float | None = None
    rate: float | None = None
    baseline_rate: float | None = None
    is_baseline_stated: bool = False
    target_to: To = None
    revised: Annotated[TargetRevised | None, Field(exclude_if=lambda revised: revised is None)] = None
    year: Annotated[YearSoFar | None, Field(exclude_if=lambda year: year is None)] = None
    projection: Annotated[ProjectedEnd | None, Field(exclude_if=lambda projection: projection is None)] = None
    is_uneven: Annotated[bool, Field(exclude_if=lambda uneven: not uneven)] = False

    @property
    def goal(self) -> Goal:
        return Goal(self.sign, self.target, self.target_to, self.better)

    def goal_of(self, own: UnitAttained) -> Goal | None:
        """What a unit or village is to reach, under the sign of all; nothing where it has no target."""
        return None if own.target is None else Goal(self.sign, own.target, own.target_to, self.better)

    @property
    def is_to_fall(self) -> bool:
        """Whether it is told by how much it is too high; of a count with none to be left it is told how many there are."""
        return self.goal.is_ceiling or (self.measure == "rate" and self.goal.asks_fewer)

    @property
    def without(self) -> float | None:
        """How many of the denominator of a rate the numerator does not have; nobody is without what is to become rarer."""
        if self.measure != "rate" or self.better == "lower" or self.numerator is None or self.denominator is None:
            return None
        return self.denominator - self.numerator

    @property
    def counted_in(self) -> str:
        """In what the numerator counts: households, people …"""
        return self.numerator_unit or "trường hợp"

    known_before: KnownBefore | None = None


class UnitAttained(Part):
    """An indicator of the plan for one unit or village. `target` and `status` are `None` where it has no target. `missing`: the
    months of the year so far without a report, of one that is judged by it."""

    indicator: str
    value: float | None
    numerator: float | None
    denominator: float | None
    target: float | None
    status: Status | None
    previous: float | None = None
    attainment_percent: float | None = None
    lacking: int | None = None
    target_to: To = None
    missing: Annotated[list[str], Field(exclude_if=lambda missing: not missing)] = []


class UnitLine(Counted):
    """One unit: its stocks and its indicators. All `None` where it has not reported."""

    code: str
    name: str
    reported: bool
    households: float | None
    poor: float | None
    poor_rate: float | None
    near_poor: float | None
    near_poor_rate: float | None
    social_poor: float | None
    poor_rate_baseline: float | None
    indicators: list[UnitAttained]
    previous: Stocks | None = None
    baseline: Stocks | None = None
    previous_title: str = ""
    previous_is_baseline: bool = False
    more: MoreStocks = {}


def shared_goal(units: Iterable[UnitLine], item: Attained) -> Goal | None:
    """What every unit with a target of an indicator is to reach; nothing where they differ."""
    own = {item.goal_of(value) for line in units for value in line.indicators if value.indicator == item.indicator}
    own.discard(None)
    return own.pop() if len(own) == 1 else None


class VillageLine(Counted):
    """One village of a unit: its listed households, and those indicators that its rows allow; with the targets that the
    commune gave it, also where no household of it is listed any more."""

    unit: str
    village: str
    poor: float
    near_poor: float
    social_poor: float
    indicators: list[UnitAttained]
    more: MoreStocks = {}


class Concern(Part):
    """A reporting unit that needs attention: behind on many targets, or more poor households than before."""

    code: str
    name: str
    behind: list[str]
    of_targets: int
    poor_more_by: float
    previous_title: str = ""
