"""Why a report replaces another, what its units changed, and what that comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from giamngheo.core.formats import day, local_day, number, quantity
from giamngheo.core.period import Period
from giamngheo.report.content import Attained, Reason, Replaced, ReportContent, VerdictMoved
from giamngheo.report.wording import goals, listing, words
from giamngheo.report.wording.sentences.households import classes_listed

_MOST_REASONS = 5
_MOST_FIGURES = 4
_KINDS = {"corrected": "gửi lại", "added": "gửi thêm", "taken_back": "rút"}


def revision(content: ReportContent, what: str = "báo cáo", own: str = "") -> str:
    """Which report (`what`: or notice, or letter) this one replaces; nothing for the first. `own`: the unit that reads it."""
    if content.revision <= 1:
        return ""
    return " ".join(filter(None, (reason(content, own), which(content, what))))


def which(content: ReportContent, what: str) -> str:
    """Of a later report, which it replaces."""
    before = content.replaces.revision if content.replaces else content.revision - 1
    made = f" ngày {day(content.replaces.issued_on)}{_of_another_office(content.replaces)}" if content.replaces else ""
    return (
        f"Đây là {what} lần {content.revision} (có điều chỉnh), thay thế {what} lần {before}{made} "
        f"về {content.period_title} đã phát hành trước đó."
    )


def reason(content: ReportContent, own: str = "") -> str:
    """Why a report replaces another, the `own` workbook of who reads it first, and what it comes to; nothing for the first, or
    where it is not known."""
    if content.replaces is None or content.reasons is None:
        return ""
    because = [f"{sent(line)}{figures_of(content, line)}" for line in own_first(content.reasons, own)]
    return f"{why(because, _MOST_REASONS)} {_comes_to(content)}"


def own_first(reasons: Iterable[Reason], own: str) -> list[Reason]:
    return sorted(reasons, key=lambda line: line.name != own)


def why(because: Sequence[str], most: int) -> str:
    """The first so many reasons, and how many more."""
    more = len(because) - most
    text = "; ".join(because[:most]) + (f"; và {number(more)} báo cáo khác" if more > 0 else "")
    return f"Điều chỉnh vì: {text}." if text else "Điều chỉnh theo cách tính, danh mục hiện hành."


def sent(line: Reason) -> str:
    """`Xã Thạch Khê gửi lại báo cáo tháng 3 năm 2020 (lần 2, nhận ngày 20/03/2020)`."""
    when = f"lần {line.version}, nhận ngày {day(local_day(line.received_at))}"
    return f"{listing.plain(line.name)} {_KINDS[line.kind]} báo cáo {line.month_title} ({when})"


def figures_of(content: ReportContent, line: Reason) -> str:
    """What the workbook came to: `: số hộ nghèo từ 45 thành 43 hộ`."""
    moved = _moved_of(content, line)
    return f": {listing.first_names(moved, _MOST_FIGURES, 'số liệu')}" if moved else ""


def _moved_of(content: ReportContent, line: Reason) -> list[str]:
    """What the unit's own figures came to, where its workbook is that of the period's last month."""
    code = next((unit.code for unit in content.units if unit.name == line.name), None)
    is_last = bool(content.months) and line.month_title == Period.parse(content.months[-1]).title
    return list(_moved(content, code)) if code and is_last else []


def _comes_to(content: ReportContent) -> str:
    """What moved of the district: the households, the verdicts on the targets, how many are without."""
    verdicts = [
        f"{words.small(line.title)}: từ «{old}» thành «{new}»"
        for line in content.verdicts_moved
        for old, new in [verdicts_of(content, line)]
    ]
    stocks, left = list(stocks_moved(content, "")), list(left_moved(content, ""))
    if units := units_moved(content):
        sums = f" {units.whose}: {'; '.join([*stocks, *left])}." if stocks or left else ""
        return f"Thay đổi chính: {'; '.join([units.said, *verdicts])}.{sums}"
    if moved := [*stocks, *verdicts, *left]:
        return f"Thay đổi chính: {'; '.join(moved)}."
    return nothing_moved(content)


def nothing_moved(content: ReportContent) -> str:
    return f"Số {classes_listed(content)} chung, kết luận và số còn thiếu của các chỉ tiêu không đổi."


class _UnitsMoved(NamedTuple):
    """That the sums of the two reports are of other units, and of how many each."""

    said: str
    whose: str


def units_moved(content: ReportContent) -> _UnitsMoved | None:
    """Nothing where both are of the same units."""
    units = {unit.code for unit in content.units}
    own = [one for one in content.changes if one.code in units and (one.key, one.part) == ("households", "")]
    more, fewer = sum(one.old is None for one in own), sum(one.new is None for one in own)
    if not more and not fewer:
        return None
    now = content.coverage.reporting
    before = now - more + fewer
    both = f" (thêm {number(more)}, bớt {number(fewer)})" if more and fewer else ""
    if before == now:
        return _UnitsMoved(f"số đơn vị có số liệu vẫn là {number(now)}{both}", "Số cộng, hai lần không cùng các đơn vị")
    return _UnitsMoved(
        f"số đơn vị có số liệu từ {number(before)} thành {number(now)}{both}",
        f"Số cộng, lần trước của {number(before)} đơn vị, lần này của {number(now)} đơn vị",
    )


def verdicts_of(content: ReportContent, line: VerdictMoved) -> tuple[str, str]:
    """The verdicts in words as each of the two reports has them, with the values that they were reached by."""
    item = next((item for item in content.attainment if item.title == line.title), None)
    if item is None:
        return goals.status(line.old), goals.status(line.new)
    known = {part: _old_and_new(content, "", item.indicator, part) for part in ("", "numerator", "denominator")}
    old, new = (
        goals.verdict(
            item.model_copy(update={"status": status} | {key or "value": pair[at] for key, pair in known.items()})
        )
        for at, status in enumerate((line.old, line.new))
    )
    return old, new


def _moved(content: ReportContent, code: str) -> Iterable[str]:
    yield from stocks_moved(content, code)
    yield from left_moved(content, code)


def stocks_moved(content: ReportContent, code: str) -> Iterable[str]:
    for one in content.classes.listed:
        old, new = _old_and_new(content, code, one.code)
        if old is not None and new is not None and old != new:
            yield f"số {one.name} từ {quantity(old)} thành {quantity(new)} hộ"


def left_moved(content: ReportContent, code: str) -> Iterable[str]:
    """Of each target how many are without; of a count, and of a rate of what is to become rarer, itself."""
    for item in content.attainment:
        is_of_without = item.measure == "rate" and item.better == "higher"
        old, new = (_without if is_of_without else _value)(content, code, item)
        if old is None or new is None or old == new:
            continue
        short = item.short_title or words.small(item.title)
        if is_of_without:
            yield f"{short}, {goals.without_moved(item, old, new)}"
        else:
            over = "" if code else _of_reports(content, item)
            yield f"{item.value_title or short} từ {_said(item, old)} thành {_said(item, new)}{over}"


def _of_reports(content: ReportContent, item: Attained) -> str:
    """Over which reports a sum of the year is now, where some came or went since."""
    is_same = all(one.kind == "corrected" for one in content.reasons or [])
    return f" (nay tính trên {words.coverage_of(item.coverage)})" if item.year and not is_same else ""


def _without(content: ReportContent, code: str, item: Attained) -> tuple[float | None, float | None]:
    parts = [_old_and_new(content, code, item.indicator, part) for part in ("numerator", "denominator")]
    old, new = ((None if None in pair else pair[1] - pair[0]) for pair in zip(*parts, strict=True))
    return old, new


def _value(content: ReportContent, code: str, item: Attained) -> tuple[float | None, float | None]:
    return (None, None) if item.measure == "reduction" else _old_and_new(content, code, item.indicator)


def _said(item: Attained, value: float) -> str:
    return quantity(value) if item.measure == "count" else words.figure(value, item.unit_of_measure)


def _old_and_new(content: ReportContent, code: str, key: str, part: str = "") -> tuple[float | None, float | None]:
    """A figure in the replaced report and in this one; what did not change is the same in both."""
    for change in content.changes:
        if (change.code, change.key, change.part) == (code, key, part):
            return change.old, change.new
    line = next((unit for unit in (content.district, *content.units) if unit.code == code), content.district)
    value = next((item for item in line.indicators if item.indicator == key), None)
    now = getattr(value, part or "value") if value else getattr(line, key, None)
    return now, now


def replaced(content: ReportContent, what: str = "báo cáo") -> str:
    """`Thay thế báo cáo lần 1 lập ngày 17/03/2020.`; nothing for the first."""
    if content.replaces is None:
        return ""
    before = content.replaces
    return f"Thay thế {what} lần {before.revision}{_of_another_office(before)} lập ngày {day(before.issued_on)}."


def _of_another_office(before: Replaced) -> str:
    """Whose the replaced report is, where the office that publishes is not the one that it was."""
    return f" của {listing.plain(before.issued_by)}" if before.issued_by else ""


def _besides(content: ReportContent) -> str:
    """What else a reader sees changed, and does not find among those that are counted."""
    has_parts = any(change.is_internal for change in content.changes)
    return ", không kể tử số, mẫu số của các chỉ tiêu" if has_parts else ""


def changed(content: ReportContent, count: int, part: str = "", has_lists: bool = False) -> str:
    """How many figures differ from the replaced report. `part`: what one reader gets of it, a notice or a scorecard, which
    shows so many of them, and `has_lists`: lists that differ."""
    if content.replaces is None:
        return ""
    before = f"so với {part or 'báo cáo'} lần {content.replaces.revision}"
    if count:
        return f"Có {number(count)} số liệu thay đổi {before}{_besides(content)}."
    if content.lists_changed and not content.changes:
        return f"Số liệu không thay đổi {before}; có thay đổi trong biến động, dự báo hoặc các danh sách kèm theo."
    if content.changes and part:
        lists = "; có thay đổi trong danh sách kèm theo" if has_lists else ""
        return f"Số liệu nêu trong {part} này không thay đổi {before}{lists}."
    if content.changes:
        return f"Số liệu được nêu không thay đổi {before}; chỉ có thay đổi nhỏ hơn mức làm tròn hoặc ở số chi tiết."
    return f"Không có số liệu nào thay đổi {before}."
