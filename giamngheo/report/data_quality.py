"""Data quality over a year: who is late, returned, corrected or asked about how often, so that who needs help gets it; and figures that
stand far from all others, as questions."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

import sqlalchemy as sa

from giamngheo.attain.aggregates import denominator_key, numerator_key, percent_of
from giamngheo.attain.period_figures import PeriodFigures, work_out
from giamngheo.check.completeness import SPOKEN, rule_sentence
from giamngheo.core.formats import number
from giamngheo.core.period import Period
from giamngheo.report.punctuality import months_so_far, punctuality_by_unit, undated_said
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import finding, submission

# Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993): a modified z-score above 3.5; 0.6745 makes the median absolute
# deviation of normal data comparable to their standard deviation.
_FAR, _NORMAL = 3.5, 0.6745
_FEWEST_UNITS = 8  # of fewer a median says little
_MOST_RULES = 3


# What is told of each unit, as a table has it; the first four are troubles, the last is what nobody can say.
HEADS = {
    "late": "Nộp muộn",
    "missing": "Chưa có",
    "returned": "Bị trả lại",
    "corrected": "Sửa lại",
    "warnings": "Lưu ý",
    "explained": "Đã giải trình",
    "undated": "Không rõ ngày nộp",
}
_TROUBLES = ("late", "missing", "returned", "corrected")


@dataclass(frozen=True)
class UnitQuality:
    """Of one unit, in the months of the year so far. `undated`: reports of which nobody knows whether they were late, `dated`: of which it is known; `returned`: workbooks; `corrected`:
    accepted versions after the first;
    `warnings` and `explained`: of the reports in force. `rules`: those that its returned workbooks broke most, with how often."""

    unit: str
    name: str
    late: int = 0
    undated: int = 0
    dated: int = 0
    missing: int = 0
    returned: int = 0
    corrected: int = 0
    warnings: int = 0
    explained: int = 0
    rules: tuple[tuple[str, str, int], ...] = ()

    @property
    def troubles(self) -> int:
        return sum(getattr(self, name) for name in _TROUBLES)


@dataclass(frozen=True)
class Outlier:
    """A unit's rate that stands far from those of the others: to be asked about, which is no reproach."""

    unit: str
    name: str
    indicator: str
    title: str
    value: float
    median: float
    units: int


def quality(warehouse: Warehouse, period: Period, today: dt.date) -> list[UnitQuality]:
    """Every unit that owes a report on the last month that has begun; who needs help most first."""
    configuration = warehouse.configuration
    months = months_so_far(configuration, period, today)
    owing = configuration.unit_register.expected(months[-1])
    found = {one.code: UnitQuality(one.code, one.name) for one in owing}
    keys = {one.key for one in owing}
    for one in punctuality_by_unit(warehouse, period, today).values():
        if one.unit.key in keys:
            late, missing, undated = len(one.late), len(one.missing), len(one.undated)
            known = replace(found[one.unit.code], late=late, missing=missing, undated=undated, dated=one.dated)
            found[one.unit.code] = known
    there = {month: {one.key for one in configuration.unit_register.expected(month)} for month in months}
    own = {unit.code: [month for month in months if unit.key in there[month]] for unit in owing}  # codes come again
    counts, rules = _counts(warehouse, own), _rules(warehouse, own)
    for unit in found.keys() & counts.keys():
        found[unit] = replace(found[unit], rules=rules.get(unit, ()), **counts[unit])  # type: ignore[arg-type]  # numbers alone
    return sorted(found.values(), key=lambda one: (-one.troubles, one.unit))


def undated_of(units: Iterable[UnitQuality]) -> str:
    """Of how many reports nobody can say whether they were late; nothing where of none."""
    return undated_said(sum(one.undated for one in units))


def all_well(units: Sequence[UnitQuality]) -> str:
    """What to say where no unit has a trouble: that none was late only of the reports of which it is known."""
    dated, undated = sum(one.dated for one in units), sum(one.undated for one in units)
    if not undated:
        return "Từ đầu năm chưa thấy đơn vị nào nộp muộn, bị trả lại hay phải sửa."
    of_known = f"; {number(dated)} báo cáo tháng rõ ngày nộp đều đúng hạn" if dated else ""
    return f"Từ đầu năm chưa thấy đơn vị nào bị trả lại hay phải sửa{of_known}."


_RETURNED = submission.c.status == "rejected"  # often for the very month that it names
_MONTH = sa.case((_RETURNED, submission.c.collected_in), else_=submission.c.period)


