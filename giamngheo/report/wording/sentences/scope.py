"""Over whom, when, which version, compared with what."""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.core.formats import day, local_day, number, quantity
from giamngheo.report.content import Reason, ReportContent
from giamngheo.report.wording import words

_MOST_REASONS = 5
_KINDS = {"corrected": "gửi lại", "added": "gửi thêm", "taken_back": "rút"}
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
    return f"; chưa có: {words.listed(content.missing)}" if content.missing else ""


def _flows_without(content: ReportContent) -> str:
    """Of a longer period, over which reports its flows are: `… 58/66 báo cáo tháng; thiếu tháng 5 năm 2020 của 8 đơn vị …`."""
    flows = content.flow_coverage
    if flows is None and content.flow_gaps:  # of a report that an earlier version made
        return f" Biến động chưa gồm tháng thiếu báo cáo của: {'; '.join(content.flow_gaps)}."
    if flows is None or flows.of == "units" or flows.is_whole:
        return ""
    missing = "".join(
        f"; thiếu {month.title} của {number(len(month.units))} đơn vị ({words.listed(month.units)})"
        for month in content.missing_months
    )
    last = " Đơn vị thiếu tháng cuối kỳ thì các tháng khác cũng chưa tính." if content.missing else ""
    lacking = sum(len(month.units) for month in content.missing_months)
    if not last and lacking < flows.expected - flows.reporting:
        last = " Đơn vị mới nhập chỉ được tính tháng nào mọi đơn vị cũ đều có báo cáo."
    return (
        f" Số phát sinh trong kỳ (biến động, nguồn lực) tính trên {words.flow_coverage_text(content)}{missing}.{last}"
    )


def district_coverage(content: ReportContent) -> str:
    """Over which units the district's figures are, for who reads of the own unit first."""
    return f"Số liệu chung là của {words.coverage_text(content)}{_without(content)}."


def rounding(pairs: Iterable[tuple[float | None, float | None]]) -> str:
    """Why a difference may not be that of the rates beside it; said only where two that are shown with it are so."""
    return _ROUNDING if any(words.is_rounded_apart(*pair) for pair in pairs) else ""


def rates_beside(content: ReportContent) -> list[tuple[float | None, float | None]]:
    """The rates that stand beside each other in the news and in how far the reduction has come."""
    move = words.moved(content)
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


def revision(content: ReportContent, what: str = "báo cáo") -> str:
    """Which report (`what`: or notice, or letter) this one replaces; nothing for the first."""
    if content.revision <= 1:
        return ""
    before = content.replaces.revision if content.replaces else content.revision - 1
    made = f" ngày {day(content.replaces.issued_on)}" if content.replaces else ""
    which = (
        f"Đây là {what} lần {content.revision} (có điều chỉnh), thay thế {what} lần {before}{made} "
        f"về {content.period_title} đã phát hành trước đó."
    )
    return " ".join(filter(None, (reason(content), which)))


def reason(content: ReportContent) -> str:
    """Why a report replaces another, and what it comes to; nothing for the first, or where it is not known."""
    if content.replaces is None or content.reasons is None:
        return ""
    because = "; ".join(map(_because, content.reasons[:_MOST_REASONS]))
    more = len(content.reasons) - _MOST_REASONS
    because += f"; và {number(more)} báo cáo khác" if more > 0 else ""
    why = f"Điều chỉnh vì: {because}." if because else "Điều chỉnh theo cách tính, danh mục hiện hành."
    return f"{why} {_comes_to(content)}"


def _because(line: Reason) -> str:
    """`Xã Thạch Khê gửi lại báo cáo tháng 3 năm 2020 (lần 2, nhận ngày 20/03/2020)`."""
    which = f"báo cáo {line.month_title} (lần {line.version}, nhận ngày {day(local_day(line.received_at))})"
    return f"{words.plain(line.name)} {_KINDS[line.kind]} {which}"


def _comes_to(content: ReportContent) -> str:
    """Which of the figures that everybody reads moved: the poor households, the targets' verdicts."""
    itself = ("", "poor", "")
    poor = next((change for change in content.changes if (change.code, change.key, change.part) == itself), None)
    moved = []
    if poor is not None and poor.old is not None and poor.new is not None:
        moved.append(f"số hộ nghèo từ {quantity(poor.old)} thành {quantity(poor.new)} hộ")
    moved += [
        f"{words.small(line.title)}: từ «{words.status(line.old)}» thành «{words.status(line.new)}»"
        for line in content.verdicts_moved
    ]
    if not moved:
        return "Số hộ nghèo chung và kết luận về các chỉ tiêu không đổi."
    return f"Thay đổi chính: {'; '.join(moved)}."


def replaced(content: ReportContent) -> str:
    """`Thay thế báo cáo lần 1 lập ngày 17/03/2020.`; nothing for the first."""
    if content.replaces is None:
        return ""
    return f"Thay thế báo cáo lần {content.replaces.revision} lập ngày {day(content.replaces.issued_on)}."


def changed(content: ReportContent, count: int) -> str:
    """How many figures differ from the replaced report."""
    if content.replaces is None:
        return ""
    before = f"so với báo cáo lần {content.replaces.revision}"
    if count:
        return f"Có {number(count)} số liệu thay đổi {before}."
    if content.lists_changed and not content.changes:
        return f"Số liệu không thay đổi {before}; có thay đổi trong biến động, dự báo hoặc các danh sách kèm theo."
    if content.changes:
        return f"Số liệu được nêu không thay đổi {before}; chỉ có thay đổi nhỏ hơn mức làm tròn hoặc ở số chi tiết."
    return f"Không có số liệu nào thay đổi {before}."


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
    """How earlier figures are made comparable, said only where units are missing."""
    if words.moved(content) is None:
        return ""
    is_all = content.all_compared and not any(
        words.over_known(content, when) for when, _ in words.earlier_periods(content)
    )
    if is_all and not content.missing:
        return _passed_over(content)
    return " ".join(filter(None, (_passed_over(content), _ON_BOTH)))


def _passed_over(content: ReportContent) -> str:
    """Why a report is not compared with the period just before."""
    if not content.passed_over or not content.previous_title:
        return ""
    return f"So với {words.moment(content.previous_title)}, vì {', '.join(content.passed_over)} chưa đủ báo cáo để so sánh."
