"""Each unit by village: what its rows of households allow, and the targets that the commune gave; never a household."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from giamngheo.attain.aggregates import (
    Aggregate,
    Numbers,
    add_up,
    denominator_key,
    numbers_of,
    numerator_key,
    percent_of,
    sum_columns,
    sums_of,
)
from giamngheo.attain.indicators import Attainment, attain_of, by_indicator
from giamngheo.attain.period_figures import PeriodFigures
from giamngheo.attain.reporting_rates import ReportingRate
from giamngheo.core.period import Period
from giamngheo.core.text import key, without_diacritics
from giamngheo.metadata.classes import CLASS, Classes
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.form import Form
from giamngheo.metadata.plan import HOUSEHOLDS, Indicator, Plan, VillageTarget
from giamngheo.metadata.target import TargetValue
from giamngheo.report import content as say
from giamngheo.store.submissions import in_force
from giamngheo.warehouse.engine import Warehouse, one_of

Village = tuple[str, str]  # the unit's code, the village's name folded: spellings that differ in case or spaces are one
Targets = dict[Village, dict[str, TargetValue]]  # … → indicator → target

_LONGEST_NUMBER = 9


def villages_of(warehouse: Warehouse, period: Period, units: Iterable[str]) -> list[say.VillageLine]:
    """In the order of the units, then of the villages' names: those with listed households, and those with a target."""
    configuration = warehouse.configuration
    place = {unit: at for at, unit in enumerate(units)}
    owners = _owners(warehouse, period.last_month, place)
    plan = _by_village(configuration.plan_at(period))
    sums = _sums(configuration.form, plan, period.last_month)
    names, now = _grouped(warehouse, owners, sums)
    unknown = _unknown(configuration)
    given = configuration.village_targets_at(period)
    targets = _targets(given, set(owners.values()))
    for village, name in _named(given).items():
        if village in targets and village not in now:
            names[village], now[village] = name, dict.fromkeys((item.key for item in sums), 0)
    stands = _stands(warehouse, plan, period, now, targets)
    classes = configuration.classes
    lines = [
        _line(plan, classes, village[0], names[village], numbers, stands.get(village, {}))
        for village, numbers in now.items()
        if village in targets or numbers["social_poor"] or any(numbers[code] for code in classes.listed_codes)
    ]
    return sorted(lines, key=lambda line: (place[line.unit], line.village == unknown, _natural(line.village)))


def _by_village(plan: Plan) -> Plan:
    """The plan with the indicators alone that rows of households tell: of the others a village has only a part."""
    return plan.model_copy(update={"indicator": tuple(one for one in plan.indicator if one.is_by_village)})


def _owners(warehouse: Warehouse, month: Period, units: Mapping[str, int]) -> dict[int, str]:
    """submission in force → its unit, of those units."""
    return {identity: unit for (unit, _), identity in in_force(warehouse, [month]).items() if unit in units}


def _targets(given: Iterable[VillageTarget], units: set[str]) -> Targets:
    found: Targets = defaultdict(dict)
    for target in given:
        if target.unit in units:
            found[target.unit, key(target.village)][target.indicator] = target.amount
    return dict(found)


def _named(given: Iterable[VillageTarget]) -> dict[Village, str]:
    """The villages that have a target, as the configuration spells them."""
    return {(target.unit, key(target.village)): target.village for target in given}


def _grouped(
    warehouse: Warehouse, owners: dict[int, str], sums: list[Aggregate]
) -> tuple[dict[Village, str], dict[Village, Numbers]]:
    """The most frequent spelling of each village, and its sums."""
    table = warehouse.rows[HOUSEHOLDS]
    query = (
        sa.select(table.c.submission_id, table.c.village, sa.func.count(), *sum_columns(sums))
        .where(one_of(table.c.submission_id, owners))
        .group_by(table.c.submission_id, table.c.village)
    )
    spellings: dict[Village, Counter[str]] = defaultdict(Counter)
    parts: dict[Village, list[Numbers]] = defaultdict(list)
    unknown = _unknown(warehouse.configuration)
    with warehouse.reading() as connection:
        for identity, village, count, *values in connection.execute(query):
            spelt = " ".join((village or unknown).split())
            same = (owners[identity], key(spelt))
            spellings[same][spelt] += count
            parts[same].append(numbers_of(sums, values))
    names = {village: _usual(spellings[village]) for village in sorted(parts)}
    return names, {village: add_up(parts[village]) for village in names}


def _unknown(configuration: Configuration) -> str:
    """In the place of a village's name where a household has none."""
    return f"Không ghi {configuration.levels.village.noun}"


def _sums(form: Form, plan: Plan, month: Period) -> list[Aggregate]:
    return [
        item
        for item in sums_of(form, plan)
        if item.rows == HOUSEHOLDS and item.kind == "stock" and item.is_known(month)
    ]


def _usual(spellings: Counter[str]) -> str:
    """The most frequent; of equally frequent ones always the same."""
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))


def _stands(
    warehouse: Warehouse, plan: Plan, period: Period, now: Mapping[Village, Numbers], targets: Targets
) -> dict[Village, dict[str, Attainment]]:
    """Where each village with targets stands, by indicator; judged as a unit that has reported."""
    if not targets:
        return {}
    month = plan.baseline_period.last_month
    is_itself = month == period.last_month
    is_comparable = not is_itself and warehouse.configuration.class_column(month, period) == CLASS
    units = dict.fromkeys((unit for unit, _ in targets if is_comparable), 0)
    sums = _sums(warehouse.configuration.form, plan, month)
    _, baseline = _grouped(warehouse, _owners(warehouse, month, units), sums)
    return {
        village: by_indicator(
            attain_of(plan, _alone(period, now[village]), _alone(month, baseline.get(village)), targets=own), None
        )
        for village, own in targets.items()
    }


def _alone(period: Period, numbers: Numbers | None) -> PeriodFigures:
    """The figures of one village, which is the whole; none of one that is not known."""
    return PeriodFigures(period, {"": numbers} if numbers else {}, {}, {"": ReportingRate(1, 1)})


def _line(
    plan: Plan, classes: Classes, unit: str, village: str, numbers: Numbers, stands: Mapping[str, Attainment]
) -> say.VillageLine:
    return say.VillageLine(
        unit=unit,
        village=village,
        poor=numbers["poor"],
        near_poor=numbers["near_poor"],
        social_poor=numbers["social_poor"],
        more={one.code: numbers[one.code] for one in classes.more},
        indicators=[_value(indicator, numbers, stands.get(indicator.code)) for indicator in plan.indicator],
    )


def _value(indicator: Indicator, numbers: Numbers, stand: Attainment | None) -> say.UnitAttained:
    numerator, denominator = numbers.get(numerator_key(indicator)), numbers.get(denominator_key(indicator))
    own = say.UnitAttained(
        indicator=indicator.code,
        value=numerator if indicator.measure == "count" else percent_of(numerator, denominator),
        numerator=numerator,
        denominator=denominator,
        target=None,
        status=None,
    )
    if stand is None or stand.target is None:
        return own
    judged = {name: getattr(stand, name) for name in ("target", "target_to", "status", "lacking")}
    return own.model_copy(update=judged | {"attainment_percent": stand.attainment})


def _natural(name: str) -> tuple[object, ...]:
    """`Thôn 2` before `Thôn 10`, `Thôn Đồng` before `Thôn Yên`; what is longer than a number of a village is a word."""
    return tuple(
        (0, int(word), "", "")
        if word.isdecimal() and len(word) < _LONGEST_NUMBER
        else (1, 0, without_diacritics(key(word)), key(word))
        for word in name.split()
    )
