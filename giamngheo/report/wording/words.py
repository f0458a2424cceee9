"""The labels and short texts that Word, Excel and mail share, each derived from what the content says.

Whole sentences are in `sentences/`. Formats of numbers and dates are those of `core/formats.py`; status words
are those of the plan's indicators ("Attainment").
"""

from __future__ import annotations

from giamngheo.check.completeness import UnitReport
from giamngheo.core.formats import NO_VALUE, change, coverage, day, local_day, number, percent, points, quantity
from giamngheo.metadata.target import Goal, Sign
from giamngheo.report.content import (
    Attained,
    Coverage,
    ReportContent,
    Resource,
    UnitAttained,
)
from giamngheo.report.wording import listing

RATES = ("%", "điểm %")  # shown with two decimals

_STATUS = {
    "attained": "Đạt",
    "on_track": "Đúng tiến độ",
    "behind": "Chậm",
    "missed": "Không đạt",
    "not_enough": "Chưa đủ căn cứ",
    "no_cases": "Không phát sinh",
    "no_data": "Chưa có số liệu",
}
EXCEEDED = "Vượt mục tiêu"  # beyond a range that was to be reached, on its better side: met, and more
SURELY_MISSED, NOT_COMPARABLE, AGAINST = "Chắc chắn chưa đạt", "Chưa tính được", "Tăng, ngược mục tiêu"
_SUBMISSION_STATUS = {
    "accepted": "Đã nhận",
    "rejected": "Bị trả lại",
    "pending": "Đang chờ",
    "received": "Chưa kiểm tra xong",
    "missing": "Chưa báo cáo",
    "failed": "Lỗi khi đọc",
}
_ON_TIME = {True: "Đúng hạn", False: "Muộn", None: ""}
_ON_TIME_BY = {
    "": "",
    "file": " (theo giờ của tệp)",
    "look": " (theo lần xem thư mục trước)",
    "first": "Không rõ đúng hạn hay muộn (có sẵn ở lần thu thập đầu)",
}
NOT_IN_FILE_NAMES = str.maketrans(dict.fromkeys('\\/:*?"<>|', " "))
_LONGEST_NAME = 100
_LEAST_SHOWN = 0.005  # what is less is 0,00 with two decimals
_DIFFERENCE_IN = {"%": "điểm %"}  # two rates differ by points; all else differs in its own unit


# ---------------------------------------------------------------- titles and names


def title(content: ReportContent) -> str:
    """What the report is about (trích yếu): `Kết quả thực hiện chỉ tiêu giảm nghèo tháng 3 năm 2020`."""
    return f"Kết quả thực hiện chỉ tiêu giảm nghèo {content.period_title}{revised(content)}"


def revised(content: ReportContent) -> str:
    """` (lần 2, có điều chỉnh)` for a report that replaces another, else nothing."""
    return f" (lần {content.revision}, có điều chỉnh)" if content.revision > 1 else ""


def office_name(content: ReportContent) -> str:
    """The issuing body inside a sentence: `Phòng Lao động - …`; names are capitals only in the letter's head."""
    if content.office.issuing_name:
        return content.office.issuing_name
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
    about = listing.plain(what).translate(NOT_IN_FILE_NAMES)
    return f"{about[:_LONGEST_NAME].strip()} {short_period(content, '-')}{revised(content)}.{ending}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    return text[:1].lower() + text[1:]


# ---------------------------------------------------------------- status


def whole(said: str, reporting: int, expected: int) -> str:
    """Whose a sum is: `Toàn huyện Thạch Hà` of `toàn huyện Thạch Hà`; of a part of the units `Cộng 14 đơn vị`."""
    return capital(said) if reporting >= expected else f"Cộng {number(reporting)} đơn vị"


def whole_said(content: ReportContent) -> str:
    """The same inside a sentence: `toàn huyện`, `cộng 14 đơn vị`."""
    return small(whole(content.nouns.whole, content.coverage.reporting, content.coverage.expected))


def whose(content: ReportContent) -> str:
    """Who has what is counted: `toàn huyện Thạch Hà`, `14 đơn vị đã báo cáo`."""
    if content.coverage.is_whole:
        return small(content.district.name)
    return f"{number(content.coverage.reporting)} đơn vị đã báo cáo"


