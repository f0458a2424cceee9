"""By which standard households are poor: said where it changed, and where several are in force at once."""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.core.formats import day, number, quantity
from giamngheo.metadata.classes import HouseholdClass
from giamngheo.report.content import ByStandard, ReportContent, Stocks
from giamngheo.report.wording import words

APART = "Mỗi hộ được xét riêng theo từng chuẩn; không cộng, không so sánh số của chuẩn này với số của chuẩn khác."


def standard_changed(content: ReportContent) -> str:
    """`Từ ngày 01/01/2027 áp dụng chuẩn nghèo …, nên không so sánh với số theo chuẩn cũ của tháng 12 năm 2026.`"""
    changed = content.standard_changed
    if changed is None:
        return ""
    apart = f", nên không so sánh với số theo chuẩn cũ của {', '.join(changed.apart)}" if changed.apart else ""
    by_new = f" Số để so sánh của {', '.join(changed.by_new)} là số rà soát theo chuẩn mới." if changed.by_new else ""
    return f"Từ ngày {day(changed.from_day)} áp dụng {changed.said}{apart}.{by_new}"


def by_standards(content: ReportContent) -> list[str]:
    """Which standard the report is by; then what is counted by each, in a sentence of its own."""
    if not content.by_standard:
        return []
    return [
        f"Mục tiêu, chỉ tiêu và các so sánh trong báo cáo này theo {_main(content).said}. {APART}",
        *(_counted(content, one) for one in content.by_standard),
    ]


def counted_by_standards(content: ReportContent) -> list[str]:
    """What is counted by each, in a sentence of its own, of a part of the whole."""
    return [*(_counted(content, one) for one in content.by_standard), APART] if content.by_standard else []


def beside_main(content: ReportContent) -> str:
    """The news in short: `Số trên theo chuẩn nghèo …; theo chuẩn nghèo … có 15.287 hộ nghèo (0,61%).`"""
    if not content.by_standard:
        return ""
    others = [f"theo {one.name} {_poor(one)}" for one in content.by_standard if not one.is_main]
    return f"Số trên theo {_main(content).name}; {'; '.join(others)}."


def standards_of_unit(content: ReportContent, unit: str) -> str:
    """The same of one unit."""
    told = [f"theo {one.name} {_stocks(content, one, one.units.get(unit))}" for one in content.by_standard]
    return f"{words.capital('; '.join(told))}. {APART}" if told else ""


def _main(content: ReportContent) -> ByStandard:
    return next(one for one in content.by_standard if one.is_main)


def _counted(content: ReportContent, one: ByStandard) -> str:
    over = "" if one.coverage.is_whole else f", số liệu của {words.coverage_of(one.coverage)}"
    return f"Theo {one.said}: {_stocks(content, one, one.district)}{over}."


def _poor(one: ByStandard) -> str:
    if one.district is None:
        return "chưa có số liệu"
    over = "" if one.coverage.is_whole else f", {words.coverage_of(one.coverage)}"
    return f"có {quantity(one.district.poor)} hộ nghèo ({words.figure(one.district.poor_rate, '%')}{over})"


def _stocks(content: ReportContent, standard: ByStandard, stocks: Stocks | None) -> str:
    return ", ".join(_each(standard.told(content.classes), stocks)) if stocks else "chưa có số liệu"


def _each(told: Iterable[HouseholdClass], stocks: Stocks) -> Iterable[str]:
    for one in told:
        count, rate = stocks.stock(one.code), stocks.stock(f"{one.code}_rate")
        yield f"{number(count or 0)} {one.name} ({words.figure(rate, '%')})"
