"""The sentences of a report, in administrative Vietnamese. None is said about a figure that is not known.

Every function is right with none, one and many; those that have nothing to say return an empty list or text.
"""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.report import words
from giamngheo.report.content import (
    Attained,
    Comparison,
    Concern,
    Flow,
    Pace,
    Rejection,
    ReportContent,
    RuleCount,
)
from giamngheo.vietnamese import day, number, quantity

# ---------------------------------------------------------------- over whom, when, which version


def coverage_sentence(content: ReportContent) -> str:
    """`Số liệu của 20/22 đơn vị; chưa có: Xã …`; stands with every table."""
    if content.coverage.expected == 0:
        return "Kỳ này không có đơn vị nào phải báo cáo (0/0 đơn vị)."
    if content.coverage.reporting == 0:
        return f"Chưa đơn vị nào có số liệu ({words.coverage_text(content)})."
    return f"Số liệu của {words.coverage_text(content)}{_without(content)}."


def _without(content: ReportContent) -> str:
    return f"; chưa có: {words.listed(content.missing)}" if content.missing else ""


def district_coverage(content: ReportContent) -> str:
    """Over which units the district's figures are, for who is told of the own unit first."""
    return f"Số liệu toàn huyện là của {words.coverage_text(content)}{_without(content)}."


def window(content: ReportContent) -> str:
    """`từ ngày 15/02/2020 đến ngày 14/03/2020`."""
    return f"từ ngày {day(content.window_from)} đến ngày {day(content.window_to)}"


def revision(content: ReportContent, what: str = "báo cáo") -> str:
    """Which report (`what`: or notice, or letter) this one replaces; nothing for the first."""
    if content.revision <= 1:
        return ""
    before = content.replaces.revision if content.replaces else content.revision - 1
    made = f" ngày {day(content.replaces.issued_on)}" if content.replaces else ""
    return (
        f"Đây là {what} lần {content.revision} (có điều chỉnh), thay thế {what} lần {before}{made} "
        f"về {content.period_title} đã phát hành trước đó."
    )


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
    if content.lists_changed:
        return f"Số liệu không thay đổi {before}; có thay đổi trong danh sách đơn vị, mô hình hoặc gương sáng."
    return f"Không có số liệu nào thay đổi {before}."


def compared_units(content: ReportContent) -> str:
    """How earlier figures are made comparable, said only where units are missing."""
    if (
        (content.all_compared and not content.missing)
        or not words.earlier_periods(content)
        or not words.stocks(content)
    ):
        return ""
    return "Các so sánh chỉ tính trên những đơn vị có số liệu ở cả hai kỳ được so."


# ---------------------------------------------------------------- stocks and flows


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


# ---------------------------------------------------------------- indicators


def attainment_summary(content: ReportContent) -> str:
    """`Trong 9 chỉ tiêu của kế hoạch: 2 đạt, 6 chậm, 1 đúng tiến độ.`"""
    if not content.attainment:
        return ""
    order = ("attained", "on_track", "behind", "no_cases", "no_data")
    counts = [(sum(item.status == code for item in content.attainment), words.status(code)) for code in order]
    parts = ", ".join(f"{count} chỉ tiêu {words.small(name)}" for count, name in counts if count)
    return f"Trong {len(content.attainment)} chỉ tiêu của kế hoạch: {parts} ({words.coverage_text(content)})."


def behind(content: ReportContent) -> list[str]:
    """Each indicator that is behind: value, parts, target, what is missing, who answers for it."""
    return [
        f"{item.title}{words.over(item)}: {_value_with_parts(item)}; mục tiêu {words.target_text(item)}{_gap(item)}. "
        f"Cơ quan chịu trách nhiệm: {item.responsible}."
        for item in content.attainment
        if item.status == "behind"
    ]


