"""Poor and near-poor households: stocks and flows."""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.core.formats import number, quantity
from giamngheo.metadata.classes import FROM_OTHER, UNKNOWN_IN, UNKNOWN_OUT
from giamngheo.report.content import ClassFlow, Comparison, Flow, ReportContent, TrendPoint
from giamngheo.report.wording import comparing, listing, words
from giamngheo.report.wording.sentences.standards import by_standards


def headline(content: ReportContent) -> list[str]:
    """The stocks with their rates, against the period before and the end of the year before; of the poor how many are under
    social protection, and of a longer period how many there were month by month."""
    stocks = comparing.stocks(content)
    found = [
        f"{words.capital(f'{words.whose(content)} {_amount(count)}' if at == 0 else _amount(count))}"
        f"{_share(count, rate)}{_against(content, count, rate)}."
        for at, (count, rate) in enumerate(stocks)
        if count.key != _SOCIAL
    ]
    return [*found, *_apart(content), *_by_month(content), *_known_before(content), *by_standards(content)]


def flows(content: ReportContent) -> list[str]:
    """What came to the lists and what left them; each class by itself, then both; and whether the sums meet."""
    if content.coverage.reporting == 0:
        return []
    return [
        *whose_moves(content),
        *_of_classes(content),
        *(_both(content) if not content.class_flows else []),
        *_balance(content),
        *unknown_classes(content),
        *_not_told(content),
        *_of_year(content),
    ]


_SOCIAL = "social_poor"


def ways_of(content: ReportContent, flow: ClassFlow) -> tuple[dict[str, str], dict[str, str]]:
    """How households come to a class and leave it, in words."""
    came = content.classes.ways_in(flow.key)
    unknown = {FROM_OTHER: "từ diện chưa rõ chuyển sang"} if flow.came.keys() - came.keys() else {}
    return came | unknown, content.classes.ways_out(flow.key)


def between_classes(content: ReportContent) -> str:
    """`hai diện`."""
    return "hai diện" if len(content.classes.counted) == 2 else "các diện"


def classes_listed(content: ReportContent) -> str:
    """`hộ nghèo, hộ cận nghèo`."""
    return ", ".join(one.name for one in content.classes.listed)


def classes_counted(content: ReportContent) -> str:
    """The same of those that the total of movements counts."""
    return ", ".join(_counted_classes(content))


def whose_moves(content: ReportContent) -> Iterable[str]:
    """Over which units the movements of a class are, where not over all."""
    if content.class_flows and content.class_flows_without:
        yield (
            f"Biến động theo từng diện tính trên {number(content.class_flow_units)} đơn vị có đủ báo cáo các tháng trong kỳ và "
            f"tháng ngay trước kỳ; chưa tính: {listing.listed(content.class_flows_without)}."
        )


def _of_classes(content: ReportContent) -> Iterable[str]:
    """`Hộ nghèo: đầu kỳ 1.536 hộ; tăng 6 hộ (…); giảm 38 hộ (…); cuối kỳ 1.504 hộ.` And over which units, where not all."""
    units = _of_units(content, content.class_flow_units)
    over = f" ({units})" if units else ""
    for flow in content.class_flows:
        came, left = (
            _moved(moves, ways) for moves, ways in zip((flow.came, flow.left), ways_of(content, flow), strict=True)
        )
        gap = f" (lệch {quantity(abs(flow.gap))} hộ chưa rõ lý do)" if flow.gap else ""
        yield (
            f"{words.capital(content.classes.by_code[flow.key].name)}{over}: đầu kỳ {quantity(flow.opening)} hộ; tăng {came}; giảm {left}; "
            f"cuối kỳ {quantity(flow.closing)} hộ{gap}."
        )


