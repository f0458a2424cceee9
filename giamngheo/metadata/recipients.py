"""Who gets what (`config/recipients.toml`)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BeforeValidator, Field

from giamngheo.metadata.levels import Level
from giamngheo.metadata.record import Address, Record
from giamngheo.metadata.unit import Unit, UnitCode
from giamngheo.metadata.validity import InForce, ValidFrom, ValidTo

# Codes of the documents that a report has: one for the district, what is published, one for each office, unit and area; that of the letter to the
# department stands in `config/report.toml`.
FULL_REPORT, PUBLIC, OFFICE, COMMUNE, AREA = "giam-ngheo", "cong-khai", "co-quan-", "xa-", "khu-vuc-"
AD_HOC = "dot-xuat"  # of an ad hoc report, which has no other; nobody is declared for it
DocumentCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
FileKind = Literal["word", "excel"]


class Recipient(InForce, Record):
    """Who gets what: the `document` (`giam-ngheo`, `cong-khai`, `co-quan-…`, `xa-…`, `khu-vuc-…`, the letter's), as which files."""

    name: str = Field(min_length=1, description="Tên nơi nhận")
    address: Address = Field(description="Địa chỉ thư, mỗi địa chỉ một mục")
    document: DocumentCode = Field(
        default=FULL_REPORT,
        validation_alias=AliasChoices("document", "paper"),
        description="Loại báo cáo: giam-ngheo, cong-khai, co-quan-MÃ, xa-MÃ, khu-vuc-MÃ, hoặc code của [department] trong report.toml",
    )
    files: tuple[FileKind, ...] = Field(default=("word", "excel"), description="Các tệp gửi kèm; []: chỉ gửi thư")
    valid_from: ValidFrom = None
    valid_to: ValidTo = None


class DatedAddress(InForce, Record):
    """An address that a unit has for some days."""

    address: Address = Field(description="Địa chỉ thư")
    valid_from: ValidFrom = None
    valid_to: ValidTo = None


def _entries(addresses: Any) -> Any:
    """One address, without days or with them, or several."""
    several = addresses if isinstance(addresses, list | tuple) else [addresses]
    return [{"address": one} if isinstance(one, str) else one for one in several]


Addresses = Annotated[
    tuple[DatedAddress, ...],
    BeforeValidator(_entries, json_schema_input_type=Address | DatedAddress | tuple[Address | DatedAddress, ...]),
]


class DatedCommunes(Record):
    """Addresses for each unit's code: for scorecards and reminders; the chairmen's for reminders that went unheard."""

    files: tuple[FileKind, ...] = Field(default=("excel",), description="Các tệp gửi kèm phiếu kết quả")
    addresses: dict[UnitCode, Addresses] = Field(
        default={},
        description="Địa chỉ của đơn vị: mã đơn vị = địa chỉ, hoặc [{ address, valid_from, valid_to }] khi đổi theo ngày",
    )
    chairmen: dict[UnitCode, Addresses] = Field(
        default={},
        description="Địa chỉ của người đứng đầu đơn vị, được nhắc thêm từ ngày chairman_from; viết như addresses",
    )

    def on(self, day: dt.date) -> Communes:
        return Communes(files=self.files, addresses=_of_day(self.addresses, day), chairmen=_of_day(self.chairmen, day))

    @cached_property
    def scorecards(self) -> tuple[Recipient, ...]:
        """As recipients, each named by its unit's code."""
        return tuple(
            Recipient(name=code, document=f"{COMMUNE}{code}", files=self.files, **dict(one))
            for code, several in self.addresses.items()
            for one in several
        )


def _of_day(addresses: Mapping[str, tuple[DatedAddress, ...]], day: dt.date) -> dict[str, str]:
    return {code: one.address for code, several in addresses.items() for one in several if one.is_valid_on(day)}


class Communes(Record):
    """The addresses of a day, at most one for each unit's code."""

    files: tuple[FileKind, ...]
    addresses: dict[UnitCode, Address]
    chairmen: dict[UnitCode, Address]


class Recipients(Record):
    recipient: tuple[Recipient, ...] = Field(min_length=1, description="Các nơi nhận, mỗi nơi một mục")
    communes: DatedCommunes = Field(default=DatedCommunes(), description="Các đơn vị gửi báo cáo")

    @cached_property
    def ever(self) -> tuple[Recipient, ...]:
        """Those named, then the communes of the table of addresses, whatever their days."""
        return (*self.recipient, *self.communes.scorecards)


def is_document(code: str, departments: Collection[str]) -> bool:
    """Whether a code is that of a kind of document; `departments`: the codes that the letter to the department ever has."""
    kinds = (
        FULL_REPORT,
        PUBLIC,
        *map(re.escape, departments),
        rf"{OFFICE}[a-z][a-z0-9_]*",
        rf"{COMMUNE}\d{{5}}",
        rf"{AREA}[a-z0-9-]+",
    )
    return re.fullmatch("|".join(kinds), code) is not None


def kinds_of_document(departments: Collection[str]) -> str:
    """The codes, for people."""
    return ", ".join((FULL_REPORT, PUBLIC, *departments, f"{OFFICE}MÃ", f"{COMMUNE}MÃ", f"{AREA}MÃ"))


def everybody(recipients: Recipients, units: Iterable[Unit], sender: Level, day: dt.date) -> tuple[Recipient, ...]:
    """Who is a recipient on a day, a commune by its unit's name; an address once. A code of no unit is passed over."""
    names = _names(units, sender, day)
    own = [one for one in recipients.recipient if one.is_valid_on(day)]
    scorecards = (one for one in recipients.communes.scorecards if one.is_valid_on(day) and one.name in names)
    own += [one.model_copy(update={"name": names[one.name]}) for one in scorecards]
    return tuple({one.address.casefold(): one for one in own}.values())


def _names(units: Iterable[Unit], sender: Level, day: dt.date) -> dict[str, str]:
    """Code → `UBND xã Thạch Khê`: of the unit that bears it on the day, else of the first that ever does."""
    first_counts = sorted(units, key=lambda unit: not unit.is_valid_on(day))
    return {unit.code: sender.body_of(unit.name) for unit in reversed(first_counts)}
