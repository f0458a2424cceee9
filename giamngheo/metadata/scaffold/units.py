"""The units of a new office: from a table of its own, or from the country's list that comes with the program.

The list (`communes.csv`: 10,599 communes, of the day that `COUNTRYS_LIST` says) leaves empty what is as in the line above.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field

from giamngheo.core.errors import ConfigurationError
from giamngheo.core.text import plain, tidy
from giamngheo.metadata.levels import AREA_LEVEL, Level
from giamngheo.metadata.mistakes.wording import repeated
from giamngheo.metadata.record import AddressOrEmpty, Record, Words
from giamngheo.metadata.scaffold.answers import AnswersReader, UnitsAnswers, code_of
from giamngheo.metadata.unit import Cross, UnitCode
from giamngheo.metadata.unit_names import UnitNames

_LIST = Path(__file__).with_name("communes.csv")
_AREA_KINDS = re.compile(r"^(tinh|thanh pho|tp\.?|huyen|quan|thi xa|tx\.?)\s+")
_MOST_NAMED = 5


class NewUnit(Record):
    """A line of the office's own table."""

    code: UnitCode = Field(description="Mã đơn vị, 5 chữ số")
    name: Annotated[Words, AfterValidator(tidy)] = Field(description="Tên đầy đủ, ví dụ Xã Thạch Khê")
    address: AddressOrEmpty = Field(default="", description="Địa chỉ thư; trống: ghi sau")
    area: Annotated[str, AfterValidator(tidy)] = Field(
        default="", description="Tên khu vực mà đơn vị thuộc về, ví dụ Khu vực Thạch Hà; trống: không có"
    )
    urban: Cross | None = Field(default=None, description="x: đơn vị thành thị")

    @property
    def area_code(self) -> str:
        """`thach-ha` of `Khu vực Thạch Hà`."""
        return code_of(self.area).removeprefix(f"{AREA_LEVEL.code}-")


class Commune(NamedTuple):
    code: str
    name: str
    district_code: str
    district_name: str
    province_code: str
    province_name: str


def units_of(answers: UnitsAnswers, sender: Level) -> tuple[NewUnit, ...]:
    """`sender`: the level of the units. `ConfigurationError` says what is not to be found, or wrong."""
    if answers.table and (answers.province or answers.district or answers.prefix):
        raise ConfigurationError(
            [
                "mục [units]: có table (bảng riêng) thì không chọn trong danh mục; bỏ province, district, prefix, hoặc bỏ table."
            ]
        )
    lines = _own(Path(answers.table)) if answers.table else _chosen(answers)
    if mistakes := list(_mistakes(lines, sender, bool(answers.table))):
        raise ConfigurationError(mistakes)
    return lines


def _own(table: Path) -> tuple[NewUnit, ...]:
    if not table.is_file():
        raise ConfigurationError([f"khóa «units.table»: không có tệp {table}; sửa đường dẫn."])
    reader = AnswersReader(table.parent)
    lines = reader.lines(table.name, NewUnit)
    if not lines and not reader.mistakes:
        reader.mistake(
            table.name, "", "không có đơn vị nào", "ghi mỗi đơn vị một dòng, dưới dòng đầu code,name,address"
        )
    if reader.mistakes:
        raise ConfigurationError(reader.mistakes)
    return lines


def _mistakes(lines: Sequence[NewUnit], sender: Level, of_table: bool) -> Iterator[str]:
    names = UnitNames(sender)
    for code in dict.fromkeys(repeated(line.code for line in lines)):
        yield f"Bảng đơn vị, mã {code}: có nhiều dòng mang mã này; mỗi đơn vị chỉ ghi một dòng."
    if of_table:
        for name in dict.fromkeys(repeated(line.name for line in lines)):
            yield f"Bảng đơn vị: có nhiều đơn vị tên «{name}»; ghi thêm vào tên cho phân biệt, hoặc bỏ dòng thừa."
    for line in lines:
        if names.short(line.name) == line.name:
            kinds = ", ".join(kind.name for kind in sender.kinds)
            yield (
                f"Bảng đơn vị, mã {line.code}: tên «{line.name}» không bắt đầu bằng loại đơn vị; "
                f"viết đầy đủ, bắt đầu bằng một trong: {kinds}."
            )


def _chosen(answers: UnitsAnswers) -> tuple[NewUnit, ...]:
    if not (answers.province or answers.district or answers.prefix):
        raise ConfigurationError(
            ["mục [units]: chưa chọn đơn vị nào; ghi table (bảng riêng), hoặc province, district, prefix."]
        )
    found = list(communes_of_the_country())
    if answers.province:
        found = _in_area(found, "province", answers.province)
    if answers.district:
        found = _in_area(found, "district", answers.district)
    found = [one for one in found if one.code.startswith(answers.prefix)]
    if not found:
        raise ConfigurationError(
            [f"khóa «units.prefix»: trong danh mục đã chọn không có mã bắt đầu bằng {answers.prefix}; sửa lại."]
        )
    return tuple(NewUnit(code=one.code, name=one.name) for one in found)


def _in_area(listed: Iterable[Commune], level: str, asked: str) -> list[Commune]:
    """Those of the one province or district that is meant by its code or its name, with or without its kind."""
    areas: dict[tuple[str, str, str], list[Commune]] = {}
    for one in listed:
        whole = one.province_name if level == "district" else ""
        areas.setdefault((getattr(one, f"{level}_code"), getattr(one, f"{level}_name"), whole), []).append(one)
    meant = [area for area in areas if asked.strip() == area[0] or plain(asked) == plain(area[1])]
    meant = meant or [area for area in areas if _bare(asked) == _bare(area[1])]
    if len(meant) != 1:
        raise ConfigurationError([f"khóa «units.{level}»: {_which(asked, meant, list(areas))}"])
    return areas[meant[0]]


def _which(asked: str, meant: Sequence[tuple[str, str, str]], areas: Sequence[tuple[str, str, str]]) -> str:
    if meant:
        return f"«{asked}» có nhiều nơi ({_named(meant)}); ghi mã thay cho tên."
    near = get_close_matches(_bare(asked), [_bare(name) for _, name, _ in areas], n=_MOST_NAMED)
    similar = sorted((area for area in areas if _bare(area[1]) in near), key=lambda area: near.index(_bare(area[1])))
    return f"danh mục không có «{asked}»; " + (f"ý bạn là {_named(similar)}?" if similar else "sửa tên hoặc ghi mã.")


def _named(areas: Sequence[tuple[str, str, str]]) -> str:
    shown = [f"{code} {name}{f', {whole}' if whole else ''}" for code, name, whole in areas[:_MOST_NAMED]]
    return "; ".join(shown + (["…"] if len(areas) > _MOST_NAMED else []))


def _bare(name: str) -> str:
    return _AREA_KINDS.sub("", plain(name))


@lru_cache(maxsize=1)
def communes_of_the_country() -> tuple[Commune, ...]:
    lines: list[Commune] = []
    with _LIST.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for row in rows:
            above = lines[-1] if lines else row
            lines.append(Commune(*(value or above[place] for place, value in enumerate(row))))
    return tuple(lines)
