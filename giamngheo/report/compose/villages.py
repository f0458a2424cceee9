"""Each unit by village: what its rows of households allow; never a household."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from giamngheo.attain.aggregates import (
    Numbers,
    add_up,
    denominator_key,
    numbers_of,
    numerator_key,
    percent_of,
    sum_columns,
    sums_of,
)
from giamngheo.core.period import Period
from giamngheo.core.text import key
from giamngheo.metadata.plan import Indicator
from giamngheo.report import content as say
from giamngheo.store.submissions import in_force
from giamngheo.warehouse.engine import Warehouse

_ROWS = "household"
_LONGEST_NUMBER = 9
_UNKNOWN = "Không ghi thôn"


def villages_of(warehouse: Warehouse, period: Period, units: Iterable[str]) -> list[say.VillageLine]:
    """In the order of the units, then of the villages' names; spellings that differ in case or spaces are one."""
    indicators = [
        indicator
        for indicator in warehouse.configuration.plan.indicator
        if indicator.rows == _ROWS and (indicator.denominator_rows or _ROWS) == _ROWS
    ]
    owners = {identity: unit for (unit, _), identity in in_force(warehouse, [period.last_month]).items()}
    place = {unit: at for at, unit in enumerate(units)}
    reported = {identity: unit for identity, unit in owners.items() if unit in place}
    grouped = _grouped(warehouse, reported, period.last_month)
    lines = [_line(unit, name, numbers, indicators) for (unit, name), numbers in grouped.items()]
    shown = [line for line in lines if line.poor or line.near_poor or line.social_poor]
    return sorted(shown, key=lambda line: (place[line.unit], line.village == _UNKNOWN, _natural(line.village)))


def _grouped(warehouse: Warehouse, owners: dict[int, str], month: Period) -> dict[tuple[str, str], Numbers]:
    """(unit, village) → sums; the village by its most frequent spelling."""
    table = warehouse.rows[_ROWS]
    sums = [
        item
        for item in sums_of(warehouse.configuration)
        if item.rows == _ROWS and item.kind == "stock" and item.is_known(month)
    ]
    query = (
        sa.select(table.c.submission_id, table.c.village, sa.func.count(), *sum_columns(sums))
        .where(table.c.submission_id.in_(owners))
        .group_by(table.c.submission_id, table.c.village)
    )
    spellings: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    parts: dict[tuple[str, str], list[Numbers]] = defaultdict(list)
    with warehouse.reading() as connection:
        for identity, village, count, *values in connection.execute(query):
            spelt = " ".join((village or _UNKNOWN).split())
            same = (owners[identity], key(spelt))
            spellings[same][spelt] += count
            parts[same].append(numbers_of(sums, values))
    return {(unit, _usual(spellings[unit, name])): add_up(parts[unit, name]) for unit, name in sorted(parts)}


def _usual(spellings: Counter[str]) -> str:
    """The most frequent; of equally frequent ones always the same."""
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))


def _line(unit: str, village: str, numbers: Numbers, indicators: list[Indicator]) -> say.VillageLine:
    return say.VillageLine(
        unit=unit,
        village=village,
        poor=numbers["poor"],
        near_poor=numbers["near_poor"],
        social_poor=numbers["social_poor"],
        indicators=[_value(indicator, numbers) for indicator in indicators],
    )


def _value(indicator: Indicator, numbers: Numbers) -> say.UnitAttained:
    numerator, denominator = numbers.get(numerator_key(indicator)), numbers.get(denominator_key(indicator))
    return say.UnitAttained(
        indicator=indicator.code,
        value=numerator if indicator.measure == "count" else percent_of(numerator, denominator),
        numerator=numerator,
        denominator=denominator,
        target=None,
        status=None,
    )


def _natural(name: str) -> tuple[object, ...]:
    """`Thôn 2` before `Thôn 10`; what is longer than a number of a village is a word."""
    return tuple(
        (0, int(word), "") if word.isdecimal() and len(word) < _LONGEST_NUMBER else (1, 0, key(word))
        for word in name.split()
    )
