"""Who publishes the report, and who answers for what."""

from __future__ import annotations

from giamngheo.report.content.coverage import Part


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


class ResponsibleOffice(Part):
    """An office that section III of the plan makes answerable, and for what besides its indicators."""

    code: str
    name: str
    article: str
    indicators: list[str]
    also: list[str]