def _moved(moves: dict[str, float], ways: dict[str, str]) -> str:
    """`38 hộ (10 thoát nghèo, 28 xóa khỏi danh sách)`."""
    parts = ", ".join(f"{quantity(moves[key])} {word}" for key, word in ways.items() if moves.get(key))
    total = sum(moves.values())
    return f"{quantity(total)} hộ ({parts})" if parts else "0 hộ"


def _over(content: ReportContent, units: int) -> str:
    """Over how many units and reports, where not over all."""
    flows = content.flow_coverage
    is_part = flows is not None and flows.of == "reports" and not flows.is_whole
    parts = filter(None, (_of_units(content, units), words.flow_coverage_text(content) if is_part else ""))
    said = ", ".join(parts)
    return f" ({said})" if said else ""


def _of_units(content: ReportContent, units: int) -> str:
    """`6/10 đơn vị`, where not all; 0 is of a report that an earlier version made."""
    expected = content.coverage.expected
    return "" if units in (0, expected) else f"{number(units)}/{number(expected)} đơn vị"


def _not_told(content: ReportContent) -> Iterable[str]:
    """How much of a rise is of units of which a month is missing, so that nobody has told how."""
    gaps = {flow.code for flow in content.flows if flow.missing}
    rise, untold = (sum(move.by for move in content.moves if move.code in which) for which in (_all(content), gaps))
    if rise > 0 and untold > 0 and content.previous_title:
        units = sum(move.code in gaps for move in content.moves)
        yield (
            f"Trong {quantity(rise)} hộ nghèo tăng so với {comparing.moment(content.previous_title)} có {quantity(untold)} hộ ở "
            f"{number(units)} đơn vị thiếu báo cáo tháng trong kỳ, nên chưa đủ biến động để biết tăng do đâu."
        )


def _all(content: ReportContent) -> set[str]:
    return {move.code for move in content.moves}


def _of_year(content: ReportContent) -> Iterable[str]:
    """What a change since the end of the year before rests on: how many escaped, and how many were only struck off."""
    poor = next((flow for flow in content.class_flows_of_year if flow.key == "poor"), None)
    if poor is None or poor.closing == poor.opening or len(comparing.earlier_periods(content)) < 2:
        return
    came, left = ways_of(content, poor)
    change = words.change_text(poor.closing, poor.opening, "hộ")
    without = content.class_flows_of_year_without
    units = content.class_flow_units_of_year
    over = f" ở {number(units)} đơn vị có đủ báo cáo" if units not in (0, content.coverage.expected) else ""
    gap = f"; lệch {quantity(abs(poor.gap))} hộ chưa rõ lý do" if poor.gap else ""
    ways = [f"giảm {_moved(poor.left, left)}", f"tăng {_moved(poor.came, came)}"]
    ways = ways if poor.closing < poor.opening else ways[::-1]
    missing = f" Chưa tính vì thiếu tháng: {listing.listed(without)}." if without else ""
    yield f"Từ {comparing.baseline_name(content)} số hộ nghèo{over} {change}: {', '.join(ways)}{gap}.{missing}"


def _both(content: ReportContent) -> Iterable[str]:
    """Both classes together, where they cannot be told apart."""
    classes = content.classes
    came, went, inside = (
        [_way(content, key, title) for key, title in ways.items()]
        for ways in (classes.total_in, classes.total_out, classes.total_inside)
    )
    if not any(amount for amount, _ in (*came, *went, *inside)):
        yield f"Trong kỳ danh sách {classes_counted(content)} không có biến động."
        return
    over = _over(content, content.coverage.reporting)
    yield f"Hộ tăng thêm vào danh sách trong kỳ{over}: {_counted(came)}."
    yield f"Hộ ra khỏi danh sách trong kỳ: {_counted(went)}."
    yield f"Chuyển đổi trong danh sách: {_counted(inside)}."


def _way(content: ReportContent, key: str, title: str) -> tuple[float, str]:
    """How many in all, and how it is said in a sentence."""
    change = content.classes.by_change.get(key)
    return content.district_flow.amount(key) or 0, change.name if change else words.small(title)


