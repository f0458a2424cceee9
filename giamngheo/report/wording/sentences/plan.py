"""The plan's indicators: how they stand, what moved."""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.core.formats import number
from giamngheo.report.content import Attained, ReportContent
from giamngheo.report.wording import words


def attainment_summary(content: ReportContent) -> str:
    """`Trong 9 chỉ tiêu của kế hoạch: 2 đạt, 6 chậm, 1 đúng tiến độ.`"""
    if not content.attainment:
        return ""
    order = ("attained", "on_track", "behind", "missed", "not_enough", "no_cases", "no_data")
    counts = [(sum(item.status == code for item in content.attainment), words.status(code)) for code in order]
    parts = ", ".join(f"{count} chỉ tiêu {words.small(name)}" for count, name in counts if count)
    return f"Trong {len(content.attainment)} chỉ tiêu của kế hoạch: {parts} ({words.coverage_text(content)})."


def behind(content: ReportContent) -> list[str]:
    """Each indicator that is behind: value, parts, target, what is missing, who answers for it."""
    return [
        f"{item.title}{words.over(item)}: {_value_with_parts(item)}; mục tiêu {words.target_said(item)}{_gap(item)}. "
        f"Cơ quan chịu trách nhiệm: {item.responsible}."
        for item in content.attainment
        if item.status in ("behind", "missed")
    ]


def doubtful(content: ReportContent) -> list[str]:
    """Each indicator that too few have reported for a verdict; and what it was when all had."""
    return [
        f"{item.title}{words.over(item)}: {_value_with_parts(item)}; mục tiêu {words.target_said(item)}. "
        f"Chưa đủ căn cứ để kết luận{_known_before(item)}."
        for item in content.attainment
        if item.status == "not_enough"
    ]


def _known_before(item: Attained) -> str:
    if item.known_before is None:
        return ""
    value = words.value_text(item.model_copy(update={"value": item.known_before.value}))
    return f"; {item.known_before.period_title}, đủ đơn vị: {value}"


def moved(content: ReportContent) -> list[str]:
    """Which indicators became better or worse than in the period before; of those that can be compared."""
    if not content.previous_title:
        return []
    when = words.earlier_periods(content)[0][1] if words.earlier_periods(content) else content.previous_title
    groups: dict[str, list[str]] = {"Kém hơn": [], "Tốt hơn": []}
    same = 0
    for item in content.attainment:
        if item.value is None or item.previous is None:
            continue
        difference = item.value - item.previous
        if abs(difference) < 1e-9:
            same += 1
            continue
        is_better = (difference > 0) == (item.better == "higher")
        about = item.value_title or item.short_title or words.small(item.title)
        text = f"{about} {words.change_text(item.value, item.previous, item.unit_of_measure)}"
        groups["Tốt hơn" if is_better else "Kém hơn"].append(text)
    found = [
        f"{name} so với {when} ({len(texts)} chỉ tiêu): {'; '.join(texts)}." for name, texts in groups.items() if texts
    ]
    if same:
        found.append(f"Không đổi so với {when}: {same} chỉ tiêu.")
    return found


def points_note(items: Iterable[Attained]) -> str:
    """What a value in points is, where an indicator is measured so."""
    if not any(item.unit_of_measure == "điểm %" and item.value is not None for item in items):
        return ""
    return (
        "Chỉ tiêu tính bằng điểm phần trăm: kết quả là tỷ lệ cuối năm trước trừ tỷ lệ kỳ này, trên cùng các đơn vị đã có "
        "số liệu; tử số, mẫu số là của kỳ này."
    )


def titles_of(content: ReportContent, *statuses: str) -> str:
    """The indicators that stand so, one after the other."""
    return "; ".join(item.title for item in content.attainment if item.status in statuses)


def _value_with_parts(item: Attained) -> str:
    parts = f" ({words.parts_text(item)})" if item.denominator is not None else ""
    return f"{words.value_text(item)}{parts}"


def _gap(item: Attained) -> str:
    """How far it is still to the target, in the indicator's own unit."""
    if item.value is None or item.status == "missed":
        return ""
    if item.lacking:
        near = "gần đạt: còn " if item.lacking == 1 or item.lacking * 100 <= (item.denominator or 0) else "còn thiếu "
        return f", {near}{number(item.lacking)} {item.numerator_unit or 'trường hợp'}"
    unit = "điểm %" if item.unit_of_measure == "%" else item.unit_of_measure
    gap = abs(item.target - item.value)
    if gap < 0.005:
        return f", còn thiếu {words.rounded(gap, unit)}" if gap else ""
    return f", còn {'phải giảm' if item.value > item.target else 'thiếu'} {words.figure(gap, unit)}"
