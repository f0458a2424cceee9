"""The news: what a leader reads first, on a telephone, in twenty seconds. What became worse stands before what is good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from giamngheo.attain.status import NOT_MET
from giamngheo.core.formats import change, day, number, percent, quantity
from giamngheo.report.content import Attained, ReportContent
from giamngheo.report.wording import comparing, goals, listing, words
from giamngheo.report.wording.comparing import Moved
from giamngheo.report.wording.sentences.standards import beside_main

_MOST_UNITS = 3
_MOST_NAMED = 3
_TARGETS = "chỉ tiêu"
_UNKNOWN = ("not_enough", "no_data")
_NOT_JUDGED = (goals.SURELY_MISSED, goals.status("not_enough"), goals.NOT_COMPARABLE, goals.status("no_data"))


def subject(content: ReportContent) -> str:
    """`Giảm nghèo T3/2020: có 1.504 hộ nghèo (3,85%), giảm 32 hộ so với tháng 2 năm 2020; 2/9 chỉ tiêu đạt; 22/22 đơn vị báo
    cáo`; of a rise `TĂNG 83 hộ nghèo trong T10/2020 (3,44 → 3,65%); …`."""
    about = f"{words.shortest_period(content)}{words.revised(content)}"
    poor = comparing.stock(content, "poor")
    if content.coverage.reporting == 0 or poor is None or poor.now is None:
        return f"Giảm nghèo {about}: chưa có số liệu, {words.coverage_text(content)} báo cáo"
    move = comparing.moved(content)
    if not content.coverage.is_whole:
        start = "Hộ nghèo" if move and move.is_worse else "Giảm nghèo"
        return f"{start} {about}: {_of_a_part(content, move)}"
    reported = _reported(content)
    if move and move.by > 0:
        rise = f"TĂNG {quantity(move.by)} hộ nghèo"
        news = f"{rise} trong {about}" if _is_step(content) else f"Hộ nghèo {about}: {rise} so với {move.name}"
        news += f"{_over(content, move)}{_rates(move)}"
        return "; ".join(filter(None, (news, _lost(content), _met(content), reported)))
    if move and move.is_rate_up:
        news = f"Hộ nghèo {about}: TỶ LỆ TĂNG so với {move.name}{_over(content, move)}{_rates(move)}, số hộ {_change(move)}"
        return "; ".join(filter(None, (news, _lost(content), _met(content), reported)))
    news = f"{_level(content)}{_since(content, move)}"
    told = [news, _lost(content), _met(content), reported]
    if content.is_closing:
        told = [_met(content), news + _near_poor(content), reported]
    return f"Giảm nghèo {about}: {'; '.join(filter(None, told))}"


def _of_a_part(content: ReportContent, move: Moved | None) -> str:
    """`mới có 6/10 đơn vị báo cáo, các đơn vị này TĂNG 4 hộ nghèo (78 → 82); chưa đủ căn cứ đánh giá chỉ tiêu`."""
    start = f"mới có {words.coverage_text(content)} báo cáo, các đơn vị này"
    if move and move.by > 0:
        news = f"TĂNG {quantity(move.by)} hộ nghèo so với {move.name}{_over(content, move)}{_rates(move)}"
    elif move and move.is_rate_up:
        news = f"TĂNG TỶ LỆ hộ nghèo so với {move.name}{_over(content, move)}{_rates(move)}, số hộ {_change(move)}"
    else:
        news = f"{_level(content)}{_since(content, move)}"
    judged = _of_none(content) if _is_unknown(content) else _met(content)
    return "; ".join(filter(None, (f"{start} {news}", _lost(content), judged)))


def is_bad(content: ReportContent) -> bool:
    """Whether the news is that there are more poor households, or a larger part of all, than at the period compared with."""
    move = comparing.moved(content)
    return move is not None and move.is_worse


def brief(content: ReportContent) -> list[str]:
    """Three sentences: level and change, the plan, who is missing; the last first where so many are that little is known."""
    if content.coverage.reporting == 0:
        return [f"Chưa đơn vị nào có số liệu {content.period_title} ({words.coverage_text(content)})."]
    return [text for text in (households(content), beside_main(content), plan(content), reporters(content)) if text]


def households(content: ReportContent) -> str:
    """How many poor households there are, and how many more or fewer; of a rise first, and where."""
    if not (poor := comparing.stock(content, "poor")) or poor.now is None:
        return ""
    move, whole = comparing.moved(content), words.whose(content)
    since_baseline = _since_baseline(content)
    if move and move.by > 0:
        since = "trong tháng" if _is_step(content) else f"so với {move.name}"
        return (
            f"Số hộ nghèo TĂNG {quantity(move.by)} hộ{_parted(content, move.when)} {since}{_over(content, move)}{_rates(move)}{_where(content)}; "
            f"{whole} {_level(content)}{since_baseline}{_near_poor(content)}."
        )
    if move and move.is_rate_up:
        return (
            f"Tỷ lệ hộ nghèo TĂNG so với {move.name}{_over(content, move)}{_rates(move)}, dù số hộ {_change(move)}; "
            f"{whole} {_level(content)}{since_baseline}{_near_poor(content)}."
        )
    return f"{words.capital(whole)} {_level(content)}{_compared(content, move)}{since_baseline}{_near_poor(content)}."


def plan(content: ReportContent) -> str:
    """How many of the plan's targets are met, and which is not any more; at the year's end which are not met first."""
    if not content.attainment:
        return ""
    told = (_lost(content), _met(content), _not_met(content))
    return f"{words.capital('; '.join(filter(None, told)))}."


def reporters(content: ReportContent) -> str:
    """Who has not reported, or late; and which units need a look."""
    looked = _looked(content)
    return " ".join(filter(None, (f"{words.capital(_missing(content))}{_late(content)}.", looked)))


def _missing(content: ReportContent) -> str:
    if content.period_kind != "month" and content.missing_months:
        months = [f"{month.title} của {number(len(month.units))} đơn vị" for month in content.missing_months]
        return f"thiếu báo cáo {', '.join(months)}"
    if content.missing:
        return (
            f"chưa có báo cáo của {listing.first_names([words.small(name) for name in content.missing], _MOST_NAMED)}"
        )
    return f"cả {number(content.coverage.expected)} đơn vị đã báo cáo"


def _late(content: ReportContent) -> str:
    """Of one month by its day; of several how many units at least once."""
    months = content.late_months
    if not months and not content.late:
        return ""
    if content.period_kind != "month":
        late = {name for month in months for name in month.units} or set(content.late)
        return f"; {number(len(late))} đơn vị có báo cáo gửi muộn"
    due = months[0].due_on if months else None
    after = f" (hạn ngày {day(due)})" if due else ""
    if len(content.late) == content.coverage.reporting:
        return f", đều gửi muộn{after}" if not content.missing else f"; các đơn vị đã báo cáo đều gửi muộn{after}"
    return f"; {number(len(content.late))} đơn vị gửi muộn{after}"


def _looked(content: ReportContent) -> str:
    names = [item.name for item in content.concerns]
    if not names:
        return ""
    if len(names) == content.coverage.reporting > _MOST_NAMED:
        first = ", ".join(map(listing.plain, names[:_MOST_NAMED]))
        everybody = "Đơn vị nào cũng" if content.coverage.is_whole else f"Cả {words.whose(content)} đều"
        return f"{everybody} cần quan tâm, trước hết: {first}."
    return f"Cần quan tâm: {listing.first_names(names, _MOST_NAMED)}."


def _level(content: ReportContent) -> str:
    """`có 1.504 hộ nghèo (3,85%)`."""
    poor, rate = comparing.stock(content, "poor"), comparing.stock(content, "poor_rate")
    if poor is None or not poor.now:
        return "không còn hộ nghèo"
    share = f" ({percent(rate.now)})" if rate and rate.now is not None else ""
    return f"có {quantity(poor.now)} hộ nghèo{share}"


def _change(move: Moved) -> str:
    return words.change_text(move.now, move.before, "hộ")


def _since(content: ReportContent, move: Moved | None, parts: str = "") -> str:
    """`, giảm 32 hộ so với tháng 2 năm 2020`; and over how many units, where not over all that report."""
    return f", {_change(move)}{parts} so với {move.name}{_over(content, move)}" if move else ""


def _compared(content: ReportContent, move: Moved | None) -> str:
    """The same with the parts: a subject has no room for them."""
    return _since(content, move, _parted(content, move.when)) if move else ""


def _parted(content: ReportContent, when: comparing.Earlier) -> str:
    """` (bảo trợ xã hội giảm 47, hộ nghèo khác tăng 34)`: where one part of the poor hides what the other did."""
    poor, social = comparing.stock(content, "poor"), comparing.stock(content, "social_poor")
    if poor is None or social is None or None in (*poor.moved(when), *social.moved(when)):
        return ""
    by, own = (now - before for now, before in (poor.moved(when), social.moved(when)))  # type: ignore[operator]
    if own * (by - own) >= 0:
        return ""
    return f" (hộ ghi là bảo trợ xã hội {change(own, quantity(abs(own)))}, hộ nghèo khác {change(by - own, quantity(abs(by - own)))})"


def _over(content: ReportContent, move: Moved) -> str:
    return comparing.over_known(content, move.when)


def _since_baseline(content: ReportContent) -> str:
    """Beside the period before, always the end of the year before."""
    poor = comparing.stock(content, "poor")
    if poor is None or len(comparing.earlier_periods(content)) < 2 or None in poor.moved("baseline"):
        return ""
    moved = f"{words.change_text(*poor.moved('baseline'), 'hộ')}{_parted(content, 'baseline')}"
    return f", {moved} so với {comparing.baseline_name(content)}{comparing.over_known(content, 'baseline')}"


def _near_poor(content: ReportContent) -> str:
    """What a fall of the poor hides: more near-poor than at the same time before."""
    poor, near = comparing.moved(content), comparing.moved(content, "near_poor")
    if poor is None or near is None or poor.when != near.when or poor.by > 0 or near.by <= 0:
        return ""
    return f"; hộ cận nghèo tăng {quantity(near.by)} hộ so với {near.name}"


def _rates(move: Moved) -> str:
    """` (3,44 → 3,65%)`: the rates of the same units, then and now."""
    if move.rate_now is None or move.rate_before is None:
        return ""
    return f" ({number(move.rate_before, 2)} → {percent(move.rate_now)})"


def _is_step(content: ReportContent) -> bool:
    """Whether the period compared with is the month just before."""
    return bool(content.previous_title) and not content.passed_over and content.period_kind == "month"


def _where(content: ReportContent) -> str:
    """Behind a rise: the units where most of it is; what is equal is not cut."""
    rose = [(move.name, move.by) for move in content.moves if move.by > 0]
    if not rose:
        return ""
    all_ = len(rose) == content.coverage.reporting > 1
    everywhere = f", tăng ở cả {number(len(rose))} đơn vị" if all_ else ""
    named = ", ".join(f"{listing.plain(name)} (+{quantity(by)})" for name, by in listing.leading(rose, _MOST_UNITS))
    return f"{everywhere}, nhiều nhất: {named}" if named else f"{everywhere or _alike(rose)}"


def _alike(rose: listing.Amounts) -> str:
    first = sum(by == rose[0][1] for _, by in rose)
    return f", nhiều nhất là {number(first)} đơn vị cùng tăng {quantity(rose[0][1])} hộ"


def _met(content: ReportContent) -> str:
    """`2/9 chỉ tiêu đạt`; how many cannot be judged; at the year's end how many are not met, first."""
    if not content.attainment:
        return ""
    of = len(content.attainment)
    met = _count(content, "attained")
    if _is_unknown(content):
        return f"{_of_none(content)} (mới có {words.coverage_text(content)})"
    missed = _count(content, "missed")
    first = f"{missed}/{of} chỉ tiêu không đạt, " if missed else ""
    return f"{first}{met}/{of} chỉ tiêu đạt{_unknown(content.attainment)}"


