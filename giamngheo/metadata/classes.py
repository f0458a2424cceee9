"""The classes of households, how one is left for another, and the standards by which they are told (`config/classes.toml`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache, cached_property
from typing import Literal, NamedTuple

from pydantic import AliasChoices, Field

from giamngheo.core.text import capital
from giamngheo.metadata.before import BEFORE
from giamngheo.metadata.record import FieldName, Record
from giamngheo.metadata.validity import InForce, ValidFrom, ValidTo

CLASS, CHANGE = "classification", "change"  # the columns of the list of households that hold them
_HOUSEHOLD = "hộ "
FROM_OTHER, _TO_OTHER = "from_other", "to_other"
# In the total of movements: whose class before nobody knows.
UNKNOWN_IN, UNKNOWN_OUT = "unknown_in", "unknown_out"
ReportedAs = Literal["escaped", "new", "relapsed", "other"]
_CAME: dict[str, ReportedAs] = {"new": "new", "relapsed": "relapsed"}


class HouseholdClass(Record):
    """What the list of households says that a household is; its code is also the key of its figure in the plan."""

    code: FieldName = Field(
        description="Mã: một lựa chọn của cột classification; cũng là khóa của số liệu trong plan.toml"
    )
    name: str = Field(pattern=f"^{_HOUSEHOLD}", description="Tên gọi trong câu, bắt đầu bằng chữ «hộ»")
    heading: str = Field(default="", description="Đầu cột; mặc định: name viết hoa chữ đầu")
    role: Literal["poor", "near_poor", "on_the_list", "left"] = Field(
        description="poor: hộ nghèo; near_poor: hộ cận nghèo; on_the_list: diện khác trong danh sách; "
        "left: không thuộc danh sách"
    )
    counted: bool = Field(default=True, description="Có trong tổng số của bảng biến động hay không")

    @property
    def title(self) -> str:
        return self.heading or capital(self.name)

    @property
    def short(self) -> str:
        """`cận nghèo`; what a household has is not said without it: `hộ có mức sống trung bình`."""
        return self.name if self.name.startswith(f"{_HOUSEHOLD}có ") else self.name.removeprefix(_HOUSEHOLD)


class Transition(Record):
    """A change that the list of households tells: by which a household comes to a class, leaves it, or goes from one to another.

    A way out of classes that are several, or not said, is out of the one in which the month before had the household.
    """

    change: FieldName = Field(description="Mã: một lựa chọn của cột change")
    kind: Literal["entry", "exit", "between", "none"] = Field(
        description="entry: vào danh sách; exit: ra khỏi danh sách; between: từ diện này sang diện khác; none: không đổi"
    )
    name: str = Field(description="Viết trong câu, sau số hộ: phát sinh mới, thoát nghèo")
    heading: str = Field(default="", description="Đầu cột; mặc định: name viết hoa chữ đầu")
    origin: tuple[FieldName, ...] = Field(
        default=(),
        validation_alias=AliasChoices("from", "origin"),
        description="Từ diện nào; nhiều diện hoặc không ghi: diện của hộ ở tháng trước",
    )
    to: FieldName | None = Field(default=None, description="Sang diện nào, khi kind là between")
    way: FieldName | None = Field(
        default=None, description="Mã trong số liệu biến động của từng diện; mặc định: như change"
    )
    reported_as: ReportedAs | None = Field(
        default=None,
        repr=False,
        exclude_if=lambda way: way is None,
        description="Cột của biểu chính thức: escaped: vượt chuẩn; new: phát sinh mới; relapsed: tái nghèo; other: khác. Mặc "
        "định: ra từ đúng một diện là escaped; vào có mã new, relapsed như mã; còn lại là other",
    )

    @property
    def title(self) -> str:
        return self.heading or capital(self.name)

    @property
    def official(self) -> ReportedAs:
        """As what an official form counts it. A death out of one class is an exit, but no escape: an office says so."""
        if self.reported_as:
            return self.reported_as
        if self.kind == "exit":
            return "escaped" if self.names_origin or self.key == "escaped" else "other"
        return _CAME.get(self.key, "other")

    @property
    def key(self) -> str:
        return self.way or self.change

    @property
    def names_origin(self) -> bool:
        """Whether it alone says which class was left."""
        return len(self.origin) == 1


class Move(NamedTuple):
    """From which class (nothing: it was on no list, or nobody knows) to which (nothing: on none any more), by which change."""

    origin: str | None
    to: str | None
    change: str


class Standard(InForce, Record):
    """By what a household is poor, while it is in force. The main one, by which the plan is judged, is the one whose column is
    `classification`."""

    code: FieldName = Field(description="Mã, không lặp")
    name: str = Field(min_length=1, description="Tên gọi trong câu: chuẩn nghèo giai đoạn 2022–2025")
    decree: str = Field(default="", description="Văn bản quy định")
    valid_from: ValidFrom = None
    valid_to: ValidTo = None
    rural: float | None = Field(default=None, gt=0, description="Mức ở nông thôn, triệu đồng/người/tháng; để tham khảo")
    urban: float | None = Field(default=None, gt=0, description="Mức ở thành thị, triệu đồng/người/tháng; để tham khảo")
    column: FieldName = Field(
        default=CLASS,
        description="Trường của danh sách hộ ghi phân loại theo chuẩn này; classification: chuẩn chính, xét mục tiêu theo nó",
    )
    column_before: FieldName | None = Field(
        default=None,
        description="Trường ghi phân loại theo chuẩn này ở các tháng trước valid_from (rà soát cuối năm), để so sánh",
    )

    @property
    def is_main(self) -> bool:
        return self.column == CLASS

    @property
    def said(self) -> str:
        """`chuẩn nghèo giai đoạn 2022–2025, Nghị định 07/2021/NĐ-CP`."""
        return ", ".join(filter(None, (self.name, self.decree)))


class Classes(Record):
    """In the order in which they are said."""

    classes: tuple[HouseholdClass, ...] = Field(
        min_length=1, validation_alias=AliasChoices("class", "classes"), description="Các diện hộ, theo thứ tự được nêu"
    )
    transitions: tuple[Transition, ...] = Field(
        min_length=1,
        validation_alias=AliasChoices("transition", "transitions"),
        description="Các biến động, theo thứ tự của bảng: vào, ra, chuyển",
    )
    standards: tuple[Standard, ...] = Field(
        default=(),
        validation_alias=AliasChoices("standard", "standards"),
        description="Các chuẩn nghèo, theo thời gian",
    )

    @cached_property
    def listed(self) -> tuple[HouseholdClass, ...]:
        """Those that are on the list."""
        return tuple(one for one in self.classes if one.role != "left")

    @cached_property
    def listed_codes(self) -> tuple[str, ...]:
        return tuple(one.code for one in self.listed)

    @cached_property
    def counted(self) -> frozenset[str]:
        """The codes of those in the total of movements."""
        return frozenset(one.code for one in self.listed if one.counted)

    @cached_property
    def more(self) -> tuple[HouseholdClass, ...]:
        """The listed besides the poor and the near-poor."""
        return tuple(one for one in self.listed if one.role == "on_the_list")

    @cached_property
    def by_code(self) -> dict[str, HouseholdClass]:
        return {one.code: one for one in self.classes}

    @cached_property
    def by_change(self) -> dict[str, Transition]:
        return {one.change: one for one in self.transitions}

    def of_kind(self, *kinds: str) -> tuple[Transition, ...]:
        return tuple(one for one in self.transitions if one.kind in kinds)

    def moves(self, classification: str, change: str, before: str | None = None) -> Iterator[Move]:
        """What a row tells: its class and change, and its household's class in the month before. One that came to a class and
        was in another before left that one, whatever it is called."""
        told = self.by_change[change]
        origin = told.origin[0] if told.names_origin else before
        if told.kind == "between":
            yield Move(origin, told.to or classification, change)
        elif told.kind == "exit":
            yield Move(origin, None, change)
        elif told.kind == "entry" and classification in self.listed_codes and before != classification:
            yield Move(before, classification, change)

    def way_in(self, move: Move) -> str:
        """The key under which a class has those that came so."""
        if move.origin is None and self.by_change[move.change].kind == "entry":
            return self.by_change[move.change].key
        return self._beside(FROM_OTHER, move.origin)

    def way_out(self, move: Move) -> str:
        return self.by_change[move.change].key if move.to is None else self._beside(_TO_OTHER, move.to)

    def ways_in(self, code: str) -> dict[str, str]:
        """Key → words, of all ways into a class."""
        entries = {one.key: one.name for one in self.of_kind("entry") if not one.to or one.to == code}
        return entries | {
            self._beside(FROM_OTHER, one.code): f"từ {one.short} chuyển sang" for one in self._others(code)
        }

    def ways_out(self, code: str) -> dict[str, str]:
        """Key → words, of all ways out of a class: what is said of this class alone, then to others, then the rest."""
        exits = [one for one in self.of_kind("exit") if not one.origin or code in one.origin]
        own, rest = ({one.key: one.name for one in exits if one.names_origin is alone} for alone in (True, False))
        others = {self._beside(_TO_OTHER, one.code): f"chuyển sang {one.short}" for one in self._others(code)}
        return own | others | rest

    @cached_property
    def total_in(self) -> dict[str, str]:
        """Key → heading, of all ways into the total of those counted; as `total_out` and `total_inside`."""
        came = {f"from_{one.code}": f"Từ {one.short}" for one in self._not_counted}
        return {one.change: one.title for one in self.of_kind("entry")} | came

    @cached_property
    def total_out(self) -> dict[str, str]:
        went = {f"to_{one.code}": f"Sang {one.short}" for one in self._not_counted}
        return {one.change: one.title for one in self.of_kind("exit")} | went

    @cached_property
    def total_inside(self) -> dict[str, str]:
        """From one of those counted to another; of two it is said from which."""
        own = [one for one in self.listed if one.counted]
        if len(own) == 2:
            pairs = zip(reversed(own), own, strict=True)
            return {f"to_{to.code}": f"{capital(origin.short)} sang {to.short}" for to, origin in pairs}
        return {f"to_{one.code}": f"Chuyển sang {one.short}" for one in reversed(own)}

    @property
    def _not_counted(self) -> list[HouseholdClass]:
        return [one for one in self.listed if not one.counted]

    def is_called_an_entry(self, move: Move) -> bool:
        """Whether one that went from one counted class to another is told as one that came to the list."""
        return self.by_change[move.change].kind == "entry" and move.origin in self.counted and move.to in self.counted

    def in_total(self, move: Move) -> Iterator[tuple[str, int]]:
        """How often a move counts under which key of the total. What the plan's figures count of each entry and exit is there
        already, so that those that the total does not see are taken off, and those of which nobody knows whether it saw
        them stand by themselves."""
        kind, is_from, is_to = self.by_change[move.change].kind, move.origin in self.counted, move.to in self.counted
        if kind == "exit":
            if not (is_from or self._is_surely_counted(move)):
                yield move.change, -1
                if move.origin is None:
                    yield UNKNOWN_OUT, 1
            return
        if kind == "entry" and (is_from or not is_to):
            yield move.change, -1
        if is_from:
            yield f"to_{move.to}", 1
        elif is_to and kind == "between":
            inside = f"to_{move.to}" if self._is_surely_counted(move) else UNKNOWN_IN
            yield f"from_{move.origin}" if move.origin else inside, 1

    def _is_surely_counted(self, move: Move) -> bool:
        """Whether a household whose class before is not known was in the total all the same: in whichever it may have been."""
        return move.origin is None and self.counted.issuperset(self.by_change[move.change].origin or self.listed_codes)

    def _others(self, code: str) -> list[HouseholdClass]:
        return [one for one in self.listed if one.code != code]

    def _beside(self, key: str, code: str | None) -> str:
        """Of two classes the other need not be named."""
        return key if len(self.listed) == 2 or code is None else key.replace("other", code)


@cache
def classes_before() -> Classes:
    """Of an office without `config/classes.toml`, and of the reports that were published before there was one."""
    return Classes.model_validate(BEFORE["classes"])


def main_on(standards: tuple[Standard, ...], day: dt.date) -> Standard | None:
    """The standard by which the plan is judged on a day; nothing where none is declared."""
    return next((one for one in standards if one.is_main and one.is_valid_on(day)), None)
