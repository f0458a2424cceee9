"""Who gets what (`config/recipients.toml`)."""

from __future__ import annotations

from typing import Literal

from pydantic import AliasChoices, Field

from giamngheo.metadata.record import Address, Record
from giamngheo.metadata.unit import UnitCode

# Codes of the documents that a report has: one for the district, one for the department, one for each office and unit.
FULL_REPORT, DEPARTMENT, OFFICE, COMMUNE = "giam-ngheo", "so-ldtbxh", "co-quan-", "xa-"


DOCUMENT_CODE = rf"^({FULL_REPORT}|{DEPARTMENT}|{OFFICE}[a-z][a-z0-9_]*|{COMMUNE}\d{{5}})$"


FileKind = Literal["word", "excel"]


class Recipient(Record):
    """Who gets what: the `document` (`giam-ngheo`, `so-ldtbxh`, `co-quan-…`, `xa-…`), as which files."""

    name: str = Field(min_length=1)
    address: Address
    document: str = Field(
        default=FULL_REPORT, pattern=DOCUMENT_CODE, validation_alias=AliasChoices("document", "paper")
    )
    files: tuple[FileKind, ...] = ("word", "excel")


class Communes(Record):
    """One address for each unit's code: for scorecards and reminders; the chairmen's for reminders that went unheard."""

    files: tuple[FileKind, ...] = ("excel",)
    addresses: dict[UnitCode, Address] = Field(default={})
    chairmen: dict[UnitCode, Address] = Field(default={})


class Recipients(Record):
    recipient: tuple[Recipient, ...] = Field(min_length=1)
    communes: Communes = Communes()
