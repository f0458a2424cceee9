"""What words beside a heading mean: a unit of measure, the opposite of the column, or nothing (`[headings]`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from pydantic import Field

from giamngheo.core.text import folded, key
from giamngheo.metadata.record import Record

_PARTS = str.maketrans(dict.fromkeys("()[],:/\n–", ";"))  # what sets parts of a heading apart
_COUNT = re.compile(r"(10+(?:\.000)*|1(?:\.000)+)?\s*(.*)")  # `1.000 đồng`, but not `3 đồng`


class UnitOfMeasure(Record):
    """A unit of measure that a heading may state; units of one `measure` can stand in each other's place."""

    name: str = Field(description="Tên đơn vị tính, như ở unit_of_measure của cột")
    also: tuple[str, ...] = Field(default=(), description="Các cách viết khác")
    measure: str = Field(description="Đo cái gì: tiền, người, hộ …; đơn vị cùng measure mới thay được nhau")
    scale: float = Field(default=1, gt=0, description="Bằng bao nhiêu đơn vị nhỏ nhất cùng measure: nghìn đồng là 1000")

    def is_same(self, other: UnitOfMeasure) -> bool:
        return (self.measure, self.scale) == (other.measure, other.scale)


class HeadingWords(Record):
    turning: tuple[str, ...] = Field(default=(), description="Chữ thêm vào tiêu đề làm nghĩa cột ngược lại")
    keeping: tuple[str, ...] = Field(
        default=(), description="Chữ ghi thêm không đổi nghĩa cột, dù trong đó có chữ ở turning"
    )
    notes: tuple[str, ...] = Field(default=(), description="Chữ ghi thêm ở tiêu đề thì không cần hỏi lại")
    marking: tuple[str, ...] = Field(default=(), description="Chữ của chú thích ngoài bảng về cách đánh dấu")
    unit_cues: tuple[str, ...] = Field(default=(), description="Chữ đứng trước một đơn vị tính: ĐVT, tính bằng …")
    unit: tuple[UnitOfMeasure, ...] = Field(default=(), description="Các đơn vị tính mà tiêu đề có thể ghi")

    def units_stated(self, text: str, is_heading: bool = False) -> list[UnitOfMeasure]:
        """The units of measure that a folded text states: as a part of its own, `(dvt: nghin dong)`; in a heading also
        two words of a unit wherever they stand. `65 trieu dong` in a title is an amount and no unit."""
        found = [unit for part in self._parts(text) if (unit := self._as_unit(part))]
        if is_heading and not found:
            found = [self._unit_by_spelling[one[0]] for one in self._unit_pattern.finditer(text) if " " in one[0]]
        return found

    def units_around(self, text: str) -> list[UnitOfMeasure]:
        """Those that a title or a note states, where words typed with diacritics mean what they say: there is no unit in «Xã Tịnh
        Đông», nor in «Thôn: Đông»; behind a cue, «ĐVT: đông», they are read as headings are."""
        bare = key(text)
        cut = self._cues_as_typed.sub(";", bare)
        parts = [part.strip() for part in cut.translate(_PARTS).split(";")]
        units = [(part, unit) for part in parts if (unit := self._as_unit(folded(part)))]
        return [unit for part, unit in units if cut != bare or part == folded(part) or self._is_as_typed(part)]

    def unit_named(self, text: str) -> UnitOfMeasure | None:
        """The unit of a column as the form names it: `triệu đồng`."""
        return next(iter(self.units_stated(folded(text))), None)

    def without_units(self, text: str) -> str:
        """A folded text beside a heading, without the units and the words that change nothing."""
        bare = self._patterns["notes"].sub(" ", self._patterns["keeping"].sub(" ", text))
        return " ".join(part for part in self._parts(bare) if part and not self._as_unit(part))

    def turns_the_sense(self, text: str) -> bool:
        """Whether a folded text beside a heading makes it mean the opposite: `(danh x neu khong)`."""
        bare = self._patterns["keeping"].sub(" ", text)
        return self._patterns["turning"].search(bare) is not None

    def tells_to_mark_the_opposite(self, text: str) -> bool:
        """Whether a folded note beside a table turns the sense of its marks: `danh dau x neu khong co`."""
        return any(folded(word) in text for word in self.marking) and self.turns_the_sense(text)

    def _parts(self, text: str) -> list[str]:
        cut = self._patterns["unit_cues"].sub(";", text).translate(_PARTS)
        return [part.strip() for part in cut.split(";")]

    def _as_unit(self, part: str) -> UnitOfMeasure | None:
        """`nghin dong`, or so many of one: `10 trieu dong`, `1.000d`."""
        count, name = _COUNT.match(part).groups()  # type: ignore[union-attr]  # matches always
        unit = self._unit_by_spelling.get(name) or self._unit_by_spelling.get(name.rstrip("."))
        if unit is None or not count:
            return unit
        scale = unit.scale * int(count.replace(".", ""))
        return UnitOfMeasure(name=f"{count} {unit.name}", measure=unit.measure, scale=scale)

    def _is_as_typed(self, part: str) -> bool:
        """Whether a unit of one word is spelt with its own diacritics; one of two is no place's name."""
        name = _COUNT.match(part)[2]  # type: ignore[index]  # matches always
        return " " in name or name.rstrip(".") in self._spellings

    @cached_property
    def _spellings(self) -> frozenset[str]:
        return frozenset(key(word) for unit in self.unit for word in (unit.name, *unit.also))

    @cached_property
    def _cues_as_typed(self) -> re.Pattern[str]:
        """With diacritics, or without any."""
        return _any_of({way(word) for word in self.unit_cues for way in (key, folded)})

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {
            name: _any_of(map(folded, getattr(self, name))) for name in ("turning", "keeping", "notes", "unit_cues")
        }

    @cached_property
    def _unit_by_spelling(self) -> dict[str, UnitOfMeasure]:
        return {folded(word): unit for unit in self.unit for word in (unit.name, *unit.also)}

    @cached_property
    def _unit_pattern(self) -> re.Pattern[str]:
        return _any_of(self._unit_by_spelling)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of these, as words of their own, the longest first."""
    spelled = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{spelled})(?!\w)" if spelled else r"(?!)")
