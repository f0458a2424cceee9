"""Resources, models, who reported, and what was returned."""

from __future__ import annotations

from giamngheo.core.formats import day, number, quantity
from giamngheo.report.content import MissingMonth, Rejection, ReportContent, RuleCount
from giamngheo.report.wording import listing, words
from giamngheo.report.wording.sentences.scope import coverage_sentence

_MOST_SPONSORS = 5
_WHEN = {
    "month": "Trong tháng",
    "quarter": "Trong quý",
    "half": "Trong 6 tháng",
    "nine_months": "Trong 9 tháng",
    "year": "Trong năm",
}


def resources(content: ReportContent) -> str:
    """What was mobilised in the period, of all sources."""
    if content.coverage.reporting == 0:
        return ""
    amount = sum(line.amount for line in content.resources)
    when = _WHEN[content.period_kind]
    if not amount:
        return f"{when} chưa có đơn vị nào báo cáo nguồn lực huy động ({words.flow_coverage_text(content)})."
    households = sum(line.households for line in content.resources)
    helped = f", hỗ trợ {quantity(households)} lượt hộ" if households else ""
    return f"{when} huy động được {quantity(amount)} triệu đồng{helped} ({words.flow_coverage_text(content)})."


def sponsors(content: ReportContent) -> str:
    """How many households an organisation helps, and whom nobody does."""
    if not content.sponsors:
        return ""
    by_name: dict[str, float] = {}
    by_kind = {"organisation": 0.0, "other": 0.0, "nobody": 0.0}
    for one in content.sponsors:
        by_kind[one.helper] += one.households
        if one.helper == "organisation":
            by_name[one.organisation] = by_name.get(one.organisation, 0) + one.households
    ordered = sorted(by_name.items(), key=lambda pair: (-pair[1], pair[0]))
    named = ", ".join(f"{listing.plain(name)} {quantity(count)} hộ" for name, count in ordered[:_MOST_SPONSORS])
    which = "nhiều nhất: " if len(ordered) > _MOST_SPONSORS else ""
    return (
        f"{quantity(by_kind['organisation'])} hộ nghèo, hộ cận nghèo đã có tổ chức nhận trợ giúp"
        + (f" ({which}{named})" if named else "")
        + (f"; {quantity(by_kind['other'])} hộ do tổ chức, cá nhân khác" if by_kind["other"] else "")
        + f"; {quantity(by_kind['nobody'])} hộ chưa có ai nhận trợ giúp ({words.coverage_text(content)})."
    )


def models(content: ReportContent) -> str:
    """How many models there are, by how they stand, and how many households take part in these."""
    if content.coverage.reporting == 0:
        return ""
    if not content.models:
        return f"Chưa có đơn vị nào báo cáo mô hình giảm nghèo ({words.coverage_text(content)})."
    households: dict[str, list[float]] = {}
    for model in content.models:
        households.setdefault(model.status, []).append(model.households)
    parts = ", ".join(
        f"{number(len(each))} {words.small(name) or 'chưa rõ tình trạng'} ({quantity(sum(each))} hộ tham gia)"
        for name, each in households.items()
    )
    return f"Có {number(len(content.models))} mô hình ({words.coverage_text(content)}): {parts}."


def reporting(content: ReportContent) -> list[str]:
    """Units without accepted figures, by what became of their report; then those who were late, and those of whom nobody
    knows; month by month."""
    found = []
    is_long = content.period_kind != "month"
    for code in ("missing", "pending", "received", "rejected", "failed"):
        names = [line.name for line in content.reporters if line.status == code]
        if names:
            month = f" {content.missing_months[-1].title}" if is_long and content.missing_months else ""
            found.append(
                f"{words.submission_status(code)}{month} ({number(len(names))} đơn vị): {listing.listed(names)}."
            )
    if not is_long:
        late = [_late("", content.late, len(content.late) == content.coverage.expected)] if content.late else []
        return [*found, *late, *(_undated("", month.units, _is_all(month)) for month in content.undated_months)]
    earlier = content.missing_months[: -1 if content.missing else None]
    return [
        *found,
        *(
            f"Thiếu báo cáo {month.title} ({number(len(month.units))} đơn vị): {listing.listed(month.units)}."
            for month in earlier
        ),
        *_late_of(content),
        *(
            _undated(f" {', '.join(map(_with_due_day, months))}", list(names), is_all)
            for (names, is_all), months in _same_units(content.undated_months).items()
        ),
    ]


