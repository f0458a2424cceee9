"""What is counted or listed one by one."""

from __future__ import annotations

from typing import Literal

from giamngheo.report.content.coverage import Part


class Resource(Part):
    """Resources mobilised in the period by source and purpose, million VND."""

    source: str
    purpose: str
    amount: float
    households: float


class UnitResource(Part):
    """Resources that a unit reported in the period, million VND."""

    unit: str
    source: str
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
