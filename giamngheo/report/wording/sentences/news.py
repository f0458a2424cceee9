"""The news: what a leader reads first, on a telephone, in twenty seconds. What became worse stands before what is good."""

from __future__ import annotations

from giamngheo.core.formats import number, percent, quantity
from giamngheo.report.content import ReportContent
from giamngheo.report.wording import words

_MOST_UNITS = 3
_MOST_NAMED = 3
_TARGETS = "chỉ tiêu"
_NOT_MET = ("behind", "missed")


def subject(content: ReportContent) -> str:
    """`Giảm nghèo T3/2020: còn 1.504 hộ nghèo (3,85%), giảm 32 hộ trong tháng; 2/9 chỉ tiêu đạt; 22/22 đơn vị báo cáo`; of a
    rise `TĂNG 83 hộ nghèo trong T10/2020 (3,44 → 3,65%); …`."""
    about = f"{words.shortest_period(content)}{words.revised(content)}"
    if content.coverage.reporting == 0 or not (poor := words.stock(content, "poor")) or poor.now is None:
        return f"Giảm nghèo {about}: chưa có số liệu, {words.coverage_text(content)} báo cáo"
    rest = "; ".join(filter(None, (_lost(content), _met(content), _reported(content))))
    move = words.moved(content)
    if move and move[0] > move[1]:
        when = f"trong {about}" if _is_step(content) else f"so với {move[2]}, {about}"
        return f"TĂNG {quantity(move[0] - move[1])} hộ nghèo {when}{_rates(content)}; {rest}"
    change = f", {_change(content)}" if move else ""
    whose = "" if content.coverage.is_whole else f"{number(content.coverage.reporting)} đơn vị "
    return f"Giảm nghèo {about}: {whose}{_level(content)}{change}; {rest}"


def is_bad(content: ReportContent) -> bool:
    """Whether the news is that there are more poor households than at the period compared with."""
    move = words.moved(content)
    return move is not None and move[0] > move[1]


def brief(content: ReportContent) -> list[str]:
    """Three sentences: level and change, the plan, who is missing."""
    if content.coverage.reporting == 0:
        return [f"Chưa đơn vị nào có số liệu {content.period_title} ({words.coverage_text(content)})."]
    return [text for text in (households(content), plan(content), reporters(content)) if text]


def households(content: ReportContent) -> str:
    """How many poor households there are, and how many more or fewer; of a rise first, and where."""
    if not (poor := words.stock(content, "poor")) or poor.now is None:
        return ""
    move, whole = words.moved(content), words.small(content.district.name)
    whole = whole if content.coverage.is_whole else f"{number(content.coverage.reporting)} đơn vị đã báo cáo"
    if move and move[0] > move[1]:
        since = "trong kỳ" if _is_step(content) else f"so với {move[2]}"
        return (
            f"Số hộ nghèo TĂNG {quantity(move[0] - move[1])} hộ {since}{_rates(content)}{_where(content)}; "
            f"{whole} {_level(content)}{_since_baseline(content)}."
        )
    change = f", {_change(content)}" if move else ""
    return f"{words.capital(whole)} {_level(content)}{change}{_since_baseline(content)}."


def plan(content: ReportContent) -> str:
    """How many of the plan's targets are met, and which is not any more."""
    if not content.attainment:
        return ""
    lost = _lost(content)
    behind = [item.short_title or words.small(item.title) for item in content.attainment if item.status in _NOT_MET]
    word = "không đạt" if content.is_closing else "chậm"
    late = f"{word}: {_some(behind, _TARGETS)}" if behind else ""
    return f"{words.capital('; '.join(filter(None, (lost, _met(content), late))))}."


