"""Over whom, when, compared with what."""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.core.formats import day, number, percent
from giamngheo.report.content import Attained, ReportContent, UnitLine
from giamngheo.report.wording import comparing, goals, listing, words
from giamngheo.report.wording.sentences.standards import standard_changed

_ROUNDING = "Chênh lệch tính từ số chưa làm tròn nên có thể khác 0,01 so với hiệu của các số đã làm tròn."
_ON_BOTH = "Các so sánh chỉ tính trên những đơn vị có số liệu ở cả hai kỳ được so."


def coverage_sentence(content: ReportContent) -> str:
    """`Số liệu của 20/22 đơn vị; chưa có: Xã …`; stands with every table."""
    if content.coverage.expected == 0:
        return "Kỳ này không có đơn vị nào phải báo cáo (0/0 đơn vị)."
    if content.coverage.reporting == 0:
        return f"Chưa đơn vị nào có số liệu ({words.coverage_text(content)})."
    return f"Số liệu của {words.coverage_text(content)}{_without(content)}.{_flows_without(content)}"


def _without(content: ReportContent) -> str:
    return f"; chưa có: {listing.listed(content.missing)}" if content.missing else ""


def _flows_without(content: ReportContent) -> str:
    """Of a longer period, over which reports its flows are: `… 58/66 báo cáo tháng; thiếu tháng 5 năm 2020 của 8 đơn vị …`."""
    flows = content.flow_coverage
    if flows is None and content.flow_gaps:  # of a report that an earlier version made
        return f" Biến động chưa gồm tháng thiếu báo cáo của: {'; '.join(content.flow_gaps)}."
    if flows is None or flows.of == "units" or flows.is_whole:
        return ""
    missing = "".join(
        f"; thiếu {month.title} của {number(len(month.units))} đơn vị ({listing.listed(month.units)})"
        for month in content.missing_months
    )
    but = " (trừ chỉ tiêu cộng từ đầu năm)" if any(map(_is_of_all_received, content.attainment)) else ""
    last = f" Đơn vị thiếu tháng cuối kỳ thì các tháng khác cũng chưa tính{but}." if content.missing else ""
    lacking = sum(len(month.units) for month in content.missing_months)
    if not last and lacking < flows.expected - flows.reporting:
        last = " Đơn vị mới nhập chỉ được tính tháng nào mọi đơn vị cũ đều có báo cáo."
    return (
        f" Số phát sinh trong kỳ (biến động, nguồn lực) tính trên {words.flow_coverage_text(content)}{missing}.{last}"
    )


def year_received(items: Iterable[Attained]) -> str:
    """That the year so far is also of the units without the last month, so that it is not over those that a sum beside it is."""
    return " ".join(
        f"Riêng chỉ tiêu «{item.short_title or item.title}» cộng các báo cáo tháng đã nhận; {goals.months_missing(item)}."
        for item in items
        if _is_of_all_received(item) and goals.months_missing(item)
    )


def _is_of_all_received(item: Attained) -> bool:
    """Whether no report of the year so far is left out; over a denominator that is of the last month some are."""
    if item.year is None:
        return False
    lacking = sum(len(month.units) for month in item.year.missing)
    return item.denominator is None or item.coverage.reporting + lacking >= item.coverage.expected


def district_coverage(content: ReportContent) -> str:
    """Over which units the district's figures are, for who reads of the own unit first."""
    return f"Số liệu chung là của {words.coverage_text(content)}{_without(content)}."


def of_fewer(content: ReportContent, items: Iterable[Attained] | None = None, whose: str = "chung") -> str:
    """Which sums of indicators are over fewer units than those beside them: a change. The year so far says it by itself.
    `whose`: they are, of an area's `của khu vực`."""
    shown = content.attainment if items is None else items
    alike = (content.coverage, content.flow_coverage)
    titles: dict[str, list[str]] = {}
    for item in shown:
        found = item.coverage
        if item.value is not None and not item.year and found.reporting and not found.is_whole and found not in alike:
            titles.setdefault(words.whose_value(content, item), []).append(f"«{item.title}»")
    return " ".join(f"Riêng {', '.join(named)} {whose} là {units}." for units, named in titles.items())


