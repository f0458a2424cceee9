"""Which organisation helps how many households of a unit (plan, III.1 and III.9); never which household, never a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Literal, NamedTuple

import sqlalchemy as sa

from giamngheo.core.period import Period
from giamngheo.core.text import key
from giamngheo.metadata.letterhead import Letterhead
from giamngheo.metadata.plan import HOUSEHOLDS
from giamngheo.report import content as say
from giamngheo.store.submissions import in_force
from giamngheo.warehouse.engine import Warehouse, one_of

_ROLES = ("poor", "near_poor")  # those whom the plan asks organisations to help


class Helper(NamedTuple):
    kind: Literal["organisation", "other", "nobody"]
    name: str = ""


def sponsors_of(warehouse: Warehouse, month: Period, names: Mapping[str, str]) -> list[say.Sponsorship]:
    """Of the units that report (`names` by their codes): households of both classes at the end of the month."""
    owners = {identity: unit for (unit, _), identity in in_force(warehouse, [month]).items() if unit in names}
    table = warehouse.rows[HOUSEHOLDS].c
    helped = [one.code for one in warehouse.configuration.classes.listed if one.role in _ROLES]
    query = (
        sa.select(table.submission_id, table.sponsor, sa.func.count())
        .where(one_of(table.submission_id, owners), table.classification.in_(helped))
        .group_by(table.submission_id, table.sponsor)
    )
    helpers = Helpers(warehouse.configuration.letterhead)
    counts: dict[tuple[str, Helper], float] = defaultdict(float)
    with warehouse.reading() as connection:
        for identity, sponsor, count in connection.execute(query):
            counts[owners[identity], helpers.of(sponsor)] += count
    order = {"organisation": 0, "other": 1, "nobody": 2}
    place = {unit: at for at, unit in enumerate(names)}
    ordered = sorted(counts.items(), key=lambda one: (place[one[0][0]], order[one[0][1].kind], -one[1], one[0][1].name))
    return [
        say.Sponsorship(unit=names[unit], helper=helper.kind, organisation=helper.name, households=count)
        for (unit, helper), count in ordered
    ]


class Helpers:
    """What a commune wrote, as one of the organisations that are known by name: the whole cell, or it is not told."""

    def __init__(self, office: Letterhead) -> None:
        self._names = {key(text): one.name for one in office.organisation for text in (one.name, *one.also)}
        self._nobody = {key(word) for word in office.nobody}

    def of(self, sponsor: str | None) -> Helper:
        written = key(sponsor or "").strip(" .;,")
        if not written or written in self._nobody:
            return Helper("nobody")
        name = self._names.get(written)
        return Helper("organisation", name) if name else Helper("other")
