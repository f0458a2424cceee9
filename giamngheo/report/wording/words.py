"""The labels and short texts that Word, Excel and mail share, each derived from what the content says.

Whole sentences are in `sentences/`. Formats of numbers and dates are those of `core/formats.py`; status words
are those of the plan's indicators ("Attainment").
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from giamngheo.core.formats import NO_VALUE, change, coverage, number, percent, points, quantity
from giamngheo.report.content import (
    Attained,
    Comparison,
    Coverage,
    ReportContent,
    Resource,
    Stocks,
    UnitAttained,
    UnitLine,
)

Earlier = Literal["previous", "baseline"]
RATES = ("%", "điểm %")  # shown with two decimals
MOST_NAMES = 40  # more names than this are counted, not listed: a message must stay short for a whole province too

_STATUS = {
    "attained": "Đạt",
    "on_track": "Đúng tiến độ",
    "behind": "Chậm",
    "missed": "Không đạt",
    "not_enough": "Chưa đủ căn cứ",
    "no_cases": "Không phát sinh",
    "no_data": "Chưa có số liệu",
}
_SUBMISSION_STATUS = {
    "accepted": "Đã nhận",
    "rejected": "Bị trả lại",
    "pending": "Đang chờ",
    "received": "Chưa kiểm tra xong",
    "missing": "Chưa báo cáo",
    "failed": "Lỗi khi đọc",
}
_ON_TIME = {True: "Đúng hạn", False: "Muộn", None: ""}
NOT_IN_FILE_NAMES = str.maketrans(dict.fromkeys('\\/:*?"<>|', " "))
_LONGEST_NAME = 100
_DIFFERENCE_IN = {"%": "điểm %"}  # two rates differ by points; all else differs in its own unit
_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


# ---------------------------------------------------------------- titles and names


def title(content: ReportContent) -> str:
    """What the report is about (trích yếu): `Kết quả thực hiện chỉ tiêu giảm nghèo tháng 3 năm 2020`."""
    return f"Kết quả thực hiện chỉ tiêu giảm nghèo {content.period_title}{revised(content)}"


def revised(content: ReportContent) -> str:
    """` (lần 2, có điều chỉnh)` for a report that replaces another, else nothing."""
    return f" (lần {content.revision}, có điều chỉnh)" if content.revision > 1 else ""


def office_name(content: ReportContent) -> str:
    """The issuing body inside a sentence: `Phòng Lao động - …`; names are capitals only in the letter's head."""
    body = content.office.issuing_body
    known = [*(item.responsible for item in content.attainment), *(office.name for office in content.offices)]
    return next((name for name in known if name.upper() == body.upper()), body)


def shortest_period(content: ReportContent) -> str:
    """`T3/2020`, `quý I/2020`: for the subject of a message."""
    return (
        short_period(content, "/").replace("tháng ", "T")
        if content.period_kind == "month"
        else short_period(content, "/")
    )


def short_period(content: ReportContent, between: str) -> str:
    """`tháng 3/2020`, `quý I-2020`; `6 tháng đầu năm 2020` and `năm 2020` are short enough as they are."""
    if content.period_kind in ("month", "quarter"):
        return content.period_title.replace(" năm ", between)
    return content.period_title


def over(item: Attained) -> str:
    """` (20/22 đơn vị)`: the coverage goes with every value that is not of all units."""
    return f" ({partly(item)})" if partly(item) else ""


def partly(item: Attained) -> str:
    """`20/22 đơn vị` where not all reports stand behind a value, else nothing."""
    return "" if item.coverage.is_whole else coverage_of(item.coverage)


def short_month(title: str) -> str:
    """`tháng 3 năm 2020` → `T3/2020`."""
    return title.replace("tháng ", "T").replace(" năm ", "/")


def file_name(content: ReportContent, what: str, ending: str) -> str:
    """`Báo cáo giảm nghèo tháng 3-2020 (lần 2, có điều chỉnh).docx`; a long name of a unit is cut."""
    about = plain(what).translate(NOT_IN_FILE_NAMES)
    return f"{about[:_LONGEST_NAME].strip()} {short_period(content, '-')}{revised(content)}.{ending}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    return text[:1].lower() + text[1:]


# ---------------------------------------------------------------- status


def whole(district: str, reporting: int, expected: int) -> str:
    """Whose a sum is: `Toàn huyện Thạch Hà`; of a part of the units `Cộng 14 đơn vị`."""
    return f"Toàn {district}" if reporting >= expected else f"Cộng {number(reporting)} đơn vị"


def whole_said(content: ReportContent) -> str:
    """The same inside a sentence: `toàn huyện`, `cộng 14 đơn vị`."""
    return small(whole("huyện", content.coverage.reporting, content.coverage.expected))


def whose(content: ReportContent) -> str:
    """Who has what is counted: `toàn huyện Thạch Hà`, `14 đơn vị đã báo cáo`."""
    if content.coverage.is_whole:
        return small(content.district.name)
    return f"{number(content.coverage.reporting)} đơn vị đã báo cáo"


