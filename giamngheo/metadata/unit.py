"""A unit that reports, and an area of such units, as it was from one day to another (`config/units.csv`, `config/areas.csv`,
`config/unit-codes.csv`)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field

from giamngheo.metadata.levels import LevelCode
from giamngheo.metadata.record import Record, Words
from giamngheo.metadata.validity import InForce

UnitCode = Annotated[str, Field(pattern=r"^\d{5}$")]
AreaCode = Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
Key = tuple[str, dt.date]
Cross = Annotated[Literal["x"], BeforeValidator(lambda typed: typed.lower() if isinstance(typed, str) else typed)]


class OrganisationUnit(InForce):
    """What has a code for some days, and belongs to an area or to the whole alone (`parent`)."""

    if TYPE_CHECKING:  # each record declares them where its file has them
        code: str
        name: str
        parent: str | None
        succeeded_by: str | None

    @property
    def key(self) -> Key:
        """What tells it from every other: codes and names come again, the same code on the same day does not."""
        return (self.code, self.first_day)


class Area(OrganisationUnit, Record):
    """A line of `config/areas.csv`: what lies between the units that report and the whole, from one day to another."""

    code: AreaCode = Field(description="Mã khu vực: chữ thường không dấu, chữ số, dấu -; không trùng mã đơn vị")
    name: Words = Field(description="Tên đầy đủ, như viết trong báo cáo")
    level: LevelCode = Field(description="Cấp: code của một level trong levels.toml, trên cấp gửi và dưới cấp whole")
    order: int = Field(description="Thứ tự trong báo cáo")
    parent: AreaCode | None = Field(
        default=None, description="Mã khu vực ở cấp trên liền kề; trống: thuộc thẳng toàn bộ"
    )
    valid_from: dt.date | None = Field(default=None, description="Ngày đầu tiên có hiệu lực; trống: từ trước")
    valid_to: dt.date | None = Field(default=None, description="Ngày cuối cùng có hiệu lực; trống: đến nay")
    succeeded_by: AreaCode | None = Field(default=None, description="Mã khu vực kế tục, nếu đã nhập, đổi")

    def __hash__(self) -> int:
        return hash(self.key)


class Unit(OrganisationUnit, Record):
    """A commune as it was from `valid_from` to `valid_to` (both included; empty: open).

    `outside`: what it also holds that no unit in the table held before; its earlier figures cannot be added up.
    """

    code: UnitCode = Field(description="Mã đơn vị hành chính, 5 chữ số")
    name: str = Field(description="Tên đầy đủ, bắt đầu bằng loại đơn vị")
    type: LevelCode = Field(description="Loại đơn vị: code của một kind trong levels.toml")
    order: int = Field(description="Thứ tự trong báo cáo")
    valid_from: dt.date | None = Field(default=None, description="Ngày đầu tiên có hiệu lực; trống: từ trước")
    valid_to: dt.date | None = Field(default=None, description="Ngày cuối cùng có hiệu lực; trống: đến nay")
    succeeded_by: UnitCode | None = Field(default=None, description="Mã đơn vị kế tục, nếu đã sáp nhập, đổi")
    aliases: tuple[str, ...] = Field(default=(), description="Tên khác được nhận, cách nhau bằng dấu |")
    outside: str | None = Field(default=None, description="Phần địa bàn ngoài số liệu chung mà đơn vị mới gồm cả")
    parent: AreaCode | None = Field(
        default=None, description="Mã khu vực mà đơn vị thuộc về, trong areas.csv; trống: thuộc thẳng toàn bộ"
    )
    urban: Cross | None = Field(
        default=None, description="x: đơn vị thành thị; trống: theo urban của loại đơn vị trong levels.toml"
    )

    def __hash__(self) -> int:
        return hash(self.key)


class ProvisionalCode(Record):
    """A code that was given out for a unit and then changed: whose it was, for reports of which days' periods."""

    code: UnitCode = Field(description="Mã tạm thời")
    stands_for: UnitCode = Field(description="Mã đúng của đơn vị")
    valid_from: dt.date = Field(description="Ngày đầu tiên được nhận")
    valid_to: dt.date = Field(description="Ngày cuối cùng được nhận")