def status(code: str | None) -> str:
    """How far an indicator has come; nothing where there is no target."""
    return _STATUS[code] if code else ""


def verdict(item: Attained) -> str:
    """How far an indicator of the district has come; what a part of the units already misses, and why nothing is known."""
    if item.status == "not_enough" and is_surely_missed(item):
        return SURELY_MISSED
    if item.status == "no_data" and item.numerator is not None:
        return NOT_COMPARABLE
    return verdict_on(item.measure, item.status, item.value, item.goal)


def own_verdict(item: Attained, own: UnitAttained) -> str:
    """The same of a unit or a village."""
    return verdict_on(item.measure, own.status, own.value, item.goal_of(own))


def verdict_on(measure: str, code: str | None, value: float | None, goal: Goal | None) -> str:
    """How far the district, a unit or a village has come; of what was to fall and rose, that it did."""
    if code == "behind" and is_rise(measure, value):
        return AGAINST
    if code == "attained" and goal is not None and value is not None and goal.is_exceeded_by(value):
        return EXCEEDED
    return status(code)


def is_rise(measure: str, value: float | None) -> bool:
    """Whether what was to fall rose, by as much as is shown."""
    return measure == "reduction" and value is not None and value <= -_LEAST_SHOWN


def submission_status(code: str) -> str:
    """What became of a unit's report."""
    return _SUBMISSION_STATUS.get(code, code)


def punctuality(on_time: bool | None, by: str = "") -> str:
    """Whether a report came by its day, and what shows that where it was received later; that nobody knows; nothing where
    none came."""
    return _ON_TIME[on_time] + _ON_TIME_BY[by]


def timeliness(report: UnitReport) -> str:
    """The same, and the day on which a workbook was returned that is not made good: `Đúng hạn; bản gửi sau bị trả lại ngày 20/02/2020`."""
    came = punctuality(report.on_time, report.on_time_by)
    if report.returned_at is None:
        return came
    back = day(local_day(report.returned_at))
    return f"{came}; bản gửi sau bị trả lại ngày {back}" if came else f"Bị trả lại ngày {back}"


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


def moved_by(value: float | None, unit_of_measure: str) -> str:
    """A value under no title that says «giảm»: points are those by which a rate fell, `giảm 0,25 điểm phần trăm`, or rose."""
    if value is None or unit_of_measure != "điểm %":
        return figure(value, unit_of_measure)
    return _fall(value, unit_of_measure, "tăng")


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
    """Whether a part of the units already breaks a target of all, or of none left, or a ceiling: whatever the others report."""
    goal = item.goal
    if item.measure == "rate" and goal.is_ceiling:
        return goal.bound == ("≤", 0) and bool(item.numerator)
    if item.measure == "rate":
        return goal.bound[1] == 100 and bool(item.without)
    return item.measure == "count" and not goal.is_floor and goal.is_settled_by(item.value or 0)


def without(item: Attained, count: float) -> str:
    """Of whom the numerator of a rate does not have: `25 hộ chưa được vay`."""
    return f"{quantity(count)} {item.counted_in} {item.without_title}"


def without_moved(item: Attained, then: float, now: float) -> str:
    """`số hộ chưa được vay từ 27 thành 25`."""
    return f"số {item.counted_in} {item.without_title} từ {quantity(then)} thành {quantity(now)}"


def left(item: Attained) -> str:
    """What a target that is not met still leaves: `25 hộ chưa được vay`, `còn 2 hộ`, `thiếu 3 mô hình`, over a ceiling
    `phải giảm 5 hộ`; nothing of a reduction."""
    if item.goal.is_ceiling:
        return f"phải giảm {too_many(item)}" if too_many(item) else ""
    if item.without:
        return without(item, item.without)
    if item.measure != "count" or item.value is None:
        return ""
    number_ = item.goal.bound[1]
    return f"{'còn' if item.value > number_ else 'thiếu'} {figure(gap_of(item.goal, item.value), item.unit_of_measure)}"


def lacking_said(item: Attained) -> str:
    """What `lacking` is: `còn thiếu`; of what is to fall `còn phải giảm`."""
    return "còn phải giảm" if item.measure == "reduction" or item.goal.is_ceiling else "còn thiếu"


