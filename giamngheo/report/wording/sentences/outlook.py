"""At what pace the year ends, and which units need attention."""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.core.formats import quantity
from giamngheo.report.content import Attained, Concern, Pace, ReportContent
from giamngheo.report.wording import words


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
    return words.first_of(most, [_concern(content, item) for item in content.concerns])


def _concern(content: ReportContent, item: Concern) -> str:
    why = []
    if item.behind:
        titles = ", ".join(item.behind)
        why.append(f"chậm {len(item.behind)}/{item.of_targets} chỉ tiêu ({titles})")
    if item.poor_more_by > 0:
        why.append(f"số hộ nghèo tăng {quantity(item.poor_more_by)} hộ so với {content.previous_title}")
    return f"{words.plain(item.name)}: {'; '.join(why)}."