def status(code: str | None) -> str:
    """How far an indicator has come; nothing where there is no target."""
    return _STATUS[code] if code else ""


def submission_status(code: str) -> str:
    """What became of a unit's report."""
    return _SUBMISSION_STATUS.get(code, code)


def punctuality(on_time: bool | None) -> str:
    """Whether a report came before its day; nothing where none came."""
    return _ON_TIME[on_time]


def coverage_of(found: Coverage) -> str:
    """`20/22 đơn vị`, `58/66 báo cáo tháng`."""
    return coverage(found.reporting, found.expected, found.of)


def coverage_text(content: ReportContent) -> str:
    """Over which units the stocks are: `20/22 đơn vị`."""
    return coverage_of(content.coverage)


def flow_coverage_text(content: ReportContent) -> str:
    """Over which reports the flows are: `58/66 báo cáo tháng`; of a month `20/22 đơn vị`."""
    return coverage_of(content.flow_coverage or content.coverage)


# ---------------------------------------------------------------- figures


def figure(value: float | None, unit_of_measure: str) -> str:
    """A value with its unit: `4,10%`, `0,25 điểm phần trăm`, `1.504 hộ`; `–` for none."""
    if value is None:
        return NO_VALUE
    if unit_of_measure == "%":
        return percent(value)
    return points(value) if unit_of_measure == "điểm %" else f"{quantity(value)} {unit_of_measure}"


def tabular(value: float | None, unit_of_measure: str) -> str:
    """The same in a cell of a table, where room is short: `0,25 điểm %`."""
    if unit_of_measure == "điểm %" and value is not None:
        return f"{number(value, 2)} {unit_of_measure}"
    return figure(value, unit_of_measure)


def bare(value: float | None, unit_of_measure: str) -> str:
    """A value under a heading that names its unit: `4,10`, `1.504`."""
    return number(value, 2) if unit_of_measure in RATES else quantity(value)


def value_text(item: Attained) -> str:
    """An indicator's value with its unit; a reduction below zero is a rise, and is said so."""
    if item.measure == "reduction" and item.value is not None and item.value < 0:
        return f"tăng {figure(-item.value, item.unit_of_measure)}"
    return figure(item.value, item.unit_of_measure)


def is_surely_missed(item: Attained) -> bool:
    """Whether a part of the units already breaks a target of all, or of none left: whatever the others report."""
    if item.measure == "rate":
        return item.target == 100 and bool(item.without)
    return item.measure == "count" and item.sign == "=" and (item.value or 0) > item.target


def reduction_said(item: Attained) -> str:
    """`giảm 0,37 điểm phần trăm`; `không giảm mà tăng 0,09 điểm phần trăm`: never `giảm -0,09`."""
    if item.value is None:
        return NO_VALUE
    if abs(item.value) < 0.005:
        return "không giảm" if item.value <= 0 else f"giảm dưới {figure(0.01, item.unit_of_measure)}"
    if item.value < 0:
        return f"không giảm mà tăng {figure(-item.value, item.unit_of_measure)}"
    return f"giảm {figure(item.value, item.unit_of_measure)}"


def target_said(item: Attained) -> str:
    """The target inside a sentence: `100%`, `giảm trên 0,5 điểm phần trăm cả năm`, `không còn hộ nào`."""
    year = " cả năm" if item.by_year_end else ""
    if item.sign == "=" and not item.target:
        return f"không còn {item.unit_of_measure} nào{year}"
    text = figure(item.target, item.unit_of_measure)
    if item.unit_of_measure in RATES:
        text = text.replace(",00", "").replace(number(item.target, 2), quantity(item.target))
    least = "" if item.unit_of_measure == "%" and item.target == 100 else "ít nhất "
    falls = "giảm " if item.measure == "reduction" else ""
    return f"{falls}{ {'>': 'trên ', '≥': least, '=': ''}[item.sign] }{text}{year}"


def target_text(item: Attained) -> str:
    """The target in a table: `≥ 95%`, `100%`, `> 0,5 điểm % (cả năm)`, `không còn hộ nào`."""
    year = " (cả năm)" if item.by_year_end else ""
    if item.sign == "=" and not item.target:
        return f"không còn {item.unit_of_measure} nào{year}"
    space = "" if item.unit_of_measure == "%" else " "
    sign = "" if item.unit_of_measure == "%" and item.target == 100 else f"{item.sign} "
    return f"{sign}{quantity(item.target)}{space}{item.unit_of_measure}{year}"


def unit_target_text(item: Attained, target: float | None) -> str:
    """A unit's own target, which may differ from the district's; nothing where it has none."""
    return target_text(item.model_copy(update={"target": target})) if target is not None else ""


def unit_target_said(item: Attained, target: float | None) -> str:
    """The same inside a sentence."""
    return target_said(item.model_copy(update={"target": target})) if target is not None else ""