def reporters(content: ReportContent) -> str:
    """Who has not reported; and which units need a look."""
    if content.period_kind == "month" or not content.missing_months:
        missing = f"chưa có báo cáo của {_some(content.missing)}" if content.missing else ""
    else:
        months = [f"{month.title} của {number(len(month.units))} đơn vị" for month in content.missing_months]
        missing = f"thiếu báo cáo {', '.join(months)}"
    said = missing or f"cả {number(content.coverage.expected)} đơn vị đã báo cáo"
    looked = f"; cần quan tâm: {_some([item.name for item in content.concerns])}" if content.concerns else ""
    late = {name for month in content.late_months for name in month.units} or set(content.late)
    late_said = f", {number(len(late))} đơn vị gửi muộn" if late else ""
    return f"{words.capital(said)}{late_said}{looked}."


def _level(content: ReportContent) -> str:
    """`còn 1.504 hộ nghèo (3,85%)`."""
    poor, rate = words.stock(content, "poor"), words.stock(content, "poor_rate")
    if poor is None or not poor.now:
        return "không còn hộ nghèo"
    share = f" ({percent(rate.now)})" if rate and rate.now is not None else ""
    return f"có {quantity(poor.now)} hộ nghèo{share}"


def _change(content: ReportContent) -> str:
    """`giảm 32 hộ so với tháng 2 năm 2020`."""
    move = words.moved(content)
    return f"{words.change_text(move[0], move[1], 'hộ')} so với {move[2]}" if move else ""


def _since_baseline(content: ReportContent) -> str:
    """Beside the period before, always the end of the year before."""
    poor = words.stock(content, "poor")
    if poor is None or len(words.earlier_periods(content)) < 2 or None in poor.moved("baseline"):
        return ""
    return f", {words.change_text(*poor.moved('baseline'), 'hộ')} so với {words.baseline_name(content)}"


def _rates(content: ReportContent) -> str:
    """` (3,44 → 3,65%)`: the rates of the same units, then and now."""
    rate, periods = words.stock(content, "poor_rate"), words.earlier_periods(content)
    for when, _ in periods:
        now, before = rate.moved(when) if rate else (None, None)
        if now is not None and before is not None:
            return f" ({number(before, 2)} → {percent(now)})"
    return ""


def _is_step(content: ReportContent) -> bool:
    """Whether the period compared with is the one just before."""
    return bool(content.previous_title) and not content.passed_over and content.period_kind == "month"


def _where(content: ReportContent) -> str:
    """Behind a rise: the units where most of it is."""
    rose = [move for move in content.moves if move.by > 0]
    named = ", ".join(f"{words.plain(move.name)} (+{quantity(move.by)})" for move in rose[:_MOST_UNITS])
    return f", nhiều nhất: {named}" if named else ""


def _met(content: ReportContent) -> str:
    """`2/9 chỉ tiêu đạt`; and how many cannot be judged."""
    if not content.attainment:
        return ""
    met = sum(item.status == "attained" for item in content.attainment)
    unknown = sum(item.status in ("not_enough", "no_data") for item in content.attainment)
    if unknown == len(content.attainment):
        return f"chưa kết luận được chỉ tiêu nào (mới có {words.coverage_text(content)})"
    doubt = f", {unknown} chưa đủ căn cứ" if unknown else ""
    return f"{met}/{len(content.attainment)} chỉ tiêu đạt{doubt}"


def lost(content: ReportContent) -> list[str]:
    """Targets that were met at the period compared with and are not any more."""
    return [
        item.short_title or words.small(item.title)
        for item in content.attainment
        if item.previous_status == "attained" and item.status in ("on_track", *_NOT_MET)
    ]


def _lost(content: ReportContent) -> str:
    titles = lost(content)
    return f"không còn đạt: {_some(titles, _TARGETS)}" if titles else ""


def _reported(content: ReportContent) -> str:
    """`22/22 đơn vị báo cáo`; of a longer period with a gap `58/66 báo cáo tháng`."""
    flows = content.flow_coverage
    if flows and flows.of == "reports" and not flows.is_whole:
        return words.flow_coverage_text(content)
    return f"{words.coverage_text(content)} báo cáo"


def _some(names: list[str], what: str = "đơn vị") -> str:
    """The first few, and how many more."""
    shown = ", ".join(words.plain(name) for name in names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return f"{shown} và {number(more)} {what} khác" if more > 0 else shown
