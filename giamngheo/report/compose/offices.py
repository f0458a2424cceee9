"""The office that publishes the report, and those that the plan makes answerable."""

from __future__ import annotations

import datetime as dt

from giamngheo.core.period import Period
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.plan import HOUSEHOLDS, Plan
from giamngheo.report import content as say


def office_of(configuration: Configuration, period: Period) -> say.Office:
    office = configuration.letterhead
    more = {
        "receivers": [*office.receivers, office.filed_as],
        "plan_title": configuration.plan_of(period).title,
        "department": office.department.name,
        "department_code": office.department.code,
        "letter_symbol": office.department.symbol,
        "letter_receivers": [*office.department.receivers, office.filed_as],
    }
    return say.Office(**dict(office) | more)


def at_day(office: say.Office, plan: Plan, issued_on: dt.date) -> say.Office:
    """Without a plan that is signed only after the day of the report."""
    is_to_come = plan.signed_on is not None and issued_on < plan.signed_on
    return office.model_copy(update={"plan_title": ""}) if is_to_come else office


def publication_of(configuration: Configuration, period: Period) -> say.Publication | None:
    office = configuration.letterhead
    if office.publication.small_counts_below is None:
        return None
    return say.Publication(
        small_counts_below=office.publication.small_counts_below,
        receivers=[*office.publication.receivers, office.filed_as],
        of_households=indicators_of_households(configuration, period),
    )


def indicators_of_households(configuration: Configuration, period: Period) -> list[str]:
    """Those that count households, or who lives in them."""
    return [
        one.code
        for one in configuration.plan_of(period).indicator
        if HOUSEHOLDS in (one.rows, one.denominator and one.denominator_rows)
    ]


def nouns_of(configuration: Configuration) -> say.Nouns:
    """How the report says whose its figures are."""
    levels = configuration.levels
    return say.Nouns(
        village=levels.village.noun,
        villages_title=levels.village.title,
        unit=levels.sender.noun,
        unit_body=levels.sender.body,
        area=levels.area.noun,
        whole=levels.area.whole_said,
    )


def offices_of(configuration: Configuration, period: Period) -> list[say.ResponsibleOffice]:
    """All that the plan of a period names."""
    plan = configuration.plan_of(period)
    return [
        say.ResponsibleOffice(
            code=code,
            indicators=[indicator.code for indicator in plan.indicator if indicator.responsible == code],
            **dict(office),
        )
        for code, office in plan.offices.items()
    ]