def _of_none(content: ReportContent) -> str:
    """Where nothing can be judged: which targets are surely not met all the same."""
    sure = [_short(item) for item in content.attainment if goals.is_surely_missed(item)]
    if not sure:
        return "chưa kết luận được chỉ tiêu nào"
    named = listing.first_names(sure, _MOST_NAMED, _TARGETS)
    rest = _unknown(item for item in content.attainment if not goals.is_surely_missed(item))
    return f"chắc chắn chưa đạt {len(sure)}/{len(content.attainment)} chỉ tiêu ({named}){rest}"


def _unknown(items: Iterable[Attained]) -> str:
    """`, 3 chưa đủ căn cứ, 1 chưa tính được`: those that cannot be judged, by the words that their table has."""
    found = Counter(map(goals.verdict, items))
    return "".join(f", {found[verdict]} {words.small(verdict)}" for verdict in _NOT_JUDGED if found[verdict])


def _count(content: ReportContent, status: str) -> int:
    return sum(item.status == status for item in content.attainment)


def _is_unknown(content: ReportContent) -> bool:
    return all(item.status in _UNKNOWN for item in content.attainment)


def _not_met(content: ReportContent) -> str:
    """What went away from its target first; then in the plan's order, each with how much it lacks: households, people and
    models have no common measure."""
    items = [item for item in content.attainment if item.status in NOT_MET]
    against = [item for item in items if goals.verdict(item) == goals.AGAINST]
    over = [item for item in items if goals.is_over_limit(item)]
    rest = [item for item in items if item not in against and item not in over]
    found = (
        ("ngược mục tiêu", against),
        ("đã vượt mức", over),
        ("không đạt" if content.is_closing else "chậm", rest),
    )
    told = "; ".join(f"{word}: {_named(content, some)}" for word, some in found if some)
    return f"{told} ({words.coverage_text(content)})" if told and not content.coverage.is_whole else told