def _late_of(content: ReportContent) -> list[str]:
    """Who was late in which months; where all always were, that alone."""
    found = _same_units(content.late_months)
    reports = sum(len(month.units) for month in content.late_months)
    flows = content.flow_coverage or content.coverage
    if reports == flows.reporting and flows.of == "reports":
        return [f"Cả {number(reports)} báo cáo tháng đã nhận đều muộn."]
    return [
        _late(f" {', '.join(map(_with_due_day, months))}", list(names), is_all)
        for (names, is_all), months in found.items()
    ]


def _same_units(found: list[MissingMonth]) -> dict[tuple[tuple[str, ...], bool], list[MissingMonth]]:
    """Units, and whether they are all, → the months in which it were these."""
    months: dict[tuple[tuple[str, ...], bool], list[MissingMonth]] = {}
    for month in found:
        months.setdefault((tuple(month.units), _is_all(month)), []).append(month)
    return months


def _is_all(month: MissingMonth) -> bool:
    return len(month.units) == month.expected


def _with_due_day(month: MissingMonth) -> str:
    """`T3/2020 (hạn ngày 18/03/2020)`: who is called late may look it up."""
    due = f" (hạn ngày {day(month.due_on)})" if month.due_on else ""
    return f"{words.short_month(month.title)}{due}"


def _late(month: str, names: list[str], is_all: bool) -> str:
    return f"Báo cáo muộn{month} ({number(len(names))} đơn vị): {_who(names, is_all)}."


def _undated(month: str, names: list[str], is_all: bool) -> str:
    """Nobody is called late for when the folder was looked into first."""
    return (
        f"Không rõ đúng hạn hay muộn{month} ({number(len(names))} đơn vị): {_who(names, is_all)}; tệp đã có sẵn trong thư mục "
        "ở lần thu thập đầu tiên."
    )


def _who(names: list[str], is_all: bool) -> str:
    return "tất cả" if is_all else listing.listed(names)


def all_in_time(content: ReportContent) -> str:
    """What to say where `reporting` has nothing to name."""
    flows = content.flow_coverage or content.coverage
    is_whole = content.coverage.is_whole and flows.is_whole and not content.flow_gaps
    if not is_whole or not content.coverage.expected:
        return coverage_sentence(content)
    return f"Các đơn vị đã báo cáo đầy đủ, đúng hạn ({words.flow_coverage_text(content)})."


def rejection(item: Rejection) -> str:
    """`Xã Thạch Khê: mã hộ trùng (3 lỗi); …`: which rules, how often, never what stood in a cell. In a period of several months it
    names the month: `Xã Thạch Khê, tháng 1 năm 2020: …`."""
    which = f", {item.month_title}" if item.month_title else ""
    return f"{item.name}{which}: {'; '.join(rule(line, 'lỗi') for line in item.rules) or 'chưa rõ lý do'}."


def rule(line: RuleCount, what: str) -> str:
    """A broken rule and how often: `Mã hộ trùng trong tệp (3 lỗi)`; its code is for the communes alone."""
    explained = f", đã giải trình {number(line.explained)}" if line.explained else ""
    gap = ""
    if line.after_gap:
        which = "đều" if line.after_gap == line.count else f"{number(line.after_gap)} trường hợp"
        gap = f"; {which} ở đơn vị thiếu báo cáo tháng ngay trước, chưa kết luận là sai sót"
    return f"{listing.plain(line.message).rstrip('.')} ({number(line.count)} {what}{explained}{gap})"