def moved(content: ReportContent) -> list[str]:
    """Which indicators became better or worse than in the period before; of those that can be compared."""
    if not content.previous_title:
        return []
    groups: dict[str, list[str]] = {"Tiến bộ": [], "Giảm sút": []}
    same = 0
    for item in content.attainment:
        if item.value is None or item.previous is None:
            continue
        difference = item.value - item.previous
        if abs(difference) < 1e-9:
            same += 1
            continue
        is_better = (difference > 0) == (item.better == "higher")
        text = f"{item.short_title or words.small(item.title)} ({words.change_text(item.value, item.previous, item.unit_of_measure)})"
        groups["Tiến bộ" if is_better else "Giảm sút"].append(text)
    found = [
        f"{name} so với {content.previous_title} ({len(texts)} chỉ tiêu): {'; '.join(texts)}."
        for name, texts in groups.items()
        if texts
    ]
    if same:
        found.append(f"Không đổi so với {content.previous_title}: {same} chỉ tiêu.")
    return found


def paces(items: Iterable[Attained]) -> list[str]:
    """At what pace the year ends, of each indicator that does not meet its target yet; none once it is over."""
    return [_pace(item, item.pace) for item in items if item.pace and item.status in ("on_track", "behind")]


def _pace(item: Attained, pace: Pace) -> str:
    """`…: bình quân mỗi tháng tăng 0,85 điểm %; giữ tốc độ này, đạt mục tiêu (≥ 100%) vào tháng 4 năm 2020.`"""
    target = words.target_text(item).removesuffix(" (cả năm)")
    about = f"{item.title}{words.over(item)}"
    if abs(pace.per_month) < 1e-9:
        return f"{about}: không đổi từ kỳ gốc; {_needed(item, pace)} (mục tiêu {target})."
    start = f"{about}: bình quân mỗi tháng {_moved(item, pace.per_month)}"
    year_end = words.value_text(item.model_copy(update={"value": pace.year_end}))
    if item.measure == "count":
        year_end = words.rounded(pace.year_end, item.unit_of_measure)
    if pace.reached_in:
        whole = f", cả năm ước {year_end}" if item.by_year_end else ""
        return f"{start}; giữ tốc độ này, đạt mục tiêu ({target}) vào {pace.reached_in}{whole}."
    return f"{start}; giữ tốc độ này, cuối năm ước {year_end} (mục tiêu {target}); {_needed(item, pace)}."


def _needed(item: Attained, pace: Pace) -> str:
    """How fast it must go from now on."""
    return f"để đạt mục tiêu, mỗi tháng còn lại cần {_moved(item, pace.needed_per_month)}"


def _moved(item: Attained, by: float) -> str:
    """`tăng 0,85 điểm %`, `giảm 9,3 hộ`; of a reduction what happens to the rate itself."""
    unit = "điểm %" if item.unit_of_measure == "%" else item.unit_of_measure
    rises = by > 0 if item.measure != "reduction" else by < 0
    what = "tỷ lệ " if item.measure == "reduction" else ""
    return f"{what}{'tăng' if rises else 'giảm'} {words.rounded(abs(by), unit)}"


def concerns(content: ReportContent, most: int) -> list[str]:
    """Units that need attention, worst first, and why; of more than `most` only how many."""
    found = [_concern(content, item) for item in content.concerns[:most]]
    more = len(content.concerns) - most
    if more > 0:
        found.append(f"Và {number(more)} đơn vị khác.")
    return found


def _concern(content: ReportContent, item: Concern) -> str:
    why = []
    if item.behind:
        titles = ", ".join(item.behind)
        why.append(f"chậm {len(item.behind)}/{item.of_targets} chỉ tiêu ({titles})")
    if item.poor_more_by > 0:
        why.append(f"số hộ nghèo tăng {quantity(item.poor_more_by)} hộ so với {content.previous_title}")
    return f"{words.plain(item.name)}: {'; '.join(why)}."


