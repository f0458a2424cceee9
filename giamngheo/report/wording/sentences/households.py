"""Poor and near-poor households: stocks and flows."""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.core.formats import quantity
from giamngheo.report.content import Comparison, Flow, ReportContent
from giamngheo.report.wording import words


def headline(content: ReportContent) -> list[str]:
    """Each stock with its rate, against the period before and the baseline."""
    place = words.small(content.district.name)
    some = "đơn vị này" if content.coverage.reporting == 1 else "các đơn vị này"
    scope = place if content.coverage.reporting == content.coverage.expected else some
    found = []
    for at, (count, rate) in enumerate(words.stocks(content)):
        start = f"Theo số liệu của {words.coverage_text(content)}, {scope} {_amount(count)}" if at == 0 else ""
        share = (
            f", chiếm tỷ lệ {words.figure(rate.now, '%')} tổng số hộ"
            if count.now and rate and rate.now is not None
            else ""
        )
        text = f"{start or words.capital(_amount(count))}{share}"
        found.append("; ".join([text, *_against(content, count, rate)]) + ".")
    return found


def flows(content: ReportContent) -> list[str]:
    """What came to the list and what left it; and whether the sum meets."""
    flow = content.district_flow
    if content.coverage.reporting == 0:
        return []
    came = [(flow.new, "phát sinh mới"), (flow.relapsed, "tái nghèo"), (flow.moved_in, "chuyển đến")]
    went = [
        (flow.escaped_poverty, "thoát nghèo"),
        (flow.escaped_near_poverty, "thoát cận nghèo"),
        (flow.moved_out, "chuyển đi"),
        (flow.removed, "xóa khỏi danh sách"),
    ]
    inside = [
        (flow.to_near_poor, "chuyển từ nghèo sang cận nghèo"),
        (flow.to_poor, "chuyển từ cận nghèo sang nghèo"),
    ]
    if not any(amount for amount, _ in (*came, *went, *inside)):
        return ["Trong kỳ danh sách hộ nghèo, hộ cận nghèo không có biến động.", *_flow_notes(content, came, went)]
    sentences = [
        f"Hộ tăng thêm vào danh sách trong kỳ: {_counted(came)}.",
        f"Hộ ra khỏi danh sách trong kỳ: {_counted(went)}.",
        f"Chuyển đổi trong danh sách: {_counted(inside)}.",
    ]
    return [*sentences, *_flow_notes(content, came, went)]


def _flow_notes(content: ReportContent, came: list[tuple[float, str]], went: list[tuple[float, str]]) -> Iterable[str]:
    """Whether the sum meets, and what is missing in it."""
    gaps = f"Biến động chưa gồm tháng thiếu báo cáo của: {'; '.join(content.flow_gaps)}." if content.flow_gaps else ""
    notes = (_balance(content.district_flow, came, went), _unbalanced(content.flows), gaps)
    return [text for text in notes if text]


def _amount(count: Comparison) -> str:
    """`có 1.504 hộ nghèo`, `không có hộ nghèo`."""
    unit = count.unit_of_measure
    noun = words.small(count.title).removeprefix(f"{unit} ")
    return f"có {words.figure(count.now, unit)} {noun}" if count.now else f"không có {unit} {noun}"


def _against(content: ReportContent, count: Comparison, rate: Comparison | None) -> Iterable[str]:
    for when, name in words.earlier_periods(content):
        now, before = count.moved(when)
        if now is None or before is None:
            continue
        moved = words.change_text(now, before, count.unit_of_measure)
        rate_now, rate_before = rate.moved(when) if rate else (None, None)
        if rate_now is not None and rate_before is not None:
            moved += f" (tỷ lệ {words.change_text(rate_now, rate_before, '%')})"
        yield f"so với {name} {moved}"


def _counted(parts: list[tuple[float, str]]) -> str:
    """`4 hộ phát sinh mới, 3 hộ chuyển đến; không có hộ tái nghèo`."""
    some = [f"{quantity(count)} hộ {what}" for count, what in parts if count]
    none = [what for count, what in parts if not count]
    if not some:
        return "không có"
    return ", ".join(some) + (f"; không có hộ {', '.join(none)}" if none else "")


def _balance(flow: Flow, came: list[tuple[float, str]], went: list[tuple[float, str]]) -> str:
    if flow.opening is None:
        return ""
    added, left = (sum(count for count, _ in parts) for parts in (came, went))
    start = (
        f"Tổng số hộ nghèo và hộ cận nghèo: đầu kỳ {quantity(flow.opening)} hộ, tăng {quantity(added)} hộ, "
        f"giảm {quantity(left)} hộ, cuối kỳ {quantity(flow.closing)} hộ"
    )
    gap = flow.closing - (flow.opening + added - left)
    return f"{start}." if not gap else f"{start} (chênh lệch chưa giải thích {quantity(abs(gap))} hộ)."


def _unbalanced(found: list[Flow]) -> str:
    names = [flow.name for flow in found if flow.balances is False]
    return f"Số đầu kỳ, biến động và số cuối kỳ chưa khớp tại: {words.listed(names)}." if names else ""