def _named(content: ReportContent, items: list[Attained]) -> str:
    return listing.first_names([f"{_about(item)}{_lacks(content, item)}" for item in items], _MOST_NAMED, _TARGETS)


def _about(item: Attained) -> str:
    """A rise is not said of «mức giảm»."""
    return words.rate_title(item) if goals.is_rise(item.measure, item.value) else _short(item)


def _lacks(content: ReportContent, item: Attained) -> str:
    """` (còn 2 hộ)`, ` (25 hộ chưa được vay)`; of a reduction how far it came, and how many households it lacks."""
    left = goals.left(item)
    if item.measure == "reduction" and item.value is not None:
        asked = "thiếu" if content.is_closing else "còn phải giảm ít nhất"
        more = f", {asked} {number(item.lacking)} hộ" if item.lacking else ""
        left = f"{words.reduction_said(item)} so với {comparing.baseline_name(content)}{more}"
    return f" ({left})" if left else ""


def lost(content: ReportContent) -> list[str]:
    """Targets that the same units met at the period compared with and do not any more."""
    return [_short(item) for item in content.attainment if item.was_attained and item.status in ("on_track", *NOT_MET)]


def _short(item: Attained) -> str:
    return item.short_title or words.small(item.title)


def fell_behind(content: ReportContent) -> list[str]:
    """Targets for which the same units were on their way at the period compared with and are not any more."""
    return [_short(item) for item in content.attainment if item.fell_behind]


def _lost(content: ReportContent) -> str:
    told = (("không còn đạt", lost(content)), ("không còn đúng tiến độ", fell_behind(content)))
    return "; ".join(f"{word}: {listing.first_names(titles, _MOST_NAMED, _TARGETS)}" for word, titles in told if titles)


def _reported(content: ReportContent) -> str:
    """`22/22 đơn vị báo cáo`; of a longer period with a gap `58/66 báo cáo tháng`."""
    flows = content.flow_coverage
    if flows and flows.of == "reports" and not flows.is_whole:
        return f"thiếu báo cáo ({words.flow_coverage_text(content)})"
    return f"{words.coverage_text(content)} báo cáo"
