"""With which earlier periods a report's figures are compared, what these are called, and what moved since."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

from giamngheo.core.formats import number
from giamngheo.report.content import Comparison, PoorStep, ReportContent, Stocks, UnitLine
from giamngheo.report.wording.words import LEAST_SHOWN, known_both

Earlier = Literal["previous", "baseline"]
_ENDS = {"6 tháng đầu ": "tháng 6 ", "9 tháng đầu ": "tháng 9 ", "6 tháng cuối ": "cuối "}


def is_rounded_apart(now: float | None, before: float | None) -> bool:
    """Whether the difference of two rates, as it is shown, is not that of the rates as they are shown."""
    if now is None or before is None:
        return False
    shown = Decimal(number(now, 2).replace(".", "").replace(",", ".")) - Decimal(
        number(before, 2).replace(".", "").replace(",", ".")
    )
    return number(float(abs(shown)), 2) != number(abs(now - before), 2)


def stock(content: ReportContent, key: str) -> Comparison | None:
    """A headline figure by its key."""
    return next((line for line in content.headline if line.key == key), None)


def stocks(content: ReportContent) -> list[tuple[Comparison, Comparison | None]]:
    """Each headline count that is known, with its rate where there is one."""
    counts = [line for line in content.headline if not line.key.endswith("_rate") and line.now is not None]
    return [(line, stock(content, f"{line.key}_rate")) for line in counts]


def is_baseline(content: ReportContent) -> bool:
    """Whether the report is on the baseline itself, with which nothing can be compared."""
    return content.is_baseline or content.baseline_title == content.period_title


def earlier_periods(content: ReportContent) -> list[tuple[Earlier, str]]:
    """What a stock is compared with, and its name. The same period is not named twice."""
    found: list[tuple[Earlier, str]] = []
    if content.previous_title and not is_previous_baseline(content):
        found.append(("previous", moment(content.previous_title)))
    if not is_baseline(content) and not _is_by_another_standard(content):
        found.append(("baseline", baseline_name(content)))
    return found


def _is_by_another_standard(content: ReportContent) -> bool:
    changed = content.standard_changed
    return changed is not None and content.baseline_title in changed.apart


def earlier_periods_of(content: ReportContent, unit: UnitLine) -> list[tuple[Stocks, str]]:
    """The same of a unit: its own last period, and the baseline; where its stocks are known."""
    found = []
    if unit.previous and unit.previous_title and not unit.previous_is_baseline:
        found.append((unit.previous, moment(unit.previous_title)))
    if unit.baseline and not is_baseline(content):
        found.append((unit.baseline, baseline_name(content)))
    return found


def moment(title: str) -> str:
    """A stock is that of a period's last day: `cuối quý I năm 2020`; of a month that is understood, and what ends with one
    that its name does not tell is called by it: `tháng 9 năm 2020` for the nine months."""
    for span, end in _ENDS.items():
        if title.startswith(span):
            return f"{end}{title.removeprefix(span)}"
    return title if title.startswith("tháng ") else f"cuối {title}"


def over_known(content: ReportContent, when: Earlier) -> str:
    """` (trên 21 đơn vị có số liệu cả hai kỳ)`, where a comparison is not over all that report."""
    units = content.compared_units.get(when, content.coverage.reporting)
    is_all = units >= content.coverage.reporting
    return "" if is_all else f" (trên {known_both(units)})"


def is_previous_baseline(content: ReportContent) -> bool:
    return bool(content.previous_title) and (
        content.previous_is_baseline or content.previous_title == content.baseline_title
    )


def previous_name(content: ReportContent) -> str:
    """The period compared with, by its name; what ends with the baseline by the baseline's, for no more of it was reported."""
    return _baseline(content) if is_previous_baseline(content) else content.previous_title or ""


def baseline_name(content: ReportContent) -> str:
    """`cuối năm 2019` for its December, else the period's own name; and where it is what the plan says."""
    name = _baseline(content)
    return f"{name} (số ghi trong kế hoạch)" if content.is_baseline_stated else name


def _baseline(content: ReportContent) -> str:
    return content.baseline_title.replace("tháng 12 năm ", "cuối năm ")


def why_stated(content: ReportContent) -> str:
    """Why the baseline is what the plan says of it, and not what was reported."""
    changed = content.standard_changed
    if changed and content.baseline_title in (*changed.apart, *changed.by_new):
        return "báo cáo của kỳ đó theo chuẩn nghèo cũ"
    return "chưa đủ báo cáo của kỳ đó"


class Moved(NamedTuple):
    """A stock and its rate, percent, now and at the period compared with, over the same units."""

    now: float
    before: float
    rate_now: float | None
    rate_before: float | None
    when: Earlier
    name: str

    @property
    def by(self) -> float:
        return self.now - self.before

    @property
    def is_worse(self) -> bool:
        """More of them, or a larger part of all: the plan's target is of the rate."""
        return self.by > 0 or self.is_rate_up

    @property
    def is_rate_up(self) -> bool:
        """By as much as is shown: a plan writes its baseline with two decimals."""
        if self.rate_now is None or self.rate_before is None:
            return False
        return self.rate_now - self.rate_before >= LEAST_SHOWN


def moved(content: ReportContent, key: str = "poor") -> Moved | None:
    """A stock against the first period that it can be compared with."""
    count, rate = stock(content, key), stock(content, f"{key}_rate")
    for when, name in earlier_periods(content):
        now, before = count.moved(when) if count else (None, None)
        if now is not None and before is not None:
            return Moved(now, before, *(rate.moved(when) if rate else (None, None)), when, name)
    return None


def step(content: ReportContent) -> PoorStep | None:
    """By how many there are more poor households than before, as the subject says it; nothing where nothing can be compared."""
    move = moved(content)
    if move is None:
        return None
    units = content.compared_units.get(move.when, content.coverage.reporting)
    return PoorStep(by=move.by, since=move.name, units=units)
