"""Mistakes of `config/levels.toml` that a single key does not show, and of units of no kind that stands there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from giamngheo.metadata.levels import Levels
from giamngheo.metadata.mistakes.wording import repeated
from giamngheo.metadata.unit import Unit

_FILE = "config/levels.toml"


def mistakes_of_levels(levels: Levels) -> Iterator[str]:
    codes = [level.code for level in levels.level]
    for code in repeated(codes):
        yield f"{_FILE}, khóa «level.{code}.code»: mã bị lặp; đổi mã."
    for level in levels.level:
        for name in ("code", "name"):
            for twice in repeated(getattr(kind, name) for kind in level.kind):
                yield f"{_FILE}, khóa «level.{level.code}.kind»: hai loại có {name} «{twice}»; sửa hoặc bỏ một loại."
    unknown = [(key, code) for key in ("senders", "whole") if (code := getattr(levels, key)) not in codes]
    for key, code in unknown:
        yield f"{_FILE}, khóa «{key}»: không có cấp «{code}»; chọn một trong: {', '.join(codes)}."
    if not unknown and codes.index(levels.senders) >= codes.index(levels.whole):
        yield (
            f"{_FILE}, khóa «whole»: cấp «{levels.whole}» không lớn hơn cấp gửi báo cáo «{levels.senders}»; "
            "xếp các level từ nhỏ đến lớn, hoặc sửa senders, whole."
        )


def mistakes_of_kinds(units: Iterable[Unit], levels: Levels) -> Iterator[str]:
    kinds = [kind.code for kind in levels.sender.kinds]
    for unit in units:
        if unit.type not in kinds:
            yield (
                f"config/units.csv, mã {unit.code}, khóa «type»: giá trị «{unit.type}» không dùng được; "
                f"chọn một trong: {', '.join(kinds)}, hoặc thêm kind vào {_FILE}."
            )
