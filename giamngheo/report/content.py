"""What a report says, worked out once, as plain data without formatting.

Word, Excel and mail are drawn from it and calculate nothing. It is kept in the warehouse with the report, so
that the same files can be built again later, byte for byte, whatever the configuration says by then.
Rates are percent, 0 to 100; money is million VND; counts are households or people as the name says.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict

Status = Literal["attained", "on_track", "behind", "missed", "not_enough", "no_cases", "no_data"]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")  # what an earlier version kept and no one reads


class Coverage(Part):
    """How many of the reports that are owed stand behind a figure.

    `of`: of `units` for the last month of the period (a stock), or one of each unit for each month, `reports` (a flow).
    """

    reporting: int
    expected: int
    of: Literal["units", "reports"] = "units"

    @property
    def is_whole(self) -> bool:
        return self.reporting >= self.expected


class MissingMonth(Part):
    """A month of the period, and the units that have no accepted report for it."""

    title: str
    units: list[str]
    expected: int = 0  # how many owed one


class UnitMove(Part):
    """By how many poor households a unit's number moved since the period that is compared with; never 0."""

    code: str
    name: str
    by: float


class KnownBefore(Part):
    """The last earlier value that all units stand behind."""

    period_title: str
    value: float


class ClassFlow(Part):
    """Households of one class: opening + came − left = closing, over the units known at both ends.

    `came` and `left`: by what it was (`new`, `escaped`, `removed` …), counts of households. `gap`: closing − (opening +
    came − left).
    """

    key: Literal["poor", "near_poor"]
    opening: float
    came: dict[str, float]
    left: dict[str, float]
    closing: float

    @property
    def gap(self) -> float:
        return self.closing - (self.opening + sum(self.came.values()) - sum(self.left.values()))


class Office(Part):
    """Who publishes the report, as the head and the foot of an official letter need it (Decree 30/2020)."""

    parent_body: str
    issuing_body: str
    symbol: str
    place: str
    addressees: list[str]
    receivers: list[str]
    signed_for: str
    signer_title: str
    signer_name: str
    plan_title: str
    notice_symbol: str = ""
    department: str = ""
    letter_symbol: str = ""
    letter_receivers: list[str] = []


class Comparison(Part):
    """A stock now, in the period before and at the baseline; `None` where it is not known.

    Compared is like with like: `previous` and `now_as_previous` are over the units that reported both then and
    now, `baseline` and `now_as_baseline` likewise, so that a missing unit moves no difference.
    """

    key: str
    title: str
    unit_of_measure: str
    now: float | None
    previous: float | None
    baseline: float | None
    now_as_previous: float | None = None
    now_as_baseline: float | None = None

    def moved(self, when: str) -> tuple[float | None, float | None]:
        """(now, then) over the same units; `when` is `previous` or `baseline`."""
        return getattr(self, f"now_as_{when}"), getattr(self, when)


Verdict = Literal["likely", "open", "at_risk"]


class Outlook(Part):
    """Where an indicator comes to by the end of the year, in its unit of measure, if it moves as in the last `months`, by
    `least_step` to `most_step` a month: between `low` and `high`.

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

    `previous` and `baseline` are known only where every unit that reports now is known then: like with like.
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
    sign: str
    target: float
    by_year_end: bool
    status: Status
    attainment_percent: float | None
    coverage: Coverage
    measure: Literal["rate", "count", "reduction"] = "rate"
    better: Literal["higher", "lower"] = "higher"
    short_title: str = ""
    numerator_title: str = ""
    denominator_title: str = ""
    source: str = ""
    denominator_source: str = ""
    outlook: Outlook | None = None
    numerator_unit: str = ""
    value_title: str = ""
    lacking: int | None = None
    previous_status: Status | None = None
    known_before: KnownBefore | None = None


class UnitAttained(Part):
    """An indicator of the plan for one unit. `target` and `status` are `None` where a unit has no target."""

    indicator: str
    value: float | None
    numerator: float | None
    denominator: float | None
    target: float | None
    status: Status | None
    previous: float | None = None
    attainment_percent: float | None = None
    lacking: int | None = None


class Stocks(Part):
    """Households of a unit at one time, and their rates."""

    households: float
    poor: float
    poor_rate: float | None
    near_poor: float
    near_poor_rate: float | None
    social_poor: float


class UnitLine(Part):
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


class VillageLine(Part):
    """One village of a unit: its listed households, and those indicators that its rows allow."""

    unit: str
    village: str
    poor: float
    near_poor: float
    social_poor: float
    indicators: list[UnitAttained]


class TrendPoint(Part):
    """A month: the poverty rates over the units that reported it, and the rate on the target's path.

    `target_rate` falls evenly from the baseline by the plan's reduction until the end of the year.
    """

    period: str
    title: str
    coverage: Coverage
    poor: float | None
    poor_rate: float | None
    near_poor_rate: float | None
    target_rate: float | None


class Concern(Part):
    """A reporting unit that needs attention: behind on many targets, or more poor households than before."""

    code: str
    name: str
    behind: list[str]
    of_targets: int
    poor_more_by: float
    previous_title: str = ""


class Flow(Part):
    """Listed households (poor and near-poor): opening + in − out = closing. Counts of households.

    `opening` is the stock of the month before the period's first; `None` (as `balances`) where it is not known
    of every unit.
    Moves between the two classes stay on the list and are shown beside the sum.
    """

    code: str
    name: str
    opening: float | None
    new: float
    relapsed: float
    moved_in: float
    escaped_poverty: float
    escaped_near_poverty: float
    moved_out: float
    removed: float
    closing: float
    to_poor: float
    to_near_poor: float
    balances: bool | None
    missing: list[str] = []  # titles of the period's months without a report, so that their moves are not in it

    @property
    def gap(self) -> float:
        """closing − (opening + in − out); 0 where the opening is not known."""
        came, went = self.new + self.relapsed + self.moved_in, self.escaped_poverty + self.escaped_near_poverty
        went += self.moved_out + self.removed
        return 0 if self.opening is None else self.closing - (self.opening + came - went)


class Joined(Part):
    """A unit that was not yet what it is at an earlier time: the names of the units whose sum stands there.

    `reason`: why nothing stands there to compare with; empty where the sum does. `since`: from when it is what it is.
    """

    code: str
    name: str
    period_title: str
    since: dt.date
    parts: list[str]
    reason: str = ""


class Reporter(Part):
    """What became of a unit's report."""

    code: str
    name: str
    status: str
    version: int | None
    received_at: dt.datetime | None
    on_time: bool | None
    critical: int
    warning: int