def parts_text(item: Attained | UnitAttained) -> str:
    """Numerator and denominator: `3.356/3.370`; the numerator alone for a count."""
    if item.numerator is None:
        return NO_VALUE
    below = f"/{quantity(item.denominator)}" if item.denominator is not None else ""
    return f"{quantity(item.numerator)}{below}"


def change_text(now: float | None, before: float | None, unit_of_measure: str) -> str:
    """`giảm 32 hộ`, `tăng 0,25 điểm %`, `không đổi`; a change too small to show is not called none."""
    if now is None or before is None:
        return NO_VALUE
    unit = _DIFFERENCE_IN.get(unit_of_measure, unit_of_measure)
    difference = now - before
    if abs(difference) < 1e-9:
        return change(0, "")
    if abs(difference) < 0.005:
        return change(difference, f"dưới {figure(0.01, unit)}")
    return change(difference, figure(abs(difference), unit))


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
    if not is_baseline(content):
        found.append(("baseline", baseline_name(content)))
    return found


def earlier_periods_of(content: ReportContent, unit: UnitLine) -> list[tuple[Stocks, str]]:
    """The same of a unit: its own last period, and the baseline; where its stocks are known."""
    found = []
    if unit.previous and unit.previous_title and not unit.previous_is_baseline:
        found.append((unit.previous, moment(unit.previous_title)))
    if unit.baseline and not is_baseline(content):
        found.append((unit.baseline, baseline_name(content)))
    return found


def moment(title: str) -> str:
    """A stock is that of a period's last day: `cuối quý I năm 2020`; of a month that is understood."""
    return title if title.startswith("tháng ") else f"cuối {title}"


def over_known(content: ReportContent, when: Earlier) -> str:
    """` (trên 21 đơn vị có số liệu cả hai kỳ)`, where a comparison is not over all that report."""
    units = content.compared_units.get(when, content.coverage.reporting)
    is_all = units >= content.coverage.reporting
    return "" if is_all else f" (trên {number(units)} đơn vị có số liệu cả hai kỳ)"


def is_previous_baseline(content: ReportContent) -> bool:
    return bool(content.previous_title) and (
        content.previous_is_baseline or content.previous_title == content.baseline_title
    )


def baseline_name(content: ReportContent) -> str:
    """`cuối năm 2019` for its December, else the period's own name; and where it is what the plan says."""
    name = content.baseline_title.replace("tháng 12 năm ", "cuối năm ")
    return f"{name} (số ghi trong kế hoạch)" if content.is_baseline_stated else name


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
        return (self.rate_now or 0) - (self.rate_before or 0) > 1e-9 and None not in (self.rate_now, self.rate_before)


def moved(content: ReportContent, key: str = "poor") -> Moved | None:
    """A stock against the first period that it can be compared with."""
    count, rate = stock(content, key), stock(content, f"{key}_rate")
    for when, name in earlier_periods(content):
        now, before = count.moved(when) if count else (None, None)
        if now is not None and before is not None:
            return Moved(now, before, *(rate.moved(when) if rate else (None, None)), when, name)
    return None


Amounts = Sequence[tuple[str, float]]  # name and amount, the largest first


def leading(amounts: Amounts, most: int) -> Amounts:
    """The first so many, or fewer: what is equal is not cut."""
    if len(amounts) <= most:
        return amounts
    return [one for one in amounts[:most] if one[1] > amounts[most][1]]


def resources_by_source(content: ReportContent) -> list[tuple[str, float, float]]:
    """(source, million VND, households) in the order of the content."""
    sources: dict[str, list[Resource]] = {}
    for line in content.resources:
        sources.setdefault(line.source, []).append(line)
    return [
        (source, sum(line.amount for line in lines), sum(line.households for line in lines))
        for source, lines in sources.items()
    ]


# ---------------------------------------------------------------- texts from outside


def plain(text: str) -> str:
    """One line without control characters and marks that turn the direction of writing: what files can hold."""
    kept = (" " if character.isspace() else character for character in unicodedata.normalize("NFC", text))
    return " ".join("".join(character for character in kept if _is_shown(character)).split())


def first_names(names: Sequence[str], most: int, what: str = "đơn vị") -> str:
    """The first few, and how many more; one more is named."""
    shown = names if len(names) <= most + 1 else names[:most]
    more = len(names) - len(shown)
    return ", ".join(map(plain, shown)) + (f" và {number(more)} {what} khác" if more else "")


def listed(names: Sequence[str]) -> str:
    """`Xã A, Xã B`; after `MOST_NAMES` only how many more there are."""
    more = len(names) - MOST_NAMES
    text = ", ".join(plain(name) for name in names[:MOST_NAMES])
    return f"{text} và {more} đơn vị khác" if more > 0 else text


def first_of(most: int, lines: list[str], what: str = "đơn vị") -> list[str]:
    """The first lines, then how many more there are: a message stays short."""
    more = len(lines) - most
    return [*lines[:most], *([f"Và {number(more)} {what} khác."] if more > 0 else [])]


def _is_shown(character: str) -> bool:
    if character in _BIDI or ord(character) & 0xFFFE == 0xFFFE:
        return False
    return unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