def points_note(items: Iterable[Attained]) -> str:
    """What a value in points is, where an indicator is measured so."""
    if not any(item.unit_of_measure == "điểm %" and item.value is not None for item in items):
        return ""
    return (
        "Chỉ tiêu tính bằng điểm %: kết quả là tỷ lệ kỳ gốc trừ tỷ lệ kỳ này, trên cùng các đơn vị đã có số liệu; "
        "tử số, mẫu số là của kỳ này."
    )


def titles_of(content: ReportContent, *statuses: str) -> str:
    """The indicators that stand so, one after the other."""
    return "; ".join(item.title for item in content.attainment if item.status in statuses)


def _value_with_parts(item: Attained) -> str:
    parts = f" ({words.parts_text(item)})" if item.denominator is not None else ""
    return f"{words.value_text(item)}{parts}"


def _gap(item: Attained) -> str:
    """How far it is still to the target, in the indicator's own unit."""
    if item.value is None:
        return ""
    unit = "điểm %" if item.unit_of_measure == "%" else item.unit_of_measure
    gap = abs(item.target - item.value)
    if gap < 0.005:
        return f", còn thiếu {words.rounded(gap, unit)}" if gap else ""
    return f", còn {'phải giảm' if item.value > item.target else 'thiếu'} {words.figure(gap, unit)}"


# ---------------------------------------------------------------- resources, models


def resources(content: ReportContent) -> str:
    """What was mobilised in the period, of all sources."""
    if content.coverage.reporting == 0:
        return ""
    amount = sum(line.amount for line in content.resources)
    if not amount:
        return f"Trong kỳ chưa có đơn vị nào báo cáo nguồn lực huy động ({words.coverage_text(content)})."
    households = sum(line.households for line in content.resources)
    helped = f", hỗ trợ {quantity(households)} lượt hộ" if households else ""
    return f"Trong kỳ huy động được {quantity(amount)} triệu đồng{helped} ({words.coverage_text(content)})."


def models(content: ReportContent) -> str:
    """How many models there are, by how they stand."""
    if content.coverage.reporting == 0:
        return ""
    if not content.models:
        return f"Chưa có đơn vị nào báo cáo mô hình giảm nghèo ({words.coverage_text(content)})."
    counts: dict[str, int] = {}
    for model in content.models:
        counts[model.status] = counts.get(model.status, 0) + 1
    parts = ", ".join(f"{count} {words.small(name) or 'chưa rõ tình trạng'}" for name, count in counts.items())
    households = sum(model.households for model in content.models)
    return (
        f"Các đơn vị báo cáo {len(content.models)} mô hình ({parts}), "
        f"{quantity(households)} hộ tham gia ({words.coverage_text(content)})."
    )


# ---------------------------------------------------------------- who reported


def reporting(content: ReportContent) -> list[str]:
    """Units without accepted figures, by what became of their report; then those who were late."""
    found = []
    for code in ("missing", "pending", "received", "rejected", "failed"):
        names = [line.name for line in content.reporters if line.status == code]
        if names:
            found.append(f"{words.submission_status(code)} ({number(len(names))} đơn vị): {words.listed(names)}.")
    if content.late:
        found.append(f"Báo cáo muộn ({number(len(content.late))} đơn vị): {words.listed(content.late)}.")
    return found


def all_in_time(content: ReportContent) -> str:
    """What to say where `reporting` has nothing to name."""
    if content.coverage.reporting < content.coverage.expected or not content.coverage.expected:
        return coverage_sentence(content)
    return f"Các đơn vị đã báo cáo đầy đủ, đúng hạn ({words.coverage_text(content)})."


def rejection(item: Rejection) -> str:
    """`Xã Thạch Khê: mã hộ trùng (3 lỗi); …`: which rules, how often, never what stood in a cell."""
    return f"{item.name}: {'; '.join(rule(line, 'lỗi') for line in item.rules) or 'chưa rõ lý do'}."


def rule(line: RuleCount, what: str) -> str:
    """A broken rule and how often: `Mã hộ trùng trong tệp (H302, 3 lỗi)`."""
    return f"{words.plain(line.message).rstrip('.')} ({line.rule}, {number(line.count)} {what})"
