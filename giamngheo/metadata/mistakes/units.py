"""Mistakes in a table of units or areas that a single line does not show: two at a time, a successor that is none."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from giamngheo.metadata.mistakes.wording import wrong_way_round
from giamngheo.metadata.unit import OrganisationUnit


def mistakes_of_units(units: Iterable[OrganisationUnit], file: str) -> Iterator[str]:
    by_code: dict[str, list[OrganisationUnit]] = defaultdict(list)
    for unit in units:
        by_code[unit.code].append(unit)
    for code, own in by_code.items():
        own.sort(key=lambda unit: unit.first_day)
        for one, following in itertools.pairwise(own):
            if following.first_day <= one.last_day:
                yield (
                    f"{file}, mã {code}: «{one.name}» và «{following.name}» cùng có hiệu lực một ngày; "
                    "sửa valid_from, valid_to cho nối tiếp nhau."
                )
    for unit in (unit for own in by_code.values() for unit in own):
        yield from _of_one(unit, by_code.get(unit.succeeded_by or "", ()), file)


def _of_one(unit: OrganisationUnit, successors: Sequence[OrganisationUnit], file: str) -> Iterator[str]:
    yield from wrong_way_round(f"{file}, mã {unit.code}: «{unit.name}»", unit)
    if unit.succeeded_by and not any(other.first_day > unit.last_day for other in successors):
        yield (
            f"{file}, mã {unit.code}: succeeded_by = {unit.succeeded_by} nhưng không có đơn vị mang mã này "
            f"bắt đầu sau khi «{unit.name}» hết hiệu lực; thêm dòng của đơn vị mới, hoặc để trống succeeded_by."
        )
