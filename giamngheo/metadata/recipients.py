"""Who gets what (`config/recipients.toml`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import AliasChoices, Field

from giamngheo.metadata.record import Address, Record
from giamngheo.metadata.unit import Unit, UnitCode

# Codes of the documents that a report has: one for the district, one for the department, one for each office and unit.
FULL_REPORT, DEPARTMENT, OFFICE, COMMUNE = "giam-ngheo", "so-ldtbxh", "co-quan-", "xa-"


DOCUMENT_CODE = rf"^({FULL_REPORT}|{DEPARTMENT}|{OFFICE}[a-z][a-z0-9_]*|{COMMUNE}\d{{5}})$"
DocumentCode = Annotated[str, Field(pattern=DOCUMENT_CODE)]
FileKind = Literal["word", "excel"]


class Recipient(Record):
    """Who gets what: the `document` (`giam-ngheo`, `so-ldtbxh`, `co-quan-…`, `xa-…`), as which files."""

    name: str = Field(min_length=1, description="Tên nơi nhận")
    address: Address = Field(description="Địa chỉ thư, mỗi địa chỉ một mục")
    document: DocumentCode = Field(
        default=FULL_REPORT,
        validation_alias=AliasChoices("document", "paper"),
        description="Loại báo cáo: giam-ngheo, so-ldtbxh, co-quan-MÃ, xa-MÃ",
    )
    files: tuple[FileKind, ...] = Field(default=("word", "excel"), description="Các tệp gửi kèm; []: chỉ gửi thư")


class Communes(Record):
    """One address for each unit's code: for scorecards and reminders; the chairmen's for reminders that went unheard."""

    files: tuple[FileKind, ...] = Field(default=("excel",), description="Các tệp gửi kèm phiếu kết quả")
    addresses: dict[UnitCode, Address] = Field(default={}, description="Địa chỉ của UBND xã: mã đơn vị = địa chỉ")
    chairmen: dict[UnitCode, Address] = Field(
        default={}, description="Địa chỉ của Chủ tịch UBND xã, được nhắc thêm từ ngày chairman_from"
    )


class Recipients(Record):
    recipient: tuple[Recipient, ...] = Field(min_length=1, description="Các nơi nhận, mỗi nơi một mục")
    communes: Communes = Field(default=Communes(), description="Các xã, thị trấn")


def everybody(recipients: Recipients, units: Iterable[Unit]) -> tuple[Recipient, ...]:
    """Those named, then the communes of the table of addresses; an address once. A code of no unit is passed over."""
    communes = recipients.communes
    names = {
        unit.code: f"UBND {unit.name[:1].lower()}{unit.name[1:]}" for unit in reversed(tuple(units))
    }  # the first of a code counts
    scorecards = (
        Recipient(name=names[code], address=address, document=f"{COMMUNE}{code}", files=communes.files)
        for code, address in communes.addresses.items()
        if code in names
    )
    return tuple(
        {recipient.address.casefold(): recipient for recipient in (*recipients.recipient, *scorecards)}.values()
    )
