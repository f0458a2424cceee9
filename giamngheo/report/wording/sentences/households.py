"""Poor and near-poor households: stocks and flows."""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.core.formats import number, quantity
from giamngheo.report.content import ClassFlow, Comparison, Flow, ReportContent
from giamngheo.report.wording import words


def headline(content: ReportContent) -> list[str]:
    """Each stock with its rate, against the period before and the end of the year before."""
    place = words.small(content.district.name)
    if not content.coverage.is_whole:
        place = f"{number(content.coverage.reporting)} đơn vị đã báo cáo"
    found = []
    for at, (count, rate) in enumerate(words.stocks(content)):
        start = words.capital(f"{place} {_amount(count)}" if at == 0 else _amount(count))
        share = (
            f", chiếm tỷ lệ {words.figure(rate.now, '%')} tổng số hộ"
            if count.now and rate and rate.now is not None
            else ""
        )
        found.append("; ".join([f"{start}{share}", *_against(content, count, rate)]) + ".")
    return found


def flows(content: ReportContent) -> list[str]:
    """What came to the lists and what left them; each class by itself, then both; and whether the sums meet."""
    if content.coverage.reporting == 0:
        return []
    return [
        *_of_classes(content.class_flows, "đầu kỳ", _over(content, content.class_flow_units)),
        *(_both(content) if not content.class_flows else []),
        *_balance(content),
        *_of_year(content),
    ]


_CAME = {"new": "phát sinh mới", "relapsed": "tái nghèo", "moved_in": "chuyển đến"}
_LEFT = {"escaped": "thoát", "moved_out": "chuyển đi", "removed": "xóa khỏi danh sách"}
_CLASSES = {"poor": "hộ nghèo", "near_poor": "hộ cận nghèo"}
_OTHER = {"poor": "cận nghèo", "near_poor": "nghèo"}


def _ways(flow: ClassFlow) -> tuple[dict[str, str], dict[str, str]]:
    """How households come to a class and leave it, in words."""
    own, other = _CLASSES[flow.key].removeprefix("hộ "), _OTHER[flow.key]
    came = _CAME | {"from_other": f"từ {other} chuyển sang"}
    left = {"escaped": f"thoát {own}", "to_other": f"chuyển sang {other}"} | {
        key: word for key, word in _LEFT.items() if key != "escaped"
    }
    return came, left


def _of_classes(found: Iterable[ClassFlow], since: str, over: str) -> Iterable[str]:
    """`Hộ nghèo: đầu kỳ 1.536 hộ; thêm 6 hộ (…); giảm 38 hộ (…); cuối kỳ 1.504 hộ.`"""
    for flow in found:
        came, left = (_moved(moves, ways) for moves, ways in zip((flow.came, flow.left), _ways(flow), strict=True))
        gap = f" (lệch {quantity(abs(flow.gap))} hộ chưa rõ lý do)" if flow.gap else ""
        yield (
            f"{words.capital(_CLASSES[flow.key])}{over}: {since} {quantity(flow.opening)} hộ; thêm {came}; bớt {left}; "
            f"cuối kỳ {quantity(flow.closing)} hộ{gap}."
        )


def _moved(moves: dict[str, float], ways: dict[str, str]) -> str:
    """`38 hộ (10 thoát nghèo, 28 xóa khỏi danh sách)`."""
    parts = ", ".join(f"{quantity(moves[key])} {word}" for key, word in ways.items() if moves.get(key))
    total = sum(moves.values())
    return f"{quantity(total)} hộ ({parts})" if parts else "0 hộ"


def _over(content: ReportContent, units: int) -> str:
    """Over how many units, where not all that report have what is needed."""
    return (
        "" if units == content.coverage.expected else f" ({number(units)}/{number(content.coverage.expected)} đơn vị)"
    )


def _of_year(content: ReportContent) -> Iterable[str]:
    """What a change since the end of the year before rests on: how many escaped, and how many were only struck off."""
    poor = next((flow for flow in content.class_flows_of_year if flow.key == "poor"), None)
    if poor is None or poor.closing == poor.opening or len(words.earlier_periods(content)) < 2:
        return
    came, left = _ways(poor)
    change = words.change_text(poor.closing, poor.opening, "hộ")
    over = _over(content, content.class_flow_units_of_year)
    gap = f"; lệch {quantity(abs(poor.gap))} hộ chưa rõ lý do" if poor.gap else ""
    yield (
        f"Từ {words.baseline_name(content)}{over} số hộ nghèo {change}: bớt {_moved(poor.left, left)}, "
        f"thêm {_moved(poor.came, came)}{gap}."
    )


def _both(content: ReportContent) -> Iterable[str]:
    """Both classes together, where they cannot be told apart."""
    flow = content.district_flow
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
        yield "Trong kỳ danh sách hộ nghèo, hộ cận nghèo không có biến động."
        return
    yield f"Hộ tăng thêm vào danh sách trong kỳ: {_counted(came)}."
    yield f"Hộ ra khỏi danh sách trong kỳ: {_counted(went)}."
    yield f"Chuyển đổi trong danh sách: {_counted(inside)}."


def _balance(content: ReportContent) -> Iterable[str]:
    """Both lists over the units whose opening is known: opening, moves, closing; and why they do not meet."""
    known = [flow for flow in content.flows if flow.opening is not None]
    if not known:
        return
    opening, closing = sum(flow.opening or 0 for flow in known), sum(flow.closing for flow in known)
    came = sum(flow.new + flow.relapsed + flow.moved_in for flow in known)
    went = sum(flow.escaped_poverty + flow.escaped_near_poverty + flow.moved_out + flow.removed for flow in known)
    over = _over(content, len(known))
    yield (
        f"Cộng hộ nghèo và hộ cận nghèo{over}: đầu kỳ {quantity(opening)} hộ, tăng {quantity(came)} hộ, "
        f"giảm {quantity(went)} hộ, cuối kỳ {quantity(closing)} hộ{_gap(known)}."
    )


def _gap(known: list[Flow]) -> str:
    """` (lệch 8 hộ do 8 đơn vị thiếu báo cáo tháng 5 năm 2020)`; and what nobody has told."""
    explained = [flow for flow in known if flow.gap and flow.missing]
    open_ = [flow for flow in known if flow.gap and not flow.missing]
    said = []
    if explained:
        months = ", ".join(dict.fromkeys(month for flow in explained for month in flow.missing))
        said.append(f"lệch {_sum_of(explained)} do {number(len(explained))} đơn vị thiếu báo cáo {months}")
    if open_:
        said.append(f"lệch {_sum_of(open_)} chưa rõ lý do tại {words.listed([flow.name for flow in open_])}")
    return f" ({'; '.join(said)})" if said else ""


def _sum_of(found: list[Flow]) -> str:
    """`8 hộ`: of gaps both ways each by itself."""
    more, fewer = (sum(abs(flow.gap) for flow in found if (flow.gap > 0) == up) for up in (True, False))
    return " và ".join(
        f"{quantity(amount)} hộ" + (f" ({word})" if more and fewer else "")
        for amount, word in ((more, "thừa"), (fewer, "thiếu"))
        if amount
    )


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