class RuleCount(Part):
    """How often a rule was broken, and how many of those the units have explained; never the content of a cell."""

    rule: str
    message: str
    count: int
    explained: int = 0


class Rejection(Part):
    """A workbook that was returned, and why."""

    code: str
    name: str
    received_at: dt.datetime
    rules: list[RuleCount]


class ToCorrect(Part):
    """A rule that a unit's workbook broke, and where; never the content of a cell.

    `rows` are as the sender sees them: `7, 12–15`; empty where a whole sheet or file is meant.
    """

    unit: str
    rule: str
    severity: str
    message: str
    remedy: str
    sheet: str
    column: str
    rows: str
    count: int


class UnitResource(Part):
    """Resources that a unit reported in the period, million VND."""

    unit: str
    source: str
    amount: float
    households: float


class ResponsibleOffice(Part):
    """An office that section III of the plan makes answerable, and for what besides its indicators."""

    code: str
    name: str
    article: str
    indicators: list[str]
    also: list[str]


class Replaced(Part):
    """The report that this one replaces."""

    revision: int
    issued_on: dt.date


Sent = Literal["corrected", "added", "taken_back"]


class Reason(Part):
    """A workbook because of which a report replaces another: `corrected`, `added` or `taken_back` since."""

    name: str
    kind: Sent
    month_title: str
    version: int
    received_at: dt.datetime


class VerdictMoved(Part):
    """A target of the district of which the replaced report gave another verdict."""

    title: str
    old: Status
    new: Status


class Change(Part):
    """A figure that differs from the replaced report. `place` is the district (`code` empty) or a unit.

    `is_internal`: a part of a rate, which moves whenever the rate does.
    """

    place: str
    code: str
    key: str
    what: str
    unit_of_measure: str
    old: float | None
    new: float | None
    is_internal: bool = False


class Resource(Part):
    """Resources mobilised in the period by source and purpose, million VND."""

    source: str
    purpose: str
    amount: float
    households: float


class Model(Part):
    """A poverty-reduction model."""

    unit: str
    name: str
    village: str
    field: str
    status: str
    households: float
    budget: float


class Sponsorship(Part):
    """How many households of a unit are helped by an organisation; by somebody whose name is not told; or by nobody."""

    unit: str
    helper: Literal["organisation", "other", "nobody"]
    organisation: str
    households: float


class Story(Part):
    """A household that rose by itself; only with consent, and only the commune's own words."""

    unit: str
    summary: str


class ReportContent(Part):
    """The whole report on one period."""

    kind: str
    period: str
    period_kind: Literal["month", "quarter", "half", "nine_months", "year"]
    period_title: str
    window_from: dt.date
    window_to: dt.date
    previous_title: str | None
    baseline_title: str
    revision: int
    issued_on: dt.date
    office: Office
    coverage: Coverage
    missing: list[str]
    late: list[str]
    headline: list[Comparison]
    attainment: list[Attained]
    units: list[UnitLine]
    district: UnitLine
    flows: list[Flow]
    district_flow: Flow
    flow_gaps: list[str] = []
    all_compared: bool = True
    reporters: list[Reporter]
    rejections: list[Rejection]
    warnings: list[RuleCount]
    resources: list[Resource]
    models: list[Model]
    stories: list[Story]
    # What reports published before these were added do not have.
    since_baseline: str = "từ kỳ gốc"
    previous_is_baseline: bool = False
    is_baseline: bool = False
    trend: list[TrendPoint] = []
    concerns: list[Concern] = []
    villages: list[VillageLine] = []
    to_mend: list[ToCorrect] = []
    unit_resources: list[UnitResource] = []
    offices: list[ResponsibleOffice] = []
    replaces: Replaced | None = None
    changes: list[Change] = []
    lists_changed: bool = False
    reasons: list[Reason] | None = None  # none: not known
    verdicts_moved: list[VerdictMoved] = []
    joined: list[Joined] = []
    flow_coverage: Coverage | None = None
    missing_months: list[MissingMonth] = []
    late_months: list[MissingMonth] = []
    passed_over: list[str] = []
    moves: list[UnitMove] = []
    class_flows: list[ClassFlow] = []
    sponsors: list[Sponsorship] = []
    class_flow_units: int = 0
    class_flows_of_year: list[ClassFlow] = []
    class_flow_units_of_year: int = 0
    is_closing: bool = False