def gap_of(goal: Goal, value: float) -> float:
    """How far a value is from what decides whether the target is met."""
    return abs(float(goal.bound[1]) - value)


def too_many(item: Attained) -> str:
    """What lies above a ceiling, in what is counted: `ít nhất 5 hộ`; nothing where nothing does."""
    if item.lacking:
        return f"ít nhất {quantity(item.lacking)} {item.counted_in}"
    if item.measure != "count" or item.value is None or item.goal.is_met_by(item.value):
        return ""
    gap = gap_of(item.goal, item.value)
    return figure(gap, item.unit_of_measure) if gap else f"xuống dưới {figure(item.value, item.unit_of_measure)}"


def reduction_said(item: Attained) -> str:
    """`giảm 0,37 điểm phần trăm`; `không giảm mà tăng 0,09 điểm phần trăm`: never `giảm -0,09`."""
    return NO_VALUE if item.value is None else _fall(item.value, item.unit_of_measure, "không giảm mà tăng")


def _fall(value: float, unit_of_measure: str, rise: str) -> str:
    if abs(value) < _LEAST_SHOWN:
        return "không giảm" if value <= 0 else f"giảm dưới {figure(0.01, unit_of_measure)}"
    return f"{rise if value < 0 else 'giảm'} {figure(abs(value), unit_of_measure)}"


def target_said(item: Attained) -> str:
    """The target inside a sentence: `100%`, `giảm trên 0,5 điểm phần trăm cả năm`, `không còn hộ nào`."""
    year = " cả năm" if item.by_year_end else ""
    if item.sign == "=" and not item.target:
        return f"không còn {item.unit_of_measure} nào{year}"
    sign, end = item.goal.bound if item.target_to is None else (item.sign, item.target_to)
    value = float(end)
    text = figure(value, item.unit_of_measure)
    if item.unit_of_measure in RATES:
        text = text.replace(",00", "").replace(number(value, 2), quantity(value))
    least = "" if item.unit_of_measure == "%" and value == 100 else "ít nhất "
    falls = "giảm " if item.measure == "reduction" else ""
    signs = {
        ">": "trên ",
        "≥": least,
        "≤": "không quá ",
        "<": "dưới ",
        "=": "",
        "between": f"{quantity(item.target)} đến ",
    }
    return f"{falls}{signs[sign]}{text}{year}"


def target_text(item: Attained) -> str:
    """The target in a table: `≥ 95%`, `100%`, `> 0,5 điểm % (cả năm)`, `1 đến 1,5 điểm % (cả năm)`, `không còn hộ nào`."""
    year = " (cả năm)" if item.by_year_end else ""
    if item.sign == "=" and not item.target:
        return f"không còn {item.unit_of_measure} nào{year}"
    goal = item.goal
    are_all = item.unit_of_measure == "%" and goal.to is None and goal.bound[1] == 100 and not goal.is_ceiling
    return f"{with_unit(quantity(float(goal.bound[1])) if are_all else goal.text, item.unit_of_measure)}{year}"


def with_unit(text: str, unit_of_measure: str) -> str:
    """`≥ 95%`, `1 đến 1,5 điểm %`: a number under its sign, or a range, with its unit."""
    return f"{text}{'' if unit_of_measure == '%' else ' '}{unit_of_measure}".strip()


def unit_target_text(item: Attained, own: UnitAttained) -> str:
    """A unit's own target, which may differ from the district's; nothing where it has none."""
    if own.target is None:
        return ""
    return target_text(item.model_copy(update={"target": own.target, "target_to": own.target_to}))


def unit_target_said(item: Attained, own: UnitAttained) -> str:
    """The same inside a sentence."""
    return "" if own.target is None else target_said_as(item, own.target, own.target_to)


def target_said_as(item: Attained, target: float, to: float | None, sign: Sign | None = None) -> str:
    """Another target of the same indicator inside a sentence; under its own sign if none is named."""
    return target_said(item.model_copy(update={"target": target, "target_to": to, "sign": sign or item.sign}))


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
    if abs(difference) < _LEAST_SHOWN:
        return change(difference, f"dưới {figure(0.01, unit)}")
    return change(difference, figure(abs(difference), unit))


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
