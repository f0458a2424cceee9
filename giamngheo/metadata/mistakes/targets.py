"""Mistakes of targets that a single line does not show: of which unit, which indicator, and whether it is told twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from giamngheo.core.text import key
from giamngheo.metadata.mistakes.wording import repeated
from giamngheo.metadata.plan import Indicator, Plan, VillageTarget
from giamngheo.metadata.unit import Unit

_FILE = "config/village-targets.csv"


def mistakes_of_targets(plan: Plan, targets: Sequence[VillageTarget], units: Iterable[Unit]) -> Iterator[str]:
    codes = {unit.code for unit in units}
    indicators = {indicator.code: indicator for indicator in plan.indicator}
    for indicator in plan.indicator:
        for code in sorted(indicator.target.units.keys() - codes):
            yield (
                f"config/plan.toml, khóa «indicator.{indicator.code}.target.units»: "
                f"không có đơn vị mang mã {code} trong config/units.csv; sửa mã."
            )
    for target in targets:
        yield from _of_one(target, codes, indicators)
    for unit, village, code in repeated((one.unit, key(one.village), one.indicator) for one in targets):
        yield f"{_FILE}, mã {unit}, thôn «{village}»: có hai mục tiêu của chỉ tiêu «{code}»; chỉ để lại một dòng."


def _of_one(target: VillageTarget, units: set[str], indicators: dict[str, Indicator]) -> Iterator[str]:
    place = f"{_FILE}, mã {target.unit}, thôn «{target.village}»"
    by_village = ", ".join(code for code, indicator in indicators.items() if indicator.is_by_village)
    indicator = indicators.get(target.indicator)
    if target.unit not in units:
        yield f"{place}: không có đơn vị mang mã {target.unit} trong config/units.csv; sửa mã."
    if indicator is None:
        yield (f"{place}: không có chỉ tiêu «{target.indicator}» trong config/plan.toml; chọn một trong: {by_village}.")
    elif not indicator.is_by_village:
        yield (
            f"{place}: chỉ tiêu «{target.indicator}» không tính được theo thôn từ danh sách hộ; "
            f"chọn một trong: {by_village}."
        )
    elif indicator.unit_of_measure == "%" and target.value > 100:
        yield f"{place}: mục tiêu {target.value:g} của chỉ tiêu «{target.indicator}» quá 100%; sửa value."
