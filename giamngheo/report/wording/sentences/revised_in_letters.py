"""What a letter, read on a telephone, says of the report that it replaces: what became of the news first, then why, then which.

The paper itself says it as `revised.py` does: with what each unit's workbook came to.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from giamngheo.attain.status import NOT_MET
from giamngheo.core.formats import number, quantity
from giamngheo.report.content import PoorStep, ReportContent, VerdictMoved
from giamngheo.report.wording import comparing, goals, listing, words
from giamngheo.report.wording.sentences import revised

_MOST_REASONS = 3
_MOST_TITLES = 3
_MOST_LEFT = 3

Stands = Literal["met", "on the way", "not met", "unknown"]


def revision_in_letter(content: ReportContent, what: str = "báo cáo", own: str = "") -> str:
    """Nothing for the first report. `own`: the unit that reads it; if it is for its workbook that is said first, with what it came
    to."""
    if content.revision <= 1:
        return ""
    which = revised.which(content, what)
    if content.replaces is None or content.reasons is None:
        return which
    because = [
        revised.sent(line) + (revised.figures_of(content, line) if line.name == own else "")
        for line in revised.own_first(content.reasons, own)
    ]
    said = [_comes_to(content), revised.why(because, _MOST_REASONS)]
    if any(line.name == own for line in content.reasons):
        said.reverse()
    return " ".join([*said, which])


def _comes_to(content: ReportContent) -> str:
    """The news then and now, verdicts that turned, what is left. Sums of other units are not set beside each other: the news is over
    units known both times."""
    units = revised.units_moved(content)
    moved = [_step_moved(content), units.said if units else "", *([] if units else revised.stocks_moved(content, ""))]
    moved += [*_turned(content), *_not_turned(content), *([] if units else _left(content))]
    told = "; ".join(filter(None, moved))
    return f"Thay đổi chính: {told}." if told else revised.nothing_moved(content)


def _step_moved(content: ReportContent) -> str:
    """`số hộ nghèo so với tháng 2 năm 2020: từ tăng 18 hộ (19 đơn vị) thành tăng 10 hộ (21 đơn vị)`."""
    then, now = content.replaces.step if content.replaces else None, comparing.step(content)
    if then is None or now is None or then == now:
        return ""
    is_of_others = then.units != now.units
    old, new = (_said(one, is_of_others=is_of_others) for one in (then, now))
    if then.since == now.since:
        return f"số hộ nghèo so với {now.since}: từ {old} thành {new}"
    return f"số hộ nghèo: từ {old} so với {then.since} thành {new} so với {now.since}"


def _said(one: PoorStep, *, is_of_others: bool) -> str:
    way = "tăng" if one.by > 0 else "giảm"
    move = f"{way} {quantity(abs(one.by))} hộ" if one.by else "không đổi"
    return f"{move} ({number(one.units)} đơn vị)" if is_of_others else move


def _stands(status: str, verdict: str) -> Stands:
    if status in NOT_MET or verdict == goals.SURELY_MISSED:
        return "not met"
    known: dict[str, Stands] = {"attained": "met", "on_track": "on the way"}
    return known.get(status, "unknown")


def _with_verdicts(content: ReportContent) -> Iterable[tuple[VerdictMoved, tuple[str, str], tuple[Stands, Stands]]]:
    for line in content.verdicts_moved:
        old, new = revised.verdicts_of(content, line)
        yield line, (old, new), (_stands(line.old, old), _stands(line.new, new))


def _turned(content: ReportContent) -> Iterable[str]:
    """`mô hình giảm nghèo bền vững: từ «Đạt» thành «Chậm»`; those that turned alike together."""
    alike: dict[tuple[str, str], list[str]] = {}
    for line, verdicts, (then, now) in _with_verdicts(content):
        if then != now:
            alike.setdefault(verdicts, []).append(words.small(line.title))
    for (old, new), titles in alike.items():
        yield f"{listing.first_names(titles, _MOST_TITLES, 'chỉ tiêu')}: từ «{old}» thành «{new}»"


def _not_turned(content: ReportContent) -> Iterable[str]:
    """Of how many only the verdict's name is another: they are not met, or nobody knows, as before."""
    same = [now for _, _, (then, now) in _with_verdicts(content) if then == now]
    for stands, said in (("not met", "vẫn chưa đạt"), ("unknown", "vẫn chưa kết luận được")):
        if count := sum(one == stands for one in same):
            yield f"{number(count)} chỉ tiêu {said}, chỉ đổi cách đánh giá"


def _left(content: ReportContent) -> list[str]:
    left = list(revised.left_moved(content, ""))
    more = len(left) - _MOST_LEFT
    return [*left[:_MOST_LEFT], *([f"{number(more)} chỉ tiêu khác có số liệu thay đổi"] if more > 0 else [])]
