"""Mistakes of targets that a single line does not show: of which unit, which indicator, and whether it is told twice."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from giamngheo.core.formats import day, quantity
from giamngheo.core.period import Period
from giamngheo.core.text import key
from giamngheo.metadata.mistakes.wording import repeated, wrong_way_round
from giamngheo.metadata.plan import Indicator, Plan, VillageTarget, plan_on
from giamngheo.metadata.target import Target, TargetValue
from giamngheo.metadata.unit import Unit

_FILE = "config/village-targets.csv"


def mistakes_of_targets(
    plans: Mapping[str, Plan], targets: Sequence[VillageTarget], units: Iterable[Unit], cutoff_day: int
) -> Iterator[str]:
    """`plans`: by their files below `config/`."""
    codes = {unit.code for unit in units}
    for file, plan in plans.items():
        for indicator in plan.indicator:
            place = f"config/{file}, khóa «indicator.{indicator.code}"
            yield from _of_indicator(indicator, codes, place)
            yield from _of_days(indicator, plan.year, cutoff_day, f"{place}.revision»")
    yield from _of_villages(targets, plans, codes)


def _of_villages(targets: Sequence[VillageTarget], plans: Mapping[str, Plan], codes: set[str]) -> Iterator[str]:
    known: dict[tuple[str, str, str, int], list[VillageTarget]] = defaultdict(list)
    for target in targets:
        plan = plan_on(tuple(plans.values()), target.first_day)
        place = f"{_FILE}, mã {target.unit}, nơi «{target.village}»"
        yield from wrong_way_round(f"{place}:", target)
        yield from _of_one(target, codes, plan, f"config/{next(file for file in plans if plans[file] is plan)}")
        same = known[target.unit, key(target.village), target.indicator, plan.year]
        if any(target.meets(other) for other in same):
            yield f"{_FILE}, mã {target.unit}, nơi «{key(target.village)}»: có hai mục tiêu của chỉ tiêu «{target.indicator}»; chỉ để lại một dòng."
        same.append(target)


def _of_indicator(indicator: Indicator, codes: set[str], place: str) -> Iterator[str]:
    """The plan's target, and what each decision makes of it."""
    yield from _of_target(indicator, indicator.target, f"{place}.target»")
    yield from _of_units(indicator, indicator.target.units, indicator.target, codes, f"{place}.target.units»")
    target = indicator.target
    for revision in sorted(indicator.revision, key=lambda one: one.from_day):
        own = f"{place}.revision», từ ngày {day(revision.from_day)}"
        if revision.value is None and not revision.units:
            yield f"{own}: không có mục tiêu mới; ghi value hoặc units."
        if revision.value is None and (revision.sign or revision.to is not None):
            yield f"{own}: có sign hoặc to mà không có value; ghi cả value."
        target = target.revised_by(revision)
        if revision.value is not None:
            yield from _of_target(indicator, target, own)
        # Another sign binds the targets that single units had before, too.
        yield from _of_units(indicator, target.units if revision.sign else revision.units, target, codes, own)


def _of_days(indicator: Indicator, year: int, cutoff_day: int, place: str) -> Iterator[str]:
    """Of the days on which revised targets begin: each binds a period of the plan's year."""
    first, last = dt.date(year, 1, 1), Period(year, "year").window(cutoff_day)[1]
    for revision in indicator.revision:
        if not first <= revision.from_day <= last:
            yield (
                f"{place}: ngày {day(revision.from_day)} không nằm trong năm {year} của kế hoạch, từ {day(first)} đến ngày "
                f"chốt số liệu cuối cùng {day(last)}; sửa from."
            )
    for again in repeated(one.from_day for one in indicator.revision):
        yield f"{place}: có hai lần điều chỉnh cùng từ ngày {day(again)}; gộp làm một."


def _of_target(indicator: Indicator, target: Target, place: str) -> Iterator[str]:
    if target.sign == "between" and target.to is None:
        yield f"{place}: sign = «between» thì phải có đầu trên của khoảng; ghi to."
    yield from _of_range(target.sign, target.value, target.to, place)
    yield from _of_percent(indicator, target, place)
    if indicator.measure == "reduction" and (target.sign in ("<", "≤") or _is_range_of_less(indicator, target)):
        yield (
            f"{place}: mức giảm là càng nhiều càng tốt, không xét theo mức tối đa; chọn sign là >, ≥ hoặc between với "
            "better = «higher»."
        )


def _is_range_of_less(indicator: Indicator, target: Target) -> bool:
    return target.sign == "between" and indicator.better == "lower"


def _of_units(
    indicator: Indicator, units: Mapping[str, TargetValue], target: Target, codes: set[str], place: str
) -> Iterator[str]:
    for code in sorted(units.keys() - codes):
        yield f"{place}: không có đơn vị mang mã {code} trong config/units.csv; sửa mã."
    for code, own in sorted(units.items()):
        yield from _of_range(target.sign, own.value, own.to, f"{place}, mã {code}")
        yield from _of_percent(indicator, own, f"{place}, mã {code}")


def _of_percent(indicator: Indicator, target: Target | TargetValue | VillageTarget, place: str) -> Iterator[str]:
    """A share of all, and what one falls by, is at most all."""
    for name, value in (("value", target.value), ("to", target.to or 0)):
        if indicator.unit_of_measure in ("%", "điểm %") and value > 100:
            yield f"{place}: mục tiêu {quantity(value)} của chỉ tiêu «{indicator.code}» quá 100%; sửa {name}."


def _of_range(sign: str, value: float, to: float | None, place: str) -> Iterator[str]:
    if to is None:
        return
    if sign != "between":
        yield f"{place}: có to mà sign là «{sign}»; ghi sign = «between» nếu mục tiêu là một khoảng, hoặc bỏ to."
    elif to <= value:
        yield f"{place}: khoảng từ {quantity(value)} đến {quantity(to)} bị ngược; ghi số nhỏ ở value, số lớn ở to."


def _of_one(target: VillageTarget, units: set[str], plan: Plan, file: str) -> Iterator[str]:
    place, indicators = (
        f"{_FILE}, mã {target.unit}, nơi «{target.village}»",
        {one.code: one for one in plan.indicator},
    )
    by_village = ", ".join(code for code, indicator in indicators.items() if indicator.is_by_village)
    indicator = indicators.get(target.indicator)
    if target.unit not in units:
        yield f"{place}: không có đơn vị mang mã {target.unit} trong config/units.csv; sửa mã."
    if indicator is None:
        yield (f"{place}: không có chỉ tiêu «{target.indicator}» trong {file}; chọn một trong: {by_village}.")
    elif not indicator.is_by_village:
        yield (
            f"{place}: chỉ tiêu «{target.indicator}» không tính được cho từng nơi từ danh sách hộ; "
            f"chọn một trong: {by_village}."
        )
    elif of_percent := list(_of_percent(indicator, target, place)):
        yield from of_percent
    elif target.to is not None:
        signs = [indicator.target.sign, *(one.sign for one in indicator.revision if one.sign)]
        for sign in dict.fromkeys(signs):
            yield from _of_range(sign, target.value, target.to, place)
