"""Targets that are others than at the period before of the same kind: a decision revised them in between."""

from __future__ import annotations

from collections.abc import Sequence

from giamngheo.core.period import Period
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.plan import Indicator
from giamngheo.metadata.target import TargetRevision, TargetValue
from giamngheo.report import content as say


def revised_of(configuration: Configuration, indicator: Indicator, period: Period) -> say.TargetRevised | None:
    """So that the first report under a revised target names the decision, and no later one does."""
    last, before = (configuration.last_day_of(one) for one in (period, period.before))
    decided = sorted((one for one in indicator.revision if before < one.from_day <= last), key=lambda one: one.from_day)
    if not decided:
        return None
    then, now, units = indicator.target_at(before), indicator.target_at(last), configuration.unit_register
    was_of_year = indicator.as_of(before).is_of_year
    of_all = [one for one in decided if one.value is not None] or decided
    return say.TargetRevised(
        from_days=[one.from_day for one in of_all],
        sources=[one.source for one in of_all],
        sign=then.sign,
        target=then.value,
        target_to=then.to,
        was_of_year=was_of_year if was_of_year != indicator.as_of(last).is_of_year else None,
        units=[
            _of_unit(
                code,
                units.name(code, period),
                then.of_unit(code),
                now.units[code],
                [one for one in decided if code in one.units],
            )
            for code in sorted({code for one in decided for code in one.units})
        ],
        own=sorted(now.units),
    )


def _of_unit(
    code: str, name: str, then: TargetValue | None, now: TargetValue, decided: Sequence[TargetRevision]
) -> say.UnitTargetRevised:
    return say.UnitTargetRevised(
        code=code,
        name=name,
        target=then.value if then else None,
        target_to=then.to if then else None,
        now=now.value,
        now_to=now.to,
        from_days=[one.from_day for one in decided],
        sources=[one.source for one in decided],
    )
