"""A unit that reports, as it was from one day to another (`config/units.csv`, `config/unit-codes.csv`)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from giamngheo.metadata.levels import LevelCode
from giamngheo.metadata.record import Record
from giamngheo.metadata.validity import InForce

UnitCode = Annotated[str, Field(pattern=r"^\d{5}$")]


class Unit(InForce, Record):
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

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def key(self) -> tuple[str, dt.date]:
        """What tells it from every other unit: codes and names come again, the same code on the same day does not."""
        return (self.code, self.first_day)


class ProvisionalCode(Record):
    """A code that was given out for a unit and then changed: whose it was, for reports of which days' periods."""

    code: UnitCode = Field(description="Mã tạm thời")
    stands_for: UnitCode = Field(description="Mã đúng của đơn vị")
    valid_from: dt.date = Field(description="Ngày đầu tiên được nhận")
    valid_to: dt.date = Field(description="Ngày cuối cùng được nhận")
