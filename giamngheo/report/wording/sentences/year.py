"""What the year came to: units by result, and the figures with which the next plan begins."""

from __future__ import annotations

from giamngheo.core.formats import day, number, quantity
from giamngheo.report.content import ReportContent, UnitLine
from giamngheo.report.wording import listing, words


def units_by_result(content: ReportContent) -> list[str]:
    """Units by how many of their targets they missed in the year, and which; the best first."""
    titles = {item.indicator: item.short_title or words.small(item.title) for item in content.attainment}
    groups: dict[int, list[str]] = {}
    for unit in content.units:
        judged = [value for value in unit.indicators if value.status in ("attained", "missed")]
        if not unit.reported or not judged:
            continue
        missed = [titles[value.indicator] for value in judged if value.status == "missed"]
        groups.setdefault(len(missed), []).append(f"{listing.plain(unit.name)}{_which(missed)}")
    return [_group(missed, names) for missed, names in sorted(groups.items())] + _silent(content.units)


def _which(missed: list[str]) -> str:
    return f" ({', '.join(missed)})" if missed else ""


def _group(missed: int, units: list[str]) -> str:
    result = f"Không đạt {number(missed)} chỉ tiêu" if missed else "Đạt mọi chỉ tiêu được xét"
    return f"- {result} ({number(len(units))} đơn vị): {'; '.join(units)}."


def _silent(units: list[UnitLine]) -> list[str]:
    names = [unit.name for unit in units if not unit.reported]
    return [f"- Chưa có số liệu ({number(len(names))} đơn vị): {listing.listed(names)}."] if names else []


def new_baseline(content: ReportContent) -> str:
    """The figures that the plan of the next year can begin with; said only of all units."""
    line = content.district
    if not content.coverage.is_whole or line.poor is None or line.near_poor is None:
        return f"Chưa đủ đơn vị để làm số gốc cho kế hoạch năm sau ({words.coverage_text(content)})."
    return (
        f"Số liệu đến ngày {day(content.window_to)}, làm số gốc cho kế hoạch năm sau: {quantity(line.poor)} hộ nghèo "
        f"({words.figure(line.poor_rate, '%')}), trong đó {quantity(line.social_poor)} hộ bảo trợ xã hội; "
        f"{quantity(line.near_poor)} hộ cận nghèo ({words.figure(line.near_poor_rate, '%')}); tổng số "
        f"{quantity(line.households)} hộ."
    )