def _counted_classes(content: ReportContent) -> list[str]:
    return [one.name for one in content.classes.listed if one.counted]


def _balance(content: ReportContent) -> Iterable[str]:
    """Both lists over the units whose opening is known: opening, moves, closing; and why they do not meet."""
    known = [flow for flow in content.flows if flow.opening is not None]
    if not known:
        return
    opening, closing = sum(flow.opening or 0 for flow in known), sum(flow.closing for flow in known)
    came, went, inside = (sum(getattr(flow, way) for flow in known) for way in ("came", "went", "inside"))
    not_counted = f", không kể {quantity(inside)} lượt hộ chuyển giữa {between_classes(content)}" if inside else ""
    *first, last = _counted_classes(content)
    lists = " và ".join(filter(None, (", ".join(first), last)))
    yield (
        f"Tổng số {lists}{_over(content, len(known))}: đầu kỳ {quantity(opening)} hộ, tăng {quantity(came)} "
        f"hộ, giảm {quantity(went)} hộ{not_counted}, cuối kỳ {quantity(closing)} hộ{_gap(known)}."
    )


def unknown_classes(content: ReportContent) -> Iterable[str]:
    """Of whom it is not known what they were, where not every class is in the total."""
    came, left = (sum(flow.amount(key) or 0 for flow in content.flows) for key in (UNKNOWN_IN, UNKNOWN_OUT))
    if left:
        yield (
            f"Có {quantity(left)} hộ ra khỏi danh sách mà báo cáo tháng trước không cho biết thuộc diện nào, nên không tính vào "
            "số giảm."
        )
    if came:
        yield f"Trong số tăng có {quantity(came)} hộ chuyển diện mà báo cáo tháng trước không cho biết từ diện nào."


def called_entries(content: ReportContent) -> Iterable[str]:
    """Of those that only changed their class how many the workbooks call otherwise: what figures count by that word is another number."""
    counts = {
        one.name: sum(flow.called.get(one.change, 0) for flow in content.flows)
        for one in content.classes.of_kind("entry")
    }
    told = [f"{quantity(count)} hộ là {name}" for name, count in counts.items() if count]
    if told:
        yield f"Trong số hộ chuyển giữa {between_classes(content)}, báo cáo của đơn vị ghi {', '.join(told)}."


def _gap(known: list[Flow]) -> str:
    """` (lệch 8 hộ do 8 đơn vị thiếu báo cáo tháng 5 năm 2020)`; and what nobody has told."""
    explained = [flow for flow in known if flow.gap and flow.missing]
    open_ = [flow for flow in known if flow.gap and not flow.missing]
    said = []
    if explained:
        months = ", ".join(dict.fromkeys(month for flow in explained for month in flow.missing))
        said.append(f"lệch {_sum_of(explained)} do {number(len(explained))} đơn vị thiếu báo cáo {months}")
    if open_:
        said.append(f"lệch {_sum_of(open_)} chưa rõ lý do tại {listing.listed([flow.name for flow in open_])}")
    return f" ({'; '.join(said)})" if said else ""


def _sum_of(found: list[Flow]) -> str:
    """`8 hộ`; of gaps both ways `thừa 4 hộ, thiếu 2 hộ`."""
    more, fewer = (sum(abs(flow.gap) for flow in found if (flow.gap > 0) == up) for up in (True, False))
    if more and fewer:
        return f"thừa {quantity(more)} hộ, thiếu {quantity(fewer)} hộ"
    return f"{quantity(more or fewer)} hộ"


def _amount(count: Comparison) -> str:
    """`có 1.504 hộ nghèo`, `không có hộ nghèo`."""
    unit = count.unit_of_measure
    noun = words.small(count.title).removeprefix(f"{unit} ")
    return f"có {words.figure(count.now, unit)} {noun}" if count.now else f"không có {unit} {noun}"


