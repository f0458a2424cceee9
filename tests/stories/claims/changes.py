"""Which figures of a report differ from those of the one that it replaces: of the district, then unit by unit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from tests.stories.claims.oracle import TARGETS, Truth
from tests.stories.claims.world import BASELINE, months_of

Number = Fraction | int
STOCKS = [
    ("Tổng số hộ", "households", ""),
    ("Hộ nghèo", "poor", ""),
    ("Tỷ lệ hộ nghèo", "poor", "households"),
    ("Hộ cận nghèo", "near_poor", ""),
    ("Tỷ lệ hộ cận nghèo", "near_poor", "households"),
    ("Hộ nghèo bảo trợ xã hội", "social_poor", ""),
]
FLOWS = {
    "Phát sinh mới": "new",
    "Tái nghèo": "relapsed",
    "Chuyển đến": "moved_in",
    "Thoát nghèo": "escaped_poverty",
    "Thoát cận nghèo": "escaped_near_poverty",
    "Chuyển đi": "moved_out",
    "Xóa hộ": "removed",
    "Nghèo sang cận nghèo": "to_near_poor",
    "Cận nghèo sang nghèo": "to_poor",
}


class Changed(NamedTuple):
    """A figure that differs; `unit` is its unit of measure."""

    code: str
    what: str
    unit: str
    old: Number | None
    new: Number | None


def changed(
    truth: Truth, replaced: Truth, codes: Sequence[str], titles: Collection[str] | None = None
) -> list[Changed]:
    """Of some units, or of the district (an empty code); of some targets, or of everything."""
    found = []
    for code in codes:
        old, new = (dict(_figures(one, code)) for one in (replaced, truth))
        for (what, unit), value in new.items():
            if titles is not None and what.split(", ")[0] not in titles:
                continue
            if (what, unit) not in old:
                continue  # compared with another period, which is no change of a figure
            before = old[what, unit]
            if before != value and {before, value} != {None, Fraction(0)}:
                found.append(Changed(code, what, unit, before, value))
    return found


def place_of(truth: Truth, one: Changed) -> str:
    """The unit, or of which units it is the sum."""
    if one.code:
        return truth.name[one.code]
    whole = "Toàn huyện Thạch Hà" if truth.is_whole else f"Cộng {len(truth.units)} đơn vị"
    title, _, then = one.what.rpartition(", ")
    if one.what.startswith("Biến động, "):
        n, of = truth.reports
        return f"{whole} ({n}/{of} báo cáo tháng)" if truth.is_long and n < of else whole
    n = len(truth.units)
    if title in {stock for stock, _, _ in STOCKS}:
        n = len(truth.both(BASELINE if then == "tháng 12 năm 2019" else truth.then))
    elif one.what in TARGETS:
        n = truth.behind(TARGETS[one.what])[0]
    return whole if n in (0, len(truth.units)) else f"Cộng {n} đơn vị có số liệu cả hai kỳ"


Figures = Iterator[tuple[tuple[str, str], Number | None]]


def _figures(truth: Truth, code: str) -> Figures:
    units = [code] if code else truth.units
    then = truth.then_of(code) if code else truth.compared
    month = months_of(then)[-1] if then else None
    yield from _stocks(truth, truth.last, units, "")
    before = _title(then) if then else "kỳ trước"
    if truth.last != BASELINE:
        yield from _stocks(truth, BASELINE, units, ", tháng 12 năm 2019")
    yield from _stocks(truth, month, units, f", {before}")
    for title, target in TARGETS.items():
        yield (title, target.unit), truth.value(target, truth.last, units)
        is_known = month and set(units) <= set(truth.at(month))
        yield (f"{title}, {before}", target.unit), truth.value(target, month, units) if is_known else None
    known = [unit for unit in units if unit in truth.at(truth.opening)]
    listed = [sum(truth.total(at, key, units) for key in ("poor", "near_poor")) for at in (truth.opening, truth.last)]
    yield ("Biến động, đầu kỳ", "hộ"), listed[0] if len(known) == len(units) else None
    for title, key in FLOWS.items():
        yield (f"Biến động, {title.lower()}", "hộ"), sum(truth.flow_sum(unit, key) for unit in units)
    yield ("Biến động, cuối kỳ", "hộ"), listed[1]


def _title(period: str) -> str:
    year, _, part = period.partition("-")
    if part[:1] == "Q":
        return f"quý {('I', 'II', 'III', 'IV')[int(part[1]) - 1]} năm {year}"
    return f"tháng {int(part)} năm {year}" if part.isdigit() else period


def _stocks(truth: Truth, month: str | None, units: Sequence[str], when: str) -> Figures:
    known = [unit for unit in units if unit in truth.at(month)]
    for title, key, whole in STOCKS:
        value = None
        if known:
            value = truth.rate(month, key, known) if whole else truth.total(month, key, known)
        yield (f"{title}{when}", "%" if whole else "hộ"), value