def _own(months: Mapping[str, Sequence[Period]]) -> sa.ColumnElement[bool]:
    """Submissions on the main form in the months that are each unit's own; units of the same months together."""
    units: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for unit, owned in months.items():
        units[tuple(month.code for month in owned)].append(unit)
    alike = [sa.and_(_MONTH.in_(codes), submission.c.unit.in_(each)) for codes, each in units.items()]
    return sa.and_(submission.c.form.is_(None), sa.or_(sa.false(), *alike))


def _counts(warehouse: Warehouse, months: Mapping[str, Sequence[Period]]) -> dict[str, dict[str, int]]:
    is_accepted = submission.c.status == "accepted"
    own = _own(months)
    sent = (
        sa.select(
            submission.c.unit,
            sa.func.count().filter(_RETURNED),
            sa.func.count().filter(is_accepted, submission.c.superseded_at.is_not(None)),
        )
        .where(own)
        .group_by(submission.c.unit)
    )
    asked = (
        sa.select(submission.c.unit, sa.func.count(), sa.func.count(finding.c.explanation))
        .join(finding, finding.c.submission_id == submission.c.id)
        .where(own, is_accepted, submission.c.superseded_at.is_(None), finding.c.severity == "warning", SPOKEN)
        .group_by(submission.c.unit)
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    with warehouse.reading() as connection:
        for unit, returned, corrected in connection.execute(sent):
            found[unit] |= {"returned": int(returned), "corrected": int(corrected)}
        for unit, warnings, explained in connection.execute(asked):
            found[unit] |= {"warnings": int(warnings), "explained": int(explained)}
    return dict(found)


def _rules(warehouse: Warehouse, months: Mapping[str, Sequence[Period]]) -> dict[str, tuple[tuple[str, str, int], ...]]:
    """Unit → (rule, what it is about, in how many of its returned workbooks), the most frequent."""
    query = (
        sa.select(submission.c.unit, finding.c.rule, sa.func.count(sa.distinct(submission.c.id)))
        .join(finding, finding.c.submission_id == submission.c.id)
        .where(_own(months), _RETURNED)
        .where(finding.c.severity == "critical")
        .group_by(submission.c.unit, finding.c.rule)
    )
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    with warehouse.reading() as connection:
        for unit, rule, count in connection.execute(query):
            counted[unit][rule] += int(count)
    return {
        unit: tuple((rule, rule_sentence(warehouse, rule), count) for rule, count in _most(rules))
        for unit, rules in counted.items()
    }


def _most(rules: Counter[str]) -> list[tuple[str, int]]:
    return sorted(rules.items(), key=lambda one: (-one[1], one[0]))[:_MOST_RULES]


def outliers(warehouse: Warehouse, period: Period) -> list[Outlier]:
    """Units whose rates of the plan's indicators stand far from those of the others, the furthest first."""
    plan, now = warehouse.configuration.plan_at(period), work_out(warehouse, period)
    found: list[tuple[float, Outlier]] = []
    for indicator in plan.indicator:
        if indicator.measure != "rate":  # the parts of a reduction are a rate of another name
            continue
        rates = _rates(now, numerator_key(indicator), denominator_key(indicator))
        title = indicator.value_title or indicator.title
        for unit, score, middle in _far(rates):
            name = warehouse.configuration.senders.name(unit, period.last_month)
            found.append((score, Outlier(unit, name, indicator.code, title, rates[unit], middle, len(rates))))
    return [one for _, one in sorted(found, key=lambda each: (-each[0], each[1].unit, each[1].indicator))]


def _rates(now: PeriodFigures, numerator: str, denominator: str) -> dict[str, float]:
    """Percent, of each unit that has any."""
    rates = {unit: percent_of(of.get(numerator), of.get(denominator)) for unit, of in now.units.items()}
    return {unit: rate for unit, rate in rates.items() if rate is not None}


def _far(rates: Mapping[str, float]) -> Iterable[tuple[str, float, float]]:
    """(unit, modified z-score, the median) of each that is far; none where most are equal, for then any other is."""
    if len(rates) < _FEWEST_UNITS:
        return
    middle = median(rates.values())
    deviation = median(abs(rate - middle) for rate in rates.values())
    for unit, rate in rates.items() if deviation else ():
        if (score := _NORMAL * abs(rate - middle) / deviation) > _FAR:
            yield unit, score, middle
