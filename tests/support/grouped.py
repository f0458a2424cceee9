"""A report's units laid into areas, two levels of them, summed by plain loops: for drawing without a warehouse."""

from __future__ import annotations

from collections.abc import Sequence

from giamngheo.report import content as say

_COUNTS = ("households", "poor", "near_poor", "social_poor")


def in_areas(content: say.ReportContent) -> say.ReportContent:
    """The first units in two areas of one province, the next in one of another, the last in none."""
    codes = [line.code for line in content.units]
    first, second, third = codes[:5], codes[5:9], codes[9:16]
    areas = [
        _area(content, "p1", "Tỉnh Một", "", first + second),
        _area(content, "a1", "Khu vực Một", "p1", first),
        _area(content, "a2", "Khu vực Hai", "p1", second),
        _area(content, "p2", "Tỉnh Hai", "", third),
        _area(content, "a3", "Khu vực Ba", "p2", third),
    ]
    return content.model_copy(update={"areas": areas})


def _area(content: say.ReportContent, code: str, name: str, parent: str, units: Sequence[str]) -> say.AreaLine:
    lines = [line for line in content.units if line.code in units]
    now = _stocks([line.model_dump() for line in lines])
    then = _stocks([line.baseline.model_dump() for line in lines if line.baseline])
    line = content.district.model_copy(
        update={
            **now,
            "code": code,
            "name": name,
            "baseline": say.Stocks(**then),
            "poor_rate_baseline": then["poor_rate"],
            "indicators": [
                _indicator(item, [line.indicators[at] for line in lines], then["poor_rate"] - now["poor_rate"])
                for at, item in enumerate(content.district.indicators)
            ],
        }
    )
    coverage = say.Coverage(reporting=len(lines), expected=len(lines))
    flows = [flow for flow in content.flows if flow.code in units]
    sums = {key: sum(getattr(flow, key) for flow in flows) for key in _FLOWS}
    return say.AreaLine(
        noun="khu vực",
        addressee=name,
        parent=parent,
        units=list(units),
        coverage=coverage,
        flow_coverage=coverage,
        line=line,
        flow=say.Flow(code=code, name=name, **sums, balances=True),
    )


_OTHER = ("code", "name", "balances", "missing", "more_in", "more_out", "more_inside", "called")
_FLOWS = [key for key in say.Flow.model_fields if key not in _OTHER]


def _stocks(lines: Sequence[dict]) -> dict:
    total = {key: sum(line[key] for line in lines) for key in _COUNTS}
    rates = {f"{key}_rate": total[key] / total["households"] * 100 for key in ("poor", "near_poor")}
    return total | rates


def _indicator(item: say.UnitAttained, own: Sequence[say.UnitAttained], reduction: float) -> say.UnitAttained:
    above = sum(one.numerator or 0 for one in own)
    below = sum(one.denominator or 0 for one in own)
    value = above if item.denominator is None else above / below * 100
    if item.indicator == "poverty_reduction":
        value = reduction
    return item.model_copy(
        update={"numerator": above, "denominator": None if item.denominator is None else below, "value": value}
    )