def _share(count: Comparison, rate: Comparison | None) -> str:
    return f", chiếm {words.figure(rate.now, '%')} tổng số hộ" if count.now and rate and rate.now is not None else ""


def _against(content: ReportContent, count: Comparison, rate: Comparison | None) -> str:
    """`; so với tháng 2 năm 2020 giảm 32 hộ (tỷ lệ giảm 0,09 điểm phần trăm)`."""
    said = ""
    for when, name in comparing.earlier_periods(content):
        now, before = count.moved(when)
        if now is None or before is None:
            continue
        moved = words.change_text(now, before, count.unit_of_measure)
        rate_now, rate_before = rate.moved(when) if rate else (None, None)
        if now != before and rate_now is not None and rate_before is not None:
            moved += f" (tỷ lệ {words.change_text(rate_now, rate_before, '%')})"
        said += f"; so với {name} {moved}"
    return said


def _apart(content: ReportContent) -> Iterable[str]:
    """The poor under social protection, whom no measure of the plan lifts, and the others: `Trong đó 31 hộ nghèo bảo trợ xã
    hội (so với … giảm 47 hộ) và 126 hộ nghèo khác (so với … tăng 34 hộ).`"""
    poor, social = comparing.stock(content, "poor"), comparing.stock(content, _SOCIAL)
    if poor is None or social is None or not poor.now or social.now is None:
        return
    others = _less(poor, social)
    yield (
        f"Trong số hộ nghèo có {quantity(social.now)} hộ nghèo bảo trợ xã hội{_in_brackets(content, social)} và "
        f"{quantity(others.now)} hộ nghèo khác{_in_brackets(content, others)}."
    )


def _in_brackets(content: ReportContent, count: Comparison) -> str:
    against = _against(content, count, None).removeprefix("; ")
    return f" ({against})" if against else ""


def _less(whole: Comparison, part: Comparison) -> Comparison:
    names = ("now", "previous", "now_as_previous", "baseline", "now_as_baseline")
    pairs = {name: (getattr(whole, name), getattr(part, name)) for name in names}
    return whole.model_copy(update={name: None if None in pair else pair[0] - pair[1] for name, pair in pairs.items()})


def _by_month(content: ReportContent) -> Iterable[str]:
    """Of a longer period when in it the number moved; a month of which a unit is missing is not told."""
    months = [point for point in content.trend if point.period in content.months]
    if content.period_kind != "quarter" or len(months) < 2:
        return
    told = ", ".join(f"{words.short_month(point.title)} {_month_said(point)}" for point in months)
    yield f"Số hộ nghèo cuối từng tháng: {told}."


def _month_said(point: TrendPoint) -> str:
    if point.poor is None:
        return "theo chuẩn nghèo cũ" if point.other_standard else "chưa đủ số liệu"
    return f"{quantity(point.poor)} hộ"


def _known_before(content: ReportContent) -> Iterable[str]:
    """Where units are missing: what all had last, and how much of it those that are missing."""
    known = content.known_before
    if known is None:
        return
    missing = content.coverage.expected - content.coverage.reporting
    yield (
        f"Số liệu đủ {number(known.units)} đơn vị gần nhất là của {known.period_title}: {quantity(known.poor)} hộ nghèo "
        f"({words.figure(known.poor_rate, '%')}), trong đó {number(missing)} đơn vị nay chưa có báo cáo có "
        f"{quantity(known.poor_of_missing)} hộ."
    )


def _counted(parts: list[tuple[float, str]]) -> str:
    """`4 hộ phát sinh mới, 3 hộ chuyển đến; không có hộ tái nghèo`."""
    some = [f"{quantity(count)} hộ {what}" for count, what in parts if count]
    none = [what for count, what in parts if not count]
    if not some:
        return "không có"
    return ", ".join(some) + (f"; không có hộ {', '.join(none)}" if none else "")
