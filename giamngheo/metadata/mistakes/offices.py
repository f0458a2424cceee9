"""Mistakes in the days of a plan's offices: days on which nobody answers for an indicator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from giamngheo.core.formats import day
from giamngheo.metadata.mistakes.wording import wrong_way_round
from giamngheo.metadata.plan import Plan, PlanOffice


def mistakes_of_offices(plan: Plan, file: str) -> Iterator[str]:
    """`file`: where the plan stands, below `config/`."""
    for code, office in plan.offices.items():
        place = _place(file, code)
        yield from wrong_way_round(f"{place}: «{office.name}»", office)
        if office.succeeded_by:
            yield from _of_successor(place, office, plan)
    begins = plan.first_day
    for code in dict.fromkeys(
        indicator.responsible for indicator in plan.indicator if indicator.responsible in plan.offices
    ):
        office = plan.offices[code]
        if office.first_day > begins:
            yield (
                f"{_place(file, code)}: từ {day(begins)} đến trước {day(office.first_day)} không cơ quan nào chịu trách "
                f"nhiệm các chỉ tiêu ghi responsible = «{code}»; ghi cơ quan trước đó ở responsible, và ở cơ quan ấy "
                f"succeeded_by = «{code}»."
            )
    for code in plan.responsible_ever:
        office = plan.offices[code]
        if office.last_day < dt.date.max and not office.succeeded_by:
            yield (
                f"{_place(file, code)}: sau {day(office.last_day)} không cơ quan nào chịu trách nhiệm các chỉ tiêu của "
                f"«{office.name}»; ghi succeeded_by là mã cơ quan nhận."
            )


def _place(file: str, code: str) -> str:
    return f"config/{file}, khóa «offices.{code}»"


def _of_successor(place: str, office: PlanOffice, plan: Plan) -> Iterator[str]:
    successor = plan.offices.get(office.succeeded_by or "")
    if office.last_day == dt.date.max:
        yield f"{place}: có succeeded_by mà không có valid_to; ghi ngày cuối của cơ quan, hoặc xóa succeeded_by."
    elif successor is None:
        yield f"{place}: không có cơ quan «{office.succeeded_by}»; sửa succeeded_by hoặc thêm cơ quan vào [offices]."
    elif not successor.is_valid_on(following := office.last_day + dt.timedelta(days=1)):
        yield (
            f"{place}: «{successor.name}» chưa có hoặc đã thôi vào ngày {day(following)}, ngay sau khi «{office.name}» hết hiệu "
            "lực; sửa valid_from, valid_to cho nối tiếp nhau."
        )
