"""Who gets what (`config/recipients.toml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import AliasChoices, Field

from giamngheo.metadata.levels import Level
from giamngheo.metadata.record import Address, Record
from giamngheo.metadata.unit import Unit, UnitCode

# Codes of the documents that a report has: one for the district, one for each office and unit; that of the letter to the
# department stands in `config/report.toml`.
FULL_REPORT, OFFICE, COMMUNE = "giam-ngheo", "co-quan-", "xa-"
DocumentCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
FileKind = Literal["word", "excel"]


class Recipient(Record):
    """Who gets what: the `document` (`giam-ngheo`, `co-quan-…`, `xa-…`, the letter's), as which files."""

    name: str = Field(min_length=1, description="Tên nơi nhận")
    address: Address = Field(description="Địa chỉ thư, mỗi địa chỉ một mục")
    document: DocumentCode = Field(
        default=FULL_REPORT,
        validation_alias=AliasChoices("document", "paper"),
        description="Loại báo cáo: giam-ngheo, co-quan-MÃ, xa-MÃ, hoặc code của [department] trong report.toml",
    )
    files: tuple[FileKind, ...] = Field(default=("word", "excel"), description="Các tệp gửi kèm; []: chỉ gửi thư")


class Communes(Record):
    """One address for each unit's code: for scorecards and reminders; the chairmen's for reminders that went unheard."""

    files: tuple[FileKind, ...] = Field(default=("excel",), description="Các tệp gửi kèm phiếu kết quả")
    addresses: dict[UnitCode, Address] = Field(default={}, description="Địa chỉ của đơn vị: mã đơn vị = địa chỉ")
    chairmen: dict[UnitCode, Address] = Field(
        default={}, description="Địa chỉ của người đứng đầu đơn vị, được nhắc thêm từ ngày chairman_from"
    )


class Recipients(Record):
    recipient: tuple[Recipient, ...] = Field(min_length=1, description="Các nơi nhận, mỗi nơi một mục")
    communes: Communes = Field(default=Communes(), description="Các đơn vị gửi báo cáo")


def is_document(code: str, department: str) -> bool:
    """Whether a code is that of a kind of document; `department`: the code of the letter to the department."""
    kinds = (FULL_REPORT, re.escape(department), rf"{OFFICE}[a-z][a-z0-9_]*", rf"{COMMUNE}\d{{5}}")
    return re.fullmatch("|".join(kinds), code) is not None


def kinds_of_document(department: str) -> str:
    """The codes, for people."""
    return f"{FULL_REPORT}, {department}, {OFFICE}MÃ, {COMMUNE}MÃ"


def everybody(recipients: Recipients, units: Iterable[Unit], sender: Level) -> tuple[Recipient, ...]:
    """Those named, then the communes of the table of addresses; an address once. A code of no unit is passed over."""
    communes = recipients.communes
    names = {unit.code: sender.body_of(unit.name) for unit in reversed(tuple(units))}  # the first of a code counts
    scorecards = (
        Recipient(name=names[code], address=address, document=f"{COMMUNE}{code}", files=communes.files)
        for code, address in communes.addresses.items()
        if code in names
    )
    return tuple(
        {recipient.address.casefold(): recipient for recipient in (*recipients.recipient, *scorecards)}.values()
    )
