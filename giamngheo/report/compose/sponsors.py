"""Which organisation helps how many households of a unit (plan, III.1 and III.9); never which household, never a person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

import sqlalchemy as sa

from giamngheo.core.period import Period
from giamngheo.core.text import folded, key
from giamngheo.metadata.plan import Plan
from giamngheo.report import content as say
from giamngheo.store.submissions import in_force
from giamngheo.warehouse.engine import Warehouse

_ROWS, _CLASSES = "household", ("poor", "near_poor")
SOMEBODY = "Cá nhân, đơn vị khác"


def sponsors_of(warehouse: Warehouse, month: Period, names: Mapping[str, str]) -> list[say.Sponsorship]:
    """`names`: the units that report, by their codes. Households of both classes at the end of the month; whose field of the
    form says nothing have no sponsor (an empty organisation)."""
    owners = {identity: unit for (unit, _), identity in in_force(warehouse, [month]).items() if unit in names}
    table = warehouse.rows[_ROWS].c
    query = (
        sa.select(table.submission_id, table.sponsor, sa.func.count())
        .where(table.submission_id.in_(owners), table.classification.in_(_CLASSES))
        .group_by(table.submission_id, table.sponsor)
    )
    counts: dict[tuple[str, str], float] = defaultdict(float)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    with warehouse.reading() as connection:
        for identity, sponsor, count in connection.execute(query):
            organisation = _organisation(warehouse.configuration.plan, sponsor)
            spellings[key(organisation)][organisation] += count
            counts[owners[identity], key(organisation)] += count
    usual = {same: min(found, key=lambda one: (-found[one], one)) for same, found in spellings.items()}
    found = [
        say.Sponsorship(unit=names[unit], organisation=usual[same], households=count)
        for (unit, same), count in counts.items()
    ]
    order = {name: at for at, name in enumerate(names.values())}
    return sorted(found, key=lambda one: (order[one.unit], one.organisation == "", -one.households, one.organisation))


def _organisation(plan: Plan, sponsor: str | None) -> str:
    """The organisation as the unit wrote it, if it begins like one; who else helps is nobody's business here."""
    words = " ".join((sponsor or "").split())
    if not words:
        return ""
    said = f" {folded(words)} "
    is_organisation = any(said.startswith(f" {word} ") for word in map(folded, plan.organisation_words))
    names_a_person = any(f" {word} " in said for word in map(folded, plan.person_words))
    return words if is_organisation and not names_a_person else SOMEBODY
