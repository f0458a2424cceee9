"""What an ad hoc report says: of which units and moment it is, how each indicator and figure stands, what no village has."""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.core.formats import day
from giamngheo.report.content import AdHoc, AdHocFigure, Attained, ReportContent, UnitAttained
from giamngheo.report.wording import comparing, goals, listing, words
from giamngheo.report.wording.sentences.plan import before, value_said

NOT_TOLD = "không nêu, để bảo vệ thông tin của từng hộ"
_MOST_UNITS = 10


def asked_about(content: ReportContent, asked: AdHoc) -> str:
    """`Báo cáo này chỉ nêu nội dung được yêu cầu, phạm vi 2 đơn vị: xã …; không thay báo cáo định kỳ.`"""
    scope = content.nouns.whole
    if asked.units:
        names = [words.small(line.name) for line in content.units]
        many = f"{len(names)} đơn vị: " if len(names) > 1 else ""
        scope = f"{many}{listing.first_names(names, _MOST_UNITS)}"
    return f"Báo cáo này chỉ nêu nội dung được yêu cầu, phạm vi {scope}; không thay báo cáo định kỳ."


def known_when(content: ReportContent, asked: AdHoc) -> str:
    """By when the reports were accepted that it is made from."""
    if asked.known_on is None:
        return f"Số liệu tính theo các báo cáo đã được chấp nhận đến ngày {day(content.issued_on)}."
    return (
        f"Số liệu tính theo các báo cáo đã được chấp nhận đến hết ngày {day(asked.known_on)}; báo cáo, bản sửa được chấp nhận "
        "sau ngày đó không được tính."
    )


def unjudged(content: ReportContent, asked: AdHoc) -> str:
    """Why some of the indicators have no verdict."""
    titles = [f"«{item.title}»" for item in content.attainment if item.indicator in asked.unjudged]
    if not titles:
        return ""
    whose, which = ("riêng đơn vị này", "đơn vị") if len(asked.units) == 1 else ("tổng các đơn vị được chọn", "tổng ấy")
    return f"Kế hoạch không giao mục tiêu {', '.join(titles)} cho {whose}, nên không kết luận mức độ đạt của {which}."


def by_unit_only(content: ReportContent, asked: AdHoc) -> str:
    titles = [f"«{title}»" for title in asked.by_unit_only]
    return f"Không có số liệu theo {content.nouns.village}: {', '.join(titles)}." if titles else ""


def stands(content: ReportContent, asked: AdHoc, item: Attained, is_hidden: bool) -> str:
    """`Người nghèo có thẻ BHYT: 99,58% (3.356/3.370); mục tiêu 100%: chậm; tháng 2 năm 2020: 98,90%.`"""
    if is_hidden:
        return f"{item.title}: {NOT_TOLD}."
    if item.value is None:
        return f"{item.title}: {words.small(goals.verdict(item)) if item.status != 'no_data' else 'chưa có số liệu'}."
    target = f"mục tiêu {goals.target_said(item)}: {words.small(goals.verdict(item))}"
    more = [
        *([] if item.indicator in asked.unjudged else [target]),
        *before(content, item),
        *_at_baseline(content, item),
    ]
    return "; ".join([f"{item.title}{words.over(item)}: {value_said(content, item)}", *more]) + "."


def _at_baseline(content: ReportContent, item: Attained) -> Iterable[str]:
    """Not of a reduction, which is measured from it, nor of what the year adds up; what is compared with it already says so."""
    if comparing.is_previous_baseline(content):
        return
    if (
        item.baseline is not None
        and item.measure != "reduction"
        and item.year is None
        and not comparing.is_baseline(content)
    ):
        yield f"{comparing.baseline_name(content)}: {words.figure(item.baseline, item.unit_of_measure)}"


def figure_stands(content: ReportContent, asked: AdHoc, figure: AdHocFigure, is_hidden: bool) -> str:
    """`Hộ nghèo: 1.504 hộ, giảm 32 hộ so với tháng 2 năm 2020, giảm 93 hộ so với cuối năm 2019.`"""
    line = figure.line
    if is_hidden:
        return f"{line.title}: {NOT_TOLD}."
    if line.now is None:
        return f"{line.title}: chưa có số liệu."
    over = "" if figure.coverage.is_whole else f" ({words.coverage_of(figure.coverage)})"
    names = {"previous": asked.figures_beside, "baseline": comparing.baseline_name(content)}
    if comparing.is_previous_baseline(content):
        del names["previous"]
    moves = [
        f"{words.change_text(*line.moved(when), line.unit_of_measure)} so với {name}"
        for when, name in names.items()
        if None not in line.moved(when)
    ]
    return f"{', '.join([f'{line.title}{over}: {words.figure(line.now, line.unit_of_measure)}', *moves])}."


def village_target(name: str, unit: str, item: Attained, own: UnitAttained) -> str:
    """`Thôn 1 (Xã Thạch Khê): người nghèo có thẻ BHYT 95,00%, mục tiêu 100%: chậm.`"""
    value = words.value_text(item.model_copy(update={"value": own.value}))
    goal, verdict = goals.unit_target_said(item, own), words.small(goals.own_verdict(item, own))
    return f"{name} ({unit}): {words.small(item.title)} {value}, mục tiêu {goal}: {verdict}."