def baseline_units(content: ReportContent) -> str:
    """Over which units the total line of units has the baseline and the reduction, where not over all that report."""
    reporting = [unit for unit in content.units if unit.reported]
    known = sum(unit.baseline is not None for unit in reporting)
    if known in (0, len(reporting)):
        return ""
    item = next((item for item in content.attainment if item.measure == "reduction"), None)
    rates = ""
    if item and item.rate is not None and item.baseline_rate is not None:
        rates = f" ({number(item.baseline_rate, 2)} → {percent(item.rate)})"
    if item and item.is_baseline_stated:
        return f"Dòng cộng: kỳ gốc là của {words.known_both(known)}; mức giảm tính từ số ghi trong kế hoạch{rates}."
    reduction = " và mức giảm" if item else ""
    return f"Dòng cộng: kỳ gốc{reduction} là của {words.known_both(known)}{rates}."


def rounding(pairs: Iterable[tuple[float | None, float | None]]) -> str:
    """Why a difference may not be that of the rates beside it; said only where two that are shown with it are so."""
    return _ROUNDING if any(comparing.is_rounded_apart(*pair) for pair in pairs) else ""


def rates_beside(content: ReportContent) -> list[tuple[float | None, float | None]]:
    """The rates that stand beside each other in the news and in how far the reduction has come."""
    move = comparing.moved(content)
    reductions = [(item.rate, item.baseline_rate) for item in content.attainment]
    return [*([(move.rate_now, move.rate_before)] if move and move.is_worse else []), *reductions]


def trend_units(content: ReportContent) -> str:
    """Over which units a series of months is, where not over all."""
    if content.coverage.is_whole:
        return ""
    return (
        f"Các tháng tính trên {number(content.coverage.reporting)} đơn vị có số liệu kỳ này; "
        "tháng thiếu một trong các đơn vị đó thì để trống."
    )


def window(content: ReportContent) -> str:
    """`từ ngày 15/02/2020 đến ngày 14/03/2020`."""
    return f"từ ngày {day(content.window_from)} đến ngày {day(content.window_to)}"


def joined(content: ReportContent, unit: str | None = None) -> list[str]:
    """Which earlier figures are sums of other units', and which there are none of; of one unit, or of all."""
    own = [line for line in content.joined if unit in (None, line.code)]
    sums: dict[str, dict[str, str]] = {}
    broken: dict[str, list[str]] = {}
    for line in own:
        if line.reason:
            broken.setdefault(line.period_title, []).append(f"{line.name}, vì {line.reason}")
        else:
            sums.setdefault(day(line.since), {})[line.name] = ", ".join(line.parts)
    return [
        f"Số trước ngày {since} cộng từ các đơn vị cũ: {'; '.join(f'{name} từ {parts}' for name, parts in found.items())}."
        for since, found in sums.items()
    ] + [f"Không so sánh được với {title}: {'; '.join(found)}." for title, found in broken.items()]


def compared_units(content: ReportContent) -> str:
    """Why nothing is compared with an earlier standard; and how earlier figures are made comparable, said only where units
    are missing."""
    return " ".join(filter(None, (standard_changed(content), _compared_units(content))))


def compared_of(content: ReportContent, items: Iterable[Attained]) -> str:
    """The same to who is shown some indicators; of how they are compared only where one of them is."""
    is_compared = any(
        item.previous is not None
        or item.baseline is not None
        or (item.measure == "reduction" and item.value is not None)
        for item in items
    )
    return compared_units(content) if is_compared else standard_changed(content)


def _compared_units(content: ReportContent) -> str:
    if comparing.moved(content) is None:
        return ""
    is_all = content.all_compared and not any(
        comparing.over_known(content, when) for when, _ in comparing.earlier_periods(content)
    )
    if is_all and not content.missing:
        return _passed_over(content)
    return " ".join(filter(None, (_passed_over(content), _ON_BOTH)))


def passed_over_of(content: ReportContent, line: UnitLine) -> str:
    """The same of a unit or an area, which may know the period passed over: it is compared as all are."""
    is_as_all = line.previous is not None and line.previous_title == content.previous_title
    return _passed_over(content) if is_as_all else ""


def _passed_over(content: ReportContent) -> str:
    """Why a report is not compared with the period just before."""
    if not content.passed_over or not content.previous_title:
        return ""
    return f"So với {comparing.moment(content.previous_title)}, vì {', '.join(content.passed_over)} chưa đủ báo cáo để so sánh."
