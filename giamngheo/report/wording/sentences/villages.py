"""Sentences about the targets that a commune gave its villages."""

from __future__ import annotations

from giamngheo.attain.status import JUDGED, NOT_MET
from giamngheo.core.formats import number
from giamngheo.report.content import Attained, ReportContent, UnitAttained, VillageLine
from giamngheo.report.wording import goals, listing, words

_MOST_VILLAGES = 3


def village_targets(content: ReportContent, unit: str) -> str:
    """`Thôn Đồng chưa đạt mục tiêu về BHYT người nghèo (còn thiếu 3 người).`; where all are met, how many; nothing without
    targets."""
    lines = [line for line in content.villages if line.unit == unit]
    given = [value for line in lines for value in line.indicators if value.target is not None]
    judged = [value for value in given if value.status in JUDGED]
    behind = sorted((line for line in lines if _behind(line)), key=lambda line: -len(_behind(line)))
    if behind:
        return f"{'; '.join([*(_said(content, line) for line in behind[:_MOST_VILLAGES]), *_more(content, behind)])}."
    if not judged:
        return f"Các {content.nouns.village} được giao mục tiêu chưa phát sinh trường hợp để đánh giá." if given else ""
    met = sum(value.status == "attained" for value in judged)
    rest = "" if met == len(judged) else ", còn lại đúng tiến độ"
    return f"Các {content.nouns.village} đạt {number(met)}/{number(len(judged))} mục tiêu được giao{rest}."


def villages_without_households(content: ReportContent, unit: str) -> str:
    """A name that is spelt otherwise looks like a village without households: it is told which they are."""
    names = [
        line.village
        for line in content.villages
        if line.unit == unit
        and not any(map(line.stock, content.classes.listed_codes))
        and any(v.target is not None for v in line.indicators)
    ]
    if not names:
        return ""
    noun = content.nouns.village
    return (
        f"Không có hộ nào trong danh sách kỳ này ở: {listing.first_names(names, 10, noun)}; "
        f"nếu {noun} còn hộ thì xem lại cách ghi tên {noun}."
    )


def _behind(line: VillageLine) -> list[UnitAttained]:
    return [value for value in line.indicators if value.target is not None and value.status in NOT_MET]


def _said(content: ReportContent, line: VillageLine) -> str:
    items = {item.indicator: item for item in content.attainment}
    texts = [_with_lack(items[value.indicator], value) for value in _behind(line)]
    return f"{words.capital(listing.plain(line.village))} {_not(content)} đạt mục tiêu về {', '.join(texts)}"


def _with_lack(item: Attained, value: UnitAttained) -> str:
    """What is missing where it can be counted, else what there is."""
    if value.lacking:
        left = f"{goals.lacking_said(item)} {words.figure(value.lacking, item.numerator_unit)}".strip()
    else:
        left = words.figure(value.value, item.unit_of_measure)
    return f"{item.short_title or words.small(item.title)} ({left})"


def _more(content: ReportContent, behind: list[VillageLine]) -> list[str]:
    more = len(behind) - _MOST_VILLAGES
    return [f"{number(more)} {content.nouns.village} khác cũng {_not(content)} đạt"] if more > 0 else []


def _not(content: ReportContent) -> str:
    return "không" if content.is_closing else "chưa"
