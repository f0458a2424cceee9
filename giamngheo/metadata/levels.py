"""The levels of administration, which of them sends and which is the whole, and how each is said (`config/levels.toml`)."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

from pydantic import Field

from giamngheo.core.formats import number
from giamngheo.core.text import capital, small
from giamngheo.metadata.before import BEFORE
from giamngheo.metadata.record import Record, Words

LevelCode = Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
# Letters and single spaces: it also stands in the name of a sheet of Excel, which has room for 31 characters.
Noun = Annotated[str, Field(pattern=r"^[^\W\d_]+( [^\W\d_]+)*$", max_length=16)]


class UnitKind(Record):
    """What names of units begin with: `Thị trấn`, in short `TT`."""

    code: LevelCode = Field(description="Mã loại, ghi ở cột type của units.csv")
    name: Words = Field(description="Chữ mà tên đơn vị bắt đầu, như trong units.csv")
    short: tuple[Words, ...] = Field(default=(), description="Các cách viết tắt, không có dấu chấm")
    urban: bool = Field(
        default=False,
        description="true: đơn vị loại này là thành thị",
        exclude_if=lambda urban: not urban,
    )


class Level(Record):
    """One level, as it is said; what is left out follows from the noun."""

    code: LevelCode = Field(description="Mã cấp")
    noun: Noun = Field(description="Tên gọi một đơn vị của cấp, viết như trong câu")
    heading: str = Field(default="", description="Đầu cột, tên bảng; mặc định: noun viết hoa chữ đầu")
    together: str = Field(default="", description="Gọi chung mọi đơn vị của cấp; mặc định: «các » và noun")
    said: str = Field(default="", description="Gọi toàn bộ, viết như trong câu; mặc định: «toàn » và noun")
    body: str = Field(default="", description="Cơ quan của đơn vị, viết trước tên đơn vị; trống: chỉ viết tên đơn vị")
    body_short: str = Field(default="", description="Như body, viết gọn")
    signer: str = Field(
        default="",
        description="Chức vụ người ký biểu của đơn vị; mặc định: CHỦ TỊCH, của cấp không có body là TRƯỞNG và noun",
        repr=False,
    )
    kind: tuple[UnitKind, ...] = Field(default=(), description="Các loại đơn vị; mặc định: một loại, tên là noun")

    @property
    def title(self) -> str:
        """`Thôn, tổ dân phố`: where nothing stands before it."""
        return self.heading or capital(self.noun)

    @property
    def all_said(self) -> str:
        """`các xã, thị trấn`."""
        return self.together or f"các {self.noun}"

    @property
    def whole_said(self) -> str:
        """`toàn huyện`."""
        return self.said or f"toàn {self.noun}"

    def whole_of(self, area: str) -> str:
        """`toàn huyện Thạch Hà` of `huyện Thạch Hà`, what the plan calls its area."""
        name = area.removeprefix(f"{self.noun} ")
        return f"toàn {area}" if name == area else f"{self.whole_said} {name}"

    @property
    def signer_said(self) -> str:
        """Who signs a unit's form: `CHỦ TỊCH`, `TRƯỞNG THÔN`."""
        return self.signer or ("CHỦ TỊCH" if self.body else f"TRƯỞNG {self.noun.upper()}")

    @property
    def kinds(self) -> tuple[UnitKind, ...]:
        return self.kind or (UnitKind(code=self.code, name=capital(self.noun)),)

    def body_of(self, unit: str) -> str:
        """Whom a letter to a unit is for, in short: `UBND xã Thạch Khê`; the unit itself where the level has no body."""
        return f"{self.body_short} {small(unit)}" if self.body_short else unit


# Of a configuration whose senders are the smallest level: what households are listed by. Of a new one with areas: they.
AREA_LEVEL = Level(code="khu-vuc", noun="khu vực")


class Levels(Record):
    """From small to large."""

    senders: LevelCode = Field(description="Cấp gửi báo cáo: code của một level")
    whole: LevelCode = Field(description="Cấp mà báo cáo là của toàn bộ: code của một level lớn hơn")
    level: tuple[Level, ...] = Field(min_length=2, description="Các cấp, từ nhỏ đến lớn")

    @cached_property
    def sender(self) -> Level:
        """The level of the units that report."""
        return self.level[self._place(self.senders)]

    @cached_property
    def area(self) -> Level:
        """The level of the whole that is reported on."""
        return self.level[self._place(self.whole)]

    @cached_property
    def village(self) -> Level:
        """The level by which a unit lists its households: the one below the senders'."""
        place = self._place(self.senders)
        return self.level[place - 1] if place else AREA_LEVEL

    @cached_property
    def between(self) -> tuple[Level, ...]:
        """Those of areas: above the senders and below the whole."""
        return self.level[self._place(self.senders) + 1 : self._place(self.whole)]

    def above(self, code: str) -> Level:
        """The level next above one that is below the whole."""
        return self.level[self._place(code) + 1]

    def _place(self, code: str) -> int:
        return [level.code for level in self.level].index(code)


def whole_or_part(said: str, reporting: int, expected: int) -> str:
    """Whose a sum is: `Toàn huyện Thạch Hà` of `toàn huyện Thạch Hà`; of a part of the units `Cộng 14 đơn vị`."""
    return capital(said) if reporting >= expected else f"Cộng {number(reporting)} đơn vị"


def levels_before() -> Levels:
    """Of an office without `config/levels.toml`, and of the reports that were published before there was one."""
    return Levels.model_validate(BEFORE["levels"])
