"""The message to an office that the plan makes answerable."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from textwrap import shorten as shortened

from giamngheo.attain.status import NOT_MET
from giamngheo.core.formats import quantity
from giamngheo.report.content import Attained, Coverage, ReportContent, ResponsibleOffice, UnitAttained, UnitLine
from giamngheo.report.documents.document import Headline, Summary, Table
from giamngheo.report.documents.summary.parts import (
    MOST_UNITS,
    bar_of,
    changed_of,
    lead_of,
    notes_of,
    own_value,
    preheader_of,
)
from giamngheo.report.wording import goals, listing, sentences, words

LONGEST_STORY = 400  # letters, in a message; the files have the whole
_shorten = partial(shortened, placeholder=" …")


def office_summary(
    content: ReportContent,
    title: str,
    office: ResponsibleOffice,
    items: Sequence[Attained],
    worst: Sequence[UnitLine],
    changed: Table,
    has_lists: bool,
) -> Summary:
    any_over = sentences.any_over_limit(content, worst)
    return Summary(
        subject=_office_subject(content, office, items),
        preheader=preheader_of(*(sentences.outlooks(items)[:2]), sentences.coverage_sentence(content)),
        title=title,
        sender=content.office.issuing_body,
        revision=sentences.revision_in_letter(content, words.NOTICE),
        lead=lead_of(content),
        headlines=tuple(_indicator_headline(content, item) for item in items[:3]),
        compared=sentences.compared_of(content, items),
        bars_title="Chỉ tiêu thuộc trách nhiệm của cơ quan" if items else "",
        bars=tuple(bar_of(item) for item in items),
        notes=notes_of(
            ("Số liệu thay đổi", changed_of(content, changed, words.NOTICE, has_lists)),
            (
                f"Đơn vị {'chưa đạt nhiều' if content.is_closing or any_over else 'chậm'} nhất",
                _worst_first(worst[:MOST_UNITS], items),
            ),
            ("Dự báo đến cuối năm", sentences.outlooks(items)),
            ("Nguồn lực huy động", [sentences.resources(content)] if "resources" in office.also else []),
            ("Mô hình giảm nghèo", [sentences.models(content)] if "models" in office.also else []),
            ("Gương sáng", _stories(content) if "stories" in office.also else []),
            ("Tình hình báo cáo", sentences.reporting(content)),
        ),
    )


def _office_subject(content: ReportContent, office: ResponsibleOffice, items: Sequence[Attained]) -> str:
    start = f"Giảm nghèo {words.shortest_period(content)}{words.revised(content)}"
    if content.coverage.reporting == 0:
        return f"{start}: chưa có số liệu, {words.coverage_text(content)} báo cáo"
    news = [_news(content, item) for item in items[:2] if item.value is not None]
    if not news and "resources" in office.also:
        amount = sum(line.amount for line in content.resources)
        news = [f"huy động {quantity(amount)} triệu đồng{_over(content.flow_coverage)}"]
    return f"{start}: {', '.join([*news, words.coverage_text(content)])} báo cáo"


def _news(content: ReportContent, item: Attained) -> str:
    """`người nghèo có thẻ BHYT 98,68%`; where what was to fall rose `tỷ lệ hộ nghèo tăng 0,03 điểm phần trăm`."""
    is_rise = goals.is_rise(item.measure, item.value)
    title = words.rate_title(item) if is_rise else words.small(item.title)
    return f"{title} {words.value_text(item)}{_of_fewer(content, item)}"


def _over(coverage: Coverage | None) -> str:
    """` (29/30 báo cáo tháng)`: how many units have reported, as is said beside it, says nothing of sums over months."""
    if coverage is None or coverage.of == "units" or coverage.is_whole:
        return ""
    return f" ({words.coverage_of(coverage)})"


def _of_fewer(content: ReportContent, item: Attained) -> str:
    """` (9/22 đơn vị)`, where a value is of fewer than the coverage says that stands with all."""
    return "" if item.coverage == content.coverage else words.over(item)


def _indicator_headline(content: ReportContent, item: Attained) -> Headline:
    return Headline(
        f"{item.title}{_of_fewer(content, item)}",
        words.value_text(item),
        (f"mục tiêu {goals.target_said(item)}", *sentences.before(content, item)),
        is_worse=goals.is_rise(item.measure, item.value),
    )


def _worst_first(units: Sequence[UnitLine], items: Sequence[Attained]) -> list[str]:
    """In which order they stand, where the values do not show it, then each with what it lacks."""
    return [*_order(units, items), *(_worst(unit, items) for unit in units)]


def _order(units: Sequence[UnitLine], items: Sequence[Attained]) -> list[str]:
    if len(units) < 2:
        return []
    if len(items) > 1:
        return ["Xếp từ đơn vị chưa đạt nhiều chỉ tiêu nhất."]
    is_told = any(own.lacking for unit in units for own in unit.indicators if own.indicator == items[0].indicator)
    return ["Xếp từ đơn vị còn thiếu nhiều nhất."] if is_told else []


def _worst(unit: UnitLine, items: Sequence[Attained]) -> str:
    """`Xã Thạch Trị: 80,00% (4/5), còn thiếu 1 trẻ em.`; with several indicators each by its title."""
    values = {value.indicator: value for value in unit.indicators}
    behind = [
        f"{f'{words.small(item.title)} ' if len(items) > 1 else ''}{own_value(values[item.indicator], item)}"
        f"{_lacking(values[item.indicator], item)}"
        for item in items
        if values[item.indicator].status in NOT_MET
    ]
    return f"{listing.plain(unit.name)}: {'; '.join(behind)}."


def _lacking(value: UnitAttained, item: Attained) -> str:
    return f", {goals.lacking_said(item)} {quantity(value.lacking)} {item.counted_in}" if value.lacking else ""


def _stories(content: ReportContent) -> list[str]:
    lines = [
        f"{listing.plain(story.unit)}: {_shorten(listing.plain(story.summary), LONGEST_STORY)}"
        for story in content.stories
    ]
    return listing.first_of(MOST_UNITS, lines, "gương sáng") or [
        "Trong kỳ chưa có đơn vị nào nêu gương sáng được phép công bố."
    ]
