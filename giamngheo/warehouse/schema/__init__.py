"""The tables. Moments are UTC without a zone, days are Vietnam's.

Comments on tables are for people who look into the database, as those of `views.py`; on columns of the program's own tables for
whoever works on it.
"""

from giamngheo.warehouse.schema.for_tools import (
    MADE_ANEW,
    area,
    completeness,
    figure,
    measure,
    period,
    rule,
    unit,
    verdict,
    view_column,
)
from giamngheo.warehouse.schema.own import (
    answer,
    attainment,
    field_column,
    finding,
    form_tables,
    journal,
    known_file,
    lease,
    message,
    report,
    run,
    signature,
    submission,
    unit_folder,
)
from giamngheo.warehouse.schema.tables import metadata

__all__ = [
    "MADE_ANEW",
    "answer",
    "area",
    "attainment",
    "completeness",
    "field_column",
    "figure",
    "finding",
    "form_tables",
    "journal",
    "known_file",
    "lease",
    "measure",
    "message",
    "metadata",
    "period",
    "report",
    "rule",
    "run",
    "signature",
    "submission",
    "unit",
    "unit_folder",
    "verdict",
    "view_column",
]
