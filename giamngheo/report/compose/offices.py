"""The office that publishes the report, and those that the plan makes answerable."""

from __future__ import annotations

from giamngheo.metadata.configuration import Configuration
from giamngheo.report import content as say


def office_of(configuration: Configuration) -> say.Office:
    office = configuration.letterhead
    return say.Office(
        parent_body=office.parent_body,
        issuing_body=office.issuing_body,
        symbol=office.symbol,
        place=office.place,
        addressees=list(office.addressees),
        receivers=[*office.receivers, office.filed_as],
        signed_for=office.signed_for,
        signer_title=office.signer_title,
        signer_name=office.signer_name,
        plan_title=configuration.plan.title,
        notice_symbol=office.notice_symbol,
        department=office.department.name,
        letter_symbol=office.department.symbol,
        letter_receivers=[*office.department.receivers, office.filed_as],
    )


def offices_of(configuration: Configuration) -> list[say.ResponsibleOffice]:
    """All that the plan names."""
    plan = configuration.plan
    return [
        say.ResponsibleOffice(
            code=code,
            name=office.name,
            article=office.article,
            indicators=[indicator.code for indicator in plan.indicator if indicator.responsible == code],
            also=list(office.also),
        )
        for code, office in plan.offices.items()
    ]
