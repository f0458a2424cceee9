"""The tables of a report, each once: as document and workbook show them."""

from giamngheo.report.documents.tables.by_unit import indicators, parts, standards, units
from giamngheo.report.documents.tables.columns import amount_of, earlier, earlier_once, kind_of
from giamngheo.report.documents.tables.lists import (
    helpers,
    models,
    reporters,
    resources,
    resources_by_purpose,
    resources_by_unit,
    sponsors,
    stories,
)
from giamngheo.report.documents.tables.movements import class_flows, flows
from giamngheo.report.documents.tables.plan import attainment, explanations, trend
from giamngheo.report.documents.tables.revised import changes, district_changes
from giamngheo.report.documents.tables.sources import sources
from giamngheo.report.documents.tables.urban_rural import settlements

__all__ = [
    "amount_of",
    "attainment",
    "changes",
    "class_flows",
    "district_changes",
    "earlier",
    "earlier_once",
    "explanations",
    "flows",
    "helpers",
    "indicators",
    "kind_of",
    "models",
    "parts",
    "reporters",
    "resources",
    "resources_by_purpose",
    "resources_by_unit",
    "settlements",
    "sources",
    "sponsors",
    "standards",
    "stories",
    "trend",
    "units",
]
